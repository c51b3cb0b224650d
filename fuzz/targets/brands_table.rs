//! Any text given as a brand file is read or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = brands::Brands::load(&[("shop.toml", text)]);
    }
});
