"""Pictures given along, in words: which thing of one is meant (`the cat of [B]`), and where it is to be put"""

from __future__ import annotations

import re

from ....scene.target import FileReference, Place
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..things.places import place

_NAMED = re.compile(r"(?P<before>.*?)\[(?P<name>[^\]\s]+)\](?P<after>.*)")
_OF = re.compile(
    r"(?:the |an? |my |this |that )*(?P<what>.+?) (?:that is |which is )?(?:of|in|from|on|out of|shown in|seen in)"
    r"(?: (?:the|my|this))?(?: (?:reference|picture|photo|image))*"
)
_ALL_OF_IT = re.compile(r"(?:things?|objects?|picture|photo|image|contents?|one|reference|cut-?out|subject|what)")
_NO_PLACE = re.compile(
    r"(?:(?:too|also|as well|again|once more|now|then|instead|please|somewhere|anywhere|twice|in|into it|to it"
    r"|(?:in|into|to|on|onto) (?:the|this|my) (?:picture|photo|image|scene|shot))(?: |$))*"
)


def taken(words: str, file: str, context: Context) -> FileReference:
    """The picture `file` that `words` name, with the thing in it that they name too."""
    named = _NAMED.fullmatch(words)
    of = _OF.fullmatch(named["before"].strip()) if named else None
    if of is None or _ALL_OF_IT.fullmatch(of["what"]):
        return FileReference(file=file)
    return FileReference(file=file, phrase=context.said.quoted(of["what"]))


def spot(where: str | None, context: Context) -> Place | None:
    """Where words put something; None where they only say that it comes into the picture."""
    return None if where is None or _NO_PLACE.fullmatch(where) else place(where, context)


def where_after(words: str, context: Context) -> Place | None:
    """The place that stands after a picture's name and was read as part of it; None where nothing more is said.

    Raises Missing for a thing that is not known yet, and Open for what is no place."""
    named = _NAMED.fullmatch(words)
    said = named["after"].strip(" ,.") if named and context.reference_named(named["name"]) else ""
    if not said or _NO_PLACE.fullmatch(said):
        return None
    try:
        return place(said, context)
    except OtherFrame:
        raise Open(f"Where is “{said}”? Name a thing that is there, or mark the place.") from None
