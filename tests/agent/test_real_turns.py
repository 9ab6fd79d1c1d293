"""The same promises with the real small models."""

import re
import runpy
import subprocess
import sys

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.ui.toolkit import Toolkit

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def cat(tmp_path_factory, toolbox):
    """A session on a photo of a cat, 225×150."""
    from PIL import Image
    from skimage import data

    photo = np.asarray(Image.fromarray(data.chelsea()).resize((225, 150)))
    editor = Editor.open(Settings(), toolbox=toolbox, interpreter=_Silent(), home=tmp_path_factory.mktemp("home"))
    return editor.new_session(photo)


class _Silent:
    """Nothing is said here: plans are given."""

    id = "silent@1"

    def read(self, request):
        raise AssertionError("a given plan needs no reading")


def test_no_pixel_outside_the_alphas_changes_with_real_models(cat, helpers):
    photo = cat.base
    assert any(thing.label == "cat" for thing in cat.scene.objects)
    region = {"region": [8, 8, 40, 36]}
    steps = [
        helpers.op("remove", targets=[region]),
        helpers.op("obscure", targets=[{"region": [150, 100, 180, 130]}], method="pixelate"),
        helpers.op("adjust", targets=[{"region": [20, 90, 60, 130]}], brightness=0.4),
        helpers.op("recolor", targets=[{"region": [180, 10, 215, 40]}], color="green"),
        helpers.op("remove", targets=[{"region": [190, 60, 210, 84]}]),
    ]
    for number, step in enumerate(steps):
        turn = cat.apply(helpers.ready(step), seed=number)
        assert turn.exit in (0, 1), turn.reply
    store = cat._store
    touched = np.zeros(photo.shape[:2], bool)
    chain = store.chain(cat.id, store.head(cat.id))
    for patch in (patch for record in chain for patch in record.patches):
        touched[patch.box.slices] |= store.blobs.get_gray(patch.alpha) > 0
    assert len(chain) >= 3
    assert (~touched).mean() > 0.5
    assert np.array_equal(cat.pixels[~touched], photo[~touched])


def test_undo_and_redo_give_the_same_bytes_with_real_models(cat, helpers):
    before = cat.pixels.copy()
    cat.apply(helpers.ready(helpers.op("adjust", targets=[{"object": "cat-1"}], saturation=0.5)))
    after = cat.pixels.copy()
    assert not np.array_equal(before, after)
    cat.undo()
    assert np.array_equal(cat.pixels, before)
    cat.redo()
    assert np.array_equal(cat.pixels, after)


SCRIPT = """
import hashlib, sys
import numpy as np
from PIL import Image
from skimage import data
from scenewright import Editor
from scenewright.agent.setup.settings import Settings

def told(editor):
    photo = np.asarray(Image.fromarray(data.chelsea()).resize((225, 150)))
    session = editor.new_session(photo)
    session.say("make the cat warmer", seed=3, approval="never")
    turn = session.apply({"ops": [{"op": "remove", "targets": [{"region": [8, 8, 40, 36]}]}]}, seed=3)
    return f"{turn.status} {session.info.head} {hashlib.sha256(session.pixels.tobytes()).hexdigest()}"

if __name__ == "__main__":
    print(told(Editor.open(Settings(), home=sys.argv[1])))
"""


def test_two_processes_with_real_models_make_the_same_bytes(tmp_path, toolbox):
    """This one, whose models have worked before, and a new one."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(tmp_path / "new")]
    new = subprocess.run(command, capture_output=True, text=True, timeout=280, check=True).stdout
    here = runpy.run_path(str(script))["told"](Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "here"))
    assert new == f"{here}\n"
    assert here.startswith("done")


@pytest.mark.parametrize(
    "words", [pytest.param("remove the helmet", marks=pytest.mark.slow), "remove the cup", "make the person teal"]
)
def test_words_mark_plan_and_tool_give_the_same_bytes_with_real_models(words, toolbox, tmp_path):
    """One edit said, drawn, sent and called: the thing is found by words once, and its box is what the hand draws."""
    from skimage import data

    editor = Editor.open(Settings(), toolbox=toolbox, home=tmp_path)
    photo = data.coffee()[::2, ::2] if "cup" in words else data.astronaut()
    said = editor.new_session(photo)
    turn = said.say(words, approval="never")
    assert turn.exit == 0, turn.reply
    op = turn.plan.to_dict()["ops"][0]
    thing = said._store.scene(said.id, None).get(op["targets"][0]["object"])
    marks = {"A": {"box": thing.box.as_list()}}
    drawn = editor.new_session(photo)
    assert drawn.say(re.sub("the (helmet|cup|person)", "[A]", words), marks, approval="never").exit == 0
    sent = editor.new_session(photo)
    plan = {"ops": [{**op, "targets": [{"mark": "A"}]}]}
    assert sent.apply(plan, marks, approval="never").exit == 0
    called = editor.new_session(photo)
    kit = Toolkit(editor, called)
    result = kit.call("edit_image", {"instruction": words})
    if result.data["status"] == "approve":
        result = kit.call("approve", {"yes": True})
    assert result.data["status"] == "done"
    assert np.array_equal(said.pixels, drawn.pixels)
    assert np.array_equal(said.pixels, sent.pixels)
    assert np.array_equal(said.pixels, called.pixels)
