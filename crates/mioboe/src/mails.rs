//! The mails that were judged: searched, and each with what is known of it.

use std::collections::BTreeSet;

use facts::{
    AccountId, Answer, BrandId, Instant, ObservationId, ObservationKind, PersonId, Source, Thing,
    Verdict,
};
use store::{Error, Kept, MailMark, MailWord, Owner, Placement, QuestionId, Store};

use crate::keep::MailNote;
use crate::review::Card;

/// Words under which one mail is listed; a subject of more is found by its first ones.
const MOST_WORDS: usize = 64;
/// Words that a search is made of; what it says beyond them is not looked at.
const MOST_ASKED: usize = 8;
/// Characters of a mail's fields that are read for words, and of a search.
const MOST_CHARACTERS: usize = 1_000;
/// Mails that are listed in one transaction.
const LISTED: u32 = 500;
/// Pages of the index that are passed over in one search, where words stand in mails but not side by side.
const ROUNDS: usize = 20;

/// What is looked for among the mails; nothing of it means all.
#[derive(Clone, Debug, Default)]
pub struct MailSearch {
    /// Words of the subject or the sender, all of which a mail must have.
    pub words: String,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// The brand that it comes from or claims to.
    pub brand: Option<BrandId>,
}

/// A mail that was judged.
#[derive(Clone, Debug)]
pub struct MailLine {
    /// The mail.
    pub id: ObservationId,
    /// The account that it came through.
    pub account: AccountId,
    /// When it arrived, as far as that is known.
    pub moment: Instant,
    /// When it reached us.
    pub taken: Instant,
    /// Where it was found first.
    pub source: Source,
    /// What is kept of it.
    pub note: MailNote,
}

impl MailLine {
    fn of(kept: Kept, person: &PersonId) -> Option<Self> {
        let seen = kept.observation;
        (seen.kind == ObservationKind::Mail && seen.person.as_ref() == Some(person)).then(|| Self {
            id: seen.id,
            account: seen.account.unwrap_or_else(|| AccountId("".into())),
            moment: kept.moment,
            taken: seen.taken,
            source: seen.source,
            note: serde_json::from_str(&kept.content).unwrap_or_default(),
        })
    }
}

/// A page of mails.
#[derive(Clone, Debug, Default)]
pub struct MailPage {
    /// The mails, newest first.
    pub mails: Vec<MailLine>,
    /// Where to go on, where there may be more.
    pub rest: Option<MailMark>,
}

/// A mail with what is known of it.
#[derive(Clone, Debug)]
pub struct MailStory {
    /// The mail.
    pub line: MailLine,
    /// Where it lies and lay in its mailbox.
    pub placements: Vec<Placement>,
    /// The questions that it belongs to, each with the answer that counts.
    pub questions: Vec<(Card, Option<Answer>)>,
}

/// Lists some of the mails that are kept and not listed yet; says whether there may be more.
///
/// # Errors
/// Whatever the store says; so for every call below.
pub async fn list_mails(store: &Store) -> Result<bool, Error> {
    let unlisted = store.unlisted(LISTED).await?;
    let has_more = unlisted.len() >= LISTED as usize;
    let listing: Vec<_> = unlisted
        .into_iter()
        .map(|mail| {
            let person = mail.kept.observation.person.clone();
            let person = person.unwrap_or_else(|| PersonId("".into()));
            let words = words_of(&person, &mail.kept.content);
            (mail, words)
        })
        .collect();
    store.list(&listing).await?;
    Ok(has_more)
}

/// The mails that were looked for, newest first: at most `limit`, from `after` on.
///
/// A page may hold fewer and still have a rest, where the search was a long one.
///
/// # Errors
/// Whatever the store says.
pub async fn mails(
    store: &Store,
    person: &PersonId,
    search: &MailSearch,
    mut after: Option<MailMark>,
    limit: u32,
) -> Result<MailPage, Error> {
    let asked: String = search.words.chars().take(MOST_CHARACTERS).collect();
    let asked = pieces(&asked);
    let mut words: Vec<MailWord> =
        facets(search.verdict.map(Verdict::as_str), search.brand.as_ref())
            .map(|facet| MailWord::of(person, &facet))
            .collect();
    let listed: BTreeSet<String> = asked.iter().flat_map(|piece| parts(piece)).collect();
    words.extend(
        listed
            .iter()
            .take(MOST_ASKED)
            .map(|word| MailWord::of(person, word)),
    );
    let mut page = MailPage::default();
    for _ in 0..ROUNDS {
        let left = (limit as usize).saturating_sub(page.mails.len());
        let Ok(left @ 1..) = u32::try_from(left) else {
            break;
        };
        let found = store.mails(person, &words, after, left).await?;
        // The store gave the search up for this page: it was a long one already.
        let is_early = found.mails.len() < left as usize;
        let lines = found
            .mails
            .into_iter()
            .filter_map(|(_, kept)| MailLine::of(kept, person))
            .filter(|line| asked.is_empty() || has_all(&line.note, &asked));
        page.mails.extend(lines);
        page.rest = found.rest;
        after = found.rest;
        if found.rest.is_none() || is_early {
            break;
        }
    }
    Ok(page)
}

/// One mail with what is known of it.
///
/// # Errors
/// Whatever the store says.
pub async fn mail(
    store: &Store,
    owner: &Owner,
    id: &ObservationId,
) -> Result<Option<MailStory>, Error> {
    let kept = store.observation(owner, id).await?;
    let Some(line) = kept.and_then(|kept| MailLine::of(kept, &owner.person)) else {
        return Ok(None);
    };
    let brand = line.note.brand.as_deref().unwrap_or_default();
    let orders = line.note.orders.iter().map(|number| Thing::Order {
        brand: BrandId(brand.into()),
        number: number.as_str().into(),
    });
    let mut questions = Vec::new();
    for thing in std::iter::once(Thing::Mail(*id)).chain(orders) {
        let asked = store
            .question(&QuestionId::of(&owner.person, &thing))
            .await?;
        if let Some(asked) = asked {
            let given = store.answer_of(&owner.person, &thing).await?;
            questions.push((Card::of(asked), given.map(|given| given.answer)));
        }
    }
    Ok(Some(MailStory {
        placements: store.placements(owner, id).await?,
        line,
        questions,
    }))
}

/// What a mail is listed under besides its words.
fn facets(verdict: Option<&str>, brand: Option<&BrandId>) -> impl Iterator<Item = String> {
    let verdict = verdict.map(|verdict| format!("verdict:{verdict}"));
    let brand = brand.map(|brand| format!("brand:{}", brand.as_str()));
    verdict.into_iter().chain(brand)
}

fn words_of(person: &PersonId, content: &str) -> Vec<MailWord> {
    let note: MailNote = serde_json::from_str(content).unwrap_or_default();
    let brand = note.brand.as_deref().map(|brand| BrandId(brand.into()));
    let verdict = Some(note.verdict.as_str()).filter(|verdict| !verdict.is_empty());
    let mut words: BTreeSet<String> = BTreeSet::new();
    for piece in pieces(&spoken(&note)) {
        for part in parts(&piece) {
            if words.len() < MOST_WORDS {
                words.insert(part);
            }
        }
    }
    facets(verdict, brand.as_ref())
        .chain(words)
        .map(|word| MailWord::of(person, &word))
        .collect()
}

/// What of a mail is searched.
fn spoken(note: &MailNote) -> String {
    let whole = format!(
        "{} {} {}",
        note.subject,
        note.from,
        note.sender.as_deref().unwrap_or_default()
    );
    whole.chars().take(MOST_CHARACTERS).collect()
}

fn has_all(note: &MailNote, asked: &[String]) -> bool {
    let spoken = pieces(&spoken(note));
    let has = |piece: &String| {
        if is_run_together(piece) {
            spoken.iter().any(|it| it.contains(piece.as_str()))
        } else {
            spoken.contains(piece)
        }
    };
    asked.iter().all(has)
}

/// The words of a text, in small letters: what is written with spaces, and runs of what is written without.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<bool> = None;
    for letter in text.chars().map(narrow).flat_map(char::to_lowercase) {
        let kind = letter.is_alphanumeric().then(|| is_dense(letter));
        match (kind, pieces.last_mut()) {
            (Some(_), Some(last)) if kind == before => last.push(letter),
            (Some(_), _) => pieces.push(letter.to_string()),
            (None, _) => {}
        }
        before = kind;
    }
    pieces
}

/// Under what a word is listed: itself; of a run without spaces every two letters side by side.
fn parts(piece: &str) -> Vec<String> {
    if !is_run_together(piece) {
        return vec![piece.to_owned()];
    }
    let letters: Vec<char> = piece.chars().collect();
    if let [letter] = letters.as_slice() {
        return vec![letter.to_string()];
    }
    let pairs = letters.windows(2).map(|pair| pair.iter().collect());
    pairs.collect()
}

fn is_run_together(piece: &str) -> bool {
    piece.chars().next().is_some_and(is_dense)
}

/// Whether a letter is of a script that sets no spaces between words.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Letters and digits of full width as they are typed on any keyboard.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_apart_as_they_are_written() {
        for (text, expected) in [
            ("Your Ｏｒｄｅｒ #12-3", vec!["your", "order", "12", "3"]),
            (
                "【重要】ご注文の確認 Shop",
                vec!["重要", "ご注文の確認", "shop"],
            ),
            (
                "no-reply@mail.shop.example",
                vec!["no", "reply", "mail", "shop", "example"],
            ),
            ("ギフト券30000円", vec!["ギフト券", "30000", "円"]),
            ("…!?", vec![]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
        assert_eq!(parts("ご注文"), ["ご注", "注文"]);
        assert_eq!(parts("券"), ["券"]);
        assert_eq!(parts("order"), ["order"]);
    }

    #[test]
    fn a_long_subject_is_listed_by_its_first_words() {
        let person = PersonId("me".into());
        let listed = |subject: &str| {
            let note = MailNote {
                subject: subject.to_owned(),
                ..MailNote::default()
            };
            words_of(&person, &crate::keep::json(&note))
        };
        let many: String = (0..500).map(|n| format!("w{n} ")).collect();
        assert_eq!(listed(&many).len(), MOST_WORDS);
        assert!(listed(&many).contains(&MailWord::of(&person, "w0")));
        let late = format!("{} late", "-".repeat(MOST_CHARACTERS));
        assert!(!listed(&late).contains(&MailWord::of(&person, "late")));
        assert!(listed("- late").contains(&MailWord::of(&person, "late")));
    }

    #[test]
    fn a_search_of_many_words_still_wants_all_of_them() {
        let note = MailNote {
            subject: (0..MOST_ASKED + 3).map(|n| format!("w{n} ")).collect(),
            ..MailNote::default()
        };
        let all = pieces(&note.subject);
        assert!(has_all(&note, &all) && all.len() > MOST_ASKED);
        let more: Vec<String> = all.iter().cloned().chain(["other".to_owned()]).collect();
        assert!(!has_all(&note, &more));
    }

    #[test]
    fn a_run_is_found_whole_and_not_by_its_pairs_alone() {
        let note = |subject: &str| MailNote {
            subject: subject.to_owned(),
            ..MailNote::default()
        };
        let asked = pieces("ギフト");
        assert!(has_all(&note("電子ギフト券"), &asked));
        assert!(!has_all(&note("ギフ、フト"), &asked));
        assert!(!has_all(&note("orders"), &pieces("order")));
    }
}
