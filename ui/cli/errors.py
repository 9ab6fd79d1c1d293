"""Errors become words and exit statuses here, and nowhere else in the command line."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any

import click

from .. import texts
from ..faults import foreseen
from .output import collect_results, complain, print_json
from .signals import SIGNALLED, Ended, came, ending

ERROR_FORMAT = "scenewright.error/1"


class Exit(IntEnum):
    """What the command line ends with."""

    DONE = 0
    NOT_DONE = 1
    WRONG_USE = 2
    NEEDS_ANSWER = 3
    NEEDS_INSTALL = 4
    INTERNAL = 5
    BUSY = 6
    INTERRUPTED = 130


class WrongInput(click.ClickException):
    """What was given cannot be used: the message says what was expected, what came and what to do."""

    exit_code = Exit.WRONG_USE


class NotWhole(click.ClickException):
    """What was to be verified is damaged; the message says what, and what to do."""

    exit_code = Exit.NOT_DONE


class NeedsAnswer(click.ClickException):
    """The person has to say yes to something first; the message says how."""

    exit_code = Exit.NEEDS_ANSWER


class Missing(click.ClickException):
    """Something must be installed or fetched first; `command` does it."""

    exit_code = Exit.NEEDS_INSTALL

    def __init__(self, what: str, command: str) -> None:
        super().__init__(f"{what}; to get it, run: {command}")


def guarded(run: Callable[[], Any], arguments: Sequence[str]) -> int:
    """The exit status of `run()`, a click command run without standalone mode; errors are told on standard error.

    With `--json` among the arguments an error is also the one JSON object on standard output, unless a result is there
    already (an interruption while the process ends).
    """
    results, out = collect_results(), sys.stdout

    def tell(error: BaseException) -> int:
        status, message = told(came() or error)  # whatever comes of a signal: libraries make other errors of it
        if os.environ.get("SCENEWRIGHT_DEBUG") and not isinstance(error, click.ClickException):
            traceback.print_exception(error)
        complain(message)
        if "--json" in arguments and not results:
            with suppress(OSError):
                print_json({"format": ERROR_FORMAT, "status": "error", "exit": status, "error": bare(message)}, out)
        return int(status)

    try:
        with ending(tell):
            return int(run() or 0)
    except BaseException as error:  # noqa: BLE001 – the last place that can turn an error into words
        return tell(error)


def told(error: BaseException) -> tuple[int, str]:
    """The exit status and the words for an error."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.exit_code, error.format_message()
    if isinstance(error, click.ClickException):
        return error.exit_code, _usage(error)
    if isinstance(error, BrokenPipeError):
        return Exit.NOT_DONE, "nobody reads the output any more"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
        return Exit.NOT_DONE, texts.NO_ROOM.format(reason=error.strerror)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return Exit.INTERRUPTED, texts.INTERRUPTED
    if isinstance(error, Ended):
        return SIGNALLED + error.signal, texts.ENDED.format(signal=error.signal.name)
    if isinstance(error, SystemExit):
        return (error.code, "") if isinstance(error.code, int) else (Exit.INTERNAL, str(error.code))
    status = foreseen(error)
    if status is None:
        return Exit.INTERNAL, texts.INTERNAL.format(kind=type(error).__name__, message=error)
    return status, f"error: {error}"


def bare(message: str) -> str:
    """Without the usage and the word `error:` that a terminal shows before it."""
    return f"\n{message}".rpartition("\nerror: ")[2].strip()


def _usage(error: click.ClickException) -> str:
    message = f"error: {error.format_message()}"
    context = getattr(error, "ctx", None)
    return f"{context.get_usage()}\n{message}" if context else message
