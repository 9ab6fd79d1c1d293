"""The structured scene: objects with stable ids, relations, and what was already looked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .geometry import Box, BoxField
from .mask import MaskRef
from .versions import reads

SCENE_FORMAT: Final = "scenewright.scene/1"

BACKDROP: Final = "backdrop"
"""`attributes["kind"]` of what things stand before or on (sky, a wall, grass): it is background too."""


class SceneImage(BaseModel):
    """The picture a scene describes; `id` may be missing on input."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str | None = None
    width: int = Field(ge=1)
    height: int = Field(ge=1)


class SceneObject(BaseModel):
    """One thing (or part) in the picture. `id` is stable over turns; `attributes` is an open mapping."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str = Field(min_length=1)
    label: str = Field(min_length=1)
    box: BoxField
    mask: MaskRef | None = None
    mask_score: float | None = Field(default=None, exclude_if=lambda value: value is None)
    """What the segmenter that drew the mask thinks of it (0…1)."""
    attributes: dict[str, Any] = {}
    depth: float | None = None
    """How far away, relative to the other things: smaller is nearer; what the tools tell is 0…1."""
    score: float | None = None
    source: str | None = None
    part_of: str | None = None


class Relation(BaseModel):
    """`subject predicate object`, with ids of objects: `handbag-1 held by person-2`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    subject: str
    predicate: str
    object: str


class Scene(BaseModel):
    """Everything known about a picture; immutable. `queries` holds phrases already looked for."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format: Annotated[Literal["scenewright.scene/1"], reads(SCENE_FORMAT)] = SCENE_FORMAT
    image: SceneImage
    objects: tuple[SceneObject, ...] = ()
    relations: tuple[Relation, ...] = ()
    caption: str | None = None
    queries: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Scene:
        seen: set[str] = set()
        for thing in self.objects:
            if thing.id in seen:
                raise ValueError(f"object ids are unique in a scene, but {thing.id!r} stands twice")
            seen.add(thing.id)
        return self

    @property
    def frame(self) -> Box:
        return Box.of_size(self.image.width, self.image.height)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(thing.id for thing in self.objects)

    def get(self, id: str) -> SceneObject:
        """The object with this id; KeyError with the known ids when there is none."""
        for thing in self.objects:
            if thing.id == id:
                return thing
        raise KeyError(f"no object {id!r} in the scene; it has {', '.join(self.ids) or 'none'}")

    def has(self, id: str) -> bool:
        return id in self.ids

    def new_id(self, label: str, taken: Iterable[str] = ()) -> str:
        """`label-n` with the next number never used by `taken` or the scene."""
        pattern = re.compile(re.escape(label) + r"-(\d+)")
        used = [int(m.group(1)) for name in (*self.ids, *taken) if (m := pattern.fullmatch(name))]
        return f"{label}-{max(used, default=0) + 1}"

    def add(self, *things: SceneObject) -> Scene:
        return self.model_copy(update={"objects": (*self.objects, *things)})

    def remove(self, *ids: str) -> Scene:
        """Without these objects, their parts (and parts of parts), and relations that name them."""
        gone: set[str] = set()
        found = set(ids)
        while found - gone:
            gone |= found
            found = {thing.id for thing in self.objects if thing.part_of in gone}
        return self.model_copy(
            update={
                "objects": tuple(thing for thing in self.objects if thing.id not in gone),
                "relations": tuple(r for r in self.relations if r.subject not in gone and r.object not in gone),
            }
        )

    def replace(self, thing: SceneObject) -> Scene:
        """With the object of the same id replaced."""
        return self.map(lambda old: thing if old.id == thing.id else old)

    def map(self, change: Callable[[SceneObject], SceneObject]) -> Scene:
        return self.model_copy(update={"objects": tuple(map(change, self.objects))})

    def asked(self, *phrases: str) -> Scene:
        """With these phrases noted as looked for."""
        new = tuple(phrase for phrase in dict.fromkeys(phrases) if phrase not in self.queries)
        return self.model_copy(update={"queries": self.queries + new})

    def to_json(self, indent: int | None = None) -> str:
        """The public format."""
        return self.model_dump_json(indent=indent)
