"""Things by their number, as the page shows them (`person 2`, `dogs 1 and 3`) → the ids that they have in the scene"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial

from .normalise import plural

_NUMBER = r"(?:number |no ?\. ?|nr ?\. ?|# ?)?(?P<number>\d+)"
_COUNTS = (
    r"(?![\w%:.]*\d)(?![\w%])"
    r"(?! (?:times?|x|pixels?|px|percent|degrees?|more|less|other|of|met(?:er|re)s?|cm"
    r"|mm|inch(?:es)?|feet|foot|steps?|stops?|shades?|levels?|points?|sizes?|notches|cop(?:y|ies)|clones?|halves|thirds?|quarters?)\b)"
)
"""No thing by its number where the number counts what follows."""


def numbered(text: str, ids: Collection[str]) -> str:
    """The words with the id in the place of each name with a number, where the scene has that id."""
    labels = {id.rpartition("-")[0] for id in ids} - {""}
    if not re.search(r"\d", text):
        return text
    for label in sorted(labels, key=len, reverse=True):
        text = _several(text, label, ids)
        rule = re.compile(rf"\b{re.escape(label)} {_NUMBER}{_COUNTS}")
        text = rule.sub(partial(_id, label=label, ids=ids), text)
    return text


def _id(said: re.Match[str], label: str, ids: Collection[str]) -> str:
    id = f"{label}-{int(said['number'])}"
    return id if id in ids else said[0]


def _several(text: str, label: str, ids: Collection[str]) -> str:
    """`persons 2 and 3` → `person-2 and person-3`."""
    names = "|".join(re.escape(one) for one in dict.fromkeys((plural(label), f"{label}s", label)))
    rule = re.compile(rf"\b(?:the |both )?(?:{names}) (?P<numbers>\d+(?: ?, ?\d+)*(?: ?,)? and \d+){_COUNTS}")

    def told(said: re.Match[str]) -> str:
        numbers = re.findall(r"\d+", said["numbers"])
        known = [f"{label}-{int(number)}" for number in numbers]
        return " and ".join(known) if all(id in ids for id in known) else said[0]

    return rule.sub(told, text)
