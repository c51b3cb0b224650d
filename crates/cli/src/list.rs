//! Many mails: a line for each, in columns, and a summary.

use facts::Verdict;
use mioboe::Checked;
use words::{Language, Value, label_with};

use crate::layout::{column, one_line};
use crate::story::{or_else, tone};
use crate::terminal::Paint;

/// Columns of the author and of the subject.
const FROM: usize = 32;
const SUBJECT: usize = 40;

/// The line of one mail: verdict, author, subject, file.
pub(crate) fn row(checked: &Checked, file: &str, language: Language, paint: Paint) -> String {
    let verdict = checked.report.verdict;
    let widest = Verdict::ALL
        .into_iter()
        .map(|it| words::width(&words::sign(language, it)))
        .max();
    let sign = column(&words::sign(language, verdict), widest.unwrap_or(0));
    let sign = paint.text(tone(verdict), &sign);
    let from = column(&or_else(&checked.from, "empty-from", language), FROM);
    let subject = column(
        &or_else(&checked.subject, "empty-subject", language),
        SUBJECT,
    );
    // The file stands last and whole, since it is what is typed next.
    format!("{sign}  {from}  {subject}  {}", one_line(file))
}

/// How many mails of each kind there were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    verdicts: [u64; Verdict::ALL.len()],
    pub(crate) unread: u64,
    pub(crate) hidden: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, verdict: Verdict) {
        for (known, count) in Verdict::ALL.into_iter().zip(&mut self.verdicts) {
            if known == verdict {
                *count += 1;
            }
        }
    }

    /// How many mails were judged.
    pub(crate) fn judged(&self) -> u64 {
        self.verdicts.iter().sum()
    }

    /// The summary, in lines.
    pub(crate) fn summary(&self, language: Language) -> Vec<String> {
        let said =
            |id: &str, count: u64| label_with(language, id, &[("count", Value::Count(count))]);
        let mut lines = vec![said("summary-mails", self.judged())];
        for (verdict, count) in Verdict::ALL.into_iter().zip(self.verdicts) {
            if count > 0 {
                lines.push(format!(
                    "  {}",
                    said(&format!("summary-{}", verdict.as_str()), count)
                ));
            }
        }
        if self.unread > 0 {
            lines.push(format!("  {}", said("summary-errors", self.unread)));
        }
        if self.hidden > 0 {
            let shown = (
                "shown",
                Value::Count(self.judged().saturating_sub(self.hidden)),
            );
            let all = ("count", Value::Count(self.judged()));
            lines.push(label_with(language, "summary-filtered", &[shown, all]));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_counted_apart() {
        let mut tally = Tally::default();
        for verdict in [Verdict::Impostor, Verdict::Impostor, Verdict::Genuine] {
            tally.count(verdict);
        }
        tally.unread = 1;
        assert_eq!(tally.judged(), 3);
        // The total, the two verdicts that occurred, and what could not be read.
        assert_eq!(tally.summary(Language::English).len(), 4);
    }
}
