"""`scenewright chat`: the conversation in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import texts
from ...respond import respond
from .. import desk, options
from ..errors import Exit, told
from ..output import Progress, note, tell

if TYPE_CHECKING:
    from ....agent.editor import Editor, Session

LEAVE = ("quit", "exit", "bye", ":q")


@click.command(help=texts.COMMAND_HELP["chat"])
@click.argument("photo", type=options.FILE, required=False)
@click.option("--session", "session_id", help="Go on with this session instead of a photo.")
@options.out("Where the picture is kept up to date (default: NAME-edited.png beside the photo).")
@options.provenance
@options.model
def chat(photo: Path | None, session_id: str | None, out: Path | None) -> int:
    if (photo is None) == (session_id is None):
        raise click.UsageError("expected PHOTO or --session ID, and not both")
    from .edit import Wish, start

    early = desk.check_out(out or desk.default_out(desk.check_photo(photo)), photo) if photo else None
    with desk.open_editor() as editor:
        session = start(editor, Wish(photo, session_id, None, None))
        source = desk.photo_of(session)
        target = early or desk.check_out(out or desk.default_out(source), source)
        note(texts.CHAT_WELCOME.format(name=source.name, out=target))
        for line in _lines():
            _turn(editor, session, line, target, source)
        note(texts.CHAT_SESSION.format(session=session.id))
    return Exit.DONE


def _lines() -> Iterator[str]:
    """What the person types, until they leave or the input ends."""
    while True:
        try:
            line = click.prompt(texts.CHAT_PROMPT, prompt_suffix="> ", err=True, default="", show_default=False)
        except click.Abort:
            return
        if line.strip().lower() in LEAVE:
            return
        if line.strip():
            yield line.strip()


def _turn(editor: Editor, session: Session, line: str, out: Path, source: Path) -> None:
    """One turn; an error is told and the conversation goes on."""
    progress = Progress()
    try:
        if line.lower().startswith("save "):
            return _save_copy(session, Path(line[5:].strip()).expanduser(), source)
        turn = desk.consenting(editor, lambda: respond(session, line, progress))
        progress.clear()
        desk.tell(turn, desk.save(session, turn, out))
        desk.hint_at_map(session, turn)
    except Exception as error:  # noqa: BLE001 – whatever one turn met, the conversation goes on
        progress.clear()
        note(told(error)[1])


def _save_copy(session: Session, path: Path, source: Path) -> None:
    session.save(desk.check_out(path, source), provenance=desk.telling(session))
    tell(texts.SAVED.format(path=path))
