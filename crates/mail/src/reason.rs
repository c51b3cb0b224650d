//! Every finding and gap of this room, declared once.

facts::reasons! {
    /// What this room can find in a mail.
    pub enum Reason {
        /// An aligned domain of the claimed brand is proven.
        SenderIsProven("sender-is-proven", Note, Certain) { brand: Brand, domain: Domain },
        /// A receiver that nobody named recorded that the author's domain passed.
        RecordedByReceiver("recorded-by-receiver", Note, Likely) { domain: Domain, receiver: Text },
        /// A domain that is not the brand's is proven to stand behind the mail.
        ProvenSenderIsForeign("proven-sender-is-foreign", Danger, Certain) { brand: Brand, domain: Domain },
        /// The author's domain is not the brand's.
        SenderIsForeign("sender-is-foreign", Danger, Likely) { brand: Brand, domain: Domain },
        /// The author's domain is one under which the brand's customers have their mailboxes.
        SenderIsACustomer("sender-is-a-customer", Danger, Likely) { brand: Brand, domain: Domain },
        /// The author's domain imitates one of the brand's.
        SenderIsLookalike("sender-is-lookalike", Danger, Likely) { brand: Brand, domain: Domain, imitates: Domain },
        /// The author's domain belongs to another brand.
        SenderIsAnotherBrand("sender-is-another-brand", Danger, Likely) { brand: Brand, other: Brand, domain: Domain },
        /// The brand's own domain stands in From, and its DMARC policy rejects this mail.
        OwnDomainForged("own-domain-forged", Danger, Certain) { brand: Brand, domain: Domain },
        /// The brand signs all its mail; this one travelled without a signature.
        SignatureMissing("signature-missing", Caution, Likely) { brand: Brand, domain: Domain },
        /// The sending server is not among those that the author's domain allows (SPF).
        ServerNotAllowed("server-not-allowed", Caution, Likely) { domain: Domain, result: Result },
        /// The receiver recorded that the mail fails the checks of the author's domain.
        RecordedAsFailed("recorded-as-failed", Caution, Likely) { domain: Domain, receiver: Text },
        /// The sending server called itself by the brand's name and is not it.
        ServerLies("server-lies", Caution, Likely) { claimed: Host, actual: Host },
        /// The mail was handed in under another domain, which is proven.
        SentThroughAnother("sent-through-another", Note, Certain) { domain: Domain },
        /// From is irregular: several authors, no domain, disguised fields.
        AuthorIsIrregular("author-is-irregular", Caution, Certain) { problem: Word },
        /// The brand's name is written with look-alike letters, hidden characters or a slip.
        NameIsDisguised("name-is-disguised", Danger, Likely) { brand: Brand, text: Text },
        /// The part before the @ or the display name shows the brand's domain, the real domain is another.
        AddressShowsBrand("address-shows-brand", Caution, Likely) { brand: Brand, domain: Domain, text: Text },
        /// Answers would go to a domain that is neither the author's nor the brand's.
        ReplyGoesElsewhere("reply-goes-elsewhere", Caution, Possible) { domain: Domain },
        /// A link shows one address and leads to another.
        LinkTextLies("link-text-lies", Danger, Likely) { shown: Host, target: Host },
        /// A link leads to a host that imitates the brand's.
        LinkIsLookalike("link-is-lookalike", Danger, Likely) { brand: Brand, target: Host },
        /// A link writes something before an @, so that it looks like another address.
        LinkHidesItsHost("link-hides-its-host", Danger, Likely) { target: Host },
        /// The mail asks the reader to act, and the link leads to a host that is not the brand's.
        LinkLeadsElsewhere("link-leads-elsewhere", Caution, Likely) { brand: Brand, target: Host },
        /// The mail asks for something that criminals ask for.
        AsksForAction("asks-for-action", Note, Possible) { action: Word },
        /// Letters are salted with invisible or random characters.
        TextIsSalted("text-is-salted", Caution, Likely) { count: Count },
        /// Japanese text in a Chinese character set.
        JapaneseInChineseCharset("japanese-in-chinese-charset", Caution, Likely) { charset: Text },
        /// Two brands that have nothing to do with each other are both claimed.
        BrandsContradict("brands-contradict", Caution, Likely) { brand: Brand, other: Brand },
        /// The sender is genuine, but strangers choose what such mails say.
        ForeignContent("genuine-sender-foreign-content", Caution, Certain) { brand: Brand, kind: Word },
        /// An aligned signature was changed on the way, as mailing lists do.
        ChangedOnTheWay("changed-on-the-way", Note, Possible) { domain: Domain },
        /// The judged mail is one that was forwarded as an attachment.
        ForwardedAsAttachment("forwarded-as-attachment", Note, Certain) { address: Text },
        /// The mail attached inside is proven; the mail around it is somebody else's.
        EnclosedIsProven("enclosed-is-proven", Caution, Certain) { brand: Brand, domain: Domain, address: Text },
        /// The S/MIME signature fits the body and names the author's mailbox; nobody here knows its issuer.
        SmimeHolds("smime-holds", Note, Certain) { signer: Text, address: Address, issuer: Text },
        /// The S/MIME signature fits the body and is for another mailbox than the author's.
        SmimeOtherMailbox("smime-other-mailbox", Caution, Likely) { signer: Text, mailbox: Text },
        /// The S/MIME signature fits, and is worth nothing.
        SmimeFlawed("smime-flawed", Note, Certain) { flaw: Word },
        /// The S/MIME signature does not fit the mail.
        SmimeBroken("smime-broken", Caution, Possible) {},
        /// The brand signs all its mail with S/MIME; this one carries no such signature.
        SmimeMissing("smime-missing", Caution, Possible) { brand: Brand },
        /// The mail quotes a forwarded mail in its text; only the text can be judged.
        ForwardedInText("forwarded-in-text", Note, Likely) { address: Text },
    }
}

facts::reasons! {
    /// What this room could not check; severity and confidence are not used.
    pub enum Unread {
        /// DNS was not asked, since the door is shut.
        DnsNotAsked("dns-not-asked", Note, Certain) { count: Count },
        /// DNS did not answer.
        DnsUnreachable("dns-unreachable", Note, Certain) { count: Count },
        /// The key of a signature is not in DNS (any more).
        KeyIsGone("key-is-gone", Note, Certain) { domain: Domain },
        /// No server recorded the mail: a draft, an export or a copy.
        NoTransportTrace("no-transport-trace", Note, Certain) {},
        /// The brand's table has no sourced domain.
        BrandUnverified("brand-unverified", Note, Certain) { brand: Brand },
        /// The brand's facts were checked long ago.
        BrandFactsStale("brand-facts-stale", Note, Certain) { brand: Brand, checked: Day },
        /// Recorded results were not counted, since nobody vouches for who wrote them.
        RecordedNotTrusted("recorded-not-trusted", Note, Certain) { receiver: Text },
        /// Only text was given, so nothing can be proven.
        TextHasNoProof("text-has-no-proof", Note, Certain) {},
        /// Images were not looked into.
        ImagesNotRead("images-not-read", Note, Certain) { count: Count },
        /// Attachments were not looked into.
        AttachmentsNotRead("attachments-not-read", Note, Certain) { count: Count },
        /// Enclosed mails beyond the first were not judged.
        EnclosedNotRead("enclosed-not-read", Note, Certain) { count: Count },
        /// The message is over the limit; only its beginning was read.
        MessageCut("message-cut", Note, Certain) { limit: Octets },
        /// More header fields than are read.
        FieldsCut("fields-cut", Note, Certain) { limit: Count },
        /// More parts or deeper nesting than are read.
        PartsCut("parts-cut", Note, Certain) { limit: Count },
        /// A text part over the limit; only its beginning was read.
        TextCut("text-cut", Note, Certain) { limit: Octets },
        /// More links than are kept.
        LinksCut("links-cut", Note, Certain) { limit: Count },
        /// A charset that is not known.
        CharsetUnknown("charset-unknown", Note, Certain) {},
        /// A transfer encoding that broke off or is wrong.
        EncodingBroken("encoding-broken", Note, Certain) {},
        /// An encrypted part that cannot be read.
        PartEncrypted("part-encrypted", Note, Certain) {},
        /// An S/MIME signature that is recognised and could not be verified.
        SmimeNotVerified("smime-not-verified", Note, Certain) {},
        /// An S/MIME signature that fits; whether its issuer is to be believed is not known.
        SmimeIssuerNotKnown("smime-issuer-not-known", Note, Certain) { issuer: Text },
    }
}
