//! Waiting for news: by IDLE where it is offered, else by asking now and then.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::error::{Exceeded, ImapError};
use super::session::{Done, ImapSession, Step, nothing};
use super::wire::SMALL_LITERAL_LIMIT;

/// RFC 2177 §3: a server may give up on us after half an hour.
const LONGEST_IDLE: Duration = Duration::from_secs(28 * 60);
/// Remarks of a server during one IDLE that are no news.
const REMARKS_LIMIT: usize = 10_000;

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Messages came; others may have gone or been marked as well.
    New,
    /// Messages went or were marked.
    Changed,
    /// The time is over.
    Nothing,
}

impl ImapSession {
    /// Waits until something happens in the open folder, at most for `longest`.
    ///
    /// What happened while other commands ran counts: then it returns at once. A connection that died without a word is
    /// noticed when IDLE is renewed ([`super::ImapLimits::idle`]).
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends, or nobody answers any more.
    pub async fn wait(&mut self, longest: Duration) -> Result<Woken, ImapError> {
        let end = Instant::now() + longest;
        loop {
            self.must_be_open()?;
            if let Some(woken) = self.open.as_mut().and_then(|open| open.news()) {
                return Ok(woken);
            }
            let now = Instant::now();
            if now >= end {
                return Ok(Woken::Nothing);
            }
            let renewal = self.limits.idle.min(LONGEST_IDLE);
            // A server that will not idle is asked now and then, as one that cannot.
            if !self.has_idle() || !self.idle(end.min(now + renewal)).await? {
                let now = Instant::now().min(end);
                sleep(self.limits.poll.min(end - now)).await;
                self.noop().await?;
            }
        }
    }

    /// One IDLE, until something was noted or the time is over; false where the server ended it for nothing.
    async fn idle(&mut self, until: Instant) -> Result<bool, ImapError> {
        self.begin()?;
        self.say("IDLE").await?;
        if self.until_asked().await?.is_some() || self.listen(until).await?.is_some() {
            return Ok(self.has_news());
        }
        self.wire.deadline = Instant::now() + self.limits.command;
        self.wire.send(b"DONE\r\n").await?;
        let done = self.finish(SMALL_LITERAL_LIMIT, 0, &mut nothing).await?;
        done.must_be_ok()?;
        Ok(true)
    }

    fn has_news(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.is_new || open.is_changed)
    }

    async fn listen(&mut self, until: Instant) -> Result<Option<Done>, ImapError> {
        for _ in 0..REMARKS_LIMIT {
            if self.has_news() || !self.wire.is_spoken_to(until).await? {
                return Ok(None);
            }
            self.wire.deadline = Instant::now() + self.limits.command;
            if let Step::Done(done) = self.step(SMALL_LITERAL_LIMIT, &mut nothing).await? {
                return Ok(Some(done));
            }
        }
        Err(ImapError::LimitExceeded(Exceeded::Answers))
    }
}
