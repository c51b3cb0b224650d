//! Made-up things to keep.

use facts::{Day, Instant, Observation, ObservationId, ObservationKind, PersonId, Source, Thing};
use store::{Batch, Kept, NewPlacement, NewQuestion, Opening, Owner};

/// 2026-01-01T00:00:00Z, in seconds.
const NEW_YEAR: i64 = 1_767_225_600;

/// Some seconds after the beginning of the year.
pub(crate) fn at(seconds: i64) -> Instant {
    Instant::from_seconds(NEW_YEAR + seconds).unwrap()
}

pub(crate) fn opening() -> Opening {
    Opening::at(at(0))
}

pub(crate) fn hanako() -> Owner {
    Owner::new("hanako", "hanako@mail.example")
}

pub(crate) fn person() -> PersonId {
    hanako().person
}

pub(crate) fn batch(seconds: i64) -> Batch {
    Batch::new(hanako(), at(seconds))
}

pub(crate) fn id(name: &str) -> ObservationId {
    ObservationId::of(name.as_bytes())
}

pub(crate) fn mail(name: &str, seconds: i64) -> Kept {
    Kept {
        observation: Observation {
            id: id(name),
            kind: ObservationKind::Mail,
            source: Source::Mailbox {
                folder: "INBOX".into(),
                validity: 7,
                uid: 1,
            },
            person: None,
            account: None,
            taken: at(seconds),
        },
        moment: at(seconds),
        content: format!(r#"{{"name":"{name}"}}"#),
    }
}

pub(crate) fn about(name: &str) -> Thing {
    Thing::Mail(id(name))
}

pub(crate) fn day(number: i8) -> Day {
    Day(jiff::civil::date(2026, 1, number))
}

pub(crate) fn question(name: &str, on: i8, weight: i64) -> NewQuestion {
    NewQuestion {
        thing: about(name),
        observation: Some(id(name)),
        moment: at(i64::from(on) * 86_400),
        day: day(on),
        weight,
        content: format!(r#"{{"about":"{name}"}}"#),
        over: None,
    }
}

pub(crate) fn placed(name: &str, folder: &str, uid: u32) -> NewPlacement {
    NewPlacement {
        folder: folder.to_owned(),
        validity: 7,
        uid,
        observation: id(name),
        internal_date: Some(at(1)),
        is_read: false,
        flags: vec!["\\Recent".to_owned()],
    }
}
