### The page about where mails come from (mioboe serve).

pages-nav-sources = Sources
pages-sources-title = Where mails come from
pages-sources-add = To have a mailbox followed
pages-sources-add-how = Type mioboe presets in a terminal: it tells for each mail provider the server, how to get a password for programs, and what to write into the configuration. Then keep the password with mioboe secret, and start mioboe watch. The password never goes through this page.
pages-import-heading = Take in mails from files
pages-import-how = The mails are checked on this computer. What is kept of each is its head, its verdict and what it tells, not its text. The files themselves are removed again.
pages-import-account = The mailbox that they are from (a name you choose)
pages-import-files = Files: mails (.eml, .emlx), mailboxes (mbox), archives (zip, tar, gz) or exported lists of mail filters; up to 4 GiB and 20,000 files
pages-import-go = Take in
pages-import-stop = Stop
pages-import-dismiss = Put away
pages-import-look = Look again
pages-import-title = { $name }{ $others ->
        [0] {""}
        [one] {" "}and one more file
       *[other] {" "}and { $others } more files
    } → { $account }
pages-import-waiting = Waits for the one before it.
pages-import-running = Under way: { $mails } checked, { $new } of them new, { $questions } new questions, { $unread } not readable. You may leave this page.
pages-import-done = Done: { $mails } checked, { $new } of them new, { $questions } new questions, { $filters } lists of filters, { $unread } not readable.
pages-import-stopped = Stopped: { $mails } checked, { $new } of them new. What was kept stays; taking the same files in again goes on from there and doubles nothing.
pages-import-failed = Ended early: { $mails } checked, { $new } of them new. What was kept stays; once the trouble below is settled, take the same files in again. Nothing is doubled.
pages-import-more = { $count ->
        [one] One more file or mail was
       *[other] { $count } more files or mails were
    } not readable.
pages-fault-no-room = The files could not be laid down on the disk
pages-fault-no-room-next = Nothing was taken in. See whether the disk is full, then choose the files again.
pages-fault-import-too-large = These are more files than are taken in at once
pages-fault-import-too-large-next = Nothing was taken in. Choose at most 20,000 files and 4 GiB at once, or use mioboe import in a terminal.
pages-fault-imports-wait = Too much is being taken in already
pages-fault-imports-wait-next = Nothing of this was taken in. Wait until one of the others is done, put it away, and choose the files again.
pages-fault-nothing-chosen = No file was chosen, or only empty ones
pages-fault-nothing-chosen-next = Go back to the page before, choose files, and press “Take in”.
pages-fault-no-account = The name of the mailbox is missing
pages-fault-no-account-next = Nothing was taken in. Go back to the page before and name the mailbox in at most 100 letters.
pages-fault-no-token = A program did not show the token
pages-fault-no-token-next = Send the header “Authorization: Bearer” with the token from the file that mioboe serve --api names in the terminal.
pages-fault-answered = This question is answered already
pages-fault-answered-next = To change the answer, take it back first.
pages-fault-not-over = This import is not over
pages-fault-not-over-next = Stop it first, or wait until it is done.
serve-api = Programs of this computer may ask at { $address } with the token in { $file }
serve-api-refused = The file with the token for programs cannot be used: { $file } ({ $detail }). It must be a file that only you can read. Remove it, and it is made anew.
