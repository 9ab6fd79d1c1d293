"""The TensorFlow Lite interpreter as all its back-ends open it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from ..cores import usable_cores

_CHATTER = b"INFO: "


def open_interpreter(path: Path) -> Any:
    """An interpreter with its tensors allocated and a thread for each core this process may use."""
    from ai_edge_litert.interpreter import Interpreter

    with _without_chatter():
        interpreter = Interpreter(str(path), num_threads=usable_cores())
        interpreter.allocate_tensors()
    return interpreter


@contextmanager
def _without_chatter() -> Iterator[None]:
    """The library tells on standard error which delegate it made, and has no switch for it. All else is passed on."""
    try:
        sys.stderr.flush()
        real = os.dup(2)
    except (OSError, ValueError, AttributeError):
        yield
        return
    with TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(real, 2)
            os.close(real)
            said.seek(0)
            rest = b"".join(line for line in said if not line.startswith(_CHATTER))
            os.write(2, rest)
