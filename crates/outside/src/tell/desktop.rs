//! A notice on the desktop, over the person's own session bus.

#[cfg(feature = "session-bus")]
use std::collections::HashMap;
use std::time::Duration;

use facts::Instant;

#[cfg(feature = "session-bus")]
use super::Urgency;
use super::{Channel, Message, Sending, Trouble};

/// How the session is reached.
#[derive(Clone, Debug)]
pub struct DesktopSettings {
    /// The address of the session bus, as `DBUS_SESSION_BUS_ADDRESS` has it. Only a bus of this machine is spoken to.
    pub bus: String,
    /// For how long one notice may take.
    pub patience: Duration,
}

/// The open door to the desktop.
#[derive(Debug)]
pub struct DesktopDoor {
    #[cfg_attr(
        not(feature = "session-bus"),
        expect(dead_code, reason = "this build speaks to no desktop")
    )]
    settings: DesktopSettings,
}

impl DesktopDoor {
    pub(crate) fn open(settings: DesktopSettings) -> Self {
        Self { settings }
    }

    #[cfg(feature = "session-bus")]
    fn show(&self, message: &Message) -> Result<(), Sending> {
        const NAME: &str = "org.freedesktop.Notifications";
        const PATH: &str = "/org/freedesktop/Notifications";
        let failed = |error: zbus::Error| {
            let why = match &error {
                zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                    Trouble::TimedOut
                }
                // Nobody shows notices on this bus: usually no desktop runs.
                _ => Trouble::NotReached,
            };
            Sending::Later { why, wait: None }
        };
        let bus = crate::bus::connect(&self.settings.bus, self.settings.patience).map_err(
            |crate::bus::NoBus| Sending::Later {
                why: Trouble::NotReached,
                wait: None,
            },
        )?;
        let able: Vec<String> = bus
            .call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &())
            .and_then(|reply| reply.body().deserialize())
            .map_err(failed)?;
        // Some servers read the body as markup; there the signs of markup are written as names.
        let has_markup = able.iter().any(|word| word == "body-markup");
        let body = if has_markup {
            message
                .body()
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        } else {
            message.body().to_owned()
        };
        let urgency: u8 = match message.urgency() {
            Urgency::Normal => 1,
            Urgency::Urgent => 2,
        };
        let hints = HashMap::from([("urgency", zbus::zvariant::Value::from(urgency))]);
        let actions: [&str; 0] = [];
        bus.call_method(
            Some(NAME),
            PATH,
            Some(NAME),
            "Notify",
            &(
                "mioboe",
                0_u32,
                "",
                message.title(),
                body,
                &actions[..],
                hints,
                -1_i32,
            ),
        )
        .map_err(failed)?;
        Ok(())
    }

    #[cfg(not(feature = "session-bus"))]
    fn show(&self, _message: &Message) -> Result<(), Sending> {
        Err(Sending::Refused {
            why: Trouble::NotUnderstood,
        })
    }
}

impl Channel for DesktopDoor {
    fn name(&self) -> &'static str {
        "desktop"
    }

    fn send(&self, message: &Message, _now: Instant) -> Sending {
        match self.show(message) {
            Ok(()) => Sending::Delivered,
            Err(sending) => sending,
        }
    }
}
