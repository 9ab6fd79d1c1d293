"""What the tools for other programs give back: short text, plain data, and pictures by reference."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unicodedata import category

from ..agent.errors import BadInput
from ..scene.geometry import Box
from ..scene.image import ImageRef, Pixels
from . import texts
from .wording import pending_lines, report_lines

if TYPE_CHECKING:
    from ..agent.session import Session
    from ..agent.talk import Turn
    from ..scene.objects import Scene, SceneObject

SHOWN = 1024
"""Pixels of the longer side of a picture that is shown: more is asked for part by part."""
WORDS = 120
"""Letters of what a thing says that are told."""
URI = re.compile(r"scenewright://([0-9a-z]{1,40})/(\d{1,7})(?:\?region=(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """A picture by reference: of which session, after which turn (0: the photo), and which part of it."""

    session: str
    turn: int
    region: Box | None = None

    @property
    def uri(self) -> str:
        part = f"?region={','.join(map(str, self.region.as_list()))}" if self.region else ""
        return f"scenewright://{self.session}/{self.turn}{part}"

    @classmethod
    def parse(cls, uri: str) -> Address:
        """BadInput for what is no such reference."""
        found = URI.fullmatch(uri)
        if found is None:
            raise BadInput(texts.NO_SUCH_PICTURE.format(uri=ascii(uri[:200])))
        session, turn, *sides = found.groups()
        try:
            return cls(session, int(turn), Box(*map(int, sides)) if sides[0] is not None else None)
        except ValueError:
            raise BadInput(texts.NO_SUCH_PICTURE.format(uri=ascii(uri[:200]))) from None


@dataclass(frozen=True, slots=True)
class Result:
    """`text` is for the model that called; `data` is plain; `report` is everything known of a turn or plan, plain too.
    `shown` are pixels to look at, where a tool is there for looking. A failure says what was expected, what came and
    what to do."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] | None = None
    shown: Pixels | None = None
    failed: bool = False


def failure(text: str) -> Result:
    """What went wrong, as an answer."""
    return Result(text, {"status": "error", "error": text}, failed=True)


def picture_of(session: Session, turn: int, region: Box | None = None, known: ImageRef | None = None) -> dict[str, Any]:
    """The reference of a picture: where it can be had, its id and its size."""
    ref = known or ImageRef.of(session.pixels_at(turn))
    return {"uri": Address(session.id, turn, region).uri, **ref.model_dump()}


def of_turn(session: Session, turn: Turn) -> Result:
    """What became of something said; a question or a plan that waits comes as data."""
    waits = {"ask": texts.TOOL_ASK, "approve": texts.TOOL_APPROVE}.get(turn.status)
    lines = [*pending_lines(turn), waits] if waits else [turn.reply, *_failed_lines(turn)]
    data = {
        "status": turn.status,
        "session": session.id,
        "turn": turn.number,
        "question": _question(turn),
        "actions": [_action(one) for one in turn.actions],
        "picture": picture_of(session, turn.number, known=turn.image),
    }
    return Result("\n".join(lines), data, turn.report.to_dict(), failed=False)


def _failed_lines(turn: Turn) -> list[str]:
    """The checks of what was not done; what went well is told by the reply."""
    return report_lines(turn.report) if any(not action.done for action in turn.actions) else []


def _question(turn: Turn) -> dict[str, Any] | None:
    if turn.status == "approve":
        options = [{"number": 1, "label": texts.APPROVE}, {"number": 2, "label": texts.SKIP}]
        return {"text": turn.reply, "options": options}
    if turn.question is None:
        return None
    options = [{"number": number, "label": one.label} for number, one in enumerate(turn.question.options, 1)]
    return {"text": turn.question.text, "options": options}


def _action(action: Any) -> dict[str, Any]:
    box = action.box.as_list() if action.box else None
    return {"op": action.op["op"], "done": action.done, "reason": action.reason, "box": box}


def things_of(scene: Scene) -> list[dict[str, Any]]:
    """The objects as plain data, without their masks: those are long, and ids name them as well."""
    kept = ("id", "label", "box", "attributes", "score", "part_of")
    return [{name: data[name] for name in kept} for data in (one.model_dump(mode="json") for one in scene.objects)]


def with_words_quoted(thing: SceneObject) -> SceneObject:
    """What a thing says, in quotes and in one line: whatever it says, it is seen to be words in the picture."""
    words = thing.attributes.get("text")
    if not isinstance(words, str):
        return thing
    plain = " ".join("".join(letter if category(letter)[0] != "C" else " " for letter in words).split())
    return thing.model_copy(update={"attributes": {**thing.attributes, "text": f"“{plain[:WORDS]}”"}})


def closer(pixels: Pixels, region: Box | None) -> Pixels:
    """The part of a picture, no side longer than `SHOWN`."""
    import numpy as np
    from PIL import Image

    part = Image.fromarray(np.ascontiguousarray(pixels[region.slices] if region else pixels))
    part.thumbnail((SHOWN, SHOWN))
    return np.asarray(part)


def png(pixels: Pixels) -> bytes:
    """As a file: decoded pixels alone, nothing of what the photo's file held beside them."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()
