"""What the rows of the registry are made of: back-ends and toolsets as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from .checkpoints import Checkpoint
from .running import Drawing

Port = Literal[
    "detector",
    "grounder",
    "segmenter",
    "tagger",
    "text_encoder",
    "inpainter",
    "harmonizer",
    "face_detector",
    "text_reader",
    "text_writer",
    "scene_parser",
    "subject_finder",
    "depth_estimator",
    "captioner",
    "image_text",
    "layout_generator",
    "instruction_editor",
]
PORTS: tuple[Port, ...] = get_args(Port)
"""What the agent may ask for; `ports` says what each gives."""


DRAWING = Drawing()


@dataclass(frozen=True, slots=True)
class BackendSpec:
    """A row of the registry."""

    name: str
    port: str
    factory: str
    """`module:attribute`, imported when first leased and called with a `LoadContext`."""
    version: str
    """Goes into hashes and records: a change of what comes out changes it."""
    extra: str | None = None
    """The pip extra that installs `requires`; None where the plain package does."""
    requires: tuple[str, ...] = ()
    """Names of modules it imports."""
    weights: tuple[str, ...] = ()
    """Names in the weights manifest."""
    licence: str = ""
    memory: int = 0
    """Bytes that stay resident once it is loaded and has run."""
    capabilities: frozenset[str] = frozenset()
    model: Checkpoint | None = None
    """What it opens of a model hub or a folder; settings may put another in its place."""
    install: str | None = None
    """The command that installs `requires`, where the extra alone does not."""
    threshold: float | None = None
    """The model's own score from which what it sees counts as found; never lowered to find something."""
    drawing: Drawing = DRAWING
    """How it draws where settings say nothing; None of it is what its pipeline does by itself."""
    variant: str = ""
    """A digest of what settings changed of it: another model, more steps, half precision."""

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}{f'+{self.variant}' if self.variant else ''}"

    @property
    def install_command(self) -> str:
        """What installs the modules it requires."""
        if self.install is not None:
            return self.install
        return f'pip install "scenewright[{self.extra}]"' if self.extra else "pip install scenewright"


@dataclass(frozen=True, slots=True)
class Toolset:
    """A named choice of one back-end for each port (port → name); a port may be left out."""

    name: str
    backends: Mapping[str, str]
