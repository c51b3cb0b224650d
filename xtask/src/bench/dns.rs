//! A name server on loopback for which no name exists, so that a peer never waits and never asks the world.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Octets of a header (RFC 1035 §4.1.1).
const HEADER: usize = 12;

/// The server; it ends when it is dropped.
pub(super) struct NoNames {
    at: SocketAddr,
    is_over: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl NoNames {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// Where loopback gives no port.
    pub(super) fn start() -> Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a stub on loopback stands in for DNS"
        )]
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("a port on loopback")?;
        // A wait with an end, so that the thread sees that it is over.
        socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        let at = socket.local_addr()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let asked = Arc::new(AtomicU64::new(0));
        let thread = std::thread::spawn({
            let (is_over, asked) = (Arc::clone(&is_over), Arc::clone(&asked));
            move || answer_all(&socket, &is_over, &asked)
        });
        Ok(Self {
            at,
            is_over,
            asked,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub(super) fn at(&self) -> SocketAddr {
        self.at
    }

    /// How many questions it answered.
    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for NoNames {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer_all(socket: &UdpSocket, is_over: &AtomicBool, asked: &AtomicU64) {
    let mut question = [0; 4096];
    while !is_over.load(Ordering::Relaxed) {
        // Where nothing came, or somebody went away meanwhile, the service goes on.
        let Ok((length, who)) = socket.recv_from(&mut question) else {
            continue;
        };
        if let Some(answer) = answer(question.get(..length).unwrap_or_default()) {
            asked.fetch_add(1, Ordering::Relaxed);
            let _ = socket.send_to(&answer, who);
        }
    }
}

/// "No such name" to a question with one name in it; an extension behind it (RFC 6891) is not repeated.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let mut end = HEADER;
    loop {
        let length = usize::from(*question.get(end)?);
        end += 1 + length;
        if length == 0 {
            break;
        }
    }
    end += 4;
    let asked = question.get(HEADER..end)?;
    let id = question.get(..2)?;
    // QR, the RD of the question and RA; RCODE 3 (RFC 1035 §4.1.1).
    let flags = [0x80 | (question.get(2)? & 1), 0x83];
    let counts = [0, 1, 0, 0, 0, 0, 0, 0];
    Some([id, &flags, &counts, asked].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &[u8] = b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\x01\x01a\x07example\0\0\x10\0\x01\0\0\x29\x04\xd0\0\0\0\0\0\0";

    #[test]
    fn every_name_is_unknown() {
        assert_eq!(
            answer(QUESTION).as_deref(),
            Some(&b"\x12\x34\x81\x83\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x10\0\x01"[..])
        );
        for cut in [0, 11, 15, 23] {
            assert_eq!(answer(&QUESTION[..cut]), None, "{cut}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test asks over loopback")]
    fn a_question_over_loopback_is_answered_at_once() {
        let server = NoNames::start().expect("a port");
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a wait");
        socket.send_to(QUESTION, server.at()).expect("sent");
        let mut said = [0; 512];
        let length = socket.recv(&mut said).expect("an answer");
        assert_eq!(Some(said[..length].to_vec()), answer(QUESTION));
        assert_eq!(server.asked(), 1);
    }
}
