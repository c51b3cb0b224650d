//! Mail addresses.

use std::fmt;

use crate::{Domain, DomainError};

/// A mail address: local part as written, domain in its compared form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    local: Box<str>,
    domain: Domain,
}

/// Why a text is not a mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    /// No `@` outside the local part.
    NoAt,
    /// Nothing before the `@`, or more than 256 octets.
    Local,
    /// What follows the `@` is not a domain name.
    Domain(DomainError),
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAt => f.write_str("no @ in the address"),
            Self::Local => f.write_str("local part empty or too long"),
            Self::Domain(e) => write!(f, "{e}"),
        }
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Parses a bare address (`addr-spec`, RFC 5322 §3.4.1); the domain follows the last `@`.
    ///
    /// # Errors
    /// [`AddressError`], where a part is missing or malformed.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::NoAt)?;
        if local.is_empty() || local.len() > 256 || local.chars().any(char::is_control) {
            return Err(AddressError::Local);
        }
        Ok(Self {
            local: local.into(),
            domain: Domain::parse(domain).map_err(AddressError::Domain)?,
        })
    }

    /// The part before the `@`, as written.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
