"""Sentences without an edit verb: what they point out, and telegram style."""

from __future__ import annotations

import re

from .clauses import fits_quality, is_imperative
from .context import Context
from .grammar import first_words
from .normalise import lemma, word_set

_FIND = re.compile(
    r"^(?:(?:find|locate|identify|select|pick|choose|look at|look for|consider|spot|see|notice|think of|guess"
    r"|tell me|do you (?:see|know)|there is|here is|imagine|focus on|point at|search for|determine"
    r"|detect)(?: out)?) (?P<what>(?:the|a|an|what|which|who|whose|my|this|that|all|every|something|someone"
    r"|where)\b.+)$"
)


def mentioned(clause: str) -> str | None:
    """The phrase that a clause only points out: `find the …`, `which animal …` → `the animal that …`."""
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
    if text.startswith("where is "):
        return text.removeprefix("where is ")
    return text if found else None


_NOUN_PHRASE = re.compile(
    r"(?=(?P<what>\b(?:the|that|this|my|those|these) .+?)(?: (?:is|are|looks|look|has|have|was|were|seems"
    r"|bothers|annoys|ruins|spoils)\b|$))"
)


_SOMETHING = re.compile(
    r"(?:there is )?(?:something|a thing|one thing|one of (?:these|the) (?:things|objects))(?: in (?:this"
    r"|the) \w+| here)? (?:that |which )?(?P<rest>.+)"
)


def spoken_of(clause: str) -> list[str]:
    """Phrases of a statement that may be what it is about."""
    if match := _SOMETHING.fullmatch(clause):
        return [f"the thing that {match.group('rest')}"]
    return [match.group("what") for match in _NOUN_PHRASE.finditer(clause)]


def spelt_out(clause: str, context: Context) -> list[str]:
    """Telegram style with its verb: `couch red`, `cat -> dog`, `bigger cat`."""
    if re.search(r" (?:looks?|seems?|feels?|is|are) ", clause):
        return []
    if fits_quality(clause):
        return [f"make {clause}"]
    if " into " in clause and context.nouns(clause.split(" into ")[0].removeprefix("the ").split()[-1]):
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
    if re.search(r"\b(?:should|must|has to|have to|needs? to|ought to)\b", clause):
        return True
    return is_imperative(clause) or any(lemma(word) in word_set("edits") for word in clause.split())


def starts_with_verb(clause: str) -> bool:
    return clause.split()[0] in first_words() if clause.split() else False
