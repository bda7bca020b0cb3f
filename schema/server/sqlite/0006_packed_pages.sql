-- Pages for tablets that begin with a scope, packed once. Page by page they hold every entity whose
-- revision is after `after` and not after `next`, as it was when the page was packed; what changed since
-- has a later revision. May be deleted at any time: they are made again.
CREATE TABLE packed_page (
    page INTEGER PRIMARY KEY,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    after INTEGER NOT NULL,
    next INTEGER NOT NULL CHECK (next > after),
    entities INTEGER NOT NULL,
    packed BLOB NOT NULL,  -- a zstd frame that states its size, holding a Page
    UNIQUE (scope, after)
);
