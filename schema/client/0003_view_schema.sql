-- The schema version (schema/version.txt) of the program that made the view and the search index. A
-- newer one reads more out of the same base and edits, and makes both again.
ALTER TABLE meta ADD COLUMN view_schema INTEGER NOT NULL DEFAULT 1;
