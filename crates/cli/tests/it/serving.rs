//! `mioboe serve`: prints a link that lets a browser in, and answers under it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use crate::run::Place;

/// The command while it serves; ended with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test is the browser of pages on the loopback address"
)]
fn ask(address: &str, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{more}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn the_link_in_the_terminal_lets_a_browser_in_and_no_file_is_made() {
    let place = Place::new();
    let arguments = [
        "serve",
        "--offline",
        "--port",
        "0",
        "--store",
        "store.sqlite",
    ];
    let mut serving = Serving(place.start(&arguments, &[("LANG", "ja_JP.UTF-8")]));
    let out = serving.0.stdout.take().expect("a pipe");
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("a line");
    let (_, link) = line.split_once("http://").expect("a link");
    let (address, path) = link.trim().split_once('/').expect("an address and a path");
    assert!(address.starts_with("127.0.0.1:"), "{line}");
    let entered = ask(address, &format!("/{path}"), "");
    assert!(entered.starts_with("HTTP/1.1 303 "), "{entered}");
    let (_, cookie) = entered.split_once("set-cookie: ").expect("a cookie");
    let cookie = cookie.split(';').next().expect("a cookie");
    let home = ask(address, "/", &format!("Cookie: {cookie}\r\n"));
    assert!(home.starts_with("HTTP/1.1 200 "), "{home}");
    // Nobody asked for another language than that of the terminal.
    assert!(home.contains("<html lang=\"ja\">"), "{home}");
    let files = std::fs::read_dir(place.path()).expect("the folder").count();
    assert_eq!(files, 0);

    let port = address.rsplit(':').next().expect("a port");
    let second = place.run(&[
        "serve",
        "--offline",
        "--port",
        port,
        "--store",
        "store.sqlite",
    ]);
    second.assert_code(2);
    assert!(
        second.err.contains(port) && second.err.contains("--port 0"),
        "{}",
        second.err
    );
}
