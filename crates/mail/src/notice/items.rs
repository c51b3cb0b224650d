//! The list of what was ordered: read whole, or not at all.

use brands::{Form, FormItems, ItemStyle};
use facts::{Item, Quote};

use super::draft::{has_label, spot};
use super::plain::Line;
use super::values;

/// Items of one order that are read.
const MOST_ITEMS: usize = 200;

/// The items among some lines; `None` where a line of the list is not understood.
pub(crate) fn read(
    list: &FormItems,
    form: &Form,
    lines: &[&Line],
    is_html: bool,
    is_label: &dyn Fn(&Line) -> bool,
) -> Option<Vec<Item>> {
    if matches!(list.style, ItemStyle::Label | ItemStyle::Below) {
        return at_label(list, lines, is_label);
    }
    let first = lines.iter().position(|line| has_label(line, &list.after))? + 1;
    let rest = lines.get(first..)?;
    let is_rule = |text: &str| text.chars().all(|c| !c.is_alphanumeric());
    let ends = |line: &&Line| {
        let mut rules = list.until.iter().filter(|end| is_rule(end));
        has_label(line, &list.until) || rules.any(|end| line.text.starts_with(&**end))
    };
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let (list_lines, behind) = (rest.get(..end)?, rest.get(end..)?);
    // What looks like an item behind the end shows that it is none.
    let is_item =
        |line: &&Line| has_label(line, &list.quantity) || (line.is_starred && !is_label(line));
    if list.style == ItemStyle::Bullet && behind.iter().any(is_item) {
        return None;
    }
    let items = match list.style {
        ItemStyle::Pairs => pairs(form, list_lines)?,
        _ => stars(list, form, list_lines, is_html)?,
    };
    (!items.is_empty() && items.len() <= MOST_ITEMS).then_some(items)
}

/// The title at a label: behind it, or on the line below that another label follows.
fn at_label(
    list: &FormItems,
    lines: &[&Line],
    is_label: &dyn Fn(&Line) -> bool,
) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let mut labels = list.after.iter();
        let Some(label) = labels.find(|label| has_label(line, std::slice::from_ref(label))) else {
            continue;
        };
        let value = line.text.get(label.len()..)?.trim_start_matches([' ', ':']);
        let title = match (list.style, value) {
            (ItemStyle::Below, "") => {
                let below = lines.get(at + 1).filter(|below| !is_label(below))?;
                lines.get(at + 2).filter(|next| is_label(next))?;
                title(below, 0)
            }
            (ItemStyle::Label, value) if !value.is_empty() => {
                title(line, line.text.len() - value.len())
            }
            _ => return None,
        };
        items.push(Item {
            title,
            quantity: None,
            amount: None,
        });
    }
    (items.len() == 1).then_some(items)
}

/// `* title`, the quantity (perhaps), the sum; nothing else between the first and the last.
fn stars(list: &FormItems, form: &Form, lines: &[&Line], is_html: bool) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        let is_sum = values::money(&line.text, form.currency).is_some();
        let is_orphan = is_sum || has_label(line, &list.quantity);
        if line.is_starred == is_html || is_orphan {
            // A link or a number above the list is no item; a sum or a quantity has lost one.
            let is_lead =
                items.is_empty() && !is_orphan && (list.has_lead || line.text.contains("://"));
            if is_lead && !is_html {
                continue;
            }
            return None;
        }
        let mut quantity = None;
        if let Some(next) = rest.next_if(|next| has_label(next, &list.quantity)) {
            quantity = Some(quantity_of(list, next)?);
        }
        let sum = values::money(&rest.next()?.text, form.currency)?;
        items.push(Item {
            title: title(line, 0),
            quantity,
            amount: Some(sum).filter(|sum| sum.minor >= 0),
        });
    }
    Some(items)
}

/// A title, and below it the sum.
fn pairs(form: &Form, lines: &[&Line]) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    // The day of the order stands behind the label after which the list begins.
    for pair in lines.chunks(2) {
        let [name, sum] = pair else { return None };
        if values::money(&name.text, form.currency).is_some() {
            return None;
        }
        items.push(Item {
            title: title(name, 0),
            quantity: None,
            amount: Some(values::money(&sum.text, form.currency)?).filter(|sum| sum.minor >= 0),
        });
    }
    Some(items)
}

fn quantity_of(list: &FormItems, line: &Line) -> Option<u32> {
    let label = list
        .quantity
        .iter()
        .find(|label| line.text.starts_with(&***label))?;
    let value = line.text.get(label.len()..)?.trim_start_matches([' ', ':']);
    let is_number =
        !value.is_empty() && value.len() <= 4 && value.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| value.parse().ok()).flatten()
}

/// A title as printed, made harmless.
fn title(line: &Line, from: usize) -> Box<str> {
    Quote::whole(spot(line, from).text()).text().into()
}
