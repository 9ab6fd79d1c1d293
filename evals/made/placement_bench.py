"""`bench placement`: how exactly one of many things is moved, resized, swapped or copied, by words, boxes and hand.

ClickDiffusion (arXiv 2404.04376) left open how interpreters fare with more objects, more worked examples and
operations that no example shows. The rules have no examples; language models are asked with as many as is said. What
nobody ran a model for is "not measured". Intervals are over photos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from ...agent.setup.settings import Settings
from ..editors.controls import BlurredMask, DoNothing, PastedBack
from ..editors.toolset import usual
from .answers import Answer, Contestant, answers, share_of
from .idling import warned
from .known import Agreeable
from .placement import COUNTS, NAME, OPS, SEEN, WAYS
from .placement_score import Score, score
from .sheets import Strip, write
from .writing import photos_of, rows_of

RULES, MODEL = "rules", "a capable language model"
EXAMPLES = (0, 6, 17)
"""Worked examples that a model is asked with; ClickDiffusion's prompt has 17."""
Scored = Sequence[tuple[Answer, Score]]


def line(
    folder: Path, toolset: str = "embedded", model: str | None = None, examples: Sequence[int] = EXAMPLES
) -> tuple[Contestant, ...]:
    """The rules, a model with each number of examples where one is named, and the controls. What is in the picture is
    known to all, so that there is no other oracle."""
    known = {row["id"]: {"scene": row["scene"], "plan": row.get("plan")} for row in rows_of(folder, NAME)}
    rules = Agreeable(RULES, usual(toolset), known)
    models = [
        Agreeable(f"{model}, {count} examples", _settings(toolset, model, count), known, beside=rules)
        for count in (examples if model else ())
    ]
    controls = (DoNothing(), PastedBack(rules), BlurredMask())
    return Contestant(rules), *map(Contestant, models), *(Contestant(one, True) for one in controls)


def _settings(toolset: str, model: str | None, examples: int) -> Settings:
    settings = usual(toolset, model)
    return settings.model_copy(update={"model": settings.model.model_copy(update={"examples": examples})})


def run(folder: Path, kept: Path, contestants: Sequence[Contestant] | None = None, sheet: Path | None = None) -> str:
    """Markdown: how exactly by way and number of things, by operation and way, then interpreters by their questions."""
    found = [(one, score(one)) for one in answers(folder, NAME, contestants or line(folder), kept)]
    if sheet is not None:
        write(strips(found), photos_of(folder), sheet)
    return f"{by_way(found)}\n\n{by_operation(found)}\n\n{by_interpreter(found)}"


def strips(found: Scored, each: int = 2) -> list[Strip]:
    """Of what the first editor did, in words or boxes: the best with most things, then what is wrong, the worst first;
    where nothing is, the least exact."""
    mine = [(one, score) for one, score in found if one.editor == found[0][0].editor and one.row["way"] != "drag"]
    mine.sort(key=lambda pair: (not pair[1].exact, -pair[1].iou, -int(pair[0].row["count"])))
    right = [pair for pair in mine if pair[1].exact]
    wrong = [pair for pair in mine if not pair[1].exact]
    told = f"wrong ({len(wrong)} of {len(mine)} are)" if wrong else f"none of {len(mine)} is wrong, this is less exact"
    best = [_strip(*pair, "exactly right") for pair in right[:each]]
    return best + [_strip(*pair, told) for pair in (wrong or right[each:])[::-1][:each]]


def _strip(answer: Answer, score: Score, told: str) -> Strip:
    target = answer.sample.edited()
    assert target is not None
    others = "others untouched" if score.untouched else "another thing touched"
    words = f"{told}: “{answer.sample.instruction}”, IoU {score.iou:.2f}, {others} (photo, truth, result)"
    return Strip(f"{words[0].upper()}{words[1:]}", (answer.before, target, answer.after))


HEAD = (
    "the right thing, no other",
    "IoU (mean)",
    "away, px: median",
    "95th percentile",
    "not found",
    "others untouched",
)


def by_way(found: Scored) -> str:
    """Every editor, way and number of things."""
    rows = [(f"{editor} | {way} | {count}", part) for editor, way, count, part in _cells(found)]
    return _table("editor | said by | things", rows)


def _cells(found: Scored) -> Iterable[tuple[str, str, int, Scored]]:
    for editor in _editors(found):
        for way in WAYS:
            for count in COUNTS:
                yield (
                    editor,
                    way,
                    count,
                    _where(found, editor, lambda r, w=way, c=count: r["way"] == w and r["count"] == c),
                )
    for editor in _editors(found, control=True):
        yield editor, "all", 0, _where(found, editor, lambda row: True)


def by_operation(found: Scored) -> str:
    """Each operation in each way, over all numbers; a control in one line."""
    rows = [
        (f"{editor} | {op} | {way}", _where(found, editor, lambda row, o=op, w=way: (row["op"], row["way"]) == (o, w)))
        for editor in _editors(found)
        for op in OPS
        for way in WAYS
    ]
    rows += [(f"{one} | all | all", _where(found, one, lambda row: True)) for one in _editors(found, control=True)]
    return _table("editor | operation | said by", rows)


def by_interpreter(found: Scored) -> str:
    """ClickDiffusion's questions: exactly right (right thing, IoU ≥ 0.9, others untouched), said in words or boxes."""
    lines = [
        "| interpreter | examples | operations | " + " | ".join(f"{n} things" for n in COUNTS) + " |",
        "| --- | --- | --- |" + " ---: |" * len(COUNTS),
    ]
    readers = _editors(found)
    for editor in readers:
        name, _, examples = editor.partition(", ")
        for told, ops in (("among ClickDiffusion's examples", SEEN), ("not among them", frozenset(OPS) - SEEN)):
            which = f"{told}: {', '.join(op for op in OPS if op in ops)}"
            cells = [
                _exact(
                    _where(found, editor, lambda r, n=n, o=ops: r["count"] == n and r["op"] in o and r["way"] != "drag")
                )
                for n in COUNTS
            ]
            lines.append(f"| {name} | {examples or 'has none'} | {which} | " + " | ".join(cells) + " |")
    for control in _editors(found, control=True):
        cells = [_exact(_where(found, control, lambda r, n=n: r["count"] == n and r["way"] != "drag")) for n in COUNTS]
        lines.append(f"| {control} | – | all | {' | '.join(cells)} |")
    if readers == [RULES]:
        nobody = " | ".join(["not measured"] * len(COUNTS))
        lines += [f"| {MODEL} | {count} | all | {nobody} |" for count in EXAMPLES]
    return "\n".join(lines)


def _exact(part: Scored) -> str:
    return f"{sum(score.exact for _, score in part)} of {len(part)}" if part else "–"


def _where(found: Scored, editor: str, of: Callable[..., bool]) -> Scored:
    return [(one, score) for one, score in found if one.editor == editor and of(one.row)]


def _editors(found: Scored, control: bool = False) -> list[str]:
    """Those that are asked to do it, or the controls."""
    return list(dict.fromkeys(one.editor for one, _ in found if one.control is control))


def _table(left: str, rows: Iterable[tuple[str, Scored]]) -> str:
    """A line for each group that has any samples."""
    columns, rows = left.count("|") + 1, list(rows)
    lines = [f"| {left} | {' | '.join(_head(rows))} |", "|" + " --- |" * columns + " ---: |" * len(HEAD)]
    for name, part in rows:
        if part:
            lines.append(f"| {name} | " + " | ".join(_told(part)) + " |")
    return "\n".join(lines)


def _head(rows: Sequence[tuple[str, Scored]]) -> Iterable[str]:
    """`HEAD`, marked where the first editor is no better than who does nothing."""
    every = [pair for _, part in rows for pair in part]
    idle = [score for one, score in every if one.editor == DoNothing.name]
    ours = [score for one, score in every if not one.control]
    right, iou, *others, untouched = HEAD
    yield warned(right, [[float(one.right) for one in who] for who in (idle, ours)], "higher")
    yield warned(iou, [[one.iou for one in who] for who in (idle, ours)], "higher")
    yield from others
    yield warned(untouched, [[float(one.untouched) for one in who] for who in (idle, ours)], "higher")


def _told(part: Scored) -> Iterable[str]:
    photos = [str(one.row["ground"]) for one, _ in part]
    away = [score.deviation for _, score in part if score.deviation is not None]
    yield share_of([score.right for _, score in part], photos)
    yield f"{np.mean([score.iou for _, score in part]):.3f}"
    yield f"{np.median(away):.1f}" if away else "–"
    yield f"{np.percentile(away, 95):.1f}" if away else "–"
    yield f"{len(part) - len(away)} of {len(part)}"
    yield f"{sum(score.untouched for _, score in part)} of {len(part)}"
