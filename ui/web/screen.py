"""One frame of the page: the value of every part, made from the session alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from .cards import in_flight, messages, plan_card, pointed_out, preview

if TYPE_CHECKING:
    from ...agent.editor import Session
    from ...scene.plan import EditPlan

CHOICES = 8
"""Buttons for the options of a question; an option beyond them is chosen by typing its number."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events write to."""

    session: gr.State
    chat: gr.Chatbot
    picture: gr.Image
    slider: gr.ImageSlider
    card: gr.HTML
    data: gr.JSON
    choices: tuple[gr.Button, ...]
    approval: gr.Row
    words: gr.Textbox

    @property
    def outputs(self) -> list[Any]:
        """Everything, in the order that API clients get it."""
        named = [self.session, self.chat, self.picture, self.slider, self.card, self.data]
        return [*named, *self.choices, self.approval, self.words]

    def settled(self, session: Session, name: str) -> dict[Any, Any]:
        """The page when nothing is running."""
        plan = _last_plan(session)
        return {
            self.session: session.id,
            self.chat: messages(session, name),
            self.picture: pointed_out(session),
            self.slider: (preview(session.base), preview(session.pixels)),
            self.card: plan_card(plan),
            self.data: plan.to_dict() if plan else None,
            self.words: gr.update(value="", interactive=True),
            **self._asked(session),
        }

    def working(self, session: Session, name: str, words: str, steps: list[str]) -> dict[Any, Any]:
        """The page while a turn runs: only the chat changes."""
        hidden = {button: gr.update(visible=False) for button in self.choices}
        chat = messages(session, name) + in_flight(words, steps)
        return {self.chat: chat, self.words: gr.update(value=""), self.approval: gr.update(visible=False), **hidden}

    def _asked(self, session: Session) -> dict[Any, Any]:
        """The buttons that answer what is pending."""
        pending = session.pending
        labels = [option.label for option in getattr(pending, "options", ())]
        shown = {
            button: gr.update(value=labels[number] if number < len(labels) else "", visible=number < len(labels))
            for number, button in enumerate(self.choices)
        }
        return {**shown, self.approval: gr.update(visible=_is_plan(pending))}


def _is_plan(pending: object) -> bool:
    from ...scene.plan import EditPlan

    return isinstance(pending, EditPlan)


def _last_plan(session: Session) -> EditPlan | None:
    return next((turn.plan for turn in reversed(session.turns)), None)
