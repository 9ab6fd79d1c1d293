"""`scenewright demo`: three turns on a real photo, told step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import texts
from .. import desk, options
from ..output import Progress

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn
    from ....scene.image import Pixels


@click.command(help=texts.COMMAND_HELP["demo"])
@click.argument("words", nargs=-1, metavar='["INSTRUCTION"…]')
@click.option("--photo", type=options.FILE, help="Another photo than the cup of coffee.")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def demo(words: tuple[str, ...], photo: Path | None, out: Path) -> int:
    from ...photo import fetch_free_photo

    chosen = photo or fetch_free_photo()
    out.mkdir(parents=True, exist_ok=True)
    with desk.open_editor() as editor:
        session = editor.new_session(chosen)
        click.echo(f"{chosen.name}, session {session.id}")
        cells = [(_keep(session, out / "turn-0.png"), "the photo")]
        status = 0
        for number, said in enumerate(words or texts.DEMO_TURNS, 1):
            turn = run_turn(session, number, said)
            cells.append((_keep(session, out / f"turn-{number}.png"), f"{number}. “{said}”\n{turn.reply}"))
            status = max(status, int(turn.exit))
        _sheet(cells, out / "demo.png")
    return status


def run_turn(session: Session, number: int, said: str) -> Turn:
    """One turn, told: what was understood, planned, done and checked."""
    from ....agent.reply import describe
    from ...wording import describe_command, pending_lines

    click.echo(f"\n── turn {number}: “{said}”")
    progress = Progress()
    turn = session.say(said, on_event=progress)
    while desk.pending(turn):
        progress.clear()
        click.echo(f"  it asks:    {' / '.join(pending_lines(turn))} (the demo takes the first)")
        turn = desk.answer(session, "1", progress)
    progress.clear()
    click.echo(f"  understood: {turn.plan.rationale}")
    command = [describe_command(turn.plan.command)] if turn.plan.command else []
    for step in [*command, *map(describe, turn.plan.ops)]:
        click.echo(f"  planned:    {step}")
    _tell_actions(turn)
    click.echo(f"  reply:      {turn.reply}")
    return turn


def _tell_actions(turn: Turn) -> None:
    from ...wording import check_lines, outcome

    for action in turn.actions:
        click.echo(f"  {'done:    ' if action.done else 'not done:'}   {outcome(action)}")
        for line in check_lines(action):
            click.echo(f"  checked:    {line}")


def _keep(session: Session, path: Path) -> Pixels:
    session.save(path)
    return session.pixels


def _sheet(cells: list[tuple[Pixels, str]], path: Path) -> None:
    from ....scene.codec import save_photo
    from ...paint import contact_sheet

    save_photo(contact_sheet(cells), path)
    click.echo(f"\npictures: {path.parent}/turn-0.png … turn-{len(cells) - 1}.png, all together in {path}")
