"""A layout drawn on a plate (ClickDiffusion, arXiv 2404.04376): each box by the layout generator, nothing else."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels, to_rgb
from ...scene.objects import Scene
from ...tools.errors import NoBackend
from ...tools.generators import Placed, Watch
from ...tools.toolbox import Toolbox
from ..errors import BadInput

PORT = "layout_generator"
COMMAND = (
    "pip install 'scenewright[foundation]' and set backends.layout_generator = \"gligen-text\" in scenewright.toml"
)


def draw_layout(scene: Scene, plate: Pixels, toolbox: Toolbox, seed: int = 0, watch: Watch | None = None) -> Pixels:
    """The plate (H×W×3) with the scene's things drawn into their boxes, its caption as the prompt.

    Raises NoBackend where the toolset draws no layouts, BadInput for more things than it can draw, or none.
    """
    if toolbox.spec(PORT) is None:
        raise NoBackend(PORT, command=COMMAND)
    things = [Placed(thing.label, thing.box) for thing in scene.objects]
    with toolbox.lease(PORT) as generator:
        try:
            ground = np.ascontiguousarray(to_rgb(plate))
            return np.asarray(generator.draw(ground, things, prompt=scene.caption or "", seed=seed, watch=watch))
        except ValueError as error:
            raise BadInput(str(error)) from None
