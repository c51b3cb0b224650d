//! The library: one function per question a person asks; the only place that joins rooms, outside and the clock.

use facts::{DnsRecords, MailReport, ObservationId};

/// How a check is to be made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Shuts the door to DNS.
    pub is_offline: bool,
    /// Answers recorded earlier; they are used before anybody is asked.
    pub records: DnsRecords,
    /// Receivers (authserv-ids) whose recorded results the person trusts.
    pub trusted_receivers: Vec<String>,
    /// The person's own brand files: name and TOML text.
    pub brand_files: Vec<(String, String)>,
}

/// Why checking cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A brand file is refused; file and problem are named.
    #[error("brand file {file}: {problem}")]
    BrandFile {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// No resolver could be set up.
    #[error("dns: {0}")]
    Dns(String),
}

/// How to reach a brand by hand, for "what to do".
#[derive(Clone, Debug)]
pub struct BrandCard {
    /// The brand's name in Japanese.
    pub ja: String,
    /// The brand's name in English.
    pub en: String,
    /// Hosts to type by hand.
    pub sites: Vec<String>,
    /// The brand's page about genuine and false mail.
    pub check_pages: Vec<String>,
    /// Where false mail can be reported.
    pub reports: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

/// A mail judged, with the lines that a list of many mails shows.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report.
    pub report: MailReport,
    /// The author as a person sees it: name and address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The Date field, as written by the sender.
    pub date: Option<facts::Instant>,
    /// The enclosed mail that was judged instead, where the outer one only forwards it.
    pub judged_enclosed: Option<ObservationId>,
}

/// Checks mails; built once, shared by threads.
#[derive(Debug)]
pub struct Checker {
    options: Options,
}

impl Checker {
    /// Reads the brand tables and opens the doors that the options leave open.
    ///
    /// # Errors
    /// [`StartError`], where a brand file is refused or no resolver can be set up.
    pub fn new(options: Options) -> Result<Self, StartError> {
        Ok(Self { options })
    }

    /// Judges one mail, given raw.
    #[must_use]
    pub fn check(&self, raw: &[u8]) -> Checked {
        let _ = (&self.options, raw);
        unimplemented!("written next")
    }

    /// Judges the text of a mail, an SMS, a link or a telephone number; never genuine.
    #[must_use]
    pub fn check_text(&self, text: &str) -> Checked {
        let _ = text;
        unimplemented!("written next")
    }

    /// How to reach a brand by hand.
    #[must_use]
    pub fn brand(&self, id: &facts::BrandId) -> Option<BrandCard> {
        let _ = id;
        unimplemented!("written next")
    }

    /// Every DNS answer used so far, to keep and replay.
    #[must_use]
    pub fn records(&self) -> DnsRecords {
        unimplemented!("written next")
    }
}
