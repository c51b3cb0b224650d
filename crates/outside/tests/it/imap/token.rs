//! Tokens out of a command of the person's own.

use std::time::Duration;

use outside::Doors;
use outside::imap::{TokenCommand, TokenError};

use super::run;

fn ask(program: &str, arguments: &[&str]) -> Result<String, TokenError> {
    let command = TokenCommand {
        program: program.into(),
        arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
        patience: Duration::from_secs(1),
    };
    let token = run(Doors::default().token(&command));
    token.map(|token| token.reveal().clone())
}

#[test]
fn the_first_line_of_a_command_is_the_token_and_each_failure_has_its_name() {
    assert_eq!(
        ask("/bin/echo", &["ya29.token"]).as_deref(),
        Ok("ya29.token")
    );
    assert_eq!(
        ask("/usr/bin/printf", &["first\\nsecond"]).as_deref(),
        Ok("first")
    );
    // No shell stands between.
    assert_eq!(ask("/bin/echo", &["$(id); x"]).as_deref(), Ok("$(id); x"));
    assert_eq!(ask("/bin/true", &[]), Err(TokenError::NoToken));
    assert_eq!(ask("/usr/bin/printf", &["\\000"]), Err(TokenError::NoToken));
    assert_eq!(ask("/bin/false", &[]), Err(TokenError::Failed));
    assert_eq!(ask("/usr/bin/yes", &[]), Err(TokenError::Failed));
    assert_eq!(ask("/bin/sleep", &["60"]), Err(TokenError::TimedOut));
    assert_eq!(ask("/not/there", &[]), Err(TokenError::NotStarted));
    let command = TokenCommand {
        program: "/bin/echo".into(),
        arguments: vec![String::from("token")],
        patience: Duration::from_secs(1),
    };
    assert_eq!(
        run(Doors::shut().token(&command)).err(),
        Some(TokenError::DoorShut)
    );
}
