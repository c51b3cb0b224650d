//! The whole story of one mail: the verdict in a sentence, reasons, what to do, gaps, raw evidence.

use facts::{MailReport, Severity, Verdict};
use mioboe::Checked;
pub(crate) use words::Matter;
use words::{Contacts, Form, Language, Said, Story, label};

use crate::explain;
use crate::layout::{one_line, wrap};
use crate::terminal::{Paint, Tone};

/// How a story is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) language: Language,
    pub(crate) paint: Paint,
    pub(crate) columns: usize,
    /// Whether to point at the places that decided.
    pub(crate) is_explained: bool,
    /// What was given.
    pub(crate) matter: Matter,
}

/// Tells the story of one mail; `file` is where it was found, as shown.
pub(crate) fn story(
    checked: &Checked,
    file: &str,
    contacts: &dyn Contacts,
    manner: Manner,
) -> String {
    let mut page = Page {
        text: String::new(),
        manner,
    };
    let report = &checked.report;
    let told = words::story(manner.language, report, manner.matter, contacts);
    opening(&mut page, report, &told);
    if manner.matter == Matter::Mail {
        letterhead(&mut page, checked, file);
    }
    reasons(&mut page, &told);
    if manner.is_explained {
        page.text
            .push_str(&explain::pointers(checked, file, contacts, manner));
    }
    for list in &told.steps {
        page.heading(&list.heading);
        for line in &list.lines {
            page.paragraph("  - ", line);
        }
    }
    gaps(&mut page, &told);
    axes(&mut page, &told);
    page.text
}

/// The verdict of one mail with its main reasons, without the rest of the story.
pub(crate) fn brief(
    checked: &Checked,
    contacts: &dyn Contacts,
    language: Language,
    paint: Paint,
    columns: usize,
) -> String {
    /// More reasons would hide the first ones.
    const MOST: usize = 3;
    let manner = Manner {
        language,
        paint,
        columns,
        is_explained: false,
        matter: Matter::Mail,
    };
    let mut page = Page {
        text: String::new(),
        manner,
    };
    sender_and_subject(&mut page, checked);
    let report = &checked.report;
    let Said { headline, why, .. } = words::say_verdict(language, report, contacts);
    let sign = words::sign(language, report);
    let lead = format!("  {}  ", paint.text(tone(report), &sign));
    let indent = words::width(&sign) + 4;
    page.line(&format!("{lead}{}", wrap(&headline, columns, indent)));
    for finding in report.findings.iter().take(MOST) {
        page.paragraph(
            bullet(finding.severity),
            &words::say(language, finding, Form::Mail, contacts).headline,
        );
    }
    if report.findings.is_empty() && !why.is_empty() {
        page.paragraph("  -  ", &why);
    }
    page.text
}

/// How a verdict is painted.
pub(crate) fn tone(report: &MailReport) -> Tone {
    match report.verdict {
        Verdict::Genuine if words::is_foreign_content(report) => Tone::Doubtful,
        Verdict::Impostor => Tone::Bad,
        Verdict::Doubtful => Tone::Doubtful,
        Verdict::Genuine => Tone::Good,
        Verdict::Unproven | Verdict::NoClaim => Tone::Strong,
    }
}

fn opening(page: &mut Page, report: &MailReport, told: &Story) {
    let sign = page.manner.paint.text(tone(report), &told.sign);
    page.line(&sign);
    let headline = wrap(&told.verdict.headline, page.manner.columns, 0);
    let headline = page.manner.paint.text(Tone::Strong, &headline);
    page.line(&headline);
    if !told.verdict.why.is_empty() {
        page.paragraph("", &told.verdict.why);
    }
    for note in &told.notes {
        page.paragraph("", note);
    }
}

fn sender_and_subject(page: &mut Page, checked: &Checked) {
    let language = page.manner.language;
    page.entry(
        "field-from",
        &or_else(&checked.from, "empty-from", language),
    );
    page.entry(
        "field-subject",
        &or_else(&checked.subject, "empty-subject", language),
    );
}

fn letterhead(page: &mut Page, checked: &Checked, file: &str) {
    page.line("");
    let language = page.manner.language;
    sender_and_subject(page, checked);
    page.entry("field-file", &one_line(file));
    if checked.judged_enclosed.is_some() {
        let note = label(language, "forwarded-note");
        page.paragraph("  ", &note);
    }
}

fn reasons(page: &mut Page, told: &Story) {
    if told.reasons.is_empty() {
        return;
    }
    page.headed("heading-found");
    for reason in &told.reasons {
        page.paragraph(bullet(reason.severity), &reason.said.headline);
        if !reason.said.why.is_empty() {
            page.paragraph("     ", &reason.said.why);
        }
    }
}

fn gaps(page: &mut Page, told: &Story) {
    if !told.gaps.is_empty() {
        page.headed("heading-gaps");
        for gap in &told.gaps {
            page.paragraph("  - ", &gap.headline);
            if !gap.what_to_do.is_empty() {
                page.paragraph("    ", &gap.what_to_do);
            }
        }
    }
    if !told.verdict.limit.is_empty() {
        page.headed("heading-limit");
        page.paragraph("  ", &told.verdict.limit);
    }
}

fn axes(page: &mut Page, told: &Story) {
    page.headed(if page.manner.matter == Matter::Mail {
        "heading-raw"
    } else {
        "heading-raw-text"
    });
    for axis in &told.axes {
        for line in &axis.lines {
            page.named(&axis.heading, line);
        }
    }
}

/// A foreign text on one line, cut, or the phrase `id` where nothing stands there.
pub(crate) fn or_else(text: &str, id: &str, language: Language) -> String {
    /// A subject may be a megabyte; nobody reads more than this of it.
    const MOST: usize = 400;
    let start: String = text.chars().take(MOST).collect();
    let text = one_line(&start);
    if text.is_empty() {
        label(language, id)
    } else {
        text
    }
}

fn bullet(severity: Severity) -> &'static str {
    match severity {
        Severity::Danger => "  ✕  ",
        Severity::Caution => "  !  ",
        Severity::Note => "  -  ",
    }
}

struct Page {
    text: String,
    manner: Manner,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn headed(&mut self, id: &str) {
        self.heading(&label(self.manner.language, id));
    }

    fn heading(&mut self, heading: &str) {
        let heading = self.manner.paint.text(Tone::Strong, heading);
        self.line("");
        self.line(&heading);
    }

    /// A paragraph behind `lead`; its further lines stand under its first word.
    fn paragraph(&mut self, lead: &str, text: &str) {
        let indent = words::width(lead);
        let text = wrap(text, self.manner.columns, indent);
        self.line(&format!("{lead}{text}"));
    }

    /// A field of the mail and its value.
    fn entry(&mut self, id: &str, value: &str) {
        self.named(&label(self.manner.language, id), value);
    }

    /// A name and its value.
    fn named(&mut self, name: &str, value: &str) {
        let lead = format!("  {name}: ");
        let indent = words::width(&lead);
        let value = wrap(value, self.manner.columns, indent);
        let lead = self.manner.paint.text(Tone::Faint, &lead);
        self.line(&format!("{lead}{value}"));
    }
}

#[cfg(test)]
mod tests {
    use facts::{BrandId, Claim, ClaimPlace, Match, ObservationId};

    use super::*;
    use crate::brands::MadeUp;

    fn checked(verdict: Verdict) -> Checked {
        let claim = Claim {
            brand: BrandId("shop".into()),
            places: vec![ClaimPlace::Name],
            matching: Match::Foreign,
        };
        Checked {
            report: MailReport {
                id: ObservationId::of(b""),
                verdict,
                claims: if verdict == Verdict::NoClaim {
                    vec![]
                } else {
                    vec![claim]
                },
                proof: vec![],
                findings: vec![],
                gaps: vec![],
            },
            from: "\u{1b}[31mShop\r\nX".into(),
            subject: String::new(),
            date: None,
            judged_enclosed: None,
        }
    }

    fn told(verdict: Verdict, matter: Matter) -> String {
        let manner = Manner {
            language: Language::English,
            paint: Paint::Plain,
            columns: usize::MAX,
            is_explained: true,
            matter,
        };
        story(&checked(verdict), "mail.eml", &MadeUp, manner)
    }

    #[test]
    fn the_verdict_comes_first_then_what_to_do_and_the_evidence_last() {
        let text = told(Verdict::Impostor, Matter::Mail);
        let at = |needle: &str| {
            text.find(needle)
                .unwrap_or_else(|| panic!("{needle} in {text}"))
        };
        let order = [
            "impostor",
            "mail.eml",
            "What to do",
            "shop.example",
            "\nTo report it",
            "From the mail itself",
        ];
        assert!(
            order.windows(2).all(|pair| at(pair[0]) < at(pair[1])),
            "{text}"
        );
        assert!(
            text.contains("(no subject)") && text.contains("\u{fffd}[31mShop X"),
            "{text}"
        );
    }

    #[test]
    fn advice_against_impostors_stands_only_where_it_is_needed() {
        for (verdict, reach, report) in [
            (Verdict::Impostor, true, true),
            (Verdict::Doubtful, true, true),
            (Verdict::Unproven, true, false),
            (Verdict::Genuine, false, false),
            (Verdict::NoClaim, false, false),
        ] {
            let text = told(verdict, Matter::Mail);
            assert_eq!(text.contains("\nTo check by yourself"), reach, "{text}");
            assert_eq!(text.contains("abuse@shop.example"), report, "{text}");
            assert_eq!(text.contains("\nTo report it"), report, "{text}");
            assert!(!text.contains("To get the original mail"), "{text}");
        }
        assert!(told(Verdict::Unproven, Matter::Text).contains("To get the original mail"));
    }

    #[test]
    fn a_bare_link_or_number_of_a_table_gets_an_answer_and_other_text_does_not() {
        for (text, expected) in [
            ("https://www.shop.example/", Matter::Link),
            ("www.shop.example", Matter::Link),
            (" 0120-000-000\n", Matter::Number),
            ("+81 (3) 0000 0000", Matter::Number),
            ("０３－００００－００００", Matter::Number),
            ("shop 0120-000-000", Matter::Text),
            ("see https://www.shop.example/", Matter::Text),
            ("12", Matter::Text),
        ] {
            assert_eq!(Matter::of_text(text), expected, "{text}");
        }
        let mut known = checked(Verdict::Unproven);
        for claim in &mut known.report.claims {
            claim.places = vec![ClaimPlace::Body];
            claim.matching = Match::Absent;
        }
        for (matter, is_said) in [
            (Matter::Link, true),
            (Matter::Number, true),
            (Matter::Text, false),
        ] {
            let manner = Manner {
                language: Language::English,
                paint: Paint::Plain,
                columns: usize::MAX,
                is_explained: false,
                matter,
            };
            let text = story(&known, "", &MadeUp, manner);
            assert_eq!(text.contains("In our tables"), is_said, "{text}");
            assert!(
                !text.contains("attachment") || matter != Matter::Number,
                "{text}"
            );
        }
    }

    #[test]
    fn every_phrase_of_a_story_exists() {
        for id in [
            "field-from",
            "field-subject",
            "field-file",
            "empty-from",
            "empty-subject",
            "forwarded-note",
            "heading-found",
            "heading-do",
            "heading-reach",
            "heading-report",
            "heading-original",
            "heading-gaps",
            "heading-limit",
            "heading-raw",
            "heading-raw-text",
            "heading-evidence",
            "text-known-link",
            "text-known-number",
            "text-unknown-link",
            "text-unknown-number",
            "after-keep-text",
            "hint-text-is-file",
            "summary-foreign-content",
            "reach-intro",
            "after-intro",
            "after-password",
            "after-card",
            "after-keep",
            "axis-claim",
            "axis-proof",
            "axis-match",
            "axis-conduct",
            "axis-claim-none",
            "axis-proof-none",
            "axis-conduct-none",
            "text-intro",
            "text-prompt",
            "pasted-text",
            "standard-input",
            "nothing-given",
            "goes-on-offline",
            "mail-of-file",
            "hint-one",
            "hint-explain",
            "summary-mails",
            "summary-genuine",
            "summary-impostor",
            "summary-doubtful",
            "summary-unproven",
            "summary-no-claim",
            "summary-errors",
            "summary-filtered",
            "summary-dns-written",
            "progress-checking-open",
            "fault-at",
            "demo-intro",
            "demo-question",
            "demo-offline",
            "demo-mail",
            "demo-title-other",
            "demo-closing",
            "demo-next",
            "demo-next-text",
        ] {
            assert!(words::has_label(id), "{id}");
        }
    }
}
