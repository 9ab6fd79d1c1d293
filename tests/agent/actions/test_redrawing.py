"""Wishes and styles that an instruction editor carries out: only where it may, and with what each instruction won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import NeedsBackend, Situation, evaluate, resolve
from scenewright.agent.actions.evaluate import remembering
from scenewright.agent.verify import verify
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends.scripted import ScriptedInpainter
from scenewright.tools.backends.scripted_generators import ScriptedInstructionEditor
from scenewright.tools.generators import Edited
from scenewright.tools.running import Drawing
from scenewright.tools.toolbox import Toolbox

CUP = {"object": "cup-1"}
SNOW, ICE = "snow on it", "ice on its rim"


class Recording(ScriptedInstructionEditor):
    """Keeps what it was asked, and on which picture."""

    def __init__(self, mixes: bool = True) -> None:
        super().__init__()
        self.mixes = mixes
        self.asked: list[tuple[tuple[int, ...], str, tuple[str, ...]]] = []

    def edit(self, pixels: Pixels, instruction: str, *, specific: Sequence[str] = (), **more: Any) -> Edited:
        self.asked.append((pixels.shape, instruction, tuple(specific)))
        return super().edit(pixels, instruction, specific=specific, **more)


def with_editor(situation: Situation, editor: Any) -> Situation:
    ports = {**situation.toolbox._ready, "instruction_editor": editor}
    return replace(situation, toolbox=Toolbox.of(**ports))


def wish(*steps: dict[str, Any], targets: Sequence[dict[str, Any]] = (CUP,)) -> Any:
    fields = {"op": "instruct", "targets": list(targets), "original": "make it wintry", "instructions": list(steps)}
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def run(op: Any, situation: Situation) -> tuple[Pixels, Any, Any]:
    resolved, _ = resolve(op, situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed, failed
    return after, resolved, outcome


def test_steps_that_no_action_stands_for_go_to_the_editor_with_the_wish(situation: Situation) -> None:
    editor = Recording()
    run(wish({"text": SNOW}, {"text": ICE}), with_editor(situation, editor))
    assert [(words, specific) for _, words, specific in editor.asked] == [("make it wintry", (SNOW, ICE))]


def test_only_the_thing_changes_that_the_wish_is_about(situation: Situation) -> None:
    after, resolved, outcome = run(wish({"text": SNOW}), with_editor(situation, Recording()))
    cup = Mask.from_ref(resolved.parts[0].targets[0].mask)
    changed = (after != situation.pixels).any(axis=2)
    assert changed[cup.grow(-3).array].mean() > 0.9
    assert not changed[~outcome.allowed.array].any()
    assert outcome.allowed.area < 2 * cup.area


def test_each_step_of_a_wish_is_evaluated_once(situation: Situation) -> None:
    """Though later steps are looked up on what the earlier ones leave."""
    editor, filler = Recording(), situation.toolbox._ready["inpainter"]
    bright = {"text": "brighter", "ops": [{"op": "remove", "targets": [{"object": "book-1"}]}]}
    now = with_editor(situation, editor)
    now = replace(now, step=remembering(now.toolbox, now.images))
    resolved, _ = resolve(wish(bright, {"text": SNOW}), now)
    evaluate(resolved, now.pixels, now.toolbox, now.images, step=now.step)
    assert (len(filler.calls), len(editor.asked)) == (1, 1)


def test_a_session_evaluates_each_step_of_a_wish_once(open_editor: Any, helpers: Any, photo: Pixels) -> None:
    editor, filler = Recording(), ScriptedInpainter()
    session = open_editor(instruction_editor=editor, inpainter=filler).new_session(photo)
    empty = {"text": "an empty place", "ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    said = wish(empty, {"text": SNOW}, targets=[{"object": "ball-1"}])
    one = session.apply(EditPlan.ready(said), approval="never")
    assert one.status == "done", one.reply
    assert (filler.calls, len(editor.asked)) == (["fill"], 1)
    session.undo()
    again = session.apply(EditPlan.ready(said), approval="never")
    assert np.array_equal(again.pixels, one.pixels)
    assert (filler.calls, len(editor.asked)) == (["fill"], 1)


def test_steps_with_actions_run_as_actions_and_only_the_rest_is_drawn(situation: Situation) -> None:
    editor = Recording()
    bright = {"text": "brighter", "ops": [{"op": "adjust", "targets": [CUP], "brightness": 0.3}]}
    _, resolved, _ = run(wish(bright, {"text": SNOW}), with_editor(situation, editor))
    assert [part.op.op for part in resolved.parts] == ["adjust", "instruct"]
    assert editor.asked[0][2] == (SNOW,)
    assert len(editor.asked) == 1, "nothing is drawn twice"


def test_a_wish_of_which_all_steps_are_actions_needs_no_editor(situation: Situation) -> None:
    editor = Recording()
    run(
        wish({"text": "brighter", "ops": [{"op": "adjust", "targets": [CUP], "brightness": 0.3}]}),
        with_editor(situation, editor),
    )
    assert not editor.asked


def test_an_editor_that_follows_one_instruction_is_told_all_of_them_in_one(situation: Situation) -> None:
    editor = Recording(mixes=False)
    run(wish({"text": SNOW}, {"text": ICE}), with_editor(situation, editor))
    assert [(words, specific) for _, words, specific in editor.asked] == [(f"make it wintry: {SNOW}, {ICE}", ())]


def test_it_says_how_much_each_specific_instruction_had_its_say(situation: Situation) -> None:
    _, _, outcome = run(wish({"text": SNOW}, {"text": ICE}), with_editor(situation, Recording()))
    told = next(note for note in outcome.notes if "had their say" in note)
    assert f"{SNOW} " in told
    assert f"{ICE} " in told
    assert "%" in told


def test_three_of_them_are_mixed_and_the_others_are_told(situation: Situation) -> None:
    editor = Recording()
    _, _, outcome = run(wish(*({"text": f"{SNOW} {part}"} for part in "abcd")), with_editor(situation, editor))
    assert editor.asked[0][2] == tuple(f"{SNOW} {part}" for part in "abc")
    assert any(f"not mixed in, say them on their own: {SNOW} d" in note for note in outcome.notes)


def test_the_settings_say_how_many_are_mixed(situation: Situation) -> None:
    editor = Recording()
    held = with_editor(situation, editor)
    toolbox = Toolbox(held.toolbox.toolset, drawing=Drawing(specific=4), ready=held.toolbox._ready)
    run(wish(*({"text": f"{SNOW} {part}"} for part in "abcd")), replace(held, toolbox=toolbox))
    assert len(editor.asked[0][2]) == 4


def test_of_a_large_photo_the_editor_sees_the_thing_and_what_is_around_it(situation: Situation) -> None:
    large = situation.pixels.repeat(12, axis=0).repeat(12, axis=1)
    scene = situation.scene.map(lambda thing: thing.model_copy(update={"box": thing.box.scale(12)}))
    scene = scene.model_copy(update={"image": scene.image.model_copy(update={"width": 1440, "height": 960})})
    tools = {name: tool for name, tool in situation.toolbox._ready.items() if name != "segmenter"}
    from scenewright.scene.view import View

    editor = Recording()
    mask = Mask.from_box(scene.get("cup-1").box, 1440, 960)
    scene = scene.replace(scene.get("cup-1").model_copy(update={"mask": mask.to_ref()}))
    toolbox = Toolbox.of(**tools, instruction_editor=editor)
    run(wish({"text": SNOW}), Situation(large, scene, View.of(1440, 960), toolbox, MemoryImages()))
    assert max(editor.asked[0][0]) < 700


def test_the_same_wish_gives_the_same_bytes(situation: Situation) -> None:
    one, other = (run(wish({"text": SNOW}), with_editor(situation, Recording()))[0] for _ in range(2))
    assert np.array_equal(one, other)


def test_a_style_that_is_no_filter_is_drawn_by_the_editor(situation: Situation) -> None:
    editor = Recording()
    op = EditPlan.model_validate({"ops": [{"op": "restyle", "targets": [CUP], "prompt": "carved marble"}]}).ops[0]
    run(op, with_editor(situation, editor))
    assert "carved marble" in editor.asked[0][1]


def test_without_an_editor_it_says_what_is_missing_and_how_to_get_it(situation: Situation) -> None:
    with pytest.raises(NeedsBackend, match="instruct-pix2pix"):
        resolve(wish({"text": SNOW}), situation)
