-- What judgement over time asks for: when a mail was last seen without the mark of reading, the mails of one account in
-- the order of time, and a number that grows with whatever is kept of an account, so that nothing is judged
-- twice, beside what was judged last.
PRAGMA user_version = 2;

ALTER TABLE placement ADD COLUMN unread_at INTEGER;

DROP INDEX observation_by_account;
CREATE INDEX observation_by_account ON observation (person, account, kind, moment, seq);

CREATE TABLE account_state (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    changes INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (person, account)
) STRICT, WITHOUT ROWID;
