"""The gallery: every action on free photos with the real toolset, and `docs/gallery.md` about its best and worst.

`python -m scenewright.evals.gallery` runs all cases (`NAME …`: those; `--page`: none, only the page is written again).
The pictures lie beside the page and are no part of the repository; what the program said of each is.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from ..agent.editor import Editor, Session, Turn
from ..scene.image import ImageRef, Pixels
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from .gallery_cases import SIDE, Case, cases
from .photos import photo

DOCS = Path("docs")
OUTCOMES = Path(__file__).parent / "gallery_outcomes.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program reported of a case, and which result it gave (a short hash of its pixels and the status)."""

    status: str
    reply: str
    checks: dict[str, bool]
    seconds: float
    result: str


@dataclass(frozen=True, slots=True)
class Performed:
    """A case carried out: both pictures, H×W×3|4 uint8, and what was said about it."""

    before: Pixels
    after: Pixels
    outcome: Outcome


def perform(case: Case, toolbox: Toolbox) -> Performed:
    """Carry a case out in a home of its own, as `scenewright edit --yes` would."""
    with TemporaryDirectory() as home, Editor.open(toolbox=toolbox, home=home) as editor:
        if case.first:
            editor.new_session(photo(case.first.photo).open(SIDE)).say(case.first.say, approval="never")
        session = editor.new_session(case.pixels())
        started = perf_counter()
        turn = _take(session, case, Path(home))
        return Performed(session.base, session.pixels, outcome_of(turn, session.pixels, perf_counter() - started))


def _take(session: Session, case: Case, folder: Path) -> Turn:
    references = {name: _file(there, folder) for name, there in case.references.items()}
    if case.plan is not None:
        return session.apply({"status": "ready", **case.plan}, case.marks, references=references, approval="never")
    return session.say(case.say, case.marks, references=references, approval="never")


def _file(name: str, folder: Path) -> Path:
    from PIL import Image

    path = folder / f"{name}.png"
    Image.fromarray(photo(name).open(SIDE)).save(path)
    return path


def outcome_of(turn: Turn, after: Pixels, seconds: float) -> Outcome:
    """The report in short; checks of the same name pass together."""
    checks: dict[str, bool] = {}
    for action in turn.actions:
        for name, value in action.checks.items():
            checks[name] = checks.get(name, True) and _passed(value)
    result = hashlib.sha256(f"{turn.status} {ImageRef.of(after).id}".encode()).hexdigest()[:10]
    return Outcome(turn.status, " ".join(turn.reply.split()), checks, round(seconds, 1), result)


def _passed(value: Any) -> bool:
    return bool(value["passed"] if isinstance(value, dict) else value)


def outcomes() -> dict[str, Outcome]:
    """What was stored of the last runs, by names of cases."""
    if not OUTCOMES.is_file():
        return {}
    return {name: Outcome(**row) for name, row in json.loads(OUTCOMES.read_text("utf-8")).items()}


def store(made: dict[str, Outcome]) -> None:
    """Sorted as the cases are; what is no case any more goes."""
    rows = {case.name: asdict(made[case.name]) for case in cases() if case.name in made}
    OUTCOMES.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def show(wanted: Iterable[Case], folder: Path) -> None:
    """Carry cases out one after the other, their pictures into `folder`; each is stored when it is there."""
    from .gallery_pictures import side_by_side

    folder.mkdir(parents=True, exist_ok=True)
    toolbox = Toolbox(EMBEDDED)
    for case in wanted:
        done = perform(case, toolbox)
        side_by_side(done.before, done.after).save(folder / f"{case.name}.jpg", quality=88)
        store({**outcomes(), case.name: done.outcome})
        print(f"{case.name}: {done.outcome.status}, {done.outcome.seconds} s", file=sys.stderr)
    toolbox.close()


def write_page(docs: Path = DOCS) -> str:
    """`gallery.md` in `docs`, from what is stored; returns its table of grades."""
    from .gallery_page import page, table

    docs.mkdir(parents=True, exist_ok=True)
    (docs / "gallery.md").write_text(page(cases(), outcomes()), "utf-8")
    return table(cases(), outcomes())


def run() -> str:
    """All cases, the pictures and the page; returns the table of grades."""
    show(cases(), DOCS / "gallery")
    return write_page()


def main(arguments: Sequence[str]) -> int:
    """Names of cases, or `--page`, or nothing for all."""
    named = {case.name: case for case in cases()}
    unknown = [name for name in arguments if name not in named and name != "--page"]
    if unknown:
        print(f"no case is called {', '.join(unknown)}; there are {', '.join(named)}", file=sys.stderr)
        return 2
    wanted = [named[name] for name in arguments if name in named]
    show(wanted if arguments else cases(), DOCS / "gallery")
    print(write_page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
