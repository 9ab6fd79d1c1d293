"""Whatever is done to a history, in whatever order: the picture is the photo with the turns that stand painted on it.

The turns paint rectangles, so that what should be is six lines of numpy. A share of the runs is made in every test run;
ten thousand steps are in the sweep.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from scenewright.agent.editor import Editor, Session
from scenewright.agent.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends import scripted
from scenewright.tools.toolbox import Toolbox

PHOTO = np.random.default_rng(5).integers(0, 255, (24, 32, 3), np.uint8)
PLACES = (Box(2, 2, 14, 12), Box(8, 6, 24, 18), Box(0, 10, 10, 24), Box(16, 0, 32, 10), Box(12, 8, 20, 22))
REACH = 2
"""Pixels by which hiding reaches beyond what it hides."""
PICK = st.integers(0, 10**6)
Standing = tuple[int, ...]
"""Numbers of the turns that stand, in order."""


class Line:
    """What undo and redo go over on one branch."""

    def __init__(self, done: list[Standing], undone: list[Standing]) -> None:
        self.done, self.undone = done, undone

    @property
    def now(self) -> Standing:
        return self.done[-1]

    def take(self, standing: Standing) -> None:
        self.done.append(standing)
        self.undone.clear()

    def undo(self, count: int) -> None:
        for _ in range(count):
            self.undone.append(self.done.pop())

    def redo(self, count: int) -> None:
        for _ in range(count):
            self.done.append(self.undone.pop())


class Paint(NamedTuple):
    """A rectangle in a colour of its own: one that is painted over itself would be reported as not done."""

    box: Box
    color: tuple[int, int, int]

    @property
    def plan(self) -> dict[str, Any]:
        region = {"region": self.box.as_list()}
        return {"op": "obscure", "targets": [region], "method": "fill", "color": "#" + bytes(self.color).hex()}

    def lay(self, picture: Pixels) -> None:
        picture[Mask.from_box(self.box, 32, 24).grow(REACH).array] = self.color


def open_editor(home: Path) -> Editor:
    parts = {"detector": scripted.ScriptedDetector([]), "segmenter": scripted.ScriptedSegmenter()}
    return Editor.open(Settings(), toolbox=Toolbox.of(**parts), home=home)


class History(RuleBasedStateMachine):
    """The session on one side, and on the other a list of rectangles for each branch."""

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.editors = [open_editor(self.home)]
        self.session: Session = self.editors[-1].new_session(PHOTO)
        self.paints: dict[int, Paint] = {}
        self.after: dict[int, Standing] = {0: ()}
        self.lines = {"main": Line([()], [])}
        self.current = "main"

    @property
    def line(self) -> Line:
        return self.lines[self.current]

    def landed(self, turn: Any, expected: int = 0) -> None:
        assert turn.exit == expected, turn.reply
        self.after[turn.number] = self.line.now

    def moved(self, turn: Any, standing: Standing) -> None:
        if standing != self.line.now:
            self.line.take(standing)
        self.landed(turn)

    def paint(self, place: Box) -> Paint:
        count = len(self.paints)
        return Paint(place, (count * 67 % 256, count * 29 % 256, count * 113 % 256))

    @rule(place=st.sampled_from(PLACES))
    def edit(self, place: Box) -> None:
        paint = self.paint(place)
        turn = self.session.apply({"status": "ready", "ops": [paint.plan]})
        self.paints[turn.number] = paint
        self.moved(turn, (*self.line.now, turn.number))

    @rule(places=st.lists(st.sampled_from(PLACES), min_size=2, max_size=4))
    def edit_several(self, places: list[Box]) -> None:
        for place in places:
            self.edit(place)

    @precondition(lambda self: len(self.line.done) > 1)
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        count = 1 + pick % (len(self.line.done) - 1)
        turn = self.session.undo(count)
        self.line.undo(count)
        self.landed(turn)

    @precondition(lambda self: self.line.undone)
    @rule(pick=PICK)
    def redo(self, pick: int) -> None:
        count = 1 + pick % len(self.line.undone)
        turn = self.session.redo(count)
        self.line.redo(count)
        self.landed(turn)

    @rule()
    def move_too_far(self) -> None:
        self.landed(self.session.undo(len(self.line.done)), 1)
        self.landed(self.session.redo(len(self.line.undone) + 1), 1)

    @precondition(lambda self: self.line.now)
    @rule(pick=PICK)
    def drop(self, pick: int) -> None:
        gone = self.line.now[pick % len(self.line.now)]
        self.moved(self.session.drop(gone), tuple(number for number in self.line.now if number != gone))

    @precondition(lambda self: len(self.line.now) > 1)
    @rule(order=st.randoms(use_true_random=False))
    def reorder(self, order: Any) -> None:
        wanted = list(self.line.now)
        order.shuffle(wanted)
        self.moved(self.session.reorder(*wanted), tuple(wanted))

    @precondition(lambda self: self.line.now)
    @rule(pick=PICK)
    def rerun(self, pick: int) -> None:
        turn = self.session.rerun(self.line.now[pick % len(self.line.now)])
        self.line.take(self.line.now)  # the same picture by another seed: a step of its own
        self.landed(turn)

    @precondition(lambda self: self.line.now)
    @rule(pick=PICK, place=st.sampled_from(PLACES))
    def correct(self, pick: int, place: Box) -> None:
        index, paint = pick % len(self.line.now), self.paint(place)
        turn = self.session.apply({"status": "ready", "ops": [paint.plan], "replaces": self.line.now[index]})
        self.paints[turn.number] = paint
        self.moved(turn, (*self.line.now[:index], turn.number, *self.line.now[index + 1 :]))

    @rule()
    def reset(self) -> None:
        self.moved(self.session.reset(), ())

    @precondition(lambda self: len(self.lines) < 4)
    @rule(pick=PICK)
    def branch(self, pick: int) -> None:
        name, turn = f"branch {len(self.lines)}", sorted(self.after)[pick % len(self.after)]
        self.session.branch(name, at=turn)
        self.lines[name] = self.line_up_to(self.after[turn])
        self.current = name

    def line_up_to(self, standing: Standing) -> Line:
        """The steps of the branch worked on up to this state; otherwise two, from the photo."""
        done = self.line.done
        if standing == ():
            return Line([()], [])
        return Line(done[: done.index(standing) + 1] if standing in done else [(), standing], [])

    @rule(pick=PICK)
    def switch(self, pick: int) -> None:
        self.current = list(self.lines)[pick % len(self.lines)]
        self.session.switch(self.current)

    def missing(self, name: str) -> Standing:
        return tuple(number for number in self.lines[name].now if number not in self.line.now)

    @precondition(lambda self: any(map(self.missing, self.lines)))
    @rule(pick=PICK, all_of_it=st.booleans())
    def take_over(self, pick: int, all_of_it: bool) -> None:
        name = next(name for name in self.lines if self.missing(name))
        missing = self.missing(name)
        wanted = () if all_of_it else (missing[pick % len(missing)],)
        turn = self.session.take(*wanted, branch=name)
        self.line.take((*self.line.now, *(wanted or missing)))
        self.landed(turn)

    @rule()
    def take_over_nothing(self) -> None:
        self.landed(self.session.take(branch=self.current), 1)

    @rule()
    def crash(self) -> None:
        """Opened again beside what was never closed."""
        self.editors.append(open_editor(self.home))
        self.session = self.editors[-1].session(self.session.id)

    @rule()
    def collect(self) -> None:
        self.session._store.collect(grace=-10)
        assert self.session._store.verify(self.session.id) == []

    @invariant()
    def the_picture_is_the_photo_with_what_stands(self) -> None:
        expected = PHOTO.copy()
        for number in self.line.now:
            self.paints[number].lay(expected)
        assert np.array_equal(self.session.pixels, expected)
        assert len(self.session._store.line(self.session.id).undone) == len(self.line.undone)
        assert [(one.name, one.current) for one in self.session.branches] == [
            (name, name == self.current) for name in self.lines
        ]

    def teardown(self) -> None:
        for editor in getattr(self, "editors", []):
            editor.close()
        shutil.rmtree(getattr(self, "home", ""), ignore_errors=True)


CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_histories_of_any_kind() -> None:
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=CHECKS
        ),
    )


@pytest.mark.slow
def test_ten_thousand_steps() -> None:
    run_state_machine_as_test(
        History,
        settings=settings(max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=CHECKS),
    )
