//! A child answers, dies, is too slow or says too much; the next question is answered all the same.

use std::time::Duration;

use outside::{ChildDoor, ChildError, ChildSettings, Doors};

fn door(script: &str, patience: Duration) -> ChildDoor {
    Doors::offline()
        .children(ChildSettings {
            program: "/bin/sh".into(),
            arguments: vec![String::from("-c"), script.to_owned()],
            environment: &[],
            patience,
            longest_answer: 1 << 20,
        })
        .expect("the door is open")
}

#[test]
fn each_way_to_fail_has_its_name() {
    struct Case {
        script: &'static str,
        patience: Duration,
        expected: Result<Vec<u8>, ChildError>,
    }
    let long = Duration::from_secs(60);
    for Case {
        script,
        patience,
        expected,
    } in [
        // What comes in goes out, its length in front.
        Case {
            script: "exec cat",
            patience: long,
            expected: Ok(b"question".to_vec()),
        },
        Case {
            script: "exit 1",
            patience: long,
            expected: Err(ChildError::Died),
        },
        Case {
            script: "kill -9 $$",
            patience: long,
            expected: Err(ChildError::Died),
        },
        Case {
            script: "cat >/dev/null; true",
            patience: Duration::from_millis(100),
            expected: Err(ChildError::TimedOut),
        },
        Case {
            script: r"printf '\377\377\377\377'; exec cat",
            patience: long,
            expected: Err(ChildError::TooLong),
        },
    ] {
        let door = door(script, patience);
        for _ in 0..2 {
            assert_eq!(door.ask(b"question".to_vec()), expected, "{script}");
        }
    }
}

#[test]
fn a_program_that_is_not_there_is_not_started() {
    let door = Doors::offline().children(ChildSettings {
        program: "/nowhere/program".into(),
        arguments: Vec::new(),
        environment: &[],
        patience: Duration::from_secs(1),
        longest_answer: 1,
    });
    let answer = door.expect("the door is open").ask(Vec::new());
    assert_eq!(answer, Err(ChildError::NotStarted));
}

#[test]
fn a_child_sees_nothing_of_our_environment() {
    // Four octets of length stand in front, and the shell sets a few names of its own.
    let script = "env | grep -c CARGO > /dev/null && exit 1; exec cat";
    let door = door(script, Duration::from_secs(60));
    assert_eq!(door.ask(b"ok".to_vec()), Ok(b"ok".to_vec()));
}

#[test]
fn threads_ask_at_the_same_time() {
    let door = door("exec cat", Duration::from_secs(60));
    std::thread::scope(|scope| {
        for number in 0..4u8 {
            let door = &door;
            scope.spawn(move || {
                for round in 0..20u8 {
                    let question = vec![number, round];
                    assert_eq!(door.ask(question.clone()), Ok(question));
                }
            });
        }
    });
}
