"""Transforms: of the picture (a new view, no pixel is touched) and of single things (where they come to lie)."""

from __future__ import annotations

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import Transform
from ...scene.patch import composite
from ...scene.view import View
from .bearing import turn_of, turned_box
from .situation import ActionError, Situation


def view_after(op: Transform, situation: Situation) -> tuple[View, float | None]:
    """How the picture is shown afterwards, and the angle that `straighten` took (degrees clockwise)."""
    angle = _straightening(op, situation) if op.straighten is not None else None
    for change in (_crop, _aspect, _turn, _perspective, _flip, _scale, _extend):
        view = change(op, situation)
        if view is not None:
            return view, angle
    if angle is None:
        raise ActionError("the transform names nothing to do")
    return situation.view.rotate(angle, keep_inside=True), angle


def _crop(op: Transform, situation: Situation) -> View | None:
    if op.crop is None:
        return None
    try:
        return situation.view.crop(op.crop)
    except ValueError as error:
        raise ActionError(str(error)) from None


def _aspect(op: Transform, situation: Situation) -> View | None:
    """The largest crop of that shape, around the scene's things as far as it can."""
    if op.aspect is None:
        return None
    view = situation.view
    width, height = view.width, view.height
    if width / height > op.aspect:
        width = max(1, round(height * op.aspect))
    else:
        height = max(1, round(width / op.aspect))
    return view.crop(Box.centered(_interest(situation), width, height).move_inside(view.frame))


def _interest(situation: Situation) -> tuple[float, float]:
    boxes = [situation.view.box_to_view(thing.box).intersect(situation.view.frame) for thing in situation.scene.objects]
    weight = sum(box.area for box in boxes)
    if not weight:
        return situation.view.frame.center
    return (
        sum(box.center.x * box.area for box in boxes) / weight,
        sum(box.center.y * box.area for box in boxes) / weight,
    )


def _turn(op: Transform, situation: Situation) -> View | None:
    return None if op.rotate is None else situation.view.rotate(op.rotate)


def _perspective(op: Transform, situation: Situation) -> View | None:
    if op.perspective is None:
        return None
    try:
        return situation.view.straighten_quad(op.perspective)
    except ValueError as error:
        raise ActionError(str(error)) from None


def _flip(op: Transform, situation: Situation) -> View | None:
    return None if op.flip is None else situation.view.flip(op.flip == "horizontal")


def _scale(op: Transform, situation: Situation) -> View | None:
    return None if op.scale is None else situation.view.scale(op.scale)


def _extend(op: Transform, situation: Situation) -> View | None:
    return None if op.extend is None else situation.view.extend(**op.extend.model_dump())


def _straightening(op: Transform, situation: Situation) -> float:
    from ...tools.filters.geometry import straighten_angle

    if op.straighten is not True:
        return float(op.straighten or 0)
    shown = situation.view.render(composite(situation.pixels, []))
    angle = straighten_angle(shown[..., :3])
    if angle is None:
        raise ActionError("no clear horizon or upright lines were found; say by how many degrees to turn the picture")
    return angle


def box_after(op: Transform, mask: Mask, view: View) -> Box:
    """Where a masked thing lies (canvas) after a transform of its own: it turns and grows about its middle."""
    if op.scale is not None:
        return mask.box.resize(op.scale)
    if op.flip is None and op.rotate is None and not isinstance(op.straighten, float):
        raise ActionError(
            "a single thing can be flipped, scaled or rotated; crop, aspect and the rest are for the picture"
        )
    return turned_box(mask, turn_of(op, view))
