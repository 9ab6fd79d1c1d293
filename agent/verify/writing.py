"""What is written: the picture says what it should."""

from __future__ import annotations

from ...scene.image import Pixels
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.words import check_words


def reads(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The picture says what it should."""
    return check_words(resolved, after, toolbox)
