-- Pages of a scope that goes on in another exchange, in the order they came, until the scope is complete
-- and they are applied together. Belongs to one sync run: what an earlier one left is deleted.
CREATE TABLE staged_page (
    page INTEGER PRIMARY KEY AUTOINCREMENT,
    scope BLOB NOT NULL CHECK (length(scope) = 16),
    -- 1: holds records that are retired.
    retires INTEGER NOT NULL CHECK (retires IN (0, 1)),
    packed BLOB NOT NULL  -- a zstd frame that states its size, holding a Page
);
CREATE INDEX staged_page_scope ON staged_page (scope);
