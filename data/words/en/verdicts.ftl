### Verdicts. $brand is who the mail claims to be; $ground is the code of the finding that decided (or of what stood in the way);
### $form is mail, or text where nothing else was given. $by is us where it was verified here, receiver where only the record of the named server $receiver tells.

verdict-genuine = { $ground ->
        [genuine-sender-foreign-content] Sent through { $brand }, but somebody else chose the words.
       *[other] The sender is confirmed as genuine: this mail was sent by { $brand } ({ $domain }).
    }
    .why = { $by ->
        [receiver] The record of { $receiver }, which you named, says that it came from { $domain }.
       *[us] We verified that it came from { $domain }.
    } { $ground ->
        [genuine-sender-foreign-content] But in this kind of notice somebody other than { $brand } can choose the text and the links.
       *[other] { $brand } is known to use that domain (the part of an address after the @).
    }
    .do = { $ground ->
        [genuine-sender-foreign-content] Ask the person in another way whether it is really from them. If you do not know them, leave links closed and call no number in it.
       *[other] If you know what it is about, there is nothing to do. If it tells of an order or a change you know nothing of, type { $brand }’s address yourself or open the app you always use, and look at your orders and messages there.
    }
    .limit = { $by ->
        [receiver] This rests on the record of { $receiver }; it was not verified here.
       *[us] What was checked is the sender.
    } Whether the content is right, where the links end, and whether somebody misuses a service of { $brand } or your account cannot be seen from this.

verdict-impostor = { $form ->
        [text] This text
       *[mail] This mail
    } is not from { $brand } (impostor).
    .why = { $ground ->
        [proven-sender-is-foreign] It claims to be from { $brand }, but the sender we could verify is { $domain }, which is not { $brand }.
        [sender-is-foreign] It claims to be from { $brand }, but the sender’s address is at { $domain }, which is not a domain of { $brand }.
        [sender-is-a-customer] It claims to be from { $brand }, but { $domain } is for addresses of { $brand }’s customers; { $brand } itself does not write from there.
        [sender-is-lookalike] It claims to be from { $brand }, but the sender’s domain is { $domain }, a name made to look like the real one.
        [sender-is-another-brand] It claims to be from { $brand }, but the sender’s domain { $domain } belongs to another company.
        [own-domain-forged] The sender is written with the real domain { $domain }, but the mail fails that domain’s own checks. Only the name was used.
       *[other] It claims to be from { $brand }, and what was found contradicts that. See “What was found”.
    }
    .do = { $form ->
        [text] Leave links closed
       *[mail] Leave links and attachments closed
    }, call no number in it, and do not reply. If you wonder about the matter, type { $brand }’s address yourself or open the app you always use, and look at your orders and messages there.
    .limit = Who sent it, and where they got your address, cannot be seen. It also remains possible that { $brand } has a new way of sending that our tables do not hold yet.

verdict-doubtful = It is doubtful whether { $form ->
        [text] this text
       *[mail] this mail
    } is from { $brand }.
    .why = { $ground ->
        [signature-missing] The digital signature that mail from { $domain } normally carries is missing or cannot be checked.
        [sender-is-a-customer] { $domain } is for addresses of { $brand }’s customers; { $brand } itself does not write from there. But there is not enough to call it an impostor.
        [sender-is-foreign] The sender’s address is at { $domain }, which is not a domain of { $brand }. But there is not enough to call it an impostor.
       *[other] Something contradicts the claim, but not enough to call it an impostor. It is listed under “What was found”.
    }
    .do = Until it is confirmed, { $form ->
        [text] leave links closed
       *[mail] leave links and attachments closed
    } and call no number in it. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = { $form ->
        [text] A genuine notice can look like this too. Which of the two it is, the text alone does not show.
       *[mail] A genuine mail can look like this when forwarding or saving lost its evidence. Which of the two it is, this mail alone does not show.
    }

verdict-unproven = { $ground ->
        [enclosed-is-proven] The mail attached inside is from { $brand }, but this mail was sent by somebody else.
       *[other] Whether { $form ->
            [text] this text
           *[mail] this mail
        } is from { $brand } could not be confirmed.
    }
    .why = { $ground ->
        [text-has-no-proof] Text alone cannot prove who sent it. That needs the original mail.
        [brand-unverified] For { $brand } there is no list of domains with a source yet.
        [no-transport-trace] There is no record of servers that handled it, so we cannot look where it came from.
        [dns-not-asked] The network is switched off, so keys of signatures were not asked for.
        [dns-unreachable] Questions about keys of signatures were not answered.
        [key-is-gone] It carries a signature, but the key for checking it is gone. That is common with old mail.
        [recorded-by-receiver] The receiving side recorded that { $domain } passed, but nobody has told us to trust that record.
        [changed-on-the-way] A signature in the name of { $domain } does not fit the content (changed on the way, or fake from the start).
        [enclosed-is-proven] The signature of the attached mail was verified here. But the text around it is not { $brand }’s.
       *[other] We found nothing that proves it genuine and nothing that shows it to be fake.
    }
    .do = { $ground ->
        [enclosed-is-proven] Do what the attached mail says only after opening { $brand }’s site or app yourself. Do nothing that the text around it asks for.
        [text-has-no-proof] If it is a mail, save the original and check that. Until then use no link or number from it; type { $brand }’s address yourself or open the app you always use.
        [dns-not-asked] Check again without --offline. Until then use no link or number from it; type { $brand }’s address yourself or open the app you always use.
       *[other] Use no link or number from it. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    }
    .limit = We can call it neither genuine nor fake. “Not confirmed” does not mean “fake”, and it does not mean “all is well”.

verdict-no-claim = { $form ->
        [text] This text
       *[mail] The sender
    } does not claim to be any company in mioboe’s tables.
    .why = { $form ->
        [text] No name from our tables is claimed in the text.
       *[mail] No name from our tables is claimed in the sender’s name, the address, the subject, the text or elsewhere.
    }
    .do = See whether you know the sender and what it is about. If not, { $form ->
        [text] leave links closed.
       *[mail] leave links and attachments closed.
    }
    .limit = An impostor of a name that mioboe does not know, or a scam that claims no name at all, is not recognized by this.

## Short words for a list

sign-genuine = ○ genuine sender
sign-genuine-foreign-content = ! others’ words
sign-impostor = × impostor
sign-doubtful = △ doubtful
sign-unproven = ? not proven
sign-no-claim = – no claim
