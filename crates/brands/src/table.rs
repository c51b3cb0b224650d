//! The brand table.

use facts::{Address, BrandId, Day, Domain};

/// What a brand deals in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// No source; never yields genuine.
    Unverified,
    /// Public code lists, or headers recorded in public messages.
    Seen,
    /// A second-hand page.
    SecondHand,
    /// A page that quotes the brand's own.
    Quoted,
    /// The brand's own page.
    Official,
}

/// Whether mail from a domain is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// A source says that all its mail is signed (or that its DMARC policy rejects what is not).
    Always,
    /// Genuine unsigned mail was seen.
    Sometimes,
    /// Not known.
    Unknown,
}

/// Whether the list of domains is the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A domain of a brand, with all names below it.
#[derive(Clone, Debug)]
pub struct BrandDomain {
    /// The name.
    pub name: Domain,
    /// Whether the brand mails from it (else it is only a site or link host).
    pub mails: bool,
    /// Whether its mail is signed.
    pub signs: Signs,
    /// How sure.
    pub standing: Standing,
    /// Where it was read.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// An address the brand is known to write from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address.
    pub address: Address,
    /// Whether strangers choose the content (shared documents, invitations): `shared-document`, `invitation`.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Hosts that are not the brand's but that its genuine mail links to (click trackers, sister firms).
    pub link_hosts: Vec<Domain>,
    /// Addresses it is known to write from.
    pub senders: Vec<Sender>,
    /// How to reach it.
    pub contacts: Vec<Contact>,
    /// Where the table as a whole comes from.
    pub source: Box<str>,
    /// When it was checked.
    pub checked: Day,
}

/// Why a brand file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The file.
    pub file: Box<str>,
    /// What is wrong, with the key or line.
    pub problem: Box<str>,
}

/// All brand tables.
#[derive(Clone, Debug, Default)]
pub struct Brands {
    brands: Vec<Brand>,
}

impl Brands {
    /// All brands, in the order of their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = &Brand> {
        self.brands.iter()
    }
}
