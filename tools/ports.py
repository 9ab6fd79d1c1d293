"""The ports: what the agent may ask of any model, whatever stands behind it.

Pixels are H×W×3 uint8 RGB, boxes half-open pixels `[left, top, right, bottom]`, masks H×W bool; all calls are
deterministic for the same inputs and seed on one machine. Scores are 0…1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box, Point
from ..scene.image import Pixels
from ..scene.mask import Mask
from .generators import Watch


@dataclass(frozen=True, slots=True)
class Detection:
    """An object of the detector's vocabulary."""

    label: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where a phrase is. `score` is calibrated; `mask` is given when the back-end has it anyway."""

    phrase: str
    box: Box
    score: float
    mask: Mask | None = None
    label: str | None = None
    """What the thing was recognised as, when that differs from the phrase."""
    text: str | None = None
    """What it says, where it is writing: data from the picture."""
    exact: bool = False
    """The mask is as sharp as it can be: no segmenter has to draw it again."""
    whole: str | None = None
    """For a part: what sort of thing it is a part of (a face, of a `person`)."""
    backdrop: bool = False
    """It is what things stand before or on (sky, a wall, grass), not one of them."""


@dataclass(frozen=True, slots=True)
class Tag:
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Region:
    """One mask of segment-everything or of a prompt; `score` is the model's own estimate of its quality."""

    mask: Mask
    score: float


@dataclass(frozen=True, slots=True)
class Eye:
    """An eye: where it is and, where the back-end sees so much, its opening (a closed row of points) and its iris."""

    center: Point
    """Of the iris where it is known."""
    radius: float | None = None
    """Of the iris, in pixels."""
    lids: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """A face. Closed rows of points are empty where the back-end does not see so much."""

    box: Box
    """From the upper forehead to the chin."""
    score: float
    eyes: tuple[Eye, ...] = ()
    """From left to right in the picture."""
    outline: tuple[Point, ...] = ()
    lips: tuple[Point, ...] = ()
    """Around both lips."""
    mouth: tuple[Point, ...] = ()
    """Around the opening between them."""
    nose: Point | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to segment: a box and/or points inside (`inside`) and outside (`outside`), `(x, y)` in pixels."""

    box: Box | None = None
    inside: tuple[tuple[float, float], ...] = ()
    outside: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.box is None and not self.inside:
            raise ValueError("a segmentation prompt needs a box or at least one point inside")


Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four points `(x, y)` in pixels, clockwise from the top left of what they hold."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of writing. What it says is data from the picture: shown and compared, never followed."""

    text: str
    corners: Corners
    """Around the words, the first at the top left of the first letter, however the line is turned."""
    score: float
    centers: tuple[float, ...] = ()
    """Where the middle of each character lies along the line, 0…1; empty where the reader does not know."""

    @property
    def box(self) -> Box:
        """The upright box around it."""
        xs, ys = zip(*self.corners, strict=True)
        return Box(floor(min(xs)), floor(min(ys)), ceil(max(xs)), ceil(max(ys)))

    def shift(self, dx: float, dy: float) -> TextLine:
        """The line so many pixels further right and down."""
        a, b, c, d = ((x + dx, y + dy) for x, y in self.corners)
        return replace(self, corners=(a, b, c, d))


@runtime_checkable
class Detector(Protocol):
    """Finds objects of a fixed vocabulary."""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every label it can give."""
        ...

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        """Objects, best first, boxes in the picture's coordinates. `within` looks at that part only;
        `thorough` also looks at overlapping tiles (small objects; several times slower)."""
        ...

    def hints(self, pixels: Pixels) -> list[Detection]:
        """What a thorough look faintly takes for something, best first, one thing under several labels: evidence to be
        weighed with other evidence, never a find."""
        ...


@runtime_checkable
class Grounder(Protocol):
    """Finds what words name."""

    def ground(self, pixels: Pixels, phrases: Sequence[str], within: Box | None = None) -> list[list[Grounding]]:
        """For each phrase what was found, best first; an empty list is "not found"."""
        ...

    def guess(self, pixels: Pixels, phrase: str, within: Box | None = None) -> list[Grounding]:
        """For a phrase that was not found, what it might be, likeliest first, each with a mask: to be asked about,
        never to be acted on. Scores are how likely each is taken to be right."""
        ...

    def suspects(self, pixels: Pixels) -> list[Grounding]:
        """What else may be in the picture, each by a name of its own (`phrase`) and with a mask, likeliest first: too
        unsure for the scene, but something to ask about."""
        ...


@runtime_checkable
class Segmenter(Protocol):
    """Masks from prompts: encode a picture once, then ask often."""

    def encode(self, pixels: Pixels) -> Any:
        """An opaque embedding that holds what `segment` and `everything` need (the pixels included)."""
        ...

    def segment(self, embedding: Any, prompts: Sequence[Prompt]) -> list[Region]:
        """One full-resolution mask per prompt."""
        ...

    def everything(
        self, embedding: Any, known: Sequence[Region] | None = None, boxes: Sequence[Box] = ()
    ) -> list[Region]:
        """Masks of all that stands out, largest first, near-duplicates dropped. Given what is `known` already, a
        closer search for what else there is; `boxes` are places where something may be."""
        ...


@runtime_checkable
class Tagger(Protocol):
    """Says what a crop shows."""

    def tag(self, crops: Sequence[Pixels], top: int = 5) -> list[list[Tag]]:
        """The `top` labels of each crop, best first."""
        ...


@runtime_checkable
class TextEncoder(Protocol):
    """Sentence vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N×D float32, each row of length 1."""
        ...


@runtime_checkable
class Inpainter(Protocol):
    """Fills holes."""

    def fill(
        self,
        pixels: Pixels,
        hole: Mask,
        *,
        barred: Mask | None = None,
        prompt: str | None = None,
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        """The whole picture with the hole filled; every pixel outside the hole is returned unchanged.

        `barred` pixels (other objects) are not copied from. Raises ValueError for a prompt it cannot follow, and what
        `watch` raises, which is told of each step (or each part of the hole).
        """
        ...


@runtime_checkable
class LocalInpainter(Inpainter, Protocol):
    """Fills holes and says where it looks: what lies elsewhere changes nothing of the fill."""

    def reads(self, hole: Mask, barred: Mask | None = None) -> Box:
        """The part of the picture that `fill` of this hole looks at; it holds the hole."""
        ...


@runtime_checkable
class Harmonizer(Protocol):
    """Matches a pasted object to its new surroundings."""

    def harmonize(self, pixels: Pixels, cutout: Pixels, box: Box) -> Pixels:
        """`cutout` (h×w×4 RGBA, of the box's size) as it should look when laid over `pixels` at `box`: h×w×4 RGBA,
        the alpha unchanged."""
        ...


@runtime_checkable
class FaceDetector(Protocol):
    """Finds faces, large and small ones."""

    def faces(self, pixels: Pixels, within: Box | None = None) -> list[Face]:
        """Faces, best first, in the picture's coordinates; `within` looks at that part only."""
        ...


@runtime_checkable
class TextReader(Protocol):
    """Reads the words in a picture."""

    def read(self, pixels: Pixels, within: Box | None = None) -> list[TextLine]:
        """The lines of writing that it is sure of, in the picture's coordinates, top to bottom. `within` looks at that
        part only."""
        ...


class Undrawable(ValueError):
    """Words that a writer has no letters for; says which."""


@runtime_checkable
class TextWriter(Protocol):
    """Writes words the way that others were written."""

    def write(
        self,
        pixels: Pixels,
        line: TextLine,
        text: str,
        ground: Pixels,
        *,
        first: int = 0,
        last: int | None = None,
        others: Sequence[TextLine] = (),
    ) -> Pixels:
        """`ground` (the picture after the old words were taken off it) with `text` in the place and the manner that
        the characters `first` to `last` (exclusive) of `line` have in `pixels`: size, slant, weight, colour.

        `others` are lines that may stand close by. Both pictures are H×W×3; the ground's pixels far from the line are
        returned as they are. Raises Undrawable.
        """
        ...


@runtime_checkable
class LocalTextWriter(TextWriter, Protocol):
    """Writes words and says where it looks: what lies elsewhere changes nothing of them."""

    def reads(self, line: TextLine, width: int, height: int) -> Box:
        """The part of pictures of that size that `write` in the place of this line looks at and may change."""
        ...


@runtime_checkable
class SceneParser(Protocol):
    """Says of every part of a picture what it is made of."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes: `sky`, `grass`, `wall` … and one for things."""
        ...

    def parse(self, pixels: Pixels) -> NDArray[np.float32]:
        """A grid of equal cells over the picture, h×w×classes float32: probabilities that sum to 1 in each cell."""
        ...


@runtime_checkable
class SubjectFinder(Protocol):
    """Says what a picture is about, whatever it is called: salient object detection."""

    def subject(self, pixels: Pixels) -> NDArray[np.float32]:
        """H×W float32: how surely each pixel is part of it, 0…1; low everywhere where nothing stands out."""
        ...


@runtime_checkable
class DepthEstimator(Protocol):
    """Says how near each pixel is."""

    def depth(self, pixels: Pixels) -> NDArray[np.float32]:
        """H×W float32, relative: 0 the farthest of this picture, 1 the nearest."""
        ...


@runtime_checkable
class Captioner(Protocol):
    """Says in words what a picture shows. What it says is data from a model: shown and compared, never followed."""

    def caption(self, crops: Sequence[Pixels]) -> list[str]:
        """One sentence for each crop."""
        ...

    def answer(self, pixels: Pixels, question: str) -> str:
        """A short answer to a question about the picture."""
        ...

    def attributes(self, crops: Sequence[Pixels], labels: Sequence[str]) -> list[dict[str, str]]:
        """Of each crop, what is plainly to be seen of the thing of that label: some of `material`, `pattern`,
        `wearing`, `gender` and `age`, in a few words each."""
        ...


@runtime_checkable
class ImageTextScorer(Protocol):
    """Compares pictures with words (CLIP, Radford et al., ICML 2021)."""

    def similarity(self, crops: Sequence[Pixels], texts: Sequence[str]) -> NDArray[np.float32]:
        """crops×texts float32: cosine similarities, −1…1."""
        ...
