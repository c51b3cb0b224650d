### Backups, exports, forgetting, and a look at the store.

passphrase-prompt = Type the passphrase (it is not shown).
passphrase-again = Type the same passphrase again.
passphrase-differs = The two passphrases differ. Nothing was done.
passphrase-wanted = A passphrase is needed. Run this from a terminal, or name a file with --passphrase-file.

backup-done = { $file }: everything was backed up ({ $rows } rows). Without the passphrase nobody can open it: write it down on paper, keep that elsewhere, and try the backup with mioboe restore --rehearse.
restore-done = { $file }: restored ({ $rows } rows).
rehearsal-well = This backup comes back whole (made { $made }, { $rows } rows). What was restored to try it is gone again.
rehearsal-ill = This backup does not come back whole (made { $made }, { $rows } rows). Make a new one.

forget-what = Name an account with --account, or a day with --before.
forget-sure = What was named will be removed for good. Type yes (y) to go on.
forget-yes-wanted = Without a terminal, add --yes. Nothing was done.
forget-nothing-done = Nothing was removed.
forget-done = { $mails } records and { $questions } questions were removed. Backups made earlier still hold them.
forget-copy = A copy from before an upgrade is still there; delete it if you do not need it: { $file }

doctor-no-store = Nothing is kept yet ({ $file }).
doctor-store = The store: { $file } ({ $octets })
doctor-counts = { $mails } records, { $questions } open questions, { $waiting } notices waiting to be told
doctor-age = Last kept: { $at }
doctor-no-age = Nothing is kept yet.
doctor-watched = Mailboxes in the configuration: { $count }
doctor-private = Only your own user can read the store.
doctor-exposed = Other users can read the store. Set the permissions of the file to 0600.
doctor-whole = No damage was found in the store.
doctor-problem = Found in the store: { $problem }
doctor-copy = A copy from before an upgrade: { $file }
