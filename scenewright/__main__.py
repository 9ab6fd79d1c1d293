"""`python -m scenewright`, and the `scenewright` command."""

import gc
import os
from collections.abc import Callable

RARELY = 400_000
"""Objects made between two collections: imports and a first turn make fewer, nearly all to stay, and looking through
them takes longer than what is found is worth."""

FRAME = 32_000
"""Slots (of 8 bytes) in the frame of `main`. CPython keeps frames in chunks of 16 KB, and maps and unmaps one whenever
a call crosses an edge between them: importing as deep as here does so five thousand times. A frame this large gets a
chunk of 512 KB, and what it calls has the rest of it. Pages that nobody touches cost nothing."""

QUICKER = {
    # NumPy's and OpenCV's threads for matrices sleep while they have nothing to do. As they come they spin, from their
    # import on, on a core that the models' loading needs; what they compute is the same.
    "OPENBLAS_THREAD_TIMEOUT": "4",
    # Pydantic looks through every installed package for plugins of its own; nothing here has one.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}
"""Set where the person did not."""


def in_one_chunk(function: Callable[[], None]) -> Callable[[], None]:
    """The function, with room for all that it calls behind its own frame (`push_chunk` in CPython's pystate.c)."""
    function.__code__ = function.__code__.replace(co_stacksize=FRAME)
    return function


@in_one_chunk
def main() -> None:
    """Run the command line; it ends the process with one of its documented exit statuses."""
    try:
        from .ui.cli.signals import leave_at_once

        leave_at_once()
    except KeyboardInterrupt:
        os._exit(130)
    gc.set_threshold(RARELY)
    for name, value in QUICKER.items():
        os.environ.setdefault(name, value)
    from .ui.cli.main import main as command_line

    try:
        command_line()
    finally:
        gc.freeze()  # the process is over: what is left goes with it, and need not be looked through


if __name__ == "__main__":
    main()
