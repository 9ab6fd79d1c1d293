"""How far a turn is: its steps in words, each with a bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from . import texts
from .markup import Html, button, join, tag

if TYPE_CHECKING:
    from ...agent.editor import Event


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the progress: what is done in it, and how it stands."""

    text: str
    state: Literal["running", "done", "failed"] = "running"


def steps(events: Iterable[Event]) -> tuple[Step, ...]:
    """What happened so far. A step is over when the next begins; an action, when it was checked."""
    told: list[Step] = []
    for event in events:
        if event.kind in ("verify", "repair"):
            _check(told, event)
            continue
        if told and told[-1].state == "running":
            told[-1] = replace(told[-1], state="done")
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
        told[-1] = Step(told[-1].text, "done" if event.data.get("passed") else "failed")


def progress_card(done: Iterable[Step]) -> Html:
    """The steps so far, and the way to stop."""
    rows = [_row(step) for step in done] or [_row(Step(texts.WORKING))]
    stop = button(texts.STOP, "stop", class_="quiet", id="stop")
    return tag("section", tag("ol", *rows, class_="steps"), stop, class_="card working", aria_live="polite")


def _row(step: Step) -> Html:
    # A bar without a value moves by itself: nobody knows how far a network is.
    bar = tag("progress", max=1, value=None if step.state == "running" else 1, aria_label=step.text)
    return tag("li", join(tag("span", step.text), bar), class_=step.state)
