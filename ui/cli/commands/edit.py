"""`scenewright edit`: one instruction, one picture; or the next turn of a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ... import texts
from .. import options
from ..output import Progress, print_json

if TYPE_CHECKING:
    from ....agent.editor import Editor, Session, Turn

USAGE = 'PHOTO "INSTRUCTION" | --session ID ["INSTRUCTION" | --answer N|TEXT]'


class Wish(NamedTuple):
    """What is asked for: of a photo, or of a session; in words, or as an answer."""

    photo: Path | None
    session: str | None
    words: str | None
    answer: str | None


def read_wish(words: tuple[str, ...], session: str | None, answer: str | None) -> Wish:
    """Sort the arguments out; raises click.UsageError."""
    photo_words = 0 if session else 1
    said = words[photo_words:]
    if len(words) < photo_words or len(said) + (answer is not None) != 1 or (answer is not None and not session):
        raise click.UsageError(f"expected {USAGE}, but got {len(words)} argument(s): {' '.join(words) or 'none'}")
    photo = Path(words[0]) if photo_words else None
    return Wish(photo, session, said[0] if said else None, answer)


@click.command(help=texts.COMMAND_HELP["edit"], options_metavar="[OPTIONS]")
@click.argument("words", nargs=-1, metavar='PHOTO "INSTRUCTION"')
@options.out("The file to write (default: NAME-edited.png beside the photo).")
@click.option("--session", help="Go on with this session instead of a photo.")
@click.option("--answer", help="Answer what the session asked: an option's number, or words.")
@options.marks
@options.references
@options.seed
@options.approve
@options.as_json
def edit(
    words: tuple[str, ...],
    out: Path | None,
    session: str | None,
    answer: str | None,
    marks: tuple[str, ...],
    references: tuple[str, ...],
    seed: int,
    yes: bool,
    as_json: bool,
) -> int:
    wish = read_wish(words, session, answer)
    from .. import desk
    from ..marks import parse_marks, parse_references

    drawn, given = parse_marks(marks), parse_references(references)
    early = desk.check_out(out or desk.default_out(wish.photo), wish.photo) if wish.photo else None
    progress = Progress()
    with desk.open_editor() as editor:
        talk = start(editor, wish)
        target = early or desk.check_out(out or desk.default_out(desk.photo_of(talk)), desk.photo_of(talk))

        def say() -> Turn:
            if wish.answer is not None:
                return desk.answer(talk, wish.answer, progress)
            approval = "never" if yes else "auto"
            more = {"references": given, "seed": seed, "approval": approval, "on_event": progress}
            return talk.say(wish.words or "", drawn, **more)

        return _finish(talk, _run(talk, say, progress, ask=not as_json), target, as_json)


def start(editor: Editor, wish: Wish) -> Session:
    """The session asked for, or a new one."""
    if wish.photo is None:
        return editor.session(wish.session or "")
    return editor.new_session(wish.photo)


def _run(session: Session, say: Callable[[], Turn], progress: Progress, ask: bool) -> Turn:
    from .. import desk

    try:
        return desk.settle(session, say(), progress, ask)
    finally:
        progress.clear()


def _finish(session: Session, turn: Turn, target: Path, as_json: bool) -> int:
    from .. import desk

    written = desk.save(session, turn, target)
    if as_json:
        desk.hint_next(session, turn)
        print_json(desk.result(turn, written))
    else:
        desk.tell(session, turn, written)
    return int(turn.exit)
