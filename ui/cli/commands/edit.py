"""`scenewright edit`: one instruction, one picture; or the next turn of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ... import texts
from .. import desk, options
from ..marks import parse_marks, parse_references
from ..output import Progress, print_json
from ..signals import at_end

if TYPE_CHECKING:
    from ....agent.editor import Editor, Session, Turn
    from ....scene.instruction import Mark

SOON = ("detector", "segmenter")
"""Nearly every edit of a photo that nobody has seen needs them."""
USAGE = 'PHOTO "INSTRUCTION" | --session ID ["INSTRUCTION" | --answer N|TEXT]'


class Wish(NamedTuple):
    """What is asked for: of a photo, or of a session; in words, or as an answer."""

    photo: Path | None
    session: str | None
    words: str | None
    answer: str | None


class Terms(NamedTuple):
    """What goes with the words."""

    marks: dict[str, Mark]
    references: dict[str, str]
    seed: int | None
    yes: bool


def read_wish(words: tuple[str, ...], session: str | None, answer: str | None) -> Wish:
    """Sort the arguments out; raises click.UsageError."""
    photo_words = 0 if session else 1
    said = words[photo_words:]
    if len(words) < photo_words or len(said) + (answer is not None) != 1 or (answer is not None and not session):
        raise click.UsageError(f"expected {USAGE}, but got {len(words)} argument(s): {' '.join(words) or 'none'}")
    photo = Path(words[0]) if photo_words else None
    return Wish(photo, session, said[0] if said else None, answer)


@click.command(help=texts.COMMAND_HELP["edit"])
@click.argument("words", nargs=-1, metavar=USAGE)
@options.out("The file to write (default: NAME-edited.png beside the photo).")
@click.option("--session", help="Go on with this session instead of a photo.")
@click.option("--answer", help="Answer what the session asked: an option's number, or words.")
@options.marks
@options.references
@options.seed
@options.approve
@options.provenance
@options.model
@options.as_json
def edit(
    words: tuple[str, ...],
    out: Path | None,
    session: str | None,
    answer: str | None,
    marks: tuple[str, ...],
    references: tuple[str, ...],
    seed: int | None,
    yes: bool,
    as_json: bool,
) -> int:
    wish = read_wish(words, session, answer)
    terms = Terms(parse_marks(marks), parse_references(references), seed, yes)
    photo = desk.check_photo(wish.photo) if wish.photo is not None else None
    early = desk.check_out(out or desk.default_out(photo), photo) if photo else None
    with desk.open_editor(quiet=as_json, soon=SOON if wish.photo else ()) as editor:
        talk = start(editor, wish)
        target = early or desk.check_out(out or desk.default_out(desk.photo_of(talk)), desk.photo_of(talk))
        turn = desk.consenting(editor, lambda: take(talk, wish, terms, ask=not as_json))
        written = desk.save(talk, turn, target)
    if as_json:
        print_json(desk.result(turn, written))
    else:
        desk.tell(turn, written)
    desk.hint(talk, turn)
    return int(turn.exit)


def start(editor: Editor, wish: Wish) -> Session:
    """The session asked for, or a new one; a signal stops the turn that runs in it."""
    session = editor.new_session(wish.photo) if wish.photo is not None else editor.session(wish.session or "")
    at_end(session.cancel)
    if wish.photo is not None:
        desk.tell_notes(session)
    return session


def take(session: Session, wish: Wish, terms: Terms, ask: bool) -> Turn:
    """Say or answer it, and (`ask`, on a terminal) go on until nothing more is asked."""
    progress = Progress()
    try:
        if wish.answer is not None:
            return desk.settle(session, desk.answer(session, wish.answer, progress), progress, ask)
        turn = session.say(
            wish.words or "",
            terms.marks,
            references=terms.references,
            seed=terms.seed,
            approval="never" if terms.yes else None,
            on_event=progress,
        )
        return desk.settle(session, turn, progress, ask)
    finally:
        progress.clear()
