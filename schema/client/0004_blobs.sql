-- Attachments' bytes: of what was made here, until the server has them in a verified backup, and of
-- what was looked at here. client/store/README.md, "Attachments".
CREATE TABLE blob (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    -- Of the whole; 0: not known.
    size INTEGER NOT NULL,
    -- Bytes from the start that are here.
    held INTEGER NOT NULL CHECK (held BETWEEN 0 AND size),
    -- Bytes from the start that the server has.
    sent INTEGER NOT NULL,
    -- The server said that it has all of it: under which epoch, and with which head. NULL while it has
    -- not; said_rev is NULL too when it was said in answer to a part, where no head is named.
    said_epoch BLOB CHECK (length(said_epoch) = 16),
    said_rev INTEGER,
    -- Somebody wants to look at it.
    wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    asked_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX blob_waiting ON blob (used_at) WHERE said_epoch IS NULL AND held > 0;

CREATE TABLE blob_part (
    part INTEGER PRIMARY KEY,
    hash BLOB NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (hash, at)
);

-- The cases whose records name it, or once named it.
CREATE TABLE blob_scope (
    hash BLOB NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    PRIMARY KEY (hash, scope)
) WITHOUT ROWID;
CREATE INDEX blob_scope_scope ON blob_scope (scope);

-- 1: the records that came before these tables are in them.
ALTER TABLE meta ADD COLUMN blobs_indexed INTEGER NOT NULL DEFAULT 0 CHECK (blobs_indexed IN (0, 1));
