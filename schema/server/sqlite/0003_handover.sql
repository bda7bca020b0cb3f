-- Who held which case when: asked for an edit that comes in after its case was handed over. The
-- server's own memory of what it would have answered at a moment, so times are when it took the edit
-- that changed the answer, not what a tablet's clock said. known_until is the largest number while it
-- lasts. Intervals that ended before this migration are not known.
CREATE TABLE involvement_past (
    id BLOB NOT NULL CHECK (length(id) = 16),
    since_rev INTEGER NOT NULL,
    scope BLOB NOT NULL,
    worker BLOB NOT NULL,
    team BLOB NOT NULL,
    end_day INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    PRIMARY KEY (id, since_rev)
) WITHOUT ROWID;
CREATE INDEX involvement_past_scope ON involvement_past (scope);

CREATE TABLE team_past (
    id BLOB NOT NULL CHECK (length(id) = 16),
    since_rev INTEGER NOT NULL,
    manager BLOB NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER NOT NULL,
    PRIMARY KEY (id, since_rev)
) WITHOUT ROWID;

INSERT INTO involvement_past
SELECT i.id, i.since_rev, i.scope, i.worker, i.team, i.end_day,
       coalesce((SELECT received FROM log WHERE log.rev = i.since_rev), 0), 9223372036854775807
FROM involvement i;

INSERT INTO team_past
SELECT t.id, e.rev, t.manager,
       coalesce((SELECT received FROM log WHERE log.rev = e.rev), 0), 9223372036854775807
FROM team t JOIN entity e ON e.id = t.id AND e.scope = X'7265666572656E636500000000000000';

-- When its opener opened it, as the server counts it: until somebody is involved it is theirs.
ALTER TABLE case_file ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
