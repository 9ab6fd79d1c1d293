"""A command group whose commands are data until one is run: name, where it lives, what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from .. import texts

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PLUGIN_GROUP = "scenewright.commands"


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command that is loaded when it is used: `target` is `module:attribute`, relative to this package."""

    target: str
    help: str

    def load(self) -> click.Command:
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(module, __package__), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"a command is a click.Command, but {self.target} is a {type(command).__name__}")
        return command


def plugin_rows(found: Iterable[EntryPoint] | None = None) -> dict[str, CommandRow]:
    """Commands that installed packages add under the entry-point group `scenewright.commands`."""
    from importlib.metadata import entry_points

    points = entry_points(group=PLUGIN_GROUP) if found is None else found
    return {point.name: CommandRow(point.value, _plugin_help(point)) for point in points}


def _plugin_help(point: EntryPoint) -> str:
    package = point.dist.name if point.dist else point.value.partition(".")[0]
    return texts.COMMAND_HELP.get(point.name, texts.ADDED_BY.format(package=package))


class LazyGroup(click.Group):
    """Lists its commands from their rows and imports only the one that runs."""

    def __init__(self, *args: Any, rows: Mapping[str, CommandRow] | None = None, plugins: bool = False, **more: Any):
        super().__init__(*args, **more)
        self.rows = dict(rows or {})
        self.plugins = plugins

    def _all_rows(self) -> dict[str, CommandRow]:
        return {**self.rows, **self._added()} if self.plugins else self.rows

    def _added(self) -> dict[str, CommandRow]:
        return {name: row for name, row in plugin_rows().items() if name not in self.rows}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._all_rows(), *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        row = self.rows.get(cmd_name) or self._all_rows().get(cmd_name)  # looking for added ones takes longer
        return row.load() if row else super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, row.help) for name, row in self._all_rows().items()])
