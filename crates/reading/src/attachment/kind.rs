//! What an attachment is: by its name, its media type and its first bytes, whichever of them is the worst.

use crate::AttachmentKind;

/// Octets in which a beginning is looked for.
const START: usize = 4 << 10;
/// Octets in which the mark of a signed configuration profile is looked for.
const PROFILE: usize = 64 << 10;

/// Last extensions and what a device does with them; lower case, in the order of the kinds.
///
/// Sources of scripts that no mail program or desktop runs on opening (`py`, `sh`, `pl`) are text.
const EXTENSIONS: [(AttachmentKind, &str); 10] = [
    (
        AttachmentKind::Program,
        "ade adp apk apkm app appimage appinstaller application appref-ms appx appxbundle bat chm cmd com command cpl \
         crx deb desktop diagcab dll dmg exe fileloc gadget hlp hta img inetloc inf ipa iso jar jnlp js jse library-ms \
         lnk mde mpkg msc msh msi msix msixbundle msp mst ocx one onepkg pif pkg ps1 ps1xml psc1 psm1 rdp reg rpm \
         scf scpt scr sct search-ms searchconnector-ms settingcontent-ms shb shs sys terminal theme themepack udl url \
         vb vbe vbs vhd vhdx vmdk vsix vxd webloc website wim wll workflow ws wsb wsc wsf wsh xap xbap xll xpi",
    ),
    (
        AttachmentKind::Profile,
        "mobileconfig mobileprovision provisionprofile configprofile stsconfig ovpn",
    ),
    (
        AttachmentKind::Macros,
        "accda accdb accde docm dotm iqy mdb ots potm ppa ppam ppsm pptm rqy sldm slk xla xlam xlm xlsm xltm",
    ),
    (
        AttachmentKind::Page,
        "htm html html5 mht mhtml shtm shtml svg svgz xht xhtm xhtml xsl xslt",
    ),
    (
        AttachmentKind::Archive,
        "7z ace alz arc arj bz bz2 cab egg gz gzip lha lz lz4 lzh lzma rar r00 r01 tar taz tbz tbz2 tgz tlz txz xz z zip \
         zipx zoo zst uue uu b64 tnef",
    ),
    (AttachmentKind::Message, "eml emlx emltpl mbox mbx msg oft"),
    (AttachmentKind::Calendar, "ics ical ifb icalendar vcs"),
    (
        AttachmentKind::Document,
        "csv doc docx dot dotx epub fodt hwp hwpx jtd key log md mobi numbers odp ods odt oxps pages patch pdf \
         pot potx pps ppsx ppt pptx pub rtf text tsv txt vcf vsd vsdx wpd wps xls xlsb xlsx xlt xltx xml xps diff",
    ),
    (
        AttachmentKind::Picture,
        "apng avif bmp emf gif heic heif ico jfif jp2 jpe jpeg jpg png tif tiff webp wmf",
    ),
    (AttachmentKind::Signature, "asc p7c p7s pgp sig"),
];

/// Media types that say more than nothing; `application/octet-stream` says nothing.
const MEDIA: [(AttachmentKind, &str); 9] = [
    (
        AttachmentKind::Program,
        "application/hta application/java-archive application/vnd.android.package-archive application/vnd.microsoft.portable-executable \
         application/x-bat application/x-dosexec application/x-exe application/x-iso9660-image application/x-java-jnlp-file \
         application/x-mach-binary application/x-ms-application application/x-ms-installer application/x-ms-shortcut \
         application/x-msdos-program application/x-msdownload application/x-msi application/x-vbs application/x-apple-diskimage \
         application/javascript application/x-javascript text/javascript text/vbscript application/onenote application/msonenote",
    ),
    (
        AttachmentKind::Profile,
        "application/x-apple-aspen-config application/x-apple-aspen-mobileprovision application/x-wifi-config \
         application/x-openvpn-profile",
    ),
    (
        AttachmentKind::Macros,
        "application/vnd.ms-word.document.macroenabled.12 application/vnd.ms-word.template.macroenabled.12 \
         application/vnd.ms-excel.sheet.macroenabled.12 application/vnd.ms-excel.template.macroenabled.12 \
         application/vnd.ms-excel.addin.macroenabled.12 application/vnd.ms-powerpoint.presentation.macroenabled.12 \
         application/vnd.ms-powerpoint.slideshow.macroenabled.12 application/vnd.ms-powerpoint.template.macroenabled.12 \
         application/vnd.ms-powerpoint.addin.macroenabled.12",
    ),
    (
        AttachmentKind::Page,
        "text/html application/xhtml+xml image/svg+xml application/x-mimearchive message/rfc2557",
    ),
    (
        AttachmentKind::Archive,
        "application/zip application/x-zip-compressed application/x-zip application/gzip application/x-gzip application/x-tar \
         application/x-7z-compressed application/x-rar-compressed application/vnd.rar application/x-rar application/x-lzh \
         application/x-bzip2 application/x-xz application/zstd application/vnd.ms-cab-compressed application/ms-tnef",
    ),
    (
        AttachmentKind::Message,
        "message/rfc822 message/global application/vnd.ms-outlook",
    ),
    (AttachmentKind::Calendar, "text/calendar application/ics"),
    (
        AttachmentKind::Signature,
        "application/pgp-signature application/pgp-keys application/pkcs7-signature application/x-pkcs7-signature \
         application/pgp-encrypted",
    ),
    (
        AttachmentKind::Document,
        "application/pdf application/x-pdf application/msword application/rtf application/vnd.ms-excel \
         application/vnd.ms-powerpoint",
    ),
];

/// What bytes begin with and what that makes them. Marks that need more than a comparison stand in [`of_bytes`].
const MAGIC: [(AttachmentKind, &[u8]); 37] = [
    (AttachmentKind::Program, b"MZ"),
    (AttachmentKind::Program, b"\x7fELF"),
    (AttachmentKind::Program, b"\xfe\xed\xfa\xce"),
    (AttachmentKind::Program, b"\xfe\xed\xfa\xcf"),
    (AttachmentKind::Program, b"\xce\xfa\xed\xfe"),
    (AttachmentKind::Program, b"\xcf\xfa\xed\xfe"),
    (AttachmentKind::Program, b"\xca\xfe\xba\xbe"),
    // a Windows shortcut, by its header size and class ([MS-SHLLINK] §2.1)
    (AttachmentKind::Program, b"\x4c\0\0\0\x01\x14\x02\0"),
    (AttachmentKind::Program, b"ITSF"),
    (AttachmentKind::Program, b"dex\n"),
    (AttachmentKind::Program, b"vhdxfile"),
    (AttachmentKind::Program, b"conectix"),
    (AttachmentKind::Program, b"MSWIM\0\0\0"),
    (AttachmentKind::Program, b"\xed\xab\xee\xdb"),
    (AttachmentKind::Program, b"xar!"),
    (AttachmentKind::Program, b"!<arch>\ndebian"),
    // a OneNote section, by its file type ([MS-ONESTORE] §2.3.1)
    (
        AttachmentKind::Program,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
    ),
    (AttachmentKind::Document, b"{\\rtf"),
    (AttachmentKind::Archive, b"Rar!\x1a\x07"),
    (AttachmentKind::Archive, b"7z\xbc\xaf\x27\x1c"),
    (AttachmentKind::Archive, b"\x1f\x8b"),
    (AttachmentKind::Archive, b"BZh"),
    (AttachmentKind::Archive, b"\xfd7zXZ\0"),
    (AttachmentKind::Archive, b"\x28\xb5\x2f\xfd"),
    (AttachmentKind::Archive, b"MSCF"),
    (AttachmentKind::Archive, b"\x60\xea"),
    (AttachmentKind::Archive, b"LZIP"),
    // a TNEF wrapping (winmail.dat, [MS-OXTNEF] §2.1.1)
    (AttachmentKind::Archive, b"\x78\x9f\x3e\x22"),
    (AttachmentKind::Archive, b"EGGA"),
    (AttachmentKind::Archive, b"ALZ\x01"),
    (AttachmentKind::Picture, b"\x89PNG\r\n"),
    (AttachmentKind::Picture, b"\xff\xd8\xff"),
    (AttachmentKind::Picture, b"GIF8"),
    (AttachmentKind::Picture, b"II*\0"),
    (AttachmentKind::Picture, b"MM\0*"),
    (AttachmentKind::Signature, b"-----BEGIN PGP SIGNATURE"),
    (AttachmentKind::Signature, b"-----BEGIN PGP PUBLIC KEY"),
];

/// First bytes of a compound file ([MS-CFB] §2.2).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Class of an installer, as a compound file holds it.
const INSTALLER: &[u8] = b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46";

/// What some bytes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) kind: AttachmentKind,
    pub(crate) is_encrypted: bool,
}

/// What an attachment is by all its names, its media type and its bytes: the worst of them, since a device
/// goes by any of the three.
pub(crate) fn of<'a>(
    names: impl IntoIterator<Item = &'a str>,
    media: &str,
    bytes: &[u8],
) -> Content {
    let content = of_bytes(bytes);
    let by_name = names
        .into_iter()
        .map(|name| match extension(name).as_str() {
            // Names of shops end like programs of old, so this one needs a content that is nothing else.
            "com" if content.kind != AttachmentKind::Other => content.kind,
            _ => of_name(name),
        })
        .max_by_key(|kind| rank(*kind))
        .unwrap_or_default();
    let by_media = match look_up(&MEDIA, media) {
        AttachmentKind::Other if media.starts_with("image/") => AttachmentKind::Picture,
        AttachmentKind::Other if media.starts_with("text/") => AttachmentKind::Document,
        kind => kind,
    };
    let kind = [by_name, by_media, content.kind]
        .into_iter()
        .max_by_key(|kind| rank(*kind))
        .unwrap_or_default();
    Content { kind, ..content }
}

/// What a file is by its name alone.
pub(crate) fn of_name(name: &str) -> AttachmentKind {
    match extension(name).as_str() {
        "" if name.eq_ignore_ascii_case("winmail.dat") => AttachmentKind::Archive,
        extension => look_up(&EXTENSIONS, extension),
    }
}

fn look_up(table: &[(AttachmentKind, &str)], word: &str) -> AttachmentKind {
    if word.is_empty() {
        return AttachmentKind::Other;
    }
    table
        .iter()
        .find(|(_, words)| words.split_whitespace().any(|w| w == word))
        .map_or(AttachmentKind::Other, |(kind, _)| *kind)
}

/// How much worse one kind is than another.
fn rank(kind: AttachmentKind) -> u8 {
    match kind {
        AttachmentKind::Program => 10,
        AttachmentKind::Profile => 9,
        AttachmentKind::Macros => 8,
        AttachmentKind::Page => 7,
        AttachmentKind::Archive => 6,
        AttachmentKind::Message => 5,
        AttachmentKind::Calendar => 4,
        AttachmentKind::Document => 3,
        AttachmentKind::Signature => 2,
        AttachmentKind::Picture => 1,
        AttachmentKind::Other => 0,
    }
}

/// The last extension of a file name, lower case, as the program that opens the file takes it.
///
/// Characters that turn the direction of writing or take no room are only for the eye, and so are blanks and
/// dots at the end, which Windows drops.
pub(crate) fn extension(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|&c| !is_for_the_eye(c))
        .collect::<String>();
    let name = name.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match file.rsplit_once('.') {
        Some((_, last)) => last.trim().to_lowercase(),
        None => String::new(),
    }
}

/// Marks of writing direction and characters without width.
fn is_for_the_eye(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x34f
                | 0x61c
                | 0x115f..=0x1160
                | 0x17b4..=0x17b5
                | 0x180b..=0x180e
                | 0x200b..=0x200f
                | 0x202a..=0x202e
                | 0x2060..=0x206f
                | 0x3164
                | 0xfe00..=0xfe0f
                | 0xfeff
                | 0xffa0
                | 0xe0000..=0xe0fff
        )
}

/// What some bytes are by what they begin with, whatever they are called.
pub(crate) fn of_bytes(bytes: &[u8]) -> Content {
    let is = |kind| Content {
        kind,
        is_encrypted: false,
    };
    if let Some((kind, _)) = MAGIC.iter().find(|(_, mark)| bytes.starts_with(mark)) {
        return is(*kind);
    }
    if bytes.starts_with(COMPOUND) {
        return compound(bytes);
    }
    let start = bytes.get(..START).unwrap_or(bytes);
    if crate::archive::zip::is_zip(bytes) {
        return is(crate::archive::zip::kind(bytes));
    }
    // PDF readers take the mark anywhere in the first kilobyte (ISO 32000-1 annex H.3.4.1, note 13).
    let head = start.get(..1024).unwrap_or(start);
    if find(head, b"%PDF-").is_some() {
        return Content {
            kind: AttachmentKind::Document,
            is_encrypted: is_encrypted_pdf(bytes),
        };
    }
    if matches!(head.get(4..8), Some(b"ftyp")) {
        let is_picture = ["heic", "heix", "mif1", "avif"]
            .iter()
            .any(|brand| head.get(8..12) == Some(brand.as_bytes()));
        return is(if is_picture {
            AttachmentKind::Picture
        } else {
            AttachmentKind::Other
        });
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return is(AttachmentKind::Picture);
    }
    if bytes.get(0x8001..0x8006) == Some(b"CD001")
        || bytes.len() >= 512 && bytes.get(bytes.len() - 512..bytes.len() - 508) == Some(b"koly")
    {
        return is(AttachmentKind::Program);
    }
    if crate::archive::is_tar(bytes) || head.get(2..5) == Some(b"-lh") {
        return is(AttachmentKind::Archive);
    }
    is(of_text(bytes, start))
}

/// What text is by its first words.
fn of_text(bytes: &[u8], start: &[u8]) -> AttachmentKind {
    let text = plain_start(start);
    let has = |word: &[u8]| find(&text, word).is_some();
    let begins = text.trim_ascii_start();
    if begins.starts_with(b"[internetshortcut]") || has(b"<hta:application") {
        return AttachmentKind::Program;
    }
    let is_list = has(b"<plist") || begins.starts_with(b"bplist");
    // A signed profile is a CMS structure around the list.
    let is_signed = bytes.first() == Some(&0x30);
    if (is_list || is_signed) && {
        let inner = bytes.get(..PROFILE).unwrap_or(bytes);
        find(inner, b"PayloadType").is_some() && find(inner, b"PayloadIdentifier").is_some()
    } {
        return AttachmentKind::Profile;
    }
    if begins.starts_with(b"begin:vcalendar") {
        return AttachmentKind::Calendar;
    }
    if is_page(begins) {
        return AttachmentKind::Page;
    }
    let is_saved_page = begins.starts_with(b"from: <saved by")
        || begins.starts_with(b"mime-version:") && has(b"multipart/related");
    if is_saved_page {
        return AttachmentKind::Page;
    }
    AttachmentKind::Other
}

/// Whether lower-case text begins as a browser takes for a page (WHATWG MIME Sniffing §7.1), with a tag that
/// no other text begins with.
fn is_page(text: &[u8]) -> bool {
    let mut rest = text;
    // Comments, declarations and processing instructions may stand before the first tag.
    for _ in 0..32 {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"<!doctype html") || rest.starts_with(b"<!doctype svg") {
            return true;
        }
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") || rest.starts_with(b"<!") {
            b">"
        } else {
            break;
        };
        match find(rest, end) {
            Some(at) => rest = rest.get(at + end.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    const TAGS: [&[u8]; 22] = [
        b"html", b"head", b"body", b"script", b"iframe", b"h1", b"div", b"font", b"table", b"a",
        b"style", b"title", b"b", b"br", b"p", b"svg", b"meta", b"form", b"center", b"base",
        b"link", b"object",
    ];
    let Some(tag) = rest.strip_prefix(b"<") else {
        return false;
    };
    TAGS.iter().any(|name| {
        tag.strip_prefix(*name)
            .and_then(<[u8]>::first)
            .is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
    })
}

/// The start of a text as lower-case ASCII, whether it is UTF-8 or UTF-16.
fn plain_start(start: &[u8]) -> Vec<u8> {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let is_wide = start.starts_with(b"\xff\xfe")
        || start.starts_with(b"\xfe\xff")
        || start.starts_with(b"<\0")
        || start.starts_with(b"\0<");
    start
        .iter()
        .filter(|&&b| !is_wide || b != 0 && b < 0xfe)
        .map(u8::to_ascii_lowercase)
        .collect()
}

/// What a compound file is by the names in its directory.
fn compound(bytes: &[u8]) -> Content {
    let has = |name: &str| {
        let wide: Vec<u8> = name.bytes().flat_map(|b| [b, 0]).collect();
        find(bytes, &wide).is_some()
    };
    let kind = if find(bytes, INSTALLER).is_some() {
        AttachmentKind::Program
    } else if has("_VBA_PROJECT") {
        AttachmentKind::Macros
    } else if has("__substg1.0_") {
        AttachmentKind::Message
    } else {
        AttachmentKind::Document
    };
    Content {
        kind,
        // [MS-OFFCRYPTO] §2.3.4.4: an encrypted office file is a stream of this name.
        is_encrypted: has("EncryptedPackage"),
    }
}

/// Whether a dictionary of a PDF file names an encryption (ISO 32000-1 §7.6.1).
fn is_encrypted_pdf(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = find(rest, b"/Encrypt") {
        rest = rest.get(at + 8..).unwrap_or_default();
        let value = rest.trim_ascii_start();
        if value.starts_with(b"<<") || value.first().is_some_and(u8::is_ascii_digit) {
            return true;
        }
    }
    false
}

/// Where `needle` first stands in `bytes`.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_counts_however_it_is_hidden() {
        for (name, kind) in [
            ("invoice.pdf", AttachmentKind::Document),
            ("invoice.pdf.exe", AttachmentKind::Program),
            ("invoice.PDF .ExE . ", AttachmentKind::Program),
            (
                "invoice\u{202e}fdp.\u{200b}exe\u{202c}",
                AttachmentKind::Program,
            ),
            (
                "請求書.pdf                                        .lnk",
                AttachmentKind::Program,
            ),
            ("a/b.txt", AttachmentKind::Document),
            ("a.exe/b", AttachmentKind::Other),
            ("設定.mobileconfig", AttachmentKind::Profile),
            ("x.docm", AttachmentKind::Macros),
            ("x.SHTML", AttachmentKind::Page),
            ("x.svg", AttachmentKind::Page),
            ("a.tar.gz", AttachmentKind::Archive),
            ("x.one", AttachmentKind::Program),
            ("patch.py", AttachmentKind::Other),
            ("", AttachmentKind::Other),
            ("...", AttachmentKind::Other),
        ] {
            assert_eq!(of_name(name), kind, "{name:?}");
        }
    }

    #[test]
    fn no_extension_and_no_media_type_stands_under_two_kinds() {
        for table in [&EXTENSIONS[..], &MEDIA[..]] {
            let mut words: Vec<&str> = table
                .iter()
                .flat_map(|(_, words)| words.split_whitespace())
                .collect();
            words.sort_unstable();
            let count = words.len();
            words.dedup();
            assert_eq!(words.len(), count);
        }
    }
}
