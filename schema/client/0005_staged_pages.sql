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

-- Taking a record's words out of the index wholly, each time they change, costs more the more records
-- there are: 0.3 ms at 10,000, 5 ms at 100,000. Now a mark takes them out, and where it matters, when a
-- case leaves, the whole index is written anew without what was marked.
INSERT INTO search (search, rank) VALUES ('secure-delete', 0);
