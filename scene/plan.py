"""Edit plans: what the program is about to do, in a form people, models and programs can read and correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .ops import EditOp
from .target import Target
from .versions import reads

PLAN_FORMAT: Final = "scenewright.plan/1"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class Consequence(_Value):
    """An action that follows from another (`because`), shown and switched apart."""

    op: EditOp
    because: str


class Undo(_Value):
    name: Literal["undo"] = "undo"
    count: int = Field(default=1, ge=1)


class Redo(_Value):
    name: Literal["redo"] = "redo"
    count: int = Field(default=1, ge=1)


class Drop(_Value):
    """Take single turns out of the history; numbered from 1. `actions`: only these of the one turn named, numbered from
    1 among those of it that stand."""

    name: Literal["drop"] = "drop"
    turns: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1)
    actions: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(), exclude_if=lambda value: not value)

    @model_validator(mode="after")
    def _of_one_turn(self) -> Drop:
        _require(not self.actions or len(self.turns) == 1, "single actions are dropped of one turn")
        return self


class Reorder(_Value):
    """Have turns happen in this order, at the places in the history that they hold between them. `actions`: only this
    one of each of the turns named (as many as `turns`, in which a turn may then stand several times), numbered from 1
    among those of it that stand."""

    name: Literal["reorder"] = "reorder"
    turns: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=2)
    actions: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(), exclude_if=lambda value: not value)

    @model_validator(mode="after")
    def _of_each_turn(self) -> Reorder:
        _require(len(self.actions) in (0, len(self.turns)), "an order of actions names one of each turn")
        return self


class Rerun(_Value):
    """Do a turn's actions once more where they stand, with another seed (null: one more than they had). `actions`: only
    these, numbered from 1 among those of it that stand."""

    name: Literal["rerun"] = "rerun"
    turn: int = Field(ge=1)
    actions: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(), exclude_if=lambda value: not value)
    seed: int | None = None


class Take(_Value):
    """Do turns of another branch here too, after what stands (no turns: all of its that this branch lacks). `actions`:
    only these of the one turn named, numbered from 1 among those of it that stand there."""

    name: Literal["take"] = "take"
    turns: tuple[Annotated[int, Field(ge=1)], ...] = ()
    actions: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(), exclude_if=lambda value: not value)
    branch: str

    @model_validator(mode="after")
    def _of_one_turn(self) -> Take:
        _require(not self.actions or len(self.turns) == 1, "single actions are taken over of one turn")
        return self


class Branch(_Value):
    """Begin another version and work on it: as the picture is, or as it was after turn `at` (0: the photo)."""

    name: Literal["branch"] = "branch"
    called: str | None = None
    at: int | None = Field(default=None, ge=0)


class Switch(_Value):
    """Work on another version."""

    name: Literal["switch"] = "switch"
    branch: str


class Reset(_Value):
    name: Literal["reset"] = "reset"


class Show(_Value):
    name: Literal["show"] = "show"
    what: str | None = None


class Help(_Value):
    name: Literal["help"] = "help"


class Keep(_Value):
    """Put a cut-out of a thing into the library, under a name."""

    name: Literal["keep"] = "keep"
    target: Target
    as_: str = Field(alias="as", min_length=1)
    replace: bool = Field(default=False, exclude_if=lambda value: not value)
    """Whether it may take the place of another cut-out of that name."""

    model_config = ConfigDict(frozen=True, extra="allow", validate_by_name=True, serialize_by_alias=True)

    @classmethod
    def under(cls, name: str, target: Target) -> Keep:
        return cls.model_validate({"target": target, "as": name})


class Forget(_Value):
    """Take cut-outs out of the library, by their names."""

    name: Literal["forget"] = "forget"
    names: tuple[str, ...] = Field(min_length=1)


Command = Annotated[
    Undo | Redo | Drop | Reorder | Rerun | Take | Branch | Switch | Reset | Show | Help | Keep | Forget,
    Field(discriminator="name"),
]


class Option(_Value):
    """One reading of a question: the complete ops it stands for, or the command."""

    label: str
    ops: tuple[EditOp, ...] = ()
    command: Command | None = Field(default=None, exclude_if=lambda value: value is None)


class Question(_Value):
    """One question at a time; no options means an open question."""

    text: str
    options: tuple[Option, ...] = ()


Status = Literal["ready", "ask", "look", "command", "cannot"]


class EditPlan(_Value):
    """What an instruction was understood as (DESIGN section 5, `scenewright.plan/1`)."""

    format: Annotated[Literal["scenewright.plan/1"], reads(PLAN_FORMAT)] = PLAN_FORMAT
    status: Status = "ready"
    ops: tuple[EditOp, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    needs: tuple[str, ...] = ()
    question: Question | None = None
    look_for: tuple[str, ...] = ()
    look_in: dict[str, Target] = Field(default={}, exclude_if=lambda value: not value)
    command: Command | None = None
    replaces: int | None = None
    rationale: str = ""
    read_by: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """The interpreter that made it, with the language model's name where one was asked."""
    notes: tuple[str, ...] = Field(default=(), exclude_if=lambda value: not value)
    """What the person should know of how it was read ("the language model did not answer")."""

    @model_validator(mode="after")
    def _consistent(self) -> EditPlan:
        _require(self.status != "ready" or bool(self.ops), "a ready plan holds at least one op")
        _require(self.status != "ask" or self.question is not None, "a plan that asks holds a question")
        _require(self.status != "ask" or not self.ops, "a plan that asks holds its ops in the options")
        _require(self.status != "look" or bool(self.look_for), "a plan that looks says what for (look_for)")
        _require(self.status != "command" or self.command is not None, "a command plan holds a command")
        return self

    @classmethod
    def ready(cls, *ops: Any, rationale: str = "", **more: Any) -> EditPlan:
        return cls(status="ready", ops=ops, rationale=rationale, **more)

    @classmethod
    def ask(cls, text: str, *options: Option, rationale: str = "", **more: Any) -> EditPlan:
        return cls(status="ask", question=Question(text=text, options=options), rationale=rationale, **more)

    @classmethod
    def look(cls, *phrases: str, rationale: str = "", **more: Any) -> EditPlan:
        return cls(status="look", look_for=phrases, rationale=rationale, **more)

    @classmethod
    def order(cls, command: Any, rationale: str = "") -> EditPlan:
        return cls(status="command", command=command, rationale=rationale)

    @classmethod
    def cannot(cls, reason: str, **more: Any) -> EditPlan:
        return cls(status="cannot", rationale=reason, **more)

    def to_json(self, indent: int | None = None) -> str:
        """The public format; fields of an op that were never given are left out."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The public format as plain data."""
        data = self.model_dump(mode="json")
        data["ops"] = [dump_op(op) for op in self.ops]
        data["consequences"] = [{**given, "op": dump_op(c.op)} for given, c in _pairs(data, self.consequences)]
        if self.question:
            data["question"]["options"] = [
                {**given, "ops": [dump_op(op) for op in option.ops]}
                for given, option in zip(data["question"]["options"], self.question.options, strict=True)
            ]
        return data


def told_actions(turns: Sequence[int], actions: Sequence[int]) -> str:
    """`turn 2, 3`, or `action 1 of turn 2`."""
    whole = f"turn {', '.join(map(str, turns))}"
    return f"action {', '.join(map(str, actions))} of {whole}" if actions else whole


def told_order(order: Reorder) -> str:
    """`turn 2, 1`, or `action 2 of turn 1, action 1 of turn 1`."""
    if not order.actions:
        return told_actions(order.turns, ())
    return ", ".join(told_actions([turn], [action]) for turn, action in zip(order.turns, order.actions, strict=True))


def dump_op(op: EditOp) -> dict[str, Any]:
    """An op as plain data, without fields that are None."""
    return op.model_dump(mode="json", exclude_none=True)


def _pairs(data: dict[str, Any], consequences: tuple[Consequence, ...]) -> Any:
    return zip(data["consequences"], consequences, strict=True)


def _require(fact: bool, message: str) -> None:
    if not fact:
        raise ValueError(message)
