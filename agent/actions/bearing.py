"""Which way up things lie on the canvas when the picture is shown turned or mirrored."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import Transform
from ...scene.view import View


class Turn(NamedTuple):
    """Turned clockwise by `degrees` (0 ≤ degrees < 360), then perhaps mirrored left to right."""

    degrees: float = 0.0
    mirrored: bool = False


def bearing(view: View) -> Turn:
    """What showing does to the middle of the picture: mirrored first if so, then turned."""
    across, along = _steps(view)
    mirrored = across[0] * along[1] - across[1] * along[0] < 0
    angle = degrees(atan2(-across[1], -across[0]) if mirrored else atan2(across[1], across[0]))
    return Turn(_whole(angle), mirrored)


def zoom(view: View) -> float:
    """Shown pixels per pixel of the canvas, at the middle of the picture."""
    across, along = _steps(view)
    return float(np.sqrt(abs(across[0] * along[1] - across[1] * along[0])))


def _steps(view: View) -> tuple[tuple[float, float], tuple[float, float]]:
    """What a step of one canvas pixel to the right and one down are in the middle of the shown picture."""
    x, y = view.to_original(view.frame.center)
    origin, right, down = (view.to_view(point) for point in ((x, y), (x + 1, y), (x, y + 1)))
    return (right.x - origin.x, right.y - origin.y), (down.x - origin.x, down.y - origin.y)


def quarters(view: View) -> int:
    """By how many clockwise quarter turns (0…3) the canvas is shown most nearly: gravity is as the picture is shown."""
    return round(bearing(view).degrees / 90) % 4


def quarter_turned(array: NDArray[Any], turns: int) -> NDArray[Any]:
    """An H×W(×C) array turned clockwise by quarter turns; a view of the same memory."""
    return np.rot90(array, -turns) if turns % 4 else array


def quarter_turned_box(box: Box, width: int, height: int, turns: int) -> Box:
    """A box of a `width`×`height` picture that is turned clockwise by quarter turns."""
    for _ in range(turns % 4):
        box = Box(height - box.bottom, box.left, height - box.top, box.right)
        width, height = height, width
    return box


def upright(view: View) -> Turn:
    """How an upright picture is laid on the canvas so that it is shown upright."""
    shown = bearing(view)
    return Turn(_whole(-shown.degrees), shown.mirrored)


def turn_of(op: Transform, view: View) -> Turn:
    """What a flip or turn in the shown picture does to a thing on the canvas; nothing for other transforms."""
    shown = bearing(view)
    sign = -1 if shown.mirrored else 1
    if op.flip is not None:
        return Turn(_whole(sign * 2 * shown.degrees + (180 if op.flip == "vertical" else 0)), True)
    angle = op.rotate if op.rotate is not None else op.straighten
    return Turn(_whole(sign * float(angle))) if isinstance(angle, float) else Turn()


def turned_size(mask: Mask, angle: float) -> tuple[int, int]:
    """The size of the upright box around a masked shape that is turned by `angle` degrees."""
    import cv2

    if not angle % 180:
        return mask.box.size
    outline = cv2.convexHull(np.argwhere(mask.array)[:, ::-1].astype(np.int32)).reshape(-1, 2)
    points = np.concatenate([outline + corner for corner in ((0, 0), (0, 1), (1, 0), (1, 1))])
    c, s = cos(radians(angle)), sin(radians(angle))
    spans = np.ptp(points @ np.array([[c, s], [-s, c]]), axis=0)
    return max(1, round(float(spans[0]))), max(1, round(float(spans[1])))


def turned_box(mask: Mask, turn: Turn) -> Box:
    """Where a thing lies that was turned about its middle."""
    return Box.centered(mask.box.center, *turned_size(mask, turn.degrees)) if turn.degrees % 180 else mask.box


def _whole(angle: float) -> float:
    """0 ≤ angle < 360, without a rounding error's fraction."""
    return round(angle, 6) % 360
