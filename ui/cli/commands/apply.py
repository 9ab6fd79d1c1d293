"""`scenewright apply`: a plan or a recipe on many photos; phrases are looked for anew on each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput, bare, told
from ..output import Progress, note, print_json, tell

if TYPE_CHECKING:
    from ....agent.editor import Editor
    from ....agent.exchange.recipe import Recipe
    from ....agent.setup.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def many(command: F) -> F:
    """What commands that work on many photos have in common."""
    given: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
        (
            ("-o", "--out"),
            {"type": click.Path(file_okay=False, path_type=Path), "required": True, "help": "Where they go."},
        ),
        (
            ("-j", "--jobs"),
            {"type": click.IntRange(1, 64), "help": "Processes side by side (default: cores, at most 4)."},
        ),
        (("--again",), {"is_flag": True, "help": "Do all of it, also what an earlier run did."}),
    )
    for names, more in reversed(given):
        command = click.option(*names, **more)(command)
    return options.provenance(options.seed(options.as_json(command)))


@click.command(help=f"{texts.COMMAND_HELP['apply']}\n\n{texts.MANY_HELP}")
@click.argument("plan", type=options.FILE)
@click.argument("photos", type=options.FILE, nargs=-1, required=True)
@many
def apply(
    plan: Path, photos: tuple[Path, ...], out: Path, jobs: int | None, again: bool, seed: int | None, as_json: bool
) -> int:
    recipe = read_recipe(plan)
    return run(lambda editor: recipe, photos, out, jobs, again, seed, as_json)


def run(
    recipe_from: Callable[[Editor], Recipe],
    photos: tuple[Path, ...],
    out: Path,
    jobs: int | None,
    again: bool,
    seed: int | None,
    as_json: bool,
) -> int:
    """Run a recipe on photos; the exit status is the highest that one of them had."""
    from ....agent.exchange.batch import REPORT, SUMMARY, Batch, run_batch
    from ....scene.files import clear_parts

    brought = click.get_current_context().obj
    with desk.open_editor(quiet=as_json) as editor:
        recipe, settings = recipe_from(editor), editor.settings
        telling = desk.telling_by(settings)
        batch = Batch(recipe, photos, out, seed, settings.toolset, jobs, again, telling)
        progress = Progress()
        how: dict[str, Any] = {"editor": brought, "on_event": progress}
        if brought is None:
            how = {"opener": partial(open_here, settings), "on_event": progress}
        if len(photos) > 1:
            note(f"0/{len(photos)}")
        telling_row = partial(_tell, progress, None if as_json else sys.stdout)
        try:
            report = run_batch(batch, explain, on_row=telling_row, **how)
        finally:
            clear_parts(out)  # of a process that was ended while it wrote a picture
    if as_json:
        print_json(report)
    else:
        note(texts.REPORTED.format(report=out / REPORT, summary=out / SUMMARY))
    return max((int(row["exit"]) for row in report["files"]), default=int(Exit.DONE))


@contextmanager
def open_here(settings: Settings) -> Iterator[Editor]:
    """The editor of a worker process; what libraries print goes to standard error."""
    from ....agent.editor import Editor
    from ..output import quiet_stdout

    with quiet_stdout(), Editor.open(settings) as editor:
        yield editor


def explain(error: BaseException) -> tuple[int, str]:
    """The exit status and the words for an error."""
    status, message = told(error)
    return int(status), bare(message)


def read_recipe(path: Path) -> Recipe:
    """A plan or a recipe that can be run as it is; raises WrongInput."""
    from pydantic import ValidationError

    from ....agent.exchange.recipe import RECIPE_FORMAT, Recipe
    from ....scene.plan import EditPlan
    from .plan import first_fault, read_json

    data = read_json(path, "a plan")
    try:
        several = isinstance(data, dict) and "steps" in data
        recipe = Recipe.model_validate(data) if several else Recipe.of(EditPlan.model_validate(data))
    except ValidationError as error:
        raise WrongInput(f"{path} is not a plan (scenewright.plan/1, {RECIPE_FORMAT}): {first_fault(error)}") from error
    for step in recipe.steps:
        if step.plan.status != "ready":
            raise WrongInput(
                f"only a plan that is ready can be applied, but {path} has the status {step.plan.status!r}"
            )
    return recipe


def _tell(progress: Progress, out: TextIO | None, row: dict[str, Any], number: int, count: int) -> None:
    """A photo's line among the results, or (no `out`) among what is told beside a JSON object."""
    progress.clear()
    where = f" → {row['output']}" if row["output"] else ""
    line = f"{row['photo']}: {row['status']}{where}" + (f" ({texts.DONE_BEFORE})" if row.get("resumed") else "")
    if out is None:
        note(f"{number}/{count} {line}")
        return
    tell(line, out)
    if count > 1:
        note(f"{number}/{count}")
    for more in row.get("notes", ()):
        note(more)
    if row["exit"] != Exit.DONE:
        tell(f"  {row['reply']}", out)
