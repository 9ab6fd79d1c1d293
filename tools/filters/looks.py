"""Classical looks, labelled as what they are: filters. `LOOKS` names them, `find_look` hears them in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...scene.image import Pixels
from . import drawings, films, paintings
from .window import check

LOOKS: Mapping[str, Callable[[Pixels], Pixels]] = MappingProxyType(
    {
        "pencil": drawings.pencil,
        "colour pencil": drawings.colour_pencil,
        "charcoal": drawings.charcoal,
        "ink": drawings.ink,
        "comic": drawings.comic,
        "cartoon": drawings.cartoon,
        "emboss": drawings.emboss,
        "neon": drawings.neon,
        "watercolour": paintings.watercolour,
        "oil": paintings.oil,
        "pastel": paintings.pastel,
        "pointillism": paintings.pointillism,
        "mosaic": paintings.mosaic,
        "pop art": paintings.pop_art,
        "poster": paintings.poster,
        "black and white": films.black_and_white,
        "noir": films.noir,
        "sepia": films.sepia,
        "vintage": films.vintage,
        "polaroid": films.polaroid,
        "cross process": films.cross_process,
        "duotone": films.duotone,
        "vignette": films.vignette,
        "negative": films.negative,
    }
)
"""Every look by its name: H×W×3 uint8 in, the same out."""

_WORDS: tuple[tuple[str, str], ...] = (
    (r"colou?red pencils?|colou?r pencils?|crayons?", "colour pencil"),
    (r"charcoal", "charcoal"),
    (r"comics?|comic book|manga|graphic novel|halftone", "comic"),
    (r"pop ?art|warhol|lichtenstein", "pop art"),
    (r"pen and ink|inks?|ink drawing|engraving|etching|woodcut|linocut|line art|line drawing", "ink"),
    (r"pencil|graphite|sketch|sketched|hand drawn|drawing", "pencil"),
    (r"cartoons?|cartoonish|toon|cel shad(?:ed|ing)|anime", "cartoon"),
    (r"water ?colou?rs?|aquarelle|gouache", "watercolour"),
    (r"oils?|oil paint(?:ing|ed)?|impressionis[mt]|impressionistic|impasto|acrylics?", "oil"),
    (r"pastels?|chalk", "pastel"),
    (r"pointillis[mt]|pointillistic|stippl(?:e|ed|ing)|seurat", "pointillism"),
    (r"mosaic|stained glass|tiles", "mosaic"),
    (r"posters?|posteri[sz]ed?|flat colou?rs", "poster"),
    (r"emboss(?:ed|ing)?|relief|bas relief", "emboss"),
    (r"neon|glowing edges|glowing lines", "neon"),
    (r"film noir|noir", "noir"),
    (r"sepia|daguerreotype|tintype", "sepia"),
    (r"polaroid|instant film|instant photo", "polaroid"),
    (r"cross[ -]?process(?:ed|ing)?|lomo|lomograph[yi]c?", "cross process"),
    (r"vintage|retro|faded|old photo(?:graph)?|aged|analogue?|seventies|1970s|70s", "vintage"),
    (r"duotone|two[ -]tone|bitone", "duotone"),
    (r"vignett(?:e|ed|ing)|dark(?:ened)? corners", "vignette"),
    (r"negative|inverted", "negative"),
    (
        r"black and white|black & white|black-and-white|b ?& ?w|b/w|bw|monochrome|gr[ae]yscale|silver print",
        "black and white",
    ),
    (r"paint(?:ing|ed)", "oil"),
)
"""Words → look, the more telling words first ("watercolour painting" is a watercolour, "a painting" an oil)."""


def look(pixels: Pixels, name: str) -> Pixels:
    """`pixels` (H×W×3 uint8) in the look `name`; KeyError that lists the looks for another name."""
    check(pixels)
    if name not in LOOKS:
        raise KeyError(f"no look {name!r}; there are {', '.join(LOOKS)}")
    return LOOKS[name](pixels)


def find_look(prompt: str) -> str | None:
    """The look that the words name ("a watercolor painting", "black and white film"), or None."""
    words = " ".join(prompt.lower().replace("_", " ").split())
    if words in LOOKS:
        return words
    for pattern, name in _WORDS:
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", words):
            return name
    return None
