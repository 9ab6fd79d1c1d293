"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from .marks import FORMS

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(dir_okay=False, path_type=Path)


def numbered(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> list[tuple[int, int | None]]:
    """Turns by their numbers (3), or single actions of them (3.1), counted from 1: each the turn, and the action or
    None."""
    return [_numbered(value) for value in values]


def _numbered(value: str) -> tuple[int, int | None]:
    numbers = [int(part) for part in value.split(".") if part.isdecimal()]
    if len(numbers) != 1 + value.count(".") or len(numbers) > 2 or 0 in numbers:
        raise click.BadParameter(f"{value!r} should be a turn's number (3) or one of its actions (3.1), from 1")
    return numbers[0], numbers[1] if len(numbers) == 2 else None


def marks(command: F) -> F:
    return click.option("--mark", "marks", multiple=True, metavar="A=…", help=f"Something drawn: {FORMS}.")(command)


def references(command: F) -> F:
    text = "A picture that the words call [B]."
    return click.option("--reference", "references", multiple=True, metavar="B=FILE", help=text)(command)


def seed(command: F) -> F:
    text = "The number that chance starts from; the same seed gives the same bytes."
    return click.option("--seed", type=click.IntRange(0, 2**32 - 1), help=text)(command)


def as_json(command: F) -> F:
    text = "Print exactly one JSON object on standard output."
    return click.option("--json", "as_json", is_flag=True, help=text)(command)


def out(help: str) -> Callable[[F], F]:
    return click.option("-o", "--out", type=FILE, help=help)


def approve(command: F) -> F:
    text = "Do what is large, slow or uncertain without asking first."
    return click.option("--yes", is_flag=True, help=text)(command)


PROVENANCE = "scenewright.provenance"
"""Where the choice of what a saved file tells stands in click's `meta`, for whoever saves it."""
TELLS: dict[str, dict[str, bool]] = {
    "none": {"write": False},
    "tools": {"write": True, "words": False, "c2pa": False},
    "words": {"write": True, "words": True},
    "signed": {"write": True, "c2pa": True},
}


def provenance(command: F) -> F:
    """What the file that is written says of how it was made; `desk.save` and its like ask for it."""
    text = "What the file says of how it was made: nothing, the tools, also what you said, or signed (C2PA)."
    choice = click.Choice(list(TELLS))
    return click.option("--provenance", type=choice, expose_value=False, callback=_keep_telling, help=text)(command)


def _keep_telling(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        ctx.meta[PROVENANCE] = TELLS[value]


MODEL = "scenewright.model"
"""Where the choices about a language model stand in click's `meta`, for whoever opens the editor."""
_MODEL_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--model", {"metavar": "PROVIDER:MODEL", "help": "Read the words by a language model: ollama:llama3.2, openai:…"}),
    ("--base-url", {"metavar": "URL", "help": "Of a server that speaks the provider's protocol."}),
    ("--compact", {"is_flag": True, "help": "Ask the model for choices out of menus: for small ones."}),
    ("--send-picture", {"is_flag": True, "help": "Show the model the picture too, made smaller."}),
    ("--agree", {"is_flag": True, "help": "Agree, from now on, to what has to leave this machine for the model."}),
)


def model(command: F) -> F:
    """The options about a language model; they go to `desk.open_editor` by themselves."""
    for name, more in reversed(_MODEL_OPTIONS):
        command = click.option(name, expose_value=False, callback=_keep, **more)(command)
    return command


def agreeing(command: F) -> F:
    """The consent alone, of a command that shows the picture to what describes pictures, and reads no words."""
    name, more = _MODEL_OPTIONS[-1]
    return click.option(name, expose_value=False, callback=_keep, **more)(command)


def interpreter(command: F) -> F:
    """The same for a benchmark of the model itself, under the name of what is measured."""
    for name, more in reversed(_MODEL_OPTIONS):
        names = ("--interpreter", "model") if name == "--model" else (name,)
        if name != "--send-picture":
            command = click.option(*names, expose_value=False, callback=_keep, **more)(command)
    return command


def _keep(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value:
        ctx.meta.setdefault(MODEL, {})[parameter.name] = value
    return value
