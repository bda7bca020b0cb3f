-- The central record on SQLCipher. What each table is for, and which of them follow from the log:
-- server/store/README.md. Ids are 16 bytes, digests 32; times are milliseconds since 1970 UTC; days
-- are days since 1970-01-01.

-- One row: who this record is, and where its log ends. The head stands here as well as in the log, so
-- that a log cut off at its end is noticed.
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    head_rev INTEGER NOT NULL,
    head_chain BLOB NOT NULL CHECK (length(head_chain) = 32),
    durable_rev INTEGER NOT NULL CHECK (durable_rev <= head_rev)
);

-- Every authentic edit, for ever, in the order the server took it. rev is dense from 1.
CREATE TABLE log (
    rev INTEGER PRIMARY KEY,
    edit_id BLOB NOT NULL CHECK (length(edit_id) = 16),
    -- 1: the id was taken already by an edit with other content; this one is HELD_ID_REUSED.
    id_reused INTEGER NOT NULL CHECK (id_reused IN (0, 1)),
    device BLOB NOT NULL CHECK (length(device) = 16),
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    -- Whose certificate the edit came in with; NULL: imported, no device sent it.
    peer_worker BLOB CHECK (length(peer_worker) = 16),
    received INTEGER NOT NULL,
    edit_hash BLOB NOT NULL CHECK (length(edit_hash) = 32),
    edit_bytes BLOB NOT NULL,
    outcome BLOB NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
);
CREATE UNIQUE INDEX log_edit ON log (edit_id) WHERE id_reused = 0;
CREATE INDEX log_edit_reused ON log (edit_id) WHERE id_reused = 1;
CREATE UNIQUE INDEX log_place ON log (incarnation, seq);

CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- The same action sent again by a tablet that had to number its edits anew (a clone, a restore): it
-- has a row of the log already; here is its other place, so that the tablet's order stays whole.
CREATE TABLE renumbered (
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    edit_hash BLOB NOT NULL CHECK (length(edit_hash) = 32),
    rev INTEGER NOT NULL REFERENCES log (rev),
    received INTEGER NOT NULL,
    PRIMARY KEY (incarnation, seq)
) WITHOUT ROWID;

-- Where each incarnation of a tablet stands. An incarnation belongs to the device that began it.
CREATE TABLE incarnation (
    incarnation BLOB PRIMARY KEY CHECK (length(incarnation) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) WITHOUT ROWID;

-- The state: one row per entity, its body whole.
CREATE TABLE entity (
    row INTEGER PRIMARY KEY,
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    rev INTEGER NOT NULL,
    body BLOB NOT NULL,
    attribution BLOB NOT NULL,
    UNIQUE (type, id)
);
CREATE INDEX entity_feed ON entity (scope, rev);

-- What each scope amounts to, kept up with every change.
CREATE TABLE scope (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 16),
    head INTEGER NOT NULL,
    digest BLOB NOT NULL,
    count INTEGER NOT NULL
) WITHOUT ROWID;

-- Who may hold which scope: the parts of Involvement, Team, Worker and CaseFile records that decide
-- it, by the columns it is asked by. server/store/membership.hpp puts the question.
CREATE TABLE involvement (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    scope BLOB NOT NULL,
    worker BLOB NOT NULL,
    team BLOB NOT NULL,
    role INTEGER NOT NULL,
    start_day INTEGER NOT NULL,
    end_day INTEGER NOT NULL,
    since_rev INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX involvement_worker ON involvement (worker, scope, end_day);
CREATE INDEX involvement_team ON involvement (team, scope, end_day);
CREATE INDEX involvement_scope ON involvement (scope);

CREATE TABLE team (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    manager BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX team_manager ON team (manager);

CREATE TABLE worker (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    role INTEGER NOT NULL,
    team BLOB NOT NULL,
    left_day INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX worker_role ON worker (role, id);

-- Who opened a case file: they hold it while nobody has been involved yet.
CREATE TABLE case_file (
    scope BLOB PRIMARY KEY CHECK (length(scope) = 16),
    opened_by BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX case_file_opened_by ON case_file (opened_by);

-- Open questions, by whom they wait for.
CREATE TABLE review (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    scope BLOB NOT NULL,
    owner BLOB NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1))
) WITHOUT ROWID;
CREATE INDEX review_open ON review (owner) WHERE open = 1;

-- Edits that were logged and not applied, each with the person who looks at it.
CREATE TABLE held (
    rev INTEGER PRIMARY KEY REFERENCES log (rev),
    edit_id BLOB NOT NULL,
    author BLOB NOT NULL,
    owner BLOB NOT NULL,
    reason INTEGER NOT NULL,
    explanation TEXT NOT NULL,
    received INTEGER NOT NULL
);

CREATE TABLE device (
    device BLOB PRIMARY KEY CHECK (length(device) = 16),
    worker BLOB NOT NULL,
    label TEXT NOT NULL,
    public_key BLOB NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    enrolled_at INTEGER NOT NULL,
    last_contact INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) WITHOUT ROWID;

CREATE TABLE enrolment (
    secret_hash BLOB PRIMARY KEY CHECK (length(secret_hash) = 32),
    worker BLOB NOT NULL,
    label TEXT NOT NULL,
    expires INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used IN (0, 1))
) WITHOUT ROWID;

-- A tablet's word that a scope has left it.
CREATE TABLE purge_receipt (
    device BLOB NOT NULL CHECK (length(device) = 16),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    last_seq INTEGER NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (device, scope, received)
) WITHOUT ROWID;
