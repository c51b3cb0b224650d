//! What conduct finds on mails without a known brand, beside its false alarms.

use std::collections::BTreeSet;

use super::page::{Page, percent};
use super::sections::{Evaluation, Mail};

impl Evaluation {
    /// Findings that are more than a note, per class and per code.
    pub(super) fn conduct(&self, page: &mut Page) {
        page.heading("Conduct where no known brand is claimed");
        page.say(
            "The verdict of these mails stays *no-claim*; what is told of them is conduct. Counted are mails with at \
             least one finding of severity caution or danger, and below them per code. Ham and genuine mail show the \
             price; they are counted whatever brand they claim.",
        );
        let is_phish = |mail: &&Mail| mail.row.label == "phish";
        let of_set = |set: &str| -> Vec<&Mail> {
            self.chosen(|row| row.set == set)
                .into_iter()
                .filter(is_phish)
                .collect()
        };
        let classes: Vec<(&str, Vec<&Mail>)> = vec![
            ("phish-other", unclaimed(of_set("phish-other"))),
            (
                "phish-pot, no brand in the manifest",
                unclaimed(self.without_table(of_set("phish-pot"), false)),
            ),
            (
                "phish-pot, a brand without a table",
                unclaimed(self.without_table(of_set("phish-pot"), true)),
            ),
            ("ham", self.chosen(|row| row.set == "ham")),
            (
                "genuine",
                self.chosen(|row| row.label == "genuine" && row.set == "genuine"),
            ),
        ];
        page.table(
            &["class", "mails", "with a warning"],
            classes.iter().map(|(name, mails)| {
                let warned = count(mails, |mail| mail.judged.warnings().next().is_some());
                vec![
                    (*name).to_owned(),
                    mails.len().to_string(),
                    format!("{warned} ({})", percent(warned, mails.len())),
                ]
            }),
        );
        let codes: BTreeSet<&str> = classes
            .iter()
            .flat_map(|(_, mails)| mails.iter())
            .flat_map(|mail| mail.judged.warnings())
            .collect();
        let mut head = vec!["finding"];
        head.extend(classes.iter().map(|(name, _)| *name));
        page.table(
            &head,
            codes.into_iter().map(|code| {
                let mut row = vec![format!("`{code}`")];
                row.extend(classes.iter().map(|(_, mails)| {
                    count(mails, |mail| {
                        mail.judged.warnings().any(|said| said == code)
                    })
                    .to_string()
                }));
                row
            }),
        );
    }

    /// The mails whose brand has no table: those with a brand in the manifest, or those with none.
    fn without_table<'a>(&self, mails: Vec<&'a Mail>, has_brand: bool) -> Vec<&'a Mail> {
        mails
            .into_iter()
            .filter(|mail| {
                mail.row.brand.is_empty() != has_brand && !self.is_listed(&mail.row.brand)
            })
            .collect()
    }
}

fn unclaimed(mails: Vec<&Mail>) -> Vec<&Mail> {
    mails
        .into_iter()
        .filter(|mail| mail.judged.verdict == "no-claim")
        .collect()
}

fn count(mails: &[&Mail], holds: impl Fn(&Mail) -> bool) -> usize {
    mails.iter().filter(|mail| holds(mail)).count()
}
