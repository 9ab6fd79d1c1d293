"""Colour words: to `#rrggbb`, and whether two of them may mean the same look."""

from __future__ import annotations

import re

from ....scene.color import to_hex, to_rgb_tuple
from .normalise import data

# fmt: off
_SHADES = {
    "dark": 0.55, "deep": 0.6, "darker": 0.6, "light": -0.5, "lighter": -0.5, "pale": -0.6, "pastel": -0.55,
    "bright": 0.999, "vivid": 0.999, "solid": 0.999, "pure": 0.999, "neon": 0.999, "shiny": 0.999,
    "metallic": 0.999, "matte": 0.999, "plain": 0.999,
}
# fmt: on
_ENDINGS = re.compile(r"^(?:a |an |the |in |colored |color )+|(?: color| colored| one| tone| hue| shade| instead)+$")


def color_of(words: str) -> str | None:
    """`#rrggbb` of a colour as people say it (`dark green`, `navy blue`, `#f00`), None when it is no colour."""
    text = _ENDINGS.sub("", words.strip())
    for _ in range(3):
        text = _ENDINGS.sub("", text)
    return _color(text) if text else None


def _color(text: str) -> str | None:
    more: dict[str, str] = data("colors")["more"]
    if text in more:
        return more[text]
    if (text.startswith("#") and re.fullmatch(r"#[0-9a-f]{3}|#[0-9a-f]{6}", text)) or text.replace(
        " ", ""
    ) in _css_names():
        return str(to_hex(text))
    first, _, rest = text.partition(" ")
    base = _color(rest) if rest and first in _SHADES else None
    return _shade(base, _SHADES[first]) if base else None


def color_like(words: str) -> str | None:
    """`#rrggbb` of a thing whose colour may be meant (`paint it honey`): only where words can be no thing."""
    named: dict[str, str] = data("colors")["of_things"]
    if re.match(r"(?:an?|the|some) ", words.strip()):
        return None
    return named.get(_ENDINGS.sub("", words.strip()))


def _css_names() -> frozenset[str]:
    from PIL import ImageColor

    return frozenset(ImageColor.colormap)


def _shade(color: str, amount: float) -> str:
    values = to_rgb_tuple(color)
    mixed = (v * amount if amount > 0 else 255 + (v - 255) * (1 + amount) for v in values)
    return "#{:02x}{:02x}{:02x}".format(*(round(v) for v in mixed))


def families(color: str) -> frozenset[str]:
    """The basic names a colour goes by: `navy` is blue, `#ff0000` is red."""
    text = color.strip().lower()
    if text.startswith("#"):
        text = nearest_name(text)
    words = {text.replace(" ", ""), *text.split()}
    named = {basic for basic, members in data("colors")["families"].items() if words & set(members)}
    return frozenset(named or words)


def nearest_name(color: str) -> str:
    """The basic name of `#rrggbb`; a basic colour of CSS goes by its own."""
    if (own := name_of(color)) in data("colors")["families"]:
        return own
    rgb = to_rgb_tuple(color)
    basic: dict[str, str] = data("colors")["basic"]
    return min(basic, key=lambda name: sum((a - b) ** 2 for a, b in zip(rgb, to_rgb_tuple(basic[name]), strict=True)))


def may_be(asked: str, has: str) -> bool:
    """Whether a thing of colour `has` could be called `asked`."""
    if asked == has.strip().lower():
        return True
    asked_word = asked.split()[-1]
    if asked_word in data("colors")["families"]:
        return asked_word in families(has)
    return bool(families(asked) & families(has))


def is_color_word(word: str) -> bool:
    """Whether one word alone names a colour."""
    return color_of(word) is not None and not word.isdigit()


def name_of(color: str) -> str:
    """The CSS name of `#rrggbb` where it has one, else itself."""
    from PIL import ImageColor

    wanted = to_rgb_tuple(color)
    names = [name for name in ImageColor.colormap if ImageColor.getrgb(name)[:3] == wanted]
    return min(names, key=lambda name: (len(name), name), default=color)
