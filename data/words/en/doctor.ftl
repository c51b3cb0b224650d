### A look at configuration, store, permissions and doors.

doctor-config-heading = Configuration
doctor-config = { $file }: valid
doctor-no-config = There is none ({ $file }), so nothing is watched and nobody is told.
doctor-mailbox = Mailbox { $name }: { $place }
doctor-no-mailbox = No mailbox is set up.
doctor-maildir-missing = This folder is not there: { $name }
doctor-preset-unknown = No mail provider is called { $name }; mioboe presets lists them.
doctor-channel = Notices go by: { $name }
doctor-channel-shut = It could not be used when mioboe watch tried last, since { $at } ({ $why }). It is tried again by itself; mioboe watch --test tells whether it works.
doctor-no-channel = No way of telling you is set up.
doctor-secrets = Passwords lie in: { $place }
doctor-secrets-needed = Needed from there: { $names }. mioboe secret test NAME tells whether one is there.
doctor-no-bus = No desktop session was found here, so the keyring cannot be reached.
doctor-no-secrets-file = This file is not there yet; it is made by mioboe secret set.
doctor-no-credentials = systemd handed no credentials to this command; they are there only for its service.
doctor-no-program = This program is not there.

doctor-store-heading = What is kept
doctor-store-unknown = Not looked at: where it is stands in the configuration, which cannot be used. Name it with --store.
doctor-no-store = Nothing is kept yet ({ $file }).
doctor-store = The store: { $file } ({ $octets })
doctor-migration-due = It was made by an older version. The next command that opens it copies it first and then brings it up to date.
doctor-counts = { $mails } records, { $questions } open questions, { $waiting } notices waiting to be told
doctor-age = Last kept: { $at }
doctor-no-age = Nothing is kept yet.
doctor-oldest-notice = The oldest notice that waits has been due since { $at }.
doctor-notices-stuck = Notices do not get through. See that mioboe is running, and try the ways of telling.
doctor-whole = No damage was found in the store.
doctor-problem = Found in the store: { $problem }. Restore the last backup.
doctor-copy = A copy from before an upgrade: { $file }
doctor-read-only = The store cannot be written, so nothing new can be kept. Check the permissions and how the disk is mounted.
doctor-little-room = Little room is left on its disk: { $octets }. Make room, or soon nothing can be kept.
doctor-room = Room left on its disk: { $octets }

doctor-accounts-heading = How old it is
doctor-no-account = No account yet.
doctor-account-unread = { $name }: nothing has been read yet
doctor-account-imported = { $name }: imported from files
doctor-account = { $name }: { $count } folders, last found changed:
doctor-folder = - { $folder }: { $at }
doctor-more-folders = - and { $count } more

doctor-files-heading = Who can read it
doctor-private = Only your own user can read or change the files.
doctor-no-files = There are no files yet.
doctor-exposed = Other users can read it: { $file }. Set its permissions to 0600.
doctor-writable = Other users can change it: { $file }. Set its permissions to 0600, and look whether somebody did.
doctor-folder-writable = Other users can put files into it or replace them: { $file }. Set its permissions to 0700.
doctor-config-readable = Other users can read it: { $file }. No secret stands in it, but names and addresses do; to keep them to yourself, set its permissions to 0600.

doctor-doors-heading = Doors to the outside
doctor-door-open = { $door }: in use. { $what }
doctor-door-used = { $door }: in use ({ $names }). { $what }
doctor-door-idle = { $door }: not in use. { $what }
doctor-offline = --offline shuts those to the network for a single command. doctor itself opens none but the database’s, where the store is one.
door-dns = Questions about senders’ domains, to the DNS server of this machine.
door-children = A process of our own that looks into pictures and PDF; and the program that prints passwords, where one is set up.
door-imap = Reads the mailboxes that you set up.
door-desktop = Notices on this desktop.
door-ntfy = Notices by an ntfy server.
door-webhook = Notices to a program of yours.
door-smtp = Notices by mail.
door-sieve = Reads the filters of the mailboxes that you set up.
door-keyring = Passwords in the keyring of this desktop.
