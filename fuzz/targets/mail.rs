//! Any bytes, and the same bytes mapped to what mails are made of, are read without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::{Limits, read};

/// What headers, MIME and HTML are made of, so that random bytes meet the grammar more often.
const ALPHABET: &[u8] = b"From: Subject: Received: by for with; Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n \
    \t--b--\r\n=?utf-8?B?5pel?= =?ISO-2022-JP?Q?=1B$B?= <a href=\"http://x.example/\">@.,;:()<>[]\\\"=20\0\x1b";

fuzz_target!(|data: &[u8]| {
    let limits = Limits::default();
    let _ = read(data, &limits);
    let mapped: Vec<u8> = data
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()).copied())
        .collect();
    let _ = read(&mapped, &limits);
});
