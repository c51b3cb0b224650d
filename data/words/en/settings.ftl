### The settings and explanations in the pages (mioboe serve).

pages-nav-help = Explanations
pages-nav-settings = Settings

## Explanations
help-page-title = What mioboe says, explained
help-page-intro = All that mioboe says about a mail or a mailbox, and what it says where something could not be checked. ‹ › stands for a fact of the mail. To find a word, use your browser’s search in the page (Ctrl+F).
help-page-topics = Topics
help-page-more = Explain

## Settings
settings-title = Settings
settings-language = Language
settings-language-how = The language of these pages. This browser keeps the choice.
settings-language-choose = Language of the pages
settings-language-ja = 日本語
settings-language-en = English
settings-language-go = Use this language
settings-ways = Ways of telling you
settings-ways-none = There are none yet. Once one stands in the configuration, urgent news reaches you. To see how, type mioboe presets in a terminal.
settings-ways-how = When the watch (mioboe watch) finds something, you are told in these ways.
settings-way-desktop = This computer’s desktop
settings-way-ntfy = ntfy ({ $at })
settings-way-webhook = A program of yours ({ $at })
settings-way-mail = A mail (to { $at })
settings-ways-test = Send one test notice by each
settings-ways-tested = What came of the test
settings-ways-passphrase = The file of secrets wants its passphrase, so they cannot be tried from here. Use mioboe watch --test in a terminal.
settings-quiet = Quiet hours: from { $from } to { $until }
settings-doors = Doors to the outside
settings-doors-how = mioboe speaks with other programs and computers through these doors alone. To shut one, start mioboe serve again with --shut and its name. With --offline, all doors to the network are shut.
settings-door = Door
settings-door-state = State
settings-door-what = What for
settings-door-open = open
settings-door-shut = shut
settings-door-idle = not set up
settings-backup = Backup
settings-backup-how = Puts all that is kept into one file. The passphrase that opens it, and how to restore it, stand on the next page, once. Print that page and keep it apart from the backup.
settings-backup-where = Folder for backups: { $folder }
settings-backup-none = Nothing is kept yet, so there is nothing to back up.
settings-backup-go = Make a backup
settings-folders = Where the data is
settings-folder-store = Store
settings-folder-config = Configuration
settings-folder-data = Data folder
settings-folders-how = To write out what is kept, use mioboe export in a terminal; to remove it, mioboe forget.
settings-leave = Sign this browser out
settings-leave-how = This browser sees nothing more until it opens a new link. Nothing that is kept is lost.
settings-leave-go = Sign out

## After a backup
backup-page-title = The backup is made
backup-page-where = { $file } holds { $rows ->
        [one] one entry
       *[other] { $rows } entries
    }.
backup-page-now = Print this page now, or copy the passphrase by hand. Once the page is closed the passphrase is not shown again.
backup-page-code = The passphrase as a QR code
backup-page-copy = Copy the file to a place outside this computer too, such as a USB stick.
backup-page-back = Back to the settings

pages-fault-left = This browser is signed out
pages-fault-left-next = To come back, have a new link printed in the terminal and open it. Nothing that was kept is lost.
pages-fault-no-store = Nothing is kept yet
pages-fault-no-store-next = Once a mailbox is followed or mails are imported, there is something to keep.
pages-fault-backing = A backup is being made
pages-fault-backing-next = Wait a moment, then open the settings anew.

## In the terminal
serve-opened = The pages open in your browser. If they do not, open the link above yourself.
serve-not-opened = No browser could be opened. Open the link above yourself.
