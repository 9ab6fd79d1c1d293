"""ClickDiffusion's flow: a layout and words with marks go in, the changed layout and its picture come out; by every
door the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.drawn_layouts import relaid
from scenewright.agent.exchange.plates import scene_on
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.instruction import Mark
from scenewright.scene.layouts import read_layout, to_layout
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedSegmenter, ScriptedTextEncoder
from scenewright.tools.backends.scripted_generators import ScriptedLayoutGenerator, tint
from scenewright.tools.toolbox import Toolbox
from scenewright.ui.cli.main import root
from scenewright.ui.folders import Folders
from scenewright.ui.toolkit import Toolkit

SIZE = (200, 100)
DOG, TREE, SPOT = Box(20, 40, 60, 80), Box(140, 10, 190, 90), Box(80, 20, 120, 50)


def named(name: str, box: Box) -> dict[str, Any]:
    sides = {"x": box.left / 200, "y": box.top / 100, "width": box.width / 200, "height": box.height / 100}
    return {"name": name, "box": sides}


LAYOUT = {"prompt": "A dog by a tree.", "boxes": [named("dog", DOG), named("tree", TREE)]}
MARKS = {"A": Mark(box=DOG), "B": Mark(box=SPOT)}


def op(**fields: Any) -> EditPlan:
    return EditPlan.model_validate({"ops": [fields]})


def after(**fields: Any) -> Any:
    scene = scene_on(read_layout(LAYOUT), np.full((100, 200, 3), 255, np.uint8))
    return relaid(scene, op(**fields), MARKS)


def boxes(changed: Any) -> dict[str, Box]:
    return {thing.label: thing.box for thing in changed.scene.objects}


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """Rules read the words; nothing but layouts is drawn."""
    encoder = ScriptedTextEncoder()
    tools = Toolbox.of(
        layout_generator=ScriptedLayoutGenerator(),
        detector=ScriptedDetector([]),
        segmenter=ScriptedSegmenter(),
        text_encoder=encoder,
    )
    return Editor.open(Settings(), toolbox=tools, interpreter=LexicalInterpreter(), home=tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "park.json"
    path.write_text(json.dumps(LAYOUT))
    return path


def test_a_moved_thing_takes_the_box_that_was_drawn() -> None:
    changed = after(op="move", target={"object": "dog-1"}, to={"mark": "B"})
    assert boxes(changed) == {"dog": SPOT, "tree": TREE}
    assert changed.scene.caption == "A dog by a tree."


def test_what_is_added_is_named_as_it_was_said_and_the_old_prompt_is_told_no_more() -> None:
    changed = after(op="insert", prompt="a small red kite", at={"mark": "B"})
    assert boxes(changed)["a small red kite"] == SPOT
    assert changed.scene.caption is None


def test_what_is_removed_is_in_no_box_and_no_prompt() -> None:
    changed = after(op="remove", targets=[{"object": "dog-1"}])
    assert boxes(changed) == {"tree": TREE}
    assert changed.scene.caption is None


def test_a_colour_goes_into_the_name_and_other_looks_are_left_to_do() -> None:
    changed = after(op="recolor", targets=[{"object": "dog-1"}], color="blue")
    assert boxes(changed) == {"blue dog": DOG, "tree": TREE}
    left = after(op="adjust", targets=[{"everything": True}], brightness=0.5).left
    assert [one.op for one in left] == ["adjust"]


def test_boxes_stay_in_the_picture() -> None:
    changed = after(op="resize", targets=[{"object": "tree-1"}], scale=3.0)
    assert Box.of_size(*SIZE).covers(boxes(changed)["tree"])


def test_a_layout_takes_no_pictures() -> None:
    with pytest.raises(BadInput, match="names what is drawn"):
        after(op="insert", reference={"file": "vase.png"}, at={"mark": "B"})


def test_words_and_marks_go_in_and_a_layout_and_its_picture_come_out(editor, file, tmp_path) -> None:
    out, into = tmp_path / "out.png", tmp_path / "out.layout.json"
    words = ["layout", file, "move the dog to [B]", "--mark", "B=box:80,20,120,50", "--size", "200x100", "-o", out]
    done = CliRunner().invoke(root, [str(word) for word in (*words, "--layout", into, "--json")], obj=editor)
    assert done.exit_code == 0, done.stderr
    data = json.loads(done.stdout)
    assert json.loads(into.read_text()) == data["layout"]
    assert data["turn"]["status"] == "done"
    expected = np.full((100, 200, 3), 255, np.uint8)
    expected[SPOT.slices], expected[TREE.slices] = tint("dog"), tint("tree")
    assert np.array_equal(np.asarray(Image.open(out)), expected)
    again = CliRunner().invoke(
        root, ["layout", str(into), "--size", "200x100", "-o", str(tmp_path / "b.png")], obj=editor
    )
    assert again.exit_code == 0, again.stderr
    assert np.array_equal(np.asarray(Image.open(tmp_path / "b.png")), expected)


def test_only_the_layout_is_asked_for_and_nothing_is_drawn(editor, file) -> None:
    done = CliRunner().invoke(root, ["layout", str(file), "remove the tree", "--size", "200x100"], obj=editor)
    assert done.exit_code == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")] == ["dog"]
    assert not editor.sessions()


def test_words_that_name_nothing_there_change_nothing(editor, file, tmp_path) -> None:
    words = ["layout", str(file), "remove the submarine", "-o", str(tmp_path / "out.png"), "--json"]
    done = CliRunner().invoke(root, words, obj=editor)
    assert done.exit_code == 1
    plan = json.loads(done.stdout)["plan"]
    assert plan["status"] == "cannot"
    assert "in it there is: dog, tree" in plan["rationale"]
    assert not (tmp_path / "out.png").exists()


def test_programs_open_a_layout_talk_about_it_and_take_the_changed_one(editor, file, tmp_path) -> None:
    kit = Toolkit(editor, folders=Folders.of([tmp_path]))
    opened = kit.call("open", {"photo": "park.json"})
    assert not opened.failed, opened.text
    assert (kit.session.pixels[round(0.6 * 1024), round(0.2 * 1024)] == tint("dog")).all()
    there = [100, 100, 300, 300]
    moved = kit.call("edit_image", {"instruction": "move the dog to [B]", "marks": {"B": {"box": there}}})
    assert moved.data["status"] == "done", moved.text
    assert (kit.session.pixels[200, 200] == tint("dog")).all()
    assert (kit.session.pixels[round(0.6 * 1024), round(0.2 * 1024)] == 255).all()
    assert not kit.call("export", {"path": "out.layout.json"}).failed
    told = read_layout(json.loads((tmp_path / "out.layout.json").read_text()))
    assert [thing.name for thing in told.boxes] == ["dog", "tree"]
    assert told == to_layout(kit.session.scene)
