"""`scenewright session things`: what is known of a session's picture, and putting it right"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput
from ..output import print_json, tell

if TYPE_CHECKING:
    from ....agent.editor import Session, Turn

Go = Callable[["Session"], "Turn"]


@click.command(help=texts.THINGS_HELP)
@click.argument("id")
@click.option("--name", metavar="THING=NAME", help="Say what a thing is.")
@click.option("--merge", metavar="THING,THING…", help="Several things are one, the first.")
@click.option("--none", "absent", metavar="THING,…", help="There are no such things.")
@options.as_json
def things(id: str, name: str | None, merge: str | None, absent: str | None, as_json: bool) -> int:
    go = _meant(name, merge, absent)
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        turn = go(talk) if go is not None else None
        scene = talk.scene
    if as_json:
        print_json(turn.report.to_dict() if turn is not None else scene.model_dump(mode="json"))
        return int(turn.exit) if turn is not None else Exit.DONE
    if turn is not None:
        desk.tell(turn, None)
        return int(turn.exit)
    from ...wording import scene_lines

    for line in scene_lines(scene):
        tell(line)
    return Exit.DONE


def _meant(name: str | None, merge: str | None, absent: str | None) -> Go | None:
    """The correction; None where only the list is wanted."""
    given = [one for one in (name, merge, absent) if one is not None]
    if len(given) > 1:
        raise WrongInput("one correction at a time: --name, --merge or --none")
    if name is not None:
        thing, label = _named(name)
        return lambda session: session.rename(thing, label)
    if merge is not None:
        return lambda session: session.merge(*_ids(merge))
    return (lambda session: session.dismiss(*_ids(absent or ""))) if absent is not None else None


def _named(text: str) -> tuple[str, str]:
    thing, _, label = text.partition("=")
    if not thing.strip() or not label.strip():
        raise WrongInput(f"--name is written THING=NAME (dog-1=cat), but got {text!r}")
    return thing.strip(), label.strip()


def _ids(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]
