"""Back-ends that answer what they were told to: for tests, scripts and fault injection, never as a stand-in.

All are deterministic, load nothing, and note what they were asked in `calls`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels
from ...scene.mask import Mask
from ..generators import Watch
from ..ports import Detection, Face, Grounding, Prompt, Region, Tag, TextLine, Undrawable

RING = 4
"""Pixels around a hole whose mean fills it."""

OBJECT = (Tag("object", 1.0),)


class ScriptedDetector:
    """A `Detector` that finds given detections in every picture: those whose middle is in it (or `within`)."""

    def __init__(
        self,
        detections: Iterable[Detection] = (),
        vocabulary: Iterable[str] = (),
        hints: Iterable[Detection] = (),
    ) -> None:
        self._detections = sorted(detections, key=lambda one: -one.score)
        self._hints = sorted(hints, key=lambda one: -one.score)
        self._vocabulary = tuple(dict.fromkeys([*vocabulary, *(one.label for one in self._detections)]))
        self.calls: list[str] = []

    @property
    def vocabulary(self) -> tuple[str, ...]:
        return self._vocabulary

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        self.calls.append("detect thorough" if thorough else "detect")
        part = _part(pixels, within)
        found = [one for one in self._detections if part.contains(one.box.center)]
        return [Detection(one.label, one.box.intersect(part), one.score) for one in found]

    def hints(self, pixels: Pixels) -> list[Detection]:
        self.calls.append("hints")
        return list(self._hints)


class ScriptedGrounder:
    """A `Grounder` of a mapping phrase → groundings (or boxes); phrases are compared without case and articles."""

    def __init__(
        self,
        answers: Mapping[str, Sequence[Grounding | Box]] | None = None,
        guesses: Mapping[str, Sequence[Grounding]] | None = None,
        suspects: Sequence[Grounding] = (),
    ) -> None:
        self._suspects = list(suspects)
        self._answers = {_plain(phrase): tuple(found) for phrase, found in (answers or {}).items()}
        self._guesses = {_plain(phrase): tuple(found) for phrase, found in (guesses or {}).items()}
        self.calls: list[str] = []

    def ground(self, pixels: Pixels, phrases: Sequence[str], within: Box | None = None) -> list[list[Grounding]]:
        self.calls.extend(phrases)
        part = _part(pixels, within)
        return [self._ground(phrase, part) for phrase in phrases]

    def guess(self, pixels: Pixels, phrase: str, within: Box | None = None) -> list[Grounding]:
        self.calls.append(f"guess {phrase}")
        part = _part(pixels, within)
        return [one for one in self._guesses.get(_plain(phrase), ()) if part.contains(one.box.center)]

    def suspects(self, pixels: Pixels) -> list[Grounding]:
        self.calls.append("suspects")
        return self._suspects

    def _ground(self, phrase: str, part: Box) -> list[Grounding]:
        known = self._answers.get(_plain(phrase), ())
        answers = [one if isinstance(one, Grounding) else Grounding(phrase, one, 1.0) for one in known]
        return sorted((one for one in answers if part.contains(one.box.center)), key=lambda one: -one.score)


class ScriptedSegmenter:
    """A `Segmenter` that fills the prompt's box, or gives the best fitting of the given masks.

    A mask fits by its box's IoU with the prompt's box, or by holding the first point inside; the smaller one wins.
    """

    def __init__(self, masks: Iterable[Mask] = ()) -> None:
        self._masks = sorted(masks, key=lambda mask: -mask.area)
        self.calls: list[str] = []

    def encode(self, pixels: Pixels) -> Pixels:
        self.calls.append("encode")
        return check_pixels(pixels)

    def segment(self, embedding: Pixels, prompts: Sequence[Prompt]) -> list[Region]:
        self.calls.extend("segment" for _ in prompts)
        return [Region(self._mask(prompt, embedding), 1.0) for prompt in prompts]

    def everything(
        self, embedding: Pixels, known: Sequence[Region] | None = None, boxes: Sequence[Box] = ()
    ) -> list[Region]:
        self.calls.append("everything" if known is None else "everything else")
        if known is not None:
            return []
        return [Region(mask, 1.0) for mask in self._masks if mask.array.shape == embedding.shape[:2]]

    def _mask(self, prompt: Prompt, pixels: Pixels) -> Mask:
        height, width = pixels.shape[:2]
        fitting = [mask for mask in self._masks if mask.array.shape == (height, width) and _fit(mask, prompt)]
        if fitting:
            return max(fitting, key=lambda mask: (_fit(mask, prompt), -mask.area))
        x, y = prompt.inside[0] if prompt.box is None else (0.0, 0.0)
        box = prompt.box or Box.centered((x, y), max(1, width // 10), max(1, height // 10))
        return Mask.from_box(box, width, height)


class ScriptedTagger:
    """A `Tagger` that gives every crop the same tags, or what a function says of the crop."""

    def __init__(self, tags: Sequence[Tag] | Callable[[Pixels], Sequence[Tag]] = OBJECT) -> None:
        self._tags = tags
        self.calls: list[str] = []

    def tag(self, crops: Sequence[Pixels], top: int = 5) -> list[list[Tag]]:
        self.calls.extend("tag" for _ in crops)
        said = [self._tags(crop) if callable(self._tags) else self._tags for crop in crops]
        return [sorted(tags, key=lambda tag: -tag.score)[:top] for tags in said]


class ScriptedTextEncoder:
    """A `TextEncoder` of hashed words (Weinberger et al., ICML 2009): texts with words in common are near."""

    dimensions = 256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                row[_bucket(word, self.dimensions)] += 1
            row /= np.linalg.norm(row)
        return out


class ScriptedInpainter:
    """An `Inpainter` that fills with the mean colour of the ring around the hole, in so many `steps`.

    `meanwhile` is called in the middle of each with its number.
    """

    def __init__(self, steps: int = 1, meanwhile: Callable[[int], Any] = int) -> None:
        self._steps, self._meanwhile = steps, meanwhile
        self.calls: list[str] = []

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
        _check_fill(pixels, hole, prompt)
        self.calls.append("fill")
        for step in range(1, self._steps + 1):
            self._meanwhile(step)
            if watch is not None:
                watch(step, self._steps)
        shut = hole if barred is None else hole.union(barred)
        ring = hole.grow(RING).minus(shut).array
        source = ring if ring.any() else ~shut.array
        out = pixels.copy()
        out[hole.array] = np.rint(pixels[source if source.any() else ~source].mean(axis=0)).astype(np.uint8)
        return out


class InputInpainter:
    """A faulty inpainter: returns its input."""

    def fill(self, pixels: Pixels, hole: Mask, *, prompt: str | None = None, **more: Any) -> Pixels:
        _check_fill(pixels, hole, prompt)
        return pixels.copy()


class NoiseInpainter:
    """A faulty inpainter: fills with noise."""

    def fill(self, pixels: Pixels, hole: Mask, *, prompt: str | None = None, seed: int = 0, **more: Any) -> Pixels:
        _check_fill(pixels, hole, prompt)
        out = pixels.copy()
        noise = np.random.default_rng(seed).integers(0, 256, out.shape, np.uint8)
        out[hole.array] = noise[hole.array]
        return out


class MisplacedInpainter:
    """A faulty inpainter: leaves the hole alone and changes the same shape elsewhere (breaking its port's promise)."""

    def fill(self, pixels: Pixels, hole: Mask, *, prompt: str | None = None, **more: Any) -> Pixels:
        _check_fill(pixels, hole, prompt)
        out = pixels.copy()
        elsewhere = np.roll(hole.array, (hole.height // 2, hole.width // 2), axis=(0, 1)) & ~hole.array
        out[elsewhere] = 255 - out[elsewhere]
        return out


class ScriptedHarmonizer:
    """A `Harmonizer` that leaves the cut-out as it is."""

    def harmonize(self, pixels: Pixels, cutout: Pixels, box: Box) -> Pixels:
        if cutout.shape != (box.height, box.width, 4):
            raise ValueError(f"a cut-out for {box.as_list()} is RGBA of its size, but got {cutout.shape}")
        return cutout.copy()


class ScriptedTextReader:
    """A `TextReader` that reads the given lines in every picture: those whose middle is in it (or `within`).

    A line that is no longer there is not read: where the pixels around its middle are all alike.
    """

    def __init__(self, lines: Iterable[TextLine] = ()) -> None:
        self._lines = tuple(lines)
        self.calls: list[str] = []

    def read(self, pixels: Pixels, within: Box | None = None) -> list[TextLine]:
        self.calls.append("read")
        part = _part(pixels, within)
        return [line for line in self._lines if part.contains(line.box.center) and _patterned(pixels, line.box)]


class ScriptedTextWriter:
    """A `TextWriter` that writes every text as bars of the line's darkest colour, one for each character."""

    def __init__(self) -> None:
        self.calls: list[str] = []

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
        self.calls.append(text)
        if not text.isascii():
            raise Undrawable(f"there are no letters for {text!r} here")
        box = line.box.intersect(_part(pixels, None))
        part = pixels[box.slices].reshape(-1, 3)
        out = ground.copy()
        stride = max(2, box.width // max(1, len(text)))
        out[box.slices][:, ::stride] = part[part.sum(axis=1).argmin()]
        return out

    def reads(self, line: TextLine, width: int, height: int) -> Box:
        return line.box.clamp(width, height)


class ScriptedFaceDetector:
    """A `FaceDetector` that finds the given faces in every picture: those whose middle is in it (or `within`).

    A face that is no longer there is not found: where the pixels in its box are all alike.
    """

    def __init__(self, faces: Iterable[Face] = ()) -> None:
        self._faces = sorted(faces, key=lambda face: -face.score)
        self.calls: list[str] = []

    def faces(self, pixels: Pixels, within: Box | None = None) -> list[Face]:
        self.calls.append("faces")
        part = _part(pixels, within)
        return [face for face in self._faces if part.contains(face.box.center) and _patterned(pixels, face.box)]


class ScriptedSceneParser:
    """A `SceneParser` of boxes by class, in shares of the picture; what is in none of them is a thing."""

    def __init__(self, parts: Mapping[str, tuple[float, float, float, float]] | None = None, cells: int = 20) -> None:
        self._parts = dict(parts or {})
        self._cells = cells
        self.calls: list[str] = []

    @property
    def classes(self) -> tuple[str, ...]:
        return (*self._parts, "thing")

    def parse(self, pixels: Pixels) -> NDArray[np.float32]:
        check_pixels(pixels)
        self.calls.append("parse")
        out = np.zeros((self._cells, self._cells, len(self.classes)), np.float32)
        out[..., -1] = 1
        for index, share in enumerate(self._parts.values()):
            left, top, right, bottom = (round(edge * self._cells) for edge in share)
            out[top:bottom, left:right] = np.eye(len(self.classes), dtype=np.float32)[index]
        return out


def load_detector(context: Any) -> ScriptedDetector:
    """A detector that finds nothing."""
    return ScriptedDetector()


def load_grounder(context: Any) -> ScriptedGrounder:
    """A grounder that finds nothing."""
    return ScriptedGrounder()


def load_segmenter(context: Any) -> ScriptedSegmenter:
    """A segmenter that fills boxes."""
    return ScriptedSegmenter()


def load_tagger(context: Any) -> ScriptedTagger:
    """A tagger that says "object"."""
    return ScriptedTagger()


def load_text_encoder(context: Any) -> ScriptedTextEncoder:
    """Hashed words."""
    return ScriptedTextEncoder()


def load_inpainter(context: Any) -> ScriptedInpainter:
    """The mean of the ring."""
    return ScriptedInpainter()


def load_harmonizer(context: Any) -> ScriptedHarmonizer:
    """The identity."""
    return ScriptedHarmonizer()


def load_face_detector(context: Any) -> ScriptedFaceDetector:
    """A detector that finds no faces."""
    return ScriptedFaceDetector()


def load_text_reader(context: Any) -> ScriptedTextReader:
    """A reader that finds no words."""
    return ScriptedTextReader()


def load_text_writer(context: Any) -> ScriptedTextWriter:
    """Bars."""
    return ScriptedTextWriter()


def _patterned(pixels: Pixels, box: Box) -> bool:
    part = pixels[box.intersect(_part(pixels, None)).slices]
    return bool(part.size) and int(part.max()) - int(part.min()) > 8


def _part(pixels: Pixels, within: Box | None) -> Box:
    check_pixels(pixels)
    frame = Box.of_size(pixels.shape[1], pixels.shape[0])
    return frame if within is None else within.intersect(frame)


def _plain(phrase: str) -> str:
    return " ".join(word for word in phrase.lower().split() if word not in {"a", "an", "the"})


def _fit(mask: Mask, prompt: Prompt) -> float:
    if prompt.box is not None:
        return mask.box.iou(prompt.box)
    x, y = (int(number) for number in prompt.inside[0])
    return float(Box.of_size(mask.width, mask.height).contains((x, y)) and mask.array[y, x])


def _bucket(word: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % count


def _check_fill(pixels: Pixels, hole: Mask, prompt: str | None) -> None:
    check_pixels(pixels)
    if prompt is not None:
        raise ValueError(f"this inpainter follows no words, but got {prompt!r}")
    if hole.array.shape != pixels.shape[:2]:
        raise ValueError(f"the hole is of the picture's size {pixels.shape[:2]}, but got {hole.array.shape}")


def load_scene_parser(context: Any) -> ScriptedSceneParser:
    """A parser that sees nothing but things."""
    return ScriptedSceneParser()
