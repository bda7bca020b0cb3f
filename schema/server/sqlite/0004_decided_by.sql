-- By the rules of which schema version (schema/version.txt) each revision was decided, from its first
-- revision on: a replay of the log decides each as the server did that took it. Whatever is older than
-- this table was decided by version 1.
CREATE TABLE decided_by (
    from_rev INTEGER PRIMARY KEY CHECK (from_rev > 0),
    schema_version INTEGER NOT NULL CHECK (schema_version > 0)
);
INSERT INTO decided_by (from_rev, schema_version) SELECT 1, 1 FROM meta;
