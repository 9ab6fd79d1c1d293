"""What is said beside an edit: clauses that tell something and ask for nothing, and the instruction without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..changes.qualities import tone_nouns
from ..words.colors import is_color_word
from ..words.normalise import lemma, singular, word_set
from ..words.patterns import Rule
from ..words.spelling import english
from .splitting import starts_clause

MOST_PARTS = 8
"""Instructions of more parts are stories, not an edit and a remark."""
_STOP = re.compile(
    r"(?:^| )(?P<stop>[,.;:!?()–—-]+)(?= |$)(?: (?:and |but )?(?:so|because|cause|since|as|for|seeing that|given that"
    r"|after all|though|although)(?= (?!(?:that|long|far|much|many|it|a|an)\b)\w))?"
    r"| (?P<because>because|seeing that|given that|after all)(?= )"
)
_BESIDE = Rule(
    r"(?:(?:you know|you see|i think|i guess|i suppose|i say|thanks?|thank you|thx|ta|cheers|please"
    r"|pls|plz|lol|haha|ok|okay|well|right|mate|man|dude|honestly|really|actually|though|by the way|if possible"
    r"|if you (?:can|could|please|do not mind)|will you|would you|can you|could you|will ya|of course|obviously|folks"
    r"|everyone|a lot|so much|very much|in advance|wherever (?:it|he|she|they) (?:is|are|may be)|whatever it takes)"
    r"(?: |$))+"
)
_SUBJECT = frozenset(
    [
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "nobody",
        "somebody",
        "someone",
        "everyone",
        "everybody",
        "there",
        "noone",
        "people",
    ]
)
_FINITE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "am",
        "must",
        "has",
        "have",
        "had",
        "does",
        "do",
        "did",
        "can",
        "could",
        "will",
        "would",
        "may",
        "might",
        "'s",
        "broke",
        "got",
        "went",
        "came",
        "saw",
        "made",
        "told",
        "said",
        "knew",
        "thought",
        "took",
        "gave",
        "found",
        "felt",
        "lost",
        "won",
        "bought",
        "sold",
        "paid",
        "sent",
        "spent",
        "met",
        "put",
        "cost",
        "hit",
        "hurt",
    ]
)
_RELATIVE = frozenset(["who", "which", "that", "whose", "where"])
_WANTS = Rule(
    r"\b(?:should|shall|must(?! never\b)|has to|have to|ought|let|instead|rather|except|but|only|apart|besides|without"
    r"|becomes?|turns? (?:in)?to|changes? (?:in)?to|keep|stay|leave it|too|same|other|others|another|rest|else|either"
    r"|neither|both|all of (?:it|them))\b"
    r"|\[|\bquote\d|^(?:not|no|and|or|the one|the other|never|remove|delete)\b"
)
"""Words of what asks for something, or of what tells which thing is meant: never left out."""


_POINTS = re.compile(
    r"\b(?:it|its|them|him|her|that|those|this(?! (?:photo|picture|image|scene))|these|there|one|ones)\b"
)
"""Words that may mean what was told of just before."""


@dataclass(frozen=True)
class Part:
    """What stands between two stops; `lead` is the stop before it, with the word that leads it in."""

    lead: str
    words: str


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of an instruction in order."""
    found, lead, start = [], "", 0
    for stop in _STOP.finditer(text):
        found.append(Part(lead, text[start : stop.start()].strip()))
        lead, start = stop["stop"] or ",", stop.end()
    found.append(Part(lead, text[start:].strip()))
    return tuple(part for part in found if part.words)


def without_remarks(text: str, nouns: Callable[[str], bool], asks: Callable[[str], bool]) -> Iterator[str]:
    """The instruction without one of its remarks, without several, at last without all; `asks` tells whether a part
    is an edit if it is read alone."""
    parts = parts_of(text)
    if not 1 < len(parts) <= MOST_PARTS:
        return
    beside = [i for i, part in enumerate(parts) if is_beside(part.words)]
    told = [i for i, part in enumerate(parts) if i not in beside and is_remark(part.words, nouns)]
    told = [i for i in told if not asks(parts[i].words)]
    if not told and not beside:
        return
    ways = [(*beside,), *((*beside, i) for i in told), (*beside, *told)]
    for left_out in dict.fromkeys(ways):
        kept = [i for i in range(len(parts)) if i not in left_out]
        if kept and left_out:
            left = joined([parts[i] for i in kept])
            if not set(range(kept[0])) & set(told) or (_POINTS.search(left) is None and "?" not in text):
                yield left


def joined(parts: Sequence[Part]) -> str:
    """Parts as one instruction again; a dash or a bracket as a comma."""
    text = parts[0].words
    for part in parts[1:]:
        text += f" {part.lead if part.lead in ('.', ';', '!', '?', ':') else ','} {part.words}"
    return text


def is_beside(words: str) -> bool:
    """Whether words are said by the way and mean nothing (`you know`, `thanks mate`)."""
    return _BESIDE.fullmatch(words) is not None


def is_remark(words: str, nouns: Callable[[str], bool]) -> bool:
    """Whether words are a statement, with somebody or something that does something, and tell of no change."""
    said = words.split()
    if len(said) < 3 or _WANTS.search(words) or any(map(is_color_word, said[-1:])):
        return False
    if starts_clause(words) or word_set("edits") & set(map(lemma, said)):
        return False
    if said[0] in ("if", "when", "while", "where", "which", "what", "who", "how", "why", "then"):
        return False
    return any(_is_finite(i, said, nouns) for i in range(1, len(said)))


def tells_of_past(words: str, nouns: Callable[[str], bool]) -> bool:
    """Whether words tell how something was: a statement, and no phrase (`the sun dial was a gift`)."""
    return _PAST.search(words) is not None and is_remark(words, nouns)


_PAST = re.compile(r"\b(?:was|were|had|became|got)\b")


def _is_finite(i: int, said: Sequence[str], nouns: Callable[[str], bool]) -> bool:
    """Whether the word at `i` is what the subject before it does."""
    word, before = said[i], said[:i]
    if _RELATIVE & set(before[1:]) or word in word_set("determiners"):
        return False
    if word in _FINITE:
        return True
    if before[-1] in _SUBJECT and len(before) < 3:
        return _is_verb(lemma(word))
    if before[-1] in (word_set("determiners") | word_set("place_starts")) or nouns(singular(word)) or word in _empty():
        return False
    if word.endswith("ed") or (word.endswith("s") and lemma(word) != word):
        return _is_verb(lemma(word))
    return singular(before[-1]) != before[-1] and _is_verb(word)


def _empty() -> frozenset[str]:
    return word_set("function") | word_set("no_verbs")


def _is_verb(word: str) -> bool:
    """Whether there is a form of it that only verbs have."""
    stem = word.removesuffix("e")
    return word.isalpha() and any(english(f"{base}ing") for base in (word, stem, f"{word}{word[-1]}"))


def tones_named(text: str) -> str | None:
    """The order with the tone that was told of in the place of its pronoun (`the highlights glare , tame them` → `tame
    the highlights`); None where no tone is what is told of, or nothing is ordered."""
    parts = [part.words for part in parts_of(text) if not is_beside(part.words)]
    if len(parts) != 2:
        return None
    first = re.sub(r"^(?:the|my|those|these|this|that|its|all the) ", "", parts[0]).split()
    found = list(_PRONOUN.finditer(parts[1]))
    of_something = re.search(r" (?:on|in|of|at|around|behind) (?:the|my|his|her|its|that) ", parts[0])
    if len(first) < 2 or of_something or not tone_nouns(first[0]) or len(found) != 1:
        return None
    return f"{parts[1][: found[0].start()]}the {first[0]}{parts[1][found[0].end() :]}"


_TAKEN_BACK = Rule(
    r"^.*[.!?,;–-] ?(?:(?:no|nah|sorry|haha|lol) ?,? ?)?(?:i am |i was )?(?:just |only )+(?:kidding|joking)\b"
    r"(?: of course| obviously| though)?[ .!,;]+(?=\w)"
)


def in_earnest(text: str) -> str:
    """Without what somebody says only to take it back as a joke."""
    return _TAKEN_BACK.sub("", text)


_ONE = Rule(
    r"(?:(?:i mean|you know|that is|namely|as in|to be (?:precise|exact)|specifically|meaning) )*"
    r"(?P<what>(?:the|that|this|those) .+?)(?: (?:i mean|that is|of course|obviously|please|thanks|there))*"
)
_PUT_RIGHT = Rule(
    r"(?:(?:i mean|that is|to be (?:precise|exact|clear)|namely|specifically|obviously|of course)(?: |$))+"
)
_WITH_ONE = re.compile(r"(?P<which>the|that|this|those) (?P<how>(?:[\w-]+ )*?)ones?\b ?(?P<tail>.*)")
_IT_IS = Rule(r"(?:he|she|it|they) (?P<tail>(?:is|are|was|were|has|have|wears?|holds?|carries|carry|stands?|sits?) .+)")
_PRONOUN = re.compile(r"(?<![\w-])(?:it|him|her|them|that one|this one)(?![\w-])")


def apposed(text: str) -> tuple[str, str] | None:
    """The instruction and what is added to say which is meant (`…, the black one`, `…, he wears a hat`)."""
    parts = [part for part in parts_of(text) if not is_beside(part.words) and not _PUT_RIGHT.fullmatch(part.words)]
    if len(parts) < 2 or len(parts) > MOST_PARTS:
        return None
    last = parts[-1].words
    match = _ONE.fullmatch(last)
    what = match["what"] if match else last if _IT_IS.fullmatch(last) else None
    return None if what is None else (joined(parts[:-1]), what)


def specified(phrase: str, what: str) -> str | None:
    """A phrase with what was added: `the sock`, `the black one` → `the black sock`; None where nothing can be."""
    if match := _WITH_ONE.fullmatch(what):
        article, _, noun = phrase.partition(" ")
        if article not in word_set("determiners"):
            article, noun = match["which"], phrase
        return " ".join(f"{article} {match['how']}{noun} {match['tail']}".split())
    if match := _IT_IS.fullmatch(what):
        return f"{phrase} that {match['tail']}"
    return None


def named_instead(text: str, what: str) -> str | None:
    """The instruction with what its only pronoun means (`move it there`, `the red cup`); None without one."""
    found = list(_PRONOUN.finditer(text))
    if len(found) != 1 or any(a in ("the", "my") for a, _ in pairwise(text.split())):
        return None
    if found[0][0] in ("him", "her") and (match := _WITH_ONE.fullmatch(what)):
        what = " ".join(f"{match['which']} {match['how']}person {match['tail']}".split())
    return f"{text[: found[0].start()]}{what}{text[found[0].end() :]}"
