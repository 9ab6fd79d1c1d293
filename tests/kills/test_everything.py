"""`kill -9` at any moment of a life of turns, of freeing space and of exports: nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from .harness import Ledger, Life, Moments, Nursery, flights, litter, live_on, tally, whole
from .test_turns import SENTENCES
from .workers import open_editor, photo

LIVES = 20
"""Kills after which a session is fresh again: checking all that was ever told takes longer and longer."""


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 2), *(pytest.param(seed, LIVES, marks=pytest.mark.slow) for seed in range(2, 12))]
)
def test_turns_freeing_and_exports(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, choose, ledger = desk / "home", np.random.default_rng(seed), Ledger()
    with open_editor(home) as editor:
        session = editor.new_session(photo(seed)).id
    file = desk / "talk.scenewright"

    def life(**moment: float) -> Life:
        file.unlink(missing_ok=True)
        steps = [["say", str(choose.choice(SENTENCES))] for _ in range(3)]
        steps += [["collect", str(int(choose.integers(10**6)))] for _ in range(2)] + [["export", str(file)]] * 2
        order = [steps[place] for place in choose.permutation(len(steps))]
        lived = nursery.run("everything", home=str(home), session=session, steps=order, **moment)
        ledger.note(lived)
        return lived

    moments, killed, files = Moments(seed, life()), 0, 0
    while killed < kills:
        lived = life(**moments.next())
        killed += lived.killed
        assert file.exists() or not lived.facts("file")
        files += file.exists() and opens(file, desk / "elsewhere", told_before(ledger, lived))
        go_on(home, session, ledger)
    with open_editor(home) as editor:
        ledger.check(editor.session(session))
    tally("turns, freeing space and exports together", killed, f"{len(ledger.shown)} turns and {files} archives")


def told_before(ledger: Ledger, lived: Life) -> Ledger:
    """What was acknowledged before the last export was."""
    names = [next(iter(fact.keys() & {"turn", "file"}), "") for fact in lived.told]
    last = max((place for place, name in enumerate(names) if name == "file"), default=-1)
    later = {fact["turn"] for fact in lived.told[last + 1 :] if "turn" in fact}
    before = Ledger()
    before.shown = {number: seen for number, seen in ledger.shown.items() if number not in later}
    return before


def opens(file: Path, home: Path, told: Ledger) -> bool:
    """An archive that is there opens where nothing was, with all that was acknowledged before it."""
    with open_editor(home) as editor:
        told.check(editor.import_session(file), latest=4)
        assert whole(editor) == []
        for info in editor.sessions():
            editor.delete(info.id)
    return True


def go_on(home: Path, session: str, ledger: Ledger) -> None:
    with open_editor(home) as editor:
        talk = editor.session(session)
        ledger.check(talk, latest=6)
        assert whole(editor) == []
        live_on(talk, ledger)
    assert len(litter(home)) <= 1  # the next thing that is stored clears it away
    assert flights(home) == 0
