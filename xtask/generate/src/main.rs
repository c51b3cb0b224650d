//! Writes made-up mail, signed with test keys, for tests, the demo and the evaluation.
//!
//! It shares no table with the judge: names, senders and wording stand here a second time, so that a
//! mistake in one is not excused by the same mistake in the other.

mod attacks;
mod clock;
mod demo;
mod dkim;
mod draft;
mod ham;
mod look;
mod mime;
mod page;
mod people;
mod post;
mod random;
mod route;
mod zone;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

/// Writes made-up mail, signed with test keys.
#[derive(Parser)]
#[command(name = "generate")]
struct Arguments {
    #[command(subcommand)]
    set: Set,
}

#[derive(Subcommand)]
enum Set {
    /// Legitimate Japanese mail of many kinds, with manifest.tsv and dns.json.
    Ham {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
        /// How many mails.
        #[arg(long, default_value_t = 400)]
        count: usize,
        /// The same seed gives the same mails.
        #[arg(long, default_value_t = 20_261_115)]
        seed: u64,
    },
    /// Hostile mail for development, with manifest.tsv and dns.json.
    Attacks {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Mails whose link stands in a picture or a document, with expected.tsv.
    Look {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// The made-up household's mailbox.
    Demo {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Files of a set: their names and contents.
type Files = Vec<(String, Vec<u8>)>;

fn main() -> Result<()> {
    match Arguments::parse().set {
        Set::Ham { out, count, seed } => store(&out, ham::files(count, seed)?),
        Set::Attacks { out } => store(&out, attacks::files()?),
        Set::Look { out } => store(&out, look::files()?),
        Set::Demo { out } => store(&out, demo::files()?),
    }
}

fn store(folder: &Path, files: Files) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("make the folder {}", folder.display()))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
