"""A colour's name is paint, its number is that very colour: said, as a plan, and on a background."""

from __future__ import annotations

import numpy as np

from scenewright.agent.actions import Situation
from scenewright.tools.filters.oklab import to_oklab

from .test_evaluate import BOOK, run


def strength(pixels: np.ndarray) -> float:
    lab = to_oklab(np.median(pixels, axis=0).astype(np.uint8))
    return float(np.hypot(lab[1], lab[2]))


def test_a_named_colour_is_painted_as_paint(situation: Situation) -> None:
    inside = np.s_[40:56, 84:100]
    named, _, scene = run(situation, op="recolor", targets=[BOOK], color="yellow")
    exact, _, _ = run(situation, op="recolor", targets=[BOOK], color="#ffff00", exact=True)
    assert strength(named[inside].reshape(-1, 3)) < 0.9 * strength(exact[inside].reshape(-1, 3))
    assert np.median(named[inside][..., 0]) > np.median(named[inside][..., 2]) + 80
    assert scene.get("book-1").attributes["color"] == "#ffff00"


def test_a_colour_without_a_name_is_painted_as_it_is(situation: Situation) -> None:
    after, _, _ = run(situation, op="recolor", targets=[BOOK], color="#20e0c0")
    goal = to_oklab(np.array((0x20, 0xE0, 0xC0), np.uint8))
    middle = np.median(to_oklab(after[40:56, 84:100]).reshape(-1, 3), axis=0)
    assert np.hypot(*(middle[1:] - goal[1:])) < 0.05


def test_a_background_in_a_named_colour_does_not_glow(situation: Situation) -> None:
    named, _, _ = run(situation, op="background", color="blue")
    exact, _, _ = run(situation, op="background", color="#0000ff", exact=True)
    white, _, _ = run(situation, op="background", color="white")
    assert tuple(exact[2, 2]) == (0, 0, 255)
    assert named[2, 2, 2] < 200
    assert named[2, 2, 2] > named[2, 2, 0] + 80
    assert tuple(white[2, 2]) == (255, 255, 255)
