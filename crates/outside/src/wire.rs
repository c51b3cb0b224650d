//! A connection that speaks in lines, with an end to its patience and to the length of what it takes.
//!
//! Both mail submission and ManageSieve are spoken over it. However slowly the other side dribbles, one talk is
//! over when its time is; however long a line is, only so much of it is held.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ClientConfig, ClientConnection, StreamOwned};
use rustls_pki_types::ServerName;

/// Why a talk ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WireError {
    /// The host is not known, refuses, or ended the connection.
    NotReached,
    /// The time for the whole talk is over.
    TimedOut,
    /// The certificate is not for this host, or nobody trusted made it.
    WrongCertificate,
    /// Encryption failed for another reason.
    NotEncrypted,
    /// A line or a text is longer than is taken.
    TooLong,
    /// Something was said in clear that would be taken for encrypted words (RFC 5804 §2.2, RFC 3207 §4.2).
    SpokeTooEarly,
}

impl WireError {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut,
            _ => match inner(error) {
                Some(rustls::Error::InvalidCertificate(_)) => Self::WrongCertificate,
                Some(_) => Self::NotEncrypted,
                None => Self::NotReached,
            },
        }
    }
}

/// What the encrypting library said, where an error of the system only carries it.
pub(crate) fn inner(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// A socket that gives up when the time of the whole talk is over, not only that of one read.
struct Timed {
    stream: TcpStream,
    until: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Duration> {
        left(self.until).ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.left()?))?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

enum Stream {
    Plain(Timed),
    Encrypted(Box<StreamOwned<ClientConnection, Timed>>),
}

/// The connection, and what was received and not yet taken.
pub(crate) struct Wire {
    /// Absent only while encryption begins, and after it failed.
    stream: Option<Stream>,
    received: Vec<u8>,
}

impl Wire {
    /// Octets read at once.
    const PIECE: usize = 4 << 10;

    /// Connects to the first address of the host that answers; everything said over the connection must be done
    /// within `patience`.
    ///
    /// # Errors
    /// [`WireError`], where none answers in time.
    pub(crate) fn connect(host: &str, port: u16, patience: Duration) -> Result<Self, WireError> {
        let until = now() + patience;
        #[expect(
            clippy::disallowed_methods,
            reason = "a server that the person named is looked up as every program does it"
        )]
        let addresses = std::net::ToSocketAddrs::to_socket_addrs(&(host, port))
            .map_err(|_| WireError::NotReached)?;
        let mut why = WireError::NotReached;
        for address in addresses {
            let left = left(until).ok_or(WireError::TimedOut)?;
            #[expect(
                clippy::disallowed_methods,
                reason = "the doors for mail submission and ManageSieve"
            )]
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => {
                    // Questions are one small packet each; waiting for more to send only costs time.
                    let _ = stream.set_nodelay(true);
                    return Ok(Self {
                        stream: Some(Stream::Plain(Timed { stream, until })),
                        received: Vec::new(),
                    });
                }
                Err(error) => why = WireError::of(&error),
            }
        }
        Err(why)
    }

    /// Encrypts from here on, for a host of this name.
    ///
    /// # Errors
    /// [`WireError`]; the connection is of no use then.
    pub(crate) fn encrypt(
        &mut self,
        config: Arc<ClientConfig>,
        host: &str,
    ) -> Result<(), WireError> {
        if !self.received.is_empty() {
            return Err(WireError::SpokeTooEarly);
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| WireError::NotEncrypted)?;
        let Some(Stream::Plain(timed)) = self.stream.take() else {
            return Err(WireError::NotEncrypted);
        };
        let connection =
            ClientConnection::new(config, name).map_err(|_| WireError::NotEncrypted)?;
        let mut stream = StreamOwned::new(connection, timed);
        // Now, so that nothing is said before the other side has shown who it is.
        stream
            .conn
            .complete_io(&mut stream.sock)
            .map_err(|error| WireError::of(&error))?;
        self.stream = Some(Stream::Encrypted(Box::new(stream)));
        Ok(())
    }

    /// Says something.
    ///
    /// # Errors
    /// [`WireError`], where it did not go out in time.
    pub(crate) fn say(&mut self, octets: &[u8]) -> Result<(), WireError> {
        let said = match &mut self.stream {
            Some(Stream::Plain(stream)) => stream.write_all(octets).and_then(|()| stream.flush()),
            Some(Stream::Encrypted(stream)) => {
                stream.write_all(octets).and_then(|()| stream.flush())
            }
            None => Err(io::ErrorKind::NotConnected.into()),
        };
        said.map_err(|error| WireError::of(&error))
    }

    /// The next line without its end, of at most `limit` octets.
    ///
    /// # Errors
    /// [`WireError`], where there is none, or a longer one.
    pub(crate) fn line(&mut self, limit: usize) -> Result<Vec<u8>, WireError> {
        let mut looked_at = 0;
        loop {
            let end = self
                .received
                .iter()
                .skip(looked_at)
                .position(|octet| *octet == b'\n');
            if let Some(end) = end {
                let mut line: Vec<u8> = self.received.drain(..=looked_at + end).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return if line.len() > limit {
                    Err(WireError::TooLong)
                } else {
                    Ok(line)
                };
            }
            looked_at = self.received.len();
            if looked_at > limit {
                return Err(WireError::TooLong);
            }
            self.receive()?;
        }
    }

    /// So many octets as they stand; the caller has held the number against its limit.
    ///
    /// # Errors
    /// [`WireError`], where they do not come.
    pub(crate) fn exactly(&mut self, count: usize) -> Result<Vec<u8>, WireError> {
        while self.received.len() < count {
            self.receive()?;
        }
        Ok(self.received.drain(..count).collect())
    }

    fn receive(&mut self) -> Result<(), WireError> {
        let mut piece = [0; Self::PIECE];
        let read = match &mut self.stream {
            Some(Stream::Plain(stream)) => stream.read(&mut piece),
            Some(Stream::Encrypted(stream)) => stream.read(&mut piece),
            None => Err(io::ErrorKind::NotConnected.into()),
        };
        match read {
            Ok(0) => Err(WireError::NotReached),
            Ok(count) => {
                self.received.extend(piece.iter().take(count));
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(WireError::of(&error)),
        }
    }
}

/// Whether a host is this machine itself, written as such: what is said to it passes no network.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn now() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "a door measures its own patience"
    )]
    Instant::now()
}

fn left(until: Instant) -> Option<Duration> {
    until
        .checked_duration_since(now())
        .filter(|left| !left.is_zero())
}
