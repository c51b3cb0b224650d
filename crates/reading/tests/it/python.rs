//! The tree of parts, compared with Python's `email`, which was written by other people.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use reading::{Limits, Message, read};

use crate::corpus;

/// Walks a message and prints one line per file: each leaf's path and what a mail program does with it.
const WALK: &str = r"
import sys, email, email.policy
common = {'text/plain', 'text/html', 'text/enriched', 'text/richtext', 'text/calendar'}
def kind(part):
    media = part.get_content_type()
    if part.get_content_disposition() == 'attachment': return 'other'
    if part.is_multipart() or media.startswith('message/'): return 'other'
    name = part.get_filename()
    if media in ('text/html', 'application/xhtml+xml', 'text/enriched', 'text/richtext'): return 'html'
    if media.startswith('multipart/'): return 'text'
    if media.startswith('text/') and (media in common or not name): return 'text'
    return 'other'
def leaves(part, path):
    if part.get_content_maintype() == 'multipart' and part.is_multipart():
        for n, child in enumerate(part.get_payload(), 1): yield from leaves(child, path + [n])
    else:
        yield '.'.join(map(str, path)) + '=' + kind(part)
for line in sys.stdin:
    with open(line.rstrip('\n'), 'rb') as f: message = email.message_from_binary_file(f)
    try: print(' '.join(leaves(message, [])), flush=True)
    except Exception as error: print('error', type(error).__name__, flush=True)
";

fn tree(message: &Message) -> String {
    let mut leaves: BTreeMap<&[u16], &str> = BTreeMap::new();
    for attachment in &message.attachments {
        leaves.insert(&attachment.part, "other");
    }
    for image in &message.images {
        leaves.insert(&image.part, "other");
    }
    for text in &message.texts {
        leaves.insert(&text.part, if text.is_html { "html" } else { "text" });
    }
    leaves
        .iter()
        .map(|(path, kind)| {
            let path: Vec<String> = path.iter().map(ToString::to_string).collect();
            format!("{}={kind}", path.join("."))
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "this test exists to ask another program"
)]
fn parts_agree_with_another_implementation() {
    let Some(root) = corpus::root() else { return };
    let started = Command::new("python3")
        .args(["-c", WALK])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = started else {
        eprintln!("skipped: no python3");
        return;
    };
    let files = corpus::mails(&root);
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
    let theirs = String::from_utf8_lossy(&output.stdout);
    let (mut agreed, mut differing) = (0, Vec::new());
    for (file, theirs) in files.iter().zip(theirs.lines()) {
        let raw = std::fs::read(file).expect("a file of the corpus");
        let ours = tree(&read(&raw, &Limits::default()));
        if ours == theirs {
            agreed += 1;
        } else {
            differing.push(format!(
                "{}: {ours} | {theirs}",
                file.file_name().unwrap_or_default().to_string_lossy()
            ));
        }
    }
    eprintln!("{agreed} of {} trees agree", files.len());
    for line in &differing {
        eprintln!("  {line}");
    }
    assert!(
        agreed * 1000 >= files.len() * 990,
        "{agreed} of {}",
        files.len()
    );
}
