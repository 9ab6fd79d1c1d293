"""Actions that take real pixels somewhere: move, resize, duplicate, swap, and things put in from a reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.ops import Insert, Remove, Replace, Transform
from ...scene.patch import Patch
from ...scene.records import ResolvedConsequence
from ...scene.target import MarkTarget
from ...tools import cutout, flat_fill
from ...tools.cutout import contact_shadow, cut_out, fit, flip, rotate
from ...tools.plain_ground import off_plain_ground
from ...tools.shadows import Shadow, carried_to, carry_shadow, lift_reads, lift_shadow
from .backdrops import cover
from .bearing import Turn, quarter_turned, quarter_turned_box, quarters, turn_of, upright
from .drawing import draw_in, draw_over
from .healing import GROWTH as THIN
from .margins import allowed_of
from .sizes import follow
from .words import erase
from .work import Work

PLAIN = 3.0
"""Levels by which the ground around a wire may differ from a smooth one and still be filled as such."""


SLENDER = 8
"""A wire or a spot has no pixel that lies deeper in it."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A cut-out (h×w×4 RGBA of the size of `box`) and where it was.

    `thing` is the mask's own box; the soft rim reaches beyond it, or stays within where the matte is thin.
    """

    rgba: Pixels
    box: Box
    thing: Box

    @classmethod
    def around(cls, rgba: Pixels, box: Box) -> Piece:
        """A piece whose thing is what is more than half opaque."""
        return cls(rgba, box, solid_box(rgba).shift(box.left, box.top))


def take(work: Work, *masks: Mask) -> tuple[Work, list[Piece]]:
    """The masked things with their soft edges, cut from the picture as it is; what is transparent there stays so."""
    return work.looking(*map(cutout.reads, masks)), [_cut(work.pixels, mask) for mask in masks]


def _cut(pixels: Pixels, mask: Mask) -> Piece:
    rgba, box = cut_out(np.ascontiguousarray(to_rgb(pixels)), mask)
    if pixels.shape[2] == 4:
        rgba[..., 3] = np.minimum(rgba[..., 3], pixels[..., 3][box.slices])
    return Piece(rgba, box, mask.box)


def put(work: Work, piece: Piece, place: Box, harmonize: bool = False) -> Work:
    """Lay a piece over the picture so that its thing fills `place`; behind what stands before it."""
    box = _with_rim(piece, place)
    rgba = fit(piece.rgba, box.width, box.height)
    if harmonize:
        with work.toolbox.lease("harmonizer") as harmonizer:
            rgba = harmonizer.harmonize(np.ascontiguousarray(work.rgb), rgba, box)
        work = work.looking(work.frame).leased("harmonizer")
    alpha = rgba[..., 3]
    if work.resolved.before is not None:
        alpha = np.where(Mask.from_ref(work.resolved.before).crop(box).array, 0, alpha).astype(np.uint8)
    touched = Mask(alpha > 0).paste(work.width, work.height, box.left, box.top)
    if work.pixels.shape[2] == 4:
        return work.looking(box).allow(touched).lay(_over_clear(work, to_rgb(rgba), alpha, box))
    return work.allow(touched).lay(Patch(box, np.ascontiguousarray(to_rgb(rgba)), np.ascontiguousarray(alpha)))


def _over_clear(work: Work, colours: Pixels, alpha: NDArray[np.uint8], box: Box) -> Patch:
    """A patch that mixes with what is visible below only: transparent pixels have a colour that must not show."""
    below = np.zeros((box.height, box.width, 4), np.uint8)
    inside = box.intersect(work.frame)
    below[inside.shift(-box.left, -box.top).slices] = work.pixels[inside.slices]
    front = alpha[..., None].astype(np.float32) / 255
    back = below[..., 3:].astype(np.float32) / 255 * (1 - front)
    both = front + back
    mixed = (colours * front + to_rgb(below) * back) / np.maximum(both, 1e-6)
    over = np.rint(np.dstack([mixed, 255 * both])).astype(np.uint8)
    return Patch(box, over, np.where(alpha > 0, 255, 0).astype(np.uint8))


def _with_rim(piece: Piece, place: Box) -> Box:
    """`place` is for the thing itself; the cut-out's soft rim reaches a little further, in proportion."""
    x, y = place.width / max(1, piece.thing.width), place.height / max(1, piece.thing.height)
    left = place.left + round((piece.box.left - piece.thing.left) * x)
    top = place.top + round((piece.box.top - piece.thing.top) * y)
    return Box(left, top, left + max(1, round(piece.box.width * x)), top + max(1, round(piece.box.height * y)))


def solid_box(rgba: Pixels) -> Box:
    """The box of what is more than half opaque; the whole where nothing is."""
    solid = Mask(rgba[..., 3] >= 128).box
    return solid if solid.area else Box.of_size(rgba.shape[1], rgba.shape[0])


def _holes(work: Work) -> Mask:
    hole = work.targets[0]
    for mask in (*work.targets[1:], *work.consequences):
        hole = hole.union(mask)
    return hole


def remove(work: Work) -> Work:
    """Letters are thin strokes on a ground that shows between them; things leave a hole. Wires and spots on even ground
    leave nothing: their soft rim and their shadow go as well."""
    if all(target.writing for target in work.resolved.targets):
        return erase(work, _holes(work).grow(1 + work.extra_growth))
    holes = _holes(work)
    if _thin(work, holes):
        wide = allowed_of(holes, work.resolved.growth)
        if flat_fill.unevenness(np.ascontiguousarray(work.rgb), wide) <= PLAIN:
            return erase(work, wide)
        work = work.looking(flat_fill.reads(wide))
    return work.fill(holes)


def _thin(work: Work, holes: Mask) -> bool:
    """Whether what goes is a wire or a spot that was pointed out by a brush, in a picture that is all there."""
    marked = isinstance(work.resolved.op, Remove) and all(
        isinstance(target, MarkTarget) for target in work.resolved.op.targets
    )
    thin = work.resolved.growth == THIN and not holes.grow(-SLENDER).area
    return marked and thin and work.pixels.shape[2] == 3


def relocate(work: Work) -> Work:
    """Move, resize, swap: take everything, fill all the places left, put everything down, shadows first."""
    work = work.remarked()
    work, pieces = take(work, *work.targets)
    work, held = _taken_along(work, "held")
    work, shadows, mirrored = _cast(work)
    work = work.fill(_holes(work))
    work = _cast_again(work, shadows, mirrored)
    for piece, place in sorted(zip(pieces, work.resolved.places, strict=True), key=lambda pair: pair[1].bottom):
        work = put(work, piece, place)
    for piece, number in held:
        work = put(work, piece, follow(piece.thing, work.targets[number].box, work.resolved.places[number]))
    return work


def _taken_along(work: Work, kind: str) -> tuple[Work, list[tuple[Piece, int]]]:
    """Pieces that go with the targets, each with the number of the one it belongs to."""
    following = _following(work, kind)
    work, pieces = take(work, *(Mask.from_ref(one.mask) for one in following))
    return work, [(piece, one.target) for piece, one in zip(pieces, following, strict=True)]


def _cast(work: Work) -> tuple[Work, list[tuple[Shadow, int]], list[tuple[Piece, int]]]:
    """The shadows and reflections that go along, each with the number of the target it belongs to."""
    casting = _following(work, "shadow")
    shadows = [_lifted(work, one) for one in casting]
    work = work.looking(*(lift_reads(Mask.from_ref(one.mask)) for one in casting))
    work, mirrored = _taken_along(work, "reflection")
    return work, shadows, mirrored


def _cast_again(work: Work, shadows: list[tuple[Shadow, int]], mirrored: list[tuple[Piece, int]]) -> Work:
    """Where their things come to lie; the things themselves are put over them."""
    for shadow, number in shadows:
        work = _carry(work, shadow, work.targets[number].box, work.resolved.places[number])
    for piece, number in mirrored:
        work = put(work, piece, follow(piece.thing, work.targets[number].box, work.resolved.places[number]))
    return work


def _following(work: Work, *kinds: str) -> list[ResolvedConsequence]:
    return [one for one in work.resolved.consequences if one.kind in kinds]


def _lifted(work: Work, one: ResolvedConsequence) -> tuple[Shadow, int]:
    """The shadow's ratio, judged by ground alone: neither by the thing that casts it nor by others."""
    barred = Mask.from_ref(work.resolved.barred) if work.resolved.barred else None
    thing = work.targets[one.target]
    return lift_shadow(np.ascontiguousarray(work.rgb), Mask.from_ref(one.mask), thing, barred), one.target


def _carry(work: Work, shadow: Shadow, source: Box, place: Box, spared: Mask | None = None) -> Work:
    """Darken the new ground by the ratio that the shadow darkened the old one; not what stands in front."""
    work = work.looking(carried_to(shadow, source, place))
    after, touched = carry_shadow(np.ascontiguousarray(work.rgb), shadow, source, place)
    touched = _behind(touched if spared is None else touched.minus(spared), work)
    return work.allow(touched).show(after, np.where(touched.array, 255, 0).astype(np.uint8))


def _behind(mask: Mask, work: Work) -> Mask:
    """Without what stands in front of the thing that is put down."""
    return mask if work.resolved.before is None else mask.minus(Mask.from_ref(work.resolved.before))


def duplicate(work: Work) -> Work:
    """Copies, each with the shadow that the thing casts."""
    work = work.remarked()
    work, (piece,) = take(work, work.targets[0])
    source = work.targets[0].box
    work, shadows, mirrored = _cast(work)
    for place in work.resolved.places:
        for shadow, _ in shadows:
            work = _carry(work, shadow, source, place, spared=work.targets[0])
        for image, _ in mirrored:
            work = put(work, image, follow(image.thing, source, place))
        work = put(work, piece, place)
    return work


def insert(work: Work) -> Work:
    work = work.remarked()
    if work.resolved.reference is None:
        return draw_in(work, _prompt(work))
    work, piece = _in_light(work, _from_reference(work))
    for place in work.resolved.places:
        work = put(_ground(work, piece, place), piece, place, harmonize=True)
    return work


def _prompt(work: Work) -> str:
    op = work.resolved.op
    return (op.prompt if isinstance(op, Insert | Replace) else None) or "something else"


def replace_things(work: Work) -> Work:
    work = work.remarked()
    if work.resolved.reference is None:
        return draw_over(work, _holes(work), _prompt(work))
    if all(target.backdrop for target in work.resolved.targets):
        return _backdrops(work)
    work, piece = _in_light(work, _from_reference(work))
    work = work.fill(_holes(work))
    for place in work.resolved.places:
        work = put(_ground(work, piece, place), piece, place, harmonize=True)
    return work


def _backdrops(work: Work) -> Work:
    reference = work.resolved.reference
    if reference is None:
        raise ValueError("a backdrop is covered with a reference")
    for target in work.resolved.targets:
        work = cover(work, Mask.from_ref(target.mask), target.label or "background", work.images.get(reference.image))
    return work


def _from_reference(work: Work) -> Piece:
    reference = work.resolved.reference
    if reference is None:
        raise ValueError("a resolved insert or replace holds a reference")
    pixels = work.images.get(reference.image)
    height, width = pixels.shape[:2]
    mask = Mask.from_ref(reference.mask) if reference.mask else Mask.full(width, height)
    own = pixels.shape[2] == 4 and mask == Mask(pixels[..., 3] >= 128)
    piece = _sticker(pixels) if own else _cut(pixels, mask)
    return piece if reference.object is not None else _turned(piece, upright(work.resolved.view))


def _in_light(work: Work, piece: Piece) -> tuple[Work, Piece]:
    """A thing from another photo as it looks in the light here; one that came cut out or from a studio's plain ground
    says nothing of the light it was in."""
    from ...tools.filters.relight import between, relit

    reference = work.resolved.reference
    if reference is None or reference.mask is None or reference.object is not None:
        return work, piece
    source = work.images.get(reference.image)
    if source.shape[2] == 4 or off_plain_ground(source) is not None:
        return work, piece
    work, light = work.looking(work.frame), between(source, work.pixels)
    changed = Piece(relit(piece.rgba, light), piece.box, piece.thing)
    if light.share < 1:
        return work.note(f"its own photo is brighter, so it was darkened to {light.share:.0%} of its light"), changed
    if light.share > 1:
        return work.note(f"its own photo is darker, so it was given {light.share:.0%} of its light"), changed
    return work, changed


def _sticker(rgba: Pixels) -> Piece:
    """A picture that came cut out: its own soft edge is better than one found anew."""
    box = Mask(rgba[..., 3] > 0).box
    return Piece.around(np.ascontiguousarray(rgba[box.slices]), box)


def _ground(work: Work, piece: Piece, place: Box) -> Work:
    """A soft dark patch where the thing touches the ground; none for a reference that fills its whole rectangle."""
    if bool((piece.rgba[..., 3] >= 128).all()):
        return work
    shadow = _contact(piece, place, work)
    dark = np.zeros_like(work.rgb)
    dimmed = _behind(Mask(shadow > 0), work)
    return work.allow(dimmed).show(dark, np.where(dimmed.array, shadow, 0).astype(np.uint8))


def _contact(piece: Piece, place: Box, work: Work) -> NDArray[np.uint8]:
    """The contact shadow, at the side that is down in the picture as it is shown."""
    turns = quarters(work.resolved.view)
    width, height = (work.height, work.width) if turns % 2 else (work.width, work.height)
    upright_place = quarter_turned_box(place, work.width, work.height, turns)
    shadow = contact_shadow(quarter_turned(piece.rgba, turns), upright_place, width, height)
    return np.ascontiguousarray(quarter_turned(shadow, -turns))


def transform_things(work: Work) -> Work:
    """Flip, turn or scale single things where they stand."""
    work = work.remarked()
    op = work.resolved.op
    if not isinstance(op, Transform):
        raise ValueError("transform_things evaluates a transform")
    turn = turn_of(op, work.resolved.view)
    work, taken = take(work, *work.targets)
    pieces = [_turned(piece, turn) for piece in taken]
    work, shadows, mirrored = _cast(work)
    work = work.fill(_holes(work))
    work = _cast_again(work, shadows, mirrored)
    for piece, place in zip(pieces, work.resolved.places, strict=True):
        work = put(work, piece, place)
    return work


def _turned(piece: Piece, turn: Turn) -> Piece:
    if turn.degrees:
        rgba = rotate(piece.rgba, turn.degrees)
        piece = Piece.around(rgba, Box.centered(piece.box.center, rgba.shape[1], rgba.shape[0]))
    return _mirrored(piece) if turn.mirrored else piece


def _mirrored(piece: Piece) -> Piece:
    box, thing = piece.box, piece.thing
    thing = thing.shift(box.left + box.right - thing.left - thing.right, 0)
    return Piece(flip(piece.rgba, True), box, thing)
