"""`scenewright session`: what is kept, and moving about in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import desk, options
from ..errors import Exit
from ..output import print_json, tell

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn

COUNT = click.IntRange(min=1)


@click.group(help=texts.COMMAND_HELP["session"])
def session() -> None:
    pass


@session.command("list", help="The sessions there are, the one changed last first.")
@options.as_json
def list_(as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        infos = editor.sessions()
    if as_json:
        print_json({"sessions": [info.model_dump(mode="json") for info in infos]})
        return Exit.DONE
    for info in infos:
        tell(f"{info.id}  {info.turns:>3} turns  {info.updated or info.created}  {info.name}")
    return Exit.DONE


@session.command(help="What was said and done in a session.")
@click.argument("id")
@options.out("Write the picture as it is now.")
@options.as_json
def show(id: str, out: Path | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        if out is not None:
            talk.save(desk.check_out(out, desk.photo_of(talk)))
        turns, info = talk.turns, talk.info
    if as_json:
        print_json({"session": info.model_dump(mode="json"), "turns": [_turn_data(turn) for turn in turns]})
        return Exit.DONE
    tell(f"{info.id}  {info.name}  {info.base.width} × {info.base.height}")
    for turn in turns:
        tell(f"{turn.number}. {turn.text or '(command)'} – {turn.report.status}: {turn.report.reply}")
    return Exit.DONE


def _turn_data(turn: Any) -> dict[str, Any]:
    return {"number": turn.number, "text": turn.text, "created": turn.created, "report": turn.report.to_dict()}


@session.command(help="Take the last COUNT turns back.")
@click.argument("id")
@click.argument("count", type=COUNT, default=1)
@options.out("Write the picture as it is then.")
@options.as_json
def undo(id: str, count: int, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.undo(count), out, as_json)


@session.command(help="Do the last COUNT undone turns again.")
@click.argument("id")
@click.argument("count", type=COUNT, default=1)
@options.out("Write the picture as it is then.")
@options.as_json
def redo(id: str, count: int, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.redo(count), out, as_json)


@session.command(help="Take single turns out and keep what came after them; turns are counted from 1.")
@click.argument("id")
@click.argument("turns", type=COUNT, nargs=-1, required=True)
@options.out("Write the picture as it is then.")
@options.as_json
def drop(id: str, turns: tuple[int, ...], out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.drop(*turns), out, as_json)


@session.command(help="Have turns happen in another order: the turns named take each other's places.")
@click.argument("id")
@click.argument("turns", type=COUNT, nargs=-1, required=True)
@options.out("Write the picture as it is then.")
@options.as_json
def reorder(id: str, turns: tuple[int, ...], out: Path | None, as_json: bool) -> int:
    if len(turns) < 2:
        raise click.UsageError("an order names two turns or more")
    return _move(id, lambda talk: talk.reorder(*turns), out, as_json)


@session.command(help="Do a turn's actions once more in their place, with another seed.")
@click.argument("id")
@click.argument("turn", type=COUNT)
@options.seed
@options.out("Write the picture as it is then.")
@options.as_json
def rerun(id: str, turn: int, seed: int | None, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.rerun(turn, seed), out, as_json)


def _move(id: str, go: Callable[[Session], Turn], out: Path | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        target = desk.check_out(out, desk.photo_of(talk)) if out else None
        turn = go(talk)
        written = desk.save(talk, turn, target) if target else None
    if as_json:
        print_json(desk.result(turn, written))
    else:
        desk.tell(turn, written)
    return int(turn.exit)
