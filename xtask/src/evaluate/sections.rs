//! The sections of the page over the corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::corpus::{self, Row, Table, family};
use super::header::{Baseline, Header, is_within};
use super::judge::{Judged, judge};
use super::page::{Page, percent};
use super::{VERDICTS, records};
use crate::run::{cargo, files_below};

/// A mail with what is known of it and what was said of it.
pub(super) struct Mail {
    pub(super) row: Row,
    header: Header,
    pub(super) judged: Judged,
}

/// Everything measured.
pub(super) struct Evaluation {
    tables: BTreeMap<String, Table>,
    baseline: Baseline,
    mails: Vec<Mail>,
    /// Per file, the domains whose signatures are known to verify.
    signed: BTreeMap<String, Vec<String>>,
}

fn read_headers(root: &Path, path: &str) -> Header {
    fs::read(root.join(path))
        .map(|raw| Header::read(&raw))
        .unwrap_or_default()
}

impl Evaluation {
    pub(super) fn measure(root: &Path, corpus: &Path, command: &Path, work: &Path) -> Result<Self> {
        let tables = corpus::tables(&root.join("data/brands"))?;
        let rows = corpus::manifest(corpus)?;
        let path_of = |row: &Row| format!("../shared/corpus/{}", row.path);
        let files: Vec<String> = rows.iter().map(path_of).collect();
        let dns = records(&corpus.join("dns/txt.json"), work, "dns.json")?;
        let judged = judge(root, command, &["--dns-record", &dns], &files)?;
        let mails = rows
            .into_iter()
            .map(|row| {
                let path = path_of(&row);
                let header = read_headers(root, &path);
                let judged = judged.get(&path).cloned().unwrap_or_default();
                Mail {
                    row,
                    header,
                    judged,
                }
            })
            .collect();
        let baseline = Baseline::new(
            tables
                .values()
                .flat_map(|table| table.names.iter().map(String::as_str)),
        );
        Ok(Self {
            tables,
            baseline,
            mails,
            signed: corpus::expected_signatures(corpus)?,
        })
    }

    /// Whether there is a table for the brand, or for its house.
    pub(super) fn is_listed(&self, brand: &str) -> bool {
        self.tables.contains_key(brand)
    }

    fn house<'a>(&'a self, brand: &'a str) -> &'a str {
        family(&self.tables, brand)
    }

    /// Whether the domain stands in a table of the brand or of its house.
    fn is_own(&self, domain: &str, brand: &str) -> bool {
        let house = self.house(brand);
        self.tables
            .values()
            .filter(|table| table.family == house)
            .flat_map(|table| &table.domains)
            .any(|own| is_within(domain, own))
    }

    pub(super) fn chosen(&self, choose: impl Fn(&Row) -> bool) -> Vec<&Mail> {
        self.mails.iter().filter(|mail| choose(&mail.row)).collect()
    }

    pub(super) fn verdicts(&self, page: &mut Page) {
        page.heading("Verdicts by folder");
        page.say("The label is the corpus's own; its limits stand at the end.");
        let mut counts: BTreeMap<(String, &str), Vec<&Mail>> = BTreeMap::new();
        for mail in &self.mails {
            counts
                .entry((mail.row.folder(), &mail.row.label))
                .or_default()
                .push(mail);
        }
        let mut head = vec!["folder", "label", "mails"];
        head.extend(VERDICTS);
        head.push("not read");
        let rows = counts.into_iter().map(|((folder, label), mails)| {
            let mut row = vec![folder, label.to_owned(), mails.len().to_string()];
            row.extend(VERDICTS.map(|verdict| count(&mails, verdict).to_string()));
            row.push(
                mails
                    .iter()
                    .filter(|mail| mail.judged.error.is_some())
                    .count()
                    .to_string(),
            );
            row
        });
        page.table(&head, rows);
    }

    pub(super) fn phish(&self, page: &mut Page) {
        page.heading("Phishing that claims a brand with a table");
        page.say(
            "`phish-ja` and `phish-pot`, label `phish`, where the manifest names a brand for which \
             `data/brands` has a table. A cluster is one campaign; it counts as caught where all its mails are.",
        );
        let is_phish = |row: &Row| {
            row.label == "phish" && matches!(row.set.as_str(), "phish-ja" | "phish-pot")
        };
        let mut rows = Vec::new();
        for set in ["phish-ja", "phish-pot", "both"] {
            let mails = self.chosen(|row| {
                is_phish(row) && self.is_listed(&row.brand) && (set == "both" || row.set == set)
            });
            rows.push(caught_row(set, &mails));
        }
        page.table(&CAUGHT_HEAD, rows);

        let listed = self.chosen(|row| is_phish(row) && self.is_listed(&row.brand));
        let caught = listed.iter().filter(|mail| mail.judged.is_caught()).count();
        page.bar(
            "phishing with a table: impostor or doubtful",
            caught,
            listed.len(),
            98.0,
        );
        page.none("phishing with a table: genuine", count(&listed, "genuine"));
        let truly: Vec<&&Mail> = listed
            .iter()
            .filter(|mail| mail.row.is_truly_sent())
            .collect();
        if !truly.is_empty() {
            let others = listed.len() - truly.len();
            let caught_truly = truly.iter().filter(|mail| mail.judged.is_caught()).count();
            page.say(&format!(
                "The manifest notes that {} of these were truly sent by the brand's own servers and carry a stranger's \
                 content; {caught_truly} of them are caught. Without them: {} of {others} ({}).",
                truly.len(),
                caught - caught_truly,
                percent(caught - caught_truly, others),
            ));
        }

        page.say("**The brand named right.** *First* is the claim that decides, *any* is any of the claims listed.");
        let right = |is_same: &dyn Fn(&str, &str) -> bool, first: bool| {
            listed
                .iter()
                .filter(|mail| {
                    let mut brands = mail.judged.brands();
                    let same = |brand: &str| is_same(brand, &mail.row.brand);
                    if first {
                        brands.next().is_some_and(same)
                    } else {
                        brands.any(same)
                    }
                })
                .count()
        };
        let by_id = |one: &str, other: &str| one == other;
        let by_house = |one: &str, other: &str| self.house(one) == self.house(other);
        let rows = [
            ("same table", &by_id as &dyn Fn(&str, &str) -> bool),
            ("same house", &by_house),
        ]
        .map(|(name, same)| {
            let (first, any) = (right(same, true), right(same, false));
            vec![
                name.to_owned(),
                shown(first, listed.len()),
                shown(any, listed.len()),
            ]
        });
        page.table(&["right by", "first", "any"], rows);
        page.bar(
            "brand named right (first claim, by house)",
            right(&by_house, true),
            listed.len(),
            97.0,
        );

        let foreign: Vec<&Mail> = listed
            .iter()
            .copied()
            .filter(|mail| {
                mail.header
                    .domain
                    .as_ref()
                    .is_some_and(|domain| !self.is_own(domain, &mail.row.brand))
            })
            .collect();
        page.say(
            "**The sender's own domain is foreign to the claimed brand**: the domain of From (of Reply-To where a \
             mailing list put its own address into From), read roughly and without the judge, stands in no table of \
             that house.",
        );
        // The manifest's pattern also strikes inside other words and in the recipient's own address.
        let is_named = |mail: &Mail| {
            let names = self
                .tables
                .iter()
                .filter(|(id, _)| self.house(id) == self.house(&mail.row.brand))
                .flat_map(|(_, table)| table.names.iter().chain(&table.ambiguous));
            Baseline::new(names.map(String::as_str)).strikes_beside_mailboxes(&mail.header)
        };
        page.table(
            &CAUGHT_HEAD,
            [
                caught_row("foreign domain", &foreign),
                caught_row(
                    "of these: a name of the house stands in From or Subject, or it was caught",
                    &foreign
                        .iter()
                        .copied()
                        .filter(|mail| mail.judged.is_caught() || is_named(mail))
                        .collect::<Vec<_>>(),
                ),
            ],
        );
        page.bar(
            "foreign domain: impostor",
            count(&foreign, "impostor"),
            foreign.len(),
            90.0,
        );

        let escaped: Vec<&Mail> = listed
            .iter()
            .copied()
            .filter(|mail| !mail.judged.is_caught())
            .collect();
        let unnamed = escaped.iter().filter(|mail| !is_named(mail)).count();
        page.say(&format!(
            "Mails that were not caught. In {unnamed} of them no name of the claimed house stands in From or Subject as a \
             word of its own (the manifest's pattern struck inside another word, or in somebody's address); without \
             those, {} are caught.",
            shown(caught, listed.len() - unnamed),
        ));
        page.table(
            &[
                "file",
                "claimed",
                "named",
                "verdict",
                "claims read",
                "findings",
                "gaps",
            ],
            escaped.iter().map(|mail| {
                vec![
                    mail.row.path.clone(),
                    mail.row.brand.clone(),
                    if is_named(mail) { "yes" } else { "no" }.to_owned(),
                    mail.judged.verdict.clone(),
                    mail.judged.brands().collect::<Vec<_>>().join(" "),
                    mail.judged.codes(),
                    mail.judged.gaps(),
                ]
            }),
        );

        let mut by_brand: BTreeMap<&str, Vec<&Mail>> = BTreeMap::new();
        for mail in &listed {
            by_brand.entry(&mail.row.brand).or_default().push(mail);
        }
        page.say("By brand:");
        let mut head = CAUGHT_HEAD;
        head[0] = "brand";
        page.table(
            &head,
            by_brand
                .iter()
                .map(|(brand, mails)| caught_row(brand, mails)),
        );
    }

    pub(super) fn unlisted(&self, page: &mut Page) {
        page.heading("Phishing without a table");
        page.say("The brand has no table, or the manifest names none. Nothing is promised here; *no-claim* is expected.");
        let is_phish = |row: &Row| {
            row.label == "phish" && matches!(row.set.as_str(), "phish-ja" | "phish-pot")
        };
        let named = self
            .chosen(|row| is_phish(row) && !row.brand.is_empty() && !self.is_listed(&row.brand));
        let unnamed = self.chosen(|row| is_phish(row) && row.brand.is_empty());
        page.table(
            &CAUGHT_HEAD,
            [
                caught_row("a brand without a table", &named),
                caught_row("no brand in the manifest", &unnamed),
            ],
        );
    }

    pub(super) fn genuine(&self, page: &mut Page) {
        page.heading("Genuine mail");
        let genuine = self.chosen(|row| row.label == "genuine" && row.set == "genuine");
        let has_key = |mail: &Mail| {
            self.signed.get(&mail.row.path).is_some_and(|domains| {
                domains.iter().any(|signer| {
                    mail.header
                        .domain
                        .as_ref()
                        .is_some_and(|from| is_within(from, signer) || is_within(signer, from))
                })
            })
        };
        let listed: Vec<&Mail> = genuine
            .iter()
            .copied()
            .filter(|mail| self.is_listed(&mail.row.brand))
            .collect();
        let (keyed, keyless): (Vec<&Mail>, Vec<&Mail>) =
            listed.iter().copied().partition(|mail| has_key(mail));
        page.say(
            "*With a key*: an aligned signature verifies with the recorded keys (`genuine/expected_dkim.tsv`). The rest \
             is unsigned, changed on the way, or signed with a key that is not recorded.",
        );
        let others: Vec<&Mail> = genuine
            .iter()
            .copied()
            .filter(|mail| !self.is_listed(&mail.row.brand))
            .collect();
        let noted = self.chosen(|row| row.label == "genuine" && row.set != "genuine");
        let row = |name: &str, mails: &[&Mail]| {
            let mut row = vec![name.to_owned(), mails.len().to_string()];
            row.extend(VERDICTS.map(|verdict| count(mails, verdict).to_string()));
            row
        };
        let mut head = vec!["mails of a brand", "mails"];
        head.extend(VERDICTS);
        page.table(
            &head,
            [
                row("with a table and a key", &keyed),
                row("with a table, without a key", &keyless),
                row("without a table", &others),
                row("in phish-pot, noted there as genuine", &noted),
            ],
        );
        page.bar(
            "genuine with a key: genuine",
            count(&keyed, "genuine"),
            keyed.len(),
            100.0,
        );
        page.none("genuine: impostor", count(&genuine, "impostor"));
        let odd: Vec<&Mail> = keyed
            .iter()
            .copied()
            .filter(|mail| mail.judged.verdict != "genuine")
            .chain(
                genuine
                    .iter()
                    .copied()
                    .filter(|mail| mail.judged.is_caught() && !has_key(mail)),
            )
            .collect();
        page.say("With a key and not *genuine*, or genuine mail that is doubted:");
        list(page, &odd);
    }

    pub(super) fn ham(&self, page: &mut Page) {
        page.heading("Ham");
        let ham = self.chosen(|row| row.set == "ham");
        let doubted: Vec<&Mail> = ham
            .iter()
            .copied()
            .filter(|mail| mail.judged.is_caught())
            .collect();
        page.say("Every ham mail that is doubted, with the reason:");
        list(page, &doubted);
        page.at_most("ham: doubtful or impostor", doubted.len(), ham.len(), 0.3);
        let named: Vec<&Mail> = ham
            .iter()
            .copied()
            .filter(|mail| mail.judged.verdict != "no-claim")
            .collect();
        page.say(&format!(
            "{} of {} ham mails are read as claiming a brand at all (any verdict but *no-claim*).",
            named.len(),
            ham.len()
        ));
    }

    pub(super) fn generated(
        &self,
        root: &Path,
        command: &Path,
        work: &Path,
        page: &mut Page,
    ) -> Result<()> {
        page.heading("Made-up modern Japanese commercial mail");
        page.say(
            "`cargo run --package generate -- ham --out target/generated/ham`: sent through mail services, bounce \
             subdomains and relays, with click trackers, unsigned, forwarded, newsletters about brands. The generator \
             shares no table with the judge.",
        );
        let folder = root.join("target/generated/ham");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        cargo("run")
            .args([
                "--quiet",
                "--package",
                "generate",
                "--",
                "ham",
                "--out",
                "target/generated/ham",
            ])
            .at(root)
            .run()?;
        let files = files_below(root, "target/generated/ham", "eml")?;
        let dns = records(&folder.join("dns.json"), work, "generated-dns.json")?;
        let judged = judge(root, command, &["--dns-record", &dns], &files)?;
        let mails: Vec<Mail> = judged
            .into_iter()
            .map(|(path, judged)| Mail {
                header: read_headers(root, &path),
                row: Row {
                    path,
                    set: "generated".to_owned(),
                    ..Row::default()
                },
                judged,
            })
            .collect();
        let all: Vec<&Mail> = mails.iter().collect();
        let mut head = vec!["mails"];
        head.extend(VERDICTS);
        let mut row = vec![all.len().to_string()];
        row.extend(VERDICTS.map(|verdict| count(&all, verdict).to_string()));
        page.table(&head, [row]);
        page.at_least("generated: mails", all.len(), 300);
        page.none("generated: impostor", count(&all, "impostor"));
        page.at_most(
            "generated: doubtful",
            count(&all, "doubtful"),
            all.len(),
            1.0,
        );
        let doubted: Vec<&Mail> = all
            .iter()
            .copied()
            .filter(|mail| mail.judged.is_caught())
            .collect();
        list(page, &doubted);
        let struck = all
            .iter()
            .filter(|mail| self.baseline.strikes(&mail.header))
            .count();
        page.say(&format!(
            "The baseline (one expression over From and Subject) strikes {} of them.",
            shown(struck, all.len())
        ));
        Ok(())
    }

    pub(super) fn baseline(&self, page: &mut Page) {
        page.heading("Beside one expression over From and Subject");
        page.say(
            "The baseline strikes where any of the distinct names in the tables stands in From or Subject (decoded, \
             without regard to case, Latin names as whole words). It cannot tell a genuine mail from an impostor: the \
             column for genuine mail shows the price.",
        );
        let sets: [(&str, Vec<&Mail>); 5] = [
            (
                "phish-ja, brand with a table",
                self.chosen(|row| {
                    row.label == "phish" && row.set == "phish-ja" && self.is_listed(&row.brand)
                }),
            ),
            (
                "phish-pot, brand with a table",
                self.chosen(|row| {
                    row.label == "phish" && row.set == "phish-pot" && self.is_listed(&row.brand)
                }),
            ),
            (
                "phish, no table",
                self.chosen(|row| {
                    row.label == "phish" && row.set != "phish-other" && !self.is_listed(&row.brand)
                }),
            ),
            (
                "genuine",
                self.chosen(|row| row.label == "genuine" && row.set == "genuine"),
            ),
            ("ham", self.chosen(|row| row.set == "ham")),
        ];
        page.table(
            &[
                "set",
                "mails",
                "baseline strikes",
                "mioboe: impostor or doubtful",
            ],
            sets.map(|(name, mails)| {
                let struck = mails
                    .iter()
                    .filter(|mail| self.baseline.strikes(&mail.header))
                    .count();
                let caught = mails.iter().filter(|mail| mail.judged.is_caught()).count();
                vec![
                    name.to_owned(),
                    mails.len().to_string(),
                    shown(struck, mails.len()),
                    shown(caught, mails.len()),
                ]
            }),
        );
    }
}

fn count(mails: &[&Mail], verdict: &str) -> usize {
    mails
        .iter()
        .filter(|mail| mail.judged.verdict == verdict)
        .count()
}

fn shown(part: usize, whole: usize) -> String {
    format!("{part} ({})", percent(part, whole))
}

const CAUGHT_HEAD: [&str; 9] = [
    "set",
    "mails",
    "impostor",
    "doubtful",
    "impostor or doubtful",
    "genuine",
    "clusters",
    "clusters caught whole",
    "clusters caught at all",
];

fn caught_row(name: &str, mails: &[&Mail]) -> Vec<String> {
    let mut clusters: BTreeMap<(&str, &str), Vec<bool>> = BTreeMap::new();
    for mail in mails {
        let cluster = if mail.row.cluster.is_empty() {
            &mail.row.path
        } else {
            &mail.row.cluster
        };
        clusters
            .entry((&mail.row.set, cluster))
            .or_default()
            .push(mail.judged.is_caught());
    }
    let whole = clusters
        .values()
        .filter(|caught| caught.iter().all(|one| *one))
        .count();
    let any = clusters
        .values()
        .filter(|caught| caught.iter().any(|one| *one))
        .count();
    let caught = mails.iter().filter(|mail| mail.judged.is_caught()).count();
    vec![
        name.to_owned(),
        mails.len().to_string(),
        shown(count(mails, "impostor"), mails.len()),
        shown(count(mails, "doubtful"), mails.len()),
        shown(caught, mails.len()),
        count(mails, "genuine").to_string(),
        clusters.len().to_string(),
        shown(whole, clusters.len()),
        shown(any, clusters.len()),
    ]
}

/// Lists mails by path with codes only: no word of a mail enters a page.
fn list(page: &mut Page, mails: &[&Mail]) {
    page.table(
        &["file", "verdict", "claims read", "findings", "gaps"],
        mails.iter().map(|mail| {
            vec![
                mail.row.path.clone(),
                mail.judged.verdict.clone(),
                mail.judged.brands().collect::<Vec<_>>().join(" "),
                mail.judged.codes(),
                mail.judged.gaps(),
            ]
        }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(cluster: &str, verdict: &str) -> Mail {
        let judged: Judged =
            serde_json::from_str(&format!("{{\"file\":\"f\",\"verdict\":\"{verdict}\"}}"))
                .expect("json");
        let row = Row {
            set: "s".to_owned(),
            cluster: cluster.to_owned(),
            ..Row::default()
        };
        Mail {
            row,
            header: Header::default(),
            judged,
        }
    }

    #[test]
    fn a_cluster_is_caught_whole_only_where_every_mail_is() {
        let mails = [
            mail("A", "impostor"),
            mail("A", "unproven"),
            mail("B", "doubtful"),
            mail("C", "genuine"),
        ];
        let all: Vec<&Mail> = mails.iter().collect();
        assert_eq!(
            caught_row("x", &all),
            [
                "x",
                "4",
                "1 (25.0 %)",
                "1 (25.0 %)",
                "2 (50.0 %)",
                "1",
                "3",
                "1 (33.3 %)",
                "2 (66.7 %)"
            ]
        );
    }
}
