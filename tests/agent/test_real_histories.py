"""Histories rearranged, with the real small models: the picture is what the ops that stand make of the photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from skimage import data, transform

from scenewright.agent.actions import evaluate
from scenewright.agent.editor import Editor, Session
from scenewright.agent.setup.settings import Settings
from scenewright.agent.turn.evaluation import laid
from scenewright.scene.image import Pixels
from scenewright.scene.records import EditRecord

pytestmark = pytest.mark.models

ON_THE_CAT = (
    {"op": "adjust", "targets": [{"everything": True}], "saturation": -0.5, "brightness": 0.2},
    {"op": "remove", "targets": [{"region": [30, 16, 56, 44]}]},
    {"op": "obscure", "targets": [{"region": [40, 30, 80, 60]}], "method": "blur"},
)
ON_THE_CUP = (
    {"op": "recolor", "targets": [{"object": "cup-1"}], "color": "#2060c0"},
    {"op": "move", "target": {"region": [6, 6, 40, 30]}, "to": {"offset": [150, 60]}},
    {"op": "adjust", "targets": [{"object": "cup-1"}], "brightness": 0.3},
)
ON_THE_LEFT = (
    {"op": "remove", "targets": [{"region": [8, 8, 32, 28]}]},
    {"op": "move", "target": {"region": [60, 40, 84, 64]}, "to": {"offset": [40, 20]}},
    {"op": "duplicate", "target": {"region": [120, 30, 150, 60]}, "to": {"offset": [50, 5]}},
    {"op": "resize", "targets": [{"region": [200, 50, 224, 74]}], "scale": 1.5},
    {"op": "transform", "targets": [{"region": [260, 30, 300, 60]}], "flip": "horizontal"},
    {"op": "recolor", "targets": [{"region": [30, 70, 60, 100]}], "color": "#2060c1"},
    {"op": "obscure", "targets": [{"region": [90, 80, 120, 110]}], "method": "pixelate"},
    {"op": "adjust", "targets": [{"region": [150, 80, 190, 110]}], "brightness": 0.4, "sharpness": 0.5},
)
"""Each of them looks at the left part of a wide photo alone."""


def small(photo: Pixels, height: int, width: int) -> Pixels:
    return np.rint(255 * transform.resize(photo, (height, width), anti_aliasing=True)).astype(np.uint8)


@pytest.fixture(scope="module")
def editor(tmp_path_factory, toolbox) -> Editor:
    return Editor.open(Settings(), toolbox=toolbox, home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module", params=[("cat", ON_THE_CAT), ("cup", ON_THE_CUP)], ids=["cat", "cup"])
def told(request, editor) -> Session:
    """A session in which every op of a list was done, each in a turn and with a seed of its own."""
    kind, ops = request.param
    photo = small(data.chelsea(), 120, 225) if kind == "cat" else small(data.coffee(), 140, 210)
    session = editor.new_session(photo)
    for seed, op in enumerate(ops):
        turn = session.apply({"ops": [op]}, seed=seed, approval="never")
        assert turn.exit == 0, turn.reply
    return session


def painted(session: Session, records: Sequence[EditRecord]) -> Pixels:
    """What these ops make of the photo, one after the other and with nothing remembered: masks, seeds and back-ends are
    the records' own."""
    picture = session.base
    for record in records:
        outcome = evaluate(record.resolved, picture, session.editor.toolbox, session._store.blobs)
        picture = laid(record.resolved, picture, outcome)
    return picture


@pytest.mark.parametrize("dropped", [1, 2])
def test_a_dropped_turn_leaves_what_the_other_ops_make(told: Session, dropped: int) -> None:
    told.switch("main")
    records = told.records
    told.branch(f"without {dropped}")
    turn = told.drop(dropped)
    assert turn.exit == 0, turn.reply
    rest = [record for record in records if record.turn != dropped]
    assert [record.seed for record in told.records] == [record.seed for record in rest]
    assert np.array_equal(told.pixels, painted(told, rest))
    assert not np.array_equal(told.pixels, told.pixels_at(len(records)))


def test_another_order_is_what_the_ops_make_in_it(told: Session) -> None:
    told.switch("main")
    records = told.records
    told.branch("reordered")
    turn = told.reorder(*[record.turn for record in records][::-1])
    assert turn.exit == 0, turn.reply
    assert np.array_equal(told.pixels, painted(told, records[::-1]))


@pytest.fixture(scope="module")
def wide(editor) -> Session:
    """A wide photo on which something was removed at its right end, and much done at its left one."""
    session = editor.new_session(np.tile(small(data.chelsea(), 120, 225), (1, 8, 1)))
    far = {"op": "remove", "targets": [{"region": [1700, 8, 1724, 28]}]}
    for op in (far, *ON_THE_LEFT):
        turn = session.apply({"ops": [op]}, approval="never")
        assert turn.exit == 0, turn.reply
    return session


def test_what_reads_nothing_that_changed_runs_no_model_again(wide: Session, editor: Editor, toolbox: Any) -> None:
    first, *rest = wide.records
    assert not any(one.read.intersect(patch.box).area for patch in first.patches for one in rest)
    counted = Counting(toolbox)
    again = Editor.open(Settings(), toolbox=counted, home=editor.home).session(wide.id)
    assert again.drop(1).exit == 0
    assert counted.leased == []
    assert np.array_equal(again.pixels, painted(wide, rest))
    assert again.undo().exit == 0


@pytest.mark.parametrize("place", range(1, 1 + len(ON_THE_LEFT)), ids=[op["op"] for op in ON_THE_LEFT])
def test_pixels_that_are_not_read_change_nothing(wide: Session, place: int, toolbox: Any) -> None:
    record = wide.records[place]
    before = wide.pixels_of(record.parent)
    other = np.random.default_rng(place).integers(0, 256, before.shape, np.uint8)
    other[record.read.slices] = before[record.read.slices]
    assert record.read.right < 0.5 * before.shape[1]
    one, same = (evaluate(record.resolved, pixels, toolbox, wide._store.blobs) for pixels in (before, other))
    for mine, theirs in zip(one.patches, same.patches, strict=True):
        assert mine.box == theirs.box
        assert np.array_equal(mine.pixels, theirs.pixels)
        assert np.array_equal(mine.alpha, theirs.alpha)


class Counting:
    """A toolbox that notes what is leased."""

    def __init__(self, tools: Any) -> None:
        self._tools, self.leased = tools, []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tools, name)

    def lease(self, port: str) -> Any:
        self.leased.append(port)
        return self._tools.lease(port)
