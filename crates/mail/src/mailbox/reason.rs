//! Every finding and gap of judgement over time, declared once.

facts::reasons! {
    /// What can be found in what happened to a mailbox.
    pub enum MailboxReason {
        /// A mail about money was there and is gone from every folder.
        MoneyMailVanished("money-mail-vanished", Danger, Likely) { domain: Domain, arrived: Instant, gone: Instant },
        /// A brand's mail about money lies where nobody looks.
        BrandMailHidden("brand-mail-hidden", Caution, Possible) { brand: Brand, arrived: Instant, folder: Text, place: Word },
        /// A brand's mail about money was marked as read within moments.
        BrandMailReadAtOnce("brand-mail-read-at-once", Caution, Possible) { brand: Brand, arrived: Instant, seconds: Count },
        /// A flood of mail from many unknown senders.
        MailBurst("mail-burst", Danger, Likely) { count: Count, senders: Count, begin: Instant, end: Instant, usual: Count, money: Count },
        /// A brand writes in a language it never used on this account.
        LanguageNeverUsed("language-never-used", Caution, Likely) { brand: Brand, language: Word, usual: Word, count: Count, arrived: Instant },
        /// The account with a brand was changed near an order.
        ChangeNearOrder("change-near-order", Danger, Likely) { brand: Brand, change: Word, changed: Instant, ordered: Instant, turn: Word },
        /// Genuine notices that nobody answered.
        NoticeUnanswered("notice-unanswered", Note, Certain) { count: Count, oldest: Instant, age: Word },
        /// A rule hides a brand's mail.
        FilterHidesBrand("filter-hides-brand", Danger, Likely) { brand: Brand, count: Count, rule: Text, line: Count, deed: Word },
        /// A rule puts a brand's mail into a folder of its own.
        FilterFilesBrand("filter-files-brand", Note, Possible) { brand: Brand, count: Count, rule: Text, line: Count, folder: Text },
        /// A rule hides notices by their subject, whoever sends them.
        FilterHidesNotices("filter-hides-notices", Danger, Likely) { topic: Word, rule: Text, line: Count, deed: Word },
        /// A rule hides every mail.
        FilterHidesEverything("filter-hides-everything", Danger, Likely) { rule: Text, line: Count, deed: Word },
        /// A rule sends mail on to somebody else's address.
        FilterForwardsOutside("filter-forwards-outside", Danger, Possible) { address: Text, which: Word, rule: Text, line: Count },
        /// A rule's name is empty or nothing but signs, while others have names.
        FilterIsNameless("filter-is-nameless", Caution, Possible) { line: Count, rule: Text },
    }
}

facts::reasons! {
    /// What could not be judged over time; severity and confidence are not used.
    pub enum MailboxUnread {
        /// Mails about money are gone, and so is the means to say why.
        VanishingNotJudged("vanishing-not-judged", Note, Certain) { count: Count, cause: Word },
        /// The marks of reading were not looked at often enough.
        ReadingNotObserved("reading-not-observed", Note, Certain) { count: Count },
        /// A mailbox too young to know what is usual.
        MailboxIsNew("mailbox-is-new", Note, Certain) { days: Count },
        /// Too few earlier mails of a brand, or texts without a language.
        LanguageNotCompared("language-not-compared", Note, Certain) { brand: Brand, count: Count },
        /// Mails that would matter and are not proven.
        NoticesNotProven("notices-not-proven", Note, Certain) { count: Count },
        /// Notices that arrived after now.
        ArrivalInTheFuture("arrival-in-the-future", Note, Certain) { count: Count },
        /// What was kept of mails and cannot be read back.
        KeptNotRead("kept-not-read", Note, Certain) { count: Count },
        /// A list of filters, or a part of it, that could not be read.
        FiltersNotRead("filters-not-read", Note, Certain) { count: Count, line: Count, trouble: Word },
        /// A rule that depends on more than a mail, and does something that could hide it.
        FilterNotEvaluated("filter-not-evaluated", Note, Certain) { rule: Text, line: Count, unknown: Text },
        /// The person's own addresses are not known, so every forwarding looks like one to others.
        OwnAddressesNotKnown("own-addresses-not-known", Note, Certain) {},
    }
}
