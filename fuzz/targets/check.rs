//! A whole check of any bytes, offline and with an empty frozen zone, ends in a verdict.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mioboe::{Checker, Options};

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    Checker::new(Options {
        is_offline: true,
        records: facts::DnsRecords::closed(),
        trusted_receivers: vec!["mx.example".to_owned()],
        ..Options::default()
    })
    .expect("the built-in brand tables load")
});

fuzz_target!(|data: &[u8]| {
    let checked = CHECKER.check(data);
    // Bytes that nobody signed with a key in an empty zone are never genuine, whatever they say.
    let is_recorded = checked.report.verdict == facts::Verdict::Genuine;
    assert!(
        !is_recorded || data.windows(10).any(|bytes| bytes == b"mx.example"),
        "genuine without a proof"
    );
    let _ = CHECKER.check_text(&String::from_utf8_lossy(data));
});
