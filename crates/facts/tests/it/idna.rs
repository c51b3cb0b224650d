//! The Unicode consortium's suite for names beyond ASCII (UTS 46), against [`Domain`].

use std::collections::BTreeMap;

use facts::Domain;

/// One line of the suite.
struct Case {
    source: String,
    unicode: String,
    ascii: String,
    ascii_status: String,
}

/// The text with `\uXXXX` and `\x{XXXX}` resolved; `None` where it is no text (a lone surrogate).
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (digits, tail) = match after.strip_prefix("x{") {
            Some(braced) => braced.split_once('}')?,
            None => after.strip_prefix('u')?.split_at_checked(4)?,
        };
        out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

fn case(line: &str) -> Option<Case> {
    let line = line.split('#').next().unwrap_or_default();
    let columns: Vec<&str> = line.split(';').map(str::trim).collect();
    let [source, unicode, unicode_status, ascii, ascii_status, ..] = columns[..] else {
        return None;
    };
    let or = |text: &str, other: String| -> Option<String> {
        match text {
            "" => Some(other),
            "\"\"" => Some(String::new()),
            text => unescaped(text),
        }
    };
    let source = or(source, String::new())?;
    let unicode = or(unicode, source.clone())?;
    let ascii = or(ascii, unicode.clone())?;
    let ascii_status = or(ascii_status, unicode_status.to_owned())?;
    Some(Case {
        source,
        unicode,
        ascii,
        ascii_status,
    })
}

/// The codes of a status, without those of the option that we do not set.
///
/// `CheckHyphens` (V2, V3) is off, as in browsers: names such as `r3---sn-x.example` are in use.
fn errors(status: &str) -> Vec<&str> {
    status
        .trim_matches(['[', ']'])
        .split(',')
        .map(str::trim)
        .filter(|code| !matches!(*code, "" | "V2" | "V3"))
        .collect()
}

/// A kind of case on which we differ from the suite on purpose.
struct Deviation {
    kind: Kind,
    cases: usize,
    reason: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// An ASCII name with a label that looks like an A-label and is none.
    NoLabel,
    /// A name with the final dot of the root.
    Rooted,
    /// A name with a code point that Unicode had not assigned when the suite was made, in the plane of rare
    /// ideographs, which our tables take for assigned.
    Unassigned,
}

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        kind: Kind::NoLabel,
        cases: 1932,
        reason: "RFC 2181 §11: \"The DNS itself places only one restriction on the particular labels that can be \
                 used to identify resource records. That one restriction relates to the length of the label and the \
                 full name.\" Such a name exists, and hostile mail uses it; it is only never shown in another form.",
    },
    Deviation {
        kind: Kind::Rooted,
        cases: 76,
        reason: "RFC 1034 §3.1: \"Since a complete domain name ends with the root label, this leads to a printed form \
                 which ends in a dot.\"",
    },
    Deviation {
        kind: Kind::Unassigned,
        cases: 7,
        reason: "RFC 5891 §5.4 refuses \"code points that are unassigned in the version of Unicode being used by the \
                 application\": ours is another version than the suite's",
    },
];

/// Whether a name has a code point of the plane of rare ideographs behind those of Unicode 16.
fn has_unassigned(name: &str) -> bool {
    name.chars()
        .any(|c| ('\u{323b0}'..='\u{3ffff}').contains(&c))
}

/// How our name differs from the case's; `None` where it does not, an error where that has no name.
fn difference(case: &Case) -> Result<Option<Kind>, String> {
    let expected = case.ascii.trim_end_matches('.');
    let errors = errors(&case.ascii_status);
    match Domain::parse(&case.source) {
        Ok(name) if errors.is_empty() => {
            let shown = case.unicode.trim_end_matches('.');
            if name.as_str() == expected && name.to_unicode() == shown {
                Ok(None)
            } else {
                Err(format!("{name} is shown as {}", name.to_unicode()))
            }
        }
        Ok(name)
            if errors.first() == Some(&"V7")
                && has_unassigned(&case.unicode)
                && name.as_str() == expected
                && name.to_unicode() == case.unicode.replace('。', ".").trim_end_matches('.') =>
        {
            Ok(Some(Kind::Unassigned))
        }
        Ok(name) if errors == ["A4_2"] && case.ascii.ends_with('.') => {
            if name.as_str() == expected {
                Ok(Some(Kind::Rooted))
            } else {
                Err(format!("{name}"))
            }
        }
        Ok(name) if case.source.is_ascii() => {
            let kept = case.source.to_ascii_lowercase();
            let kept = kept.trim_end_matches('.');
            if name.as_str() == kept && name.to_unicode() == kept {
                Ok(Some(Kind::NoLabel))
            } else {
                Err(format!("{name} is shown as {}", name.to_unicode()))
            }
        }
        Err(_) if !errors.is_empty() => Ok(None),
        result => Err(format!("{result:?}")),
    }
}

#[test]
fn every_case_of_the_idna_suite_agrees_or_is_named() {
    let Some(suite) = crate::suite("idna/IdnaTestV2.txt") else {
        return;
    };
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let (mut count, mut found) = (0, Vec::new());
    for case in suite.lines().filter_map(case) {
        count += 1;
        match difference(&case) {
            Ok(None) => {}
            Ok(Some(kind)) => *kinds.entry(kind).or_default() += 1,
            Err(ours) => found.push(format!(
                "{:?}: {:?} {} there, {ours} here",
                case.source, case.ascii, case.ascii_status
            )),
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(count, 6387);
    for deviation in DEVIATIONS {
        assert!(deviation.reason.starts_with("RFC"));
        assert_eq!(kinds.remove(&deviation.kind), Some(deviation.cases));
    }
    assert_eq!(kinds, BTreeMap::new());
}
