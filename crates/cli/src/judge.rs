//! Many mails at once: judged by several threads, handed on in the order in which they came.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use words::FailureKind;

use crate::piece::{Piece, Trouble};

/// A mail judged, or the reason why it was not.
#[derive(Debug)]
pub(crate) struct Judged<T> {
    pub(crate) file: String,
    pub(crate) position: Option<u64>,
    pub(crate) outcome: Result<Box<T>, Trouble>,
    /// How many octets of the named files were passed for it.
    pub(crate) passed: u64,
}

/// Pieces that are handed to a thread at once, since waking one costs as much as judging a small mail.
const BATCH: usize = 8;

/// Octets from which on a batch is handed over, however few its pieces are.
const BATCH_OCTETS: usize = 128 << 10;

/// How many batches reading may run ahead of what is handed on: a slow mail in front must not make the finished
/// ones behind it pile up.
const AHEAD: usize = 32;

/// Octets of mails that may wait or be judged at one time; one mail alone may have more.
const HELD: usize = 16 << 20;

/// The octets of the mails that wait for a thread or are judged.
#[derive(Default)]
struct Load {
    held: Mutex<Held>,
    lighter: Condvar,
}

#[derive(Default)]
struct Held {
    octets: usize,
    /// Whether the reader waits for room.
    is_awaited: bool,
    /// Whether nobody waits any more: what is still read is thrown away.
    is_over: bool,
}

impl Load {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for so many octets.
    fn take_on(&self, octets: usize) {
        let mut held = self
            .lighter
            .wait_while(self.held(), |held| {
                held.is_awaited =
                    !held.is_over && held.octets > 0 && held.octets.saturating_add(octets) > HELD;
                held.is_awaited
            })
            .unwrap_or_else(PoisonError::into_inner);
        held.octets = held.octets.saturating_add(octets);
    }

    fn put_down(&self, octets: usize) {
        let mut held = self.held();
        held.octets = held.octets.saturating_sub(octets);
        if held.is_awaited {
            self.lighter.notify_all();
        }
    }

    fn end(&self) {
        self.held().is_over = true;
        self.lighter.notify_all();
    }
}

/// Judges every piece with `check` in `jobs` threads, and hands the results to `take` in order.
///
/// # Errors
/// The first error of `take`; reading and judging then stop.
pub(crate) fn judge<T: Send>(
    mut pieces: impl Iterator<Item = Piece> + Send,
    check: impl Fn(&[u8]) -> T + Sync,
    jobs: NonZeroUsize,
    mut take: impl FnMut(Judged<T>) -> io::Result<()>,
) -> io::Result<()> {
    if jobs.get() == 1 {
        // Nobody would be working meanwhile, and handing over costs more than it brings.
        return pieces.try_for_each(|piece| take(judge_one(piece, &check)));
    }
    let (pass, passes) = sync_channel(AHEAD);
    let (give, work) = sync_channel(jobs.get());
    let (finish, finished) = sync_channel(AHEAD);
    let work = Mutex::new(work);
    let load = Load::default();
    std::thread::scope(|scope| {
        let load = &load;
        scope.spawn(move || read(pieces, load, &pass, &give));
        for _ in 0..jobs.get() {
            let finish = finish.clone();
            scope.spawn(|| judge_some(&work, load, &check, finish));
        }
        // Only the threads hold a sender now: when the last one ends, so does the loop.
        drop(finish);
        let handed_on = in_order(finished, &passes, &mut take);
        // After an error the reader waits for a pass, for room or for a free worker: it gets no more passes and all
        // the room, and what it still gives is thrown away.
        drop(passes);
        load.end();
        while work
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv()
            .is_ok()
        {}
        handed_on
    })
}

fn read(
    pieces: impl Iterator<Item = Piece>,
    load: &Load,
    pass: &SyncSender<()>,
    give: &SyncSender<(u64, Vec<Piece>)>,
) {
    let mut pieces = pieces.fuse();
    for number in 0.. {
        let mut batch = Vec::new();
        let mut octets = 0;
        while batch.len() < BATCH && octets < BATCH_OCTETS {
            // While a large mail is judged, another large one is not even read.
            load.take_on(0);
            let Some(piece) = pieces.next() else { break };
            octets += weight(&piece);
            batch.push(piece);
        }
        if batch.is_empty() {
            return;
        }
        load.take_on(octets);
        if pass.send(()).is_err() || give.send((number, batch)).is_err() {
            return;
        }
    }
}

/// Octets that a piece keeps in memory.
fn weight(piece: &Piece) -> usize {
    piece.body.as_ref().map_or(0, Vec::capacity)
}

fn judge_some<T>(
    work: &Mutex<Receiver<(u64, Vec<Piece>)>>,
    load: &Load,
    check: &(impl Fn(&[u8]) -> T + Sync),
    finish: SyncSender<(u64, Vec<Judged<T>>)>,
) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else { return };
        let judged = batch
            .into_iter()
            .map(|piece| {
                let weight = weight(&piece);
                let judged = judge_one(piece, check);
                load.put_down(weight);
                judged
            })
            .collect();
        if finish.send((number, judged)).is_err() {
            return;
        }
    }
}

fn judge_one<T>(piece: Piece, check: &impl Fn(&[u8]) -> T) -> Judged<T> {
    let outcome = piece.body.and_then(|raw| {
        // One mail must never stop the judging of the others.
        catch_unwind(AssertUnwindSafe(|| check(&raw)))
            .map(Box::new)
            .map_err(|_| Trouble::of(FailureKind::Ours))
    });
    Judged {
        file: piece.file,
        position: piece.position,
        outcome,
        passed: piece.passed,
    }
}

fn in_order<T>(
    finished: Receiver<(u64, Vec<Judged<T>>)>,
    passes: &Receiver<()>,
    take: &mut impl FnMut(Judged<T>) -> io::Result<()>,
) -> io::Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, judged) in finished {
        early.insert(number, judged);
        while let Some(judged) = early.remove(&next) {
            next += 1;
            // Every batch was given with a pass, so one is there.
            let _ = passes.try_recv();
            judged.into_iter().try_for_each(&mut *take)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use facts::{MailReport, ObservationId, Verdict};
    use mioboe::Checked;

    use super::*;

    fn checked(raw: &[u8]) -> Checked {
        Checked {
            report: MailReport {
                id: ObservationId::of(raw),
                verdict: Verdict::NoClaim,
                claims: vec![],
                proof: vec![],
                findings: vec![],
                gaps: vec![],
            },
            from: String::new(),
            subject: String::from_utf8_lossy(raw).into_owned(),
            date: None,
            judged_enclosed: None,
        }
    }

    fn piece(number: u32) -> Piece {
        Piece {
            file: number.to_string(),
            position: None,
            body: Ok(number.to_string().into_bytes()),
            passed: 1,
        }
    }

    fn jobs(number: usize) -> NonZeroUsize {
        NonZeroUsize::new(number).expect("not zero")
    }

    #[test]
    fn results_come_in_the_order_of_the_mails() {
        let mut order = Vec::new();
        let uneven = |raw: &[u8]| {
            // Some mails take longer than others.
            let rounds = if raw.ends_with(b"3") { 20_000 } else { 1 };
            for _ in 0..rounds {
                std::hint::black_box(ObservationId::of(raw));
            }
            checked(raw)
        };
        let expected: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
        for number in [1, 4] {
            order.clear();
            judge((0..1000).map(piece), uneven, jobs(number), |judged| {
                order.push(judged.file);
                Ok(())
            })
            .expect("nothing fails");
            assert_eq!(order, expected);
        }
    }

    #[test]
    fn a_reader_that_goes_away_stops_everything() {
        for number in [1, 3] {
            let mut taken = 0;
            // Without an end: only stopping lets this test finish.
            let result = judge((0..u32::MAX).map(piece), checked, jobs(number), |_| {
                taken += 1;
                if taken == 5 {
                    Err(io::ErrorKind::BrokenPipe.into())
                } else {
                    Ok(())
                }
            });
            assert_eq!(
                result.map_err(|error| error.kind()),
                Err(io::ErrorKind::BrokenPipe)
            );
            assert_eq!(taken, 5);
        }
    }

    #[test]
    fn large_mails_wait_until_there_is_room_for_them() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        const LARGE: usize = HELD / 2 - 1024;
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let pieces = (0..40).map(|number| {
            // Read, and not judged yet.
            let now = held.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            Piece {
                body: Ok(vec![b'x'; LARGE]),
                ..piece(number)
            }
        });
        let check = |_: &[u8]| {
            let report = checked(b"");
            held.fetch_sub(1, Ordering::SeqCst);
            report
        };
        let mut taken = 0;
        judge(pieces, check, jobs(4), |_| {
            taken += 1;
            Ok(())
        })
        .expect("nothing fails");
        assert_eq!(taken, 40);
        // Two have room, a third may be in the reader's hand.
        assert!(most.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn a_mail_that_breaks_us_does_not_stop_the_others() {
        let breaking = |raw: &[u8]| {
            assert!(raw != b"1", "the mail that breaks us");
            checked(raw)
        };
        for number in [1, 2] {
            let mut broken = Vec::new();
            judge((0..3).map(piece), breaking, jobs(number), |judged| {
                broken.push(judged.outcome.err().map(|trouble| trouble.kind));
                Ok(())
            })
            .expect("nothing fails");
            assert_eq!(broken, [None, Some(FailureKind::Ours), None]);
        }
    }

    #[test]
    fn what_could_not_be_read_keeps_its_place() {
        let pieces = [
            piece(0),
            Piece {
                body: Err(Trouble::of(FailureKind::Empty)),
                ..piece(1)
            },
            piece(2),
        ];
        let mut kinds = Vec::new();
        judge(pieces.into_iter(), checked, jobs(2), |judged| {
            kinds.push(judged.outcome.err().map(|trouble| trouble.kind));
            Ok(())
        })
        .expect("nothing fails");
        assert_eq!(kinds, [None, Some(FailureKind::Empty), None]);
    }
}
