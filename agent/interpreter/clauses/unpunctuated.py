"""Lists without commas (`remove cup mouse and lamp`) → with them, where two nouns in a row can be no one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ....scene.objects import Scene
from ..knowledge.table import Knowledge
from ..words.colors import is_color_word
from ..words.normalise import is_plural, singular, word_set

_VERB = re.compile(
    r"(?:^|(?<= and )|(?<= then )|(?<= please )|(?<=^please )|(?<= [,.;] ))"
    r"(?:remove|delete|erase|blur|pixelate|paint|get rid of|take out|lose|drop|bin|hide|enlarge|shrink|recolor) (?=\w)"
)
_DETERMINERS = frozenset(["the", "my", "both", "all", "that", "this", "these", "those"])
_JOINTS = frozenset(["and", ",", "&", "plus", "n"])
_STUFF = frozenset(["glass", "paper", "stone", "wood", "metal", "brick", "leather", "gold", "silver", "light"])
"""What is also what things are made of."""
_OWNERS = ("animal", "person", "plant", "place")
"""A thing is named after who uses it: a dog bowl, a flower pot."""
_FOR_FOOD = ("container", "tableware", "plant", "appliance", "furniture", "utensil")
"""And what has to do with food after that: an apple tree, a fruit bowl."""
LONGEST_NAME = 3


def with_commas(text: str, scene: Scene, table: Knowledge) -> str:
    """The instruction with commas between listed things that had none; any other as it is."""
    for verb in reversed(list(_VERB.finditer(text))):
        words = text[verb.end() :].split()
        gaps = _gaps(words, _Names(scene, table))
        for i in reversed(gaps):
            words.insert(i, ",")
        text = text[: verb.end()] + " ".join(words) if gaps else text
    return text


class _Names:
    """What the things of a scene are called, and which two nouns name one thing together."""

    def __init__(self, scene: Scene, table: Knowledge) -> None:
        self.scene, self.table = scene, table
        self.labels: dict[str, str] = {}
        for label in {thing.label.lower() for thing in scene.objects}:
            row = table.about(label)
            self.labels |= dict.fromkeys((*(row.names if row else ()), label.split()[-1], label), label)

    def at(self, words: list[str], start: int) -> int:
        """How many words from there on are a name, 0 for none."""
        spans = (" ".join(words[start : start + n]) for n in range(LONGEST_NAME, 0, -1) if start + n <= len(words))
        return next((len(name.split()) for name in spans if name in self.labels or singular(name) in self.labels), 0)

    def apart(self, first: str, second: str) -> bool:
        """Whether two nouns name two things: neither is what the other is for, and they do not touch."""
        if is_plural(first):
            return True
        one, two = self.labels.get(first, ""), self.labels.get(singular(second)) or self.labels.get(second, "")
        if not one or not two or one == two or first in _STUFF or self.table.labels_named(f"{first} {second}"):
            return False
        if any(self.table.is_kind(one, kind) for kind in _OWNERS) or self.table.is_kind(two, "person"):
            return False
        fruit = self.table.is_kind(two, "food")
        if not fruit and self.table.is_kind(one, "food") and any(self.table.is_kind(two, kind) for kind in _FOR_FOOD):
            return False
        return not self._told_of(one, two) and not self._touch(one, two)

    def _told_of(self, one: str, two: str) -> bool:
        row = self.table.about(two)
        return row is not None and one in re.findall(r"[a-z]+", " ".join((*row.uses, *row.places)))

    def _touch(self, one: str, two: str) -> bool:
        boxes = [[t.box for t in self.scene.objects if t.label.lower() == label] for label in (one, two)]
        return any(a.intersect(b).area > 0 for a in boxes[0] for b in boxes[1])


def _gaps(words: list[str], names: _Names) -> list[int]:
    """Before which words a comma is missing; none where the words are more than a list (and a color)."""
    gaps: list[int] = []
    items = list(_items(words, names))
    if len(items) < 2 or not _is_end(words[items[-1][2] :]):
        return []
    for (start, noun, end), (following, after, _) in pairwise(items):
        if following > end:
            continue
        if words[start] in _DETERMINERS and words[following] not in _DETERMINERS:
            return []
        if after == following and not names.apart(" ".join(words[noun:end]), words[after]):
            return []
        gaps.append(following)
    return gaps


def _items(words: list[str], names: _Names) -> Iterator[tuple[int, int, int]]:
    """Where each listed thing, its name, and what follows begins."""
    i = 0
    while i < len(words):
        start = i
        while i < len(words) and (words[i] in _DETERMINERS or is_color_word(words[i])):
            i += 1
        size = names.at(words, i)
        if not size:
            return
        yield start, i, i + size
        i += size
        while i < len(words) and words[i] in _JOINTS:
            i += 1


def _is_end(words: list[str]) -> bool:
    rest = [word for word in words if word not in word_set("function")]
    return not words or words[0] in (".", "!", "?", ";") or all(map(is_color_word, rest or words))
