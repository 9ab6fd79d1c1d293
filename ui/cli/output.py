"""Where the command line writes: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from contextvars import ContextVar
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import bidirectional, category

import click

if TYPE_CHECKING:
    from ...agent.editor import Event


TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
"""Unicode's classes of signs that say which way the letters after them run. Letters know that by themselves."""
_RESULTS: ContextVar[list[bool] | None] = ContextVar("results", default=None)


def collect_results() -> list[bool]:
    """Begin to count the JSON objects this run prints: the list gets an item for each."""
    results: list[bool] = []
    _RESULTS.set(results)
    return results


def print_json(data: Any, out: TextIO | None = None) -> None:
    """One JSON object in ASCII, so that no terminal's encoding can break it. `out`: the standard output that there
    was before it was kept quiet."""
    results = _RESULTS.get()
    if results is not None:
        results.append(True)
    click.echo(json.dumps(data, ensure_ascii=True), file=out)


def steady_streams() -> None:
    """Let no standard stream stop the work: one that is closed leads nowhere, and letters that one's encoding lacks
    are replaced."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 – open while the process runs
        elif mode == "w" and isinstance(stream, TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")


def complain(message: str) -> None:
    """Why it ends, on standard error; where nobody can be told, the exit status has to do."""
    with suppress(OSError):
        print(printable(message), file=sys.stderr, flush=True)


@contextmanager
def quiet_stdout() -> Iterator[None]:
    """Whatever libraries print while they work goes to standard error: standard output holds results only."""
    with redirect_stdout(sys.stderr):
        yield


def interactive() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def note(text: str = "") -> None:
    """A line for people on standard error; where it cannot be written the work goes on."""
    with suppress(OSError):
        click.echo(printable(text), err=True)


def tell(text: str, out: TextIO | None = None) -> None:
    """A line for people on standard output, or on the one that there was before it was kept quiet."""
    click.echo(printable(text), file=out)


def printable(text: str) -> str:
    """Without what would steer the terminal, or turn the letters after it round: a file's name or a photo's words may
    hold anything."""
    return "".join("�" if letter not in "\n\t" and _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    return category(letter) in ("Cc", "Cs") or bidirectional(letter) in TURNS


class Progress:
    """Prints the events of a turn on standard error: one line that is rewritten on a terminal, with the steps of
    generators; lines elsewhere, without."""

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.last = ""

    def __call__(self, event: Event) -> None:
        if not self.live and "done" in event.data:
            return
        share = f" {round(100 * event.fraction)} %" if event.fraction else ""
        line = printable(f"  {event.kind}: {event.text}{share}").replace("\n", " ")
        if line == self.last:
            return
        self.last = line
        if self.live:
            click.echo(f"\r\x1b[K{line[: click_width() - 1]}", err=True, nl=False)
        else:
            note(line)

    def clear(self) -> None:
        """Take the live line away before something else is printed."""
        if self.live and self.last:
            click.echo("\r\x1b[K", err=True, nl=False)
        self.last = ""


def click_width() -> int:
    """Columns of the terminal."""
    import shutil

    return shutil.get_terminal_size().columns


def choose(lines: Sequence[str]) -> str:
    """Ask on the terminal; the answer is an option's number or words. Raises click.Abort at the end of input."""
    for line in lines:
        note(line)
    return str(click.prompt("answer", err=True)).strip()
