//! What happened to a mailbox over time reaches the person as questions that rise, each told once.

use facts::{
    Amount, AmountRole, Answer, BrandId, Currency, Finding, Instant, Money, Notice, NoticeKind,
    Observation, ObservationId, ObservationKind, OrderNumber, Source, Thing,
};
use jiff::tz::TimeZone;
use mioboe::{
    Arrived, Batch, Card, Checker, JudgedOverTime, Keeper, MailNote, Options, Owner, Place,
    QuestionId, Runner, Store, Understood, judge_over_time, open_questions, unasked_findings,
};
use store::{FlagChange, Gone, Kept, NewCursor, NewPlacement};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 2026-11-01T00:00:00Z.
const START: i64 = 1_793_491_200;

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(START + seconds).expect("a moment")
}

fn id(name: &str) -> ObservationId {
    ObservationId::of(name.as_bytes())
}

/// A household whose one mailbox is made up row by row.
pub(crate) struct House {
    pub(crate) keeper: Keeper,
    pub(crate) owner: Owner,
    /// A mail that was understood; others are made from it.
    base: Understood,
    folder: tempfile::TempDir,
}

/// A mail to be kept.
struct Mail {
    name: String,
    arrived: i64,
    sender: &'static str,
    kinds: Vec<NoticeKind>,
    order: Option<String>,
    yen: i64,
    language: Option<&'static str>,
}

impl Mail {
    /// A proven mail of a shop, of these kinds of notice.
    fn proven(name: &str, arrived: i64, kinds: &[NoticeKind]) -> Self {
        Self {
            name: name.to_owned(),
            arrived,
            sender: "shop.example",
            kinds: kinds.to_vec(),
            order: None,
            yen: 3_000,
            language: Some("ja"),
        }
    }

    /// A proven confirmation of an order.
    fn order(number: &str, arrived: i64) -> Self {
        Self {
            order: Some(number.to_owned()),
            ..Self::proven(number, arrived, &[NoticeKind::OrderConfirmed])
        }
    }

    fn order_of(number: &str) -> Thing {
        Thing::Order {
            brand: BrandId("shop".into()),
            number: number.into(),
        }
    }

    fn notices(&self) -> Vec<Notice> {
        let notice = |kind: &NoticeKind| {
            let mut notice = Notice::new(id(&self.name), BrandId("shop".into()), *kind);
            notice.amounts.push(Amount {
                role: AmountRole::Total,
                money: Money {
                    minor: self.yen,
                    currency: Currency::JPY,
                },
            });
            let order = self.order.as_ref();
            notice
                .orders
                .extend(order.map(|number| OrderNumber::parse(number).expect("a number")));
            notice
        };
        self.kinds.iter().map(notice).collect()
    }
}

impl House {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Sqlite(folder.path().join("store.sqlite"));
        let opening = store::Opening::at(at(0));
        let store = Store::open(&place, &opening).await.expect("a store");
        let checker = checker();
        Self {
            keeper: Keeper::new(store, TimeZone::UTC),
            owner: Owner::new("me", "test"),
            base: checker.understand(b"From: a@shop.example\r\nSubject: hello\r\n\r\nhello\r\n"),
            folder,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        self.keeper.store()
    }

    async fn commit(&self, seconds: i64, fill: impl FnOnce(&mut Batch)) {
        let mut batch = Batch::new(self.owner.clone(), at(seconds));
        fill(&mut batch);
        self.store().commit(&batch).await.expect("the store");
    }

    /// Keeps mails as a reading of the mailbox would.
    async fn keep(&self, mails: &[Mail]) {
        let source = Source::Pasted;
        let understood: Vec<Understood> = mails
            .iter()
            .map(|mail| {
                let mut understood = self.base.clone();
                understood.checked.report.id = id(&mail.name);
                understood.notices = mail.notices();
                let is_proven = mail.sender == "shop.example";
                understood.note = MailNote {
                    subject: mail.name.clone(),
                    sender: Some(mail.sender.to_owned()),
                    brand: (mail.sender != "list.example").then(|| "shop".to_owned()),
                    verdict: match mail.sender {
                        "shop.example" => "genuine",
                        "false.example" => "impostor",
                        _ => "unproven",
                    }
                    .to_owned(),
                    is_proven,
                    notices: mail.kinds.iter().map(|it| it.as_str().to_owned()).collect(),
                    orders: mail.order.iter().cloned().collect(),
                    language: mail.language.map(str::to_owned),
                    ..MailNote::default()
                };
                understood
            })
            .collect();
        let arrived: Vec<Arrived<'_>> = mails
            .iter()
            .zip(&understood)
            .map(|(mail, understood)| Arrived {
                understood,
                source: &source,
                received: Some(at(mail.arrived)),
            })
            .collect();
        let kept = self.keeper.keep(&self.owner, &arrived, at(400 * DAY)).await;
        kept.expect("the store");
    }

    /// A look at a folder: what lies there, with what is known of the folder.
    async fn look(&self, folder: &str, role: &str, seconds: i64, mails: &[(&str, i64)]) {
        self.commit(seconds, |batch| {
            for (name, arrived) in mails {
                batch.placements.push(NewPlacement {
                    folder: folder.to_owned(),
                    validity: 7,
                    uid: uid(name),
                    observation: id(name),
                    internal_date: Some(at(*arrived)),
                    is_read: false,
                    flags: Vec::new(),
                });
            }
            batch.cursors.push(cursor(folder, role));
        })
        .await;
    }

    /// A look that finds a mail gone.
    async fn lose(&self, folder: &str, role: &str, seconds: i64, name: &str) {
        self.commit(seconds, |batch| {
            batch.gone.push(Gone::Uids {
                folder: folder.to_owned(),
                validity: 7,
                uids: vec![uid(name)],
            });
            batch.cursors.push(cursor(folder, role));
        })
        .await;
    }

    async fn judge(&self, seconds: i64) -> JudgedOverTime {
        let judged = judge_over_time(&self.keeper, &self.owner, at(seconds)).await;
        judged.expect("the store")
    }

    async fn cards(&self) -> Vec<Card> {
        let cards = open_questions(self.store(), &self.owner.person, 1_000, None).await;
        cards.expect("the store")
    }

    async fn card(&self, thing: &Thing) -> Option<Card> {
        let cards = self.cards().await;
        cards
            .into_iter()
            .find(|card| card.asked.question.thing == *thing)
    }

    async fn beside(&self) -> Vec<&'static str> {
        let beside = unasked_findings(self.store(), &self.owner.person).await;
        codes(&beside.expect("the store"))
    }

    async fn answer(&self, thing: &Thing, answer: Answer, seconds: i64) {
        let question = QuestionId::of(&self.owner.person, thing);
        let answered = self
            .store()
            .answer(&question, answer, "{}", at(seconds))
            .await;
        assert!(answered.expect("the store"), "there is a question");
    }

    /// The octets of the store's files.
    fn octets(&self) -> Vec<Vec<u8>> {
        ["store.sqlite", "store.sqlite-wal"]
            .map(|name| std::fs::read(self.folder.path().join(name)).unwrap_or_default())
            .to_vec()
    }
}

pub(crate) fn checker() -> Checker {
    Checker::new(Options {
        is_offline: true,
        ..Options::default()
    })
    .expect("a checker")
}

fn uid(name: &str) -> u32 {
    let first = id(name).as_bytes()[..4].try_into().expect("four octets");
    u32::from_be_bytes(first) >> 1
}

fn cursor(folder: &str, role: &str) -> NewCursor {
    NewCursor {
        folder: folder.to_owned(),
        validity: 7,
        next_uid: 1,
        modseq: None,
        content: format!(r#"{{"role":"{role}","since":{START}}}"#),
    }
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|it| it.code.as_str()).collect()
}

pub(crate) fn run(story: impl Future<Output = ()>) {
    Runner::new().expect("a runner").run(story);
}

const ORDER: &str = "250-1000001-1000001";

#[test]
fn an_order_whose_mail_vanished_rises_and_is_told_once() {
    run(async {
        let house = House::open().await;
        let dear = "250-2000002-2000002";
        let mut other = Mail::order(dear, DAY + HOUR);
        other.yen = 900_000;
        house.keep(&[Mail::order(ORDER, DAY), other]).await;
        let lie = [(ORDER, DAY), (dear, DAY + HOUR)];
        house.look("INBOX", "inbox", DAY + 2 * HOUR, &lie).await;
        house.look("Trash", "trash", DAY + 2 * HOUR, &[]).await;
        assert_eq!(house.judge(DAY + 3 * HOUR).await.new, []);
        house.lose("INBOX", "inbox", DAY + 4 * HOUR, ORDER).await;
        let judged = house.judge(DAY + 6 * HOUR).await;
        assert_eq!(codes(&judged.findings), ["money-mail-vanished"]);
        let thing = Mail::order_of(ORDER);
        let question = QuestionId::of(&house.owner.person, &thing);
        assert_eq!((judged.new, judged.rose), (vec![], vec![question]));
        // Danger goes before money, on its own day.
        let cards = house.cards().await;
        assert_eq!(cards[0].asked.question.thing, thing);
        assert_eq!(codes(&cards[0].findings), ["money-mail-vanished"]);
        assert_eq!(cards[0].findings, {
            let mut found = judged.findings.clone();
            found[0].evidence.clear();
            found
        });
        assert_eq!(codes(&cards[1].findings), [] as [&str; 0]);
        // The same again says the same, tells nothing and keeps nothing.
        let before = house.octets();
        for later in [0, 10 * MINUTE] {
            let again = house.judge(DAY + 6 * HOUR + later).await;
            assert_eq!(codes(&again.findings), ["money-mail-vanished"]);
            assert_eq!(again.questions().count(), 0);
        }
        assert_eq!(house.octets(), before);
        // Nor is anything told when it is judged anew, hours later and after another mail.
        let asked = house.cards().await.len();
        let stranger = Mail {
            sender: "list.example",
            kinds: Vec::new(),
            ..Mail::proven("stranger", DAY, &[])
        };
        house.keep(&[stranger]).await;
        for hour in [7, 20] {
            let again = house.judge(DAY + hour * HOUR).await;
            assert_eq!(codes(&again.findings), ["money-mail-vanished"]);
            assert_eq!(again.questions().count(), 0);
        }
        assert_eq!(house.cards().await.len(), asked);
        house.store().close().await;
    });
}

#[test]
fn what_nobody_could_prove_and_is_gone_is_a_gap() {
    run(async {
        let house = House::open().await;
        let mail = |name, sender| Mail {
            sender,
            ..Mail::proven(name, DAY, &[])
        };
        house
            .keep(&[
                mail("unproven", "shop-news.example"),
                mail("false", "false.example"),
                mail("letter", "list.example"),
            ])
            .await;
        let lie = ["unproven", "false", "letter"].map(|name| (name, DAY));
        house.look("INBOX", "inbox", DAY + 2 * HOUR, &lie).await;
        house.look("Trash", "trash", DAY + 2 * HOUR, &[]).await;
        for (name, expected) in [("false", None), ("letter", None), ("unproven", Some(1))] {
            house.lose("INBOX", "inbox", DAY + 4 * HOUR, name).await;
            let judged = house.judge(DAY + 6 * HOUR).await;
            assert_eq!(codes(&judged.findings), [] as [&str; 0], "{name}");
            let gap = judged
                .gaps
                .iter()
                .find(|gap| gap.code.as_str() == "notices-not-proven");
            let count = gap.map(|gap| gap.facts.one("count").cloned());
            let expected = expected.map(|count| Some(facts::Fact::Count(count)));
            assert_eq!(count, expected, "{name}");
        }
        house.store().close().await;
    });
}

#[test]
fn what_was_answered_stays_answered() {
    run(async {
        let house = House::open().await;
        let (own, stolen) = ("250-1000001-1000001", "250-2000002-2000002");
        house
            .keep(&[Mail::order(own, DAY), Mail::order(stolen, DAY)])
            .await;
        let lie = [(own, DAY), (stolen, DAY)];
        house.look("INBOX", "inbox", DAY + HOUR, &lie).await;
        house
            .answer(&Mail::order_of(own), Answer::Mine, DAY + HOUR)
            .await;
        house
            .answer(&Mail::order_of(stolen), Answer::NotMine, DAY + HOUR)
            .await;
        house.lose("INBOX", "inbox", DAY + 2 * HOUR, own).await;
        house.lose("INBOX", "inbox", DAY + 2 * HOUR, stolen).await;
        let judged = house.judge(DAY + 4 * HOUR).await;
        assert_eq!(codes(&judged.findings), ["money-mail-vanished"]);
        assert_eq!(judged.questions().count(), 0);
        assert_eq!(house.cards().await.len(), 0);
        // Taken back, it is asked again, with what was found meanwhile.
        let thing = Mail::order_of(stolen);
        house
            .answer(&thing, Answer::Withdrawn, DAY + 5 * HOUR)
            .await;
        let card = house.card(&thing).await.expect("an open question");
        assert_eq!(codes(&card.findings), ["money-mail-vanished"]);
        house.store().close().await;
    });
}

#[test]
fn a_brands_mail_in_the_trash_is_said_beside_its_notice() {
    run(async {
        let house = House::open().await;
        // A refund raises no question by itself.
        let refund = Mail::proven("refund", DAY, &[NoticeKind::Refunded]);
        house.keep(&[Mail::order(ORDER, DAY), refund]).await;
        house.look("INBOX", "inbox", DAY + HOUR, &[]).await;
        let lie = [(ORDER, DAY), ("refund", DAY)];
        house.look("ごみ箱", "trash", DAY + HOUR, &lie).await;
        let judged = house.judge(DAY + 2 * HOUR).await;
        assert_eq!(codes(&judged.findings), ["brand-mail-hidden"; 2]);
        let card = house.card(&Mail::order_of(ORDER)).await.expect("asked");
        assert_eq!(codes(&card.findings), ["brand-mail-hidden"]);
        let refund = Thing::Mail(id("refund"));
        let made = QuestionId::of(&house.owner.person, &refund);
        assert_eq!((judged.new, judged.rose), (vec![made], vec![]));
        let card = house.card(&refund).await.expect("a question is made");
        assert_eq!(card.kind(), Some(NoticeKind::Refunded));
        assert_eq!(card.mails[0].subject, "refund");
        house.store().close().await;
    });
}

#[test]
fn a_mail_read_at_once_is_told_where_reading_was_observed() {
    run(async {
        let house = House::open().await;
        let names: Vec<String> = (0..25).map(|n| format!("letter {n}")).collect();
        let letters: Vec<Mail> = names
            .iter()
            .map(|name| Mail {
                sender: "friend.example",
                ..Mail::proven(name, DAY, &[])
            })
            .collect();
        house.keep(&letters).await;
        let lie: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), DAY)).collect();
        house.look("INBOX", "inbox", DAY + MINUTE, &lie).await;
        // Unread at a look an hour later, read at the next one.
        house.look("INBOX", "inbox", DAY + HOUR, &[]).await;
        house
            .commit(DAY + HOUR + 5 * MINUTE, |batch| {
                batch.flags = names
                    .iter()
                    .map(|name| FlagChange {
                        folder: "INBOX".to_owned(),
                        validity: 7,
                        uid: uid(name),
                        is_read: true,
                        flags: vec!["\\Seen".to_owned()],
                    })
                    .collect();
                batch.cursors.push(cursor("INBOX", "inbox"));
            })
            .await;
        house.keep(&[Mail::order(ORDER, 2 * DAY)]).await;
        house
            .commit(2 * DAY + 20, |batch| {
                batch.placements.push(NewPlacement {
                    folder: "INBOX".to_owned(),
                    validity: 7,
                    uid: uid(ORDER),
                    observation: id(ORDER),
                    internal_date: Some(at(2 * DAY)),
                    is_read: true,
                    flags: vec!["\\Seen".to_owned()],
                });
            })
            .await;
        let judged = house.judge(2 * DAY + HOUR).await;
        assert_eq!(
            codes(&judged.findings),
            ["brand-mail-read-at-once"],
            "{:?}",
            judged.gaps
        );
        let card = house.card(&Mail::order_of(ORDER)).await.expect("asked");
        assert_eq!(codes(&card.findings), ["brand-mail-read-at-once"]);
        house.store().close().await;
    });
}

#[test]
fn what_a_flood_buries_is_shown_first() {
    run(async {
        let house = House::open().await;
        let flood = 10 * DAY;
        let names: Vec<(String, &'static str)> = (0..120)
            .map(|n| {
                let sender: String = format!("sender{n}.example");
                (format!("flood {n}"), &*Box::leak(sender.into_boxed_str()))
            })
            .collect();
        let mut mails: Vec<Mail> = names
            .iter()
            .zip(0..)
            .map(|((name, sender), n)| Mail {
                sender,
                ..Mail::proven(name, flood + n * 20, &[])
            })
            .collect();
        let (within, near, far) = (
            "250-1000001-1000001",
            "250-2000002-2000002",
            "250-3000003-3000003",
        );
        mails.push(Mail::order(within, flood + 10 * MINUTE));
        mails.push(Mail::order(near, flood - 40 * HOUR));
        let mut gift = Mail::proven("gift", flood + 60 * HOUR, &[NoticeKind::GiftCardBought]);
        gift.yen = 500_000;
        mails.push(gift);
        mails.push(Mail::order(far, flood - 60 * HOUR));
        house.keep(&mails).await;
        let judged = house.judge(flood + 61 * HOUR).await;
        assert!(codes(&judged.findings).contains(&"mail-burst"));
        let things: Vec<Thing> = house
            .cards()
            .await
            .into_iter()
            .map(|card| card.asked.question.thing)
            .collect();
        assert_eq!(
            things,
            [
                Mail::order_of(within),
                Mail::order_of(near),
                Thing::Mail(id("gift")),
                Mail::order_of(far)
            ]
        );
        let mut rose = judged.rose.clone();
        rose.sort();
        let mut expected = [within, near]
            .map(|number| QuestionId::of(&house.owner.person, &Mail::order_of(number)));
        expected.sort();
        assert_eq!(rose, expected);
        let card = house.card(&Mail::order_of(near)).await.expect("asked");
        assert_eq!(codes(&card.findings), ["mail-burst"]);
        // It stands where it was put, though a later notice of the order comes and days go by.
        let mut shipped = Mail::proven("shipped", flood + 62 * HOUR, &[NoticeKind::Shipped]);
        shipped.order = Some(within.to_owned());
        house.keep(&[shipped]).await;
        assert_eq!(house.judge(flood + 90 * HOUR).await.rose, []);
        let first = house.cards().await.remove(0).asked.question;
        assert_eq!(first.thing, Mail::order_of(within));
        house.store().close().await;
    });
}

#[test]
fn a_flood_without_money_is_listed_for_a_while() {
    run(async {
        let house = House::open().await;
        let mails: Vec<Mail> = (0..120)
            .map(|n| Mail {
                sender: &*Box::leak(format!("sender{n}.example").into_boxed_str()),
                ..Mail::proven(&format!("flood {n}"), DAY + n * 20, &[])
            })
            .collect();
        house.keep(&mails).await;
        let judged = house.judge(2 * DAY).await;
        assert_eq!(codes(&judged.findings), ["mail-burst"]);
        assert_eq!(judged.questions().count(), 0);
        assert_eq!(house.beside().await, ["mail-burst"]);
        house.judge(30 * DAY).await;
        assert_eq!(house.beside().await, [] as [&str; 0]);
        house.store().close().await;
    });
}

#[test]
fn a_new_language_is_asked_about_where_nothing_else_was() {
    run(async {
        let house = House::open().await;
        let mut mails: Vec<Mail> = (0..6)
            .map(|n| Mail::proven(&format!("letter {n}"), n * HOUR, &[NoticeKind::Advertising]))
            .collect();
        mails.push(Mail {
            language: Some("en"),
            ..Mail::proven("offer", DAY, &[])
        });
        house.keep(&mails).await;
        let judged = house.judge(DAY + HOUR).await;
        assert_eq!(codes(&judged.findings), ["language-never-used"]);
        let thing = Thing::Mail(id("offer"));
        let made = QuestionId::of(&house.owner.person, &thing);
        assert_eq!(judged.new, [made]);
        let card = house.card(&thing).await.expect("asked");
        assert!(card.notices.is_empty());
        assert_eq!(card.mails[0].subject, "offer");
        assert_eq!(codes(&card.findings), ["language-never-used"]);
        house.store().close().await;
    });
}

#[test]
fn a_change_near_an_order_stands_at_both() {
    run(async {
        let house = House::open().await;
        let change = Mail::proven("change", DAY - HOUR, &[NoticeKind::PasswordChanged]);
        house.keep(&[change, Mail::order(ORDER, DAY)]).await;
        let judged = house.judge(DAY + HOUR).await;
        assert_eq!(codes(&judged.findings), ["change-near-order"]);
        assert_eq!(judged.rose.len(), 2);
        for thing in [Mail::order_of(ORDER), Thing::Mail(id("change"))] {
            let card = house.card(&thing).await.expect("asked");
            assert_eq!(codes(&card.findings), ["change-near-order"]);
        }
        house.store().close().await;
    });
}

#[test]
fn a_question_gains_only_so_many_findings() {
    run(async {
        let house = House::open().await;
        let names: Vec<String> = (0..30).map(|n| format!("parcel {n}")).collect();
        let parcels: Vec<Mail> = names
            .iter()
            .map(|name| Mail {
                order: Some(ORDER.to_owned()),
                ..Mail::proven(name, DAY, &[NoticeKind::Shipped])
            })
            .collect();
        house.keep(&parcels).await;
        let lie: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), DAY)).collect();
        house.look("Trash", "trash", DAY + HOUR, &lie).await;
        let judged = house.judge(DAY + 2 * HOUR).await;
        assert_eq!(codes(&judged.findings), ["brand-mail-hidden"; 30]);
        let card = house.card(&Mail::order_of(ORDER)).await.expect("asked");
        assert_eq!(card.findings.len(), 20);
        house.store().close().await;
    });
}

#[test]
fn waiting_notices_are_told_and_no_question() {
    run(async {
        let house = House::open().await;
        let refund = Mail::proven("refund", DAY, &[NoticeKind::Refunded]);
        house.keep(&[Mail::order(ORDER, DAY), refund]).await;
        let judged = house.judge(4 * DAY).await;
        assert_eq!(codes(&judged.findings), ["notice-unanswered"]);
        let count = judged.findings[0].facts.one("count");
        assert_eq!(count, Some(&facts::Fact::Count(1)), "refunds wait for none");
        assert_eq!(judged.questions().count(), 0);
        assert_eq!(house.beside().await, ["notice-unanswered"]);
        house
            .answer(&Mail::order_of(ORDER), Answer::Unsure, 4 * DAY)
            .await;
        assert_eq!(codes(&house.judge(4 * DAY).await.findings), [] as [&str; 0]);
        assert_eq!(house.beside().await, [] as [&str; 0]);
        house.store().close().await;
    });
}

#[test]
fn a_damaged_store_is_a_gap() {
    run(async {
        let house = House::open().await;
        house
            .commit(DAY, |batch| {
                for (name, content) in [
                    ("a number", r#"{"brand":7}"#),
                    ("a text", r#""shop""#),
                    ("nothing", "{}"),
                    ("a future", r#"{"is_proven":true,"brand":"shop","notices":["charge"]}"#),
                    ("no kinds", r#"{"is_proven":true,"brand":"","notices":["?"],"sender":"..","language":"xx"}"#),
                ] {
                    batch.observations.push(Kept {
                        observation: Observation {
                            id: id(name),
                            kind: ObservationKind::Mail,
                            source: Source::Pasted,
                            person: None,
                            account: None,
                            taken: at(DAY),
                        },
                        moment: if name == "a future" {
                            Instant(jiff::Timestamp::MAX)
                        } else {
                            at(DAY)
                        },
                        content: content.to_owned(),
                    });
                }
                batch.cursors.push(NewCursor {
                    content: r#"{"role":["trash"],"since":"x","renewals":[9223372036854775807]}"#
                        .to_owned(),
                    ..cursor("INBOX", "")
                });
            })
            .await;
        let noted = house
            .store()
            .note_account(&house.owner, r#"{"changes":"many"}"#);
        noted.await.expect("the store");
        let judged = house.judge(2 * DAY).await;
        let gaps: Vec<_> = judged.gaps.iter().map(|gap| gap.code.as_str()).collect();
        assert_eq!(gaps, ["arrival-in-the-future", "kept-not-read"]);
        let count = judged.gaps[1].facts.one("count");
        assert_eq!(count, Some(&facts::Fact::Count(2)));
        assert_eq!(codes(&judged.findings), [] as [&str; 0]);
        // What is said without judging anew is the same.
        let again = house.judge(2 * DAY).await;
        assert_eq!(again.gaps, judged.gaps);
        house.store().close().await;
    });
}
