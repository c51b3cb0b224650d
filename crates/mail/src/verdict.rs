//! The table claim × proof × match × conduct → verdict; `docs/verdict.md` shows it and a test walks both.

use facts::{Match, Verdict};
use proof::Standing;

/// How plainly the mail says that it comes from the brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimStrength {
    /// Not at all.
    None,
    /// By its subject or text alone, or by a name that says more than the brand's.
    Implied,
    /// By the author's name or address.
    Stated,
}

/// How the mail behaves, apart from its identity: how it was handed in, where its links lead, what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conduct {
    /// Nothing, or one weak sign.
    Plain,
    /// One contradiction.
    Suspicious,
    /// Several independent contradictions, or one that has no innocent cause.
    Hostile,
}

impl Conduct {
    /// A weak sign counts 1, a contradiction 2, one without innocent cause 4; each kind counts once.
    #[must_use]
    pub fn from_points(points: u32) -> Self {
        match points {
            0 | 1 => Self::Plain,
            2 | 3 => Self::Suspicious,
            _ => Self::Hostile,
        }
    }
}

/// The verdict for one claim.
///
/// - *genuine* only where the author's domain is proven and the brand's;
/// - *impostor* where a domain that is not the brand's stands behind a stated claim (proven, or plain in From with
///   conduct that does not fit), an imitation of the brand's domain does, the brand's own domain is forged against
///   its policy, or several independent contradictions meet;
/// - *doubtful* one contradiction short of that;
/// - *unproven* where nothing proves or contradicts.
#[must_use]
pub fn verdict(
    claim: ClaimStrength,
    standing: Standing,
    matching: Match,
    conduct: Conduct,
) -> Verdict {
    use Conduct::{Hostile, Plain, Suspicious};
    if claim == ClaimStrength::None {
        return Verdict::NoClaim;
    }
    let is_stated = claim == ClaimStrength::Stated;
    match matching {
        Match::Own => match (standing, conduct) {
            (Standing::Proven, _) => Verdict::Genuine,
            (Standing::Rejected, _) => Verdict::Impostor,
            (Standing::Recorded, Plain) => Verdict::Unproven,
            (Standing::Recorded, _) => Verdict::Doubtful,
            (_, Plain) => Verdict::Unproven,
            (_, Suspicious) => Verdict::Doubtful,
            (_, Hostile) => Verdict::Impostor,
        },
        Match::Lookalike => {
            if is_stated || conduct != Plain {
                Verdict::Impostor
            } else {
                Verdict::Doubtful
            }
        }
        Match::OtherBrand => match (is_stated, conduct) {
            (true, Plain) => Verdict::Doubtful,
            (true, _) | (false, Hostile) => Verdict::Impostor,
            (false, Suspicious) => Verdict::Doubtful,
            (false, Plain) => Verdict::Unproven,
        },
        Match::Foreign => {
            // Somebody else's domain is proven, or somebody else's domain is forged too.
            let is_proven = matches!(
                standing,
                Standing::Proven | Standing::Recorded | Standing::Rejected
            );
            match (is_stated, conduct) {
                (_, Hostile) => Verdict::Impostor,
                (true, Suspicious) => Verdict::Impostor,
                (true, Plain) if is_proven => Verdict::Impostor,
                (false, Plain) if standing == Standing::Rejected => Verdict::Doubtful,
                (true, Plain) | (false, Suspicious) => Verdict::Doubtful,
                (false, Plain) => Verdict::Unproven,
            }
        }
        Match::Unverified | Match::Absent => match conduct {
            Plain => Verdict::Unproven,
            Suspicious => Verdict::Doubtful,
            Hostile => Verdict::Impostor,
        },
    }
}
