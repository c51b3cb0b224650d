### The pages in the browser (mioboe serve).

## On every page
pages-tagline = do I remember this?
pages-skip = To the text
pages-nav = Main pages
pages-nav-home = Today
pages-nav-check = Check a mail
pages-other-language = 日本語
pages-back-home = To today’s questions
pages-back-check = To checking a mail

## Home
pages-home-some = { $count ->
        [one] One question is
       *[other] { $count } questions are
    } waiting for you
pages-home-many = Questions are waiting for you
pages-home-none = No question is waiting
pages-home-nothing-kept = Nothing is kept yet
pages-home-how = For each one, only say whether you remember it. You can take an answer back.
pages-home-begin = Nothing has to be set up to check a single mail: choose “Check a mail” below. Once a mailbox is followed, orders and charges that only you can explain are asked about here. To see how, type mioboe presets in a terminal.
pages-card-when = { $day }
pages-card-notice = { $brand }: { $kind }
pages-card-filters = Mail filters ({ $name }) hold a rule that somebody else may have made
pages-card-mail = Mail “{ $subject }”
pages-ask = Do you remember this?
pages-answer-mine = Yes, I do
pages-answer-not-mine = No
pages-answer-unsure = Not sure
pages-how-we-know = How we know
pages-undo = Take the answer back
pages-answered-twice = This question was already answered in another window. The answer given now was not kept. To change it, take the earlier one back first.
pages-more = Show more
pages-beside = Beside the questions
pages-one-mail = Check a single mail
pages-one-mail-how = See at once whether a mail comes from whom it says. No link is opened, and the mail is not kept.

## What is watched and what is not
pages-watched = What is watched
pages-not-watched = What is not watched
pages-area-mailbox = Mail { $name }
pages-area-read = new mail was read on { $at }
pages-area-no-more = not among the mailboxes to follow (last read on { $at })
pages-area-unread = not read yet; mioboe watch in a terminal begins
pages-area-imported = imported mails only; new mail is not seen
pages-area-no-mailbox = Mail: no mailbox is set up to be followed.
pages-area-purchases = Purchases: order histories of shops are not looked at yet.
pages-area-statements = Card statements: not looked at yet.
pages-area-cards = Gift cards, their balance and use: not looked at yet.
pages-area-sign-ins = Sign-in histories: not looked at yet, beyond what mails tell.
pages-area-passwords = Passwords: not looked at yet.

## Check a mail
pages-check-title = Is this mail really from them?
pages-check-promise = The mail is checked on this computer. It is neither sent nor kept, and no link is opened. All that leaves the computer is DNS questions about the domains that sent it.
pages-check-file = With a file
pages-check-file-how = Choose the mail’s file (such as .eml, up to 32 MiB), or drop it on the field below. You may choose several at once.
pages-check-source = With its source, pasted
pages-check-source-how = Paste all that your mail program shows as “source” or “original”, beginning with the headers.
pages-check-text = With only a text, an SMS, a link or a telephone number
pages-check-text-how = Paste it as it is. Text alone is never called genuine.
pages-check-go = Check
pages-check-another = Check another mail
pages-pasted-source = the source pasted
pages-upload = the file chosen
pages-first-of-many = This file holds more mails. Only the first one is shown here; to check all of them, use mioboe check in a terminal.
pages-mail-text = Read this mail as plain text
pages-mail-harmless = Links cannot be clicked, no picture is loaded and all decoration is gone. Do not call the numbers in it.
pages-mail-links = { $count ->
        [one] One link
       *[other] { $count } links
    } of this mail: what it shows, and where it leads
pages-mail-cut = It is long; this is its beginning.

## Coming in, and when something fails
pages-new-link = Print a new link in the terminal
pages-fault-nothing-here = There is no such page
pages-fault-nothing-here-next = See whether the address was cut off, or go on from today’s questions.
pages-fault-not-so = This page is not used in that way
pages-fault-not-so-next = Go back to the page before and press the button again.
pages-fault-not-inside = This browser is not let in yet
pages-fault-not-inside-next = Open the link that stands in the terminal in which mioboe serve runs. After a restart, or after 12 hours, a browser needs a link again. Nothing that was kept is lost.
pages-fault-link-used = This link no longer works
pages-fault-link-used-next = A link works once, and for ten minutes. Ask for a new one and open that.
pages-fault-link-shown = A new link stands in the terminal
pages-fault-link-shown-next = Look at the terminal in which mioboe serve runs, and open it within ten minutes. The link before no longer works.
pages-fault-limited = There were too many attempts, so there is a pause
pages-fault-limited-next = Wait for about ten minutes and try again. If it was not you, it may be another person or program on this computer.
pages-fault-foreign = This came from another page and was refused
pages-fault-foreign-next = Nothing was changed. Open mioboe’s own page yourself, and do it there.
pages-fault-old-form = This page is of an earlier visit, so it was refused
pages-fault-old-form-next = Nothing was changed. Open the page anew and do it again.
pages-fault-torn = What arrived was cut off or cannot be read
pages-fault-torn-next = Nothing was changed. Go back to the page before and try again.
pages-fault-too-large = This is too large to be taken
pages-fault-too-large-next = The file of a mail may have 32 MiB, a text alone 1 MiB. For a large mailbox, use mioboe check in a terminal.
pages-fault-nothing = There is nothing to check
pages-fault-nothing-next = Choose a file or paste a text, then press “Check”.
pages-fault-busy = Other mails are being checked
pages-fault-busy-next = Wait a moment, then press “Check” again.
pages-fault-no-question = There is no such question
pages-fault-no-question-next = It may have been settled in another window, or the store was replaced. Open today’s questions anew.
pages-fault-ours = A fault in mioboe kept it from answering
pages-fault-ours-next = The mail was not kept. If it happens again, report the version and what you did, without the mail itself.

## In the terminal (mioboe serve)
serve-link = Open this link in a browser on this computer (it works once, for ten minutes): { $link }
serve-ends = Press Ctrl+C to end.
serve-taken = Port { $port } cannot be used ({ $detail }). Name another one with --port, or let --port 0 take any that is free.
serve-no-random = The system gives no random numbers, so no link can be made. Restart the machine and try again.
