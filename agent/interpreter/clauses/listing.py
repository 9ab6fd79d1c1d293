"""Lists in few words (`no dog, a red kite, both towels white`) → one plain imperative for each piece"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ..changes.qualities import parse_quality
from ..things.places import looks_like_place
from ..words.colors import color_of
from ..words.normalise import lemma, polite, singular, word_set
from ..words.patterns import part, pattern
from ..words.phrases import parse
from .grammar import frames
from .passive import active
from .splitting import starts_clause

Knows = Callable[[str], bool]
LONGEST = 60
"""Of so many words no list is in few words."""

_JOINT = re.compile(r"(?: ?[,;+&] ?(?:(?:and|but|then|plus|also|n) )*| (?:and|but|plus|then) (?:(?:then|also) )?)")
_EACH_WHERE = re.compile(r" where .+ and .+ where ")
"""Two things that trade places are one wish (`the cup where the jug is and the jug where the cup is`)."""
_BEFORE = re.compile(r"^(?:(?:and|also|then|plus|but|please|next|now|finally|lastly|while (?:you|we) are at it)[ ,]+)+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """`told`: the imperative; `spoken`: whether it had no verb of its own; `verb`: what the next may share."""

    told: str
    spoken: bool
    verb: str = ""


def listed(sentence: str, knows: Knows) -> list[str] | None:
    """An imperative for each piece, None where the words are no such list (or one that has a verb in every piece)."""
    if len(sentence.split()) > LONGEST or _EACH_WHERE.search(sentence):
        return None
    pieces = _pieces(sentence.strip(" ,;"), None, knows) or _looks(sentence.strip(" ,;"), knows)
    if pieces is None or len(pieces) < 2 or not any(piece.spoken for piece in pieces):
        return None
    return [piece.told for piece in pieces]


_LOOK = re.compile(r"(?P<look>[\w-]+(?: [\w-]+)?) (?P<noun>[\w-]+(?: [\w-]+)?)")


def _looks(text: str, knows: Knows) -> tuple[_Piece, ...] | None:
    """`red curtain, blue rug, no lamp`: how it is to be, thing by thing; at least one is to be gone, or it may name
    what there is."""
    pieces = []
    for words in _JOINT.split(text):
        gone = pattern("lists", "none").fullmatch(words)
        look = _LOOK.fullmatch(words)
        if gone and is_thing(gone["np"], knows):
            pieces.append(_Piece(f"remove {_named(gone['np'])}", True, "remove"))
        elif look and color_of(look["look"]) and is_thing(look["noun"], knows):
            pieces.append(_Piece(f"make the {look['noun']} {look['look']}", True, "make"))
        else:
            return None
    return tuple(pieces) if {piece.verb for piece in pieces} == {"make", "remove"} else None


def in_few_words(clause: str, knows: Knows) -> str | None:
    """A single clause without a verb as an imperative: `teddy onto the chair`, `hot pink for the star`."""
    piece = _small(pattern("lists", "remark").sub("", clause).strip(" ,;"), None, knows)
    return piece.told if piece is not None else None


def _pieces(text: str, before: _Piece | None, knows: Knows) -> tuple[_Piece, ...] | None:
    """Every piece read, the longest first piece that leaves a readable rest."""
    text = _BEFORE.sub("", text)
    ends = [len(text), *(joint.start() for joint in reversed(list(_JOINT.finditer(text))))]
    for end in ends:
        piece = _piece(text[:end].strip(" ,;"), before, knows)
        if piece is None:
            continue
        rest = text[end:].strip(" ,;+&")
        if not rest:
            return (piece,)
        if (later := _pieces(rest, piece, knows)) is not None:
            return (piece, *later)
    return None


def _piece(text: str, before: _Piece | None, knows: Knows) -> _Piece | None:
    if not text:
        return None
    if (small := _small(text, before, knows)) is not None:
        return small
    plain = polite(text)
    if not starts_clause(plain) or pattern("lists", "wish").match(plain) or not _is_complete(plain):
        return None
    if all(is_thing(words, knows) for words in _JOINT.split(plain)[1:]):
        verb = "make" if plain.startswith(_DEFINITE) else plain.split()[0]
        return _Piece(re.sub(r" ?[+&] ?", " and ", plain), False, verb)
    return None


def _is_complete(text: str) -> bool:
    """Whether nothing is left to be said: `make the chairs` goes on."""
    return any(
        frame.verb not in _OPEN and " , the " not in (frame.get("thing") or "") for frame in islice(frames(text), 50)
    )


_OPEN = frozenset(["quality_open", "replace_open", "insert_open", "move_open", "resize_open", "bare_verb", "heal"])


def _small(text: str, before: _Piece | None, knows: Knows) -> _Piece | None:
    """A piece without a verb of its own."""
    wish = pattern("lists", "wish").match(text)
    own = text[wish.end() :] if wish else text
    match = pattern("lists", "look_first").fullmatch(own)
    if match and is_thing(match["np"], knows) and (look := _with_look(match["look"], match["np"])) is not None:
        return look
    if wish is None and starts_clause(text) and not text.startswith(_DEFINITE):
        return None
    if before and before.verb in _SHARED and own.startswith(_DEFINITE) and is_thing(own, knows):
        return _Piece(f"the same for {own}", True, before.verb)
    if (match := pattern("lists", "none").fullmatch(own)) and is_thing(match["np"], knows) and not _NEW.search(own):
        return _Piece(f"remove {_named(match['np'])}", True, "remove")
    for too in ("so_too", "too_last"):
        if (match := pattern("lists", too).fullmatch(own)) and is_thing(match["np"], knows) and before:
            return _Piece(f"the same for {_named(match['np'])}", True, before.verb)
    if (new := _with_new_look(own, knows)) is not None:
        return new
    return _thing_and_result(own, bool(wish), before, knows)


_SHARED = frozenset(["make", "remove"])
_DEFINITE = ("the ", "my ", "that ", "this ", "those ", "these ", "both ", "all ")


_NEW = re.compile(r"(?:and|,) an? ")


def _with_new_look(text: str, knows: Knows) -> _Piece | None:
    """`a green bucket` among other wishes: the one there is, in green, or a new one."""
    for name in ("new_look", "look_last"):
        match = pattern("lists", name).fullmatch(text)
        if match and is_thing(match["noun"], knows) and color_of(match["look"].strip()) is not None:
            return _Piece(f"how about a {match['look'].strip()} {match['noun']}", True, "make")
    return None


def _with_look(look: str, thing: str) -> _Piece | None:
    look = re.sub(r"^(?:an?|some) ", "", look.strip())
    if verb := pattern("lists", "hidden").fullmatch(look):
        return _Piece(f"{'pixelate' if verb['pixels'] else 'blur'} {_named(thing)}", True, "blur")
    if parse_quality(look) is None or color_of(look) is None:
        return None
    return _Piece(f"make {_named(thing)} {look}", True, "make")


def _thing_and_result(text: str, wished: bool, before: _Piece | None, knows: Knows) -> _Piece | None:
    words = text.split()
    for i in range(len(words) - 1, 0, -1):
        thing, result = (" ".join(some).strip(" ,:–—-") for some in (words[:i], words[i:]))
        if not result or not is_thing(thing, knows):
            continue
        thing, result = _floated(thing, result)
        if result and (told := _told(_named(thing), result, wished, before)) is not None:
            return told
    return None


def _floated(thing: str, result: str) -> tuple[str, str]:
    """`towels both white` → `both towels`, `white`."""
    first, _, rest = result.partition(" ")
    if first in ("both", "all") and rest:
        return f"{first} {re.sub(r'^(?:the|my) ', 'the ', thing)}", rest
    return thing, result


def _told(thing: str, result: str, wished: bool, before: _Piece | None) -> _Piece | None:
    if not wished and re.match(r"(?:looks?|seems?|feels?|appears?) ", result):
        return None
    arrow = result.startswith("into ")
    result = result.removeprefix("into ").strip(" ,") if arrow else re.sub(r"^(?:to be|to get|be) ", "", result)
    if (becomes := pattern("lists", "becomes").match(result)) and parse_quality(result[becomes.end() :]) is not None:
        result = result[becomes.end() :]
    if result.startswith("to ") and parse_quality(result[3:]) is not None:
        result = result[3:]
    if pattern("lists", "gone").fullmatch(result):
        return _Piece(f"remove {thing}", True, "remove")
    if (verb := _last_verb(result)) is not None:
        return _Piece(f"{verb} {thing}", True, verb)
    after_verb = before is not None and not before.spoken and before.verb not in _SHARING
    if (scale := pattern("lists", "scale").fullmatch(result)) is not None:
        return _Piece(f"scale {thing} to {scale['size']}", True, "make")
    if result in ("up", "down") and before is not None and before.told.startswith("move "):
        return _Piece(f"move {thing} {result}", True, "move")
    described = re.match(r"(?:in|with) ", result) is not None
    if parse_quality(result) is not None and not (described and (after_verb or _is_somebody(thing)) and not wished):
        return _Piece(f"make {thing} {result}", True, "make")
    if not re.search(r",| and (?:the|my)\b", result) and (done := active(f"{thing} {result}")) is not None:
        return _Piece(done, True, done.split()[0])
    return _placed(thing, result, wished or arrow, before)


_SHARING = frozenset(["make", "turn", "paint", "color", "recolor", "have", "set", "move", "put", "change"])
_MOVERS = frozenset(["move", "put", "place", "shift", "slide", "push", "drag", "bring", "set", "add"])


_HALF_A_CORNER = (" top", " bottom", " upper", " lower", " far", " the")
"""After these a side goes on with where a thing is (`the kite in the top right`)."""


def _placed(thing: str, result: str, wished: bool, before: _Piece | None) -> _Piece | None:
    """`teddy onto the chair`: where a thing goes, not where it is."""
    result = result.lstrip(", ")
    goes = pattern("lists", "way").match(result) is not None or wished or (before and before.verb in _MOVERS)
    if _JOINT.search(result) and "between" not in result:
        return None
    if not goes or not looks_like_place(result) or thing.endswith(_HALF_A_CORNER):
        return None
    new = re.match(r"(?:an?|some|two|three|four|another) ", thing)
    verb = "add" if new else "move"
    return _Piece(f"{verb} {thing} {result}", True, verb)


def _last_verb(word: str) -> str | None:
    """`delete`, `blurred`, `to be mirrored`: a verb that needs nothing more."""
    bare = lemma(word) if word.isalpha() else word
    verb = word if word in word_set("edits") else bare
    return verb if verb in word_set("edits") and verb in pattern_words("alone") else None


def pattern_words(name: str) -> frozenset[str]:
    return frozenset(part("lists", name).strip("(?:)").split("|"))


def _is_somebody(thing: str) -> bool:
    head = singular(thing.split()[-1])
    return head in pattern_words("SOMEBODY")


def _named(thing: str) -> str:
    """`bucket` → `the bucket`."""
    if thing in _ITSELF or thing.startswith("["):
        return thing
    return thing if thing.split()[0] in word_set("determiners") else f"the {thing}"


_ITSELF = frozenset(
    ["it", "them", "him", "her", "this", "that", "these", "those", "everything", "everyone", "everybody"]
)


def is_thing(text: str, knows: Knows) -> bool:
    """Whether words name something that may be there, or several such things."""
    return bool(text) and all(_is_one(words, knows) for words in _JOINT.split(text))


def _is_one(text: str, knows: Knows) -> bool:
    text = text.strip(" ,")
    if text in _ITSELF or re.fullmatch(r"\[\w+\]", text):
        return True
    if starts_clause(text):
        return False
    if not text or text.split()[0] in _NO_START or len(text.split()) > 12 or color_of(text) is not None:
        return False
    if parse_quality(text) is not None and text.split()[0] not in word_set("determiners"):
        return False
    if re.fullmatch(part("lists", "PICTURE"), text):
        return True
    if text.split()[-1] in _NO_START or (_FINITE.search(text) and not _RELATIVE.search(text)):
        return False
    phrase = parse(text, knows)[0]
    if not phrase.head or any(tail.kind in ("purpose", "is") for tail in phrase.tails):
        return False
    known = phrase.generic or knows(phrase.head) or knows(singular(phrase.head))
    return known and not any(knows(word) and color_of(word) is None for word in phrase.adjectives)


_FINITE = re.compile(r"\b(?:is|are|was|were|looks?|seems?|has|have|should|must|can|could|will|would|needs?|does|do)\b")
_RELATIVE = re.compile(r"\b(?:that|which|who|what|whatever|whoever|where|whose)\b")
_NO_START = frozenset(
    ["no", "not", "in", "on", "at", "to", "into", "of", "for", "with", "and", "or", "by", "so", "than", "as"]
)
