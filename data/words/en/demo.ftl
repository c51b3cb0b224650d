### What mioboe demo tells.

demo-intro = This is the mailbox of a made-up household. People, mails and signing keys are invented, and nothing goes over the network.
demo-question = Each mail is checked for the same thing: does it really come from whom it claims?
demo-mail = { $position } of { $total }: { $title }
demo-title-order = the confirmation of a real order
demo-title-forged-order = the confirmation of a gift card for { $amount } that nobody ordered
demo-title-lookalike = a sender with a name very like the real one
demo-title-gift = a gift card received
demo-title-foreign-content = a stranger’s words, delivered by a genuine sender
demo-title-newsletter = a newsletter that only writes about a company
demo-title-card-use = a card company’s notice that nothing proves and nothing contradicts
demo-title-other = one more
demo-seen = What a reader sees
demo-said = What mioboe says
demo-note-gift = A gift-card number is as good as cash. Show it to nobody, and register it to your own account soon.
demo-closing = The subjects and texts were alike; the proof of the sender was not. mioboe compares the sender that can be proven, not the looks.
demo-next = To check a mail of yours: mioboe check mail.eml
demo-next-text = If you have only the text: mioboe check --text
demo-offline = DNS answers prepared beforehand are used.
