"""What an edit shows, by CLIP and DINO: measured where somebody names a model, and its name stands in the metric's.

As published: the foreground CLIP score (SmartEdit, CIELR) is 100·cos between the label and the crop to all mask pixels
above zero, its last row and column left out, of a picture of 256 (512) pixels: a speck of JPEG noise widens the crop.
CLIP-I, CLIP-T and DINO-I (MagicBrush, NeurIPS 2023) look at the central square of a picture. As corrected: the crop to
the mask cut in two at the photo's own size, and the whole picture squeezed into the square. CLIP direction and the
likeness to the photo are InstructPix2Pix's (CVPR 2023), which squeezes too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from ...scene.image import Pixels
from ...tools.checkpoints import Checkpoint
from ...tools.running import Running
from .background import small_mask, small_picture
from .embedding import Looking, clip, cosine, dino, whole
from .metric import Edit, Metric


def published_crop(side: int, edit: Edit) -> Pixels | None:
    """What SmartEdit's scorer cuts out: to the outermost mask pixels above zero, the last row and column excluded."""
    if edit.truth is None:
        return None
    rows, columns = np.nonzero(small_mask(edit, edit.truth, side))
    if not rows.size or rows.min() == rows.max() or columns.min() == columns.max():
        return None
    small = small_picture(edit.edited, side)
    return np.ascontiguousarray(small[rows.min() : rows.max(), columns.min() : columns.max()])


def crop(edit: Edit) -> Pixels | None:
    """The edited picture at its own size, cut to the truth's box."""
    if edit.truth is None or not edit.truth.area:
        return None
    return np.ascontiguousarray(edit.edited[edit.truth.box.slices])


def _foreground(cut: Callable[[Edit], Pixels | None], model: Checkpoint, running: Running, edit: Edit) -> float | None:
    shown = None if edit.label is None else cut(edit)
    if shown is None:
        return None
    network = clip(model, running)
    return max(0.0, 100 * cosine(network.pictures([shown])[0], network.words([str(edit.label)])[0]))


def _direction(model: Checkpoint, running: Running, edit: Edit) -> float | None:
    """0 where the picture or the words have not changed."""
    if edit.captions is None:
        return None
    network = clip(model, running)
    before, after = network.pictures([whole(one, network.side) for one in (edit.original, edit.edited)])
    said, wanted = network.words(list(edit.captions))
    return cosine(after - before, wanted - said)


def _alike(open: Callable[..., Looking], model: Checkpoint, running: Running, one: Pixels, other: Pixels) -> float:
    found = open(model, running).pictures([one, other])
    return cosine(found[0], found[1])


def _to_photo(model: Checkpoint, running: Running, edit: Edit) -> float | None:
    side = clip(model, running).side
    return _alike(clip, model, running, whole(edit.original, side), whole(edit.edited, side))


def _to_target(
    open: Callable[..., Looking], entire: bool, model: Checkpoint, running: Running, edit: Edit
) -> float | None:
    if edit.target is None:
        return None
    both = [edit.target, edit.edited]
    if entire:
        both = [whole(one, open(model, running).side) for one in both]
    return _alike(open, model, running, both[0], both[1])


def _to_words(entire: bool, model: Checkpoint, running: Running, edit: Edit) -> float | None:
    if edit.captions is None:
        return None
    network = clip(model, running)
    shown = whole(edit.edited, network.side) if entire else edit.edited
    return cosine(network.pictures([shown])[0], network.words([edit.captions[1]])[0])


def by_clip(model: Checkpoint, running: Running) -> tuple[Metric, ...]:
    """Everything that CLIP judges, with a model's own name in brackets."""
    foreground = [
        (f"foreground CLIP score @{side}, as published", told, partial(_foreground, partial(published_crop, side)))
        for side, told in (
            (256, "SmartEdit (ViT-L/14): 100·cos with the label, crop to mask > 0"),
            (512, "CIELR (ViT-L/14 at 336): 100·cos with the label, crop to mask > 0"),
        )
    ]
    given: tuple[tuple[str, str, Callable[..., float | None]], ...] = (
        *foreground,
        ("foreground CLIP score", "100·cos with the label, the truth's box at full size", partial(_foreground, crop)),
        ("CLIP direction", "InstructPix2Pix: cos of the change of pictures and of captions", _direction),
        ("CLIP-I to photo", "InstructPix2Pix: cos of photo and result, whole", _to_photo),
        ("CLIP-I, as published", "MagicBrush (ViT-B/32): cos of target and result", partial(_to_target, clip, False)),
        ("CLIP-I", "cos of target and result, whole pictures", partial(_to_target, clip, True)),
        ("CLIP-T, as published", "MagicBrush (ViT-B/32): cos of result and its caption", partial(_to_words, False)),
        ("CLIP-T", "cos of result and its caption, the whole picture", partial(_to_words, True)),
    )
    return tuple(_named(name, told, measure, model, running) for name, told, measure in given)


def by_dino(model: Checkpoint, running: Running) -> tuple[Metric, ...]:
    """DINO-I, with the model's own name in brackets."""
    told = "MagicBrush (DINO ViT-S/16): cos of target and result"
    return (
        _named("DINO-I, as published", told, partial(_to_target, dino, False), model, running),
        _named("DINO-I", "cos of target and result, whole pictures", partial(_to_target, dino, True), model, running),
    )


def _named(name: str, told: str, measure: Callable[..., float | None], model: Checkpoint, running: Running) -> Metric:
    short = model.name.rstrip("/").rpartition("/")[2]
    digits = 2 if "score" in name else 4
    return Metric(
        f"{name} [{short}]", f"{told}; model {short}", "higher", partial(measure, model, running), digits, "by models"
    )
