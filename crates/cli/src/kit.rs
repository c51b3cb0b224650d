//! The emergency kit: one page of text to print, with which a backup can be opened when everything else is lost.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use facts::{Day, Instant, Secret};
use mioboe::Place;
use words::{FailureKind, Language, Value, harmless, label, label_with, width};

use crate::desk::{Desk, Stopped};
use crate::home::Home;
use crate::layout::wrap;
use crate::piece::Trouble;
use crate::qr;
use crate::start::Refused;
use crate::terminal::Paint;

/// Columns of the page.
const COLUMNS: usize = 76;
/// Columns of a line of the passphrase.
const PASSPHRASE_COLUMNS: usize = 60;
/// Octets of a passphrase that is printed.
const LONGEST_PASSPHRASE: usize = 200;
/// Columns of a file's name that still fits into a command.
const LONGEST_NAME: usize = 48;
/// What stands in a command for a longer name, which is named above it.
const PLACEHOLDER: &str = "FILE";

/// A kit on its way: a file is there before the backup, so that no backup is left without what opens it.
pub(crate) enum Kit {
    Written(PathBuf),
    /// For standard output, once the backup is there.
    Page(Secret<String>),
}

impl Kit {
    /// Writes the kit for a backup that is about to be made.
    pub(crate) fn begin(
        desk: &Desk<'_>,
        to: &Path,
        backup: &Path,
        passphrase: &Secret<String>,
        made: Instant,
    ) -> Result<Self, Stopped> {
        if harmless(passphrase.reveal()) != *passphrase.reveal() {
            return Err(Stopped::Said("kit-unprintable"));
        }
        let code = (passphrase.reveal().len() <= LONGEST_PASSPHRASE)
            .then(|| qr::lines(passphrase.reveal()))
            .flatten()
            .ok_or(Stopped::Said("kit-too-long"))?;
        let is_output = to == Path::new("-");
        let page = Page {
            backup,
            passphrase,
            day: Day(made.0.to_zoned(desk.home.zone()).date()),
            is_on_server: matches!(desk.home.place, Place::Postgres(_)),
            code: &code,
            paint: if is_output {
                desk.terminal.paint()
            } else {
                Paint::Plain
            },
        };
        let text = Secret::new(page.text(desk.language));
        if is_output {
            return Ok(Self::Page(text));
        }
        match write_new(to, text.reveal()) {
            Ok(()) => Ok(Self::Written(to.to_owned())),
            Err(error) => Err(not_written(to, &error)),
        }
    }

    /// The backup is there.
    pub(crate) fn end(self, desk: &mut Desk<'_>, backup: &Path) -> Result<(), Stopped> {
        match self {
            Self::Page(text) => {
                let written = desk
                    .terminal
                    .write(text.reveal())
                    .and_then(|()| desk.terminal.flush());
                written.map_err(|error| {
                    // Nobody saw what opens it.
                    let _ = fs::remove_file(backup);
                    not_written(Path::new("-"), &error)
                })
            }
            Self::Written(file) => {
                let file = file.display().to_string();
                desk.tell("kit-done", &[("file", Value::Text(&file))]);
                Ok(())
            }
        }
    }

    /// There is no backup, and so nothing to open.
    pub(crate) fn take_back(self) {
        if let Self::Written(file) = self {
            let _ = fs::remove_file(file);
        }
    }
}

/// The kit for a page of the browser: its text without the code, and the code.
pub(crate) fn for_page(
    home: &Home,
    language: Language,
    backup: &Path,
    passphrase: &Secret<String>,
    made: Instant,
) -> Option<(Secret<String>, Vec<String>)> {
    let code = qr::lines(passphrase.reveal())?;
    let page = Page {
        backup,
        passphrase,
        day: Day(made.0.to_zoned(home.zone()).date()),
        is_on_server: matches!(home.place, Place::Postgres(_)),
        code: &[],
        paint: Paint::Plain,
    };
    Some((Secret::new(page.text(language)), code))
}

fn not_written(to: &Path, error: &io::Error) -> Stopped {
    Stopped::Refused(Refused {
        file: to.display().to_string(),
        trouble: Trouble {
            detail: Some(error.to_string()),
            ..Trouble::of(FailureKind::KitNotWritten)
        },
    })
}

/// Writes a file that was not there, for its owner alone, and hands it to the disk.
fn write_new(to: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_folder(to));
    if written.is_err() {
        let _ = fs::remove_file(to);
    }
    written
}

/// Hands the new name to the disk as well.
fn sync_folder(of: &Path) -> io::Result<()> {
    match of.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// What stands on the page.
struct Page<'a> {
    backup: &'a Path,
    passphrase: &'a Secret<String>,
    day: Day,
    is_on_server: bool,
    code: &'a [String],
    paint: Paint,
}

impl Page<'_> {
    fn text(&self, language: Language) -> String {
        let mut sheet = Sheet {
            language,
            text: String::new(),
        };
        let name = self.backup.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        let shown = self.backup.display().to_string();
        let in_command = command_name(&name);
        sheet.say("kit-title", &[]);
        sheet.gap();
        sheet.say("kit-what", &[]);
        sheet.gap();
        sheet.say("kit-made", &[("day", Value::Day(self.day))]);
        sheet.say("kit-file", &[("file", Value::Text(&shown))]);
        let version = env!("CARGO_PKG_VERSION");
        sheet.say("kit-version", &[("version", Value::Text(version))]);
        sheet.gap();
        let passphrase = self.passphrase.reveal();
        let count = passphrase.chars().count() as u64;
        sheet.say("kit-passphrase", &[("count", Value::Count(count))]);
        sheet.gap();
        let pieces = cut(passphrase, PASSPHRASE_COLUMNS);
        for piece in &pieces {
            sheet.line(4, piece);
        }
        sheet.gap();
        if pieces.len() > 1 {
            sheet.say("kit-pieces", &[]);
        }
        // A page draws it beside the text.
        if !self.code.is_empty() {
            sheet.say("kit-code", &[]);
        }
        for line in self.code {
            // A terminal's own colors would turn dark and light around.
            if self.paint == Paint::Colored {
                let style = Style::new()
                    .fg_color(Some(AnsiColor::Black.into()))
                    .bg_color(Some(AnsiColor::BrightWhite.into()));
                sheet.line(0, &format!("{style}{line}{style:#}"));
            } else {
                sheet.line(0, line);
            }
        }
        sheet.say("kit-how", &[]);
        sheet.gap();
        sheet.say("kit-step-copy", &[]);
        sheet.say("kit-step-try", &[]);
        sheet.line(4, &format!("mioboe restore --rehearse {in_command}"));
        sheet.say("kit-step-restore", &[]);
        sheet.line(4, &format!("mioboe restore {in_command}"));
        sheet.say("kit-step-replace", &[]);
        sheet.say("kit-step-age", &[]);
        sheet.line(4, &format!("age -d -o backup.jsonl {in_command}"));
        if self.is_on_server {
            sheet.say("kit-on-server", &[]);
        }
        sheet.gap();
        sheet.say("kit-not-inside", &[]);
        sheet.gap();
        let blank = "_".repeat(30);
        sheet.say("kit-kept-at", &[("blank", Value::Text(&blank))]);
        sheet.text
    }
}

/// The page as it grows.
struct Sheet {
    language: Language,
    text: String,
}

impl Sheet {
    fn say(&mut self, id: &str, values: &[(&str, Value<'_>)]) {
        let said = if values.is_empty() {
            label(self.language, id)
        } else {
            label_with(self.language, id, values)
        };
        self.text.push_str(&wrap(&said, COLUMNS, 0));
        self.text.push('\n');
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }
}

/// A file's name as a shell takes it.
fn command_name(name: &str) -> String {
    if harmless(name) != name || name.contains('\n') || width(name) > LONGEST_NAME {
        return PLACEHOLDER.to_owned();
    }
    let is_plain = !name.is_empty()
        && !name.starts_with('-')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._-".contains(c));
    if is_plain {
        return name.to_owned();
    }
    format!("'./{}'", name.replace('\'', r"'\''"))
}

/// The text in pieces of at most so many columns.
fn cut(text: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let wide = width(c.encode_utf8(&mut [0; 4]));
        if used + wide > columns {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(backup: &str, passphrase: &str, language: Language) -> String {
        let passphrase = Secret::new(passphrase.to_owned());
        let page = Page {
            backup: Path::new(backup),
            passphrase: &passphrase,
            day: Day(jiff::civil::date(2026, 11, 22)),
            is_on_server: true,
            code: &qr::lines(passphrase.reveal()).expect("short enough"),
            paint: Paint::Plain,
        };
        page.text(language)
    }

    #[test]
    fn the_page_fits_the_paper_in_both_languages() {
        let long = "long ".repeat(40);
        let deep = format!("{}/all.age", "a-folder-with-a-long-name/".repeat(9));
        for language in Language::ALL {
            for passphrase in ["k3m9-7xq2-p0va-8d4t-wz5n-c6hj", &long, "月見うどん 大盛り"]
            {
                for backup in ["all.age", &deep] {
                    let page = page(backup, passphrase, language);
                    for line in page.lines() {
                        assert!(width(line) <= 80, "{line}");
                    }
                    let joined: String = page.lines().map(str::trim_start).collect();
                    assert!(joined.contains(passphrase), "{page}");
                    assert!(page.contains("mioboe restore --rehearse all.age"), "{page}");
                    assert!(page.contains("2026"), "{page}");
                }
            }
        }
    }

    #[test]
    fn a_name_stands_in_a_command_so_that_a_shell_takes_it() {
        for (name, expected) in [
            ("all.age", "all.age"),
            ("控え.age", "控え.age"),
            ("my all.age", "'./my all.age'"),
            ("-rf", "'./-rf'"),
            ("it's.age", r"'./it'\''s.age'"),
            ("a\nb", PLACEHOLDER),
        ] {
            assert_eq!(command_name(name), expected);
        }
        assert_eq!(command_name(&"x".repeat(200)), PLACEHOLDER);
    }
}
