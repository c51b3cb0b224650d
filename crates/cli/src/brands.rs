//! What brands are called and how they are reached, asked of the library.

use facts::BrandId;
pub(crate) use pages::Known;
#[cfg(test)]
use words::{Contact, Contacts};
use words::{Language, Names};

/// The names of all brands, without a checker.
pub(crate) struct Named(mioboe::BrandNames);

impl Named {
    pub(crate) fn new() -> Self {
        Self(mioboe::brand_names())
    }

    /// The brand's name in a language; its identifier where no table has it.
    pub(crate) fn of(&self, id: &BrandId, language: Language) -> String {
        let names = self.0.of(id);
        match language {
            Language::Japanese => names.0,
            Language::English => names.1,
        }
    }
}

impl Names for Named {
    fn brand(&self, id: &BrandId, language: Language) -> String {
        self.of(id, language)
    }
}

/// One made-up brand, for tests.
#[cfg(test)]
pub(crate) struct MadeUp;

#[cfg(test)]
impl Names for MadeUp {
    fn brand(&self, id: &BrandId, _: Language) -> String {
        id.as_str().to_owned()
    }
}

#[cfg(test)]
impl Contacts for MadeUp {
    fn contact(&self, id: &BrandId) -> Option<Contact> {
        (id.as_str() == "shop").then(|| Contact {
            sites: vec!["shop.example".into()],
            reports: vec!["abuse@shop.example".into()],
            ..Contact::default()
        })
    }
}
