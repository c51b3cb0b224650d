-- What mails are found by: each word of theirs as a number, newest mail first. It is made out of what is kept of them, by
-- those who know what is in it, and can be thrown away at any time; what is still to be listed stands in a list of its own.
CREATE TABLE mail_word (
    word BIGINT NOT NULL,
    moment BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (word, moment, seq)
);

CREATE TABLE mail_unlisted (
    seq BIGINT PRIMARY KEY REFERENCES observation (seq) ON DELETE CASCADE
);
INSERT INTO mail_unlisted (seq) SELECT seq FROM observation WHERE kind = 'mail';
