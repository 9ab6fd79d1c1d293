"""Words for writing in pictures, and matching words as people say them with words as a reader read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..scene.geometry import Box
from .ports import TextLine


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WRITING = _set(
    "text texts writing writings word words lettering letters letter caption captions watermark watermarks inscription "
    "inscriptions graffiti slogan headline title subtitle subtitles credits handwriting numbers digits"
)
"""Last words of phrases that may mean writing itself, rather than what it stands on."""
PHRASES = ("date stamp", "time stamp", "timestamp", "datestamp", "number plate", "license plate", "licence plate")
"""… and those of two words."""
SLIPS = 5
"""One letter in so many may be misread."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `first` to `last` (exclusive) of a line, by the line's number; `exact` when no letter differs."""

    line: int
    first: int
    last: int
    exact: bool = True


def spans_of(find: str, texts: Sequence[str]) -> list[Span]:
    """Where the words `find` stand in lines of writing: whole words without regard to case, spaces and signs around
    them; else words that the reader ran together; else, over lines that follow each other; else misread ones."""
    wanted = _words(find)
    if not wanted:
        return []
    for look in (_whole, _run_together, _over_lines, _misread):
        if found := look(wanted, texts):
            return found
    return []


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for case, spaces, and what a reader takes for one another."""
    a, b = _folded(one), _folded(other)
    return distance(a, b) <= max(len(a), len(b)) // SLIPS


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
    return row[-1]


def names_writing(phrase: str) -> bool:
    """Whether a phrase as it was looked for may mean writing."""
    plain = phrase.lower()
    return any(name in plain for name in PHRASES) or bool(WRITING & set(re.findall(r"[a-z]+", plain)))


def reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Top to bottom, and left to right where lines stand beside each other."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: (one.box.center.y, one.box.left)):
        row = rows[-1] if rows else []
        if row and abs(line.box.center.y - row[0].box.center.y) < 0.5 * min(line.box.height, row[0].box.height):
            row.append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.box.left)]


BLOCK = 0.8
"""Lines this near, in heights of a line, stand together."""


def blocks(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines that stand together, as on one sign."""
    found: list[list[TextLine]] = []
    for line in lines:
        near = [block for block in found if any(_together(line.box, other.box) for other in block)]
        joined = [*(one for block in near for one in block), line]
        found = [*(block for block in found if block not in near), joined]
    return found


def _together(a: Box, b: Box) -> bool:
    reach = round(BLOCK * min(*a.size, *b.size))
    return a.pad(reach).intersect(b).area > 0


_TAKEN_FOR = str.maketrans("01|!5$8", "olilssb")


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold().translate(_TAKEN_FOR)).replace("i", "l")


def _words(text: str) -> list[str]:
    return [word for word in (_bare(part) for part in text.casefold().split()) if word]


def _bare(word: str) -> str:
    """Without signs around it, unless it is nothing but signs."""
    return re.sub(r"^[^\w$€£%#&@+]+|[^\w$€£%#&@+]+$", "", word) or word


def _pieces(text: str) -> list[tuple[str, int, int]]:
    """The words of a line with where they begin and end, the signs around them left out."""
    out = []
    for match in re.finditer(r"\S+", text):
        word = _bare(match.group())
        begin = match.start() + match.group().find(word)
        out.append((word.casefold(), begin, begin + len(word)))
    return out


def _whole(wanted: list[str], texts: Sequence[str]) -> list[Span]:
    return _windows(wanted, texts, lambda said: said == wanted)


def _windows(wanted: list[str], texts: Sequence[str], fits: object) -> list[Span]:
    found = []
    for number, text in enumerate(texts):
        pieces, at = _pieces(text), 0
        while at + len(wanted) <= len(pieces):
            part = pieces[at : at + len(wanted)]
            said = [word for word, _, _ in part]
            if callable(fits) and fits(said):
                found.append(Span(number, part[0][1], part[-1][2], said == wanted))
                at += len(wanted)
            else:
                at += 1
    return found


def _run_together(wanted: list[str], texts: Sequence[str]) -> list[Span]:
    """`PHOTOBYANNA` holds `photo by anna`; a short word may only be a whole one."""
    joined = "".join(wanted)
    if len(joined) < 4:
        return []
    found = []
    for number, text in enumerate(texts):
        places = [at for at, sign in enumerate(text) if not sign.isspace()]
        plain = "".join(text[at] for at in places).casefold()
        if len(plain) == len(places) and (at := plain.find(joined)) >= 0 and _few_spaces(text, wanted):
            found.append(Span(number, places[at], places[at + len(joined) - 1] + 1))
    return found


def _few_spaces(text: str, wanted: list[str]) -> bool:
    """Whether words may be run together: a line of several words was parted already."""
    return len(text.split()) <= max(1, len(wanted) - 1) or len(wanted) > 1


def _over_lines(wanted: list[str], texts: Sequence[str]) -> list[Span]:
    """Whole lines that follow each other (NO / ENTRY)."""
    split = [[word for word, _, _ in _pieces(text)] for text in texts]
    for start in range(len(texts)):
        said: list[str] = []
        for end in range(start, len(texts)):
            said += split[end]
            if said == wanted and end > start:
                return [Span(number, 0, len(texts[number])) for number in range(start, end + 1)]
            if len(said) >= len(wanted):
                break
    return []


def _misread(wanted: list[str], texts: Sequence[str]) -> list[Span]:
    joined = " ".join(wanted)
    room = len(joined) // SLIPS if len(joined) >= SLIPS else int(len(joined) == SLIPS - 1)
    if not room:
        return []
    return _windows(wanted, texts, lambda said: distance(" ".join(said), joined) <= room)
