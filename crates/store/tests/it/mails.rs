//! Mails found by their words, on both engines.

use std::collections::BTreeSet;

use store::{Forget, MailMark, MailWord, Store};

use crate::made::{at, batch, hanako, mail, person};

fn word(word: &str) -> MailWord {
    MailWord::of(&person(), word)
}

/// Lists all that is not listed yet: each mail under `all`, every third under `third`, every fifth under `fifth`.
async fn list_all(store: &Store) -> usize {
    let mut listed = 0;
    loop {
        let some = store.unlisted(300).await.unwrap();
        if some.is_empty() {
            return listed;
        }
        listed += some.len();
        let listing: Vec<_> = some
            .into_iter()
            .map(|mail| {
                let number: u32 = mail
                    .kept
                    .content
                    .bytes()
                    .filter(u8::is_ascii_digit)
                    .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
                let mut words = vec![word("all")];
                if number.is_multiple_of(3) {
                    words.push(word("third"));
                }
                if number.is_multiple_of(5) {
                    words.push(word("fifth"));
                }
                // More words than go in at once.
                words.extend((0..9).map(|n| word(&format!("{number}-{n}"))));
                (mail, words)
            })
            .collect();
        store.list(&listing).await.unwrap();
    }
}

/// All mails with these words, page by page.
async fn pages(store: &Store, words: &[&str], limit: u32) -> Vec<String> {
    let words: Vec<MailWord> = words.iter().map(|it| word(it)).collect();
    let (mut after, mut found): (Option<MailMark>, _) = (None, Vec::new());
    loop {
        let page = store.mails(&person(), &words, after, limit).await.unwrap();
        assert!(page.mails.len() <= limit as usize);
        found.extend(page.mails.into_iter().map(|(_, kept)| kept.content));
        let Some(rest) = page.rest else {
            return found;
        };
        assert!(after.is_none_or(|before| rest < before), "it goes on");
        let said = rest.to_string();
        assert_eq!(MailMark::parse(&said), Some(rest));
        after = Some(rest);
    }
}

pub(crate) async fn mails_are_found_by_all_their_words(store: Store) -> String {
    let mut seen = batch(10);
    for n in 0..900 {
        // Four at each moment, so that the moment alone does not tell them apart.
        seen.observations.push(mail(&format!("m{n}"), n / 4));
    }
    store.commit(&seen).await.unwrap();
    store.commit(&seen).await.unwrap();
    // Without words all are there before any is listed.
    assert_eq!(pages(&store, &[], 70).await.len(), 900);
    assert_eq!(pages(&store, &["all"], 70).await.len(), 0);
    assert_eq!(list_all(&store).await, 900);
    let all = pages(&store, &[], 70).await;
    assert_eq!(pages(&store, &["all"], 70).await, all);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 900);
    for limit in [1, 7, 1000] {
        let both = pages(&store, &["third", "all", "fifth"], limit).await;
        assert_eq!(both.len(), 60, "{limit}");
        assert_eq!(both[0], r#"{"name":"m885"}"#);
    }
    assert_eq!(pages(&store, &["77-8"], 5).await, [r#"{"name":"m77"}"#]);
    assert_eq!(pages(&store, &["third", "77-8"], 5).await.len(), 0);
    let stranger = MailWord::of(&facts::PersonId("taro".into()), "all");
    let theirs = store.mails(&person(), &[stranger], None, 5).await.unwrap();
    assert!(theirs.mails.is_empty() && theirs.rest.is_none());
    let forget = Forget::Before {
        person: person(),
        instant: at(100),
    };
    store.forget(&forget).await.unwrap();
    assert_eq!(pages(&store, &["all"], 70).await.len(), 500);
    // The numbers of what was forgotten may be given anew.
    store.forget(&Forget::Account(hanako())).await.unwrap();
    let mut again = batch(10);
    again.observations.push(mail("m1", 1));
    store.commit(&again).await.unwrap();
    assert_eq!(pages(&store, &["all"], 70).await.len(), 0);
    assert_eq!(list_all(&store).await, 1);
    format!("{all:?}")
}

/// Two words that many mails have and none has both: a page ends after so much reading, and goes on.
pub(crate) async fn words_that_never_meet_end_a_page_early(store: Store) -> String {
    let mut seen = batch(10);
    for n in 0..2_000 {
        seen.observations.push(mail(&format!("m{n}"), n));
    }
    store.commit(&seen).await.unwrap();
    let some = store.unlisted(5_000).await.unwrap();
    let words: Vec<MailWord> = (0..300).map(|n| word(&n.to_string())).collect();
    let listing: Vec<_> = some
        .into_iter()
        .enumerate()
        .map(|(n, mail)| {
            (
                mail,
                if n == 0 {
                    words.clone()
                } else {
                    vec![word("0")]
                },
            )
        })
        .collect();
    store.list(&listing).await.unwrap();
    // As many words as there are reads for a page.
    let page = store.mails(&person(), &words, None, 5).await.unwrap();
    assert!(page.mails.is_empty());
    let rest = page.rest.expect("it goes on");
    format!("{rest}")
}
