-- What mails are found by: each word of theirs as a number, newest mail first. It is made out of what is kept of them, by
-- those who know what is in it, and can be thrown away at any time; what is still to be listed stands in a list of its own.
PRAGMA user_version = 3;

CREATE TABLE mail_word (
    word INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (word, moment, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_unlisted (
    seq INTEGER PRIMARY KEY REFERENCES observation (seq) ON DELETE CASCADE
) STRICT;
INSERT INTO mail_unlisted (seq) SELECT seq FROM observation WHERE kind = 'mail';
