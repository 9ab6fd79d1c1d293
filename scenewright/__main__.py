"""`python -m scenewright`, and the `scenewright` command."""


def main() -> None:
    """Run the command line; it ends the process with one of its documented exit statuses."""
    from .ui.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
