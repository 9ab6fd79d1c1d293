"""Actions that change how pixels look where they are: recolor, adjust, restyle, obscure, and the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.color import to_rgb_tuple
from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb, to_rgba
from ...scene.mask import Mask
from ...scene.ops import ADJUSTMENTS, Adjust, Background, Obscure, Recolor, Restyle
from ...tools.cutout import rim_reads
from ...tools.shedding import shown
from .drawing import draw_anew, draw_behind
from .edges import edge_alpha, edge_reads, hard_alpha
from .margins import SLACK, allowed_of
from .words import recolor_letters
from .work import Work


def _each(work: Work, change: Callable[[Pixels, Mask], Pixels], reach: int | None) -> Work:
    """Apply `change`, which looks `reach` pixels far (None: everywhere), to each target in turn, shown through its soft
    edge."""
    for mask in work.targets:
        wide = work.frame if reach is None else allowed_of(mask, work.resolved.growth).box.pad(reach)
        work = work.looking(wide, edge_reads(work, mask))
        after = change(np.ascontiguousarray(work.rgb), mask)
        work = work.allow(allowed_of(mask, work.resolved.growth)).show(after, edge_alpha(work, mask))
    return work


def recolor_things(work: Work) -> Work:
    from ...tools.filters.recolor import recolor

    op = work.resolved.op
    if not isinstance(op, Recolor):
        raise ValueError("recolor_things evaluates a recolor")
    work, photo = (work.looking(work.frame) if _names_paint(op) else work), work.rgb
    for target, mask in zip(work.resolved.targets, work.targets, strict=True):
        color = paint_of(op, photo, mask)
        work = _told(work, op.color, color)
        if target.writing:
            work = recolor_letters(work, mask, color)
            continue
        work = work.looking(edge_reads(work, mask), *_recolor_reads(work, mask))
        alpha = edge_alpha(work, mask)
        front = _clean_rim(work, mask, alpha)
        after = _exchanged(work.rgb, front, recolor(front, mask.array, color), alpha)
        work = work.allow(allowed_of(mask, work.resolved.growth)).show(after, _seen(alpha))
    return work


def paint_of(op: Recolor | Background, photo: Pixels, on: Mask, lit: bool = True) -> tuple[int, int, int]:
    """The colour that an op means: paint for a name `on` a part of the `photo` (H×W×3), in its light; the very colour
    where the op's field `exact` says that the person gave it in numbers."""
    from ...tools.filters.pigment import asked_for

    exact = bool((op.model_extra or {}).get("exact"))
    share = on.area / max(1, on.width * on.height)
    return asked_for(op.color or "#ffffff", exact, np.ascontiguousarray(photo), share, lit)


def _names_paint(op: Recolor) -> bool:
    """Whether what to paint depends on the light and the colours of the whole photo."""
    from ...tools.filters.pigment import names_paint

    return names_paint(op.color or "#ffffff", bool((op.model_extra or {}).get("exact")))


def _recolor_reads(work: Work, mask: Mask) -> tuple[Box, Box]:
    """What the colour of a soft rim and that of the paint are judged by."""
    from ...tools.filters.window import RIM

    return rim_reads(allowed_of(mask, work.resolved.growth).box), mask.box.pad(RIM)


def _told(work: Work, asked: str, paint: tuple[int, int, int]) -> Work:
    """Said where a name was taken for paint."""
    painted = "#{:02x}{:02x}{:02x}".format(*paint)
    said = f"as paint in the photo's light that is {painted}; say {asked} for exactly that colour"
    return work if painted == asked or said in work.notes else work.note(said)


def _exchanged(pixels: Pixels, front: Pixels, after: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    """`pixels` where `after` has taken the place of `front`, of which each pixel shows `alpha`: what lies behind a soft
    edge keeps its share of the light, and the old colour loses its own."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    out = np.array(pixels)
    if not rows.size:
        return out
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    change = after[part].astype(np.int32) - front[part]
    mixed = pixels[part] + (change * alpha[part][..., None] + np.sign(change) * 127) // 255
    out[part] = np.clip(mixed, 0, 255)
    return out


def _seen(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Everything of which the thing shows at all."""
    return np.where(alpha > 0, 255, 0).astype(np.uint8)


def adjust_things(work: Work) -> Work:
    from ...tools.filters.adjust import adjust, reach

    op = work.resolved.op
    if not isinstance(op, Adjust):
        raise ValueError("adjust_things evaluates an adjust")
    amounts: dict[str, Any] = {name: getattr(op, name) or 0.0 for name in ADJUSTMENTS}
    far = {name: amounts[name] for name in ("sharpness", "shadows", "highlights")}
    looks = reach(work.width, work.height, **far, auto=bool(op.auto))
    return _each(work, lambda pixels, mask: adjust(pixels, **amounts, auto=bool(op.auto), mask=mask.array), looks)


def obscure_things(work: Work) -> Work:
    from ...tools.filters.obscure import obscure

    op = work.resolved.op
    if not isinstance(op, Obscure):
        raise ValueError("obscure_things evaluates an obscure")
    color = to_rgb_tuple(op.color) if op.color else None
    margin = work.resolved.growth - SLACK

    def hide(pixels: Pixels, mask: Mask) -> Pixels:
        return obscure(pixels, mask.grow(margin).array, op.method, op.amount, color)

    for mask in work.targets:
        after = hide(np.ascontiguousarray(work.rgb), mask)
        work = work.allow(allowed_of(mask, work.resolved.growth)).show(after, hard_alpha(mask.grow(margin)))
    return work


def restyle_things(work: Work) -> Work:
    from ...tools.filters.looks import find_look, look

    op = work.resolved.op
    if not isinstance(op, Restyle):
        raise ValueError("restyle_things evaluates a restyle")
    name = find_look(op.prompt)
    if name is None:
        return _drawn_anew(work, op.prompt)
    work = work.note(f"the filter “{name}”, not a generated picture")
    return _each(work, lambda pixels, mask: look(pixels, name), reach=None)


def _drawn_anew(work: Work, style: str) -> Work:
    """Each thing again, in the style asked for: by an editor that follows instructions, else by a generator."""
    from .needs import has_editor
    from .redrawing import redraw

    if has_editor(work.toolbox):
        return redraw(work, f"make it look like {style}")
    for target, mask in zip(work.resolved.targets, work.targets, strict=True):
        named = target.label if target.label not in (None, "everything", "background") else "a picture"
        work = work.looking(edge_reads(work, mask))
        work = draw_anew(work, mask, edge_alpha(work, mask), f"{named}, {style}")
    return work


def change_background(work: Work) -> Work:
    """What lies behind the kept things, in one of four ways."""
    op = work.resolved.op
    if not isinstance(op, Background):
        raise ValueError("change_background evaluates a background")
    behind = work.targets[0]
    kept, work = behind.invert(), work.remarked().looking(work.frame)
    alpha = edge_alpha(work, kept)
    left = shown(np.ascontiguousarray(work.rgb), kept) if work.pixels.shape[2] == 3 else None
    if left is not None:
        alpha, work = np.rint(alpha * left).astype(np.uint8), work.allow(Mask(left < 1))
    if work.pixels.shape[2] == 4:
        alpha, work = np.minimum(alpha, work.pixels[..., 3]), work.allow(Mask(work.pixels[..., 3] < 255))
    work = work.allow(allowed_of(behind, work.resolved.growth))
    if op.color == "transparent":
        return work.show(np.dstack([_clean_rim(work, kept, alpha), alpha]), _touched(alpha))
    if op.prompt:
        work, backdrop = draw_behind(work, behind, op.prompt)
    else:
        backdrop = _backdrop(work, op, alpha)
    if op.color:
        work = _told(work, op.color, paint_of(op, work.rgb, Mask(alpha < 128), lit=False))
    if op.blur is not None and work.pixels.shape[2] == 4:
        return work.show(backdrop, 255 - alpha)
    mixed = _over(_clean_rim(work, kept, alpha), backdrop, alpha)
    return work.show(_like(work, mixed), _touched(alpha))


def _like(work: Work, opaque: Pixels) -> Pixels:
    """With an alpha where the picture has one: a new background hides the transparent one."""
    return opaque if work.pixels.shape[2] == 3 else to_rgba(opaque)


def _touched(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Everything that is not wholly the kept thing."""
    return np.where(alpha < 255, 255, 0).astype(np.uint8)


def _clean_rim(work: Work, kept: Mask, alpha: NDArray[np.uint8]) -> Pixels:
    """The picture with the old background's colour taken out of the kept things' soft edges."""
    from ...tools.cutout import foreground_colors

    return foreground_colors(np.ascontiguousarray(work.rgb), kept, alpha)


def _over(above: Pixels, below: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    from ...scene.patch import blend

    return blend(below, above, alpha)


def _backdrop(work: Work, op: Background, kept: NDArray[np.uint8]) -> Pixels:
    """What is to lie behind the things that the alpha `kept` shows."""
    from ...tools.filters.blur import behind

    if op.blur is not None:
        return behind(np.ascontiguousarray(work.rgb), Mask(kept > 0).grow(2).array, op.blur)
    if work.resolved.reference is not None:
        from PIL import Image, ImageOps

        picture = Image.fromarray(np.ascontiguousarray(to_rgb(work.images.get(work.resolved.reference.image))))
        return np.asarray(ImageOps.fit(picture, (work.width, work.height), Image.Resampling.LANCZOS))
    return np.full_like(work.rgb, paint_of(op, work.rgb, Mask(kept < 128), lit=False))
