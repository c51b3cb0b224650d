//! Folders, and what each is for.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::answer::Listing;
use super::utf7::decode;

/// What a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FolderRole {
    /// Where mail comes in.
    Inbox,
    /// What was thrown away.
    Trash,
    /// What was taken for junk.
    Junk,
    /// What was put away.
    Archive,
    /// What was sent.
    Sent,
    /// What is being written.
    Drafts,
    /// Every message once more.
    All,
    /// Anything else.
    Other,
}

/// A folder of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name as a person reads it, with the folders above it.
    pub name: String,
    /// Its name as the server spells it.
    pub raw_name: Vec<u8>,
    /// What it is for: as the server says (RFC 6154), else by its name in common languages.
    pub role: FolderRole,
    /// Whether it can hold messages.
    pub is_selectable: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameFile {
    #[expect(dead_code, reason = "kept in the table for whoever reads it")]
    source: String,
    #[expect(dead_code, reason = "kept in the table for whoever reads it")]
    checked: toml::value::Datetime,
    #[serde(rename = "role")]
    roles: Vec<RoleNames>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleNames {
    role: FolderRole,
    names: Vec<String>,
}

/// The names by which folders go, in small letters.
static NAMES: LazyLock<HashMap<String, FolderRole>> = LazyLock::new(|| {
    let file: Result<NameFile, _> =
        toml::from_str(include_str!("../../../../data/mailboxes/folders.toml"));
    // A test reads the file; without it folders only lose what their names tell.
    file.map(|file| file.roles)
        .unwrap_or_default()
        .into_iter()
        .flat_map(|row| row.names.into_iter().map(move |name| (name, row.role)))
        .collect()
});

impl Folder {
    /// The folder of this name, without asking the server.
    #[must_use]
    pub fn inbox() -> Self {
        Self {
            name: String::from("INBOX"),
            raw_name: b"INBOX".to_vec(),
            role: FolderRole::Inbox,
            is_selectable: true,
        }
    }

    /// The folder of this name of a mailbox on disk, its parts divided by `/`.
    #[must_use]
    pub fn on_disk(name: &str) -> Self {
        let role = if name.eq_ignore_ascii_case("INBOX") {
            FolderRole::Inbox
        } else {
            by_name(name, Some(b'/'))
        };
        Self {
            name: name.to_owned(),
            role,
            is_selectable: true,
            raw_name: name.as_bytes().to_vec(),
        }
    }

    pub(super) fn read(listing: &Listing) -> Self {
        let is_inbox = listing.name.eq_ignore_ascii_case(b"INBOX");
        // However a server writes it, it is one name (RFC 3501 §5.1).
        let name = if is_inbox {
            String::from("INBOX")
        } else {
            decode(&listing.name)
        };
        let has = |attribute: &str| listing.attributes.iter().any(|it| it == attribute);
        let special = [
            ("\\trash", FolderRole::Trash),
            ("\\junk", FolderRole::Junk),
            ("\\archive", FolderRole::Archive),
            ("\\sent", FolderRole::Sent),
            ("\\drafts", FolderRole::Drafts),
            ("\\all", FolderRole::All),
            // Gmail's older word for it (RFC 6154 came later).
            ("\\spam", FolderRole::Junk),
            ("\\allmail", FolderRole::All),
        ]
        .into_iter()
        .find_map(|(attribute, role)| has(attribute).then_some(role));
        let role = if is_inbox {
            FolderRole::Inbox
        } else {
            special.unwrap_or_else(|| by_name(&name, listing.delimiter))
        };
        Self {
            name,
            role,
            is_selectable: !has("\\noselect") && !has("\\nonexistent"),
            raw_name: listing.name.clone(),
        }
    }
}

/// By the last part of the name, since some servers put every folder below the inbox.
fn by_name(name: &str, delimiter: Option<u8>) -> FolderRole {
    let last = match delimiter.map(char::from) {
        Some(delimiter) => name.rsplit(delimiter).next().unwrap_or(name),
        None => name,
    };
    NAMES
        .get(last.trim().to_lowercase().as_str())
        .copied()
        .unwrap_or(FolderRole::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_names_is_read_and_in_small_letters() {
        let file: NameFile =
            toml::from_str(include_str!("../../../../data/mailboxes/folders.toml")).expect("TOML");
        let names: Vec<&String> = file.roles.iter().flat_map(|row| &row.names).collect();
        assert!(names.iter().all(|name| **name == name.to_lowercase()));
        assert_eq!(NAMES.len(), names.len(), "a name stands twice");
    }

    #[test]
    fn a_folder_is_what_the_server_says_and_else_what_its_name_says() {
        struct Case {
            attributes: &'static [&'static str],
            name: &'static str,
            role: FolderRole,
        }
        for case in [
            Case {
                attributes: &["\\hasnochildren", "\\trash"],
                name: "Papierkorb 2",
                role: FolderRole::Trash,
            },
            Case {
                attributes: &["\\junk"],
                name: "Archive",
                role: FolderRole::Junk,
            },
            Case {
                attributes: &[],
                name: "inbox",
                role: FolderRole::Inbox,
            },
            Case {
                attributes: &[],
                name: "INBOX.&MLQw33ux-",
                role: FolderRole::Trash,
            },
            Case {
                attributes: &[],
                name: "Deleted Messages",
                role: FolderRole::Trash,
            },
            Case {
                attributes: &[],
                name: "INBOX.Receipts",
                role: FolderRole::Other,
            },
        ] {
            let listing = Listing {
                attributes: case.attributes.iter().map(|it| (*it).to_owned()).collect(),
                delimiter: Some(b'.'),
                name: case.name.as_bytes().to_vec(),
            };
            assert_eq!(Folder::read(&listing).role, case.role, "{}", case.name);
        }
    }
}
