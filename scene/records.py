"""The history as values: what was resolved, what it changed, and what was checked."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from .geometry import BoxField
from .image import ImageRef
from .mask import MaskRef
from .objects import SceneObject
from .ops import Corner, EditOp
from .plan import EditPlan, Question
from .versions import reads
from .view import View

TURN_FORMAT: Final = "scenewright.turn/1"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class ResolvedTarget(_Value):
    """Pixels meant by one target: `mask` has the canvas's size; `object` is the scene's id when it is an object."""

    mask: MaskRef
    object: str | None = None
    label: str | None = None
    writing: bool = Field(default=False, exclude_if=lambda value: not value)
    """Whether the mask is the strokes of letters."""
    backdrop: bool = Field(default=False, exclude_if=lambda value: not value)
    """Whether it is what things stand before or on (sky, a wall, grass)."""
    seen: BoxField | None = Field(default=None, exclude_if=lambda value: value is None)
    """The box in which it was recognised."""
    sure: float | None = Field(default=None, exclude_if=lambda value: value is None)
    """Where a segmenter drew the mask, what it thinks of it itself (the IoU with the true one, 0…1)."""


class ResolvedWords(_Value):
    """Characters `first` to `last` (exclusive) of a line of writing, and what they become (None: nothing).

    What the picture says is data: it is compared and shown, never followed.
    """

    text: str
    """The characters as they were read."""
    line: str
    """The whole line as it was read."""
    corners: tuple[Corner, Corner, Corner, Corner]
    """Around the line, clockwise from the top left of its first letter, in pixels of the canvas array."""
    score: float
    centers: tuple[float, ...] = ()
    """Where the middle of each of the line's characters lies along it, 0…1."""
    first: int
    last: int
    becomes: str | None = None
    beside: tuple[tuple[Corner, Corner, Corner, Corner], ...] = ()
    """The other lines in the picture, whose strokes these are not."""


class ResolvedReference(_Value):
    """A picture to take from, and which of its pixels (None: all)."""

    image: ImageRef
    mask: MaskRef | None = None
    object: str | None = None
    label: str | None = None
    seen: BoxField | None = Field(default=None, exclude_if=lambda value: value is None)
    """The box in which it was recognised."""
    sure: float | None = Field(default=None, exclude_if=lambda value: value is None)
    """Where a segmenter drew the mask, what it thinks of it itself (0…1)."""


class ResolvedConsequence(_Value):
    """Pixels that go with a target (its shadow, what it holds)."""

    because: str
    kind: Literal["shadow", "reflection", "held"]
    mask: MaskRef
    object: str | None = None
    target: int = 0
    """Which of the op's targets it goes with."""


class ResolvedThing(_Value):
    """A thing that a layout generator draws into a box; `looks` is where it is seen before, `own` whether the op is
    about it: another one is drawn along where its box is touched."""

    phrase: str
    box: BoxField
    looks: BoxField | None = None
    own: bool = True


class ResolvedLayout(_Value):
    """What a layout generator draws, and the boxes in which the plate that all lies on shows again."""

    things: tuple[ResolvedThing, ...] = ()
    cleared: tuple[BoxField, ...] = ()
    plate: ImageRef
    prompt: str = ""


class ResolvedOp(_Value):
    """An op with every word looked up: evaluating it needs nothing but the pixels and the tools.

    Boxes and masks are in pixels of the canvas array (its top-left is `view.canvas`'s corner).
    """

    op: EditOp
    view: View
    """How the picture is shown when the op runs; a `transform` of the picture puts the new view in `view_after`."""
    view_after: View | None = None
    targets: tuple[ResolvedTarget, ...] = ()
    places: tuple[BoxField, ...] = ()
    """Where things come to lie: one box per move, copy or insert, in order."""
    reference: ResolvedReference | None = None
    consequences: tuple[ResolvedConsequence, ...] = ()
    barred: MaskRef | None = None
    """Pixels of other objects: no source for fills."""
    others: tuple[BoxField, ...] = ()
    """Boxes of other things of the targets' kinds: to be seen there afterwards is no sign of failure."""
    before: MaskRef | None = None
    """Pixels of what stands in front of the thing that is put down ("behind the tree")."""
    angle: float | None = None
    """The angle that `straighten` found, degrees clockwise."""
    parts: tuple[ResolvedOp, ...] = ()
    """The ops that a wish (`instruct`) was turned into, resolved one after the other."""
    words: tuple[ResolvedWords, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Of `text`: the words meant, one for each target."""
    remarks: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)
    """What the person should know of how the op was understood."""
    returning: tuple[SceneObject, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Of `restore`: the things of the photo that are to be seen again (original coordinates)."""
    leaving: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Of `restore`: the things that the photo hides again."""
    layout: ResolvedLayout | None = Field(default=None, exclude_if=lambda value: value is None)
    """Of what a layout generator carries out."""
    growth: int = Field(default=0, ge=0)
    """The declared amount: how many pixels beyond a target's mask the action may reach."""
    seed: int = 0
    found: tuple[MaskRef | None, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Of what was drawn after words: its pixels at each of the places, None where it was not found there; empty where
    nothing was looked for. Evaluating finds it out, so it is no part of the digest."""

    def digest(self) -> str:
        """sha256 of the canonical JSON: the part of a memo key that the op contributes."""
        return digest(_unsettled(self).model_dump(mode="json"))


def _unsettled(resolved: ResolvedOp) -> ResolvedOp:
    """Without what evaluating found out."""
    return resolved.model_copy(update={"found": (), "parts": tuple(map(_unsettled, resolved.parts))})


class WonRef(_Value):
    """Which of several specific instructions was followed where (SANE): the box is in original coordinates, `winners`
    the blob of a grey picture of its size that holds their numbers from 0, and 255 where none was followed."""

    box: BoxField
    instructions: tuple[str, ...]
    winners: str


class Share(_Value):
    """A specific instruction, and the part of what was drawn that followed it (0…1)."""

    text: str
    share: float


class PatchRef(_Value):
    """A stored patch: blobs of its pixels and alpha; the box is in original coordinates."""

    box: BoxField
    pixels: str
    alpha: str


class Check(_Value):
    """One thing looked at after an action; `passed` False makes the action "not done"."""

    name: str
    passed: bool
    detail: str = ""
    value: float | None = None
    caution: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """What the person should look at although it is done, as a plain sentence, and what can be said about it."""


class EditRecord(_Value):
    """A node of the history. `id` is a hash of everything below it except times: equal work has equal ids."""

    id: str
    parent: str | None
    turn: int
    index: int
    """Position of the op in its turn."""
    attempt: int = 0
    origin: int | None = None
    """The earlier turn whose op this runs again, after another was dropped; None for the turn's own ops."""
    place: int | None = Field(default=None, ge=0, exclude_if=lambda value: value is None)
    """Which of the actions of the turn that asked for it this is, from 0; None where that is its `index`."""
    op: EditOp
    resolved: ResolvedOp
    patches: tuple[PatchRef, ...] = ()
    scene: str
    """Blob of the scene after the action (original coordinates)."""
    view: View
    seed: int = 0
    backends: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    """What the person should know of how it was done ("a filter, not a generated picture")."""
    read: BoxField | None = None
    """What of the canvas the evaluation looked at."""
    won: tuple[WonRef, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Of what was drawn after several instructions at once: which of them was followed where."""

    @classmethod
    def make(cls, **fields: Any) -> EditRecord:
        """A record with its id computed."""
        unnamed = cls(id="", **fields)
        return unnamed.model_copy(update={"id": unnamed._contents_id()})

    @property
    def genuine(self) -> bool:
        """Whether the id is still the hash of the rest."""
        return self.id == self._contents_id()

    def _contents_id(self) -> str:
        return digest(self.model_dump(mode="json", exclude={"id"}))


def place_of(record: EditRecord) -> int:
    """Which of the actions of the turn that asked for it a record carries out, from 0."""
    return record.index if record.place is None else record.place


class ActionReport(_Value):
    """What became of one op, for people and programs."""

    op: dict[str, Any]
    done: bool
    reason: str | None = None
    checks: dict[str, Any] = {}
    box: BoxField | None = None
    """Where pixels changed, in the shown picture."""
    backend: str | None = None
    seconds: float = Field(default=0.0, ge=0)
    notes: tuple[str, ...] = ()
    won: tuple[Share, ...] = Field(default=(), exclude_if=lambda value: not value)
    """Where several instructions were drawn at once: how much followed each."""


class Answered(_Value):
    """A question that came up in a turn, and what was answered: an option's label, or words."""

    question: str
    options: tuple[str, ...] = ()
    answer: str


class TurnReport(_Value):
    """`scenewright.turn/1`: the outcome of one turn; `exit` is the command line's exit status."""

    format: Annotated[Literal["scenewright.turn/1"], reads(TURN_FORMAT)] = TURN_FORMAT
    status: Literal["done", "not done", "partly", "ask", "approve", "cannot", "command", "cancelled", "failed"]
    exit: int
    session: str
    turn: int
    plan: EditPlan
    actions: tuple[ActionReport, ...] = ()
    question: Question | None = None
    answered: tuple[Answered, ...] = ()
    """What was asked before and is settled, in order."""
    image: ImageRef | None = None
    reply: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The public format as plain data."""
        return {**self.model_dump(mode="json"), "plan": self.plan.to_dict()}


def digest(data: Any) -> str:
    """`sha256:` of canonical JSON."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
