"""One sentence → clauses with one verb each."""

from __future__ import annotations

import re
from itertools import islice

from ..changes.qualities import ScaleChange, parse_quality
from ..things.places import looks_like_place
from ..words.colors import color_of
from ..words.normalise import data, polite, word_set
from ..words.phrases import parse as parse_phrase
from ..words.wrappers import is_wrapper
from .grammar import first_words, frames
from .hints import STAYS, TAKING_BACK
from .passive import active
from .rewording import reworded

_JOINT = re.compile(
    r"(?:\s*,\s*|\s+)(?:and then|and also|and after that|and afterwards|and finally|after that|afterwards|but also"
    r"|but then|and|then|but|plus|also|as well as|followed by|before you|so that you)\s+|\s*,\s*"
)
_DETERMINER = (
    r"(?:the|a|an|my|this|that|these|those|it|them|him|her|all|every|both|each|his|some|another|everything"
    r"|everyone|two|three|\[\w+\]|quote\d+|its|our|your)"
)
_MAKES = re.compile(
    r"^(?:make|turn|paint|color|dye|tint|recolor|change|repaint|have|i (?:want|would like|need|would love)) "
)
_MOVES = re.compile(r"^(?:move|put|place|shift|slide|bring|push|set|position) ")


_LATE_EXCEPTION = re.compile(
    r"^(?P<verb>\w+) (?P<all>everything|everyone|everybody|all \w+(?: \w+)?|every \w+|the (?:whole "
    r"|entire )?(?:picture|photo|image|scene)) (?P<rest>.+?),? (?P<but>(?:except(?: for)?|but(?: not)?"
    r"|apart from|other than|besides|excluding|save for) .+)$"
)


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence in order, polite wrappers taken off, left-out verbs filled in."""
    parts: list[str] = []
    sentence = _TO_SUGGEST.sub("", sentence)
    sentence, _, reason = _BECAUSE.sub(lambda match: f" \n{match[1] or match['plain']}", sentence, count=1).partition(
        "\n"
    )
    for part in map(reworded, _shared(_split(reworded(sentence.rstrip(" ,"))))):
        parts += _gapped(_early_exception(part))
    return [part for part in (*parts, reason) if part and not (len(parts) > 1 and is_wrapper(part))]


def _early_exception(clause: str) -> str:
    """`make everything gray except the bus` → `make everything except the bus gray`."""
    match = _LATE_EXCEPTION.match(clause)
    if match is None or parse_quality(match.group("rest")) is None:
        return clause
    return f"{match.group('verb')} {match.group('all')} {match.group('but')} {match.group('rest')}"


def _split(sentence: str) -> list[str]:
    parts, start = [], 0
    for joint in _JOINT.finditer(sentence):
        rest = sentence[joint.end() :]
        before = sentence[start : joint.start()].strip()
        if _BARE_NOUN.fullmatch(before) and _SHOULD.match(rest) and "and" in joint.group(0).split():
            continue
        follows = starts_clause(rest) or (_NEXT.search(joint.group()) is not None and _begins_with_verb(rest))
        if before and (follows or (_is_telegram(before) and _is_telegram(_first_part(rest)))):
            parts.append(sentence[start : joint.start()])
            start = joint.end()
    parts.append(sentence[start:])
    return [_unnumbered(polite(part)) for part in parts]


_NEXT = re.compile(r"\b(?:then|after that|afterwards|finally|followed by)\b")
"""After these something else is to be done: a word that is a verb too is one (`and then paint bus green`)."""


def _begins_with_verb(text: str) -> bool:
    words = _unnumbered(polite(text)).split()
    return len(words) > 1 and words[0] in first_words()


_BARE_NOUN = re.compile(r"(?:the|my|these|those|both|all|this|that) (?:[\w-]+ ){0,2}[\w-]+")
"""`the cup and the plate should be red` is said of both."""
_TO_SUGGEST = re.compile(
    r"(?<=\w),? (?:in order |so as )?to (?:suggest|imply|indicate|convey|signal|evoke|hint|give the"
    r" (?:impression|feeling|idea|sense))\b.*$"
)
"""What an edit is to make people think is no part of it."""
_BECAUSE = re.compile(
    r",? ((?:because|since (?:it|they|he|she|i|we|the)\b|as (?:it|they) (?:is|are) (?!and\b|,"
    r"|but\b)\w+).*)$|(?<!that) , (?P<plain>(?:it|its \w+|their \w+) (?:is (?:so |really |just |very )?(?:ugly"
    r"|annoying"
    r"|distracting|in the way|confidential|private|secret|embarrassing|unnecessary)|takes? (?:up|away)|distracts?"
    r"|blocks?"
    r"|ruins?|spoils?|clashes|annoys?|bothers?|does not (?:fit|belong|match))\b.*)$"
)
_ORDER = re.compile(
    r"^(?:only|just|simply|merely|first|second|third|fourth|fifth|secondly|thirdly|lastly|finally)"
    r"(?: of all)?(?: ,)? "
)


def _unnumbered(clause: str) -> str:
    """`second make …` → `make …`."""
    rest = _ORDER.sub("", clause)
    return polite(rest) if rest.split() and rest.split()[0] in first_words() else clause


_TELEGRAM = re.compile(
    r"(?:(?:the|my|both|all|that|this) )?(?!(?:make|turn|paint|remove|delete|and|it|them)\b)(?:\w+ ){1,3}"
    r"(?:gone|away|out|off|removed|deleted|erased)"
)


def _is_telegram(text: str) -> bool:
    """Whether words are a thing and what becomes of it, with hardly a verb (`curtain green`, `lamp gone`)."""
    text = text.strip(" ,.")
    if not text or text.split()[0] in first_words() or is_imperative(text):
        return False
    named = text if text.split()[0] in word_set("determiners") else f"the {text}"
    return (
        _TELEGRAM.fullmatch(text) is not None
        or _SHOULD.match(text) is not None
        or (len(named.split()) < 7 and fits_quality(named))
    )


def starts_clause(text: str) -> bool:
    """Whether words begin with an edit verb (nouns that are spelt alike need a determiner after them)."""
    text = _unnumbered(polite(text))
    words = text.split()
    if not words:
        return False
    if _SHOULD.match(text) or (_HAPPENS.search(text) and _tells_what_becomes(_first_part(text).strip(" ,.!"))):
        return True
    if re.match(
        r"(?:do not|never|undo|redo|start over|leave out|get rid of|i (?:only |just |really )*(?:want|would|need) )",
        text,
    ):
        return True
    if _is_whole(_first_part(text)) or _BARE.fullmatch(_first_part(text).rstrip(" .!")):
        return True
    if words[0] not in first_words():
        return is_imperative(text)
    if words[0] in word_set("verbs_like_nouns"):
        return (
            len(words) > 1
            and re.match(rf"(?:(?:up|down|in|on|out|off|to|away|over|back) )?{_DETERMINER}(?!\w)", " ".join(words[1:]))
            is not None
        )
    return len(words) > 1


_BETWEEN = re.compile(r"\bbetween ((?:(?! and |,).)+?) and (?=(?:the|my|that|this|his|her|an?|it|two|other)\b|\[)")
_AND_HERE = "and_"


def joined_places(sentence: str) -> str:
    """`between the cup and the fork` in a form that no clause ends in."""
    return _BETWEEN.sub(rf"between \1 {_AND_HERE} ", sentence)


def parted(clause: str) -> str:
    """A clause as it was said."""
    return clause.replace(f" {_AND_HERE} ", " and ")


def ends_with_edit(words: str) -> bool:
    """Whether an edit follows in the same breath (`undo that and remove the ball`)."""
    rests = (words[match.end() :] for match in re.finditer(r"(?: ?,)? (?:and|then|but) |, ", words))
    return any(starts_clause(rest) and not rest.startswith(TAKING_BACK) for rest in rests)


_BARE = re.compile(
    r"(?:sharpen|brighten|darken|lighten|saturate|desaturate|upscale|straighten|enhance|mirror)(?: a (?:bit|little))?"
)
"""Verbs that need no object: the picture is meant."""
_SHOULD = re.compile(
    r"(?:the|my|this|his|her|our|your|it)(?: (?!(?:that|which|who|you|i|we|one|people|he|she|they|and)\b)\w+){0,4}?"
    r" (?:should|must|could|needs? to|has to|have to|ought to|would(?= (?:look|be) \w+er\b)) "
)
_GOES = re.compile(
    r"(?:the|my|this|that|his|her|our|your|it)"
    r"(?: \w+ one(?= )|(?: (?!(?:that|which|who|you|i|we|one|people|and)\b)\w+){0,3}?)"
    r" (?:goes|belongs|comes)(?:$| (?:to|on|onto|in|into|left|right|next|beside|behind|under|above|below|between|over"
    r"|there|here|away|out|at)\b)"
)
_HAPPENS = re.compile(r"\b(?:stays?|remains?|turns|becomes?|goes|gets|belongs|comes|nothing)\b|\bkeep|\bleave|\bspare")
_TURNS = re.compile(
    r"(?:the|my|this|that|his|her|our|your|it)(?: (?!(?:that|which|who|you|i|we|one|people|and)\b)\w+){0,4}?"
    r" (?:becomes?|turns|goes|gets) (?P<look>\w+(?: \w+)?)"
)


def _tells_what_becomes(clause: str) -> bool:
    """Whether words say of a thing that it goes, stays or takes a color (`the bench turns white`)."""
    turns = _TURNS.fullmatch(clause)
    if turns and color_of(turns["look"]):
        return True
    return _GOES.match(clause) is not None or STAYS.fullmatch(clause) is not None


_RELATIVE = re.compile(
    r"\w+ (?:the|my|this|that|his|her|our|your) (?:\w+ ){0,2}?(?:is|are|was|were|has|would|can|could|will)\b"
)


def is_imperative(text: str) -> bool:
    """Whether words look like a verb we do not know and its object (`iron the chair`)."""
    first, _, rest = text.partition(" ")
    return (
        first.isalpha()
        and not first.endswith(("ly", "ing", "ed"))
        and (not first.endswith("s") or first.endswith("ss"))
        and not {first} & (word_set("function") | word_set("no_verbs") | word_set("determiners"))
        and re.match(
            r"(?:the|an?(?! (?:bit|little|lot|touch|tad|third|quarter|half)\b)|my|this|these|those|it|them|him"
            r"|her|his"
            r"|our|your)\b",
            rest,
        )
        is not None
        and _RELATIVE.match(text) is None
    )


_WHOLE = frozenset(
    [
        "crop_square",
        "crop_aspect",
        "rotate",
        "flip",
        "tone",
        "tone_more",
        "tone_less",
        "enhance",
        "extend",
        "straighten",
    ]
)


def _first_part(text: str) -> str:
    joint = _JOINT.search(text)
    return text[: joint.start()] if joint else text


def _is_whole(clause: str) -> bool:
    """Whether words are an edit of the whole picture by themselves (`rotate left`, `more contrast`)."""
    return " " in clause and any(frame.get("obj") is None for frame in islice(frames(clause, _WHOLE), 20))


def _shared(parts: list[str]) -> list[str]:
    """`sharpen and brighten the cat` → both are about the cat."""
    filled = list(parts)
    for i in range(len(parts) - 2, -1, -1):
        verb, _, thing = filled[i + 1].partition(" ")
        if {filled[i], verb} <= word_set("edits") | data("tones")["verbs"].keys() and re.match(
            rf"{_DETERMINER}\b", thing
        ):
            filled[i] = f"{filled[i]} {thing}"
    return filled


_REPLACES = re.compile(
    r"^(?P<verb>replace|turn|change|exchange|swap) (?P<first>(?:the|my) .+? (?P<by>with|into|for|by) .+?)"
    r"(?: and|,| , and| ,) (?P<second>(?:the|my) .+? (?P=by) .+)$"
)


_EACH_WHERE = re.compile(r"(?:put|place|move) .+? where .+? (?:is|was) and .+? where .+?(?: is| was)?")


def _gapped(clause: str) -> list[str]:
    """`make the wall red and the door blue` → two clauses; so with places."""
    if _EACH_WHERE.fullmatch(clause):
        return [clause]
    if (voiced := _voiced(clause)) is not None:
        return voiced
    if (sized := _sized(clause)) is not None:
        return sized
    if match := _REPLACES.match(clause):
        verb = match.group("verb")
        return [f"{verb} {match.group('first')}", *_gapped(f"{verb} {match.group('second')}")]
    for pattern, fits, verb in ((_MAKES, fits_quality, "make"), (_MOVES, fits_place, "move")):
        match = pattern.match(clause)
        if match is None:
            continue
        for joint in _JOINT.finditer(clause):
            left, right = clause[: joint.start()], clause[joint.end() :]
            own = left[match.end() :]
            right = _same_anchor(own, right) if verb == "move" else right
            two = verb == "make" and fits_quality(right) and _fits_both(own)
            one = verb == "make" and _second_quality(own, right) and not _one_quality(clause)
            if two or (fits(own) and (fits(right) or fits(_first_part(right)) or one)):
                filled = f"{verb} {right}" if fits(right) or fits(_first_part(right)) else f"{verb} it {right}"
                return [*(_gapped(left) if two else [left]), *_gapped(filled)]
    return [clause]


_OPPOSITE = {"left of": "right of", "above": "below", "over": "under", "behind": "in front of", "before": "behind"}
_OPPOSITE |= {there: here for here, there in _OPPOSITE.items()}
_SIDE = rf"(?P<what>.+?) (?:(?:to|on) the )?(?P<side>{'|'.join(_OPPOSITE)})"
_BESIDE = re.compile(rf"{_SIDE} (?P<where>{_DETERMINER} .+)")
_BESIDE_IT = re.compile(rf"{_SIDE} it")


def _same_anchor(first: str, second: str) -> str:
    """`the vase left of the couch` and `the lamp right of it`: on both sides of the couch."""
    one, other = _BESIDE.fullmatch(first), _BESIDE_IT.fullmatch(second)
    if one is None or other is None or other["side"] != _OPPOSITE[one["side"]]:
        return second
    named = other["what"] if re.match(rf"{_DETERMINER}\b", other["what"]) else f"the {other['what']}"
    return f"{named} {other['side']} {one['where']}"


_PUTS = re.compile(r"^(?:move|put|place|shift|slide|bring|push|set|position|add|insert|draw|paste|hang|stand|lay) ")


def _sized(clause: str) -> list[str] | None:
    """`put the dog next to the ball, half as big` → the second half is about what was put there."""
    left, sign, right = clause.rpartition(" , ")
    if not sign or not _PUTS.match(left) or not isinstance(parse_quality(right), ScaleChange):
        return None
    return [*_gapped(left), f"make it {right}"]


def _voiced(clause: str) -> list[str] | None:
    """`I want the tv gone and the cat moved to the couch` → `remove the tv`, `move the cat to the couch`."""
    for joint in _JOINT.finditer(clause):
        left, right = active(clause[: joint.start()]), clause[joint.end() :]
        if left is None:
            continue
        if active(right) is not None:
            return [left, *_gapped(right)]
        for fits, verb in ((fits_quality, "make"), (fits_place, "move")):
            if fits(right):
                return [left, *_gapped(f"{verb} {right}")]
    whole = active(clause)
    return None if whole is None else [whole]


def _second_quality(first: str, text: str) -> bool:
    """Whether words are one more change of the same thing; a second colour (`yellow and black`) is none."""
    two_colors = color_of(text) is not None and color_of(first.split()[-1]) is not None
    return parse_quality(text) is not None and not two_colors


def _fits_both(text: str) -> bool:
    """Whether words are a thing and two things that it is to become (`the ball bigger and green`)."""
    halves = ((text[: joint.start()], text[joint.end() :]) for joint in _JOINT.finditer(text))
    return any(fits_quality(first) and _second_quality(first, second) for first, second in halves)


def _one_quality(clause: str) -> bool:
    """Whether the words after the object are one change by themselves (`brighter and warmer`, `black and white`)."""
    words = clause.split()[1:]
    return any(
        _is_phrase(" ".join(words[:i])) and " and " in f" {' '.join(words[i:])} " and parse_quality(" ".join(words[i:]))
        for i in range(1, len(words))
    )


def fits_quality(text: str) -> bool:
    """Whether words are a thing and what it is to become (`the tv blue`)."""
    words = re.sub(r" (?:to|into) ", " ", text).split()
    return any(
        _is_phrase(" ".join(words[:i])) and parse_quality(" ".join(words[i:])) is not None for i in range(1, len(words))
    )


def fits_place(text: str) -> bool:
    """Whether words are a thing and where it is to go (`the cup to the left`)."""
    if "between" in text.split() and " and " not in text:
        return False
    words = text.split()
    return any(_is_phrase(" ".join(words[:i])) and looks_like_place(" ".join(words[i:])) for i in range(1, len(words)))


def _is_phrase(text: str) -> bool:
    """Whether words are a noun phrase that names something: a determiner and a noun, or a pronoun."""
    if re.fullmatch(r"(?:it|them|this|that|\[\w+\])", text):
        return True
    if not re.match(rf"{_DETERMINER}\b", text) or parse_quality(text) is not None:
        return False
    phrase = parse_phrase(text, lambda noun: False)[0]
    return " " in text and bool(phrase.head or phrase.adjectives or phrase.picks) and phrase.head != "and"
