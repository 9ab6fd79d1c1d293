"""Instructions read right, by their kinds: our own cases, first and present score, and any other file of cases."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import digits
from time import perf_counter
from typing import Any

from ..agent.interpreter.batch import request_of
from ..agent.interpreter.lexical import LexicalInterpreter
from ..agent.interpreter.port import Interpreter
from ..agent.turn.approval import SURE
from ..scene.objects import Scene
from .expectations import Case
from .reliability import Told
from .reliability import table as reliability

OWN = Path(__file__).resolve().parents[1] / "tests" / "agent" / "interpreter" / "cases"
"""Only in a checkout: an installed package has no cases."""
FIRST = OWN / "first_scores.json"
HALVES = ("dev", "heldout")
FURTHER = (
    "siblings",
    "siblings2",
    "siblings3",
    "siblings4",
    "siblings5",
    "siblings6",
    "siblings7",
    "siblings8",
    "siblings9",
    "siblings10",
    "siblings11",
    "fresh",
    "questions",
    "unseen1",
    "unseen2",
    "unseen3",
    "unseen4",
    "unseen5",
    "unseen6",
    "unseen7",
    "unseen8",
    "unseen9",
    "unseen10",
    "unseen11",
    "unseen12",
    "unseen13",
    "unseen14",
)
"""Cases written after the misses of `dev`, five and more for each cause; without sight of either; after misses of long
questions about photos; and fourteen times more before the rules were worked on with them, which they never were with
the seventh and the last two."""
HELD_OUT = ("heldout", "unseen7")
"""Never worked on: what is said to be sure is compared with these apart."""


@dataclass(frozen=True)
class Result:
    """One case as it came out."""

    kind: str
    right: bool
    asked: bool
    """Whether it asked although the case is clear, or showed the right plan first."""
    clear: bool
    silent: bool
    """Whether it would do something wrong without a word before."""
    sure: float
    way: str
    seconds: float


def read_cases(path: Path, interpreter: Interpreter | None = None) -> Iterator[Result]:
    """Each case of a file read and judged; scenes lie beside the file as the cases say."""
    reader = interpreter or LexicalInterpreter()
    for case in rows_of(path):
        request = request_of(case, path.parent)
        start = perf_counter()
        reading = reader.read(request)
        seconds = perf_counter() - start
        plan, clear = reading.plan.to_dict(), case["expect"]["status"] == "ready"
        right, ready = judged(case, path).met_by(plan), plan["status"] == "ready"
        asked = clear and (plan["status"] == "ask" or (ready and right and reading.confidence < SURE))
        silent = ready and not right and reading.confidence >= SURE
        yield Result(case["tag"], right, asked, clear, silent, reading.confidence, plan["status"], seconds)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The cases of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judged(case: Mapping[str, Any], path: Path) -> Case:
    """What a plan of a case is judged by."""
    given = case["scene"]
    if not isinstance(given, Mapping):
        given = json.loads((path.parent / given).read_text(encoding="utf-8"))
    scene = Scene.model_validate(given)
    return Case(case["expect"], scene, case.get("marks") or {})


def by_kind(results: Iterable[Result]) -> dict[str, tuple[int, int]]:
    """`(right, all)` of each kind, in the order of the cases."""
    tally: dict[str, tuple[int, int]] = {}
    for result in results:
        right, count = tally.get(result.kind, (0, 0))
        tally[result.kind] = (right + result.right, count + 1)
    return tally


def run(
    cases: tuple[Path, ...] = (), interpreter: Interpreter | None = None, own: Sequence[str] = (*HALVES, *FURTHER)
) -> str:
    """Tables of our own cases and the given files, read by the rules; by another interpreter only of the given files
    (of the development half where none is). Only the totals of each kind are told."""
    names = own if interpreter is None else () if cases else HALVES[:1]
    files = [*(path for name in names if (path := OWN / f"{name}.jsonl").exists()), *cases]
    if not files:
        raise FileNotFoundError(f"no cases in {OWN}; give a file of cases with --cases PATH")
    first = json.loads(FIRST.read_text(encoding="utf-8")) if FIRST.exists() and interpreter is None else {}
    reader = interpreter or LexicalInterpreter()
    if interpreter is None:
        list(read_cases(files[0], reader))
    read = {path: list(read_cases(path, reader)) for path in files}
    tables = [_table(path, results, first.get(path.stem, {})) for path, results in read.items()]
    held_out = [one for path in files if _is_held_out(path) for one in read[path]]
    others = [one for path in files if not _is_held_out(path) for one in read[path]]
    told = [_bins("held out (never worked on)", held_out), _bins("worked on, or given", others)]
    rows = [(path, results, first.get(path.stem, {})) for path, results in read.items()]
    time = _time(held_out + others)
    return "\n\n".join((f"Read by {reader.id}.", _totals(rows), *tables, *filter(None, told), time))


def _totals(rows: Sequence[tuple[Path, list[Result], Mapping[str, Any]]]) -> str:
    """A line for each file; those that go on with another (`siblings2`) stand in its line."""
    groups: dict[str, list[tuple[list[Result], Mapping[str, Any]]]] = {}
    for path, results, first in rows:
        name = path.stem if path.parent == OWN else path.parent.name
        groups.setdefault(name.rstrip(digits) if name.startswith("siblings") else name, []).append((results, first))
    lines = ["| cases | | at first | now |", "| --- | ---: | ---: | ---: |"]
    for name, parts in groups.items():
        every = [one for results, _ in parts for one in results]
        begun = [pair for _, first in parts for pair in first.values()]
        known = all(first for _, first in parts)
        then = _whole(sum(int(pair[0]) for pair in begun), sum(int(pair[1]) for pair in begun)) if known else "–"
        lines.append(f"| {name} | {len(every):,} | {then} | {_whole(sum(o.right for o in every), len(every))} |")
    return "\n".join(lines)


def _whole(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.0f} %"


def _is_held_out(path: Path) -> bool:
    return path.parent == OWN and path.stem in HELD_OUT


def _bins(name: str, results: list[Result]) -> str:
    told = [Told(result.sure, result.right, result.way) for result in results]
    return f"How sure, {name}:\n\n{reliability(told)}" if told else ""


def _table(path: Path, results: list[Result], first: Mapping[str, Any]) -> str:
    name = path.stem if path.parent == OWN else path.parent.name
    head = f"| {name} | cases | right |{' at first |' if first else ''} asked needlessly | wrong without a word |"
    rule = "| --- |" + " ---: |" * (head.count("|") - 2)
    kinds = dict.fromkeys(result.kind for result in results)
    lines = [_line(kind, [one for one in results if one.kind == kind], first.get(kind), bool(first)) for kind in kinds]
    before = tuple(sum(int(pair[i]) for pair in first.values()) for i in (0, 1)) if first else None
    clear = [result for result in results if result.clear]
    asked, silent = sum(one.asked for one in clear), sum(one.silent for one in results)
    questions = f"Questions on clear instructions: {asked} of {len(clear)} ({_share(asked, len(clear))})."
    wrong = f"Wrong without a word before: {silent} of {len(results)} ({_share(silent, len(results))})."
    return "\n".join((head, rule, *lines, _line("all", results, before, bool(first)), "", f"{questions} {wrong}"))


def _line(kind: str, results: list[Result], first: Any, compared: bool) -> str:
    right, count = sum(one.right for one in results), len(results)
    cells = [kind, str(count), f"{right} ({_share(right, count)})"]
    if compared:
        cells.append(f"{first[0]} ({_share(int(first[0]), int(first[1]))})" if first else "–")
    cells += [str(sum(one.asked for one in results)), str(sum(one.silent for one in results))]
    return f"| {' | '.join(cells)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.1%}".replace("%", " %")


def _time(results: list[Result]) -> str:
    seconds = sorted(result.seconds for result in results)
    late = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    median = statistics.median(seconds)
    return f"Time a sentence once loaded: median {median * 1e3:.1f} ms, 95 % below {late * 1e3:.1f} ms."
