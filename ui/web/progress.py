"""How far a turn is: its steps in words, each with a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from . import texts
from .markup import Html, button, join, tag, void

if TYPE_CHECKING:
    from ...agent.editor import Event


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the progress: what is done in it, and how it stands."""

    text: str
    state: Literal["running", "done", "failed"] = "running"
    record: str | None = None
    """What an action that stands led to."""
    share: float | None = None
    """How much of it is behind it (0…1), where a generator tells of its steps."""


def steps(events: Iterable[Event]) -> tuple[Step, ...]:
    """What happened so far. A step is over when the next begins; an action, when it was checked. What is told
    twice in a row, since it was read once more, is one step."""
    told: list[Step] = []
    for event in events:
        if event.kind in ("verify", "repair"):
            _check(told, event)
            continue
        if told and "done" in event.data:
            told[-1] = replace(told[-1], share=event.data["done"] / event.data["total"])
            continue
        if told and told[-1].state == "running":
            told[-1] = replace(told[-1], state="done")
        if told and told[-1].text == event.text and told[-1].record is None:
            told.pop()
        if event.kind != "reply":
            told.append(Step(event.text))
    return tuple(told)


def _check(told: list[Step], event: Event) -> None:
    if not told:
        return
    begun = told[-1].text.partition(": ")[0] if event.kind == "repair" else told[-1].text
    if event.kind == "repair":
        told[-1] = Step(texts.CHECKING.format(step=begun, verdict=event.text))
    else:
        passed = bool(event.data.get("passed"))
        told[-1] = Step(told[-1].text, "done" if passed else "failed", event.data.get("record") if passed else None)


def latest(events: Iterable[Event]) -> str | None:
    """The record of the last action that stands."""
    records = [step.record for step in steps(events) if step.record is not None]
    return records[-1] if records else None


def progress_card(done: Iterable[Step], thumbnail: Callable[[str], str]) -> Html:
    """The steps so far, each with a bar, those that stand with the picture that they led to; and the way to stop."""
    rows = [_row(step, thumbnail) for step in done] or [_row(Step(texts.WORKING), thumbnail)]
    stop = button(texts.STOP, "stop", class_="quiet", id="stop")
    return tag("section", tag("ol", *rows, class_="steps"), stop, class_="card working", aria_live="polite")


def _row(step: Step, thumbnail: Callable[[str], str]) -> Html:
    # A bar without a value moves by itself: of most networks nobody knows how far they are.
    bar = tag("progress", max=1, value=step.share if step.state == "running" else 1, aria_label=step.text)
    picture = void("img", src=thumbnail(step.record), alt=texts.SO_FAR.format(step=step.text)) if step.record else None
    return tag("li", join(tag("span", step.text), picture, bar), class_=step.state)
