"""ClickDiffusion's flow without words: a layout goes in, a picture comes out."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.drawn_layouts import draw_layout
from scenewright.agent.exchange.plates import scene_on
from scenewright.scene.layouts import read_layout
from scenewright.tools.backends.scripted_generators import ScriptedLayoutGenerator, tint
from scenewright.tools.errors import NoBackend
from scenewright.tools.toolbox import Toolbox

PLATE = np.full((80, 120, 3), 200, np.uint8)
DOG = {"unique_id": 0, "name": "dog", "box": {"x": 0.25, "y": 0.5, "width": 0.25, "height": 0.25}}


def drawn(*boxes: dict) -> np.ndarray:
    scene = scene_on(read_layout({"prompt": "A dog in a park.", "boxes": list(boxes)}), PLATE)
    return draw_layout(scene, PLATE, Toolbox.of(layout_generator=ScriptedLayoutGenerator()))


def test_each_thing_is_drawn_into_its_box_and_nothing_else_changes() -> None:
    out = drawn(DOG)
    assert (out[40:60, 30:60] == tint("dog")).all()
    out[40:60, 30:60] = 200
    assert np.array_equal(out, PLATE)


def test_more_things_than_can_be_drawn_are_refused() -> None:
    with pytest.raises(BadInput, match="1 to 30 things"):
        drawn(*[DOG] * 31)


def test_a_toolset_that_draws_no_layouts_says_how_to_get_one_that_does() -> None:
    with pytest.raises(NoBackend, match="gligen-text"):
        draw_layout(scene_on(read_layout({"boxes": [DOG]}), PLATE), PLATE, Toolbox.of())
