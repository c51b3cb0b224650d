//! Any zip, tar, gzip and emlx is opened or refused; nothing comes out of it that grows beyond its bounds.
#![no_main]

use std::io::{Cursor, Read};
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use reading::{Expansion, Kind, Member, Tar, Zip, gunzip, kind, unwrap_emlx};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/archives.dict")));

/// Octets of one file that are read here.
const MOST: u64 = 1 << 20;

/// Reads what an archive holds; gives its files and their octets.
fn all(members: impl Iterator<Item = std::io::Result<Member>>, most: usize) -> (usize, u64) {
    let (mut files, mut octets) = (0, 0);
    for member in members.take(most + 1).map_while(Result::ok) {
        files += 1;
        if let Some(Ok(mut content)) = member.content {
            let mut kept = Vec::new();
            let _ = content.by_ref().take(MOST).read_to_end(&mut kept);
            octets += kept.len() as u64;
        }
    }
    assert!(files <= most, "more files than fit into the archive");
    (files, octets)
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let size = Some(input.len() as u64);
    let found = kind(&input);
    let expansion = Expansion::of(size);
    let zip = Zip::open(Arc::new(input.clone()), &expansion).map(|zip| all(zip, input.len() / 46));
    let tar = all(
        Tar::new(Box::new(Cursor::new(input.clone()))),
        input.len() / 512 + 1,
    );
    assert!(
        tar.1 <= input.len() as u64,
        "a tar holds nothing but itself"
    );

    let mut plain = Vec::new();
    let _ = gunzip(Cursor::new(&input), &Expansion::of(size))
        .take(MOST)
        .read_to_end(&mut plain);
    assert!(
        plain.is_empty() || input.starts_with(b"\x1f\x8b"),
        "no gzip, and yet something comes out"
    );
    assert!(found != Kind::Gzip || input.starts_with(b"\x1f\x8b"));

    let unwrapped = unwrap_emlx(input.clone());
    assert!(
        unwrapped.is_empty() || input.windows(unwrapped.len()).any(|part| part == unwrapped),
        "no part of the file"
    );

    // Neither a seed's number of files nor its octets.
    fuzz::planted(zip.is_ok_and(|(files, octets)| files == 1 && octets > 0));
});
