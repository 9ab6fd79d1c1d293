"""Ways of asking for a look that are said backwards or in one verb → plain imperatives that the frames read."""

from __future__ import annotations

import re

from .normalise import data

_PHOTO = r"(?:it|this|that|(?:the|this|my) (?:whole |entire )?(?:picture|photo|image|photograph|shot|scene)|everything)"
_GREY = r"(?:black and white|gr[ae]y|grayscale|greyscale|monochrome|sepia|b&w|colorless)"
_SAVE = r"(?:except(?: for)?|apart from|but not|other than|besides|save for|but)"
_MAKE = rf"(?:(?:make|turn|render|convert|change|set|have) (?:{_PHOTO} )?(?:to |into |in )?)?"
_INTACT = (
    r"(?:in (?:its |their |full |the )?(?:original )?colors?|colored|colorful|as (?:it|they|he|she) (?:is|are)"
    r"|unchanged|untouched|alone)"
)
_SELECTIVE = (
    re.compile(
        rf"{_MAKE}(?P<look>{_GREY}),? (?:(?:but|and|while) )?(?:keep|keeping|leave|leaving) (?:only )?"
        rf"(?P<thing>.+?) {_INTACT}"
    ),
    re.compile(rf"{_MAKE}(?P<look>{_GREY}),? {_SAVE} (?P<thing>.+)"),
    re.compile(rf"(?:keep|leave|have|show) (?:only|just) (?P<thing>.+?) {_INTACT}"),
    re.compile(
        r"(?:add |do |use |make |a )*(?:color (?:pop|splash)|selective color(?:ing)?|spot color) "
        r"(?:on|for|of) (?P<thing>.+)"
    ),
)
_VIGNETTE = re.compile(
    r"(?:(?:add|put|apply|use|draw|create|make) )?(?:a |an |some |the )?(?:\w+ )?vignett(?:e|ing)"
    r"(?: effect| filter| look)?(?: (?:to|on|onto|over|around|in) (?P<thing>.+))?"
)


def reworded(sentence: str) -> str:
    """The sentence, or what it says in plain order: `black and white except the dog` → `make everything except …`."""
    for pattern in _SELECTIVE:
        if match := pattern.fullmatch(sentence):
            return f"make everything except {match['thing']} {match.groupdict().get('look') or 'black and white'}"
    if match := _VIGNETTE.fullmatch(sentence):
        return f"give {match['thing'] or 'it'} a vignette"
    verb, _, rest = sentence.partition(" ")
    style = data("styles")["verbs"].get(verb)
    if style is None or (verb == "sketch" and not re.fullmatch(_PHOTO, rest)):
        return sentence
    return f"turn {rest or 'it'} into a {style}"
