"""What else was meant by words as they were typed: other spellings, words that sound the same, the likeliest first.

A noisy channel (Kernighan, Church and Gale, COLING 1990): how likely a slip is, here told by what it takes fingers and
ears; which sentence is likely, is told by reading it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from heapq import heappop, heappush

from .colors import is_color_word
from .normalise import DATA, Cleaned, in_words
from .spelling import FUNCTION, LABEL, RANK, distance, effort, english, hummed, likeliest, sound

MOST = 8
"""So many other readings are tried at most."""
WORST, _WORST_WORD = 2.6, 1.8
"""A sentence that takes more is not meant, nor a word."""
_EACH = 5
"""Of so many words at most one is meant."""
_SAME_SOUND, _SKELETON, _NO_WORD, _LEAST, _VERB = 1.0, 0.9, 2.0, 0.1, 3
"""What it costs to take a word for its homophone, for one without its vowels, as it stands where it is none; what any
other word costs at least; the rank of verbs."""


def heard(said: Cleaned, vocabulary: Mapping[str, int]) -> Iterator[Cleaned]:
    """The same with other words for what may be a slip, the likeliest first; nothing where all is spelt well."""
    scene = likeliest(vocabulary)
    ways = [_ways(typed, chosen, vocabulary, scene) for typed, chosen in zip(said.typed, said.chosen, strict=True)]
    for words in _sentences(ways):
        changed = tuple(typed for typed, word in zip(said.typed, words, strict=True) if typed != word)
        yield replace(said, text=in_words(words), corrected=changed, chosen=words)


def _sentences(ways: Sequence[Sequence[tuple[float, str]]]) -> Iterator[tuple[str, ...]]:
    """Every choice of words but the first, the cheapest first."""
    start = (0,) * len(ways)
    queue, seen, told = [(0.0, start)], {start}, 0
    while queue and told < MOST:
        cost, choice = heappop(queue)
        if any(choice):
            told += 1
            yield tuple(way[n][1] for way, n in zip(ways, choice, strict=True))
        for i, way in enumerate(ways):
            if (n := choice[i] + 1) < len(way):
                further = (*choice[:i], n, *choice[i + 1 :])
                dear = cost + way[n][0] - way[n - 1][0]
                if further not in seen and dear <= WORST:
                    seen.add(further)
                    heappush(queue, (dear, further))


def _ways(
    typed: str, chosen: str, vocabulary: Mapping[str, int], scene: Sequence[str]
) -> tuple[tuple[float, str], ...]:
    """What a word may be, with what it takes more than the word that was chosen; that one first."""
    if not typed.isalpha() or typed.startswith("quote") or hummed(typed):
        return ((0.0, chosen),)
    costs = {other: _SAME_SOUND for other in same_sound(chosen) if other in vocabulary and not is_color_word(chosen)}
    if typed not in vocabulary and len(typed) > 1:
        known = is_word(typed)
        for other, cost in _candidates(typed, vocabulary, known):
            costs[other] = min(costs.get(other, WORST), cost + (_SAME_SOUND if known else 0.0))
    own = _NO_WORD if chosen == typed and typed not in vocabulary and not is_word(typed) else costs.get(chosen, 0.0)
    costs.pop(chosen, None)
    others = sorted((max(_LEAST, cost - own), cost, word) for word, cost in costs.items())
    return ((0.0, chosen), *((dear, word) for dear, _, word in others[: _EACH - 1]))


def _candidates(word: str, vocabulary: Mapping[str, int], known: bool) -> Iterator[tuple[str, float]]:
    """Words that may have become this one, with what that takes: two slips, or its vowels left out."""
    letters, skeleton, said = frozenset(word), _consonants(word), sound(word)
    for other, rank in vocabulary.items():
        if abs(len(other) - len(word)) > (1 if known else 4) or len(other) < 2:
            continue
        cost = _WORST_WORD
        if len(word) < len(other) and skeleton == word and other[0] == word[0] and _consonants(other) == skeleton:
            cost = _SKELETON
        elif len(letters.symmetric_difference(other)) < 5 and distance(word, other) <= (1 if len(word) < 4 else 2):
            cost = effort(word, other) + 0.3 * (word[0] != other[0] and sorted(word[:2]) != sorted(other[:2]))
        elif len(word) > 3 and rank <= LABEL + 1 and other[0] == word[0] and sound(other) == said:
            cost = effort(word, other)
        if known and (rank > _VERB or (rank > FUNCTION and cost > 1)):
            continue
        if (cost := cost + RANK * rank) < _WORST_WORD:
            yield other, cost


def is_word(word: str) -> bool:
    """Whether it is English as it stands; what has no vowel is short for something."""
    return english(word) and re.search(r"[aeiouy]", word) is not None


def _consonants(word: str) -> str:
    return word[:1] + re.sub(r"[aeiou]", "", word[1:])


def same_sound(word: str) -> tuple[str, ...]:
    """Words that it may be taken for by ear."""
    return _homophones().get(word, ())


@cache
def _homophones() -> Mapping[str, tuple[str, ...]]:
    """Each word with those of its lines."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (DATA / "homophones.txt").read_text(encoding="utf-8").splitlines():
        words = tuple(line.split(", ")) if line[:1] not in ("", "#") else ()
        for word in words:
            found[word] = (*found.get(word, ()), *(other for other in words if other != word))
    return found
