"""What a phrase is read against: the scene, the marks, what was mentioned before, and answers already given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ...scene.instruction import Mark
from ...scene.objects import BACKDROP, Scene, SceneObject
from ...scene.target import MarkTarget, ObjectTarget, Place, Target
from .knowledge.similarity import Similarity
from .knowledge.table import NOTHING, Knowledge
from .words.normalise import Cleaned


@dataclass(frozen=True)
class Focus:
    """What "it" means now: the targets of the last action, and the label that "the other one" inherits."""

    targets: tuple[Target, ...] = ()
    label: str = ""
    verb: str = ""
    """The op it comes from."""
    unclear: bool = False
    """Whether it may be any of the targets, which nobody has said yet."""

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(target.object for target in self.targets if isinstance(target, ObjectTarget))


@dataclass(frozen=True)
class Referents:
    """What a noun phrase stands for."""

    targets: tuple[Target, ...]
    said: str = ""
    sure: bool = True
    """False when a word of the phrase had to be passed over (an adjective nobody can check)."""


@dataclass(frozen=True)
class Context:
    scene: Scene
    said: Cleaned
    marks: Mapping[str, Mark] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    table: Knowledge = NOTHING
    similar: Similarity | None = None
    pins: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    focus: Focus = Focus()
    preamble: str = ""
    """What was said before as a statement ("I am thirsty")."""
    gone: frozenset[str] = frozenset()
    """Objects that an earlier clause of this instruction removed."""

    library: tuple[str, ...] = ()
    """Names of kept cut-outs."""

    recent: tuple[Target, ...] = ()
    """What the last turns that did the same were about, the latest first: "the two of them"."""

    there: Place | None = None
    """Where the last thing was put: "there"."""

    added: tuple[Target, ...] = ()
    """What the last copying or adding made: "the copy", "the new one"."""

    before: Callable[[], Scene] | None = None
    """The scene before the last turn."""

    @property
    def departed(self) -> tuple[SceneObject, ...]:
        """What the last turn took out, as it was: "the chair next to it"."""
        if self.before is None:
            return ()
        return tuple(thing for thing in self.before().objects if not self.scene.has(thing.id))

    def pin(self, phrase: str, targets: tuple[Target, ...]) -> Context:
        """With an ambiguous phrase settled."""
        return replace(self, pins={**self.pins, phrase: targets})

    def about(self, focus: Focus) -> Context:
        return replace(self, focus=focus)

    def mark_named(self, name: str) -> str | None:
        """The mark's own spelling of a name written in any case."""
        return next((own for own in self.marks if own.lower() == name.lower()), None)

    def reference_named(self, name: str) -> str | None:
        """The file of a reference picture, by its name in any case."""
        return next((path for own, path in self.references.items() if own.lower() == name.lower()), None)

    @property
    def standing(self) -> tuple[SceneObject, ...]:
        """The things of the scene, without what they stand before or on (the sky, a wall, grass)."""
        return tuple(thing for thing in self.scene.objects if thing.attributes.get("kind") != BACKDROP)

    @property
    def stray_mark(self) -> str | None:
        """The only mark, when no word of the instruction refers to it."""
        pointed = (
            any(word in self.said.text.split() for word in ("here", "there", "this", "these")) or "[" in self.said.text
        )
        return next(iter(self.marks)) if len(self.marks) == 1 and not pointed else None

    def under(self, mark: Target | str) -> SceneObject | None:
        """The object a mark clearly lies on, None when it lies on none."""
        name = mark.mark if isinstance(mark, MarkTarget) else str(mark)
        drawn = self.marks[name]
        center = drawn.bounds.center
        if drawn.box is not None:
            best = max(self.scene.objects, key=lambda t: t.box.iou(drawn.bounds), default=None)
            if best is not None and best.box.iou(drawn.bounds) >= 0.3:
                return best
        holding = [t for t in self.scene.objects if t.box.contains(center)]
        return min(holding, key=lambda t: t.box.area, default=None)

    def nouns(self, noun: str) -> bool:
        """Whether a noun is known: a label of the scene (or its last word), a name or a kind of the table."""
        labels = {thing.label.lower() for thing in self.scene.objects}
        labels |= {label.replace(" ", "") for label in labels} | ({noun} if noun.replace(" ", "") in labels else set())
        if noun in labels or any(label.endswith(" " + noun) for label in labels):
            return True
        return bool(self.table.labels_named(noun)) or noun in self.table.kinds or noun + "s" in self.table.kinds
