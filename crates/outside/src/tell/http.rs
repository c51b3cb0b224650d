//! One request over HTTP to an address that the person named: encrypted, never redirected, never through a proxy.

use std::fmt;
use std::time::Duration;

use facts::Instant;
use ureq::Agent;
use ureq::http::{Request, StatusCode};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::{Host, Url};

use super::{Sending, Trouble};
use crate::tls::{Roots, TlsError, provider};
use crate::wire::{inner, is_loopback};

/// Where plain HTTP may go. This machine itself may always be addressed so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainHttp {
    /// To no other machine.
    #[default]
    Never,
    /// Also to an address of the home network, written in numbers (10/8, 172.16/12, 192.168/16, 169.254/16, fc00::/7,
    /// fe80::/10). A name is not taken: who answers for it can change.
    HomeNetwork,
}

/// An address that a notice may be sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(Url);

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressFault {
    /// It is none, or is longer than any.
    #[error("this is no web address")]
    NotAnAddress,
    /// It is neither `https` nor `http`.
    #[error("only https addresses are taken")]
    OtherScheme,
    /// It is `http` to another machine, and that was not allowed or cannot be.
    #[error(
        "http without encryption is taken to this machine only, or to numbers of the home network if allowed"
    )]
    NotEncrypted,
    /// It holds a user name or password, which have a place of their own.
    #[error("a web address with a user name or password is not taken")]
    WithPassword,
}

impl WebAddress {
    /// Octets of an address.
    const LONGEST: usize = 2_000;

    /// Takes an address that the person wrote down.
    ///
    /// # Errors
    /// [`AddressFault`], where nothing should be sent there.
    pub fn parse(text: &str, plain: PlainHttp) -> Result<Self, AddressFault> {
        if text.len() > Self::LONGEST {
            return Err(AddressFault::NotAnAddress);
        }
        let mut url = Url::parse(text.trim()).map_err(|_| AddressFault::NotAnAddress)?;
        let host = url.host_str().ok_or(AddressFault::NotAnAddress)?;
        let is_allowed_plain = is_loopback(host)
            || (plain == PlainHttp::HomeNetwork && url.host().is_some_and(is_home));
        match url.scheme() {
            "https" => {}
            "http" if is_allowed_plain => {}
            "http" => return Err(AddressFault::NotEncrypted),
            _ => return Err(AddressFault::OtherScheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressFault::WithPassword);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The host, which may be shown; path and query may hold a token.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for WebAddress {
    /// Many services put the key to a channel into the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/…", self.0.scheme(), self.host())
    }
}

fn is_home(host: Host<&str>) -> bool {
    match host {
        Host::Domain(_) => false,
        Host::Ipv4(address) => address.is_private() || address.is_link_local(),
        Host::Ipv6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// The client: one for each door, without memory between requests.
pub(super) struct Client(Agent);

impl Client {
    /// Octets of the head of an answer. Its body is never read: the status says all that is asked.
    const LARGEST_HEAD: usize = 16 << 10;
    /// The longest time for which the other side may ask to be left alone.
    const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

    /// A client for one address; where that is not encrypted, no certificates are needed, and none is trusted.
    pub(super) fn new(
        address: &WebAddress,
        patience: Duration,
        roots: &Roots,
    ) -> Result<Self, TlsError> {
        let trusted = if address.0.scheme() == "https" {
            roots.certificates()?
        } else {
            Vec::new()
        };
        let certificates: Vec<Certificate<'static>> = trusted
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(certificates))
            .unversioned_rustls_crypto_provider(provider())
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            // Nothing is read from the environment: who can set a variable would read the notices.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(patience))
            .max_response_header_size(Self::LARGEST_HEAD)
            .max_idle_connections(0)
            .user_agent("mioboe")
            .accept("")
            .build();
        Ok(Self(config.new_agent()))
    }

    /// Sends one request and reads no more than the head of the answer.
    pub(super) fn post(&self, request: Request<Vec<u8>>, now: Instant) -> Sending {
        let answer = match self.0.run(request) {
            Ok(answer) => answer,
            Err(error) => return failed(&error),
        };
        let wait = answer
            .headers()
            .get("retry-after")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| retry_after(value, now))
            .map(|wait| wait.min(Self::LONGEST_WAIT));
        judged(answer.status(), wait)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

/// What a status means for a notice (RFC 9110 §15).
fn judged(status: StatusCode, wait: Option<Duration>) -> Sending {
    let later = |why| Sending::Later { why, wait };
    let refused = |why| Sending::Refused { why };
    match status.as_u16() {
        200..=299 => Sending::Delivered,
        300..=399 => refused(Trouble::Redirected),
        401 | 403 | 407 => refused(Trouble::NotAllowed),
        408 | 425 => later(Trouble::TimedOut),
        429 => later(Trouble::TooMany),
        code @ 400..=499 => refused(Trouble::NotAccepted(code)),
        code @ 500..=599 => later(Trouble::ServerFailed(code)),
        _ => refused(Trouble::NotUnderstood),
    }
}

fn failed(error: &ureq::Error) -> Sending {
    let later = |why| Sending::Later { why, wait: None };
    let refused = |why| Sending::Refused { why };
    let encryption = |error: &rustls::Error| match error {
        rustls::Error::InvalidCertificate(_) => refused(Trouble::WrongCertificate),
        _ => refused(Trouble::NotEncrypted),
    };
    match error {
        ureq::Error::Timeout(_) => later(Trouble::TimedOut),
        ureq::Error::Rustls(error) => encryption(error),
        ureq::Error::Tls(_) => refused(Trouble::NotEncrypted),
        ureq::Error::Io(error) => match inner(error) {
            Some(error) => encryption(error),
            None if error.kind() == std::io::ErrorKind::TimedOut => later(Trouble::TimedOut),
            None => later(Trouble::NotReached),
        },
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => later(Trouble::NotReached),
        ureq::Error::LargeResponseHeader(..) => later(Trouble::AnswerTooLong),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => refused(Trouble::NotWritten),
        _ => later(Trouble::NotUnderstood),
    }
}

/// Seconds, or a date (RFC 9110 §10.2.3).
fn retry_after(value: &str, now: Instant) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let seconds = date.as_second().checked_sub(now.seconds())?;
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Case {
        text: &'static str,
        plain: PlainHttp,
        fault: Option<AddressFault>,
    }

    #[test]
    fn an_address_is_encrypted_or_very_near() {
        use AddressFault::{NotAnAddress, NotEncrypted, OtherScheme, WithPassword};
        use PlainHttp::{HomeNetwork, Never};
        let case = |text, plain, fault| Case { text, plain, fault };
        for case in [
            case("https://ntfy.example", Never, None),
            case("https://192.168.1.4:8443/hook?key=1", Never, None),
            case("http://127.0.0.1:8080", Never, None),
            case("http://[::1]:8080", Never, None),
            case("http://localhost", Never, None),
            case("http://192.168.1.4", HomeNetwork, None),
            case("http://[fe80::1]", HomeNetwork, None),
            case("http://192.168.1.4", Never, Some(NotEncrypted)),
            case("http://ntfy.example", HomeNetwork, Some(NotEncrypted)),
            case("http://nas.local", HomeNetwork, Some(NotEncrypted)),
            case("http://8.8.8.8", HomeNetwork, Some(NotEncrypted)),
            case("http://localhost.shop.example", Never, Some(NotEncrypted)),
            // Other ways to write numbers are understood as what they mean.
            case("http://0x7f000001/", Never, None),
            case("http://134744072/", HomeNetwork, Some(NotEncrypted)),
            case("https://a:b@ntfy.example", Never, Some(WithPassword)),
            case("ftp://ntfy.example", Never, Some(OtherScheme)),
            case("file:///etc/passwd", Never, Some(NotAnAddress)),
            case("ntfy.example", Never, Some(NotAnAddress)),
            case("", Never, Some(NotAnAddress)),
        ] {
            let made = WebAddress::parse(case.text, case.plain);
            assert_eq!(made.err(), case.fault, "{}", case.text);
        }
        let long = format!("https://ntfy.example/{}", "a".repeat(2_000));
        assert_eq!(WebAddress::parse(&long, Never).err(), Some(NotAnAddress));
        let address = WebAddress::parse("https://ntfy.example/key-of-mine", Never).expect("taken");
        assert_eq!(format!("{address:?}"), "https://ntfy.example/…");
    }

    #[test]
    fn how_long_to_wait_is_said_in_two_ways() {
        let now = Instant::from_seconds(784_111_777).expect("a moment");
        for (value, seconds) in [
            ("120", Some(120)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", None),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            let wait = retry_after(value, now);
            assert_eq!(wait, seconds.map(Duration::from_secs), "{value}");
        }
    }
}
