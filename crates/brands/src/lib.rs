//! What is known of each brand, read from TOML; adds knowledge, never behaviour.

mod form;
mod load;
mod lookup;
mod table;
#[cfg(test)]
mod tests;

pub use form::{Form, FormField, FormItems, FormLines, FormStanding, FormZone, ItemStyle};
pub use table::{
    Brand, BrandDomain, BrandKind, Brands, Contact, ContactKind, Covers, Domains, FOREIGN_CONTENT,
    Name, NameUse, Sender, Shown, Signs, Smime, SmimeMails, Standing, TableError,
};
