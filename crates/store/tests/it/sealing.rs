//! What is sealed opens for its owner alone, by us and by the age command.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use facts::Secret;
use store::Error;
use store::seal::{NewIdentity, Work, make_identity, unlock};

use crate::made::at;
use crate::peers::{absent, command, is_here};

pub(crate) const PASSPHRASE: &str = "tsukimi soba to ocha";
/// Little work, so that the tests are quick.
pub(crate) const QUICK: Work = Work::Exponent(8);

pub(crate) fn passphrase() -> Secret<String> {
    Secret::new(PASSPHRASE.to_owned())
}

pub(crate) fn identity() -> NewIdentity {
    make_identity(&passphrase(), at(0), QUICK).unwrap()
}

#[test]
fn what_is_sealed_opens_with_identity_and_passphrase() {
    let identity = identity();
    let unlocked = unlock(identity.file.as_bytes(), &passphrase()).unwrap();
    assert_eq!(unlocked.key(), identity.key);
    assert_eq!(
        identity
            .key
            .to_string()
            .parse::<store::seal::SealKey>()
            .unwrap(),
        identity.key
    );
    for plain in [&b""[..], b"AQ3F-7WKLMN-2PXZ", &vec![7; 200_000]] {
        let sealed = identity.key.seal(plain).unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
        assert_eq!(unlocked.open(&sealed).unwrap().reveal(), plain);
        assert_ne!(identity.key.seal(plain).unwrap(), sealed);
    }
}

#[test]
fn nothing_else_opens_it() {
    let identity = identity();
    let sealed = identity.key.seal(b"AQ3F-7WKLMN-2PXZ").unwrap();
    let wrong = Secret::new("tsukimi soba".to_owned());
    let error = unlock(identity.file.as_bytes(), &wrong).unwrap_err();
    assert!(matches!(error, Error::Passphrase), "{error:?}");
    let other = make_identity(&passphrase(), at(0), QUICK).unwrap();
    let other = unlock(other.file.as_bytes(), &passphrase()).unwrap();
    assert!(matches!(other.open(&sealed).unwrap_err(), Error::Key));
    let unlocked = unlock(identity.file.as_bytes(), &passphrase()).unwrap();
    for length in 0..sealed.len() {
        assert!(unlocked.open(&sealed[..length]).is_err(), "{length}");
    }
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(unlocked.open(&changed).is_err(), "{at}");
    }
    for torn in [&b""[..], b"AGE-SECRET-KEY-1", &sealed] {
        assert!(matches!(unlock(torn, &passphrase()), Err(Error::NotSealed)));
    }
    // A key in clear is refused: the file has to be one that a passphrase protects.
    assert!(format!("{unlocked:?}").len() < 4);
}

#[test]
fn a_passphrase_that_asks_for_hours_of_work_is_refused() {
    let identity = identity();
    // The header names the work as an exponent; in the printable form it is within the second line or so.
    let (sealed, armored) = (b"-> scrypt ", identity.file.lines());
    let body: String = armored.filter(|line| !line.starts_with('-')).collect();
    let mut bytes = data_encoding::BASE64.decode(body.as_bytes()).unwrap();
    let at = bytes
        .windows(sealed.len())
        .position(|window| window == sealed)
        .unwrap();
    let end = at + bytes[at..].iter().position(|byte| *byte == b'\n').unwrap();
    bytes.splice(end - 1..end, *b"30");
    let error = unlock(&bytes, &passphrase()).unwrap_err();
    assert!(matches!(error, Error::NotSealed), "{error:?}");
}

/// Runs the age command on a terminal of its own and types the passphrase.
pub(crate) fn age(folder: &Path, line: &str) -> bool {
    let mut terminal = command("script")
        .args(["-qec", line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keys = terminal.stdin.take().unwrap();
    writeln!(keys, "{PASSPHRASE}").unwrap();
    let ended = terminal.wait_with_output().unwrap();
    drop(keys);
    ended.status.success()
}

pub(crate) fn age_is_here() -> bool {
    let is_here = is_here("age") && is_here("script");
    if !is_here {
        absent("age");
    }
    is_here
}

#[test]
fn the_age_command_alone_opens_what_was_sealed() {
    if !age_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let identity = identity();
    let kit = identity.kit(at(0));
    assert_eq!(kit.identity, identity.file);
    std::fs::write(folder.path().join(kit.identity_name), &kit.identity).unwrap();
    let plain = vec![b'x'; 100_000];
    std::fs::write(
        folder.path().join("blob.age"),
        identity.key.seal(&plain).unwrap(),
    )
    .unwrap();
    let line = format!("age -d -i {} -o plain blob.age", kit.identity_name);
    assert!(age(folder.path(), &line));
    assert_eq!(std::fs::read(folder.path().join("plain")).unwrap(), plain);
    // As it stands in the store's open form: hexadecimal digits.
    let hex = data_encoding::HEXLOWER.encode(&identity.key.seal(b"AQ3F").unwrap());
    std::fs::write(folder.path().join("blob.hex"), hex).unwrap();
    if is_here("xxd") {
        assert!(age(folder.path(), &format!("{} > opened", kit.open_blob)));
        assert_eq!(
            std::fs::read(folder.path().join("opened")).unwrap(),
            b"AQ3F"
        );
    }
}
