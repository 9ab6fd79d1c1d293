"""What an action is done to, where it puts things, and what it takes as a pattern: the small words of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from .geometry import BoxField
from .mask import MaskRef


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)


class _Target(_Word):
    said: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """The words it came from."""


class ObjectTarget(_Target):
    """An object of the scene by its id."""

    object: str


class RegionTarget(_Target):
    """A box of the shown picture."""

    region: BoxField


class MarkTarget(_Target):
    """A drawn mark; it stays the mark until the action runs."""

    mark: str


class MaskTarget(_Target):
    """Exactly these pixels of the shown picture."""

    mask: MaskRef


class PhraseTarget(_Target):
    """Words to be grounded on each photo (recipes)."""

    phrase: str = Field(min_length=1)


class BackgroundTarget(_Target):
    """The pixels of no object."""

    background: Literal[True] = True


class EverythingTarget(_Target):
    """The whole picture, or all of it except some targets."""

    everything: Literal[True] = True
    except_: tuple[Target, ...] = Field(default=(), alias="except", exclude_if=lambda value: not value)

    model_config = ConfigDict(frozen=True, extra="allow", validate_by_name=True, serialize_by_alias=True)


class Relative(_Word):
    """Beside, above, in … something (or between two things)."""

    relation: Literal[
        "left of", "right of", "above", "below", "on", "inside", "in front of", "behind", "next to", "between"
    ]
    of: Target | tuple[Target, Target]

    @model_validator(mode="after")
    def _between_two(self) -> Relative:
        if isinstance(self.of, tuple) != (self.relation == "between"):
            raise ValueError(f"'between' is of two targets and every other relation of one, but got {self.relation!r}")
        return self


class BoxPlace(_Word):
    box: BoxField


class PointPlace(_Word):
    """The centre, in pixels of the shown picture."""

    point: tuple[float, float]


class OffsetPlace(_Word):
    """So many shown pixels right and down of where it is."""

    offset: tuple[float, float]


EDGES = ("left", "right", "top", "bottom", "center", "top left", "top right", "bottom left", "bottom right")


class EdgePlace(_Word):
    edge: Literal["left", "right", "top", "bottom", "center", "top left", "top right", "bottom left", "bottom right"]


class MarkPlace(_Word):
    mark: str


class _Reference(_Word):
    target: Target | None = Field(default=None, exclude_if=lambda value: value is None)
    phrase: str | None = Field(default=None, exclude_if=lambda value: value is None)


class ObjectReference(_Reference):
    """Another object of this photo."""

    object: str


class ImageReference(_Reference):
    """A stored picture by its id."""

    image: str


class FileReference(_Reference):
    """A picture file."""

    file: str


class LibraryReference(_Reference):
    """A cut-out kept under a name."""

    library: str


def _by_field(kind: str, names: tuple[str, ...]) -> Discriminator:
    """Choose a union's member by which one of `names` a value has."""

    def tag(value: Any) -> str | None:
        fields = value if isinstance(value, Mapping) else {n: 1 for n in names if hasattr(value, n)}
        found = [name for name in names if fields.get(name) is not None]
        return found[0] if len(found) == 1 else None

    return Discriminator(
        tag,
        custom_error_type=f"{kind}_kind",
        custom_error_message=f"a {kind} has exactly one of: {', '.join(names)}",
    )


Target = Annotated[
    Annotated[ObjectTarget, Tag("object")]
    | Annotated[RegionTarget, Tag("region")]
    | Annotated[MarkTarget, Tag("mark")]
    | Annotated[MaskTarget, Tag("mask")]
    | Annotated[PhraseTarget, Tag("phrase")]
    | Annotated[BackgroundTarget, Tag("background")]
    | Annotated[EverythingTarget, Tag("everything")],
    _by_field("target", ("object", "region", "mark", "mask", "phrase", "background", "everything")),
]

Place = Annotated[
    Annotated[BoxPlace, Tag("box")]
    | Annotated[PointPlace, Tag("point")]
    | Annotated[OffsetPlace, Tag("offset")]
    | Annotated[Relative, Tag("relation")]
    | Annotated[EdgePlace, Tag("edge")]
    | Annotated[MarkPlace, Tag("mark")],
    _by_field("place", ("box", "point", "offset", "relation", "edge", "mark")),
]

Reference = Annotated[
    Annotated[ObjectReference, Tag("object")]
    | Annotated[ImageReference, Tag("image")]
    | Annotated[FileReference, Tag("file")]
    | Annotated[LibraryReference, Tag("library")],
    _by_field("reference", ("object", "image", "file", "library")),
]

for _model in (EverythingTarget, Relative, ObjectReference, ImageReference, FileReference, LibraryReference):
    _model.model_rebuild()
