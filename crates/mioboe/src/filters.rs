//! Do a mailbox's own rules hide what its owner should see?

use facts::{Address, Finding, Gap, ObservationId, Reason as _};
use mail::mailbox::{FilterAsk, FilterJudge};
use reading::FilterForm;

use crate::Checker;

/// Octets of a list of filters.
pub const LARGEST_FILTERS: u64 = 4 << 20;

/// A list of filters, run on made-up mails of every brand.
#[derive(Clone, Debug)]
pub struct FilterList {
    /// The identity of its bytes.
    pub id: ObservationId,
    /// How the person called it: the file, or the script on the server.
    pub name: String,
    /// How many rules it has.
    pub rules: u64,
    /// What was found, rule by rule.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub gaps: Vec<Gap>,
}

impl Checker {
    /// Judges a list of filters: a Sieve script, or what a mail program or provider exports; `None` for anything else.
    ///
    /// Forwarding to one of the person's `own` addresses is nobody's business; where none are given, that is a gap.
    #[must_use]
    pub fn filters(&self, name: &str, bytes: &[u8], own: &[Address]) -> Option<FilterList> {
        let filters = reading::read_filters(bytes);
        if filters.rules.is_empty() || filters.form == FilterForm::Unknown {
            return None;
        }
        let id = ObservationId::of(bytes);
        let ask = FilterAsk {
            filters: &filters,
            observation: id,
            name,
            own,
        };
        let judge = FilterJudge::new(self.brands()).ok()?;
        let judged = judge.judge(&ask);
        Some(FilterList {
            id,
            name: name.to_owned(),
            rules: filters.rules.len() as u64,
            findings: judged.findings,
            gaps: judged.gaps,
        })
    }
}

impl FilterList {
    /// The codes of what was found.
    pub(crate) fn codes(&self) -> Vec<String> {
        let codes = self.findings.iter().map(|finding| finding.code);
        codes.map(|code| code.as_str().to_owned()).collect()
    }

    /// Whether somebody else may have made one of the rules.
    pub(crate) fn is_grave(&self) -> bool {
        let nameless = mail::mailbox::MailboxReason::FilterIsNameless {
            line: 0,
            rule: "".into(),
        };
        self.findings.iter().any(|finding| {
            finding.severity >= facts::Severity::Danger || finding.code == nameless.code()
        })
    }
}
