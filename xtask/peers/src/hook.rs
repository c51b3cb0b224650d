//! A webhook: hears notices and says that it took them, or what it is told to say.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The longest body that is taken.
const LARGEST: usize = 1 << 20;

/// A webhook on a free port of loopback; it hears until the process ends.
pub struct Hook {
    port: u16,
    status: Arc<AtomicU16>,
    heard: Mutex<Receiver<Notice>>,
}

/// What was heard.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The head, as it was sent.
    pub head: String,
    /// The body.
    pub body: String,
    /// When it was there whole.
    pub at: Instant,
}

impl Hook {
    /// Starts one that takes everything.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the test plays the world behind the door, which listens on sockets"
    )]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
        let port = listener.local_addr().expect("a bound socket").port();
        let status = Arc::new(AtomicU16::new(204));
        let (said, heard) = channel();
        let answer = Arc::clone(&status);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, said) = (Arc::clone(&answer), said.clone());
                std::thread::spawn(move || serve(stream, &answer, &said));
            }
        });
        Self {
            port,
            status,
            heard: Mutex::new(heard),
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// Says this status from now on.
    pub fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next notice; `None` where none came within the time.
    #[must_use]
    pub fn next(&self, patience: Duration) -> Option<Notice> {
        let heard = self.heard.lock().expect("one test at a time");
        heard.recv_timeout(patience).ok()
    }
}

fn serve(mut stream: TcpStream, status: &AtomicU16, said: &Sender<Notice>) {
    let Ok(read) = stream.try_clone() else { return };
    let mut reader = BufReader::new(read);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(1..) if line != "\r\n" => head.push_str(&line),
            Ok(1..) => break,
            _ => return,
        }
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0_usize);
    let mut body = vec![0; length.min(LARGEST)];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let at = Instant::now();
    let status = status.load(Ordering::SeqCst);
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    let _ = said.send(Notice {
        head,
        body: String::from_utf8_lossy(&body).into_owned(),
        at,
    });
}
