//! A progress bar on standard error, where somebody watches and waits.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use words::{Language, Value, label_with};

/// Progress over octets where they are known, else over mails; hidden while the work is small.
pub(crate) struct Progress {
    bar: ProgressBar,
    octets: Option<u64>,
    mails: u64,
    wanted: bool,
    language: Language,
}

impl Progress {
    /// Below this nobody waits.
    const MANY_MAILS: u64 = 20;
    const MANY_OCTETS: u64 = 20 << 20;

    pub(crate) fn new(octets: Option<u64>, is_quiet: bool, language: Language) -> Self {
        let bar = ProgressBar::with_draw_target(octets, ProgressDrawTarget::hidden());
        let mut progress = Self {
            bar,
            octets,
            mails: 0,
            wanted: !is_quiet,
            language,
        };
        if octets.is_some_and(|octets| octets > Self::MANY_OCTETS) {
            progress.show();
        }
        progress
    }

    /// One more mail was judged, of so many octets.
    pub(crate) fn advance(&mut self, octets: u64) {
        self.mails += 1;
        if self.mails == Self::MANY_MAILS {
            self.show();
        }
        self.bar.inc(if self.octets.is_some() { octets } else { 1 });
        if !self.bar.is_hidden() {
            let done = [("done", Value::Count(self.mails))];
            self.bar
                .set_message(label_with(self.language, "progress-checking-open", &done));
        }
    }

    /// Runs `write` while the bar is out of the way.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Takes the bar away.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&mut self) {
        // Once is enough, and never against the person's wish.
        if !std::mem::take(&mut self.wanted) {
            return;
        }
        let template = match self.octets {
            Some(_) => "[{bar:30}] {bytes}/{total_bytes} {eta}  {msg}",
            None => "{spinner} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        // Draws only where standard error is a terminal.
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}
