"""Putting things into the library and taking them out: what the commands keep, forget and show come to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.plan import EditPlan, Forget, Keep, Option, Question
from ...scene.target import FileReference, Target
from ...tools.cutout import cut_out
from ..actions import ActionError, Situation
from ..actions.masks import mask_of
from ..actions.references import subject_of
from ..actions.sizes import metres_of
from ..interpreter.words.names import plain_name
from ..library import CutOut, Library, NameTaken
from ..looking.frames import shown_scene
from ..verify.outlines import SURE
from ..verify.saying import kept_doubt


class Piece(NamedTuple):
    """A thing cut out as it is shown: h×w×4 RGBA, its soft rim included, where it lay, and what is known of it."""

    rgba: Pixels
    box: Box
    label: str | None
    facts: dict[str, Any]
    sure: float | None = None
    """What the segmenter thinks of its outline, where it drew it."""


def cut(target: Target, situation: Situation) -> Piece:
    """The thing that a target means, upright as it is shown; ActionError where it cannot be seen."""
    found, situation = mask_of(target, situation)
    mask = Mask.from_ref(found.mask).intersect(situation.visible)
    if not mask.area:
        raise ActionError("nothing of it is to be seen in the picture as it is shown")
    shown = situation.view.render(_alone(situation.pixels, mask))
    box = Mask(shown[..., 3] > 0).box
    facts = {
        "metres": metres_of(found.label, box.height, shown_scene(situation.scene, situation.view)),
        "source": {"width": situation.view.width, "height": situation.view.height, "box": box.as_list()},
    }
    return Piece(np.ascontiguousarray(shown[box.slices]), box, found.label, facts, found.sure)


def _alone(pixels: Pixels, mask: Mask) -> Pixels:
    """The masked thing with its soft edge on a transparent canvas of the same size."""
    rgba, box = cut_out(np.ascontiguousarray(to_rgb(pixels)), mask)
    if pixels.shape[2] == 4:
        rgba[..., 3] = np.minimum(rgba[..., 3], pixels[..., 3][box.slices])
    canvas = np.zeros((*pixels.shape[:2], 4), np.uint8)
    canvas[box.slices] = rgba
    return canvas


def cut_from_photo(situation: Situation, phrase: str | None = None) -> Piece:
    """What is to be kept of a photo: what the phrase names, else what its transparency leaves, else what it shows."""
    pixels = situation.pixels
    reference = subject_of(ImageRef.of(pixels), pixels, FileReference(file="", phrase=phrase), situation)
    own = phrase is None and pixels.shape[2] == 4 and bool((pixels[..., 3] < 128).any())
    mask = Mask.from_ref(reference.mask) if reference.mask else Mask.full(situation.width, situation.height)
    rgba = pixels if own else _alone(pixels, mask)
    box = Mask(rgba[..., 3] > 0).box
    # A picture that came cut out has no surroundings that would tell a size or a side that is missing.
    source = {} if own else {"width": situation.width, "height": situation.height, "box": box.as_list()}
    return Piece(np.ascontiguousarray(rgba[box.slices]), box, reference.label, {"source": source}, reference.sure)


def keep(library: Library, piece: Piece, name: str, photo: ImageRef, replace: bool = False) -> CutOut:
    """Put a piece into the library; BadInput for what is no name, NameTaken for one that stands for another."""
    facts = {**piece.facts, "source": {"picture": photo.id, **piece.facts["source"]}}
    return library.add(name, piece.rgba, replace, label=piece.label, **facts)


def kept_words(entry: CutOut, piece: Piece) -> str:
    """What the person is told."""
    frame = Box.of_size(piece.facts["source"]["width"], piece.facts["source"]["height"])
    inside = piece.box.pad(1).intersect(frame) == piece.box.pad(1)
    cropped = "" if inside else " It reaches the picture's edge: what lies beyond is missing."
    doubt = f" But look: {kept_doubt(piece.label)}." if piece.sure is not None and piece.sure < SURE else ""
    return (
        f"Kept in the library as “{entry.name}” ({entry.width}×{entry.height}).{cropped}{doubt} “Put my {entry.name} "
        f"…” puts it into any photo; undo leaves it there, “forget my {entry.name}” takes it out."
    )


def taken_question(library: Library, order: Keep, plan: EditPlan) -> EditPlan:
    """Another cut-out has the name: which is it to be?"""
    name, other = plain_name(order.as_), library.free_name(order.as_)
    instead = order.model_copy(update={"replace": True})
    beside = order.model_copy(update={"as_": other})
    options = (
        Option(label="replace it", ops=plan.ops, command=instead),
        Option(label=f"keep both, this one as “{other}”", ops=plan.ops, command=beside),
    )
    text = f"The library holds another “{name}” already. What is to become of it?"
    return EditPlan(status="ask", question=Question(text=text, options=options), replaces=plan.replaces)


def carry_out(library: Library, plan: EditPlan, situation: Situation, photo: ImageRef) -> tuple[str, EditPlan | None]:
    """Do what a plan's command says with the library: what to tell, or the plan that asks first.

    Raises ActionError and BadInput. Doing it again changes nothing.
    """
    order = plan.command
    if isinstance(order, Forget):
        library.remove(*order.names)
        names = ", ".join(f"“{name}”" for name in order.names)
        return f"Forgotten: {names}. Pictures with it in them stay as they are; undo does not bring it back.", None
    if not isinstance(order, Keep):
        return "", None
    plain_name(order.as_)
    piece = cut(order.target, situation)
    try:
        return kept_words(keep(library, piece, order.as_, photo, order.replace), piece), None
    except NameTaken:
        return "", taken_question(library, order, plan)


def listing(library: Library) -> str:
    """The library in words."""
    lines = [f"{entry.name}: {entry.label or 'a cut-out'}, {entry.width}×{entry.height}" for entry in library.items()]
    if not lines:
        return "The library is empty. “Save the vase as my vase” keeps a cut-out."
    return "\n".join(["In the library:", *lines])
