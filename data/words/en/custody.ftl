### Backups, exports and forgetting.

passphrase-prompt = Type the passphrase (it is not shown).
passphrase-again = Type the same passphrase again.
passphrase-differs = The two passphrases differ. Nothing was done.
passphrase-wanted = A passphrase is needed. Run this from a terminal, or name a file with --passphrase-file.

backup-done = { $file }: everything was backed up ({ $rows } rows). Without the passphrase nobody can open it: write it down on paper, keep that elsewhere, and try the backup with mioboe restore --rehearse.
backup-done-kit = { $file }: everything was backed up ({ $rows } rows). What opens it stands in the emergency kit and nowhere else. Keep both apart, and try the backup with mioboe restore --rehearse.
restore-done = { $file }: restored ({ $rows } rows).
rehearsal-well = This backup comes back whole (made { $made }, { $rows } rows). What was restored to try it is gone again.
rehearsal-ill = This backup does not come back whole (made { $made }, { $rows } rows). Make a new one.

forget-what = Name an account with --account, or a day with --before.
forget-sure = What was named will be removed for good. Type yes (y) to go on.
forget-yes-wanted = Without a terminal, add --yes. Nothing was done.
forget-nothing-done = Nothing was removed.
forget-done = { $mails } records and { $questions } questions were removed. Backups made earlier still hold them.
forget-copy = A copy from before an upgrade is still there; delete it if you do not need it: { $file }
