"""Events that open photos: uploads, the free photo, coming back; and looking at what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from .. import samples
from ..photo import free_photo
from . import texts
from .desk import Desk, sorry, told
from .drawn import marks_of
from .layout import HIDDEN
from .screen import Frame
from .tree import NOTHING, tree
from .turns import Turns

if TYPE_CHECKING:
    from ...agent.editor import Session


class Opening:
    """`known` are the browser's tickets, `photos` the list that it chooses from."""

    def __init__(self, desk: Desk, turns: Turns, known: gr.JSON, photos: gr.Dropdown) -> None:
        self.desk, self.turns, self.known, self.photos = desk, turns, known, photos

    def open(self, file: str | None, known: Any = None, before: str = "") -> Frame:
        """A new session with an uploaded photo, or with a layout (.json) that is drawn at once; it goes on with the
        tools that were chosen for the one `before`."""
        with told():
            if not file:
                raise sorry(texts.NO_PHOTO)
            layout = Path(file).suffix.lower() == ".json"
            begin = self.desk.editor.new_on_plate if layout else self.desk.editor.new_session
            session = begin(Path(file), name=Path(file).name)
            self.desk.inherit(session.id, before)
            session = self.desk.session(session.id)
            if layout and session.undrawn:  # what is in a photo is looked for later
                session.draw()
            return self._begun(session, known)

    def example(self, known: Any = None, before: str = "") -> Frame:
        """A new session with the free photo."""
        photo = free_photo()
        return self.open(str(photo) if photo else None, known, before)

    def free_photo(self, name: str, known: Any = None, before: str = "") -> Frame:
        """A new session with one of the free photos that are on this machine."""
        with told():
            chosen = samples.sample(str(name))
            if chosen is None:
                names = ", ".join(one.name for one in samples.samples()) or texts.NONE
                raise sorry(texts.NO_SAMPLE.format(name=name, names=names))
        return self.open(str(chosen.path), known, before)

    def tree(self, id: str) -> Any:
        """What is known to be in the picture, as a tree."""
        with told():
            return gr.update(content=tree(self.desk.session(id).scene) if id else NOTHING)

    def reopen(self, known: Any = None) -> Iterator[Frame]:
        """The photo that this browser worked on last, with the turn that is in flight; nothing where there is none."""
        choices = self.desk.visitors.choices(known)
        if choices:
            yield from self.choose(choices[0][1], known)

    def choose(self, ticket: str, known: Any = None) -> Iterator[Frame]:
        """Another photo of this browser, by its ticket."""
        with told():
            id = self.desk.visitors.session(ticket)
            if id is None:
                raise sorry(texts.NOT_YOURS)
            yield self._begun(self.desk.session(id), known)
            yield from self.turns.watch(id)

    def listed(self, known: Any, id: str = "") -> Any:
        """The photos to choose from, and which of them is shown."""
        tickets = self.desk.visitors.with_newest(known, id) if id else known
        choices, shown = self.desk.visitors.choices(tickets), {"value": tickets[0]} if id else {}
        return gr.update(choices=choices, visible=True if len(choices) > 1 else HIDDEN, **shown)

    def look(self, id: str) -> Iterator[Frame]:
        """What can be pointed at: first where things are, then their outlines."""
        if not id:
            return
        with told():
            session = self.desk.session(id)
            yield self.desk.screen.looked(session.inquiry.seen())
            if self.desk.editor_of(id).toolbox.spec("segmenter") is not None:
                yield self.desk.screen.looked(session.inquiry.outlined())

    def mark(self, id: str, drawn: Any) -> Frame:
        """What the marks that were drawn mean: the outline and the name of each."""
        with told():
            session = self.desk.session(id)
            asked = {name: mark for name, mark in marks_of(drawn).items() if {"box", "point", "mask"} & set(mark)}
            return self.desk.screen.marked({name: session.inquiry.pointed(mark) for name, mark in asked.items()})

    def _begun(self, session: Session, known: Any = None) -> Frame:
        tickets = self.desk.visitors.with_newest(known, session.id)
        return {
            **self.desk.screen.opened(session),
            self.known: tickets,
            self.photos: self.listed(tickets, session.id),
        }
