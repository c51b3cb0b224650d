//! Counts what test runners say.

/// How many cases passed, failed and were skipped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    passed: usize,
    failed: usize,
    skips: Vec<String>,
    closing: Vec<String>,
    /// Whether the lines that follow are the output of a test that passed.
    is_quiet: bool,
}

/// How the line begins that follows the output of a passing test.
const ENDS_QUIET: &[&str] = &[
    "FAIL [",
    "FLAKY ",
    "LEAK ",
    "SIGABRT [",
    "SIGSEGV [",
    "Summary [",
    "TIMEOUT [",
    "TRY ",
    "──────",
];

/// The reason in a line `SKIPPED: reason`, in capitals or not.
fn skip_reason(line: &str) -> Option<&str> {
    line.strip_prefix("SKIPPED: ")
        .or_else(|| line.strip_prefix("skipped: "))
}

impl Tally {
    /// Counts a line of a test runner: closing lines of nextest and of the standard runner, and the lines
    /// `SKIPPED: reason` that our tests print where something optional is absent. Says whether a person wants to see it.
    pub(crate) fn read(&mut self, line: &str) -> bool {
        let text = line.trim();
        if let Some(reason) = skip_reason(text) {
            self.skip(reason.to_owned());
            return true;
        }
        // nextest repeats the output of each test, indented: it was counted by its own closing line.
        if let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            self.count(counts);
        } else if text.starts_with("Summary [")
            && let Some((_, counts)) = text
                .split_once("tests run:")
                .or_else(|| text.split_once("test run:"))
        {
            self.closing.push(text.to_owned());
            self.count(counts);
        }
        // What a passing test says is read for its skips and not shown.
        if text.starts_with("PASS [") {
            self.is_quiet = true;
        } else if ENDS_QUIET
            .iter()
            .any(|beginning| text.starts_with(beginning))
        {
            self.is_quiet = false;
        }
        !self.is_quiet
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

    /// Counts a check of our own that did not hold.
    pub(crate) fn fail(&mut self) {
        self.failed += 1;
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
        let shown: Vec<bool> = [
            "        PASS [   0.005s] (  4/256) brands tests::a_name",
            "    test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 27 filtered out; finished in 0.00s",
            "    SKIPPED: ../shared/corpus is not here",
            "    skipped: no python3",
            "        FAIL [   0.005s] (  5/256) brands tests::another_name",
            "    assertion failed",
            "     Summary [   3.511s] 12 tests run: 10 passed (1 slow), 2 failed, 0 skipped",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 1 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "a line that says 7 passed",
        ]
        .map(|line| tally.read(line))
        .to_vec();
        assert_eq!(
            shown,
            [false, false, true, true, true, true, true, true, true, true]
        );
        assert_eq!((tally.passed(), tally.failed()), (14, 6));
        assert_eq!(
            tally.skips(),
            ["../shared/corpus is not here", "no python3"]
        );
        assert_eq!(tally.closing_lines().len(), 1);
    }
}
