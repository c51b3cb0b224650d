//! The brand table.
//!
//! One TOML file per brand in `data/brands`; the file's name is the brand's identifier. This is all that
//! a file can hold; an unknown key is refused.
//!
//! ```toml
//! shown = { ja = "みほん商店", en = "Mihon Store" }   # what to call it in a sentence
//! kind = "shop"              # shop, gift-card, card, bank, securities, payment, telecom, parcel, travel,
//!                            # public or platform
//! family = "mihon"           # the house it belongs to; the identifier itself where left out
//! completeness = "incomplete"    # "complete" only where the brand says that it mails from nowhere else
//! source = "mihon.example/help/mail"     # where the table was read
//! checked = 2026-11-22       # and when; domains and contacts inherit the day
//! names = ["みほん商店", "Mihon Store"]   # count wherever they stand as a word
//! ambiguous = ["みほん", "MHN"]           # ordinary or very short words: count only alone or with a service word
//! order_numbers = ["999-9999999"]         # 9 is a digit, A a letter, everything else stands for itself
//! link_hosts = ["click.example"]          # not the brand's, but its genuine mail links there
//! customers = ["post.mihon.example"]      # names (with all below) whose addresses belong to customers
//! senders = ["order@mihon.example"]       # addresses it is known to write from
//!
//! [smime]                    # left out where no source speaks of S/MIME signatures
//! mails = "some"             # all or some; all may except what the source names
//! source = "mihon.example/help/smime"
//! checked = 2026-11-22       # the table's where left out
//!
//! [[domains]]
//! name = "mihon.example"     # with all names below it, unless `covers` says otherwise
//! standing = "official"      # official, quoted, second-hand, seen, listed or unverified
//! source = "mihon.example/help/mail"      # its own; without one it must be unverified
//! signs = "always"           # always, sometimes or unknown (the default); always needs a standing of seen or better
//! mails = true               # false: only a site
//! covers = "whole"           # whole, itself (names below are strangers'), below (the name itself is customers')
//!
//! [[foreign_content]]        # an address whose mails say what strangers want them to say
//! address = "share@mihon.example"
//! kind = "shared-document"   # shared-document, invitation, money-request or form
//! source = "mihon.example/help/share"     # its own; says so where none was found
//!
//! [[contacts]]
//! kind = "site"              # site, check-page, report or phone
//! value = "www.mihon.example"
//! checked = 2026-11-22       # source and day are the table's where left out
//! ```
//!
//! The forms of its genuine mails, `[[notices]]`, are described at [`Form`]; those of the built-in brands
//! stand in files of their own, `data/brands/notices`, which are read like a person's own file.
//!
//! A person's own file has the same form. For a brand that is already known it may leave out everything
//! but `source` and `checked`; what it holds is added to the table or replaces the same entry.

use std::collections::{HashMap, HashSet};

use facts::{Address, BrandId, Day, Domain};
use serde::Deserialize;

use crate::Form;

/// What a brand deals in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BrandKind {
    /// A shop or marketplace.
    Shop,
    /// A gift-card brand.
    GiftCard,
    /// A card issuer.
    Card,
    /// A bank.
    Bank,
    /// A securities house.
    Securities,
    /// A payment service.
    Payment,
    /// A telephone or network company.
    Telecom,
    /// A parcel carrier.
    Parcel,
    /// Trains, roads and travel.
    Travel,
    /// A public body or broadcaster.
    Public,
    /// Streaming, games, software, mail platforms.
    Platform,
}

/// How sure a fact is, by the mark in `reference/brand-domains.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// No source, or sources that doubt it; never yields genuine.
    Unverified,
    /// One public code list, parser or doubtful page alone: lists contradict one another and hold invented
    /// senders, so it may avoid an alarm and never yields genuine.
    Listed,
    /// Several public code lists, or headers and signatures recorded in public messages.
    Seen,
    /// A second-hand page.
    SecondHand,
    /// A page that quotes the brand's own.
    Quoted,
    /// The brand's own page.
    Official,
}

impl Standing {
    /// Whether a domain of this standing, once it is proven, makes a mail genuine.
    #[must_use]
    pub fn can_prove(self) -> bool {
        self >= Self::Seen
    }
}

/// Whether mail from a domain is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signs {
    /// A source says that all its mail is signed (or that its DMARC policy rejects what is not).
    Always,
    /// Genuine unsigned mail was seen.
    Sometimes,
    /// Not known.
    #[default]
    Unknown,
}

/// Which names a brand's domain stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// The name and all names below it.
    #[default]
    Whole,
    /// The name alone: names below it belong to others.
    Itself,
    /// The names below it: addresses at the name itself belong to customers.
    Below,
}

/// Whether the list of domains is the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domains {
    /// The brand says that it mails only from these.
    Complete,
    /// There may be more.
    Incomplete,
}

/// Where a name may be read as a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameUse {
    /// Distinctive: counts wherever it stands as a word.
    Distinct,
    /// Ambiguous (au, EX, LINE, VIEW, Target): counts only when it stands alone or with a service word.
    Ambiguous,
}

/// A name of a brand as people write it.
#[derive(Clone, Debug)]
pub struct Name {
    /// The name as written in the table.
    pub text: Box<str>,
    /// Where it counts.
    pub usage: NameUse,
}

/// What to call the brand in a sentence.
#[derive(Clone, Debug)]
pub struct Shown {
    /// In Japanese.
    pub ja: Box<str>,
    /// In English.
    pub en: Box<str>,
}

/// A domain of a brand, with all names below it where `covers` does not say otherwise.
#[derive(Clone, Debug)]
pub struct BrandDomain {
    /// The name.
    pub name: Domain,
    /// Which names it stands for.
    pub covers: Covers,
    /// Whether the brand mails from it (else it is only a site or link host).
    pub mails: bool,
    /// Whether its mail is signed.
    pub signs: Signs,
    /// How sure.
    pub standing: Standing,
    /// Where it was read; may be empty where the domain is unverified.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// Whether a brand's mail carries S/MIME signatures.
#[derive(Clone, Debug)]
pub struct Smime {
    /// How much of its mail does.
    pub mails: SmimeMails,
    /// Where it was read, and what the source excepts.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// How much of a brand's mail carries an S/MIME signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmimeMails {
    /// All, but for what the source excepts.
    All,
    /// Some; its absence says nothing.
    Some,
}

/// The ways in which strangers choose what a genuine mail says.
pub const FOREIGN_CONTENT: [&str; 4] = ["shared-document", "invitation", "money-request", "form"];

/// An address the brand is known to write from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address.
    pub address: Address,
    /// Whether strangers choose the content, and how: one of [`FOREIGN_CONTENT`].
    pub foreign_content: Option<Box<str>>,
}

/// How to reach the brand by hand.
#[derive(Clone, Debug)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The number, address or host to type.
    pub value: Box<str>,
    /// Where it was read.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// What a contact is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    /// A site to type by hand.
    Site,
    /// The brand's page about genuine and false mail.
    CheckPage,
    /// An address that takes reports of false mail.
    Report,
    /// A telephone number.
    Phone,
}

/// One brand.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The identifier, which is the file name.
    pub id: BrandId,
    /// The group of brands of one house (`rakuten`), for names that only say the family.
    pub family: Box<str>,
    /// What it deals in.
    pub kind: BrandKind,
    /// What to call it.
    pub shown: Shown,
    /// The names people write.
    pub names: Vec<Name>,
    /// Its domains.
    pub domains: Vec<BrandDomain>,
    /// Whether that is all of them.
    pub completeness: Domains,
    /// Whether its mail carries S/MIME signatures; `None` where no source speaks of it.
    pub smime: Option<Smime>,
    /// The shapes of its order numbers: 9 is a digit, A a letter, everything else stands for itself.
    pub order_numbers: Vec<Box<str>>,
    /// Names whose addresses belong to customers, with all names below them.
    pub customers: Vec<Domain>,
    /// Hosts that are not the brand's but that its genuine mail links to (click trackers, sister firms).
    pub link_hosts: Vec<Domain>,
    /// Addresses it is known to write from.
    pub senders: Vec<Sender>,
    /// How to reach it.
    pub contacts: Vec<Contact>,
    /// The forms of its genuine mails.
    pub forms: Vec<Form>,
    /// Where the table as a whole comes from.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// Why a brand file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct TableError {
    /// The file.
    pub file: Box<str>,
    /// What is wrong, with the key or line.
    pub problem: Box<str>,
}

/// All brand tables.
#[derive(Clone, Debug, Default)]
pub struct Brands {
    /// Sorted by identifier.
    pub(crate) brands: Vec<Brand>,
    /// Own domain to brand and domain.
    pub(crate) own: HashMap<Box<str>, (usize, usize)>,
    /// Own domain or link host to the brands it belongs to, the owner first.
    pub(crate) links: HashMap<Box<str>, Vec<usize>>,
    /// Names whose addresses belong to customers.
    pub(crate) customers: HashSet<Box<str>>,
}
