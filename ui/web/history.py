"""The history as a strip of thumbnails: the steps that stand, those undone, and the versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...agent.turn.reply import describe
from . import texts
from .markup import Html, button, join, tag, void
from .pictures import BASE, THUMBNAIL

if TYPE_CHECKING:
    from ...agent.editor import Session
    from ...agent.sessions.branches import Branch
    from .pictures import Pictures


@dataclass(frozen=True, slots=True)
class Standing:
    """A turn that is part of the picture: its number, what it did, and the record that it led to."""

    turn: int
    what: str
    record: str


def standing(session: Session) -> tuple[Standing, ...]:
    """The turns that the picture is made of, in order; one whose actions were redone goes by its first number."""
    turns: dict[int, list[str]] = {}
    last: dict[int, str] = {}
    for record in session.records:
        number = record.origin or record.turn
        turns.setdefault(number, []).append(describe(record.op))
        last[number] = record.id
    return tuple(Standing(number, "; ".join(what), last[number]) for number, what in turns.items())


def strip(session: Session, pictures: Pictures) -> Html:
    """The strip's HTML."""
    done = standing(session)
    items = [_photo(session, pictures, now=not done)]
    items += [_step(session, pictures, one, now=one is done[-1]) for one in done]
    items += [
        _undone(session, pictures, place, step.after) for place, step in enumerate(reversed(session.line.undone), 1)
    ]
    return tag(
        "section",
        tag("ol", *items, class_="strip"),
        _versions(session, pictures),
        aria_label=texts.HISTORY,
    )


def _image(session: Session, pictures: Pictures, record: str | None, alt: str) -> Html:
    return void("img", src=pictures.address(session.id, record, THUMBNAIL), alt=alt, loading="lazy")


def _photo(session: Session, pictures: Pictures, now: bool) -> Html:
    look = button(_image(session, pictures, None, texts.PHOTO), "compare", BASE, title=texts.PHOTO)
    return tag("li", look, tag("span", texts.PHOTO), class_="now" if now else None)


def _step(session: Session, pictures: Pictures, one: Standing, now: bool) -> Html:
    told = texts.STEP.format(turn=one.turn, what=one.what)
    look = button(_image(session, pictures, one.record, told), "compare", one.record, title=told)
    label = texts.DROP_STEP.format(turn=one.turn, what=one.what)
    drop = button("×", "drop", one.turn, title=label, aria_label=label, class_="drop")
    return tag("li", look, tag("span", f"{one.turn}. {one.what}"), drop, class_="now" if now else None)


def _undone(session: Session, pictures: Pictures, count: int, record: str | None) -> Html:
    again = button(_image(session, pictures, record, texts.UNDONE), "redo", count, title=texts.UNDONE)
    return tag("li", again, tag("span", texts.UNDONE), class_="undone")


def _versions(session: Session, pictures: Pictures) -> Html:
    """Each version with its picture, and the way to begin another, which stays in sight however many there are."""
    branches = session.branches
    chips = [_version(session, pictures, one) for one in branches if len(branches) > 1]
    another = button(texts.NEW_BRANCH, "branch", None, title=texts.NEW_BRANCH_LABEL, class_="new")
    return tag("div", tag("div", *chips, class_="kept"), another, class_="versions")


def _version(session: Session, pictures: Pictures, one: Branch) -> Html:
    told = (texts.CURRENT_BRANCH if one.current else texts.BRANCH).format(name=one.name)
    label = texts.FORGET_BRANCH.format(name=one.name)
    inside = join(_image(session, pictures, one.head, ""), tag("span", one.name))
    chosen = button(inside, "switch", one.name, title=told, aria_current="true" if one.current else None)
    sure = texts.SURE_TO_FORGET.format(name=one.name)
    drop = button("×", "forget", one.name, title=label, aria_label=label, data_sure=sure, class_="drop")
    forget = None if one.current else drop
    return tag("span", chosen, forget, class_="version")
