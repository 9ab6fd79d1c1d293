"""The explicit edit actions: one frozen type per verb, joined in the union `EditOp`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .color import to_hex
from .geometry import BoxField
from .target import Place, Reference, Target

Color = Annotated[str, BeforeValidator(to_hex)]
"""`#rrggbb`; CSS names are accepted on input."""


def _some(targets: tuple[Any, ...]) -> tuple[Any, ...]:
    if not targets:
        raise ValueError("at least one target is needed")
    return targets


Targets = Annotated[tuple[Target, ...], AfterValidator(_some)]
Signed = Annotated[float, Field(ge=-1, le=1)]


class _Op(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)


class _Drawn(_Op):
    prompt: str | None = None
    reference: Reference | None = None

    @model_validator(mode="after")
    def _prompt_or_reference(self) -> _Drawn:
        if not self.prompt and self.reference is None:
            raise ValueError("a prompt (what to draw) or a reference (what to take) is needed")
        return self


class Remove(_Op):
    op: Literal["remove"] = "remove"
    targets: Targets


class Replace(_Drawn):
    op: Literal["replace"] = "replace"
    targets: Targets


class Insert(_Drawn):
    op: Literal["insert"] = "insert"
    at: Place | None = None
    count: int = Field(default=1, ge=1, le=30)


class Move(_Op):
    op: Literal["move"] = "move"
    target: Target
    to: Place


class Resize(_Op):
    """`scale` 2.0 is twice as large in each direction."""

    op: Literal["resize"] = "resize"
    targets: Targets
    scale: float = Field(gt=0, le=50)


class Duplicate(_Op):
    op: Literal["duplicate"] = "duplicate"
    target: Target
    to: Place | None = None
    count: int = Field(default=1, ge=1, le=30)


class Swap(_Op):
    op: Literal["swap"] = "swap"
    target: Target
    other: Target


class Recolor(_Op):
    op: Literal["recolor"] = "recolor"
    targets: Targets
    color: Color


class Restyle(_Op):
    """`prompt` names a medium or material (watercolour, pencil, marble)."""

    op: Literal["restyle"] = "restyle"
    targets: Targets
    prompt: str = Field(min_length=1)


def _one_of(model: BaseModel, names: tuple[str, ...]) -> None:
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(names)} is needed, but got {', '.join(given) or 'none'}")


class Background(_Op):
    """`color` is `#rrggbb` or `transparent`; `blur` is 0…1."""

    op: Literal["background"] = "background"
    prompt: str | None = None
    color: Literal["transparent"] | Color | None = None
    blur: float | None = Field(default=None, ge=0, le=1)
    reference: Reference | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Background:
        _one_of(self, ("prompt", "color", "blur", "reference"))
        return self


ADJUSTMENTS = ("brightness", "contrast", "saturation", "temperature", "sharpness", "shadows", "highlights")


class Adjust(_Op):
    """Each amount is −1…1 (0 leaves it); `auto` balances tone and colour by itself."""

    op: Literal["adjust"] = "adjust"
    targets: Targets
    brightness: Signed | None = None
    contrast: Signed | None = None
    saturation: Signed | None = None
    temperature: Signed | None = None
    sharpness: Signed | None = None
    shadows: Signed | None = None
    highlights: Signed | None = None
    auto: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Adjust:
        if not self.auto and all(getattr(self, name) is None for name in ADJUSTMENTS):
            raise ValueError(f"an adjustment needs at least one of {', '.join(ADJUSTMENTS)} or auto")
        return self


class Obscure(_Op):
    """`amount` is 0…1, None for enough to hide it; `color` is for `fill`."""

    op: Literal["obscure"] = "obscure"
    targets: Targets
    method: Literal["blur", "pixelate", "fill"]
    amount: float | None = Field(default=None, ge=0, le=1)
    color: Color | None = None


class Text(_Op):
    """`replace_with` None removes the words."""

    op: Literal["text"] = "text"
    targets: tuple[Target, ...] = ()
    find: str | None = None
    replace_with: str | None = None


class Margins(BaseModel):
    """Pixels to add on each side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: int = Field(default=0, ge=0, le=20_000)
    top: int = Field(default=0, ge=0, le=20_000)
    right: int = Field(default=0, ge=0, le=20_000)
    bottom: int = Field(default=0, ge=0, le=20_000)


def _ratio(value: Any) -> Any:
    """`"16:9"`, `"16/9"` or a number: width over height."""
    if isinstance(value, str):
        for sign in (":", "/", "x"):
            if sign in value:
                width, height = value.split(sign, 1)
                try:
                    return float(width) / float(height)
                except (ValueError, ZeroDivisionError):
                    raise ValueError(f"an aspect is like '16:9' or 1.5, but got {value!r}") from None
    return value


TRANSFORMS = ("crop", "aspect", "rotate", "straighten", "perspective", "flip", "scale", "extend")
Corner = tuple[float, float]


class Transform(_Op):
    """Without `targets` it is the picture. `rotate` is degrees clockwise, `aspect` width over height (or `"16:9"`),
    `straighten` True finds the angle itself, `perspective` four points clockwise from the top left, `prompt` what is to
    show in what `extend` adds."""

    op: Literal["transform"] = "transform"
    targets: tuple[Target, ...] | None = None
    crop: BoxField | None = None
    aspect: Annotated[float, BeforeValidator(_ratio), Field(gt=0.01, lt=100)] | None = None
    rotate: float | None = None
    straighten: float | Literal[True] | None = None
    perspective: tuple[Corner, Corner, Corner, Corner] | None = None
    flip: Literal["horizontal", "vertical"] | None = None
    scale: float | None = Field(default=None, gt=0, le=20)
    extend: Margins | None = None
    prompt: str | None = Field(default=None, min_length=1, exclude_if=lambda prompt: prompt is None)
    """Not written where there is none: records from before it was there keep their ids."""

    @model_validator(mode="after")
    def _one_way(self) -> Transform:
        _one_of(self, TRANSFORMS)
        if self.prompt is not None and self.extend is None:
            raise ValueError("prompt says what is to show in what extend adds, but nothing is extended")
        return self


class Step(BaseModel):
    """One specific instruction that a wish was turned into; `needs` lists capabilities it lacks here."""

    model_config = ConfigDict(frozen=True, extra="allow")

    text: str
    needs: tuple[str, ...] = ()
    ops: tuple[EditOp, ...] | None = None


class Restore(_Op):
    """The photo as it came, where the targets are."""

    op: Literal["restore"] = "restore"
    targets: Targets


class Draw(_Op):
    """Things of a layout, each drawn into its box (GLIGEN); `prompt` says what the whole picture shows."""

    op: Literal["draw"] = "draw"
    targets: Targets
    prompt: str | None = Field(default=None, max_length=2000)


CORRECTIONS = ("label", "merge", "absent")


class Correct(_Op):
    """What is known of the picture is put right; no pixel changes. `label` says what the things are, `merge` that they
    are one thing (the first), `absent` that there are no such things."""

    op: Literal["correct"] = "correct"
    targets: Targets
    label: str | None = Field(default=None, min_length=1, max_length=80)
    merge: Literal[True] | None = None
    absent: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Correct:
        _one_of(self, CORRECTIONS)
        if self.merge and len(self.targets) < 2:
            raise ValueError("at least two things are needed to be one")
        return self


class Instruct(_Op):
    """A mood, era or taste (`original`) and the specific instructions it stands for (SANE, section 3)."""

    op: Literal["instruct"] = "instruct"
    targets: Targets
    original: str
    instructions: tuple[Step, ...]


EditOp = Annotated[
    Remove
    | Replace
    | Insert
    | Move
    | Resize
    | Duplicate
    | Swap
    | Recolor
    | Restyle
    | Background
    | Adjust
    | Obscure
    | Text
    | Transform
    | Restore
    | Correct
    | Draw
    | Instruct,
    Field(discriminator="op"),
]

Step.model_rebuild()
Instruct.model_rebuild()


def targets_of(op: EditOp) -> tuple[Target, ...]:
    """Every target the op acts on, `other` of a swap included; empty for the whole picture and for inserts."""
    single = [getattr(op, name) for name in ("target", "other") if getattr(op, name, None) is not None]
    return (*(getattr(op, "targets", None) or ()), *single)
