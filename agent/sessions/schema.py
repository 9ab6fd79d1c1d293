"""The tables of the store, and how older ones become these."""

VERSION = 4

TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, source TEXT NOT NULL, head TEXT,
  line TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, branch TEXT NOT NULL DEFAULT 'main'
) STRICT;
CREATE TABLE IF NOT EXISTS branches (
  session TEXT NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (session, name)
) STRICT;
CREATE TABLE IF NOT EXISTS records (
  session TEXT NOT NULL, turn INTEGER NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL,
  id TEXT NOT NULL, parent TEXT, data TEXT NOT NULL, origin INTEGER, PRIMARY KEY (session, turn, position, attempt)
) STRICT;
CREATE INDEX IF NOT EXISTS records_in_line ON records (session, id, parent, turn, origin);
CREATE TABLE IF NOT EXISTS turns (
  session TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (session, number)
) STRICT;
CREATE TABLE IF NOT EXISTS learned (
  session TEXT NOT NULL, node TEXT NOT NULL, scene TEXT NOT NULL, PRIMARY KEY (session, node)
) STRICT;
CREATE TABLE IF NOT EXISTS names (
  session TEXT NOT NULL, name TEXT NOT NULL, turn INTEGER, PRIMARY KEY (session, name)
) STRICT;
CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
"""

MIGRATIONS = {
    1: """
ALTER TABLE sessions ADD COLUMN branch TEXT NOT NULL DEFAULT 'main';
CREATE TABLE branches (
  session TEXT NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (session, name)
) STRICT;
""",
    2: """
ALTER TABLE records ADD COLUMN origin INTEGER;
UPDATE records SET origin = json_extract(data, '$.origin') WHERE json_valid(data);
DROP INDEX records_by_id;
CREATE INDEX records_in_line ON records (session, id, parent, turn, origin);
DELETE FROM memo WHERE key LIKE 'frame:%';
""",
    3: "ALTER TABLE names ADD COLUMN turn INTEGER;",
}
"""What turns a store of a version into one of the next."""
