//! The words room at its public door.

mod json;
mod page;
mod sentences;
mod spoken;
mod story;

use std::path::PathBuf;

use facts::BrandId;
use words::{Language, Names};

/// Brand names as the brand tables would give them.
struct Shown;

impl Names for Shown {
    fn brand(&self, id: &BrandId, language: Language) -> String {
        match (id.as_str(), language) {
            ("rakuten", Language::Japanese) => "楽天市場".to_owned(),
            ("rakuten", Language::English) => "Rakuten Ichiba".to_owned(),
            ("amazon", _) => "Amazon".to_owned(),
            (other, _) => other.to_owned(),
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
