//! Points at the very header line, link or piece of text that decided, in the manner of compiler messages.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use facts::{Evidence, Finding, MailReport, Place, Severity};

use crate::brands::Cards;
use crate::layout::one_line;
use crate::story::Manner;
use crate::terminal::{Paint, Tone};

/// One pointer for every piece of evidence of every finding, the deciding finding first.
pub(crate) fn pointers(
    report: &MailReport,
    file: &str,
    cards: &dyn Cards,
    manner: Manner,
) -> String {
    let pointers: Vec<String> = report
        .findings
        .iter()
        .flat_map(|finding| {
            finding
                .evidence
                .iter()
                .map(move |evidence| pointer(finding, evidence, file, cards, manner))
        })
        .collect();
    if pointers.is_empty() {
        return String::new();
    }
    let heading = words::label(manner.language, "heading-evidence");
    let heading = manner.paint.text(Tone::Strong, &heading);
    format!("\n{heading}\n{}\n", pointers.join("\n\n"))
}

fn pointer(
    finding: &Finding,
    evidence: &Evidence,
    file: &str,
    cards: &dyn Cards,
    manner: Manner,
) -> String {
    let headline = words::say(manner.language, finding, cards).headline;
    let spot = words::say_spot(manner.language, &evidence.place);
    let source = Source::of(evidence);
    let (path, line) = match evidence.place {
        Place::Header { line, .. } => (
            one_line(file),
            Some(usize::try_from(line).unwrap_or(usize::MAX)),
        ),
        // A spot in decoded text has no line of the file.
        _ => (format!("{} ({spot})", one_line(file)), None),
    };
    let level = match finding.severity {
        Severity::Danger => Level::ERROR,
        Severity::Caution => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let level = level.with_name(words::say_severity(manner.language, finding.severity));
    let title = level.primary_title(spot.clone()).id(finding.code.as_str());
    let snippet = Snippet::source(source.text)
        .path(path)
        .line_start(line.unwrap_or(1))
        .line_numbering(line.is_some())
        .fold(false)
        .annotation(
            AnnotationKind::Primary
                .span(source.highlight)
                .label(headline),
        );
    let renderer = match manner.paint {
        Paint::Colored => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    let renderer = renderer
        .decor_style(DecorStyle::Unicode)
        .term_width(manner.columns.min(usize::from(u16::MAX)));
    renderer.render(&[Group::with_title(title).element(snippet)])
}

/// A quoted line with what decided in it.
struct Source {
    text: String,
    highlight: std::ops::Range<usize>,
}

impl Source {
    fn of(evidence: &Evidence) -> Self {
        let quote = evidence.quote.text();
        let highlight = evidence.quote.highlight();
        // A header is shown with its name, as it stands in the file.
        let lead = match &evidence.place {
            Place::Header { name, .. } if !begins_with_name(quote, name) => {
                format!("{}: ", one_line(name))
            }
            _ => String::new(),
        };
        let shift = lead.len();
        let range = if highlight.is_empty() || quote.get(highlight.clone()).is_none() {
            0..quote.len()
        } else {
            highlight
        };
        // `Quote` has cleaned the text, line breaks included; what it lets through does not move anything.
        Self {
            text: format!("{lead}{quote}"),
            highlight: range.start + shift..range.end + shift,
        }
    }
}

fn begins_with_name(quote: &str, name: &str) -> bool {
    quote
        .get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
        && quote
            .get(name.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use facts::{Code, Confidence, Facts, ObservationId, Quote, Subject, Verdict};
    use words::Language;

    use super::*;
    use crate::brands::MadeUp;

    fn report(place: Place, quote: Quote) -> MailReport {
        let observation = ObservationId::of(b"");
        let finding = Finding {
            code: Code::new("asks-for-action"),
            severity: Severity::Caution,
            confidence: Confidence::Likely,
            subject: Subject::Message(observation),
            facts: Facts::new().with("action", facts::Fact::Word("pay")),
            evidence: vec![Evidence {
                observation,
                place,
                quote,
            }],
        };
        MailReport {
            id: observation,
            verdict: Verdict::Doubtful,
            claims: vec![],
            proof: vec![],
            findings: vec![finding],
            gaps: vec![],
        }
    }

    fn manner(paint: Paint) -> Manner {
        Manner {
            language: Language::English,
            paint,
            columns: 80,
            is_explained: true,
            is_text: false,
        }
    }

    #[test]
    fn a_pointer_names_file_and_line_and_marks_the_place() {
        let place = Place::Header {
            name: "From".into(),
            line: 12,
        };
        let report = report(place, Quote::new("\"店\" <a@b.example>", 7..16));
        let text = pointers(&report, "mail.eml", &MadeUp, manner(Paint::Plain));
        assert!(text.contains("mail.eml:12:"), "{text}");
        assert!(text.contains("12 │ From: \"店\" <a@b.example>"), "{text}");
        let line = text
            .lines()
            .find(|line| line.contains('━'))
            .expect("a mark");
        assert_eq!(line.chars().filter(|c| *c == '━').count(), 9, "{text}");
    }

    #[test]
    fn no_quote_breaks_a_pointer() {
        let texts = [
            "",
            " ",
            "\u{301}",
            "👨\u{200d}👩\u{200d}👧 shop",
            "العربية shop",
            "ｱﾏｿﾞﾝ三井住友",
            "a\r\nb\tc\u{1b}[2J",
            &"あ".repeat(500),
        ];
        for text in texts {
            let middle = text
                .char_indices()
                .nth(text.chars().count() / 2)
                .map_or(0, |(at, _)| at);
            for highlight in [
                0..0,
                0..text.len(),
                middle..text.len(),
                middle..middle,
                900..901,
            ] {
                let place = Place::Link {
                    part: vec![1],
                    nth: 1,
                };
                let report = report(place, Quote::new(text, highlight));
                for paint in [Paint::Plain, Paint::Colored] {
                    let shown = pointers(&report, "a\u{1b}.eml", &MadeUp, manner(paint));
                    assert!(
                        !shown.contains("[2J") || !shown.contains("\u{1b}[2J"),
                        "{shown}"
                    );
                    assert!(!shown.contains('\r') && !shown.contains('\t'), "{shown}");
                }
            }
        }
    }
}
