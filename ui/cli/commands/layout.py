"""`scenewright layout`: a layout and words in, the changed layout and its picture out (ClickDiffusion's flow)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ....scene.files import write_whole
from ....scene.layouts import to_layout
from ... import texts
from .. import desk, options
from ..errors import Exit
from ..marks import parse_marks
from ..output import Progress, print_json, tell
from .exchange import size_of
from .plan import STATUS_EXIT

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn
    from ....agent.exchange.drawn_layouts import Relaid

FORMAT = "scenewright.layout/1"


@click.command(help=f"{texts.COMMAND_HELP['layout']}\n\n{texts.LAYOUT_HELP}")
@click.argument("file", type=options.FILE)
@click.argument("words", required=False)
@click.option("--on", "plate", default="white", metavar="PLATE", help="A colour or a picture to draw it on.")
@click.option("--size", metavar="WxH", help="Of a plate of one colour.")
@click.option("--layout", "into", type=options.FILE, help="Write the changed layout to this file (JSON).")
@options.out("The picture to write; without it nothing is drawn.")
@options.marks
@options.seed
@options.provenance
@options.model
@options.as_json
def layout(
    file: Path,
    words: str | None,
    plate: str,
    size: str | None,
    into: Path | None,
    out: Path | None,
    marks: tuple[str, ...],
    seed: int | None,
    as_json: bool,
) -> int:
    drawn, wide = parse_marks(marks), size_of(size)
    target = desk.check_out(out, _picture(plate)) if out else None
    turn: Turn | None = None
    written: Path | None = None
    with desk.open_editor(quiet=as_json) as editor:
        changed = desk.consenting(editor, lambda: editor.relaid(file, words or "", drawn, plate, wide))
        if changed.read and target is not None:
            session = editor.new_on_plate(changed.scene, plate, wide, name=file.name)
            turn = _draw(session, changed, seed)
            written = desk.save(session, turn, target)
    data = to_layout(changed.scene).to_dict()
    if into is not None and changed.read:
        write_whole(into, (json.dumps(data, indent=2) + "\n").encode())
    return _told(changed, data, turn, written, as_json)


def _picture(plate: str) -> Path | None:
    return Path(plate) if Path(plate).suffix else None


def _draw(session: Session, changed: Relaid, seed: int | None) -> Turn:
    """The layout drawn, and then what else the words said done to the picture."""
    from ....scene.plan import EditPlan

    progress = Progress()
    try:
        turn = session.draw(seed, progress)
        if changed.left and turn.exit == Exit.DONE:
            turn = session.apply(EditPlan.ready(*changed.left), seed=seed, approval="never", on_event=progress)
        return turn
    finally:
        progress.clear()


def _told(changed: Relaid, data: dict[str, Any], turn: Turn | None, written: Path | None, as_json: bool) -> int:
    """What came of it, on standard output; the exit status."""
    plan = changed.plan.to_dict() if changed.plan is not None else None
    if as_json:
        report, output = turn.report.to_dict() if turn is not None else None, str(written) if written else None
        print_json({"format": FORMAT, "layout": data, "plan": plan, "turn": report, "output": output})
    else:
        _tell(changed, data)
    if turn is not None:
        if not as_json:
            desk.tell(turn, written)
        return int(turn.exit)
    status = changed.plan.status if changed.plan is not None else "ready"
    return int(STATUS_EXIT.get(status, Exit.DONE))


def _tell(changed: Relaid, data: dict[str, Any]) -> None:
    from ...wording import plan_lines

    for line in plan_lines(changed.plan) if changed.plan is not None else []:
        tell(line)
    if data["prompt"]:
        tell(texts.LAYOUT_PROMPT.format(prompt=data["prompt"]))
    for thing in data["boxes"]:
        sides = ", ".join(f"{thing['box'][side]:.2f}" for side in ("x", "y", "width", "height"))
        tell(f"  {thing['name']:<20} {sides}")
