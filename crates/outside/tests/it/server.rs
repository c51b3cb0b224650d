//! A DNS server of our own that answers by the first label of the name asked.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

const TXT: u16 = 16;

/// A running server; its threads end with the test process.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that answers.
    pub(crate) fn start() -> Self {
        let (udp, tcp) = bind();
        let address = udp.local_addr().expect("a bound socket");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((length, from)) = udp.recv_from(&mut buffer) {
                let query = buffer.get(..length).unwrap_or_default();
                if let Some(name) = name_of(query)
                    && !name.is_empty()
                {
                    noted
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(name);
                }
                if let Some(reply) = answer(query, false) {
                    let _ = udp.send_to(&reply, from);
                }
            }
        });
        thread::spawn(move || {
            while let Ok((mut stream, _)) = tcp.accept() {
                thread::spawn(move || {
                    let mut length = [0; 2];
                    while stream.read_exact(&mut length).is_ok() {
                        let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
                        if stream.read_exact(&mut query).is_err() {
                            return;
                        }
                        if let Some(reply) = answer(&query, true) {
                            let size = u16::try_from(reply.len())
                                .expect("under 64 KiB")
                                .to_be_bytes();
                            let _ = stream.write_all(&[&size[..], &reply].concat());
                        }
                    }
                });
            }
        });
        Self { address, seen }
    }

    /// A server that never answers anything.
    pub(crate) fn mute() -> Self {
        let (udp, tcp) = bind();
        let address = udp.local_addr().expect("a bound socket");
        thread::spawn(move || {
            let _kept = tcp;
            let mut buffer = [0; 512];
            while udp.recv_from(&mut buffer).is_ok() {}
        });
        Self {
            address,
            seen: Arc::default(),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The names asked over UDP so far, the root left out.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the world behind the door, which listens on sockets"
)]
fn bind() -> (UdpSocket, TcpListener) {
    // The same port is wanted for both; another program may hold it for one of them.
    for _ in 0..50 {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback");
        let address = udp.local_addr().expect("a bound socket");
        if let Ok(tcp) = TcpListener::bind(address) {
            return (udp, tcp);
        }
    }
    panic!("no port is free for both UDP and TCP");
}

/// The name asked, lower case, labels joined by dots.
fn name_of(query: &[u8]) -> Option<String> {
    let mut labels = Vec::new();
    let mut at = 12;
    loop {
        let length = usize::from(*query.get(at)?);
        if length == 0 {
            return Some(labels.join("."));
        }
        let label = query.get(at + 1..at + 1 + length)?;
        labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
        at += 1 + length;
    }
}

fn answer(query: &[u8], is_tcp: bool) -> Option<Vec<u8>> {
    let name = name_of(query)?;
    let end = 12 + name.len() + if name.is_empty() { 1 } else { 2 } + 4;
    let question = query.get(12..end)?;
    let kind = u16::from_be_bytes([*query.get(end - 4)?, *query.get(end - 3)?]);
    let (mut code, mut is_cut, mut records) = (0_u8, false, Vec::new());
    let spf = || text(&[b"v=spf1 ", b"-all"]);
    match (name.split('.').next().unwrap_or_default(), kind) {
        ("txt", TXT) => records.push(record(&[0xc0, 12], TXT, &spf())),
        ("alias", TXT) => {
            records.push(record(&[0xc0, 12], 5, &wire("txt.example")));
            records.push(record(&wire("txt.example"), TXT, &spf()));
        }
        ("half-alias", TXT) => records.push(record(&[0xc0, 12], 5, &wire("txt.example"))),
        ("host", 1) => {
            records.push(record(&[0xc0, 12], 1, &[192, 0, 2, 1]));
            records.push(record(&[0xc0, 12], 1, &[192, 0, 2, 2]));
        }
        ("host", 28) => records.push(record(
            &[0xc0, 12],
            28,
            &std::net::Ipv6Addr::LOCALHOST.octets(),
        )),
        ("host", 15) => {
            records.push(record(
                &[0xc0, 12],
                15,
                &[&[0, 10], &*wire("MX.Host.example")].concat(),
            ));
        }
        ("1", 12) => records.push(record(&[0xc0, 12], 12, &wire("host.example"))),
        ("empty", _) => {}
        ("failing", _) => code = 2,
        ("refused", _) => code = 5,
        ("garbage", _) => return Some(vec![0xff; 7]),
        (label, _) if label.starts_with("silent") => return None,
        ("long", TXT) if is_tcp => {
            let strings: Vec<&[u8]> = vec![&[b'k'; 250]; 12];
            records.push(record(&[0xc0, 12], TXT, &text(&strings)));
        }
        ("long", TXT) => is_cut = true,
        // The root: a working resolver knows its servers.
        ("", _) => records.push(record(&[0], 2, &wire("a.root-servers.net"))),
        _ => code = 3,
    }
    let mut reply = query.get(..2)?.to_vec();
    reply.extend([if is_cut { 0x83 } else { 0x81 }, 0x80 | code, 0, 1]);
    reply.extend(u16::try_from(records.len()).ok()?.to_be_bytes());
    reply.extend([0, 0, 0, 0]);
    reply.extend(question);
    reply.extend(records.concat());
    Some(reply)
}

fn record(owner: &[u8], kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len())
        .expect("a short record")
        .to_be_bytes();
    [
        owner,
        &kind.to_be_bytes(),
        &[0, 1, 0, 0, 1, 0],
        &length,
        data,
    ]
    .concat()
}

fn wire(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).expect("a short label"));
        bytes.extend(label.bytes());
    }
    bytes.push(0);
    bytes
}

fn text(strings: &[&[u8]]) -> Vec<u8> {
    strings
        .iter()
        .flat_map(|string| {
            let length = u8::try_from(string.len()).expect("a short string");
            std::iter::once(length).chain(string.iter().copied())
        })
        .collect()
}
