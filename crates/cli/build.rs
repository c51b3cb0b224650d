//! Lists the mails of `fixtures/demo`, so that the binary carries them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo");
    writeln!(io::stdout(), "cargo::rerun-if-changed={}", folder.display())?;
    let mut mails: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|it| it == "eml"))
            .collect(),
        // A source archive without fixtures still builds; the demo then has nothing to show and says so.
        Err(_) => Vec::new(),
    };
    mails.sort();

    let mut code = String::from("pub(super) const MAILS: &[Mail] = &[\n");
    for path in &mails {
        let name = literal(&path.file_stem().unwrap_or_default().to_string_lossy());
        let path = literal(&path.to_string_lossy());
        let _ = writeln!(
            code,
            "    Mail {{ name: {name}, raw: include_bytes!({path}) }},"
        );
    }
    code.push_str("];\n");
    let records = folder.join("dns.json");
    if records.is_file() {
        let path = literal(&records.to_string_lossy());
        let _ = writeln!(
            code,
            "pub(super) const RECORDS: &str = include_str!({path});"
        );
    } else {
        code.push_str("pub(super) const RECORDS: &str = \"{}\";\n");
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo tells a build script its folder this way"
    )]
    let out = std::env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("demo_mails.rs"), code)
}

/// A text as it is written in Rust source.
fn literal(text: &str) -> String {
    format!("{text:?}")
}
