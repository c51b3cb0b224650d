### How facts are written. fact-<name of the fact>-<word> says a word of a closed list.

day-of-month = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
moment = { $day }, { $time } UTC
name-in-two-forms = { $shown } ({ $ascii })
list-separator = ,{ " " }

## Irregular From fields
fact-problem-no-from = there is no From field
fact-problem-several-fields = there are several From fields
fact-problem-several-mailboxes = it names several addresses
fact-problem-group = a group name stands in place of an address
fact-problem-no-domain = the address has no proper name after the @
fact-problem-control = it holds invisible control characters
fact-problem-encoded-address = the address itself is written in code
fact-problem-malformed = the address is malformed

## What is asked for (after “asks you to …”)
fact-action-confirm-account = confirm your account details
fact-action-confirm-payment = confirm or update how you pay
fact-action-confirm-card-use = confirm a use of your card
fact-action-confirm-identity = confirm who you are
fact-action-unlock-account = lift a restriction on your account
fact-action-claim-prize = claim a prize or points
fact-action-track-parcel = check on a delivery
fact-action-pay-fee = pay a fee
fact-action-call-number = call a number
fact-action-send-code = send a verification code or a gift-card number
fact-action-open-attachment = open an attachment
fact-action-install = install an app or a program
fact-action-pay-with-gift-cards = buy gift cards or pay with them
fact-action-give-remote-control = let somebody see or control your computer or phone
fact-action-pay-in-crypto = pay in cryptocurrency
fact-action-pay-to-new-account = pay into a changed bank account
# Nothing is asked for here; asks-for-action has a headline of its own for it.
fact-action-alarming-words = words about accounts, payments, prizes or limits

## Notices whose content others can choose
fact-kind-shared-document = a shared document
fact-kind-invitation = an invitation
fact-kind-money-request = a request for money
fact-kind-form = a form

## Why a digital signature (S/MIME) is no evidence
fact-flaw-weak-hash = it uses a method of calculation that was broken, SHA-1
fact-flaw-short-key = the key is too short
fact-flaw-expired = the certificate was out of date when the mail arrived
fact-flaw-not-yet-valid = the certificate was not yet in force when the mail arrived
fact-flaw-not-for-mail = the certificate is not one for signing mail
fact-flaw-chain-broken = the certificate was not properly issued by the issuer that it names
fact-flaw-self-signed = the holder issued the certificate to itself
fact-flaw-covers-part = only a part of the body is signed

## Places where anybody can put something (after “leads to HOST:”)
fact-service-shortener = a service that shortens links
fact-service-form = a service for forms and surveys
fact-service-site = a service that hosts pages
fact-service-files = a service for sharing files
fact-service-tunnel = a passage to somebody’s own computer

## What is attached (begins the sentence)
fact-carrier-program = A program
fact-carrier-profile = A profile that changes a device’s settings
fact-carrier-macros = A document that can run commands
fact-carrier-archive = A program in an archive

## What an attached page holds
fact-holds-page = a page
fact-holds-form = a form
fact-holds-password = a field for a password
fact-holds-script = a script

## What stands in place of a name
fact-content-link = a link
fact-content-number = a telephone number
fact-content-money = a sum of money

## Results of proof
fact-result-pass = pass
fact-result-fail = fail
fact-result-softfail = probably fail
fact-result-neutral = no statement
fact-result-broken = changed on the way
fact-result-key-gone = key gone
fact-result-invalid = malformed
fact-result-expired = expired
fact-result-none = none
fact-result-unchecked = not checked

## watching: where a mail lies
fact-place-trash = the trash
fact-place-junk = the junk folder
fact-place-archive = the archive

## watching: what was changed
fact-change-password = the password
fact-change-email = the mail address
fact-change-phone = the telephone number
fact-change-two-step = two-step verification
fact-change-account-kind = the kind of account
fact-change-address = a delivery address
fact-change-payment = a way to pay
fact-turn-before = Shortly before
fact-turn-after = Shortly after

## watching: how long nobody answered
fact-age-days = days
fact-age-weeks = weeks
fact-age-months = months

## watching: why mails are gone
fact-cause-renewed = The mail server numbered the folder anew
fact-cause-emptied = Many mails went at the same time
fact-cause-collected = Another program takes most mail out of the mailbox

## what a rule does
fact-deed-discard = throws away
fact-deed-reject = sends back
fact-deed-forward = forwards and does not keep
fact-deed-trash = moves out of sight
fact-deed-archive = takes out of the inbox
fact-deed-file-read = marks as read and files away
fact-deed-read = marks as read
fact-deed-file = files away

## what a rule is about
fact-topic-order = notices of orders
fact-topic-card = notices of cards and payments
fact-topic-gift = notices of gift cards
fact-topic-security = notices of sign-ins and changes
fact-which-everything = every mail
fact-which-notices = notices about money or accounts
fact-which-some = some mails

## why a rule could not be read
fact-trouble-unknown-form = a form that is not known
fact-trouble-cut = too many or too deep
fact-trouble-malformed = broken grammar
fact-trouble-elsewhere = another file or program decides
fact-trouble-other = something else

## languages
fact-language-ja = Japanese
fact-language-en = English
fact-language-zh = Chinese
fact-language-ko = Korean
fact-language-de = German
fact-language-fr = French
fact-language-es = Spanish
fact-language-pt = Portuguese
fact-language-it = Italian
fact-language-nl = Dutch
fact-language-ru = Russian
fact-language-pl = Polish
fact-language-tr = Turkish
fact-language-vi = Vietnamese
fact-language-id = Indonesian
fact-language-th = Thai
fact-language-sv = Swedish
fact-language-ar = Arabic
fact-usual-ja = Japanese
fact-usual-en = English
fact-usual-zh = Chinese
fact-usual-ko = Korean
fact-usual-de = German
fact-usual-fr = French
fact-usual-es = Spanish
fact-usual-pt = Portuguese
fact-usual-it = Italian
fact-usual-nl = Dutch
fact-usual-ru = Russian
fact-usual-pl = Polish
fact-usual-tr = Turkish
fact-usual-vi = Vietnamese
fact-usual-id = Indonesian
fact-usual-th = Thai
fact-usual-sv = Swedish
fact-usual-ar = Arabic
