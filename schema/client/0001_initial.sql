-- The tablet's store. Which table is for what, and what may be rebuilt from what:
-- client/store/README.md. Ids are 16 bytes, digests 32; times are milliseconds since 1970 UTC.

-- One row: whose tablet this is, where its chain of edits ends, what the server last said.
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    device BLOB CHECK (length(device) = 16),
    worker BLOB CHECK (length(worker) = 16),
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    last_seq INTEGER NOT NULL,
    last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
    -- The last complete checkpoint; NULL and 0 when there is none.
    epoch BLOB CHECK (length(epoch) = 16),
    checkpoint_rev INTEGER NOT NULL,
    checkpoint_chain BLOB,
    durable_rev INTEGER NOT NULL,
    last_contact INTEGER NOT NULL,
    clock_skew INTEGER NOT NULL
);

-- The scopes this tablet holds, and up to where. A scope that was only written in has cursor 0.
CREATE TABLE scope (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 16),
    -- Of the server state that base holds; NULL: nothing of it counts any more (a restored server).
    epoch BLOB CHECK (length(epoch) = 16),
    cursor INTEGER NOT NULL,
    digest BLOB NOT NULL
) WITHOUT ROWID;

-- The server's state at the last checkpoint of each scope.
CREATE TABLE base (
    row INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    rev INTEGER NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    body BLOB NOT NULL,
    attribution BLOB NOT NULL,
    -- Set when the scope is to be fetched anew: the epoch the row came under. The row is kept and
    -- shown until the server says it again, and does not count in the scope's digest meanwhile.
    stale_epoch BLOB CHECK (length(stale_epoch) = 16),
    UNIQUE (type, id)
);
CREATE INDEX base_scope ON base (scope, type);

-- Entities that pending edits change, as fold(base, pending) has them. Everything else is shown as
-- it is in base.
CREATE TABLE predicted (
    row INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    body BLOB NOT NULL,
    attribution BLOB NOT NULL,
    UNIQUE (type, id)
);
CREATE INDEX predicted_scope ON predicted (scope, type);

-- What a person sees.
CREATE VIEW shown AS
SELECT predicted.type, predicted.id, predicted.scope, predicted.retired, predicted.body,
       predicted.attribution, coalesce(base.rev, 0) AS base_rev, 1 AS pending
FROM predicted
LEFT JOIN base ON base.type = predicted.type AND base.id = predicted.id
UNION ALL
SELECT base.type, base.id, base.scope, base.retired, base.body, base.attribution, base.rev, 0
FROM base
WHERE NOT EXISTS (
    SELECT 1 FROM predicted WHERE predicted.type = base.type AND predicted.id = base.id
);

-- The edits made here, in the order they were made, in the bytes they are sent in. Kept until the
-- server has them in a verified backup.
CREATE TABLE outbox (
    edit INTEGER PRIMARY KEY AUTOINCREMENT,
    edit_id BLOB NOT NULL UNIQUE CHECK (length(edit_id) = 16),
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    -- Empty: the edit is held, and its words left with their scope.
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    claimed INTEGER NOT NULL,
    -- 0 unsent, 1 acknowledged, 2 acknowledged with a review, 3 held
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    held_reason INTEGER NOT NULL,
    held_owner BLOB CHECK (length(held_owner) = 16),
    -- Where the server logged it, under which epoch; NULL while unsent.
    ack_rev INTEGER,
    ack_epoch BLOB CHECK (length(ack_epoch) = 16),
    UNIQUE (incarnation, seq)
);
CREATE INDEX outbox_unsent ON outbox (seq) WHERE state = 0;

-- The scopes an edit writes in. contained: the server's state of the scope in base includes it.
CREATE TABLE edit_scope (
    edit INTEGER NOT NULL REFERENCES outbox (edit) ON DELETE CASCADE,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    contained INTEGER NOT NULL CHECK (contained IN (0, 1)),
    PRIMARY KEY (edit, scope)
) WITHOUT ROWID;
CREATE INDEX edit_scope_open ON edit_scope (scope) WHERE contained = 0;

-- The entities an edit changes: those its operations name, and those the merge makes for it.
CREATE TABLE edit_target (
    edit INTEGER NOT NULL REFERENCES outbox (edit) ON DELETE CASCADE,
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    derived INTEGER NOT NULL CHECK (derived IN (0, 1)),
    PRIMARY KEY (edit, type, id)
) WITHOUT ROWID;
CREATE INDEX edit_target_entity ON edit_target (type, id);

-- What is in a form and not yet saved.
CREATE TABLE typing (
    form TEXT PRIMARY KEY,
    scope BLOB CHECK (length(scope) = 16),
    content BLOB NOT NULL,
    kept_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Who opened, saved or purged what, and when. Ids only.
CREATE TABLE audit (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    worker BLOB,
    -- 1 opened, 2 saved, 3 purged
    action INTEGER NOT NULL CHECK (action BETWEEN 1 AND 3),
    type INTEGER,
    id BLOB,
    scope BLOB,
    edit_id BLOB
);

-- Every word that is shown, protected whereabouts and referrers left out.
CREATE TABLE search_entry (
    row INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    UNIQUE (type, id)
);
CREATE INDEX search_entry_scope ON search_entry (scope);
CREATE VIRTUAL TABLE search USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 2"
);
-- What leaves the index leaves it wholly, not only by a mark.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
