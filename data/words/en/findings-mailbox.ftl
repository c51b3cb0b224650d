### What happened to a mailbox, and its rules. Each id is a finding's code; value (headline), .why, .do and .limit all stand.

money-mail-vanished = A mail from { $domain } about money is gone from every folder.
    .why = It arrived { $arrived } and was no longer there { $gone }. Whoever shops with somebody else’s account deletes the notices of orders and changes, so that nobody sees them.
    .do = If you did not delete it, open the sender’s site or app yourself and look at orders and payments. Change the password of the mailbox too.
    .limit = Who deleted it cannot be seen. It may have been you or somebody who shares the mailbox. A mail moved to a folder that we do not look into seems gone as well.

brand-mail-hidden = A mail from { $brand } about money lies in { $place } ({ $folder }).
    .why = It arrived { $arrived }, and its sender is proven. Whoever does not want to be noticed moves such notices to where nobody looks.
    .do = Read it and see whether you remember what it tells of. If you did not move it, look at the mailbox’s rules and at its record of sign-ins.
    .limit = Who moved it cannot be seen. Spam filters err, and people tidy up.

brand-mail-read-at-once = A mail from { $brand } about money was marked as read { $seconds } { $seconds ->
        [one] second
       *[other] seconds
    } after it arrived.
    .why = It arrived { $arrived }. That is sooner than this mailbox is usually read. It happens where a rule marks mail as read, or where somebody else was waiting for it.
    .do = If you did not read it, do so now, and look at the mailbox’s rules and at its record of sign-ins.
    .limit = Somebody who has just ordered and waits for the notice reads as fast. Other devices and programs mark mail as read too.

mail-burst = { $count } mails poured in between { $begin } and { $end }, with { $senders } senders who never wrote before.
    .why = Usual at that time of day are { $usual } an hour. Floods of mail are also sent to bury the notice of an order or a payment. Within 48 hours of it { $money ->
        [one] is { $money } mail
       *[other] are { $money } mails
    } about money.
    .do = Look at the mails about money, which are put first. If there is an order you do not remember, cancel it on the company’s site and call your card issuer.
    .limit = Why the mails came cannot be seen. Moving a mailbox, or somebody with a similar address, has the same effect. It may be mere harassment.

language-never-used = { $brand } wrote in a language that it never used on this account: { $language }.
    .why = Most of the { $count } mails before were in { $usual }. The sender of this one, of { $arrived }, is proven as well. Whoever gets into an account sometimes switches its language.
    .do = Open { $brand }’s site or app yourself and look at the language setting, the orders and the sign-ins. If you did not change it, change your password.
    .limit = Shopping abroad or a change on the company’s side changes the language too. The language is guessed from the letters.

change-near-order = { $turn } an order, the account with { $brand } was changed: { $change }.
    .why = The change was { $changed }, the order { $ordered }. Whoever takes over an account changes contacts and password before ordering, and stops the notices afterwards.
    .do = See whether you remember both the change and the order. If not, change your password on { $brand }’s site and contact its customer service.
    .limit = It looks the same when you changed something yourself and then ordered. Who did it cannot be seen from mails.

notice-unanswered = { $count ->
        [one] { $count } genuine notice is
       *[other] { $count } genuine notices are
    } waiting for your answer.
    .why = The oldest arrived { $oldest }, { $age } ago. The sooner something is noticed, the more of the money can be stopped.
    .do = When you have a moment, answer for each whether you remember it.
    .limit = Unanswered does not mean that anything is wrong.

filter-hides-brand = The rule “{ $rule }” { $deed } mail from { $brand }{ $count ->
        [one] {""}
       *[other] {" "}and others ({ $count } brands)
    }.
    .why = It stands in line { $line }. Whoever gets into a mailbox makes such rules, so that notices of orders and changes are not seen.
    .do = If you did not make it, delete the rule, change the password of the mailbox, and look for the mails it hid.
    .limit = Who made it cannot be seen. You may have made it yourself to be rid of advertisements. The rule was tried on made-up mails.

filter-files-brand = The rule “{ $rule }” puts mail from { $brand }{ $count ->
        [one] {""}
       *[other] {" "}and others ({ $count } brands)
    } into the folder “{ $folder }”.
    .why = It stands in line { $line }. Many people sort their mail so; whoever looks only at the inbox notices late.
    .do = If you made the rule, there is nothing to do. Look into that folder now and then.
    .limit = Who made it cannot be seen.

filter-hides-notices = The rule “{ $rule }” { $deed } what its subject shows to be { $topic }.
    .why = It stands in line { $line }. Whichever company writes, its notice is hidden and cannot warn you.
    .do = If you did not make it, delete the rule, change the password of the mailbox, and look for the mails it hid.
    .limit = The rule was tried on made-up mails; subjects of real ones differ. Who made it cannot be seen.

filter-hides-everything = The rule “{ $rule }” { $deed } every mail.
    .why = It stands in line { $line }. All the made-up mails on which it was tried went the same way. Nobody can notice anything that arrives.
    .do = If you did not make it, delete the rule, change the password of the mailbox, and look for the mails it hid.
    .limit = Some people do this on purpose with a mailbox they no longer use. Who made it cannot be seen.

filter-forwards-outside = The rule “{ $rule }” forwards { $which } to { $address }.
    .why = It stands in line { $line }. Whoever reads mail there reads your codes and notices. Forwarding goes on after the password was changed.
    .do = If that is not your address, delete the forwarding first and then change the password of the mailbox.
    .limit = It may be another address of yours or one of your family. Whose it is cannot be seen.

filter-is-nameless = The rule in line { $line } has no name that could be read.
    .why = Whoever gets into a mailbox gives rules names of blanks or dots, so that they are overlooked.
    .do = Look at what the rule does, and delete it if you did not make it.
    .limit = Somebody may simply not have named it.
