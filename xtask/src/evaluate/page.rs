//! The page that is written, and the bars that figures must clear.

use std::fmt::Write as _;

/// A page in the making.
#[derive(Default)]
pub(crate) struct Page {
    head: String,
    body: String,
    bars: Vec<Bar>,
}

struct Bar {
    name: String,
    wanted: String,
    got: String,
    is_cleared: bool,
}

const LIMITS: &str = "\
## Limits

- Labels are the corpus's own. In `phish-pot` they are that project's: some of it is plain spam, some was truly sent by
  the imitated brand's servers, and recipients were replaced, which breaks most signatures.
- `phish-ja` came through mailing lists that stripped HTML and added a footer, which breaks the sender's signatures; it
  dates from 2019 to 2021.
- The sets are selected by brand, gift card and oddity; they are no sample of what arrives in a mailbox today. Campaigns
  repeat: the figures per cluster say more than those per mail.
- There is hardly any modern Japanese commercial mail among ham and genuine; the made-up set stands in for it and knows
  only what its authors knew. A low rate of false alarms here proves little about a shop that nobody thought of.
- DNS answers are those recorded beside the corpus; a name that is not among them counts as not existing.
- The brand named by the manifest for `phish-pot` was found by a pattern, not by reading.
";

impl Page {
    /// The head, which says how the figures came about.
    pub(super) fn title(&mut self, day: &str, build: &str) {
        let _ = write!(
            self.head,
            "# Evaluation\n\nWritten by `cargo xtask evaluate` on {day}; change nothing by hand.\n\
             Measured with {build} of `mioboe check --json --offline --dns-record … FILE…` over `../shared/corpus`, \
             which is not part of this repository.\n\n"
        );
    }

    pub(super) fn heading(&mut self, text: &str) {
        let _ = write!(self.body, "## {text}\n\n");
    }

    pub(super) fn say(&mut self, text: &str) {
        let _ = write!(self.body, "{text}\n\n");
    }

    pub(super) fn table(&mut self, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            self.say("(none)");
            return;
        }
        let _ = writeln!(
            self.body,
            "| {} |\n|{}",
            head.join(" | "),
            "---|".repeat(head.len())
        );
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(self.body, "| {} |", cells.join(" | "));
        }
        self.body.push('\n');
    }

    /// At least `wanted` percent.
    pub(super) fn bar(&mut self, name: &str, part: usize, whole: usize, wanted: f64) {
        self.bars.push(Bar {
            name: name.to_owned(),
            wanted: format!("at least {wanted} %"),
            got: format!("{part} of {whole} ({})", percent(part, whole)),
            is_cleared: whole > 0 && share(part, whole) >= wanted,
        });
    }

    /// At most `wanted` percent.
    pub(super) fn at_most(&mut self, name: &str, part: usize, whole: usize, wanted: f64) {
        self.bars.push(Bar {
            name: name.to_owned(),
            wanted: format!("at most {wanted} %"),
            got: format!("{part} of {whole} ({})", percent(part, whole)),
            is_cleared: whole > 0 && share(part, whole) <= wanted,
        });
    }

    /// At least so many.
    pub(super) fn at_least(&mut self, name: &str, got: usize, wanted: usize) {
        self.bars.push(Bar {
            name: name.to_owned(),
            wanted: format!("at least {wanted}"),
            got: got.to_string(),
            is_cleared: got >= wanted,
        });
    }

    /// None at all.
    pub(super) fn none(&mut self, name: &str, got: usize) {
        self.bars.push(Bar {
            name: name.to_owned(),
            wanted: "none".to_owned(),
            got: got.to_string(),
            is_cleared: got == 0,
        });
    }

    /// The bars that were not cleared.
    pub(super) fn missed(&self) -> Vec<String> {
        self.bars
            .iter()
            .filter(|bar| !bar.is_cleared)
            .map(|bar| format!("{}: wanted {}, got {}", bar.name, bar.wanted, bar.got))
            .collect()
    }

    /// The whole page, the bars first.
    pub(super) fn text(&self) -> String {
        let mut text = self.head.clone();
        text.push_str("| figure | wanted | measured | |\n|---|---|---|---|\n");
        for bar in &self.bars {
            let mark = if bar.is_cleared {
                "cleared"
            } else {
                "**missed**"
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {mark} |",
                bar.name, bar.wanted, bar.got
            );
        }
        text.push('\n');
        text.push_str(&self.body);
        text.push_str(LIMITS);
        text
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of mails are far below 2^52"
)]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 * 100.0 / whole as f64
    }
}

/// A share as a reader wants it.
pub(super) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        format!("{:.1} %", share(part, whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_can_be_missed() {
        let mut page = Page::default();
        page.bar("a", 98, 100, 98.0);
        page.bar("b", 979, 1000, 98.0);
        page.at_most("c", 3, 1000, 0.3);
        page.at_most("d", 4, 1000, 0.3);
        page.none("e", 0);
        page.none("f", 1);
        page.bar("g", 0, 0, 1.0);
        page.at_least("h", 299, 300);
        let missed: Vec<String> = page
            .missed()
            .iter()
            .map(|text| text.chars().take(1).collect())
            .collect();
        assert_eq!(missed, ["b", "d", "f", "g", "h"]);
        assert!(
            page.text()
                .contains("| b | at least 98 % | 979 of 1000 (97.9 %) | **missed** |")
        );
    }
}
