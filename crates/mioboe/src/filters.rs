//! Do a mailbox's own rules hide what its owner should see?

use facts::{Address, Finding, Gap, ObservationId, Reason as _};
use mail::mailbox::{FilterAsk, FilterJudge};
use reading::FilterForm;

use crate::Checker;
use crate::over_time::kept;

/// Octets of a list of filters.
pub const LARGEST_FILTERS: u64 = 4 << 20;

/// Findings of one list that are kept and shown with its question; the list itself tells of more.
const MOST_FOUND: usize = 100;

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
    /// What was found, as it is kept with a question.
    pub(crate) fn kept(&self) -> Vec<serde_json::Value> {
        let findings = self.findings.iter().take(MOST_FOUND);
        findings.map(kept::finding_json).collect()
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

#[cfg(test)]
mod tests {
    use facts::{AccountId, Confidence, Severity, Subject};

    use super::*;

    #[test]
    fn a_list_with_many_findings_keeps_so_many() {
        let reason = mail::mailbox::MailboxReason::FilterIsNameless {
            line: 7,
            rule: "..".into(),
        };
        let account = AccountId("test".into());
        let finding = Finding {
            code: reason.code(),
            severity: Severity::Caution,
            confidence: Confidence::Possible,
            subject: Subject::Account(account.clone()),
            facts: reason.facts(),
            evidence: Vec::new(),
        };
        let mut list = FilterList {
            id: ObservationId::of(b"a list"),
            name: "rules.sieve".to_owned(),
            rules: 1,
            findings: vec![finding.clone()],
            gaps: Vec::new(),
        };
        let kept = list.kept();
        let back: Vec<_> = kept
            .iter()
            .filter_map(|it| kept::finding(it, &account))
            .collect();
        assert_eq!(back, std::slice::from_ref(&finding));
        list.findings = vec![finding; 5_000];
        assert_eq!(list.kept().len(), MOST_FOUND);
    }
}
