//! Servers of our own on loopback that say what a test wants, encrypted or not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate for one name, signed by itself, with its key.
pub(crate) struct Identity {
    folder: tempfile::TempDir,
    config: Arc<ServerConfig>,
}

impl Identity {
    pub(crate) fn of(name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a key");
        let folder = tempfile::tempdir().expect("a folder");
        let pem = made.cert.pem();
        std::fs::write(folder.path().join("cert.pem"), &pem).expect("written");
        let key = made.signing_key.serialize_pem();
        std::fs::write(folder.path().join("key.pem"), &key).expect("written");
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM");
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("PEM");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("its key");
        Self {
            folder,
            config: Arc::new(config),
        }
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// One connection to a server of ours.
pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A server that plays `script` on each connection, one after the other; its thread ends with the test process.
pub(crate) struct Peer {
    pub(crate) port: u16,
    heard: Receiver<Vec<u8>>,
}

impl Peer {
    /// A server that is spoken to in clear.
    pub(crate) fn plain(
        script: impl Fn(&mut TcpStream, &Sender<Vec<u8>>) + Send + 'static,
    ) -> Self {
        let listener = listen();
        let port = listener.local_addr().expect("bound").port();
        let (noted, heard) = channel();
        thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                script(&mut stream, &noted);
            }
        });
        Self { port, heard }
    }

    /// A server that encrypts from the first octet.
    pub(crate) fn encrypted(
        identity: &Identity,
        script: impl Fn(&mut dyn Stream, &Sender<Vec<u8>>) + Send + 'static,
    ) -> Self {
        let config = Arc::clone(&identity.config);
        Self::plain(move |stream, noted| {
            if let Some(mut stream) = encrypt(&config, stream) {
                script(&mut stream, noted);
            }
        })
    }

    /// What the script noted next.
    pub(crate) fn heard(&self) -> Vec<u8> {
        self.heard
            .recv_timeout(std::time::Duration::from_secs(60))
            .expect("the server was spoken to")
    }

    /// Whether the script noted nothing more.
    pub(crate) fn is_silent(&self) -> bool {
        self.heard.try_recv().is_err()
    }
}

/// Goes on encrypted, as after STARTTLS; nothing where the other side does not want to.
pub(crate) fn encrypt<'a>(
    config: &Arc<ServerConfig>,
    stream: &'a mut TcpStream,
) -> Option<StreamOwned<ServerConnection, &'a mut TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(config)).expect("a configuration");
    let mut stream = StreamOwned::new(connection, stream);
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock).ok()?;
    }
    Some(stream)
}

impl Identity {
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

/// Reads one request with its body; what was read so far where the other side ends.
pub(crate) fn request(stream: &mut (impl Read + ?Sized)) -> Vec<u8> {
    let mut read = Vec::new();
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
            return read;
        }
        read.extend(&line);
        let line = String::from_utf8_lossy(&line).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("the body");
    read.extend(body);
    read
}

/// Reads one line, octet by octet, so that nothing behind it is taken.
pub(crate) fn line(stream: &mut (impl Read + ?Sized)) -> String {
    let mut line = Vec::new();
    let mut octet = [0];
    while stream.read(&mut octet).unwrap_or(0) == 1 {
        if octet[0] == b'\n' {
            break;
        }
        line.push(octet[0]);
    }
    String::from_utf8_lossy(&line).trim_end().to_owned()
}

/// A free port of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the world behind the door, which listens on sockets"
)]
pub(crate) fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port")
}

/// A program that the test starts beside itself.
#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the world behind the door, which runs servers"
)]
pub(crate) fn program(name: &str) -> Command {
    Command::new(name)
}

/// Whether a program is here; where it is not, that is said, and in CI it is a failure.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the environment says what must be here, and what was skipped is said"
)]
pub(crate) fn has(program: &str, package: &str) -> bool {
    let is_here = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .chain(["/usr/sbin".into(), "/usr/lib/dovecot".into()])
            .any(|folder| folder.join(program).exists())
    });
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        is_here || !is_ci,
        "{program} is not here (package {package})"
    );
    if !is_here {
        eprintln!("skipped: {program} is not here (package {package})");
    }
    is_here
}
