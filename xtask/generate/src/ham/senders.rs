//! How the organisations in the set send. The records are made up; the domains of brands are not.

use crate::route::{Bounce, Sending, Signing};

/// Signed by `domain`, from machines of its own.
pub(super) const fn own(domain: &'static str, policy: &'static str) -> Sending {
    Sending {
        signs_as: domain,
        service: None,
        signing: Signing::Own,
        bounce: Bounce::Own(domain),
        policy,
        click: "",
    }
}

/// Signed by `domain` and by the mail service number `service`, to which bounces go.
pub(super) const fn through(domain: &'static str, service: usize, policy: &'static str) -> Sending {
    Sending {
        signs_as: domain,
        service: Some(service),
        signing: Signing::OwnAndService,
        bounce: Bounce::Service,
        policy,
        click: "",
    }
}

/// Signed by nobody, from machines of its own; SPF is all that stands for it.
pub(super) const fn unsigned(domain: &'static str) -> Sending {
    Sending {
        signs_as: domain,
        service: None,
        signing: Signing::Nobody,
        bounce: Bounce::Own(domain),
        policy: "",
        click: "",
    }
}

/// Signed by nobody and sent through a service whose bounce host is not aligned: nothing stands for it.
pub(super) const fn bare(domain: &'static str, service: usize) -> Sending {
    Sending {
        signs_as: domain,
        service: Some(service),
        signing: Signing::Nobody,
        bounce: Bounce::Service,
        policy: "",
        click: "",
    }
}

/// Signed by the mail service alone.
pub(super) const fn by_service(domain: &'static str, service: usize) -> Sending {
    Sending {
        signs_as: domain,
        service: Some(service),
        signing: Signing::Service,
        bounce: Bounce::Service,
        policy: "",
        click: "",
    }
}

/// Amazon.co.jp: two signatures and a bounce host of its own, as the genuine headers of the reference have.
pub(super) const AMAZON: Sending = Sending {
    signs_as: "amazon.co.jp",
    service: Some(0),
    signing: Signing::OwnAndService,
    bounce: Bounce::Own("bounces.amazon.co.jp"),
    policy: "quarantine",
    click: "",
};

/// A way of sending for an ordinary company; the same domain always gets the same one.
pub(super) fn ordinary(domain: &'static str) -> Sending {
    let sum = domain.bytes().fold(3_usize, |sum, byte| {
        sum.wrapping_mul(17).wrapping_add(usize::from(byte))
    });
    match sum % 9 {
        0 => own(domain, "none"),
        1 => through(domain, 1, ""),
        2 => by_service(domain, 2),
        3 => Sending {
            bounce: Bounce::Own(domain),
            ..through(domain, 3, "quarantine")
        },
        4 => unsigned(domain),
        5 => by_service(domain, 5),
        6 => Sending {
            signing: Signing::OwnTwice,
            ..own(domain, "reject")
        },
        7 => Sending {
            bounce: Bounce::Silent(domain),
            ..unsigned(domain)
        },
        _ => bare(domain, 6),
    }
}
