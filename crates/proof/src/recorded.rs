//! Results that receivers recorded: Authentication-Results (RFC 8601), its ARC form (RFC 8617 §4.1.1) and
//! Received-SPF (RFC 7208 §9.1).
//!
//! Anybody can write these fields. Here they are only read, strictly: a field whose grammar is broken, as
//! when a quote or a parenthesis was smuggled in through an address, is no field. Which of them can be
//! believed is decided in `belief`.

#[cfg(test)]
mod suite;

use facts::{Address, Domain, Method, ProofResult};

use crate::Policy;

/// Octets of one field beyond which it is not read.
const VALUE_LIMIT: usize = 16 << 10;
/// Results read of one field.
const RESULT_LIMIT: usize = 50;

/// One field, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Who says it checked (`authserv-id`); some servers leave it out.
    pub(crate) server: Option<Box<str>>,
    /// What it found.
    pub(crate) results: Vec<Entry>,
}

/// One method's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The method.
    pub(crate) method: Method,
    /// The result.
    pub(crate) result: ProofResult,
    /// The properties (`header.d`), names in lower case.
    properties: Vec<(String, String)>,
    /// The policy that a DMARC result names, in a comment or as the action taken.
    pub(crate) policy: Option<Policy>,
}

impl Entry {
    /// A property's value.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|(seen, _)| seen == name)
            .map(|(_, value)| value.as_str())
    }

    /// The domain that a DKIM result concerns, and whether it was named exactly (`header.d`) or by an
    /// identity at or below it (`header.i`).
    pub(crate) fn signer(&self) -> Option<(Domain, bool)> {
        let agent = self
            .property("header.i")
            .and_then(|agent| agent.rsplit_once('@'))
            .and_then(|(_, domain)| Domain::parse(domain).ok());
        if let Some(domain) = self.property("header.d") {
            let domain = Domain::parse(domain).ok()?;
            // RFC 6376 §6.1.1: a signature whose `i=` is not at or below its `d=` fails.
            let is_consistent = agent.is_none_or(|agent| agent.is_within(&domain));
            return is_consistent.then_some((domain, true));
        }
        agent.map(|domain| (domain, false))
    }

    /// The envelope sender that an SPF result concerns.
    pub(crate) fn envelope(&self) -> Option<Domain> {
        envelope_domain(
            self.property("smtp.mailfrom")
                .or_else(|| self.property("smtp.mail"))?,
        )
    }

    /// The author's domain that a DMARC result concerns.
    pub(crate) fn author(&self) -> Option<Domain> {
        envelope_domain(self.property("header.from")?)
    }
}

/// The domain of a plain address or a bare domain; nothing that two programs could read differently.
pub(crate) fn envelope_domain(text: &str) -> Option<Domain> {
    let text = text
        .strip_prefix('<')
        .and_then(|t| t.strip_suffix('>'))
        .unwrap_or(text);
    if !text.contains('@') {
        return Domain::parse(text).ok();
    }
    let address = Address::parse(text).ok()?;
    // RFC 5321 §4.1.2: a dot-string; quotes, routes and a second `@` are how addresses are smuggled.
    let is_plain = address
        .local()
        .chars()
        .all(|c| c.is_alphanumeric() || "!#$%&*+-/=?^_`{|}~.".contains(c));
    is_plain.then(|| address.domain().clone())
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Comment(String),
    Semicolon,
    Equals,
}

/// Splits a value into words, comments and signs; `None` where a comment or quote does not close, or a
/// control character stands in it.
fn tokens(value: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => {}
            ';' => tokens.push(Token::Semicolon),
            '=' => tokens.push(Token::Equals),
            '(' => {
                // RFC 5322 §3.2.2: comments nest.
                let mut depth = 1;
                let mut text = String::new();
                while depth > 0 {
                    match chars.next()? {
                        '(' => depth += 1,
                        ')' => depth -= 1,
                        '\\' => text.extend(chars.next()),
                        c => text.push(c),
                    }
                }
                tokens.push(Token::Comment(text));
            }
            '"' => {
                let mut text = String::new();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => text.push(chars.next()?),
                        c => text.push(c),
                    }
                }
                // What stands against a closing quote was put there to be cut off.
                if chars
                    .peek()
                    .is_some_and(|&c| !matches!(c, ' ' | '\t' | '\r' | '\n' | ';' | '('))
                {
                    return None;
                }
                tokens.push(Token::Word(text));
            }
            ')' => return None,
            c if c.is_control() => return None,
            c => {
                let mut text = String::from(c);
                // A value may hold `=` (base64, VERP addresses) once it has begun; a name may not.
                let is_value = matches!(tokens.last(), Some(Token::Equals));
                while let Some(&c) = chars.peek() {
                    match c {
                        ' ' | '\t' | '\r' | '\n' | ';' => break,
                        '=' if !is_value => break,
                        // `a(b` is no word followed by a comment in any honest field.
                        '(' | ')' | '"' if is_value => return None,
                        '(' => break,
                        ')' | '"' => return None,
                        c if c.is_control() => return None,
                        c => {
                            text.push(c);
                            chars.next();
                        }
                    }
                }
                tokens.push(Token::Word(text));
            }
        }
    }
    Some(tokens)
}

/// Reads an Authentication-Results value; `None` where it is not one.
pub(crate) fn parse(value: &str) -> Option<Record> {
    if value.len() > VALUE_LIMIT {
        return None;
    }
    let tokens = tokens(value)?;
    let mut record = Record::default();
    for (at, segment) in tokens.split(|token| *token == Token::Semicolon).enumerate() {
        let words: Vec<&Token> = segment
            .iter()
            .filter(|t| !matches!(t, Token::Comment(_)))
            .collect();
        match words.as_slice() {
            [] => {}
            // RFC 8601 §2.2: the server's name and perhaps a version come first.
            [Token::Word(server)] if at == 0 => {
                record.server = Some(server.to_ascii_lowercase().into())
            }
            [Token::Word(server), Token::Word(version)]
                if at == 0 && version.bytes().all(|b| b.is_ascii_digit()) =>
            {
                record.server = Some(server.to_ascii_lowercase().into());
            }
            [Token::Word(none)] if none.eq_ignore_ascii_case("none") => {}
            words => {
                if record.results.len() >= RESULT_LIMIT {
                    return None;
                }
                if let Some(entry) = entry(words, segment)? {
                    record.results.push(entry);
                }
            }
        }
    }
    Some(record)
}

/// Reads the value of an ARC-Authentication-Results field: its instance and the rest.
pub(crate) fn parse_arc(value: &str) -> Option<(u32, Record)> {
    let (instance, rest) = value.split_once(';')?;
    let (name, number) = instance.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("i") {
        return None;
    }
    Some((number.trim().parse().ok()?, parse(rest)?))
}

/// One `method=result …`; the outer `None` is broken grammar, the inner one a method that is not ours.
#[expect(clippy::option_option, reason = "broken and foreign differ")]
fn entry(words: &[&Token], segment: &[Token]) -> Option<Option<Entry>> {
    let mut properties = Vec::new();
    let mut rest = words;
    while let [
        Token::Word(name),
        Token::Equals,
        Token::Word(value),
        more @ ..,
    ] = rest
    {
        properties.push((name.to_ascii_lowercase(), value.clone()));
        rest = more;
    }
    // A property may be empty (`smtp.mailfrom=`), as for a bounce.
    if let [Token::Word(_), Token::Equals] = rest {
        rest = &[];
    }
    if !rest.is_empty() || properties.is_empty() {
        return None;
    }
    let (method, result) = properties.remove(0);
    // RFC 8601 §2.2: the method may carry a version.
    let method = match method.split('/').next().unwrap_or_default() {
        "dkim" => Method::Dkim,
        "spf" => Method::Spf,
        "dmarc" => Method::Dmarc,
        "arc" => Method::Arc,
        _ => return Some(None),
    };
    let policy = if method == Method::Dmarc {
        named_policy(&properties, segment)
    } else {
        None
    };
    Some(Some(Entry {
        method,
        result: result_of(&result),
        properties,
        policy,
    }))
}

/// RFC 8601 §2.7.
fn result_of(word: &str) -> ProofResult {
    match word.to_ascii_lowercase().as_str() {
        "pass" => ProofResult::Pass,
        "fail" | "hardfail" => ProofResult::Fail,
        "softfail" => ProofResult::SoftFail,
        "neutral" => ProofResult::Neutral,
        "none" => ProofResult::None,
        "permerror" => ProofResult::Invalid,
        _ => ProofResult::Unchecked,
    }
}

fn named_policy(properties: &[(String, String)], segment: &[Token]) -> Option<Policy> {
    let by_action = properties
        .iter()
        .find(|(name, _)| name == "action")
        .and_then(|(_, action)| match action.to_ascii_lowercase().as_str() {
            "quarantine" => Some(Policy::Quarantine),
            "reject" | "oreject" => Some(Policy::Reject),
            _ => None,
        });
    by_action.or_else(|| {
        segment.iter().find_map(|token| {
            let Token::Comment(comment) = token else {
                return None;
            };
            comment
                .split_whitespace()
                .find_map(|word| match word.to_ascii_lowercase().as_str() {
                    "p=none" => Some(Policy::None),
                    "p=quarantine" => Some(Policy::Quarantine),
                    "p=reject" => Some(Policy::Reject),
                    _ => None,
                })
        })
    })
}

/// A Received-SPF field, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReceivedSpf {
    /// The result.
    pub(crate) result: ProofResult,
    /// The envelope sender's domain, where `envelope-from` or the comment names it.
    pub(crate) envelope: Option<Domain>,
    /// The client's address.
    pub(crate) client: Option<std::net::IpAddr>,
}

/// Reads a Received-SPF value; `None` where it is not one.
pub(crate) fn parse_received_spf(value: &str) -> Option<ReceivedSpf> {
    if value.len() > VALUE_LIMIT {
        return None;
    }
    let value = value.trim_start();
    let end = value
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(value.len());
    let (word, rest) = value.split_at_checked(end)?;
    let result = result_of(word);
    if result == ProofResult::Unchecked && !word.eq_ignore_ascii_case("temperror") {
        return None;
    }
    let tokens = tokens(rest)?;
    let mut pairs: Vec<(String, &str)> = Vec::new();
    for window in tokens.windows(3) {
        if let [Token::Word(name), Token::Equals, Token::Word(value)] = window {
            pairs.push((name.to_ascii_lowercase(), value));
        }
    }
    let pair = |name: &str| {
        pairs
            .iter()
            .find(|(seen, _)| seen == name)
            .map(|(_, value)| *value)
    };
    // RFC 7208 §9.1: a result for what the client called itself says nothing of the envelope sender.
    let is_other =
        pair("identity").is_some_and(|identity| !identity.eq_ignore_ascii_case("mailfrom"));
    let envelope = match pair("envelope-from") {
        _ if is_other => None,
        Some(sender) => envelope_domain(sender),
        None => tokens.iter().find_map(|token| match token {
            Token::Comment(comment) => commented_sender(comment),
            _ => None,
        }),
    };
    Some(ReceivedSpf {
        result,
        envelope,
        client: pair("client-ip").and_then(|ip| ip.parse().ok()),
    })
}

/// The sender in a comment of the form `server: domain of a@example.com designates …` or
/// `server: example.com does not designate …`.
///
/// The sender chose part of that text, so only the first place counts, and only where the next word is the
/// server's again.
fn commented_sender(comment: &str) -> Option<Domain> {
    let words: Vec<&str> = comment.split_whitespace().take(16).collect();
    let at = match words.iter().position(|word| *word == "of") {
        Some(of) if words.get(of + 1) == Some(&"transitioning") => of + 2,
        Some(of) => of + 1,
        None => 1,
    };
    if !matches!(*words.get(at + 1)?, "designates" | "does" | "discourages") {
        return None;
    }
    envelope_domain(words.get(at)?).filter(|domain| domain.as_str().contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signers(value: &str) -> Option<Vec<String>> {
        let record = parse(value)?;
        Some(
            record
                .results
                .iter()
                .filter(|e| e.result == ProofResult::Pass)
                .map(|e| match e.method {
                    Method::Dkim => format!(
                        "dkim {}",
                        e.signer().map_or(String::new(), |(d, _)| d.to_string())
                    ),
                    Method::Spf => format!(
                        "spf {}",
                        e.envelope().map_or(String::new(), |d| d.to_string())
                    ),
                    Method::Dmarc => format!(
                        "dmarc {}",
                        e.author().map_or(String::new(), |d| d.to_string())
                    ),
                    Method::Arc => "arc".into(),
                    Method::Smime => "smime".into(),
                })
                .collect(),
        )
    }

    #[test]
    fn results_are_read_strictly() {
        struct Case {
            value: &'static str,
            expected: Option<&'static [&'static str]>,
        }
        for case in [
            Case {
                value: "mx.example.org; dkim=pass header.d=shop.example",
                expected: Some(&["dkim shop.example"]),
            },
            Case {
                value: "mx.example.org 1; dkim=pass (2048-bit (rsa) key) header.i=@shop.example header.s=a header.b=\"a/b=\"; \
                        spf=pass (ok) smtp.mailfrom=b+c=d@bounce.shop.example; dmarc=pass (p=REJECT) header.from=shop.example",
                expected: Some(&[
                    "dkim shop.example",
                    "spf bounce.shop.example",
                    "dmarc shop.example",
                ]),
            },
            Case {
                value: "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; dkim=none header.d=none;dmarc=pass \
                        action=none header.from=shop.example;compauth=pass reason=100",
                expected: Some(&["spf shop.example", "dmarc shop.example"]),
            },
            Case {
                value: "mx.example.org; none",
                expected: Some(&[]),
            },
            // Smuggled through an address (espoofer server_a2, a4 to a7).
            Case {
                value: "mx; spf=pass smtp.mailfrom=(any@shop.example",
                expected: None,
            },
            Case {
                value: "mx; dkim=pass header.d=shop.example'a.attacker.example",
                expected: Some(&["dkim "]),
            },
            Case {
                value: "mx; spf=pass smtp.mailfrom=any@shop.example(a.attacker.example",
                expected: None,
            },
            Case {
                value: "mx; spf=pass smtp.mailfrom=any@shop.example(a).attacker.example",
                expected: None,
            },
            Case {
                value: "mx; spf=pass smtp.mailfrom=any@shop.example'@any.attacker.example",
                expected: Some(&["spf "]),
            },
            Case {
                value: "mx; spf=pass smtp.mailfrom=@shop.example,@any.com:'any@attacker.example",
                expected: Some(&["spf "]),
            },
            Case {
                value: "mx; dkim=pass header.d=\"shop.example\"x.attacker.example",
                expected: None,
            },
            Case {
                value: "mx; dkim=pass header.d=shop.example\"",
                expected: None,
            },
            Case {
                value: "mx; dkim=pass header.d=a.example b.example",
                expected: None,
            },
            Case {
                value: "mx; dkim=pass header.d=a\0b.example",
                expected: None,
            },
        ] {
            let expected = case
                .expected
                .map(|e| e.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(signers(case.value), expected, "{}", case.value);
        }
    }

    #[test]
    fn received_spf_names_its_sender_in_several_ways() {
        struct Case {
            value: &'static str,
            result: ProofResult,
            envelope: Option<&'static str>,
        }
        for case in [
            Case {
                value: "Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=a.example; envelope-from=x@b.example; receiver=<UNKNOWN>",
                result: ProofResult::Pass,
                envelope: Some("b.example"),
            },
            Case {
                value: "Pass (protection.example: domain of b.example designates 192.0.2.1 as permitted sender) receiver=p.example; client-ip=192.0.2.1; helo=h;",
                result: ProofResult::Pass,
                envelope: Some("b.example"),
            },
            Case {
                value: "None (protection.example: b.example does not designate permitted sender hosts)",
                result: ProofResult::None,
                envelope: Some("b.example"),
            },
            // A quoted local part may not put another domain into the comment.
            Case {
                value: "pass (mx.example: domain of \"a of b@shop.example designates c\"@attacker.example designates 192.0.2.1)",
                result: ProofResult::Pass,
                envelope: None,
            },
            Case {
                value: "softfail (mx.example: domain of transitioning x@b.example does not designate 192.0.2.1 as permitted sender)",
                result: ProofResult::SoftFail,
                envelope: Some("b.example"),
            },
            Case {
                value: "pass (connection is authenticated)",
                result: ProofResult::Pass,
                envelope: None,
            },
        ] {
            let read = parse_received_spf(case.value).expect("it parses");
            assert_eq!(read.result, case.result, "{}", case.value);
            assert_eq!(
                read.envelope.as_ref().map(Domain::as_str),
                case.envelope,
                "{}",
                case.value
            );
        }
        assert_eq!(parse_received_spf("pass (unclosed"), None);
        assert_eq!(parse_received_spf("anything"), None);
        let helo = parse_received_spf("pass identity=helo; envelope-from=x@b.example");
        assert_eq!(helo.expect("it parses").envelope, None);
    }
}
