//! Links, compared with a browser: what it would open on a click, for every page of the corpus.
//!
//! The browser gets the decoded pages as texts, parses each without running it, and loads nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use reading::{Limits, LinkKind, Trouble, read};
use serde_json::Value;

use crate::corpus;
use crate::python::each_file;

/// Prints one line per file: its HTML parts, decoded, as a JSON list.
const PAGES: &str = r"
import sys, email, json
def pages(message):
    for part in message.walk():
        if part.get_content_type() not in ('text/html', 'application/xhtml+xml'): continue
        octets = part.get_payload(decode=True)
        if octets is None: continue
        try: yield octets.decode(str(part.get_content_charset('utf-8')), 'replace')
        except LookupError: yield octets.decode('latin-1')
for line in sys.stdin:
    with open(line.rstrip('\n'), 'rb') as f: message = email.message_from_binary_file(f)
    print(json.dumps([p for p in pages(message) if '\0' not in p]), flush=True)
";

/// Reads `pages` and leaves, for each, its links as lists of kind, scheme, host and whether a user is named.
const COLLECT: &str = r#"
const none = 'https://no-base.invalid/', xlink = 'http://www.w3.org/1999/xlink';
function attempt(act) { try { return act(); } catch { return null; } }
function target(kind, written, base) {
  const direct = attempt(() => new URL(written));
  let url = direct;
  const named = /^[\0- ]*([a-z][a-z0-9+.-]*):/i.exec(written.replace(/[\t\n\r]/g, ''));
  if (!url) {
    url = attempt(() => new URL(written, base ?? none));
    if (url && !base && url.hostname === 'no-base.invalid') url = null;
  }
  const scheme = direct ? direct.protocol.slice(0, -1) : named ? named[1].toLowerCase() : '';
  const host = url ? url.hostname.replace(/\.+$/, '').toLowerCase() : '';
  return [kind, scheme, host, !!url && (url.username !== '' || url.password !== '')];
}
function links(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  let base = null;
  for (const element of page.querySelectorAll('base')) {
    const url = attempt(() => new URL(element.getAttribute('href')));
    if (url && url.hostname) { base = url.href; break; }
  }
  const found = [];
  for (const element of page.querySelectorAll('a, area, form, button, input')) {
    const name = element.localName;
    const written = name === 'a' || name === 'area'
      ? element.getAttribute('href') ?? element.getAttributeNS(xlink, 'href')
      : element.getAttribute(name === 'form' ? 'action' : 'formaction');
    if (written?.trim()) found.push(target(name === 'a' || name === 'area' ? 'a' : 'form', written, base));
  }
  return found;
}
document.body.textContent = '[[' + encodeURIComponent(JSON.stringify(pages.map(links))) + ']]';
"#;

/// Octets of pages that the browser is given at a time.
const BATCH: usize = 6 << 20;

/// Our reading of a page, in the browser's form; `None` where more stands in it than we read.
fn ours(html: &str) -> Option<Value> {
    let head = "From: a@shop.example\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    let message = read(format!("{head}{html}").as_bytes(), &Limits::default());
    let is_cut = |trouble: &Trouble| matches!(trouble, Trouble::TextCut | Trouble::LinksCut);
    if message.troubles.iter().any(is_cut) {
        return None;
    }
    let links = message.links.iter().filter_map(|link| {
        let kind = match link.kind {
            LinkKind::Anchor => "a",
            LinkKind::Form => "form",
            _ => return None,
        };
        let host = link.host.as_deref().unwrap_or_default();
        Some(serde_json::json!([
            kind,
            link.scheme,
            host,
            link.has_userinfo
        ]))
    });
    Some(links.collect())
}

/// The browser's reading of some pages; `None` where there is no browser.
#[allow(
    clippy::disallowed_methods,
    reason = "this test exists to ask another program"
)]
fn theirs(pages: &[&str], folder: &Path) -> Option<Vec<Value>> {
    let json = serde_json::to_string(pages)
        .expect("texts are JSON")
        .replace('<', "\\u003c");
    let file = folder.join("pages.html");
    let page = format!(
        "<!DOCTYPE html><meta charset=utf-8><body><script>const pages = {json};{COLLECT}</script>"
    );
    std::fs::write(&file, page).expect("a folder of our own");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .args(["--disable-background-networking", "--no-first-run"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let found = said
        .split_once("<body>[[")
        .and_then(|(_, rest)| rest.split_once("]]"))
        .unwrap_or_else(|| panic!("chromium: {}", String::from_utf8_lossy(&output.stderr)));
    Some(serde_json::from_str(&decoded(found.0)).expect("the script wrote JSON"))
}

/// The browser's links without the hosts that have a blank in them.
///
/// The URL standard forbids a blank in a host. The browser escapes it, shows the link and then finds no such
/// name: nobody can be led there, so for us such a link has no host.
fn without_blank_hosts(mut links: Value) -> Value {
    for link in links.as_array_mut().into_iter().flatten() {
        if link[2].as_str().is_some_and(|host| host.contains("%20")) {
            link[2] = "".into();
            link[3] = false.into();
        }
    }
    links
}

/// Undoes `encodeURIComponent`.
fn decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut octets = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at(2);
        octets.push(u8::from_str_radix(digits, 16).expect("two digits follow"));
        octets.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(octets).expect("the script escaped UTF-8")
}

/// Pages written for this test: what no mail of the corpus may hold, and some do.
const TRICKS: &[&str] = &[
    "<a href='  ht\ttp:\\\\evil.example\\a'>x</a><a href='//evil.example/'>x</a><a href='/x'>x</a>",
    "<a href='https://www.shop.example@evil.example/'>x</a><a href='https:evil.example'>x</a>",
    "<base href='https://evil.example/'><a href='x'>x</a><form action='y'><button formaction='//a.example'>",
    "<a href='https://%77%77w.evil.example/'>x</a><a href='http://0x7f.1/'>x</a><a href='http://2130706433'>x</a>",
    "<a href='https://ｅｖｉｌ。example/'>x</a><a href='https://日本語.example'>x</a><a href='https://xn--zz.example'>x</a>",
    "<a href='javascript:alert(1)'>x</a><a href='data:text/html,x'>x</a><a href='mailto:a@b.example'>x</a>",
    "<a href=https://a.example>1<a href=https://b.example>2</a><table><a href=https://c.example>3",
    "<!--><a href=https://a.example>x</a>--><noscript><a href=https://b.example>x</a></noscript>",
    "<svg><a xlink:href='https://a.example'>x</a></svg><math><a href='https://b.example'>x</a></math>",
    "<template><a href='https://hidden.example'>x</a></template><a href='https:///a.example'>x</a>",
    "<a href='https://a.example:99999/'>x</a><a href='https://[::1]/'>x</a><a href='https://a b.example/'>x</a>",
    "<a href='ftp://u:p@a.example/'>x</a><a href='tel:+81312345678'>x</a><a href='https://a.example.'>x</a>",
];

#[test]
fn links_agree_with_a_browser() {
    let Some(root) = corpus::root() else { return };
    let files = corpus::mails(&root);
    let Some(lines) = each_file(PAGES, &files) else {
        return;
    };
    let mut pages: Vec<(String, String)> = TRICKS
        .iter()
        .map(|page| ("trick".to_owned(), (*page).to_owned()))
        .collect();
    for (file, line) in files.iter().zip(lines.lines()) {
        let found: Vec<String> = serde_json::from_str(line).expect("the script wrote JSON");
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        pages.extend(found.into_iter().map(|page| (name.to_string(), page)));
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser");
    std::fs::create_dir_all(&folder).expect("a folder of our own");
    let (mut compared, mut links, mut uncompared) = (0, 0, 0);
    let mut differing = String::new();
    let mut rest = pages.as_slice();
    while !rest.is_empty() {
        let mut size = 0;
        let count = rest
            .iter()
            .take_while(|(_, page)| {
                size += page.len();
                size <= BATCH
            })
            .count()
            .max(1);
        let (batch, later) = rest.split_at(count);
        rest = later;
        let texts: Vec<&str> = batch.iter().map(|(_, page)| page.as_str()).collect();
        let Some(theirs) = theirs(&texts, &folder) else {
            eprintln!("skipped: no chromium");
            return;
        };
        for ((name, page), theirs) in batch.iter().zip(theirs) {
            let Some(ours) = ours(page) else {
                uncompared += 1;
                continue;
            };
            compared += 1;
            links += theirs.as_array().map_or(0, Vec::len);
            let theirs = without_blank_hosts(theirs);
            if ours != theirs {
                let link = |links: &Value, at: usize| links.get(at).unwrap_or(&Value::Null).clone();
                let at = (0..)
                    .find(|&at| link(&ours, at) != link(&theirs, at))
                    .unwrap_or_default();
                let (ours, theirs) = (link(&ours, at), link(&theirs, at));
                let _ = writeln!(differing, "{name}: link {at}: {ours} here, {theirs} there");
            }
        }
    }
    eprintln!("{compared} pages with {links} links compared, {uncompared} too large");
    assert!(compared > 1_000 && links > 5_000 && uncompared * 100 < compared);
    assert!(differing.is_empty(), "{differing}");
}
