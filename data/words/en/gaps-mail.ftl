### What the mail check could not check. Each id is a gap's code; value (headline), .why, .do and .limit all stand.

dns-not-asked = { $count ->
        [one] { $count } question to DNS was not asked
       *[other] { $count } questions to DNS were not asked
    } (network switched off).
    .why = The keys of signatures and the rules of senders stand in DNS, the directory of the internet. Without asking, no sender can be proven.
    .do = Check again without --offline, or hand in recorded DNS answers with --dns-record.
    .limit = Whether asking would have proven the mail genuine or shown it to be fake, we cannot say.

dns-unreachable = { $count ->
        [one] { $count } question to DNS was
       *[other] { $count } questions to DNS were
    } not answered.
    .why = Without the keys of signatures and the rules of senders, no sender can be proven.
    .do = See whether the network works, and try again a little later.
    .limit = Whether our network, their server or a vanished name is the reason cannot be told apart.

key-is-gone = The key for checking the signature of { $domain } is not in DNS.
    .why = Senders change their keys from time to time and remove old ones. Without the key, even a real signature cannot be checked.
    .do = For an old mail this is common. For one that has just arrived, do not use its links; open the official site yourself.
    .limit = Whether the key was replaced or never existed cannot be told apart. It does not mean that the mail is fake.

no-transport-trace = There is no record of servers that handled the mail (a draft, an export, a copy).
    .why = A mail that arrived carries a record of the servers it went through. Without it, we cannot look where it came from.
    .do = Save the original of the mail again and check that file.
    .limit = Whether the record was lost or never existed cannot be seen. It does not mean that the mail is fake.

brand-unverified = For { $brand } there is no list of domains with a source yet.
    .why = We have not confirmed from a source which domains belong to { $brand }, so we can call the mail neither genuine nor an impostor.
    .do = Type { $brand }’s address yourself or open the app you always use, and see whether the same message is there.
    .limit = Whether this mail is genuine, mioboe cannot say at all.

brand-facts-stale = Our facts about { $brand } were last checked on { $checked }.
    .why = The domains a company uses can change, and with old facts a new genuine one may be missed.
    .do = Install a newer mioboe if there is one. If in doubt, open { $brand }’s site yourself.
    .limit = What has changed since then is not known to us.

recorded-not-trusted = Results recorded in the name of { $receiver } were not used.
    .why = A sender can write such records too. We do not use a record when it is not clear who wrote it.
    .do = If { $receiver } is your own mail provider’s server, name it with --trust-receiver.
    .limit = Whether this record is a true one cannot be seen.

text-has-no-proof = Only text was given, so no sender can be proven.
    .why = Proving a sender needs the original mail with its signature and the record of the way it took.
    .do = If it is a mail, save the original and check that file. Text messages on the phone have no such proof at all.
    .limit = Even if the text is word for word that of a real mail, who sent it cannot be seen.

images-not-read = { $count ->
        [one] { $count } image was
       *[other] { $count } images were
    } not looked into.
    .why = Text and links are sometimes put into pictures or QR codes instead.
    .do = Unless the sender is proven, use no number and no QR code from a picture.
    .limit = What the pictures say is not known.

attachments-not-read = { $count ->
        [one] { $count } attachment was
       *[other] { $count } attachments were
    } not looked into.
    .why = Attachments can hold links or harmful programs.
    .do = Leave attachments that you did not expect closed.
    .limit = Neither their content nor viruses were looked for.

picture-not-read = { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    } could not be looked into, or not wholly.
    .why = It is damaged, very large, or takes too long to open. A QR code in it may have gone unseen.
    .do = Unless the sender is proven, use no number and no QR code from the picture.
    .limit = What the picture shows is not known. Being damaged or large does not make it harmful.

document-not-read = { $count ->
        [one] { $count } PDF document
       *[other] { $count } PDF documents
    } could not be read, or not wholly.
    .why = It is locked with a password, damaged, very long, or takes too long to open. Links and QR codes in it may have gone unseen.
    .do = Leave it closed unless you expected it. Be careful above all when the mail itself tells you the password.
    .limit = What stands in the part that was not read is not known, and no document is checked for viruses.

enclosed-not-read = { $count ->
        [one] { $count } enclosed mail was
       *[other] { $count } enclosed mails were
    } not judged.
    .why = Only the first enclosed mail is judged.
    .do = To check the others, save each one as a file of its own.
    .limit = About the mails not judged we can say nothing.

message-cut = The mail is large; only its first { $limit } were read.
    .why = The rest may hold text and links too.
    .do = Unless the sender is proven, leave links and attachments in the rest closed.
    .limit = What stands in the rest is not known, and signatures may be impossible to check.

fields-cut = There are very many header lines; only the first { $limit } were read.
    .why = Ordinary mails do not have so many. They are sometimes added to hide one that matters.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed.
    .limit = What the other lines say is not known.

parts-cut = The mail has very many or deeply nested parts; up to { $limit } were read.
    .why = This is sometimes done to hide text and links where they are hard to find.
    .do = Read it together with the other findings. Unless the sender is proven, leave links and attachments closed.
    .limit = What the other parts hold is not known.

text-cut = The text is long; only its first { $limit } were read.
    .why = The rest may hold text and links that matter.
    .do = Unless the sender is proven, leave links in the rest closed.
    .limit = What stands in the rest is not known.

links-cut = There are very many links; only the first { $limit } were looked at.
    .why = Among many links a single one may lead somewhere else.
    .do = Unless the sender is proven, leave all links closed.
    .limit = Where the other links lead is not known.

charset-unknown = Part of the mail is written in a character set that we do not know.
    .why = That part could not be turned into readable letters, so a claim or a request in it may be missed.
    .do = If you can read the text on your screen, paste it into mioboe check --text.
    .limit = What the unread part says is not known.

encoding-broken = Part of the mail breaks off or is damaged.
    .why = Saving or forwarding can damage a mail, and sometimes it is done on purpose to escape checks.
    .do = Save the original of the mail again and check that file.
    .limit = What stood in the damaged part is not known.

part-encrypted = Part of the mail is encrypted and could not be read.
    .why = Text and links inside it could not be looked at.
    .do = If you do not exchange encrypted mail with anyone, leave it closed.
    .limit = What the encrypted part says is not known.

smime-not-verified = The mail carries an S/MIME signature, which could not be checked.
    .why = The signature is malformed, the signer’s certificate is not enclosed, or it uses a method that mioboe does not know.
    .do = If your mail program shows a sign for the signature, look at the name it gives.
    .limit = Whether the signature is right, and whose it is, is not known.

smime-issuer-not-known = Whether “{ $issuer }”, the issuer behind the S/MIME signature, is real was not checked.
    .why = The certificates in the mail fit one another. But mioboe holds no list that says which issuers at their root can be trusted.
    .do = If your mail program shows the signature as valid, it knows this issuer. Look at the name and address it gives.
    .limit = Anyone can write any issuer’s name. This check alone does not tell who signed.
