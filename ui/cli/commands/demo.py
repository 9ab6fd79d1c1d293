"""`scenewright demo`: three turns on a real photo, told step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import texts
from .. import desk, options
from ..output import Progress
from ..signals import at_end

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn


@click.command(help=texts.COMMAND_HELP["demo"])
@click.argument("words", nargs=-1, metavar='["INSTRUCTION"…]')
@click.option("--photo", type=options.FILE, help="Another photo than the portrait (give instructions with it).")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def demo(words: tuple[str, ...], photo: Path | None, out: Path) -> int:
    from ...photo import fetch_free_photo

    if photo is not None and not words:
        raise click.UsageError("--photo needs instructions that fit the photo, one for each turn")
    said = words or texts.DEMO_TURNS
    chosen = photo or fetch_free_photo()
    out.mkdir(parents=True, exist_ok=True)
    with desk.open_editor() as editor:
        session = editor.new_session(chosen)
        at_end(session.cancel)
        click.echo(f"{chosen.name}, session {session.id}")
        turns = [_turn(session, number, text, out) for number, text in enumerate(said, 1)]
        _sheet(session, said, turns, out)
    return max(int(turn.exit) for turn in turns)


def _turn(session: Session, number: int, text: str, out: Path) -> Turn:
    """One turn, told: what was understood, planned, done and checked; its picture is kept."""
    if number == 1:
        session.save(out / "turn-0.png")
    turn = run_turn(session, number, text)
    session.save(out / f"turn-{number}.png")
    return turn


def run_turn(session: Session, number: int, text: str) -> Turn:
    """Say it and tell what comes of it; a question is answered with its first option."""
    from ....agent.turn.reply import describe
    from ...wording import describe_command, pending_lines, understood

    click.echo(f"\n── turn {number}: “{text}”")
    progress = Progress()
    turn = session.say(text, on_event=progress)
    if turn.status == "approve" or (turn.question is not None and turn.question.options):
        progress.clear()
        click.echo(f"  it asks:    {' / '.join(pending_lines(turn))} (the demo takes the first)")
        turn = desk.answer(session, "1", progress)
    progress.clear()
    steps = [describe_command(turn.plan.command)] if turn.plan.command else []
    steps += map(describe, turn.plan.ops)
    click.echo(f"  understood: {understood(turn.plan)}")
    for step in steps:
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


def _sheet(session: Session, said: Sequence[str], turns: Sequence[Turn], out: Path) -> None:
    """The photo and every turn's picture in one, with captions."""
    from ....scene.codec import save_photo
    from ...paint import contact_sheet

    cells = [(session.base, "the photo")]
    cells += [
        (turn.pixels, f"{number}. “{text}”\n{turn.reply}")
        for number, (text, turn) in enumerate(zip(said, turns, strict=True), 1)
    ]
    save_photo(contact_sheet(cells), out / "demo.png")
    click.echo(f"\npictures: {out}/turn-0.png … turn-{len(turns)}.png, all together in {out}/demo.png")
