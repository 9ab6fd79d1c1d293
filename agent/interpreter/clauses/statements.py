"""Sentences without an edit verb: what they point out, and telegram style."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..changes.qualities import parse_quality
from ..context import Context
from ..words.colors import is_color_word
from ..words.normalise import lemma, singular, word_set
from ..words.patterns import Rule
from .grammar import first_words
from .splitting import fits_quality, is_imperative, starts_clause

_FIND = Rule(
    r"^(?:(?:find|locate|identify|select|pick|choose|look at|look for|consider|spot|see|notice|think of|guess"
    r"|tell me|do you (?:see|know)|there is|here is|imagine|focus on|point at|search for|determine"
    r"|detect)(?: out)?) (?P<what>(?:the|a|an|what|which|who|whose|my|this|that|all|every|something|someone"
    r"|where)\b.+)$"
)


_WONDERED = Rule(
    r"what(?: the \w+)? (?:is|are) (?P<what>(?:that|the|this|those|these) .+?) (?:doing|about|for|there for)\b"
    r"|why (?:is|are) (?P<what2>(?:that|the|this|those|these|my) .+?) (?:there|here|in|on|so|even)\b"
)


def mentioned(clause: str) -> str | None:
    """The phrase that a clause only points out: `find the …`, `which animal …` → `the animal that …`."""
    if wondered := _WONDERED.match(clause):
        return wondered["what"] or wondered["what2"]
    found = _FIND.match(clause)
    text = found.group("what") if found else clause
    if match := re.match(r"which (?:one )?of (?:these|those|them|the (?:things|objects|items)) (?P<rest>.+)$", text):
        return f"the thing that {match.group('rest')}"
    if match := re.match(
        (
            r"which (?:of (?:the|these|those) )?(?P<noun>\w+)(?P<where> (?:in|on) (?:the|this) (?:picture|photo|image"
            r"|scene))? (?P<rest>.+)$"
        ),
        text,
    ):
        noun = match.group("noun")
        return f"the {noun} that {match.group('rest')}"
    if re.match(r"(?:what|who) (?!about|if|can you do|do you see)\w", text):
        return re.sub(r"^what (?:object|thing|item|kind of (?:thing|object)|device|tool|one)s? ", "what ", text)
    if match := re.match(r"where (?:do|does|can|could|would|should) (?P<rest>.+)$", text):
        return f"the place where {match.group('rest')}"
    if text.startswith("where is "):
        return text.removeprefix("where is ")
    return text if found else None


_NOUN_PHRASE = re.compile(
    r"(?=(?P<what>\b(?:the|that|this|my|those|these|a|an|his|her|our|your) .+?)(?: (?:is|are|looks?|has|have|was|were"
    r"|seems?|bothers?|annoys?|drives?|makes?|irritates?|disturbs?|ruins?|spoils?"
    r"|in the way|on my nerves|stands?|pops?|shines?|does"
    r"|do|did|doing|there|here|should|could|must"
    r"|would|at all|anymore|in this|in the|so much|and|but|because|which|who|that)\b| ?,|$))"
)


_CONTACT = re.compile(
    r"(?P<what>\b(?:the|that|this|my|those|these) \w+(?: \w+)? (?:(?:that|which) )?(?:the|that|this|my|a|he|she"
    r"|they)\b"
    r"(?: \w+){0,2}? (?:is|are) (?:wearing|holding|carrying|riding|using|playing|reading|eating|pushing"
    r"|(?:sitting|standing|lying|leaning) (?:on|in|at|behind|against|under)))(?= ?,|$)"
)
"""A thing told by what somebody does with it, with nothing between the two (`the hat the boy is wearing`)."""
_SOMETHING = Rule(
    r"(?:there is )?(?:something|a thing|one thing|one of (?:these|the) (?:things|objects))(?: in (?:this"
    r"|the) \w+| here)? (?:that |which )?(?P<rest>.+)"
)


def spoken_of(clause: str, knows: Callable[[str], bool]) -> list[str]:
    """Phrases of a statement that may be what it is about."""
    if match := _SOMETHING.fullmatch(clause):
        return [f"the thing that {match.group('rest')}"]
    found = [match.group("what") for match in (*_CONTACT.finditer(clause), *_NOUN_PHRASE.finditer(clause))]
    return [*found, *(short for said in found if (short := _to_its_noun(said, knows)))]


def _to_its_noun(words: str, knows: Callable[[str], bool]) -> str:
    """`the boy stand out` → `the boy`; "" where there is nothing to cut off, or no noun."""
    said = words.split()
    if long := next((n for n in (4, 3) if len(said) > n and knows(" ".join(said[1:n]))), 0):
        return " ".join(said[:long])
    ends = (n for n in range(2, min(5, len(said))) if said[n - 1].isalpha() and knows(singular(said[n - 1])))
    return next((" ".join(said[:n]) for n in ends), "")


_GONE = Rule(r"(?P<what>.+?) into (?:gone|nothing|removed|deleted|out|away|the bin|trash|the void|nothingness)")
_BETTER = Rule(
    r"(?P<what>.+?) (?:would|might|could|is|will) (?:be|look)?(?: \w+)? ?(?:better|nicer|good|great|nice|best"
    r"|cooler|prettier)"
    r"(?: instead)?"
)
_VERB_LAST = Rule(
    r"(?P<what>.+?) (?:remove|delete|erase|gone|out|away|go away|begone|removed|deleted|erased|no|no more|go|off)"
)
_COLOR_ONE = Rule(r"(?:the )?(?P<noun>[\w ]+?) (?P<color>\w+)(?: one)?$")


def _named_first(words: str) -> str:
    """`bicycle blue one` → `the blue bicycle`."""
    match = _COLOR_ONE.match(words)
    if match and is_color_word(match["color"]):
        words = f"{match['color']} {match['noun']}"
    return words if word_set("determiners") & {words.split()[0]} or words in ("it", "them") else f"the {words}"


_TELEGRAM = Rule(r"(?P<what>[^,:]+?) ?(?::|-+|–|—|\|)+ (?P<rest>.+)")


_HEADING = Rule(r"(?:clear|empty|tidy(?: up)?|declutter|clean(?: up)?|improve|fix|sort out|do|make)(?: .{1,40})?")
"""What goes before a colon and says in general what is then said in detail."""


_WHOEVER = ("whatever ", "whoever ", "anything ", "anyone ", "everything ", "everyone ")
_TO_IT = re.compile(r"(?P<verb>\w+) (?:it|them|that|those|him|her)\b(?P<rest>.*)")
_NAMELESS = ("whatever", "whoever", "anything", "anyone", "something", "someone", "what", "nothing", "on", "in", "at")


def telegraphed(words: str) -> str:
    """`fire hydrant: gone` → `remove the fire hydrant`, `the kite: make it orange` → `the kite , make it orange`."""
    match = _TELEGRAM.fullmatch(words)
    if match and _HEADING.fullmatch(match["what"]) and starts_clause(match["rest"]):
        return match["rest"]
    if match is None or starts_with_verb(match["what"]) or len(match["what"].split()) > 6:
        return words
    what, rest = match["what"].strip(" ,"), match["rest"].strip(" ,")
    bare = word_set("determiners") | word_set("place_starts") | {"it", "them", "everything", "everyone", *_NAMELESS}
    named = what if what.split()[0] in bare or what.startswith("[") else f"the {what}"
    if rest.rstrip(" .!") in ("gone", "remove", "delete", "erase", "out", "away", "remove it", "go away", "no"):
        return f"remove {named}"
    if not starts_clause(rest) and fits_quality(f"{named} {rest}"):
        return f"make {named} {rest}"
    if what.startswith(_WHOEVER) and (done := _TO_IT.fullmatch(rest)):
        return f"{done['verb']} {what}{done['rest']}"
    return f"{named} , {rest}"


def spelt_out(clause: str, context: Context) -> list[str]:
    """Telegram style with its verb: `couch red`, `cat -> dog`, `bigger cat`."""
    if re.search(r" (?:looks?|seems?|feels?|is|are) ", clause):
        return []
    if clause.split()[0] in first_words() and not context.nouns(clause.split()[0]):
        return []
    if gone := _GONE.fullmatch(clause):
        return [f"remove {_named_first(gone['what'])}"]
    if (better := _BETTER.fullmatch(clause)) and parse_quality(better["what"]) is not None:
        return [f"make it {better['what']}"]
    if (verb_last := _VERB_LAST.fullmatch(clause)) and not clause.startswith("not "):
        return [f"remove {_named_first(verb_last['what'])}"]
    if fits_quality(clause):
        return [f"make {clause}"]
    if (
        " into " in clause
        and clause.split()[0] not in first_words()
        and context.nouns(clause.split(" into ")[0].removeprefix("the ").split()[-1])
    ):
        return [f"turn {clause if clause.startswith('the ') else 'the ' + clause}"]
    first, _, rest = clause.partition(" ")
    if context.nouns(first) and fits_quality(f"the {clause}"):
        return [f"make the {clause}"]
    return (
        [f"make the {rest} {first}"]
        if context.nouns(rest) and first.endswith("er") and fits_quality(f"the {rest} {first}")
        else []
    )


def asks_edit(clause: str) -> bool:
    """Whether a clause that was not understood still asks for an edit: an imperative, or an edit verb in any form."""
    if re.match(r"(?:i|we|they|he|she) \w+ed\b", clause):
        return False
    if re.search(
        r"\b(?:should|must|has to|have to|needs? to|ought to|becomes?|(?:turns?|changes?) (?:in)?to)\b", clause
    ):
        return True
    return is_imperative(clause) or any(lemma(word) in word_set("edits") for word in clause.split())


def starts_with_verb(clause: str) -> bool:
    return clause.split()[0] in first_words() if clause.split() else False


_WHERE = re.compile(r" (?:on|in|at|by|under|behind|above|below|near|next to|beside|inside|over|of) ")


def is_topic(words: str, clause: str) -> bool:
    """Whether a phrase is what a statement is about, told by where it is (`the socks on the bed are …`): what the next
    clause calls "it", and not what it is on."""
    told = clause.removeprefix("there is ").removeprefix("there are ")
    return told.startswith(words) and _WHERE.search(words) is not None


_WITH_IT = re.compile(
    r"\b(?:with|in|on|from|into|onto|by|at|under|over|through|behind) (?:it|them|this|these|that|those|this one)$"
)


def topics(clause: str, knows: Callable[[str], bool]) -> list[str]:
    """Phrases that a statement may be about; of what ends with the thing itself (`my aunt bakes with it`) not who does
    it."""
    found = spoken_of(clause, knows)
    return [words for words in found if not clause.startswith(words)] if _WITH_IT.search(clause) else found
