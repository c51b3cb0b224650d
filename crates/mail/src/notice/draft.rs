//! One form held against one text: what it says there, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::Range;

use brands::{Form, FormField, FormLines, FormZone};
use facts::{
    Address, AmountRole, CardTail, Item, Moment, Money, NoticeKind, NoticePart, OrderNumber,
};

use super::items;
use super::plain::{Line, Plain, normal};
use super::values;

/// Orders or charges of one mail that are read.
pub(crate) const MOST_NOTICES: usize = 50;

/// A value that stood behind its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Order(OrderNumber),
    Money(Money),
    Moment(Moment),
    Text(Box<str>),
    Address(Address),
    Ip(IpAddr),
    Card(CardTail),
    Kind(NoticeKind),
}

/// Where a value stood: a line of the text, or the subject, with the bytes that say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) line: Box<str>,
    pub(crate) range: Range<usize>,
    pub(crate) is_subject: bool,
}

/// A notice in the making.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: NoticeKind,
    pub(crate) values: BTreeMap<NoticePart, (Value, Spot)>,
    pub(crate) items: Vec<Item>,
    pub(crate) has_code: bool,
}

/// What a form says of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) unread: BTreeSet<NoticePart>,
    pub(crate) contradicts: BTreeSet<NoticePart>,
}

/// What is read beside the text.
pub(crate) struct Context<'a> {
    /// The subject as it stands.
    pub(crate) subject: &'a str,
    /// The shapes of the brand's order numbers.
    pub(crate) shapes: &'a [Box<str>],
    /// Whether the text came from a page.
    pub(crate) is_html: bool,
}

/// A label on a line: where its value begins, and whether it stood behind a mark that only labels have.
struct Labelled {
    at: usize,
    is_marked: bool,
}

/// The label on a line, where it is there: it begins the line, and a colon, a blank or the line's end follows.
fn labelled(line: &Line, label: &str) -> Option<Labelled> {
    let rest = line.text.strip_prefix(label)?;
    let is_closed = label.ends_with(['】', ']', ':', '*']);
    let is_end = rest.is_empty() || rest.starts_with([':', ' ']) || is_closed;
    if !is_end {
        return None;
    }
    let trimmed = rest.trim_start();
    let after = trimmed.strip_prefix(':').map(str::trim_start);
    let value = after.unwrap_or(trimmed);
    Some(Labelled {
        at: line.text.len() - value.len(),
        is_marked: after.is_some() || is_closed || rest.is_empty(),
    })
}

/// Whether a line has one of the labels.
pub(crate) fn has_label(line: &Line, labels: &[Box<str>]) -> bool {
    labels.iter().any(|label| labelled(line, label).is_some())
}

/// The original text of a line from a byte on, and where it stands.
pub(crate) fn spot(line: &Line, from: usize) -> Spot {
    let (original, range) = line.original(from);
    Spot {
        line: original.into(),
        range,
        is_subject: false,
    }
}

impl Spot {
    pub(crate) fn text(&self) -> &str {
        self.line.get(self.range.clone()).unwrap_or_default().trim()
    }
}

/// The values of a field in some lines, and whether one of them could not be read.
#[derive(Default)]
struct Seen {
    values: Vec<(Value, Spot)>,
    bad: usize,
}

/// Holds a form against a text.
pub(crate) fn read(form: &Form, plain: &Plain, context: &Context<'_>) -> Reading {
    let reader = Reader { form, context };
    let mut reading = Reading::default();
    if plain.is_cut {
        reading.unread.insert(NoticePart::Number);
    }
    for group in reader.groups(&plain.lines, &mut reading) {
        if reading.drafts.len() == MOST_NOTICES {
            reading.unread.insert(NoticePart::Number);
            break;
        }
        let draft = reader.draft(&group, &mut reading);
        reading.drafts.extend(draft);
    }
    reader.hold_against_sum(&plain.lines, &mut reading);
    reading
}

struct Reader<'a> {
    form: &'a Form,
    context: &'a Context<'a>,
}

impl Reader<'_> {
    /// The lines of each order or charge.
    fn groups<'p>(&self, lines: &'p [Line], reading: &mut Reading) -> Vec<Vec<&'p Line>> {
        let starts: Vec<usize> = (0..)
            .zip(lines)
            .filter(|(_, line)| has_label(line, &self.form.split))
            .map(|(at, _)| at)
            .collect();
        let Some(&first) = starts.first() else {
            return vec![lines.iter().collect()];
        };
        // A value above the first beginning belongs to one that lost its own.
        let head = lines.get(..first).unwrap_or_default();
        if head
            .iter()
            .any(|line| self.is_value_line(line) || self.has_other_number(line, None))
        {
            reading.unread.insert(NoticePart::Number);
        }
        let ends = starts
            .iter()
            .skip(1)
            .copied()
            .chain(std::iter::once(lines.len()));
        let blocks: Vec<Vec<&Line>> = starts
            .iter()
            .zip(ends)
            .map(|(&from, to)| lines.get(from..to).unwrap_or_default().iter().collect())
            .collect();
        match self
            .form
            .fields
            .iter()
            .find(|field| field.part == NoticePart::Order)
        {
            Some(field) if !field.labels.is_empty() => self.by_number(field, blocks, reading),
            _ => blocks,
        }
    }

    /// Joins the blocks that print the same order's number.
    fn by_number<'p>(
        &self,
        field: &FormField,
        blocks: Vec<Vec<&'p Line>>,
        reading: &mut Reading,
    ) -> Vec<Vec<&'p Line>> {
        let mut groups: Vec<(OrderNumber, usize, Vec<&'p Line>)> = Vec::new();
        for block in blocks.into_iter().take(MOST_NOTICES * 4) {
            let seen = self.labelled_values(field, &block);
            let Some((Value::Order(number), _)) = seen.values.first().filter(|_| seen.bad == 0)
            else {
                reading.unread.insert(NoticePart::Order);
                continue;
            };
            match groups.iter_mut().find(|(known, _, _)| known == number) {
                Some((_, times, lines)) => {
                    *times += 1;
                    lines.extend(block);
                }
                None => groups.push((number.clone(), 1, block)),
            }
        }
        // A number that is printed less often than all others was changed, or another one was.
        let (whole, torn): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(_, times, _)| *times >= self.form.times);
        if !torn.is_empty() || (whole.is_empty() && reading.unread.contains(&NoticePart::Order)) {
            reading.unread.insert(NoticePart::Order);
        }
        whole.into_iter().map(|(_, _, lines)| lines).collect()
    }

    fn is_value_line(&self, line: &Line) -> bool {
        let is_field =
            |field: &FormField| field.part != NoticePart::Order && has_label(line, &field.labels);
        self.form.fields.iter().any(is_field) || has_label(line, &self.form.known)
    }

    /// Whether a line prints an order's number other than this one; links may lead to any.
    fn has_other_number(&self, line: &Line, number: Option<&OrderNumber>) -> bool {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let has_shape = |run: &str| {
            self.context
                .shapes
                .iter()
                .any(|shape| values::fits(run, shape))
        };
        self.form
            .fields
            .iter()
            .any(|field| field.part == NoticePart::Order)
            && !line.text.contains("://")
            && line
                .text
                .split(|c| !is_part(c))
                .any(|run| has_shape(run) && number.is_none_or(|number| number.as_str() != run))
    }

    /// The labels that stand once in each order or charge beside those of the values.
    fn once(&self) -> impl Iterator<Item = &Box<str>> {
        let list = self
            .form
            .items
            .iter()
            .filter(|_| !self.form.split.is_empty());
        let after = list
            .flat_map(|list| &list.after)
            .filter(|label| !self.form.split.contains(label));
        self.form.known.iter().chain(after)
    }

    /// Whether a line is a label of the form, so that it is no value of the label above.
    fn is_label_line(&self, line: &Line) -> bool {
        self.form
            .fields
            .iter()
            .any(|field| has_label(line, &field.labels))
            || has_label(line, &self.form.known)
            || has_label(line, &self.form.split)
            || has_label(line, &self.form.code_labels)
    }

    fn draft(&self, lines: &[&Line], reading: &mut Reading) -> Option<Draft> {
        let mut draft = Draft {
            kind: self.form.kind,
            values: BTreeMap::new(),
            items: Vec::new(),
            has_code: false,
        };
        let mut is_doubled = self.once().any(|label| {
            let found = lines.iter().filter(|line| labelled(line, label).is_some());
            found.count() > self.form.times
        });
        for field in &self.form.fields {
            let seen = self.seen(field, lines);
            is_doubled |= field.part != NoticePart::Order
                && !self.form.split.is_empty()
                && seen.values.len() + seen.bad > 1
                && seen
                    .values
                    .iter()
                    .all(|(value, _)| Some(value) == seen.values.first().map(|(v, _)| v));
            self.take(field, seen, &mut draft, reading);
        }
        if let Some(below) = &self.form.lines {
            self.lines_below(below, lines, &mut draft, reading);
        }
        if let Some((Value::Order(number), _)) = draft.values.get(&NoticePart::Order) {
            is_doubled |= lines
                .iter()
                .any(|line| self.has_other_number(line, Some(number)));
        }
        // Two values of one field, another number, or a line that is no label any more: another charge or order
        // may have lost its beginning.
        if is_doubled || (self.form.is_tight && !self.is_tight(lines)) {
            reading.unread.insert(NoticePart::Number);
            return None;
        }
        if let Some((Value::Kind(kind), _)) = draft.values.remove(&NoticePart::Kind) {
            draft.kind = kind;
        } else if self
            .form
            .fields
            .iter()
            .any(|field| field.part == NoticePart::Kind)
            || reading.unread.contains(&NoticePart::Kind) && self.form.lines.is_some()
        {
            return None;
        }
        if self.form.has_returns && !draft.values.contains_key(&NoticePart::Charged) {
            return None;
        }
        self.settle_signs(&mut draft, reading);
        if let Some(list) = &self.form.items {
            let is_label = |line: &Line| self.is_label_line(line);
            match items::read(list, self.form, lines, self.context.is_html, &is_label) {
                Some(items) => draft.items = items,
                None => {
                    reading.unread.insert(NoticePart::Items);
                }
            }
        }
        draft.has_code = lines.iter().enumerate().any(|(at, line)| {
            let mut found = self
                .form
                .code_labels
                .iter()
                .filter_map(|label| labelled(line, label));
            found.any(|found| found.at < line.text.len() || lines.get(at + 1).is_some())
        });
        Some(draft)
    }

    /// Whether between the first label and the last stand labels and their values alone.
    fn is_tight(&self, lines: &[&Line]) -> bool {
        let labels: Vec<usize> = (0..)
            .zip(lines)
            .filter(|(_, line)| self.is_label_line(line))
            .map(|(at, _)| at)
            .collect();
        // What stands on the line below a label is its value, where none stands beside it.
        labels.windows(2).all(|pair| match pair {
            [one, next] => {
                next - one <= 1
                    || (next - one == 2
                        && lines.get(*one).is_some_and(|line| self.is_bare_label(line)))
            }
            _ => true,
        })
    }

    /// Whether a line is a label without a value beside it.
    fn is_bare_label(&self, line: &Line) -> bool {
        let fields = self.form.fields.iter().flat_map(|field| &field.labels);
        let mut all = fields.chain(&self.form.known).chain(&self.form.split);
        all.any(|label| labelled(line, label).is_some_and(|found| found.at >= line.text.len()))
    }

    /// Takes over the one value of a field, or says why there is none.
    fn take(&self, field: &FormField, seen: Seen, draft: &mut Draft, reading: &mut Reading) {
        let mut distinct: Vec<(Value, Spot)> = Vec::new();
        for (value, spot) in seen.values {
            if !distinct.iter().any(|(known, _)| *known == value) {
                distinct.push((value, spot));
            }
        }
        match (distinct.len(), seen.bad) {
            (0, 0) if field.is_optional => {}
            (1, 0) => {
                if let Some(found) = distinct.pop() {
                    draft.values.insert(field.part, found);
                }
            }
            (0 | 1, _) => {
                reading.unread.insert(field.part);
            }
            _ => {
                reading.contradicts.insert(field.part);
            }
        }
    }

    fn seen(&self, field: &FormField, lines: &[&Line]) -> Seen {
        if let Some((before, behind)) = &field.subject {
            return self.in_subject(field, before, behind);
        }
        if field.is_alone {
            let mut seen = Seen::default();
            for line in lines {
                if let Some(value) = self.value(field.part, &[], &line.text, line, 0) {
                    seen.values.push((value, spot(line, 0)));
                }
            }
            return seen;
        }
        if !field.before.is_empty() {
            let mut seen = Seen::default();
            for line in lines {
                for words in &field.before {
                    let Some(sum) = line.text.find(&**words).and_then(|at| line.text.get(..at))
                    else {
                        continue;
                    };
                    match self.value(field.part, &[], sum, line, 0) {
                        Some(value) => seen.values.push((value, spot(line, 0))),
                        None => seen.bad += 1,
                    }
                }
            }
            return seen;
        }
        self.labelled_values(field, lines)
    }

    fn in_subject(&self, field: &FormField, before: &str, behind: &str) -> Seen {
        let mut seen = Seen::default();
        let subject = normal(self.context.subject);
        let from = match before {
            "" => Some(0),
            words => subject.find(words).map(|at| at + words.len()),
        };
        let value = from.and_then(|from| {
            let rest = subject.get(from..)?;
            match behind {
                "" => Some(rest),
                words => rest.split_once(words).map(|(value, _)| value),
            }
        });
        let Some(text) = value.map(str::trim).filter(|text| !text.is_empty()) else {
            return seen;
        };
        let line = Plain::read(text)
            .lines
            .into_iter()
            .next()
            .unwrap_or_default();
        match self.value(field.part, &field.choices, text, &line, 0) {
            Some(value) => {
                let spot = Spot {
                    line: self.context.subject.into(),
                    range: 0..self.context.subject.len(),
                    is_subject: true,
                };
                seen.values.push((value, spot));
            }
            None => seen.bad += 1,
        }
        seen
    }

    fn labelled_values(&self, field: &FormField, lines: &[&Line]) -> Seen {
        let mut seen = Seen::default();
        for (at, line) in lines.iter().enumerate() {
            // The longest label that fits is the one that stands there.
            let found = field
                .labels
                .iter()
                .filter_map(|label| labelled(line, label));
            let Some(found) = found.min_by_key(|found| line.text.len() - found.at) else {
                continue;
            };
            let text = line.text.get(found.at..).unwrap_or_default();
            let read = if text.is_empty() {
                self.below(field, lines.get(at + 1..).unwrap_or_default())
            } else {
                self.value(field.part, &field.choices, text, line, found.at)
                    .map(|value| (value, spot(line, found.at)))
            };
            match read {
                Some(found) => seen.values.push(found),
                // "合計 3 点" is no total that cannot be read: nothing but a blank makes it one.
                None if !found.is_marked => {}
                None => seen.bad += 1,
            }
        }
        seen
    }

    /// The value on the line below its label; a sum may be broken over two.
    fn below(&self, field: &FormField, lines: &[&Line]) -> Option<(Value, Spot)> {
        let first = lines.first().filter(|line| !self.is_label_line(line))?;
        // Any line can be a text, so the label below it must show that none was lost.
        let is_text = matches!(
            field.part,
            NoticePart::Merchant | NoticePart::Place | NoticePart::Device
        );
        let is_held = field.is_below && lines.get(1).is_none_or(|next| self.is_label_line(next));
        if is_text && !is_held {
            return None;
        }
        let is_number_alone = !first.text.contains(' ');
        if field.part == NoticePart::Order && !is_number_alone {
            return None;
        }
        if let Some(value) = self.value(field.part, &field.choices, &first.text, first, 0) {
            return Some((value, spot(first, 0)));
        }
        let second = lines.get(1)?;
        let is_bare = |text: &str| text.chars().all(|c| !c.is_ascii_digit());
        if role(field.part).is_none() || is_bare(&first.text) == is_bare(&second.text) {
            return None;
        }
        let joined = format!("{} {}", first.text, second.text);
        let number = if is_bare(&first.text) { second } else { first };
        self.value(field.part, &[], &joined, number, 0)
            .map(|value| (value, spot(number, 0)))
    }

    /// The values that stand one below the other.
    fn lines_below(
        &self,
        below: &FormLines,
        lines: &[&Line],
        draft: &mut Draft,
        reading: &mut Reading,
    ) {
        let found: Vec<(usize, Labelled)> = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, labelled(line, &below.label)?)))
            .collect();
        let [(at, found)] = found.as_slice() else {
            let missing = below.parts.iter().copied();
            if found.is_empty() {
                reading.unread.extend(missing);
            } else {
                reading.contradicts.extend(missing);
            }
            return;
        };
        let mut next = *at;
        let mut from = found.at;
        for part in &below.parts {
            if lines.get(next).is_some_and(|line| from >= line.text.len()) {
                next += 1;
                from = 0;
            }
            let read = lines
                .get(next)
                .and_then(|line| self.line_part(below, *part, line, from, draft));
            match read {
                Some(found) => {
                    draft.values.insert(*part, found);
                }
                None => {
                    reading.unread.insert(*part);
                }
            }
            next += 1;
            from = 0;
        }
        if !below.choices.is_empty() && !draft.values.contains_key(&NoticePart::Kind) {
            reading.unread.insert(NoticePart::Kind);
        }
    }

    fn line_part(
        &self,
        below: &FormLines,
        part: NoticePart,
        line: &Line,
        from: usize,
        draft: &mut Draft,
    ) -> Option<(Value, Spot)> {
        let text = line.text.get(from..)?;
        if part == NoticePart::Merchant && !below.choices.is_empty() {
            let (shop, word) = text.strip_suffix(')')?.rsplit_once('(')?;
            let (_, kind) = below.choices.iter().find(|(known, _)| **known == *word)?;
            draft
                .values
                .insert(NoticePart::Kind, (Value::Kind(*kind), spot(line, from)));
            let mut spot = spot(line, from);
            let (_, behind) = line.original(from + shop.len());
            spot.range.end = behind.start.max(spot.range.start);
            let shop = spot.text();
            return (!shop.is_empty()).then(|| (Value::Text(shop.into()), spot.clone()));
        }
        let (text, from) = match text.rfind(": ") {
            Some(at) if below.is_behind_colon => (text.get(at + 2..)?, from + at + 2),
            _ => (text, from),
        };
        // A shop's name is no sum and no moment: where it is one, a line is missing.
        let is_other = values::money(text, None).is_some()
            || values::moment(text, FormZone::Day).is_some()
            || values::moment(text, self.form.zone).is_some();
        if part == NoticePart::Merchant && is_other {
            return None;
        }
        let value = self.value(part, &[], text, line, from)?;
        Some((value, spot(line, from)))
    }

    fn value(
        &self,
        part: NoticePart,
        choices: &[(Box<str>, NoticeKind)],
        text: &str,
        line: &Line,
        from: usize,
    ) -> Option<Value> {
        let form = self.form;
        if role(part).is_some() {
            return values::money(text, form.currency).map(Value::Money);
        }
        match part {
            NoticePart::Order => values::order(text, self.context.shapes).map(Value::Order),
            NoticePart::Moment => values::moment(text, form.zone).map(Value::Moment),
            NoticePart::Recipient => {
                // What is no plain address lost a part of it.
                let address = Address::parse(text).ok().filter(|_| text.is_ascii());
                let is_whole = |address: &Address| {
                    address.domain().as_str().contains('.') && !text.contains(' ')
                };
                address.filter(is_whole).map(Value::Address)
            }
            NoticePart::Ip => text.parse().ok().map(Value::Ip),
            NoticePart::Card => CardTail::parse(text).map(Value::Card),
            NoticePart::Kind => {
                let choice = choices.iter().find(|(word, _)| **word == *text);
                choice.map(|(_, kind)| Value::Kind(*kind))
            }
            _ => {
                let spot = spot(line, from);
                let text = if spot.text().is_empty() {
                    text
                } else {
                    spot.text()
                };
                Some(Value::Text(text.into()))
            }
        }
    }

    /// What comes back has another role, and no sum stays negative.
    fn settle_signs(&self, draft: &mut Draft, reading: &mut Reading) {
        let is_charge = matches!(draft.kind, NoticeKind::Charge | NoticeKind::ChargeReversed);
        if is_charge && let Some((Value::Money(money), _)) = draft.values.get(&NoticePart::Charged)
        {
            let is_back = money.minor < 0 || draft.kind == NoticeKind::ChargeReversed;
            if is_back && let Some(found) = draft.values.remove(&NoticePart::Charged) {
                draft.kind = NoticeKind::ChargeReversed;
                draft.values.insert(NoticePart::Refunded, found);
            }
        }
        if let Some((Value::Money(money), _)) = draft.values.get_mut(&NoticePart::Refunded) {
            money.minor = money.minor.abs();
        }
        let is_negative = |value: &Value| matches!(value, Value::Money(money) if money.minor < 0);
        let negative: Vec<NoticePart> = draft
            .values
            .iter()
            .filter(|(_, (value, _))| is_negative(value))
            .map(|(part, _)| *part)
            .collect();
        for part in negative {
            draft.values.remove(&part);
            reading.unread.insert(part);
        }
    }

    /// Where the mail prints the sum of all charges, they must make it up.
    fn hold_against_sum(&self, lines: &[Line], reading: &mut Reading) {
        let field = FormField {
            part: NoticePart::Charged,
            labels: self.form.sum.clone(),
            before: Vec::new(),
            subject: None,
            is_alone: false,
            is_optional: true,
            is_below: false,
            choices: Vec::new(),
        };
        let lines: Vec<&Line> = lines.iter().collect();
        let seen = self.labelled_values(&field, &lines);
        let Some((Value::Money(sum), _)) = seen.values.first() else {
            return;
        };
        let mut total = 0_i64;
        for draft in &reading.drafts {
            let part = |part| match draft.values.get(&part) {
                Some((Value::Money(money), _)) if money.currency == sum.currency => {
                    Some(money.minor)
                }
                _ => None,
            };
            let minor = match (part(NoticePart::Charged), part(NoticePart::Refunded)) {
                (Some(charged), _) => charged,
                (None, Some(refunded)) => -refunded,
                // One that could not be read is told already.
                (None, None) => return,
            };
            total = total.saturating_add(minor);
        }
        if total != sum.minor {
            reading.contradicts.insert(NoticePart::Charged);
            for draft in &mut reading.drafts {
                draft.values.remove(&NoticePart::Charged);
                draft.values.remove(&NoticePart::Refunded);
            }
        }
    }
}

/// The role of a sum that is a part of a notice.
pub(crate) fn role(part: NoticePart) -> Option<AmountRole> {
    AmountRole::ALL
        .iter()
        .copied()
        .find(|role| role.part() == part)
}
