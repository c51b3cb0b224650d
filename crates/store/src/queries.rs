//! Every query of the room, in one place, so that a test can hold each against both engines' plans.

/// How much of a table a query may have to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Walk {
    /// What is asked for is found by an index, in the order asked for.
    Index,
    /// One end of an index is enough.
    End,
    /// Everything is walked, since everything is counted or thrown away.
    Whole,
}

/// A query by name.
pub(crate) struct Query {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) walk: Walk,
}

macro_rules! queries {
    ($($name:ident: $walk:ident = $sql:expr;)*) => {
        $(pub(crate) const $name: &str = $sql;)*
        /// All of them.
        pub(crate) const ALL: &[Query] =
            &[$(Query { name: stringify!($name), sql: $name, walk: Walk::$walk }),*];
    };
}

macro_rules! observation {
    () => {
        "SELECT seq, person, account, id, kind, source, taken, moment, content FROM observation "
    };
}
macro_rules! answer {
    () => {
        "SELECT person, account, observation, thing, word, given FROM answer "
    };
}
macro_rules! question {
    () => {
        "SELECT id, person, account, thing, observation, opened, moment, day, weight, state, content FROM question "
    };
}
macro_rules! placement {
    () => {
        "SELECT folder, validity, uid, observation, first_seen, last_seen, gone_since, internal_date, read_since, unread_at, flags \
         FROM placement "
    };
}
/// When the folder was last looked at: a message that was not found gone was there then.
macro_rules! look {
    () => {
        "(SELECT c.moved FROM folder_cursor c WHERE c.person = $1 AND c.account = $2 AND c.folder = $3)"
    };
}
macro_rules! gone {
    ($at:literal) => {
        concat!(
            "UPDATE placement SET gone_since = ",
            $at,
            ", last_seen = CASE WHEN ",
            look!(),
            " > last_seen THEN ",
            look!(),
            " ELSE last_seen END WHERE person = $1 AND account = $2 AND folder = $3 "
        )
    };
}
macro_rules! entry {
    () => {
        "SELECT person, account, id, thing, minor, currency, day, content FROM ledger_entry "
    };
}

queries! {
    // what a batch keeps
    KEEP_OBSERVATION: Index = "INSERT INTO observation (person, account, id, kind, source, taken, moment, content) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, account, id) DO NOTHING";
    KEEP_ANSWER: Index = "INSERT INTO answer (person, account, observation, thing, word, given) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, account, observation) DO NOTHING";
    KEEP_ENTRY: Index = "INSERT INTO ledger_entry (person, account, id, thing, minor, currency, day, content) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, account, id) DO NOTHING";
    KEEP_SEALED: Index = "INSERT INTO sealed_blob (person, account, thing, kind, kept, bytes) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, thing, kind, account) DO NOTHING";
    KEEP_TELLING: Index = "INSERT INTO telling (person, account, channel, id, made, due, tries, state, content) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting', $7) ON CONFLICT (person, channel, id) DO NOTHING";
    // A restored mailbox may give a number to another message: what is told of the one before counts no more.
    PLACE: Index = "INSERT INTO placement (person, account, folder, validity, uid, observation, first_seen, last_seen, \
        internal_date, read_since, flags) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10) \
        ON CONFLICT (person, account, folder, validity, uid) DO UPDATE SET last_seen = excluded.last_seen, \
        gone_since = NULL, flags = excluded.flags, internal_date = excluded.internal_date, \
        observation = excluded.observation, first_seen = CASE WHEN placement.observation = excluded.observation \
        THEN placement.first_seen ELSE excluded.first_seen END, \
        read_since = CASE WHEN placement.observation = excluded.observation \
        THEN COALESCE(placement.read_since, excluded.read_since) ELSE excluded.read_since END, \
        unread_at = CASE WHEN placement.observation <> excluded.observation THEN NULL \
        WHEN placement.read_since IS NULL AND excluded.read_since IS NOT NULL \
        THEN placement.last_seen ELSE placement.unread_at END";
    // The last look at the folder saw the message without the mark; where none is known, its own first sight did.
    CHANGE_FLAGS: Index = concat!("UPDATE placement SET last_seen = $6, flags = $7, read_since = COALESCE(read_since, $8), \
        unread_at = CASE WHEN read_since IS NULL AND $8 IS NOT NULL THEN COALESCE(", look!(), ", first_seen) \
        ELSE unread_at END WHERE person = $1 AND account = $2 AND folder = $3 AND validity = $4 AND uid = $5");
    GONE_UID: Index = concat!(gone!("$6"), "AND validity = $4 AND uid = $5 AND gone_since IS NULL");
    GONE_VALIDITIES: Index = concat!(gone!("$5"), "AND validity <> $4 AND gone_since IS NULL");
    GONE_FOLDER: Index = concat!(gone!("$4"), "AND gone_since IS NULL");
    MOVE_CURSOR: Index = "INSERT INTO folder_cursor (person, account, folder, validity, next_uid, modseq, moved, content) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, account, folder) DO UPDATE SET \
        validity = excluded.validity, next_uid = excluded.next_uid, modseq = excluded.modseq, \
        moved = excluded.moved, content = excluded.content";
    // A thing that was answered before its question came up again is not asked about again.
    RAISE_QUESTION: Index = "INSERT INTO question (id, person, account, thing, observation, opened, moment, day, weight, \
        content, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, COALESCE((SELECT CASE word \
        WHEN 'withdrawn' THEN 'open' ELSE 'answered' END FROM answer WHERE person = $2 AND thing = $4 \
        ORDER BY seq DESC LIMIT 1), 'open')) ON CONFLICT (id) DO NOTHING";
    RENEW_QUESTION: Index = "UPDATE question SET account = $2, observation = $3, moment = $4, day = $5, weight = $6, \
        content = $7, state = CASE state WHEN 'answered' THEN 'answered' ELSE 'open' END WHERE id = $1 AND content IN ($7, $8)";
    WITHDRAW_QUESTION: Index = "UPDATE question SET state = 'withdrawn' WHERE id = $1 AND state = 'open'";
    TURN_QUESTION: Index = "UPDATE question SET state = $2 WHERE id = $1";
    SETTLE_TELLING: Index = "UPDATE telling SET state = $4, due = $5, tries = tries + 1, settled = $6, why = $7 \
        WHERE person = $1 AND channel = $2 AND id = $3 AND state = 'waiting'";
    COUNT_CHANGE: Index = "INSERT INTO account_state (person, account, changes, content) VALUES ($1, $2, 1, '{}') \
        ON CONFLICT (person, account) DO UPDATE SET changes = account_state.changes + 1";
    NOTE_ACCOUNT: Index = "INSERT INTO account_state (person, account, changes, content) VALUES ($1, $2, 0, $3) \
        ON CONFLICT (person, account) DO UPDATE SET content = excluded.content";
    PUT_SETTING: Index = "INSERT INTO setting (person, id, changed, content) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (person, id) DO UPDATE SET changed = excluded.changed, content = excluded.content";

    // what is asked
    OPEN_QUESTIONS: Index = concat!(question!(), "WHERE person = $1 AND state = 'open' \
        ORDER BY day DESC, weight DESC, moment DESC, id DESC LIMIT $2");
    OPEN_QUESTIONS_AFTER: Index = concat!(question!(), "WHERE person = $1 AND state = 'open' \
        AND (day, weight, moment, id) < ($3, $4, $5, $6) \
        ORDER BY day DESC, weight DESC, moment DESC, id DESC LIMIT $2");
    QUESTION: Index = concat!(question!(), "WHERE id = $1");
    // The person is joined to nothing, so that no index on persons is taken for the one on names.
    QUESTION_BY_PREFIX: Index = concat!(question!(), "WHERE id >= $2 AND id < $3 AND person || '' = $1 ORDER BY id LIMIT 2");
    ALL_QUESTIONS: Whole = concat!(question!(), "WHERE person = $1 ORDER BY id");
    ANSWERS: Index = concat!(answer!(), "WHERE person = $1 AND thing = $2 ORDER BY seq");
    LAST_ANSWER: Index = concat!(answer!(), "WHERE person = $1 AND thing = $2 ORDER BY seq DESC LIMIT 1");
    OBSERVATION: Index = concat!(observation!(), "WHERE person = $1 AND account = $2 AND id = $3");
    HOLDS: Index = "SELECT seq FROM observation WHERE person = $1 AND account = $2 AND id = $3";
    OBSERVATIONS: Index = concat!(observation!(), "WHERE person = $1 AND kind = $2 AND moment >= $3 AND moment < $4 \
        ORDER BY moment, seq");
    // Only what judging needs: of a hundred thousand mails every column costs.
    NOTED: Index = "SELECT id, moment, content FROM observation WHERE person = $1 AND account = $2 AND kind = $3 \
        AND moment >= $4 ORDER BY moment, seq";
    ACCOUNT_STATE: Index = "SELECT changes, content FROM account_state WHERE person = $1 AND account = $2";
    ALL_ANSWERS: Index = concat!(answer!(), "WHERE person = $1 ORDER BY thing, seq");
    // Goes from one account to the next by the index instead of through all rows.
    ACCOUNTS: Index = "WITH RECURSIVE step(account) AS (SELECT MIN(account) FROM observation WHERE person = $1 \
        UNION ALL SELECT (SELECT MIN(o.account) FROM observation o WHERE o.person = $1 AND o.account > step.account) \
        FROM step WHERE step.account IS NOT NULL) SELECT account FROM step WHERE account IS NOT NULL";
    FOLDER: Index = concat!(placement!(), "WHERE person = $1 AND account = $2 AND folder = $3 \
        AND (validity, uid) > ($4, $5) ORDER BY validity, uid LIMIT $6");
    UIDS: Index = "SELECT uid FROM placement WHERE person = $1 AND account = $2 AND folder = $3 AND validity = $4 \
        AND gone_since IS NULL ORDER BY uid";
    FLAGS: Index = "SELECT uid, read_since, flags FROM placement WHERE person = $1 AND account = $2 AND folder = $3 \
        AND validity = $4 AND gone_since IS NULL ORDER BY uid";
    LAIN: Index = "SELECT folder, observation, first_seen, last_seen, gone_since, read_since, unread_at FROM placement \
        WHERE person = $1 AND account = $2 AND (internal_date IS NULL OR internal_date >= $3)";
    PLACEMENTS: Index = concat!(placement!(), "WHERE person = $1 AND account = $2 AND observation = $3 \
        ORDER BY folder, validity, uid");
    CURSORS: Index = "SELECT folder, validity, next_uid, modseq, moved, content FROM folder_cursor \
        WHERE person = $1 AND account = $2 ORDER BY folder";
    // As above: the index of what waits has it in the order asked for.
    DUE: Index = "SELECT person, account, channel, id, made, due, tries, content FROM telling \
        WHERE state = 'waiting' AND person || '' = $1 AND channel || '' = $2 AND due <= $3 ORDER BY due, person, channel, id LIMIT $4";
    // What a clock made that was ahead: made later than now, or due later than anything waits.
    DUE_AHEAD: Index = "SELECT person, account, channel, id, made, due, tries, content FROM telling \
        WHERE state = 'waiting' AND person || '' = $1 AND channel || '' = $2 AND due > $3 AND (made > $3 OR due > $5) \
        ORDER BY due, person, channel, id LIMIT $4";
    SETTING: Index = "SELECT content FROM setting WHERE person = $1 AND id = $2";
    ENTRIES_OF_THING: Index = concat!(entry!(), "WHERE person = $1 AND thing = $2 ORDER BY day, account, id");
    ENTRIES: Index = concat!(entry!(), "WHERE person = $1 AND day >= $2 AND day < $3 ORDER BY day, account, id");
    SEALED: Index = "SELECT person, account, thing, kind, kept, bytes FROM sealed_blob \
        WHERE person = $1 AND thing = $2 ORDER BY kind, account";

    // what mails are found by
    QUEUE_MAIL: Index = "INSERT INTO mail_unlisted (seq) SELECT seq FROM observation \
        WHERE person = $1 AND account = $2 AND id = $3 ON CONFLICT (seq) DO NOTHING";
    UNLISTED: End = "SELECT o.seq, o.person, o.account, o.id, o.kind, o.source, o.taken, o.moment, o.content \
        FROM mail_unlisted u JOIN observation o ON o.seq = u.seq ORDER BY u.seq LIMIT $1";
    // Eight at once; what is over is said twice.
    LIST_WORDS: Index = "INSERT INTO mail_word (word, moment, seq) VALUES ($1, $9, $10), ($2, $9, $10), ($3, $9, $10), \
        ($4, $9, $10), ($5, $9, $10), ($6, $9, $10), ($7, $9, $10), ($8, $9, $10) \
        ON CONFLICT (word, moment, seq) DO NOTHING";
    UNQUEUE_MAIL: Index = "DELETE FROM mail_unlisted WHERE seq = $1";
    MAILS: Index = concat!(observation!(), "WHERE person = $1 AND kind = $2 AND (moment, seq) < ($3, $4) \
        ORDER BY moment DESC, seq DESC LIMIT $5");
    MAILS_OF_WORD: Index = "SELECT moment, seq FROM mail_word WHERE word = $1 AND (moment, seq) < ($2, $3) \
        ORDER BY moment DESC, seq DESC LIMIT $4";
    OBSERVATION_BY_NUMBER: Index = concat!(observation!(), "WHERE seq = $1");

    // what doctor asks
    COUNTS: Whole = "SELECT (SELECT COUNT(*) FROM observation), (SELECT COUNT(*) FROM answer), \
        (SELECT COUNT(*) FROM ledger_entry), (SELECT COUNT(*) FROM sealed_blob), (SELECT COUNT(*) FROM placement), \
        (SELECT COUNT(*) FROM folder_cursor), (SELECT COUNT(*) FROM question), (SELECT COUNT(*) FROM telling), \
        (SELECT COUNT(*) FROM setting), (SELECT COUNT(*) FROM question WHERE state = 'open'), \
        (SELECT COUNT(*) FROM telling WHERE state = 'waiting')";
    LAST_TAKEN: End = "SELECT taken FROM observation ORDER BY seq DESC LIMIT 1";
    LAST_MOVED: Whole = "SELECT MAX(moved) FROM folder_cursor";
    FIRST_DUE: End = "SELECT MIN(due) FROM telling WHERE state = 'waiting'";

    // what is forgotten; answers and placements go with their observations
    // Before that, what another account holds too becomes that one's.
    LEAVE_QUESTIONS: Whole = "UPDATE question SET account = $3 WHERE person = $1 AND account = $2 AND EXISTS (SELECT 1 \
        FROM observation o WHERE o.person = $1 AND o.account = $3 AND o.id = question.observation)";
    LEAVE_ANSWERS_SEEN: Whole = "INSERT INTO observation (person, account, id, kind, source, taken, moment, content) \
        SELECT person, $3, id, kind, source, taken, moment, content FROM observation WHERE person = $1 AND account = $2 \
        AND kind = 'answer' AND id IN (SELECT observation FROM answer WHERE person = $1 AND account = $2 AND thing IN \
        (SELECT thing FROM question WHERE person = $1 AND account = $3)) ORDER BY seq \
        ON CONFLICT (person, account, id) DO NOTHING";
    LEAVE_ANSWERS: Whole = "UPDATE answer SET account = $3 WHERE person = $1 AND account = $2 AND thing IN \
        (SELECT thing FROM question WHERE person = $1 AND account = $3)";
    FORGET_ACCOUNT_OBSERVATIONS: Whole = "DELETE FROM observation WHERE person = $1 AND account = $2";
    FORGET_ACCOUNT_ENTRIES: Whole = "DELETE FROM ledger_entry WHERE person = $1 AND account = $2";
    FORGET_ACCOUNT_SEALED: Whole = "DELETE FROM sealed_blob WHERE person = $1 AND account = $2";
    FORGET_ACCOUNT_CURSORS: Whole = "DELETE FROM folder_cursor WHERE person = $1 AND account = $2";
    FORGET_ACCOUNT_QUESTIONS: Whole = "DELETE FROM question WHERE person = $1 AND account = $2";
    FORGET_ACCOUNT_STATE: Whole = "DELETE FROM account_state WHERE person = $1 AND account = $2";
    // A setting of one account ends with a colon and its name.
    FORGET_ACCOUNT_SETTINGS: Whole = "DELETE FROM setting WHERE person = $1 AND \
        substr(id, length(id) - length(':' || $2) + 1) = ':' || $2";
    FORGET_ACCOUNT_TELLINGS: Whole = "DELETE FROM telling WHERE person = $1 AND account = $2";
    FORGET_STATES: Whole = "UPDATE account_state SET changes = changes + 1, content = '{}' WHERE person = $1";
    FORGET_OBSERVATIONS: Whole = "DELETE FROM observation WHERE person = $1 AND moment < $2";
    FORGET_WORDS: Whole = "DELETE FROM mail_word WHERE NOT EXISTS \
        (SELECT 1 FROM observation o WHERE o.seq = mail_word.seq)";
    // what a dump does not hold, since it can be made anew
    EMPTY_WORDS: Whole = "DELETE FROM mail_word";
    QUEUE_ALL: Whole = "INSERT INTO mail_unlisted (seq) SELECT seq FROM observation WHERE kind = 'mail' \
        ON CONFLICT (seq) DO NOTHING";
    FORGET_ENTRIES: Whole = "DELETE FROM ledger_entry WHERE person = $1 AND day < $2";
    FORGET_SEALED: Whole = "DELETE FROM sealed_blob WHERE person = $1 AND kept < $2";
    FORGET_QUESTIONS: Whole = "DELETE FROM question WHERE person = $1 AND moment < $2";
    FORGET_TELLINGS: Whole = "DELETE FROM telling WHERE person = $1 AND made < $2";
}
