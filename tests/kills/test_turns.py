"""`kill -9` in the middle of turns: what was acknowledged is there, the store is whole, the session goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage import data, transform

from scenewright.scene.image import Pixels

from .harness import Ledger, Life, Moments, Nursery, flights, litter, live_on, tally, whole
from .workers import open_editor, photo

SENTENCES = (
    "make it a bit brighter",
    "make the ball blue",
    "make the dog darker",
    "pixelate the cat",
    "remove the ball",
    "move the cat 10 pixels down",
    "blur the background",
    "turn it by 90 degrees",
    "make it black and white and hide the dog",
    "undo",
    "redo",
    "start over",
)
ON_THE_CUP = ("make the cup blue", "remove the cup", "make it a bit brighter", "blur the background", "undo")


SWEPT = [pytest.param(seed, 20, marks=pytest.mark.slow) for seed in range(2, 7)]


def said(choose: np.random.Generator, sentences: tuple[str, ...], count: int = 4) -> list[str]:
    return [str(choose.choice(sentences)) for _ in range(count)]


@pytest.mark.parametrize(("seed", "kills"), [(1, 5), *SWEPT])
def test_acknowledged_turns_survive(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, choose, ledger = desk / "home", np.random.default_rng(seed), Ledger()
    with open_editor(home) as editor:
        session = editor.new_session(photo(seed)).id

    def life(**moment: float) -> Life:
        lived = nursery.run("turns", home=str(home), session=session, texts=said(choose, SENTENCES), **moment)
        ledger.note(lived)
        return lived

    moments, killed = Moments(seed, life()), 0
    while killed < kills:
        killed += life(**moments.next()).killed
        go_on(home, session, ledger)
    with open_editor(home) as editor:
        ledger.check(editor.session(session))
    tally("turns, scripted tools", killed, f"{len(ledger.shown)} acknowledged turns")


@pytest.mark.models
@pytest.mark.parametrize(("seed", "kills"), [(1, 1), pytest.param(2, 12, marks=pytest.mark.slow)])
@pytest.mark.usefixtures("weights")
def test_acknowledged_turns_of_the_real_tools_survive(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, choose, ledger = desk / "home", np.random.default_rng(seed), Ledger()
    with open_editor(home, real=True) as editor:
        session = editor.new_session(cup()).id

    def life(**moment: float) -> Life:
        words = said(choose, ON_THE_CUP, 2)
        lived = nursery.run("turns", home=str(home), session=session, texts=words, real=True, **moment)
        ledger.note(lived)
        return lived

    moments, killed = Moments(seed, life()), 0
    while killed < kills:
        killed += life(**moments.next()).killed
        go_on(home, session, ledger, real=True)
    tally("turns, embedded toolset", killed, f"{len(ledger.shown)} acknowledged turns")


def go_on(home: Path, session: str, ledger: Ledger, real: bool = False) -> None:
    """As a fresh process finds it: all there, all whole, ready for the next turn, and nothing left over."""
    with open_editor(home, real) as editor:
        talk = editor.session(session)
        ledger.check(talk, latest=6)
        assert whole(editor) == []
        live_on(talk, ledger)
        assert whole(editor) == []
    assert len(litter(home)) <= 1  # the next thing that is stored clears it away
    assert flights(home) == 0


def cup() -> Pixels:
    """scikit-image's cup of coffee, 300×200."""
    small = transform.resize(data.coffee(), (200, 300), anti_aliasing=True)
    return np.rint(255 * small).astype(np.uint8)


def test_a_question_outlives_the_process_that_asked(nursery: Nursery, desk: Path) -> None:
    home = desk / "home"
    with open_editor(home) as editor:
        session = editor.new_session(photo()).id
    words = ["make the ball blue", "make the animal darker"]
    life = nursery.kill_holding("turns", home=str(home), session=session, texts=words, hold=True)
    assert [fact["status"] for fact in life.facts("turn")] == ["done", "ask"]
    with open_editor(home) as editor:
        talk = editor.session(session)
        assert talk.pending is not None
        assert talk.answer("the dog").status == "done"
