### What can be done after a verdict: report the mail, say that the verdict is wrong, check several at once.

report-go = Report this mail
report-title = A report, ready to be sent
report-how = mioboe sends nothing. Copy the address and the text below, attach the file of the mail, and send it from your own mail program.
report-to = To
report-to-council = Council of Anti-Phishing Japan
report-to-none = No address of { $brand } for reports is in our tables. See its own site.
# Source: antiphishing.jp/registration.html (official), 2026-11
report-council-address = info@antiphishing.jp
report-subject = Subject
report-subject-text = Report of a suspected phishing mail
report-body = Text
report-body-text = I received a mail that claims to be from { $brand } and that I cannot explain. It is attached as it came, with its headers.
report-body-text-no-brand = I received a suspicious mail that I cannot explain. It is attached as it came, with its headers.
report-body-from = Sender as shown: { $value }
report-body-subject = Subject: { $value }
report-body-date = Date: { $value }
report-body-no-link = I opened no link in it.
report-body-edit = If you opened a link or entered something, change the last line to say so.
report-file = The file to attach
report-file-how = This is the mail as it came. Do not open it; only attach it.
report-file-go = Save the file of the mail
report-keep = mioboe holds this mail in memory for { $minutes } minutes and does not write it to the disk.
report-back = Back to the verdict

wrong-go = This verdict is wrong
wrong-how = If you say so, your answer is shown when the same mail is checked again. The verdict stays as it is and is never raised to genuine. The text of the mail is not kept.
wrong-said = You said that the verdict on this mail is wrong.
wrong-undo = Take this answer back

many-title = { $count } files were checked
many-how = What needs attention stands first.
many-open = See the verdict
many-left-out = Of { $all } files, { $left } were not checked. At most { $most } are checked at once, and 64 MiB together. Choose the rest in parts, or use mioboe check in a terminal.

pages-fault-mail-gone = That mail is no longer here
pages-fault-mail-gone-next = A mail that was checked stays in memory for a short time only. Choose the file and check it again.
