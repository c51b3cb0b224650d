//! Received fields (RFC 5321 §4.4) as the common servers write them.

use std::net::IpAddr;

use crate::Hop;
use crate::date;

/// Octets of one field that are looked at.
const LIMIT: usize = 4096;

/// One word or comment of the field.
enum Token<'a> {
    Word(&'a str),
    Comment(&'a str),
}

/// The clause that a word stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    None,
    From,
    By,
    With,
    Other,
}

/// Reads one field; `field` is its index in the message.
pub(crate) fn hop(value: &str, field: usize) -> Hop {
    let mut end = value.len().min(LIMIT);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let value = value.get(..end).unwrap_or_default();
    let (trace, stamp) = split_date(value);
    let mut hop = Hop {
        field,
        at: date::parse(stamp),
        ..Hop::default()
    };
    let mut clause = Clause::None;
    // The word directly after `from`: the greeting for most servers, the reverse name for some.
    let mut named: Option<&str> = None;
    let mut awaits_name = false;
    let mut has_client = false;
    for token in tokens(trace) {
        let is_name = std::mem::take(&mut awaits_name);
        match token {
            // A client may call itself `with` or `by`: what stands directly behind `from` is never a clause.
            Token::Word(word) if is_name => {
                hop.ip = address(word);
                named = Some(word);
            }
            Token::Comment(text) if clause == Clause::From => {
                from_comment(text, &mut named, &mut hop)
            }
            Token::Comment(_) => {}
            Token::Word(word) => match (word.to_ascii_lowercase().as_str(), clause) {
                ("from", Clause::None) => {
                    clause = Clause::From;
                    awaits_name = true;
                    has_client = true;
                }
                ("by", Clause::None | Clause::From | Clause::Other) if hop.by.is_none() => {
                    clause = Clause::By
                }
                // RFC 5321 §4.4: `by` comes before `with`; before it, the word is the client's.
                ("with", _) if hop.by.is_some() || !has_client => clause = Clause::With,
                ("via" | "id" | "for" | "on" | "tls" | "cipher", _) if clause != Clause::None => {
                    clause = Clause::Other
                }
                (_, Clause::From) => {
                    if hop.ip.is_none()
                        && let Some(ip) = address(word)
                    {
                        hop.ip = Some(ip);
                        if named.is_none() {
                            named = Some(word);
                        }
                    } else if named.is_none() {
                        named = Some(word);
                    }
                }
                (_, Clause::By) if hop.by.is_none() => hop.by = Some(server(word)),
                (_, Clause::With) => match &mut hop.with {
                    None => hop.with = Some(word.to_owned()),
                    Some(with) if with.len() < 60 => {
                        with.push(' ');
                        with.push_str(word);
                    }
                    Some(_) => {}
                },
                _ => {}
            },
        }
    }
    if hop.helo.is_none()
        && let Some(word) = named
    {
        if word.eq_ignore_ascii_case("unknown") {
            hop.is_reverse_unknown = true;
        } else {
            hop.helo = Some(word.trim_end_matches('.').to_owned());
        }
    }
    hop
}

/// Splits the date off, which follows the last semicolon outside comments.
fn split_date(value: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    let mut last = None;
    for (at, b) in value.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => last = Some(at),
            _ => {}
        }
    }
    match last.or_else(|| value.rfind(';')) {
        Some(at) => (
            value.get(..at).unwrap_or_default(),
            value.get(at + 1..).unwrap_or_default(),
        ),
        // Some servers leave the semicolon out: the date begins with its weekday.
        None => match [
            "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, ",
        ]
        .iter()
        .find_map(|day| value.rfind(day))
        {
            Some(at) => (
                value.get(..at).unwrap_or_default(),
                value.get(at..).unwrap_or_default(),
            ),
            None => (value, ""),
        },
    }
}

fn tokens(trace: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let bytes = trace.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if byte == b'(' {
            let start = at + 1;
            let mut depth = 0_usize;
            while let Some(&b) = bytes.get(at) {
                match b {
                    b'(' => depth += 1,
                    b')' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                at += 1;
            }
            tokens.push(Token::Comment(trace.get(start..at).unwrap_or_default()));
            at += 1;
        } else {
            let start = at;
            while bytes
                .get(at)
                .is_some_and(|&b| !b.is_ascii_whitespace() && b != b'(')
            {
                at += 1;
            }
            tokens.push(Token::Word(trace.get(start..at).unwrap_or_default()));
        }
    }
    tokens
}

/// A comment in the `from` clause: `name [ip]`, `HELO name`, `[ip] helo=name`, an address alone …
fn from_comment<'a>(text: &'a str, named: &mut Option<&'a str>, hop: &mut Hop) {
    let lower = text.to_ascii_lowercase();
    if [
        "using ",
        "authenticated",
        "no client cert",
        "client did not",
        "not verified",
        "cipher",
        "version=",
    ]
    .iter()
    .any(|start| lower.trim_start().starts_with(start))
    {
        return;
    }
    let words: Vec<&str> = text
        .split([' ', '\t', '(', ')', ','])
        .filter(|w| !w.is_empty())
        .collect();
    let mut candidate = None;
    let mut has_ip = false;
    let mut at = 0;
    while let Some(&word) = words.get(at) {
        at += 1;
        let folded = word.to_ascii_lowercase();
        if let Some(name) = folded
            .strip_prefix("helo=")
            .or_else(|| folded.strip_prefix("ehlo="))
        {
            // Exim: the word after `from` is the reverse name where a greeting stands apart.
            greeting(
                word.get(word.len() - name.len()..).unwrap_or_default(),
                named,
                hop,
            );
        } else if matches!(folded.as_str(), "helo" | "ehlo" | "lhlo") {
            if let Some(name) = words
                .get(at)
                .filter(|w| address(w).is_none() || w.starts_with('['))
            {
                greeting(name, named, hop);
                at += 1;
            }
        } else if let Some(ip) = address(word) {
            has_ip = true;
            if hop.ip.is_none() {
                hop.ip = Some(ip);
            }
        } else if candidate.is_none() {
            candidate = Some(word);
        }
    }
    if let Some(word) = candidate.filter(|_| has_ip || words.len() == 1)
        && hop.reverse.is_none()
    {
        // Sendmail puts an ident name before the host: `user@host`.
        let name = word
            .rsplit('@')
            .next()
            .unwrap_or(word)
            .trim_end_matches('.');
        if name.eq_ignore_ascii_case("unknown") || name.eq_ignore_ascii_case("unverified") {
            hop.is_reverse_unknown = true;
        } else if (has_ip || name.contains('.'))
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        {
            hop.reverse = Some(name.to_owned());
        }
    }
}

fn greeting<'a>(name: &'a str, named: &mut Option<&'a str>, hop: &mut Hop) {
    hop.helo = Some(name.trim_end_matches('.').to_owned());
    if let Some(word) = named.take() {
        if word.eq_ignore_ascii_case("unknown") {
            hop.is_reverse_unknown = true;
        } else if address(word).is_none() {
            hop.reverse = Some(word.trim_end_matches('.').to_owned());
        }
    }
}

fn server(word: &str) -> String {
    word.trim_matches(|c: char| matches!(c, ',' | ';' | '[' | ']'))
        .trim_end_matches('.')
        .to_owned()
}

/// An IP address in any of the forms servers write: bare, `[1.2.3.4]`, `[IPv6:::1]`, `[1.2.3.4]:25`.
fn address(word: &str) -> Option<IpAddr> {
    let word = word.trim_matches(|c: char| matches!(c, ',' | ';'));
    let inner = match word.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => word,
    };
    let inner = match inner.get(..5) {
        Some(prefix) if prefix.eq_ignore_ascii_case("ipv6:") => inner.get(5..)?,
        _ => inner,
    };
    let inner = inner.split('%').next()?;
    if let Ok(ip) = inner.parse::<IpAddr>() {
        return Some(ip);
    }
    let (host, port) = inner.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    host.parse::<std::net::Ipv4Addr>().ok().map(IpAddr::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        server: &'static str,
        value: &'static str,
        helo: Option<&'static str>,
        reverse: Option<&'static str>,
        is_reverse_unknown: bool,
        ip: Option<&'static str>,
        by: Option<&'static str>,
        with: Option<&'static str>,
    }

    #[test]
    fn the_common_servers_are_read() {
        let cases = [
            Case {
                server: "Postfix",
                value: "from mail.shop.example (mx1.shop.example [192.0.2.7]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) (No client certificate requested) by mx.mail.example (Postfix) with ESMTPS id 4ABC for <a@mail.example>; Mon, 24 Mar 2025 09:05:01 +0900 (JST)",
                helo: Some("mail.shop.example"),
                reverse: Some("mx1.shop.example"),
                is_reverse_unknown: false,
                ip: Some("192.0.2.7"),
                by: Some("mx.mail.example"),
                with: Some("ESMTPS"),
            },
            Case {
                server: "Postfix without a reverse name",
                value: "from shop.example (unknown [192.0.2.7]) by mx.mail.example (Postfix) with SMTP id 1; Mon, 24 Mar 2025 09:05:01 +0900",
                helo: Some("shop.example"),
                reverse: None,
                is_reverse_unknown: true,
                ip: Some("192.0.2.7"),
                by: Some("mx.mail.example"),
                with: Some("SMTP"),
            },
            Case {
                server: "Exim",
                value: "from [192.0.2.9] (helo=shop.example) by mx.mail.example with esmtp (Exim 4.92.3) id 1abc; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("shop.example"),
                reverse: None,
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("esmtp"),
            },
            Case {
                server: "Exim with reverse name and port",
                value: "from host.example.net ([192.0.2.9]:4711 helo=shop.example) by mx.mail.example with esmtps (TLS1.2:ECDHE:256) (Exim 4.94) id x; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("shop.example"),
                reverse: Some("host.example.net"),
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("esmtps"),
            },
            Case {
                server: "Sendmail",
                value: "from shop.example (root@host.example.net [192.0.2.9] (may be forged)) by mx.mail.example (8.14.7/8.14.7) with ESMTP id x; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("shop.example"),
                reverse: Some("host.example.net"),
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("ESMTP"),
            },
            Case {
                server: "qmail",
                value: "from unknown (HELO shop.example) (192.0.2.9) by mx.mail.example with SMTP; 24 Mar 2025 09:05:01 -0000",
                helo: Some("shop.example"),
                reverse: None,
                is_reverse_unknown: true,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("SMTP"),
            },
            Case {
                server: "Exchange Online, from outside",
                value: "from mx1.shop.example (192.0.2.9) by AB1EUR01FT030.mail.protection.outlook.example (10.152.0.1) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1.1 via Frontend Transport; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("mx1.shop.example"),
                reverse: None,
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("AB1EUR01FT030.mail.protection.outlook.example"),
                with: Some("Microsoft SMTP Server"),
            },
            Case {
                server: "Exchange Online, inside",
                value: "from A1.prod.outlook.example (2001:db8:0:1::15) by B1.prod.outlook.example with HTTPS; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("A1.prod.outlook.example"),
                reverse: None,
                is_reverse_unknown: false,
                ip: Some("2001:db8:0:1::15"),
                by: Some("B1.prod.outlook.example"),
                with: Some("HTTPS"),
            },
            Case {
                server: "Gmail",
                value: "from a8-1.smtp-out.shop.example (a8-1.smtp-out.shop.example. [192.0.2.9]) by mx.google.example with ESMTPS id x.1 for <a@mail.example> (version=TLS1_2 cipher=X bits=128/128); Mon, 24 Mar 2025 09:05:01 -0700 (PDT)",
                helo: Some("a8-1.smtp-out.shop.example"),
                reverse: Some("a8-1.smtp-out.shop.example"),
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.google.example"),
                with: Some("ESMTPS"),
            },
            Case {
                server: "Gmail, inside",
                value: "by 2002:a05:6a10:a406:b0:1 with SMTP id a1csp1; Mon, 24 Mar 2025 09:05:01 -0700 (PDT)",
                helo: None,
                reverse: None,
                is_reverse_unknown: false,
                ip: None,
                by: Some("2002:a05:6a10:a406:b0:1"),
                with: Some("SMTP"),
            },
            Case {
                server: "Postfix, of a client that calls itself with",
                value: "from with (lmtp.example [192.0.2.9]) by mx.mail.example (Postfix) with SMTP id 1; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("with"),
                reverse: Some("lmtp.example"),
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("SMTP"),
            },
            Case {
                server: "Postfix, of a client that calls itself by",
                value: "from by (unknown [192.0.2.9]) by mx.mail.example (Postfix) with SMTP id 1; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("by"),
                reverse: None,
                is_reverse_unknown: true,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("SMTP"),
            },
            Case {
                server: "one that writes down all that the client says",
                value: "from x with lmtp (192.0.2.9) by mx.mail.example with SMTP id 1; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("x"),
                reverse: None,
                is_reverse_unknown: false,
                ip: Some("192.0.2.9"),
                by: Some("mx.mail.example"),
                with: Some("SMTP"),
            },
            Case {
                server: "IPv6 literal",
                value: "from x ([IPv6:2001:db8::1]) by mx.mail.example with LMTP id 1; Mon, 24 Mar 2025 09:05:01 +0000",
                helo: Some("x"),
                reverse: None,
                is_reverse_unknown: false,
                ip: Some("2001:db8::1"),
                by: Some("mx.mail.example"),
                with: Some("LMTP"),
            },
        ];
        for case in cases {
            let hop = hop(case.value, 3);
            assert_eq!(hop.helo.as_deref(), case.helo, "{} helo", case.server);
            assert_eq!(
                hop.reverse.as_deref(),
                case.reverse,
                "{} reverse",
                case.server
            );
            assert_eq!(
                hop.is_reverse_unknown, case.is_reverse_unknown,
                "{} unknown",
                case.server
            );
            assert_eq!(
                hop.ip.map(|ip| ip.to_string()).as_deref(),
                case.ip,
                "{} ip",
                case.server
            );
            assert_eq!(hop.by.as_deref(), case.by, "{} by", case.server);
            assert_eq!(hop.with.as_deref(), case.with, "{} with", case.server);
            assert!(hop.at.is_some(), "{} date", case.server);
            assert_eq!(hop.field, 3);
        }
    }
}
