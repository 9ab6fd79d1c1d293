"""`docs/gallery.md`: of every action the three best results and the three worst, with what the program said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .gallery_cases import ACTIONS, SIDE, Case
from .photos import photo

if TYPE_CHECKING:
    from .gallery import Outcome

SHOWN = 3
"""Best and worst results of an action."""

INTRO = f"""# Gallery

Every action of the embedded toolset on free photos: its three best results beside its three worst. The photos, the
words and the marks (`evals/gallery_cases.toml`) were chosen before any result was seen, and none was dropped. Photos
are {SIDE} pixels long; each case runs in a session of its own with `--yes`; nobody answers questions, so what was asked
is not done. Some faults that they showed were mended afterwards, so they are no blind test any more. Most of what is
not done was not found: the embedded detector knows eighty classes and misses many of these.

Grades are given by looking at the result itself, not at what was reported: 5 nothing to find fault with · 4 good, flaws
when looked for · 3 usable, flaws at first sight · 2 poor · 1 useless, wrong or not done. Of equally bad results those
that were reported as done come first.

The pictures are edited photos of other people and no part of the repository. `make gallery` fetches the photos, runs
all cases (ten to forty minutes on two cores) and puts the pictures into `docs/gallery/`: before on the left, after on
the right, small changes again from near. Seconds were taken on two cores that others used as well.
"""


def page(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> str:
    """The page in Markdown, from what is stored."""
    parts = [INTRO, table(cases, outcomes), ""]
    for action, heading in ACTIONS.items():
        parts += [f"## {heading}", "", *_section([case for case in cases if case.action == action], outcomes)]
    return "\n".join(parts).rstrip() + "\n"


def table(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> str:
    """A row for each action: how many cases, how many done, and how they look."""
    lines = [
        "| action | cases | reported done | 5 | 4 | 3 | 2 | 1 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for action, heading in ACTIONS.items():
        lines.append(_row(heading, [case for case in cases if case.action == action], outcomes))
    lines.append(_row("**all**", cases, outcomes))
    return "\n".join(lines)


def _row(name: str, cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> str:
    done = sum(case.name in outcomes and outcomes[case.name].status == "done" for case in cases)
    grades = [sum(case.grade == grade for case in cases) for grade in (5, 4, 3, 2, 1)]
    return " | ".join([f"| {name}", str(len(cases)), str(done), *(str(count or "") for count in grades)]) + " |"


def ranked(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The best and the worst, by grade and then as they come; none is both. What has no grade is left out.

    A bad result that is reported as done is worse than one that is not.
    """

    def badness(case: Case) -> tuple[int, bool]:
        return case.grade or 0, case.name not in outcomes or outcomes[case.name].status != "done"

    graded = [case for case in cases if case.grade is not None]
    count = min(SHOWN, len(graded) // 2)
    worst = sorted(graded, key=badness)[:count]
    best = sorted((case for case in graded if case not in worst), key=lambda case: -(case.grade or 0))
    return tuple(best[:count]), tuple(worst)


def _section(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> list[str]:
    best, worst = ranked(cases, outcomes)
    lines = []
    for title, chosen in (("The best", best), ("The worst", worst)):
        lines += [f"### {title}", ""]
        for case in chosen:
            lines += [*_entry(case, outcomes.get(case.name)), ""]
    return lines


def _entry(case: Case, outcome: Outcome | None) -> list[str]:
    return [
        f"**{_said(case)}** – grade {case.grade}. {case.remark}{_stale(case, outcome)}",
        "",
        f"![{case.name}, before and after](gallery/{case.name}.jpg)",
        "",
        f"{_credits(case)}{_prepared(case)}<br>",
        _reported(outcome),
    ]


def _said(case: Case) -> str:
    first = f"“{case.first.say}” of {case.first.photo}, then " if case.first else ""
    return f"{first}{'a plan: ' if case.plan is not None else ''}“{case.say}”"


def _stale(case: Case, outcome: Outcome | None) -> str:
    same = outcome is not None and outcome.result == case.seen
    return "" if same else " *(Not looked at again since the result changed.)*"


def _credits(case: Case) -> str:
    names = [case.photo, *case.references.values(), *([case.first.photo] if case.first else [])]
    return "; ".join(_credit(name, case) for name in dict.fromkeys(names))


def _credit(name: str, case: Case) -> str:
    there = photo(name)
    letters = [f"[{letter}] " for letter, other in case.references.items() if other == name]
    return f"{''.join(letters) or ''}`{name}`: {there.licence}, `{there.source}`"


def _prepared(case: Case) -> str:
    drawn = {"red_pupils": "the red pupils are", "spot": "the spot is", "wire": "the wire is", "tilt": "the tilt is"}
    made = [f"{drawn[kind]} made for the test" for kind in case.drawn]
    marks = [f"mark: {', '.join(kind for kind in mark if kind != 'width')}" for mark in case.marks.values()]
    return "".join(f" · {note}" for note in (*made, *marks))


def _reported(outcome: Outcome | None) -> str:
    if outcome is None:
        return "Not run yet."
    failed = [name for name, passed in outcome.checks.items() if not passed]
    passed = [name for name, held in outcome.checks.items() if held]
    checks = f" Checks passed: {', '.join(passed)}." if passed else ""
    checks += f" Checks not passed: {', '.join(failed)}." if failed else ""
    return f"Reported: {outcome.status}, {outcome.seconds:.0f} s: *{outcome.reply}*{checks}"
