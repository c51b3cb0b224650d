//! Mails made to cost more than they weigh; each grows with `n`, the hundreds of pieces that it is made of.

/// A mail and what is wrong with it.
pub(crate) struct Bomb {
    pub(crate) what: &'static str,
    pub(crate) raw: Vec<u8>,
}

const HEAD: &str = "From: a@b.example\nSubject: x\n";

fn html(body: &str) -> Vec<u8> {
    format!("{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}").into_bytes()
}

fn typed(media: &str, body: &str) -> Vec<u8> {
    format!("{HEAD}Content-Type: {media}\n\n{body}").into_bytes()
}

fn attached(name: &str, body: &[u8]) -> Vec<u8> {
    let mut raw = format!(
        "{HEAD}Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: binary\n\n"
    )
    .into_bytes();
    raw.extend_from_slice(body);
    raw
}

/// All of them.
#[expect(
    clippy::too_many_lines,
    reason = "a table of inputs, one entry for each trick"
)]
pub(crate) fn bombs(n: usize) -> Vec<Bomb> {
    let k = n * 100;
    let times = |piece: &str, count: usize| piece.repeat(count);
    let numbered = |count: usize, piece: &dyn Fn(usize) -> String| -> String {
        (0..count).map(piece).collect()
    };
    let bomb = |what, raw| Bomb { what, raw };
    let nested_parts = {
        let opened = numbered(k / 10, &|level| {
            format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n")
        });
        format!("{HEAD}{opened}Content-Type: text/plain\n\nx").into_bytes()
    };
    let nested_mails = {
        let level = format!("{HEAD}Content-Type: message/rfc822\n\n");
        (times(&level, k / 10) + HEAD + "\nx").into_bytes()
    };
    let tape = {
        let mut block = vec![0; 512];
        block[..5].copy_from_slice(b"a.txt");
        block[124..135].copy_from_slice(b"00000000000");
        block[257..262].copy_from_slice(b"ustar");
        block.repeat(k)
    };
    let listed = {
        // Thousands of entries that all lead to the same packed zeros.
        let packed = miniz_oxide::deflate::compress_to_vec(&vec![b'<'; k * 100], 6);
        let mut common = b"\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend([0xff, 0xff, 0xff, 0x7f, 6, 0, 0, 0]);
        let mut archive = b"PK\x03\x04".to_vec();
        archive.extend(&common);
        archive.extend(b"a.html");
        archive.extend(packed);
        let start = archive.len();
        for _ in 0..k {
            archive.extend(b"PK\x01\x02\x14\0");
            archive.extend(&common);
            archive.extend([0; 14]);
            archive.extend(b"a.html");
        }
        let size = archive.len() - start;
        archive.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
        archive.extend((size as u32).to_le_bytes());
        archive.extend((start as u32).to_le_bytes());
        archive.extend([0; 2]);
        archive
    };
    let ends = times("PK\x05\x06aaaaaaaaaaaaaaaaaa", k);
    let calendar = |lines: String| {
        format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}END:VEVENT\nEND:VCALENDAR\n")
    };
    let script = |text: String| {
        attached(
            "a.html",
            format!("<html><script>{text}</script>").as_bytes(),
        )
    };
    let pages = |page: &str| {
        let part = format!("--b\nContent-Type: text/html\n\n{}\n", times(page, k));
        format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}",
            times(&part, 8)
        )
        .into_bytes()
    };
    vec![
        bomb("parts of misnested tags", pages("<a><b><p>")),
        bomb("parts of brackets", pages("<<<<<<<<")),
        bomb("header fields", format!("{HEAD}{}\nx", times("X-A: b\n", k * 10)).into_bytes()),
        bomb("addresses in From", format!("From: {}a@b.example\n\nx", times("a <a@b.example>, ", k)).into_bytes()),
        bomb("addresses in Reply-To", format!("{HEAD}Reply-To: {}a@b.example\n\nx", times("a@b.example,", k)).into_bytes()),
        bomb("Received", format!("{}{HEAD}\nx", times("Received: from a (b [192.0.2.1]) by c with d; Mon, 24 Mar 2025 09:05:01 +0900\n", k)).into_bytes()),
        bomb("encoded words", format!("{HEAD}Subject: {}\n\nx", times("=?utf-8?q?a?= ", k)).into_bytes()),
        bomb("nested parts", nested_parts),
        bomb("parts", format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}", times("--b\nContent-Type: text/html\n\n<b>x\n", k)).into_bytes()),
        bomb("boundaries", format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{}", times("--b\n", k * 10)).into_bytes()),
        bomb("nested mails", nested_mails),
        bomb("links", html(&numbered(k, &|n| format!("<a href=https://e.example/{n}>x</a>")))),
        bomb("plain links", typed("text/plain", &numbered(k, &|n| format!("https://e.example/{n} ")))),
        bomb("open tags", html(&times("<b>", k * 3))),
        bomb("open blocks", html(&times("<div>", k * 3))),
        bomb("open tables", html(&times("<table><tr><td>", k))),
        bomb("misnested tags", html(&times("<a><b><p>", k))),
        bomb("comments", html(&times("<!--", k * 5))),
        bomb("attributes", html(&format!("<a {}>x", numbered(k, &|n| format!("a{n} "))))),
        bomb("a huge attribute", html(&format!("<a href='https://e.example/{}'>x", times("x", k * 50)))),
        bomb("styles", html(&times("<p style='display:none;color:#fff;background:url(x)'>x</p>", k))),
        bomb("a huge style", html(&format!("<p style='{}'>x", times("color:red;", k * 5)))),
        bomb("style sheets", html(&format!("<style>{}</style><p class='a'>x", numbered(k, &|n| format!(".a{n},#b{n}{{display:none}}"))))),
        bomb("style brackets", html(&format!("<style>{}</style>x", times("a{", k * 5)))),
        bomb("style addresses", html(&format!("<style>{}</style>x", times("url(@import(", k * 5)))),
        bomb("sets of pictures", html(&format!("<img srcset='{}'>", times("https://e.example/a 1x,", k)))),
        bomb("frames", html(&times("<iframe srcdoc='<form><a href=https://e.example>x</a>'></iframe>", k))),
        bomb("pages in addresses", html(&times("<a href='data:text/html,<a href=\"data:text/html,x\">x</a>'>x</a>", k))),
        bomb("base64 without end", format!("{HEAD}Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n{}", times("PGI+", k * 50)).into_bytes()),
        bomb("quoted-printable", format!("{HEAD}Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n{}", times("=3Cb=3E=\n", k * 5)).into_bytes()),
        bomb("NULs", [format!("{HEAD}\n").into_bytes(), vec![0; k * 50]].concat()),
        bomb("NULs in the header", [b"From: a".to_vec(), vec![0; k * 50]].concat()),
        bomb("line ends", typed("text/plain", &times("\r\n\r\r\n\n", k * 10))),
        bomb("carriage returns", format!("{HEAD}\n{}", times("\r", k * 50)).replace('\n', "\r").into_bytes()),
        bomb("no text at all", [html("").as_slice(), &b"\xff\xfe\x80<".repeat(k * 10)].concat()),
        bomb("one line", typed("text/plain", &times("x", k * 200))),
        bomb("one line of brackets", typed("text/html", &times("<", k * 50))),
        bomb("calendar lines", typed("text/calendar", &calendar(times("SUMMARY:x https://e.example\n", k)))),
        bomb("calendar folds", typed("text/calendar", &calendar(format!("SUMMARY:{}\n", times("a\n ", k * 10))))),
        bomb("calendar pages", typed("text/calendar", &calendar(times("X-ALT-DESC;FMTTYPE=text/html:<b>x</b>\n", k)))),
        bomb("calendar parameters", typed("text/calendar", &calendar(format!("URL{}:x\n", times(";a=\"https://e.example\"", k))))),
        bomb("script quotes", script(times("'\"`", k * 10))),
        bomb("script sums", script(times("'a'+\"b\"+", k))),
        bomb("script escapes", script(times("\\x68\\u{", k * 5))),
        bomb("script codes", script(times("104,116,", k * 5))),
        bomb("script percent signs", script(times("%68%u0068", k * 5))),
        bomb("script base64", script(times("'aHR0cDovL2UuZXhhbXBsZS8=';", k))),
        bomb("script markup", script(times("'<form><script>x</script>';", k))),
        bomb("script handlers", attached("a.html", times("<html><p onclick='x(\"https://e.example\")'>", k).as_bytes())),
        bomb("an attached page of tags", attached("a.html", times("<html><b>", k * 3).as_bytes())),
        bomb("archive of one file listed often", attached("a.zip", &listed)),
        bomb("archive ends", attached("a.zip", format!("PK\x03\x04{ends}").as_bytes())),
        bomb("archive records", attached("a.zip", times("PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaa", k).as_bytes())),
        bomb("tape", attached("a.tar", &tape)),
        bomb("rar blocks", attached("a.rar", format!("Rar!\x1a\x07\0{}", times("\0\0\x74\0\0\x07\0", k)).as_bytes())),
        bomb("newer rar blocks", attached("a.rar", format!("Rar!\x1a\x07\x01\0{}", times("\0\0\0\0\x02\x02\0", k)).as_bytes())),
        bomb("7z names", attached("a.7z", &[b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\x01".as_slice(), b"\x11\x3f\0".repeat(k * 10).as_slice()].concat())),
        bomb("PDF marks", attached("a.pdf", format!("%PDF-1.7\n{}", times("/Encrypt ", k)).as_bytes())),
    ]
}
