"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from .marks import FORMS

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(dir_okay=False, path_type=Path)


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
