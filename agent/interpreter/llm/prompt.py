"""The messages that a language model is asked with: what it is to do, worked examples, the request, the picture."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....scene.objects import Scene
from ..port import ReadRequest
from .examples import request_of
from .layout import layout, request_text

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


@cache
def told(name: str) -> str:
    """What a model is told beforehand: `instructions` for plans, `wishes` for moods."""
    return Path(__file__).with_name(f"{name}.md").read_text("utf-8").strip()


def messages_for(
    request: ReadRequest, examples: Sequence[Mapping[str, Any]], picture: Sequence[Mapping[str, Any]] = ()
) -> list[BaseMessage]:
    """The whole conversation; `picture` are content blocks that come before the request."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    messages: list[BaseMessage] = [SystemMessage(told("instructions"))]
    for example in examples:
        messages.append(HumanMessage(request_text(request_of(example))))
        messages.append(AIMessage(json.dumps(example["answer"], ensure_ascii=False)))
    return [*messages, HumanMessage(_with(request_text(request), picture))]


def with_reason(messages: Sequence[BaseMessage], answer: Mapping[str, Any] | None, reason: str) -> list[BaseMessage]:
    """The conversation after an answer that cannot be carried out; the model sees it once more with the reason."""
    from langchain_core.messages import AIMessage, HumanMessage

    given = json.dumps(answer, ensure_ascii=False)[:4000] if answer is not None else "(no JSON object)"
    asking = f"That cannot be carried out: {reason}. Answer the last request again, as one JSON object."
    return [*messages, AIMessage(given), HumanMessage(asking)]


def wish_messages(scene: Scene, wish: str, targets: Sequence[str], caption: str) -> list[BaseMessage]:
    """For turning a wish into instructions (SANE, arXiv 2407.20232, with its two examples' idea in ours)."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    messages: list[BaseMessage] = [SystemMessage(told("wishes"))]
    for asked, answered in WISHES:
        messages += [HumanMessage(json.dumps(asked)), AIMessage(json.dumps(answered))]
    asking = {**layout(scene), "caption": caption, "wish": wish, "of": list(targets) or "the whole picture"}
    return [*messages, HumanMessage(json.dumps(asking, ensure_ascii=False))]


WISHES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (
        {"caption": "a gray tram and two people in a street", "wish": "from the thirties", "of": "the whole picture"},
        {
            "before": "a gray tram and two people in a street",
            "after": "an old tram and two people in a street, long ago",
            "instructions": [
                "turn it to sepia",
                "make it a bit less contrasty",
                "replace the tram with a vintage tram",
            ],
        },
    ),
    (
        {"caption": "a brown horse on a meadow", "wish": "ready for a party", "of": ["the horse"]},
        {
            "before": "a brown horse on a meadow",
            "after": "a brown horse in a party hat on a bright meadow",
            "instructions": ["add a party hat to the horse", "make the picture brighter", "make the colors stronger"],
        },
    ),
)


def _with(text: str, picture: Sequence[Mapping[str, Any]]) -> Any:
    return [*map(dict, picture), {"type": "text", "text": text}] if picture else text
