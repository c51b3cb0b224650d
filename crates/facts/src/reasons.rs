//! One place that declares a room's findings: variant, code, severity, confidence and typed facts.

use crate::{Code, Confidence, Facts, Severity};

/// A room's typed reason, erased to code, severity, confidence and facts when it becomes a finding.
pub trait Reason {
    /// Which finding.
    fn code(&self) -> Code;
    /// How bad if true.
    fn severity(&self) -> Severity;
    /// How sure.
    fn confidence(&self) -> Confidence;
    /// The typed facts, by name.
    fn facts(&self) -> Facts;
}

/// Declares an enum of reasons together with code, severity, confidence and facts of each.
///
/// ```
/// facts::reasons! {
///     /// Why a mail is doubted.
///     pub enum Doubt {
///         /// The author's domain is not the brand's.
///         SenderIsForeign("sender-is-foreign", Danger, Certain) { domain: Domain },
///     }
/// }
/// # use facts::Reason as _;
/// let reason = Doubt::SenderIsForeign { domain: facts::Domain::parse("example.com").unwrap() };
/// assert_eq!(reason.code().as_str(), "sender-is-foreign");
/// assert_eq!(Doubt::DECLARED[0].1, ["domain"]);
/// ```
///
/// A field's type is a variant of [`Fact`](crate::Fact) that holds a value of the type with the same
/// name, so a fact cannot be forgotten or mistyped. `DECLARED` lists every code with its fact names; the
/// completeness tests of `words` walk it.
#[macro_export]
macro_rules! reasons {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident($code:literal, $severity:ident, $confidence:ident)
            { $($field:ident : $kind:ident),* $(,)? }),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$doc])* $variant { $(
                #[doc = concat!("The fact `", stringify!($field), "`.")]
                $field: $crate::reasons!(@type $kind)
            ),* }),*
        }

        impl $name {
            /// Every code with the names of its facts.
            $vis const DECLARED: &'static [(&'static str, &'static [&'static str])] =
                &[$(($code, &[$(stringify!($field)),*])),*];
        }

        impl $crate::Reason for $name {
            fn code(&self) -> $crate::Code {
                match self { $(Self::$variant { .. } => const { $crate::Code::new($code) }),* }
            }
            fn severity(&self) -> $crate::Severity {
                match self { $(Self::$variant { .. } => $crate::Severity::$severity),* }
            }
            fn confidence(&self) -> $crate::Confidence {
                match self { $(Self::$variant { .. } => $crate::Confidence::$confidence),* }
            }
            fn facts(&self) -> $crate::Facts {
                match self { $(Self::$variant { $($field),* } => {
                    $crate::Facts::new()
                        $(.with(stringify!($field), $crate::Fact::$kind($field.clone())))*
                }),* }
            }
        }
    };
    (@type Brand) => { $crate::BrandId };
    (@type Domain) => { $crate::Domain };
    (@type Address) => { $crate::Address };
    (@type Money) => { $crate::Money };
    (@type Day) => { $crate::Day };
    (@type Instant) => { $crate::Instant };
    (@type Count) => { u64 };
    (@type Octets) => { u64 };
    (@type Method) => { $crate::Method };
    (@type Result) => { $crate::ProofResult };
    (@type Host) => { Box<str> };
    (@type Text) => { Box<str> };
    (@type Word) => { &'static str };
}
