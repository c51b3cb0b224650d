//! The process that looks into pictures and documents: this very command, started by itself, behind limits.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::Thread;
use std::time::Duration;

use mioboe::Viewer;
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

/// The word that makes the command a viewer; it stands in no help, since no person needs it.
const WORD: &str = "look-for-mioboe";
/// Octets of address space: what a hostile picture can make us take.
const MEMORY: u64 = 500 << 20;
/// The allocator takes address space as it is needed: by itself it begins with more than [`MEMORY`].
const ALLOCATOR: [(&str, &str); 2] = [
    ("MIMALLOC_ARENA_RESERVE", "64MiB"),
    ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
];
/// How often the time is looked at while a question is being answered.
const TICK: Duration = Duration::from_millis(5);

pub(crate) fn is_asked(arguments: &[OsString]) -> bool {
    arguments.len() == 2 && arguments.get(1).is_some_and(|word| word == WORD)
}

/// How the viewer is started, where the system can say which program we are.
pub(crate) fn command() -> Option<Viewer> {
    Some(Viewer {
        program: std::env::current_exe().ok()?,
        arguments: vec![WORD.to_owned()],
        environment: &ALLOCATOR,
    })
}

/// Answers until the input ends.
pub(crate) fn serve() -> ExitCode {
    // What it trips over is told by its answer, or by its end.
    std::panic::set_hook(Box::new(|_| {}));
    let Some(watch) = Watch::start() else {
        return ExitCode::FAILURE;
    };
    if !shut_in() {
        return ExitCode::FAILURE;
    }
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let served = mioboe::serve_looks(input, output, |granted| watch.grant(granted), spent);
    if served.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// No files, no core, no more processes, bounded memory; before the first octet is read.
fn shut_in() -> bool {
    let to = |limit| Rlimit {
        current: Some(limit),
        maximum: Some(limit),
    };
    [
        (Resource::As, MEMORY),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        // The three that are open stay open.
        (Resource::Nofile, 3),
        (Resource::Nproc, 0),
    ]
    .into_iter()
    .all(|(resource, limit)| setrlimit(resource, to(limit)).is_ok())
}

/// The CPU time that this process has used.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Ends the process when a question takes more CPU time than it was granted.
struct Watch {
    /// The CPU time in milliseconds at which the process ends.
    end: Arc<AtomicU64>,
    thread: Thread,
}

impl Watch {
    fn start() -> Option<Self> {
        let end = Arc::new(AtomicU64::new(u64::MAX));
        let seen = Arc::clone(&end);
        let handle = std::thread::Builder::new()
            .stack_size(64 << 10)
            .spawn(move || {
                loop {
                    match seen.load(Ordering::Relaxed) {
                        u64::MAX => std::thread::park(),
                        end if millis(spent()) >= end => give_up(),
                        _ => std::thread::park_timeout(TICK),
                    }
                }
            })
            .ok()?;
        Some(Self {
            end,
            thread: handle.thread().clone(),
        })
    }

    fn grant(&self, granted: Option<Duration>) {
        let Some(granted) = granted else {
            return self.end.store(u64::MAX, Ordering::Relaxed);
        };
        let until = spent() + granted;
        self.end.store(millis(until), Ordering::Relaxed);
        self.thread.unpark();
        // Should the watch itself fail, the system kills us: whole seconds are what it counts.
        let seconds = until.as_secs() + 2;
        let _ = setrlimit(
            Resource::Cpu,
            Rlimit {
                current: Some(seconds),
                maximum: None,
            },
        );
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[expect(
    clippy::exit,
    reason = "another thread is deep in a decoder and cannot be told to stop"
)]
fn give_up() -> ! {
    std::process::exit(3)
}
