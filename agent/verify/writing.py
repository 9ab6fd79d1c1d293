"""What is written: the picture says what it should, on its own ground, and the words beside it are whole."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp, ResolvedWords
from ...tools.glyphs import glyph_mask
from ...tools.laid_flat import line_mask
from ...tools.ports import Corners, TextLine
from ...tools.toolbox import Toolbox
from ..actions.words import band, check_words, line_of
from .closeups import close_up
from .measures import difference

INK = 24
"""Levels by which a pixel changes where ink comes or goes, and not only its soft rim."""
LOST = 0.05
"""Where more than this share of another line's strokes changed, it is not whole any more."""
OTHER_GROUND, UNREST = 20.0, 3.0
"""Ground so far in CIELAB from that of the old words, and so many times its own spread, is not what they stood on."""
OVER = 0.06
"""Share of the new ink on other ground from which on the words reach over an edge."""
STAIN, STAINED = 7.0, 0.2
"""Where words were taken off, this share of their strokes so far in CIELAB from the ground between them is a stain."""
WIDE, FEW = 480, 20
"""Long side of a line's close-up; fewer pixels of ground tell nothing."""


def reads(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The picture says what it should."""
    return check_words(resolved, after, toolbox)


def laid_well(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """New words lie on the ground of the old ones, old ones leave no stain, and the lines beside them are whole."""
    if before.shape != after.shape:
        return []
    strokes = [Mask.from_ref(target.mask) for target in resolved.targets]
    gone = reduce(Mask.union, strokes, Mask.empty(before.shape[1], before.shape[0])).grow(2)
    inked = (difference(before, after) >= INK) & ~gone.array
    own = {words.corners for words in resolved.words}
    pairs = zip(resolved.words, strokes, strict=False)
    return [_laid(words, mask, own, before, after, inked) for words, mask in pairs]


def _laid(
    words: ResolvedWords, strokes: Mask, own: set[Corners], before: Pixels, after: Pixels, inked: NDArray[np.bool_]
) -> Check:
    said = None
    if _others_hurt(words, own, before, after):
        said = "the words beside it may have lost a part; if so, undo and mark the words that are meant"
    elif words.becomes is not None and _over_the_edge(words, strokes, before, inked):
        said = f"“{words.becomes}” may reach over the edge of what it stands on; if so, undo and take shorter words"
    elif words.becomes is None and _stained(words, strokes, before, after):
        said = f"a stain may show where “{words.text}” was; if so, paint over it and say “remove this”"
    return Check(name="lettering", passed=True, caution=said)


def _area(corners: Corners, before: Pixels) -> Mask:
    return line_mask(TextLine("", corners, 1.0), before.shape[1], before.shape[0])


def _others_hurt(words: ResolvedWords, own: set[Corners], before: Pixels, after: Pixels) -> bool:
    """Whether strokes of another line changed that was to stay."""
    changed = difference(before, after) >= INK
    rgb = np.ascontiguousarray(to_rgb(before))
    lines = [TextLine("", corners, 1.0) for corners in words.beside if corners not in own]
    near = [line for line in lines if changed[line.box.clamp(rgb.shape[1], rgb.shape[0]).slices].any()]
    for line in near:
        strokes = glyph_mask(rgb, line, others=[line_of(words), *(one for one in lines if one is not line)]).array
        if strokes.any() and changed[strokes].mean() > LOST:
            return True
    return False


def _ground(words: ResolvedWords, strokes: Mask, pixels: Pixels) -> Mask:
    """The ground that shows between and around the letters of a line."""
    area = _area(words.corners, pixels)
    return area.minus(strokes.grow(max(2, area.box.height // 20)))


def _over_the_edge(words: ResolvedWords, strokes: Mask, before: Pixels, inked: NDArray[np.bool_]) -> bool:
    """Whether new ink lies where the ground was another one."""
    ground = _ground(words, strokes, before)
    ink = Mask(inked).intersect(_reach(words, before))
    if not ground.area or not ink.area:
        return False
    close = close_up(before, ground.union(ink), 0, side=WIDE)
    plain, new = close.colours[close.flags(ground)], close.flags(ink)
    if not new.any() or len(plain) < FEW:
        return False
    middle = np.median(plain, axis=0)
    spread = float(np.median(np.linalg.norm(plain - middle, axis=1)))
    away = np.linalg.norm(close.colours[new] - middle, axis=1)
    return float(np.mean(away > max(OTHER_GROUND, UNREST * spread))) > OVER


def _reach(words: ResolvedWords, before: Pixels) -> Mask:
    """Where the new words may stand."""
    return band(line_of(words), before.shape[1], before.shape[0])


def _stained(words: ResolvedWords, strokes: Mask, before: Pixels, after: Pixels) -> bool:
    """Whether the strokes that went can still be told from the ground around them."""
    import cv2

    ground = _ground(words, strokes, after)
    if not ground.area or not strokes.area:
        return False
    close = close_up(after, strokes.union(ground), 0, side=WIDE)
    plain = close.flags(ground)
    size = 2 * max(4, close.thing.shape[0] // 8) + 1
    weight = cv2.boxFilter(plain.astype(np.float32), -1, (size, size), normalize=False)
    total = cv2.boxFilter(close.colours * plain[..., None].astype(np.float32), -1, (size, size), normalize=False)
    near = total / np.maximum(weight, 1)[..., None]
    spread = float(np.linalg.norm((close.colours - near)[plain], axis=1).mean()) if plain.any() else 0.0
    known = close.flags(strokes) & (weight > FEW)
    away = np.linalg.norm(close.colours - near, axis=2)[known]
    return bool(away.size) and float(np.mean(away > max(STAIN, UNREST * spread))) > STAINED
