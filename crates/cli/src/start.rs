//! From options to a checker: brand files and recorded DNS answers are read, and new answers kept.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use facts::{DnsAnswer, DnsRecords};
use mioboe::{Checker, Options, StartError};
use words::FailureKind;

use crate::args::Checking;
use crate::piece::{Trouble, read_text};
use crate::viewer;

/// The largest file of recorded answers or of brands that is read.
const LARGEST: u64 = 256 << 20;

/// A checker, and what must be told before it starts.
pub(crate) struct Started {
    pub(crate) checker: Arc<Checker>,
    /// Why nobody can be asked, where that is so against the person's wish.
    pub(crate) no_resolver: Option<Trouble>,
    kept: Option<Kept>,
}

/// A file in which answers are kept.
struct Kept {
    path: PathBuf,
    records: DnsRecords,
    is_new: bool,
}

/// A file that keeps us from starting.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) file: String,
    pub(crate) trouble: Trouble,
}

/// Reads the files that the options name, and sets up the checker.
pub(crate) fn start(args: &Checking) -> Result<Started, Refused> {
    let kept = args
        .dns_record
        .as_deref()
        .map(|path| read_records(path, args.is_offline()))
        .transpose()?;
    let mut brand_files = Vec::new();
    for path in &args.brand_file {
        let file = path.display().to_string();
        match read_text(&file, LARGEST) {
            Ok(text) => brand_files.push((file, text)),
            Err(trouble) => return Err(Refused { file, trouble }),
        }
    }
    let options = Options {
        is_offline: args.offline,
        shut: args.shut.clone(),
        records: kept
            .as_ref()
            .map(|kept| kept.records.clone())
            .unwrap_or_default(),
        trusted_receivers: args.trust_receiver.clone(),
        brand_files,
        viewer: viewer::command(),
    };
    let (checker, no_resolver) = open(options)?;
    Ok(Started {
        checker: Arc::new(checker),
        no_resolver,
        kept: kept.filter(|_| !args.is_offline()),
    })
}

/// A checker that is not told anything by files, for the demo.
pub(crate) fn offline_with(records: DnsRecords) -> Result<Checker, Refused> {
    open(Options {
        is_offline: true,
        records,
        viewer: viewer::command(),
        ..Options::default()
    })
    .map(|(checker, _)| checker)
}

fn open(options: Options) -> Result<(Checker, Option<Trouble>), Refused> {
    match Checker::new(options.clone()) {
        Ok(checker) => Ok((checker, None)),
        // A mail is worth a verdict without DNS; what could not be asked stands among its gaps.
        Err(StartError::Dns(problem)) => {
            let trouble = Trouble {
                detail: Some(problem),
                ..Trouble::of(FailureKind::NoResolver)
            };
            match Checker::new(Options {
                is_offline: true,
                ..options
            }) {
                Ok(checker) => Ok((checker, Some(trouble))),
                Err(error) => Err(refused(&error)),
            }
        }
        Err(error) => Err(refused(&error)),
    }
}

fn refused(error: &StartError) -> Refused {
    match error {
        StartError::BrandFile { file, problem } => Refused {
            file: file.clone(),
            trouble: Trouble {
                detail: Some(problem.clone()),
                ..Trouble::of(FailureKind::BrandFileRefused)
            },
        },
        other => Refused {
            file: String::from("mioboe"),
            trouble: Trouble {
                detail: Some(other.to_string()),
                ..Trouble::of(FailureKind::Ours)
            },
        },
    }
}

fn read_records(path: &Path, is_offline: bool) -> Result<Kept, Refused> {
    let file = path.display().to_string();
    match read_text(&file, LARGEST) {
        Ok(text) => match words::read_dns(&text) {
            Ok(records) => Ok(Kept {
                path: path.to_owned(),
                records,
                is_new: false,
            }),
            Err(error) => Err(Refused {
                file,
                trouble: Trouble {
                    detail: Some(error.to_string()),
                    ..Trouble::of(FailureKind::DnsFileRefused)
                },
            }),
        },
        // A file that is not there yet is made; offline there would be nothing to put into it.
        Err(trouble) if trouble.kind == FailureKind::NotFound && !is_offline => Ok(Kept {
            path: path.to_owned(),
            records: DnsRecords::new(),
            is_new: true,
        }),
        Err(trouble) => Err(Refused { file, trouble }),
    }
}

impl Started {
    /// Writes the answers that were newly given into the file that keeps them; returns it with their number,
    /// or `None` where nothing is to be kept.
    pub(crate) fn keep_answers(&self) -> Result<Option<(String, u64)>, Refused> {
        let Some(kept) = &self.kept else {
            return Ok(None);
        };
        let mut records = kept.records.clone();
        let before = records.len();
        for (question, answer) in self.checker.records().iter() {
            // "Nobody answered" is no answer: the next run asks again.
            if *answer != DnsAnswer::Unreachable {
                records.insert(question.clone(), answer.clone());
            }
        }
        if records == kept.records && !kept.is_new {
            return Ok(None);
        }
        let file = kept.path.display().to_string();
        let new = u64::try_from(records.len().saturating_sub(before)).unwrap_or(u64::MAX);
        match replace(&kept.path, &words::write_dns(&records)) {
            Ok(()) => Ok(Some((file, new))),
            Err(error) => Err(Refused {
                file,
                trouble: Trouble {
                    detail: Some(error.to_string()),
                    ..Trouble::of(FailureKind::DnsFileNotWritten)
                },
            }),
        }
    }
}

/// Writes a file so that it is there whole or as before, also when we are killed in between.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    // Which senders a person's mail names is nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // The first error is the one worth telling.
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("dns.json");
        for text in ["one", "two"] {
            replace(&path, text).expect("a writable folder");
            assert_eq!(fs::read_to_string(&path).expect("the file"), text);
        }
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
        #[cfg(unix)]
        {
            let mode = fs::metadata(&path).map(|it| std::os::unix::fs::MetadataExt::mode(&it));
            assert_eq!(mode.expect("the file") & 0o777, 0o600);
        }
        assert!(replace(&folder.path().join("missing/dns.json"), "x").is_err());
    }

    #[test]
    fn a_missing_file_of_answers_is_made_only_where_somebody_can_be_asked() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("dns.json");
        assert!(read_records(&path, false).is_ok_and(|kept| kept.is_new));
        let refused = read_records(&path, true).err().expect("a refusal");
        assert_eq!(refused.trouble.kind, FailureKind::NotFound);
    }
}
