"""From a plan's reference to the pixels to take: another picture, or an object of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ...scene.codec import open_photo
from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneImage
from ...scene.records import ResolvedReference
from ...scene.target import FileReference, ImageReference, LibraryReference, ObjectReference, PhraseTarget, Reference
from ...scene.view import View
from ...tools.plain_ground import off_plain_ground
from ...tools.ports import Detection, Prompt, Region
from ..errors import Damaged
from ..library import CutOut, NotKept
from .masks import NOBODY, SURROUNDING, mask_of, object_mask
from .prominent import in_the_middle, pieces, salient
from .situation import BadTarget, Situation
from .sizes import OwnSize

SAME, SAME_PIXELS = 0.4, 0.5
"""From these overlaps of boxes and of masks on, what was recognised is what stands out."""

STORED = "sha256:"
"""How the id of a stored picture begins, where a reference may be one or a file."""

FILLS = 0.95
"""A subject that covers more than this share of the reference is the reference itself."""


def reference_of(reference: Reference, situation: Situation) -> tuple[ResolvedReference, Situation]:
    """The picture and the pixels in it that a reference means; BadTarget when the file or id does not exist."""
    return _FINDERS[type(reference)](reference, situation)


def _object(reference: ObjectReference, situation: Situation) -> tuple[ResolvedReference, Situation]:
    mask, situation = object_mask(reference.object, situation)
    image = situation.images.put(situation.pixels)
    label = situation.object(reference.object).label
    found = ResolvedReference(image=image, mask=mask.to_ref(), object=reference.object, label=label)
    return found, situation


def _file(reference: FileReference, situation: Situation) -> tuple[ResolvedReference, Situation]:
    path = situation.references.get(reference.file, reference.file)
    if path.startswith(STORED):
        return _stored(path, reference, situation)
    try:
        pixels = open_photo(path).pixels
    except (OSError, ValueError) as error:
        raise BadTarget(f"the reference picture cannot be read: {error}") from None
    return subject_of(situation.images.put(pixels), pixels, reference, situation), situation


def _image(reference: ImageReference, situation: Situation) -> tuple[ResolvedReference, Situation]:
    return _stored(reference.image, reference, situation)


def _stored(id: str, reference: Any, situation: Situation) -> tuple[ResolvedReference, Situation]:
    try:
        pixels = situation.images.get(ImageRef(id=id, width=1, height=1))
    except KeyError:
        raise BadTarget(f"no stored picture has the id {id!r}; name a file instead") from None
    return subject_of(ImageRef.of(pixels), pixels, reference, situation), situation


def _library(reference: LibraryReference, situation: Situation) -> tuple[ResolvedReference, Situation]:
    """The cut-out is copied into the session: its pictures stay what they are when the library changes."""
    entry, pixels = _kept(reference.library, situation)
    mask = Mask(pixels[..., 3] >= 128)
    ref = mask.to_ref() if mask.area else None
    return ResolvedReference(image=situation.images.put(pixels), mask=ref, label=entry.label or entry.name), situation


def _kept(name: str, situation: Situation) -> tuple[CutOut, Pixels]:
    if situation.library is None:
        raise BadTarget(f"there is no library here to take “{name}” from; name a picture file or an object instead")
    try:
        return situation.library.get(name), situation.library.pixels(name)
    except (NotKept, Damaged) as error:
        raise BadTarget(str(error)) from None


def own_size(reference: Reference | None, situation: Situation) -> OwnSize:
    """What is known of how large the thing itself is."""
    if not isinstance(reference, LibraryReference):
        return OwnSize()
    entry, _ = _kept(reference.library, situation)
    return OwnSize(entry.metres, entry.share, entry.cut_sides)


_FINDERS: dict[type, Callable[[Any, Situation], tuple[ResolvedReference, Situation]]] = {
    ObjectReference: _object,
    FileReference: _file,
    ImageReference: _image,
    LibraryReference: _library,
}


def subject_of(image: ImageRef, pixels: Pixels, reference: Any, situation: Situation) -> ResolvedReference:
    """The named thing in the picture, else its own transparency, else its main subject, else all of it."""
    there = _picture(pixels, situation)
    target = reference.target or (PhraseTarget(phrase=reference.phrase) if reference.phrase else None)
    if target is not None:
        found, _ = mask_of(target, there)
        return ResolvedReference(image=image, mask=found.mask, label=found.label, sure=found.sure, seen=found.seen)
    if pixels.shape[2] == 4 and bool((pixels[..., 3] < 128).any()):
        return ResolvedReference(image=image, mask=Mask(pixels[..., 3] >= 128).to_ref())
    return _main_subject(image, there)


def _picture(pixels: Pixels, situation: Situation) -> Situation:
    height, width = pixels.shape[:2]
    scene = Scene(image=SceneImage(width=width, height=height))
    return replace(situation, pixels=pixels, scene=scene, view=View.of(width, height), marks={})


def _main_subject(image: ImageRef, there: Situation) -> ResolvedReference:
    with there.toolbox.lease("detector") as detector:
        seen = _held(detector.detect(to_rgb(there.pixels)), there)
    main = max(seen, key=lambda thing: thing.box.area * thing.score, default=None)
    plain = off_plain_ground(there.pixels)
    if plain is not None:
        label = main.label if main is not None and main.box.iou(plain.box) >= SAME else None
        return ResolvedReference(image=image, mask=plain.to_ref(), label=label)
    about = salient(there)
    if about is not None:
        return _of_subject(image, pieces(about)[0], seen, there)
    if main is None:
        middle = in_the_middle(there)
        if middle is None:
            return ResolvedReference(image=image)
        return ResolvedReference(image=image, mask=middle.mask.to_ref(), sure=round(float(middle.score), 3))
    found = _cut(main, there)
    if not found.mask.area or found.mask.area > FILLS * there.frame.area:
        return ResolvedReference(image=image, label=main.label)
    sure = round(float(found.score), 3)
    return ResolvedReference(image=image, mask=found.mask.to_ref(), label=main.label, sure=sure, seen=main.box)


def _of_subject(image: ImageRef, piece: Mask, seen: Sequence[Detection], there: Situation) -> ResolvedReference:
    """All of the piece that stands out, by the name of what was recognised in it; of several such things the main one
    alone."""
    within = [one for one in seen if piece.box.contains(one.box.center)]
    main = max(within, key=lambda thing: thing.box.area * thing.score, default=None)
    found = None if main is None else _cut(main, there)
    if main is None or found is None or found.mask.intersect(piece).area < SAME_PIXELS * found.mask.area:
        return ResolvedReference(image=image, mask=piece.to_ref())
    others = [one.box for one in within if one != main and not main.box.covers(one.box)]
    if not others and found.mask.iou(piece) < SAME_PIXELS:
        return ResolvedReference(image=image, mask=piece.to_ref())
    whole = piece if not others else _inside(piece, main.box, others)
    mask, sure = found.mask.union(whole), round(float(found.score), 3)
    return ResolvedReference(image=image, mask=mask.to_ref(), label=main.label, sure=sure, seen=main.box)


def _inside(piece: Mask, box: Box, others: Sequence[Box]) -> Mask:
    """What of a piece lies in a thing's box and in no other's."""
    kept = piece.intersect(Mask.from_box(box.intersect(piece.box), piece.width, piece.height))
    for other in others:
        kept = kept.minus(Mask.from_box(other, piece.width, piece.height))
    return kept


def _cut(thing: Detection, there: Situation) -> Region:
    with there.toolbox.lease("segmenter") as segmenter:
        found: Region = segmenter.segment(segmenter.encode(there.rgb), [Prompt(box=thing.box)])[0]
    return found


def _held(seen: Sequence[Detection], there: Situation) -> Sequence[Detection]:
    """Without what the others stand on or in (the table under a cup): that is no subject."""
    large = SURROUNDING * there.frame.area
    inner = [
        one
        for one in seen
        if one.label in NOBODY
        or one.box.area < large
        or not any(other != one and one.box.pad(2).covers(other.box) for other in seen)
    ]
    return inner or seen
