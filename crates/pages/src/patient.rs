//! Connections that are not waited for without end: who is slow to say what it wants, or falls silent, is cut off.

use std::future::{Future as _, Pending, pending};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Timeout, timeout};

/// What ends the head of a request (RFC 9112 §2.1).
const END: &[u8] = b"\r\n\r\n";

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For the whole head of a request, from its first octet.
    head: Duration,
    /// For the next octet of anything else, and for the next request.
    silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(20),
            silence: Duration::from_secs(120),
        }
    }
}

/// Takes connections and has patience with them.
pub(crate) struct Patiently {
    pub(crate) socket: TcpListener,
    pub(crate) patience: Patience,
}

impl axum::serve::Listener for Patiently {
    type Io = Patient;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Patient, SocketAddr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.socket).await;
        (Patient::new(stream, self.patience), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// In a head, of whose end so many octets were seen.
    Head(usize),
    /// Behind a head: in a body, or while it is answered.
    Body,
    /// Answered; what comes next is a head.
    Answered,
}

/// A connection with an end to patience.
pub(crate) struct Patient {
    stream: TcpStream,
    patience: Patience,
    phase: Phase,
    until: Pin<Box<Timeout<Pending<()>>>>,
}

impl Patient {
    fn new(stream: TcpStream, patience: Patience) -> Self {
        Self {
            stream,
            patience,
            phase: Phase::Head(0),
            until: Box::pin(timeout(patience.head, pending())),
        }
    }

    /// Waits anew.
    fn wait(&mut self, patience: Duration) {
        self.until = Box::pin(timeout(patience, pending()));
    }

    /// Nothing moves: whether it has been so for too long.
    fn waiting(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.until.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }

    /// Octets came.
    fn heard(&mut self, octets: &[u8]) {
        if octets.is_empty() {
            return;
        }
        if self.phase == Phase::Answered {
            self.phase = Phase::Head(0);
            self.wait(self.patience.head);
        }
        let Phase::Head(mut seen) = self.phase else {
            return self.wait(self.patience.silence);
        };
        for octet in octets {
            seen = match END.get(seen) {
                Some(expected) if expected == octet => seen + 1,
                _ => usize::from(*octet == b'\r'),
            };
            if seen == END.len() {
                self.phase = Phase::Body;
                return self.wait(self.patience.silence);
            }
        }
        self.phase = Phase::Head(seen);
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                self.heard(buffer.filled().get(before..).unwrap_or_default());
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.waiting(context),
        }
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, octets) {
            Poll::Ready(written) => {
                // A leave to go on (RFC 9110 §15.2.1) is no answer: the body is still to come.
                if !octets.starts_with(b"HTTP/1.1 100 ") {
                    self.phase = Phase::Answered;
                }
                let silence = self.patience.silence;
                self.wait(silence);
                Poll::Ready(written)
            }
            Poll::Pending => {
                ready!(self.waiting(context))?;
                Poll::Pending
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io::Write as _;

    use mioboe::Runner;

    use super::*;

    const SHORT: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_secs(600);

    /// What a connection reads, piece by piece, until patience ends; `None` where it does not for a while.
    #[expect(
        clippy::disallowed_methods,
        reason = "the test is both sides of a connection on the loopback address"
    )]
    fn read(patience: Patience, said: &[u8]) -> Option<io::ErrorKind> {
        let runner = Runner::new().expect("a runner");
        runner.run(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let mut other = std::net::TcpStream::connect(address).expect("a connection");
            let (stream, _) = listener.accept().await.expect("a connection");
            other.write_all(said).expect("written");
            let mut patient = Patient::new(stream, patience);
            let reading = async {
                loop {
                    let mut octets = [0; 16];
                    let mut buffer = ReadBuf::new(&mut octets);
                    let read =
                        poll_fn(|context| Pin::new(&mut patient).poll_read(context, &mut buffer));
                    if let Err(error) = read.await {
                        return error.kind();
                    }
                    assert!(!buffer.filled().is_empty(), "the other side ended");
                }
            };
            timeout(SHORT * 5, reading).await.ok()
        })
    }

    #[test]
    fn a_head_that_never_ends_and_a_body_that_falls_silent_are_not_waited_for() {
        let head: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a";
        let whole: &[u8] = b"POST / HTTP/1.1\r\nContent-Length: 10\r\r\n\r\n\r\nabc";
        struct Case {
            head: Duration,
            silence: Duration,
            said: &'static [u8],
            is_cut: bool,
        }
        for case in [
            Case {
                head: SHORT,
                silence: LONG,
                said: b"",
                is_cut: true,
            },
            Case {
                head: SHORT,
                silence: LONG,
                said: head,
                is_cut: true,
            },
            Case {
                head: LONG,
                silence: SHORT,
                said: head,
                is_cut: false,
            },
            Case {
                head: SHORT,
                silence: LONG,
                said: whole,
                is_cut: false,
            },
            Case {
                head: LONG,
                silence: SHORT,
                said: whole,
                is_cut: true,
            },
        ] {
            let patience = Patience {
                head: case.head,
                silence: case.silence,
            };
            let expected = case.is_cut.then_some(io::ErrorKind::TimedOut);
            assert_eq!(read(patience, case.said), expected, "{patience:?}");
        }
    }
}
