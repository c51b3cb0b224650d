//! Asking the tables.

use facts::{BrandId, Day, Domain};

use crate::{Brand, BrandDomain, Brands, Contact, Covers};

/// Days after which a fact counts as stale: a year and some weeks of grace.
const STALE_AFTER: i32 = 400;

impl Brands {
    /// All brands, in the order of their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = &Brand> {
        self.brands.iter()
    }

    /// One brand.
    #[must_use]
    pub fn get(&self, id: &BrandId) -> Option<&Brand> {
        self.position(id).and_then(|at| self.brands.get(at))
    }

    /// The brand that a domain belongs to, and the entry that says so; the longest entry wins.
    ///
    /// `None` for customers' domains. The entry may be listed, unverified or a mere site: see its
    /// [`standing`](crate::Standing::can_prove) and `mails`.
    #[must_use]
    pub fn owner(&self, domain: &Domain) -> Option<(&Brand, &BrandDomain)> {
        for (is_itself, name) in upwards(domain) {
            if self.customers.contains(name) {
                return None;
            }
            let Some(&(brand, entry)) = self.own.get(name) else {
                continue;
            };
            let brand = self.brands.get(brand)?;
            let entry = brand.domains.get(entry)?;
            match (entry.covers, is_itself) {
                (Covers::Whole, _) | (Covers::Itself, true) | (Covers::Below, false) => {
                    return Some((brand, entry));
                }
                (Covers::Itself, false) | (Covers::Below, true) => {}
            }
        }
        None
    }

    /// The brand whose domain or link host a host is or lies within; the longest entry wins, an owner
    /// before a guest.
    #[must_use]
    pub fn link_owner(&self, host: &Domain) -> Option<&Brand> {
        let at = *self.link_owners(host)?.first()?;
        self.brands.get(at)
    }

    /// Whether genuine mail of a brand may link to a host: its own, a link host, or one of its family's.
    #[must_use]
    pub fn links_to(&self, id: &BrandId, host: &Domain) -> bool {
        let Some(family) = self.family_of(id) else {
            return false;
        };
        self.link_owners(host).is_some_and(|owners| {
            owners.iter().any(|&at| {
                self.brands
                    .get(at)
                    .is_some_and(|brand| &*brand.family == family)
            })
        })
    }

    /// Whether addresses at a domain belong to customers of a brand (free mail, telephone customers), so
    /// that the domain says nothing of who writes.
    #[must_use]
    pub fn is_customers(&self, domain: &Domain) -> bool {
        let is_below_only = |name: &str| {
            self.own
                .get(name)
                .and_then(|&(brand, entry)| self.brands.get(brand)?.domains.get(entry))
                .is_some_and(|entry| entry.covers == Covers::Below)
        };
        is_below_only(domain.as_str())
            || upwards(domain).any(|(_, name)| self.customers.contains(name))
    }

    /// The house that a brand belongs to.
    #[must_use]
    pub fn family_of(&self, id: &BrandId) -> Option<&str> {
        self.get(id).map(|brand| &*brand.family)
    }

    /// Whether two brands belong to one house; an unknown brand belongs only to itself.
    #[must_use]
    pub fn same_family(&self, one: &BrandId, other: &BrandId) -> bool {
        one == other
            || self
                .family_of(one)
                .is_some_and(|family| Some(family) == self.family_of(other))
    }

    pub(crate) fn position(&self, id: &BrandId) -> Option<usize> {
        self.brands.binary_search_by(|brand| brand.id.cmp(id)).ok()
    }

    /// The brands of the longest entry that a host is or lies within.
    fn link_owners(&self, host: &Domain) -> Option<&Vec<usize>> {
        upwards(host).find_map(|(is_itself, name)| {
            let is_strangers = !is_itself
                && self
                    .own
                    .get(name)
                    .and_then(|&(brand, entry)| self.brands.get(brand)?.domains.get(entry))
                    .is_some_and(|entry| entry.covers == Covers::Itself);
            if is_strangers {
                None
            } else {
                self.links.get(name)
            }
        })
    }

    /// Builds the look-up maps anew; the brands are sorted first.
    pub(crate) fn index(&mut self) {
        self.brands.sort_by(|one, other| one.id.cmp(&other.id));
        self.own.clear();
        self.links.clear();
        self.customers.clear();
        for (at, brand) in self.brands.iter().enumerate() {
            for (entry, domain) in brand.domains.iter().enumerate() {
                self.own.insert(domain.name.as_str().into(), (at, entry));
                self.links
                    .entry(domain.name.as_str().into())
                    .or_default()
                    .insert(0, at);
            }
            for host in &brand.link_hosts {
                self.links.entry(host.as_str().into()).or_default().push(at);
            }
            self.customers
                .extend(brand.customers.iter().map(|name| name.as_str().into()));
        }
    }
}

impl Brand {
    /// Whether the table was checked more than 400 days before `today`.
    #[must_use]
    pub fn is_stale(&self, today: Day) -> bool {
        is_stale(self.checked, today)
    }

    /// Whether at least one domain that the brand mails from is sourced well enough to prove a mail.
    ///
    /// A brand whose domains are all listed or unverified has none: a mail from elsewhere is then no
    /// contradiction by itself, since what little is known may avoid an alarm and not raise one.
    #[must_use]
    pub fn has_sourced_domain(&self) -> bool {
        self.domains
            .iter()
            .any(|domain| domain.mails && domain.standing.can_prove())
    }
}

impl BrandDomain {
    /// Whether the entry was checked more than 400 days before `today`.
    #[must_use]
    pub fn is_stale(&self, today: Day) -> bool {
        is_stale(self.checked, today)
    }
}

impl Contact {
    /// Whether the entry was checked more than 400 days before `today`.
    #[must_use]
    pub fn is_stale(&self, today: Day) -> bool {
        is_stale(self.checked, today)
    }
}

fn is_stale(checked: Day, today: Day) -> bool {
    (today.0 - checked.0).get_days() > STALE_AFTER
}

/// The name and its parents, the name itself first.
fn upwards(domain: &Domain) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = Some(domain.as_str());
    let mut is_itself = true;
    std::iter::from_fn(move || {
        let name = rest?;
        rest = name.split_once('.').map(|(_, parent)| parent);
        Some((std::mem::replace(&mut is_itself, false), name))
    })
}
