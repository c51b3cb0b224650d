//! Points at the very header line, link or piece of text that decided, in the manner of compiler messages.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use facts::{Evidence, Finding, Place, Severity};
use mioboe::Checked;
use words::{Contacts, Form};

use crate::layout::{one_line, wrap};
use crate::story::Manner;
use crate::terminal::{Paint, Tone};

/// One pointer for every line on which a finding rests, the deciding finding first.
pub(crate) fn pointers(
    checked: &Checked,
    file: &str,
    cards: &dyn Contacts,
    manner: Manner,
) -> String {
    let mut pointers = Vec::new();
    for finding in &checked.report.findings {
        for line in lines_of(finding, &checked.from) {
            pointers.push(pointer(&line, finding, checked, file, cards, manner));
        }
    }
    if pointers.is_empty() {
        return String::new();
    }
    let heading = words::label(manner.language, "heading-evidence");
    let heading = manner.paint.text(Tone::Strong, &heading);
    format!("\n{heading}\n{}\n", pointers.join("\n\n"))
}

/// A quoted line with everything that decided in it.
struct Line<'a> {
    place: &'a Place,
    /// As shown: harmless, no host of it a link.
    text: String,
    marks: Vec<Range<usize>>,
}

fn pointer(
    line: &Line<'_>,
    finding: &Finding,
    checked: &Checked,
    file: &str,
    cards: &dyn Contacts,
    manner: Manner,
) -> String {
    let form = Form::of(&checked.report);
    let said = words::say_claiming_spot(manner.language, finding, line.place, cards)
        .unwrap_or_else(|| words::say(manner.language, finding, form, cards).headline);
    let spot = words::say_spot(manner.language, line.place);
    let (path, number) = match line.place {
        Place::Header { line, .. } => (
            one_line(file),
            Some(usize::try_from(*line).unwrap_or(usize::MAX)),
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
    let snippet = Snippet::source(line.text.as_str())
        .path(path)
        .line_start(number.unwrap_or(1))
        .line_numbering(number.is_some())
        .fold(false)
        .annotations(
            line.marks
                .iter()
                .map(|mark| AnnotationKind::Primary.span(mark.clone())),
        );
    let renderer = match manner.paint {
        Paint::Colored => Renderer::styled(),
        Paint::Plain => Renderer::plain(),
    };
    let renderer = renderer
        .decor_style(DecorStyle::Unicode)
        .term_width(manner.columns.min(usize::from(u16::MAX)));
    let drawn = renderer.render(&[Group::with_title(title).element(snippet)]);
    // Below the drawing, since a label inside it would be broken in the middle of words.
    format!("{drawn}\n  = {}", wrap(&said, manner.columns, 4))
}

/// The lines on which a finding rests; what stands in the same line is marked in it together.
fn lines_of<'a>(finding: &'a Finding, from: &str) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for evidence in &finding.evidence {
        let (text, mark) = whole_line(evidence, from);
        let (text, mark) = words::defanged(&text, mark);
        match lines
            .iter_mut()
            .find(|line| *line.place == evidence.place && line.text == text)
        {
            Some(line) if line.marks.contains(&mark) => {}
            Some(line) => line.marks.push(mark),
            None => lines.push(Line {
                place: &evidence.place,
                text,
                marks: vec![mark],
            }),
        }
    }
    lines
}

/// The line that a piece of evidence was quoted from, as far as it is known: a header with its name, and the author
/// with name and address, of which a quote holds only one.
fn whole_line(evidence: &Evidence, from: &str) -> (String, Range<usize>) {
    /// A longer author would hide what is marked in it.
    const LONGEST: usize = 240;
    let quote = evidence.quote.text();
    let mark = evidence.quote.highlight();
    let mark = if mark.is_empty() || quote.get(mark.clone()).is_none() {
        0..quote.len()
    } else {
        mark
    };
    let Place::Header { name, .. } = &evidence.place else {
        return (quote.to_owned(), mark);
    };
    let value_at = if begins_with_name(quote, name) {
        let rest = quote.get(name.len() + 1..).unwrap_or_default();
        quote.len() - rest.trim_start().len()
    } else {
        0
    };
    let value = quote.get(value_at..).unwrap_or_default();
    let lead = format!("{name}: ");
    let mark = mark.start.max(value_at)..mark.end.max(value_at);
    let (value, at) = match from.find(value) {
        Some(at)
            if name.eq_ignore_ascii_case("from") && !value.is_empty() && from.len() <= LONGEST =>
        {
            (from, at)
        }
        _ => (value, 0),
    };
    let shift = lead.len() + at;
    let mark = mark.start - value_at + shift..mark.end - value_at + shift;
    (format!("{lead}{value}"), mark)
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
    use facts::{
        BrandId, Code, Confidence, Fact, Facts, MailReport, ObservationId, Quote, Subject, Verdict,
    };
    use words::Language;

    use super::*;
    use crate::brands::MadeUp;
    use crate::story::Matter;

    fn checked(place: Place, quote: Quote) -> Checked {
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
        let report = MailReport {
            id: observation,
            verdict: Verdict::Doubtful,
            claims: vec![],
            proof: vec![],
            findings: vec![finding],
            gaps: vec![],
        };
        Checked {
            report,
            from: "店 <a@b.example>".into(),
            subject: String::new(),
            date: None,
            judged_enclosed: None,
        }
    }

    fn manner(paint: Paint) -> Manner {
        Manner {
            language: Language::English,
            paint,
            columns: 80,
            is_explained: true,
            matter: Matter::Mail,
        }
    }

    #[test]
    fn a_pointer_names_file_and_line_and_marks_the_place() {
        let place = Place::Header {
            name: "From".into(),
            line: 12,
        };
        let checked = checked(place, Quote::new("From: a@b.example", 8..17));
        let text = pointers(&checked, "mail.eml", &MadeUp, manner(Paint::Plain));
        assert!(text.contains("mail.eml:12:"), "{text}");
        assert!(text.contains("12 │ From: 店 <a@b[.]example>"), "{text}");
        let line = text
            .lines()
            .find(|line| line.contains('━'))
            .expect("a mark");
        assert_eq!(line.chars().filter(|c| *c == '━').count(), 11, "{text}");
    }

    #[test]
    fn name_and_address_are_marked_in_one_line_and_a_claim_is_called_one() {
        let observation = ObservationId::of(b"");
        let header = |name: &str, quote: &str| Evidence {
            observation,
            place: Place::Header {
                name: name.into(),
                line: 3,
            },
            quote: Quote::new(quote, name.len() + 2..quote.len()),
        };
        let subject = header("Subject", "Subject: 店");
        let mut checked = checked(subject.place.clone(), Quote::default());
        for finding in &mut checked.report.findings {
            finding.code = Code::new("sender-is-foreign");
            finding.facts = Facts::new().with("brand", Fact::Brand(BrandId("shop".into())));
            finding.evidence = vec![
                header("From", "From: 店"),
                header("From", "From: a@b.example"),
                subject.clone(),
            ];
        }
        let text = pointers(&checked, "mail.eml", &MadeUp, manner(Paint::Plain));
        assert_eq!(text.matches("│ From: ").count(), 1, "{text}");
        assert_eq!(
            text.matches("here it claims to be shop").count(),
            1,
            "{text}"
        );
    }

    #[test]
    fn labels_break_between_words() {
        let place = Place::Text { part: vec![] };
        let checked = checked(place, Quote::whole("pay now"));
        let narrow = Manner {
            columns: 40,
            ..manner(Paint::Plain)
        };
        let text = pointers(&checked, "mail.eml", &MadeUp, narrow);
        let headline = words::say(
            narrow.language,
            &checked.report.findings[0],
            Form::Mail,
            &MadeUp,
        )
        .headline;
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains(&headline), "{text}");
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
                let checked = checked(place, Quote::new(text, highlight));
                for paint in [Paint::Plain, Paint::Colored] {
                    let shown = pointers(&checked, "a\u{1b}.eml", &MadeUp, manner(paint));
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
