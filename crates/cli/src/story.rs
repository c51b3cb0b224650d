//! The whole story of one mail: the verdict in a sentence, reasons, what to do, gaps, raw evidence.

use facts::{ClaimPlace, Evidence, Finding, MailReport, Match, Place, Severity, Verdict};
use mioboe::Checked;
use words::{Form, Language, Reach, Said, Value, label, label_with};

use crate::brands::Cards;
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

/// What a person gave us to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matter {
    /// A mail with its source.
    Mail,
    /// Text alone.
    Text,
    /// A link and nothing else.
    Link,
    /// A telephone number and nothing else.
    Number,
}

impl Matter {
    /// What a pasted text is.
    pub(crate) fn of_text(text: &str) -> Self {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let has_scheme = ["http://", "https://", "www."]
            .iter()
            .any(|start| lower.starts_with(start));
        let is_word = !text.contains(char::is_whitespace);
        let digits = text.chars().filter(|c| c.is_numeric()).count();
        let is_dialed = |c: char| c.is_numeric() || c.is_whitespace() || !c.is_alphanumeric();
        if has_scheme && is_word {
            Self::Link
        } else if (3..=15).contains(&digits) && text.chars().all(is_dialed) {
            Self::Number
        } else {
            Self::Text
        }
    }
}

/// Tells the story of one mail; `file` is where it was found, as shown.
pub(crate) fn story(checked: &Checked, file: &str, cards: &dyn Cards, manner: Manner) -> String {
    let mut page = Page {
        text: String::new(),
        manner,
    };
    let report = &checked.report;
    let verdict = words::say_verdict(manner.language, report, cards);
    opening(&mut page, report, &verdict, cards);
    if manner.matter == Matter::Mail {
        letterhead(&mut page, checked, file);
    }
    reasons(&mut page, report, cards);
    if manner.is_explained {
        page.text
            .push_str(&explain::pointers(checked, file, cards, manner));
    }
    to_do(&mut page, report, &verdict, cards);
    gaps(&mut page, report, &verdict, cards);
    axes(&mut page, report, cards);
    page.text
}

/// The verdict of one mail with its main reasons, without the rest of the story.
pub(crate) fn brief(
    checked: &Checked,
    cards: &dyn Cards,
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
    let Said { headline, why, .. } = words::say_verdict(language, report, cards);
    let sign = words::sign(language, report);
    let lead = format!("  {}  ", paint.text(tone(report), &sign));
    let indent = words::width(&sign) + 4;
    page.line(&format!("{lead}{}", wrap(&headline, columns, indent)));
    for finding in report.findings.iter().take(MOST) {
        page.paragraph(
            bullet(finding.severity),
            &words::say(language, finding, Form::Mail, cards).headline,
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

fn opening(page: &mut Page, report: &MailReport, verdict: &Said, cards: &dyn Cards) {
    let language = page.manner.language;
    let sign = words::sign(language, report);
    let sign = page.manner.paint.text(tone(report), &sign);
    page.line(&sign);
    let headline = wrap(&verdict.headline, page.manner.columns, 0);
    let headline = page.manner.paint.text(Tone::Strong, &headline);
    page.line(&headline);
    if !verdict.why.is_empty() {
        page.paragraph("", &verdict.why);
    }
    if page.manner.matter == Matter::Mail {
        return;
    }
    if let Some(known) = known_contact(report, page.manner, cards) {
        page.paragraph("", &known);
    }
    page.paragraph("", &label(language, "text-intro"));
}

/// What is said of a bare link or number: whether it stands in a brand's table.
///
/// Nothing but the link or number was given: so a claim in the text that nothing contradicts is the table's.
fn known_contact(report: &MailReport, manner: Manner, cards: &dyn Cards) -> Option<String> {
    let (known, unknown) = match manner.matter {
        Matter::Link => ("text-known-link", "text-unknown-link"),
        Matter::Number => ("text-known-number", "text-unknown-number"),
        Matter::Mail | Matter::Text => return None,
    };
    if report.findings.iter().any(is_alarming) {
        return None;
    }
    match report.claims.as_slice() {
        [] => Some(label(manner.language, unknown)),
        [claim]
            if report.verdict == Verdict::Unproven
                && claim.matching == Match::Absent
                && claim.places == [ClaimPlace::Body] =>
        {
            let brand = cards.brand(&claim.brand, manner.language);
            let values = [("brand", Value::Text(&brand))];
            Some(label_with(manner.language, known, &values))
        }
        _ => None,
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

fn reasons(page: &mut Page, report: &MailReport, cards: &dyn Cards) {
    if report.findings.is_empty() {
        return;
    }
    page.heading("heading-found");
    for finding in &report.findings {
        let said = words::say(page.manner.language, finding, Form::of(report), cards);
        page.paragraph(bullet(finding.severity), &said.headline);
        if !said.why.is_empty() {
            page.paragraph("     ", &said.why);
        }
    }
}

fn to_do(page: &mut Page, report: &MailReport, verdict: &Said, cards: &dyn Cards) {
    let language = page.manner.language;
    let is_alarm = matches!(report.verdict, Verdict::Impostor | Verdict::Doubtful);
    let mut steps = Vec::new();
    // Of somebody else's words the finding knows more than the verdict.
    if !words::is_foreign_content(report) {
        steps.push(verdict.what_to_do.clone());
    }
    if !is_alarm {
        // An alarming verdict says all of it; otherwise each alarming finding adds its own advice.
        for finding in report
            .findings
            .iter()
            .filter(|finding| is_alarming(finding))
        {
            let step = words::say(language, finding, Form::of(report), cards).what_to_do;
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
    }
    page.list("heading-do", &steps);
    let brands: Vec<_> = report
        .claims
        .iter()
        .filter_map(|claim| {
            let card = cards.card(&claim.brand)?;
            Some((cards.brand(&claim.brand, language), card))
        })
        .collect();
    let is_reached =
        is_alarm || report.verdict == Verdict::Unproven || report.findings.iter().any(is_alarming);
    if is_reached && !brands.is_empty() {
        let mut lines = vec![label(language, "reach-intro")];
        for (name, card) in &brands {
            let reach = Reach {
                sites: &card.sites,
                check_pages: &card.check_pages,
                phones: &card.phones,
                is_issuer: card.is_issuer,
            };
            lines.extend(words::say_reach(language, name, &reach));
        }
        page.list("heading-reach", &lines);
    }
    if report.verdict == Verdict::Impostor {
        let keep = if page.manner.matter == Matter::Mail {
            "after-keep"
        } else {
            "after-keep-text"
        };
        let after = ["after-password", "after-card", keep].map(|id| label(language, id));
        page.list("after-intro", &after);
    }
    if is_alarm {
        let mut places: Vec<String> = brands
            .iter()
            .flat_map(|(name, card)| words::say_brand_reports(language, name, &card.reports))
            .collect();
        places.extend(words::reporting(language));
        page.list("heading-report", &places);
    }
    // A telephone number has no original.
    if matches!(page.manner.matter, Matter::Text | Matter::Link) {
        page.list("heading-original", &words::originals(language));
    }
}

fn gaps(page: &mut Page, report: &MailReport, verdict: &Said, cards: &dyn Cards) {
    if !report.gaps.is_empty() {
        page.heading("heading-gaps");
        for gap in &report.gaps {
            let said = words::say_gap(page.manner.language, gap, cards);
            page.paragraph("  - ", &said.headline);
            if !said.what_to_do.is_empty() {
                page.paragraph("    ", &said.what_to_do);
            }
        }
    }
    if !verdict.limit.is_empty() {
        page.heading("heading-limit");
        page.paragraph("  ", &verdict.limit);
    }
}

fn axes(page: &mut Page, report: &MailReport, cards: &dyn Cards) {
    let language = page.manner.language;
    let claims = report
        .claims
        .iter()
        .map(|it| words::say_claim(language, it, cards))
        .collect();
    let first = report.claims.first();
    let proof = report
        .proof
        .iter()
        .map(|it| words::say_proof(language, it, first, cards))
        .collect();
    let is_mail = page.manner.matter == Matter::Mail;
    let matching = report
        .claims
        .iter()
        // Text has no sender's address that could be missing.
        .filter(|it| is_mail || it.matching != Match::Absent)
        .map(|it| words::say_match(language, it, cards))
        .collect();
    let conduct = conduct(report, language);
    page.heading(if is_mail {
        "heading-raw"
    } else {
        "heading-raw-text"
    });
    let axes: [(&str, Option<&str>, Vec<String>); 4] = [
        ("axis-claim", Some("axis-claim-none"), claims),
        ("axis-proof", Some("axis-proof-none"), proof),
        // Without a claim there is nothing to compare.
        ("axis-match", None, matching),
        ("axis-conduct", Some("axis-conduct-none"), conduct),
    ];
    for (axis, nothing, mut lines) in axes {
        if let Some(nothing) = nothing
            && lines.is_empty()
        {
            lines.push(label(language, nothing));
        }
        for line in lines {
            page.entry(axis, &line);
        }
    }
}

/// What stands out in the content: every quoted link, text and field that a finding about it rests on.
fn conduct(report: &MailReport, language: Language) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let evidence = report
        .findings
        .iter()
        .filter(|finding| words::is_conduct(finding))
        .flat_map(|finding| &finding.evidence);
    for Evidence { place, quote, .. } in evidence {
        let (quote, _) = words::defanged(quote.text(), quote.highlight());
        if quote.trim().is_empty() {
            continue;
        }
        let spot = words::say_spot(language, place);
        // The spot names the field already.
        let value = match place {
            Place::Header { name, .. } => {
                quote.strip_prefix(&format!("{name}: ")).unwrap_or(&quote)
            }
            _ => &quote,
        };
        let line = format!("{spot}: {}", value.trim());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
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

fn is_alarming(finding: &Finding) -> bool {
    finding.severity >= Severity::Caution
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

    fn heading(&mut self, id: &str) {
        let heading = label(self.manner.language, id);
        let heading = self.manner.paint.text(Tone::Strong, &heading);
        self.line("");
        self.line(&heading);
    }

    /// A paragraph behind `lead`; its further lines stand under its first word.
    fn paragraph(&mut self, lead: &str, text: &str) {
        let indent = words::width(lead);
        let text = wrap(text, self.manner.columns, indent);
        self.line(&format!("{lead}{text}"));
    }

    fn list(&mut self, heading: &str, paragraphs: &[String]) {
        let mut paragraphs = paragraphs.iter().filter(|it| !it.is_empty()).peekable();
        if paragraphs.peek().is_none() {
            return;
        }
        self.heading(heading);
        for paragraph in paragraphs {
            self.paragraph("  - ", paragraph);
        }
    }

    /// A name and its value.
    fn entry(&mut self, id: &str, value: &str) {
        let name = label(self.manner.language, id);
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
