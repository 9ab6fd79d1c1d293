"""Which errors are answers to the person, and with which exit status; the doors put them into words."""

from __future__ import annotations

import sys

WRONG_USE, NEEDS_INSTALL = 2, 4


def foreseen(error: BaseException) -> int | None:
    """The exit status of an error whose message is meant for the person; None for one that nobody foresaw."""
    from ..tools.errors import DownloadFailed, MissingRequirement, NoBackend, ToolError

    declared = getattr(error, "exit", None)
    if isinstance(declared, int):
        return declared
    if isinstance(error, MissingRequirement | NoBackend | DownloadFailed):
        return NEEDS_INSTALL
    if isinstance(error, ToolError) or (isinstance(error, OSError) and error.filename is not None):
        return WRONG_USE
    return WRONG_USE if _is_of_a_file(error) else None


def _is_of_a_file(error: BaseException) -> bool:
    """Without importing the codec: where it was never loaded, it raised nothing."""
    codec = sys.modules.get(f"{__name__.partition('.')[0]}.scene.codec")
    return codec is not None and isinstance(error, codec.BadPhoto | codec.CannotSave)
