//! Who may come in: a link that works once is exchanged for a session.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use data_encoding::BASE64URL_NOPAD;
use facts::{Instant, Secret};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::House;
use crate::check::LARGEST_READ;
use crate::fault::{Fault, FaultKind};
use crate::tongue::Tongue;

/// Octets of randomness in a token: nobody guesses 256 bits.
const TOKEN: usize = 32;
/// Seconds for which a link works: long enough to walk to the browser.
const LINK_LIVES: i64 = 10 * 60;
/// Seconds for which a browser stays in.
const SESSION_LIVES: i64 = 12 * 60 * 60;
/// Browsers that are in at the same time; the one that came first goes.
const MOST_SESSIONS: usize = 16;
/// Seconds over which attempts are counted.
pub(crate) const WINDOW: i64 = 10 * 60;
/// Wrong links within that time, before all are refused.
const MOST_WRONG: usize = 10;
/// New links asked for within that time.
const MOST_LINKS: usize = 5;

/// The system gives no random numbers, so that no link can be made.
#[derive(Debug)]
pub struct NoRandom;

impl fmt::Display for NoRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system gives no random numbers")
    }
}

impl std::error::Error for NoRandom {}

/// A token's fingerprint: what is kept of links and sessions cannot be used to come in.
#[derive(Clone, Copy)]
struct Mark([u8; 32]);

impl Mark {
    fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Compared without telling by time where they differ.
    fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Whether a token is the wanted one, compared without telling by time where they differ.
pub(crate) fn is_same(wanted: &str, given: &str) -> bool {
    Mark::of(wanted).is(&Mark::of(given))
}

struct Link {
    mark: Mark,
    until: i64,
}

#[derive(Clone)]
struct Session {
    mark: Mark,
    form_token: Secret<String>,
    until: i64,
}

/// The link that waits, who is in, and what was tried.
#[derive(Default)]
pub(crate) struct Entry {
    link: Option<Link>,
    sessions: Vec<Session>,
    wrong: Vec<i64>,
    asked: Vec<i64>,
}

/// Why a link lets nobody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is not the one, was used, or is too old.
    Wrong,
    /// Too many were tried.
    Limited,
    /// No session can be made.
    NoRandom,
}

impl Entry {
    fn make_link(&mut self, now: Instant) -> Result<Secret<String>, NoRandom> {
        let token = token()?;
        self.link = Some(Link {
            mark: Mark::of(token.reveal()),
            until: now.seconds().saturating_add(LINK_LIVES),
        });
        Ok(token)
    }

    /// Exchanges a link's token for a session's; a link works once.
    fn exchange(&mut self, token_given: &str, now: Instant) -> Result<Secret<String>, Refusal> {
        let now = now.seconds();
        forget(&mut self.wrong, now);
        if self.wrong.len() >= MOST_WRONG {
            return Err(Refusal::Limited);
        }
        let given = Mark::of(token_given);
        let fits = |link: &Link| link.mark.is(&given) && now < link.until;
        if !self.link.as_ref().is_some_and(fits) {
            self.wrong.push(now);
            return Err(Refusal::Wrong);
        }
        let made = || Ok::<_, NoRandom>((token()?, token()?));
        let (session, form_token) = made().map_err(|NoRandom| Refusal::NoRandom)?;
        self.link = None;
        self.sessions.retain(|session| now < session.until);
        if self.sessions.len() >= MOST_SESSIONS {
            self.sessions.remove(0);
        }
        self.sessions.push(Session {
            mark: Mark::of(session.reveal()),
            form_token,
            until: now.saturating_add(SESSION_LIVES),
        });
        Ok(session)
    }

    /// The session of a cookie, where it is one of ours and not over.
    fn session(&self, cookie: &str, now: Instant) -> Option<&Session> {
        let given = Mark::of(cookie);
        self.sessions
            .iter()
            .find(|session| session.mark.is(&given) && now.seconds() < session.until)
    }

    /// Ends the session of a visit.
    pub(crate) fn leave(&mut self, visit: &Visit) {
        self.sessions
            .retain(|session| visit.owns(session.form_token.reveal()).is_err());
    }

    /// Whether one more link may be asked for.
    fn may_ask(&mut self, now: Instant) -> bool {
        forget(&mut self.asked, now.seconds());
        let may = self.asked.len() < MOST_LINKS;
        if may {
            self.asked.push(now.seconds());
        }
        may
    }
}

/// Drops the attempts that no longer count.
fn forget(attempts: &mut Vec<i64>, now: i64) {
    attempts.retain(|at| now.saturating_sub(*at) < WINDOW);
}

/// A new token, which nobody guesses.
///
/// # Errors
/// Where the system gives no random numbers.
pub fn token() -> Result<Secret<String>, NoRandom> {
    let mut random = [0; TOKEN];
    getrandom::fill(&mut random).map_err(|_| NoRandom)?;
    Ok(Secret::new(BASE64URL_NOPAD.encode(&random)))
}

/// A new link, whole.
pub(crate) fn new_link(house: &House) -> Result<String, NoRandom> {
    let token = house.entry().make_link(house.now())?;
    Ok(format!(
        "http://{}/enter?token={}",
        house.address,
        token.reveal()
    ))
}

/// A visit of somebody who is in.
#[derive(Clone)]
pub(crate) struct Visit {
    form_token: Secret<String>,
}

impl Visit {
    /// A visit by itself.
    #[cfg(test)]
    pub(crate) fn of(form_token: &str) -> Self {
        Self {
            form_token: Secret::new(form_token.to_owned()),
        }
    }

    /// The token that stands in every form of this visitor.
    pub(crate) fn form_token(&self) -> &str {
        self.form_token.reveal()
    }

    /// Whether a form came from a page that this visitor was given.
    ///
    /// # Errors
    /// [`FaultKind::OldForm`], where it did not.
    pub(crate) fn owns(&self, form_token: &str) -> Result<(), FaultKind> {
        if Mark::of(form_token).is(&Mark::of(self.form_token())) {
            Ok(())
        } else {
            Err(FaultKind::OldForm)
        }
    }
}

fn visit(house: &House, headers: &HeaderMap) -> Option<Visit> {
    let name = house.cookie();
    let now = house.now();
    let entry = house.entry();
    cookies(headers)
        .filter(|(it, _)| *it == name)
        .find_map(|(_, value)| entry.session(value, now))
        .map(|session| Visit {
            form_token: session.form_token.clone(),
        })
}

/// The cookies of a request, as name and value (RFC 6265 §4.2.1).
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// Lets through who is in; everybody else is told how to come in.
pub(crate) async fn only_inside(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    mut request: Request,
    next: Next,
) -> Response {
    match visit(&house, request.headers()) {
        Some(visit) => {
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        None => {
            // A browser shows an answer only once it could send all.
            drain(request.into_body()).await;
            Fault::of(FaultKind::NotInside).page(tongue)
        }
    }
}

/// Reads a body, as far as one is ever read, and throws it away.
async fn drain(mut body: Body) {
    let mut left = LARGEST_READ;
    while left > 0 {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            Some(Ok(frame)) => {
                let octets = frame.data_ref().map_or(1, |data| data.len().max(1));
                left = left.saturating_sub(octets);
            }
            _ => break,
        }
    }
}

/// What stands in a login link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    token: String,
}

/// Answers a login link.
pub(crate) async fn enter(
    State(house): State<Arc<House>>,
    tongue: Tongue,
    method: Method,
    headers: HeaderMap,
    given: Result<Query<Given>, QueryRejection>,
) -> Response {
    if visit(&house, &headers).is_some() {
        // The link was used already, by this very browser.
        return go_home();
    }
    // Looking ahead must not use the link up: a browser that guesses where the person goes, or a program that shows
    // previews.
    let is_ahead = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"));
    let is_meant = method == Method::GET && !is_ahead;
    let Some(Query(given)) = given.ok().filter(|_| is_meant) else {
        return Fault::of(FaultKind::NotInside).page(tongue);
    };
    let exchanged = house.entry().exchange(&given.token, house.now());
    let kind = match exchanged {
        Ok(session) => {
            // Without Secure: browsers differ in whether they keep such a cookie of a page on the loopback address.
            let cookie = format!(
                "{}={}; Path=/; HttpOnly; SameSite=Strict",
                house.cookie(),
                session.reveal()
            );
            let mut response = go_home();
            if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
                cookie.set_sensitive(true);
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            return response;
        }
        Err(Refusal::Wrong) => FaultKind::LinkUsed,
        Err(Refusal::Limited) => FaultKind::Limited,
        Err(Refusal::NoRandom) => FaultKind::Ours,
    };
    Fault::of(kind).page(tongue)
}

/// Shows a new link where only the person sees it.
pub(crate) async fn again(State(house): State<Arc<House>>, tongue: Tongue) -> Response {
    if !house.entry().may_ask(house.now()) {
        return Fault::of(FaultKind::Limited).page(tongue);
    }
    match new_link(&house) {
        Ok(link) => {
            (house.settings.show_link)(&link);
            Fault::of(FaultKind::LinkShown).page(tongue)
        }
        Err(NoRandom) => Fault::of(FaultKind::Ours).page(tongue),
    }
}

/// Sends the browser home by a new request, so that reloading repeats nothing.
pub(crate) fn go_home() -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, "/")]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds).expect("a moment")
    }

    #[test]
    fn a_link_works_once_and_for_a_short_time() {
        let mut entry = Entry::default();
        let link = entry.make_link(at(0)).expect("random numbers");
        let session = entry.exchange(link.reveal(), at(1)).expect("a session");
        assert!(entry.session(session.reveal(), at(2)).is_some());
        assert!(entry.session(link.reveal(), at(2)).is_none());
        let again = entry.exchange(link.reveal(), at(2)).err();
        assert_eq!(again, Some(Refusal::Wrong));
        let late = entry.make_link(at(10)).expect("random numbers");
        let over = entry.exchange(late.reveal(), at(10 + LINK_LIVES)).err();
        assert_eq!(over, Some(Refusal::Wrong));
        assert!(
            entry
                .session(session.reveal(), at(1 + SESSION_LIVES))
                .is_none()
        );
    }

    #[test]
    fn a_new_link_replaces_the_one_before() {
        let mut entry = Entry::default();
        let first = entry.make_link(at(0)).expect("random numbers");
        let second = entry.make_link(at(0)).expect("random numbers");
        assert!(entry.exchange(first.reveal(), at(1)).is_err());
        assert!(entry.exchange(second.reveal(), at(1)).is_ok());
    }

    #[test]
    fn wrong_links_are_counted_and_the_right_one_waits_with_them() {
        let mut entry = Entry::default();
        let link = entry.make_link(at(0)).expect("random numbers");
        for _ in 0..MOST_WRONG {
            assert_eq!(entry.exchange("guess", at(1)).err(), Some(Refusal::Wrong));
        }
        for token in ["guess", link.reveal()] {
            assert_eq!(entry.exchange(token, at(2)).err(), Some(Refusal::Limited));
        }
        let later = at(1 + WINDOW);
        let link = entry.make_link(later).expect("random numbers");
        assert!(entry.exchange(link.reveal(), later).is_ok());
        let granted = (0..20).filter(|_| entry.may_ask(later)).count();
        assert_eq!(granted, MOST_LINKS);
    }

    #[test]
    fn the_browser_that_came_first_goes() {
        let mut entry = Entry::default();
        let mut sessions = Vec::new();
        for _ in 0..=MOST_SESSIONS {
            let link = entry.make_link(at(0)).expect("random numbers");
            sessions.push(entry.exchange(link.reveal(), at(0)).expect("a session"));
        }
        let is_in = |session: &Secret<String>| entry.session(session.reveal(), at(1)).is_some();
        assert!(!is_in(&sessions[0]) && sessions[1..].iter().all(is_in));
    }
}
