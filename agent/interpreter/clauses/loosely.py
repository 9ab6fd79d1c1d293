"""The last way of reading: words that name one thing, one change and nothing else → a plain imperative about them.

Every word has to be accounted for: what names the thing, what names the change, and what people say around both without
meaning more by it. A word too many, or one that sets limits (`not`, `except`, `than`), and nothing is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..changes.qualities import MoodChange, StyleChange, parse_quality, tone_nouns, tone_of
from ..context import Context
from ..outcomes import Ambiguous, NotRead
from ..things.reference import resolve
from ..words.amounts import ORDINALS, leading_count
from ..words.colors import color_of, is_color_word
from ..words.normalise import data, singular, word_set
from ..words.phrase_words import SIDES, SIZES, SOFT_SIZES

_ABSENT = re.compile(
    r"\b(?:should|must|can|could|does|do|did|may|might|ought|would|need|shall)(?: (?:really|just|all|to))* not"
    r"(?: (?:really|even|actually|all|to))* (?:be(?: (?:seen|shown|visible))?|appear|show(?: up)?|exist|remain|stay"
    r"|feature|figure|have to be|want(?: to see)?|need(?: to see)?|like(?: to see)?|have|see|belong|fit|care for)\b"
    r"|\bno longer (?:be|needed|wanted|required|there|here)\b|^no(?: more)?(?= \w)|\bno (?:place|need|room|use) for\b"
    r"|\bnot (?:needed|wanted|required|necessary|welcome|there|here|in)\b"
)
"""Said of a thing these words ask for its removal."""
_DEGREES = re.compile(
    r"\b(?:(?:just )?a (?:tiny |wee |little )?(?:bit|little|lot|touch|tad|hair|smidge|notch|pinch|shade|fraction)"
    r"|slightly|somewhat|much|far|strongly|heavily|considerably|significantly|dramatically|\d+%|way(?= \w+er\b))(?= |$)"
)
_MARK = re.compile(r"\[\w+\]")
_LONGEST = 9


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(data("loose")[name])


def loosely(words: str, context: Context) -> str | None:
    """The imperative that all the words come to; None where one of them is left over, or nothing is asked for."""
    text = re.sub(r"(?<!\w)[.!?;:…/|-]+(?!\w)", " , ", words)
    text = _ABSENT.sub(" gone ", f"{text} ".strip())
    tokens = text.split()
    span = _named(tokens, context)
    if span is None:
        return _of_picture(tokens, context)
    thing = " ".join(tokens[span[0] : span[1]]).strip(" ,")
    rest = [*tokens[: span[0]], *tokens[span[1] :]]
    if _named(rest, context, pronouns=False) is not None:
        return None
    return _change(_determined(thing), rest)


def means_little(phrase: str, context: Context) -> bool:
    """Whether a phrase is made of words that name no thing, or none but one of the scene (`overall sharpness`): nothing
    to look for."""
    known = _set("fillers") | _set("overall") | _set("gone") | _set("blocking") | set(data("tones")["nouns"])
    known |= {word for thing in context.scene.objects for word in thing.label.lower().split()}
    return all(word in known for word in phrase.split())


def _named(tokens: Sequence[str], context: Context, pronouns: bool = True) -> tuple[int, int] | None:
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
    last = tokens[-1]
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
    if set(said) & _set("blocking"):
        return None
    if said and set(said) <= _set("gone") and (set(said) & _set("gone_alone") or ("off" in said and len(said) > 1)):
        return f"remove {thing}"
    for verb in ("blur", "pixelate"):
        if set(said) & _set(verb) and set(said) <= _set(verb) | {"out", "hide", "hidden", "unreadable", "illegible"}:
            return f"{verb} {thing} {amount}".strip()
    if tone := _tone(said, f" of {thing}", amount):
        return tone
    quality = " ".join(said)
    return f"make {thing} {amount} {quality}".replace("  ", " ") if _is_plain_change(quality, rest) else None


def _is_plain_change(quality: str, rest: Sequence[str]) -> bool:
    """Whether words are a colour, a size or a tone; a look or a medium only where they say that it is to be one."""
    if not quality:
        return False
    change = parse_quality(quality)
    if change is None or isinstance(change, MoodChange):
        return False
    if isinstance(change, StyleChange):
        return bool({"make", "turn", "look", "like", "as", "into", "made", "want"} & set(rest))
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
