"""Words said beside a phrase (`the glasses, the whole lot`) → where the grammar of phrases reads them"""

from __future__ import annotations

import re

from ..words.patterns import resaid


def spoken_plainly(text: str) -> str:
    """A whole instruction without what people add to say how something is where it is."""
    return resaid("asides", "whole", text)


def put_in_place(text: str) -> str:
    """The words with what was said beside a phrase within it."""
    text = re.sub(r"[ ,]+(?:please|thanks|thank you|really|honestly|seriously)[ .!]*$", "", text)
    return " ".join(resaid("asides", "moved", resaid("asides", "spoken", text)).split())
