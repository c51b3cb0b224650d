//! A connection that is logged in: commands, folders, and the state of the one that is open.

use facts::Secret;
use tokio::time::Instant;

use super::answer::{Answer, Capabilities, Items, Status, read};
use super::error::{Exceeded, ImapError, NotOffered, said};
use super::folder::Folder;
use super::settings::ImapLimits;
use super::state::{FolderState, Open};
use super::value::number;
use super::wire::{SMALL_LITERAL_LIMIT, Wire};

/// Answers to one command beyond those that it asks for; a folder that is emptied brings one for each message.
const UNASKED_LIMIT: usize = 200_000;
/// Messages of a folder; a server that tells of more is not believed.
pub(super) const MESSAGES_LIMIT: usize = 5_000_000;
/// Folders of a mailbox.
const FOLDERS_LIMIT: usize = 10_000;

/// A connection to a mailbox, logged in.
///
/// A future of it that is dropped before it is ready leaves the connection in the middle of an answer; every later call
/// is [`ImapError::NotOpen`], and a new connection is needed.
pub struct ImapSession {
    pub(super) wire: Wire,
    pub(super) capabilities: Capabilities,
    pub(super) limits: ImapLimits,
    pub(super) open: Option<Open>,
    /// What must never be repeated, should the server quote it.
    secrets: Secret<Vec<String>>,
    commands: u64,
    tag: String,
    is_under_way: bool,
}

impl std::fmt::Debug for ImapSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImapSession")
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}

/// How a command ended.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) status: Status,
    /// The code in brackets, in capitals.
    pub(super) code: String,
    pub(super) said: String,
    pub(super) capabilities: Option<Capabilities>,
}

/// Whether an answer was for the command under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    No,
}

/// A command in the pieces between which a server must ask for more (RFC 3501 §4.3, literals).
#[derive(Clone, Debug)]
pub(super) struct Command {
    pieces: Vec<Vec<u8>>,
    /// How many answers it asks for.
    expected: usize,
}

impl Command {
    pub(super) fn new(words: &str) -> Self {
        Self {
            pieces: vec![words.as_bytes().to_vec()],
            expected: 0,
        }
    }

    /// Says how many answers are asked for.
    pub(super) fn expecting(mut self, answers: usize) -> Self {
        self.expected = answers;
        self
    }

    pub(super) fn words(mut self, words: &str) -> Self {
        if let Some(last) = self.pieces.last_mut() {
            last.extend_from_slice(words.as_bytes());
        }
        self
    }

    /// Adds a string in quotes, or as a literal where quotes cannot carry it.
    pub(super) fn string(mut self, octets: &[u8]) -> Self {
        let is_plain = octets
            .iter()
            .all(|it| it.is_ascii() && !matches!(it, b'\r' | b'\n' | 0));
        let Some(last) = self.pieces.last_mut() else {
            return self;
        };
        if is_plain {
            last.push(b'"');
            for octet in octets {
                if matches!(octet, b'"' | b'\\') {
                    last.push(b'\\');
                }
                last.push(*octet);
            }
            last.push(b'"');
        } else {
            last.extend_from_slice(format!("{{{}}}", octets.len()).as_bytes());
            self.pieces.push(octets.to_vec());
        }
        self
    }
}

impl ImapSession {
    pub(super) fn new(wire: Wire, limits: ImapLimits, secrets: Vec<String>) -> Self {
        Self {
            wire,
            capabilities: Capabilities::default(),
            limits,
            open: None,
            secrets: Secret::new(secrets),
            commands: 0,
            tag: String::new(),
            is_under_way: false,
        }
    }

    /// The folders of the mailbox.
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends or the server says too much.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        // Some servers tell what a folder is for only when asked (RFC 6154 §2, RFC 5258 §3).
        let asks = self.capabilities.has("SPECIAL-USE") && self.capabilities.has("LIST-EXTENDED");
        let command = if asks {
            "LIST \"\" \"*\" RETURN (SPECIAL-USE)"
        } else {
            "LIST \"\" \"*\""
        };
        let mut folders: Vec<Folder> = Vec::new();
        let done = self
            .run(
                Command::new(command).expecting(FOLDERS_LIMIT),
                SMALL_LITERAL_LIMIT,
                |answer| {
                    let Answer::List(listing) = answer else {
                        return Ok(Taken::No);
                    };
                    if folders.len() >= FOLDERS_LIMIT {
                        return Err(ImapError::LimitExceeded(Exceeded::Folders));
                    }
                    folders.push(Folder::read(listing));
                    Ok(Taken::Yes)
                },
            )
            .await?;
        done.must_be_ok()?;
        Ok(folders)
    }

    /// Opens a folder for reading alone (EXAMINE, RFC 3501 §6.3.2) and tells how it stands.
    ///
    /// # Errors
    /// [`ImapError::FolderGone`], where the server does not open it.
    pub async fn examine(&mut self, folder: &Folder) -> Result<FolderState, ImapError> {
        self.open = None;
        let mut command = Command::new("EXAMINE ").string(&folder.raw_name);
        if self.capabilities.has("CONDSTORE") || self.capabilities.has("QRESYNC") {
            command = command.words(" (CONDSTORE)");
        }
        let (mut validity, mut next, mut highest, mut exists) = (None, None, None, 0);
        let done = self
            .run(command, SMALL_LITERAL_LIMIT, |answer| {
                match answer {
                    Answer::Exists(count) => exists = *count,
                    Answer::Status(spoken) if spoken.is_code("UIDVALIDITY") => {
                        validity = number::<u32>(spoken.argument);
                    }
                    Answer::Status(spoken) if spoken.is_code("UIDNEXT") => {
                        next = number::<u32>(spoken.argument);
                    }
                    Answer::Status(spoken) if spoken.is_code("HIGHESTMODSEQ") => {
                        highest = number::<u64>(spoken.argument).filter(|it| *it > 0);
                    }
                    _ => {}
                }
                // Looked at, and counted among what comes unasked: there is one of each.
                Ok(Taken::No)
            })
            .await?;
        if done.status != Status::Ok {
            return Err(ImapError::FolderGone { said: done.said });
        }
        let state = FolderState {
            uid_validity: validity.ok_or(ImapError::NotOffered(NotOffered::Numbers))?,
            uid_next: next,
            highest_mod_sequence: highest,
            exists,
        };
        self.open = Some(Open {
            state,
            is_new: false,
            is_changed: false,
            is_renumbered: false,
        });
        Ok(state)
    }

    /// Whether the server tells news by itself (IDLE, RFC 2177); else it is asked now and then.
    #[must_use]
    pub fn has_idle(&self) -> bool {
        self.capabilities.has("IDLE")
    }

    /// Asks for nothing, so that the server may tell what is new and does not end an idle connection.
    ///
    /// # Errors
    /// [`ImapError`], where the connection ends.
    pub async fn noop(&mut self) -> Result<(), ImapError> {
        let done = self
            .run(Command::new("NOOP"), SMALL_LITERAL_LIMIT, nothing)
            .await?;
        done.must_be_ok()
    }

    /// Says good-bye and closes the connection; nothing can go wrong that would matter.
    pub async fn logout(mut self) {
        self.limits.command = self.limits.connect;
        self.wire.silence = self.limits.connect;
        // The answer is a farewell, which `run` takes for the end that it is.
        let _ = self
            .run(Command::new("LOGOUT"), SMALL_LITERAL_LIMIT, nothing)
            .await;
    }

    /// Says a command, hands every answer to `wanted`, and tells how it ended; what `wanted` does not take is noted of
    /// the open folder.
    pub(super) async fn run(
        &mut self,
        command: Command,
        largest: u64,
        mut wanted: impl FnMut(&Answer<'_>) -> Result<Taken, ImapError>,
    ) -> Result<Done, ImapError> {
        self.begin()?;
        let last = command.pieces.len().saturating_sub(1);
        for (nth, piece) in command.pieces.iter().enumerate() {
            let mut line = Vec::new();
            if nth == 0 {
                line.extend_from_slice(self.tag.as_bytes());
                line.push(b' ');
            }
            line.extend_from_slice(piece);
            line.extend_from_slice(b"\r\n");
            self.wire.send(&line).await?;
            if nth < last
                && let Some(done) = self.until_asked().await?
            {
                return Ok(done);
            }
        }
        self.finish(largest, command.expected, &mut wanted).await
    }

    /// Starts a command: a new tag, and its time.
    pub(super) fn begin(&mut self) -> Result<(), ImapError> {
        if self.is_under_way {
            return Err(ImapError::NotOpen);
        }
        self.is_under_way = true;
        self.commands += 1;
        self.tag = format!("m{}", self.commands);
        self.wire.deadline = Instant::now() + self.limits.command;
        Ok(())
    }

    /// The words of the command just begun, with its tag.
    pub(super) async fn say(&mut self, words: &str) -> Result<(), ImapError> {
        let line = format!("{} {words}\r\n", self.tag);
        self.wire.send(line.as_bytes()).await
    }

    /// Waits until the server asks for more; or the command is over already.
    pub(super) async fn until_asked(&mut self) -> Result<Option<Done>, ImapError> {
        for _ in 0..UNASKED_LIMIT {
            match self.step(SMALL_LITERAL_LIMIT, &mut nothing).await? {
                Step::Asked => return Ok(None),
                Step::Done(done) => return Ok(Some(done)),
                Step::Said => {}
            }
        }
        Err(ImapError::LimitExceeded(Exceeded::Answers))
    }

    /// Reads answers until the command is over; each that was asked for may come twice.
    pub(super) async fn finish(
        &mut self,
        largest: u64,
        expected: usize,
        wanted: &mut impl FnMut(&Answer<'_>) -> Result<Taken, ImapError>,
    ) -> Result<Done, ImapError> {
        let most = expected.saturating_mul(2).saturating_add(UNASKED_LIMIT);
        for _ in 0..most {
            if let Step::Done(done) = self.step(largest, wanted).await? {
                return Ok(done);
            }
        }
        Err(ImapError::LimitExceeded(Exceeded::Answers))
    }

    /// Reads one answer.
    pub(super) async fn step(
        &mut self,
        largest: u64,
        wanted: &mut impl FnMut(&Answer<'_>) -> Result<Taken, ImapError>,
    ) -> Result<Step, ImapError> {
        self.wire.next(largest).await?;
        let answer = read(&self.wire.response, &self.tag).map_err(|_| ImapError::NotImap)?;
        match &answer {
            Answer::Continue(_) => return Ok(Step::Asked),
            Answer::Status(spoken) if spoken.is_tagged => {
                self.is_under_way = false;
                return Ok(Step::Done(Done {
                    status: spoken.status,
                    code: String::from_utf8_lossy(spoken.code).to_ascii_uppercase(),
                    said: said(spoken.text, self.secrets.reveal()),
                    capabilities: spoken.capabilities(),
                }));
            }
            Answer::Status(spoken) if spoken.status == Status::Bye => {
                return Err(ImapError::CutOff {
                    said: said(spoken.text, self.secrets.reveal()),
                });
            }
            _ => {}
        }
        if wanted(&answer)? == Taken::Yes {
            return Ok(Step::Said);
        }
        if let Answer::Capabilities(capabilities) = &answer {
            self.capabilities = capabilities.clone();
        }
        if let Some(open) = &mut self.open {
            open.note(&answer);
            if open.is_renumbered {
                return Err(ImapError::Renumbered);
            }
        }
        Ok(Step::Said)
    }

    /// Reads the greeting, which comes before any command and has no tag.
    pub(super) async fn greeting(&mut self) -> Result<(), ImapError> {
        self.wire.deadline = Instant::now() + self.limits.connect;
        self.wire.next(SMALL_LITERAL_LIMIT).await?;
        let answer = read(&self.wire.response, "").map_err(|_| ImapError::NotImap)?;
        let Answer::Status(spoken) = answer else {
            return Err(ImapError::NotImap);
        };
        let words = || said(spoken.text, self.secrets.reveal());
        match spoken.status {
            Status::Ok => {
                self.capabilities = spoken.capabilities().unwrap_or_default();
                Ok(())
            }
            Status::Bye => Err(ImapError::CutOff { said: words() }),
            // Whose mailbox this would be, nobody has said; and before STARTTLS it is an attack (RFC 8314 §3).
            Status::Preauth => Err(ImapError::NotOffered(NotOffered::Login)),
            Status::No | Status::Bad => Err(ImapError::NotNow { said: words() }),
        }
    }

    /// Asks what the server can do, unless it said so by itself.
    pub(super) async fn learn(&mut self) -> Result<(), ImapError> {
        if !self.capabilities.has("IMAP4REV1") {
            let done = self
                .run(Command::new("CAPABILITY"), SMALL_LITERAL_LIMIT, nothing)
                .await?;
            done.must_be_ok()?;
        }
        // IMAP4rev2 has all that is asked for here (RFC 9051 appendix E).
        if self.capabilities.has("IMAP4REV1") || self.capabilities.has("IMAP4REV2") {
            Ok(())
        } else {
            Err(ImapError::NotOffered(NotOffered::Imap4Rev1))
        }
    }

    /// The words of the last continuation request.
    pub(super) fn asked(&self) -> &[u8] {
        match read(&self.wire.response, &self.tag) {
            Ok(Answer::Continue(text)) => text,
            _ => b"",
        }
    }

    /// The secrets, for cleaning what a server says.
    pub(super) fn cleaned(&self, text: &[u8]) -> String {
        said(text, self.secrets.reveal())
    }

    pub(super) fn must_be_open(&self) -> Result<FolderState, ImapError> {
        let open = self.open.as_ref().ok_or(ImapError::NotOpen)?;
        Ok(open.state)
    }
}

/// Takes no answer: what comes is noted of the open folder.
pub(super) fn nothing(_: &Answer<'_>) -> Result<Taken, ImapError> {
    Ok(Taken::No)
}

/// What one answer was.
#[derive(Debug)]
pub(super) enum Step {
    Done(Done),
    Asked,
    Said,
}

impl Done {
    pub(super) fn must_be_ok(self) -> Result<(), ImapError> {
        if self.status == Status::Ok {
            Ok(())
        } else {
            Err(ImapError::Refused { said: self.said })
        }
    }
}

/// The items of a message, where the answer has one with a number.
pub(super) fn numbered<'a, 'b>(answer: &'b Answer<'a>) -> Option<(u32, &'b Items<'a>)> {
    match answer {
        Answer::Fetch(items) => Some((items.uid?, items)),
        _ => None,
    }
}
