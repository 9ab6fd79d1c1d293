"""`scenewright session`: what is kept, and moving about in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, NotWhole
from ..output import interactive, note, print_json, tell
from .correcting import things
from .exchange import export, import_, replay
from .followed import map_

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn
    from ....agent.sessions.branches import Branch
    from ....agent.sessions.checkup import Checkup

COUNT = click.IntRange(min=1)


@click.group(help=texts.COMMAND_HELP["session"])
def session() -> None:
    pass


@session.command("list", help="The sessions there are, the one changed last first.")
@options.as_json
def list_(as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        infos, faults = editor.sessions(), list(editor.damaged_sessions().values())
    if as_json:
        print_json({"sessions": [info.model_dump(mode="json") for info in infos], "problems": faults})
    else:
        for info in infos:
            tell(f"{info.id}  {info.turns:>3} turns  {info.updated or info.created}  {info.name}")
    for fault in faults:
        note(fault)
    return Exit.INTERNAL if faults else Exit.DONE


@session.command(help="What was said and done in a session.")
@click.argument("id")
@options.out("Write the picture as it is now.")
@options.provenance
@options.as_json
def show(id: str, out: Path | None, as_json: bool) -> int:
    from ....agent.turn.reply import question_lines

    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        if out is not None:
            talk.save(desk.check_out(out, desk.photo_of(talk)), provenance=desk.telling(talk))
        turns, info = talk.turns, talk.info
    if as_json:
        print_json({"session": info.model_dump(mode="json"), "turns": [_turn_data(turn) for turn in turns]})
        return Exit.DONE
    tell(f"{info.id}  {info.name}  {info.base.width} × {info.base.height}")
    for turn in turns:
        tell(f"{turn.number}. {turn.text or '(command)'} – {turn.report.status}: {turn.report.reply}")
        for asked in turn.report.answered:
            question = " ".join(question_lines(asked.question, asked.options))
            tell(texts.ANSWERED.format(question=question, answer=asked.answer))
    return Exit.DONE


def _turn_data(turn: Any) -> dict[str, Any]:
    return {"number": turn.number, "text": turn.text, "created": turn.created, "report": turn.report.to_dict()}


@session.command(help="Take the last COUNT turns back.")
@click.argument("id")
@click.argument("count", type=COUNT, default=1)
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def undo(id: str, count: int, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.undo(count), out, as_json)


@session.command(help="Do the last COUNT undone turns again.")
@click.argument("id")
@click.argument("count", type=COUNT, default=1)
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def redo(id: str, count: int, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.redo(count), out, as_json)


@session.command(help="Take single turns out and keep what came after them; turns are counted from 1.")
@click.argument("id")
@click.argument("turns", type=COUNT, nargs=-1, required=True)
@click.option("--action", "actions", type=COUNT, multiple=True, help="Only this action of the one turn (from 1).")
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def drop(id: str, turns: tuple[int, ...], actions: tuple[int, ...], out: Path | None, as_json: bool) -> int:
    if actions and len(turns) != 1:
        raise click.UsageError("single actions are dropped of one turn")
    return _move(id, lambda talk: talk.drop(*turns, actions=actions), out, as_json)


@session.command(help="Have turns (3) or single actions of them (3.1) take each other's places, in this order.")
@click.argument("id")
@click.argument("turns", metavar="TURN[.ACTION]...", nargs=-1, required=True, callback=options.numbered)
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def reorder(id: str, turns: list[tuple[int, int | None]], out: Path | None, as_json: bool) -> int:
    numbers, actions = [turn for turn, _ in turns], [action for _, action in turns if action is not None]
    if len(turns) < 2 or len(actions) not in (0, len(turns)):
        raise click.UsageError("an order names two turns or more (2 1), or two single actions or more (1.2 1.1)")
    return _move(id, lambda talk: talk.reorder(*numbers, actions=actions), out, as_json)


@session.command(help="Do a turn's actions once more in their place, with another seed.")
@click.argument("id")
@click.argument("turn", type=COUNT)
@click.option("--action", "actions", type=COUNT, multiple=True, help="Only this action of the turn (from 1).")
@options.seed
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def rerun(id: str, turn: int, actions: tuple[int, ...], seed: int | None, out: Path | None, as_json: bool) -> int:
    return _move(id, lambda talk: talk.rerun(turn, seed, actions), out, as_json)


@session.command(help="List a session's versions, or begin a new one (as it is now, or as it was after a turn).")
@click.argument("id")
@click.argument("name", required=False)
@click.option("--at", type=click.IntRange(min=0), help="Begin as the picture was after this turn (0: the photo).")
@options.as_json
def branch(id: str, name: str | None, at: int | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        if name is not None:
            talk.branch(name, at)
        there = talk.branches
    return _list_branches(there, as_json)


@session.command(help="Work on another version.")
@click.argument("id")
@click.argument("name")
@options.as_json
def switch(id: str, name: str, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        talk.switch(name)
        there = talk.branches
    return _list_branches(there, as_json)


def _list_branches(there: tuple[Branch, ...], as_json: bool) -> int:
    if as_json:
        print_json({"branches": [one._asdict() for one in there]})
    for one in () if as_json else there:
        tell(f"{'*' if one.current else ' '} {one.name}")
    return Exit.DONE


@session.command(help="Take what another version has over into this one: single turns, or all that this one lacks.")
@click.argument("id")
@click.argument("name")
@click.option("--turn", "turns", type=COUNT, multiple=True, help="Only this turn (may be given again).")
@click.option("--action", "actions", type=COUNT, multiple=True, help="Only this action of the one turn (from 1).")
@options.out("Write the picture as it is then.")
@options.provenance
@options.as_json
def merge(id: str, name: str, turns: tuple[int, ...], actions: tuple[int, ...], out: Path | None, as_json: bool) -> int:
    if actions and len(turns) != 1:
        raise click.UsageError("single actions are taken over of one turn")
    return _move(id, lambda talk: talk.take(*turns, branch=name, actions=actions), out, as_json)


@session.command(help="How two versions differ: turns by number (0: the photo), branches by name.")
@click.argument("id")
@click.argument("one")
@click.argument("other")
@options.out("Write where they differ, white on black (a PNG).")
@options.as_json
def compare(id: str, one: str, other: str, out: Path | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        target = desk.check_out(out, desk.photo_of(talk)) if out else None
        found = talk.compare(one, other)
    if target is not None:
        import numpy as np

        from ....scene.codec import save_photo

        save_photo(np.dstack([found.map.astype(np.uint8) * 255] * 3), target)
    box = found.box.as_list() if found.box else None
    if as_json:
        print_json(
            {"share": found.share, "box": box, "largest": found.largest, "output": str(target) if target else None}
        )
        return Exit.DONE
    if box is None:
        tell(texts.NOTHING_DIFFERS)
        return Exit.DONE
    tell(f"{100 * found.share:.2f} % of the pixels differ, by at most {found.largest} of 255 levels, within {box}")
    return Exit.DONE


@session.command(help="What each action that stands changed, and that nothing changed outside it.")
@click.argument("id")
@options.as_json
def drift(id: str, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        found = editor.session(id).drift()
    if as_json:
        rows = [{**asdict(one), "box": one.box.as_list() if one.box else None} for one in found]
        print_json({"drift": rows})
        return Exit.DONE
    for one in found:
        tell(f"turn {one.turn}: {100 * one.share:.2f} % changed, at most {one.outside} levels outside its alphas")
    return Exit.DONE


@session.command(help=texts.VERIFY_HELP)
@click.argument("id")
@options.as_json
def verify(id: str, as_json: bool) -> int:
    from ....agent.errors import Damaged

    with desk.open_editor(quiet=as_json) as editor:
        try:
            found = editor.session(id).verify()
        except Damaged as error:  # of the session, or of the store, nothing can be read
            raise NotWhole(str(error)) from error
    if as_json:
        faults = [{"what": fault.what, "why": fault.why} for fault in found.faults]
        print_json({"session": id, "whole": found.whole, "faults": faults, "opens": found.opens, "lost": found.lost})
    else:
        _tell_checkup(id, found)
    return Exit.DONE if found.whole else Exit.NOT_DONE


def _tell_checkup(id: str, found: Checkup) -> None:
    for fault in found.faults:
        tell(texts.VERIFY_FAULT.format(fault=fault))
    tell(texts.VERIFY_OPENS.format(names=_listed(found.opens)))
    if found.lost:
        tell(texts.VERIFY_LOST.format(names=_listed(found.lost)))
    tell((texts.VERIFY_WHOLE if found.whole else texts.VERIFY_DAMAGED).format(id=id))
    turns = [name for name in found.opens if isinstance(name, int)]
    if found.lost and turns:
        note(texts.VERIFY_GO_ON.format(id=id, turn=turns[-1]))


def _listed(names: tuple[int | str, ...]) -> str:
    """Turns by number and versions by name; turns that follow each other as a range."""
    turns = [name for name in names if isinstance(name, int) and name]
    runs = [list(run) for _, run in groupby(turns, lambda turn: turn - turns.index(turn))]
    told = ["the photo"] if 0 in names else []
    told += [f"turn {run[0]}" if len(run) == 1 else f"turns {run[0]}–{run[-1]}" for run in runs]
    return ", ".join([*told, *(f"version {name}" for name in names if isinstance(name, str))]) or "nothing"


@session.command(help="Forget a session and all its turns.")
@click.argument("id")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(id: str, yes: bool) -> int:
    with desk.open_editor() as editor:
        name = "damaged" if id in editor.damaged_sessions() else editor.session(id).info.name
        if not yes and not (interactive() and click.confirm(texts.DELETE_SESSION.format(id=id, name=name))):
            tell(texts.DELETE_WITH_YES)
            return Exit.NEEDS_ANSWER
        editor.delete(id)
    return Exit.DONE


@session.command(help="Free the space of what no session refers to any more; safe beside other processes.")
@click.option("--dry-run", is_flag=True, help="Only say what would be freed.")
@options.as_json
def gc(dry_run: bool, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        freed = editor.collect(only_look=dry_run)
    if as_json:
        print_json({**freed._asdict(), "dry_run": dry_run})
        return Exit.DONE
    would = "would be " if dry_run else ""
    tell(f"{freed.files} files of {freed.bytes / 1e6:.1f} MB {would}freed")
    return Exit.DONE


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


session.add_command(export)
session.add_command(import_)
session.add_command(replay)
session.add_command(things)
session.add_command(map_)
