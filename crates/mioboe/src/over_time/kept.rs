//! Findings and gaps of judgement over time and of filters as JSON, and back, so that they can be worded long after they were found.
//!
//! A finding's facts have types that JSON does not keep; they are those of the one reason with its code.

use facts::{
    AccountId, BrandId, Code, Confidence, Domain, Fact, Facts, Finding, Gap, Instant,
    ObservationId, Reason, Severity, Subject,
};
use mail::mailbox::{Language, MailboxReason, MailboxUnread};
use serde_json::{Map, Value, json};

/// Where a rule stands; a brand has the same name, which code never writes as a text.
const LINE: &str = stringify!(line);

/// The words that can stand as facts, but for languages.
const WORDS: &[&str] = &[
    // where a mail lies
    "trash",
    "junk",
    "archive",
    // what was changed
    "password",
    "email",
    "phone",
    "two-step",
    "account-kind",
    "address",
    "payment",
    // before or after an order
    "before",
    "after",
    // how old
    "days",
    "weeks",
    "months",
    // what else takes mails away
    "renewed",
    "emptied",
    "collected",
    // what a rule does
    "discard",
    "reject",
    "forward",
    "file-read",
    "read",
    "file",
    // to which mails
    "order",
    "card",
    "gift",
    "security",
    "everything",
    "notices",
    "some",
];
const SEVERITIES: [(&str, Severity); 3] = [
    ("note", Severity::Note),
    ("caution", Severity::Caution),
    ("danger", Severity::Danger),
];
const CONFIDENCES: [(&str, Confidence); 3] = [
    ("possible", Confidence::Possible),
    ("likely", Confidence::Likely),
    ("certain", Confidence::Certain),
];

/// A finding as it is kept; what it rests on is kept with the mails.
pub(crate) fn finding_json(finding: &Finding) -> Value {
    let mut value = json!({
        "code": finding.code.as_str(),
        "severity": word(&SEVERITIES, finding.severity),
        "confidence": word(&CONFIDENCES, finding.confidence),
        "facts": facts_json(&finding.facts),
    });
    if let (Subject::Message(mail), Some(object)) = (&finding.subject, value.as_object_mut()) {
        object.insert("mail".to_owned(), mail.to_string().into());
    }
    value
}

/// The finding that [`finding_json`] wrote; `None` for anything else.
pub(crate) fn finding(value: &Value, account: &AccountId) -> Option<Finding> {
    let text = |name: &str| value.get(name)?.as_str();
    let reason = reason(text("code")?, &Kept(value.get("facts")?))?;
    let subject = match value.get("mail") {
        None => Subject::Account(account.clone()),
        Some(mail) => Subject::Message(ObservationId::parse(mail.as_str()?)?),
    };
    Some(Finding {
        code: reason.code(),
        severity: named(&SEVERITIES, text("severity")?)?,
        confidence: named(&CONFIDENCES, text("confidence")?)?,
        subject,
        facts: reason.facts(),
        evidence: Vec::new(),
    })
}

/// What a finding is known by: its code and, where it is about one, its mail.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    ["code", "mail"]
        .iter()
        .all(|name| one.get(name) == other.get(name))
}

/// A gap as it is kept.
pub(super) fn gap_json(gap: &Gap) -> Value {
    json!({ "code": gap.code.as_str(), "facts": facts_json(&gap.facts) })
}

/// The gap that [`gap_json`] wrote; `None` for anything else.
pub(super) fn gap(value: &Value, account: &AccountId) -> Option<Gap> {
    let unread = unread(value.get("code")?.as_str()?, &Kept(value.get("facts")?))?;
    Some(Gap {
        code: unread.code(),
        subject: Subject::Account(account.clone()),
        facts: unread.facts(),
    })
}

fn facts_json(facts: &Facts) -> Map<String, Value> {
    facts
        .iter()
        .map(|(name, fact)| {
            let value = match fact {
                Fact::Brand(brand) => json!(brand.as_str()),
                Fact::Domain(domain) => json!(domain.as_str()),
                Fact::Instant(instant) => json!(instant.to_string()),
                Fact::Count(count) => json!(count),
                Fact::Text(text) => json!(text),
                Fact::Word(word) => json!(word),
                // No reason of this room has another kind of fact; reading it back tells.
                _ => Value::Null,
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// Facts as they were kept.
struct Kept<'a>(&'a Value);

impl Kept<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn count(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    fn instant(&self, name: &str) -> Option<Instant> {
        self.text(name)?.parse().ok().map(Instant)
    }

    fn brand(&self) -> Option<BrandId> {
        self.text("brand").map(|id| BrandId(id.into()))
    }

    fn word(&self, name: &str) -> Option<&'static str> {
        let word = self.text(name)?;
        let known = WORDS.iter().find(|known| **known == word);
        known
            .copied()
            .or_else(|| Language::parse(word).map(Language::as_str))
    }
}

fn reason(code: &str, facts: &Kept<'_>) -> Option<MailboxReason> {
    Some(match code {
        "money-mail-vanished" => MailboxReason::MoneyMailVanished {
            domain: Domain::parse(facts.text("domain")?).ok()?,
            arrived: facts.instant("arrived")?,
            gone: facts.instant("gone")?,
        },
        "brand-mail-hidden" => MailboxReason::BrandMailHidden {
            brand: facts.brand()?,
            arrived: facts.instant("arrived")?,
            folder: facts.text("folder")?.into(),
            place: facts.word("place")?,
        },
        "brand-mail-read-at-once" => MailboxReason::BrandMailReadAtOnce {
            brand: facts.brand()?,
            arrived: facts.instant("arrived")?,
            seconds: facts.count("seconds")?,
        },
        "mail-burst" => MailboxReason::MailBurst {
            count: facts.count("count")?,
            senders: facts.count("senders")?,
            begin: facts.instant("begin")?,
            end: facts.instant("end")?,
            usual: facts.count("usual")?,
            money: facts.count("money")?,
        },
        "language-never-used" => MailboxReason::LanguageNeverUsed {
            brand: facts.brand()?,
            language: facts.word("language")?,
            usual: facts.word("usual")?,
            count: facts.count("count")?,
            arrived: facts.instant("arrived")?,
        },
        "change-near-order" => MailboxReason::ChangeNearOrder {
            brand: facts.brand()?,
            change: facts.word("change")?,
            changed: facts.instant("changed")?,
            ordered: facts.instant("ordered")?,
            turn: facts.word("turn")?,
        },
        "filter-hides-brand" => MailboxReason::FilterHidesBrand {
            brand: facts.brand()?,
            count: facts.count("count")?,
            rule: facts.text("rule")?.into(),
            line: facts.count(LINE)?,
            deed: facts.word("deed")?,
        },
        "filter-files-brand" => MailboxReason::FilterFilesBrand {
            brand: facts.brand()?,
            count: facts.count("count")?,
            rule: facts.text("rule")?.into(),
            line: facts.count(LINE)?,
            folder: facts.text("folder")?.into(),
        },
        "filter-hides-notices" => MailboxReason::FilterHidesNotices {
            topic: facts.word("topic")?,
            rule: facts.text("rule")?.into(),
            line: facts.count(LINE)?,
            deed: facts.word("deed")?,
        },
        "filter-hides-everything" => MailboxReason::FilterHidesEverything {
            rule: facts.text("rule")?.into(),
            line: facts.count(LINE)?,
            deed: facts.word("deed")?,
        },
        "filter-forwards-outside" => MailboxReason::FilterForwardsOutside {
            address: facts.text("address")?.into(),
            which: facts.word("which")?,
            rule: facts.text("rule")?.into(),
            line: facts.count(LINE)?,
        },
        "filter-is-nameless" => MailboxReason::FilterIsNameless {
            line: facts.count(LINE)?,
            rule: facts.text("rule")?.into(),
        },
        "notice-unanswered" => MailboxReason::NoticeUnanswered {
            count: facts.count("count")?,
            oldest: facts.instant("oldest")?,
            age: facts.word("age")?,
        },
        _ => return None,
    })
}

fn unread(code: &str, facts: &Kept<'_>) -> Option<MailboxUnread> {
    let count = facts.count("count");
    Some(match code {
        "vanishing-not-judged" => MailboxUnread::VanishingNotJudged {
            count: count?,
            cause: facts.word("cause")?,
        },
        "reading-not-observed" => MailboxUnread::ReadingNotObserved { count: count? },
        "mailbox-is-new" => MailboxUnread::MailboxIsNew {
            days: facts.count("days")?,
        },
        "language-not-compared" => MailboxUnread::LanguageNotCompared {
            brand: facts.brand()?,
            count: count?,
        },
        "notices-not-proven" => MailboxUnread::NoticesNotProven { count: count? },
        "arrival-in-the-future" => MailboxUnread::ArrivalInTheFuture { count: count? },
        "kept-not-read" => MailboxUnread::KeptNotRead { count: count? },
        _ => return None,
    })
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let found = words.iter().find(|(_, it)| *it == value);
    found.map_or("", |(word, _)| word)
}

fn named<T: Copy>(words: &[(&str, T)], name: &str) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == name);
    found.map(|(_, it)| *it)
}

/// The code of changes near an order, whose evidence is both mails.
pub(super) fn change_near_order() -> Code {
    let epoch = Instant(jiff::Timestamp::UNIX_EPOCH);
    MailboxReason::ChangeNearOrder {
        brand: BrandId("".into()),
        change: "",
        changed: epoch,
        ordered: epoch,
        turn: "",
    }
    .code()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Value {
        json!({
            "domain": "shop.example", "brand": "shop", "folder": "ごみ箱", "count": 3, "seconds": 4, "senders": 5,
            "usual": 6, "money": 7, "days": 8, "arrived": "2026-11-16T01:20:30Z", "gone": "2026-11-16T01:20:31Z",
            "begin": "2026-11-16T01:20:32Z", "end": "2026-11-16T01:20:33Z", "changed": "2026-11-16T01:20:34Z",
            "ordered": "2026-11-16T01:20:35Z", "oldest": "2026-11-16T01:20:36.5Z", "place": "trash",
            "language": "en", "change": "two-step", "turn": "before", "age": "weeks", "cause": "renewed",
            "rule": "片付け", "line": 9, "deed": "discard", "topic": "security", "which": "everything",
            "address": "m@elsewhere.example",
        })
    }

    #[test]
    fn every_finding_over_time_is_read_back() {
        let account = AccountId("test".into());
        let mut read = 0;
        for (code, names) in MailboxReason::DECLARED {
            let mut facts = facts();
            if *code == "language-never-used" {
                facts["usual"] = "ja".into();
            }
            let kept = json!({
                "code": code, "severity": "danger", "confidence": "possible", "facts": facts,
                "mail": ObservationId::of(b"a mail").to_string(),
            });
            let back = finding(&kept, &account).expect(code);
            assert_eq!(back.subject, Subject::Message(ObservationId::of(b"a mail")));
            let told: Vec<&str> = back.facts.iter().map(|(name, _)| name).collect();
            let mut expected = names.to_vec();
            expected.sort_unstable();
            assert_eq!(told, expected, "{code}");
            assert_eq!(
                finding(&finding_json(&back), &account),
                Some(back),
                "{code}"
            );
            for name in expected {
                let mut torn = kept.clone();
                torn["facts"][name] = json!(["?"]);
                assert_eq!(finding(&torn, &account), None, "{code} {name}");
            }
            read += 1;
        }
        assert_eq!(read, 13);
        for torn in [json!(null), json!({"code": "order"}), json!({"code": 7})] {
            assert_eq!(finding(&torn, &account), None);
        }
    }

    #[test]
    fn every_gap_over_time_is_read_back() {
        let account = AccountId("test".into());
        let mut read = 0;
        for (code, _) in MailboxUnread::DECLARED {
            if code.starts_with("filter") || code.starts_with("own-") {
                continue;
            }
            let kept = json!({ "code": code, "facts": facts() });
            let back = gap(&kept, &account).expect(code);
            assert_eq!(gap(&gap_json(&back), &account), Some(back), "{code}");
            read += 1;
        }
        assert_eq!(read, 7);
        assert_eq!(gap(&json!({"code": "mailbox-is-new"}), &account), None);
    }
}
