//! What is told of a mail that claims no brand we know.

use facts::{Severity, Verdict};
use reading::AttachmentKind;

use crate::conduct::{Mail, NOBODY, Pair, attach, check, judge, named};

#[test]
fn a_mail_without_a_known_brand_is_told_what_stands_out() {
    check([
        Pair {
            code: "link-text-lies",
            guilty: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://parcel-desk.example/'>https://www.my-bank.test/login</a>",
            ),
            innocent: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://www.my-bank.test/x'>my-bank.test</a>",
            ),
        },
        // A place that several shown hosts lead through counts clicks; so does the author's own.
        Pair {
            code: "link-text-lies",
            guilty: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://c.parcel-desk.example/1'>www.one.test</a>",
            ),
            innocent: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://c.parcel-desk.example/1'>www.one.test</a><a href='https://c.parcel-desk.example/2'>www.two.test</a>\
                 <a href='https://click.friend.example/2'>www.three.test</a>",
            ),
        },
        Pair {
            code: "link-to-bare-address",
            guilty: Mail::new(
                NOBODY,
                "Verify your account",
                "<a href='http://203.0.113.9/'>here</a>",
            ),
            innocent: Mail::new(
                NOBODY,
                "the new server",
                "<a href='http://203.0.113.9/'>it answers</a>",
            ),
        },
        Pair {
            code: "reply-goes-elsewhere",
            guilty: Mail::new(
                "Claims Office <x@parcel-desk.example>\r\nReply-To: barrister.smith@gmail.com",
                "Congratulations, you have won",
                "<p>claim your prize</p>",
            ),
            innocent: Mail::new(
                "List <list@friend.example>\r\nReply-To: hanako@gmail.com",
                "minutes",
                "<p>see you on Sunday</p>",
            ),
        },
        Pair {
            code: "asks-for-action",
            guilty: Mail::new(
                NOBODY,
                "hello",
                "<p>Are you free? I need you to buy gift cards for a client.</p>",
            ),
            innocent: Mail::new(
                NOBODY,
                "hello",
                "<p>Our shop will never ask you to buy gift cards.</p>",
            ),
        },
        Pair {
            code: "form-asks-for-password",
            guilty: Mail::with(NOBODY, "hello", |m| m.texts[0].markup.password_fields = 1),
            innocent: Mail::with(NOBODY, "hello", |m| m.texts[0].markup.forms = 1),
        },
        Pair {
            code: "link-hides-its-host",
            guilty: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://www.my-bank.test@parcel-desk.example/'>here</a>",
            ),
            innocent: Mail::new(
                NOBODY,
                "hello",
                "<a href='https://parcel-desk.example/@hanako'>here</a>",
            ),
        },
    ]);
    let report = judge(&Mail::with(NOBODY, "hello", |m| {
        attach(m, named("update.exe", AttachmentKind::Program));
    }));
    assert_eq!(report.verdict, Verdict::NoClaim);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.severity == Severity::Danger)
    );
}
