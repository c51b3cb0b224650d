//! What is known of each brand, read from TOML; adds knowledge, never behaviour.

mod table;

pub use table::{
    Brand, BrandDomain, BrandKind, Brands, Contact, ContactKind, Domains, Name, NameUse, Sender, Shown, Signs,
    Standing, TableError,
};
