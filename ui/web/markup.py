"""HTML from values: everything that people, models or pictures wrote is escaped."""

from __future__ import annotations

import json
from html import escape
from typing import Any


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *inside: object, **attributes: Any) -> Html:
    """An element. `class_` is `class`, `data_event` is `data-event`; False and None leave an attribute out."""
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    return Html(f"<{name}{given}>{join(*inside)}</{name}>")


def void(name: str, **attributes: Any) -> Html:
    """An element without an end."""
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    return Html(f"<{name}{given}>")


def join(*parts: object) -> Html:
    """One after the other; what is no HTML is text. None is nothing."""
    return Html("".join(part if isinstance(part, Html) else escape(str(part)) for part in parts if part is not None))


def button(text: object, event: str, value: Any = None, **attributes: Any) -> Html:
    """A button for an event of the piece it is in; `value` is what the event gets."""
    return tag("button", text, type="button", data_event=event, data_value=json.dumps(value), **attributes)


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
