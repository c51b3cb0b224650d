//! Which doors are open, by name.

use crate::imap::ImapDoor;
use crate::{ChildDoor, ChildSettings, DnsDoor, DnsSettings};

/// Whether a door may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// It may.
    #[default]
    Open,
    /// It may not; nothing behind it is even set up.
    Shut,
}

/// A door's name, by which a person shuts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoorName {
    /// Questions to DNS (`dns`).
    Dns,
    /// Processes of our own (`children`).
    Children,
    /// The person's mailboxes (`imap`).
    Imap,
    /// Notices on the desktop (`desktop`).
    Desktop,
    /// Notices to an ntfy server (`ntfy`).
    Ntfy,
    /// Notices to a webhook (`webhook`).
    Webhook,
    /// Notices by mail (`smtp`).
    Smtp,
    /// Filters of the mailbox (`sieve`).
    Sieve,
    /// The keyring of the desktop (`keyring`).
    Keyring,
}

impl DoorName {
    /// Every door.
    pub const ALL: [Self; 9] = [
        Self::Dns,
        Self::Children,
        Self::Imap,
        Self::Desktop,
        Self::Ntfy,
        Self::Webhook,
        Self::Smtp,
        Self::Sieve,
        Self::Keyring,
    ];

    /// The name as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Children => "children",
            Self::Imap => "imap",
            Self::Desktop => "desktop",
            Self::Ntfy => "ntfy",
            Self::Webhook => "webhook",
            Self::Smtp => "smtp",
            Self::Sieve => "sieve",
            Self::Keyring => "keyring",
        }
    }

    /// The door of this name, where there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.as_str() == name)
    }
}

/// Every door to the world; a new one gets a field here, and a name above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doors {
    /// Questions to DNS (`dns`).
    pub dns: Door,
    /// Processes of our own, started for what should not run in this one (`children`).
    pub children: Door,
    /// The person's mailboxes (`imap`).
    pub imap: Door,
    /// Notices on the desktop, over a socket of this machine (`desktop`).
    pub desktop: Door,
    /// Notices to an ntfy server (`ntfy`).
    pub ntfy: Door,
    /// Notices to a webhook (`webhook`).
    pub webhook: Door,
    /// Notices by mail (`smtp`).
    pub smtp: Door,
    /// Filters of the mailbox, over ManageSieve (`sieve`).
    pub sieve: Door,
    /// The keyring of the desktop, over a socket of this machine (`keyring`).
    pub keyring: Door,
}

/// Why a door cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutsideError {
    /// The system names no DNS server: usually `/etc/resolv.conf` is missing or empty.
    #[error("no DNS server is configured: {0}")]
    NoDnsServer(String),
    /// The system refused the thread or the event queue that the door needs; usually a resource limit.
    #[error("cannot start asking DNS: {0}")]
    Start(#[source] std::io::Error),
}

impl Doors {
    /// Every door shut: no socket is opened and no process started.
    #[must_use]
    pub const fn shut() -> Self {
        Self {
            dns: Door::Shut,
            children: Door::Shut,
            imap: Door::Shut,
            desktop: Door::Shut,
            ntfy: Door::Shut,
            webhook: Door::Shut,
            smtp: Door::Shut,
            sieve: Door::Shut,
            keyring: Door::Shut,
        }
    }

    /// The doors to the network shut: no socket is opened, but for those of the desktop's own session.
    #[must_use]
    pub const fn offline() -> Self {
        Self {
            dns: Door::Shut,
            children: Door::Open,
            imap: Door::Shut,
            // Both speak to the person's own session, over a socket that leads to no network.
            desktop: Door::Open,
            keyring: Door::Open,
            ntfy: Door::Shut,
            webhook: Door::Shut,
            smtp: Door::Shut,
            sieve: Door::Shut,
        }
    }

    /// These doors, with another one shut.
    #[must_use]
    pub const fn without(mut self, name: DoorName) -> Self {
        match name {
            DoorName::Dns => self.dns = Door::Shut,
            DoorName::Children => self.children = Door::Shut,
            DoorName::Imap => self.imap = Door::Shut,
            DoorName::Desktop => self.desktop = Door::Shut,
            DoorName::Ntfy => self.ntfy = Door::Shut,
            DoorName::Webhook => self.webhook = Door::Shut,
            DoorName::Smtp => self.smtp = Door::Shut,
            DoorName::Sieve => self.sieve = Door::Shut,
            DoorName::Keyring => self.keyring = Door::Shut,
        }
        self
    }

    /// The door to children of one program, unless it is shut; none is started before the first question.
    #[must_use]
    pub fn children(&self, settings: ChildSettings) -> Option<ChildDoor> {
        match self.children {
            Door::Open => Some(ChildDoor::open(settings)),
            Door::Shut => None,
        }
    }

    /// The door to mailboxes, unless it is shut; nothing is opened before it is asked to connect.
    #[must_use]
    pub fn imap(&self) -> Option<ImapDoor> {
        match self.imap {
            Door::Open => Some(ImapDoor::open()),
            Door::Shut => None,
        }
    }

    /// The door to DNS, unless it is shut.
    ///
    /// # Errors
    /// [`OutsideError`], where the door is not shut and cannot be opened.
    pub fn dns(&self, settings: DnsSettings) -> Result<Option<DnsDoor>, OutsideError> {
        match self.dns {
            Door::Open => DnsDoor::open(settings).map(Some),
            Door::Shut => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_door_is_shut_by_its_name_and_no_other() {
        let mut all = Doors::default();
        for name in DoorName::ALL {
            assert_eq!(DoorName::parse(name.as_str()), Some(name));
            assert_ne!(Doors::default().without(name), Doors::default());
            assert_ne!(all, Doors::shut());
            all = all.without(name);
        }
        assert_eq!(all, Doors::shut());
        // What leads to no network stays open.
        let offline = [DoorName::Children, DoorName::Desktop, DoorName::Keyring]
            .into_iter()
            .fold(Doors::offline(), Doors::without);
        assert_eq!(offline, Doors::shut());
        assert_ne!(Doors::offline().without(DoorName::Keyring), Doors::shut());
        for unknown in ["", "DNS", "child", "dns,children"] {
            assert_eq!(DoorName::parse(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_shut_door_is_not_opened() {
        let door = Doors::shut()
            .dns(DnsSettings::default())
            .expect("nothing to fail");
        assert!(door.is_none());
        let settings = ChildSettings {
            program: "/bin/true".into(),
            arguments: Vec::new(),
            environment: &[],
            patience: std::time::Duration::from_secs(1),
            longest_answer: 1,
        };
        assert!(Doors::shut().children(settings.clone()).is_none());
        assert!(Doors::offline().children(settings).is_some());
        assert!(Doors::shut().imap().is_none() && Doors::offline().imap().is_none());
        assert!(Doors::default().imap().is_some());
    }
}
