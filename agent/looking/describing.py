"""What a photo shows, in words: a caption, and what tells things of one name apart, where the toolset can say it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.objects import Scene, SceneObject
from ...tools.errors import ToolError
from ...tools.toolbox import Toolbox
from ..interpreter.llm.trouble import NoAnswer

MOST = 8
"""Things that are asked about, the largest first: each takes a request of its own."""
AROUND = 0.1
"""Room around a thing, as a share of its sides."""


def described(scene: Scene, pixels: Pixels, toolbox: Toolbox) -> Scene:
    """The scene with its caption, and with attributes of the things whose label others have too; as it is where nobody
    can tell, or gives no answer.

    What is told is data: it names no tool and no file. What was measured (a colour) or read stays as it is. Raises
    NotAgreed before a picture leaves this machine, NotSetUp.
    """
    if toolbox.spec("captioner") is None:
        return scene
    shown = to_rgb(pixels)
    try:
        with toolbox.lease("captioner") as captioner:
            (caption,) = captioner.caption([shown])
            scene = scene.model_copy(update={"caption": caption})
            alike = _alike(scene)
            told = captioner.attributes([_cut(shown, one.box) for one in alike], [one.label for one in alike])
    except (ToolError, NoAnswer):
        return scene
    known = {one.id: attributes for one, attributes in zip(alike, told, strict=True)}
    return scene.map(lambda one: one.model_copy(update={"attributes": known.get(one.id, {}) | one.attributes}))


def _alike(scene: Scene) -> tuple[SceneObject, ...]:
    """Things that their label does not tell apart."""
    labels = Counter(one.label for one in scene.objects)
    several = [one for one in scene.objects if labels[one.label] > 1]
    return tuple(sorted(several, key=lambda one: (-one.box.area, one.id))[:MOST])


def _cut(shown: Pixels, box: Box) -> Pixels:
    room = round(AROUND * box.width), round(AROUND * box.height)
    return np.ascontiguousarray(shown[box.pad(*room).clamp(shown.shape[1], shown.shape[0]).slices])
