//! Many mails: a line for each, in columns, and a summary.

use facts::{MailReport, Verdict};
use mioboe::Checked;
use words::{Language, Value, label_with};

use crate::layout::{column, cut, one_line, wrap};
use crate::story::{or_else, tone};
use crate::terminal::Paint;

/// Columns of the author and of the subject where lines stay whole.
const FROM: usize = 32;
const SUBJECT: usize = 40;
/// The most that a file's name gets beside author and subject; a longer one stands on a line of its own.
const FILE: usize = 40;
/// Below this, author and subject do not fit beside each other.
const NARROW: usize = 72;

/// The line of one mail: verdict, author, subject, file; several lines where `width` columns are too few.
pub(crate) fn row(
    checked: &Checked,
    file: &str,
    language: Language,
    paint: Paint,
    width: Option<usize>,
) -> String {
    let widest = words::sign_width(language);
    let sign = column(&words::sign(language, &checked.report), widest);
    let sign = paint.text(tone(&checked.report), &sign);
    let from = or_else(&checked.from, "empty-from", language);
    let subject = or_else(&checked.subject, "empty-subject", language);
    // The file stands last and whole, since it is what is typed next.
    let file = one_line(file);
    let Some(width) = width else {
        let (from, subject) = (column(&from, FROM), column(&subject, SUBJECT));
        return format!("{sign}  {from}  {subject}  {file}");
    };
    // Two spaces stand between columns.
    let room = width.saturating_sub(widest + 2);
    if width < NARROW {
        let from = cut(&from, room);
        let subject = cut(&subject, width.saturating_sub(4));
        return format!(
            "{sign}  {from}\n    {subject}\n    {}",
            wrap(&file, width, 4)
        );
    }
    let for_file = (width * 3 / 10).min(FILE);
    let room = room.saturating_sub(for_file + 4);
    let for_from = room * 4 / 9;
    let from = column(&from, for_from);
    if words::width(&file) <= for_file {
        let subject = column(&subject, room - for_from);
        format!("{sign}  {from}  {subject}  {file}")
    } else {
        let subject = cut(&subject, room - for_from + for_file + 2);
        format!("{sign}  {from}  {subject}\n    {}", wrap(&file, width, 4))
    }
}

/// How many mails of each kind there were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    verdicts: [u64; Verdict::ALL.len()],
    pub(crate) unread: u64,
    pub(crate) hidden: u64,
    /// Of the genuine ones, those whose words are somebody else's.
    foreign: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, report: &MailReport) {
        let verdict = report.verdict;
        self.foreign += u64::from(words::is_foreign_content(report));
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
            if verdict == Verdict::Genuine && self.foreign > 0 {
                lines.push(format!(
                    "  {}",
                    said("summary-foreign-content", self.foreign)
                ));
            }
        }
        if self.unread > 0 {
            lines.push(format!("  {}", said("summary-errors", self.unread)));
        }
        lines.extend(self.filtered(language));
        lines
    }

    /// How many of the mails are shown, where some are not.
    pub(crate) fn filtered(&self, language: Language) -> Option<String> {
        (self.hidden > 0).then(|| {
            let shown = (
                "shown",
                Value::Count(self.judged().saturating_sub(self.hidden)),
            );
            let all = ("count", Value::Count(self.judged()));
            label_with(language, "summary-filtered", &[shown, all])
        })
    }
}

#[cfg(test)]
mod tests {
    use facts::ObservationId;

    use super::*;

    fn report(verdict: Verdict) -> MailReport {
        MailReport {
            id: ObservationId::of(b""),
            verdict,
            claims: vec![],
            proof: vec![],
            findings: vec![],
            gaps: vec![],
        }
    }

    #[test]
    fn a_line_keeps_to_the_width_and_the_file_stays_whole() {
        let checked = Checked {
            report: report(Verdict::Impostor),
            from: "Amazon.co.jp <account-update@security.example>".into(),
            subject: "【重要】お支払い方法に問題がありますので更新してください".into(),
            date: None,
            judged_enclosed: None,
        };
        for language in Language::ALL {
            for width in [40, 60, 80, 200] {
                for file in ["a.eml", "box/2026/11/22/000000000001.eml"] {
                    let row = row(&checked, file, language, Paint::Plain, Some(width));
                    assert!(row.ends_with(file), "{row}");
                    let is_within = row.lines().all(|line| words::width(line) <= width);
                    assert!(is_within, "{width}: {row}");
                }
            }
            let row = row(&checked, "a.eml", language, Paint::Plain, None);
            assert_eq!(row.lines().count(), 1);
        }
    }

    #[test]
    fn verdicts_are_counted_apart() {
        let mut tally = Tally::default();
        for verdict in [Verdict::Impostor, Verdict::Impostor, Verdict::Genuine] {
            tally.count(&report(verdict));
        }
        tally.unread = 1;
        assert_eq!(tally.judged(), 3);
        // The total, the two verdicts that occurred, and what could not be read.
        assert_eq!(tally.summary(Language::English).len(), 4);
    }
}
