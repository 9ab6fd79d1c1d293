"""`python -m scenewright`, and the `scenewright` command."""

import gc
import os

RARELY = 100_000
"""Objects made between two collections: imports make many that stay, and looking through them costs a fifth of it."""

QUICKER = {
    # NumPy's and OpenCV's threads for matrices sleep while they have nothing to do. As they come they spin, from their
    # import on, on a core that the models' loading needs; what they compute is the same.
    "OPENBLAS_THREAD_TIMEOUT": "4",
    # Pydantic looks through every installed package for plugins of its own; nothing here has one.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}
"""Set where the person did not."""


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
