//! What the targets of links say by themselves, whoever the mail claims to be from.

use std::net::IpAddr;

use facts::Domain;
use reading::{Link, LinkKind, LinkSource};
use unicode_security::RestrictionLevel;
use unicode_security::restriction_level::RestrictionLevelDetection as _;

use crate::conduct::{Reader, Sign, WEAK, short};
use crate::links::evidence;
use crate::reason::Reason;
use crate::unfold::{Target, Unfolded};

/// Schemes under which a link carries a program or a page in itself.
const CODE: [&str; 4] = ["data", "javascript", "vbscript", "blob"];
/// Schemes that open files, searches or programs on the reader's device.
const LOCAL: [&str; 6] = ["file", "smb", "search", "search-ms", "mhtml", "shell"];

/// How links are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Whether the mail asks for something.
    pub(crate) asks: bool,
    /// Whether it stands under the claimed brand's own domain.
    pub(crate) is_own: bool,
}

/// The signs of all links but those to a host for which `is_home` holds.
pub(crate) fn signs(
    reader: &Reader<'_>,
    setting: Setting,
    is_home: impl Fn(&Domain) -> bool,
) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut hold = |reason: Reason, link: &Link, target: &str, points: u32| {
        let reason_code = std::mem::discriminant(&reason);
        if signs
            .iter()
            .any(|sign: &Sign| std::mem::discriminant(&sign.reason) == reason_code)
        {
            return;
        }
        signs.push(Sign {
            reason,
            evidence: vec![evidence(reader, link, target)],
            points,
        });
    };
    let halved = |points: u32| if setting.is_own { points / 2 } else { points };
    for (link, unfolded) in reader.links() {
        if let Some(points) = no_page(link) {
            let scheme = short(&link.scheme);
            hold(Reason::LinkIsNoPage { scheme }, link, "", points);
            continue;
        }
        let is_home = |target: &Target| target.domain.as_ref().is_some_and(&is_home);
        if let Some(target) = unfolded.targets.first().filter(|target| !is_home(target))
            && is_malformed(link, target)
        {
            let target = &target.host;
            hold(
                Reason::LinkIsMalformed {
                    target: target.clone(),
                },
                link,
                target,
                WEAK,
            );
        }
        for target in unfolded.targets.iter().chain(&unfolded.carried) {
            let host = &target.host;
            // Anybody's page under the name of a big house is still anybody's.
            let kind = target
                .domain
                .as_ref()
                .and_then(|domain| reader.words.shared_kind(domain, &target.path));
            if let Some(service) = kind.filter(|_| setting.asks) {
                let target = host.clone();
                hold(
                    Reason::LinkToSharedHost { target, service },
                    link,
                    host,
                    WEAK,
                );
            }
            if is_home(target) {
                continue;
            }
            let target_host = host.clone();
            if target.ip.is_some_and(is_public) {
                hold(
                    Reason::LinkToBareAddress {
                        target: target_host.clone(),
                    },
                    link,
                    host,
                    halved(2),
                );
            }
            if target.domain.as_ref().is_some_and(mixes_scripts) {
                hold(
                    Reason::LinkMixesScripts {
                        target: target_host.clone(),
                    },
                    link,
                    host,
                    halved(4),
                );
            }
            if let Some(port) = target.port.filter(|_| setting.asks) {
                hold(
                    Reason::LinkUsesOddPort {
                        target: target_host,
                        port: u64::from(port),
                    },
                    link,
                    host,
                    WEAK,
                );
            }
        }
        if link.source == LinkSource::Code
            && setting.asks
            && let Some(target) = unfolded.targets.first()
        {
            let host = target.host.clone();
            hold(
                Reason::LinkInQrCode {
                    target: host.clone(),
                },
                link,
                &host,
                WEAK,
            );
        }
        if link.kind == LinkKind::Refresh {
            let host = first_host(unfolded);
            hold(Reason::MailSendsOn {}, link, host, halved(2));
        }
    }
    signs
}

fn first_host(unfolded: &Unfolded) -> &str {
    unfolded.targets.first().map_or("", |target| &*target.host)
}

/// The points of a link that is no page of the web, where it opens something by itself.
fn no_page(link: &Link) -> Option<u32> {
    let scheme = link.scheme.as_str();
    let rest = link.target.get(scheme.len() + 1..).unwrap_or_default();
    if CODE.contains(&scheme) {
        // Careless pages put a script that does nothing, prints or goes back where a link should stand.
        let is_idle = scheme == "javascript"
            && (rest.len() < 12
                || [
                    "void",
                    "window.print",
                    "window.close",
                    "history.",
                    "self.close",
                    "print(",
                ]
                .iter()
                .any(|idle| rest.trim_start().starts_with(idle)));
        let is_picture =
            scheme == "data" && rest.starts_with("image/") && !rest.starts_with("image/svg");
        return (!is_idle && !is_picture).then_some(4);
    }
    // A path on the writer's own disk is left behind by office programs and leads nowhere; one on another machine
    // or on the reader's desk is meant.
    let is_local = match scheme {
        "file" => link
            .host
            .as_deref()
            .is_some_and(|host| !host.is_empty() && host != "localhost"),
        _ => LOCAL.contains(&scheme) || scheme.starts_with("ms-"),
    };
    is_local.then_some(2)
}

/// Whether a link is written as no program writes it: a scheme twice, backslashes, a wrong number of slashes.
fn is_malformed(link: &Link, target: &Target) -> bool {
    if link.kind == LinkKind::Plain {
        return false;
    }
    let is_scheme = matches!(&*target.host, "http" | "https");
    let Some((scheme, rest)) = link.target.split_once(':') else {
        return is_scheme;
    };
    let slashes = rest.chars().take_while(|c| *c == '/').count();
    is_scheme
        || (matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
            && (slashes != 2 || rest.starts_with("//\\") || rest.starts_with('\\')))
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified())
        }
        IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local()),
    }
}

/// Whether a label mixes scripts beyond what any way of writing needs: more than one script, Latin beside Japanese,
/// Chinese or Korean aside (UTS 39 §5.2, above *highly restrictive*). A label in one script is no sign.
pub(crate) fn mixes_scripts(domain: &Domain) -> bool {
    if !domain.as_str().contains("xn--") {
        return false;
    }
    domain.to_unicode().split('.').any(|label| {
        !label.is_ascii() && label.detect_restriction_level() > RestrictionLevel::HighlyRestrictive
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_a_host() {
        for (host, expected) in [
            ("аmazon.example", true),
            ("pаypal-login.example", true),
            ("日本語.jp", false),
            ("amazon日本.jp", false),
            ("アマゾンギフト券.jp", false),
            ("пример.example", false),
            ("bücher.example", false),
            ("amazon.co.jp", false),
        ] {
            let domain = Domain::parse(host).expect("a domain");
            assert_eq!(mixes_scripts(&domain), expected, "{host}");
        }
    }
}
