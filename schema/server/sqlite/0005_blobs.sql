-- Attachments' bytes, and which records name them. The lane they come by: shared/protocol/README.md,
-- "Attachments".

-- One upload a device and hash, so that nobody's wrong bytes stand in the way of somebody's right ones.
-- The first whose bytes are all there and have the hash is the attachment; the others of it go.
CREATE TABLE blob (
    blob INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    device BLOB NOT NULL CHECK (length(device) = 16),
    size INTEGER NOT NULL CHECK (size > 0),
    -- Bytes from the start that are here.
    received INTEGER NOT NULL CHECK (received BETWEEN 0 AND size),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1) AND (complete = 0 OR received = size)),
    touched_at INTEGER NOT NULL,
    UNIQUE (hash, device)
);
CREATE UNIQUE INDEX blob_complete ON blob (hash) WHERE complete = 1;
CREATE INDEX blob_device ON blob (device, complete, touched_at);

CREATE TABLE blob_part (
    part INTEGER PRIMARY KEY,
    blob INTEGER NOT NULL REFERENCES blob (blob) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL CHECK (length(bytes) > 0),
    UNIQUE (blob, at)
);

-- Which records name, or once named, an attachment; from the edits that were applied, so that what
-- stands beside a value or behind it can be looked at as well. Follows from the log.
CREATE TABLE blob_mention (
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    type INTEGER NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (hash, scope, type, id)
) WITHOUT ROWID;

-- 1: the edits that were logged before this table was there are in it.
ALTER TABLE meta ADD COLUMN blobs_indexed INTEGER NOT NULL DEFAULT 0 CHECK (blobs_indexed IN (0, 1));
