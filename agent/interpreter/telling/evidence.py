"""What speaks against a reading: what was named and not used, words that went into nothing, what is on trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log2
from typing import Any

from ....scene.objects import SceneObject
from ....scene.ops import EditOp, Insert, Resize
from ....scene.plan import EditPlan, dump_op
from ....scene.target import MarkTarget, ObjectTarget, Target
from ..clauses.grammar import frames, vocabulary
from ..clauses.splitting import clauses
from ..context import Context
from ..words.colors import is_color_word
from ..words.normalise import data, lemma, polite, sentences, singular
from .why import by_words, targets_in

_WORD = re.compile(r"[a-z][a-z'-]*")
_NUMBER = re.compile(r"(?<![\w:])\d+(?:\.\d+)?(?![\d:])")
_PIXELS = re.compile(r"\b\d+(?:\.\d+)? ?(?:megapixels?|mp|mpx|mpix|mpixels?|pixels)\b")
"""How many a picture is to have, of which a plan holds the factor."""
_MARK = re.compile(r"\[([^\]\s]+)\]")
_OF = re.compile(r" (?:of|with|in|on|at|that|which|for)\b")
_AGAIN = re.compile(r"\b(?:copy|twin|duplicate|double|clone|second|another|replica)\b")
_SPARED = re.compile(
    r"\b(?:not|except|but|save|apart from|other than|leave|keep|spare|instead of|rather than|than|without|no"
    r"|same \w+ as|match(?:es|ing)?)(?: (?!,|;|\.|!|and\b|but\b)\S+)+"
    r"|(?:\w+ ){1,3}(?:can |may |should |has to |must )?(?:stays?|remains?)\b"
)
"""What is only named to be left as it is, or to be like."""


@dataclass(frozen=True)
class Evidence:
    """`way` is how the reading ended: `ready`, `command`, `look`, `options` (a question with answers to choose from),
    `open` (one without), `cannot` (said why) or `unread` (not understood)."""

    way: str
    unused: tuple[str, ...] = ()
    """Things of the scene, colours, numbers and marks that were named, and that the plan makes nothing of."""
    stray: int = 0
    """Other words that mean something, and went into nothing."""
    trusted: int = 0
    """Attributes that could not be checked."""
    respelt: int = 0
    words: int = 0
    clauses: int = 0
    roundabout: int = 0
    """Targets that were named by no word of theirs."""
    begins: bool = True
    """Whether the words begin as an edit does."""
    invented: int = 0
    """New things that may not have been meant as such: of no kind that is known and put nowhere, or copies in words."""

    @property
    def features(self) -> dict[str, float]:
        """Each grows with what speaks against the reading."""
        return {
            "unused": 0.0 if self.roundabout else min(2.0, len(self.unused)),
            "beside": min(2.0, len(self.unused)) if self.roundabout else 0.0,
            "stray": log2(1 + self.stray),
            "trusted": min(2.0, self.trusted),
            "respelt": min(2.0, self.respelt),
            "words": log2(max(1.0, self.words / 4)),
            "clauses": log2(max(1, self.clauses)),
            "roundabout": min(2.0, self.roundabout),
            "late": float(not self.begins),
            "invented": min(1.0, self.invented),
        }


def evidence(plan: EditPlan, context: Context, doubts: tuple[str, ...] = ()) -> Evidence:
    """Of a plan that words were read as; `doubts` are what it had to take on trust."""
    text = _asked(context.said.text, plan)
    used, labels, empty = _Used.by(plan, context), _labels(context), _empty()
    spared = set(_WORD.findall(" ".join(_SPARED.findall(text))))
    said = [word for word in _WORD.findall(text) if not _forms(word) <= empty or used.misses_color(word)]
    left = [word for word in said if word not in spared and not used.has(word)]
    named = [word for word in left if _forms(word) & labels - empty or used.misses_color(word)]
    counted = _PIXELS.sub(" ", text) if any(getattr(op, "scale", None) for op in plan.ops) else text
    numbers = [number for number in _NUMBER.findall(counted) if not used.counts(float(number))]
    sized = not numbers and not _NUMBER.search(text) and any(isinstance(op, Resize) for op in plan.ops)
    unspared = _SPARED.sub(" ", text)
    marks = [f"[{mark}]" for mark in _MARK.findall(unspared) if mark.lower() not in used.words and not sized]
    stray = {word for word in left if word not in named and not (_forms(word) & empty or lemma(word) in empty)}
    return Evidence(
        way=way(plan),
        unused=tuple(dict.fromkeys((*named, *numbers, *marks))),
        stray=len(stray),
        trusted=len(doubts),
        respelt=len(context.said.corrected),
        words=len(_WORD.findall(text)),
        clauses=sum(len(clauses(part)) for part, _ in sentences(text)),
        roundabout=sum(_is_roundabout(op, context) for op in plan.ops),
        begins=next(frames(polite(text.strip(" .!?"))), None) is not None,
        invented=sum(_is_invented(op, labels, context) for op in plan.ops),
    )


def _asked(text: str, plan: EditPlan) -> str:
    """Without the questions where all that is done is done to marks: what they ask for was pointed out."""
    if not plan.ops or not all(targets_in(op) for op in plan.ops):
        return text
    marked = all(isinstance(target, MarkTarget) for op in plan.ops for target in targets_in(op))
    return " . ".join(words for words, end in sentences(text) if end != "?") or text if marked else text


def way(plan: EditPlan) -> str:
    """How a reading ended."""
    if plan.status == "ask":
        return "options" if plan.question and plan.question.options else "open"
    if plan.status == "cannot":
        return "unread" if "not understood" in plan.rationale else "cannot"
    return plan.status


_COLORING = frozenset(["color", "saturation", "temperature"])
_MEASURING = frozenset(["offset", "crop", "instruct"])
_SILENT = _COLORING | _MEASURING
"""Fields of a plan that hold what words named in another form."""


@dataclass(frozen=True)
class _Used:
    """What a plan holds: its words, and its numbers."""

    words: frozenset[str]
    numbers: frozenset[float]
    fields: frozenset[str]

    @classmethod
    def by(cls, plan: EditPlan, context: Context) -> _Used:
        options = plan.question.options if plan.question else ()
        ops = [dump_op(op) for op in (*plan.ops, *(op for option in options for op in option.ops))]
        command = plan.command.model_dump(mode="json") if plan.command else {}
        meant = [thing for op in plan.ops for thing in _things(targets_in(op), context)]
        looks = [[thing.label, list(thing.attributes.values())] for thing in meant]
        held = list(_leaves([ops, command, list(plan.look_for), looks]))
        words = {word for leaf in held if isinstance(leaf, str) for word in re.findall(r"\w[\w'-]*", leaf.lower())}
        words |= {name.lower() for name, file in context.references.items() if file in held}
        numbers = {abs(float(leaf)) for leaf in held if isinstance(leaf, int | float) and not isinstance(leaf, bool)}
        return cls(frozenset(words | set(map(singular, words))), frozenset(numbers), frozenset(words) & _SILENT)

    def has(self, word: str) -> bool:
        """The dictionary is asked last: loading it takes longer than reading most sentences."""
        return "crop" in self.fields or word in self.words or singular(word) in self.words or lemma(word) in self.words

    def misses_color(self, word: str) -> bool:
        return not self.fields & _COLORING and is_color_word(word)

    def counts(self, number: float) -> bool:
        """Whether a number is in it, also as a share, or as what a share makes of a size."""
        share = number / 100
        wanted = (number, share, 1 + share, 1 - share, 1 / number if number else 0.0, number - 1)
        text = f"{number:g}"
        return (
            bool(self.fields & _MEASURING)
            or text in self.words
            or any(abs(have - want) < 0.02 for have in self.numbers for want in wanted)
        )


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _labels(context: Context) -> frozenset[str]:
    return frozenset(word for thing in context.scene.objects for word in _WORD.findall(thing.label.lower()))


@cache
def _empty() -> frozenset[str]:
    """Words that any sentence may have, and verbs."""
    words: Mapping[str, list[str]] = data("words")
    return frozenset([*words["function"], *words["stop"], "spare", "sparing"]) | vocabulary()


def _is_roundabout(op: EditOp, context: Context) -> bool:
    return any(
        not any(set(_WORD.findall(label)) & _forms(said) for label in labels)
        for said, targets in by_words(targets_in(op))
        if (labels := [thing.label.lower() for thing in _things(targets, context)])
    )


def _things(targets: Iterable[Target], context: Context) -> list[SceneObject]:
    """Those of the targets that the scene knows."""
    ids = [target.object for target in targets if isinstance(target, ObjectTarget)]
    return [context.scene.get(id) for id in ids if context.scene.has(id)]


def _forms(said: str) -> set[str]:
    words = _WORD.findall(said.lower())
    return {*words, *map(singular, words)}


def _is_invented(op: EditOp, labels: frozenset[str], context: Context) -> bool:
    if not isinstance(op, Insert) or not op.prompt:
        return False
    nowhere = op.at is None and not context.nouns(_head(op.prompt))
    named = bool(_forms(_OF.sub("", op.prompt)) & labels - _empty())
    return nowhere or (named and _AGAIN.search(op.prompt) is not None)


def _head(prompt: str) -> str:
    words = _WORD.findall(_OF.split(prompt.lower())[0])
    return singular(words[-1]) if words else ""
