"""What was drawn after words: it is found in its place, or it is said that it was not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, apply_effect, evaluate, resolve
from scenewright.agent.actions.effects import settled
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends.scripted import ScriptedGrounder, ScriptedInpainter, ScriptedSegmenter
from scenewright.tools.toolbox import Toolbox

PLACE, HAT = Box(50, 10, 74, 30), Box(54, 14, 68, 28)
CUP = Box(20, 30, 44, 60)


class Drawer(ScriptedInpainter):
    """Draws after words: something green."""

    capabilities = frozenset({"prompt"})

    def fill(self, pixels: Pixels, hole: Mask, *, prompt: str | None = None, **more: Any) -> Pixels:
        out = super().fill(pixels, hole, **more)
        if prompt:
            out[hole.array] = (20, 160, 60)
        return out


@pytest.fixture
def drawing(situation: Situation) -> Any:
    """The situation with a generator, and a grounder that finds these words there."""

    def tools(found: dict[str, list[Box]]) -> Situation:
        ports = {**situation.toolbox._ready, "inpainter": Drawer()}
        hat = np.zeros((situation.height, situation.width), bool)
        hat[HAT.pad(-2).slices] = True
        more = {"grounder": ScriptedGrounder(found), "segmenter": ScriptedSegmenter([Mask(hat)])}
        return replace(situation, toolbox=Toolbox.of(**{**ports, **more}))

    return tools


def carried_out(fields: dict[str, Any], situation: Situation) -> tuple[Any, Any, list[Any]]:
    op = EditPlan.model_validate({"ops": [fields]}).ops[0]
    resolved, scene = resolve(op, situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    known = settled(resolved, outcome)
    after = composite(situation.pixels, outcome.patches)
    return known, apply_effect(known, scene), list(verify(known, situation.pixels, after, outcome, situation.toolbox))


INSERT = {"op": "insert", "prompt": "a hat", "at": {"box": PLACE.as_list()}}


def test_an_inserted_thing_is_as_large_as_what_is_found_in_its_place(drawing):
    _, scene, checks = carried_out(INSERT, drawing({"a hat": [HAT]}))
    (hat,) = [thing for thing in scene.objects if thing.source == "inserted"]
    assert hat.box == HAT.pad(-2)
    assert Mask.from_ref(hat.mask).box == HAT.pad(-2)
    (outlined,) = [check for check in checks if check.name == "outlined"]
    assert outlined.caution is None


def test_what_is_not_found_has_its_whole_place_and_that_is_said(drawing):
    known, scene, checks = carried_out(INSERT, drawing({}))
    (hat,) = [thing for thing in scene.objects if thing.source == "inserted"]
    assert hat.box == known.places[0]
    assert hat.mask is None
    (outlined,) = [check for check in checks if check.name == "outlined"]
    assert outlined.passed
    assert "a hat" in (outlined.caution or "")


def test_the_like_of_it_elsewhere_in_the_picture_is_not_taken_for_it(drawing):
    known, _, _ = carried_out(INSERT, drawing({"a hat": [Box(100, 50, 118, 70)]}))
    assert known.found == (None,)


def test_what_takes_the_place_of_a_thing_is_found_too(drawing):
    fields = {"op": "replace", "prompt": "a vase", "targets": [{"object": "cup-1"}]}
    vase = Box(24, 34, 40, 58)
    _, scene, _ = carried_out(fields, drawing({"a vase": [vase]}))
    (thing,) = [thing for thing in scene.objects if thing.source == "inserted"]
    assert vase.covers(thing.box)


def test_what_was_found_is_no_part_of_what_is_asked_for(drawing):
    known, _, _ = carried_out(INSERT, drawing({"a hat": [HAT]}))
    assert known.found
    assert known.digest() == known.model_copy(update={"found": ()}).digest()


def test_without_tools_that_look_nothing_is_said(drawing):
    tools = drawing({})
    bare = {name: tool for name, tool in tools.toolbox._ready.items() if name != "grounder"}
    known, scene, checks = carried_out(INSERT, replace(tools, toolbox=Toolbox.of(**bare)))
    assert known.found == ()
    assert "outlined" not in {check.name for check in checks}
    assert scene.get("a hat-1").box == known.places[0]


def test_in_a_session_the_thing_keeps_its_outline_and_words_move_it_alone(drawing, open_editor, photo):
    """The next turn, undo and doing it again with another seed see the thing as it was found."""
    parts = {"inpainter": Drawer(), "grounder": ScriptedGrounder({"hat": [Box(68, 8, 80, 20)]})}
    session = open_editor(**parts).new_session(photo)
    plan = {"ops": [{"op": "insert", "prompt": "hat", "at": {"box": [64, 4, 84, 24]}}]}
    assert session.apply(plan, approval="never").status == "done"
    (hat,) = [thing for thing in session.scene.objects if thing.source == "inserted"]
    assert hat.box == Box(68, 8, 80, 20)
    turn = session.apply({"ops": [{"op": "move", "target": {"object": hat.id}, "to": {"offset": [-40, 0]}}]})
    assert turn.status == "done", turn.reply
    assert session.scene.get(hat.id).box == Box(28, 8, 40, 20)
    session.undo(1)
    session.rerun(1, seed=4)
    assert session.scene.get(hat.id).box == Box(68, 8, 80, 20)
