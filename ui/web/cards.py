"""What the page shows of a session: chat messages, the plan as a card, pictures of a size for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agent.guessing import learnt
from ...agent.reply import describe
from ...scene.objects import Scene, SceneImage
from .. import texts
from ..paint import overlay
from ..wording import describe_command, report_lines

if TYPE_CHECKING:
    from ...agent.editor import Session
    from ...scene.image import Pixels
    from ...scene.plan import EditPlan

PREVIEW = 1200
"""Longest side of the pictures in the before/after slider."""


def message(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def messages(session: Session, name: str) -> list[dict[str, str]]:
    """The conversation so far."""
    base = session.info.base
    opened = texts.PAGE_OPENED.format(name=name, width=base.width, height=base.height)
    said = [message("assistant", "\n".join([opened, *session.notes]))]
    for turn in session.turns:
        if turn.text:
            said.append(message("user", turn.text))
        said.append(message("assistant", "\n".join([turn.report.reply, *report_lines(turn.report)]).strip()))
    return said


def in_flight(words: str, steps: Sequence[str]) -> list[dict[str, str]]:
    """The turn that is being worked on."""
    told = message("assistant", "\n".join(steps) or texts.PAGE_WORKING)
    return [message("user", words), told] if words else [told]


def plan_card(plan: EditPlan | None) -> str:
    """The plan as HTML; everything in it that people or models wrote is escaped."""
    if plan is None:
        return f"<p>{escape(texts.PAGE_NO_PLAN)}</p>"
    parts = [f"<p><b>{escape(plan.status)}</b> {escape(plan.rationale)}</p>"]
    parts += [f"<p>{escape(describe_command(plan.command))}</p>"] if plan.command else []
    parts += _list("ol", map(describe, plan.ops))
    parts += _list("ul", (f"and with it: {describe(c.op)} ({c.because})" for c in plan.consequences))
    parts += _list("ul", (f"needs {need}" for need in plan.needs))
    parts += [f"<p>{escape(plan.question.text)}</p>"] if plan.question else []
    return f'<div class="plan">{"".join(parts)}</div>'


def _list(tag: str, items: Iterable[str]) -> list[str]:
    rows = [f"<li>{escape(item)}</li>" for item in items]
    return [f"<{tag}>{''.join(rows)}</{tag}>"] if rows else []


def pointed_out(session: Session) -> Pixels:
    """The picture; while a question offers things in it, each is outlined under the number of its option."""
    offered = [learnt(option) for option in getattr(session.pending, "options", ())]
    things = [
        thing.model_copy(update={"id": str(number)})
        for number, ones in enumerate(offered, 1)
        for thing in ones
        if len(ones) == 1
    ]
    pixels = session.pixels
    scene = Scene(image=SceneImage(width=pixels.shape[1], height=pixels.shape[0]), objects=tuple(things))
    return overlay(pixels, scene) if things else pixels


def preview(pixels: Pixels) -> Pixels:
    """At most `PREVIEW` pixels on the longest side."""
    from PIL import Image

    image: Any = Image.fromarray(pixels)
    image.thumbnail((PREVIEW, PREVIEW))
    return np.asarray(image)
