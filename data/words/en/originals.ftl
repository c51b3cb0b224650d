### How to get the original of a mail. General guidance; menus differ between versions. The first message is the introduction.
### Source: help.onamae.com/answer/20533, engrmemo.jp/archives/pc-mail-header, anykey.bz/win/surface-outlook-mail-header (second-hand, copies read in 2026-11); steps not there are common knowledge.

original-intro = Menus differ a little between versions. Phone apps often cannot do this, so open the mail on a computer.
original-gmail = Gmail: open the mail in a computer’s browser, then “⋮” at the upper right → “Show original” → “Download original”.
original-yahoo = Yahoo! Mail (Japan): open the mail in a computer’s browser, show the full headers or the source of the mail, copy all of it and save it as a file.
original-outlook = Outlook: open the mail, “…” → “View” → “View message source”, copy all of it and save it as a file. Or “…” → “Save as” (.eml).
original-apple = Apple Mail (Mac): choose the mail, “File” → “Save As”, and set the format to “Raw Message Source”.
original-docomo = docomo mail: open it in the browser version on a computer, or save the mail as a file in the app and move it to a computer. If neither works, forward it as an attachment.
original-phone = With a phone alone: open the mail’s site in the browser instead of the app, and ask for the desktop site in the browser’s menu. The steps for a computer may then work. This can be tried with Gmail, Yahoo! Mail Japan and Outlook.
original-phone-apple = Mail on iPhone and iPad: it seems to have no item that saves the original. Open the same address with Mail on a Mac, or in a browser on a computer.
original-phone-docomo = docomo Mail on a phone: where the mail can be written out as a file (.eml), that file can be chosen under “With a file”. Where it cannot, use the browser version.
original-other = Other apps: look for “original”, “source”, “headers” or “save as .eml”, or forward it as an attachment to an address of yours that you can open on a computer. Ordinary forwarding loses the parts that are evidence.
original-check = Then check the saved file with: mioboe check FILE
