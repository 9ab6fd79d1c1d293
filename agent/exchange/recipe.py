"""A session as a recipe: its actions as they stand now, things by the words that name them, for other photos."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...scene.image import ImageRef
from ...scene.instruction import Mark
from ...scene.objects import Scene
from ...scene.ops import Correct
from ...scene.plan import EditPlan
from ...scene.records import EditRecord, digest
from ...scene.versions import reads
from ..errors import BadInput
from ..looking.frames import carry_marks
from ..sessions.values import TurnEntry
from ..turn.services import Services, origin_of
from .recipes import carried, made_for, points

RECIPE_FORMAT: Final = "scenewright.recipe/1"


class Step(BaseModel):
    """The actions of one turn, with the marks they name and the seed they had."""

    model_config = ConfigDict(frozen=True, extra="allow")

    plan: EditPlan
    marks: dict[str, Mark] = {}
    seed: int = 0
    size: tuple[int, int] | None = None
    """Width and height of the photo that the marks were drawn on."""


class Recipe(BaseModel):
    """`scenewright.recipe/1`: turns to take, one after the other."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format: Annotated[Literal["scenewright.recipe/1"], reads(RECIPE_FORMAT)] = RECIPE_FORMAT
    steps: tuple[Step, ...] = Field(min_length=1)

    @classmethod
    def of(cls, plan: EditPlan) -> Recipe:
        return cls(steps=(Step(plan=plan),))

    def to_dict(self) -> dict[str, Any]:
        steps = [{**step.model_dump(mode="json"), "plan": step.plan.to_dict()} for step in self.steps]
        return {**self.model_dump(mode="json"), "steps": steps}

    @property
    def digest(self) -> str:
        return digest(self.to_dict())


def ready_for(step: Step, image: str, size: tuple[int, int]) -> EditPlan:
    """The step's plan for the photo with this id and size; BadInput for what means nothing there."""
    if step.marks and step.size is not None and step.size != size:
        drawn = f"{step.size[0]} × {step.size[1]}"
        raise BadInput(
            f"a mark drawn on a photo of {drawn} means nothing on one of {size[0]} × {size[1]}; say it in words"
        )
    return carried(step.plan, image)


def recipe_of(services: Services, session: str) -> Recipe:
    """What the picture of a session is made of now: undone and dropped turns are not in it.

    Raises BadInput where nothing was done, and for what takes a thing of its own photo as a pattern.
    """
    info = services.store.get(session)
    steps = []
    names: dict[str, str] = {}
    for number, group in groupby(services.store.chain(session, info.head), key=origin_of):
        ops, records = [], tuple(group)
        for record in records:
            if isinstance(record.op, Correct):
                continue  # what was seen wrongly on this photo says nothing of others
            data = _plain(record)
            names |= dict(_said(data))
            ops.append(_worded(data, names, services.scene(session, record.parent)))
        if ops:
            turn = services.store.turn(session, number)
            marks = _marks(services, session, turn, records[0]) if turn else {}
            steps.append(_step(ops, turn, marks, info.base))
    if not steps:
        raise BadInput(f"session {session} shows its photo as it came: there is nothing to do on another one")
    return Recipe(steps=tuple(steps))


def _marks(services: Services, session: str, turn: TurnEntry, record: EditRecord) -> dict[str, Mark]:
    """What a turn drew, as it lies on the picture on which its actions are done now."""
    drawn, now = (services.canvases.view(session, node) for node in (turn.before, record.parent))
    return carry_marks(turn.marks, drawn, now)


def _step(ops: list[Any], turn: TurnEntry | None, drawn: Mapping[str, Mark], base: ImageRef) -> Step:
    """What a turn's ops come to on another photo, with the marks that they name."""
    plan = made_for(EditPlan.model_validate({"ops": ops}), base.id)
    size, text = (base.width, base.height), plan.model_dump_json()
    if turn is None:
        return Step(plan=plan, size=size)
    marks = {name: mark for name, mark in drawn.items() if f'"mark":"{name}"' in text}
    return Step(plan=plan, marks=marks, seed=turn.seed, size=size)


def _plain(record: EditRecord) -> dict[str, Any]:
    """The op as plain data; a picture that came as a file or from the library is named by what was stored of it."""
    data = EditPlan(ops=(record.op,)).to_dict()["ops"][0]
    reference = data.get("reference")
    if not isinstance(reference, dict):
        return dict(data)
    if "object" in reference:
        raise BadInput(f"turn {origin_of(record)} takes a thing of its own photo as a pattern: other photos have none")
    taken = record.resolved.reference
    if taken is not None:
        kept = {name: value for name, value in reference.items() if name not in ("file", "library")}
        data = {**data, "reference": {"image": taken.image.id, **kept}}
    return dict(data)


def _said(value: Any) -> Iterator[tuple[str, str]]:
    """Ids with the words that name them anywhere."""
    if isinstance(value, dict):
        id, said = value.get("object"), value.get("said")
        if isinstance(id, str) and said and not points(said):
            yield id, said
        for part in value.values():
            yield from _said(part)
    elif isinstance(value, list):
        for part in value:
            yield from _said(part)


def _worded(value: Any, names: Mapping[str, str], scene: Scene) -> Any:
    """With words for every object: its own, those it had before, or its label where it is the only one of its kind."""
    if isinstance(value, list):
        return [_worded(part, names, scene) for part in value]
    if not isinstance(value, dict):
        return value
    id = value.get("object")
    if isinstance(id, str) and (not value.get("said") or points(value["said"])):
        words = names.get(id) or _only(id, scene)
        return {**value, "said": words} if words else value
    return {name: _worded(part, names, scene) for name, part in value.items()}


def _only(id: str, scene: Scene) -> str | None:
    if not scene.has(id):
        return None
    label = scene.get(id).label
    return label if sum(thing.label == label for thing in scene.objects) == 1 else None
