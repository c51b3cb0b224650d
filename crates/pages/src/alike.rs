//! What the pages and the command say alike: who brands are, and why a store cannot be used.

use facts::BrandId;
use mioboe::{Checker, StoreError};
use words::{Contact, Contacts, FailureKind, Language, Names};

/// The brands that a checker knows.
#[derive(Debug)]
pub struct Known<'a>(pub &'a Checker);

impl Names for Known<'_> {
    fn brand(&self, id: &BrandId, language: Language) -> String {
        match (self.0.brand(id), language) {
            (Some(card), Language::Japanese) => card.ja,
            (Some(card), Language::English) => card.en,
            (None, _) => id.as_str().to_owned(),
        }
    }
}

impl Contacts for Known<'_> {
    fn contact(&self, id: &BrandId) -> Option<Contact> {
        let card = self.0.brand(id)?;
        Some(Contact {
            sites: card.sites,
            check_pages: card.check_pages,
            phones: card.phones,
            reports: card.reports,
            is_issuer: card.is_issuer,
        })
    }
}

/// The words for a store that cannot be used.
#[must_use]
pub fn store_failure(error: &StoreError) -> FailureKind {
    match error {
        StoreError::Newer { .. } => FailureKind::StoreNewer,
        StoreError::Foreign { .. } | StoreError::Altered { .. } => FailureKind::StoreForeign,
        StoreError::Damaged { .. } | StoreError::Unreadable { .. } => FailureKind::StoreDamaged,
        StoreError::ReadOnly { .. } => FailureKind::StoreReadOnly,
        StoreError::Full { .. } => FailureKind::StoreFull,
        StoreError::Busy { .. } | StoreError::Overtaken { .. } => FailureKind::StoreBusy,
        StoreError::Unreachable { .. } | StoreError::Refused { .. } | StoreError::Address => {
            FailureKind::StoreUnreachable
        }
        _ => FailureKind::StoreFailed,
    }
}
