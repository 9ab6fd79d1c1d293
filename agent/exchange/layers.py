"""A session as layers that show exactly the picture: the photo, its patches, and the things cut out (hidden)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from ...scene.image import Pixels, to_rgba
from ...scene.openraster import Layer, flatten
from ...scene.patch import Patch, composite
from ...scene.records import EditRecord
from ...scene.view import View
from ..sessions.patches import load_patch
from ..turn.services import Services, origin_of
from .cutouts import Named

PHOTO = "photo"


def layers_of(services: Services, session: str, things: Iterable[Named] = ()) -> tuple[tuple[Layer, ...], Pixels]:
    """The layers from the bottom up, in shown coordinates, and the picture (H×W×3|4) that the visible ones show.

    A soft patch stays soft where the view only crops, flips or turns; where pixels are resampled the layer holds what
    is shown. What an action made transparent is a layer that erases.
    """
    head = services.store.head(session)
    shown = services.canvases.shown(session, head)
    layers = tuple(_layers(services, session, head))
    hidden = tuple(Layer(name, piece.rgba, piece.box.left, piece.box.top, visible=False) for name, piece in things)
    return (*layers, *hidden), shown


def _layers(services: Services, session: str, head: str | None) -> Iterator[Layer]:
    store = services.store
    view, base = services.canvases.view(session, head), store.blobs.get(store.get(session).base)
    named = [
        (name, load_patch(store.blobs, ref))
        for record in store.chain(session, head)
        for name, ref in zip(_names(record), record.patches, strict=True)
    ]
    canvas = composite(base, (), view.canvas)
    before = to_rgba(view.render(canvas))
    yield Layer(PHOTO, before)
    for name, patch in named:
        canvas = composite(canvas, [_local(patch, view)])
        after = to_rgba(view.render(canvas))
        yield from step(name, before, after, _soft(patch, view) if view.exact else None)
        before = after


def step(name: str, before: Pixels, after: Pixels, soft: Pixels | None = None) -> Iterator[Layer]:
    """The layers, cut to what they cover, that turn one picture H×W×4 into another exactly; none where nothing shows.

    `soft` is the patch itself with its alpha; where laying it over does not give the picture, the picture stands in it.
    """
    changed = _differing(before, after)
    if not changed.any():
        return
    thin = changed & (after[..., 3] < 255)
    if thin.any():
        hole = np.zeros_like(after)
        hole[thin, 3] = 255
        yield _tight(Layer(f"{name} (erased)", hole, erases=True))
    layer = soft.copy() if soft is not None and not thin.any() else np.zeros_like(after)
    over = flatten((Layer("", before), Layer("", layer)), after.shape[1], after.shape[0])
    wrong = _differing(over, after) if not thin.any() else changed
    layer[wrong] = after[wrong]
    if layer[..., 3].any():
        yield _tight(Layer(name, layer))


def _soft(patch: Patch, view: View) -> Pixels:
    """The patch alone, as the view shows it."""
    local = _local(patch, view).crop(View.of(*view.canvas.size).frame)
    alone = np.zeros((view.canvas.height, view.canvas.width, 4), np.uint8)
    if local is not None:
        alone[local.box.slices] = np.dstack([local.pixels[..., :3], local.alpha])
    return to_rgba(view.render(alone))


def _local(patch: Patch, view: View) -> Patch:
    return replace(patch, box=patch.box.shift(-view.canvas.left, -view.canvas.top))


def _differing(one: Pixels, other: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Where two pictures H×W×4 look different: what is wholly transparent has no colour."""
    seen = (one[..., 3] > 0) | (other[..., 3] > 0)
    return np.asarray((one != other).any(axis=2) & seen)


def _tight(layer: Layer) -> Layer:
    rows, columns = np.flatnonzero(layer.rgba[..., 3].any(axis=1)), np.flatnonzero(layer.rgba[..., 3].any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    part = layer.rgba[top : rows[-1] + 1, left : columns[-1] + 1]
    return replace(layer, rgba=np.ascontiguousarray(part), left=left, top=top)


def _names(record: EditRecord) -> Iterator[str]:
    labels = list(dict.fromkeys(target.label for target in record.resolved.targets if target.label))
    words = " ".join([f"{origin_of(record)}.", record.op.op, *labels[:3]])
    for number in range(len(record.patches)):
        yield words if number == 0 else f"{words} ({number + 1})"
