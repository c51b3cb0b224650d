-- The four shapes and what watching needs. Instants are microseconds, days are counted from 1970-01-01.
-- The version stands in the file's header too, so that a newer store is recognised without being opened.
PRAGMA application_id = 1835626341;
PRAGMA user_version = 1;

CREATE TABLE observation (
    seq INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 32),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    taken INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (person, account, id)
) STRICT;
CREATE INDEX observation_by_moment ON observation (person, kind, moment, seq);
CREATE INDEX observation_by_account ON observation (person, account, moment);

CREATE TABLE answer (
    seq INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    observation BLOB NOT NULL,
    thing TEXT NOT NULL,
    word TEXT NOT NULL,
    given INTEGER NOT NULL,
    UNIQUE (person, account, observation),
    FOREIGN KEY (person, account, observation) REFERENCES observation (person, account, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX answer_by_thing ON answer (person, thing, seq);

CREATE TABLE ledger_entry (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    thing TEXT NOT NULL,
    minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    day INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (person, account, id)
) STRICT;
CREATE INDEX ledger_entry_by_thing ON ledger_entry (person, thing, day, account, id);
CREATE INDEX ledger_entry_by_day ON ledger_entry (person, day, account, id);

CREATE TABLE sealed_blob (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    thing TEXT NOT NULL,
    kind TEXT NOT NULL,
    kept INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (person, thing, kind, account)
) STRICT;
CREATE INDEX sealed_blob_by_account ON sealed_blob (person, account, kept);

CREATE TABLE placement (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    observation BLOB NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    gone_since INTEGER,
    internal_date INTEGER,
    read_since INTEGER,
    flags TEXT NOT NULL,
    PRIMARY KEY (person, account, folder, validity, uid),
    FOREIGN KEY (person, account, observation) REFERENCES observation (person, account, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_by_observation ON placement (person, account, observation, folder, validity, uid);
CREATE INDEX placement_gone ON placement (person, account, gone_since, observation) WHERE gone_since IS NOT NULL;

CREATE TABLE folder_cursor (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    validity INTEGER NOT NULL,
    next_uid INTEGER NOT NULL,
    modseq INTEGER,
    moved INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (person, account, folder)
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    thing TEXT NOT NULL,
    observation BLOB,
    opened INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    day INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    state TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX question_open ON question (person, day DESC, weight DESC, moment DESC, id DESC) WHERE state = 'open';
CREATE INDEX question_by_account ON question (person, account, moment);

CREATE TABLE telling (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    made INTEGER NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL,
    settled INTEGER,
    why TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (person, channel, id)
) STRICT;
CREATE INDEX telling_due ON telling (due, person, channel, id) WHERE state = 'waiting';
CREATE INDEX telling_by_account ON telling (person, account, made);

CREATE TABLE setting (
    person TEXT NOT NULL,
    id TEXT NOT NULL,
    changed INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;
