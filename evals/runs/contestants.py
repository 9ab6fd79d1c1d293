"""Who takes part: editors as the command line names them, their ablations, and the controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...agent.errors import BadInput
from ...agent.setup.tooling import toolset_named
from ..editors.ablation import Ablation
from ..editors.command import CommandEditor
from ..editors.controls import BlurredMask, DoNothing, OracleMask, PastedBack
from ..editors.editor import Editor
from ..editors.folder import FolderEditor
from ..editors.price import Price
from ..editors.toolset import ToolsetEditor, usual
from ..metrics import Unmeasured
from .rows import EditorNote

CONTROLS = ("nothing", "background", "blurred", "oracle")
"""Do nothing; each editor with the original background pasted back; the truth blurred; each toolset shown the truth."""
WITHOUT_MASKS = ("nothing",)
"""The controls that need not know where an edit belongs."""
WITHOUT_PLACES = ("nothing", "background", "blurred")
"""Those for layouts, of which no place can be given away."""
SPECS = "toolset:NAME[+PROVIDER:MODEL], command:WORDS or folder:DIR, with LABEL= before it if you like"


@dataclass(frozen=True)
class Contestant:
    """An editor, and whether it is a control: those may look at the truth, and are not meant to win."""

    editor: Editor
    control: bool = False

    @property
    def note(self) -> EditorNote:
        about: dict[str, Any] = dict(getattr(self.editor, "about", {}))
        if isinstance(self.editor, CommandEditor):
            about = {"command": self.editor.words}
        return EditorNote(self.editor.name, self.editor.identity, self.control, about)


@dataclass(frozen=True)
class Line:
    """What is compared, as plain data: another process opens the same contestants from it."""

    editors: tuple[str, ...] = ("toolset:embedded",)
    controls: tuple[str, ...] = CONTROLS
    ablations: tuple[str, ...] = ()
    price: str | None = None
    """Of a language model's tokens, as `Price.parse` reads it."""
    agreed: bool = False
    """Whether words may leave this machine for a language model."""

    def open(self) -> tuple[Contestant, ...]:
        """Raises ValueError for words that name none, and for two of one name."""
        editors = [one for one in self._asked() if _idle(one) is None]
        line = (*(Contestant(one) for one in editors), *(Contestant(one, True) for one in self._controls(editors)))
        names = [one.editor.name for one in line]
        for one in line:
            one.editor.identity  # noqa: B018 – settings that fit nothing are told before any work
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two editors are called {', '.join(sorted(twice))}: give one a LABEL=")
        return line

    def left_out(self) -> tuple[Unmeasured, ...]:
        """The ablations that can change nothing here, and why: a row of them would only repeat another."""
        return tuple(Unmeasured(one.name, why) for one in self._asked() if (why := _idle(one)) is not None)

    def _asked(self) -> Iterator[Editor]:
        return (editor for spec in self.editors for editor in self._ablated(self._named(spec)))

    def _named(self, spec: str) -> Editor:
        editor = named(spec, self.agreed)
        if self.price is None or not isinstance(editor, ToolsetEditor):
            return editor
        return replace(editor, price=Price.parse(self.price))

    def _ablated(self, editor: Editor) -> Iterator[Editor]:
        yield editor
        if not isinstance(editor, ToolsetEditor):
            return
        for text in self.ablations:
            yield replace(editor, ablation=Ablation.parse(text), beside=editor)

    def _controls(self, editors: Sequence[Editor]) -> Iterator[Editor]:
        if unknown := [one for one in self.controls if one not in CONTROLS]:
            raise ValueError(f"the controls are {', '.join(CONTROLS)}, got {', '.join(unknown)}")
        whole = [one for one in editors if not isinstance(one, ToolsetEditor) or not str(one.ablation)]
        if "nothing" in self.controls:
            yield DoNothing()
        if "blurred" in self.controls:
            yield BlurredMask()
        if "background" in self.controls:
            yield from map(PastedBack, whole)
        if "oracle" in self.controls:
            yield from (OracleMask(one) for one in whole if isinstance(one, ToolsetEditor))


def _idle(editor: Editor) -> str | None:
    return editor.idle if isinstance(editor, ToolsetEditor) else None


def named(spec: str, agreed: bool = False) -> Editor:
    """The editor that words of the command line name; raises ValueError."""
    label, spec = _labelled(spec)
    kind, _, rest = spec.partition(":")
    if kind == "command" and rest:
        return CommandEditor(rest, label)
    if kind == "folder" and rest:
        return FolderEditor(Path(rest), label)
    if kind == "toolset" and rest:
        toolset, _, model = rest.partition("+")
        try:
            toolset_named(toolset)
        except BadInput as error:
            raise ValueError(str(error)) from None
        settings = usual(toolset, model or None)
        own = settings.model.model_copy(update={"agreed": settings.model.agreed or agreed})
        return ToolsetEditor(settings.model_copy(update={"model": own}), label=label)
    raise ValueError(f"an editor is {SPECS}; got {spec!r}")


def _labelled(spec: str) -> tuple[str | None, str]:
    label, equals, rest = spec.partition("=")
    return (label, rest) if equals and ":" not in label else (None, spec)
