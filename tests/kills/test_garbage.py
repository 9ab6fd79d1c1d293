"""`kill -9` while space is freed, and freeing it beside a process that works: what sessions need is never touched."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from .harness import Ledger, Life, Moments, Nursery, live_on, tally, whole
from .workers import open_editor, photo

WORDS = ("make it a bit brighter", "make the ball blue", "pixelate the cat", "undo", "remove the ball", "redo")
BESIDE = 1.0
"""Seconds of grace while another process works: its turns take less."""


def begun(home: Path, ledger: Ledger) -> str:
    """A session with turns, some of them undone, and a branch."""
    with open_editor(home) as editor:
        session = editor.new_session(photo())
        for words in WORDS[:4]:
            turn = session.say(words, approval="never")
            ledger.add(turn.number, words, turn.image.id)
        session.branch("other", at=1)
        return session.id


@pytest.mark.parametrize(("seed", "kills"), [(1, 4), pytest.param(2, 50, marks=pytest.mark.slow)])
def test_a_killed_collection_loses_nothing(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, ledger = desk / "home", Ledger()
    session, number = begun(home, ledger), iter(range(10**6))

    def life(**moment: float) -> Life:
        return nursery.run("collects", home=str(home), numbers=[next(number) for _ in range(3)], **moment)

    natural = life()
    assert all(fact["freed"] >= 4 for fact in natural.facts("freed"))
    moments, killed = Moments(seed, natural), 0
    while killed < kills:
        killed += life(**moments.next()).killed
        with open_editor(home) as editor:
            assert whole(editor) == []
            ledger.check(editor.session(session))
    with open_editor(home) as editor:
        editor._services.store.collect(grace=-10)
        assert whole(editor) == []
        talk = editor.session(session)
        ledger.check(talk)
        talk.switch("main")
        live_on(talk, ledger)
    tally("freeing space", killed, f"{len(ledger.shown)} acknowledged turns")


def test_space_is_freed_beside_a_process_that_works(nursery: Nursery, desk: Path) -> None:
    home, ledger, over = desk / "home", Ledger(), threading.Event()
    with open_editor(home) as editor:
        session = editor.new_session(photo()).id

        def free() -> None:
            store = editor._services.store
            while not over.is_set():
                store.blobs.put(photo(len(list(store.blobs.files()))))
                store.collect(grace=BESIDE)

        collecting = threading.Thread(target=free)
        collecting.start()
        try:
            ledger.note(nursery.run("turns", home=str(home), session=session, texts=list(WORDS)))
        finally:
            over.set()
            collecting.join()
        assert len(ledger.shown) == len(WORDS)
        assert whole(editor) == []
        ledger.check(editor.session(session))


@pytest.mark.parametrize(("seed", "kills"), [(1, 3), pytest.param(2, 30, marks=pytest.mark.slow)])
def test_an_archive_is_there_whole_or_not_at_all(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, ledger = desk / "home", Ledger()
    session = begun(home, ledger)
    files = [desk / f"{number}.scenewright" for number in range(3)]

    def life(**moment: float) -> Life:
        for file in files:
            file.unlink(missing_ok=True)
        return nursery.run("archives", home=str(home), session=session, files=list(map(str, files)), **moment)

    moments, killed = Moments(seed, life()), 0
    while killed < kills:
        lived = life(**moments.next())
        killed += lived.killed
        there = [file for file in files if file.exists()]
        assert {fact["file"] for fact in lived.facts("file")} <= set(map(str, there))
        with open_editor(desk / "elsewhere") as editor:
            for file in there:
                ledger.check(editor.import_session(file))
    tally("exporting sessions", killed, "archives")
