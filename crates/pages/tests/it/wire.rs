//! The pages over a real connection of this machine.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;

use pages::{Listener, Pages};

use crate::browser::House;

#[expect(
    clippy::disallowed_methods,
    reason = "the test is the browser of pages on the loopback address"
)]
fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    let patience = Some(std::time::Duration::from_secs(60));
    stream.set_read_timeout(patience).expect("patience");
    stream
}

/// Says something, and reads until the other side is done.
fn said(address: SocketAddr, request: &str) -> String {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// Pages that answer at a free port until the test ends.
fn served() -> (SocketAddr, String) {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let house = House::new();
        house.runner.run(async {
            let listener = Listener::open(0).await.expect("a free port");
            let address = listener.address();
            let pages: Pages = house.at(address);
            let link = pages.link().expect("random numbers");
            tell.send((address, link)).expect("told");
            pages.serve(listener).await.expect("served");
        });
    });
    told.recv().expect("pages that answer")
}

#[test]
fn a_browser_comes_in_over_the_loopback_address_and_only_so_many_mails_wait() {
    let (address, link) = served();
    assert!(address.ip().is_loopback());
    let path = link
        .strip_prefix(&format!("http://{address}"))
        .expect("a link of ours");
    let entered = said(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    );
    assert!(entered.starts_with("HTTP/1.1 303 "), "{entered}");
    let (_, cookie) = entered.split_once("set-cookie: ").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a cookie");
    let foreign = said(
        address,
        "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    assert!(foreign.starts_with("HTTP/1.1 421 "), "{foreign}");

    let head = |length: usize, end: &str| {
        format!(
            "POST /check HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\nConnection: {end}\r\n\
             Expect: 100-continue\r\n\r\n"
        )
    };
    // Four that have begun to send hold their places; that they are read is told by the leave to go on.
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = connect(address);
        stream
            .write_all(head(1000, "close").as_bytes())
            .expect("written");
        let mut leave = [0; 25];
        stream.read_exact(&mut leave).expect("leave to go on");
        assert!(leave.starts_with(b"HTTP/1.1 100 Continue"));
        held.push(stream);
    }
    let body = "--b--\r\n";
    let head = head(body.len(), "close").replace("Expect: 100-continue\r\n", "");
    let fifth = said(address, &format!("{head}{body}"));
    assert!(fifth.starts_with("HTTP/1.1 503 "), "{fifth}");
    drop(held);
}

#[test]
fn only_so_many_uploads_are_received_at_once() {
    let (address, link) = served();
    let path = link
        .strip_prefix(&format!("http://{address}"))
        .expect("ours");
    let entered = said(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    );
    let (_, cookie) = entered.split_once("set-cookie: ").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a cookie");
    let head = |length: usize, more: &str| {
        format!(
            "POST /import HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\nConnection: close\r\n\
             {more}\r\n"
        )
    };
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(address);
        let begin = head(1000, "Expect: 100-continue\r\n");
        stream.write_all(begin.as_bytes()).expect("written");
        let mut leave = [0; 25];
        stream.read_exact(&mut leave).expect("leave to go on");
        held.push(stream);
    }
    let body = "--b--\r\n";
    let third = said(address, &format!("{}{body}", head(body.len(), "")));
    assert!(third.starts_with("HTTP/1.1 503 "), "{third}");
    drop(held);
}
