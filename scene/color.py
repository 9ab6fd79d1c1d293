"""Colours as people write and name them."""

from __future__ import annotations

from typing import Any


def to_hex(value: Any) -> Any:
    """`#rrggbb` from a CSS colour (`red`, `#f00`, `rgb(…)`, `dark green`); raises ValueError that says what came."""
    from PIL import ImageColor

    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    for spelling in (text, text.replace(" ", ""), f"#{text}"):
        try:
            return "#{:02x}{:02x}{:02x}".format(*ImageColor.getrgb(spelling)[:3])
        except ValueError:
            continue
    raise ValueError(f"a colour is #rrggbb or a CSS name, but got {value!r}")


def to_rgb_tuple(color: str) -> tuple[int, int, int]:
    """`(red, green, blue)` 0…255 of `#rrggbb` or a CSS name."""
    code = to_hex(color)
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def is_named(color: str) -> bool:
    """Whether `#rrggbb` is the colour of a CSS name, as `#ff0000` is of red."""
    from PIL import ImageColor

    return to_rgb_tuple(color) in {ImageColor.getrgb(name)[:3] for name in ImageColor.colormap}
