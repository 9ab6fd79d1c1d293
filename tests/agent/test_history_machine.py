"""Whatever is done to a history, in whatever order: the picture is the photo with what stands painted on it.

Every action paints a rectangle, so that what should be is six lines of numpy. A share of the runs is made in every test
run; ten thousand steps are in the sweep.
"""

from __future__ import annotations

import copy
import functools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, ClassVar

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

from scenewright.agent.editor import Editor, Event, Session
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.tools.backends import scripted
from scenewright.tools.toolbox import Toolbox

from .histories import LONG, Back, Deed, Line, Model, Paint, Standing, carried_out

PHOTO = np.random.default_rng(5).integers(0, 255, (24, 32, 3), np.uint8)
PLACES = (Box(2, 2, 14, 12), Box(8, 6, 24, 18), Box(0, 10, 10, 24), Box(16, 0, 32, 10), Box(12, 8, 20, 22))
PICK = st.integers(0, 10**6)


class Killed(BaseException):
    """What ends a turn in the middle: nothing in the program catches it."""


def open_editor(home: Path) -> Editor:
    parts = {"detector": scripted.ScriptedDetector([]), "segmenter": scripted.ScriptedSegmenter()}
    return Editor.open(Settings(), toolbox=Toolbox.of(**parts), home=home)


def step(**drawn: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule that is counted."""

    def counted(act: Callable[..., None]) -> Any:
        @functools.wraps(act)
        def take(self: History, *given: Any, **named: Any) -> None:
            self.taken[act.__name__] += 1
            act(self, *given, **named)

        return rule(**drawn)(take)

    return counted


class History(RuleBasedStateMachine):
    """The session on one side, and on the other a list of rectangles for each branch."""

    taken: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.desk = Path(tempfile.mkdtemp())
        self.editors = [open_editor(self.desk / "home")]
        self.session: Session = self.editors[-1].new_session(PHOTO)
        self.model = Model()
        self.archives: list[tuple[Path, Model]] = []

    @property
    def paints(self) -> dict[Deed, Paint | Back]:
        return self.model.paints

    @property
    def after(self) -> dict[int, Standing]:
        return self.model.after

    @property
    def lines(self) -> dict[str, Line]:
        return self.model.lines

    @property
    def current(self) -> str:
        return self.model.current

    @property
    def line(self) -> Line:
        return self.lines[self.current]

    def landed(self, turn: Any, expected: int = 0) -> None:
        assert turn.exit == expected, turn.reply
        self.after[turn.number] = self.line.now

    def moved(self, turn: Any, wanted: Sequence[Deed], kept: int = LONG) -> None:
        self.move(turn.number, wanted, kept)
        self.landed(turn)

    def move(self, number: int, wanted: Sequence[Deed], kept: int = LONG) -> None:
        standing = carried_out(self.line.now, wanted, number, kept)
        if standing != self.line.now:
            self.line.take(standing)
        self.after[number] = self.line.now

    def paint(self, place: Box, more: int = 0) -> Paint:
        count = len(self.paints) + more
        return Paint(place, (count * 67 % 256, count * 29 % 256, count * 113 % 256))

    @step(place=st.sampled_from(PLACES))
    def edit(self, place: Box) -> None:
        self.paint_on(place)

    def paint_on(self, place: Box) -> None:
        self.paint_at_once([place])

    def paint_at_once(self, places: Sequence[Box]) -> None:
        paints = [self.paint(place, more) for more, place in enumerate(places)]
        turn = self.session.apply({"status": "ready", "ops": [paint.plan for paint in paints]})
        deeds = [(turn.number, place) for place in range(len(paints))]
        self.paints.update(zip(deeds, paints, strict=True))
        self.moved(turn, (*self.line.deeds, *deeds))

    @step(place=st.sampled_from(PLACES))
    def restore(self, place: Box) -> None:
        """The photo comes back at a place; where it is as it came, there is nothing to bring back."""
        back = Back(place, PHOTO)
        differs = bool((self.session.pixels[place.slices] != PHOTO[place.slices]).any())
        turn = self.session.apply({"status": "ready", "ops": [back.plan]})
        if not differs:
            return self.landed(turn, 1)
        self.paints[turn.number, 0] = back
        return self.moved(turn, (*self.line.deeds, (turn.number, 0)))

    @step(place=st.sampled_from(PLACES), back=st.sampled_from(PLACES))
    def edit_and_restore_at_once(self, place: Box, back: Box) -> None:
        """Two actions of one turn: the second sees what the first left."""
        paint, after = self.paint(place), Back(back, PHOTO)
        picture = self.session.pixels.copy()
        paint.lay(picture)
        if (picture[back.slices] == PHOTO[back.slices]).all():
            return
        turn = self.session.apply({"status": "ready", "ops": [paint.plan, after.plan]})
        self.paints.update({(turn.number, 0): paint, (turn.number, 1): after})
        self.moved(turn, (*self.line.deeds, (turn.number, 0), (turn.number, 1)))

    @step(places=st.lists(st.sampled_from(PLACES), min_size=2, max_size=3))
    def edit_with_several_actions(self, places: list[Box]) -> None:
        self.paint_at_once(places)

    @step(places=st.lists(st.sampled_from(PLACES), min_size=2, max_size=4))
    def edit_several(self, places: list[Box]) -> None:
        for place in places:
            self.paint_on(place)

    @precondition(lambda self: len(self.line.done) > 1)
    @step(pick=PICK)
    def undo(self, pick: int) -> None:
        count = 1 + pick % (len(self.line.done) - 1)
        turn = self.session.undo(count)
        self.line.undo(count)
        self.landed(turn)

    @precondition(lambda self: self.line.undone)
    @step(pick=PICK)
    def redo(self, pick: int) -> None:
        count = 1 + pick % len(self.line.undone)
        turn = self.session.redo(count)
        self.line.redo(count)
        self.landed(turn)

    @step()
    def move_too_far(self) -> None:
        self.landed(self.session.undo(len(self.line.done)), 1)
        self.landed(self.session.redo(len(self.line.undone) + 1), 1)

    @precondition(lambda self: self.line.now)
    @step(pick=PICK)
    def drop(self, pick: int) -> None:
        gone = self.line.turns[pick % len(self.line.turns)]
        self.moved(self.session.drop(gone), [deed for deed in self.line.deeds if deed[0] != gone])

    @precondition(lambda self: self.line.now)
    @step(pick=PICK)
    def drop_an_action(self, pick: int) -> None:
        gone = self.line.deeds[pick % len(self.line.now)]
        turn, number = self.line.named(gone)
        self.moved(self.session.drop(turn, actions=[number]), [deed for deed in self.line.deeds if deed != gone])

    @precondition(lambda self: len(self.line.turns) > 1)
    @step(order=st.randoms(use_true_random=False))
    def reorder(self, order: Any) -> None:
        wanted = list(self.line.turns)
        order.shuffle(wanted)
        self.moved(self.session.reorder(*wanted), [deed for turn in wanted for deed in self.line.of(turn)])

    @precondition(lambda self: len(self.line.now) > 1)
    @step(order=st.randoms(use_true_random=False))
    def reorder_actions(self, order: Any) -> None:
        places = sorted(order.sample(range(len(self.line.now)), order.randint(2, len(self.line.now))))
        wanted, named = list(self.line.deeds), [self.line.deeds[place] for place in places]
        order.shuffle(named)
        for place, deed in zip(places, named, strict=True):
            wanted[place] = deed
        turns, actions = zip(*map(self.line.named, named), strict=True)
        self.moved(self.session.reorder(*turns, actions=actions), wanted)

    @precondition(lambda self: self.line.now)
    @step(pick=PICK)
    def rerun(self, pick: int) -> None:
        turn = self.line.turns[pick % len(self.line.turns)]
        first = self.line.deeds.index(self.line.of(turn)[0])
        self.moved(self.session.rerun(turn), self.line.deeds, kept=first)

    @precondition(lambda self: self.line.now)
    @step(pick=PICK)
    def rerun_an_action(self, pick: int) -> None:
        place = pick % len(self.line.now)
        turn, number = self.line.named(self.line.deeds[place])
        self.moved(self.session.rerun(turn, actions=[number]), self.line.deeds, kept=place)

    @precondition(lambda self: self.line.now)
    @step(pick=PICK, place=st.sampled_from(PLACES))
    def correct(self, pick: int, place: Box) -> None:
        wrong, paint = self.line.turns[pick % len(self.line.turns)], self.paint(place)
        turn = self.session.apply({"status": "ready", "ops": [paint.plan], "replaces": wrong})
        self.paints[turn.number, 0] = paint
        first, *rest = self.line.of(wrong)
        wanted = [(turn.number, 0) if deed == first else deed for deed in self.line.deeds if deed not in rest]
        self.moved(turn, wanted)

    @step()
    def reset(self) -> None:
        self.moved(self.session.reset(), ())

    @precondition(lambda self: len(self.lines) < 4)
    @step(pick=PICK)
    def branch(self, pick: int) -> None:
        name, turn = f"branch {len(self.lines)}", sorted(self.after)[pick % len(self.after)]
        self.session.branch(name, at=turn)
        self.lines[name] = self.line_up_to(self.after[turn])
        self.model.current = name

    def line_up_to(self, standing: Standing) -> Line:
        """The steps of the branch worked on up to this state; otherwise two, from the photo."""
        done = self.line.done
        if standing == ():
            return Line([()], [])
        return Line(done[: done.index(standing) + 1] if standing in done else [(), standing], [])

    @step(pick=PICK)
    def switch(self, pick: int) -> None:
        self.model.current = list(self.lines)[pick % len(self.lines)]
        self.session.switch(self.current)

    def missing(self, name: str) -> tuple[Deed, ...]:
        return tuple(deed for deed in self.lines[name].deeds if deed not in self.line.deeds)

    @precondition(lambda self: any(map(self.missing, self.lines)))
    @step(pick=PICK, all_of_it=st.booleans())
    def take_over(self, pick: int, all_of_it: bool) -> None:
        name = next(name for name in self.lines if self.missing(name))
        missing = self.missing(name)
        wanted = () if all_of_it else (missing[pick % len(missing)][0],)
        turn = self.session.take(*wanted, branch=name)
        self.moved(turn, (*self.line.deeds, *(deed for deed in missing if all_of_it or deed[0] in wanted)))

    @precondition(lambda self: any(map(self.missing, self.lines)))
    @step(pick=PICK)
    def take_an_action_over(self, pick: int) -> None:
        name = next(name for name in self.lines if self.missing(name))
        deed = self.missing(name)[pick % len(self.missing(name))]
        turn, number = self.lines[name].named(deed)
        self.moved(self.session.take(turn, branch=name, actions=[number]), (*self.line.deeds, deed))

    @step()
    def take_over_nothing(self) -> None:
        self.landed(self.session.take(branch=self.current), 1)

    @step()
    def export(self) -> None:
        file = self.desk / f"{len(self.archives)}.scenewright"
        self.session.export(file)
        self.archives.append((file, copy.deepcopy(self.model)))

    @precondition(lambda self: self.archives)
    @step(pick=PICK, elsewhere=st.booleans())
    def import_(self, pick: int, elsewhere: bool) -> None:
        """Go on from an archive, here or where nothing of it was ever seen; what is there is what went out."""
        file, model = self.archives[pick % len(self.archives)]
        if elsewhere:
            self.editors.append(open_editor(self.desk / f"home {len(self.editors)}"))
        self.session = self.editors[-1].import_session(file)
        self.model = copy.deepcopy(model)
        self.session.export(again := self.desk / "again.scenewright")
        assert again.read_bytes() == file.read_bytes()

    @step()
    def crash(self) -> None:
        """Opened again beside what was never closed."""
        self.open_again()

    def open_again(self) -> None:
        self.editors.append(open_editor(self.editors[-1].home))
        self.session = self.editors[-1].session(self.session.id)

    @step(place=st.sampled_from(PLACES), moment=st.integers(0, 4))
    def crash_in_an_edit(self, place: Box, moment: int) -> None:
        paint, number = self.paint(place), max(self.after) + 1
        if self.died({"status": "ready", "ops": [paint.plan]}, moment):
            self.paints[number, 0] = paint
            self.move(number, (*self.line.deeds, (number, 0)))

    @precondition(lambda self: len(self.line.turns) > 1)
    @step(pick=PICK, moment=st.integers(0, 4))
    def crash_in_a_drop(self, pick: int, moment: int) -> None:
        gone, number = self.line.turns[pick % len(self.line.turns)], max(self.after) + 1
        if self.died({"status": "command", "command": {"name": "drop", "turns": [gone]}}, moment):
            self.move(number, [deed for deed in self.line.deeds if deed[0] != gone])

    def died(self, plan: dict[str, Any], moment: int) -> bool:
        """Take a turn that ends at an event, and open the session again; whether it got as far as its reply."""
        kinds: list[str] = []

        def die(event: Event) -> None:
            kinds.append(event.kind)
            if len(kinds) > moment:
                raise Killed

        with suppress(Killed):
            self.session.apply(plan, approval="never", on_event=die)
        self.open_again()
        return kinds[-1] == "reply"

    @step()
    def collect(self) -> None:
        self.session._store.collect(grace=-10)
        assert self.session._store.verify(self.session.id) == []

    @invariant()
    def the_picture_is_the_photo_with_what_stands(self) -> None:
        expected = PHOTO.copy()
        for deed in self.line.deeds:
            self.paints[deed].lay(expected)
        assert np.array_equal(self.session.pixels, expected)
        assert len(self.session._store.line(self.session.id).undone) == len(self.line.undone)
        assert [(one.name, one.current) for one in self.session.branches] == [
            (name, name == self.current) for name in self.lines
        ]

    def teardown(self) -> None:
        for editor in getattr(self, "editors", []):
            editor.close()
        shutil.rmtree(getattr(self, "desk", ""), ignore_errors=True)


CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
KINDS = {"edit", "undo", "redo", "drop", "reorder", "rerun", "branch", "take_over", "export", "import_", "crash"}
KINDS |= {
    "restore",
    "edit_and_restore_at_once",
    "drop_an_action",
    "reorder_actions",
    "rerun_an_action",
    "take_an_action_over",
}


def histories(**how: Any) -> Counter[str]:
    """How often each kind of step was taken; the first that goes astray raises."""

    class Counted(History):
        taken: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(Counted, settings=settings(deadline=None, suppress_health_check=CHECKS, **how))
    return Counted.taken


def test_one_of_each_kind() -> None:
    """By hand, so that none is left to chance."""

    class Counted(History):
        taken: ClassVar[Counter[str]] = Counter()

    it = Counted()
    it.begin()
    steps: list[Callable[[], None]] = [
        *(functools.partial(it.edit, place) for place in PLACES[:3]),
        lambda: it.drop(1),
        lambda: it.reorder(Random(3)),
        lambda: it.undo(0),
        it.export,
        lambda: it.redo(0),
        lambda: it.branch(2),
        lambda: it.edit(PLACES[3]),
        lambda: it.take_over(0, True),
        lambda: it.restore(PLACES[1]),
        lambda: it.edit_and_restore_at_once(PLACES[0], PLACES[4]),
        lambda: it.restore(PLACES[4]),
        it.crash,
        lambda: it.edit_with_several_actions(list(PLACES[1:4])),
        lambda: it.reorder_actions(Random(1)),
        lambda: it.rerun_an_action(3),
        lambda: it.drop_an_action(4),
        lambda: it.rerun(0),
        lambda: it.switch(0),
        lambda: it.take_an_action_over(1),
        lambda: it.take_over(0, False),
        lambda: it.crash_in_a_drop(0, 2),
        lambda: it.import_(0, True),
        lambda: it.redo(0),
    ]
    try:
        for take in steps:
            take()
            it.the_picture_is_the_photo_with_what_stands()
    finally:
        it.teardown()
    assert set(it.taken) >= KINDS


def test_histories_of_any_kind() -> None:
    histories(max_examples=10, stateful_step_count=20, derandomize=True)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_steps() -> None:
    taken = histories(max_examples=290, stateful_step_count=50)
    print(f"\n{sum(taken.values())} steps: {', '.join(f'{kind} {count}' for kind, count in taken.most_common())}")
    assert sum(taken.values()) >= 10_000
    assert set(taken) >= KINDS
