### Headings and short phrases of mioboe check.

## The four axes
axis-claim = Claim
axis-proof = Proof
axis-match = Match
axis-conduct = What it asks
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

match-own = the sender’s address is at a domain of { $brand }
match-lookalike = the sender’s address is at a domain that imitates { $brand }
match-other-brand = the sender’s address is at another company’s domain, not one of { $brand }
match-foreign = the sender’s address is not at a domain of { $brand }
match-unverified = for { $brand } there is no list of domains with a source yet
match-absent = the sender’s address has no usable domain

proof-line = { $method }: { $case ->
        [own] proven { $domain }, a domain of { $brand }
        [foreign] proven { $domain }, which is not { $brand }
        [unknown] proven { $domain }; whether it belongs to { $brand } is not known
        [unaligned] proven { $domain } on the way, which is not the sender’s address
        [plain] proven { $domain }
        [fail] failed for { $domain }
        [softfail] probably failed for { $domain }
        [neutral] no statement about { $domain }
        [broken] signature of { $domain } does not fit: changed on the way
        [key-gone] signature of { $domain } cannot be checked: the key is gone
        [invalid] malformed for { $domain }
        [expired] signature of { $domain } has expired
        [none] nothing proves { $domain }
       *[unchecked] { $domain } was not checked
    } ({ $by })
proof-by-us = verified here
proof-by-receiver = recorded by { $receiver }, as you trust
proof-by-inferred = recorded, it seems, by { $receiver }
proof-no-domain = (no domain)

severity-note = note
severity-caution = caution
severity-danger = danger
confidence-possible = possible
confidence-likely = likely
confidence-certain = certain

## Headings
heading-found = What was found
heading-why = Why
heading-do = What to do
heading-limit = What this cannot tell
heading-gaps = What could not be checked
heading-proof = Record of proof
heading-evidence = What decided
heading-raw = From the mail itself
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
pasted-text = the text given

## Spots
spot-header = { $name } field (line { $line })
spot-text = text
spot-link = link { $nth }
spot-attachment = attachment or image
spot-dns = { $name } in DNS
spot-row = row { $row }
spot-other = elsewhere
explain-here = here

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
reach-intro = Use no link and no number from the mail. Open one of these yourself:
reach-site = Site: type { $value } yourself
reach-check-page = { $brand }’s page about telling real from fake: { $value }
reach-report = Tell { $brand }: forward it to { $value }
reach-phone = Phone: { $value } (before you call, compare it with the official site or the back of your card)
reach-unknown = For { $brand } we have no contact with a source yet. Use the app you always use, or an address you type yourself.

## After entering something
after-intro = If you already entered something
after-password = A password: open the real site yourself and change it. Change it wherever else you use the same one, and look at the sign-in and usage history.
after-card = A card number: tell the card company’s lost-and-stolen desk. Compensation often has a deadline, such as 60 days from the statement, so do it early.
after-keep = Keep the mail. For advice or a report, the original with its headers and your statement are useful.

## Checking text
text-intro = Only text is checked: what it claims and what it asks. It is never called genuine.
text-prompt = Paste the text of the mail or message, then press Ctrl+D.

## docs/findings.md
page-title = What mioboe finds
page-intro = Everything that mioboe can find, and every check that it may be unable to make. Generated from data/words; ‹ › stands for a fact of the mail.
page-findings = Findings
page-gaps = Gaps
page-part-why = Why
page-part-do = What to do
page-part-limit = What this cannot tell
