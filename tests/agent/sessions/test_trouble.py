"""A folder of sessions that is full, read-only or no folder is said to be so; no other fault is taken for one."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from scenewright.agent.errors import Damaged, Unusable
from scenewright.agent.sessions.store import Store
from scenewright.agent.sessions.trouble import in_folder, undamaged

HOME = Path("/var/edits")


def of_sqlite(name: str | None) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it did not work")
    error.sqlite_errorname = name  # type: ignore[assignment]
    return error


@pytest.mark.parametrize("code", ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO"])
def test_a_disk_that_takes_no_more(code: str) -> None:
    """Writing to a file that is open names none."""
    number = getattr(errno, code)
    with pytest.raises(Unusable, match=os.strerror(number)), in_folder(HOME):
        raise OSError(number, os.strerror(number))


def test_what_python_itself_says_of_sqlite_passes(tmp_path: Path) -> None:
    """It has no name of SQLite's."""
    error = sqlite3.OperationalError("Could not decode to UTF-8 column")
    with (
        pytest.raises(sqlite3.OperationalError, match="decode"),
        in_folder(HOME),
        undamaged(HOME, "a store", "mend it"),
    ):
        raise error


@pytest.mark.parametrize("name", ["SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB"])
def test_a_database_that_sqlite_finds_damaged(name: str) -> None:
    error = sqlite3.DatabaseError("it is malformed")
    error.sqlite_errorname = name  # type: ignore[attr-defined]
    with (
        pytest.raises(Damaged, match=r"^/var/edits should be a store, but it is malformed: mend it$"),
        undamaged(HOME, "a store", "mend it"),
    ):
        raise error


def test_a_folder_in_which_nothing_can_be_set_aside(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    store.blobs.put_bytes(b"x")
    (store.blobs.root / "aside").write_bytes(b"a file")
    with pytest.raises(Unusable, match="Not a directory"):
        store.collect(grace=-1)


@pytest.mark.parametrize("file", [HOME, HOME / "blobs" / "x", HOME.parent, os.fsencode(HOME / "x"), 7])
def test_a_file_of_the_folder_or_a_folder_it_lies_in(file: object) -> None:
    with pytest.raises(Unusable, match=r"/var/edits.*Permission denied"), in_folder(HOME):
        raise PermissionError(errno.EACCES, "Permission denied", file)


def test_a_file_that_is_named_from_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unusable), in_folder(tmp_path / "home"):
        raise PermissionError(errno.EACCES, "Permission denied", "home/x")


@pytest.mark.parametrize(
    "name",
    [
        "SQLITE_FULL",
        "SQLITE_READONLY",
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_CANTOPEN",
        "SQLITE_IOERR_WRITE",
        "SQLITE_PERM",
        "SQLITE_AUTH",
    ],
)
def test_what_sqlite_says_of_a_folder(name: str) -> None:
    with pytest.raises(Unusable, match="it did not work"), in_folder(HOME):
        raise of_sqlite(name)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EPIPE, "Broken pipe"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/var/photo.png"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/var/edits-of-others/x"),
        of_sqlite("SQLITE_BUSY"),
        of_sqlite("SQLITE_ERROR"),
        of_sqlite(None),
        sqlite3.IntegrityError("UNIQUE constraint failed"),
        ValueError("anything"),
    ],
    ids=repr,
)
def test_what_has_to_do_with_something_else_passes_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, in_folder(HOME):
        raise error
    assert raised.value is error


@pytest.mark.parametrize(
    "touch",
    [
        lambda store: store.sessions(),
        lambda store: store.memo_put("a", {}),
        lambda store: store.blobs.put_bytes(b"x"),
        lambda store: store.collect(),
        lambda store: list(store._db.each("SELECT 1")),
    ],
    ids=["read", "write", "blob", "collect", "rows one by one"],
)
def test_whatever_is_asked_of_a_store_in_a_file(tmp_path: Path, touch) -> None:
    (tmp_path / "home").write_bytes(b"a file")
    with pytest.raises(Unusable, match="a folder to keep sessions in is needed"):
        touch(Store(tmp_path / "home"))
    assert (tmp_path / "home").read_bytes() == b"a file"
