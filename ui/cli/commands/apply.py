"""`scenewright apply`: a plan as a recipe on many photos; phrases are looked for anew on each."""

from __future__ import annotations

from collections.abc import Iterable, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput, bare, told
from ..output import Progress, print_json, tell

if TYPE_CHECKING:
    from ....agent.editor import Editor
    from ....scene.plan import EditPlan

FORMAT = "scenewright.apply/1"


@click.command(
    help=f"{texts.COMMAND_HELP['apply']}\n\nOn a photo other than the one a plan was made for, things are "
    "looked for by their words. The pictures go to DIR/NAME-edited.png; a photo that fails does not stop "
    "the others, and the exit status is the highest that one of them had."
)
@click.argument("plan", type=options.FILE)
@click.argument("photos", type=options.FILE, nargs=-1, required=True)
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where they go.")
@options.seed
@options.as_json
def apply(plan: Path, photos: tuple[Path, ...], out: Path, seed: int | None, as_json: bool) -> int:
    recipe = read_plan(plan)
    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    inputs = {photo.resolve() for photo in photos}
    with desk.open_editor(quiet=as_json) as editor:
        for photo, target in zip(photos, targets(photos, out), strict=True):
            rows.append(_one(editor, recipe, photo, target, seed, inputs))
            if not as_json:
                _tell(rows[-1])
    if as_json:
        print_json({"format": FORMAT, "files": rows})
    return max((int(row["exit"]) for row in rows), default=int(Exit.DONE))


def read_plan(path: Path) -> EditPlan:
    """A plan that can be run as it is; raises WrongInput."""
    from pydantic import ValidationError

    from ....scene.plan import EditPlan
    from .plan import first_fault, read_json

    try:
        plan = EditPlan.model_validate(read_json(path, "a plan"))
    except ValidationError as error:
        raise WrongInput(f"{path} is not a plan (scenewright.plan/1): {first_fault(error)}") from error
    if plan.status != "ready":
        raise WrongInput(f"only a plan that is ready can be applied, but {path} has the status {plan.status!r}")
    return plan


def targets(photos: Iterable[Path], folder: Path) -> list[Path]:
    """A file for each photo, no two the same."""
    taken: set[str] = set()
    files = []
    for photo in photos:
        name, number = f"{photo.stem}-edited", 2
        while name in taken:
            name, number = f"{photo.stem}-edited-{number}", number + 1
        taken.add(name)
        files.append(folder / f"{name}.png")
    return files


def _one(
    editor: Editor, plan: EditPlan, photo: Path, target: Path, seed: int | None, inputs: Set[Path]
) -> dict[str, Any]:
    from ....agent.recipes import carried

    progress = Progress()
    try:
        desk.check_out(target, photo)
        if target.resolve() in inputs:
            raise WrongInput(texts.OVER_AN_INPUT.format(out=target))
        session = editor.new_session(photo)
        turn = session.apply(carried(plan, session.info.base.id), seed=seed, approval="never", on_event=progress)
        return {"photo": str(photo), **desk.result(turn, desk.save(session, turn, target))}
    except Exception as error:  # noqa: BLE001 – one bad photo must not stop the others; its row says what happened
        status, message = told(error)
        return {"photo": str(photo), "status": "error", "exit": int(status), "reply": bare(message), "output": None}
    finally:
        progress.clear()


def _tell(row: dict[str, Any]) -> None:
    where = f" → {row['output']}" if row["output"] else ""
    tell(f"{row['photo']}: {row['status']}{where}")
    if row["exit"] != Exit.DONE:
        tell(f"  {row['reply']}")
