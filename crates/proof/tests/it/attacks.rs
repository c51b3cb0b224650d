//! From and authentication tricks (the espoofer cases of the corpus).

use std::fs;

use proof::Standing;

use crate::support::{corpus, frozen_zone, judge};

#[test]
fn no_trick_ever_proves_the_brand() {
    let Some(folder) = corpus().map(|corpus| corpus.join("suites/espoofer")) else {
        return;
    };
    let records = frozen_zone(&fs::read_to_string(folder.join("dns.json")).unwrap());
    let mut count = 0;
    for entry in walk(&folder) {
        let raw = fs::read(&entry).unwrap();
        // Named: whoever stands in the fooled receiver's own header.
        let text = String::from_utf8_lossy(&raw).into_owned();
        let mut named: Vec<String> = text
            .lines()
            .filter_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("authentication-results:")
                    .map(str::to_owned)
            })
            .filter_map(|value| value.trim().split([';', ' ']).next().map(str::to_owned))
            .collect();
        named.extend(["mx.victim.example".to_owned(), "victim.example".to_owned()]);
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        for trusted in [&[][..], &named] {
            for records in [records.clone(), facts::DnsRecords::new()] {
                let outcome = judge(&raw, &records, trusted);
                let name = entry
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let is_brand = |domain: &facts::Domain| domain.as_str().ends_with("amazon.co.jp");
                if let Some(sender) = &outcome.sender {
                    assert!(!is_brand(sender.signer()), "{name}");
                    assert!(!is_brand(sender.address().domain()), "{name}");
                }
                if outcome.standing == Standing::Proven || outcome.standing == Standing::Recorded {
                    let aligned = outcome
                        .lines
                        .iter()
                        .filter(|l| l.is_aligned && l.result == facts::ProofResult::Pass);
                    for line in aligned {
                        assert!(
                            !line.domain.as_ref().is_some_and(is_brand),
                            "{name}: {line:?}"
                        );
                    }
                }
            }
        }
        count += 1;
    }
    assert_eq!(count, 45);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else if path.extension().is_some_and(|e| e == "eml") {
            found.push(path);
        }
    }
    found.sort();
    found
}
