"""One frame of the page: the value of every part, made from the session alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import gradio as gr

from ...scene.plan import EditPlan, Question
from .cards import plan_card, question_card, unfinished_card
from .chat import Message, message, messages, unfinished
from .history import strip
from .offers import offer, offered
from .outlines import meant, planned, things
from .pictures import THUMBNAIL
from .progress import latest, progress_card, steps
from .revising import Revisions
from .tree import tree

if TYPE_CHECKING:
    from ...agent.editor import Event, Session
    from ...agent.turn.outlook import Pointed
    from ...scene.objects import Scene
    from ...scene.view import View
    from .pictures import Pictures
    from .unfinished import Left

OPTION = 200
"""Pixels of an option's thumbnail."""
WATCHED = 1024
"""Pixels of the longer side of a picture that is shown while a turn still runs: it is soon followed by another."""

Frame = dict[Any, Any]
UNMARKED: dict[str, Any] = {"marks": {}}


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events write to."""

    session: gr.State
    chat: gr.Chatbot
    card: gr.HTML
    picture: gr.HTML
    history: gr.HTML
    words: gr.Textbox
    tree: gr.HTML

    @property
    def outputs(self) -> list[Any]:
        """Everything, in the order that API clients get it (a state is not among it)."""
        return [self.session, self.chat, self.card, self.picture, self.history, self.words, self.tree]


class Screen:
    """Makes frames."""

    def __init__(self, parts: Parts, pictures: Pictures) -> None:
        self.parts, self.pictures, self.revisions = parts, pictures, Revisions()

    def settled(
        self, session: Session, left: Left | None = None, spent: Mapping[str, Any] = MappingProxyType({})
    ) -> Frame:
        """The page when nothing is running; `left` is what the program did not end when it ran before, `spent` what of
        the drawn a turn took: all else that is drawn stays."""
        frame = self._standing(session)
        if left is None:
            frame[self.parts.picture] |= sent(spent={**spent, "token": secrets.token_hex(4)})
        else:
            frame |= self._told_of(session, left, frame)
        scene = session.inquiry.seen()
        frame[self.parts.picture] |= sent(things=things(scene))
        return {**frame, self.parts.tree: gr.update(content=tree(scene))}

    def opened(self, session: Session) -> Frame:
        """A photo with nothing drawn on it, before anybody looked at what is in it."""
        frame = self._standing(session)
        frame[self.parts.picture] |= {"value": UNMARKED}
        return frame

    def _standing(self, session: Session) -> Frame:
        plan, card = self._waiting(session)
        return {
            self.parts.session: session.id,
            self.parts.chat: messages(session, self.pictures),
            # What is being changed on it meanwhile stays: the event for that comes later.
            self.parts.card: gr.update(content=card),
            self.parts.picture: gr.update(**sent(picture=self.picture(session), plan=plan, marked={}, things=[])),
            self.parts.history: gr.update(content=strip(session, self.pictures), value=None),
        }

    def _told_of(self, session: Session, left: Left, frame: Frame) -> Frame:
        """What was not finished, and the way to say it again: with what was drawn beside it."""
        told = [*frame[self.parts.chat], *unfinished(left.words)]
        shown: Frame = {self.parts.chat: told}
        if left.drawn:
            shown[self.parts.picture] = frame[self.parts.picture] | {"value": {**UNMARKED, **left.drawn}}
        if left.words and session.pending is None:
            shown[self.parts.card] = gr.update(content=unfinished_card(left.words))
        return shown

    def said(self, session: Session, words: str) -> list[Message]:
        """The conversation when a turn begins, with its words."""
        return [*messages(session, self.pictures), *([message("user", words)] if words else [])]

    def working(self, session: Session, said: list[Message], events: Sequence[Event]) -> Frame:
        """The page while a turn runs: what was said, how far it is, and the picture after what stands so far."""
        card = progress_card(steps(events), lambda record: self.pictures.address(session.id, record, THUMBNAIL))
        return {
            self.parts.chat: said,
            self.parts.card: gr.update(content=card),
            **self._so_far(session, latest(events)),
        }

    def taken(self, frame: Frame) -> Frame:
        """The first after something was said: what was written was read. What is typed from then on stays."""
        return {**frame, self.parts.words: gr.update(value="")}

    def _so_far(self, session: Session, record: str | None) -> Frame:
        if record is None:
            return {}
        shown = self._described(session, session.view_of(record), self.pictures.address(session.id, record, WATCHED))
        return {self.parts.picture: gr.update(**sent(picture=shown, plan=[], marked={}, things=[]))}

    def looked(self, scene: Scene) -> Frame:
        """What can be pointed at."""
        return {self.parts.picture: gr.update(**sent(things=things(scene)))}

    def marked(self, found: dict[str, Pointed]) -> Frame:
        """What the marks mean."""
        return {self.parts.picture: gr.update(**sent(marked={name: meant(one) for name, one in found.items()}))}

    def brought(self, what: dict[str, Any]) -> Frame:
        """What is put on the board beside what was drawn there."""
        return {self.parts.picture: gr.update(**sent(brought=what))}

    def picture(self, session: Session) -> dict[str, Any]:
        """The picture now: its address, size and name."""
        return self._described(session, session.view, self.pictures.now(session))

    def _described(self, session: Session, view: View, url: str) -> dict[str, Any]:
        name = Path(session.info.name).name
        original = self.pictures.address(session.id, None)
        return {"url": url, "width": view.width, "height": view.height, "name": name, "original": original}

    def _waiting(self, session: Session) -> tuple[list[dict[str, Any]], str]:
        """What the picture and the card show of what waits for the person."""
        pending = session.pending
        if isinstance(pending, EditPlan):
            turn = session.turns[-1]
            parts = session.inquiry.outlook(pending, turn.marks)
            told = self.revisions.told(session)
            return planned(parts), plan_card(pending, parts, said=turn.text, told=told)
        if isinstance(pending, Question):
            scene = session.scene
            boxes = [offer(option, scene) for option in pending.options]
            places = [self.pictures.now(session, OPTION, box) if box else None for box in boxes]
            return offered(pending, scene), question_card(pending, self._readings(session, pending), places)
        return [], ""

    def _readings(self, session: Session, question: Question) -> list[str | None]:
        """Addresses of what each option comes to; None for one that changes no picture."""
        turn, numbers = session.turns[-1].number, count()
        return [
            self.pictures.reading(session.id, turn, next(numbers)) if option.ops else None
            for option in question.options
        ]


def sent(**shown: Any) -> dict[str, Any]:
    """What the board shows, each as JSON text: of frames that stream, Gradio changes lists in the browser in place, and
    then sees no change in them."""
    return {name: json.dumps(value) for name, value in shown.items()}
