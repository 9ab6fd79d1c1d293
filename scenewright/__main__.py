"""`python -m scenewright`, and the `scenewright` command."""

import gc

RARELY = 100_000
"""Objects made between two collections: imports make many that stay, and looking through them costs a fifth of it."""


def main() -> None:
    """Run the command line; it ends the process with one of its documented exit statuses."""
    gc.set_threshold(RARELY)
    from .ui.cli.main import main as command_line

    try:
        command_line()
    finally:
        gc.freeze()  # the process is over: what is left goes with it, and need not be looked through


if __name__ == "__main__":
    main()
