//! Looking into pictures and documents: asked of a process of its own, which runs the other half of this file.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use facts::{Need, ObservationId};
use outside::{ChildDoor, ChildError, ChildSettings, Doors};
use reading::{Look, LookLimits, LookState, Message, OpaqueKind};
use serde::{Deserialize, Serialize};

/// CPU time for all pictures and documents of one mail together.
const BUDGET: Duration = Duration::from_millis(1_500);
/// CPU time without which no look is begun.
const LEAST: Duration = Duration::from_millis(60);
/// How long one look may take by the clock on the wall, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(20);
/// Octets of an answer.
const LONGEST_ANSWER: usize = 4 << 20;
/// Octets of a question: a mail's largest part.
const LONGEST_QUESTION: usize = 80 << 20;
/// Looks kept, since newsletters come with the same pictures again and again.
const MOST_KEPT: usize = 256;
/// How many neighbors are held together to see whether they make one code.
const MOST_PAIRS: usize = 4;

/// The process that looks into pictures and documents.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The program; it must call [`serve_looks`].
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The names and values of its whole environment.
    pub environment: &'static [(&'static str, &'static str)],
}

/// Fills the needs of messages that ask for a look.
#[derive(Debug)]
pub(crate) struct Looking {
    door: ChildDoor,
    kept: Mutex<HashMap<ObservationId, Look>>,
}

/// What a mail may still spend.
#[derive(Debug)]
pub(crate) struct Budget(Duration);

impl Default for Budget {
    fn default() -> Self {
        Self(BUDGET)
    }
}

impl Looking {
    pub(crate) fn open(doors: &Doors, viewer: Viewer) -> Option<Self> {
        let door = doors.children(ChildSettings {
            program: viewer.program,
            arguments: viewer.arguments,
            environment: viewer.environment,
            patience: PATIENCE,
            longest_answer: LONGEST_ANSWER,
        })?;
        Some(Self {
            door,
            kept: Mutex::default(),
        })
    }

    /// Looks into all that the message asks for; what the budget does not reach stays a need.
    pub(crate) fn fill(&self, message: &mut Message, budget: &mut Budget) {
        let mut asked: Vec<(usize, ObservationId)> = message
            .needs()
            .filter_map(|need| match need {
                Need::Look(id) => {
                    let part = message.opaque.iter().find(|part| part.id == id)?;
                    Some((part.bytes.len(), id))
                }
                _ => None,
            })
            .collect();
        // The small ones first, so that a heavy one does not use up what they need.
        asked.sort_unstable();
        asked.dedup();
        let mut torn = Vec::new();
        for (_, id) in asked {
            let Some(part) = message.opaque.iter().find(|part| part.id == id) else {
                continue;
            };
            let question = match part.kind {
                OpaqueKind::Picture => Question::Picture(&part.bytes),
                OpaqueKind::Pdf => Question::Document(&part.bytes),
            };
            if let Some(look) = self.look(id, &question, budget) {
                if look.has_torn_code && look.codes.is_empty() {
                    torn.push(id);
                }
                message.take_look(id, &look);
            }
        }
        if torn.len() > 1 {
            self.join(message, &torn, budget);
        }
    }

    /// Holds together the neighbors that each show corners of a code, but no code.
    fn join(&self, message: &mut Message, torn: &[ObservationId], budget: &mut Budget) {
        let pictures: Vec<_> = message
            .opaque
            .iter()
            .filter(|part| part.kind == OpaqueKind::Picture && part.state == LookState::Looked)
            .filter(|part| !part.bytes.is_empty())
            .collect();
        let mut found = Vec::new();
        let pairs = pictures
            .windows(2)
            .filter_map(|pair| match pair {
                [first, second] if torn.contains(&first.id) && torn.contains(&second.id) => {
                    Some((*first, *second))
                }
                _ => None,
            })
            .take(MOST_PAIRS);
        for (first, second) in pairs {
            for (one, other) in [(first, second), (second, first)] {
                let both = [one.id.as_bytes().as_slice(), other.id.as_bytes()].concat();
                let id = ObservationId::of(&both);
                let question = Question::Joined(&one.bytes, &other.bytes);
                let look = self.look(id, &question, budget);
                if let Some(look) = look.filter(|look| !look.codes.is_empty()) {
                    found.push((first.id, look));
                    break;
                }
            }
        }
        for (id, look) in found {
            message.take_joined(id, &look);
        }
    }

    fn look(
        &self,
        id: ObservationId,
        question: &Question<'_>,
        budget: &mut Budget,
    ) -> Option<Look> {
        if let Some(look) = self.kept().get(&id) {
            return Some(look.clone());
        }
        if budget.0 < LEAST {
            return None;
        }
        // One look may not use up all: another one must remain possible behind a picture made to be slow.
        let granted = (budget.0 * 2 / 3).max(LEAST);
        let (mut look, spent) = self.ask(question, granted)?;
        budget.0 = budget.0.saturating_sub(spent);
        if let Question::Document(bytes) = question
            && look.is_failed
            && budget.0 >= LEAST
        {
            let (links, spent) = self.ask(&Question::Links(bytes), budget.0 / 2)?;
            budget.0 = budget.0.saturating_sub(spent);
            look = links;
        }
        let mut kept = self.kept();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(id, look.clone());
        Some(look)
    }

    /// What was seen, and the CPU time that it took; a child that ended by itself took all that was granted.
    fn ask(&self, question: &Question<'_>, granted: Duration) -> Option<(Look, Duration)> {
        match self.door.ask(question.encode(granted)) {
            Ok(answer) => Some(match serde_json::from_slice::<Answer>(&answer) {
                Ok(answer) => (answer.look, Duration::from_millis(answer.spent)),
                Err(_) => (Look::failed(), granted),
            }),
            Err(ChildError::NotStarted) => None,
            Err(_) => Some((Look::failed(), granted)),
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<ObservationId, Look>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is asked: one octet says which, four how many milliseconds are granted, the rest is the matter.
enum Question<'a> {
    Picture(&'a [u8]),
    Document(&'a [u8]),
    /// The links of a document alone, which cost little: for one that could not be read as a whole.
    Links(&'a [u8]),
    /// Two pictures; the first one stands behind its length.
    Joined(&'a [u8], &'a [u8]),
}

/// What is answered, as JSON.
#[derive(Serialize, Deserialize)]
struct Answer {
    look: Look,
    /// Milliseconds of CPU time.
    spent: u64,
}

impl<'a> Question<'a> {
    fn encode(&self, granted: Duration) -> Vec<u8> {
        let granted = u32::try_from(granted.as_millis()).unwrap_or(u32::MAX);
        let (kind, pieces): (u8, [&[u8]; 2]) = match self {
            Self::Picture(bytes) => (b'p', [bytes, &[]]),
            Self::Document(bytes) => (b'd', [bytes, &[]]),
            Self::Links(bytes) => (b'l', [bytes, &[]]),
            Self::Joined(first, second) => (b'j', [first, second]),
        };
        let mut out = vec![kind];
        out.extend_from_slice(&granted.to_be_bytes());
        if kind == b'j' {
            let length = u32::try_from(pieces[0].len()).unwrap_or(u32::MAX);
            out.extend_from_slice(&length.to_be_bytes());
        }
        out.extend(pieces.concat());
        out
    }

    fn decode(octets: &'a [u8]) -> Option<(Self, Duration)> {
        let (&kind, rest) = octets.split_first()?;
        let (granted, rest) = number(rest)?;
        let granted = Duration::from_millis(granted.into());
        let question = match kind {
            b'p' => Self::Picture(rest),
            b'd' => Self::Document(rest),
            b'l' => Self::Links(rest),
            b'j' => {
                let (length, rest) = number(rest)?;
                let (first, second) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                Self::Joined(first, second)
            }
            _ => return None,
        };
        Some((question, granted))
    }

    fn answer(&self) -> Look {
        let limits = LookLimits::default();
        let look = || match self {
            Self::Picture(bytes) => reading::look(OpaqueKind::Picture, bytes, &limits),
            Self::Document(bytes) => reading::look(OpaqueKind::Pdf, bytes, &limits),
            Self::Links(bytes) => {
                let limits = LookLimits { pages: 0, ..limits };
                reading::look(OpaqueKind::Pdf, bytes, &limits)
            }
            Self::Joined(first, second) => reading::look_joined(first, second, &limits),
        };
        // A decoder that trips over its input has not read it; the next input is none the worse for it.
        catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Look::failed())
    }
}

fn number(octets: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = octets.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*number), rest))
}

/// The work of a [`Viewer`]: answers questions until the input ends.
///
/// `grant` is called before each one with the CPU time that it may take, and must end the process when that is
/// used up; after the answer it is called with `None`. `spent` tells the CPU time that the process has used so far.
///
/// # Errors
/// Where the input breaks off inside a question, or the output is closed.
pub fn serve_looks(
    mut input: impl Read,
    mut output: impl Write,
    mut grant: impl FnMut(Option<Duration>),
    spent: impl Fn() -> Duration,
) -> io::Result<()> {
    loop {
        let mut length = [0; 4];
        match input.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            other => other?,
        }
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > LONGEST_QUESTION {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut octets = vec![0; length];
        input.read_exact(&mut octets)?;
        let (question, granted) = Question::decode(&octets).ok_or(io::ErrorKind::InvalidData)?;
        let before = spent();
        grant(Some(granted));
        let look = question.answer();
        grant(None);
        let spent = spent().saturating_sub(before).as_millis();
        let answer = serde_json::to_vec(&Answer {
            look,
            spent: u64::try_from(spent).unwrap_or(u64::MAX),
        })?;
        let length = u32::try_from(answer.len()).map_err(io::Error::other)?;
        output.write_all(&length.to_be_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_comes_out_as_it_went_in() {
        let granted = Duration::from_millis(700);
        let joined = Question::Joined(b"one", b"other").encode(granted);
        match Question::decode(&joined) {
            Some((Question::Joined(b"one", b"other"), time)) => assert_eq!(time, granted),
            _ => panic!("not what was asked"),
        }
        for torn in [&joined[..8], &joined[..3], b"x\0\0\0\0", b""] {
            assert!(Question::decode(torn).is_none());
        }
    }

    fn looking(program: &str) -> Looking {
        let viewer = Viewer {
            program: program.into(),
            arguments: Vec::new(),
            environment: &[],
        };
        Looking::open(&Doors::offline(), viewer).expect("the door is open")
    }

    #[test]
    fn looks_are_kept_to_a_number() {
        // What comes back is no look, which is one that failed.
        let looking = looking("/bin/cat");
        let look = |nth: usize| {
            let id = ObservationId::of(&nth.to_be_bytes());
            let seen = looking.look(id, &Question::Picture(b"x"), &mut Budget::default());
            assert!(seen.expect("a look").is_failed);
            looking.kept().len()
        };
        for nth in 1..MOST_KEPT {
            let id = ObservationId::of(&nth.to_be_bytes());
            looking.kept().insert(id, Look::failed());
        }
        assert_eq!(look(MOST_KEPT), MOST_KEPT);
        assert_eq!(look(1), MOST_KEPT);
        assert_eq!(look(MOST_KEPT + 1), 1);
    }

    #[test]
    fn so_many_neighbors_are_held_together() {
        let pictures: String = (0..MOST_PAIRS + 2)
            .map(|nth| {
                format!("--b\nContent-Type: image/gif\n\nGIF89a\u{7f}\u{7f}\u{7f}\u{7f}{nth}\n")
            })
            .collect();
        let raw = format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{pictures}--b--\n"
        );
        let is_found = |pair: usize| {
            let mut message = reading::read(raw.as_bytes(), &reading::Limits::default());
            let looking = looking("/nowhere/program");
            let ids: Vec<ObservationId> = message.opaque.iter().map(|part| part.id).collect();
            assert_eq!(ids.len(), MOST_PAIRS + 2);
            for id in &ids {
                let torn = Look {
                    has_torn_code: true,
                    ..Look::default()
                };
                looking.kept().insert(*id, torn);
            }
            for (nth, two) in (1..).zip(ids.windows(2)) {
                let codes = if nth == pair {
                    vec!["https://e.example/".to_owned()]
                } else {
                    Vec::new()
                };
                for both in [[two[0], two[1]], [two[1], two[0]]] {
                    let look = Look {
                        codes: codes.clone(),
                        ..Look::default()
                    };
                    let both = both.map(|id| *id.as_bytes()).concat();
                    looking.kept().insert(ObservationId::of(&both), look);
                }
            }
            looking.fill(&mut message, &mut Budget::default());
            !message.links.is_empty()
        };
        assert!(is_found(MOST_PAIRS));
        assert!(!is_found(MOST_PAIRS + 1));
    }

    #[test]
    fn a_question_is_only_so_long() {
        let said = |length: usize| {
            let length = u32::try_from(length).expect("small").to_be_bytes();
            serve_looks(&length[..], Vec::new(), |_| {}, || Duration::ZERO)
                .expect_err("nothing follows")
                .kind()
        };
        assert_eq!(said(LONGEST_QUESTION), io::ErrorKind::UnexpectedEof);
        assert_eq!(said(LONGEST_QUESTION + 1), io::ErrorKind::InvalidData);
    }
}
