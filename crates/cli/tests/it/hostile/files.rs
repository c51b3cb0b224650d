//! The hostile files: each is written piece by piece, so that the writer itself stays small.

use std::io::{self, Read as _, Write};

/// What a file of this kind must come to.
pub(super) enum End {
    /// A verdict with this gap.
    Gap(&'static str),
    /// A verdict: all of it was read.
    Read,
    /// A refusal with this code.
    Refused(&'static str),
    /// Very many verdicts or refusals; so many lines.
    Lines(usize),
}

/// A hostile file.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Writes the file.
    pub(super) make: fn(&mut dyn Write) -> io::Result<()>,
    pub(super) end: End,
}

/// The header of a mail that claims a brand and travelled, so that everything is looked at.
const HEAD: &str = "Received: from a.example (a.example [192.0.2.7]) by mx.example.net with ESMTPS id 1; Sun, 22 Nov 2026 08:00:00 +0900\r\n\
     From: \"Amazon.co.jp\" <info@a.example>\r\nTo: hanako@example.net\r\nSubject: Amazon.co.jp\r\n\
     Date: Sun, 22 Nov 2026 08:00:00 +0900\r\nMessage-ID: <1@a.example>\r\nMIME-Version: 1.0\r\n";
const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n\r\n";
const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\n";

/// A mail of this type whose body is `piece` again and again.
fn body(out: &mut dyn Write, kind: &str, piece: &str, times: usize) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    out.write_all(kind.as_bytes())?;
    again(out, piece, times)
}

fn again(out: &mut dyn Write, piece: &str, times: usize) -> io::Result<()> {
    for _ in 0..times {
        out.write_all(piece.as_bytes())?;
    }
    Ok(())
}

/// A mail with a field whose value is `piece` again and again, folded like a long line.
fn field(out: &mut dyn Write, start: &str, piece: &str, times: usize, end: &str) -> io::Result<()> {
    out.write_all(start.as_bytes())?;
    again(out, piece, times)?;
    write!(out, "{end}\r\n{HEAD}{PLAIN}Hello.\r\n")
}

/// A mail with many fields.
fn fields(out: &mut dyn Write, times: usize, one: fn(usize) -> String) -> io::Result<()> {
    for nth in 0..times {
        out.write_all(one(nth).as_bytes())?;
    }
    write!(out, "{HEAD}{PLAIN}Hello.\r\n")
}

pub(super) const HEADERS: &[Case] = &[
    Case {
        name: "a million header fields",
        make: |out| fields(out, 1_000_000, |nth| format!("X-{nth}: value\r\n")),
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "a million lines that continue one field",
        make: |out| field(out, "X-Long: a", "\r\n\tcontinued", 1_000_000, ""),
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "a million lines in the header that are no fields",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            fields(out, 1_000_000, |nth| {
                format!("stray words\r\nX-{nth}: v\r\n")
            })
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "10,000 Received fields",
        make: |out| {
            fields(out, 10_000, |nth| {
                format!(
                    "Received: from h{nth}.example (h{nth}.example [192.0.2.{}]) by h{}.example with ESMTP id {nth}; Sun, 22 Nov 2026 08:00:00 +0900\r\n",
                    nth % 256,
                    nth + 1
                )
            })
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "1,000 DKIM signatures",
        make: |out| {
            fields(out, 1_000, |nth| {
                format!(
                    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=a.example; s=s{nth}; h=from:to:subject:date; bh=yZQq1c8wjBl0fZ4Wc/oraMCAG1mZJv5v/hlvyFy+t6A=; b={}\r\n",
                    "QUJD".repeat(86)
                )
            })
        },
        end: End::Read,
    },
    Case {
        name: "100 signatures over 60 MB, each with a length of its own",
        make: |out| {
            for nth in 0..100 {
                write!(
                    out,
                    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; l={}; d=a.example; s=s{nth}; h=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD\r\n",
                    60_000_000 - nth
                )?;
            }
            body(
                out,
                PLAIN,
                "0123456789abcdef 0123456789 abcdef \r\n",
                1_600_000,
            )
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "one signature that names every field 10,000 times",
        make: |out| {
            field(
                out,
                "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD; h=from",
                ":subject",
                7_000,
                "",
            )
        },
        end: End::Read,
    },
    Case {
        name: "5,000 Authentication-Results",
        make: |out| {
            fields(out, 5_000, |nth| {
                format!(
                    "Authentication-Results: mx.example.net; dkim=pass header.d=d{nth}.example; spf=pass smtp.mailfrom=a{nth}.example; dmarc=pass header.from=a.example\r\n"
                )
            })
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "one Authentication-Results with 10,000 results",
        make: |out| {
            field(
                out,
                "Authentication-Results: mx.example.net",
                ";\r\n\tdkim=pass (((((c))))) header.d=a.example",
                10_000,
                "",
            )
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "1,000 ARC sets",
        make: |out| {
            fields(out, 1_000, |nth| {
                format!(
                    "ARC-Seal: i={nth}; a=rsa-sha256; cv=pass; d=a.example; s=s; b=QUJD\r\nARC-Authentication-Results: i={nth}; mx.example; dkim=pass\r\n"
                )
            })
        },
        end: End::Read,
    },
    Case {
        name: "50,000 addresses in From",
        make: |out| {
            field(
                out,
                "From: ",
                "Amazon <a@amazon.example>,\r\n\t",
                50_000,
                "b@b.example",
            )
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "1,000 From fields of 60 kB",
        make: |out| {
            fields(out, 1_000, |nth| {
                format!(
                    "From: \"Amazon {nth}\" <a@a.example>{}\r\n",
                    ",a@b".repeat(15_000)
                )
            })
        },
        end: End::Read,
    },
    Case {
        name: "60,000 comments, one in another, in From",
        make: |out| field(out, "From: a@a.example ", "(", 60_000, ""),
        end: End::Read,
    },
    Case {
        name: "60,000 quotes and brackets in From",
        make: |out| field(out, "From: ", "\"<(\\", 15_000, " a@a.example"),
        end: End::Read,
    },
    Case {
        name: "10,000 encoded words in the subject",
        make: |out| field(out, "Subject: ", "\r\n =?utf-8?Q?Amazo=6E?=", 10_000, ""),
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "one encoded word of 60 kB",
        make: |out| {
            field(
                out,
                "Subject: =?iso-2022-jp?B?",
                "GyRCJCIbKEI=",
                5_000,
                "?=",
            )
        },
        end: End::Read,
    },
    Case {
        name: "encoded words that never end",
        make: |out| field(out, "Subject: ", "=?utf-8?Q?", 6_000, ""),
        end: End::Read,
    },
    Case {
        name: "10,000 parameters of Content-Type",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"Content-Type: text/plain")?;
            again(out, "; name=value", 10_000)?;
            out.write_all(b"\r\n\r\nHello.\r\n")
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "10,000 continued parameters (RFC 2231)",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"Content-Type: application/pdf")?;
            for nth in 0..10_000 {
                write!(out, ";\r\n name*{nth}*=utf-8''%41")?;
            }
            out.write_all(b"\r\n\r\nHello.\r\n")
        },
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "10,000 NULs and escapes in the header",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            again(out, "X-Padding: a text field like any other\r\n", 100)?;
            field(out, "Subject: Amazon", "\0\x1b$B\x08", 10_000, "")
        },
        end: End::Read,
    },
];

pub(super) const PARTS: &[Case] = &[
    Case {
        name: "10,000 parts, one in another",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            for nth in 0..10_000 {
                write!(
                    out,
                    "Content-Type: multipart/mixed; boundary=b{nth}\r\n\r\n--b{nth}\r\n"
                )?;
            }
            out.write_all(b"\r\nHello.\r\n")
        },
        end: End::Gap("parts-cut"),
    },
    Case {
        name: "10,000 parts with one boundary",
        make: |out| {
            body(
                out,
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
                10_000,
            )
        },
        end: End::Gap("parts-cut"),
    },
    Case {
        name: "300,000 parts side by side",
        make: |out| {
            body(
                out,
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                "--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n",
                300_000,
            )
        },
        end: End::Gap("parts-cut"),
    },
    Case {
        name: "a million lines that are nearly a boundary",
        make: |out| {
            body(
                out,
                "Content-Type: multipart/mixed; boundary=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbc\r\n\r\n",
                "--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n",
                1_000_000,
            )
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "10,000 mails, one in another",
        make: |out| {
            body(
                out,
                "",
                "Content-Type: message/rfc822\r\n\r\nFrom: a@a.example\r\n",
                10_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "400 enclosed mails of 100 kB",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n")?;
            for _ in 0..400 {
                out.write_all(b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@a.example\r\nContent-Type: text/html\r\n\r\n")?;
                again(out, "<b>Amazon", 11_000)?;
                out.write_all(b"\r\n")?;
            }
            Ok(())
        },
        end: End::Read,
    },
    Case {
        name: "Base64 without end",
        make: |out| {
            let line = format!("{}\r\n", "QUJD".repeat(19));
            body(
                out,
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                &line,
                800_000,
            )
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "quoted-printable of nothing but signs",
        make: |out| {
            body(
                out,
                "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                "==3D=\r\n=3",
                6_000_000,
            )
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "400 texts of 150 kB",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n")?;
            for _ in 0..400 {
                out.write_all(b"--b\r\nContent-Type: text/html\r\n\r\n")?;
                again(out, "<p>Dear Amazon customer, your account</p>\r\n", 3_500)?;
            }
            Ok(())
        },
        end: End::Gap("text-cut"),
    },
];

pub(super) const PAGES: &[Case] = &[
    Case {
        name: "100,000 links",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(HTML.as_bytes())?;
            for nth in 0..100_000 {
                writeln!(
                    out,
                    "<a href='https://a{nth}.example/'>www.amazon.co.jp</a>"
                )?;
            }
            Ok(())
        },
        end: End::Gap("links-cut"),
    },
    Case {
        name: "2,000 links to hosts of 250 letters that look like a brand's",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(HTML.as_bytes())?;
            for nth in 0..2_000 {
                let host = "amaz0n.co.jp.arnazon-login.".repeat(9);
                writeln!(out, "<a href='https://n{nth}.{host}example/'>a</a>")?;
            }
            Ok(())
        },
        end: End::Read,
    },
    Case {
        name: "50,000 URLs in plain text",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(PLAIN.as_bytes())?;
            for nth in 0..50_000 {
                writeln!(out, "http://a{nth}.example")?;
            }
            Ok(())
        },
        end: End::Gap("links-cut"),
    },
    Case {
        name: "one URL of 1 MB",
        make: |out| body(out, PLAIN, "http://a@b:c@d/e?f#g", 50_000),
        end: End::Read,
    },
    Case {
        name: "300,000 open tags",
        make: |out| body(out, HTML, "<b>", 300_000),
        end: End::Read,
    },
    Case {
        name: "open tags of formatting inside tables",
        make: |out| body(out, HTML, "<a href=x><table><b><i><tr>x", 40_000),
        end: End::Gap("text-cut"),
    },
    Case {
        name: "open formatting that every paragraph repeats",
        make: |out| {
            body(
                out,
                HTML,
                "<font size=1><b><i><u><s><big><small><em><p>x",
                22_000,
            )
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "one tag with 100,000 attributes",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(HTML.as_bytes())?;
            out.write_all(b"<p ")?;
            for nth in 0..100_000 {
                write!(out, "a{nth} ")?;
            }
            out.write_all(b">Amazon")
        },
        end: End::Read,
    },
    Case {
        name: "50,000 rules of style for 10,000 elements",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(HTML.as_bytes())?;
            out.write_all(b"<style>")?;
            for nth in 0..35_000 {
                write!(out, "p b i.c{nth}{{color:red}}")?;
            }
            out.write_all(b"</style>")?;
            again(out, "<p><b><i class='c1 c2 c3'>x</i></b></p>", 6_000)
        },
        end: End::Read,
    },
    Case {
        name: "a style of 1 MB",
        make: |out| {
            body(
                out,
                HTML,
                "<p style='color:red;;;:::display:none;/*",
                25_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "comments and entities without end",
        make: |out| body(out, HTML, "<!--&#x41;&amp&ngE<![CDATA[", 38_000),
        end: End::Read,
    },
];

pub(super) const TEXTS: &[Case] = &[
    Case {
        name: "1 MB of one brand's name",
        make: |out| body(out, PLAIN, "Amazon ", 149_000),
        end: End::Read,
    },
    Case {
        name: "8 MB of one brand's name in eight pages",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n")?;
            for _ in 0..8 {
                out.write_all(b"--b\r\nContent-Type: text/html\r\n\r\n")?;
                again(out, "Amazon ", 149_000)?;
                out.write_all(b"\r\n")?;
            }
            Ok(())
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "1 MB that begins like names and never ends like one",
        make: |out| {
            body(
                out,
                PLAIN,
                "amazo amaz ama rakute rakut mercar paypa visaa ",
                22_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "1 MB of one letter",
        make: |out| body(out, PLAIN, "a", 1_040_000),
        end: End::Read,
    },
    Case {
        name: "1 MB of a name in other alphabets",
        make: |out| body(out, HTML, "\u{430}m\u{430}z\u{43e}n", 110_000),
        end: End::Read,
    },
    Case {
        name: "1 MB of a name with unseen letters between",
        make: |out| {
            body(
                out,
                HTML,
                "a\u{200b}m\u{200d}a\u{ad}z\u{2060}on\u{feff} ",
                50_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "1 MB of requests in Japanese",
        make: |out| {
            body(
                out,
                PLAIN,
                "アカウントをご確認ください。パスワード更新、お支払い方法。",
                12_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "1 MB of quoted heads of mails",
        make: |out| {
            body(
                out,
                PLAIN,
                "-----Original Message-----\r\nFrom: Amazon <a@b.example>\r\nSubject: x\r\n\r\n",
                14_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "1 MB of digits like telephone and order numbers",
        make: |out| body(out, PLAIN, "0120-999-373 503-1234567-1234567 ", 31_000),
        end: End::Read,
    },
    Case {
        name: "1 MB of combining marks",
        make: |out| body(out, PLAIN, "\u{301}\u{327}\u{5b0}", 170_000),
        end: End::Read,
    },
    Case {
        name: "1 MB of escapes between character sets",
        make: |out| {
            body(
                out,
                "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n",
                "\x1b$B$\"\x1b(B",
                130_000,
            )
        },
        end: End::Read,
    },
    Case {
        name: "60 MB of octets that are no UTF-8",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(HTML.as_bytes())?;
            io::copy(&mut io::repeat(0xff).take(60 << 20), &mut { out }).map(drop)
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "60 MB of NULs at once",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(PLAIN.as_bytes())?;
            io::copy(&mut io::repeat(0).take(60 << 20), &mut { out }).map(drop)
        },
        end: End::Refused("binary"),
    },
    Case {
        name: "60 MB of NULs behind a text",
        make: |out| {
            body(out, PLAIN, "Dear Amazon customer, ", 100)?;
            io::copy(&mut io::repeat(0).take(60 << 20), &mut { out }).map(drop)
        },
        end: End::Gap("text-cut"),
    },
    Case {
        name: "a body line of 60 MB",
        make: |out| body(out, PLAIN, "0123456789abcdef", 60 << 16),
        end: End::Gap("text-cut"),
    },
    Case {
        name: "a header line of 60 MB",
        make: |out| field(out, "Subject: ", "Amazon 456789abc", 60 << 16, ""),
        end: End::Gap("fields-cut"),
    },
    Case {
        name: "60 MB of mixed line ends",
        make: |out| body(out, PLAIN, "\r\r\n\n\r\n\n\ra", 6_000_000),
        end: End::Gap("text-cut"),
    },
    Case {
        name: "60 MB of mixed line ends in the header",
        make: |out| {
            out.write_all(HEAD.as_bytes())?;
            again(out, "a: b\rc\r\r\n", 6_000_000)?;
            out.write_all(b"\r\n\r\nHello.\r\n")
        },
        end: End::Gap("fields-cut"),
    },
];

pub(super) const FILES: &[Case] = &[
    Case {
        name: "a mail over the limit",
        make: |out| body(out, PLAIN, "0123456789abcde\n", 65 << 16),
        end: End::Refused("too-large"),
    },
    Case {
        name: "an mbox of 100,000 empty mails",
        make: |out| {
            again(
                out,
                "From a@a.example Sun Nov 22 08:00:00 2026\n\n",
                100_000,
            )
        },
        end: End::Lines(100_000),
    },
    Case {
        name: "an mbox of 10,000 lying lengths",
        make: |out| {
            again(
                out,
                "From a@a.example Sun Nov 22 08:00:00 2026\nContent-Length: 900000\nContent-Length: 90000\nFrom: a@a.example\n\nx\n\n",
                10_000,
            )
        },
        end: End::Lines(10_000),
    },
    Case {
        name: "an mbox of one line of 60 MB",
        make: |out| {
            out.write_all(b"From a@a.example Sun Nov 22 08:00:00 2026\nFrom: a@a.example\n\n")?;
            again(out, ">From 0123456789", 60 << 16)
        },
        end: End::Gap("text-cut"),
    },
];
