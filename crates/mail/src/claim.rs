//! Which brand a mail wants the reader to believe it comes from, and where that stands.
//!
//! A mail *about* a brand is not a mail *from* it. The author's name decides first: a brand's name alone or with
//! words such as "support" states the claim; a name that belongs to nobody ("info", "お知らせ") leaves the word to
//! subject and text; the name of somebody else takes it from them.

use std::collections::HashMap;
use std::ops::Range;

use brands::Brands;
use facts::{BrandId, ClaimPlace, Evidence, ObservationId, Place, Quote, SuffixList};
use reading::Message;

use crate::conduct::Seen;
use crate::fold::{Folded, fold};
use crate::lexicon::{Lexicon, Mention};
use crate::verdict::ClaimStrength;
use crate::words::Words;

/// How much text of one mail is judged, all parts together; what lies beyond is a gap.
pub(crate) const JUDGED: usize = 1 << 20;

/// How often a brand's name is looked at in one text before it is clear that it does not speak there.
const TRIES: usize = 250;

/// A claim found, with what it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) brand: BrandId,
    pub(crate) strength: ClaimStrength,
    pub(crate) places: Vec<ClaimPlace>,
    pub(crate) evidence: Vec<Evidence>,
    /// The name as written, where it is disguised.
    pub(crate) disguise: Option<(String, Evidence)>,
    /// What shows the brand's domain while the address is another's.
    pub(crate) shown_address: Option<(String, Evidence)>,
    /// Stated by the address alone, under the name of somebody: a person who works there.
    pub(crate) is_by_person: bool,
    /// The subject speaks of the reader's own account with the brand, of which only the brand knows.
    pub(crate) is_of_readers_account: bool,
    /// A mere mention, taken for a claim because nobody is known to stand behind the author.
    pub(crate) is_weak_bait: bool,
}

impl Found {
    /// A claim that stands in one place.
    pub(crate) fn new(
        brand: BrandId,
        strength: ClaimStrength,
        place: ClaimPlace,
        evidence: Evidence,
    ) -> Self {
        Self {
            strength,
            places: vec![place],
            evidence: vec![evidence],
            ..Self::unplaced(brand)
        }
    }

    fn unplaced(brand: BrandId) -> Self {
        Self {
            brand,
            strength: ClaimStrength::None,
            places: Vec::new(),
            evidence: Vec::new(),
            disguise: None,
            shown_address: None,
            is_by_person: false,
            is_of_readers_account: false,
            is_weak_bait: false,
        }
    }
}

/// Whom the author's name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Nobody: empty, a function, its own address.
    Nobody,
    /// Random letters, which no honest sender has for a name.
    Junk,
    /// A brand.
    Brand,
    /// Somebody else.
    Somebody,
}

/// What the claims are read with.
pub(crate) struct Reader<'a> {
    pub(crate) brands: &'a Brands,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: &'a Words,
    pub(crate) suffixes: &'a SuffixList,
}

/// The claims of one message.
pub(crate) struct Claims {
    pub(crate) found: Vec<Found>,
    /// Brands that name or subject mention without speaking as them; no claim, unless the author is forged.
    pub(crate) mentioned: Vec<Found>,
}

impl Reader<'_> {
    /// All claims of `message`, the deciding one first.
    pub(crate) fn claims(&self, message: &Message, seen: &[Seen<'_>]) -> Claims {
        let mut found = Vec::new();
        let mut identity = Identity::Nobody;
        for mailbox in message.author.mailboxes.iter().take(8) {
            let named = self.read_name(message.id, mailbox, &mut found);
            identity = match (identity, named) {
                (Identity::Brand, _) | (_, Identity::Brand) => Identity::Brand,
                (Identity::Somebody, _) | (_, Identity::Somebody) => Identity::Somebody,
                (Identity::Junk, _) | (_, Identity::Junk) => Identity::Junk,
                _ => Identity::Nobody,
            };
            self.read_address(message.id, mailbox, named, &mut found);
        }
        self.read_subject(message, seen, identity, &mut found);
        self.read_body(message, seen, identity, &mut found);
        self.read_rest(message, identity, &mut found);
        let (mut found, mut mentioned): (Vec<Found>, Vec<Found>) = found
            .into_iter()
            .partition(|claim| claim.strength != ClaimStrength::None);
        mentioned.retain(|claim| {
            claim
                .places
                .iter()
                .any(|p| matches!(p, ClaimPlace::Name | ClaimPlace::Subject))
        });
        // A stated claim before an implied one; among equals the name before the address.
        found.sort_by_key(|claim| {
            (
                std::cmp::Reverse(claim.strength),
                claim.places.first().copied(),
            )
        });
        Claims { found, mentioned }
    }

    fn read_subject(
        &self,
        message: &Message,
        seen: &[Seen<'_>],
        identity: Identity,
        found: &mut Vec<Found>,
    ) {
        let Some(Seen {
            text: subject,
            folded,
            ..
        }) = seen.first()
        else {
            return;
        };
        let mentions = self.lexicon.mentions(subject, folded, self.words);
        let slips = if mentions.is_empty() {
            self.lexicon.slips(subject)
        } else {
            Vec::new()
        };
        for mention in mentions.iter().chain(&slips) {
            let speaks = mention.is_disguised
                || identity == Identity::Junk
                || self.words.service.begins(&folded.text, mention.folded.end)
                || self.words.address.begins(&folded.text, mention.folded.end)
                || leads(subject, &mention.original);
            let offers =
                self.words.offer.begins(&folded.text, mention.folded.end) && !mention.is_disguised;
            let strength =
                if speaks && !offers && (identity != Identity::Somebody || mention.is_disguised) {
                    ClaimStrength::Implied
                } else {
                    ClaimStrength::None
                };
            let evidence = header(
                message.id,
                "Subject",
                message.subject_line,
                subject,
                mention.original.clone(),
            );
            add(
                found,
                mention,
                strength,
                ClaimPlace::Subject,
                evidence,
                subject,
            );
            let is_of_readers_account =
                self.words.yours.ends(
                    &folded.text,
                    blank_before(&folded.text, mention.folded.start),
                ) && (self.words.address.begins(&folded.text, mention.folded.end)
                    || self.words.address.ends(&folded.text, mention.folded.end));
            entry(found, &mention.brand).is_of_readers_account |= is_of_readers_account;
        }
    }

    /// A brand that speaks as itself in the text: greets its customers, or signs with its name and form.
    fn read_body(
        &self,
        message: &Message,
        seen: &[Seen<'_>],
        identity: Identity,
        found: &mut Vec<Found>,
    ) {
        // A short message without a subject speaks in its first line.
        let speaks_first = message.subject.trim().is_empty() && identity != Identity::Somebody;
        let has_stated = found.iter().any(|c| c.strength == ClaimStrength::Stated);
        let texts = seen.iter().skip(1).take(message.texts.len());
        for Seen {
            part,
            text: seen,
            folded,
            ..
        } in texts
        {
            let mut tries: HashMap<BrandId, usize> = HashMap::new();
            for mention in self.lexicon.mentions(seen, folded, self.words) {
                let tried = tries.entry(mention.brand.clone()).or_default();
                *tried += 1;
                let known = found.iter().find(|c| c.brand == mention.brand);
                if *tried > TRIES || known.is_some_and(|c| c.places.contains(&ClaimPlace::Body)) {
                    continue;
                }
                let is_claimed = known.is_some_and(|c| c.strength != ClaimStrength::None);
                let strength = if is_claimed {
                    ClaimStrength::None
                } else if identity == Identity::Somebody && !mention.is_disguised {
                    continue;
                } else {
                    let speaks = self.words.speaks_after(&folded.text, mention.folded.end)
                        || self.signs(seen, &mention)
                        || (speaks_first && self.opens(seen, folded, &mention));
                    if !speaks || (has_stated && !mention.is_disguised) {
                        continue;
                    }
                    ClaimStrength::Implied
                };
                let spot = Evidence {
                    observation: message.id,
                    place: Place::Text {
                        part: part.unwrap_or_default().to_vec(),
                    },
                    quote: line_quote(seen, &mention.original),
                };
                add(found, &mention, strength, ClaimPlace::Body, spot, seen);
            }
        }
    }

    /// Whether the mention's line is a signature: the brand's name with a legal form or a desk, and nothing else.
    fn signs(&self, text: &str, mention: &Mention) -> bool {
        let line_range = line_around(text, &mention.original);
        if line_range.len() > 240 {
            return false;
        }
        let line = &text[line_range];
        let folded = fold(line);
        let mentions = self.lexicon.mentions(line, &folded, self.words);
        mentions.len() == 1
            && !self.rest(line, &folded, &mentions).is_significant
            && self.words.signature.all(&folded.text).next().is_some()
    }

    /// Whether the mention opens the text as a sender's name does.
    fn opens(&self, text: &str, folded: &Folded, mention: &Mention) -> bool {
        let first = text.trim_start().lines().next().unwrap_or_default();
        let start = text.len() - text.trim_start().len();
        mention.original.end <= start + first.len()
            && (self.words.service.begins(&folded.text, mention.folded.end)
                || leads(
                    first,
                    &(mention.original.start.saturating_sub(start)..mention.original.end - start),
                ))
    }

    /// Adds the places in which a brand that is claimed anyway is named too. Where a mail says nothing else, its
    /// pictures and file names speak for it.
    fn read_rest(&self, message: &Message, identity: Identity, found: &mut Vec<Found>) {
        let visible: usize = message
            .texts
            .iter()
            .map(|t| t.seen.chars().filter(|c| c.is_alphanumeric()).count())
            .sum();
        let speaks = found.iter().all(|c| c.strength == ClaimStrength::None)
            && identity != Identity::Somebody;
        let speaks_by_picture = speaks && visible < 80;
        let images = message
            .images
            .iter()
            .map(|i| (ClaimPlace::Image, &i.part, i.alt.as_str()));
        let files = message
            .attachments
            .iter()
            .map(|a| (ClaimPlace::Attachment, &a.part, a.name.as_str()));
        for (kind, part, text) in images.chain(files) {
            if text.is_empty() {
                continue;
            }
            let folded = fold(cut(text, 1024));
            for mention in self.lexicon.mentions(cut(text, 1024), &folded, self.words) {
                let evidence = Evidence {
                    observation: message.id,
                    place: Place::Attachment { part: part.clone() },
                    quote: Quote::new(text, mention.original.clone()),
                };
                let is_claimed = found
                    .iter()
                    .any(|c| c.brand == mention.brand && c.strength != ClaimStrength::None);
                let may_speak = if kind == ClaimPlace::Image {
                    speaks_by_picture
                } else {
                    speaks
                };
                if is_claimed || may_speak {
                    let strength = if may_speak {
                        ClaimStrength::Implied
                    } else {
                        ClaimStrength::None
                    };
                    add(found, &mention, strength, kind, evidence, text);
                }
            }
        }
    }
}

/// Where the blanks before `at` begin.
fn blank_before(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |before| before.trim_end().len())
}

/// Whether the name leads the subject, or stands in brackets (`【…】`), as senders of notices write it.
fn leads(subject: &str, range: &Range<usize>) -> bool {
    // "…で", "…の": the brand is the means or the matter, not the speaker.
    if subject[range.end..].starts_with(['で', 'を', 'に', 'へ', 'と', 'や']) {
        return false;
    }
    let mut before = subject[..range.start].trim();
    while let Some(rest) = strip_reply(before) {
        before = rest;
    }
    before.is_empty()
        || before.ends_with(['【', '[', '［', '「', '＜', '<', '『', '≪'])
            && subject[range.end..]
                .trim_start()
                .starts_with(['】', ']', '］', '」', '＞', '>', '』', '≫'])
}

fn strip_reply(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    for prefix in ["re:", "fw:", "fwd:", "aw:", "wg:", "[spam]"] {
        if lower.starts_with(prefix) {
            return Some(text[prefix.len()..].trim_start());
        }
    }
    // A list's tag is not the sender's.
    let rest = text.strip_prefix('[')?;
    let (_, rest) = rest.split_once(']')?;
    Some(rest.trim_start())
}

pub(crate) fn cut(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The line around a spot, or as much of it as is ever shown.
fn line_around(text: &str, range: &Range<usize>) -> Range<usize> {
    const FAR: usize = 512;
    let before = text[..range.start]
        .char_indices()
        .rev()
        .take(FAR)
        .take_while(|(_, c)| *c != '\n');
    let start = before.last().map_or(range.start, |(at, _)| at);
    let after = text[range.end..]
        .char_indices()
        .take(FAR)
        .take_while(|(_, c)| *c != '\n');
    let end = after
        .last()
        .map_or(range.end, |(at, c)| range.end + at + c.len_utf8());
    start..end
}

/// Quotes the line around a spot.
pub(crate) fn line_quote(text: &str, range: &Range<usize>) -> Quote {
    let line = line_around(text, range);
    Quote::new(
        &text[line.clone()],
        range.start - line.start..range.end - line.start,
    )
}

/// Points at a piece of a header field.
pub(crate) fn header(
    id: ObservationId,
    name: &str,
    line: u32,
    value: &str,
    range: Range<usize>,
) -> Evidence {
    let quote = format!("{name}: {value}");
    let shift = name.len() + 2;
    Evidence {
        observation: id,
        place: Place::Header {
            name: name.into(),
            line,
        },
        quote: Quote::new(&quote, range.start + shift..range.end + shift),
    }
}

pub(crate) fn entry<'f>(found: &'f mut Vec<Found>, brand: &BrandId) -> &'f mut Found {
    let at = match found.iter().position(|c| c.brand == *brand) {
        Some(at) => at,
        None => {
            found.push(Found::unplaced(brand.clone()));
            found.len() - 1
        }
    };
    &mut found[at]
}

pub(crate) fn place(claim: &mut Found, place: ClaimPlace, evidence: Evidence) {
    if !claim.places.contains(&place) {
        claim.places.push(place);
        claim.places.sort_unstable();
        claim.evidence.push(evidence);
    }
}

pub(crate) fn add(
    found: &mut Vec<Found>,
    mention: &Mention,
    strength: ClaimStrength,
    where_: ClaimPlace,
    evidence: Evidence,
    text: &str,
) {
    let claim = entry(found, &mention.brand);
    claim.strength = claim.strength.max(strength);
    if mention.is_disguised && claim.disguise.is_none() {
        let written = text
            .get(mention.original.clone())
            .unwrap_or_default()
            .to_owned();
        claim.disguise = Some((written, evidence.clone()));
    }
    place(claim, where_, evidence);
}
