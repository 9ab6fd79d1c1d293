"""What is compared: anything that takes a photo and words and gives a photo, behind one port."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from ...scene.image import Pixels
from ...scene.mask import Mask
from ..datasets import Sample

Status = Literal["done", "nothing", "refused", "asked", "failed"]
"""`done`: there is a picture. `nothing`: it says that it is done, and nothing has changed. `refused`: it says why it
does not. `asked`: it wants to know more, and nobody answers. `failed`: it tried, and it did not work, or it broke."""


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """What one editor is asked: words about a photo (H×W×3 uint8). `truth` is where the edit belongs, of the photo's
    size; only controls look at it. `marks` are drawn shapes by name, as everywhere (`{"A": {"box": [l, t, r, b]}}`)."""

    sample: Sample
    photo: Pixels
    instruction: str
    seed: int = 0
    truth: Mask | None = None
    marks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """What came of it. `picture` is H×W×3 uint8 where it is done, else None; it is judged at the photo's size."""

    status: Status
    picture: Pixels | None = None
    chosen: Mask | None = None
    """What the editor says that it edited, or would have; empty where it chose nothing; None where it never says."""
    seconds: float | None = 0.0
    """None where nobody knows, as of what was made elsewhere."""
    said: str = ""
    """Its own words: a reply, a question, why not."""
    cost: float | None = None
    """Money in US dollars that providers take, where it is known."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Plain data that a report may show."""
    settled: bool = True
    """False for what broke and may go otherwise another time: it is not kept, and tried again by the same command."""


class Editor(Protocol):
    """One contestant. It may keep models from task to task, and nothing else: the same task gives the same outcome."""

    @property
    def name(self) -> str:
        """Short, for tables."""
        ...

    @property
    def identity(self) -> str:
        """A digest of all that changes what it gives: settings, versions of models, a command's words."""
        ...

    def edit(self, task: Task) -> Outcome:
        """Never raises for a task that goes wrong: that is an outcome with status `failed`."""
        ...


@runtime_checkable
class Conversing(Protocol):
    """An editor that remembers earlier turns: the tasks of one dataset session go to one `conversation`, in order.

    Others get each turn by itself, with their own result of the turn before as the photo.
    """

    def conversation(self) -> AbstractContextManager[Editor]:
        """The same editor for the turns of one session; `photo` of later tasks is its own result and may be ignored."""
        ...


@runtime_checkable
class Showable(Editor, Protocol):
    """An editor that can be told where, apart from the words."""

    def edit_there(self, task: Task, where: Mask) -> Outcome:
        """The action that the words ask for, done to these pixels of the photo."""
        ...


@runtime_checkable
class Priced(Editor, Protocol):
    """An editor that knows what an outcome cost, by prices that may have changed since."""

    def priced(self, outcome: Outcome) -> Outcome:
        """The outcome with its cost at the present prices; None where that is not known."""
        ...


def talking(editor: Editor) -> AbstractContextManager[Editor]:
    """A conversation of an editor that has them, else the editor."""
    return editor.conversation() if isinstance(editor, Conversing) else nullcontext(editor)
