//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use facts::{Day, Secret, Verdict};
use mioboe::DoorName;
use words::Language;

/// Is this mail really from them? Answers with a verdict, its reasons and what to do; opens no link.
#[derive(Debug, Parser)]
#[command(name = "mioboe", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// The language of the answer; otherwise that of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`)
    #[arg(long, global = true, value_name = "ja|en", value_parser = language())]
    pub(crate) lang: Option<Language>,
    /// When to use colors
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge mails: files, folders, mailboxes, archives, or `-` for standard input
    Check(Check),
    /// Judge a made-up household's mails, to see what mioboe says; asks no network and writes no file
    Demo(Demo),
    /// Keep what mails say: the same sources as `check`; nothing is kept twice
    Import(Import),
    /// Answer the open questions, one at a time: do I remember this?
    Review(Review),
    /// Follow the mailboxes that are set up, and tell what only you can know
    Watch(Watch),
    /// Show the pages to a browser of this computer: today's questions, and a mail to check
    Serve(Serve),
    /// Write everything that is kept into one file, sealed with a passphrase (age)
    Backup(Backup),
    /// Bring a backup back, or rehearse that it would come back
    Restore(Restore),
    /// Print everything that is kept of you, in an open form (JSON Lines)
    Export(Export),
    /// Remove what belongs to one account, or all from before a day, for good
    Forget(ForgetArgs),
    /// Look at configuration, store, permissions and doors; changes nothing
    Doctor(Doctor),
    /// Keep, remove or look for a password that mioboe needs, at the place that the configuration names
    Secret(SecretArgs),
    /// Show what is known of mail providers: server, port, how to log in, how to get a password for programs
    Presets(Presets),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The command whose page is wanted; otherwise the page of mioboe itself
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Mails (.eml), folders, mailboxes (mbox, Maildir), archives (zip, tar, gzip), or `-` for standard input
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) files: Vec<PathBuf>,
    /// Judge a pasted text, an SMS, a link or a telephone number instead; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "-", conflicts_with = "files")]
    pub(crate) text: Option<String>,
    /// Print one JSON object per mail and line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) checking: Checking,
    /// Point at the very header line, link or piece of text that decided
    #[arg(long, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// The order of many mails; otherwise as found
    #[arg(long, value_enum, value_name = "BY")]
    pub(crate) sort: Option<Sort>,
    /// Show only mails with these verdicts, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "VERDICTS", value_parser = verdict())]
    pub(crate) only: Vec<Verdict>,
    /// How many mails are judged at once; otherwise one per processor, at least two
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Show neither progress nor a summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Options of every command that checks mails.
#[derive(Debug, Args)]
pub(crate) struct Checking {
    /// Ask nobody: open no network connection
    #[arg(long)]
    pub(crate) offline: bool,
    /// Shut these doors, separated by commas: dns asks no DNS server, children looks into no picture and no PDF and
    /// starts no program; watch has imap, sieve, desktop, ntfy, webhook, smtp and keyring besides
    #[arg(long, value_delimiter = ',', value_name = "DOORS", value_parser = door())]
    pub(crate) shut: Vec<DoorName>,
    /// Use the DNS answers kept in this file, and keep new ones in it unless --offline
    #[arg(long, value_name = "FILE")]
    pub(crate) dns_record: Option<PathBuf>,
    /// Trust the results that this receiver wrote into the mail (its authserv-id); may be repeated
    #[arg(long, value_name = "AUTHSERV-ID")]
    pub(crate) trust_receiver: Vec<String>,
    /// Add to the brand tables or correct them with this TOML file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) brand_file: Vec<PathBuf>,
}

impl Checking {
    /// Whether no DNS server is asked.
    pub(crate) fn is_offline(&self) -> bool {
        self.offline || self.shut.contains(&DoorName::Dns)
    }
}

/// Options of every command that opens the store.
#[derive(Debug, Args)]
pub(crate) struct Household {
    /// The store: a file, or postgres://…; otherwise as configured, otherwise a file in the data folder
    #[arg(long, value_name = "FILE|URL", value_parser = secret())]
    pub(crate) store: Option<Secret<String>>,
    /// The configuration; otherwise config.toml in the folder for configurations
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Mails (.eml), folders, mailboxes (mbox, Maildir), archives (zip, tar, gzip), or `-` for standard input
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The account that these mails reached
    #[arg(long, value_name = "NAME", default_value = "import")]
    pub(crate) account: String,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) checking: Checking,
    /// Show neither progress nor a summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// List the open questions instead
    #[arg(long, conflicts_with = "answer")]
    pub(crate) list: bool,
    /// Answer one question: its name, or the beginning of it, and yes, no, unsure, wrong or undo
    #[arg(long, num_args = 2, value_names = ["ID", "yes|no|unsure|wrong|undo"])]
    pub(crate) answer: Option<Vec<String>>,
    /// How many questions are listed
    #[arg(long, value_name = "COUNT", default_value_t = 100, requires = "list")]
    pub(crate) limit: u32,
    /// Print one JSON object per question and line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Read every mailbox once, tell what is due, and end
    #[arg(long, conflicts_with = "test")]
    pub(crate) once: bool,
    /// Connect to every mailbox and send one test notice by every way of telling; read nothing
    #[arg(long)]
    pub(crate) test: bool,
    /// Say only what needs you
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Take the passphrase of the file of secrets from the first line of this file instead of asking
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) checking: Checking,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port on this computer's own address; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 4710)]
    pub(crate) port: u16,
    /// Let programs of this computer ask too, at /api/v1, with a token that lies in a file only you can read
    #[arg(long)]
    pub(crate) api: bool,
    /// Open the pages in this desktop's browser at once
    #[arg(long)]
    pub(crate) open: bool,
    /// Ask nobody: open no network connection
    #[arg(long)]
    pub(crate) offline: bool,
    /// Shut these doors, separated by commas: dns asks no DNS server, children looks into no picture and no PDF
    #[arg(long, value_delimiter = ',', value_name = "DOORS", value_parser = door())]
    pub(crate) shut: Vec<DoorName>,
    /// Trust the results that this receiver wrote into the mail (its authserv-id); may be repeated
    #[arg(long, value_name = "AUTHSERV-ID")]
    pub(crate) trust_receiver: Vec<String>,
    /// Add to the brand tables or correct them with this TOML file; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) brand_file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Write a page to print, with the passphrase as text and QR code; `-` is standard output. A passphrase is made
    /// where none is given
    #[arg(long, value_name = "FILE")]
    pub(crate) kit: Option<PathBuf>,
    /// Take the passphrase from the first line of this file instead of asking
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only try it: restore into a store that is thrown away, and check that
    #[arg(long, conflicts_with = "replace")]
    pub(crate) rehearse: bool,
    /// Throw away what is in the store now
    #[arg(long)]
    pub(crate) replace: bool,
    /// Take the passphrase from the first line of this file instead of asking
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
#[group(id = "what", required = true, multiple = false, args = ["account", "before"])]
pub(crate) struct ForgetArgs {
    /// Remove what belongs to this account
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Remove what is from before this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day())]
    pub(crate) before: Option<Day>,
    /// Do not ask first
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print a text that can be shown in public instead: numbers and kinds, and nothing of yours
    #[arg(long)]
    pub(crate) diagnostics: bool,
    #[command(flatten)]
    pub(crate) household: Household,
}

#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    #[command(subcommand)]
    pub(crate) act: SecretAct,
    /// The configuration; otherwise config.toml in the folder for configurations
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where secrets lie in a file: take its passphrase from the first line of this file instead of asking
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SecretAct {
    /// Keep a secret under this name, in the place of an earlier one; it is asked for and not shown
    Set {
        /// The name, as the configuration has it
        #[arg(value_name = "NAME")]
        secret_name: String,
        /// Take the secret from this file instead of asking; `-` is standard input
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// Remove the secret of this name
    Remove {
        /// The name, as the configuration has it
        #[arg(value_name = "NAME")]
        secret_name: String,
    },
    /// Tell whether there is a secret of this name; it is never printed
    Test {
        /// The name, as the configuration has it
        #[arg(value_name = "NAME")]
        secret_name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Presets {
    /// Only this provider: its name in the list, an address or its domain
    #[arg(value_name = "NAME")]
    pub(crate) provider: Option<String>,
    /// Print one JSON object per provider and line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Print one JSON object per mail and line
    #[arg(long)]
    pub(crate) json: bool,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// By what many mails are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// What needs attention first
    Verdict,
    /// The oldest first
    Date,
    /// By author
    From,
    /// By file name
    File,
}

fn day() -> impl clap::builder::TypedValueParser<Value = Day> {
    clap::builder::NonEmptyStringValueParser::new()
        .try_map(|text| text.parse::<jiff::civil::Date>().map(Day))
}

fn secret() -> impl clap::builder::TypedValueParser<Value = Secret<String>> {
    clap::builder::NonEmptyStringValueParser::new().map(Secret::new)
}

fn language() -> impl clap::builder::TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::as_str))
        .try_map(|name| Language::parse(&name).ok_or("not a language"))
}

fn verdict() -> impl clap::builder::TypedValueParser<Value = Verdict> {
    PossibleValuesParser::new(Verdict::ALL.map(Verdict::as_str)).try_map(|word| {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
            .ok_or("not a verdict")
    })
}

fn door() -> impl clap::builder::TypedValueParser<Value = DoorName> {
    PossibleValuesParser::new(DoorName::ALL.map(DoorName::as_str))
        .try_map(|name| DoorName::parse(&name).ok_or("not a door"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn text_may_be_given_piped_or_left_out() {
        for (line, expected) in [
            (
                &["mioboe", "check", "--text", "https://a.example/"][..],
                Some("https://a.example/"),
            ),
            (&["mioboe", "check", "--text", "-"], Some("-")),
            (&["mioboe", "check", "--text"], Some("-")),
            (&["mioboe", "check", "-"], None),
        ] {
            let Command::Check(check) = Cli::try_parse_from(line).expect("a valid line").command
            else {
                panic!("not the command check");
            };
            assert_eq!(check.text.as_deref(), expected, "{line:?}");
        }
        assert!(Cli::try_parse_from(["mioboe", "check", "--text", "a", "b.eml"]).is_err());
    }

    #[test]
    fn doors_are_shut_by_their_names() {
        for (names, expected, is_offline) in [
            ("children", &[DoorName::Children][..], false),
            ("dns", &[DoorName::Dns], true),
            ("dns,children", &[DoorName::Dns, DoorName::Children], true),
        ] {
            let line = ["mioboe", "check", "--shut", names, "a.eml"];
            let Command::Check(check) = Cli::try_parse_from(line).expect("a valid line").command
            else {
                panic!("not the command check");
            };
            assert_eq!(check.checking.shut, expected);
            assert_eq!(check.checking.is_offline(), is_offline);
        }
        let error = Cli::try_parse_from(["mioboe", "check", "--shut", "window", "a.eml"])
            .expect_err("no such door")
            .to_string();
        assert!(
            error.contains("window") && error.contains("children"),
            "{error}"
        );
    }

    #[test]
    fn several_verdicts_are_separated_by_commas() {
        let line = ["mioboe", "check", "--only", "impostor,no-claim", "a.eml"];
        let Command::Check(check) = Cli::try_parse_from(line).expect("a valid line").command else {
            panic!("not the command check");
        };
        assert_eq!(check.only, [Verdict::Impostor, Verdict::NoClaim]);
        assert!(Cli::try_parse_from(["mioboe", "check", "--only", "bad", "a.eml"]).is_err());
    }
}
