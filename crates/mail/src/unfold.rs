//! Reads the links that stand inside another link's text, without following any.
//!
//! Redirectors, click counters and the filters of receivers carry the real target in a parameter, in the path or
//! in base64. All that is written can be read; what a counter keeps to itself stays unknown.

use std::net::IpAddr;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use facts::Domain;
use url::{Host, Url};

use crate::claim::cut;
use crate::words::Words;

/// How deep links are read inside links.
const DEPTH: usize = 5;
/// How many links are read inside one link, all levels together.
const INSIDE: usize = 16;
/// Octets of a link that are looked at for others.
const LENGTH: usize = 8 << 10;
/// Where a written URL begins to be one for a browser.
const SCHEMES: [&str; 2] = ["http:", "https:"];

/// A place that a link leads to, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The host as a browser resolves it.
    pub(crate) host: Box<str>,
    /// The host, where it is a name.
    pub(crate) domain: Option<Domain>,
    /// The address, where it is none.
    pub(crate) ip: Option<IpAddr>,
    /// The path.
    pub(crate) path: Box<str>,
    /// Whether something stands before an `@`.
    pub(crate) has_userinfo: bool,
    /// The port, where one other than the scheme's own is written.
    pub(crate) port: Option<u16>,
}

impl Target {
    /// The place that a URL names; `None` where it is no page of the web.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        Self::of(&Url::parse(written).ok()?)
    }

    fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let (domain, ip) = match url.host()? {
            Host::Domain(name) => (Domain::parse(name).ok(), None),
            Host::Ipv4(ip) => (None, Some(IpAddr::V4(ip))),
            Host::Ipv6(ip) => (None, Some(IpAddr::V6(ip))),
        };
        Some(Self {
            host: url.host_str()?.trim_end_matches('.').into(),
            domain,
            ip,
            path: url.path().into(),
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
            port: url.port(),
        })
    }

    fn of_domain(name: &str) -> Option<Self> {
        Self::parse(&format!("https://{name}/"))
    }
}

/// What stands in a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unfolded {
    /// The places it leads to: the link's own, or those inside where its own is known to lead on.
    pub(crate) targets: Vec<Target>,
    /// The known redirector in front, if there is one that belongs to nobody's filter or mail service.
    pub(crate) redirector: Option<Box<str>>,
    /// Links inside one that is not known to lead on: it may, or may merely name them.
    pub(crate) carried: Vec<Target>,
}

/// Unfolds a written target.
pub(crate) fn unfold(written: &str, words: &Words) -> Unfolded {
    let mut found = Unfolded::default();
    let mut left = INSIDE;
    lead(written, words, DEPTH, &mut left, &mut found);
    found
}

fn lead(written: &str, words: &Words, depth: usize, left: &mut usize, found: &mut Unfolded) {
    let Ok(url) = Url::parse(written) else {
        return;
    };
    let Some(target) = Target::of(&url) else {
        return;
    };
    let inside = match depth {
        0 => Vec::new(),
        _ if written.len() <= LENGTH => inside(&url, &target, left),
        // What stands far behind is not looked at.
        _ => Url::parse(cut(written, LENGTH))
            .map_or_else(|_| Vec::new(), |url| inside(&url, &target, left)),
    };
    let Some(domain) = target.domain.as_ref().filter(|_| !inside.is_empty()) else {
        found.targets.push(target);
        return;
    };
    let is_filter = words.is_protector(domain) || words.is_tracker(domain);
    if is_filter || words.is_redirector(domain, &target.path) {
        if !is_filter && found.redirector.is_none() {
            found.redirector = Some(target.host.clone());
        }
        let before = found.targets.len();
        for link in &inside {
            lead(link, words, depth - 1, left, found);
        }
        if found.targets.len() == before {
            found.targets.push(target);
        }
        return;
    }
    let mut deeper = Unfolded::default();
    for link in &inside {
        lead(link, words, depth - 1, left, &mut deeper);
    }
    found.targets.push(target);
    found.carried.extend(deeper.targets);
    found.carried.extend(deeper.carried);
}

/// The links that stand inside one, outermost only.
fn inside(url: &Url, target: &Target, left: &mut usize) -> Vec<String> {
    let mut found = Vec::new();
    let host = &*target.host;
    let mut hold = |link: String| {
        if *left > 0 && !found.contains(&link) {
            *left -= 1;
            found.push(link);
        }
    };
    // Values of parameters, in the query and behind the #.
    let queries = [url.query(), url.fragment()];
    for query in queries.into_iter().flatten() {
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match as_link(&value).or_else(|| as_encoded_link(&value)) {
                Some(link) => hold(link),
                // Two filters put the bare host into a parameter of its own.
                None if matches!(&*name, "domain" | "d") && is_bare_host(&value) => {
                    if let Some(target) = Target::of_domain(&value) {
                        hold(format!("https://{}/", target.host));
                    }
                }
                // One puts % and / as other signs.
                None if &*name == "u"
                    && ["http-", "https-"].iter().any(|s| value.starts_with(s)) =>
                {
                    let restored = value.replace('-', "%").replace('_', "/");
                    if let Some(link) = as_link(&percent_decoded(&restored)) {
                        hold(link);
                    }
                }
                None => {}
            }
        }
        // `?https://…` and `…;https://…`: no parameter at all.
        if let Some(link) = link_within(&percent_decoded(query)).filter(|_| !query.contains('=')) {
            hold(link);
        }
    }
    let path = url.path();
    let decoded = percent_decoded(path);
    if let Some(link) = link_within(&decoded) {
        // Behind a link in the path, the query belongs to it.
        let link = link.split("__;").next().unwrap_or_default().to_owned();
        hold(match url.query() {
            Some(query) if !link.contains('?') => format!("{link}?{query}"),
            _ => link,
        });
    } else {
        for piece in path
            .split(['/', ';', '='])
            .filter(|piece| piece.len() >= 16)
        {
            if let Some(link) = as_encoded_link(piece) {
                hold(link);
            }
        }
        // `/amp/s/host/path` and `host-name.translate.goog`.
        if let Some(rest) = decoded.strip_prefix("/amp/")
            && let rest = rest.strip_prefix("s/").unwrap_or(rest)
            && let Some(name) = rest.split('/').next()
            && is_bare_host(name)
        {
            hold(format!("https://{rest}"));
        }
    }
    if let Some(name) = host.strip_suffix(".translate.goog") {
        let name = name
            .replace("--", "\u{0}")
            .replace('-', ".")
            .replace('\u{0}', "-");
        if is_bare_host(&name) {
            hold(format!("https://{name}/"));
        }
    }
    found
}

/// A value that is a link as a whole; a second encoding around it is taken off.
fn as_link(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| c <= ' ');
    let plain = if starts_as_link(value) {
        value.to_owned()
    } else if value.get(..12).is_some_and(|start| start.contains('%')) {
        percent_decoded(value)
    } else if value.starts_with("//") && value.len() > 4 {
        format!("https:{value}")
    } else {
        return None;
    };
    (starts_as_link(&plain) && Target::parse(&plain).is_some()).then_some(plain)
}

/// A value that is a link in base64, behind at most two characters that tell its kind.
fn as_encoded_link(value: &str) -> Option<String> {
    let value = value.trim_end_matches('=');
    for skipped in 0..=2 {
        let Some(encoded) = value.get(skipped..).filter(|rest| rest.len() >= 12) else {
            break;
        };
        // `http` is `aHR0c` in base64 from its first octet on.
        if !encoded.starts_with("aHR0c") && !encoded.starts_with("SFRUU") {
            continue;
        }
        // A cut end does not hide the beginning.
        let whole = encoded.len() - usize::from(encoded.len() % 4 == 1);
        let encoded = encoded.get(..whole)?.as_bytes();
        let octets = BASE64URL_NOPAD
            .decode(encoded)
            .or_else(|_| BASE64_NOPAD.decode(encoded))
            .ok()?;
        return as_link(&String::from_utf8_lossy(&octets));
    }
    None
}

/// The first link inside a longer text, up to its end.
fn link_within(text: &str) -> Option<String> {
    let at = SCHEMES
        .iter()
        .filter_map(|scheme| find_ignoring_case(text, scheme))
        .min()?;
    as_link(text.get(at..)?)
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes()
        .windows(wanted.len())
        .position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
        .filter(|at| {
            text.get(at + wanted.len()..)
                .is_some_and(|rest| rest.starts_with('/'))
        })
}

fn starts_as_link(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text
                .get(scheme.len()..)
                .is_some_and(|rest| rest.starts_with(['/', '\\']))
    })
}

fn is_bare_host(text: &str) -> bool {
    text.contains('.')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && Domain::parse(text).is_ok()
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match pair {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        written: &'static str,
        targets: &'static [&'static str],
        carried: &'static [&'static str],
    }

    #[test]
    fn the_links_inside_a_link() {
        let words = Words::embedded().expect("lists");
        let leads = |written, targets| Case {
            written,
            targets,
            carried: &[],
        };
        let carries = |written, targets, carried| Case {
            written,
            targets,
            carried,
        };
        let evil = &["evil.example"][..];
        for case in [
            leads("https://evil.example/a?b=c", evil),
            leads(
                "https://www.google.com/url?q=https://evil.example/a&sa=D",
                evil,
            ),
            leads(
                "https://www.google.com/url?sa=t&url=https%3A%2F%2Fevil.example%2Fa",
                evil,
            ),
            leads(
                "https://www.google.com/url?q=https%253A%252F%252Fevil.example%252F",
                evil,
            ),
            leads("https://www.google.com/amp/s/evil.example/x", evil),
            leads(
                "https://www.google.com/search?q=evil.example",
                &["www.google.com"],
            ),
            leads(
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example%2F&h=AT0",
                evil,
            ),
            leads(
                "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fevil.example",
                evil,
            ),
            leads(
                "https://www.linkedin.com/slink?code=abc",
                &["www.linkedin.com"],
            ),
            leads(
                "https://www.bing.com/ck/a?!&&p=0a&u=a1aHR0cHM6Ly9ldmlsLmV4YW1wbGUvbG9naW4&ntb=1",
                evil,
            ),
            leads(
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2F&data=05",
                evil,
            ),
            leads(
                "https://urldefense.com/v3/__https://evil.example/x__;!!AbC$",
                evil,
            ),
            leads(
                "https://urldefense.proofpoint.com/v1/url?u=http://evil.example/&k=x",
                evil,
            ),
            leads(
                "https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.example_a-3Fb&d=Dw",
                evil,
            ),
            leads(
                "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fevil.example%2f&c=E",
                evil,
            ),
            leads(
                "https://protect-us.mimecast.com/s/AbCd?domain=evil.example",
                evil,
            ),
            leads(
                "https://secure-web.cisco.com/1AbC/https%3A%2F%2Fevil.example%2Fx",
                evil,
            ),
            leads(
                "https://evil-example.translate.goog/login?_x_tr_sl=auto",
                evil,
            ),
            leads(
                "https://www.google.com/url?q=https://www.google.com/url%3Fq%3Dhttps%253A%252F%252Fevil.example",
                evil,
            ),
            leads(
                "https://www.google.com/url?q=https://evil.example&x=https://home.example",
                &["evil.example", "home.example"],
            ),
            carries(
                "https://shop.example/go?next=https://evil.example/",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/go?next=%2F%2Fevil.example%2F",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/r/https://evil.example/x?y=z",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/r/aHR0cHM6Ly9ldmlsLmV4YW1wbGUv/x",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/#url=https://evil.example",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/?https://evil.example",
                &["shop.example"],
                evil,
            ),
            carries(
                "https://shop.example/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fevil.example",
                &["shop.example"],
                evil,
            ),
            leads("mailto:a@b.example", &[]),
            leads("", &[]),
        ] {
            let found = unfold(case.written, &words);
            let hosts = |targets: &[Target]| {
                targets
                    .iter()
                    .map(|target| target.host.to_string())
                    .collect::<Vec<_>>()
            };
            assert_eq!(hosts(&found.targets), case.targets, "{}", case.written);
            assert_eq!(hosts(&found.carried), case.carried, "{}", case.written);
        }
    }

    #[test]
    fn nesting_ends() {
        let words = Words::embedded().expect("lists");
        let mut link = "https://evil.example/".to_owned();
        for _ in 0..40 {
            link = format!("https://www.google.com/url?q={link}");
        }
        assert!(!unfold(&link, &words).targets.is_empty());
        let many: String = (0..500)
            .map(|n| format!("&a{n}=https://e{n}.example"))
            .collect();
        let found = unfold(&format!("https://shop.example/?x=1{many}"), &words);
        assert!(found.carried.len() <= INSIDE);
    }
}
