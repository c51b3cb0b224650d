### What the mail check can find. Each id is a finding's code; value (headline), .why, .do and .limit all stand.

## Proof of the sender

sender-is-proven = The sender is proven: { $domain }, a domain of { $brand }.
    .why = The checks that this mail came from { $domain } passed (which ones, and who made them, stands under “Proof”), and { $brand } is known to use that domain (the part of an address after the @).
    .do = Nothing to do about the sender. If it is about money or your account, open { $brand }’s site or app yourself instead of using the links.
    .limit = Only the sender is proven. Whether what it says is true, where its links end, or whether somebody misuses a service of { $brand } cannot be seen from this.

recorded-by-receiver = The receiving server { $receiver } recorded that the author’s domain { $domain } passed its checks.
    .why = The record looks like the receiving side’s own, but it is not our verification. So it is not enough to call the mail genuine.
    .do = If { $receiver } is your own mail provider’s server, name it with --trust-receiver, and its records will be used.
    .limit = A sender can write such a record too. The mail alone does not show that { $receiver } really wrote it.

proven-sender-is-foreign = The mail is proven to come from { $domain }, which is not { $brand }.
    .why = It claims to be from { $brand }, but the sender we could verify is { $domain }. A valid signature of somebody else does not make it a mail from { $brand }.
    .do = Leave links and attachments closed, do not call any number in it, and do not reply. If you wonder, type { $brand }’s address into the browser yourself, or open the app you always use.
    .limit = { $brand } may have mail sent by a company whose domain is not in our tables yet. We cannot tell such a sender apart.

sender-is-foreign = The sender’s address is at { $domain }, which is not a domain of { $brand }.
    .why = The part of an address after the @ (the domain) says whose address it is. A well-known name with somebody else’s domain is the usual shape of a fake.
    .do = Leave links and attachments closed, do not call any number in it, and do not reply. If you wonder, type { $brand }’s address into the browser yourself, or open the app you always use.
    .limit = Anyone can write any address as the sender, so the owner of { $domain } need not have sent it. And a domain that { $brand } took into use recently may be missing from our tables.

sender-is-a-customer = { $domain } is for addresses of { $brand }’s customers; { $brand } itself does not write from there.
    .why = Addresses at { $domain } are handed out to people who use { $brand }’s service. Anyone can get one, so it is no proof of coming from { $brand }.
    .do = Leave links and attachments closed, do not call any number in it, and do not reply. If you wonder, type { $brand }’s address into the browser yourself, or open the app you always use.
    .limit = We cannot rule out that somebody at { $brand } wrote personally from such an address, and we cannot tell who uses it.

sender-is-lookalike = The sender’s domain { $domain } imitates { $imitates } of { $brand }.
    .why = One letter changed, a letter that only looks alike, a word added: each is made to be mistaken for the real name.
    .do = Leave links and attachments closed, and do not reply. If you wonder, type { $brand }’s address into the browser yourself, or open the app you always use.
    .limit = This compares how names look and read. It may belong to somebody unrelated whose name is similar by chance.

sender-is-another-brand = It claims to be from { $brand }, but the sender’s domain { $domain } belongs to { $other }.
    .why = A company does not usually write in another company’s name from its own address.
    .do = Leave links and attachments closed. If you have business with { $brand }, type its address yourself or open the app you always use.
    .limit = Two companies may write together, or one for the other. The mail does not show whether they agreed on that.

own-domain-forged = The sender uses { $brand }’s own domain { $domain }, but the mail failed that domain’s own checks.
    .why = The owner of { $domain } publicly asks that mail failing its check (DMARC) be refused or treated as junk. This mail fails it.
    .do = Leave links and attachments closed, do not call any number in it, and do not reply. The address looks right, but nothing stands behind it.
    .limit = In rare cases a real mail fails after a forwarder or mailing list changed it on the way.

signature-missing = Mail from { $domain } normally carries a digital signature; this one has none that can be checked.
    .why = According to our sources, { $brand } signs what it sends from { $domain }. This mail went through servers and carries no signature, or one whose key does not exist.
    .do = Do not use its links. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = Forwarding, or the way a mail was saved, can lose the signature, and keys are replaced. We cannot rule out that { $brand } sometimes sends without one.

server-not-allowed = The sending server is not one that { $domain } has published as its own (SPF: { $result }).
    .why = The owner of a domain can publish which servers send its mail. This mail came from a server that is not on that list.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed.
    .limit = Forwarded mail gives this result even when it is real.

recorded-as-failed = The receiving server { $receiver } recorded that the mail failed the checks of the author’s domain { $domain }.
    .why = It was written down when the mail arrived: that it came from { $domain } could not be confirmed.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed and call no number in it.
    .limit = Real mail that went through a forwarder or a mailing list can fail as well. This is not our own verification.

server-lies = The sending server called itself { $claimed }, but the receiving side recorded { $actual }.
    .why = A server may call itself anything. The name that the receiving side looked up was a different one.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed.
    .limit = Carelessly set up servers and in-house relays also give names that do not match.

sent-through-another = The mail is proven to have been handed in through { $domain }.
    .why = Companies often let a mailing service send for them. This proves the way it took, not who wrote it.
    .do = By itself, nothing. Look at what is said about the sender.
    .limit = Who used { $domain } to send it cannot be seen from this.

changed-on-the-way = A signature in the name of { $domain } does not fit the content (changed on the way, or fake from the start).
    .why = When a mailing list or forwarder adds something, even a genuine signature no longer fits. But one that does not fit can also be written by somebody who has nothing to do with { $domain }.
    .do = Unless it came over a list or forwarder that you know, leave links and attachments closed. If the matter is important, ask the author in another way.
    .limit = Changed on the way and fake from the start look alike. This signature does not show that { $domain } wrote it.

## How the sender is shown

author-is-irregular = The From field is not written as it should be ({ $problem }).
    .why = Ordinary mail programs do not write this. Different programs then show different senders, which is sometimes done to deceive.
    .do = Do not go by the sender’s name on the screen, and leave links and attachments closed.
    .limit = Old or badly made sending programs do this too, without bad intent.

name-is-disguised = “{ $text }” is written to read as { $brand }, with look-alike letters, hidden characters or a changed spelling.
    .why = { $brand } has no reason to write its own name like this. It slips past filters while people still read { $brand }.
    .do = { $form ->
        [text] Leave links closed
       *[mail] Leave links and attachments closed
    }, and do not reply.
    .limit = It may be a slip or decoration. Shapes of letters do not show what the writer meant.

address-shows-brand = The sender shows “{ $text }”, which looks like { $brand }, but the real domain is { $domain }.
    .why = The shown name and the part before the @ can be anything. Only what follows the @ says whose address it is.
    .do = Go by the part after the @, not by the shown name. If you have business with { $brand }, type its address yourself.
    .limit = A different service that writes about { $brand } may put the name there just to be clear.

sender-has-a-free-mailbox = Anybody can have an address at { $domain }.
    .why = A company like { $brand } hardly ever sends its notices from an address that anybody can get.
    .do = Do not reply and leave the links closed. If you wonder, open { $brand }’s site or app yourself.
    .limit = It may be a person or a small shop who only writes about { $brand }.

reply-goes-elsewhere = A reply would go to { $domain }, not to the sender.
    .why = Setting only the reply address to one’s own is a way to collect answers and personal details.
    .do = Before you reply, look whether the part after the @ belongs to whom you mean.
    .limit = There are often good reasons, such as a help desk run by another company.

## Links

link-text-lies = A link shows { $shown } but leads to { $target }.
    .why = What a link shows and where it leads are written separately. Showing the real address and leading elsewhere is a common trick.
    .do = Leave this link closed. If you need the site, type its address yourself.
    .limit = Genuine mails also lead through mailing services that count clicks. We never open a link, so we did not see where it ends.

link-hides-its-host = A link puts something before an @ to look like another address, but leads to { $target }.
    .why = What stands before the @ in a link is not where it leads. Writing a well-known name there and leading elsewhere is made to deceive.
    .do = Leave this link closed. If you need the site, type its address yourself.
    .limit = A few old systems use the @ to hand over a user name. We never open a link, so we did not see what is there.

link-is-lookalike = A link leads to { $target }, a place that imitates the name of { $brand }.
    .why = A copy of the real sign-in page at a name like this is how passwords and card numbers are collected.
    .do = Leave this link closed. If you have business with { $brand }, type its address yourself or open the app you always use.
    .limit = This compares names. We never open a link, so we did not see what is there.

link-leads-elsewhere = A link leads to { $target }, which is not a site of { $brand }.
    .why = Genuine mails that ask for something usually lead to the company’s own site.
    .do = Do not use the link. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = Some genuine mails lead through mailing services or related companies, and our tables do not hold all of them.

## Content

asks-for-action = { $action-word ->
        [alarming-words] It uses words that such mails often use (account, payment, prize, limit).
       *[other] It asks you to { $action }.
    }
    .why = { $action-word ->
        [alarming-words] They are common in fakes and in genuine notices alike. Nothing is plainly asked for.
       *[other] Fakes often ask for this, and often press you to hurry.
    }
    .do = { $action-word ->
        [send-code] Send no verification code and no gift-card number, whoever asks for it.
        [call-number] Do not call the number in it. Open the official site yourself and look the number up there.
        [open-attachment] Leave the attachment closed. Open the official site or app yourself and see whether the same message is there.
        [pay-with-gift-cards] Buy no gift card for it and pay with none. No company and no office is paid in that way.
        [give-remote-control] Install nothing and let nobody into your device. If you already have, disconnect it from the network first.
        [pay-in-crypto] Pay nothing. Such payments cannot be taken back.
        [pay-to-new-account] Before you pay, ask the other side by a telephone number that you already knew.
        [install] Install nothing. If you need it, get it from the maker’s own site yourself.
       *[other] Use no link or number from it. Open the official site or app yourself and see whether the same message is there.
    }
    .limit = { $action-word ->
        [alarming-words] Genuine mails use the same words. By itself this says nothing.
       *[other] Genuine companies sometimes ask for the same. By itself this does not make it a fake.
    }

text-is-salted = { $count ->
        [one] { $count } invisible or meaningless character stands
       *[other] { $count } invisible or meaningless characters stand
    } between the letters.
    .why = Words are cut up like this to slip past filters. To the eye the text looks ordinary.
    .do = Read it together with the other findings. Unless the sender is proven, { $form ->
        [text] leave links closed.
       *[mail] leave links and attachments closed.
    }
    .limit = Badly made sending programs, and text pasted from other languages, can hold invisible characters too.

japanese-in-chinese-charset = Japanese text is written in a Chinese character set ({ $charset }).
    .why = Companies in Japan hardly ever do this with Japanese mail. Fake Japanese mail often does.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed.
    .limit = Real Japanese mail written on a Chinese-language computer can look the same.

brands-contradict = It claims to be from both { $brand } and { $other }.
    .why = Two names that have nothing to do with each other stand as the sender. That happens when the text of one fake is reused for the next.
    .do = { $form ->
        [text] Leave links closed.
       *[mail] Leave links and attachments closed.
    } Whichever you have business with, type the address yourself or open the app you always use.
    .limit = Payment and delivery notices may name other companies. Whether the two have an agreement cannot be seen.

genuine-sender-foreign-content = This is { $kind } sent by the real { $brand }, but somebody else can choose what it says.
    .why = { $brand } sends such notices for whoever uses the service, and that person writes the text and links. Bills and telephone numbers are planted there.
    .do = { $kind-word ->
        [money-request] Do not pay a request you know nothing of. Call no number in it; open { $brand }’s site yourself and look there.
        [form] Put no password and no card number into the form of somebody you do not know.
       *[other] Ask the person in another way whether it is really from them. If you do not know them, leave it closed and call no number in it.
    }
    .limit = Who wrote it, and whether they mean harm, cannot be seen.

## The digital signature of the body (S/MIME)

smime-holds = The digital signature of the body (S/MIME) fits, as that of “{ $signer }” at the sender’s address { $address }. The certificate says it was issued by “{ $issuer }”.
    .why = The body was not changed after it was signed, and the address in the certificate is the sender’s. But anyone can make a certificate with any name in it, so until its issuer is confirmed it does not prove the sender.
    .do = See whether your mail program shows this signature as valid. If the sender’s own site tells the name and the issuer of its signature, compare them.
    .limit = This signature covers the body only: subject and date can be changed without breaking it. Whether “{ $issuer }” really issued the certificate is not known.

smime-other-mailbox = The digital signature of the body (S/MIME) fits, but it is that of “{ $signer }” at another address, { $mailbox }, and not the sender’s.
    .why = A certificate names the mail addresses it may be used for. The sender’s address of this mail is not among them.
    .do = Even if you are shown a sign for the signature, do not take it for the sender’s. If you do not know the sender, leave links and attachments closed.
    .limit = A person may have several addresses and sign with the certificate of another one. Who signed, and why, cannot be seen.

smime-flawed = The digital signature of the body (S/MIME) cannot count as evidence ({ $flaw }).
    .why = The signature itself fits the body, but for this reason it does not show who signed.
    .do = Read the other results as if the signature were not there.
    .limit = The settings of an honest sender, or a renewal that came late, can be the cause. It does not mean that the mail is fake.

smime-broken = The digital signature of the body (S/MIME) does not fit the body (changed on the way, or fake from the start).
    .why = It stops fitting when the body or the signature is changed after signing. Passing through a mailing list, or a server that rewrites how the text is encoded, is enough.
    .do = Unless it came over a list or forwarder that you know, leave links and attachments closed and ask the sender in another way.
    .limit = Changed on the way and fake from the start look alike. The way a mail was saved can also break the signature.

smime-missing = Mail from { $brand } normally carries a digital signature of the body (S/MIME); this one has none.
    .why = According to our sources, { $brand } signs what it sends with S/MIME, with some exceptions. This mail carries no such signature.
    .do = Do not use its links. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = Some mail goes out without it, such as mail to mobile phone addresses or from a member of staff. Forwarding or saving a mail can also lose the signature.

## Forwarded mails

forwarded-as-attachment = The original mail, forwarded as an attachment, was judged (forwarded by { $address }).
    .why = The original was enclosed whole, so we looked at its sender and not at the person who forwarded it.
    .do = Read the result as being about the enclosed mail.
    .limit = Whether the person who forwarded it changed the original before attaching it cannot be seen.

enclosed-is-proven = The mail attached inside is proven to come from { $brand } ({ $domain }); the mail around it was written by { $address } and is somebody else’s.
    .why = The signature of the attached mail was verified here. But who wrapped it and sent it to you is not { $brand }, and the text around it is not { $brand }’s.
    .do = Do what the attached mail says only after opening { $brand }’s site or app yourself. Do nothing that the text around it asks for.
    .limit = To whom the attached mail was first sent, and why somebody wrapped it and sent it on, cannot be seen.

forwarded-in-text = A forwarded mail is copied into the text (sender as copied: { $address }); only the text can be judged.
    .why = Copying loses the signature and the record of the way it took, so no sender can be proven.
    .do = Ask whoever sent it to you to forward the original “as an attachment”.
    .limit = Whether the original was genuine cannot be seen in this form, and it may have been changed in copying.
