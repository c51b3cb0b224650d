//! Any HTML body is rendered to text and links without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::{Limits, read};

fuzz_target!(|data: &[u8]| {
    let mut mail =
        b"From: a@shop.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_vec();
    mail.extend_from_slice(data);
    let _ = read(&mail, &Limits::default());
});
