"""Things told by a whole description (`whatever keeps the rain off`): what of the scene it fits, and how clearly."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ....scene.objects import SceneObject
from ..context import Context
from ..knowledge.table import Knowledge
from ..words.colors import is_color_word
from ..words.normalise import data, singular
from ..words.patterns import pattern
from ..words.phrases import TOOLS, Phrase, parse
from .nouns import Things, named, with_adjective

ENOUGH = 0.85
"""What suffices of what a description in few words needs where nothing else comes near."""
APART = 0.85
"""What fits so nearly as well as the best is meant too, as far as one can tell."""
ALIKE = 0.8
"""So with words for several things."""
ELSEWHERE = 1.55
"""How much better a thing that is not in the scene must fit for the description to be of that."""
OUTRIGHT = 0.6
"""What a thing of an unknown name must fit."""


FAINT = 0.32
"""What fits no better, and less well than words of that number need, is asked about and not taken."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """The things that fit a description best; `clear` where they all go by one name and nothing else comes near."""

    things: Things = ()
    score: float = 0.0
    clear: bool = False
    several: bool = False
    """Whether all of them are meant."""


def fitting(things: Things, words: str, context: Context, several: bool = False, stressed: str = "") -> Fitting:
    """The things that fit `words` best, of which `stressed` count more; none where not even the best does."""
    others = tuple(thing for thing in things if not is_named(thing, words))
    scores = context.table.fit(words, {_label(thing) for thing in others}, stressed)
    best = max(scores.values(), default=0.0)
    if not best or best < ENOUGH * context.table.needed(words):
        return Fitting()
    labels = {label for label, score in scores.items() if score >= (ALIKE if several else APART) * best}
    labels = labels if several else context.table.likeliest(words, labels)
    near = of_said_color(tuple(thing for thing in others if _label(thing) in labels), words, context)
    return Fitting(near, best, several or len(labels) == 1)


_COLORED = re.compile(r"\b(?:is|are|was|were) (?:the |an? )?(?P<color>[a-z]+)(?: one| ones)?(?= |$)")


def of_said_color(things: Things, words: str, context: Context) -> Things:
    """Of several things those of the colour that is said of them (`what floats and is red`), where there are such."""
    said = [match["color"] for match in _COLORED.finditer(words) if is_color_word(match["color"])]
    for color in said if len(things) > 1 else ():
        things = with_adjective(things, color, context) or things
    return things


def is_faint(score: float, words: str, context: Context) -> bool:
    """Whether a thing fits so little that it is no more than a guess."""
    return score < min(FAINT, context.table.needed(words))


def elsewhere(words: str, best: float, context: Context) -> bool:
    """Whether something that nobody has seen here fits much better than the best that is here."""
    here = {_label(thing) for thing in context.standing}
    said = {singular(word) for word in words.split()}
    ranked = context.table.described(words, ELSEWHERE * best) if best * ELSEWHERE < 1 else []
    ranked = [label for label in ranked if not said.issuperset(singular(word) for word in label.split())]
    return any(label not in here and not any(context.table.is_kind(own, label) for own in here) for label in ranked)


def is_named(thing: SceneObject, words: str) -> bool:
    """`what the horses would eat` is not the horse."""
    told = [singular(word) for word in words.split()]
    name = [singular(word) for word in _label(thing).split()]
    size = len(name)
    starts = (i for i in range(1, len(told) - size + 1) if told[i : i + size] == name)
    return any(set(told[max(0, i - 3) : i]) & _DETERMINERS for i in starts)


_DETERMINERS = frozenset(
    ["the", "a", "an", "some", "his", "her", "my", "your", "our", "their", "its", "this", "that", "these", "those"]
)
_WHOLE = ("whatever", "everything", "anything", "all", "every", "any", "those", "these")


def by_words(text: str, context: Context) -> Fitting:
    """What a noun phrase of an unknown head, or of none, describes as a whole."""
    phrase = parse(text, context.nouns)[0]
    described = pattern("riddles", "descriptive").search(text) is not None
    if _is_absent(phrase, context) or not (described or _is_byname(text, phrase, context)):
        return Fitting()
    several = phrase.plural or phrase.every
    found = fitting(context.standing, text, context, several)
    if not found.clear or (not described and found.score < OUTRIGHT) or elsewhere(text, found.score, context):
        return Fitting()
    return replace(found, several=several or means_all(text))


def byname(text: str, context: Context) -> Things:
    """What goes by a name of several words that reads like something else (`man 's best friend`)."""
    name = re.sub(r"^(?:the|our|my|an?) ", "", text).replace(" 's ", "'s ")
    tells = "'s " in name or " of " in name
    return named(name, context) if tells and context.table.labels_named(name) else ()


def means_all(text: str) -> bool:
    """Whether all the things of a kind are meant (`whatever makes noise`)."""
    return text.split(" ")[0] in _WHOLE


def _is_byname(text: str, phrase: Phrase, context: Context) -> bool:
    """Whether words may be a name that somebody makes up (`the mouse-hunter`): two that tell something, no part of a
    thing, and no noun that is known."""
    telling = [word for word in re.findall(r"[a-z]+", text) if word not in data("asking")["words"]]
    known = context.nouns(phrase.head) or phrase.head in _parts(context.table)
    return len(telling) == 2 and not known and " of " not in text


@cache
def _parts(table: Knowledge) -> frozenset[str]:
    return frozenset(part for thing in table.things.values() for part in thing.parts)


def _is_absent(phrase: Phrase, context: Context) -> bool:
    """Whether a phrase names a thing that is not here: then that is looked for, whatever is said of it."""
    if _MADE_AFTER.match(phrase.text):
        return False
    if phrase.generic or not phrase.head or phrase.head in TOOLS or phrase.head in context.table.kinds:
        return False
    return bool(context.table.labels_named(phrase.head)) and phrase.head not in _SOMEBODY


_MADE_AFTER = re.compile(
    r"(?:the|an?|that|this) (?:(?:piece|bit|kind|sort|type|article|item)s?|(?:\w+ )?(?:model|copy|replica|miniature"
    r"|symbol|source|king|queen|enemy|hunter|ruler|maker|giver|keeper|means)) of "
)
"""What is named after these is not what is meant (`the model of a ship`)."""
_SOMEBODY = frozenset(["person", "friend", "fellow", "guy", "pal", "buddy", "somebody", "someone", "one", "companion"])


def _label(thing: SceneObject) -> str:
    return thing.label.lower()
