### What watching a mailbox could not check. Each id is a gap's code; value (headline), .why, .do and .limit all stand.

vanishing-not-judged = Why { $count ->
        [one] { $count } mail about money is
       *[other] { $count } mails about money are
    } gone cannot be told.
    .why = { $cause }. A single mail deleted among them cannot be told apart.
    .do = Open the senders’ sites or apps yourself and look at orders and payments of that time.
    .limit = Whether somebody deleted single mails, or all went together, we cannot say.

reading-not-observed = When { $count ->
        [one] { $count } mail about money was
       *[other] { $count } mails about money were
    } read cannot be told.
    .why = The mark of reading was looked at too rarely, or too little is known yet of how this mailbox is usually read.
    .do = Keep watching without a break. With more records it can be told.
    .limit = Whether they were read at once, we cannot say.

mailbox-is-new = Only { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of mail { $days ->
        [one] is
       *[other] are
    } known, too few to know what is usual.
    .why = To tell a flood from an ordinary day, seven days are needed. Until then only fixed numbers count.
    .do = Keep watching, or import older mail as well.
    .limit = A flood below the fixed numbers may be missed.

language-not-compared = The language of { $count ->
        [one] { $count } mail
       *[other] { $count } mails
    } from { $brand } could not be compared with earlier ones.
    .why = There are too few earlier mails, or the text is too short to tell its language.
    .do = If a notice comes in a language you do not expect, open { $brand }’s site or app yourself and look.
    .limit = Whether somebody switched the language, we cannot say.

notices-not-proven = { $count ->
        [one] { $count } mail whose sender is not proven was
       *[other] { $count } mails whose senders are not proven were
    } left out.
    .why = Anybody can write such a mail, so it says nothing of what happened to money or an account.
    .do = If one of them worries you, do not use its links; open the company’s site or app yourself.
    .limit = Whether a genuine notice was among them, we cannot say.

arrival-in-the-future = { $count ->
        [one] { $count } notice arrived
       *[other] { $count } notices arrived
    } later than now.
    .why = The clock of this computer or of the mail server is wrong. Their age cannot be counted.
    .do = See whether date and time of this computer are right.
    .limit = Which of the clocks is wrong, we cannot say.

kept-not-read = What was kept of { $count ->
        [one] { $count } mail
       *[other] { $count } mails
    } cannot be read back.
    .why = The record in the store is damaged, or was written by another program.
    .do = See how the store is, with: mioboe doctor. Then read the mailbox in again.
    .limit = Whether anything happened to these mails, we cannot say.

filters-not-read = { $count ->
        [one] { $count } part
       *[other] { $count } parts
    } of the mailbox’s rules could not be read (from line { $line }).
    .why = The reason: { $trouble }. What rules do that we cannot read was not looked at.
    .do = Look at the list of rules yourself, in the settings of your mail service.
    .limit = Whether those rules hide anything, we cannot say.

filter-not-evaluated = What the rule “{ $rule }” in line { $line } hides cannot be told.
    .why = It throws away or moves mail, but its condition ({ $unknown }) cannot be tried on made-up mails.
    .do = See whether you made the rule. If not, delete it.
    .limit = Which mails it takes, we cannot say.

own-addresses-not-known = Your own addresses are not known, so a forwarding to yourself looks like any other.
    .why = There are rules that forward mail, and we were not told which addresses are yours.
    .do = See whether the addresses that mail is forwarded to are yours.
    .limit = Whose addresses they are, we cannot say.
