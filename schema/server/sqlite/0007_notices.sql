-- What an administrator is told although all of it mends itself. The server's own: none of it follows
-- from the log, and a replay does not make it again.

-- When and why an epoch began. cause 0: the first, or from before this was kept; 1: a backup was opened
-- as the record; 2: a tablet knew more than this server.
ALTER TABLE epoch ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE epoch ADD COLUMN cause INTEGER NOT NULL DEFAULT 0 CHECK (cause IN (0, 1, 2));

-- Edits that a tablet had the server's word for and that the record did not have when the epoch began.
-- Which of them are back is asked of the log.
CREATE TABLE missed (
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    edit_id BLOB NOT NULL CHECK (length(edit_id) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    PRIMARY KEY (epoch, edit_id)
) WITHOUT ROWID;

-- Tablets that were found to exist twice, or to have been set back to an older state: one row for each
-- incarnation that two of them went on with.
CREATE TABLE copy_found (
    device BLOB NOT NULL CHECK (length(device) = 16),
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    found_at INTEGER NOT NULL,
    PRIMARY KEY (device, incarnation)
) WITHOUT ROWID;
