//! Zip archives (APPNOTE 6.3.10): the names inside, and small files out of them.

use super::{Entry, name};
use crate::AttachmentKind;
use crate::attachment::kind::find;

/// Ends of directories looked at: joined archives have several, and programs differ in which one they take.
const ENDS: usize = 4;
/// Entries looked at.
const ENTRIES: usize = 4_096;
/// Octets before the first entry, where programs that unpack themselves have their own code.
const STUB: usize = 4;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// Octets of the three records without their names.
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;

/// Whether bytes begin as a zip archive does.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    let start = bytes.get(..STUB + LOCAL.len()).unwrap_or(bytes);
    find(start, LOCAL).is_some() || bytes.starts_with(END)
}

/// Whether an archive is an office document, a program, or just an archive.
pub(crate) fn kind(bytes: &[u8]) -> AttachmentKind {
    let (entries, _) = entries(bytes);
    let has = |what: &dyn Fn(&str) -> bool| entries.iter().any(|entry| what(&entry.name));
    if has(&|name| {
        matches!(
            name,
            "META-INF/MANIFEST.MF" | "AndroidManifest.xml" | "classes.dex" | "AppxManifest.xml"
        )
    }) {
        return AttachmentKind::Program;
    }
    // ISO/IEC 29500-2: every office document of this family holds this entry.
    let is_office = has(&|name| name.eq_ignore_ascii_case("[Content_Types].xml"));
    let is_open_document =
        has(&|name| name == "mimetype") && has(&|name| name == "META-INF/manifest.xml");
    let has_macros = has(&|name| {
        let last = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        last.starts_with("vbaproject")
            || name.contains("macrosheets/")
            || name.starts_with("Basic/")
    });
    match () {
        () if (is_office || is_open_document) && has_macros => AttachmentKind::Macros,
        () if is_office || is_open_document => AttachmentKind::Document,
        () if has(&|name| name == "META-INF/container.xml" || name.ends_with(".iwa")) => {
            AttachmentKind::Document
        }
        () => AttachmentKind::Archive,
    }
}

/// The entries of an archive, and whether some were left out.
pub(crate) fn entries(bytes: &[u8]) -> (Vec<Entry>, bool) {
    let mut found = Vec::new();
    let mut is_cut = false;
    let mut covered: Vec<(usize, usize)> = Vec::new();
    let mut until = bytes.len();
    let mut ends = 0;
    while let Some(at) = bytes
        .get(..until)
        .and_then(|before| memchr::memmem::rfind(before, END))
    {
        until = at;
        ends += 1;
        if ends > ENDS {
            is_cut = true;
            break;
        }
        // The end of an archive that is stored inside belongs to that one.
        if !covered.iter().any(|(from, to)| (*from..*to).contains(&at)) {
            is_cut |= directory(bytes, at, &mut found, &mut covered);
        }
    }
    let start = find(bytes.get(..STUB + LOCAL.len()).unwrap_or(bytes), LOCAL);
    if let Some(start) = start.filter(|at| !covered.iter().any(|(from, _)| from == at)) {
        // No directory tells of the first entry: it is torn off or lies, and what was found may be that of an
        // archive stored inside.
        let listed = std::mem::take(&mut found);
        let (ranges, is_torn) = locals(bytes, start, &mut found);
        is_cut |= is_torn;
        let is_inside = |at: usize| ranges.iter().any(|(from, to)| (*from..*to).contains(&at));
        let others = listed.into_iter().zip(covered);
        found.extend(
            others
                .filter(|(_, (at, _))| !is_inside(*at))
                .map(|(entry, _)| entry),
        );
    }
    (found, is_cut)
}

/// Reads the directory whose end record stands at `end`; tells whether entries were left out.
fn directory(
    bytes: &[u8],
    end: usize,
    found: &mut Vec<Entry>,
    covered: &mut Vec<(usize, usize)>,
) -> bool {
    let (Some(size), Some(offset)) = (long(bytes, end + 12), long(bytes, end + 16)) else {
        return false;
    };
    // Where something was put before the archive, the directory still stands right before its end; in a
    // large archive (§4.3.14) two more records stand between, and its place is the one written.
    let start = match end
        .checked_sub(size)
        .filter(|s| bytes.get(*s..*s + 4) == Some(CENTRAL))
    {
        Some(start) => start,
        None if bytes
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(CENTRAL)) =>
        {
            offset
        }
        None => return false,
    };
    let base = start.saturating_sub(offset);
    let mut at = start;
    while bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(CENTRAL))
    {
        if found.len() >= ENTRIES {
            return true;
        }
        let (Some(flags), Some(method), Some(packed), Some(local)) = (
            short(bytes, at + 8),
            short(bytes, at + 10),
            long(bytes, at + 20),
            long(bytes, at + 42),
        ) else {
            return true;
        };
        let lengths = [28, 30, 32].map(|field| short(bytes, at + field).unwrap_or_default());
        let [name_length, extra, comment] = lengths;
        let written = bytes
            .get(at + CENTRAL_LENGTH..at + CENTRAL_LENGTH + name_length)
            .unwrap_or_default();
        let local = base.saturating_add(local);
        let data = data_start(bytes, local);
        let to = data.map_or(local, |from| from.saturating_add(packed).min(bytes.len()));
        covered.push((local, to));
        found.push(Entry {
            name: name(written),
            is_encrypted: flags & 1 != 0,
            is_deflated: method == 8,
            data: data
                .filter(|_| matches!(method, 0 | 8))
                .map(|from| (from, to)),
        });
        at += CENTRAL_LENGTH + name_length + extra + comment;
    }
    false
}

/// Reads the entries of an archive without a directory, one after the other; gives where they lie, and whether
/// entries were left out.
fn locals(bytes: &[u8], start: usize, found: &mut Vec<Entry>) -> (Vec<(usize, usize)>, bool) {
    let mut at = start;
    let mut ranges = Vec::new();
    while bytes.get(at..).is_some_and(|rest| rest.starts_with(LOCAL)) {
        if found.len() >= ENTRIES {
            return (ranges, true);
        }
        let (Some(flags), Some(method), Some(packed), Some(name_length), Some(data)) = (
            short(bytes, at + 6),
            short(bytes, at + 8),
            long(bytes, at + 18),
            short(bytes, at + 26),
            data_start(bytes, at),
        ) else {
            return (ranges, true);
        };
        let written = bytes
            .get(at + LOCAL_LENGTH..at + LOCAL_LENGTH + name_length)
            .unwrap_or_default();
        // §4.4.4: the size may stand behind the data; then the next entry is found by its mark.
        let to = if flags & 8 != 0 && packed == 0 {
            bytes
                .get(data..)
                .and_then(|rest| find(rest, LOCAL))
                .map_or(bytes.len(), |next| data + next)
        } else {
            data.saturating_add(packed).min(bytes.len())
        };
        found.push(Entry {
            name: name(written),
            is_encrypted: flags & 1 != 0,
            is_deflated: method == 8,
            data: matches!(method, 0 | 8).then_some((data, to)),
        });
        ranges.push((at, to));
        at = to;
    }
    (ranges, false)
}

/// Where the data of the entry with its local record at `local` begins.
fn data_start(bytes: &[u8], local: usize) -> Option<usize> {
    bytes.get(local..)?.starts_with(LOCAL).then_some(())?;
    let name = short(bytes, local + 26)?;
    let extra = short(bytes, local + 28)?;
    let data = local + LOCAL_LENGTH + name + extra;
    (data <= bytes.len()).then_some(data)
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes(two.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(entries: usize) -> Vec<u8> {
        let mut directory = Vec::new();
        for _ in 0..entries {
            directory.extend([CENTRAL, &[0; CENTRAL_LENGTH - 4]].concat());
        }
        let size = u32::try_from(directory.len()).expect("small");
        let end = [END, &[0; 8], &size.to_le_bytes(), &[0; 6]].concat();
        [directory, end].concat()
    }

    #[test]
    fn so_many_entries_and_ends_of_an_attached_zip_are_looked_at() {
        for (count, found, is_cut) in [(ENTRIES, ENTRIES, false), (ENTRIES + 1, ENTRIES, true)] {
            let (entries, was_cut) = entries(&archive(count));
            assert_eq!((entries.len(), was_cut), (found, is_cut), "{count}");
        }
        for (ends, is_cut) in [(ENDS, false), (ENDS + 1, true)] {
            assert_eq!(entries(&archive(1).repeat(ends)).1, is_cut, "{ends}");
        }
    }
}
