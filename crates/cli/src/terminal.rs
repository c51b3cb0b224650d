//! Standard output and standard error, as they are: a terminal with colors, a file, a closed pipe.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};

use anstyle::{AnsiColor, Style};

use crate::args::Color;

/// What a person may look at: data goes out here, everything else to [`Terminal::tell`].
pub(crate) struct Terminal {
    data: BufWriter<StdoutLock<'static>>,
    paint: Paint,
    width: Option<usize>,
    is_terminal: bool,
}

/// Colors, or none. Meaning never hangs on color alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Escape sequences are written.
    Colored,
    /// Text only.
    Plain,
}

/// What a color stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Headings.
    Strong,
    /// What is only there for reference.
    Faint,
    /// Danger.
    Bad,
    /// Caution.
    Doubtful,
    /// Proven.
    Good,
}

impl Terminal {
    /// The widest a paragraph gets, whatever the terminal's width.
    const WIDEST: usize = 100;
    /// The narrowest that is still laid out.
    const NARROWEST: usize = 40;

    pub(crate) fn open(color: Color) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let paint = match color {
            Color::Always => Paint::Colored,
            Color::Never => Paint::Plain,
            Color::Auto if is_terminal && wants_color() => Paint::Colored,
            Color::Auto => Paint::Plain,
        };
        let seen = || {
            let seen = console::Term::stdout().size_checked();
            usize::from(seen.map_or(80, |(_, columns)| columns))
        };
        // A file or pipe gets whole lines, which can be searched, unless a width is asked for.
        let width = width_asked()
            .or_else(|| is_terminal.then(seen))
            .map(|width| width.max(Self::NARROWEST));
        Self {
            data: BufWriter::new(stdout.lock()),
            paint,
            width,
            is_terminal,
        }
    }

    /// Writes data.
    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        self.data.write_all(text.as_bytes())
    }

    /// Writes data and a line break; the line is out at once where somebody watches.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        self.write(text)?;
        self.write("\n")?;
        if self.is_terminal {
            self.data.flush()
        } else {
            Ok(())
        }
    }

    /// Writes out what is held back.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.data.flush()
    }

    /// Tells the person something that is not data. A closed standard error stops nothing.
    pub(crate) fn tell(&mut self, text: &str) {
        // Data written before stands before it on a terminal that shows both.
        if self.data.flush().is_ok() {
            tell(text);
        }
    }

    /// Whether standard output is a terminal, so that a hint is read and not in the way.
    pub(crate) fn is_watched(&self) -> bool {
        self.is_terminal
    }

    pub(crate) fn paint(&self) -> Paint {
        self.paint
    }

    /// How wide a paragraph may get.
    pub(crate) fn columns(&self) -> usize {
        self.width
            .map_or(usize::MAX, |width| width.min(Self::WIDEST))
    }

    /// How wide a line of a list may get; `None` where lines stay whole.
    pub(crate) fn width(&self) -> Option<usize> {
        self.width
    }
}

/// Writes a line to standard error. A closed one stops nothing.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether a failure of writing only says that the reader went away, as `head` does.
pub(crate) fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

impl Paint {
    pub(crate) fn text(self, tone: Tone, text: &str) -> String {
        if self == Self::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Strong => Style::new().bold(),
            Tone::Faint => Style::new().dimmed(),
            Tone::Bad => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
            Tone::Doubtful => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
            Tone::Good => Style::new().bold().fg_color(Some(AnsiColor::Green.into())),
        };
        format!("{style}{text}{style:#}")
    }
}

/// The width that `COLUMNS` names (POSIX.1-2017, Base Definitions §8.3).
#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read in this room alone"
)]
fn width_asked() -> Option<usize> {
    let asked: usize = std::env::var("COLUMNS").ok()?.trim().parse().ok()?;
    (asked > 0).then_some(asked)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read in this room alone"
)]
fn wants_color() -> bool {
    // https://no-color.org: any value but the empty one.
    let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    !is_refused && !is_dumb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is_and_colors_are_closed() {
        assert_eq!(Paint::Plain.text(Tone::Bad, "x"), "x");
        let colored = Paint::Colored.text(Tone::Bad, "x");
        assert!(
            colored.starts_with('\u{1b}') && colored.ends_with("\u{1b}[0m"),
            "{colored:?}"
        );
        assert_eq!(Paint::Colored.text(Tone::Bad, ""), "");
    }
}
