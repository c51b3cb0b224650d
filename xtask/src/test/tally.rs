//! Counts what test runners say.

/// How many cases passed, failed and were skipped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    skips: Vec<String>,
    closing: Vec<String>,
}

impl Tally {
    /// Counts a line of a test runner: closing lines of nextest and of the standard runner, and the lines
    /// `SKIPPED: reason` that our tests print where something optional is absent.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(reason) = line.strip_prefix("SKIPPED: ") {
            self.skip(reason.to_owned());
        } else if let Some(counts) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            self.count(counts.1);
        } else if line.starts_with("Summary [")
            && let Some((_, counts)) = line
                .split_once("tests run:")
                .or_else(|| line.split_once("test run:"))
        {
            self.closing.push(line.to_owned());
            self.count(counts);
        }
    }

    fn count(&mut self, counts: &str) {
        for part in counts.split([',', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" | "timed" | "exec" => self.failed += number,
                _ => {}
            }
        }
    }

    /// Counts a check of our own that held.
    pub(crate) fn pass(&mut self) {
        self.passed += 1;
    }

    /// Counts something that could not be run here.
    pub(crate) fn skip(&mut self, reason: String) {
        self.skips.push(reason);
    }

    /// How many passed.
    pub(crate) fn passed(&self) -> usize {
        self.passed
    }

    /// How many failed.
    pub(crate) fn failed(&self) -> usize {
        self.failed
    }

    /// Why what was skipped.
    pub(crate) fn skips(&self) -> &[String] {
        &self.skips
    }

    /// The runners' own closing lines.
    pub(crate) fn closing_lines(&self) -> &[String] {
        &self.closing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_closing_lines_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "     Summary [   3.511s] 12 tests run: 10 passed (1 slow), 2 failed, 0 skipped",
            "    SKIPPED: ../shared/corpus is not here",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 1 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "a line that says 7 passed",
        ] {
            tally.read(line);
        }
        assert_eq!((tally.passed(), tally.failed()), (14, 6));
        assert_eq!(tally.skips(), ["../shared/corpus is not here"]);
        assert_eq!(tally.closing_lines().len(), 1);
    }
}
