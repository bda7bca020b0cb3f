-- Under which epoch each revision was given. A new epoch begins when the server finds that it came
-- back from a backup: revisions given out after that backup mean something else now, so nothing that
-- was opened at one of them may count as seen. The chain begins with the first epoch.
CREATE TABLE epoch (
    from_rev INTEGER PRIMARY KEY CHECK (from_rev > 0),
    epoch BLOB NOT NULL UNIQUE CHECK (length(epoch) = 16)
);
INSERT INTO epoch (from_rev, epoch) SELECT 1, epoch FROM meta;

-- 1 in a backup: whoever opens it as the record begins a new epoch.
ALTER TABLE meta ADD COLUMN is_copy INTEGER NOT NULL DEFAULT 0 CHECK (is_copy IN (0, 1));
