"""Looking for what a general grounder cannot name: whoever knows the word looks first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ...scene.image import Pixels
from ..ports import Grounding
from .faces import FaceParts
from .phrases import Phrase
from .stuff import Stuff
from .written import Writing

Lease = Callable[[str], AbstractContextManager[Any]]


class Specialist(Protocol):
    """Finds one sort of thing (words, faces, sky and ground), by a model or a rule of its own."""

    def knows(self, phrase: Phrase) -> bool:
        """Whether the phrase names what it finds: asked before anything is loaded."""
        ...

    def alone(self, phrase: Phrase) -> bool:
        """Whether nobody else could find it: what it does not see is not there, and no slow search follows."""
        ...

    def find(self, pixels: Pixels, phrase: Phrase) -> list[Grounding]:
        """What it found in the H×W×3 uint8 RGB picture, best first, with masks where the shape matters."""
        ...


def specialists(lease: Lease) -> tuple[Specialist, ...]:
    """Every specialist, in the order in which they are asked."""
    return (FaceParts(lease), Writing(lease), Stuff(lease))
