//! What a proven mail says: an order, a charge, a gift card, a sign-in, a change of the account.
//!
//! A notice holds what the mail says and nothing that is money by itself: of a gift code or a claim link it only
//! knows that there is one. Every text in it was made harmless (see [`Quote`](crate::Quote)).

mod json;
mod moment;

use std::fmt;
use std::net::IpAddr;

use crate::{Address, BrandId, Evidence, Money, ObservationId};

pub use json::NoticeJsonError;
pub use moment::{Moment, Zone};

/// Declares an enum whose variants have a word each, for JSON, for tables and for `data/words`.
macro_rules! worded {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// All of them, in their order here.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word used in JSON, in tables and in the words.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one with this word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

worded! {
    /// What a notice tells.
    NoticeKind {
        /// An order was taken.
        OrderConfirmed = "order-confirmed",
        /// A gift card was bought from the account.
        GiftCardBought = "gift-card-bought",
        /// A gift card came.
        GiftCardReceived = "gift-card-received",
        /// Somebody opened or registered a gift card that was bought.
        GiftCardOpened = "gift-card-opened",
        /// Goods were sent; what is charged now is the amount really taken.
        Shipped = "shipped",
        /// Goods arrived.
        Delivered = "delivered",
        /// An order was cancelled.
        Cancelled = "cancelled",
        /// Money comes back.
        Refunded = "refunded",
        /// A payment did not go through.
        PaymentProblem = "payment-problem",
        /// An order waits for something.
        OrderHeld = "order-held",
        /// A card, a bank account or a wallet was charged.
        Charge = "charge",
        /// A charge was taken back.
        ChargeReversed = "charge-reversed",
        /// Somebody tried to charge and was refused.
        ChargeDeclined = "charge-declined",
        /// A bill or a day of payment was announced; no charge of its own.
        Statement = "statement",
        /// Somebody signed in.
        SignedIn = "signed-in",
        /// Somebody tried to sign in.
        SignInAttempt = "sign-in-attempt",
        /// Somebody tried to see or change the account's own data.
        AccountAccessAttempt = "account-access-attempt",
        /// Somebody asked for a new password.
        PasswordResetAsked = "password-reset-asked",
        /// The password was changed.
        PasswordChanged = "password-changed",
        /// The mail address of the account was changed.
        EmailChanged = "email-changed",
        /// The telephone number of the account was changed.
        PhoneChanged = "phone-changed",
        /// Two-step verification or another proof of identity was added, changed or taken away.
        TwoStepChanged = "two-step-changed",
        /// The account became one of another kind.
        AccountKindChanged = "account-kind-changed",
        /// An address to deliver to was added.
        AddressAdded = "address-added",
        /// The account was put on hold.
        AccountHeld = "account-held",
        /// Support undid what somebody else had done with the account.
        AccountSecured = "account-secured",
        /// An advertisement, a newsletter or another mail to many; it says nothing of the person's affairs.
        Advertising = "advertising",
    }
}

worded! {
    /// What a sum in a notice is.
    AmountRole {
        /// The total of an order.
        Total = "total",
        /// What is really taken, or was taken.
        Charged = "charged",
        /// What comes back.
        Refunded = "refunded",
        /// What a gift card is worth.
        Gift = "gift",
        /// A fee.
        Fee = "fee",
        /// What somebody tried to take and did not get.
        Declined = "declined",
    }
}

worded! {
    /// The parts of a notice that a form can promise, to name one that could not be read.
    NoticePart {
        /// The number of the order.
        Order = "order",
        /// What was ordered.
        Items = "items",
        /// The total of an order.
        Total = "total",
        /// What is taken.
        Charged = "charged",
        /// What comes back.
        Refunded = "refunded",
        /// What a gift card is worth.
        Gift = "gift",
        /// A fee.
        Fee = "fee",
        /// What somebody tried to take.
        Declined = "declined",
        /// To whom it goes.
        Recipient = "recipient",
        /// When.
        Moment = "moment",
        /// With whom.
        Merchant = "merchant",
        /// The last digits of the card.
        Card = "card",
        /// Where somebody signed in.
        Place = "place",
        /// On which device.
        Device = "device",
        /// From which network address.
        Ip = "ip",
        /// The code or claim link of a gift card.
        Code = "code",
        /// What kind of notice it is.
        Kind = "kind",
        /// How many orders or charges there are.
        Number = "number",
    }
}

impl AmountRole {
    /// The part of a notice that holds a sum of this role.
    #[must_use]
    pub const fn part(self) -> NoticePart {
        match self {
            Self::Total => NoticePart::Total,
            Self::Charged => NoticePart::Charged,
            Self::Refunded => NoticePart::Refunded,
            Self::Gift => NoticePart::Gift,
            Self::Fee => NoticePart::Fee,
            Self::Declined => NoticePart::Declined,
        }
    }
}

/// A sum and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// What it is.
    pub role: AmountRole,
    /// The sum; never negative.
    pub money: Money,
}

/// The number of an order, as the shop prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber(Box<str>);

/// The text has not the form of an order number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderNumberError;

impl fmt::Display for OrderNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the form of an order number")
    }
}

impl std::error::Error for OrderNumberError {}

impl OrderNumber {
    /// Octets of a number at most.
    const LONGEST: usize = 48;

    /// Parses a number: letters, digits and `-_.:`, with at least four digits.
    ///
    /// What has the groups of a claim code (4-6-4, 4-6-5) is refused: it could be money.
    ///
    /// # Errors
    /// [`OrderNumberError`], where the text is anything else.
    pub fn parse(text: &str) -> Result<Self, OrderNumberError> {
        let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        let is_code = matches!(groups.as_slice(), [4, 6, 4 | 5]);
        if text.len() > Self::LONGEST || digits < 4 || is_code || !text.bytes().all(is_sign) {
            return Err(OrderNumberError);
        }
        Ok(Self(text.into()))
    }

    /// The number as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The last four digits of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardTail([u8; 4]);

impl CardTail {
    /// Exactly four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 4] = text.as_bytes().try_into().ok()?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(Self(digits))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// One thing ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub title: Box<str>,
    /// How many; absent where the mail does not say.
    pub quantity: Option<u32>,
    /// The sum beside it; forms do not say whether of one or of all pieces.
    pub amount: Option<Money>,
}

/// By which form a notice was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeForm {
    /// The name of the form in the brand's table.
    pub name: Box<str>,
    /// The language of the form (`ja`, `en` …).
    pub language: Box<str>,
    /// Whether the form rests on a source that saw too little of it, so that the reading may be mistaken.
    pub is_unverified: bool,
}

/// What a proven mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The mail.
    pub mail: ObservationId,
    /// The brand whose form it is.
    pub brand: BrandId,
    /// What it tells.
    pub kind: NoticeKind,
    /// The numbers of the orders that it speaks of.
    pub orders: Vec<OrderNumber>,
    /// What was ordered, where the form says it.
    pub items: Vec<Item>,
    /// The sums, each with its role; no role stands twice.
    pub amounts: Vec<Amount>,
    /// To whom a gift card goes.
    pub recipient: Option<Address>,
    /// When, as the mail writes it; where it writes nothing, the caller has the Date field.
    pub moment: Option<Moment>,
    /// With whom, as printed.
    pub merchant: Option<Box<str>>,
    /// The end of the card's number.
    pub card: Option<CardTail>,
    /// Where somebody signed in.
    pub place: Option<Box<str>>,
    /// On which device.
    pub device: Option<Box<str>>,
    /// From which network address.
    pub ip: Option<IpAddr>,
    /// Whether the mail holds a gift code, which is not taken over.
    pub has_code: bool,
    /// Whether the mail holds a claim link, which is not taken over.
    pub has_claim_link: bool,
    /// Whether a final notice of the same charge may follow.
    pub is_preliminary: bool,
    /// The form by which it was read; absent for an advertisement.
    pub form: Option<NoticeForm>,
    /// Where it rests.
    pub evidence: Vec<Evidence>,
}

impl Notice {
    /// A notice that says nothing yet but its kind.
    #[must_use]
    pub fn new(mail: ObservationId, brand: BrandId, kind: NoticeKind) -> Self {
        Self {
            mail,
            brand,
            kind,
            orders: Vec::new(),
            items: Vec::new(),
            amounts: Vec::new(),
            recipient: None,
            moment: None,
            merchant: None,
            card: None,
            place: None,
            device: None,
            ip: None,
            has_code: false,
            has_claim_link: false,
            is_preliminary: false,
            form: None,
            evidence: Vec::new(),
        }
    }

    /// The sum of a role.
    #[must_use]
    pub fn amount(&self, role: AmountRole) -> Option<Money> {
        let amount = self.amounts.iter().find(|amount| amount.role == role)?;
        Some(amount.money)
    }

    /// Whether it was read by a form that no good source confirms.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.is_unverified)
    }

    /// The notice as JSON (`schema: "mioboe/notice/1"`), as it is stored; fields may be added, none changed.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// The notice that [`Notice::to_json`] wrote.
    ///
    /// # Errors
    /// [`NoticeJsonError`], where the text is no JSON, of another schema, or holds what no notice holds.
    pub fn from_json(text: &str) -> Result<Self, NoticeJsonError> {
        json::read(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_is_no_claim_code() {
        for (text, is_number) in [
            ("250-1234567-7654321", true),
            ("D01-1234567-1234567", true),
            ("GPA.1234-5678-9012-34567", true),
            ("123456-20261116-0123456789", true),
            ("MHNX-TESTCD-9999", false),
            ("ABCD-123456-EFGHI", false),
            ("order", false),
            ("250 1234567", false),
            ("", false),
        ] {
            assert_eq!(OrderNumber::parse(text).is_ok(), is_number, "{text}");
        }
        assert!(OrderNumber::parse(&"1".repeat(49)).is_err());
    }

    #[test]
    fn a_card_is_known_by_four_digits_and_no_more() {
        assert_eq!(
            CardTail::parse("5171").map(|c| c.as_str().to_owned()),
            Some("5171".into())
        );
        for text in ["517", "51711", "51a1", "４１７１"] {
            assert_eq!(CardTail::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_lead_back() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::parse(kind.as_str()), Some(*kind));
        }
        for role in AmountRole::ALL {
            assert_eq!(role.part().as_str(), role.as_str());
        }
        assert_eq!(NoticeKind::parse("Charge"), None);
    }
}
