//! Mails made to exhaust whoever reads them: each costs little, breaks nothing, and is judged or has a gap.

mod files;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use wait4::Wait4 as _;

use crate::run::Place;
use files::{Case, End, FILES, HEADERS, PAGES, PARTS, TEXTS};

/// Processor time that one such file may cost a release build.
const MOST_TIME: Duration = Duration::from_secs(2);
/// Memory that one may take, in octets.
const MOST_MEMORY: u64 = 500 << 20;
/// How much slower the unoptimised build of the tests is, on a machine that does other work besides.
const UNOPTIMISED: u32 = 25;

/// A zone in which every selector has a key, so that every signature must be verified.
fn zone() -> String {
    let demo: serde_json::Value =
        serde_json::from_str(include_str!("../../../../fixtures/demo/dns.json"))
            .expect("the demo's zone");
    let key = demo["answers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|answer| answer["records"][0].as_str())
        .find(|record| record.starts_with("v=DKIM1; k=rsa"))
        .expect("the demo's zone holds a key");
    let answers: Vec<serde_json::Value> = (0..1_000)
        .map(|nth| {
            serde_json::json!({
                "name": format!("s{nth}._domainkey.a.example"),
                "kind": "txt", "result": "records", "records": [key],
            })
        })
        .collect();
    serde_json::json!({ "schema": "mioboe/dns/1", "closed": true, "answers": answers }).to_string()
}

/// What a run cost.
struct Cost {
    time: Duration,
    memory: u64,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test starts the command that it tests, which the environment may name"
)]
fn start(folder: &Path, command: &Path) -> Child {
    Command::new(command)
        .args([
            "check",
            "--offline",
            "--json",
            "--dns-record",
            "zone.json",
            "hostile.eml",
        ])
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the built command starts")
}

/// Another build of the command than the one of the tests.
#[expect(
    clippy::disallowed_methods,
    reason = "a release build is measured with the same table"
)]
fn other_build() -> Option<std::path::PathBuf> {
    std::env::var_os("MIOBOE_COMMAND").map(Into::into)
}

fn run(case: &Case) -> Cost {
    let place = Place::new();
    let path = place.path().join("hostile.eml");
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    (case.make)(&mut file).expect("room for the file");
    file.into_inner().expect("room for the file");
    place.file("zone.json", zone());
    let other = other_build();
    let command = other
        .as_deref()
        .unwrap_or(env!("CARGO_BIN_EXE_mioboe").as_ref());
    let mut child = start(place.path(), command);
    let mut errors = child.stderr.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let name = case.name;
    // Line by line: what this process holds counts for the command too, which begins as a copy of it.
    let mut lines = 0;
    for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
        judge(case, &line.expect("output in UTF-8"));
        lines += 1;
    }
    let err = reader.join().expect("a reader").expect("messages in UTF-8");
    let ended = child.wait4().expect("an end");
    assert!(
        matches!(ended.status.code(), Some(0..=2)),
        "{name}: {:?} {err}",
        ended.status
    );
    let expected = match case.end {
        End::Lines(lines) => lines,
        _ => 1,
    };
    assert_eq!(lines, expected, "{name}: {err}");
    Cost {
        time: ended.rusage.utime + ended.rusage.stime,
        memory: ended.rusage.maxrss,
    }
}

/// What was said of a mail is what must be said.
fn judge(case: &Case, line: &str) {
    let name = case.name;
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON on every line");
    let code = &line["error"]["code"];
    let is_judged = line.get("verdict").is_some();
    let gaps: Vec<&str> = line["gaps"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|gap| gap["code"].as_str())
        .collect();
    assert_ne!(line["verdict"], "genuine", "{name}");
    match &case.end {
        End::Refused(expected) => assert_eq!(code, expected, "{name}"),
        End::Lines(_) => assert!(
            is_judged || code.is_string() && code != "ours",
            "{name}: {line}"
        ),
        End::Read => assert!(is_judged, "{name}: {line}"),
        End::Gap(expected) => assert!(is_judged && gaps.contains(expected), "{name}: {line}"),
    }
}

/// Every file of a table is judged within its bounds.
#[expect(
    clippy::print_stderr,
    reason = "`cargo xtask hostile` reads what was measured"
)]
fn check(title: &str, cases: &[Case]) {
    let factor = if other_build().is_some() {
        1
    } else {
        UNOPTIMISED
    };
    let mut faults = String::new();
    for case in cases {
        let cost = run(case);
        let (time, memory) = (cost.time.as_secs_f64(), cost.memory >> 20);
        eprintln!(
            "hostile | {title} | {} | {time:.2} s | {memory} MB |",
            case.name
        );
        if cost.time > MOST_TIME * factor || cost.memory > MOST_MEMORY {
            let _ = writeln!(faults, "{}: {time:.2} s, {memory} MB", case.name);
        }
    }
    assert!(faults.is_empty(), "over the bounds:\n{faults}");
}

#[test]
fn hostile_headers_cost_little() {
    check("header", HEADERS);
}

#[test]
fn hostile_parts_cost_little() {
    check("parts", PARTS);
}

#[test]
fn hostile_pages_cost_little() {
    check("pages", PAGES);
}

#[test]
fn hostile_texts_cost_little() {
    check("texts", TEXTS);
}

#[test]
fn hostile_files_cost_little() {
    check("files", FILES);
}

#[test]
fn pasted_text_over_the_limit_is_refused() {
    let place = Place::new();
    let ran = |size: usize| {
        let text = "x ".repeat(size / 2);
        place.run_with(
            &["check", "--offline", "--json", "--text", "-"],
            &[],
            text.as_bytes(),
        )
    };
    assert!(ran(1 << 20).json()[0].get("verdict").is_some());
    let refused = ran((1 << 20) + 2);
    refused.assert_code(2);
    assert_eq!(refused.json()[0]["error"]["code"], "too-large");
}
