//! Children: processes of our own that answer one question after the other, and may die of one.

use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How children are started, and how long and how much they may answer.
#[derive(Clone, Debug)]
pub struct ChildSettings {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The names and values of its whole environment.
    pub environment: &'static [(&'static str, &'static str)],
    /// How long one answer may take.
    pub patience: Duration,
    /// Octets of the longest answer that is taken.
    pub longest_answer: usize,
}

/// Why there is no answer; the next question is asked of a new child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChildError {
    /// The program cannot be started; usually it is gone, or the system allows no more processes.
    #[error("a child process cannot be started")]
    NotStarted,
    /// It ended before it answered; usually a limit that it set itself.
    #[error("the child process ended without an answer")]
    Died,
    /// It took too long and was killed.
    #[error("the child process took too long")]
    TimedOut,
    /// Its answer is longer than is taken, and it was killed.
    #[error("the child process answered too much")]
    TooLong,
}

/// A door to children of one program; shared by threads, each of which has a child to itself while it asks.
///
/// A question and an answer are octets behind their number (four octets, the highest first), on the child's
/// standard input and output. A child gets no environment but what the settings name, and no other open file.
#[derive(Debug)]
pub struct ChildDoor {
    settings: ChildSettings,
    idle: Mutex<Vec<Running>>,
}

impl ChildDoor {
    pub(crate) fn open(settings: ChildSettings) -> Self {
        Self {
            settings,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Asks one question and waits for its answer, within the limits.
    ///
    /// # Errors
    /// [`ChildError`], where there is no answer.
    pub fn ask(&self, question: Vec<u8>) -> Result<Vec<u8>, ChildError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let running = match idle {
            Some(running) => running,
            None => Running::start(&self.settings).map_err(|_| ChildError::NotStarted)?,
        };
        let answer = running.ask(question, self.settings.patience)?;
        // Only a child that answered is asked again; dropping any other one kills it.
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(running);
        Ok(answer)
    }
}

/// A child, and the thread that speaks with it: writing and reading may wait for ever, and killing ends both.
#[derive(Debug)]
struct Running {
    child: Child,
    questions: Option<Sender<Vec<u8>>>,
    answers: Receiver<Result<Vec<u8>, ChildError>>,
}

impl Running {
    fn start(settings: &ChildSettings) -> io::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "child processes are started in this room alone"
        )]
        let mut command = Command::new(&settings.program);
        let mut child = command
            .args(&settings.arguments)
            .env_clear()
            .envs(settings.environment.iter().copied())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (questions, asked) = channel::<Vec<u8>>();
        let (answer, answers) = channel();
        let longest = settings.longest_answer;
        std::thread::Builder::new()
            .name(String::from("child"))
            .spawn(move || {
                for question in asked {
                    let said = speak(&mut input, &mut output, &question, longest);
                    let is_over = said.is_err();
                    if answer.send(said).is_err() || is_over {
                        return;
                    }
                }
            })?;
        Ok(Self {
            child,
            questions: Some(questions),
            answers,
        })
    }

    fn ask(&self, question: Vec<u8>, patience: Duration) -> Result<Vec<u8>, ChildError> {
        self.questions
            .as_ref()
            .and_then(|questions| questions.send(question).ok())
            .ok_or(ChildError::Died)?;
        match self.answers.recv_timeout(patience) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(ChildError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(ChildError::Died),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.questions = None;
        // It may have ended by itself; waiting leaves no dead process behind in either case.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn speak(
    input: &mut impl io::Write,
    output: &mut impl io::Read,
    question: &[u8],
    longest: usize,
) -> Result<Vec<u8>, ChildError> {
    let died = |_| ChildError::Died;
    let length = u32::try_from(question.len()).map_err(|_| ChildError::TooLong)?;
    input.write_all(&length.to_be_bytes()).map_err(died)?;
    input.write_all(question).map_err(died)?;
    input.flush().map_err(died)?;
    let mut length = [0; 4];
    output.read_exact(&mut length).map_err(died)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > longest {
        return Err(ChildError::TooLong);
    }
    let mut answer = vec![0; length];
    output.read_exact(&mut answer).map_err(died)?;
    Ok(answer)
}
