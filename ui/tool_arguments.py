"""What the tools for other programs take: one model a tool, whose words are what a language model chooses by."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Arguments(BaseModel):
    """Nothing that is not named here is taken: a slip is told, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


MARKS = (
    'Things pointed at, by the names that the instruction calls them: {"A": {"box": [left, top, right, bottom]}} for '
    '"remove [A]". Instead of a box a {"point": [x, y]} or a {"stroke": [[x, y], …], "width": n}. Pixels from the top '
    "left."
)
REFERENCES = 'Picture files by the names that the instruction calls them: {"B": "vase.png"} for "replace it with [B]".'
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Side = Annotated[int, Field(ge=0, le=100_000)]


class Open(Arguments):
    """Open a photo, to see and edit it. Do this first: every other tool works on the photo opened last. The file itself
    is never changed."""

    photo: str | None = Field(None, description="The picture file: its path.")
    session: str | None = Field(None, description="Instead of a file: the id of a session, to go on with it.")


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
    marks: dict[str, dict[str, Any]] = Field({}, description=MARKS)
    references: dict[str, str] = Field({}, description=REFERENCES)


class EditImage(Arguments):
    """Change the picture as an instruction in plain English says: remove, move, resize, copy, recolor, blur or replace
    things, brighten, crop, turn, change the background or words, undo, redo. Several wishes in one instruction are
    fine. If the result asks a question, call answer; if it waits for approval, call approve."""

    instruction: Words | None = Field(
        None, description='What to do, in English: "remove the dog and make it a bit warmer".'
    )
    marks: dict[str, dict[str, Any]] = Field({}, description=MARKS)
    references: dict[str, str] = Field({}, description=REFERENCES)
    plan: dict[str, Any] | None = Field(
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

    region: tuple[Side, Side, Side, Side] | None = Field(
        None, description="The part: [left, top, right, bottom] in pixels. Left out: all of it."
    )
    object: str | None = Field(None, description="Instead of a region: the id of a thing, such as dog-1.")
    turn: int | None = Field(
        None,
        ge=0,
        description="The picture as it was after that turn; 0: the photo as it came. Left out: as it is now.",
    )
    outlines: bool = Field(
        False, description="Draw the boxes and ids of the known things into the picture as it is now."
    )


class Export(Arguments):
    """Write the edited picture to a new file. No file that is there already is written over."""

    path: str = Field(description="The file, such as street-edited.png; .png, .jpg, .webp, .avif or .tif.")
    quality: int | None = Field(None, ge=1, le=100, description="For JPEG, AVIF and WebP; left out: as the photo had.")
