//! What the house does for itself: test, tidy, evaluate, bench.
//!
//! It measures the built command from outside and names none of the rooms, so it is light to compile.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a workshop tool talks on the terminal"
)]

mod bench;
mod evaluate;
mod fuzz;
mod hostile;
mod run;
mod test;
mod tidy;
mod watching;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  test [--no-install] [--quick] [--only STEP]...
                                  install what the tests need, run all checks and all tests
  tidy                            prove the arrows, the absences and the style
  evaluate [--command FILE]       measure verdicts over ../shared/corpus; writes docs/EVALUATION.md
  bench [--no-install]            measure speed beside rspamd; writes docs/PERFORMANCE.md
  watching                        measure the watcher against a mail server; writes docs/WATCHED.md
  hostile                         measure what hostile files cost; writes docs/LIMITS.md
  fuzz run MINUTES [TARGET]...    run the fuzz targets, two at a time
  fuzz proof [TARGET]...          show that each finds its planted fault
  fuzz coverage [TARGET]...       measure which lines their inputs reach; all write docs/FUZZING.md

  --no-install   install nothing; steps that miss a tool are skipped and counted
  --quick        shorter fuzz runs
  --only         run only this step: fetch, fmt, tidy, clippy, tests, \"doc tests\", doc, build, offline,
                 \"second opinion\", fuzz, \"cargo tools\", deny, audit
  --command      measure this build of mioboe instead of a fresh release build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", options @ ..] => test::Options::read(options).and_then(test::test),
        ["tidy"] => run::root().and_then(|root| tidy::tidy(&root)),
        ["evaluate"] => run::root().and_then(|root| evaluate::evaluate(&root, None)),
        ["evaluate", "--command", command] => {
            run::root().and_then(|root| evaluate::evaluate(&root, Some(command.as_ref())))
        }
        ["bench"] => run::root().and_then(|root| bench::bench(&root, false)),
        ["bench", "--no-install"] => run::root().and_then(|root| bench::bench(&root, true)),
        ["fuzz", words @ ..] => run::root().and_then(|root| fuzz::fuzz(&root, words)),
        ["watching"] => run::root().and_then(|root| watching::watching(&root)),
        ["hostile"] => run::root().and_then(|root| hostile::hostile(&root)),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
