//! Reads brand files: TOML into the typed table, with every complaint naming file and line.

use std::collections::HashSet;
use std::ops::Range;

use facts::{Address, BrandId, Day, Domain};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::form::FormTable;
use crate::{
    Brand, BrandDomain, BrandKind, Brands, Contact, ContactKind, Covers, Domains, FOREIGN_CONTENT,
    Name, NameUse, Sender, Shown, Signs, Smime, SmimeMails, Standing, TableError,
};

/// The tables in `data/brands`, by name, as `build.rs` found them.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The forms of their mails in `data/brands/notices`, by the brand's name; each is read like a person's own file.
const FORMS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/forms.rs"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    shown: Option<ShownTable>,
    kind: Option<BrandKind>,
    family: Option<String>,
    completeness: Option<Domains>,
    source: Spanned<String>,
    checked: Spanned<Datetime>,
    #[serde(default)]
    names: Vec<Spanned<String>>,
    #[serde(default)]
    ambiguous: Vec<Spanned<String>>,
    #[serde(default)]
    order_numbers: Vec<Spanned<String>>,
    #[serde(default)]
    link_hosts: Vec<Spanned<String>>,
    #[serde(default)]
    customers: Vec<Spanned<String>>,
    #[serde(default)]
    senders: Vec<Spanned<String>>,
    smime: Option<SmimeTable>,
    #[serde(default)]
    domains: Vec<DomainTable>,
    #[serde(default)]
    foreign_content: Vec<ForeignTable>,
    #[serde(default)]
    contacts: Vec<ContactTable>,
    #[serde(default)]
    notices: Vec<FormTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownTable {
    ja: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmimeTable {
    mails: SmimeMails,
    source: Spanned<String>,
    checked: Option<Spanned<Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainTable {
    name: Spanned<String>,
    standing: Standing,
    #[serde(default)]
    source: String,
    checked: Option<Spanned<Datetime>>,
    #[serde(default)]
    signs: Signs,
    mails: Option<bool>,
    #[serde(default)]
    covers: Covers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForeignTable {
    address: Spanned<String>,
    kind: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactTable {
    kind: ContactKind,
    value: Spanned<String>,
    source: Option<String>,
    checked: Option<Spanned<Datetime>>,
}

impl Brands {
    /// Reads brand files, given as file name and text; the name without folder and `.toml` is the identifier.
    ///
    /// # Errors
    /// Every problem of every file, where there is one: TOML that does not parse, an unknown key, a value
    /// that is not what it should be, a missing source, a domain that two brands claim.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<TableError>> {
        let mut brands = Self::default();
        let mut problems = Vec::new();
        for (name, text) in files {
            if let Err(more) = brands.add(name, text, Again::Refused) {
                problems.extend(more);
            }
        }
        if problems.is_empty() {
            brands.index();
            Ok(brands)
        } else {
            Err(problems)
        }
    }

    /// The tables that are part of the program.
    ///
    /// # Panics
    /// Never in a build that passed its tests: the texts are constants, and a test loads them all.
    #[must_use]
    pub fn embedded() -> Self {
        match Self::load_embedded() {
            Ok(brands) => brands,
            Err(problems) => panic!(
                "the embedded brand tables load, as a test shows: {}",
                problems
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            ),
        }
    }

    fn load_embedded() -> Result<Self, Vec<TableError>> {
        let mut brands = Self::load(EMBEDDED)?;
        for (name, text) in FORMS {
            brands.add(name, text, Again::Merged)?;
        }
        brands.index();
        Ok(brands)
    }

    /// These tables and the person's own files, which add a brand, or add to and correct one that is known.
    ///
    /// An entry replaces the one with the same name, domain, address or contact. The brand takes the newer
    /// day of checking; an entry that the file does not repeat keeps its own.
    ///
    /// # Errors
    /// The first problem, as for [`Brands::load`]; in a file for a new brand also what is missing.
    pub fn with_own(mut self, files: &[(&str, &str)]) -> Result<Self, TableError> {
        for (name, text) in files {
            if let Err(problems) = self.add(name, text, Again::Merged) {
                let none = || TableError {
                    file: (*name).into(),
                    problem: "refused".into(),
                };
                return Err(problems.into_iter().next().unwrap_or_else(none));
            }
            self.index();
        }
        self.index();
        Ok(self)
    }

    /// Reads one file into the tables; the look-up maps are not touched.
    fn add(&mut self, file: &str, text: &str, again: Again) -> Result<(), Vec<TableError>> {
        let mut reader = Reader {
            file,
            text,
            problems: Vec::new(),
        };
        let Some(id) = identifier(file) else {
            reader.wrong(
                None,
                "a file name is lower-case letters, digits and hyphens, then .toml",
            );
            return Err(reader.problems);
        };
        let table: File = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                reader.wrong(error.span(), error.message());
                return Err(reader.problems);
            }
        };
        let known = self.brands.iter().position(|brand| brand.id == id);
        let brand = match (known.and_then(|at| self.brands.get(at)), again) {
            (Some(_), Again::Refused) => {
                reader.wrong(None, "a second file for the same brand");
                None
            }
            (Some(brand), Again::Merged) => Some(brand.clone()),
            (None, _) => reader.begin(id, &table),
        };
        let Some(mut brand) = brand else {
            return Err(reader.problems);
        };
        reader.fill(&mut brand, table);
        for domain in &brand.domains {
            let is_same = |other: &&Brand| {
                other.id != brand.id && other.domains.iter().any(|d| d.name == domain.name)
            };
            if let Some(other) = self.brands.iter().find(is_same) {
                let problem = format!(
                    "domains: `{}` belongs to the brand `{}` already",
                    domain.name,
                    other.id.as_str()
                );
                reader.wrong(None, &problem);
            }
        }
        if !reader.problems.is_empty() {
            return Err(reader.problems);
        }
        match known.and_then(|at| self.brands.get_mut(at)) {
            Some(place) => *place = brand,
            None => self.brands.push(brand),
        }
        Ok(())
    }
}

/// What a second file for a brand does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    Refused,
    Merged,
}

/// The brand's identifier: the file name without folder and ending.
fn identifier(file: &str) -> Option<BrandId> {
    let name = file.rsplit(['/', '\\']).next()?;
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!stem.is_empty() && stem.bytes().all(is_plain)).then(|| BrandId(stem.into()))
}

/// A file being read, and what is wrong with it so far.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<TableError>,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Option<Range<usize>>, problem: &str) {
        let problem = match span {
            Some(span) => {
                let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
                let line = before.iter().filter(|b| **b == b'\n').count() + 1;
                format!("line {line}: {problem}")
            }
            None => problem.to_owned(),
        };
        self.problems.push(TableError {
            file: self.file.into(),
            problem: problem.into(),
        });
    }

    /// A brand with what only a new one must say.
    fn begin(&mut self, id: BrandId, table: &File) -> Option<Brand> {
        let missing: Vec<&str> = [
            ("shown", table.shown.is_none()),
            ("kind", table.kind.is_none()),
            (
                "names or ambiguous",
                table.names.is_empty() && table.ambiguous.is_empty(),
            ),
        ]
        .into_iter()
        .filter_map(|(key, is_missing)| is_missing.then_some(key))
        .collect();
        for key in &missing {
            self.wrong(None, &format!("missing key `{key}`"));
        }
        let shown = table.shown.as_ref()?;
        let kind = table.kind?;
        if !missing.is_empty() {
            return None;
        }
        Some(Brand {
            family: id.as_str().into(),
            id,
            kind,
            shown: Shown {
                ja: shown.ja.as_str().into(),
                en: shown.en.as_str().into(),
            },
            names: Vec::new(),
            domains: Vec::new(),
            completeness: Domains::Incomplete,
            smime: None,
            order_numbers: Vec::new(),
            customers: Vec::new(),
            link_hosts: Vec::new(),
            senders: Vec::new(),
            contacts: Vec::new(),
            forms: Vec::new(),
            source: table.source.get_ref().as_str().into(),
            checked: self.day("checked", &table.checked)?,
        })
    }

    /// Adds what the file says to the brand; the same entry is replaced.
    fn fill(&mut self, brand: &mut Brand, table: File) {
        if table.source.get_ref().trim().is_empty() {
            self.wrong(Some(table.source.span()), "source: empty");
        }
        let Some(checked) = self.day("checked", &table.checked) else {
            return;
        };
        if let Some(shown) = table.shown {
            if shown.ja.trim().is_empty() || shown.en.trim().is_empty() {
                self.wrong(None, "shown: `ja` and `en` must both say something");
            }
            brand.shown = Shown {
                ja: shown.ja.into(),
                en: shown.en.into(),
            };
        }
        brand.checked = brand.checked.max(checked);
        brand.kind = table.kind.unwrap_or(brand.kind);
        brand.completeness = table.completeness.unwrap_or(brand.completeness);
        if let Some(family) = table.family {
            brand.family = family.into();
        }
        self.names(brand, &table.names, &table.ambiguous);
        self.order_numbers(brand, &table.order_numbers);
        if let Some(smime) = table.smime {
            self.smime(brand, smime, checked);
        }
        self.domains(brand, table.domains, checked);
        for (key, written, hosts) in [
            ("link_hosts", &table.link_hosts, &mut brand.link_hosts),
            ("customers", &table.customers, &mut brand.customers),
        ] {
            let mut seen = HashSet::new();
            for text in written {
                let Some(host) = self.domain(key, text) else {
                    continue;
                };
                if !seen.insert(host.clone()) {
                    self.wrong(Some(text.span()), &format!("{key}: `{host}` stands twice"));
                }
                if !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        for host in brand.link_hosts.iter().chain(&brand.customers) {
            if brand.domains.iter().any(|domain| domain.name == *host) {
                self.wrong(
                    None,
                    &format!("`{host}` is one of the brand's domains already"),
                );
            }
        }
        self.senders(brand, &table.senders, &table.foreign_content);
        self.contacts(brand, table.contacts, &table.source, checked);
        self.forms(brand, table.notices, checked);
    }

    fn forms(&mut self, brand: &mut Brand, tables: Vec<FormTable>, inherited: Day) {
        let mut seen = HashSet::new();
        for table in tables {
            let span = table.name.span();
            let name = table.name.get_ref().clone();
            if name.trim().is_empty() || !seen.insert(name.clone()) {
                self.wrong(
                    Some(span.clone()),
                    &format!("notices: `{name}` is empty or stands twice"),
                );
            }
            if table.source.get_ref().trim().is_empty() {
                self.wrong(Some(table.source.span()), "notices.source: empty");
            }
            let Some(checked) = self.day_or("notices.checked", table.checked.as_ref(), inherited)
            else {
                continue;
            };
            match table.form(checked) {
                Ok(form) => {
                    brand.forms.retain(|known| known.name != form.name);
                    brand.forms.push(form);
                }
                Err(problem) => self.wrong(Some(span), &format!("notices: `{name}`: {problem}")),
            }
        }
    }

    fn names(
        &mut self,
        brand: &mut Brand,
        names: &[Spanned<String>],
        ambiguous: &[Spanned<String>],
    ) {
        let mut seen = HashSet::new();
        for (written, usage) in [(names, NameUse::Distinct), (ambiguous, NameUse::Ambiguous)] {
            for text in written {
                let name = text.get_ref().as_str();
                if name.trim().is_empty() || name.trim() != name {
                    self.wrong(Some(text.span()), "names: empty, or with space around it");
                    continue;
                }
                if !seen.insert(name) {
                    self.wrong(Some(text.span()), &format!("names: `{name}` stands twice"));
                }
                brand.names.retain(|known| &*known.text != name);
                brand.names.push(Name {
                    text: name.into(),
                    usage,
                });
            }
        }
    }

    fn order_numbers(&mut self, brand: &mut Brand, written: &[Spanned<String>]) {
        for text in written {
            let shape = text.get_ref().as_str();
            let is_shape = shape.contains(['9', 'A'])
                && shape
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !is_shape {
                self.wrong(
                    Some(text.span()),
                    &format!("order_numbers: `{shape}` is not a shape"),
                );
            } else if !brand.order_numbers.iter().any(|known| &**known == shape) {
                brand.order_numbers.push(shape.into());
            }
        }
    }

    fn smime(&mut self, brand: &mut Brand, table: SmimeTable, inherited: Day) {
        if table.source.get_ref().trim().is_empty() {
            self.wrong(Some(table.source.span()), "smime.source: empty");
        }
        let Some(checked) = self.day_or("smime.checked", table.checked.as_ref(), inherited) else {
            return;
        };
        brand.smime = Some(Smime {
            mails: table.mails,
            source: table.source.into_inner().into(),
            checked,
        });
    }

    fn domains(&mut self, brand: &mut Brand, tables: Vec<DomainTable>, inherited: Day) {
        let mut seen = HashSet::new();
        for table in tables {
            let Some(name) = self.domain("domains.name", &table.name) else {
                continue;
            };
            let span = table.name.span();
            if !seen.insert(name.clone()) {
                self.wrong(
                    Some(span.clone()),
                    &format!("domains: `{name}` stands twice"),
                );
            }
            let has_source = !table.source.trim().is_empty();
            // What no source says can neither make a mail genuine nor make a missing signature suspicious.
            if !has_source && table.standing != Standing::Unverified {
                self.wrong(
                    Some(span.clone()),
                    &format!("domains: `{name}` has no source, so it must be unverified"),
                );
            }
            if table.signs == Signs::Always && (!has_source || !table.standing.can_prove()) {
                self.wrong(
                    Some(span),
                    &format!("domains: `{name}` signs always, but no good source says so"),
                );
            }
            let Some(checked) = self.day_or("domains.checked", table.checked.as_ref(), inherited)
            else {
                continue;
            };
            let domain = BrandDomain {
                covers: table.covers,
                mails: table.mails.unwrap_or(true),
                signs: table.signs,
                standing: table.standing,
                source: table.source.into(),
                checked,
                name,
            };
            match brand
                .domains
                .iter_mut()
                .find(|known| known.name == domain.name)
            {
                Some(known) => *known = domain,
                None => brand.domains.push(domain),
            }
        }
    }

    fn senders(&mut self, brand: &mut Brand, plain: &[Spanned<String>], foreign: &[ForeignTable]) {
        for text in plain {
            let Some(address) = self.address("senders", text) else {
                continue;
            };
            if !brand.senders.iter().any(|known| known.address == address) {
                brand.senders.push(Sender {
                    address,
                    foreign_content: None,
                });
            }
        }
        for table in foreign {
            let Some(address) = self.address("foreign_content.address", &table.address) else {
                continue;
            };
            let kind = table.kind.get_ref().as_str();
            if !FOREIGN_CONTENT.contains(&kind) {
                let problem = format!(
                    "foreign_content.kind: `{kind}` is none of {}",
                    FOREIGN_CONTENT.join(", ")
                );
                self.wrong(Some(table.kind.span()), &problem);
            }
            if table.source.get_ref().trim().is_empty() {
                self.wrong(Some(table.source.span()), "foreign_content.source: empty");
            }
            brand.senders.retain(|known| known.address != address);
            brand.senders.push(Sender {
                address,
                foreign_content: Some(kind.into()),
            });
        }
    }

    fn contacts(
        &mut self,
        brand: &mut Brand,
        tables: Vec<ContactTable>,
        source: &Spanned<String>,
        inherited: Day,
    ) {
        for table in tables {
            let value = table.value.get_ref().as_str();
            let problem = match table.kind {
                _ if value.trim().is_empty() => Some("empty"),
                ContactKind::Phone
                    if !value
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b"+-#".contains(&b)) =>
                {
                    Some("a number is digits with hyphens")
                }
                // A person types it by hand, so it is a host and perhaps a path, never a link.
                ContactKind::Site | ContactKind::CheckPage
                    if value.contains("://") || !value.contains('.') =>
                {
                    Some("a host with perhaps a path, without https://")
                }
                ContactKind::Report if Address::parse(value).is_err() => Some("not a mail address"),
                _ => None,
            };
            if let Some(problem) = problem {
                self.wrong(
                    Some(table.value.span()),
                    &format!("contacts.value: {problem}"),
                );
            }
            let Some(checked) = self.day_or("contacts.checked", table.checked.as_ref(), inherited)
            else {
                continue;
            };
            let source = table.source.as_deref().unwrap_or(source.get_ref());
            let contact = Contact {
                kind: table.kind,
                value: value.into(),
                source: source.into(),
                checked,
            };
            brand
                .contacts
                .retain(|known| (known.kind, &known.value) != (contact.kind, &contact.value));
            brand.contacts.push(contact);
        }
    }

    /// The day an entry gives, or the table's; `None` where what it gives is no day.
    fn day_or(
        &mut self,
        key: &str,
        written: Option<&Spanned<Datetime>>,
        inherited: Day,
    ) -> Option<Day> {
        match written {
            Some(written) => self.day(key, written),
            None => Some(inherited),
        }
    }

    fn day(&mut self, key: &str, written: &Spanned<Datetime>) -> Option<Day> {
        let day = match written.get_ref() {
            Datetime {
                date: Some(date),
                time: None,
                offset: None,
            } => {
                let part = |n: u8| i8::try_from(n).ok();
                i16::try_from(date.year)
                    .ok()
                    .zip(part(date.month))
                    .zip(part(date.day))
                    .and_then(|((year, month), day)| jiff::civil::Date::new(year, month, day).ok())
            }
            _ => None,
        };
        if day.is_none() {
            self.wrong(
                Some(written.span()),
                &format!("{key}: a day such as 2026-11-22"),
            );
        }
        day.map(Day)
    }

    fn domain(&mut self, key: &str, written: &Spanned<String>) -> Option<Domain> {
        match Domain::parse(written.get_ref()) {
            Ok(domain) if domain.as_str().contains('.') => Some(domain),
            Ok(_) => {
                let problem = format!("{key}: `{}` is a single label", written.get_ref());
                self.wrong(Some(written.span()), &problem);
                None
            }
            Err(error) => {
                self.wrong(
                    Some(written.span()),
                    &format!("{key}: `{}`: {error}", written.get_ref()),
                );
                None
            }
        }
    }

    fn address(&mut self, key: &str, written: &Spanned<String>) -> Option<Address> {
        match Address::parse(written.get_ref()) {
            Ok(address) => Some(address),
            Err(error) => {
                self.wrong(
                    Some(written.span()),
                    &format!("{key}: `{}`: {error}", written.get_ref()),
                );
                None
            }
        }
    }
}
