"""`scenewright plan`: what an instruction means, without touching a pixel; for one case or a file of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput
from ..output import print_json, quiet_stdout, tell

if TYPE_CHECKING:
    from ....agent.interpreter.port import Interpreter, PastTurn
    from ....scene.plan import EditPlan

LONGEST = 2**26
"""Bytes of a plan, a scene or a history: whoever names a device is told, and memory stays free."""
STATUS_EXIT = {"ask": Exit.NEEDS_ANSWER, "cannot": Exit.NOT_DONE}


@click.command(
    help=f"{texts.COMMAND_HELP['plan']}\n\nExit status: 0 for a plan, 3 for a question, 1 when it cannot be; "
    "--batch: 0 whenever the file could be read."
)
@click.argument("words", nargs=-1, metavar='[PHOTO] "INSTRUCTION"')
@click.option("--scene", type=options.FILE, help="What is in the picture, as JSON, instead of a photo.")
@click.option("--history", type=options.FILE, help='Earlier turns, as JSON: [{"text", "plan"}].')
@click.option("--batch", type=click.Path(path_type=Path, allow_dash=True), help="A case a line; one plan a line.")
@options.marks
@options.references
@options.model
@options.as_json
def plan(
    words: tuple[str, ...],
    scene: Path | None,
    history: Path | None,
    batch: Path | None,
    marks: tuple[str, ...],
    references: tuple[str, ...],
    as_json: bool,
) -> int:
    if batch is not None:
        if words or scene or history or marks or references:
            raise click.UsageError("--batch takes everything from its file: give nothing beside it")
        return run_batch(batch)
    photo, text = _photo_and_words(words, scene)
    made = _plan(text, photo, scene, history, marks, references)
    if as_json:
        print_json(made.to_dict())
    else:
        _tell(made)
    return int(STATUS_EXIT.get(made.status, Exit.DONE))


def _photo_and_words(words: tuple[str, ...], scene: Path | None) -> tuple[Path | None, str]:
    most = 1 if scene else 2
    if not 1 <= len(words) <= most:
        expected = '--scene SCENE.json "INSTRUCTION"' if scene else '[PHOTO | --scene SCENE.json] "INSTRUCTION"'
        raise click.UsageError(f"expected {expected}, but got {len(words)} argument(s): {' '.join(words) or 'none'}")
    return (Path(words[0]), words[1]) if len(words) == 2 else (None, words[0])


def _plan(
    text: str,
    photo: Path | None,
    scene: Path | None,
    history: Path | None,
    marks: tuple[str, ...],
    references: tuple[str, ...],
) -> EditPlan:
    from ..marks import parse_marks, parse_references

    drawn, given = parse_marks(marks), parse_references(references)
    known = _read_scene(scene) if scene else None
    before = read_history(history) if history else ()
    with desk.open_editor(quiet=True) as editor:
        return desk.consenting(
            editor,
            lambda: editor.plan(text, photo=photo, scene=known, marks=drawn, history=before, references=given),
        )


def _tell(plan: EditPlan) -> None:
    from ...wording import plan_lines

    tell(f"status: {plan.status}")
    for line in plan_lines(plan):
        tell(line)


def read_json(path: Path, what: str) -> Any:
    """What a JSON file holds; raises WrongInput that names the file and the place."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise WrongInput(f"{what} of at most {LONGEST:,} bytes is needed, but {path} is longer")
        return json.loads(data)
    except OSError as error:
        raise _unreadable(what, path, error) from error
    except (ValueError, RecursionError) as error:
        raise WrongInput(f"{what} must be JSON, but {path} is not: {error}") from error


def _unreadable(what: str, path: Path, error: OSError) -> WrongInput:
    return WrongInput(texts.NO_FILE.format(what=what, path=path, reason=error.strerror))


def _read_scene(path: Path) -> Any:
    from pydantic import ValidationError

    from ....scene.objects import Scene

    try:
        return Scene.model_validate(read_json(path, "a scene"))
    except ValidationError as error:
        raise WrongInput(f"{path} is not a scene (scenewright.scene/1): {first_fault(error)}") from error


def first_fault(error: Any) -> str:
    """Where and what, of the first thing that does not fit a format."""
    fault = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'as a whole'}: {fault['msg']}"


def read_history(path: Path) -> list[PastTurn]:
    """`[{"text", "plan", "marks"?}]`; raises WrongInput."""
    from ....agent.interpreter.batch import past_turn

    turns = read_json(path, "a history")
    if not isinstance(turns, list):
        raise WrongInput(f'a history is a list [{{"text", "plan"}}], but {path} holds a {type(turns).__name__}')
    try:
        return [past_turn(turn) for turn in turns]
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        fault = f"{type(error).__name__}: {error}"
        raise WrongInput(f'a history is [{{"text", "plan"}}], but {path} holds something else ({fault})') from error


def run_batch(path: Path) -> int:
    """One plan a line for every non-blank line, in order, printed as it is made."""
    base = Path.cwd() if str(path) == "-" else path.resolve().parent
    try:
        opened = click.open_file(str(path), "rb")
    except OSError as error:
        raise _unreadable("a batch", path, error) from error
    with opened as cases, _reader() as interpreter:
        for line in cases:
            if line.strip():
                with quiet_stdout():
                    made = _plan_line(line, base, interpreter)
                print_json(made.to_dict())
    return Exit.DONE


@contextmanager
def _reader() -> Iterator[Interpreter | None]:
    """The language model's interpreter where one is named, None for the rules as they are."""
    from ....agent.setup.settings import Settings

    if desk.with_model(Settings.load()).model.name is None:
        yield None
        return
    with desk.open_editor() as editor:
        desk.agree(editor)
        yield editor.interpreter


def _plan_line(line: bytes, base: Path, interpreter: Interpreter | None) -> EditPlan:
    from ....agent.interpreter.batch import plan_case
    from ....scene.plan import EditPlan

    try:
        return plan_case(json.loads(line), base, interpreter)
    except Exception as error:  # noqa: BLE001 – one bad case among thousands must not lose the others
        return EditPlan.cannot("this case cannot be read", error=f"{type(error).__name__}: {error}")
