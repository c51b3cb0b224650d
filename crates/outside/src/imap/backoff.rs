//! How long to wait before the next attempt to reach a server.

use std::time::Duration;

/// Waits that double with each failure and are spread by chance, so that many watchers do not come back at once.
///
/// Pure: the seed is given, and no clock is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
    state: u64,
}

impl Backoff {
    /// The longest first wait.
    pub const FIRST: Duration = Duration::from_secs(5);
    /// The longest wait of all.
    pub const LONGEST: Duration = Duration::from_secs(15 * 60);

    /// A fresh one; watchers with different seeds spread.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            failures: 0,
            state: seed,
        }
    }

    /// How long to wait after one more failure: between half of the present step and the whole of it.
    #[must_use = "the wait is what this is for"]
    pub fn after_failure(&mut self) -> Duration {
        let step = Self::FIRST
            .saturating_mul(2_u32.saturating_pow(self.failures))
            .min(Self::LONGEST);
        self.failures = self.failures.saturating_add(1);
        let half = step / 2;
        let spread = u64::try_from(half.as_millis()).unwrap_or(u64::MAX).max(1);
        half + Duration::from_millis(self.draw() % (spread + 1))
    }

    /// The server answered: the next failure waits as if it were the first.
    pub fn after_success(&mut self) {
        self.failures = 0;
    }

    /// The next number of splitmix64.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_start_anew_after_success() {
        let mut backoff = Backoff::new(7);
        let mut step = Backoff::FIRST;
        for _ in 0..40 {
            let wait = backoff.after_failure();
            assert!(wait >= step / 2 && wait <= step, "{wait:?} of {step:?}");
            step = (step * 2).min(Backoff::LONGEST);
        }
        backoff.after_success();
        assert!(backoff.after_failure() <= Backoff::FIRST);
    }

    #[test]
    fn seeds_spread_and_one_seed_repeats() {
        let first = |seed| Backoff::new(seed).after_failure();
        assert_eq!(first(1), first(1));
        let waits: std::collections::BTreeSet<Duration> = (0..100).map(first).collect();
        assert!(waits.len() > 90, "{} of 100 differ", waits.len());
    }
}
