//! What is usual: shares, and the middle of values that a few wild ones do not move.

/// Whether `part` is at least `percent` of `whole`, where `whole` is large enough to say so.
pub(super) fn share_is(part: u64, whole: u64, least: u64, percent: u64) -> bool {
    whole >= least && part.saturating_mul(100) >= whole.saturating_mul(percent)
}

/// The median of values and the median distance from it.
///
/// Half of the values may be anything without moving either beyond the other half (Hampel 1974), so a flood does not
/// become its own measure.
pub(super) fn middle(values: &mut [u64]) -> (u64, u64) {
    values.sort_unstable();
    let median = values.get(values.len() / 2).copied().unwrap_or(0);
    let mut distances: Vec<u64> = values.iter().map(|value| value.abs_diff(median)).collect();
    distances.sort_unstable();
    let spread = distances.get(distances.len() / 2).copied().unwrap_or(0);
    (median, spread)
}
