//! What brands are called and how they are reached, asked of the library.

use facts::BrandId;
use mioboe::{BrandCard, Checker};
use words::{Language, Names};

/// What is known of brands.
pub(crate) trait Cards: Names {
    /// How to reach a brand by hand.
    fn card(&self, id: &BrandId) -> Option<BrandCard>;
}

/// The brands that a checker knows.
pub(crate) struct Known<'a>(pub(crate) &'a Checker);

impl Names for Known<'_> {
    fn brand(&self, id: &BrandId, language: Language) -> String {
        match (self.0.brand(id), language) {
            (Some(card), Language::Japanese) => card.ja,
            (Some(card), Language::English) => card.en,
            (None, _) => id.as_str().to_owned(),
        }
    }
}

impl Cards for Known<'_> {
    fn card(&self, id: &BrandId) -> Option<BrandCard> {
        self.0.brand(id)
    }
}

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
impl Cards for MadeUp {
    fn card(&self, id: &BrandId) -> Option<BrandCard> {
        (id.as_str() == "shop").then(|| BrandCard {
            ja: "店".into(),
            en: "Shop".into(),
            sites: vec!["shop.example".into()],
            check_pages: vec![],
            reports: vec!["abuse@shop.example".into()],
            phones: vec![],
            is_issuer: false,
        })
    }
}
