//! What a proven mail says, by the forms of the brand's table.
//!
//! A form is a sender, a subject and markers; only where all three are there are values looked for, each behind its
//! own label and nowhere else. A value that is missing, unreadable or there twice with two meanings becomes a gap,
//! and so does a genuine mail that has no known form: what is not understood is told and never guessed.

mod draft;
mod items;
mod plain;
mod values;

use std::collections::{BTreeSet, HashMap};

use brands::{Brands, Form, FormStanding};
use facts::{
    Amount, Evidence, Gap, Notice, NoticeForm, NoticeKind, NoticePart, OrderNumber, Place, Quote,
};
use proof::AlignedSender;
use reading::{Message, Text};

use crate::judge::Judge;
use crate::reason::Unread;
use crate::report;
use draft::{Context, Draft, Reading, Spot, Value, role};
use plain::{Plain, label, normal};

/// Texts of one mail in which forms are looked for.
const MOST_TEXTS: usize = 8;
/// Pieces of evidence that a notice keeps.
const MOST_EVIDENCE: usize = 10;

/// What a proven mail says, and what of it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// What it says: one notice per order, charge or event. Empty with a gap where the form is not known.
    pub notices: Vec<Notice>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// The forms of all brands, made ready for looking.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By the house that the brand belongs to.
    of_family: HashMap<Box<str>, Vec<Ready>>,
}

/// A form whose texts are in the shape in which lines are compared.
#[derive(Debug)]
struct Ready {
    brand: facts::BrandId,
    shapes: Vec<Box<str>>,
    form: Form,
}

impl Forms {
    pub(crate) fn new(brands: &Brands) -> Self {
        let mut forms = Self::default();
        for brand in brands.iter() {
            for form in &brand.forms {
                let ready = Ready {
                    brand: brand.id.clone(),
                    shapes: brand.order_numbers.clone(),
                    form: ready(form.clone()),
                };
                forms
                    .of_family
                    .entry(brand.family.clone())
                    .or_default()
                    .push(ready);
            }
        }
        forms
    }
}

/// A form with all its texts unified.
fn ready(mut form: Form) -> Form {
    let labels =
        |list: &mut Vec<Box<str>>| list.iter_mut().for_each(|text| *text = label(text).into());
    let texts =
        |list: &mut Vec<Box<str>>| list.iter_mut().for_each(|text| *text = normal(text).into());
    texts(&mut form.markers);
    texts(&mut form.unless);
    for text in &mut form.subjects {
        // A blank at the end of what begins a subject is meant.
        let has_blank = text.ends_with(' ');
        *text = format!("{}{}", normal(text), if has_blank { " " } else { "" }).into();
    }
    labels(&mut form.split);
    labels(&mut form.sum);
    labels(&mut form.known);
    labels(&mut form.code_labels);
    for field in &mut form.fields {
        labels(&mut field.labels);
        texts(&mut field.before);
        if let Some((before, behind)) = &mut field.subject {
            *before = normal(before).into();
            *behind = normal(behind).into();
        }
        for (word, _) in &mut field.choices {
            *word = normal(word).into();
        }
    }
    if let Some(lines) = &mut form.lines {
        lines.label = label(&lines.label).into();
        for (word, _) in &mut lines.choices {
            *word = normal(word).into();
        }
    }
    if let Some(items) = &mut form.items {
        labels(&mut items.after);
        labels(&mut items.until);
        labels(&mut items.quantity);
    }
    form
}

impl Judge {
    /// What a mail says whose author is proven; `sender` is what the prover found of this very message.
    ///
    /// Nothing is said of a mail whose proven author is no known brand, or that another message's proof is shown
    /// for. A mail of a known brand always yields something: notices, or the gap that its form is unknown. An
    /// advertisement is a notice of its own kind: it bears the marks of mail to many (RFC 2369 §3.2,
    /// List-Unsubscribe), and comes from an address from which no form comes.
    #[must_use]
    pub fn notices(&self, message: &Message, sender: &AlignedSender) -> Noticed {
        let mut noticed = Noticed::default();
        if message.author.sole() != Some(sender.address()) || message.is_pasted {
            return noticed;
        }
        let Some((brand, domain)) = self.brands().owner(sender.address().domain()) else {
            return noticed;
        };
        if !domain.standing.can_prove() {
            let gap = Unread::BrandUnverified {
                brand: brand.id.clone(),
            };
            noticed.gaps.push(report::gap(message.id, &gap));
            return noticed;
        }
        let forms = self
            .forms()
            .of_family
            .get(&brand.family)
            .map_or(&[][..], Vec::as_slice);
        let address = sender.address().to_string().to_ascii_lowercase();
        let is_to_many = is_to_many(message);
        let is_from = |ready: &&Ready| match ready.form.senders.as_slice() {
            // Where the sender was never seen, an advertisement must not pass for the form.
            [] => ready.brand == brand.id && !is_to_many,
            senders => senders.iter().any(|sender| is_of(&address, sender)),
        };
        let possible: Vec<&Ready> = forms.iter().filter(is_from).collect();
        let asked = Asked {
            message,
            subject: normal(&message.subject),
            texts: message
                .texts
                .iter()
                .filter(|text| !text.seen.trim().is_empty())
                .take(MOST_TEXTS)
                .collect(),
        };
        if let Some(read) = asked.read(&possible) {
            return read;
        }
        let is_senders_own = possible.iter().any(|ready| !ready.form.senders.is_empty());
        if is_to_many && !is_senders_own {
            noticed.notices.push(Notice::new(
                message.id,
                brand.id.clone(),
                NoticeKind::Advertising,
            ));
            return noticed;
        }
        let gap = Unread::NoticeFormUnknown {
            brand: brand.id.clone(),
        };
        noticed.gaps.push(report::gap(message.id, &gap));
        noticed
    }
}

/// Whether an address is the one of a table, or at its host.
fn is_of(address: &str, sender: &str) -> bool {
    match sender.strip_prefix('@') {
        Some(host) => address
            .rsplit_once('@')
            .is_some_and(|(_, at)| at.eq_ignore_ascii_case(host)),
        None => address.eq_ignore_ascii_case(sender),
    }
}

/// Whether a mail bears the marks of one that goes to many.
fn is_to_many(message: &Message) -> bool {
    message.fields.iter().any(|field| {
        // RFC 2369 §3.2 and RFC 2919: lists and newsletters; Precedence is older than both.
        let is_list = ["list-unsubscribe", "list-id"]
            .iter()
            .any(|name| field.name.eq_ignore_ascii_case(name));
        let value = field.value.trim().to_ascii_lowercase();
        let is_bulk =
            field.name.eq_ignore_ascii_case("precedence") && matches!(&*value, "bulk" | "list");
        is_list || is_bulk
    })
}

/// A mail being asked what it says.
struct Asked<'a> {
    message: &'a Message,
    subject: String,
    texts: Vec<&'a Text>,
}

/// A form that stood in a text, and what it said there.
struct Answer<'a> {
    ready: &'a Ready,
    text: &'a Text,
    reading: Reading,
}

impl<'a> Asked<'a> {
    /// What the forms say; `None` where none of them fits, not even its subject.
    fn read(&self, possible: &[&'a Ready]) -> Option<Noticed> {
        let by_subject: Vec<&&Ready> = possible
            .iter()
            .filter(|ready| self.has_subject(&ready.form))
            .collect();
        let plains: Vec<(&Text, Plain)> = self
            .texts
            .iter()
            .map(|text| (*text, Plain::read(&text.seen)))
            .collect();
        let mut answers = Vec::new();
        for (text, plain) in &plains {
            let holding = by_subject
                .iter()
                .filter(|ready| self.holds(&ready.form, plain));
            let mut of_text: Vec<Answer<'_>> = holding
                .map(|ready| {
                    let context = Context {
                        subject: &self.message.subject,
                        shapes: &ready.shapes,
                        is_html: text.is_html,
                    };
                    Answer {
                        ready,
                        text,
                        reading: draft::read(&ready.form, plain, &context),
                    }
                })
                .collect();
            let kinds: BTreeSet<NoticeKind> = of_text
                .iter()
                .map(|answer| answer.ready.form.kind)
                .collect();
            if kinds.len() > 1 {
                let first = of_text.first()?;
                return Some(self.contradiction(first.ready, NoticePart::Kind));
            }
            // Of the forms of one kind the one that understands most.
            of_text.sort_by_key(|answer| troubles(&answer.reading));
            let second = of_text.get(1).map(|answer| troubles(&answer.reading));
            if let (Some(first), Some(0)) = (of_text.first(), second)
                && of_text
                    .get(1)
                    .is_some_and(|other| !agrees(&first.reading, &other.reading))
            {
                return Some(self.contradiction(first.ready, NoticePart::Number));
            }
            answers.extend(of_text.into_iter().next());
        }
        if answers.is_empty() {
            // Forms without a marker of their own are known by the subject alone, and a mail may have no text.
            let half = by_subject
                .iter()
                .find(|ready| !ready.form.subjects.is_empty())?;
            let gap = Unread::NoticeFormChanged {
                brand: half.brand.clone(),
                notice: half.form.kind.as_str(),
            };
            return Some(Noticed {
                notices: Vec::new(),
                gaps: vec![report::gap(self.message.id, &gap)],
            });
        }
        Some(self.join(answers))
    }

    fn has_subject(&self, form: &Form) -> bool {
        let has = |text: &str| match text.strip_prefix('^') {
            Some(beginning) => self.subject.starts_with(beginning),
            None => self.subject.contains(text),
        };
        form.subjects.is_empty() || form.subjects.iter().any(|text| has(text))
    }

    fn holds(&self, form: &Form, plain: &Plain) -> bool {
        form.markers
            .iter()
            .all(|marker| plain.joined.contains(&**marker))
            && !form
                .unless
                .iter()
                .any(|word| plain.joined.contains(&**word) || self.subject.contains(&**word))
    }

    fn contradiction(&self, ready: &Ready, part: NoticePart) -> Noticed {
        let gap = Unread::NoticePartsContradict {
            brand: ready.brand.clone(),
            notice: ready.form.kind.as_str(),
            part: part.as_str(),
        };
        Noticed {
            notices: Vec::new(),
            gaps: vec![report::gap(self.message.id, &gap)],
        }
    }

    /// Joins what the texts of one mail say: a page and its plain twin say the same, or the mail contradicts itself.
    fn join(&self, answers: Vec<Answer<'a>>) -> Noticed {
        let kinds: BTreeSet<NoticeKind> = answers
            .iter()
            .map(|answer| answer.ready.form.kind)
            .collect();
        let mut sorted = answers;
        sorted.sort_by_key(|answer| troubles(&answer.reading));
        let mut rest = sorted.into_iter();
        let Some(mut best) = rest.next() else {
            return Noticed::default();
        };
        if kinds.len() > 1 {
            return self.contradiction(best.ready, NoticePart::Kind);
        }
        for other in rest {
            if other.reading.drafts.is_empty() {
                continue;
            }
            if other.reading.drafts.len() != best.reading.drafts.len() {
                return self.contradiction(best.ready, NoticePart::Number);
            }
            for (mine, its) in best.reading.drafts.iter_mut().zip(&other.reading.drafts) {
                if mine.kind != its.kind {
                    return self.contradiction(best.ready, NoticePart::Kind);
                }
                merge(mine, its, &mut best.reading.contradicts);
            }
            let drafts = &best.reading.drafts;
            let is_known =
                |part: &NoticePart| drafts.iter().all(|draft| draft.values.contains_key(part));
            best.reading.unread.retain(|part| !is_known(part));
            if drafts.iter().all(|draft| !draft.items.is_empty()) {
                best.reading.unread.remove(&NoticePart::Items);
            }
        }
        self.finish(best)
    }

    /// Makes notices of drafts.
    fn finish(&self, mut answer: Answer<'_>) -> Noticed {
        let ready = answer.ready;
        let has_claim_link = self.message.links.iter().any(|link| {
            ready
                .form
                .claim_links
                .iter()
                .any(|words| link.target.contains(&**words))
        });
        self.hold_against_subject(ready, &mut answer.reading);
        let is_gift = !ready.form.code_labels.is_empty() || !ready.form.claim_links.is_empty();
        let mut noticed = Noticed::default();
        for draft in &answer.reading.drafts {
            let has_code = draft.has_code;
            if is_gift && !has_code && !has_claim_link {
                answer.reading.unread.insert(NoticePart::Code);
            }
            let mut notice = self.notice(ready, answer.text, draft);
            notice.has_code = has_code;
            notice.has_claim_link = has_claim_link;
            noticed.notices.push(notice);
        }
        let notice = ready.form.kind.as_str();
        for part in &answer.reading.unread {
            let gap = Unread::NoticePartUnread {
                brand: ready.brand.clone(),
                notice,
                part: part.as_str(),
            };
            noticed.gaps.push(report::gap(self.message.id, &gap));
        }
        for part in &answer.reading.contradicts {
            let gap = Unread::NoticePartsContradict {
                brand: ready.brand.clone(),
                notice,
                part: part.as_str(),
            };
            noticed.gaps.push(report::gap(self.message.id, &gap));
        }
        noticed
    }

    /// An order's number in the subject must be one of those in the text.
    fn hold_against_subject(&self, ready: &Ready, reading: &mut Reading) {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let printed: Vec<OrderNumber> = self
            .subject
            .split(|c| !is_part(c))
            .filter(|run| ready.shapes.iter().any(|shape| values::fits(run, shape)))
            .filter_map(|run| OrderNumber::parse(run).ok())
            .collect();
        let known: Vec<&OrderNumber> = reading
            .drafts
            .iter()
            .filter_map(|draft| match draft.values.get(&NoticePart::Order) {
                Some((Value::Order(number), _)) => Some(number),
                _ => None,
            })
            .collect();
        let is_other = !known.is_empty() && printed.iter().any(|number| !known.contains(&number));
        if is_other {
            reading.contradicts.insert(NoticePart::Order);
            for draft in &mut reading.drafts {
                draft.values.remove(&NoticePart::Order);
            }
        }
    }

    fn notice(&self, ready: &Ready, text: &Text, draft: &Draft) -> Notice {
        let mut notice = Notice::new(self.message.id, ready.brand.clone(), draft.kind);
        notice.is_preliminary = ready.form.is_preliminary;
        notice.items.clone_from(&draft.items);
        notice.form = Some(NoticeForm {
            name: ready.form.name.clone(),
            language: ready.form.language.clone(),
            is_unverified: ready.form.standing == FormStanding::Unverified,
        });
        let harmless = |text: &str| Some(Quote::whole(text).text().into());
        for (part, (value, spot)) in &draft.values {
            match (part, value) {
                (_, Value::Money(money)) => {
                    notice.amounts.extend(role(*part).map(|role| Amount {
                        role,
                        money: *money,
                    }));
                }
                (_, Value::Order(number)) => notice.orders.push(number.clone()),
                (_, Value::Moment(moment)) => notice.moment = Some(*moment),
                (_, Value::Address(address)) => notice.recipient = Some(address.clone()),
                (_, Value::Ip(ip)) => notice.ip = Some(*ip),
                (_, Value::Card(card)) => notice.card = Some(*card),
                (NoticePart::Merchant, Value::Text(text)) => notice.merchant = harmless(text),
                (NoticePart::Place, Value::Text(text)) => notice.place = harmless(text),
                (NoticePart::Device, Value::Text(text)) => notice.device = harmless(text),
                _ => continue,
            }
            if notice.evidence.len() < MOST_EVIDENCE {
                notice.evidence.push(self.evidence(text, spot));
            }
        }
        if notice.evidence.is_empty() {
            let subject = Spot {
                line: self.message.subject.as_str().into(),
                range: 0..self.message.subject.len(),
                is_subject: true,
            };
            notice.evidence.push(self.evidence(text, &subject));
        }
        notice
    }

    fn evidence(&self, text: &Text, spot: &Spot) -> Evidence {
        Evidence {
            observation: self.message.id,
            place: if spot.is_subject {
                Place::Header {
                    name: "Subject".into(),
                    line: self.message.subject_line,
                }
            } else {
                Place::Text {
                    part: text.part.clone(),
                }
            },
            quote: Quote::new(&spot.line, spot.range.clone()),
        }
    }
}

/// How much of a form a text does not say; a text that yields nothing comes last.
fn troubles(reading: &Reading) -> usize {
    let nothing = if reading.drafts.is_empty() { 100 } else { 0 };
    nothing + reading.unread.len() + reading.contradicts.len()
}

/// Whether two readings say the same of the sums, the numbers and the moments.
fn agrees(one: &Reading, other: &Reading) -> bool {
    one.drafts.len() == other.drafts.len()
        && one.drafts.iter().zip(&other.drafts).all(|(one, other)| {
            let is_same = |part: &NoticePart, value: &Value| {
                other.values.get(part).is_none_or(|(its, _)| its == value)
            };
            one.kind == other.kind
                && one
                    .values
                    .iter()
                    .all(|(part, (value, _))| is_same(part, value))
        })
}

/// Takes over what one text says more; what two texts say differently is dropped.
fn merge(mine: &mut Draft, its: &Draft, contradicts: &mut BTreeSet<NoticePart>) {
    for (part, found) in &its.values {
        match mine.values.get(part) {
            None if !contradicts.contains(part) => {
                mine.values.insert(*part, found.clone());
            }
            Some((known, _)) if !is_like(known, &found.0) => {
                contradicts.insert(*part);
                mine.values.remove(part);
            }
            _ => {}
        }
    }
    if mine.items.is_empty() {
        mine.items.clone_from(&its.items);
    }
    mine.has_code |= its.has_code;
}

/// Whether two texts say the same: letters may be of another width.
fn is_like(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => normal(one) == normal(other),
        _ => one == other,
    }
}
