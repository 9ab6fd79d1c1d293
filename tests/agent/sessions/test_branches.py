"""Names of versions: what is none is refused in words, and a wish becomes one that is free."""

from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.errors import BadInput, SessionNotFound
from scenewright.agent.sessions.branches import LONGEST_NAME, branch_name
from scenewright.agent.sessions.store import Store
from scenewright.agent.sessions.values import Line


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def session(store: Store) -> str:
    return store.create(store.blobs.put(np.zeros((4, 6, 3), np.uint8))).id


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "1 to 80"),
        (" \t\n", "1 to 80"),
        ("x" * (LONGEST_NAME + 1), "1 to 80"),
        ("two\0", "1 to 80"),
        ("half \udcff", "1 to 80"),
        ("\x1b[2J", "1 to 80"),
        ("7", "a number names a turn"),
        ("٧", "a number names a turn"),
        ("Main", "there is a branch 'Main' already"),
        (" MAIN ", "there is a branch 'MAIN' already"),
    ],
    ids=ascii,
)
def test_what_is_no_name_or_is_taken(store, session, name, why):
    with pytest.raises(BadInput, match=why):
        store.branches.create(session, name, Line())
    assert store.branches.names(session) == ("main",)


def test_a_name_is_kept_with_single_spaces_and_may_be_as_long_as_it_says(store, session):
    assert store.branches.create(session, "  more \n blue ", Line()) == "more blue"
    assert branch_name("x" * LONGEST_NAME) == "x" * LONGEST_NAME
    assert store.branches.names(session) == ("main", "more blue")


def test_a_long_name_is_quoted_shortly():
    with pytest.raises(BadInput) as refused:
        branch_name("x" * 10_000)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("bluer", "bluer"),
        ("main", "main 2"),
        ("MAIN", "MAIN 2"),
        ("taken", "taken 2"),
        ("TAKEN", "TAKEN 2"),
        ("two\nlines\x1b\0", "two lines"),
        ("half \udcff", "half"),
        ("", "version"),
        ("\0", "version"),
        ("12", "version 12"),
        ("x" * 500, "x" * 75),
    ],
    ids=ascii,
)
def test_a_wish_becomes_a_name_that_is_free(store, session, wish, name):
    store.branches.create(session, "Taken", Line())
    assert store.branches.free(session, wish) == name
    assert store.branches.check_new(session, name) == name


@pytest.mark.parametrize("name", ["other", "\udcff", "two\nlines", ""], ids=ascii)
def test_what_is_no_version_is_none_by_every_door(store, session, name):
    for door in (store.branches.line, store.branches.switch, store.branches.delete):
        with pytest.raises(BadInput, match=r"there is no branch .*; there are: main"):
            door(session, name)


def test_the_version_worked_on_is_not_deleted(store, session):
    store.branches.create(session, "other", Line())
    with pytest.raises(BadInput, match="'other' is the branch worked on"):
        store.branches.delete(session, "other")
    store.branches.switch(session, "main")
    store.branches.delete(session, "other")
    assert store.branches.names(session) == ("main",)


def test_of_a_session_that_is_not_there_nothing_is_kept(store):
    assert store.branches.current("nope") == "main"
    assert store.branches.line("nope") == Line()
    with pytest.raises(SessionNotFound):
        store.history("nope")
