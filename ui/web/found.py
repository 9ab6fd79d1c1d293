"""What was found out about this machine, as a list: what is there, and for what is missing the command that adds it."""

from __future__ import annotations

from ..findings import Finding, complete
from . import texts
from .markup import Html, tag


def told_of(found: list[Finding]) -> Html:
    """Each finding, with the command where something is missing."""
    state = texts.TOOLS_COMPLETE if complete(found) else texts.TOOLS_LACK
    return tag("div", tag("p", state), tag("ul", *map(_finding, found), class_="findings"))


def _finding(one: Finding) -> Html:
    sign, what = ("✓", texts.THERE) if one.ready else ("✗", texts.MISSING) if one.needed else ("–", texts.NOT_NEEDED)
    command = tag("code", one.command) if one.command and not one.ready else None
    return tag(
        "li",
        tag("i", sign, role="img", aria_label=what),
        tag("span", tag("b", one.what), f" {one.detail}"),
        command,
        class_="ready" if one.ready else "missing" if one.needed else None,
    )
