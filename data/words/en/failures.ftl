### What could not be read. One line names file and reason; .do says what can be done.

failure-not-found = { $file }: not found
    .do = Check the name and the folder.
failure-no-permission = { $file }: no permission to read it
    .do = Ask its owner or an administrator to let you read it.
failure-unreadable = { $file }: reading broke off
    .do = Check the disk or connection, copy the file to this computer and try again.
failure-empty = { $file }: nothing is in it
    .do = Save the original of the mail again.
failure-binary = { $file }: not a text file
    .do = Hand in the original of the mail (.eml), not a picture of the screen.
failure-no-mail = { $file }: does not have the form of a mail
    .do = Hand in the original, which begins with header lines. To check text only, use mioboe check --text.
failure-too-large = { $file }: too large (up to { $limit })
    .do = Split it into one file for each mail.
failure-mbox-broken = { $file }: the mbox is damaged
    .do = What could be read was judged. Exporting it from the mail program again may bring back the rest.
failure-folder-empty = { $file }: no mail in it
    .do = Name a folder that holds .eml or mbox files.
failure-dns-file-refused = { $file }: not a record of DNS answers
    .do = Name a file that mioboe check --dns-record has written.
failure-dns-file-not-written = { $file }: the DNS answers cannot be saved
    .do = Check that there is room on the disk and permission to write.
failure-brand-file-refused = { $file }: not a brand file that can be used
    .do = Correct the entry named in the brackets.
failure-no-resolver = { $file }: DNS cannot be asked
    .do = Check the network settings, or add --offline.
failure-ours = { $file }: could not be judged because of a fault in mioboe
    .do = Tell us the version and this line, without the content of the mail.

failure-at = { $message } (mail { $position })
failure-with-detail = { $message } ({ $detail })
