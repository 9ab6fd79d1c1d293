"""What an action reads: pixels outside the box that it says it read change nothing of what it gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scenewright.agent.actions import Original, Outcome, Situation, evaluate, resolve
from scenewright.agent.actions.evaluate import _EVALUATORS
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedConsequence, ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends import scripted
from scenewright.tools.backends.scripted_generators import ScriptedLayoutGenerator
from scenewright.tools.backends.tone_poisson import TonePoisson
from scenewright.tools.context_crop import CropRule, fill_in_crops, reads
from scenewright.tools.ports import TextLine
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 520, 140
CUP, SHADE = Box(60, 40, 84, 76), Box(84, 68, 110, 78)
BOOK, LINE = Box(120, 50, 150, 74), Box(180, 50, 220, 62)
EVERYTHING, CUP_1, BOOK_1 = {"everything": True}, {"object": "cup-1"}, {"object": "book-1"}
RULE = CropRule(native=96, context=1.2)


class NearbyInpainter:
    """Fills a hole with the mean of its crop; says which part of the picture its crops can come from."""

    def fill(self, pixels: Pixels, hole: Mask, *, barred=None, prompt=None, seed: int = 0, watch=None) -> Pixels:
        def mean(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            known = ~(gap | shut)
            out = crop.copy()
            out[gap] = np.rint(crop[known].mean(axis=0))
            return out

        return fill_in_crops(pixels, hole, barred, RULE, mean, watch)

    def reads(self, hole: Mask, barred: Mask | None = None) -> Box:
        return reads(hole, barred, RULE)


def picture() -> Pixels:
    """A cup with a shadow, a book and a line of writing at the left, and much ground at the right."""
    rng = np.random.default_rng(2)
    ground = np.array([150, 160, 140]) + rng.normal(0, 3, (HEIGHT, WIDTH, 1)) + np.linspace(0, 20, WIDTH)[:, None]
    pixels = np.clip(ground, 0, 255).astype(np.uint8)
    pixels[SHADE.slices] = (pixels[SHADE.slices] * 0.6).astype(np.uint8)
    soft = cv2.GaussianBlur(disc(CUP).array.astype(np.float32), (0, 0), 1.5)[..., None]
    pixels = np.rint(soft * (170, 40, 50) + (1 - soft) * pixels).astype(np.uint8)
    pixels[BOOK.slices] = (40, 60, 160)
    for left in range(LINE.left + 2, LINE.right - 2, 6):
        pixels[LINE.top + 2 : LINE.bottom - 2, left : left + 2] = (20, 20, 20)
    return pixels


def disc(box: Box) -> Mask:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    inside = ((x - box.center.x) / (box.width / 2)) ** 2 + ((y - box.center.y) / (box.height / 2)) ** 2 <= 1
    return Mask(inside)


def tools() -> Toolbox:
    corners = tuple((float(x), float(y)) for x, y in LINE.corners)
    line = TextLine("OPEN", corners, 0.99, (0.125, 0.375, 0.625, 0.875))
    return Toolbox.of(
        detector=scripted.ScriptedDetector(vocabulary=("cup", "book")),
        grounder=scripted.ScriptedGrounder({}),
        segmenter=scripted.ScriptedSegmenter([disc(CUP), Mask.from_box(BOOK, WIDTH, HEIGHT)]),
        inpainter=NearbyInpainter(),
        harmonizer=TonePoisson(),
        text_reader=scripted.ScriptedTextReader([line]),
        text_writer=scripted.ScriptedTextWriter(),
        layout_generator=ScriptedLayoutGenerator(),
    )


def situation(translucent: bool = False) -> Situation:
    things = (
        SceneObject(id="cup-1", label="cup", box=CUP, mask=disc(CUP).to_ref()),
        SceneObject(id="book-1", label="book", box=BOOK, mask=Mask.from_box(BOOK, WIDTH, HEIGHT).to_ref()),
        SceneObject(
            id="wall-1",
            label="wall",
            box=Box(0, 90, 60, 140),
            mask=Mask.from_box(Box(0, 90, 60, 140), WIDTH, HEIGHT).to_ref(),
            attributes={"kind": "backdrop"},
        ),
    )
    pixels = picture()
    if translucent:
        alpha = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
        alpha[:, :30] = 0
        pixels = np.concatenate([pixels, alpha], axis=2)
    scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT), objects=things)
    images = MemoryImages()
    original = Original(images.put(255 - picture()), scene)
    now = Situation(pixels, scene, View.of(WIDTH, HEIGHT), tools(), images, original=lambda: original)
    other = np.random.default_rng(0).integers(60, 200, (40, 40, 3), np.uint8)
    images.put(other)
    return now


STUDIO = np.full((40, 40, 3), 255, np.uint8)
STUDIO[10:30, 12:28] = (30, 90, 40)


def reference(now: Situation) -> dict[str, Any]:
    return {"image": now.images.put(STUDIO).id}


NEAR = {
    "remove": {"targets": [CUP_1]},
    "move": {"target": CUP_1, "to": {"offset": [30, 12]}},
    "resize": {"targets": [CUP_1], "scale": 1.4},
    "swap": {"target": CUP_1, "other": BOOK_1},
    "duplicate": {"target": CUP_1, "to": {"offset": [40, 6]}, "count": 1},
    "recolor": {"targets": [CUP_1], "color": "#1f8d43", "exact": True},
    "adjust": {"targets": [CUP_1], "brightness": 0.3, "saturation": -0.4},
    "adjust sharper": {"targets": [CUP_1], "sharpness": 0.5},
    "adjust softer": {"targets": [CUP_1], "sharpness": -0.8},
    "obscure": {"targets": [CUP_1], "method": "blur"},
    "obscure pixelate": {"targets": [BOOK_1, CUP_1], "method": "pixelate"},
    "text": {"targets": [], "find": "OPEN", "replace_with": "SHUT"},
    "text off": {"targets": [], "find": "OPEN", "replace_with": None},
    "transform flip": {"targets": [CUP_1], "flip": "horizontal"},
    "transform turn": {"targets": [BOOK_1], "rotate": 30},
    "transform crop": {"crop": [10, 10, 200, 120]},
    "restore": {"targets": [CUP_1, BOOK_1]},
    "correct": {"targets": [CUP_1], "label": "mug"},
    "instruct": {
        "targets": [EVERYTHING],
        "original": "make the cup shine",
        "instructions": [
            {"text": "brighter", "needs": [], "ops": [{"op": "adjust", "targets": [CUP_1], "brightness": 0.3}]},
            {"text": "no book", "needs": [], "ops": [{"op": "remove", "targets": [BOOK_1]}]},
        ],
    },
    "replace backdrop": {"targets": [{"object": "wall-1"}], "reference": None},
}
"""Actions that look at a part of this picture, the whole of which they need not know."""

WHOLE = {
    "insert": {"at": {"point": [250, 80]}, "reference": None},
    "replace": {"targets": [CUP_1], "reference": None},
    "recolor by name": {"targets": [CUP_1], "color": "blue"},
    "adjust shadows": {"targets": [CUP_1], "shadows": 0.5},
    "adjust auto": {"targets": [CUP_1], "auto": True},
    "restyle": {"targets": [CUP_1], "prompt": "watercolour"},
    "background": {"blur": 0.5},
    "transform extend": {"extend": {"right": 20}},
    "draw": {"targets": [CUP_1]},
}
"""Actions that look at all of it, as docs/history.md says."""


def resolved_op(name: str, fields: dict[str, Any], now: Situation) -> tuple[ResolvedOp, Situation]:
    fields = {**fields, "op": name.split()[0]}
    if "reference" in fields:
        fields["reference"] = reference(now)
    (op,) = EditPlan.model_validate({"ops": [fields]}).ops
    resolved, _ = resolve(op, now)
    return (_followed(resolved) if name in GOING_ALONG else resolved), now


GOING_ALONG = ("move", "resize", "duplicate", "swap", "transform flip")
"""Actions whose targets take what belongs to them along."""


def _followed(resolved: ResolvedOp) -> ResolvedOp:
    """With a shadow, a reflection and a thing that is held."""
    boxes = {"shadow": SHADE, "reflection": Box(60, 78, 84, 96), "held": Box(52, 50, 58, 62)}
    follows = [
        ResolvedConsequence(because="cup-1", kind=kind, mask=Mask.from_box(box, WIDTH, HEIGHT).to_ref())
        for kind, box in boxes.items()
    ]
    return resolved.model_copy(update={"consequences": tuple(follows)})


def done(resolved: ResolvedOp, pixels: Pixels, now: Situation) -> Outcome:
    return evaluate(resolved, pixels, tools(), now.images)


def elsewhere(pixels: Pixels, box: Box, seed: int) -> Pixels:
    """The picture with all that lies outside the box another."""
    other = np.random.default_rng(seed).integers(0, 256, pixels.shape, np.uint8)
    other[box.clamp(WIDTH, HEIGHT).slices] = pixels[box.clamp(WIDTH, HEIGHT).slices]
    return other


def assert_same(one: Outcome, other: Outcome) -> None:
    assert [patch.box for patch in one.patches] == [patch.box for patch in other.patches]
    for mine, theirs in zip(one.patches, other.patches, strict=True):
        assert np.array_equal(mine.pixels, theirs.pixels)
        assert np.array_equal(mine.alpha, theirs.alpha)
    assert one.allowed == other.allowed
    assert replace(one, patches=(), allowed=other.allowed) == replace(other, patches=())


def test_every_action_is_looked_at() -> None:
    assert {kind.model_fields["op"].default for kind in _EVALUATORS} == {name.split()[0] for name in (*NEAR, *WHOLE)}


@pytest.mark.parametrize("translucent", [False, True], ids=["opaque", "translucent"])
@pytest.mark.parametrize("name", NEAR)
def test_what_lies_outside_the_box_that_was_read_changes_nothing(name: str, translucent: bool) -> None:
    resolved, now = resolved_op(name, NEAR[name], situation(translucent))
    first = done(resolved, now.pixels, now)
    assert first.read.area < 0.6 * WIDTH * HEIGHT, first.read
    for seed in range(3):
        assert_same(done(resolved, elsewhere(now.pixels, first.read, seed), now), first)


@pytest.mark.parametrize("name", WHOLE)
def test_what_looks_at_the_whole_picture_says_so(name: str) -> None:
    resolved, now = resolved_op(name, WHOLE[name], situation())
    assert done(resolved, now.pixels, now).read == Box.of_size(WIDTH, HEIGHT)


def test_what_looks_at_the_whole_picture_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "history.md").read_text("utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| `")]
    told = {kind.strip(" `"): row[-1] == "all of it" for row in rows for kind in row[0].split(",")}
    assert told == {name: name in WHOLE for name in (*NEAR, *WHOLE)}


def test_what_a_shadow_falls_on_is_read_too() -> None:
    resolved, now = resolved_op("move", {**NEAR["move"], "to": {"offset": [250, 0]}}, situation())
    assert done(resolved, now.pixels, now).read.covers(SHADE.shift(250, 0))
    alone = done(resolved.model_copy(update={"consequences": ()}), now.pixels, now)
    assert not alone.read.intersect(SHADE.shift(250, 0)).area
