//! Getting in: by password or by access token, and never in clear where the server forbids it.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::answer::Status;
use super::error::{ImapError, NotOffered};
use super::session::{Command, Done, ImapSession, nothing};
use super::settings::{ImapSettings, Login};
use super::wire::SMALL_LITERAL_LIMIT;

/// Everything that would tell the secret, should a server repeat what it heard.
pub(super) fn secrets(settings: &ImapSettings) -> Vec<String> {
    let secret = settings.login.secret();
    let whole = first_words(settings);
    vec![
        whole.to_string(),
        BASE64.encode(secret.as_bytes()),
        quoted(secret),
        secret.to_owned(),
    ]
}

/// As `secret` stands in a LOGIN command.
fn quoted(secret: &str) -> String {
    secret.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The base64 that says who comes and what proves it: PLAIN (RFC 4616 §2) or XOAUTH2.
fn first_words(settings: &ImapSettings) -> Zeroizing<String> {
    let user = &settings.user;
    let secret = settings.login.secret();
    let clear = Zeroizing::new(match settings.login {
        Login::Password(_) => format!("\0{user}\0{secret}"),
        Login::XOAuth2(_) => format!("user={user}\u{1}auth=Bearer {secret}\u{1}\u{1}"),
    });
    Zeroizing::new(BASE64.encode(clear.as_bytes()))
}

impl ImapSession {
    /// Logs in and learns what the server can do for whom it knows.
    pub(super) async fn log_in(&mut self, settings: &ImapSettings) -> Result<(), ImapError> {
        let done = match settings.login {
            Login::Password(_) if self.capabilities.has("AUTH=PLAIN") => {
                self.authenticate("PLAIN", settings).await?
            }
            Login::Password(_) if self.capabilities.has("LOGINDISABLED") => {
                return Err(ImapError::NotOffered(NotOffered::Password));
            }
            Login::Password(_) => {
                let command = Command::new("LOGIN ")
                    .string(settings.user.as_bytes())
                    .words(" ")
                    .string(settings.login.secret().as_bytes());
                self.run(command, SMALL_LITERAL_LIMIT, nothing).await?
            }
            Login::XOAuth2(_) if self.capabilities.has("AUTH=XOAUTH2") => {
                self.authenticate("XOAUTH2", settings).await?
            }
            Login::XOAuth2(_) => return Err(ImapError::NotOffered(NotOffered::XOAuth2)),
        };
        if done.status != Status::Ok {
            return Err(refusal(done, &settings.login));
        }
        // What was offered before the login counts no more (RFC 3501 §6.2.3).
        self.capabilities = done.capabilities.unwrap_or_default();
        self.learn().await
    }

    async fn authenticate(
        &mut self,
        mechanism: &str,
        settings: &ImapSettings,
    ) -> Result<Done, ImapError> {
        let first = first_words(settings);
        self.begin()?;
        if self.capabilities.has("SASL-IR") {
            // RFC 4959 §3: the first words go with the command.
            let words = Zeroizing::new(format!("AUTHENTICATE {mechanism} {}", *first));
            self.say(&words).await?;
        } else {
            self.say(&format!("AUTHENTICATE {mechanism}")).await?;
            if let Some(done) = self.until_asked().await? {
                return Ok(done);
            }
            let line = Zeroizing::new(format!("{}\r\n", *first));
            self.wire.send(line.as_bytes()).await?;
        }
        // A token that is refused is explained first (in JSON), and the refusal follows an empty line of ours.
        let mut reason = None;
        for _ in 0..EXCHANGES_LIMIT {
            let Some(mut done) = self.until_asked().await? else {
                let asked = self.asked();
                let plain = BASE64.decode(asked).unwrap_or_default();
                reason = Some(self.cleaned(&plain));
                self.wire.send(b"\r\n").await?;
                continue;
            };
            if let Some(reason) = reason.filter(|it| !it.is_empty()) {
                done.said = reason;
            }
            return Ok(done);
        }
        Err(ImapError::NotImap)
    }
}

/// Questions of a server during one login; PLAIN and XOAUTH2 know one.
const EXCHANGES_LIMIT: usize = 4;

/// What a refused login means (RFC 5530 §3).
fn refusal(done: Done, login: &Login) -> ImapError {
    let said = done.said;
    match (done.code.as_str(), login) {
        ("UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG", _) => ImapError::NotNow { said },
        (_, Login::Password(_)) => ImapError::WrongPassword { said },
        (_, Login::XOAuth2(_)) => ImapError::TokenRefused { said },
    }
}
