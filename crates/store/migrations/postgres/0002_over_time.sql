-- What judgement over time asks for: when a mail was last seen without the mark of reading, the mails of one account in
-- the order of time, and a number that grows with whatever is kept of an account, so that nothing is judged
-- twice, beside what was judged last.
ALTER TABLE placement ADD COLUMN unread_at BIGINT;

DROP INDEX observation_by_account;
CREATE INDEX observation_by_account ON observation (person, account, kind, moment, seq);

CREATE TABLE account_state (
    person TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    changes BIGINT NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person, account)
);
