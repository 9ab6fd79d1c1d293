"""What waits for the person: a plan with its actions, or a question with its readings, as cards with buttons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...agent.turn.reply import describe
from . import texts
from .markup import Html, button, join, tag, void
from .outlines import color
from .revising import Value, mark_of, values_of

if TYPE_CHECKING:
    from ...agent.turn.outlook import Outlook
    from ...scene.plan import EditPlan, Option, Question


def plan_card(
    plan: EditPlan,
    parts: Sequence[Outlook],
    why: str = "",
    said: str = "",
    told: Mapping[str, Any] = MappingProxyType({}),
) -> Html:
    """Each action with the colour it has in the picture, its time, its tools and what can be changed of it; yes and no.
    `said` are the words that it was made of, `told` is for the browser alone."""
    rows = [_action(number, part, len(parts)) for number, part in enumerate(parts)]
    follows = [
        tag("li", texts.AND_WITH_IT.format(what=describe(one.op), because=one.because)) for one in plan.consequences
    ]
    return tag(
        "section",
        tag("h3", texts.PLAN),
        tag("p", why or plan.rationale, class_="why") if why or plan.rationale else None,
        tag("ol", *rows, class_="actions"),
        tag("ul", *follows, class_="follows") if follows else None,
        tag(
            "div",
            button(texts.GO_AHEAD, "approve", True, class_="main", id="approve"),
            button(texts.LEAVE, "skip", False, class_="quiet", id="skip"),
            tag("button", texts.SAY_DIFFERENTLY, type="button", data_words=said, class_="quiet", id="differently"),
            class_="buttons",
        ),
        class_="card plan",
        data_told=json.dumps(dict(told)),
        aria_label=texts.PLAN,
    )


def _action(number: int, part: Outlook, count: int) -> Html:
    how = texts.WITH.format(tools=", ".join(part.tools)) if part.tools else texts.BY_ITSELF
    what = describe(part.op)
    one = {"action": number + 1, "meant": mark_of(part.op)}
    return tag(
        "li",
        tag("i", number + 1, style=f"background:{color(number)}", aria_hidden="true"),
        tag("span", what),
        _moves(number, what, count, one) if count > 1 else None,
        tag("small", f"{texts.SECONDS.format(seconds=part.seconds)}, {how}"),
        _values(number, part, one),
        aria_label=texts.ACTION.format(number=number + 1, what=what),
    )


def _moves(number: int, what: str, count: int, one: dict[str, Any]) -> Html:
    """Earlier, later, and out."""
    step, earlier, later = number + 1, {**one, "to": number}, {**one, "to": number + 2}
    buttons = [
        _small("↑", texts.EARLIER.format(number=step), earlier, f"earlier-{step}", disabled=step == 1),
        _small("↓", texts.LATER.format(number=step), later, f"later-{step}", disabled=step == count),
        _small("×", texts.LEAVE_OUT.format(number=step, what=what), {**one, "leave": True}, f"leave-{step}"),
    ]
    return tag("span", *buttons, class_="moves")


def _small(sign: str, label: str, value: dict[str, Any], id: str, **more: Any) -> Html:
    return button(sign, "revise", value, title=label, aria_label=label, id=id, **more)


def _values(number: int, part: Outlook, one: dict[str, Any]) -> Html | None:
    controls = [
        tag("label", tag("span", value.label), _control(number, value, {**one, "set": value.name}))
        for value in values_of(part.op)
    ]
    return tag("div", *controls, class_="values") if controls else None


def _control(number: int, value: Value, change: dict[str, Any]) -> Html:
    told: dict[str, Any] = {
        "id": f"{value.name.replace('.', '-')}-{number + 1}",
        "aria_label": texts.VALUE.format(label=value.label, number=number + 1),
        "data_change": "revise",
        "data_value": json.dumps(change),
    }
    if value.kind == "choice":
        return tag("select", *(tag("option", one, selected=one == value.now) for one in value.choices), **told)
    return void("input", type=value.kind, value=value.shown, min=value.least, max=value.most, step="any", **told)


def question_card(question: Question, readings: Sequence[str | None], places: Sequence[str | None]) -> Html:
    """Each reading with a picture of what it would come to; one click answers. `readings` and `places` are addresses: a
    place, which is quick to have, shows what it is about until its reading is there."""
    options = [
        _option(number, option, reading, place)
        for number, (option, reading, place) in enumerate(zip(question.options, readings, places, strict=True), 1)
    ]
    several = sum(reading is not None for reading in readings) > 1
    every = button(texts.TRY_READINGS, "readings", class_="quiet", title=texts.TRY_READINGS_LABEL, id="readings")
    return tag(
        "section",
        tag("h3", texts.ASKED),
        tag("p", question.text, class_="why"),
        tag("div", *options, class_="options"),
        tag("div", every if several else None, tag("span", texts.OR_ANSWER, class_="hint"), class_="buttons")
        if options
        else None,
        class_="card question",
        aria_label=texts.ASKED,
    )


def unfinished_card(words: str) -> Html:
    """The words of a turn that the program did not end, one click from being said again."""
    again = tag("button", texts.SAY_AGAIN, type="button", data_words=words, class_="main", id="again")
    return tag(
        "section",
        tag("h3", texts.NOT_FINISHED),
        tag("p", words, class_="why"),
        tag("div", again, class_="buttons"),
        class_="card unfinished",
        aria_label=texts.NOT_FINISHED,
    )


def _option(number: int, option: Option, reading: str | None, place: str | None) -> Html:
    told = {"alt": texts.READING.format(label=option.label), "loading": "lazy"}
    behind = f"background-image:url('{place}')" if place and reading else None
    picture = void("img", src=reading or place, style=behind, **told) if reading or place else None
    inside = join(picture, tag("span", f"{number}. {option.label}"))
    return button(inside, "answer", str(number), class_="option", id=f"choice-{number}")
