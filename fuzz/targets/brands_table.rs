//! Any text given as a brand file is read or refused with a reason; what is read is found again.
#![no_main]

use std::sync::LazyLock;

use brands::{Brands, Covers, Standing};
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/brands_table.dict")));

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let Ok(text) = std::str::from_utf8(&input) else {
        return;
    };
    let files = [("shop.toml", text)];
    let brands = match Brands::load(&files) {
        Ok(brands) => brands,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            assert!(
                errors
                    .iter()
                    .all(|error| &*error.file == "shop.toml" && !error.problem.is_empty())
            );
            return;
        }
    };
    for brand in brands.iter() {
        assert_eq!(
            brands.get(&brand.id).map(|found| &found.id),
            Some(&brand.id)
        );
        for domain in &brand.domains {
            assert!(
                domain.standing == Standing::Unverified || !domain.source.is_empty(),
                "a domain without a source proves something"
            );
            if domain.covers == Covers::Whole {
                assert!(
                    brands.owner(&domain.name).is_some(),
                    "{:?} is nobody's",
                    domain.name
                );
            }
        }
        fuzz::planted(
            brand
                .domains
                .iter()
                .any(|domain| domain.covers == Covers::Below),
        );
    }
    // A person's own file may also complete the tables that are built in.
    if text.len() < 512 {
        let _ = Brands::embedded().with_own(&files);
    }
});
