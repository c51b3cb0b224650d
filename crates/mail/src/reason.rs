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
        /// The author writes from a mailbox that anybody can have.
        FreeMailbox("sender-has-a-free-mailbox", Caution, Likely) { brand: Brand, domain: Domain },
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
        /// The mail asks the reader to act, and the link leads to a site of another brand.
        LinkLeadsToAnotherBrand("link-leads-to-another-brand", Caution, Likely) { brand: Brand, other: Brand, target: Host },
        /// A page of the brand's own leads on to a host that is not the brand's.
        BrandLeadsElsewhere("brand-leads-elsewhere", Caution, Likely) { brand: Brand, through: Host, target: Host },
        /// A well-known redirector stands before the real target.
        LinkIsRedirected("link-is-redirected", Note, Likely) { through: Host, target: Host },
        /// A link leads to a bare number instead of a name.
        LinkToBareAddress("link-to-bare-address", Caution, Likely) { target: Host },
        /// A link's host writes one word with letters of several scripts.
        LinkMixesScripts("link-mixes-scripts", Danger, Likely) { target: Host },
        /// A link is no page: it holds a program or a page itself, or opens something on the device.
        LinkIsNoPage("link-is-no-page", Danger, Likely) { scheme: Text },
        /// A link leads to a place where anybody can put something.
        LinkToSharedHost("link-to-shared-host", Note, Possible) { target: Host, service: Word },
        /// A link names a port of its own.
        LinkUsesOddPort("link-uses-odd-port", Note, Possible) { target: Host, port: Count },
        /// A link is written so that browsers and filters read it differently.
        LinkIsMalformed("link-is-malformed", Caution, Possible) { target: Host },
        /// A link stands in a QR code, where nobody sees where it leads.
        LinkInQrCode("link-in-qr-code", Note, Possible) { target: Host },
        /// The mail itself holds a form to fill in.
        FormInMail("form-in-mail", Note, Possible) {},
        /// A form in the mail asks for a password.
        FormAsksForPassword("form-asks-for-password", Danger, Likely) {},
        /// The mail carries a script.
        ScriptInMail("script-in-mail", Note, Possible) {},
        /// The mail or a page in it goes on to a place by itself.
        MailSendsOn("mail-sends-on", Caution, Likely) {},
        /// A program, a device profile or a document with macros is attached.
        ProgramAttached("program-attached", Danger, Likely) { name: Text, carrier: Word },
        /// A web page is attached, to be opened outside the mail program.
        PageAttached("page-attached", Caution, Possible) { name: Text, holds: Word },
        /// An attachment's name hides what it is.
        AttachmentHidesItsKind("attachment-hides-its-kind", Danger, Likely) { name: Text },
        /// An attachment is encrypted, so that no filter could look into it.
        AttachmentIsLocked("attachment-is-locked", Note, Possible) { name: Text },
        /// The password of an encrypted attachment stands beside it, where a filter does not use it.
        PasswordBesideAttachment("password-beside-attachment", Caution, Possible) { name: Text },
        /// A calendar entry comes from somebody who is not proven.
        InvitationAttached("invitation-attached", Note, Possible) { name: Text },
        /// The mail asks to call a number that is not known as the brand's.
        NumberToCall("number-to-call", Caution, Possible) { number: Text },
        /// An order number has a shape that the brand never uses.
        OrderNumberIsStrange("order-number-is-strange", Note, Possible) { brand: Brand, number: Text },
        /// Text that nobody sees speaks of another brand.
        HiddenTextNamesAnother("hidden-text-names-another", Caution, Possible) { other: Brand },
        /// Most of the text is hidden and speaks of other things than what is shown.
        TextHiddenInBulk("text-hidden-in-bulk", Note, Possible) { count: Count },
        /// Most links are another brand's real ones, around one that is not.
        PaddedWithAnotherBrand("padded-with-another-brand", Caution, Possible) { other: Brand, target: Host },
        /// Where a name should stand in the greeting stands a link, a number or a sum.
        GreetingIsMisused("greeting-is-misused", Caution, Likely) { content: Word },
        /// An address to pay coins to.
        AddressForCoins("address-for-coins", Caution, Possible) {},
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
        /// Pictures could not be looked into, or not wholly.
        PictureNotRead("picture-not-read", Note, Certain) { count: Count },
        /// Documents could not be looked into, or not wholly.
        DocumentNotRead("document-not-read", Note, Certain) { count: Count },
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
        /// A genuine mail of a brand that has none of the brand's known forms.
        NoticeFormUnknown("notice-form-unknown", Note, Certain) { brand: Brand },
        /// A genuine mail has the sender and subject of a known form, and its text is another.
        NoticeFormChanged("notice-form-changed", Note, Certain) { brand: Brand, notice: Word },
        /// A part that a known form promises is missing or cannot be read.
        NoticePartUnread("notice-part-unread", Note, Certain) { brand: Brand, notice: Word, part: Word },
        /// A genuine mail says two different things in one place of its form.
        NoticePartsContradict("notice-parts-contradict", Note, Certain) { brand: Brand, notice: Word, part: Word },
    }
}
