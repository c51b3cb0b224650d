//! Parts and their content, compared with Python's `email`, which was written by other people.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use reading::{Limits, Message, Trouble, read};
use serde_json::{Value, json};

use crate::corpus;

/// Prints one line per file: each leaf's path with what a mail program does with it, its media type, its file
/// name and, for plain text, the words in it.
const WALK: &str = r"
import sys, email, json, hashlib
from email.header import decode_header
common = {'text/plain', 'text/html', 'text/enriched', 'text/richtext', 'text/calendar'}
# What the web's table of names means by them (https://encoding.spec.whatwg.org/#names-and-labels).
wide = {'utf-8': 'utf-8-sig', '': 'utf-8-sig', 'us-ascii': 'cp1252', 'ascii': 'cp1252', 'iso-8859-1': 'cp1252', 'latin1': 'cp1252', 'gb2312': 'gb18030',
        'gbk': 'gb18030', 'shift_jis': 'cp932', 'sjis': 'cp932', 'x-sjis': 'cp932', 'ks_c_5601-1987': 'cp949',
        'euc-kr': 'cp949', 'iso-8859-9': 'cp1254', 'big5': 'big5hkscs', 'iso-2022-jp': 'iso2022_jp_ext'}
def kind(part):
    media = part.get_content_type()
    if part.get_content_disposition() == 'attachment': return 'other'
    if part.is_multipart() or media.startswith('message/'): return 'other'
    name = part.get_filename()
    if media in ('text/html', 'application/xhtml+xml', 'text/enriched', 'text/richtext'): return 'html'
    if media.startswith('multipart/'): return 'text'
    if media.startswith('text/') and (media in common or not name): return 'text'
    return 'other'
def name(part):
    found = part.get_filename() or ''
    try: found = ''.join(t if isinstance(t, str) else t.decode(c or 'latin-1', 'replace') for t, c in decode_header(found))
    except Exception: pass
    return ''.join(found.split())
def words(part):
    octets = part.get_payload(decode=True)
    charset = str(part.get_content_charset('')).lower()
    # A Latin label on what is well-formed UTF-8 is a wrong label.
    try: text = octets.decode('utf-8-sig')
    except (UnicodeError, AttributeError): text = None
    if text is None or not wide.get(charset, charset).startswith(('utf-8', 'cp125')):
        try: text = octets.decode(wide.get(charset, charset))
        except (LookupError, UnicodeError, ValueError, AttributeError): return None
    # Mail programs show the Roman set of JIS X 0201 as ASCII: in addresses it stands for it.
    if charset.startswith('iso-2022-jp'): text = text.replace('\u00a5', '\\').replace('\u203e', '~')
    text = ''.join(c for c in text if c in ' \t\n\r' or not (c < ' ' or '\x7f' <= c <= '\x9f'))
    return hashlib.sha256(''.join(text.split()).encode('utf-8', 'replace')).hexdigest()
def leaves(part, path):
    if part.get_content_maintype() == 'multipart' and part.is_multipart():
        for n, child in enumerate(part.get_payload(), 1): yield from leaves(child, path + [n])
    else:
        what = kind(part)
        # A calendar is shown as an appointment, not by its lines; its own tests read it.
        is_read = what == 'text' and part.get_content_type() != 'text/calendar'
        yield ['.'.join(map(str, path)), what, part.get_content_type(), name(part), words(part) if is_read else None]
for line in sys.stdin:
    with open(line.rstrip('\n'), 'rb') as f: message = email.message_from_binary_file(f)
    try: print(json.dumps(list(leaves(message, []))), flush=True)
    except Exception as error: print(json.dumps(['error', type(error).__name__]), flush=True)
";

/// Runs a script that reads names of files and prints one line for each; `None` where there is no Python.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests exist to ask another program"
)]
pub(crate) fn each_file(script: &str, files: &[PathBuf]) -> Option<String> {
    let started = Command::new("python3")
        .args(["-c", script])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = started else {
        eprintln!("skipped: no python3");
        return None;
    };
    let mut input = python.stdin.take().expect("piped above");
    let names: String = files
        .iter()
        .map(|file| format!("{}\n", file.display()))
        .collect();
    let writer = std::thread::spawn(move || input.write_all(names.as_bytes()));
    let output = python.wait_with_output().expect("python3 was started");
    writer
        .join()
        .expect("no panic in writing")
        .expect("python3 reads its input");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(said.lines().count(), files.len(), "python3 stopped early");
    Some(said)
}

/// One leaf as both see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Leaf {
    kind: String,
    /// Known for what is attached.
    media: Option<String>,
    name: Option<String>,
    /// The hash of a plain text's words, where it could be decoded without doubt.
    words: Option<String>,
}

type Leaves = BTreeMap<String, Leaf>;

/// A mail on which we differ from the other implementation on purpose.
struct Deviation {
    mail: &'static str,
    what: &'static str,
    reason: &'static str,
}

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        mail: "amazon_fwd.eml",
        what: "tree",
        reason: "the mail breaks off behind a boundary; a part of no octets is no part",
    },
    Deviation {
        mail: "sample-7422.eml",
        what: "tree",
        reason: "the quote of the boundary is never closed; mail programs open the parts, and a link must not hide",
    },
    Deviation {
        mail: "sample-936.eml",
        what: "tree",
        reason: "the inner multipart uses the boundary of the outer one; the same leaves, one level apart",
    },
    Deviation {
        mail: "hard-ham-1-00005.34bcaad58ad5f598f5d6af8cfa0c0465.eml",
        what: "words",
        reason: "bare `=` in quoted-printable: RFC 2045 §6.7 note 1 has a robust reader keep them, the other drops some",
    },
];

fn dotted(path: &[u16]) -> String {
    let path: Vec<String> = path.iter().map(ToString::to_string).collect();
    path.join(".")
}

fn ours(message: &Message) -> Leaves {
    let mut leaves = Leaves::new();
    for image in &message.images {
        leaves.entry(dotted(&image.part)).or_default().kind = "other".into();
    }
    for attachment in &message.attachments {
        let leaf = leaves.entry(dotted(&attachment.part)).or_default();
        leaf.kind = "other".into();
        leaf.media = Some(attachment.media.clone());
        leaf.name = Some(attachment.name.split_whitespace().collect());
    }
    for text in &message.texts {
        let leaf = leaves.entry(dotted(&text.part)).or_default();
        leaf.kind = if text.is_html { "html" } else { "text" }.into();
        let words: String = text.seen.split_whitespace().collect();
        let hash = facts::ObservationId::of(words.as_bytes()).to_string();
        leaf.words = (!text.is_html).then_some(hash);
    }
    leaves
}

fn theirs(line: &str) -> Option<Leaves> {
    let json: Value = serde_json::from_str(line).ok()?;
    json.as_array()?
        .iter()
        .map(|leaf| {
            let text = |at: usize| leaf[at].as_str().map(str::to_owned);
            let leaf = Leaf {
                kind: text(1)?,
                media: text(2),
                name: text(3),
                words: text(4),
            };
            Some((text(0)?, leaf))
        })
        .collect()
}

/// What differs between two leaves; what one of them does not know is no difference.
fn difference(ours: &Leaf, theirs: &Leaf) -> Option<&'static str> {
    let differs = |one: &Option<String>, other: &Option<String>| {
        one.as_ref()
            .zip(other.as_ref())
            .is_some_and(|(a, b)| a != b)
    };
    if ours.kind != theirs.kind {
        Some("kind")
    } else if differs(&ours.media, &theirs.media) {
        Some("media")
    } else if differs(&ours.name, &theirs.name) {
        Some("name")
    } else if differs(&ours.words, &theirs.words) {
        Some("words")
    } else {
        None
    }
}

#[test]
fn parts_agree_with_another_implementation() {
    let Some(root) = corpus::root() else { return };
    let files = corpus::mails(&root);
    let Some(said) = each_file(WALK, &files) else {
        return;
    };
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut leaves, mut texts) = (0, 0);
    for (file, line) in files.iter().zip(said.lines()) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let raw = std::fs::read(file).expect("a file of the corpus");
        let message = read(&raw, &Limits::default());
        if message.troubles.contains(&Trouble::TextCut) {
            continue;
        }
        let ours = ours(&message);
        let Some(theirs) = theirs(line) else {
            found
                .entry("error")
                .or_default()
                .push(format!("{name}: {line}"));
            continue;
        };
        if !ours.keys().eq(theirs.keys()) {
            let paths = json!([
                ours.keys().collect::<Vec<_>>(),
                theirs.keys().collect::<Vec<_>>()
            ]);
            found
                .entry("tree")
                .or_default()
                .push(format!("{name}: {paths}"));
            continue;
        }
        for ((path, ours), theirs) in ours.iter().zip(theirs.values()) {
            leaves += 1;
            texts += usize::from(ours.words.is_some() && theirs.words.is_some());
            if let Some(what) = difference(ours, theirs) {
                let line = format!("{name} {path}: {ours:?} | {theirs:?}");
                found.entry(what).or_default().push(line);
            }
        }
    }
    eprintln!(
        "{} mails, {leaves} leaves, {texts} plain texts compared",
        files.len()
    );
    for deviation in DEVIATIONS {
        let lines = found.entry(deviation.what).or_default();
        let at = lines.iter().position(|l| l.starts_with(deviation.mail));
        let Some(at) = at else {
            panic!(
                "{} deviates no longer: {}",
                deviation.mail, deviation.reason
            );
        };
        lines.remove(at);
    }
    found.retain(|_, lines| !lines.is_empty());
    assert!(leaves > 4_000 && texts > 2_000);
    assert!(found.is_empty(), "{found:#?}");
}
