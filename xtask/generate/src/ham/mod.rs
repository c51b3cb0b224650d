//! Legitimate mail of many kinds: none of it is fake, much of it names a brand.

mod about;
mod brands;
mod cards;
mod names;
mod people;
mod prizes;
mod senders;
mod services;
mod shops;
mod travels;

use anyhow::{Context, Result};

use crate::Files;
use crate::clock::Moment;
use crate::dkim::Keys;
use crate::draft::{Draft, Says};
use crate::people::{Person, person};
use crate::post::Post;
use crate::random::Random;
use crate::zone::Zone;

/// What a kind of mail is written from.
pub(crate) struct Case<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) to: &'a Person,
    pub(crate) when: Moment,
}

impl Case<'_> {
    /// One of `choices`.
    pub(crate) fn pick<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        self.random.pick(choices)
    }
}

type Kind = fn(&mut Case<'_>) -> Draft;

fn kinds() -> Vec<Kind> {
    // The groups are dealt out in turn, so that a small set has some of each.
    let groups: [&[Kind]; 9] = [
        brands::KINDS,
        cards::KINDS,
        about::KINDS,
        shops::KINDS,
        prizes::KINDS,
        names::KINDS,
        people::KINDS,
        services::KINDS,
        travels::KINDS,
    ];
    let longest = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let mut all = Vec::new();
    for turn in 0..longest {
        all.extend(groups.iter().filter_map(|group| group.get(turn).copied()));
    }
    all
}

/// The files: `count` mails, their manifest and their DNS answers.
pub(crate) fn files(count: usize, seed: u64) -> Result<Files> {
    let mut files = Vec::new();
    let keys = Keys::load()?;
    let kinds = kinds();
    let mut zone = Zone::default();
    let mut rows = String::from("file\tkind\tbrand\tclaims_brand\tsigned\ttravelled\tnote\n");
    for index in 0..count {
        let mut random = Random::for_item(seed, index);
        let to = person(&mut random);
        let when = Moment::at(random.below(6 * 86_400) as u64);
        let kind = kinds
            .get(index % kinds.len())
            .context("there is at least one kind")?;
        let draft = kind(&mut Case {
            random: &mut random,
            to: &to,
            when,
        });
        let mut post = Post {
            keys: &keys,
            zone: &mut zone,
            random: &mut random,
            to: &to,
            when,
        };
        let fate = post.fate(&draft);
        let arrived = post.send(&draft, fate)?;
        let file = format!("{:04}-{}.eml", index + 1, draft.kind);
        let claims = if draft.says == Says::From {
            "yes"
        } else {
            "no"
        };
        let travelled = if arrived.has_travelled { "yes" } else { "no" };
        let fate = match arrived.fate {
            crate::post::Fate::Direct => "",
            crate::post::Fate::Forwarded => "passed on by an alumni address; ",
            crate::post::Fate::List => "went through a family mailing list; ",
            crate::post::Fate::KeyGone => "key since rotated; ",
            crate::post::Fate::Saved => "saved without its trace; ",
        };
        let note = format!("{fate}{}", draft.note);
        rows.push_str(&format!(
            "{file}\t{}\t{}\t{claims}\t{}\t{travelled}\t{}\n",
            draft.kind,
            draft.brand,
            arrived.signed,
            note.trim_end_matches("; ")
        ));
        files.push((file, arrived.bytes));
    }
    files.push(("manifest.tsv".to_owned(), rows.into_bytes()));
    files.push(("dns.json".to_owned(), zone.document()?.into_bytes()));
    Ok(files)
}
