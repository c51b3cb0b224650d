//! Rules of a mailbox that hide mail: run on made-up mails, not searched for words.
//!
//! Mails are made from the brand tables and from `data/mail/notices.toml`: each brand's senders with ordinary subjects
//! and with those of notices, strangers with the same subjects, and strangers with nothing to say. What a rule does to
//! which of them tells what it is for. Where a rule asks for something that no made-up mail can answer, its outcome is
//! *unknown*, and a gap says so.

mod judge;
mod probes;
mod run;

use brands::Brands;
use facts::{Address, Domain, Finding, Gap, ObservationId};
use reading::Filters;

use crate::JudgeError;
use crate::words::Words;
use probes::Probes;

/// A list of filters to be judged.
#[derive(Clone, Copy, Debug)]
pub struct FilterAsk<'a> {
    /// What was read; see [`reading::read_filters`].
    pub filters: &'a Filters,
    /// The identity of the list's bytes.
    pub observation: ObservationId,
    /// What to call the list: the file, or the script on the server.
    pub name: &'a str,
    /// The person's own addresses; forwarding to them is nobody's business.
    pub own: &'a [Address],
}

/// What was found in a list of filters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiltersJudged {
    /// What was found, rule by rule.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
}

/// Runs filters on made-up mails; made once, used for many lists.
#[derive(Debug)]
pub struct FilterJudge {
    probes: Probes,
    words: Words,
    brands: Brands,
}

impl FilterJudge {
    /// Makes the mails out of the brand tables.
    ///
    /// # Errors
    /// [`JudgeError`], where an embedded list does not parse; a test shows that they do.
    pub fn new(brands: &Brands) -> Result<Self, JudgeError> {
        Ok(Self {
            probes: Probes::new(brands).map_err(JudgeError)?,
            words: Words::embedded().map_err(JudgeError)?,
            brands: brands.clone(),
        })
    }

    /// Whether anybody can have an address at a domain.
    fn is_anybodys(&self, domain: &Domain) -> bool {
        self.words.is_free_mail(domain) || self.brands.is_customers(domain)
    }

    /// Judges one list.
    #[must_use]
    pub fn judge(&self, ask: &FilterAsk<'_>) -> FiltersJudged {
        judge::judge(self, ask)
    }
}
