//! Each limit of reading, at it and beyond: what stands in docs/LIMITS.md.

use reading::{Limits, MboxSplitter, Message, Trouble, read, read_text};

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
