"""What the page's events do: they hand words to the session and show what comes back. No state is kept here."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from .. import texts
from ..faults import foreseen
from ..photo import free_photo
from ..respond import respond
from .screen import Parts
from .stream import Happened, streamed

if TYPE_CHECKING:
    from ...agent.editor import Editor, Event, Session, Turn

Frame = dict[Any, Any]
Report = Callable[["Event"], None]


class Handlers:
    """The events of one page. Every one gets the visitor's session id and finds all else in the store."""

    def __init__(self, editor: Editor, parts: Parts) -> None:
        self.editor, self.parts = editor, parts

    def open(self, file: str | None) -> Frame:
        """A new session with an uploaded photo."""
        with told():
            if not file:
                raise gr.Error(texts.PAGE_NO_PHOTO, print_exception=False)
            return self._settled(self.editor.new_session(Path(file), name=Path(file).name))

    def example(self) -> Frame:
        """A new session with the free photo."""
        photo = free_photo()
        return self.open(str(photo) if photo else None)

    def say(self, id: str, words: str) -> Iterator[Frame]:
        """An instruction; or the answer, while something is asked."""
        with told():
            session = self._session(id)
            if not words.strip():
                raise gr.Error(texts.PAGE_NO_WORDS, print_exception=False)
            yield from self._run(session, words, lambda report: respond(session, words, report))

    def answer(self, id: str, words: str) -> Iterator[Frame]:
        """An option's number, or words, for what is pending."""
        with told():
            if self._session(id).pending is None:
                raise gr.Error(texts.PAGE_NOTHING_ASKED, print_exception=False)
        yield from self.say(id, words)

    def approve(self, id: str) -> Iterator[Frame]:
        yield from self._approved(id, True)

    def skip(self, id: str) -> Iterator[Frame]:
        yield from self._approved(id, False)

    def undo(self, id: str) -> Frame:
        return self._moved(id, lambda session: session.undo())

    def redo(self, id: str) -> Frame:
        return self._moved(id, lambda session: session.redo())

    def stop(self, id: str) -> None:
        """Ask the turn in flight to end after the step in hand."""
        with told():
            self._session(id).cancel()
            gr.Info(texts.PAGE_STOPPED)

    def _approved(self, id: str, yes: bool) -> Iterator[Frame]:
        words = texts.APPROVE if yes else texts.SKIP
        with told():
            session = self._session(id)
            yield from self._run(session, words, lambda report: session.approve(yes, on_event=report))

    def _moved(self, id: str, move: Callable[[Session], Turn]) -> Frame:
        with told():
            session = self._session(id)
            move(session)
            return self._settled(session)

    def _run(self, session: Session, words: str, call: Callable[[Report], Turn]) -> Iterator[Frame]:
        steps: list[str] = []
        yield self.parts.working(session, _name(session), words, steps)
        for item in streamed(call, session.cancel):
            if isinstance(item, Happened):
                steps.append(item.event.text)
                yield self.parts.working(session, _name(session), words, steps)
        yield self._settled(session)

    def _session(self, id: str) -> Session:
        if not id:
            raise gr.Error(texts.PAGE_NO_PHOTO, print_exception=False)
        return self.editor.session(id)

    def _settled(self, session: Session) -> Frame:
        return self.parts.settled(session, _name(session))


def _name(session: Session) -> str:
    return Path(session.info.name).name


@contextmanager
def told() -> Iterator[None]:
    """Errors as messages on the page; one that nobody foresaw is told to the terminal that serves it."""
    try:
        yield
    except gr.Error:
        raise
    except Exception as error:
        if foreseen(error) is not None:
            raise gr.Error(str(error), print_exception=False) from error
        traceback.print_exception(error, file=sys.stderr)
        message = texts.PAGE_INTERNAL.format(kind=type(error).__name__)
        raise gr.Error(message, print_exception=False) from error
