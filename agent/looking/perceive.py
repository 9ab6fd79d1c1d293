"""Building the scene: what the detector sees at first, and what is looked for because the words need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.objects import BACKDROP, Scene, SceneImage, SceneObject
from ...scene.target import MarkTarget, MaskTarget, ObjectTarget, RegionTarget, Target
from ...scene.view import View
from ...tools.outgrown import fill_box
from ...tools.ports import Detection, Grounding
from ...tools.toolbox import Toolbox
from ..sessions.store import Store
from .attributes import color_name
from .describing import described
from .frames import stored_box

SAME_MASK = 0.7
"""IoU from which a coarse mask and the one of its box show the same thing."""
WITHIN = 0.8
"""A part lies in its whole with this share of its box."""
SAME_THING = 0.6
"""From this overlap of boxes on, a thing that is found by words is one that is known already."""


def base_scene(pixels: Pixels, image: ImageRef, toolbox: Toolbox, store: Store | None = None) -> Scene:
    """What the detector sees in a photo, and what a captioner says of it, looked at once per picture content and
    back-ends (kept in `store`)."""
    told = toolbox.spec("captioner") is not None
    key = f"scene:{image.id}:{backend_id(toolbox, 'detector')}"
    key += f":{backend_id(toolbox, 'captioner')}" if told else ""
    known = store.memo_get(key) if store else None
    if known is not None:
        return Scene.model_validate(known)
    scene = described(detect_scene(pixels, image, toolbox), pixels, toolbox)
    if store and (scene.caption is not None or not told):
        store.memo_put(key, scene.model_dump(mode="json"))
    return scene


def detect_scene(pixels: Pixels, image: ImageRef, toolbox: Toolbox) -> Scene:
    """Objects of the detector's vocabulary, numbered `label-1`, `label-2` … from left to right."""
    with toolbox.lease("detector") as detector:
        found: list[Detection] = detector.detect(to_rgb(pixels))
    scene = Scene(image=SceneImage(id=image.id, width=image.width, height=image.height))
    source = backend_id(toolbox, "detector")
    for seen in sorted(found, key=lambda one: (one.box.left, one.box.top, one.label, one.box)):
        scene = scene.add(
            SceneObject(
                id=scene.new_id(seen.label),
                label=seen.label,
                box=seen.box,
                attributes=_attributes(pixels, seen.box),
                score=round(float(seen.score), 4),
                source=source,
            )
        )
    return scene


def look(
    scene: Scene,
    shown: Pixels,
    view: View,
    phrases: Sequence[str],
    toolbox: Toolbox,
    *,
    inside: Mapping[str, Target] | None = None,
    taken: Iterable[str] = (),
    marks: Mapping[str, Box] | None = None,
) -> Scene:
    """The stored scene with what `phrases` name in the shown picture, and the phrases noted as looked for.

    `inside` looks for a phrase within a target (an object, a region, a mark), as a part of it. `taken` are ids that
    objects had before and that new ones must not get.
    """
    names = tuple(taken)
    for phrase in dict.fromkeys(phrases):
        where = (inside or {}).get(phrase)
        area, whole = _area(where, scene, view, marks or {})
        for found in _ground(shown, phrase, area, toolbox):
            scene = _note(scene, shown, view, found, whole, names, backend_id(toolbox, "grounder"))
        scene = scene.asked(query(phrase, where))
    return scene


def query(phrase: str, where: Target | None) -> str:
    """How a search for a part is noted: `collar in dog-1`."""
    place = getattr(where, "object", None) or getattr(where, "mark", None)
    return f"{phrase} in {place}" if isinstance(place, str) else phrase


def backend_id(toolbox: Toolbox, port: str) -> str:
    """`name@version` behind a port, `none` where the toolset has nothing for it."""
    spec = toolbox.spec(port)
    return spec.id if spec else "none"


def _ground(shown: Pixels, phrase: str, area: Box | None, toolbox: Toolbox) -> list[Grounding]:
    with toolbox.lease("grounder") as grounder:
        found: list[Grounding] = grounder.ground(to_rgb(shown), [phrase], within=area)[0]
    found = [_settled(one, shown, toolbox) for one in found]
    return sorted(found, key=lambda one: (one.box.left, one.box.top, -one.score))


def _settled(found: Grounding, shown: Pixels, toolbox: Toolbox) -> Grounding:
    """Without its coarse mask where the segmenter sees the same in the box: the sharper one is made when it is needed,
    and is then the mask that a box drawn by hand would give. The box is made larger where it cuts the thing off."""
    if found.mask is None or found.exact or toolbox.spec("segmenter") is None:
        return found
    with toolbox.lease("segmenter") as segmenter:
        closer = fill_box(segmenter, segmenter.encode(to_rgb(shown)), found.box)
    return replace(found, mask=None, box=closer.box) if closer.mask.iou(found.mask) >= SAME_MASK else found


def _area(where: Target | None, scene: Scene, view: View, marks: Mapping[str, Box]) -> tuple[Box | None, str | None]:
    """Where to look in the shown picture, and the object that what is found there is a part of."""
    if isinstance(where, ObjectTarget) and scene.has(where.object):
        box = view.box_to_view(scene.get(where.object).box).intersect(view.frame)
        return (box if box.area else None), where.object
    if isinstance(where, RegionTarget):
        return where.region.intersect(view.frame), None
    if isinstance(where, MarkTarget) and where.mark in marks:
        return marks[where.mark].intersect(view.frame), None
    if isinstance(where, MaskTarget):
        return Mask.from_ref(where.mask).box, None
    return None, None


def _note(
    scene: Scene, shown: Pixels, view: View, found: Grounding, whole: str | None, taken: tuple[str, ...], source: str
) -> Scene:
    """The scene with what was found: a thing known already keeps its id and learns the new word."""
    box = stored_box(found.box, view)
    if not box.area:
        return scene
    whole = whole or _whole(scene, box, found.whole)
    known = [thing for thing in scene.objects if thing.box.iou(box) >= SAME_THING and thing.id != whole]
    if found.text is not None:
        known = [thing for thing in known if thing.attributes.get("text") == found.text]
    if found.whole is not None:
        known = [thing for thing in known if thing.label == found.phrase]
    known = [thing for thing in known if _same_kind(thing, found, view)]
    if known:
        thing = max(known, key=lambda one: one.box.iou(box))
        return scene.replace(also_called(thing, found.phrase))
    label = found.phrase
    return scene.add(
        SceneObject(
            id=scene.new_id(label, taken),
            label=label,
            box=box,
            mask=view.mask_to_original(found.mask).to_ref() if found.mask is not None else None,
            attributes=_attributes(shown, found.box) | _seen(found),
            score=round(float(found.score), 4),
            source=source,
            part_of=whole,
        )
    )


def _same_kind(thing: SceneObject, found: Grounding, view: View) -> bool:
    """A wall whose box is that of a bed is not the bed: only another name for the same pixels is the same."""
    if not found.backdrop or found.mask is None:
        return thing.attributes.get("kind") != BACKDROP
    if thing.mask is None or thing.attributes.get("kind") != BACKDROP:
        return False
    return Mask.from_ref(thing.mask).iou(view.mask_to_original(found.mask)) >= SAME_THING


def _seen(found: Grounding) -> dict[str, str]:
    """What it was recognised as, what it says, and that it is no thing but what things stand before."""
    told = {"seen_as": found.label, "text": found.text, "kind": BACKDROP if found.backdrop else None}
    return {name: value for name, value in told.items() if value}


def _whole(scene: Scene, box: Box, label: str | None) -> str | None:
    """The smallest thing of that label that the box lies in."""
    around = [
        thing
        for thing in scene.objects
        if label is not None and thing.label == label and thing.box.intersect(box).area >= WITHIN * box.area
    ]
    return min(around, key=lambda thing: (thing.box.area, thing.id)).id if around else None


def also_called(thing: SceneObject, phrase: str) -> SceneObject:
    names = thing.attributes.get("also", [])
    if phrase == thing.label or phrase in names:
        return thing
    return thing.model_copy(update={"attributes": {**thing.attributes, "also": [*names, phrase]}})


def _attributes(pixels: Pixels, box: Box) -> dict[str, str]:
    color = color_name(pixels, box)
    return {"color": color} if color else {}
