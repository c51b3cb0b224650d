### How to use the command: help-<command>, help-<command>-<argument>, and help-<argument> for what every command takes.

help-mioboe = Is this mail really from them? Answers with a verdict, its reasons and what to do; opens no link.
help-lang = The language of the answer; otherwise that of the environment (LC_ALL, LC_MESSAGES, LANG)
help-color = When to use colors
help-help = Print help
help-version = Print the version
help-help-command = Print help, also of a command named after it

help-check = Judge mails: files, folders, mailboxes, archives, or - for standard input
help-check-files = Mails (.eml), folders, mailboxes (mbox, Maildir), archives (zip, tar, gzip), or - for standard input
help-check-text = Judge a pasted text, an SMS, a link or a telephone number instead; - reads it from standard input
help-check-json = Print one JSON object per mail and line
help-offline = Ask nobody: open no network connection
help-shut = Go without these, separated by commas: dns (ask no DNS server), children (start no process of our own: what pictures and PDF hold is listed as not checked); for watch also imap and sieve (read no mailbox, no filters), desktop, ntfy, webhook and smtp (tell in no such way), keyring (take no secret from there)
help-dns_record = Use the DNS answers kept in this file, and keep new ones in it unless --offline
help-trust_receiver = Trust the results that this receiver wrote into the mail (its authserv-id); may be repeated
help-brand_file = Add to the brand tables or correct them with this TOML file; may be repeated
help-check-explain = Point at the very header line, link or piece of text that decided
help-check-sort = The order of many mails; otherwise as found
help-check-only = Show only mails with these verdicts, separated by commas
help-check-jobs = How many mails are judged at once; otherwise one per processor, at least two
help-check-quiet = Show neither progress nor a summary

help-demo = Judge a made-up household’s mails, to see what mioboe says; asks no network and writes no file
help-demo-json = Print one JSON object per mail and line

help-import = Keep what mails say: the same sources as check; nothing is kept twice
help-import-files = Mails (.eml), folders, mailboxes (mbox, Maildir), archives (zip, tar, gzip), lists of mail filters, or - for standard input
help-import-account = The account that these mails reached
help-import-json = Print one JSON object
help-import-quiet = Show neither progress nor a summary
help-review = Answer the open questions, one at a time: do I remember this?
help-review-list = List the open questions instead
help-review-answer = Answer one question: its name, or the beginning of it, and yes, no, unsure, wrong or undo
help-review-limit = How many questions are listed
help-review-json = Print one JSON object per question and line
help-store = The store: a file, or postgres://…; otherwise as configured, otherwise a file in the data folder
help-config = The configuration; otherwise config.toml in the folder for configurations

help-watch = Follow the mailboxes that are set up, and tell what only you can know
help-watch-once = Read every mailbox once, tell what is due, and end
help-watch-test = Connect to every mailbox and send one test notice by every way of telling; read nothing
help-watch-quiet = Say only what needs you
help-watch-passphrase_file = Take the passphrase of the file of secrets from the first line of this file instead of asking

help-serve = Show the pages to a browser of this computer: today’s questions, and a mail to check (prints the link to come in by)
help-serve-port = The port on this computer’s own address; 0 takes any that is free
help-serve-open = Open the pages in this desktop’s browser at once

help-backup = Write everything that is kept into one file, sealed with a passphrase (age)
help-backup-file = The file to write; it must not be there yet
help-backup-kit = Write an emergency kit as well: a page to print, with the passphrase as text and QR code; - prints it to standard output. Without --passphrase-file a new passphrase is made
help-passphrase_file = Take the passphrase from the first line of this file instead of asking
help-restore = Bring a backup back, or rehearse that it would come back
help-restore-file = The backup
help-restore-rehearse = Only try it: restore into a store that is thrown away, and check that
help-restore-replace = Throw away what is in the store now
help-export = Print everything that is kept of you, in an open form (JSON Lines)
help-forget = Remove what belongs to one account, or all from before a day, for good
help-forget-account = Remove what belongs to this account
help-forget-before = Remove what is from before this day
help-forget-yes = Do not ask first
help-doctor = Look at configuration, store, permissions, ages and doors; changes nothing
help-doctor-diagnostics = Print a text for whoever helps instead, which may be shown in public: numbers and kinds, no names, addresses or paths
help-secret = Keep, remove or look for a password that mioboe uses while nobody is there, at the place that the configuration names
help-secret-set = Keep a secret under this name, in the place of an earlier one; it is asked for and not shown
help-secret-set-from = Take the secret from this file instead of asking; - is standard input
help-secret-remove = Remove the secret of this name
help-secret-test = Tell whether there is a secret of this name; it is never printed
help-secret_name = The name, as the configuration has it
help-presets = Show what is known of mail providers: server, port, how to log in, how to get a password for programs
help-presets-provider = Only this provider, and what to write into the configuration: its name in the list, an address, or its domain
help-presets-json = Print one JSON object per provider and line

help-completions = Print a completion script for a shell
help-completions-shell = The shell
help-man = Print the manual page
help-man-command = The command whose page is wanted; otherwise the page of mioboe itself

heading-usage = Usage
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options

## wrong arguments; clap says them itself in English
usage-unknown-argument = There is no “{ $given }”.
usage-unknown-command = There is no command “{ $given }”.
usage-missing-command = Name what is to be done (a command).
usage-missing = Something is missing: { $names }
usage-missing-value = “{ $name }” wants a value.
usage-invalid-value = “{ $name }” cannot be “{ $given }”.
usage-valid-values = Possible: { $values }
usage-count = The number of values of “{ $name }” does not fit.
usage-conflict = “{ $name }” and “{ $other }” do not go together.
usage-suggestion = Did you mean “{ $known }”?
usage-more = More is told by --help.
