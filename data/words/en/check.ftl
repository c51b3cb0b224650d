### Headings and short phrases of mioboe check.

## The four axes
axis-claim = Claim
axis-proof = Proof
axis-match = Match
axis-conduct = Content
axis-claim-none = claims no name that we know
axis-proof-none = nothing proves the sender
axis-conduct-none = nothing stood out

claim-line = { $brand } ({ $places })
claim-line-bare = { $brand }
place-name = sender’s name
place-address = sender’s address
place-subject = subject
place-body = text
place-attachment = attachment name
place-image = image description

match-own = the domain of the address belongs to { $brand }
match-lookalike = the sender’s address is at a domain that imitates { $brand }
match-other-brand = the sender’s address is at another company’s domain, not one of { $brand }
match-foreign = the sender’s address is not at a domain of { $brand }
match-unverified = for { $brand } there is no list of domains with a source yet
match-absent = the sender’s address has no usable domain

proof-line = { $method }: { $case ->
        [own] proven { $domain }, a domain of { $brand }
        [foreign] proven { $domain }, which is not { $brand }
        [unknown] proven { $domain }; whether it belongs to { $brand } is not known
        [unaligned] proven to have come by way of { $domain }, which is not the sender’s address
        [plain] proven { $domain }
        [recorded-own] recorded as passed for { $domain }, a domain of { $brand }
        [recorded-foreign] recorded as passed for { $domain }, which is not { $brand }
        [recorded-unknown] recorded as passed for { $domain }; whether it belongs to { $brand } is not known
        [recorded-unaligned] recorded as passed for { $domain } on the way, which is not the sender’s address
        [recorded-plain] recorded as passed for { $domain }
        [fail] failed for { $domain }
        [softfail] probably failed for { $domain }
        [neutral] no statement about { $domain }
        [broken] signature in the name of { $domain } does not fit the content
        [key-gone] signature of { $domain } cannot be checked: the key is gone
        [invalid] malformed for { $domain }
        [expired] signature of { $domain } has expired
        [none] nothing proves { $domain }
       *[unchecked] { $domain } was not checked
    }{ $case ->
        [unchecked] {""}
       *[other] {" "}({ $by })
    }
proof-by-us = verified here
proof-by-receiver = recorded by { $receiver }, as you trust
proof-by-inferred = recorded, it seems, by { $receiver }
proof-no-domain = (no domain)

severity-note = note
severity-caution = caution
severity-danger = danger

## Headings
heading-found = What was found
heading-why = Why
heading-do = What to do
heading-limit = What this cannot tell
heading-gaps = What could not be checked
heading-proof = Record of proof
heading-evidence = What decided
heading-raw = From the mail itself
heading-raw-text = From the text itself
heading-reach = To check by yourself
heading-report = To report it
heading-original = To get the original mail
heading-errors = What could not be read

## Fields of a mail
field-from = From
field-subject = Subject
field-date = Date
field-file = File
field-verdict = Verdict
field-brand = Claims to be
field-id = Fingerprint
empty-subject = (no subject)
empty-from = (no sender)
mail-of-file = mail { $position } in { $file }
forwarded-note = The enclosed original mail was judged.

standard-input = standard input
pasted-text = the text pasted

## Spots
spot-header = { $name } field (line { $line })
spot-text = text
spot-link = link { $nth }
spot-attachment = attachment or image
spot-dns = { $name } in DNS
spot-row = row { $row }
spot-folder = folder “{ $name }”
spot-other = elsewhere
explain-claim = here it claims to be { $brand }

## Progress
progress-counting = counting mails
progress-reading = reading { $file }
progress-checking = { $done } of { $total } mails checked
progress-checking-open = { $done ->
        [one] { $done } mail checked
       *[other] { $done } mails checked
    }
progress-dns = asking DNS

## Summary
summary-mails = { $count ->
        [one] { $count } mail checked.
       *[other] { $count } mails checked.
    }
summary-none = No mail was found.
summary-genuine = { $count } with a genuine sender
summary-foreign-content = (of those with a genuine sender, { $count } in somebody else’s words)
summary-impostor = { $count ->
        [one] { $count } impostor
       *[other] { $count } impostors
    }
summary-doubtful = { $count } doubtful
summary-unproven = { $count } not proven
summary-no-claim = { $count } without a claim
summary-errors = { $count } could not be read
summary-filtered = Showing { $shown } of { $count } mails.
summary-dns-written = { $count ->
        [one] { $count } DNS answer was
       *[other] { $count } DNS answers were
    } saved in { $file }.
goes-on-offline = Going on without the network.
nothing-given = Name a file or folder of mails to check (for example: mioboe check mail.eml). If you have only text, use mioboe check --text.
fault-at = A fault in mioboe occurred ({ $place }). The other mails are still judged.
hint-explain = To see what decided, add --explain.
hint-one = For all details, name a single file.

## Reaching and reporting
reach-intro = Open one of these yourself:
reach-site = The site of { $brand }: type { $value } yourself
reach-desk = To ask { $brand }: type { $value } yourself → “Contact” or “Customer service”
reach-check-page = { $brand }’s page about telling real from fake: { $value }
reach-report = { $brand }: forward it to { $value }
reach-phone = Phone of { $brand }: { $value } (before you call, compare it with the official site)
reach-phone-issuer = Phone of { $brand }: { $value } (before you call, compare it with the back of your card or your bankbook)
reach-card-back = Phone of { $brand }: the number on the back of your card, in your bankbook or on your statement
reach-unknown = For { $brand } we have no contact with a source yet. Use the app you always use, or an address you type yourself.

## After entering something
after-intro = If you already entered something
after-password = A password: open the real site yourself and change it. Change it wherever else you use the same one, and look at the sign-in and usage history.
after-card = A card number: tell the card company’s lost-and-stolen desk. Compensation often has a deadline, such as 60 days from the statement, so call soon.
after-keep-text = Keep the message, and take a screenshot of it. For advice or a report, it and your statement are useful.
after-keep = Keep the mail. For advice or a report, the original with its headers and your statement are useful.

## Checking text
text-intro = Only text is checked: what it claims and what stands out in it. Text alone is never called genuine.
text-prompt = Paste the text of the mail or message, then press Ctrl+D.
text-known-number = In our tables this number belongs to { $brand }. But a shown number can be forged: it does not prove that a call or a message came from { $brand }. Settle the matter from the official site, opened yourself.
text-known-link = In our tables this link leads to { $brand }. But it does not say who sent it to you. Settle the matter in the official site or app, opened yourself.
text-unknown-number = This number is not in our tables. That alone makes it neither genuine nor fake.
text-unknown-link = Where this link leads is not in our tables. That alone makes it neither genuine nor fake. The link was not opened.
hint-text-is-file = There is a file named { $file }. To check that file, leave out --text.

## docs/findings.md
page-title = What mioboe finds
page-intro = Everything that mioboe can find, and every check that it may be unable to make. Generated from data/words; ‹ › stands for a fact of the mail.
page-findings = Findings
page-gaps = Gaps
page-part-why = Why
page-part-do = What to do
page-part-limit = What this cannot tell
