//! Which room may name which, what may never stand under a judging room, and which crate lives in which room.

use super::Fault;
use super::graph::Graph;

/// A room and the rooms it may name.
struct Room {
    name: &'static str,
    may_name: &'static [&'static str],
    /// Rooms that only its tests may name besides.
    tests_may_name: &'static [&'static str],
}

/// The arrows of the house, as drawn in ARCHITECTURE.md. A new line or word here is a change of its own.
const ROOMS: &[Room] = &[
    Room {
        name: "facts",
        may_name: &[],
        tests_may_name: &[],
    },
    Room {
        name: "reading",
        may_name: &["facts"],
        tests_may_name: &[],
    },
    Room {
        name: "brands",
        may_name: &["facts"],
        tests_may_name: &[],
    },
    Room {
        name: "proof",
        may_name: &["facts", "reading"],
        tests_may_name: &[],
    },
    Room {
        name: "mail",
        may_name: &["facts", "reading", "brands", "proof"],
        tests_may_name: &[],
    },
    Room {
        name: "outside",
        may_name: &["facts"],
        tests_may_name: &["peers"],
    },
    Room {
        name: "store",
        may_name: &["facts"],
        tests_may_name: &["peers"],
    },
    Room {
        name: "words",
        may_name: &["facts"],
        tests_may_name: &[],
    },
    Room {
        name: "mioboe",
        may_name: &[
            "facts", "reading", "brands", "proof", "mail", "outside", "store",
        ],
        tests_may_name: &["words", "peers"],
    },
    Room {
        name: "pages",
        may_name: &["facts", "mioboe", "words"],
        // questions to show are kept without a mailbox to read them from
        tests_may_name: &["store"],
    },
    Room {
        name: "cli",
        may_name: &["facts", "mioboe", "pages", "words"],
        tests_may_name: &["peers"],
    },
    // The workshop measures the built command from outside, and the generator of made-up mail shares no table
    // with the judge: neither names a room.
    Room {
        name: "xtask",
        may_name: &[],
        tests_may_name: &[],
    },
    Room {
        name: "generate",
        may_name: &[],
        tests_may_name: &[],
    },
    // The world behind the doors, played for tests, knows nothing of who comes.
    Room {
        name: "peers",
        may_name: &[],
        tests_may_name: &[],
    },
    // What the bench holds the command's cost against must not share its code.
    Room {
        name: "floor",
        may_name: &[],
        tests_may_name: &[],
    },
];

/// Rooms that must be pure: nothing async and no socket below them.
const PURE: &[&str] = &["facts", "reading", "brands", "mail", "words"];

/// The named exception: mail-auth is async, so it is shut in here, and what comes with it is not counted for
/// the rooms that stand on it.
const AROUND: &[&str] = &["proof"];

/// What means async, a server, a database or a socket; a final `*` stands for any ending.
const IMPURE: &[&str] = &[
    "actix*",
    "age",
    "async-*",
    "axum*",
    "futures-executor",
    "hickory-*",
    "hyper*",
    "libsqlite3-sys",
    "mio",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx*",
    "tokio*",
    "tower*",
    "ureq",
];

/// A crate that must not spread, and where it lives.
struct Heavy {
    name: &'static str,
    lives_in: &'static [&'static str],
}

/// Heavy or far-reaching crates, each in as few rooms as can be.
const HEAVY: &[Heavy] = &[
    Heavy {
        name: "age",
        lives_in: &["store"],
    },
    Heavy {
        name: "annotate-snippets",
        lives_in: &["cli"],
    },
    Heavy {
        name: "askama*",
        lives_in: &["pages"],
    },
    Heavy {
        name: "axum*",
        lives_in: &["pages"],
    },
    Heavy {
        name: "clap*",
        lives_in: &["cli", "generate"],
    },
    Heavy {
        name: "fluent*",
        lives_in: &["words"],
    },
    Heavy {
        name: "hayro*",
        lives_in: &["reading"],
    },
    Heavy {
        name: "hickory-*",
        lives_in: &["outside"],
    },
    Heavy {
        name: "html5ever",
        lives_in: &["reading"],
    },
    Heavy {
        name: "idna",
        lives_in: &["facts"],
    },
    Heavy {
        name: "image",
        lives_in: &["reading", "generate"],
    },
    Heavy {
        name: "indicatif",
        lives_in: &["cli"],
    },
    Heavy {
        name: "mail-auth",
        lives_in: &["proof", "generate"],
    },
    Heavy {
        name: "mail-parser",
        lives_in: &["reading", "proof", "generate", "floor"],
    },
    Heavy {
        name: "rqrr",
        lives_in: &["reading"],
    },
    Heavy {
        name: "rustix",
        lives_in: &["cli", "outside"],
    },
    Heavy {
        name: "rxing",
        lives_in: &["reading"],
    },
    Heavy {
        name: "scraper",
        lives_in: &["reading"],
    },
    Heavy {
        name: "sqlx*",
        lives_in: &["store"],
    },
    Heavy {
        name: "tokio*",
        lives_in: &["mioboe", "outside", "pages", "proof", "store"],
    },
    // the one HTTP client, what writes mail, what speaks to the desktop, and what encrypts for all of them
    Heavy {
        name: "lettre",
        lives_in: &["outside"],
    },
    Heavy {
        name: "rustls",
        lives_in: &["outside", "peers"],
    },
    Heavy {
        name: "secret-service",
        lives_in: &["outside"],
    },
    Heavy {
        name: "ureq*",
        lives_in: &["outside"],
    },
    Heavy {
        name: "utoipa*",
        lives_in: &["pages"],
    },
    Heavy {
        name: "zbus",
        lives_in: &["outside"],
    },
    Heavy {
        name: "unic-langid",
        lives_in: &["words"],
    },
];

fn fits(name: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

/// Every arrow between members that is not in the table.
pub(super) fn arrows(graph: &Graph) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in graph.ours() {
        let Some(room) = ROOMS.iter().find(|room| room.name == package.name) else {
            faults.push(Fault::new(
                "arrows",
                format!(
                    "{}: no such room in the table of arrows (xtask/src/tidy/arrows.rs)",
                    package.name
                ),
            ));
            continue;
        };
        for need in package.needs.iter().filter(|need| graph.is_ours(need)) {
            if !room.may_name.contains(&need.as_str()) {
                faults.push(Fault::new(
                    "arrows",
                    format!("{} -> {need}: not an arrow of the house", room.name),
                ));
            }
        }
        for need in package.tests_need.iter().filter(|need| graph.is_ours(need)) {
            let named = need.as_str();
            if named != room.name
                && !room.may_name.contains(&named)
                && !room.tests_may_name.contains(&named)
            {
                faults.push(Fault::new(
                    "arrows",
                    format!(
                        "{} -> {need} (in tests): not an arrow of the house",
                        room.name
                    ),
                ));
            }
        }
    }
    faults
}

/// Every async runtime, server, database or socket below a room that must be pure.
pub(super) fn purity(graph: &Graph) -> Vec<Fault> {
    let mut faults = Vec::new();
    for room in PURE {
        for (name, by) in graph.below(room, AROUND) {
            if IMPURE.iter().any(|pattern| fits(&name, pattern)) {
                faults.push(Fault::new(
                    "purity",
                    format!("{name} stands under {room}, named by {by}"),
                ));
            }
        }
    }
    faults
}

/// What speaks HTTP to others: whoever stands on it could send a mail's content somewhere.
const CLIENTS: &[&str] = &[
    "ureq*",
    "reqwest",
    "hyper*",
    "curl*",
    "isahc",
    "attohttpc",
    "minreq",
];
/// The only room above a client.
const ABOVE_CLIENTS: &str = "outside";
/// Serves, and asks nobody: hyper below it is built without its client.
const SERVER: &str = "axum";

/// Every client that some package reaches around the room of the doors, our own or foreign.
pub(super) fn clients(graph: &Graph) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in graph.ours().filter(|room| room.name != ABOVE_CLIENTS) {
        for (name, by) in graph.below(&package.name, &[ABOVE_CLIENTS, SERVER]) {
            if CLIENTS.iter().any(|pattern| fits(&name, pattern)) {
                faults.push(Fault::new(
                    "clients",
                    format!(
                        "{name} stands under {} by way of {by}, not of {ABOVE_CLIENTS}",
                        package.name
                    ),
                ));
            }
        }
    }
    faults
}

/// Every heavy crate named by a room it does not live in.
pub(super) fn heavy(graph: &Graph) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in graph.ours() {
        for need in &package.needs {
            let Some(heavy) = HEAVY.iter().find(|heavy| fits(need, heavy.name)) else {
                continue;
            };
            if !heavy.lives_in.contains(&package.name.as_str()) {
                faults.push(Fault::new(
                    "heavy",
                    format!(
                        "{} names {need}, which lives in {}",
                        package.name,
                        heavy.lives_in.join(", ")
                    ),
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(faults: &[Fault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.text.as_str()).collect()
    }

    #[test]
    fn an_arrow_outside_the_table_is_a_fault() {
        let graph = Graph::drawn(&[
            "*facts ->",
            "*reading -> facts | tempfile",
            "*mail -> facts outside",
            "*outside -> facts | words",
            "*mioboe -> facts mail | words",
            "*words -> facts",
            "*cellar -> facts",
        ]);
        assert_eq!(
            said(&arrows(&graph)),
            [
                "cellar: no such room in the table of arrows (xtask/src/tidy/arrows.rs)",
                "mail -> outside: not an arrow of the house",
                "outside -> words (in tests): not an arrow of the house",
            ]
        );
    }

    #[test]
    fn a_runtime_under_a_pure_room_is_a_fault_except_through_proof() {
        let graph = Graph::drawn(&[
            "*facts ->",
            "*proof -> mail-auth",
            "mail-auth -> tokio hickory-resolver",
            "*mail -> proof facts",
            "*reading -> helper | tokio-test",
            "helper -> async-trait",
        ]);
        assert_eq!(
            said(&purity(&graph)),
            ["async-trait stands under reading, named by helper"]
        );
    }

    #[test]
    fn a_client_stands_under_the_doors_alone() {
        let graph = Graph::drawn(&[
            "*facts ->",
            "*outside -> facts ureq",
            "*mioboe -> outside",
            "*brands -> helper",
            "helper -> hyper-util",
            "*pages -> axum",
            "axum -> hyper",
        ]);
        assert_eq!(
            said(&clients(&graph)),
            ["hyper-util stands under brands by way of helper, not of outside"]
        );
    }

    #[test]
    fn a_heavy_crate_in_a_second_room_is_a_fault() {
        let graph = Graph::drawn(&[
            "*mail -> mail-auth",
            "*proof -> mail-auth",
            "*words -> clap_complete",
        ]);
        assert_eq!(
            said(&heavy(&graph)),
            [
                "mail names mail-auth, which lives in proof, generate",
                "words names clap_complete, which lives in cli, generate"
            ]
        );
    }
}
