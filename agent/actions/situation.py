"""What an action may look at, and how it says that it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ...scene.geometry import Box
from ...scene.image import ImageRef, ImageStore, Pixels, to_rgb
from ...scene.instruction import Mark
from ...scene.mask import Mask
from ...scene.objects import BACKDROP, Scene, SceneObject
from ...scene.plan import Question
from ...scene.view import View
from ...tools.generators import Watch
from ...tools.toolbox import Toolbox
from ..library import Library
from .work import Step


class ActionError(Exception):
    """An action that cannot be done as asked; `exit` is the command line's status, `question` what would settle it."""

    exit = 1

    def __init__(self, reason: str, question: Question | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.question = question


class TargetNotFound(ActionError):
    """Nothing in the picture is what the target names."""


class AmbiguousTarget(ActionError):
    """Several things fit and nothing says which."""

    exit = 3


class NeedsBackend(ActionError):
    """The toolset lacks a capability; the reason names the command that adds one."""

    exit = 4


class BadTarget(ActionError):
    """The plan names something that does not exist here (an unknown id, mark or file)."""

    exit = 2


class Original(NamedTuple):
    """The photo as it came, and what was seen in it."""

    image: ImageRef
    scene: Scene


@dataclass(frozen=True)
class Situation:
    """The picture, scene and tools at the moment an op is resolved.

    `pixels` is the composited canvas, H×W×3|4 of `view.canvas`'s size. `scene` has its boxes in original coordinates
    and masks of the canvas's size. `marks` are in shown coordinates. `references` are files by the names the words use.
    """

    pixels: Pixels
    scene: Scene
    view: View
    toolbox: Toolbox
    images: ImageStore
    marks: Mapping[str, Mark] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    library: Library | None = None
    original: Callable[[], Original] | None = None
    """What the picture was edited from; None where it is as it came."""
    watch: Watch | None = None
    """Told of each step of a generator that is at work while an op is resolved (the steps of a wish)."""
    step: Step | None = None
    """Evaluates the steps of a wish; who gives it to `evaluate` too has each of them evaluated once."""
    undrawn: frozenset[str] = frozenset()
    """Things of a layout (ids) that were drawn once and are not drawn here: nothing of them shows."""

    @property
    def rgb(self) -> Pixels:
        return to_rgb(self.pixels)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def frame(self) -> Box:
        """The canvas array's own box."""
        return Box.of_size(self.width, self.height)

    @property
    def things(self) -> tuple[SceneObject, ...]:
        """The scene's objects that are things, and no backdrop (a sky, a floor) to things."""
        return tuple(one for one in self.scene.objects if one.attributes.get("kind") != BACKDROP)

    @cached_property
    def visible(self) -> Mask:
        """Which pixels of the canvas are shown."""
        if self.view == View.of(self.width, self.height):
            return Mask.full(self.width, self.height)
        return self.view.mask_to_original(Mask.full(self.view.width, self.view.height))

    def array_box(self, original: Box) -> Box:
        """A box in original coordinates, as pixels of the canvas array."""
        return original.shift(-self.view.canvas.left, -self.view.canvas.top)

    def shown_to_array(self, shown: Box) -> Box:
        """A box of the shown picture, as pixels of the canvas array."""
        return self.array_box(self.view.box_to_original(shown))

    def array_to_shown(self, box: Box) -> Box:
        return self.view.box_to_view(box.shift(self.view.canvas.left, self.view.canvas.top))

    def object(self, id: str) -> SceneObject:
        """The scene's object with this id; BadTarget with the known ids when there is none."""
        try:
            return self.scene.get(id)
        except KeyError as error:
            raise BadTarget(str(error.args[0])) from None

    def mark(self, name: str) -> Mark:
        """The mark of this name; BadTarget with the known names when there is none."""
        if name not in self.marks:
            known = ", ".join(f"[{known}]" for known in self.marks) or "none"
            raise BadTarget(f"the plan names the mark [{name}], but the marks drawn are: {known}")
        return self.marks[name]
