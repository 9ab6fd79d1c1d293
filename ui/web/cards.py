"""What waits for the person: a plan with its actions, or a question with its readings, as cards with buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...agent.turn.reply import describe
from . import texts
from .markup import Html, button, join, tag, void
from .outlines import color

if TYPE_CHECKING:
    from ...agent.turn.outlook import Outlook
    from ...scene.plan import EditPlan, Option, Question


def plan_card(plan: EditPlan, parts: Sequence[Outlook], why: str = "") -> Html:
    """Each action with the colour it has in the picture, its time and its tools; yes and no."""
    rows = [_action(number, part) for number, part in enumerate(parts)]
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
            tag("span", texts.OR_SAY, class_="hint"),
            class_="buttons",
        ),
        class_="card plan",
        aria_label=texts.PLAN,
    )


def _action(number: int, part: Outlook) -> Html:
    how = texts.WITH.format(tools=", ".join(part.tools)) if part.tools else texts.BY_ITSELF
    return tag(
        "li",
        tag("i", number + 1, style=f"background:{color(number)}", aria_hidden="true"),
        tag("span", describe(part.op)),
        tag("small", f"{texts.SECONDS.format(seconds=part.seconds)}, {how}"),
    )


def question_card(question: Question, thumbnails: Sequence[str | None]) -> Html:
    """Each reading with a picture of what it is about; one click answers. `thumbnails` are addresses."""
    options = [
        _option(number, option, thumbnail)
        for number, (option, thumbnail) in enumerate(zip(question.options, thumbnails, strict=True), 1)
    ]
    return tag(
        "section",
        tag("h3", texts.ASKED),
        tag("p", question.text, class_="why"),
        tag("div", *options, class_="options"),
        tag("span", texts.OR_ANSWER, class_="hint") if options else None,
        class_="card question",
        aria_label=texts.ASKED,
    )


def _option(number: int, option: Option, thumbnail: str | None) -> Html:
    picture = void("img", src=thumbnail, alt="", loading="lazy") if thumbnail else None
    inside = join(picture, tag("span", f"{number}. {option.label}"))
    return button(inside, "answer", str(number), class_="option", id=f"choice-{number}")
