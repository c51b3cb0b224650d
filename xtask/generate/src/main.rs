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
mod mime;
mod page;
mod people;
mod post;
mod random;
mod route;
mod zone;

use std::path::PathBuf;

use anyhow::Result;
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
    /// The made-up household's mailbox.
    Demo {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().set {
        Set::Ham { out, count, seed } => ham::write(&out, count, seed),
        Set::Attacks { out } => attacks::write(&out),
        Set::Demo { out } => demo::write(&out),
    }
}
