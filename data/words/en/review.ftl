### Importing, and asking: do I remember this?

import-done = { $mails ->
    [one] One mail was read
   *[other] { $mails } mails were read
}; { $new } were new and are kept. They hold { $notices ->
    [one] one notice
   *[other] { $notices } notices
} proven to be genuine.
import-asks = { $questions ->
    [one] One thing
   *[other] { $questions } things
} only you can explain. Answer with: mioboe review

import-found = Over time, { $findings ->
        [one] one thing
       *[other] { $findings } things
    } stood out in this account.

review-row = { $id }  { $day }  { $brand }  { $kind }  { $sum }
review-row-filters = { $id }  { $day }  Mail filters ({ $name }) hold a rule that somebody else may have made
review-row-mail = { $id }  { $day }  { $sender }  { $subject }
review-why = Why you are asked:
review-order = Order: { $value }
review-item = Item: { $value }
review-recipient = Goes to: { $value }
review-merchant = Charged by: { $value }
review-card = Card ending in: { $value }
review-place = Place: { $value }
review-device = Device: { $value }
review-ip = IP address: { $value }
review-subject = Subject of the mail: { $value }
review-proven = Proven to come from { $value }
review-account = Reached: { $value }
review-unverified = How this notice is read rests on too few examples ({ $value }). Look at the mail itself as well.
review-prompt = Do you remember this? yes (y) / no (n) / not sure (w) / the verdict is wrong (x) / undo the last (u) / later (Enter) / quit (q)
review-not-understood = Type y, n, w, x, u or q, or press Enter.
review-nothing-to-undo = There is no answer to take back.
review-nothing-kept = Nothing is kept yet. Read mails first, with: mioboe import
review-none = No question is waiting.
review-beside = Beside the questions:
review-left = Some questions are still open. Go on at any time with: mioboe review
review-unknown = No question begins with “{ $id }”. See their names with: mioboe review --list
review-several = More than one question begins with “{ $id }”. Type a little more of its name.
review-no-answer = “{ $word }” is no answer. Give yes, no, unsure, wrong or undo.

answer-mine = Kept: yes.
answer-not-mine = Kept: no. Contact the shop or card company through its official page or telephone number.
answer-unsure = Kept: not sure. Look into the purchase history or ask your family; you can answer again.
answer-wrong = Kept: the verdict is wrong.
answer-withdrawn = The last answer was taken back; the question will be asked again.

## What can be typed at a question, separated by blanks
typed-mine = y yes
typed-not-mine = n no
typed-unsure = w ? unsure
typed-wrong = x wrong
typed-undo = u undo
typed-later = l later
typed-end = q quit
