### The emergency kit: a page to print.

kit-title = mioboe: emergency kit
kit-what = This page opens one backup of what mioboe keeps. Print it, put it where you keep papers that matter, away from the computer and from the backup, and then delete the file. Whoever has this page and the backup can read everything in it.
kit-made = Made on: { $day }
kit-file = The backup: { $file }
kit-version = Made with: mioboe { $version }
kit-passphrase = The passphrase ({ $count } characters):
kit-pieces = It stands on several lines: write one after the other, with nothing between them.
kit-code = The same as QR code; a telephone’s camera reads it as text. Do not let the camera look it up on the web.
kit-how = How to bring everything back
kit-step-copy = 1. Copy the backup to the computer, and open a terminal in its folder.
kit-step-try = 2. Try it first. Nothing that is kept is changed:
kit-step-restore = 3. Bring it back, where nothing is kept yet:
kit-step-replace = If something is kept already and may go, add --replace.
kit-step-age = Without mioboe, the program age opens the backup as text:
kit-on-server = The store was a PostgreSQL. Add --store postgres://… with its address to bring it back there; without it, everything comes back into a file.
kit-not-inside = Not in the backup: the configuration, and the passwords that mioboe holds for mailboxes. Keep the configuration apart; get the passwords anew from the mail provider.
kit-kept-at = The backup is kept at: { $blank }

kit-done = { $file }: the emergency kit. Print it now, look whether the print can be read, and then delete the file.
kit-unprintable = The passphrase has characters that cannot be printed. Choose another one. Nothing was done.
kit-too-long = The passphrase is too long for the emergency kit: at most 200 octets. Choose another one. Nothing was done.
