//! The nouns everyone shares: observation, finding, gap, evidence, money, day, domain, address, secret.
//!
//! Nothing here reads a file, opens a socket, knows the time or contains a sentence for a person.
//! A *finding* is a fact about the person's affairs, a *gap* is a check that could not run, a *need* is
//! what a judging room must be given before it can say more, and a *question* is what only the person
//! can answer.

mod address;
mod code;
mod dns;
mod domain;
mod evidence;
mod finding;
mod mail;
mod money;
mod notice;
mod observation;
mod question;
mod reasons;
mod secret;
mod suffix;
mod time;

pub use address::{Address, AddressError};
pub use code::Code;
pub use dns::{DnsAnswer, DnsQuestion, DnsRecord, DnsRecords, RecordKind};
pub use domain::{Domain, DomainError};
pub use evidence::{Evidence, Place, Quote, is_tricky};
pub use finding::{Confidence, Fact, Facts, Finding, Gap, Severity, Subject};
pub use mail::{
    BrandId, Claim, ClaimPlace, MailReport, Match, Method, Proof, ProofResult, ProvenBy, Verdict,
};
pub use money::{Currency, CurrencyError, Money};
pub use notice::{
    Amount, AmountRole, CardTail, Item, Moment, Notice, NoticeForm, NoticeJsonError, NoticeKind,
    NoticePart, OrderNumber, OrderNumberError, Zone,
};
pub use observation::{AccountId, Observation, ObservationId, ObservationKind, PersonId, Source};
pub use question::{Answer, Need, Question, Thing};
pub use reasons::Reason;
pub use secret::Secret;
pub use suffix::SuffixList;
pub use time::{Day, Instant};
