"""The command line: what there is, as data; each command is loaded when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from .. import texts
from . import signals
from .errors import guarded
from .lazy import CommandRow, LazyGroup
from .output import steady_streams

_HOMES = {
    "edit": ".commands.edit:edit",
    "plan": ".commands.plan:plan",
    "scene": ".commands.scene:scene",
    "apply": ".commands.apply:apply",
    "chat": ".commands.chat:chat",
    "layout": ".commands.layout:layout",
    "session": ".commands.session:session",
    "library": ".commands.library:library",
    "weights": ".commands.weights:weights",
    "doctor": ".commands.doctor:doctor",
    "ui": ".commands.page:ui",
    "mcp": ".commands.mcp:mcp",
    "demo": ".commands.demo:demo",
}
COMMANDS = {name: CommandRow(home, texts.COMMAND_HELP[name]) for name, home in _HOMES.items()}


class Door(LazyGroup):
    """The root: ends the process with a documented exit status, whatever happens inside."""

    def main(self, *args: Any, **more: Any) -> Any:
        standalone = more.pop("standalone_mode", True)
        run: Callable[..., Any] = super().main
        if not standalone:
            return run(*args, standalone_mode=False, **more)
        steady_streams()
        given = args[0] if args else more.get("args")
        words = sys.argv[1:] if given is None else list(given)
        sys.exit(guarded(lambda: run(*args, standalone_mode=False, **more), words))


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"scenewright {version('scenewright')}")
        ctx.exit()


@click.group(
    cls=Door,
    rows=COMMANDS,
    plugins=True,
    help=f"{texts.TAGLINE}\n\n{texts.EXAMPLES}",
    epilog=texts.EXIT_STATUS,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say which version."
)
def root() -> None:
    pass


def main() -> NoReturn:
    """Run the command line of this process; where a signal ends it, threads still at work are not waited for."""
    try:
        root.main(prog_name="scenewright")
    except SystemExit as over:
        if signals.came():
            signals.leave(over.code if isinstance(over.code, int) else 1)
        raise
    raise AssertionError("the command line ends the process itself")
