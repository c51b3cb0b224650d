//! Judgement over time: each finding, its nearest innocent neighbor, and the case that is a gap.

use facts::{
    AccountId, Answer, BrandId, Code, Confidence, Domain, Fact, Instant, ObservationId, Severity,
};
use mail::mailbox::{
    Answered, Change, Language, OverTime, Placement, Reading, Renewal, Role, Rows, Seen, Watch,
    language, over_time,
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 2026-11-01T00:00:00Z.
const START: i64 = 1_793_491_200;

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(START + seconds).expect("a moment")
}

fn account() -> AccountId {
    AccountId("hanako@mailbox.example".into())
}

fn id(name: &str) -> ObservationId {
    ObservationId::of(name.as_bytes())
}

/// A mailbox in the making.
struct Mailbox {
    seen: Vec<Seen>,
    placements: Vec<Placement>,
    renewals: Vec<Renewal>,
    answers: Vec<Answered>,
    since: i64,
    now: i64,
}

impl Mailbox {
    /// Followed from the start, looked at after `now` seconds.
    fn new(now: i64) -> Self {
        Self {
            seen: Vec::new(),
            placements: Vec::new(),
            renewals: Vec::new(),
            answers: Vec::new(),
            since: 0,
            now,
        }
    }

    /// A mail of no brand about nothing, which lies nowhere yet.
    fn unplaced(&mut self, name: &str, sender: &str, arrived: i64) -> &mut Seen {
        self.seen.push(Seen {
            mail: id(name),
            account: account(),
            arrived: at(arrived),
            sender: Domain::parse(sender).ok(),
            brand: None,
            is_proven: false,
            is_money: false,
            is_asked: true,
            change: None,
            orders: Vec::new(),
            language: None,
        });
        self.seen.last_mut().expect("just pushed")
    }

    /// A proven order mail of a brand, which lies nowhere yet.
    fn order(&mut self, name: &str, arrived: i64) -> &mut Seen {
        let mail = self.unplaced(name, "shop.example", arrived);
        mail.brand = Some(BrandId("shop".into()));
        mail.is_proven = true;
        mail.is_money = true;
        mail.orders = vec![name.into()];
        mail
    }

    fn put(
        &mut self,
        name: &str,
        role: Role,
        folder: &str,
        from: i64,
        gone: Option<i64>,
    ) -> &mut Placement {
        self.placements.push(Placement {
            mail: id(name),
            account: account(),
            role,
            folder: folder.into(),
            first_seen: at(from),
            last_seen: at(gone.unwrap_or(self.now)),
            gone_since: gone.map(at),
            read: None,
        });
        self.placements.last_mut().expect("just pushed")
    }

    fn answer(&mut self, name: &str, answer: Answer) {
        let (mail, when) = (id(name), at(self.now));
        self.answers.push(Answered { mail, answer, when });
    }

    fn judged(&self) -> OverTime {
        let watch = Watch {
            account: account(),
            since: at(self.since),
        };
        let rows = Rows {
            seen: &self.seen,
            placements: &self.placements,
            renewals: &self.renewals,
            answers: &self.answers,
            watches: &[watch],
        };
        let judged = over_time(&rows, at(self.now));
        // Rows in another order say the same.
        let mut seen = self.seen.clone();
        seen.reverse();
        let mut placements = self.placements.clone();
        placements.reverse();
        let turned = Rows {
            seen: &seen,
            placements: &placements,
            ..rows
        };
        assert_eq!(over_time(&turned, at(self.now)), judged);
        judged
    }

    /// The codes of findings and gaps, without those of notices that wait for an answer.
    fn codes(&self) -> Vec<&'static str> {
        let judged = self.judged();
        let codes = judged.findings.iter().map(|it| it.code);
        codes
            .chain(judged.gaps.iter().map(|it| it.code))
            .map(Code::as_str)
            .filter(|code| *code != "notice-unanswered")
            .collect()
    }
}

fn fact<'a>(judged: &'a OverTime, code: &str, name: &str) -> Option<&'a Fact> {
    let findings = judged.findings.iter().map(|it| (it.code, &it.facts));
    let mut all = findings.chain(judged.gaps.iter().map(|it| (it.code, &it.facts)));
    all.find(|(it, _)| it.as_str() == code)?.1.one(name)
}

#[test]
fn a_money_mail_that_vanishes_is_told() {
    struct Case {
        name: &'static str,
        set: fn(&mut Mailbox),
        codes: &'static [&'static str],
    }
    for case in [
        Case {
            name: "seen once and gone",
            set: |_| {},
            codes: &["money-mail-vanished"],
        },
        Case {
            name: "moved",
            set: |it| {
                it.put("order", Role::Other, "Shopping", DAY + HOUR, None);
            },
            codes: &[],
        },
        Case {
            name: "known as their own",
            set: |it| it.answer("order", Answer::Mine),
            codes: &[],
        },
        Case {
            name: "not their own",
            set: |it| it.answer("order", Answer::NotMine),
            codes: &["money-mail-vanished"],
        },
        Case {
            name: "another mail of the order is known",
            set: |it| {
                it.order("shipped", DAY).orders = vec!["order".into()];
                it.put("shipped", Role::Inbox, "INBOX", DAY, None);
                it.answer("shipped", Answer::Mine);
            },
            codes: &[],
        },
        Case {
            name: "gone a moment ago",
            set: |it| it.now = DAY + HOUR + 30 * MINUTE,
            codes: &[],
        },
        Case {
            name: "a mail that anybody could have written",
            set: |it| it.seen[0].is_proven = false,
            codes: &["notices-not-proven"],
        },
        Case {
            // What nobody proves holds no notices.
            name: "a mail that anybody could have written, of which nothing is known",
            set: |it| {
                it.seen[0].is_proven = false;
                it.seen[0].is_money = false;
            },
            codes: &["notices-not-proven"],
        },
        Case {
            name: "a mail that anybody could have written and that speaks for no brand",
            set: |it| {
                it.seen[0].is_proven = false;
                it.seen[0].brand = None;
            },
            codes: &[],
        },
        Case {
            name: "an advertisement",
            set: |it| it.seen[0].is_money = false,
            codes: &[],
        },
        Case {
            name: "a trash that is emptied after a month",
            set: |it| {
                it.now = 60 * DAY;
                it.put("order", Role::Trash, "Trash", DAY + HOUR, Some(31 * DAY));
                it.answer("order", Answer::Unsure);
            },
            codes: &[],
        },
        Case {
            name: "a trash that is emptied by hand at once",
            set: |it| {
                it.put(
                    "order",
                    Role::Trash,
                    "Trash",
                    DAY + HOUR,
                    Some(DAY + 2 * HOUR),
                );
            },
            codes: &["money-mail-vanished"],
        },
        Case {
            name: "mail of the same age goes every day",
            set: |it| {
                it.now = 120 * DAY;
                it.placements[0].gone_since = Some(at(91 * DAY));
                for n in 0..60 {
                    let name = format!("old {n}");
                    it.unplaced(&name, "friend.example", n * DAY);
                    it.put(
                        &name,
                        Role::Inbox,
                        "INBOX",
                        n * DAY,
                        (n < 30).then_some((n + 90) * DAY),
                    );
                }
            },
            codes: &[],
        },
        Case {
            name: "the folder was numbered anew",
            set: |it| {
                it.renewals.push(Renewal {
                    account: account(),
                    folder: "INBOX".into(),
                    when: at(DAY + HOUR),
                });
            },
            codes: &["vanishing-not-judged"],
        },
        Case {
            name: "another folder was numbered anew",
            set: |it| {
                it.renewals.push(Renewal {
                    account: account(),
                    folder: "Lists".into(),
                    when: at(DAY + HOUR),
                });
            },
            codes: &["money-mail-vanished"],
        },
        Case {
            name: "the mailbox was emptied",
            set: |it| {
                for n in 0..20 {
                    let name = format!("other {n}");
                    it.unplaced(&name, "friend.example", n * HOUR);
                    it.put(&name, Role::Inbox, "INBOX", n * HOUR, Some(DAY + HOUR));
                }
            },
            codes: &["vanishing-not-judged"],
        },
        Case {
            name: "a few others went at the same time, most stayed",
            set: |it| {
                for n in 0..40 {
                    let name = format!("other {n}");
                    it.unplaced(&name, "friend.example", n * MINUTE);
                    it.put(
                        &name,
                        Role::Inbox,
                        "INBOX",
                        n * MINUTE,
                        (n < 12).then_some(DAY + HOUR),
                    );
                }
            },
            codes: &["money-mail-vanished"],
        },
        Case {
            name: "another program takes all mail",
            set: |it| {
                for n in 0..40 {
                    let name = format!("other {n}");
                    it.unplaced(&name, "friend.example", n * HOUR);
                    it.put(
                        &name,
                        Role::Inbox,
                        "INBOX",
                        n * HOUR,
                        Some(n * HOUR + 20 * MINUTE),
                    );
                }
            },
            codes: &["vanishing-not-judged"],
        },
    ] {
        let mut mailbox = Mailbox::new(3 * DAY);
        mailbox.order("order", DAY);
        mailbox.put("order", Role::Inbox, "INBOX", DAY, Some(DAY + HOUR));
        (case.set)(&mut mailbox);
        assert_eq!(mailbox.codes(), case.codes, "{}", case.name);
    }
}

#[test]
fn who_deletes_their_own_order_mails_is_believed_less_harmed() {
    let mut mailbox = Mailbox::new(9 * DAY);
    for name in ["a", "b", "c", "new"] {
        mailbox.order(name, DAY);
        mailbox.put(name, Role::Inbox, "INBOX", DAY, Some(2 * DAY));
        if name != "new" {
            mailbox.answer(name, Answer::Mine);
        }
    }
    let judged = mailbox.judged();
    assert_eq!(judged.findings[0].code.as_str(), "money-mail-vanished");
    assert_eq!(judged.findings[0].confidence, Confidence::Possible);
}

#[test]
fn a_brands_mail_where_nobody_looks_is_told() {
    struct Case {
        name: &'static str,
        role: Role,
        set: fn(&mut Mailbox),
        found: Option<Confidence>,
    }
    let case = |name, role, set, found| Case {
        name,
        role,
        set,
        found,
    };
    for case in [
        case(
            "at once in the trash",
            Role::Trash,
            |_| {},
            Some(Confidence::Likely),
        ),
        case(
            "at once among junk, where filters err",
            Role::Junk,
            |_| {},
            Some(Confidence::Possible),
        ),
        case("archived", Role::Archive, |_| {}, Some(Confidence::Likely)),
        case("a folder of their own", Role::Other, |_| {}, None),
        case(
            "thrown away after some days",
            Role::Trash,
            |it| it.placements[0].first_seen = at(2 * DAY),
            Some(Confidence::Possible),
        ),
        case(
            "found there at the first look",
            Role::Trash,
            |it| it.since = 2 * DAY,
            Some(Confidence::Possible),
        ),
        case(
            "known as their own",
            Role::Trash,
            |it| it.answer("order", Answer::Mine),
            None,
        ),
        case(
            "an advertisement",
            Role::Trash,
            |it| it.seen[0].is_money = false,
            None,
        ),
        case(
            "not proven",
            Role::Trash,
            |it| it.seen[0].is_proven = false,
            None,
        ),
        case(
            "in an archive of all and in the inbox",
            Role::Archive,
            |it| {
                it.put("order", Role::Inbox, "INBOX", DAY, None);
            },
            None,
        ),
        case(
            "an archive of years, found at the first look",
            Role::Archive,
            |it| {
                it.since = 2 * DAY;
                for n in 0..8 {
                    let name = format!("earlier {n}");
                    it.order(&name, n * HOUR);
                    it.put(&name, Role::Archive, "Archive", 2 * DAY, None);
                    it.answer(&name, Answer::Unsure);
                }
            },
            None,
        ),
        case(
            "ten hidden by somebody else are no habit",
            Role::Archive,
            |it| {
                for n in 0..8 {
                    let name = format!("earlier {n}");
                    it.order(&name, n * HOUR);
                    it.put(&name, Role::Archive, "Archive", n * HOUR, None);
                }
            },
            Some(Confidence::Likely),
        ),
        case(
            "hidden for months",
            Role::Trash,
            |it| it.now = 90 * DAY,
            None,
        ),
        case(
            "read and archived as all others",
            Role::Archive,
            |it| {
                for n in 0..8 {
                    let name = format!("earlier {n}");
                    it.order(&name, n * HOUR);
                    it.put(
                        &name,
                        Role::Inbox,
                        "INBOX",
                        n * HOUR,
                        Some(n * HOUR + 3 * HOUR),
                    );
                    it.put(&name, Role::Archive, "Archive", n * HOUR + 3 * HOUR, None);
                    it.answer(&name, Answer::Mine);
                }
            },
            None,
        ),
    ] {
        let mut mailbox = Mailbox::new(3 * DAY);
        mailbox.order("order", DAY);
        mailbox.put("order", case.role, "Somewhere", DAY + MINUTE, None);
        (case.set)(&mut mailbox);
        let judged = mailbox.judged();
        let found = judged
            .findings
            .iter()
            .find(|it| it.code.as_str() == "brand-mail-hidden");
        assert_eq!(found.map(|it| it.confidence), case.found, "{}", case.name);
    }
}

/// A mailbox whose mails are read so many seconds after they came.
fn read_after(seconds: i64, count: i64) -> Mailbox {
    let mut mailbox = Mailbox::new(20 * DAY);
    for n in 0..count {
        let name = format!("usual {n}");
        mailbox.unplaced(&name, "friend.example", n * HOUR);
        let read_at = n * HOUR + seconds;
        mailbox
            .put(&name, Role::Inbox, "INBOX", n * HOUR, None)
            .read = Some(Reading {
            unread_at: Some(at(read_at - 5)),
            read_at: at(read_at),
        });
    }
    mailbox
}

#[test]
fn a_brands_mail_read_at_once_is_told() {
    struct Case {
        name: &'static str,
        habit: (i64, i64),
        unread: Option<i64>,
        read: i64,
        codes: &'static [&'static str],
    }
    for case in [
        Case {
            name: "read by a rule",
            habit: (2 * HOUR, 40),
            unread: None,
            read: 4,
            codes: &["brand-mail-read-at-once"],
        },
        Case {
            name: "read some time later",
            habit: (2 * HOUR, 40),
            unread: Some(50 * MINUTE),
            read: HOUR,
            codes: &[],
        },
        Case {
            name: "read as everything else",
            habit: (20, 40),
            unread: None,
            read: 4,
            codes: &[],
        },
        Case {
            name: "nobody looked in between",
            habit: (2 * HOUR, 40),
            unread: None,
            read: HOUR,
            codes: &["reading-not-observed"],
        },
        Case {
            name: "no habit is known",
            habit: (2 * HOUR, 5),
            unread: None,
            read: 4,
            codes: &["reading-not-observed"],
        },
    ] {
        let mut mailbox = read_after(case.habit.0, case.habit.1);
        mailbox.order("order", 10 * DAY);
        mailbox
            .put("order", Role::Inbox, "INBOX", 10 * DAY, None)
            .read = Some(Reading {
            unread_at: case.unread.map(|unread| at(10 * DAY + unread)),
            read_at: at(10 * DAY + case.read),
        });
        assert_eq!(mailbox.codes(), case.codes, "{}", case.name);
    }
}

/// Days of ordinary mail: some by day, none by night, from a few senders.
fn ordinary(mailbox: &mut Mailbox, days: i64, by_day: i64) {
    for day in 0..days {
        for n in 0..by_day {
            let sender = format!("s{}.friends.example", n % 7);
            let arrived = day * DAY + 8 * HOUR + n * 12 * HOUR / by_day;
            mailbox.unplaced(&format!("{day} {n}"), &sender, arrived);
        }
    }
}

fn flood(mailbox: &mut Mailbox, begin: i64, count: i64, senders: i64) {
    for n in 0..count {
        let sender = format!("f{}.flood.example", n % senders);
        mailbox.unplaced(
            &format!("flood {n}"),
            &sender,
            begin + n * 30 * MINUTE / count,
        );
    }
}

#[test]
fn a_flood_of_mail_is_told_and_money_mails_come_first() {
    let night = 20 * DAY + 30 * MINUTE;
    let mut mailbox = Mailbox::new(25 * DAY);
    ordinary(&mut mailbox, 24, 24);
    flood(&mut mailbox, night, 700, 300);
    mailbox.order("inside", night + 10 * MINUTE);
    mailbox.order("before", night - 40 * HOUR);
    mailbox.order("after", night + 47 * HOUR);
    mailbox.order("long before", night - 60 * HOUR);
    mailbox.order("false", night + 5 * MINUTE).is_proven = false;
    let judged = mailbox.judged();
    let [burst] = judged.bursts.as_slice() else {
        panic!("{:?}", judged.bursts);
    };
    assert_eq!(
        burst.money,
        [id("inside"), id("after"), id("before"), id("false")]
    );
    assert!((700..=705).contains(&burst.count), "{}", burst.count);
    assert!((299..=301).contains(&burst.senders), "{}", burst.senders);
    assert_eq!(fact(&judged, "mail-burst", "usual"), Some(&Fact::Count(0)));
    assert_eq!(fact(&judged, "mail-burst", "money"), Some(&Fact::Count(4)));
}

#[test]
fn much_mail_alone_is_no_flood() {
    struct Case {
        name: &'static str,
        days: i64,
        by_day: i64,
        flood: (i64, i64),
        at: i64,
        codes: &'static [&'static str],
    }
    let noon = 20 * DAY + 12 * HOUR;
    for case in [
        Case {
            name: "an ordinary month",
            days: 30,
            by_day: 24,
            flood: (0, 1),
            at: noon,
            codes: &[],
        },
        Case {
            name: "a busy day of known senders",
            days: 30,
            by_day: 24,
            flood: (200, 3),
            at: noon,
            codes: &[],
        },
        Case {
            name: "a few new senders by night",
            days: 30,
            by_day: 24,
            flood: (12, 12),
            at: 20 * DAY,
            codes: &[],
        },
        Case {
            name: "a mailbox that has as much every day",
            days: 30,
            by_day: 1200,
            flood: (40, 20),
            at: noon,
            codes: &[],
        },
        Case {
            name: "the same in a quiet one",
            days: 30,
            by_day: 24,
            flood: (40, 20),
            at: noon,
            codes: &["mail-burst"],
        },
        Case {
            name: "the same by night in the full one",
            days: 30,
            by_day: 1200,
            flood: (40, 20),
            at: 20 * DAY,
            codes: &["mail-burst"],
        },
        Case {
            name: "too new to say",
            days: 3,
            by_day: 24,
            flood: (40, 20),
            at: DAY,
            codes: &["mailbox-is-new"],
        },
        Case {
            name: "new, and beyond doubt",
            days: 3,
            by_day: 24,
            flood: (400, 200),
            at: DAY,
            codes: &["mail-burst", "mailbox-is-new"],
        },
    ] {
        let mut mailbox = Mailbox::new(31 * DAY);
        ordinary(&mut mailbox, case.days, case.by_day);
        flood(&mut mailbox, case.at, case.flood.0, case.flood.1);
        assert_eq!(mailbox.codes(), case.codes, "{}", case.name);
    }
}

#[test]
fn a_language_never_used_is_told() {
    struct Case {
        name: &'static str,
        earlier: &'static [Option<&'static str>],
        last: Option<&'static str>,
        is_mine: bool,
        codes: &'static [&'static str],
    }
    const JA: Option<&str> = Some("ja");
    const EN: Option<&str> = Some("en");
    let case = |name, earlier, last, codes| Case {
        name,
        earlier,
        last,
        is_mine: false,
        codes,
    };
    for case in [
        case(
            "English after Japanese",
            &[JA, JA, JA, JA, JA, JA],
            EN,
            &["language-never-used"],
        ),
        case("as always", &[JA, JA, JA, JA, JA, JA], JA, &[]),
        case(
            "both were always used",
            &[JA, EN, JA, JA, EN, JA, JA],
            EN,
            &["language-not-compared"],
        ),
        case(
            "too few earlier ones",
            &[JA, JA],
            EN,
            &["language-not-compared"],
        ),
        case(
            "a text without a language",
            &[JA, JA, JA, JA, JA],
            None,
            &["language-not-compared"],
        ),
        case("nothing to compare with", &[], EN, &[]),
        Case {
            name: "known as their own",
            earlier: &[JA, JA, JA, JA, JA, JA],
            last: EN,
            is_mine: true,
            codes: &[],
        },
    ] {
        let mut mailbox = Mailbox::new(30 * DAY);
        for (day, tag) in (0..).zip(case.earlier.iter().chain([&case.last])) {
            let name = format!("mail {day}");
            mailbox.order(&name, day * DAY).language = tag.and_then(Language::parse);
        }
        if case.is_mine {
            mailbox.answer(&format!("mail {}", case.earlier.len()), Answer::Mine);
        }
        assert_eq!(mailbox.codes(), case.codes, "{}", case.name);
    }
}

#[test]
fn a_language_is_told_by_letters() {
    struct Case {
        text: &'static str,
        tag: Option<&'static str>,
    }
    for case in [
        Case {
            text: "ご注文いただきありがとうございます。商品の発送が完了しましたらお知らせします。",
            tag: Some("ja"),
        },
        Case {
            text: "Amazon Echo Dot (5th Generation) Charcoal ご注文の確認 お届け予定日 https://shop.example/orders/a",
            tag: Some("ja"),
        },
        Case {
            text: "Thank you for your order. We will send you a message as soon as your package has been shipped.",
            tag: Some("en"),
        },
        Case {
            text: "Hello 鈴木花子, thank you for shopping with us. Your order has been confirmed and will arrive tomorrow.",
            tag: Some("en"),
        },
        Case {
            text: "感谢您的订购。商品发货后，我们将立即通知您。请在账户中查看订单详情。",
            tag: Some("zh"),
        },
        Case {
            text: "주문해 주셔서 감사합니다. 상품이 발송되면 알려 드리겠습니다. 주문 내역을 확인하세요.",
            tag: Some("ko"),
        },
        Case {
            text: "Vielen Dank für Ihre Bestellung. Wir benachrichtigen Sie, sobald Ihr Paket versandt wurde.",
            tag: Some("de"),
        },
        Case {
            text: "https://shop.example/order?id=1 12,000",
            tag: None,
        },
        Case {
            text: "OK",
            tag: None,
        },
        Case {
            text: "",
            tag: None,
        },
    ] {
        assert_eq!(
            language(case.text).map(Language::as_str),
            case.tag,
            "{}",
            case.text
        );
    }
    // Only the beginning of a long text is looked at.
    let long = format!(
        "{}{}",
        "Your order has been shipped and will arrive tomorrow. ".repeat(400),
        "あ".repeat(90_000)
    );
    assert_eq!(language(&long).map(Language::as_str), Some("en"));
    assert_eq!(Language::parse("xx"), None);
}

#[test]
fn a_change_of_the_account_near_an_order_is_told() {
    struct Case {
        name: &'static str,
        change: Change,
        /// Hours from the change to the order.
        hours: i64,
        set: fn(&mut Mailbox),
        found: Option<Severity>,
    }
    let case = |name, change, hours, set, found| Case {
        name,
        change,
        hours,
        set,
        found,
    };
    for case in [
        case(
            "an address changed two days before",
            Change::Email,
            48,
            |_| {},
            Some(Severity::Danger),
        ),
        case(
            "two-step switched off after",
            Change::TwoStep,
            -10,
            |_| {},
            Some(Severity::Danger),
        ),
        case(
            "a delivery address on the same day",
            Change::Address,
            5,
            |_| {},
            Some(Severity::Caution),
        ),
        case(
            "a delivery address days before",
            Change::Address,
            48,
            |_| {},
            None,
        ),
        case(
            "a password a week before",
            Change::Password,
            7 * 24,
            |_| {},
            None,
        ),
        case("long after", Change::Password, -48, |_| {}, None),
        case(
            "the order is known",
            Change::Email,
            48,
            |it| it.answer("order", Answer::Mine),
            None,
        ),
        case(
            "the change is known",
            Change::Email,
            48,
            |it| it.answer("change", Answer::Mine),
            None,
        ),
        case(
            "the order is another brand's",
            Change::Email,
            48,
            |it| it.seen[1].brand = Some(BrandId("bank".into())),
            None,
        ),
    ] {
        let mut mailbox = Mailbox::new(30 * DAY);
        let mail = mailbox.order("change", 10 * DAY);
        mail.orders.clear();
        mail.change = Some(case.change);
        mailbox.order("order", 10 * DAY + case.hours * HOUR);
        (case.set)(&mut mailbox);
        let judged = mailbox.judged();
        let found = judged
            .findings
            .iter()
            .find(|it| it.code.as_str() == "change-near-order");
        assert_eq!(found.map(|it| it.severity), case.found, "{}", case.name);
        assert!(judged.gaps.is_empty(), "{}", case.name);
        for unproven in [0, 1] {
            let mut mailbox = Mailbox {
                seen: mailbox.seen.clone(),
                answers: mailbox.answers.clone(),
                ..Mailbox::new(30 * DAY)
            };
            mailbox.seen[unproven].is_proven = false;
            let gap = case.found.map(|_| "notices-not-proven");
            assert_eq!(
                mailbox.codes(),
                gap.into_iter().collect::<Vec<_>>(),
                "{}",
                case.name
            );
        }
    }
}

#[test]
fn notices_that_nobody_answered_are_told_once() {
    struct Case {
        name: &'static str,
        ages: &'static [i64],
        set: fn(&mut Mailbox),
        found: Option<(u64, &'static str)>,
        gaps: usize,
    }
    let case = |name, ages, set, found| Case {
        name,
        ages,
        set,
        found,
        gaps: 0,
    };
    for case in [
        case("some days", &[2 * DAY, 5 * DAY], |_| {}, Some((2, "days"))),
        case(
            "some weeks",
            &[2 * DAY, 50 * DAY],
            |_| {},
            Some((2, "weeks")),
        ),
        case(
            "some months",
            &[200 * DAY, 50 * DAY],
            |_| {},
            Some((2, "months")),
        ),
        case("today", &[HOUR], |_| {}, None),
        case("too old to be asked", &[500 * DAY], |_| {}, None),
        case(
            "answered",
            &[2 * DAY],
            |it| it.answer("notice 0", Answer::NotMine),
            None,
        ),
        case(
            "one of an order answered",
            &[2 * DAY, 3 * DAY],
            |it| {
                it.seen[1].orders = vec!["notice 0".into()];
                it.answer("notice 0", Answer::Unsure);
            },
            None,
        ),
        case(
            "not proven",
            &[2 * DAY],
            |it| it.seen[0].is_proven = false,
            None,
        ),
        case(
            "of a kind that nobody is asked about",
            &[2 * DAY],
            |it| it.seen[0].is_asked = false,
            None,
        ),
        Case {
            name: "from a clock that is ahead",
            ages: &[-2 * DAY],
            set: |_| {},
            found: None,
            gaps: 1,
        },
    ] {
        let mut mailbox = Mailbox::new(600 * DAY);
        for (nth, age) in case.ages.iter().enumerate() {
            mailbox.order(&format!("notice {nth}"), 600 * DAY - age);
        }
        (case.set)(&mut mailbox);
        let judged = mailbox.judged();
        let found = fact(&judged, "notice-unanswered", "count").zip(fact(
            &judged,
            "notice-unanswered",
            "age",
        ));
        let expected = case
            .found
            .map(|(count, age)| (Fact::Count(count), Fact::Word(age)));
        assert_eq!(
            found,
            expected.as_ref().map(|(count, age)| (count, age)),
            "{}",
            case.name
        );
        assert_eq!(judged.gaps.len(), case.gaps, "{}", case.name);
    }
}

#[test]
fn accounts_are_judged_apart() {
    let mut mailbox = Mailbox::new(3 * DAY);
    mailbox.order("order", DAY);
    mailbox.put("order", Role::Inbox, "INBOX", DAY, Some(DAY + HOUR));
    // The same bytes reached another mailbox, where they still are.
    let mut other = mailbox.seen[0].clone();
    other.account = AccountId("taro@mailbox.example".into());
    mailbox.seen.push(other);
    mailbox
        .put("order", Role::Inbox, "INBOX", DAY, None)
        .account = AccountId("taro@mailbox.example".into());
    assert_eq!(mailbox.codes(), ["money-mail-vanished"]);
}
