"""What the grounder's scores are worth: how often a thing that it says it found with a score is really there.

Pictures are those of the detection benchmark that were not used to tune anything: one pasted cat, person or cup each,
whose box is known. Each is asked for what is there, under names of the vocabulary and others, and for what is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..tools.catalogue import EMBEDDED
from ..tools.ports import Grounding
from ..tools.toolbox import Toolbox
from .detection import GOOD, Sample, backgrounds, cutouts, samples

NAMES = {
    "cat": ("cat", "kitten", "animal"),
    "person": ("person", "woman", "astronaut"),
    "cup": ("cup", "mug", "coffee"),
}
ABSENT = ("dog", "bicycle", "clock", "guitar", "pizza", "umbrella")
STRIDE = 4
BINS = (0.5, 0.7, 0.9, 1.01)


@dataclass(frozen=True, slots=True)
class Answer:
    """The grounder's best answer to one phrase: its score (None: not found), and whether it was right."""

    there: bool
    score: float | None
    right: bool


def judge(sample: Sample, phrase: str, found: Sequence[Grounding]) -> Answer:
    """Right is a box on the thing for a name of it, and "not found" for anything else."""
    there = phrase in NAMES[sample.label]
    if not found:
        return Answer(there, None, not there)
    return Answer(there, found[0].score, there and found[0].box.iou(sample.box) >= GOOD)


def measure(toolbox: Toolbox, pictures: Iterable[Sample]) -> list[Answer]:
    """An answer for every picture and phrase."""
    answers = []
    with toolbox.lease("grounder") as grounder:
        for sample in pictures:
            phrases = (*NAMES[sample.label], *ABSENT)
            found = grounder.ground(sample.pixels, phrases)
            answers += [judge(sample, phrase, one) for phrase, one in zip(phrases, found, strict=True)]
    return answers


def run() -> str:
    """A Markdown table of the embedded grounder."""
    toolbox = Toolbox(EMBEDDED)
    chosen = [sample for sample in samples(cutouts(toolbox), backgrounds()) if sample.size != "small"]
    return table(measure(toolbox, chosen[1::STRIDE]))


def table(answers: Sequence[Answer]) -> str:
    """How often it finds, how often it finds what is not there, and how often each score is right."""
    there, absent = [a for a in answers if a.there], [a for a in answers if not a.there]
    lines = ["| what | cases | share |", "| --- | --- | --- |"]
    lines.append(_row("things that are there, found where they are", [a.right for a in there]))
    lines.append(_row("things that are not there, rightly not found", [a.right for a in absent]))
    for low, high in itertools.pairwise(BINS):
        inside = [a.right for a in answers if a.score is not None and low <= a.score < high]
        lines.append(_row(f"answers with a score of {low:.1f}…{min(high, 1):.1f} that are right", inside))
    return "\n".join(lines)


def _row(what: str, results: Sequence[bool]) -> str:
    share = f"{sum(results) / len(results):.0%}" if results else "–"
    return f"| {what} | {sum(results)} of {len(results)} | {share} |"
