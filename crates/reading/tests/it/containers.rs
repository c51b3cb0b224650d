//! Mailboxes of every form: the mails that go in come out, however the octets arrive.

use std::io::{self, BufReader, Read, Write};
use std::process::{Command, Stdio};

use reading::{ContainerError, Limits, MboxSplitter, Tar};

/// Gives out a few octets at a time, as a slow pipe does; the amounts follow from a seed.
struct Trickle<'a> {
    rest: &'a [u8],
    seed: u64,
    most: u64,
}

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.seed = next(self.seed);
        let most = usize::try_from((self.seed >> 33) % self.most + 1).expect("small");
        let most = most.min(into.len());
        self.rest.read(&mut into[..most])
    }
}

fn next(seed: u64) -> u64 {
    seed.wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407)
}

fn split_with(mbox: &[u8], capacity: usize, most: u64, limits: Limits) -> Vec<(Vec<u8>, bool)> {
    let trickle = Trickle {
        rest: mbox,
        seed: most,
        most,
    };
    MboxSplitter::new(BufReader::with_capacity(capacity, trickle), limits)
        .map(|item| item.expect("in memory"))
        .map(|item| (item.raw, item.is_cut))
        .collect()
}

/// Splits in several ways of arriving, which must not matter.
fn split(mbox: &[u8]) -> Vec<String> {
    let whole = split_with(mbox, 1 << 16, 1 << 20, Limits::default());
    for (capacity, most) in [(1, 1), (3, 7), (64, 40), (8192, 3000)] {
        assert_eq!(
            split_with(mbox, capacity, most, Limits::default()),
            whole,
            "{capacity} {most}"
        );
    }
    whole
        .into_iter()
        .map(|(raw, _)| String::from_utf8_lossy(&raw).into_owned())
        .collect()
}

/// Bodies with everything that mailbox writers treat differently.
fn mails(end: &str) -> Vec<String> {
    let bodies = [
        "one line\n",
        "",
        "From here on\n>From there\n>>From both\n From a blank\n",
        "\nFrom now on it is 10:00 2026\n\nFrom: nobody\n",
        "no end of line",
        "two blank lines\n\n\n",
        "a long line: \n",
        "From taro@example.org Sun Nov 22 08:00:00 2026\nas prose\n",
    ];
    bodies
        .iter()
        .enumerate()
        .map(|(at, body)| {
            let long = if body.starts_with("a long") {
                "x".repeat(200_000)
            } else {
                String::new()
            };
            format!(
                "Return-Path: <taro@example.org>\nX-Gmail-Labels: =?UTF-8?Q?=E5=8F=97=E4=BF=A1?=\nFrom: taro@example.org\nSubject: {at}\n\n{body}{long}"
            )
            .replace('\n', end)
        })
        .collect()
}

/// What stands between two mails: a separator and the line end of the file.
struct Form {
    name: &'static str,
    separator: &'static str,
    quoting: Quoting,
    has_length: bool,
    has_blank: bool,
    has_mark: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Quoting {
    None,
    Once,
    Again,
}

impl Form {
    fn quoted(&self, mail: &str, end: &str) -> String {
        let mut is_body = false;
        mail.split_inclusive(end)
            .map(|line| {
                let plain = line.trim_start_matches('>');
                let is_hit = match self.quoting {
                    Quoting::None => false,
                    Quoting::Once => line.starts_with("From "),
                    Quoting::Again => plain.starts_with("From "),
                };
                let quoted = if is_body && is_hit {
                    format!(">{line}")
                } else {
                    line.to_owned()
                };
                is_body |= line == end;
                quoted
            })
            .collect()
    }

    fn write(&self, mails: &[String], end: &str) -> String {
        let mut mbox = String::new();
        if self.has_mark {
            mbox.push('\u{feff}');
        }
        for mail in mails {
            let (header, _) = mail.split_once(&end.repeat(2)).expect("a header");
            let quoted = self.quoted(mail, end);
            let body = &quoted[header.len() + 2 * end.len()..];
            mbox += self.separator;
            mbox += end;
            mbox += header;
            if self.has_length {
                mbox += &format!("{end}Content-Length: {}", body.len());
            }
            mbox += &end.repeat(2);
            mbox += body;
            if !body.ends_with(end) && (!body.is_empty() || !self.has_blank) {
                mbox += end;
            }
            if self.has_blank {
                mbox += end;
            }
        }
        mbox
    }
}

/// The mail as it comes back: line by line, nobody knows whether the last line had an end.
fn expected(mail: &str, form: &Form, end: &str) -> String {
    let (header, body) = mail.split_once(&end.repeat(2)).expect("a header");
    let length = if form.has_length {
        format!(
            "{end}Content-Length: {}",
            form.quoted(mail, end).len() - header.len() - 2 * end.len()
        )
    } else {
        String::new()
    };
    let mut mail = format!("{header}{length}{end}{end}{body}");
    if !form.has_length && !mail.ends_with(end) {
        mail += end;
    }
    if !form.has_blank && !form.has_length && body.ends_with(&end.repeat(2)) {
        // A blank line before a separator is the separator's, also where this writer puts none.
        mail.truncate(mail.len() - end.len());
    }
    mail
}

const DATED: &str = "From taro@example.org Sun Nov 22 08:00:00 2026";
const EXPORTED: &str = "From 1234567890@xxx Tue Mar 11 02:49:39 +0000 2026";

#[test]
fn mails_come_out_of_every_form_as_they_went_in() {
    let form = |name, separator, quoting| Form {
        name,
        separator,
        quoting,
        has_length: false,
        has_blank: true,
        has_mark: false,
    };
    for end in ["\n", "\r\n"] {
        for form in [
            form("mboxrd", DATED, Quoting::Again),
            form("exported, unquoted", EXPORTED, Quoting::None),
            form(
                "no sender",
                "From - Sun Nov 22 08:00:00 2026",
                Quoting::Again,
            ),
            form(
                "odd sender",
                "From ???@??? Sun Nov 22 08:00:00 2026",
                Quoting::Again,
            ),
            form(
                "zone",
                "From a@b.example Sun Nov 22 08:00 JST 2026",
                Quoting::Again,
            ),
            form("undated", "From taro@example.org", Quoting::Again),
            Form {
                has_mark: true,
                ..form("byte order mark", DATED, Quoting::Again)
            },
            Form {
                has_blank: false,
                ..form("no blank line", DATED, Quoting::Again)
            },
            Form {
                has_length: true,
                ..form("mboxcl2", DATED, Quoting::None)
            },
        ] {
            let mails = mails(end);
            let unquoted = form.quoting == Quoting::None && !form.has_length;
            let expected: Vec<String> = mails
                .iter()
                .map(|mail| expected(mail, &form, end))
                // Where nothing is quoted, a quote of the author's own is taken for the writer's.
                .map(|mail| match unquoted {
                    true => mail
                        .replace(&format!("{end}>From there"), &format!("{end}From there"))
                        .replace(&format!("{end}>>From both"), &format!("{end}>From both")),
                    false => mail,
                })
                .collect();
            let found = split(form.write(&mails, end).as_bytes());
            assert_eq!(found, expected, "{} {end:?}", form.name);
        }
    }
}

#[test]
fn what_an_mboxo_or_mboxcl_cannot_say_is_read_one_way() {
    let body = "From a\n>From b\n>>From c\n";
    let mail = format!("A: 1\n\n{body}");
    let form = |has_length| Form {
        name: "",
        separator: DATED,
        quoting: Quoting::Once,
        has_length,
        has_blank: true,
        has_mark: false,
    };
    let mboxo = form(false).write(std::slice::from_ref(&mail), "\n");
    assert_eq!(
        mboxo,
        format!("{DATED}\nA: 1\n\n>From a\n>From b\n>>From c\n\n")
    );
    // The first line comes back as it was; the author's own quotes lose one `>`.
    assert_eq!(
        split(mboxo.as_bytes()),
        ["A: 1\n\nFrom a\nFrom b\n>From c\n"]
    );
    // With a length, the body is taken as it lies there.
    let mboxcl = form(true).write(&[mail], "\n");
    assert_eq!(
        split(mboxcl.as_bytes()),
        ["A: 1\nContent-Length: 25\n\n>From a\n>From b\n>>From c\n"]
    );
}

#[test]
fn lines_of_a_body_that_look_like_separators_begin_no_mail() {
    for inside in [
        "From now on\n",
        "From 10:00 to 12:00 in 2026 we meet\n",
        "From taro@example.org Sun Nov 22 08:00:00 2026\nHello,\n",
        "From taro@example.org\nSubject: forwarded by hand\n",
        "\nFrom our shop at 10:00, 2026\nNo header follows\n",
    ] {
        let mbox = format!(
            "{EXPORTED}\nX-GM-THRID: 1\n\nx\n\n{inside}\n{EXPORTED}\nX-GM-THRID: 2\n\ny\n\n"
        );
        assert_eq!(
            split(mbox.as_bytes()),
            [
                format!("X-GM-THRID: 1\n\nx\n\n{inside}"),
                "X-GM-THRID: 2\n\ny\n".to_owned()
            ],
            "{inside}"
        );
    }
}

#[test]
fn a_mail_over_the_limit_is_said_and_the_next_ones_come() {
    let limits = Limits {
        message: 1000,
        ..Limits::default()
    };
    for long in ["x".repeat(500_000), "line\n".repeat(100_000)] {
        let mbox = format!(
            "{DATED}\nA: 1\n\nx\n\n{DATED}\nContent-Length: 99\nA: 2\n\n{long}\n\n{DATED}\nA: 3\n\nz\n\n"
        );
        let found = split_with(mbox.as_bytes(), 100, 5000, limits);
        let cut: Vec<(usize, bool)> = found.iter().map(|(raw, cut)| (raw.len(), *cut)).collect();
        assert_eq!(cut, [(8, false), (1000, true), (8, false)]);
        assert_eq!(found[2].0, b"A: 3\n\nz\n");
    }
}

#[test]
fn an_mbox_cut_anywhere_gives_what_is_there() {
    let form = Form {
        name: "",
        separator: DATED,
        quoting: Quoting::Again,
        has_length: true,
        has_blank: true,
        has_mark: false,
    };
    let mails: Vec<String> = mails("\n")
        .into_iter()
        .filter(|it| it.len() < 1000)
        .collect();
    let mbox = form.write(&mails, "\n");
    let whole = split_with(mbox.as_bytes(), 1 << 16, 1 << 20, Limits::default());
    for end in 0..mbox.len() {
        let found = split_with(&mbox.as_bytes()[..end], 64, 50, Limits::default());
        let is_beginning = found
            .iter()
            .rev()
            .skip(1)
            .rev()
            .zip(&whole)
            .all(|(found, whole)| found == whole);
        assert!(is_beginning && found.len() <= whole.len(), "{end}");
    }
}

#[test]
fn a_mail_without_an_end_ends() {
    let endless = DATED
        .as_bytes()
        .chain(&b"\nA: 1\n\n"[..])
        .chain(io::repeat(b'x'));
    let mut splitter = MboxSplitter::new(
        BufReader::with_capacity(1 << 16, endless),
        Limits {
            message: 1000,
            ..Limits::default()
        },
    );
    let error = splitter.next().expect("an item").expect_err("no end");
    assert_eq!(ContainerError::of(&error), Some(ContainerError::Endless));
    assert!(splitter.next().is_none());
}

#[test]
fn hostile_archives_end_with_an_error_and_never_break_us() {
    // A header that is right but for the sizes it claims.
    let header = |size: &[u8; 12], kind: u8| {
        let mut header = [0u8; 512];
        header[..5].copy_from_slice(b"a.eml");
        header[124..136].copy_from_slice(size);
        header[156] = kind;
        header[257..262].copy_from_slice(b"ustar");
        header[148..156].copy_from_slice(b"        ");
        let sum: u64 = header.iter().map(|&it| u64::from(it)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        header.to_vec()
    };
    for tar in [
        header(b"77777777777\0", b'0'),
        header(b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", b'0'),
        header(b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", b'5'),
        header(b"00000000077\0", b'x'),
        header(b"-1         \0", b'0'),
        vec![b'x'; 700],
    ] {
        let mut members = Tar::new(Box::new(io::Cursor::new(tar)));
        let mut has_failed = false;
        for member in members.by_ref().take(5) {
            has_failed |= match member {
                Err(_) => true,
                Ok(member) => match member.content {
                    Some(Ok(mut content)) => content.read_to_end(&mut Vec::new()).is_err(),
                    other => matches!(other, Some(Err(_))),
                },
            };
        }
        assert!(has_failed);
    }
}

/// Prints the length and the subject of every mail of an mbox.
const ASK: &str = r"
import sys, mailbox
box = mailbox.mbox(sys.argv[1], create=False)
for key in box.keys(): print(len(box.get_bytes(key)), box[key]['Subject'])
";

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "this test exists to ask another program"
)]
fn an_mbox_is_split_as_another_implementation_splits_it() {
    let mails: Vec<String> = mails("\n")
        .into_iter()
        .filter(|it| it.ends_with('\n'))
        .collect();
    let form = Form {
        name: "",
        separator: DATED,
        // The other implementation takes every unquoted line for a separator, so that this form alone is comparable.
        quoting: Quoting::Again,
        has_length: false,
        has_blank: true,
        has_mark: false,
    };
    let mbox = form.write(&mails, "\n");
    let path = std::env::temp_dir().join(format!("mioboe-mbox-{}", std::process::id()));
    std::fs::write(&path, &mbox).expect("room for a file");
    let asked = Command::new("python3")
        .args(["-c", ASK])
        .arg(&path)
        .stdout(Stdio::piped())
        .output();
    std::fs::remove_file(&path).expect("the file written above");
    let Ok(asked) = asked else {
        assert!(std::env::var_os("CI").is_none(), "python3 is missing");
        let _ = writeln!(io::stderr(), "skipped: no python3");
        return;
    };
    let theirs = String::from_utf8_lossy(&asked.stdout).into_owned();
    // They leave quotes as they are.
    let ours: String = split(mbox.as_bytes())
        .iter()
        .map(|mail| {
            let subject = mail.split("Subject: ").nth(1).expect("a subject");
            let length = form.quoted(mail, "\n").len();
            format!("{length} {}\n", subject.lines().next().expect("a line"))
        })
        .collect();
    assert_eq!(ours, theirs);
}
