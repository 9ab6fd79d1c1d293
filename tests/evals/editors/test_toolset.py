"""Our agent as an editor: what a turn came to is told apart, and ablations are settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenewright.agent.setup.settings import Settings
from scenewright.evals.datasets import Sample
from scenewright.evals.editors.ablation import Ablation
from scenewright.evals.editors.controls import OracleMask
from scenewright.evals.editors.editor import Task, talking
from scenewright.evals.editors.toolset import ToolsetEditor
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedGrounder,
    ScriptedHarmonizer,
    ScriptedInpainter,
    ScriptedSegmenter,
)
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

DOG, OTHER, CUP = Box(20, 30, 44, 60), Box(80, 36, 104, 60), Box(52, 10, 68, 26)


class BrokenSegmenter(ScriptedSegmenter):
    def segment(self, *given: Any, **more: Any) -> Any:
        raise RuntimeError("the network is gone")


class LookingDetector(ScriptedDetector):
    """Finds what it was told of where there still is something."""

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        found = super().detect(pixels, within, thorough)
        return [one for one in found if np.ptp(pixels[int(one.box.center.y), int(one.box.center.x)].astype(int)) > 30]


def photo() -> Pixels:
    rng = np.random.default_rng(3)
    pixels = np.clip(rng.normal(130, 3, (80, 120, 3)), 0, 255).astype(np.uint8)
    for box, color in ((DOG, (90, 60, 30)), (OTHER, (90, 60, 30)), (CUP, (200, 30, 30))):
        pixels[box.slices] = color
    return pixels


def editor(*found: tuple[str, Box], ablation: Ablation | None = None, **settings: Any) -> ToolsetEditor:
    segmenter = settings.pop("segmenter", ScriptedSegmenter())
    tools = Toolbox.of(
        detector=LookingDetector([Detection(label, box, 0.9) for label, box in found]),
        grounder=ScriptedGrounder(),
        segmenter=segmenter,
        inpainter=ScriptedInpainter(),
        harmonizer=ScriptedHarmonizer(),
    )
    return ToolsetEditor(Settings(**settings), ablation or Ablation(), tools=tools)


def task(words: str, truth: Box | None = None) -> Task:
    pixels = photo()
    return Task(Sample("1", b"", words), pixels, words, truth=truth and Mask.from_box(truth, 120, 80))


def iou(chosen: Mask | None, box: Box) -> float:
    assert chosen is not None
    return chosen.iou(Mask.from_box(box, 120, 80))


def test_what_is_done_comes_with_the_picture_and_the_pixels_that_were_meant() -> None:
    outcome = editor(("dog", DOG), ("cup", CUP)).edit(task("remove the dog"))
    assert outcome.status == "done"
    assert outcome.picture is not None
    changed = (outcome.picture != photo()).any(axis=2)
    assert changed[DOG.slices].all()
    assert not changed[CUP.slices].any()
    assert iou(outcome.chosen, DOG) > 0.9


def test_a_question_counts_as_asked_and_what_it_offers_is_told() -> None:
    outcome = editor(("dog", DOG), ("dog", OTHER)).edit(task("remove the dog"))
    assert (outcome.status, outcome.picture) == ("asked", None)
    assert outcome.said.endswith("?")
    assert len(outcome.details["offered"]) == 2
    assert iou(outcome.chosen, DOG) == 0


def test_what_needs_a_generator_is_refused_but_was_understood() -> None:
    outcome = editor(("dog", DOG), ("cup", CUP)).edit(task("replace the cup with a blue bottle"))
    assert outcome.status == "refused"
    assert "needs a generator" in outcome.said
    assert iou(outcome.chosen, CUP) > 0.9


@pytest.mark.parametrize(
    ("words", "status"), [("remove the accordion", "refused"), ("undo", "failed"), ("show the history", "nothing")]
)
def test_what_changes_nothing_gives_no_picture(words: str, status: str) -> None:
    outcome = editor(("dog", DOG)).edit(task(words))
    assert (outcome.status, outcome.picture) == (status, None)


def test_what_breaks_has_failed() -> None:
    outcome = editor(("dog", DOG), segmenter=BrokenSegmenter()).edit(task("remove the dog"))
    assert (outcome.status, outcome.picture) == ("failed", None)
    assert "the network is gone" in outcome.said
    assert editor(("dog", DOG)).edit(Task(Sample("1", b"", "x"), np.zeros((0, 0, 3), np.uint8), "x")).status == "failed"


def test_a_plan_that_waits_for_a_yes_gets_it() -> None:
    assert editor(("dog", DOG), approval="always").edit(task("remove the dog")).status == "done"


def test_a_conversation_remembers_and_the_next_one_does_not() -> None:
    one = editor(("dog", DOG), ("cup", CUP))
    with talking(one) as talk:
        talk.edit(task("remove the dog"))
        assert talk.edit(task("undo")).picture is not None
    with talking(one) as talk:
        assert talk.edit(task("undo")).said == "there is nothing to undo"


def test_the_oracle_acts_at_the_truth_whatever_was_found() -> None:
    asks = editor(("dog", DOG), ("dog", OTHER))
    outcome = OracleMask(asks).edit(task("remove the dog", truth=OTHER))
    assert outcome.status == "done"
    assert outcome.picture is not None
    changed = (outcome.picture != photo()).any(axis=2)
    assert changed[OTHER.slices].all()
    assert not changed[DOG.slices].any()
    assert iou(outcome.chosen, OTHER) == 1.0
    in_vain = OracleMask(asks).edit(task("remove the accordion", truth=CUP))
    assert (in_vain.status, iou(in_vain.chosen, CUP)) == ("done", 1.0)


def test_ablations_are_settings_by_their_names() -> None:
    given = Ablation.parse("rounds=0, knowledge=off,fill=patchmatch,growth=4, specific=2,reasoning=on")
    assert str(given) == "rounds=0, reasoning=on, knowledge=off, fill=patchmatch, growth=4, specific=2"
    settings = given.over(Settings())
    assert settings.reading.model_dump() == {"rounds": 0, "knowledge": False, "reasoning": True}
    assert (settings.drawing.growth, settings.drawing.specific) == (4, 2)
    assert settings.backends == {"inpainter": "patchmatch"}
    assert Ablation().over(Settings()) == Settings()


@pytest.mark.parametrize("text", ["rounds", "color=red", "rounds=many", "knowledge=maybe", ""])
def test_words_that_are_no_ablation_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"NAME=VALUE|whole number|on or off"):
        Ablation.parse(text)


def test_whatever_changes_the_outcome_is_another_editor() -> None:
    usual = editor(("dog", DOG))
    others = [editor(("dog", DOG), ablation=Ablation(rounds=0)), editor(("dog", DOG), drawing={"steps": 3})]
    assert len({one.identity for one in (usual, *others)}) == 3
    assert others[0].name == "embedded, rounds=0"
    assert usual.identity == editor(("dog", DOG)).identity
