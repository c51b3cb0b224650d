//! `mioboe review`: 身に覚えがありますか, one question at a time.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, IsTerminal as _};

use facts::{Answer, Finding, Notice};
use mioboe::{Card, ReviewError, Runner, Store};
use words::{Form, Language, Value, label, label_with};

use crate::args::Review;
use crate::brands::Named;
use crate::check::{Outcome, tell_refused};
use crate::home::Home;
use crate::terminal::Terminal;

/// Questions that are fetched at once.
const PAGE: u32 = 50;

/// Runs the command.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn run(
    args: &Review,
    language: Language,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let home = match Home::find(&args.household) {
        Ok(home) => home,
        Err(refused) => {
            tell_refused(&refused, language, terminal);
            return Ok(Outcome::Failed);
        }
    };
    if home.unmade().is_some() {
        terminal.tell(&label(language, "review-nothing-kept"));
        return Ok(if args.answer.is_some() {
            Outcome::Failed
        } else {
            Outcome::Nothing
        });
    }
    Runner::new()?.run(async {
        let store = match home.open().await {
            Ok(store) => store,
            Err(error) => {
                tell_refused(&home.refused(&error), language, terminal);
                return Ok(Outcome::Failed);
            }
        };
        let mut desk = Desk {
            home: &home,
            store: &store,
            language,
            terminal,
            is_json: args.json,
            named: Named::new(),
        };
        let done = match args.answer.as_deref() {
            Some([id, word]) => desk.answer(id, word).await,
            _ if args.list || !io::stdin().is_terminal() => desk.list(args.limit).await,
            _ => desk.ask().await,
        };
        store.close().await;
        match done {
            Ok(outcome) => Ok(outcome),
            Err(Stopped::Output(error)) => Err(error),
            Err(Stopped::Review(ReviewError::Store(error))) => {
                tell_refused(&home.refused(&error), language, terminal);
                Ok(Outcome::Failed)
            }
            Err(Stopped::Review(error)) => {
                let (id, prefix) = match &error {
                    ReviewError::Several(prefix) => ("review-several", prefix.as_str()),
                    ReviewError::Unknown(prefix) => ("review-unknown", prefix.as_str()),
                    _ => ("review-unknown", ""),
                };
                terminal.tell(&label_with(language, id, &[("id", Value::Text(prefix))]));
                Ok(Outcome::Failed)
            }
        }
    })
}

/// Why the command stopped early.
enum Stopped {
    Output(io::Error),
    Review(ReviewError),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<ReviewError> for Stopped {
    fn from(error: ReviewError) -> Self {
        Self::Review(error)
    }
}

impl From<mioboe::StoreError> for Stopped {
    fn from(error: mioboe::StoreError) -> Self {
        Self::Review(error.into())
    }
}

/// What a person can type at a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    Answer(Answer),
    Undo,
    Later,
    End,
}

impl Typed {
    /// What can be typed, with the list of words for it in `data/words`.
    const ALL: [(&'static str, Self); 7] = [
        ("typed-mine", Self::Answer(Answer::Mine)),
        ("typed-not-mine", Self::Answer(Answer::NotMine)),
        ("typed-unsure", Self::Answer(Answer::Unsure)),
        ("typed-wrong", Self::Answer(Answer::Wrong)),
        ("typed-undo", Self::Undo),
        ("typed-later", Self::Later),
        ("typed-end", Self::End),
    ];

    /// Reads a letter or word of any language; an empty line is "later", and anything unknown is `None`.
    fn parse(line: &str) -> Option<Self> {
        let typed = line.trim().to_lowercase();
        if typed.is_empty() {
            return Some(Self::Later);
        }
        let is_typed = |id: &str| {
            Language::ALL.into_iter().any(|language| {
                label(language, id)
                    .split_whitespace()
                    .any(|word| word == typed)
            })
        };
        Self::ALL
            .into_iter()
            .find(|(id, _)| is_typed(id))
            .map(|(_, typed)| typed)
    }
}

struct Desk<'a> {
    home: &'a Home,
    store: &'a Store,
    language: Language,
    terminal: &'a mut Terminal,
    is_json: bool,
    named: Named,
}

impl Desk<'_> {
    async fn list(&mut self, limit: u32) -> Result<Outcome, Stopped> {
        let person = &self.home.config.person;
        let cards = mioboe::open_questions(self.store, person, limit, None).await?;
        for card in &cards {
            if self.is_json {
                let line = self.json(card);
                self.terminal.line(&line)?;
            } else {
                let line = self.row(card);
                self.terminal.line(&line)?;
            }
        }
        if cards.is_empty() && !self.is_json {
            self.terminal.tell(&label(self.language, "review-none"));
        }
        let beside = mioboe::unasked_findings(self.store, person).await?;
        if !beside.is_empty() {
            let heading = label(self.language, "review-beside");
            if !self.is_json {
                self.terminal.line(&heading)?;
            }
            for finding in &beside {
                let said = words::say(self.language, finding, Form::Mail, &self.named);
                if self.is_json {
                    // A line of data is a question; this is none.
                    self.terminal.tell(&said.headline);
                } else {
                    self.terminal.line(&format!("  {}", said.headline))?;
                }
            }
        }
        Ok(if cards.is_empty() {
            Outcome::Nothing
        } else {
            Outcome::Found
        })
    }

    async fn answer(&mut self, id: &str, word: &str) -> Result<Outcome, Stopped> {
        let answer = match word {
            "yes" => Answer::Mine,
            "no" => Answer::NotMine,
            "unsure" => Answer::Unsure,
            "wrong" => Answer::Wrong,
            "undo" => Answer::Withdrawn,
            _ => {
                let values = [("word", Value::Text(word))];
                self.terminal
                    .tell(&label_with(self.language, "review-no-answer", &values));
                return Ok(Outcome::Failed);
            }
        };
        let person = &self.home.config.person;
        let card = mioboe::find_question(self.store, person, id).await?;
        mioboe::answer(self.store, &card, answer, mioboe::now()).await?;
        if self.is_json {
            let line = words::answer_line(card.asked.id.as_str(), answer);
            self.terminal.line(&line)?;
        } else {
            self.confirm(answer);
        }
        Ok(Outcome::Nothing)
    }

    /// Asks one question after another, until there is none or the person has enough.
    async fn ask(&mut self) -> Result<Outcome, Stopped> {
        let person = &self.home.config.person;
        let mut answered: Vec<Card> = Vec::new();
        let mut waiting: VecDeque<Card> = VecDeque::new();
        let mut after = None;
        let mut lines = io::stdin().lock().lines();
        loop {
            if waiting.is_empty() {
                let page = mioboe::open_questions(self.store, person, PAGE, after.as_ref());
                waiting.extend(page.await?);
                after = waiting.back().map(|card| card.asked.mark());
            }
            let Some(card) = waiting.pop_front() else {
                break;
            };
            let shown = self.whole(&card);
            self.terminal.write(&shown)?;
            match self.typed(&mut lines)? {
                Typed::Answer(answer) => {
                    mioboe::answer(self.store, &card, answer, mioboe::now()).await?;
                    self.confirm(answer);
                    answered.push(card);
                }
                Typed::Undo => {
                    waiting.push_front(card);
                    if let Some(last) = answered.pop() {
                        let withdrawn = Answer::Withdrawn;
                        mioboe::answer(self.store, &last, withdrawn, mioboe::now()).await?;
                        self.confirm(withdrawn);
                        // It is asked again at once.
                        waiting.push_front(last);
                    } else {
                        self.terminal
                            .tell(&label(self.language, "review-nothing-to-undo"));
                    }
                }
                Typed::Later => {}
                Typed::End => break,
            }
        }
        let left = mioboe::open_questions(self.store, person, 1, None).await?;
        let (id, outcome) = if left.is_empty() {
            ("review-none", Outcome::Nothing)
        } else {
            ("review-left", Outcome::Found)
        };
        self.terminal.tell(&label(self.language, id));
        Ok(outcome)
    }

    /// What the person types, asked for until it is understood; an input that ends is an end.
    fn typed(&mut self, lines: &mut impl Iterator<Item = io::Result<String>>) -> io::Result<Typed> {
        loop {
            self.terminal.tell(&label(self.language, "review-prompt"));
            self.terminal.flush()?;
            let Some(line) = lines.next() else {
                return Ok(Typed::End);
            };
            if let Some(typed) = Typed::parse(&line?) {
                return Ok(typed);
            }
            self.terminal
                .tell(&label(self.language, "review-not-understood"));
        }
    }

    fn confirm(&mut self, answer: Answer) {
        let id = format!("answer-{}", answer.as_str());
        self.terminal.tell(&label(self.language, &id));
    }

    /// What a notice tells, in the words of the language.
    fn kind(&self, notice: &Notice) -> String {
        label(
            self.language,
            &format!("notice-kind-{}", notice.kind.as_str()),
        )
    }

    /// One line: name, day, brand, what, how much.
    fn row(&self, card: &Card) -> String {
        let short: String = card.asked.id.as_str().chars().take(8).collect();
        let Some(notice) = card.leading() else {
            if let (None, Some(mail)) = (&card.filters, card.mails.first()) {
                let values = [
                    ("id", Value::Text(&short)),
                    ("day", Value::Day(card.asked.question.day)),
                    ("sender", Value::Text(&mail.sender)),
                    ("subject", Value::Text(&mail.subject)),
                ];
                return label_with(self.language, "review-row-mail", &values);
            }
            let rules = card.filters.as_ref();
            let values = [
                ("id", Value::Text(&short)),
                ("day", Value::Day(card.asked.question.day)),
                ("name", Value::Text(rules.map_or("", |rules| &rules.name))),
            ];
            return label_with(self.language, "review-row-filters", &values);
        };
        let sum = card.sum().map(words::say_money).unwrap_or_default();
        let brand = self.named.of(&notice.brand, self.language);
        let kind = self.kind(notice);
        let values = [
            ("id", Value::Text(&short)),
            ("day", Value::Day(card.asked.question.day)),
            ("brand", Value::Text(&brand)),
            ("kind", Value::Text(&kind)),
            ("sum", Value::Text(&sum)),
        ];
        label_with(self.language, "review-row", &values)
            .trim_end()
            .to_owned()
    }

    /// The whole question: what was seen, when, and how we know.
    fn whole(&self, card: &Card) -> String {
        let mut text = format!("\n{}\n", self.row(card));
        let mut add = |id: &str, value: &str| {
            if !value.is_empty() {
                let line = label_with(self.language, id, &[("value", Value::Text(value))]);
                text.push_str(&format!("  {line}\n"));
            }
        };
        if let Some(notice) = card.leading() {
            let orders: Vec<&str> = notice.orders.iter().map(|order| order.as_str()).collect();
            add("review-order", &orders.join(", "));
            for item in notice.items.iter().take(5) {
                add("review-item", &item.title);
            }
            let recipient = notice.recipient.as_ref().map(ToString::to_string);
            add("review-recipient", &recipient.unwrap_or_default());
            add("review-merchant", notice.merchant.as_deref().unwrap_or(""));
            add(
                "review-card",
                notice.card.as_ref().map_or("", |card| card.as_str()),
            );
            add("review-place", notice.place.as_deref().unwrap_or(""));
            add("review-device", notice.device.as_deref().unwrap_or(""));
            let ip = notice.ip.map(|ip| ip.to_string()).unwrap_or_default();
            add("review-ip", &ip);
            if notice.is_unverified() {
                add("review-unverified", notice.brand.as_str());
            }
        }
        if let Some(mail) = card.mails.first() {
            add("review-subject", &mail.subject);
            add("review-proven", &mail.sender);
            add("review-account", &mail.account);
        }
        text.push_str(&self.reasons(&card.findings));
        text
    }

    /// Why it is asked, beyond what the notice itself says.
    fn reasons(&self, findings: &[Finding]) -> String {
        if findings.is_empty() {
            return String::new();
        }
        let mut text = format!("  {}\n", label(self.language, "review-why"));
        for finding in findings {
            let said = words::say(self.language, finding, Form::Mail, &self.named);
            text.push_str(&format!("  - {}\n", said.headline));
            for more in [said.why, said.what_to_do, said.limit] {
                if !more.is_empty() {
                    text.push_str(&format!("    {more}\n"));
                }
            }
        }
        text
    }

    fn json(&self, card: &Card) -> String {
        words::question_line(&words::QuestionLine {
            id: card.asked.id.as_str(),
            thing: &card.asked.question.thing.key(),
            moment: card.asked.question.moment,
            kind: card.kind(),
            brand: card.brand(),
            sum: card.sum(),
            account: card.mails.first().map_or("", |mail| mail.account.as_str()),
            subject: match (&card.filters, card.mails.first()) {
                (Some(rules), _) => &rules.name,
                (None, Some(mail)) => &mail.subject,
                (None, None) => "",
            },
            sender: card.mails.first().map_or("", |mail| mail.sender.as_str()),
            orders: card.leading().map_or(&[], |notice| &notice.orders),
            mails: card.mails.len() as u64,
            findings: &card.findings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_typed_in_either_language() {
        struct Case {
            line: &'static str,
            typed: Option<Typed>,
        }
        for case in [
            Case {
                line: "y\n",
                typed: Some(Typed::Answer(Answer::Mine)),
            },
            Case {
                line: "はい",
                typed: Some(Typed::Answer(Answer::Mine)),
            },
            Case {
                line: " NO ",
                typed: Some(Typed::Answer(Answer::NotMine)),
            },
            Case {
                line: "いいえ",
                typed: Some(Typed::Answer(Answer::NotMine)),
            },
            Case {
                line: "わからない",
                typed: Some(Typed::Answer(Answer::Unsure)),
            },
            Case {
                line: "戻す",
                typed: Some(Typed::Undo),
            },
            Case {
                line: "",
                typed: Some(Typed::Later),
            },
            Case {
                line: "perhaps",
                typed: None,
            },
        ] {
            assert_eq!(Typed::parse(case.line), case.typed, "{}", case.line);
        }
    }
}
