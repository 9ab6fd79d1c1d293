"""A store that an older version wrote is brought up to what this one reads, whole or not at all."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from scenewright.agent.editor import Editor
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


# -- whole stores, as the programs of those versions left them: four turns of scripted tools, the last one undone

SHOWN = ("90773e3d1016", "43852f8788e5", "c2522fb6c541", "7fa2c79a595e", "3972f4353757")
"""What those programs showed before any turn and after each: the beginning of the sha256 of the pixels."""
OTHER = "16a835b1076c"
"""On the branch `other` of version 2 and later: after the first turn, and brighter."""


def restored(root: Path, version: int) -> Path:
    """The folder that a program of that version wrote."""
    kept = json.loads(Path(__file__).with_name(f"store{version}.json").read_text())
    for name, data in kept["files"].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(base64.b64decode(data))
    return written(root, ";".join([*(line.rstrip(";") for line in kept["tables"]), f"PRAGMA user_version = {version}"]))


def digest(pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()[: len(OTHER)]


@pytest.mark.parametrize("version", range(1, VERSION))
def test_sessions_of_an_older_program_open_go_back_and_forth_and_go_on(
    version: int, tmp_path: Path, open_editor: Callable[..., Editor]
) -> None:
    (tmp_path / "home").mkdir()
    restored(tmp_path / "home", version)
    editor = open_editor()
    (info,) = editor.sessions()
    session = editor.session(info.id)
    assert session.verify().whole
    assert [turn.text for turn in session.turns][:4] == ["remove the dog", "blue ball", "hide the cat", "turn it"]
    assert tuple(digest(session.pixels_at(number)) for number in range(5)) == SHOWN
    assert digest(session.pixels) == SHOWN[3]
    assert digest(session.redo().pixels) == SHOWN[4]
    for expected in (3, 2, 1, 0):
        assert digest(session.undo().pixels) == SHOWN[expected]
    assert digest(session.redo(3).pixels) == SHOWN[3]
    assert session.drop(1).exit == 0
    assert session.say("brighter").status == "done"
    assert all(one.outside == 0 for one in session.drift())
    session.export(tmp_path / "talk.scenewright")
    assert digest(editor.import_session(tmp_path / "talk.scenewright").pixels) == digest(session.pixels)
    editor.collect()
    assert editor.session(info.id).verify().whole


@pytest.mark.parametrize("version", range(2, VERSION))
def test_branches_of_an_older_program_are_there(
    version: int, tmp_path: Path, open_editor: Callable[..., Editor]
) -> None:
    (tmp_path / "home").mkdir()
    restored(tmp_path / "home", version)
    editor = open_editor()
    session = editor.session(editor.sessions()[0].id)
    assert {branch.name for branch in session.branches} == {"main", "other"}
    session.switch("other")
    assert digest(session.pixels) == OTHER
