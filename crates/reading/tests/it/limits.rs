//! Each limit of reading, at it and beyond: what stands in docs/LIMITS.md.

use reading::{
    Limits, Look, LookLimits, LookState, MboxSplitter, Message, OpaqueKind, Trouble, look, read,
    read_text,
};

const HTML: &str = "From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n";
const PLAIN: &str = "From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n";

fn whole(raw: &str) -> Message {
    read(raw.as_bytes(), &Limits::default())
}

/// A size at the limit leaves no such trouble, one beyond does; gives both messages.
fn cut_beyond(limit: usize, trouble: Trouble, make: impl Fn(usize) -> String) -> [Message; 2] {
    let [within, beyond] = [limit, limit + 1].map(|size| whole(&make(size)));
    assert!(!within.troubles.contains(&trouble), "{:?}", within.troubles);
    assert!(beyond.troubles.contains(&trouble), "{:?}", beyond.troubles);
    [within, beyond]
}

#[test]
fn a_message_beyond_the_limit_is_cut() {
    let size = 64 << 20;
    let [_, beyond] = cut_beyond(size, Trouble::MessageCut, |size| {
        let mut raw = "From: a@b.example\nContent-Type: application/x\n\n".to_owned();
        raw.extend(std::iter::repeat_n('x', size - raw.len()));
        raw
    });
    assert_eq!(beyond.fields.len(), 2);
}

#[test]
fn fields_beyond_the_limit_are_left_out() {
    let [_, beyond] = cut_beyond(2_000, Trouble::FieldsCut, |count| {
        "X: y\n".repeat(count) + "\n"
    });
    assert_eq!(beyond.fields.len(), 2_000);
}

#[test]
fn a_long_field_is_cut() {
    let [_, beyond] = cut_beyond(64 << 10, Trouble::FieldsCut, |size| {
        format!("From: a@b.example\nX:{}\n\n", "y".repeat(size))
    });
    assert!(!beyond.layout.is_plain, "nothing can be proven of it");
    // Folded over many lines it is cut as well.
    let folded = whole(&format!(
        "From: a@b.example\nX: a{}\n\n",
        "\n b".repeat(40 << 10)
    ));
    assert!(folded.troubles.contains(&Trouble::FieldsCut));
    assert!(
        folded
            .fields
            .iter()
            .all(|field| field.value.len() <= 64 << 10)
    );
}

#[test]
fn a_name_longer_than_names_are_is_no_field() {
    let fields = |size| {
        whole(&format!(
            "From: a@b.example\n{}: y\nTo: c@d.example\n\n",
            "N".repeat(size)
        ))
        .fields
        .len()
    };
    assert_eq!((fields(255), fields(256)), (3, 2));
}

#[test]
fn parts_beyond_the_limit_are_left_out() {
    let make = |count: usize| {
        format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
            "--b\nContent-Type: text/plain\n\nx\n".repeat(count)
        )
    };
    // The multipart itself is one.
    cut_beyond(499, Trouble::PartsCut, make);
}

#[test]
fn parts_too_deep_are_left_out() {
    let make = |depth: usize| {
        let mut raw = "From: a@b.example\n".to_owned();
        for level in 0..depth {
            raw += &format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
        }
        raw + "\ntext\n"
    };
    // The message itself is a level, the text inside another.
    cut_beyond(11, Trouble::PartsCut, make);
}

#[test]
fn a_long_text_is_cut() {
    let size = 1 << 20;
    let [within, beyond] = cut_beyond(size, Trouble::TextCut, |size| {
        format!("{PLAIN}{}", "x".repeat(size))
    });
    assert_eq!(within.texts[0].seen.len(), size);
    assert_eq!(beyond.texts[0].seen.len(), size);
    let pasted = |size| read_text(&"x".repeat(size), &Limits::default());
    assert!(pasted(size).troubles.is_empty());
    assert_eq!(pasted(size + 1).troubles, [Trouble::TextCut]);
}

#[test]
fn texts_together_are_cut() {
    let part = format!("--b\nContent-Type: text/plain\n\n{}\n", "x".repeat(1 << 20));
    let make = |count: usize| {
        format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
            part.repeat(count)
        )
    };
    let [_, beyond] = cut_beyond(8, Trouble::TextCut, make);
    let all: usize = beyond.texts.iter().map(|text| text.seen.len()).sum();
    assert_eq!(all, 8 << 20);
}

#[test]
fn links_beyond_the_limit_are_left_out() {
    for (head, link) in [
        (HTML, "<a href='http://a.example/'>x</a> "),
        (PLAIN, "http://a.example/ "),
    ] {
        let [_, beyond] = cut_beyond(2_000, Trouble::LinksCut, |count| {
            head.to_owned() + &link.repeat(count)
        });
        assert_eq!(beyond.links.len(), 2_000);
    }
}

#[test]
fn a_long_target_and_a_long_label_are_cut_behind_what_matters() {
    let target = format!("https://a.example/{}", "x".repeat(20_000));
    let message = whole(&format!(
        "{HTML}<a href='{target}'>{}</a>",
        "あ".repeat(2_000)
    ));
    let link = &message.links[0];
    assert_eq!(
        (link.target.len(), link.host.as_deref()),
        (8 << 10, Some("a.example"))
    );
    assert!(
        link.label.len() <= 2 << 10 && link.label.len() > 2_000,
        "{}",
        link.label.len()
    );
}

#[test]
fn mailboxes_beyond_the_limit_are_left_out_of_an_author_who_can_prove_nothing() {
    for (head, between) in [("From: ", ", "), ("", "\n")] {
        let one = if head.is_empty() {
            "From: a@b.example"
        } else {
            "a@b.example"
        };
        let raw = format!("{head}{}\n\n", vec![one; 1_000].join(between));
        let author = whole(&raw).author;
        assert_eq!(author.mailboxes.len(), 100);
        assert!(author.sole().is_none());
    }
}

#[test]
fn a_long_subject_a_long_file_name_and_a_long_description_are_cut() {
    let message = whole(&format!(
        "From: a@b.example\nSubject: {}\nContent-Type: application/pdf; name=\"{}\"\n\nx\n",
        "s".repeat(20_000),
        "n".repeat(20_000)
    ));
    assert_eq!(message.subject.len(), 8 << 10);
    assert_eq!(message.attachments[0].name.len(), 1 << 10);
    let message = whole(&format!("{HTML}<img src=x alt='{}'>", "a".repeat(20_000)));
    assert_eq!(message.images[0].alt.len(), 1 << 10);
}

#[test]
fn parameters_beyond_the_limit_are_left_out() {
    let name = |before: usize| {
        let padding = "; p=v".repeat(before);
        let raw =
            format!("From: a@b.example\nContent-Type: application/pdf{padding}; name=a.pdf\n\nx\n");
        whole(&raw).attachments[0].name.clone()
    };
    assert_eq!((name(63).as_str(), name(64).as_str()), ("a.pdf", ""));
}

#[test]
fn a_trace_field_is_read_to_a_length() {
    let by = |size: usize| {
        let raw = format!(
            "Received: from a.example ({}) by mx.example with ESMTP; Sun, 22 Nov 2026 08:00:00 +0900\nFrom: a@b.example\n\n",
            "c".repeat(size)
        );
        whole(&raw).hops[0].by.clone()
    };
    assert_eq!(
        (by(3_000).as_deref(), by(4_096).as_deref()),
        (Some("mx.example"), None)
    );
}

#[test]
fn a_page_nests_only_so_deep_and_keeps_what_it_says() {
    let message = whole(&format!("{HTML}{}end", "<div>".repeat(100_000)));
    assert!(message.texts[0].seen.ends_with("end"));
}

#[test]
fn a_mailbox_tries_only_so_many_lengths() {
    const LINE: &str = "From a@b.example Sat Jan  1 10:00:00 2022\n";
    // The body holds a separator; only the right length tells that it belongs to the mail.
    let body = format!("\n{LINE}B: 1\n\nabc\n");
    let mails = |wrong: usize| {
        // The largest lengths are tried first, and those beyond the fourth that is read not at all.
        let lengths: String = (0..wrong)
            .map(|nth| format!("Content-Length: {}\n", 10 + nth))
            .collect();
        let mbox = format!(
            "{LINE}{lengths}Content-Length: {}\n\n{body}\n{LINE}A: 2\n\ny\n",
            body.len()
        );
        MboxSplitter::new(mbox.as_bytes(), Limits::default()).count()
    };
    assert_eq!((mails(3), mails(4)), (2, 3));
}

#[test]
fn a_separator_is_read_to_a_length() {
    let mails = |size: usize| {
        let date = "@b.example Sat Jan  1 10:00:00 2022";
        let mbox = format!(
            "From a@b.example Sat Jan  1 10:00:00 2022\nA: 1\n\nx\n\nFrom {}{date}\nA: 2\n\ny\n",
            "a".repeat(size - date.len())
        );
        MboxSplitter::new(mbox.as_bytes(), Limits::default()).count()
    };
    // Beyond, the year is not seen, and the mail is read as text of the one before.
    assert_eq!((mails(256), mails(257)), (2, 1));
}

/// A mail with these files attached.
fn attached(files: &[&[u8]]) -> Message {
    // Text before the first part, so that many NULs do not make it look like no mail.
    let mut raw = format!(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}\n",
        "x".repeat(1_000)
    )
    .into_bytes();
    for file in files {
        raw.extend(
            b"--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: binary\n\n",
        );
        raw.extend_from_slice(file);
        raw.push(b'\n');
    }
    raw.extend(b"--b--\n");
    read(&raw, &Limits::default())
}

#[test]
fn so_many_pictures_of_so_many_octets_are_kept_to_look_into() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    // What is not kept is named as not read, and holds no octets.
    let kept = |files: &[&[u8]]| {
        let opaque = attached(files).opaque;
        assert!(
            opaque
                .iter()
                .all(|o| o.bytes.is_empty() == (o.state == LookState::Failed))
        );
        let kept = opaque
            .iter()
            .filter(|o| o.state == LookState::NotLooked)
            .count();
        (kept, opaque.len())
    };
    assert_eq!((kept(&[PNG; 32]), kept(&[PNG; 33])), ((32, 32), (32, 33)));
    assert_eq!(kept(&[PNG; 100]), (32, 64));
    let mut first = PNG.to_vec();
    first.resize((32 << 20) - 8, b'x');
    let one_more = [PNG, b"x"].concat();
    assert_eq!(
        (kept(&[&first, PNG]), kept(&[&first, &one_more])),
        ((2, 2), (1, 2))
    );
}

#[test]
fn links_beyond_those_kept_of_a_message_are_left_out() {
    let mut message = attached(&[b"\x89PNG\r\n\x1a\n"]);
    let id = message.opaque[0].id;
    let codes = |count: usize| (0..count).map(|nth| format!("https://e.example/{nth}"));
    message.take_look(
        id,
        &Look {
            codes: codes(3_999).collect(),
            ..Look::default()
        },
    );
    assert_eq!(message.links.len(), 3_999);
    for (count, expected) in [(4_000, 4_000), (4_001, 4_000)] {
        let look = Look {
            codes: codes(count).collect(),
            ..Look::default()
        };
        message.take_joined(id, &look);
        assert_eq!(message.links.len(), expected);
        assert_eq!(
            message.troubles.contains(&Trouble::LinksCut),
            count > expected
        );
    }
}

#[test]
fn so_many_enclosed_mails_are_kept() {
    let [_, beyond] = cut_beyond(50, Trouble::PartsCut, |count| {
        format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
            "--b\nContent-Type: message/rfc822\n\nFrom: c@d.example\n\nx\n".repeat(count)
        )
    });
    assert_eq!(beyond.enclosed.len(), 50);
}

/// A zip of files that are stored as they are.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in files {
        let size = (bytes.len() as u32).to_le_bytes();
        archive.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        archive.extend([size, size].concat());
        archive.extend([name.len() as u8, 0, 0, 0]);
        archive.extend(name.as_bytes());
        archive.extend_from_slice(bytes);
    }
    archive
}

#[test]
fn so_much_of_an_archive_is_unpacked() {
    const PAGE: (&str, &[u8]) = ("a.html", b"<html><p>x");
    let pages = |files: &[(&str, &[u8])]| {
        let message = attached(&[&zip(files)]);
        (message.documents.len(), message.attachments[0].is_cut)
    };
    // Files.
    assert_eq!(pages(&[PAGE; 32]), (32, false));
    assert_eq!(pages(&[PAGE; 33]), (32, true));
    // Octets of all of them.
    let large = vec![b'x'; 1 << 20];
    let behind = |count: usize| {
        let mut files = vec![("a.bin", large.as_slice()); count];
        files.push(PAGE);
        pages(&files)
    };
    assert_eq!(behind(7), (1, false));
    assert_eq!(behind(8), (0, true));
    // Octets of one.
    let octets = |size: usize| {
        let page = [&b"<html><p>"[..], &vec![b'x'; size - 9]].concat();
        attached(&[&zip(&[("a.html", &page)])]).documents[0]
            .text
            .trim()
            .len()
    };
    let most = 1 << 20;
    assert_eq!((octets(most), octets(most + 1)), (most - 9, most - 9));
    // Names.
    let named = |count: usize| {
        let message = attached(&[&zip(&vec![("a.exe", &b"x"[..]); count])]);
        let attachment = &message.attachments[0];
        (attachment.contents.len(), attachment.is_cut)
    };
    assert_eq!((named(200), named(201)), ((200, false), (200, true)));
}

/// A grey bitmap (BMP).
fn bitmap(width: u32, height: u32) -> Vec<u8> {
    let row = (width * 3).next_multiple_of(4);
    let mut out = b"BM".to_vec();
    for number in [
        54 + row * height,
        0,
        54,
        40,
        width,
        height,
        24 << 16 | 1,
        0,
        row * height,
        0,
        0,
        0,
        0,
    ] {
        out.extend(number.to_le_bytes());
    }
    out.resize(54 + (row * height) as usize, 200);
    out
}

#[test]
fn a_picture_has_only_so_many_pixels_and_so_long_sides() {
    let failed = |width, height, pixels| {
        let limits = LookLimits {
            pixels,
            ..LookLimits::default()
        };
        look(OpaqueKind::Picture, &bitmap(width, height), &limits).is_failed
    };
    assert!(!failed(40, 50, 2_000));
    assert!(failed(40, 50, 1_999));
    let all = LookLimits::default().pixels;
    // Of few rows, and yet too wide.
    assert!(!failed(20_000, 24, all));
    assert!(failed(20_001, 24, all));
}

/// A document of these pages: what each shows, on a square of so many points, and its annotations.
fn pdf(side: f64, pages: &[(&str, &str)]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{}]>>",
            pages.len(),
            (0..pages.len())
                .map(|nth| format!("{} 0 R ", 4 + 2 * nth))
                .collect::<String>()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (nth, (shown, annotations)) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]/Contents {} 0 R\
             /Resources<</Font<</F 3 0 R>>>>/Annots[{annotations}]>>",
            5 + 2 * nth
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{shown}\nendstream",
            shown.len()
        ));
    }
    let mut out = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (nth, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{nth} 0 obj\n{object}\nendobj\n");
    }
    let start = out.len();
    out += &format!(
        "{table}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

fn link(action: &str) -> String {
    format!("<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A {action}>>")
}

fn looked(pdf: &[u8]) -> Look {
    let look = look(OpaqueKind::Pdf, pdf, &LookLimits::default());
    assert!(!look.is_failed);
    look
}

#[test]
fn of_a_document_so_many_pages_annotations_and_links_are_read() {
    let to = |nth: usize| link(&format!("<</S/URI/URI(https://e.example/{nth})>>"));
    for (pages, links, is_cut) in [(8, 8, false), (9, 9, true), (64, 64, true), (65, 64, true)] {
        let annotations: Vec<String> = (0..pages).map(to).collect();
        let pages: Vec<(&str, &str)> = annotations.iter().map(|it| ("", it.as_str())).collect();
        let look = looked(&pdf(200.0, &pages));
        assert_eq!((look.links.len(), look.is_cut), (links, is_cut));
    }
    for (count, is_cut) in [(500, false), (501, true)] {
        let same = looked(&pdf(200.0, &[("", &to(1).repeat(count))]));
        assert_eq!((same.links.len(), same.is_cut), (1, is_cut), "{count}");
        let [one, other]: [String; 2] =
            [0..250, 250..count].map(|numbers| numbers.map(to).collect());
        let others = looked(&pdf(200.0, &[("", &one), ("", &other)]));
        assert_eq!(
            (others.links.len(), others.is_cut),
            (500, is_cut),
            "{count}"
        );
    }
}

#[test]
fn of_a_document_so_many_letters_and_octets_of_a_link_are_read() {
    let shown = "BT /F 12 Tf 20 20 Td (letters) Tj ET";
    for (text, expected, is_cut) in [(7, "letters", false), (6, "letter", true)] {
        let limits = LookLimits {
            text,
            ..LookLimits::default()
        };
        let look = look(OpaqueKind::Pdf, &pdf(200.0, &[(shown, "")]), &limits);
        assert_eq!((look.text.as_str(), look.is_cut), (expected, is_cut));
    }
    for (size, links, is_cut) in [(8 << 10, 1, false), ((8 << 10) + 1, 0, true)] {
        let action = format!("<</S/URI/URI({:x<size$})>>", "https://e.example/");
        let look = looked(&pdf(200.0, &[("", &link(&action))]));
        assert_eq!((look.links.len(), look.is_cut), (links, is_cut));
    }
}

#[test]
fn of_a_document_so_many_actions_after_one_another_are_followed() {
    for (count, expected) in [(8, 8), (9, 8)] {
        let mut action = String::new();
        for nth in 0..count {
            let next = if action.is_empty() {
                String::new()
            } else {
                format!("/Next {action}")
            };
            action = format!("<</S/URI/URI(https://e.example/{nth}){next}>>");
        }
        let look = looked(&pdf(200.0, &[("", &link(&action))]));
        assert_eq!(look.links.len(), expected, "{count}");
    }
}

#[test]
fn a_small_page_is_enlarged_only_so_far() {
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/look/blocks.eml"
    );
    let mail = read(&std::fs::read(fixture).expect("a mail"), &Limits::default());
    let rows: Vec<Vec<char>> = mail.texts[0]
        .seen
        .lines()
        .filter(|line| line.contains(['█', '▀', '▄']))
        .map(|line| line.chars().collect())
        .collect();
    let high = rows.len() as f64 * 2.0 + 8.0;
    let codes = |module: f64| {
        let mut shown = String::new();
        for (y, row) in rows.iter().enumerate() {
            for (x, c) in row.iter().enumerate() {
                for (half, marks) in [(0, ['█', '▀']), (1, ['█', '▄'])] {
                    if marks.contains(c) {
                        let (x, y) = (x as f64, high - 5.0 - (2 * y + half) as f64);
                        shown += &format!(
                            "{:.4} {:.4} {module} {module} re f\n",
                            x * module,
                            y * module
                        );
                    }
                }
            }
        }
        let wide = rows.iter().map(Vec::len).max().unwrap_or_default() as f64 + 4.0;
        looked(&pdf((wide.max(high) * module).max(12.0), &[(&shown, "")]))
            .codes
            .len()
    };
    // Modules of four pixels, and of half a one: with no bound both would be large.
    assert_eq!((codes(1.0), codes(0.125)), (1, 0));
}
