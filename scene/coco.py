"""COCO's annotation format (Lin et al., ECCV 2014) out of a scene and into one: boxes, run-length masks, categories.

What COCO has no field for (our ids, attributes, relations …) goes into fields of other names, which its readers skip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from .geometry import Box
from .mask import LARGEST, Mask, MaskRef
from .objects import Relation, Scene, SceneImage, SceneObject

MOST = 10_000
"""Annotations of one picture."""


class BadCoco(ValueError):
    """The data is no COCO annotation of one picture; the message says what was expected and what came."""


def to_coco(scene: Scene, file_name: str = "") -> dict[str, Any]:
    """Plain data. `bbox` is [x, y, width, height]; `segmentation` a compressed run-length encoding, or empty."""
    labels = list(dict.fromkeys(thing.label for thing in scene.objects))
    image: dict[str, Any] = {"id": 1, "width": scene.image.width, "height": scene.image.height, "file_name": file_name}
    return {
        "info": {"description": "a scenewright scene", "version": "1.0"},
        "licenses": [],
        "images": [image | {"relations": [one.model_dump(mode="json") for one in scene.relations]}],
        "categories": [{"id": number, "name": label} for number, label in enumerate(labels, 1)],
        "annotations": [
            _annotation(number, thing, 1 + labels.index(thing.label)) for number, thing in enumerate(scene.objects, 1)
        ],
    }


def _annotation(number: int, thing: SceneObject, category: int) -> dict[str, Any]:
    box, mask = thing.box, Mask.from_ref(thing.mask) if thing.mask else None
    more = {name: value for name, value in (("part_of", thing.part_of), ("source", thing.source)) if value is not None}
    scores = {"score": thing.score, "mask_score": thing.mask_score, "depth": thing.depth}
    return {
        "id": number,
        "image_id": 1,
        "category_id": category,
        "bbox": [box.left, box.top, box.width, box.height],
        "area": mask.area if mask else box.area,
        "segmentation": thing.mask.model_dump(mode="json") if thing.mask else [],
        "iscrowd": 0,
        "object": thing.id,
        "attributes": dict(thing.attributes),
        **more,
        **{name: value for name, value in scores.items() if value is not None},
    }


def from_coco(data: Mapping[str, Any], file_name: str | None = None) -> Scene:
    """The scene of the picture called `file_name` (None: of the only one there is); BadCoco says what is wrong.

    Masks may be polygons or run-length encodings of either kind. What COCO cannot say is taken where `to_coco` put it.
    """
    try:
        image = _image(data, file_name)
        size = SceneImage(width=image["width"], height=image["height"])
        if size.width * size.height > LARGEST:
            raise BadCoco(f"a picture of at most {LARGEST:,} pixels is needed, but it has {size.width} × {size.height}")
        names = {entry["id"]: str(entry["name"]) for entry in data["categories"]}
        notes = [note for note in data["annotations"] if note["image_id"] == image["id"]]
        if len(notes) > MOST:
            raise BadCoco(f"at most {MOST:,} annotations of a picture are read, but there are {len(notes):,}")
        scene = Scene(image=size)
        for note in notes:
            scene = scene.add(_object(note, names[note["category_id"]], scene))
        relations = tuple(Relation.model_validate(one) for one in image.get("relations", ()))
        return Scene.model_validate({**scene.model_dump(), "relations": relations})
    except BadCoco:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        raise BadCoco(f"this is no COCO annotation: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, IndexError) as error:
        raise BadCoco(f"this is no COCO annotation (images, annotations, categories): {error!r}") from error


def _image(data: Mapping[str, Any], file_name: str | None) -> Mapping[str, Any]:
    images: list[Mapping[str, Any]] = list(data["images"])
    fitting = [image for image in images if file_name is None or image.get("file_name") == file_name]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(str(image.get("file_name", image["id"]))[:60] for image in images[:8])
    raise BadCoco(f"one picture is needed, but {len(fitting)} of {len(images)} fit ({names}); name it")


def _object(note: Mapping[str, Any], label: str, scene: Scene) -> SceneObject:
    x, y, width, height = (float(number) for number in note["bbox"])
    box = Box(round(x), round(y), round(x + width), round(y + height)).clamp(scene.image.width, scene.image.height)
    if not box.area:
        raise BadCoco(f"a box in the picture is needed, but {label[:60]!r} has {note['bbox']}")
    mask = _mask(note.get("segmentation"), scene.image.height, scene.image.width)
    id = note.get("object")
    return SceneObject(
        id=id if isinstance(id, str) and id else scene.new_id(label),
        label=label,
        box=box,
        mask=mask,
        mask_score=note.get("mask_score"),
        attributes=dict(note.get("attributes") or {}),
        depth=note.get("depth"),
        score=note.get("score"),
        source=note.get("source"),
        part_of=note.get("part_of"),
    )


def _mask(segmentation: Any, height: int, width: int) -> MaskRef | None:
    if not segmentation:
        return None
    if isinstance(segmentation, Mapping):
        return _from_runs(segmentation, height, width)
    return _from_polygons(segmentation, height, width)


def _from_runs(runs: Mapping[str, Any], height: int, width: int) -> MaskRef:
    size, counts = (int(runs["size"][0]), int(runs["size"][1])), runs["counts"]
    if size != (height, width):
        raise BadCoco(f"a mask has the picture's size [{height}, {width}], but got {list(size)}")
    if isinstance(counts, str):
        ref = MaskRef(size=size, counts=counts)
        Mask.from_ref(ref)
        return ref
    lengths = [int(count) for count in counts]
    if sum(lengths) != height * width or min(lengths) < 0:
        raise BadCoco("the runs of a mask do not fill its size")
    flat = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    return Mask(np.ascontiguousarray(flat.reshape(width, height).T)).to_ref()


def _from_polygons(polygons: Iterable[Iterable[float]], height: int, width: int) -> MaskRef:
    from pycocotools import mask as coco

    outlines = [[float(value) for value in outline] for outline in polygons]
    flat = np.array([value for outline in outlines for value in outline])
    far = 4.0 * max(height, width)
    if not all(len(outline) >= 6 and len(outline) % 2 == 0 for outline in outlines) or not (np.abs(flat) < far).all():
        raise BadCoco("a polygon is a list of at least three points x, y, x, y … in the picture")
    merged = coco.merge(coco.frPyObjects(outlines, height, width))
    return MaskRef(size=(height, width), counts=merged["counts"].decode("ascii"))
