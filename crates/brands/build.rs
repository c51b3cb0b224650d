//! Writes the lists of the brand tables in `data/brands` and of the forms in `data/brands/notices`, so that they are part of the program.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts by environment"
)]
fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data/brands")
        .canonicalize()?;
    let Some(out) = env::var_os("OUT_DIR") else {
        return Err(io::Error::other("cargo sets OUT_DIR for build scripts"));
    };
    let out = Path::new(&out);
    fs::write(out.join("tables.rs"), list(&folder)?)?;
    fs::write(out.join("forms.rs"), list(&folder.join("notices"))?)
}

/// The TOML files of a folder with their texts, as a Rust literal.
#[expect(
    clippy::use_debug,
    reason = "the debug form of a text is a Rust literal"
)]
fn list(folder: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    // The order of a folder is not defined; the program must not depend on it.
    files.sort();
    let mut list = String::from("&[\n");
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let path = path.to_string_lossy();
        // Writing to a String cannot fail.
        let _ = writeln!(list, "    ({name:?}, include_str!({path:?})),");
    }
    list.push_str("]\n");
    Ok(list)
}
