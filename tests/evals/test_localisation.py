"""What the measuring of choices makes of answers that are known."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.evals.localisation import Result, Switches, action_of, interval, load, main, measure, table
from scenewright.evals.localisation_sheet import write
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection, Grounding
from scenewright.tools.toolbox import Toolbox

CAT, VASE = Box(20, 20, 60, 70), Box(90, 30, 120, 80)


class Grounder(scripted.ScriptedGrounder):
    """Guesses at a vase, and has one region more."""

    def regions(self, pixels):
        return [Mask.from_box(VASE, 160, 100)]


@pytest.fixture
def toolbox():
    vase = Grounding("vase", VASE, 0.4, Mask.from_box(VASE, 160, 100))
    return Toolbox.of(
        detector=scripted.ScriptedDetector([Detection("cat", CAT, 0.9)]),
        grounder=Grounder(guesses={"vase": [vase]}),
        segmenter=scripted.ScriptedSegmenter(),
        text_encoder=scripted.ScriptedTextEncoder(),
    )


@pytest.fixture
def folder(tmp_path):
    """Two samples: the cat, which the detector sees, and the vase, which has to be guessed at."""
    rows = {}
    for name, box, text in (("1", CAT, "remove the cat"), ("2", VASE, "Please remove the vase.")):
        (tmp_path / name).mkdir()
        mask = np.zeros((100, 160), np.uint8)
        mask[box.slices] = 220
        Image.fromarray(np.full((100, 160, 3), 90, np.uint8)).save(tmp_path / name / "photo.png")
        Image.fromarray(mask).save(tmp_path / name / "mask.png")
        rows[name] = {"image path": f"{name}/photo.png", "mask path": [f"{name}/mask.png"], "instruction": text}
    (tmp_path / "benchmark.json").write_text(json.dumps(rows))
    return tmp_path


def test_what_a_plan_is_done_to_is_compared_with_the_mask(folder, toolbox):
    cat, _ = load(folder)
    result = measure(cat, toolbox, Switches())
    assert (result.plan.status, result.action, result.chosen, result.candidate) == ("ready", "remove", 1.0, 1.0)
    assert result.labelled is None


def test_what_is_offered_first_counts_as_chosen_and_is_told_apart(folder, toolbox):
    _, vase = load(folder)
    result = measure(vase, toolbox, Switches())
    assert (result.plan.status, result.action, result.chosen, result.offered) == ("ask", "remove", 1.0, 1.0)
    lines = table([result]).splitlines()
    assert "| that one chosen (done, or offered first) | 1 of 1 | 100% |" in "".join(lines)
    assert "| – done without a question | 0 of 1 | 0% |" in "".join(lines)


def test_without_looking_or_guessing_it_is_not_found(folder, toolbox):
    _, vase = load(folder)
    for switches in (Switches(rounds=0), Switches(reasoning=False)):
        result = measure(vase, toolbox, switches)
        assert (result.plan.status, result.chosen) == ("cannot", 0.0)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("What tells the time? Please remove it.", "remove"),
        ("Remove nothing else, but replace the cup with a jug", "replace"),
        ("What is used to type? Please change its color to red.", "recolor"),
        ("The table is bare. Please add plates.", "insert"),
        ("What is comfortable? Replace it with what is used to briefly put a hat on.", "replace"),
    ],
)
def test_the_last_verb_tells_the_action(text, action):
    assert action_of(text) == action


def test_intervals_hold_the_share_and_shrink_with_samples():
    few, many = interval([True, False] * 5), interval([True, False] * 500)
    assert few[0] < 0.5 < few[1]
    assert many[1] - many[0] < few[1] - few[0]
    assert interval([True] * 9) == (1.0, 1.0)


def test_the_sheet_shows_every_sample(folder, tmp_path):
    results = [
        Result(sample, EditPlan.cannot("not found"), None, 0.0, 0.0, 0.0, None, 1.0, None) for sample in load(folder)
    ]
    write(results, tmp_path / "sheets")
    with Image.open(tmp_path / "sheets" / "sheet-1.png") as sheet:
        assert sheet.height == 2 * 204


def test_a_folder_without_samples_is_refused(tmp_path):
    assert CliRunner().invoke(main, [str(tmp_path / "nowhere")]).exit_code == 2
