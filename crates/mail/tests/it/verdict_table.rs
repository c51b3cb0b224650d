//! `docs/verdict.md` and the code say the same, cell by cell.

use std::collections::BTreeMap;

use facts::{Match, Verdict};
use mail::{ClaimStrength, Conduct, verdict};
use proof::Standing;

const PAGE: &str = include_str!("../../../../docs/verdict.md");

const CLAIMS: [(&str, ClaimStrength); 3] = [
    ("none", ClaimStrength::None),
    ("implied", ClaimStrength::Implied),
    ("stated", ClaimStrength::Stated),
];
const MATCHES: [Match; 6] = [
    Match::Own,
    Match::Lookalike,
    Match::OtherBrand,
    Match::Foreign,
    Match::Unverified,
    Match::Absent,
];
const STANDINGS: [(&str, Standing); 7] = [
    ("proven", Standing::Proven),
    ("recorded", Standing::Recorded),
    ("rejected", Standing::Rejected),
    ("unconfirmed", Standing::Unconfirmed),
    ("unsigned", Standing::Unsigned),
    ("untravelled", Standing::Untravelled),
    ("no-author", Standing::NoAuthor),
];
const CONDUCTS: [Conduct; 3] = [Conduct::Plain, Conduct::Suspicious, Conduct::Hostile];

/// Reads the page: a heading `### claim · match` over a table with one row a standing and one column a conduct.
fn page() -> BTreeMap<(String, String, String), Vec<String>> {
    let mut cells = BTreeMap::new();
    let mut heading = None;
    for line in PAGE.lines() {
        if let Some(text) = line.strip_prefix("### ") {
            let (claim, matching) = text
                .split_once(" · ")
                .expect("a heading names claim and match");
            heading = Some((claim.trim().to_owned(), matching.trim().to_owned()));
        } else if line.starts_with("## ") {
            heading = None;
        } else if let (Some((claim, matching)), Some(row)) = (&heading, line.strip_prefix("| ")) {
            let row: Vec<&str> = row
                .trim_end_matches('|')
                .split('|')
                .map(str::trim)
                .collect();
            if row[0] == "proof" {
                continue;
            }
            let key = (claim.clone(), matching.clone(), row[0].to_owned());
            let verdicts = row[1..].iter().map(|cell| (*cell).to_owned()).collect();
            assert!(
                cells.insert(key, verdicts).is_none(),
                "a row stands twice: {line}"
            );
        }
    }
    cells
}

#[test]
fn every_cell_of_the_page_is_what_the_code_says() {
    let cells = page();
    let mut seen = 0;
    for (claim_name, claim) in CLAIMS {
        for matching in MATCHES {
            for (standing_name, standing) in STANDINGS {
                let key = (
                    claim_name.to_owned(),
                    matching.as_str().to_owned(),
                    standing_name.to_owned(),
                );
                let row = cells
                    .get(&key)
                    .unwrap_or_else(|| panic!("no row for {key:?}"));
                for (at, conduct) in CONDUCTS.into_iter().enumerate() {
                    let said = verdict(claim, standing, matching, conduct).as_str();
                    assert_eq!(row[at], said, "{key:?} {conduct:?}");
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(
        seen,
        cells.len() * 3,
        "the page holds rows that the code does not know"
    );
}

#[test]
fn only_a_proven_own_domain_is_ever_genuine() {
    for (_, claim) in CLAIMS {
        for matching in MATCHES {
            for (_, standing) in STANDINGS {
                for conduct in CONDUCTS {
                    let is_genuine =
                        verdict(claim, standing, matching, conduct) == Verdict::Genuine;
                    let may_be = claim != ClaimStrength::None
                        && standing == Standing::Proven
                        && matching == Match::Own;
                    assert_eq!(is_genuine, may_be);
                }
            }
        }
    }
}

#[test]
fn worse_conduct_never_improves_a_verdict() {
    let rank = |v: Verdict| match v {
        Verdict::Genuine | Verdict::NoClaim => 0,
        Verdict::Unproven => 1,
        Verdict::Doubtful => 2,
        Verdict::Impostor => 3,
    };
    for (_, claim) in CLAIMS {
        for matching in MATCHES {
            for (_, standing) in STANDINGS {
                let ranks: Vec<u8> = CONDUCTS
                    .map(|c| rank(verdict(claim, standing, matching, c)))
                    .into();
                assert!(ranks.is_sorted(), "{claim:?} {matching:?} {standing:?}");
            }
        }
    }
}

#[test]
fn every_sign_stands_on_the_page() {
    // These say who stands behind a mail, or what was judged; they are no signs and have no points.
    const NO_SIGNS: [&str; 16] = [
        "sender-is-proven",
        "recorded-by-receiver",
        "proven-sender-is-foreign",
        "sender-is-foreign",
        "sender-is-a-customer",
        "sender-is-lookalike",
        "sender-is-another-brand",
        "own-domain-forged",
        "brands-contradict",
        "changed-on-the-way",
        "forwarded-as-attachment",
        "enclosed-is-proven",
        "forwarded-in-text",
        "smime-holds",
        "smime-other-mailbox",
        "smime-flawed",
    ];
    let rows: String = PAGE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1))
        .collect();
    for (code, _) in mail::Reason::DECLARED {
        let stands = rows.contains(&format!("`{code}`"));
        assert!(stands || NO_SIGNS.contains(code), "{code}");
    }
}
