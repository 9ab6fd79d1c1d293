"""The last way of reading: words that name one thing, one change and nothing else → a plain imperative about them.

Every word has to be accounted for: what names the thing, what names the change, and what people say around both without
meaning more by it. A word too many, or one that sets limits (`not`, `except`, `than`), and nothing is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from ..changes.qualities import MoodChange, StyleChange, parse_quality, tone_nouns, tone_of
from ..context import Context
from ..outcomes import Ambiguous, NotRead
from ..things.places import looks_like_place
from ..things.reference import resolve
from ..words.amounts import ORDINALS, leading_count
from ..words.colors import color_of, is_color_word
from ..words.normalise import data, singular, word_set
from ..words.patterns import Rule
from ..words.phrase_words import SIDES, SIZES, SOFT_SIZES

_ABSENT = Rule(
    r"\b(?:should|must|can|could|does|do|did|may|might|ought|would|need|shall)(?: (?:really|just|all|to))* not"
    r"(?: (?:really|even|actually|all|to))* (?:be(?: (?:seen|shown|visible))?|appear|show(?: up)?|exist|remain|stay"
    r"|feature|figure|have to be|want(?: to see)?|need(?: to see)?|like(?: to see)?|have|see|belong|fit|care for)\b"
    r"|\bno longer (?:be|needed|wanted|required|there|here)\b|\bno (?:place|need|room|use) for\b|\bnot an? (?:big "
    r"|huge )?fan of"
    r"|\b(?:is|are|was|were|had) never(?: been)?(?: there| here)?\b|\b(?:no|without|zero|minus|sans)(?: more| longer"
    r"| any)?(?= \w)"
    r"|\bnot (?:needed|wanted|required|necessary|welcome|there|here|in)\b"
)
"""Said of a thing these words ask for its removal."""
_DEGREES = Rule(
    r"\b(?:(?:just )?a (?:tiny |wee |little )?(?:bit|little|lot|touch|tad|hair|smidge|notch|pinch|shade|fraction)"
    r"|slightly|somewhat|much|far|strongly|heavily|considerably|significantly|dramatically|\d+%|way(?= \w+er\b))(?= |$)"
)
_MARK = Rule(r"\[\w+\]")
_UNREAD = Rule(
    r"\bso (?:that )?(?:nobody|no one|you|people|one|i|we|it|they|nobody else|strangers) (?:can|could|may)(?: not"
    r"| no longer)?"
    r" (?:be )?(?:read|recogni[sz]ed?|seen|see|identif(?:y|ied)|made? out|deciphered?|told)(?: (?:it|them"
    r"|what it says))?\b"
)
"""What is to be blurred, and why."""
_ADDED = Rule(
    r"\b(?P<new>(?:an?|one|another|some|two|three|four|five|six) (?:(?!(?:and|or|that|which|is|are|on|in|at"
    r"|to)\b)[\w-]+ ){0,4}?"
    r"[\w-]+?) ?,?(?: (?:standing|sitting|lying|hanging|flying|floating|hovering|perched|parked|sleeping|resting"
    r"|leaning"
    r"|growing|swimming|walking|placed|right|just|somewhere|over|up|down))* (?P<place>(?:on|in|under|above|below"
    r"|behind|beside"
    r"|near|next to|by|between|in front of|on top of|inside|over|at|into|onto|against|around|(?:to the )?(?:left"
    r"|right) of"
    r"|underneath|beneath|atop|alongside|close to)\b.+)"
)
_APPROVED = Rule(r" (?:would|might|could|may|should|will|is|makes?|looks?|sounds?|seems?)(?! not\b).*$")
_LONGEST = 9
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "my", "our", "your", "his", "her", "its"])


_BEFORE_THE = frozenset(
    ["and", "of", "on", "in", "next", "to", "with", "by", "left", "right", "whole", "all", "both", "half"]
)
"""Before a determiner these words go on with a phrase; after any other the next thing begins."""


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(data("loose")[name])


def loosely(words: str, context: Context) -> str | None:
    """The imperative that all the words come to; None where one of them is left over, or nothing is asked for."""
    text = re.sub(r"(?<!\w)[.!?;:…/|-]+(?!\w)", " , ", words)
    text = _ABSENT.sub(" gone ", f"{text} ".strip())
    text = _UNREAD.sub(" blur " if "pixel" not in text else " ", text)
    tokens = text.split()
    if (added := _added(text, context)) is not None:
        return added
    span = named_span(tokens, context)
    if span is None:
        return _of_picture(tokens, context)
    thing = " ".join(tokens[span[0] : span[1]]).strip(" ,")
    rest = [*tokens[: span[0]], *tokens[span[1] :]]
    if named_span(rest, context, pronouns=False) is not None:
        return None
    return _change(_determined(thing), rest)


def _added(words: str, context: Context) -> str | None:
    """`we could use a fern next to the tub` → `add a fern next to the tub`: something new, where it is to be, and
    nothing else that means anything."""
    text = re.sub(r" ,(?= |$)", "", words)
    if match := re.match(
        r"(?P<place>(?:on|in|under|above|below|behind|beside|near|next to|by|between|inside|over|at)\b.+?)"
        r" (?P<lead>(?:there )?(?:should|could|must|might|would|belongs?|needs? to|ought to|goes|i want|i would like"
        r"|put|add)"
        r"(?: \w+){0,2}?) (?P<new>(?:an?|one|another|some|two|three) .+)",
        text,
    ):
        place, new, lead = match["place"], match["new"], match["lead"]
    elif match := _ADDED.search(text):
        place, new, lead = match["place"], match["new"], text[: match.start()]
    else:
        return None
    place = _APPROVED.sub("", place)
    named = any(_in_scene(noun, context) for word in place.split() for noun in {word, singular(word)})
    if not looks_like_place(place) or not (named or looks_like_edge(place)) or parse_quality(new) is not None:
        return None
    if any(word not in _set("adding") and word not in _set("fillers") for word in lead.split()):
        return None
    if any(word in _set("gone_alone") for word in place.split()):
        return None
    return f"add {new} {place}"


def looks_like_edge(place: str) -> bool:
    """Whether a place is one of the picture itself (`in the top left corner`)."""
    return bool(
        re.search(r"\b(?:corner|edge|side|middle|center|foreground|background|sky|left|right|top|bottom|here)\b", place)
    )


def means_little(phrase: str, context: Context) -> bool:
    """Whether a phrase is made of words that name no thing, or none but one of the scene (`overall sharpness`): nothing
    to look for."""
    known = _set("fillers") | _set("overall") | _set("gone") | _set("blocking") | set(data("tones")["nouns"])
    known |= {word for thing in context.scene.objects for word in thing.label.lower().split()}
    return all(word in known for word in phrase.split())


def named_span(tokens: Sequence[str], context: Context, pronouns: bool = True) -> tuple[int, int] | None:
    """Where the thing is named: the longest phrase that the scene knows, the earlier first; else a pronoun."""
    for i in range(len(tokens)):
        if tokens[i] in (",", "and", "of", "in", "on", "to", "with", "as", "into", "or"):
            continue
        for j in range(min(len(tokens), i + _LONGEST), i, -1):
            if _is_thing(tokens[i:j], context):
                return i, j
    said = [i for i, token in enumerate(tokens) if token in ("it", "them", "him", "her", "they", "he", "she")]
    return (said[0], said[0] + 1) if pronouns and said and context.focus.targets else None


def _is_thing(tokens: Sequence[str], context: Context) -> bool:
    text = " ".join(tokens)
    if _MARK.fullmatch(text):
        return context.mark_named(text[1:-1]) is not None
    if any(token in _DEFINITE and before.isalpha() and before not in _BEFORE_THE for before, token in pairwise(tokens)):
        return False
    last = tokens[-1]
    if any(token in SIZES and token.endswith("er") for token in tokens) and tokens[0] not in _DEFINITE:
        return False
    nouns = {singular(last), last, " ".join(tokens[-2:]), singular(" ".join(tokens[-2:]))}
    if not any(_in_scene(noun, context) for noun in nouns) or not all(_may_name(token, context) for token in tokens):
        return False
    try:
        return bool(resolve(_determined(text), context).targets)
    except NotRead as unread:
        return isinstance(unread, Ambiguous)


def _in_scene(noun: str, context: Context) -> bool:
    """Whether a noun is a label of the scene, the last word of one, or another name or kind of one."""
    if noun in _set("fillers") or noun in _set("blocking") or noun in _set("gone") or is_color_word(noun):
        return any(thing.label.lower() == noun for thing in context.scene.objects)
    return context.nouns(noun)


def _may_name(token: str, context: Context) -> bool:
    return (
        token in word_set("determiners")
        or token in (",", "and", "of", "on", "in", "next", "to", "with", "by", "left", "right", "whole", "'s")
        or token in (*SIDES, *SIZES, *SOFT_SIZES, *ORDINALS)
        or is_color_word(token)
        or leading_count(f"{token} x")[0] is not None
        or any(token in thing.label.lower().split() for thing in context.scene.objects)
        or context.nouns(singular(token))
    )


def _determined(thing: str) -> str:
    first = thing.split()[0]
    if first in word_set("determiners") or thing.startswith("[") or first in ("it", "them", "him", "her", "they"):
        return re.sub(r"^(?:a|an|some) ", "the ", {"they": "them"}.get(thing, thing))
    return f"the {thing}"


def _change(thing: str, tokens: Sequence[str]) -> str | None:
    """What is to become of a thing, as an imperative."""
    text = " ".join(token for token in tokens if token != ",")
    degree = _DEGREES.search(text)
    amount = degree.group(0) if degree else ""
    rest = list(dict.fromkeys(_DEGREES.sub(" ", text).split()))
    said = [token for token in rest if token not in _set("fillers")]
    if set(said) & _set("blocking") or _only_tells(tokens):
        return None
    if said and set(said) <= _set("gone") and (set(said) & _set("gone_alone") or ("off" in said and len(said) > 1)):
        return f"remove {thing}"
    for verb in ("blur", "pixelate"):
        if set(said) & _set(verb) and set(said) <= _set(verb) | {"out", "hide", "hidden", "unreadable", "illegible"}:
            return f"{verb} {thing} {amount}".strip()
    if set(said) & {"blur", "pixelate"} and not set(said) - {"blur", "pixelate", "unreadable", "illegible"}:
        return f"{'blur' if 'blur' in said else 'pixelate'} {thing}"
    for verb, grows in (("enlarge", "larger"), ("shrink", "smaller")):
        if said and set(said) <= _set(grows):
            return f"{verb} {thing} {amount}".strip()
    if said and re.fullmatch(r"\d+%", amount) and said == [amount]:
        return f"scale {thing} to {amount}"
    if tone := _tone(said, f" of {thing}", amount):
        return tone
    quality = " ".join(said)
    return f"make {thing} {amount} {quality}".replace("  ", " ") if _is_plain_change(quality, rest) else None


def _only_tells(tokens: Sequence[str]) -> bool:
    """Whether the words tell or ask how a thing is (`the kite is orange`): nobody wants it otherwise."""
    return bool(set(tokens) & {"is", "are", "was", "were", "does", "did"}) and not set(tokens) & _set("wishing")


def _is_plain_change(quality: str, rest: Sequence[str]) -> bool:
    """Whether words are a colour, a size or a tone; a look or a medium only where they say that it is to be one."""
    if not quality:
        return False
    change = parse_quality(quality)
    if change is None or isinstance(change, MoodChange):
        return False
    if isinstance(change, StyleChange):
        return bool(
            {
                "make",
                "turn",
                "look",
                "like",
                "as",
                "into",
                "made",
                "want",
                "cover",
                "dress",
                "coat",
                "texture",
                "material",
            }
            & set(rest)
        )
    if tone_of(quality) is not None and color_of(quality) is None:
        return bool(re.search(r"(?:er|ier)\b|\bmore\b|\bless\b", quality))
    return True


def _of_picture(tokens: Sequence[str], context: Context) -> str | None:
    """About the whole picture: a tone up or down, or measured and mended."""
    if context.focus.targets or context.marks:
        return None
    text = " ".join(token for token in tokens if token != ",")
    degree = _DEGREES.search(text)
    rest = list(dict.fromkeys(_DEGREES.sub(" ", text).split()))
    said = [token for token in rest if token not in _set("fillers") - {"some", "turn"} and token not in _set("overall")]
    if set(said) & (_set("blocking") - {"add"}):
        return None
    if set(said) & _set("auto"):
        nouns = _set("auto") | _set("mending") | _set("up_only") | {*data("tones")["auto"], *data("tones")["nouns"]}
        return "enhance it" if all(token in nouns or tone_nouns(token) for token in said) else None
    return _tone(said, "", degree.group(0) if degree else "")


def _tone(said: Sequence[str], of: str, amount: str) -> str | None:
    nouns = [token for token in said if tone_nouns(token)]
    ways = [token for token in said if token not in nouns]
    if not nouns or not ways:
        return None
    up, down = set(ways) & _set("up_only"), set(ways) & _set("down_only")
    if bool(up) == bool(down) or not set(ways) <= (_set("up") if up else _set("down")):
        return None
    return f"{'increase' if up else 'reduce'} the {' and '.join(nouns)}{of} {amount}".strip()
