//! The door to DNS: questions go out together, every one with a time limit.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use facts::{DnsAnswer, DnsQuestion, DnsRecord, RecordKind};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::sync::{Semaphore, mpsc as jobs};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use crate::OutsideError;
use crate::cache::{Cache, Held};
use crate::name::fully_qualified;

/// Whom to ask, and for how long and how much.
#[derive(Clone, Debug)]
pub struct DnsSettings {
    /// For how long one question waits for its answer.
    pub timeout_per_question: Duration,
    /// For how long one call of [`DnsDoor::ask`] waits at most.
    pub whole: Duration,
    /// How many questions one call asks; the rest counts as unreachable, so that no mail can make us ask
    /// without end.
    pub questions_per_call: usize,
    /// How many questions are under way at once, over all calls.
    pub at_once: usize,
    /// How many answers are remembered.
    pub remembered: usize,
    /// The servers to ask; empty for those of the system's configuration.
    pub servers: Vec<SocketAddr>,
}

impl Default for DnsSettings {
    fn default() -> Self {
        Self {
            timeout_per_question: Duration::from_secs(2),
            whole: Duration::from_secs(8),
            questions_per_call: 64,
            at_once: 32,
            remembered: 2048,
            servers: Vec::new(),
        }
    }
}

/// The open door to DNS; shared by threads.
///
/// A thread of its own holds the event queue, so callers need no async and may ask at the same time; equal
/// questions asked at the same time go out once.
pub struct DnsDoor {
    jobs: Option<jobs::UnboundedSender<Job>>,
    driver: Option<JoinHandle<()>>,
    patience: Duration,
}

struct Job {
    questions: Vec<DnsQuestion>,
    reply: mpsc::SyncSender<Vec<(DnsQuestion, DnsAnswer)>>,
}

impl DnsDoor {
    /// Opens the door; no socket is opened before the first question.
    ///
    /// # Errors
    /// [`OutsideError::NoDnsServer`], where no server is given and the system names none;
    /// [`OutsideError::Start`], where the system refuses a thread.
    pub fn open(settings: DnsSettings) -> Result<Self, OutsideError> {
        let patience = settings.whole + settings.timeout_per_question;
        let desk = Desk::new(settings)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(OutsideError::Start)?;
        let (jobs, inbox) = jobs::unbounded_channel();
        let driver = std::thread::Builder::new()
            .name("dns".to_owned())
            .spawn(move || runtime.block_on(serve(Arc::new(desk), inbox)))
            .map_err(OutsideError::Start)?;
        Ok(Self {
            jobs: Some(jobs),
            driver: Some(driver),
            patience,
        })
    }

    /// Asks all questions at once and returns every question with its answer, in the same order.
    ///
    /// What nobody answered in time is [`DnsAnswer::Unreachable`]; a text that cannot be a DNS name is
    /// [`DnsAnswer::NoSuchName`] without being asked; a name without records of the kind has no records.
    /// Names are fully qualified: the system's search suffixes and hosts file do not count.
    #[must_use]
    pub fn ask(&self, questions: &[DnsQuestion]) -> Vec<(DnsQuestion, DnsAnswer)> {
        if questions.is_empty() {
            return Vec::new();
        }
        let (reply, answers) = mpsc::sync_channel(1);
        let job = Job {
            questions: questions.to_vec(),
            reply,
        };
        let is_sent = self
            .jobs
            .as_ref()
            .is_some_and(|jobs| jobs.send(job).is_ok());
        if is_sent && let Ok(answers) = answers.recv_timeout(self.patience) {
            return answers;
        }
        questions
            .iter()
            .map(|question| (question.clone(), DnsAnswer::Unreachable))
            .collect()
    }
}

impl fmt::Debug for DnsDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DnsDoor").finish_non_exhaustive()
    }
}

impl Drop for DnsDoor {
    fn drop(&mut self) {
        // Without a sender the driver's loop ends; questions still under way are given up.
        self.jobs = None;
        if let Some(driver) = self.driver.take() {
            // A driver that panicked has nothing left to close.
            let _ = driver.join();
        }
    }
}

async fn serve(desk: Arc<Desk>, mut inbox: jobs::UnboundedReceiver<Job>) {
    while let Some(job) = inbox.recv().await {
        tokio::spawn(Arc::clone(&desk).work(job));
    }
}

/// What all questions share.
struct Desk {
    resolver: TokioResolver,
    settings: DnsSettings,
    permits: Semaphore,
    cache: Mutex<Cache>,
    /// Until when nobody is asked, since the servers themselves are silent.
    silent_until: Mutex<Option<Instant>>,
    is_probing: AtomicBool,
}

impl Desk {
    /// For how long silent servers are left alone.
    const PAUSE: Duration = Duration::from_secs(30);

    fn new(settings: DnsSettings) -> Result<Self, OutsideError> {
        let provider = TokioRuntimeProvider::default();
        let mut builder = if settings.servers.is_empty() {
            TokioResolver::builder(provider)
                .map_err(|error| OutsideError::NoDnsServer(error.to_string()))?
        } else {
            let servers = settings.servers.iter().map(server).collect();
            TokioResolver::builder_with_config(ResolverConfig::from_name_servers(servers), provider)
        };
        tune(builder.options_mut(), &settings);
        let resolver = builder
            .build()
            .map_err(|error| OutsideError::NoDnsServer(error.to_string()))?;
        Ok(Self {
            resolver,
            permits: Semaphore::new(settings.at_once.clamp(1, 256)),
            cache: Mutex::new(Cache::new(settings.remembered)),
            silent_until: Mutex::new(None),
            is_probing: AtomicBool::new(false),
            settings,
        })
    }

    async fn work(self: Arc<Self>, job: Job) {
        let deadline = Instant::now() + self.settings.whole;
        let mut answers = vec![DnsAnswer::Unreachable; job.questions.len()];
        let mut under_way = JoinSet::new();
        for (at, question) in job
            .questions
            .iter()
            .enumerate()
            .take(self.settings.questions_per_call)
        {
            match fully_qualified(&question.name) {
                Some(name) => {
                    let desk = Arc::clone(&self);
                    let question = question.clone();
                    under_way.spawn(async move { (at, desk.answer(question, name).await) });
                }
                None => {
                    if let Some(answer) = answers.get_mut(at) {
                        *answer = DnsAnswer::NoSuchName;
                    }
                }
            }
        }
        while let Ok(Some(done)) = timeout_at(deadline, under_way.join_next()).await {
            if let Ok((at, answer)) = done
                && let Some(place) = answers.get_mut(at)
            {
                *place = answer;
            }
        }
        // The caller may have lost patience; then nobody reads this.
        let _ = job
            .reply
            .send(job.questions.into_iter().zip(answers).collect());
    }

    async fn answer(self: Arc<Self>, question: DnsQuestion, name: Name) -> DnsAnswer {
        let slot = lock(&self.cache).slot(&question, Instant::now());
        let held = slot.get_or_init(|| self.ask(name, question.kind)).await;
        lock(&self.cache).settle(&question, &held.answer);
        held.answer.clone()
    }

    async fn ask(self: &Arc<Self>, name: Name, kind: RecordKind) -> Held {
        let unreachable = || Held {
            answer: DnsAnswer::Unreachable,
            until: Instant::now() + Cache::SHORTEST,
        };
        let Ok(_permit) = self.permits.acquire().await else {
            return unreachable();
        };
        if lock(&self.silent_until).is_some_and(|until| Instant::now() < until) {
            return Held {
                answer: DnsAnswer::Unreachable,
                until: Instant::now(),
            };
        }
        let lookup = self.resolver.lookup(name, record_type(kind));
        match timeout(self.settings.timeout_per_question, lookup).await {
            Ok(Ok(lookup)) => {
                let now = Instant::now();
                let until = Instant::from_std(lookup.valid_until())
                    .clamp(now + Cache::SHORTEST, now + Cache::LONGEST);
                let records = lookup
                    .answers()
                    .iter()
                    .filter(|record| record.record_type() == record_type(kind))
                    .filter_map(|record| record_of(&record.data))
                    .collect();
                Held {
                    answer: DnsAnswer::Records(records),
                    until,
                }
            }
            Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none)))) => {
                let until = Instant::now() + Cache::NEGATIVE;
                match none.response_code {
                    ResponseCode::NXDomain => Held {
                        answer: DnsAnswer::NoSuchName,
                        until,
                    },
                    ResponseCode::NoError => Held {
                        answer: DnsAnswer::Records(Vec::new()),
                        until,
                    },
                    _ => unreachable(),
                }
            }
            // A server that says "I failed" is alive; only its silence calls for the probe.
            Ok(Err(NetError::Dns(_))) => unreachable(),
            Ok(Err(_)) | Err(_) => {
                // The caller does not wait for it.
                tokio::spawn(Arc::clone(self).probe());
                unreachable()
            }
        }
    }

    /// Tells a name that nobody answers for from servers that answer nobody.
    ///
    /// A hostile mail can name hosts whose servers never answer, so silence about a name says nothing of our
    /// own servers; but every working resolver knows the root. Where even that is not answered, the servers
    /// are left alone for a while, and a thousand mails do not wait a thousand times.
    async fn probe(self: Arc<Self>) {
        if self.is_probing.swap(true, Ordering::AcqRel) {
            return;
        }
        let root = self.resolver.lookup(Name::root(), RecordType::NS);
        let is_silent = match timeout(self.settings.timeout_per_question, root).await {
            Ok(Ok(_) | Err(NetError::Dns(_))) => false,
            Ok(Err(_)) | Err(_) => true,
        };
        *lock(&self.silent_until) = is_silent.then(|| Instant::now() + Self::PAUSE);
        self.is_probing.store(false, Ordering::Release);
    }
}

fn server(address: &SocketAddr) -> NameServerConfig {
    let mut udp = ConnectionConfig::udp();
    let mut tcp = ConnectionConfig::tcp();
    udp.port = address.port();
    tcp.port = address.port();
    NameServerConfig::new(address.ip(), true, vec![udp, tcp])
}

fn tune(options: &mut ResolverOpts, settings: &DnsSettings) {
    // Half the time per try leaves room for one lost packet.
    options.timeout = settings.timeout_per_question / 2;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
    // Our own cache is the only one: it is bounded in octets as well.
    options.cache_size = 0;
}

fn record_type(kind: RecordKind) -> RecordType {
    match kind {
        RecordKind::Txt => RecordType::TXT,
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Mx => RecordType::MX,
        RecordKind::Ptr => RecordType::PTR,
    }
}

fn record_of(data: &RData) -> Option<DnsRecord> {
    Some(match data {
        // Joined without anything between (RFC 6376 §3.6.2.2, RFC 7208 §3.3).
        RData::TXT(text) => DnsRecord::Txt(text.txt_data.concat()),
        RData::A(address) => DnsRecord::A(address.0),
        RData::AAAA(address) => DnsRecord::Aaaa(address.0),
        RData::MX(mx) => DnsRecord::Mx {
            preference: mx.preference,
            exchange: plain(&mx.exchange),
        },
        RData::PTR(name) => DnsRecord::Ptr(plain(&name.0)),
        _ => return None,
    })
}

/// A name in the form of a question: lower case, without the final dot.
fn plain(name: &Name) -> Box<str> {
    let text = name.to_ascii().to_ascii_lowercase();
    text.strip_suffix('.').unwrap_or(&text).into()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing is done under these locks that could leave them half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
