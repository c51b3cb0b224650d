//! From settings to a connection that is protected and logged in.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::ServerName;

use super::certificate::{config, platform_roots};
use super::error::{ImapError, NotOffered};
use super::login::secrets;
use super::session::{Command, ImapSession, nothing};
use super::settings::ImapSettings;
use crate::Security;

use super::wire::{SMALL_LITERAL_LIMIT, Stream, Wire};

/// Addresses of a host that are tried.
const ADDRESSES_TRIED: usize = 8;

/// The open door to mailboxes; opens nothing before it is asked to connect.
#[derive(Debug, Default)]
pub struct ImapDoor {
    platform: OnceLock<RootCertStore>,
}

impl ImapDoor {
    pub(crate) fn open() -> Self {
        Self::default()
    }

    /// Connects, protects the connection, and logs in.
    ///
    /// Plain text is never fallen back to: a server that does not offer what the settings ask for is left before
    /// anything of the person was said.
    ///
    /// # Errors
    /// [`ImapError`], which says why there is no mailbox to read.
    pub async fn connect(&self, settings: &ImapSettings) -> Result<ImapSession, ImapError> {
        let at = format!("{}:{}", settings.host, settings.port);
        let tcp = reach(settings, &at).await?;
        let stream: Box<dyn Stream> = match settings.security {
            Security::Tls => self.protect(Box::new(tcp), settings, &at).await?,
            Security::StartTls | Security::PlainToLoopback => Box::new(tcp),
        };
        let mut session = greeted(stream, settings).await?;
        if settings.security == Security::StartTls {
            session.learn().await?;
            let stream = session.start_tls().await?;
            let stream = self.protect(stream, settings, &at).await?;
            // What was said in clear counts no more (RFC 3501 §6.2.1), so the session is a new one.
            session = ImapSession::new(
                Wire::new(stream, settings.limits.silence),
                settings.limits,
                secrets(settings),
            );
        }
        session.learn().await?;
        session.log_in(settings).await?;
        Ok(session)
    }

    /// Greets and logs in over a connection that is open already, such as a tunnel; it is taken as it is, and nothing is
    /// said about its protection.
    ///
    /// # Errors
    /// [`ImapError`], which says why there is no mailbox to read.
    pub async fn connect_over(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        settings: &ImapSettings,
    ) -> Result<ImapSession, ImapError> {
        let mut session = greeted(Box::new(stream), settings).await?;
        session.learn().await?;
        session.log_in(settings).await?;
        Ok(session)
    }

    async fn protect(
        &self,
        stream: Box<dyn Stream>,
        settings: &ImapSettings,
        at: &str,
    ) -> Result<Box<dyn Stream>, ImapError> {
        let platform = self.platform.get_or_init(platform_roots);
        let (config, refused) = config(platform, &settings.extra_roots)?;
        let name = ServerName::try_from(settings.host.clone()).map_err(|_| ImapError::BadHost {
            host: settings.host.clone(),
        })?;
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
        match timeout(settings.limits.connect, connecting).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(error)) => Err(
                match error
                    .get_ref()
                    .and_then(|it| it.downcast_ref::<tokio_rustls::rustls::Error>())
                {
                    Some(why) => refused.explain(why, &settings.host, at),
                    None => ImapError::Tls {
                        at: at.to_owned(),
                        reason: error.kind().to_string(),
                    },
                },
            ),
            Err(_) => Err(ImapError::TimedOut),
        }
    }
}

async fn greeted(
    stream: Box<dyn Stream>,
    settings: &ImapSettings,
) -> Result<ImapSession, ImapError> {
    let limits = settings.limits;
    let wire = Wire::new(stream, limits.silence.min(limits.connect));
    let mut session = ImapSession::new(wire, limits, secrets(settings));
    session.greeting().await?;
    session.wire.silence = limits.silence;
    Ok(session)
}

impl ImapSession {
    /// Asks for TLS and gives the bare connection back.
    async fn start_tls(mut self) -> Result<Box<dyn Stream>, ImapError> {
        if !self.capabilities.has("STARTTLS") {
            return Err(ImapError::NotOffered(NotOffered::StartTls));
        }
        let done = self
            .run(Command::new("STARTTLS"), SMALL_LITERAL_LIMIT, nothing)
            .await?;
        if done.must_be_ok().is_err() {
            return Err(ImapError::NotOffered(NotOffered::StartTls));
        }
        self.wire.into_stream()
    }
}

async fn reach(settings: &ImapSettings, at: &str) -> Result<TcpStream, ImapError> {
    let until = Instant::now() + settings.limits.connect;
    let refused = |reason: io::ErrorKind| ImapError::CannotReach {
        at: at.to_owned(),
        reason,
    };
    if settings.host.is_empty()
        || settings
            .host
            .contains(|it: char| it.is_control() || it == ' ')
    {
        return Err(ImapError::BadHost {
            host: super::error::said(settings.host.as_bytes(), &[]),
        });
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "this room is the door; the name of a mail server is the system's to know"
    )]
    let looking = tokio::net::lookup_host((settings.host.as_str(), settings.port));
    let addresses: Vec<SocketAddr> = match timeout_at(until, looking).await {
        Ok(Ok(found)) => found.take(ADDRESSES_TRIED).collect(),
        Ok(Err(_)) => return Err(refused(io::ErrorKind::NotFound)),
        Err(_) => return Err(refused(io::ErrorKind::TimedOut)),
    };
    if settings.security == Security::PlainToLoopback
        && !addresses.iter().all(|it| it.ip().is_loopback())
    {
        return Err(ImapError::PlainTextRefused { at: at.to_owned() });
    }
    let mut reason = io::ErrorKind::NotFound;
    for address in addresses {
        #[expect(clippy::disallowed_methods, reason = "this room is the door")]
        let connecting = TcpStream::connect(address);
        match timeout_at(until, connecting).await {
            Ok(Ok(stream)) => {
                // Commands are short and wait for their answers.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => reason = error.kind(),
            Err(_) => return Err(refused(io::ErrorKind::TimedOut)),
        }
    }
    Err(refused(reason))
}
