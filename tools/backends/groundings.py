"""Phrases as a grounding network takes them: joined in one caption, and its scores of tokens told of phrases again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from .open_vocabulary import Seen

MOST_TOKENS = 256
"""Of a caption, its two marks included."""


@dataclass(frozen=True, slots=True)
class Caption:
    """`a cat . a dog .` and, for each phrase in it, its number and where its tokens lie (`[start, end)`)."""

    text: str
    spans: tuple[tuple[int, int, int], ...]


def captions(
    phrases: Sequence[str], count: Callable[[str], int], most: int = MOST_TOKENS
) -> tuple[tuple[Caption, ...], tuple[int, ...]]:
    """The phrases in as few captions as hold `most` tokens each, and the numbers of those that none can hold or that
    say nothing. `count` says how many tokens a phrase takes by itself; a separator takes one."""
    done: list[Caption] = []
    left_out: list[int] = []
    words: list[str] = []
    spans: list[tuple[int, int, int]] = []
    at = 1
    for number, phrase in enumerate(phrases):
        plain = " ".join(phrase.replace(".", " ").replace("?", " ").split()).lower()
        tokens = count(plain) if plain else 0
        if not 0 < tokens <= most - 3:
            left_out.append(number)
            continue
        if at + tokens + 2 > most:
            done.append(_caption(words, spans))
            words, spans, at = [], [], 1
        words.append(plain)
        spans.append((number, at, at + tokens))
        at += tokens + 1
    return (*done, *([_caption(words, spans)] if words else [])), tuple(left_out)


def _caption(words: Sequence[str], spans: Sequence[tuple[int, int, int]]) -> Caption:
    return Caption("".join(f"{word} . " for word in words).rstrip(), tuple(spans))


def seen_of(
    caption: Caption, scores: NDArray[np.float32], boxes: NDArray[np.float32], size: tuple[int, int], least: float
) -> dict[int, list[Seen]]:
    """What each phrase of a caption gets: of `scores` (queries×tokens, 0…1) the mean over its tokens, as the authors
    take it for phrases whose place in the caption is known; `boxes` are queries×4 `(x, y, width, height)` of their
    centres, in shares of a picture `(width, height)` in size."""
    told = {}
    for number, start, end in caption.spans:
        fit = scores[:, start:end].mean(axis=1)
        told[number] = [
            Seen(box, float(fit[query]))
            for query in np.flatnonzero(fit >= least)
            if (box := to_box(boxes[query], size))
        ]
    return told


def to_box(box: NDArray[np.float32], size: tuple[int, int]) -> Box | None:
    """`(x, y, width, height)` of the centre in shares, as pixels in the picture; None where nothing of it is inside."""
    x, y, width, height = (float(value) for value in box)
    edges = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    left, top, right, bottom = (
        round(side * min(max(edge, 0.0), 1.0)) for edge, side in zip(edges, (*size, *size), strict=True)
    )
    return Box(left, top, right, bottom) if right > left and bottom > top else None
