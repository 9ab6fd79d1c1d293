"""What this machine can run: the tools in use, what is missing, and the command that adds it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..tools.errors import DOWNLOAD_COMMAND
from . import texts

if TYPE_CHECKING:
    from ..agent.editor import Editor
    from ..tools.toolbox import Toolbox


class Finding(NamedTuple):
    """One thing looked at; `command` adds it where it is not there, `needed` when nothing works without it."""

    what: str
    ready: bool
    detail: str = ""
    command: str = ""
    needed: bool = True


def findings(editor: Editor) -> list[Finding]:
    """Everything, in the order in which it is told."""
    return [
        _python(),
        *of_tools(editor.toolbox),
        *of_device(editor.toolbox),
        of_model(editor),
        _door(texts.CHAT_PAGE, "gradio", texts.PAGE_COMMAND),
        _door(texts.TOOLS_OVER_MCP, "mcp", texts.MCP_COMMAND),
        _home(editor.home),
    ]


def complete(found: list[Finding]) -> bool:
    """Whether all that is needed is there."""
    return all(finding.ready for finding in found if finding.needed)


def _python() -> Finding:
    machine = texts.MACHINE.format(
        version=version("scenewright"),
        python=platform.python_version(),
        system=platform.system(),
        kind=platform.machine(),
        processors=os.cpu_count(),
    )
    return Finding(texts.TITLE, True, machine)


def of_tools(toolbox: Toolbox) -> list[Finding]:
    """Every port of the toolset in use; each gap with the command that closes it."""
    from ..tools.specs import PORTS

    gaps = {gap.port: gap for gap in reversed(toolbox.missing())}
    rows = []
    for port in PORTS:
        spec = toolbox.spec(port)
        if spec is None:
            rows.append(Finding(port, False, texts.TOOLSET_HAS_NONE, needed=False))
        elif port in gaps:
            rows.append(Finding(port, False, f"{spec.name}: {gaps[port].what}", gaps[port].command))
        else:
            rows.append(Finding(port, True, f"{spec.name} ({spec.licence or texts.NO_LICENCE})"))
    return rows


def of_device(toolbox: Toolbox, every: bool = False) -> list[Finding]:
    """What models of the foundation toolset run on, and how those in use fit there (or `every` one that ships)."""
    from ..tools.errors import ToolError
    from ..tools.registry import backends
    from ..tools.specs import PORTS
    from ..tools.suitability import machine, suits

    shown = backends() if every else [toolbox.spec(port) for port in PORTS]
    rows = [row for row in shown if row is not None and row.model is not None]
    if not rows:
        return []
    try:
        on = machine(toolbox.running)
    except ToolError as error:
        return [Finding("device", False, str(error))]
    if on is None:
        return [Finding("device", False, texts.NO_PYTORCH, rows[0].install_command, needed=False)]
    found = [Finding("device", True, str(on))]
    for row in rows:
        fit = suits(row, toolbox.running, on)
        good = fit.here is not None and not fit.modules and fit.fits != "not"
        command = row.install_command if fit.modules else f"{DOWNLOAD_COMMAND} {row.name}"
        found.append(Finding(f"{row.port} {row.name}", good, str(fit), command, needed=False))
    return found


def of_model(editor: Editor) -> Finding:
    """What reads the words; a language model is opened, but not asked."""
    from ..agent.errors import SessionError

    if editor.settings.model.name is None:
        return Finding(texts.LANGUAGE_MODEL, True, texts.READ_BY_RULES, needed=False)
    try:
        outgoing = editor.outgoing
    except SessionError as error:
        return Finding(texts.LANGUAGE_MODEL, False, str(error), needed=False)
    return Finding(
        texts.LANGUAGE_MODEL, True, str(outgoing or texts.ON_THIS_MACHINE.format(model=editor.settings.model.name))
    )


def _door(what: str, package: str, command: str) -> Finding:
    """A door that needs a package of its own."""
    there = find_spec(package) is not None
    return Finding(what, there, package if there else texts.NOT_INSTALLED, command, needed=False)


def _home(folder: Path) -> Finding:
    """Whether sessions can be kept; a folder that is not there yet is judged by the one it will be made in."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    writable = os.access(there, os.W_OK)
    return Finding("sessions", writable, str(folder) if writable else texts.NOT_WRITABLE.format(folder=folder))
