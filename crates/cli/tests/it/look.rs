//! What stands in pictures and documents is found, and what is made to be slow or endless ends.

use std::path::{Path, PathBuf};

use mioboe::{Checker, Options, Viewer};

use crate::run::Place;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/look")
}

fn checker() -> Checker {
    Checker::new(Options {
        is_offline: true,
        viewer: Some(Viewer {
            program: env!("CARGO_BIN_EXE_mioboe").into(),
            arguments: vec![String::from("look-for-mioboe")],
            environment: &[
                ("MIMALLOC_ARENA_RESERVE", "64MiB"),
                ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
            ],
        }),
        ..Options::default()
    })
    .expect("nothing to fail")
}

#[test]
fn the_host_behind_each_code_and_document_is_found() {
    let expected = std::fs::read_to_string(folder().join("expected.tsv")).expect("the list");
    let checker = checker();
    let mut missed = Vec::new();
    let mut count = 0;
    for line in expected.lines().skip(1) {
        let (file, host) = line.split_once('\t').expect("two columns");
        let raw = std::fs::read(folder().join(file)).expect("a mail");
        let message = checker.read(&raw);
        count += 1;
        let is_found = message
            .links
            .iter()
            .any(|link| link.host.as_deref() == Some(host));
        if !is_found {
            missed.push(file.to_owned());
        }
    }
    assert!(count >= 29, "{count} cases");
    assert!(
        missed.is_empty(),
        "{} of {count} missed: {missed:?}",
        missed.len()
    );
}

#[test]
fn without_a_viewer_pictures_and_documents_are_gaps() {
    let checker = Checker::new(Options {
        is_offline: true,
        ..Options::default()
    })
    .expect("nothing to fail");
    for (file, code) in [
        ("upright.eml", "images-not-read"),
        ("pdf-link.eml", "attachments-not-read"),
    ] {
        let raw = std::fs::read(folder().join(file)).expect("a mail");
        let report = checker.check(&raw).report;
        assert!(
            report.gaps.iter().any(|gap| gap.code.as_str() == code),
            "{file}: {:?}",
            report.gaps
        );
    }
}

#[test]
fn with_the_door_to_children_shut_pictures_and_documents_are_gaps() {
    let place = Place::new();
    let upright = folder().join("upright.eml");
    let upright = upright.to_str().expect("a name in UTF-8");
    for (options, is_gap) in [
        (&["--shut", "children"][..], true),
        (&["--shut", "dns"], false),
    ] {
        let line = [&["check", "--offline", "--json"], options, &[upright]].concat();
        let json = place.run(&line).json();
        let gaps = json[0]["gaps"].to_string();
        assert_eq!(gaps.contains("images-not-read"), is_gap, "{gaps}");
    }
}

#[test]
fn what_was_looked_into_is_no_gap() {
    let checker = checker();
    for file in [
        "upright.eml",
        "pdf-link.eml",
        "halves-beside.eml",
        "data-url.eml",
    ] {
        let raw = std::fs::read(folder().join(file)).expect("a mail");
        let report = checker.check(&raw).report;
        let unread: Vec<&str> = report
            .gaps
            .iter()
            .map(|gap| gap.code.as_str())
            .filter(|code| code.ends_with("-not-read"))
            .collect();
        assert!(unread.is_empty(), "{file}: {unread:?}");
    }
}

#[test]
fn bombs_end_within_the_limits_and_are_said() {
    /// CPU time of the whole command; a build without optimization takes a part of it for itself.
    const MOST: f64 = 2.5;
    let place = Place::new();
    let mut bombs: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("bomb-"))
        })
        .collect();
    bombs.sort();
    assert!(bombs.len() >= 17, "{} bombs", bombs.len());
    let mut slow = Vec::new();
    for bomb in &bombs {
        let before = children_cpu();
        let path = bomb.to_string_lossy();
        let ran = place.run(&["check", "--offline", "--json", &path]);
        let spent = children_cpu() - before;
        let name = bomb.file_name().expect("a name").to_string_lossy();
        // Nothing of the verdict is asked here; that there is one is.
        assert!(ran.out.contains("\"verdict\""), "{name}: {}", ran.err);
        assert_eq!(
            ran.err
                .lines()
                .filter(|line| line.contains("panic"))
                .count(),
            0
        );
        slow.push(format!(
            "{name}: {spent:.2} s{}",
            if spent > MOST { " (over)" } else { "" }
        ));
        let may_be_whole = ["bomb-png-zeros", "bomb-png-corners", "bomb-pdf"];
        let is_said = ran.out.contains("picture-not-read") || ran.out.contains("document-not-read");
        assert!(
            is_said || may_be_whole.iter().any(|start| name.starts_with(start)),
            "{name}: {}",
            ran.out
        );
    }
    assert!(
        !slow.iter().any(|line| line.contains("(over)")),
        "{slow:#?}"
    );
}

/// Seconds of CPU that ended children of this process took, theirs included (proc(5), `/proc/pid/stat`).
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .expect("a name in brackets")
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    (ticks(13) + ticks(14)) / 100.0
}
