"""The conversation as the chat shows it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...agent.actions.needs import BY_REFERENCE
from ...agent.turn.reply import describe, question_lines
from ..wording import report_lines
from . import texts

if TYPE_CHECKING:
    from ...agent.editor import Session, TurnEntry
    from ...scene.records import Answered
    from .pictures import Pictures

Message = dict[str, Any]


def message(role: str, text: str, title: str | None = None) -> Message:
    """With a title it can be folded, and is so at first. Gradio's chat takes text for HTML, even where it is told that
    it is no Markdown: what people, models or pictures wrote must not make the browser fetch something."""
    folded = {"metadata": {"title": title, "status": "done"}} if title else {}
    return {"role": role, "content": escape(text, quote=False), **folded}


def messages(session: Session, pictures: Pictures | None = None) -> list[Message]:
    """The conversation so far: what was said or done by hand, and what became of it; `pictures` gives addresses."""
    info = session.info
    opened = texts.OPENED.format(name=Path(info.name).name, width=info.base.width, height=info.base.height)
    said = [message("assistant", "\n".join([opened, *session.notes]))]
    for turn in session.turns:
        said += [message("user", words)] if (words := turn.text or by_hand(turn)) else []
        said += [one for asked in turn.report.answered for one in exchange(asked)]
        said += [message("assistant", sentence(on_the_page(turn.report.reply)))] if turn.report.reply else []
        lines = list(map(on_the_page, report_lines(turn.report)))
        said += [message("assistant", "\n".join(lines), texts.LOOKED_AT)] if lines else []
        if pictures is not None and any(action.done and action.won for action in turn.report.actions):
            said.append(_map(pictures.map(session.id, turn.number)))
    return said


def unfinished(words: str) -> list[Message]:
    """What was said (nothing where it was done by hand) and not finished when the program ended."""
    said = [message("user", words)] if words else []
    return [*said, message("assistant", texts.UNFINISHED if words else texts.UNFINISHED_BY_HAND)]


def _map(address: str) -> Message:
    """Which of several instructions was followed where, as a picture; nothing in it is anybody's words."""
    picture = f'<img src="{escape(address)}" alt="{texts.FOLLOWED}">'
    return {"role": "assistant", "content": picture, "metadata": {"title": texts.FOLLOWED, "status": "done"}}


def exchange(asked: Answered) -> list[Message]:
    """A question with its readings, and what was answered."""
    question = "\n".join(question_lines(asked.question, asked.options))
    return [message("assistant", on_the_page(question)), message("user", asked.answer)]


def on_the_page(text: str) -> str:
    """What names the command line's way of giving a reference picture names the page's."""
    return text.replace(BY_REFERENCE, texts.BY_REFERENCE)


def sentence(text: str) -> str:
    """As it is written where somebody is spoken to: reasons come as they stand within a sentence."""
    begun = text[:1].upper() + text[1:]
    return begun if "\n" in begun or begun.endswith((".", "!", "?", ":", "…", ")")) else f"{begun}."


def by_hand(turn: TurnEntry) -> str:
    """What was done without words."""
    done = "; ".join(map(describe, turn.plan.ops))
    return texts.BY_HAND.format(done=done) if done else ""
