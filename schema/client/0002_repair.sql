-- After a divergence: the server was asked about the edit and lacks it. With the last answer all of
-- these become unsent again. Until it is asked about, an acknowledged edit has no ack_epoch.
ALTER TABLE outbox ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;

-- The boot clock at the last contact: across a restart of the program it still vouches for times.
ALTER TABLE meta ADD COLUMN contact_boot INTEGER NOT NULL DEFAULT 0;
-- The oldest schema version that the server lets write; 0: any.
ALTER TABLE meta ADD COLUMN minimum_schema INTEGER NOT NULL DEFAULT 0;

-- Scopes that left this tablet: what the worker is told, and the receipt for the server. Ids and
-- counts only.
CREATE TABLE departure (
    departure INTEGER PRIMARY KEY AUTOINCREMENT,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    left_at INTEGER NOT NULL,
    records INTEGER NOT NULL,
    -- Edits of the scope that are held, each with somebody who looks at it.
    held INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    receipt_taken INTEGER NOT NULL CHECK (receipt_taken IN (0, 1))
);

-- What a server took away without the authority's signature, so that a little at a time counts too.
CREATE TABLE removal (
    removal INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    records INTEGER NOT NULL
);
