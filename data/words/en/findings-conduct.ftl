### How a mail behaves: links, attachments, numbers and hidden text. Each id is a finding's code; value (headline), .why, .do and .limit all stand.

## Where links lead

link-leads-to-another-brand = It claims to be from { $brand }, but a link leads to { $target }, a site of { $other }.
    .why = A company asking its customers for something does not send them to another company’s site. Texts of fakes are reused for the next name, and the old link stays behind.
    .do = Do not use the link. Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = The two companies may work together; the mail does not show that. The site itself may be the real one of { $other }.

brand-leads-elsewhere = A link goes through { $through }, a site of { $brand }, and on to { $target }.
    .why = Some sites send visitors on to any address written into the link. Then a trusted name stands in front, and the place where you end is somebody else’s.
    .do = Do not go by the first name in the link. Type { $brand }’s address yourself.
    .limit = We read the address from the link’s text and never open a link; whether the site really sends visitors on was not tried. Companies also lead to their partners in this way.

link-is-redirected = A link goes through { $through } and on to { $target }.
    .why = A well-known name stands in front, while the place behind it is another. The name in front says nothing about that place.
    .do = Judge the link by { $target }, not by { $through }.
    .limit = Newsletters and search results use such links too. By itself this says little.

link-to-bare-address = A link leads to the bare number { $target } instead of a name.
    .why = Sites for the public have names. A number alone tells nobody whose place it is, and names that were taken away can be avoided with it.
    .do = Leave this link closed. If you have business with the sender, type the address of their site yourself.
    .limit = Technical mails between people who run machines use numbers too. We never open a link, so we did not see what is there.

link-mixes-scripts = A link leads to { $target }, a name that mixes letters of several scripts in one word.
    .why = Letters of other scripts that look the same make one name pass for another.
    .do = Leave this link closed. If you need the site, type its address yourself.
    .limit = A few honest names mix scripts on purpose. This compares letters; what is there was not looked at.

link-is-no-page = A link does not lead to a page of the web: it begins with “{ $scheme }:”.
    .why = Such a link carries a program or a page in itself, or opens a file or a program on your device. What is in it has no address that anyone could check.
    .do = Leave this link closed.
    .limit = Programs inside one office use such links among themselves. What this one would do was not tried.

link-to-shared-host = A link leads to { $target }: { $service }, where anyone can put something.
    .why = The well-known name belongs to the service, not to whoever wrote the mail. Filters trust it, so impostors like to use it.
    .do = Take the name { $target } for no sign of who is behind it. Open what you need from the site or app that you know.
    .limit = Honest people use such services every day. By itself this says nothing against the mail.

link-uses-odd-port = A link leads to { $target } by way of an unusual port ({ $port }).
    .why = Sites for the public hardly ever need one. A second, hidden site on somebody’s machine often does.
    .do = Read it together with the other findings.
    .limit = Trial systems and equipment in companies and homes use such ports too.

link-is-malformed = A link to { $target } is written in a broken way that browsers repair.
    .why = Filters that read the link as written find no address in it, while the browser goes there all the same.
    .do = Leave this link closed. If you need the site, type its address yourself.
    .limit = It may be a slip of whoever wrote the mail.

link-in-qr-code = A QR code in it leads to { $target }.
    .why = In a picture nobody sees where a link leads, and it is opened on a phone, where fewer warnings are shown.
    .do = Do not scan it. Open the official site or app yourself and see whether the same message is there.
    .limit = Tickets, payments and sign-in steps use QR codes honestly.

padded-with-another-brand = Most of its links are real ones of { $other }; around them stands one to { $target }.
    .why = A copied newsletter is wrapped around somebody’s own link, so that filters see mostly well-known names.
    .do = Leave the links closed.
    .limit = Honest mails about { $other } link there often, too.

## Forms and scripts

form-in-mail = The mail itself holds a form to fill in.
    .why = What is typed there is sent off at once, before you see to whom.
    .do = Type nothing into a mail. Open the site or app yourself.
    .limit = Some newsletters hold a search box or a small survey.

form-asks-for-password = A form in the mail asks for a password.
    .why = No company lets its customers sign in inside a mail. What is typed there goes to whoever made the form.
    .do = Type nothing into it. If you already have, change that password at once, everywhere you use it.
    .limit = Where the form sends what is typed was read from the mail and not tried.

script-in-mail = The mail carries a script.
    .why = Mail programs run no scripts, so honest mails have no use for one. It would run when the mail is opened in a browser.
    .do = Do not save the mail to open it in a browser.
    .limit = Old newsletters, and pages sent on by mail, carry scripts out of carelessness.

mail-sends-on = The mail or a page in it goes on to another place by itself.
    .why = Who opens it lands there without having chosen a link.
    .do = Do not open it in a browser.
    .limit = We never open a link, so we did not see where it ends.

## Attachments

program-attached = { $carrier-word ->
        [archive] A program lies in the attached archive: { $name }.
       *[other] { $carrier } is attached: { $name }.
    }
    .why = { $carrier-word ->
        [profile] A profile changes settings of a phone or computer, up to reading all its traffic.
        [macros] Such a document can run commands as soon as it is opened and they are allowed.
       *[other] Whoever opens it gives the sender whatever the program wants. Hardly any company sends programs to its customers by mail.
    }
    .do = Do not open it. If you need something of the kind, get it from the maker’s own site yourself.
    .limit = What it would do was not tried. Colleagues and suppliers send such files for honest reasons too.

page-attached = { $holds-word ->
        [password] A web page that asks for a password is attached: { $name }.
        [form] A web page with a form is attached: { $name }.
        [script] A web page with a script is attached: { $name }.
       *[page] A web page is attached: { $name }.
    }
    .why = Opened from the mail it has no address, so neither you nor the browser’s warnings can tell whose it is.
    .do = Do not open it, and type nothing into it. Open the official site yourself.
    .limit = Some companies send protected letters, and programs send reports, as pages. What it would do was not tried.

attachment-hides-its-kind = The name of an attachment hides what it is: { $name }.
    .why = It reads like a document or a picture and is something that runs or opens in the browser.
    .do = Do not open it.
    .limit = This looks at the name. A person may have renamed a file without bad intent.

attachment-is-locked = An attachment is encrypted: { $name }.
    .why = No virus filter on the way could look into it.
    .do = Open it only if you expected it. If in doubt, ask the sender in another way.
    .limit = Many offices lock their files by habit. What is inside could not be read here either.

password-beside-attachment = The password of the locked attachment { $name } stands in the same mail.
    .why = A lock with its key beside it protects nothing from a reader. It only keeps filters out.
    .do = Do not open it unless you expected it and the sender has confirmed it in another way.
    .limit = Some offices do this out of habit. The text was searched for words that give a password; it was not tried.

invitation-attached = A calendar entry is attached: { $name }.
    .why = Some calendars show entries before anybody has agreed to them, with the links and numbers in them.
    .do = If you do not know who invites you, delete the entry without answering it.
    .limit = Invitations are everyday mail. By itself this says nothing.

## Numbers

number-to-call = It asks you to call { $number }, which is not known as an official number.
    .why = Whoever answers speaks as the company and asks for card numbers, codes or access to your computer. A number, unlike a link, passes every filter.
    .do = Do not call it. Look the number up on the official site or on the back of your card.
    .limit = Our tables hold few numbers, so an honest one may be missing.

order-number-is-strange = An order number in it ({ $number }) does not have the form that { $brand } uses.
    .why = Made-up orders often carry made-up numbers.
    .do = Look into your orders by opening { $brand }’s site or app yourself.
    .limit = Partners and other services number in their own way, and forms can change. By itself this says little.

address-for-coins = It gives an address to pay cryptocurrency to.
    .why = Such payments cannot be taken back, and nobody sees who receives them. Extortion mails ask for them.
    .do = Pay nothing. If the mail threatens you, keep it, do not answer, and tell the police if you feel unsure.
    .limit = Mails among people who deal in such currencies hold addresses too.

## Hidden and planted text

hidden-text-names-another = Text that is not shown speaks of { $other }.
    .why = What you read and what filters read are then two different mails. Text of another company is hidden inside to look harmless.
    .do = Read it together with the other findings. Unless the sender is proven, leave links closed.
    .limit = Templates that are used for several companies can leave such text behind.

text-hidden-in-bulk = { $count ->
        [one] { $count } character of text is hidden and speaks of other things than what is shown.
       *[other] { $count } characters of text are hidden and speak of other things than what is shown.
    }
    .why = Bulk text that nobody sees makes each copy look different to filters.
    .do = Read it together with the other findings.
    .limit = Honest mails hide text too: for small screens, or for the line shown in the inbox.

greeting-is-misused = Where your name should stand in the greeting stands { $content }.
    .why = Somebody typed it into the field for a name of a sign-up or invitation form, and the service sent it on. The sender can be genuine while the message is a stranger’s.
    .do = Call no number and open no link that stands in the greeting. If you know nothing of it, delete the mail.
    .limit = A shop may write a sum or a link into its greeting by itself.
