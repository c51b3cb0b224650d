//! Which doors are open, by name.

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

/// Every door to the world; a new one gets a field and a name here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doors {
    /// Questions to DNS (`dns`).
    pub dns: Door,
    /// Processes of our own, started for what should not run in this one (`children`).
    pub children: Door,
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
        }
    }

    /// The doors to the network shut: no socket is opened.
    #[must_use]
    pub const fn offline() -> Self {
        Self {
            dns: Door::Shut,
            children: Door::Open,
        }
    }

    /// The door to children of one program, unless it is shut; none is started before the first question.
    #[must_use]
    pub fn children(&self, settings: ChildSettings) -> Option<ChildDoor> {
        match self.children {
            Door::Open => Some(ChildDoor::open(settings)),
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
    fn a_shut_door_is_not_opened() {
        let door = Doors::shut()
            .dns(DnsSettings::default())
            .expect("nothing to fail");
        assert!(door.is_none());
        let settings = ChildSettings {
            program: "/bin/true".into(),
            arguments: Vec::new(),
            patience: std::time::Duration::from_secs(1),
            longest_answer: 1,
        };
        assert!(Doors::shut().children(settings.clone()).is_none());
        assert!(Doors::offline().children(settings).is_some());
    }
}
