### Held secrets: passwords and tokens that mioboe uses while nobody is there.

secret-prompt = Type the secret named { $name } (it is not shown).
secret-wanted = A secret is needed. Run this from a terminal, or name a file with --from.
secret-kept = { $name } is kept ({ $place }).
secret-removed = { $name } was removed ({ $place }).
secret-there = { $name } is there ({ $place }).
secret-there-empty = { $name } is there, but empty ({ $place }).
secret-absent = { $name } is not there ({ $place }).
secret-not-named = The configuration names no secret yet.
secret-not-named-but = The configuration does not name it. These are named there: { $names }
secrets-keyring = the keyring of the desktop
secrets-credentials = systemd’s credentials
