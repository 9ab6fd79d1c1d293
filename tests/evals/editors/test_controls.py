"""Controls do exactly what their names say, to the pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenewright.evals.datasets import Sample
from scenewright.evals.editors.controls import BlurredMask, DoNothing, OracleMask, PastedBack
from scenewright.evals.editors.editor import Outcome, Task
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask

PHOTO = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
TRUTH = Mask.from_box(Box(10, 8, 34, 30), 60, 40)
TASK = Task(Sample("1", b"", "x"), PHOTO, "x", truth=TRUTH)


@dataclass(frozen=True)
class Painter:
    """Paints the whole picture, or the place it is given, in one colour."""

    picture: Pixels | None
    name: str = "painter"
    identity: str = "painter/1"

    def edit(self, task: Task) -> Outcome:
        return Outcome("refused" if self.picture is None else "done", self.picture, said="as told")

    def edit_there(self, task: Task, where: Mask) -> Outcome:
        return Outcome("done", np.where(where.array[..., None], np.uint8(9), task.photo), where)


def test_doing_nothing_chooses_nothing() -> None:
    outcome = DoNothing().edit(TASK)
    assert (outcome.status, outcome.picture) == ("nothing", None)
    assert outcome.chosen is not None
    assert not outcome.chosen.area


def test_outside_the_truth_the_original_is_back() -> None:
    for size in ((60, 40), (30, 20)):
        red = np.full((size[1], size[0], 3), (255, 0, 0), np.uint8)
        picture = PastedBack(Painter(red)).edit(TASK).picture
        assert picture is not None
        assert np.array_equal(picture[~TRUTH.array], PHOTO[~TRUTH.array])
        assert (picture[TRUTH.array] == (255, 0, 0)).all()


def test_pasting_back_makes_no_edit_of_what_was_none() -> None:
    assert PastedBack(Painter(None)).edit(TASK).status == "refused"
    only_outside = np.where(TRUTH.array[..., None], PHOTO, np.uint8(0))
    assert PastedBack(Painter(only_outside)).edit(TASK).status == "nothing"


def test_the_blur_stays_inside_the_truth_and_leaves_no_detail() -> None:
    picture = BlurredMask().edit(TASK).picture
    assert picture is not None
    assert np.array_equal(picture[~TRUTH.array], PHOTO[~TRUTH.array])
    assert picture[TRUTH.array].std() < PHOTO[TRUTH.array].std() / 4


def test_the_oracle_gives_the_place_away() -> None:
    outcome = OracleMask(Painter(None)).edit(TASK)
    assert outcome.chosen == TRUTH


def test_without_a_truth_there_are_no_such_controls() -> None:
    blind = replace(TASK, truth=None)
    for control in (PastedBack(Painter(PHOTO // 2)), BlurredMask(), OracleMask(Painter(None))):
        outcome = control.edit(blind)
        assert (outcome.status, outcome.picture) == ("failed", None)
        assert outcome.said == "there is no mask of where the edit belongs"
