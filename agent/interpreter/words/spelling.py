"""Spelling: a misspelt word → what was meant, by how likely the slip is, and what is in the picture before all else.

A slip costs less where fingers make it (a neighbouring key, two letters swapped, one doubled or not) or ears do (`k`
for `c`, one vowel for another). Words of the scene cost nothing more; those of any sentence, of verbs and of the table
do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

LABEL, SCENE, FUNCTION = 0, 1, 2
"""How unlikely it is that a word is meant: the ranks of labels in the scene, of other words for what is in it, and of
words of any sentence."""
RANK, _BEGINNING = 0.25, 0.5
"""What a word that is less likely costs more for each rank, and one that begins with another letter."""
_HUMMED = re.compile(r"(?:u+h*m+|u+h+|h+m+|e+r+m*|a+h+|o+h+|e+h+|m+h*m+)")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = ("aeiouy", "ckq", "csz", "fv", "gj", "dt", "bp", "mn", "sx", "uw")
_SOUNDS = (
    (r"^(?:kn|gn)", "n"),
    (r"^wr", "r"),
    (r"^(?:ps|sc(?=[iey]))", "s"),
    (r"ph|gh(?=t?$)", "f"),
    (r"tch|ch|tsh", "C"),
    (r"sch|sh|[ts]i(?=on)", "S"),
    (r"dge?|j", "G"),
    (r"ck|qu|q|k|c(?![iey])", "k"),
    (r"[cz]|s", "s"),
    (r"x", "ks"),
    (r"gh|h", ""),
    (r"(?<!^)[aeiouyw]", ""),
    (r"^[aeiouy]", "a"),
    (r"v", "f"),
    (r"(.)\1+", r"\1"),
)


def spell(word: str, vocabulary: Mapping[str, int], likely: Sequence[str] | None = None) -> str:
    """The word itself when it is known to us or to English, else the likeliest of `vocabulary` (word → how unlikely it
    is that just this is meant), two of them where only the blank is missing, else itself. `likely` are the words of the
    scene, where they are known."""
    if len(word) < 3 or not word.isalpha() or word in vocabulary or word.startswith("quote"):
        return word
    if _HUMMED.fullmatch(word):
        return word
    scene = likeliest(vocabulary) if likely is None else likely
    if english(word):
        return _slipped(word, scene, vocabulary)
    if (near := _near(word, vocabulary)) is not None and near[0] < 2 and vocabulary[near[1]] <= SCENE:
        return near[1]
    if (parted := _parted(word, vocabulary)) is not None:
        return parted
    return near[1] if near is not None else _sounding(word, scene)


def hummed(word: str) -> bool:
    """Whether somebody thinks aloud (`ummm`)."""
    return _HUMMED.fullmatch(word) is not None


def likeliest(vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """The words of the scene."""
    return tuple(word for word, rank in vocabulary.items() if rank <= SCENE)


def _near(word: str, vocabulary: Mapping[str, int]) -> tuple[int, str] | None:
    """How many edits it is to the likeliest word that is near enough, and that word."""
    limit = 1 if len(word) < 6 else 2
    letters = frozenset(word)
    found: list[tuple[float, int, str]] = []
    for other, rank in vocabulary.items():
        if abs(len(other) - len(word)) > limit or len(letters.symmetric_difference(other)) > 2 * limit:
            continue
        apart = distance(word, other)
        if apart <= limit and (apart < 2 or word[0] == other[0]):
            swapped = word[:2] == other[1::-1]
            dear = effort(word, other) + RANK * rank + _BEGINNING * (word[0] != other[0] and not swapped)
            found.append((dear + (apart > 1), apart, other))
    best = min(found, default=None)
    return None if best is None else (best[1], best[2])


def _parted(word: str, vocabulary: Mapping[str, int], depth: int = 1) -> str | None:
    """`removethe` → `remove the`: two known words, one of them of any sentence; `depth` more before these."""
    if len(word) < 5:
        return None
    cuts = [(word[:i], word[i:]) for i in range(1, len(word))]
    known = [
        (sum(vocabulary[part] for part in parts), " ".join(parts))
        for parts in cuts
        if all(part in vocabulary and (len(part) > 1 or part == "a") for part in parts)
        and any(vocabulary[part] <= FUNCTION for part in parts)
        and min(map(len, parts)) + max(map(len, parts)) > 4
    ]
    if not known and depth:
        for first, rest in cuts:
            if (
                len(rest) > 4
                and vocabulary.get(first, LABEL) > LABEL
                and (more := _parted(rest, vocabulary, depth - 1))
            ):
                return f"{first} {more}"
    return min(known, default=(0, None))[1]


def _sounding(word: str, scene: Sequence[str]) -> str:
    """A word of the scene that sounds the same (`nife`, `sizzers`)."""
    if len(word) < 4:
        return word
    alike = [
        (effort(word, other), other)
        for other in scene
        if len(other) > 3 and abs(len(other) - len(word)) < 4 and sound(word) == sound(other)
    ]
    return min(alike, default=(0.0, word))[1]


def _slipped(word: str, scene: Sequence[str], vocabulary: Mapping[str, int]) -> str:
    """An English word is taken for another only when that is in the scene and the slip is typical: a letter doubled or
    not, two neighbours swapped (`buss`, `tabel`), or one letter in a longer word that we have never heard said of
    pictures (`statute`)."""
    slips = {
        other
        for other in scene
        if abs(len(other) - len(word)) < 2
        and (
            (_flat(word) == _flat(other) or sorted(word) == sorted(other))
            or (vocabulary[other] == LABEL and _is_rare_slip(word, other))
        )
        and distance(word, other) == 1
    }
    return slips.pop() if len(slips) == 1 else word


def _is_rare_slip(word: str, other: str) -> bool:
    longer = max(len(word), len(other))
    return longer > 5 and word[:2] == other[:2] and word[-1] == other[-1] and _root(word) != _root(other)


@lru_cache(maxsize=4096)
def _root(word: str) -> str:
    import simplemma

    return str(simplemma.lemmatize(word, lang="en")).lower()


def _flat(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(maxsize=4096)
def english(word: str) -> bool:
    """Whether it is an English word, ours or not."""
    import simplemma

    return bool(simplemma.is_known(word, lang="en"))


def distance(a: str, b: str) -> int:
    """Edits between two words; a letter swapped with its neighbour counts once (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def effort(a: str, b: str) -> float:
    """The same with slips that fingers and ears make counted less."""
    before: list[float] = []
    row = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [float(i)]
        for j, y in enumerate(b, 1):
            left_out = 0.5 if j > 1 and b[j - 2] == y else 0.8 if y in "aeiouh" else 1.0
            put_in = 0.5 if i > 1 and a[i - 2] == x else 1.0
            cost = min(before[j] + put_in, row[j - 1] + left_out, before[j - 1] + _mistaken(x, y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 0.6)
            row.append(cost)
    return row[-1]


@cache
def _mistaken(x: str, y: str) -> float:
    """What one letter for another costs."""
    if x == y:
        return 0.0
    return 0.6 if _neighbors(x, y) or any(x in alike and y in alike for alike in _ALIKE) else 1.0


def _neighbors(x: str, y: str) -> bool:
    """Whether two keys touch."""
    places = {key: (i, j + 0.5 * i) for i, row in enumerate(_ROWS) for j, key in enumerate(row)}
    if x not in places or y not in places:
        return False
    (i, j), (k, n) = places[x], places[y]
    return abs(i - k) <= 1 and abs(j - n) <= 1


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Roughly how a word sounds: its consonants, those said alike as one."""
    for written, said in _SOUNDS:
        word = re.sub(written, said, word)
    return word
