"""A transaction is all of it or nothing, threads wait for one another, and what is committed is on the disk."""

import os
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import filelock
import pytest

from scenewright.agent.errors import Busy, Unusable
from scenewright.agent.sessions.database import Database
from scenewright.agent.sessions.locks import session_lock

MEMO = "INSERT INTO memo VALUES (?, '1')"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database(tmp_path / "home" / "store.sqlite")


def fail_after(db: Database, statement: str) -> None:
    with db.write() as connection:
        connection.execute(statement)
        raise RuntimeError


def test_what_fails_half_way_is_taken_back_and_the_next_goes_on(db: Database) -> None:
    with pytest.raises(RuntimeError):
        fail_after(db, "INSERT INTO memo VALUES ('a', '1')")
    with db.write() as connection:
        connection.execute(MEMO, ("b",))
    assert db.rows("SELECT key FROM memo") == [("b",)]


def test_what_sqlite_took_back_itself_is_not_taken_back_again(db: Database) -> None:
    """As it does where the disk is full; what is raised is what went wrong."""
    with pytest.raises(RuntimeError):
        fail_after(db, "ROLLBACK")


def test_threads_write_one_after_the_other(db: Database) -> None:
    def put(key: str) -> None:
        with db.write() as connection:
            connection.execute(MEMO, (key,))

    with ThreadPoolExecutor(1) as another:
        with db.write() as connection:
            connection.execute(MEMO, ("a",))
            later = another.submit(put, "b")
            assert not wait([later], timeout=0.2).done, "it waits until this one is over"
        later.result()
    assert db.rows("SELECT key FROM memo ORDER BY key") == [("a",), ("b",)]


def test_a_row_is_the_first_or_none(db: Database) -> None:
    assert db.row("SELECT key FROM memo") is None


def test_what_is_committed_survives_a_power_cut(db: Database) -> None:
    """A power cut cannot be tried here; what SQLite is told to do can be asked."""
    assert (db.rows("PRAGMA journal_mode"), db.rows("PRAGMA synchronous")) == ([("wal",)], [(2,)])


def test_it_opens_again_after_it_was_closed(db: Database) -> None:
    db.close()
    db.rows("SELECT 1")
    db.close()
    db.close()
    assert db.rows("SELECT 1") == [(1,)]


class TestLocks:
    @pytest.mark.parametrize("left", [None, b"", b"words", b"\xff"])
    def test_who_holds_it_may_not_be_known(self, tmp_path: Path, left: bytes | None) -> None:
        with session_lock(tmp_path / "locks", "a"):
            owner = tmp_path / "locks" / "a.pid"
            owner.unlink()
            if left is not None:
                owner.write_bytes(left)
            with pytest.raises(Busy) as busy, session_lock(tmp_path / "locks", "a"):
                pass
        assert busy.value.pid is None

    def test_it_is_let_go_of_where_its_owner_cannot_be_noted(self, tmp_path: Path) -> None:
        owner = tmp_path / "locks" / "a.pid"
        owner.mkdir(parents=True)
        with pytest.raises(Unusable), session_lock(tmp_path / "locks", "a"):
            pass
        owner.rmdir()
        with session_lock(tmp_path / "locks", "a"):
            assert owner.read_text() == str(os.getpid())

    def test_it_is_let_go_of_whatever_happens_under_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """By its own doing, and not because nobody knows of it any more."""
        made, make = [], filelock.FileLock
        monkeypatch.setattr(filelock, "FileLock", lambda *given, **more: made.append(make(*given, **more)) or made[-1])
        with pytest.raises(RuntimeError), session_lock(tmp_path / "locks", "a"):
            raise RuntimeError
        assert [lock.is_locked for lock in made] == [False]

    @pytest.mark.parametrize("in_the_way", ["locks", "locks/a.lock"])
    def test_a_folder_that_takes_no_locks(self, tmp_path: Path, in_the_way: str) -> None:
        home = tmp_path / "home"
        place = home / in_the_way
        place.parent.mkdir(parents=True)
        if in_the_way == "locks":
            place.write_bytes(b"a file")
        else:
            place.mkdir()
        with pytest.raises(Unusable, match="a folder to keep sessions in is needed"), session_lock(home / "locks", "a"):
            pass
