//! Quiet hours across midnight and changes of clocks, digests, and failures.

use super::*;

fn at(text: &str) -> Instant {
    Instant(text.parse().expect("a moment"))
}

fn zoned(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

fn message(title: &str, urgency: Urgency) -> Message {
    Message::new(title, "", urgency).expect("a notice")
}

fn calm(title: &str) -> Message {
    message(title, Urgency::Normal)
}

fn titles(due: &Due) -> Vec<&str> {
    match due {
        Due::Now(batch) => batch.messages.iter().map(Message::title).collect(),
        Due::At(_) | Due::Nothing => Vec::new(),
    }
}

fn tell(telling: &mut Telling, sending: Sending, now: Instant) {
    let Due::Now(batch) = telling.due(now) else {
        panic!("nothing is due at {now}: {:?}", telling.due(now));
    };
    telling.told(&batch, sending, now);
}

struct Quiet {
    hours: (&'static str, &'static str, &'static str),
    now: &'static str,
    end: Option<&'static str>,
}

#[test]
fn quiet_hours_follow_the_clock_on_the_wall() {
    const NIGHT: (&str, &str, &str) = ("22:00", "07:00", "Asia/Tokyo");
    const NOON: (&str, &str, &str) = ("12:00", "13:00", "Asia/Tokyo");
    const BERLIN: (&str, &str, &str) = ("22:00", "07:00", "Europe/Berlin");
    // In Berlin, 2026-03-29 has no 02:00 to 03:00, and 2026-10-25 has it twice.
    const GAP: (&str, &str, &str) = ("01:00", "02:30", "Europe/Berlin");
    const FOLD: (&str, &str, &str) = ("01:00", "02:30", "Europe/Berlin");
    const OTHER_FOLD: (&str, &str, &str) = ("02:15", "02:45", "Europe/Berlin");
    let quiet = |hours, now, end| Quiet { hours, now, end };
    for case in [
        quiet(NIGHT, "2026-11-22T21:59:59+09:00", None),
        quiet(
            NIGHT,
            "2026-11-22T22:00:00+09:00",
            Some("2026-11-23T07:00:00+09:00"),
        ),
        quiet(
            NIGHT,
            "2026-11-22T23:59:59+09:00",
            Some("2026-11-23T07:00:00+09:00"),
        ),
        quiet(
            NIGHT,
            "2026-11-23T00:00:00+09:00",
            Some("2026-11-23T07:00:00+09:00"),
        ),
        quiet(
            NIGHT,
            "2026-11-23T06:59:59+09:00",
            Some("2026-11-23T07:00:00+09:00"),
        ),
        quiet(NIGHT, "2026-11-23T07:00:00+09:00", None),
        // The zone counts, not that in which the moment is written.
        quiet(NIGHT, "2026-11-22T13:30:00Z", Some("2026-11-22T22:00:00Z")),
        quiet(
            NOON,
            "2026-11-22T12:30:00+09:00",
            Some("2026-11-22T13:00:00+09:00"),
        ),
        quiet(NOON, "2026-11-22T13:00:00+09:00", None),
        quiet(NOON, "2026-11-22T00:30:00+09:00", None),
        // A night that is one hour shorter, and one that is longer.
        quiet(
            BERLIN,
            "2026-03-28T22:00:00+01:00",
            Some("2026-03-29T07:00:00+02:00"),
        ),
        quiet(
            BERLIN,
            "2026-10-24T22:00:00+02:00",
            Some("2026-10-25T07:00:00+01:00"),
        ),
        // 02:30 never comes; the clock shows 03:00 and it is over.
        quiet(
            GAP,
            "2026-03-29T01:30:00+01:00",
            Some("2026-03-29T03:00:00+02:00"),
        ),
        quiet(GAP, "2026-03-29T03:00:00+02:00", None),
        // 02:30 comes twice: quiet ends, and the second time too.
        quiet(
            FOLD,
            "2026-10-25T01:30:00+02:00",
            Some("2026-10-25T02:30:00+02:00"),
        ),
        quiet(FOLD, "2026-10-25T02:45:00+02:00", None),
        quiet(
            FOLD,
            "2026-10-25T02:15:00+01:00",
            Some("2026-10-25T02:30:00+01:00"),
        ),
        quiet(
            OTHER_FOLD,
            "2026-10-25T02:20:00+02:00",
            Some("2026-10-25T02:45:00+02:00"),
        ),
        quiet(
            OTHER_FOLD,
            "2026-10-25T02:20:00+01:00",
            Some("2026-10-25T02:45:00+01:00"),
        ),
    ] {
        let (from, until, zone) = case.hours;
        let hours = QuietHours::parse(from, until, zoned(zone)).expect("quiet hours");
        assert_eq!(hours.end(at(case.now)), case.end.map(at), "{}", case.now);
    }
}

#[test]
fn quiet_hours_that_are_none_are_refused() {
    let fault = |from, until| QuietHours::parse(from, until, TimeZone::UTC).err();
    assert_eq!(fault("22:00", "22:00"), Some(QuietFault::Empty));
    for time in ["ten", "25:00"] {
        assert_eq!(fault(time, "07:00"), Some(QuietFault::Time(time.into())));
    }
}

#[test]
fn an_urgent_notice_wakes_only_whom_it_may() {
    let night = at("2026-11-23T03:00:00+09:00");
    let morning = at("2026-11-23T07:00:00+09:00");
    let schedule = Schedule {
        quiet: QuietHours::parse("22:00", "07:00", zoned("Asia/Tokyo")).ok(),
        ..Schedule::default()
    };
    let mut telling = Telling::new(schedule.clone());
    telling.add(calm("one"));
    telling.add(message("two", Urgency::Urgent));
    assert_eq!(telling.due(night), Due::At(morning));
    assert_eq!(titles(&telling.due(morning)), ["one", "two"]);

    let mut telling = Telling::new(Schedule {
        at_night: AtNight::UrgentIsTold,
        ..schedule
    });
    telling.add(calm("one"));
    assert_eq!(telling.due(night), Due::At(morning));
    telling.add(message("two", Urgency::Urgent));
    assert_eq!(titles(&telling.due(night)), ["two"]);
    tell(&mut telling, Sending::Delivered, night);
    assert_eq!(telling.due(night), Due::At(morning));
    assert_eq!(titles(&telling.due(morning)), ["one"]);
}

#[test]
fn a_storm_becomes_one_digest() {
    let noon = at("2026-11-22T12:00:00Z");
    let mut telling = Telling::new(Schedule::default());
    assert_eq!(telling.due(noon), Due::Nothing);
    for title in ["one", "two", "three"] {
        telling.add(calm(title));
        assert_eq!(titles(&telling.due(noon)), [title]);
        tell(&mut telling, Sending::Delivered, noon);
    }
    telling.add(calm("four"));
    telling.add(calm("five"));
    let end = at("2026-11-22T12:30:00Z");
    assert_eq!(telling.due(noon), Due::At(end));
    assert_eq!(titles(&telling.due(end)), ["four", "five"]);
    // Neither do those hold up an urgent one; but urgent ones do not go on for ever either.
    for title in ["a", "b", "c"] {
        telling.add(message(title, Urgency::Urgent));
        assert_eq!(titles(&telling.due(noon)), [title]);
        tell(&mut telling, Sending::Delivered, noon);
    }
    telling.add(message("d", Urgency::Urgent));
    assert_eq!(telling.due(noon), Due::At(end));
    // A clock that is put back an hour does not silence anything.
    let earlier = at("2026-11-22T11:00:00Z");
    assert_eq!(titles(&telling.due(earlier)), ["four", "five", "d"]);
}

#[test]
fn a_digest_and_a_queue_have_an_end() {
    let noon = at("2026-11-22T12:00:00Z");
    let mut telling = Telling::new(Schedule::default());
    telling.add(message("urgent", Urgency::Urgent));
    for nth in 0..MOST_WAITING + 9 {
        telling.add(calm(&format!("notice {nth}")));
    }
    assert_eq!(telling.waiting(), MOST_WAITING);
    let Due::Now(batch) = telling.due(noon) else {
        panic!("due")
    };
    assert_eq!(batch.messages.len(), MOST_IN_DIGEST);
    assert_eq!(batch.left_out, MOST_WAITING + 10 - MOST_IN_DIGEST);
    assert_eq!(batch.messages[0].title(), "urgent");
    assert_eq!(batch.urgency(), Urgency::Urgent);
    telling.told(&batch, Sending::Delivered, noon);
    assert_eq!(telling.due(noon), Due::Nothing);
}

#[test]
fn a_failure_is_tried_again_less_and_less_often_and_kept() {
    let why = Trouble::ServerFailed(503);
    let later = Sending::Later { why, wait: None };
    let mut telling = Telling::new(Schedule {
        tries: 5,
        longest_wait: SignedDuration::from_mins(4),
        ..Schedule::default()
    });
    telling.add(calm("one"));
    let mut now = at("2026-11-22T12:00:00Z");
    for minutes in [1, 2, 4, 4] {
        tell(&mut telling, later, now);
        let next = Instant(now.0 + SignedDuration::from_mins(minutes));
        assert_eq!(telling.due(now), Due::At(next));
        now = next;
    }
    tell(&mut telling, later, now);
    assert_eq!(telling.due(now), Due::Nothing);
    assert_eq!(telling.waiting(), 0);
    // The next notice waits until the other side was left alone once more.
    telling.add(calm("two"));
    let then = Instant(now.0 + SignedDuration::from_mins(4));
    assert_eq!(telling.due(now), Due::At(then));
    assert_eq!(titles(&telling.due(then)), ["two"]);
}

#[test]
fn the_other_side_is_left_alone_for_as_long_as_it_asks() {
    let now = at("2026-11-22T12:00:00Z");
    let mut telling = Telling::new(Schedule::default());
    telling.add(calm("one"));
    let busy = Sending::Later {
        why: Trouble::TooMany,
        wait: Some(std::time::Duration::from_secs(600)),
    };
    tell(&mut telling, busy, now);
    assert_eq!(telling.due(now), Due::At(at("2026-11-22T12:10:00Z")));
    // Not where the clock was put back before it asked.
    let before = at("2026-11-22T11:00:00Z");
    assert_eq!(titles(&telling.due(before)), ["one"]);
    // What comes meanwhile goes out with it.
    telling.add(calm("two"));
    let then = at("2026-11-22T12:10:00Z");
    assert_eq!(titles(&telling.due(then)), ["one", "two"]);
    tell(&mut telling, Sending::Delivered, then);
    assert_eq!(telling.waiting(), 0);
}

#[test]
fn what_is_refused_is_not_tried_again() {
    let now = at("2026-11-22T12:00:00Z");
    let mut telling = Telling::new(Schedule::default());
    telling.add(calm("one"));
    let why = Trouble::NotAllowed;
    tell(&mut telling, Sending::Refused { why }, now);
    assert_eq!(telling.due(now), Due::Nothing);
    assert_eq!(telling.waiting(), 0);
}
