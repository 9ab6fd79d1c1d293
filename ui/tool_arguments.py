"""What the tools for other programs take: one model a tool, whose words are what a language model chooses by."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)


class Arguments(BaseModel):
    """Nothing that is not named here is taken: a slip is told, not ignored.

    The schemas say each type plainly (no alternatives with null, no references, every list with its items): that is
    what all clients and the prompts of small models can carry. What such models do besides is understood.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        """Many models fill in every argument that there is: beside others, an empty one is one that is left out."""
        if not isinstance(given, dict) or not any(value not in _BLANK for value in given.values()):
            return given
        optional = {name for name, field in cls.model_fields.items() if field.default is None or field.default == {}}
        return {name: value for name, value in given.items() if name not in optional or value not in _BLANK}


_BLANK: tuple[Any, ...] = (None, "", {}, [])


def _parsed(value: Any) -> Any:
    """Models write lists and objects as text too: `"[1, 2, 3, 4]"`, `"1, 2, 3, 4"`."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return value
    for text in (value, f"[{value}]"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            continue
    return value


def _whole(value: Any) -> Any:
    """To the nearest pixel."""
    return round(value) if isinstance(value, float) and abs(value) < _LONGEST else value


def _numbers(count: int, what: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count, "description": what}


_LONGEST = 100_000
_MARK = {
    "type": "object",
    "properties": {
        "box": _numbers(4, "[left, top, right, bottom]"),
        "point": _numbers(2, "[x, y]"),
        "stroke": {"type": "array", "items": _numbers(2, "[x, y]"), "description": "Points of a brush stroke."},
        "width": {"type": "number", "description": "How wide the stroke is."},
    },
}
"""Exactly one of box, point and stroke; it is read as marks are everywhere."""

MARKS = (
    'Things pointed at, by the names that the instruction calls them: {"A": {"box": [left, top, right, bottom]}} for '
    '"remove [A]". Instead of a box a {"point": [x, y]} or a {"stroke": [[x, y], …], "width": n}. Pixels from the top '
    "left."
)
REFERENCES = 'Picture files by the names that the instruction calls them: {"B": "vase.png"} for "replace it with [B]".'
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Side = Annotated[int, Field(ge=0, le=100_000), BeforeValidator(_whole)]
Region = Annotated[list[Side], Field(min_length=4, max_length=4), BeforeValidator(_parsed)]
Number = Annotated[int, Field(ge=0)]
Quality = Annotated[int, Field(ge=1, le=100)]
Mark = Annotated[dict[str, Any], WithJsonSchema(_MARK)]
Marks = Annotated[dict[str, Mark], BeforeValidator(_parsed)]
References = Annotated[dict[str, str], BeforeValidator(_parsed)]
Data = Annotated[dict[str, Any], BeforeValidator(_parsed)]


class _Plainly:
    """What may be left out is not required; that it may be null too is nothing to tell."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        (only,) = [one for one in handler(core)["anyOf"] if one != {"type": "null"}]
        return dict(only)


T = TypeVar("T")
Maybe = Annotated[T | None, _Plainly()]


class Open(Arguments):
    """Open a photo, to see and edit it. Do this first: every other tool works on the photo opened last. The file itself
    is never changed."""

    photo: Maybe[str] = Field(
        None, description="The picture file: its path. Or a .json file with a layout, which is drawn on a white plate."
    )
    session: Maybe[str] = Field(None, description="Instead of a file: the id of a session, to go on with it.")


class Describe(Arguments):
    """List the things in the picture: their ids, boxes [left, top, right, bottom], colours and how they stand to one
    another. Use it to learn what is there."""


class Find(Arguments):
    """Look for one thing by words, when describe did not list it. Gives its id and box, or says that it is not
    there."""

    phrase: Words = Field(description='What to look for, such as "the red cup" or "traffic light".')


class Plan(Arguments):
    """Show what an instruction would do, without changing the picture. Use it when you are not sure that you will be
    understood; otherwise use edit_image at once."""

    instruction: Words = Field(description='What to do, in English: "remove the man on the left".')
    marks: Marks = Field({}, description=MARKS)
    references: References = Field({}, description=REFERENCES)


class EditImage(Arguments):
    """Change the picture as an instruction in plain English says: remove, move, resize, copy, recolor, blur or replace
    things, brighten, crop, turn, change the background or words, undo, redo. Several wishes in one instruction are
    fine. If the result asks a question, call answer; if it waits for approval, call approve."""

    instruction: Maybe[Words] = Field(
        None, description='What to do, in English: "remove the dog and make it a bit warmer".'
    )
    marks: Marks = Field({}, description=MARKS)
    references: References = Field({}, description=REFERENCES)
    plan: Maybe[Data] = Field(
        None, description="Instead of an instruction: a plan that the tool plan gave, corrected where you like."
    )


def _worded(value: Any) -> Any:
    """A number is as good as its digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Answer(Arguments):
    """Answer the question that edit_image asked: with the number of one of its options, or in words."""

    choice: Annotated[Words, BeforeValidator(_worded)] = Field(
        description='The number of an option, such as "2", or words.'
    )


class Approve(Arguments):
    """Say yes or no to an edit that waits for approval because it is large, slow or uncertain."""

    yes: bool = Field(True, description="true: do it. false: leave the picture as it is.")


class Undo(Arguments):
    """Take the last edits back. Nothing is lost: edit_image with "redo" brings them back."""

    count: int = Field(1, ge=1, le=10_000, description="How many edits.")


class ViewRegion(Arguments):
    """See the picture, or a part of it closer. Use it to check what an edit came to."""

    region: Maybe[Region] = Field(
        None, description="The part: [left, top, right, bottom] in pixels. Left out: all of it."
    )
    object: Maybe[str] = Field(None, description="Instead of a region: the id of a thing, such as dog-1.")
    turn: Maybe[Number] = Field(
        None,
        description="The picture as it was after that turn; 0: the photo as it came. Left out: as it is now.",
    )
    outlines: bool = Field(
        False, description="Draw the boxes and ids of the known things into the picture as it is now."
    )


class Export(Arguments):
    """Write the edited picture to a new file. No file that is there already is written over."""

    path: str = Field(
        description="The file, such as street-edited.png; .png, .jpg, .webp, .avif or .tif. A name that ends in "
        ".layout.json gets the things and their boxes instead."
    )
    quality: Maybe[Quality] = Field(None, description="For JPEG, AVIF and WebP; left out: as the photo had.")
