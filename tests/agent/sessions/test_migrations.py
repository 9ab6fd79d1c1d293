"""A store that an older version wrote is brought up to what this one reads, whole or not at all."""

import sqlite3
from pathlib import Path

import pytest

from scenewright.agent.errors import Damaged
from scenewright.agent.sessions.schema import MIGRATIONS, VERSION
from scenewright.agent.sessions.store import Store

VERSION_1 = """
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, source TEXT NOT NULL, head TEXT,
  line TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL
) STRICT;
CREATE TABLE records (
  session TEXT NOT NULL, turn INTEGER NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL,
  id TEXT NOT NULL, parent TEXT, data TEXT NOT NULL, PRIMARY KEY (session, turn, position, attempt)
) STRICT;
CREATE INDEX records_by_id ON records (session, id);
CREATE TABLE turns (session TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (session, number))
  STRICT;
CREATE TABLE learned (session TEXT NOT NULL, node TEXT NOT NULL, scene TEXT NOT NULL, PRIMARY KEY (session, node))
  STRICT;
CREATE TABLE names (session TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (session, name)) STRICT;
CREATE TABLE memo (key TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
INSERT INTO sessions VALUES (
  'abc', 'street.jpg', '{"id":"sha256:00","width":4,"height":3,"mode":"RGB"}', '{}', NULL, '[[], []]',
  '2026-11-01T00:00:00+00:00', '2026-11-01T00:00:00+00:00'
);
PRAGMA user_version = 1;
"""
"""What version 1 wrote, as it wrote it."""

VERSION_2 = """
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, source TEXT NOT NULL, head TEXT,
  line TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, branch TEXT NOT NULL DEFAULT 'main'
) STRICT;
CREATE TABLE branches (
  session TEXT NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (session, name)
) STRICT;
CREATE TABLE records (
  session TEXT NOT NULL, turn INTEGER NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL,
  id TEXT NOT NULL, parent TEXT, data TEXT NOT NULL, PRIMARY KEY (session, turn, position, attempt)
) STRICT;
CREATE INDEX records_by_id ON records (session, id);
CREATE TABLE turns (session TEXT NOT NULL, number INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (session, number))
  STRICT;
CREATE TABLE learned (session TEXT NOT NULL, node TEXT NOT NULL, scene TEXT NOT NULL, PRIMARY KEY (session, node))
  STRICT;
CREATE TABLE names (session TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (session, name)) STRICT;
CREATE TABLE memo (key TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
INSERT INTO sessions VALUES (
  'abc', 'street.jpg', '{"id":"sha256:00","width":4,"height":3,"mode":"RGB"}', '{}', 'sha256:03', '[[], []]',
  '2026-11-01T00:00:00+00:00', '2026-11-01T00:00:00+00:00', 'main'
);
INSERT INTO records VALUES ('abc', 1, 0, 0, 'sha256:01', NULL, '{"id":"sha256:01"}');
INSERT INTO records VALUES ('abc', 4, 0, 0, 'sha256:02', 'sha256:01', '{"id":"sha256:02","origin":3}');
INSERT INTO records VALUES ('abc', 4, 1, 0, 'sha256:03', 'sha256:02', 'cut off');
PRAGMA user_version = 2;
"""
"""What version 2 wrote, as far as it matters here; one of its records was spoilt."""


@pytest.fixture(params=[VERSION_1, VERSION_2], ids=["version 1", "version 2"])
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return written(tmp_path, request.param)


def written(root: Path, tables: str) -> Path:
    connection = sqlite3.connect(root / "store.sqlite")
    connection.executescript(tables)
    connection.close()
    return root


def tables(root: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(root / "store.sqlite")
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    columns = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}
    connection.close()
    return columns


def test_an_older_store_is_read_and_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    store = Store(old)
    assert store.get("abc").name == "street.jpg"
    assert [branch.name for branch in store.branches.all("abc")] == ["main"]
    store.close()
    fresh = Store(tmp_path / "fresh")
    assert fresh.sessions() == []
    fresh.close()
    assert tables(old) == tables(tmp_path / "fresh")


def test_where_records_of_an_older_store_stand_is_known_without_reading_them(tmp_path: Path) -> None:
    store = Store(written(tmp_path, VERSION_2))
    assert store.path("abc", store.head("abc")) == (("sha256:01", 1), ("sha256:02", 3), ("sha256:03", 4))


def test_a_store_is_brought_up_once(old: Path) -> None:
    stores = [Store(old), Store(old)]
    assert [store.get("abc").id for store in stores] == ["abc", "abc"]


def test_every_older_version_has_its_step() -> None:
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


def test_a_store_of_a_newer_version_is_left_alone(old: Path) -> None:
    before = tables(old)
    connection = sqlite3.connect(old / "store.sqlite")
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(Damaged, match="newer scenewright"):
        Store(old).sessions()
    assert tables(old) == before
