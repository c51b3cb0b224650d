//! Whom the author's name and address name: a brand, nobody, or somebody else.

use std::ops::Range;

use facts::{ClaimPlace, Domain, ObservationId};
use reading::Mailbox;

use crate::claim::{Found, Identity, Reader, add, cut, entry, header, place};
use crate::fold::{Folded, fold, is_japanese};
use crate::lexicon::Mention;
use crate::lookalike::Host;
use crate::verdict::ClaimStrength;

/// Octets of a display name that are searched; no mail program shows more.
const NAME: usize = 1 << 10;

impl Reader<'_> {
    pub(crate) fn read_name(
        &self,
        id: ObservationId,
        mailbox: &Mailbox,
        found: &mut Vec<Found>,
    ) -> Identity {
        // A right-to-left override shows the rest backwards (`\u{202e}nozamA`).
        let turned = turned(cut(mailbox.name.trim(), NAME));
        let name = turned.as_str();
        if name.is_empty() {
            return Identity::Nobody;
        }
        if let Some((_, domain)) = name.rsplit_once('@')
            && let Ok(domain) =
                Domain::parse(domain.trim_end_matches(|c: char| !c.is_alphanumeric()))
        {
            return self.read_shown_address(id, mailbox, name, &domain, found);
        }
        self.read_shown_hosts(id, mailbox, name, found);
        let folded = fold(name);
        let mut mentions = self.lexicon.named(name, &folded, self.words);
        if mentions.iter().all(|mention| mention.is_ambiguous) {
            mentions.extend(self.lexicon.slips(name));
        }
        let rest = self.rest(name, &folded, &mentions);
        // An ambiguous name counts in a display name only where nothing else stands there.
        let has_distinct = mentions.iter().any(|mention| !mention.is_ambiguous)
            || found
                .iter()
                .any(|claim| claim.strength != ClaimStrength::None);
        if rest.is_significant || has_distinct {
            mentions.retain(|mention| !mention.is_ambiguous);
        }
        let is_others = self.words.others.all(&folded.text).next().is_some();
        for mention in &mentions {
            let leads = mention.original.start == 0 && !is_others && !mention.is_ambiguous;
            let strength = match (rest.is_significant, rest.has_offer, mention.is_disguised) {
                (_, _, true) | (false, false, _) => ClaimStrength::Stated,
                (false, true, _) => ClaimStrength::Implied,
                // "Brand Something" is read as the brand's, unless the rest says whose it is.
                (true, ..) if leads => ClaimStrength::Implied,
                (true, ..) if is_others => continue,
                (true, ..) => ClaimStrength::None,
            };
            let evidence = header(id, "From", mailbox.line, name, mention.original.clone());
            add(found, mention, strength, ClaimPlace::Name, evidence, name);
        }
        match (mentions.is_empty(), rest.is_significant) {
            (false, false) => Identity::Brand,
            (_, true) => Identity::Somebody,
            (true, false) if is_random(name) => Identity::Junk,
            (true, false) => Identity::Nobody,
        }
    }

    /// Hosts of a brand that stand in a display name (`brand.example [JP]`).
    fn read_shown_hosts(
        &self,
        id: ObservationId,
        mailbox: &Mailbox,
        name: &str,
        found: &mut Vec<Found>,
    ) {
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        for word in name
            .split(|c: char| !is_host(c))
            .filter(|word| word.contains('.'))
            .take(8)
        {
            let Ok(domain) = Domain::parse(word.trim_matches(['.', '-'])) else {
                continue;
            };
            let Some((brand, _)) = self.brands.owner(&domain) else {
                continue;
            };
            let at = name.find(word).unwrap_or(0);
            let claim = entry(found, &brand.id);
            claim.strength = ClaimStrength::Stated;
            place(
                claim,
                ClaimPlace::Name,
                header(id, "From", mailbox.line, name, at..at + word.len()),
            );
        }
    }

    /// A display name that is an address (`support@brand.example <x@y>`): a claim where it is the brand's.
    fn read_shown_address(
        &self,
        id: ObservationId,
        mailbox: &Mailbox,
        name: &str,
        domain: &Domain,
        found: &mut Vec<Found>,
    ) -> Identity {
        let is_itself = mailbox
            .address
            .as_ref()
            .is_some_and(|a| self.suffixes.same_registrant(a.domain(), domain));
        if is_itself {
            return Identity::Nobody;
        }
        let shown = self.brands.owner(domain).map(|(brand, _)| brand);
        let Some(brand) = shown.or_else(|| {
            let host = Host::of(domain, self.suffixes);
            self.brands
                .iter()
                .find(|brand| self.lexicon.likenesses.imitated(&host, brand).is_some())
        }) else {
            return Identity::Nobody;
        };
        let evidence = header(id, "From", mailbox.line, name, 0..name.len());
        let claim = entry(found, &brand.id);
        claim.strength = ClaimStrength::Stated;
        claim.shown_address = Some((name.to_owned(), evidence.clone()));
        place(claim, ClaimPlace::Name, evidence);
        Identity::Brand
    }

    pub(crate) fn read_address(
        &self,
        id: ObservationId,
        mailbox: &Mailbox,
        named: Identity,
        found: &mut Vec<Found>,
    ) {
        let written = mailbox.written.trim().trim_matches('"');
        let address = mailbox.address.as_ref();
        if let Some((brand, _)) = address.and_then(|a| self.brands.owner(a.domain())) {
            let at = written.rfind('@').map_or(0, |at| at + 1);
            let evidence = header(id, "From", mailbox.line, written, at..written.len());
            let claim = entry(found, &brand.id);
            claim.is_by_person =
                named == Identity::Somebody && claim.strength != ClaimStrength::Stated;
            claim.strength = ClaimStrength::Stated;
            place(claim, ClaimPlace::Address, evidence);
            return;
        }
        let local = address.map_or(written, |a| a.local());
        // The local part or a source route shows a brand's domain, or the whole stands where an address should
        // (`"no-reply@brand.example"` without a domain of its own).
        for piece in written.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))) {
            if !piece.contains('.') {
                continue;
            }
            let Ok(domain) = Domain::parse(piece.trim_matches('.')) else {
                continue;
            };
            let Some((brand, _)) = self
                .brands
                .owner(&domain)
                .filter(|_| address.is_none_or(|a| *a.domain() != domain))
            else {
                continue;
            };
            let at = written.find(piece).unwrap_or(0);
            let evidence = header(id, "From", mailbox.line, written, at..at + piece.len());
            let claim = entry(found, &brand.id);
            claim.strength = ClaimStrength::Stated;
            claim.shown_address = Some((piece.to_owned(), evidence.clone()));
            place(claim, ClaimPlace::Address, evidence);
        }
        if named == Identity::Somebody && !found.iter().any(|c| c.strength == ClaimStrength::Stated)
        {
            return;
        }
        // The local part is or holds the brand's name as a word of its own (`amazon@`, `noreply-coinbase@`).
        let folded = fold(local);
        let mut mentions = self.lexicon.mentions(local, &folded, self.words);
        if mentions.is_empty() {
            mentions = self.lexicon.slips(local);
        }
        let rest = self.rest(local, &folded, &mentions);
        for mention in mentions.iter().filter(|m| !m.is_ambiguous) {
            let strength = if rest.is_significant {
                ClaimStrength::None
            } else {
                ClaimStrength::Stated
            };
            let is_claimed = found
                .iter()
                .any(|c| c.brand == mention.brand && c.strength != ClaimStrength::None);
            if strength == ClaimStrength::None && !is_claimed {
                continue;
            }
            let evidence = header(id, "From", mailbox.line, local, mention.original.clone());
            add(
                found,
                mention,
                strength,
                ClaimPlace::Address,
                evidence,
                local,
            );
        }
        let Some(domain) = address.map(facts::Address::domain) else {
            return;
        };
        let Some(registrable) = self.suffixes.registrable(domain) else {
            return;
        };
        if self.words.is_free_mail(&registrable) {
            return;
        }
        let mut host = None;
        for brand in self.brands.iter() {
            let is_claimed = found
                .iter()
                .any(|c| c.brand == brand.id && c.strength != ClaimStrength::None);
            if !is_claimed {
                continue;
            }
            let host = host.get_or_insert_with(|| Host::of(domain, self.suffixes));
            if self.lexicon.likenesses.imitated(host, brand).is_some() {
                let at = written.rfind('@').map_or(0, |at| at + 1);
                let evidence = header(id, "From", mailbox.line, written, at..written.len());
                place(entry(found, &brand.id), ClaimPlace::Address, evidence);
            }
        }
    }

    /// What remains of a name beside the brands' names and the words that name nobody.
    pub(crate) fn rest(&self, original: &str, folded: &Folded, mentions: &[Mention]) -> Rest {
        let mut covered = vec![false; folded.text.len()];
        let mut cover = |range: Range<usize>| covered[range].iter_mut().for_each(|c| *c = true);
        for mention in mentions {
            if mention.folded.is_empty() {
                // A slip knows only its place in the original.
                let text = &folded.text;
                let slip = fold(&original[mention.original.clone()]).text;
                if let Some(at) = text.find(&slip) {
                    cover(at..at + slip.len());
                }
            } else {
                cover(mention.folded.clone());
            }
        }
        let mut has_offer = false;
        for (_, range) in self.words.offer.all(&folded.text) {
            if !covered[range.clone()].iter().any(|c| *c) {
                has_offer = true;
                covered[range].iter_mut().for_each(|c| *c = true);
            }
        }
        for (_, range) in self.words.service.all(&folded.text) {
            covered[range].iter_mut().for_each(|c| *c = true);
        }
        // A word is somebody's name if at least two of its letters remain, or one Chinese character.
        let mut is_significant = false;
        let mut run = 0;
        for (at, c) in folded.text.char_indices() {
            if covered[at] || !c.is_alphabetic() {
                run = 0;
                continue;
            }
            run += if is_japanese(c) { 2 } else { 1 };
            if run >= 3 || (run == 2 && is_japanese(c)) {
                is_significant = true;
            }
        }
        Rest {
            is_significant: is_significant && !is_random(original),
            has_offer,
        }
    }
}

/// The text as shown, where a right-to-left override turns the rest of it around.
fn turned(text: &str) -> String {
    match text.split_once('\u{202e}') {
        Some((before, after)) => before.chars().chain(after.chars().rev()).collect(),
        None => text.to_owned(),
    }
}

pub(crate) struct Rest {
    pub(crate) is_significant: bool,
    pub(crate) has_offer: bool,
}

/// A single word of letters that nobody can pronounce, or letters mixed with digits, names nobody.
fn is_random(name: &str) -> bool {
    let name = name.trim();
    if name.chars().any(char::is_whitespace) || !name.is_ascii() || name.len() < 5 {
        return false;
    }
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let vowels = name.bytes().filter(|b| b"aeiouyAEIOUY".contains(b)).count();
    (letters > 0 && digits >= 3) || vowels * 5 < letters
}
