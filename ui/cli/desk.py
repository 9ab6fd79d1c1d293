"""What every command needs: the editor for as long as it runs, a turn with its questions, a file for the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .. import texts
from ..respond import respond, yes_or_no
from . import output
from .errors import NeedsAnswer, WrongInput
from .options import MODEL, PROVENANCE
from .output import Progress, choose, interactive, note, quiet_stdout

if TYPE_CHECKING:
    from ...agent.editor import Editor, Session, Turn
    from ...agent.setup.settings import ProvenanceSettings, Settings
    from ...tools.toolbox import Toolbox

T = TypeVar("T")


@contextmanager
def open_editor(quiet: bool = False, soon: tuple[str, ...] = ()) -> Iterator[Editor]:
    """The editor of this machine's settings, or the one that the caller of the command line brought (`obj`).

    `quiet`: until it is closed nothing that libraries print gets to standard output. `soon`: ports whose back-ends
    begin to load at once, beside the import of the editor.
    """
    with quiet_stdout() if quiet else nullcontext():
        brought = click.get_current_context().obj
        if brought is not None:
            yield brought
            return
        from ...agent.setup.settings import Settings
        from ...agent.setup.tooling import open_toolbox

        settings = with_model(Settings.load())
        with closing(open_toolbox(settings)) as tools, _warming(tools, soon):
            from ...agent.editor import Editor

            with Editor.open(settings, toolbox=tools) as editor:
                yield editor


def with_model(settings: Settings) -> Settings:
    """The settings with what the command line says of a language model."""
    given = {name: value for name, value in click.get_current_context().meta.get(MODEL, {}).items() if name != "agree"}
    if not given:
        return settings
    if "model" not in given and settings.model.name is None:
        raise click.UsageError(texts.MODEL_OPTION_ALONE.format(option=f"--{next(iter(given)).replace('_', '-')}"))
    from pydantic import ValidationError

    names = {"model": "name", "send_picture": "picture"}
    said = {names.get(name, name): value for name, value in given.items()}
    try:
        chosen = type(settings.model).model_validate({**settings.model.model_dump(), **said})
    except ValidationError as error:
        fault = error.errors()[0]
        raise WrongInput(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    return settings.model_copy(update={"model": chosen})


def consenting(editor: Editor, act: Callable[[], T]) -> T:
    """What `act` gives; where words would leave this machine for the first time, the person is asked before."""
    from ...agent.interpreter.llm.trouble import NotAgreed

    try:
        return act()
    except NotAgreed:
        agree(editor)
    return act()


def agree(editor: Editor) -> None:
    """Have the person agree to what would leave the machine; raises NeedsAnswer where nobody does."""
    if editor.agreed:
        return
    outgoing = editor.outgoing
    if click.get_current_context().meta.get(MODEL, {}).get("agree"):
        note(texts.AGREED.format(outgoing=outgoing))
    else:
        if not interactive():
            raise NeedsAnswer(texts.HOW_TO_AGREE.format(outgoing=outgoing))
        note(f"{outgoing}.")
        if not click.confirm(texts.AGREE_QUESTION, default=False, err=True):
            raise NeedsAnswer(texts.HOW_TO_AGREE.format(outgoing=outgoing))
    editor.agree()


@contextmanager
def _warming(tools: Toolbox, ports: tuple[str, ...]) -> Iterator[None]:
    if not ports:
        yield
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(tools.warm, *ports)
        yield


def settle(session: Session, turn: Turn, progress: Progress, ask: bool) -> Turn:
    """Ask on the terminal until the turn needs nothing more; without a terminal (or `ask`) it stays as it is."""
    from ..wording import pending_lines

    while pending(turn) and ask and interactive():
        progress.clear()
        turn = answer(session, choose(pending_lines(turn)), progress)
    progress.clear()
    return turn


def pending(turn: Turn) -> bool:
    """Whether it waits for an answer or a yes."""
    return turn.status in ("ask", "approve")


def answer(session: Session, words: str, progress: Progress) -> Turn:
    """Give `words` (or an option's number) to what is pending; raises WrongInput where they answer nothing."""
    from ...scene.plan import EditPlan

    if session.pending is None:
        raise WrongInput(f"session {session.id} waits for no answer; say what you want done instead")
    if not words.strip():
        raise WrongInput(texts.EMPTY_ANSWER.format(words=words))
    if isinstance(session.pending, EditPlan) and yes_or_no(words) is None:
        raise WrongInput(texts.YES_OR_NO.format(words=words))
    return respond(session, words, progress)


def default_out(photo: Path) -> Path:
    """`NAME-edited.png` beside the photo."""
    return photo.parent / f"{photo.stem}-edited.png"


def photo_of(session: Session) -> Path:
    """The file that a session began with; one in the working folder for a session that began without a file."""
    return Path(session.info.source.get("path") or session.info.name)


def check_photo(photo: Path) -> Path:
    """The photo, refused before any other word when there is no such file; what it holds is seen when it is opened."""
    try:
        there = photo.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        raise WrongInput(texts.NO_PHOTO.format(photo=str(photo)[:200]))
    return photo


def check_out(out: Path, photo: Path | None) -> Path:
    """The file to write, refused before any work when it is the input or cannot be written."""
    from ...scene.formats import WRITTEN

    try:
        if photo is not None and (out.resolve() == photo.resolve() or (out.exists() and _same(out, photo))):
            raise WrongInput(f"the input is never overwritten: -o must be another file than {photo}")
        if not out.resolve().parent.is_dir():
            raise WrongInput(f"-o needs a folder that is there, but {out.resolve().parent} is none")
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise WrongInput(f"no file can be called {str(out)[:80]!r} ({reason}); give another name with -o") from error
    if out.suffix.lower() not in WRITTEN:
        raise WrongInput(
            f"a picture is saved as one of {', '.join(WRITTEN)}, but -o ends in {out.suffix or out.name!r}"
        )
    return out


def _same(out: Path, photo: Path) -> bool:
    return photo.exists() and out.samefile(photo)


def save(session: Session, turn: Turn, out: Path) -> Path | None:
    """Write the picture when the turn changed it, and say what re-encoding changed; the file, or None."""
    from ...scene.codec import CannotSave

    if not changed(turn):
        return None
    try:
        saved = session.save(out, provenance=telling(session))
    except CannotSave as error:
        raise WrongInput(texts.KEPT_ANYWAY.format(error=error, session=session.id)) from error
    for line in saved.notes:
        note(line)
    return out


def telling(session: Session) -> ProvenanceSettings | None:
    """What the command line wants a saved file to say of how it was made; None for what the settings say."""
    return telling_by(session.editor.settings) if session.editor is not None else None


def telling_by(settings: Settings) -> ProvenanceSettings | None:
    """The same, for files that sessions yet to be begun are saved as."""
    wanted = click.get_current_context().meta.get(PROVENANCE)
    return settings.provenance.model_copy(update=wanted) if wanted is not None else None


MOVES = ("undo", "redo", "drop", "reorder", "rerun", "take", "reset", "branch", "switch")
"""Commands that change what is shown."""


def changed(turn: Turn) -> bool:
    """Whether the picture may be another one than before."""
    order = turn.plan.command if turn.status == "command" else None
    moved = order is not None and order.name in MOVES
    return moved or turn.status == "done" or any(action.done for action in turn.actions)


def result(turn: Turn, out: Path | None) -> dict[str, Any]:
    """The turn's report in its public form, with the file that was written."""
    return {**turn.report.to_dict(), "output": str(out) if out else None}


def tell(turn: Turn, out: Path | None) -> None:
    """The turn for people, on standard output."""
    from ..wording import pending_lines, report_lines

    for line in pending_lines(turn) if pending(turn) else [turn.reply, *report_lines(turn.report)]:
        output.tell(line)
    if out is not None:
        output.tell(texts.SAVED.format(path=out))


def hint(session: Session, turn: Turn) -> None:
    """On standard error: the command that answers, or that goes on."""
    hint_at_map(session, turn)
    if not pending(turn):
        return note(texts.GO_ON_HINT.format(session=session.id))
    options = turn.question.options if turn.question else ()
    numbers = "|".join(str(number) for number in range(1, len(options) + 1)) or '"…"'
    choices = "yes|no" if turn.status == "approve" else numbers
    note(texts.ANSWER_HINT.format(session=session.id, choices=choices))


def hint_at_map(session: Session, turn: Turn) -> None:
    """On standard error, where several instructions were drawn at once: the command that shows which was followed."""
    if any(action.done and action.won for action in turn.actions):
        note(texts.MAP_HINT.format(session=session.id, turn=turn.number))


def tell_notes(session: Session) -> None:
    """On standard error: what opening the photo converted."""
    for line in session.notes:
        note(f"{session.info.name}: {line}")
