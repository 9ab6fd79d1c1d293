"""Colours as people write them."""

import pytest

from scenewright.scene.color import to_hex, to_rgb_tuple


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("red", "#ff0000"),
        ("#F00", "#ff0000"),
        ("ff8000", "#ff8000"),
        ("Dark Green", "#006400"),
        ("rgb(1, 2, 3)", "#010203"),
        ("hsl(240, 100%, 50%)", "#0000ff"),
        (" navy ", "#000080"),
    ],
)
def test_a_css_colour_becomes_a_code(written: str, code: str) -> None:
    assert to_hex(written) == code
    assert to_hex(code) == code


@pytest.mark.parametrize("written", ["reddish", "", "#12", "transparent", "rgb(1,2)"])
def test_what_is_no_colour_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a colour is #rrggbb or a CSS name, but got"):
        to_hex(written)


def test_red_green_blue() -> None:
    assert to_rgb_tuple("#010aff") == (1, 10, 255)
    assert to_rgb_tuple("white") == (255, 255, 255)
