"""From what is stored (coordinates of the original photo) to what is shown."""

from __future__ import annotations

from collections.abc import Mapping

from ...scene.geometry import Box
from ...scene.instruction import Mark
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneImage, SceneObject
from ...scene.view import View


def shown_scene(scene: Scene, view: View) -> Scene:
    """A stored scene in shown coordinates; things wholly outside the frame are left out, with what hangs on them."""
    if view == View.of(scene.image.width, scene.image.height):
        return scene
    seen = {thing.id: shown for thing in scene.objects if (shown := _show(thing, view)) is not None}
    inside = scene.remove(*(id for id in scene.ids if id not in seen))
    image = SceneImage(width=view.width, height=view.height)
    return inside.map(lambda thing: seen[thing.id]).model_copy(update={"image": image})


def _show(thing: SceneObject, view: View) -> SceneObject | None:
    box = view.box_to_view(thing.box).intersect(view.frame)
    if not box.area:
        return None
    mask = view.mask_to_view(Mask.from_ref(thing.mask)).to_ref() if thing.mask else None
    return thing.model_copy(update={"box": box, "mask": mask})


def stored_box(shown: Box, view: View) -> Box:
    """A box of the shown picture in original coordinates, cut to the canvas."""
    return view.box_to_original(shown).intersect(view.canvas)


def carry_marks(marks: Mapping[str, Mark], drawn_on: View, view: View) -> dict[str, Mark]:
    """Marks that were drawn on one view, as they lie on another."""
    if drawn_on == view:
        return dict(marks)
    return {name: _carry(mark, drawn_on, view) for name, mark in marks.items()}


def _carry(mark: Mark, old: View, new: View) -> Mark:
    if mark.box is not None:
        return mark.model_copy(update={"box": new.box_to_view(old.box_to_original(mark.box))})
    if mark.mask is not None:
        if old.canvas != new.canvas:
            return mark
        mask = new.mask_to_view(old.mask_to_original(Mask.from_ref(mark.mask)))
        return mark.model_copy(update={"mask": mask.to_ref()})
    if mark.point is not None:
        return mark.model_copy(update={"point": tuple(new.to_view(old.to_original(mark.point)))})
    points = tuple(tuple(new.to_view(old.to_original(point))) for point in mark.stroke or ())
    return mark.model_copy(update={"stroke": points})
