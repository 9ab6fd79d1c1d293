"""`scenewright doctor`: what this machine can run."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ... import texts
from .. import desk, options
from ..errors import Exit
from ..output import print_json

if TYPE_CHECKING:
    from ....agent.editor import Editor
    from ....tools.toolbox import Toolbox


class Finding(NamedTuple):
    """One thing looked at; `command` adds it where it is not there, `needed` when nothing works without it."""

    what: str
    ready: bool
    detail: str = ""
    command: str = ""
    needed: bool = True


@click.command(help=f"{texts.COMMAND_HELP['doctor']}\n\nExit status: 4 when the toolset in use is not complete.")
@options.as_json
def doctor(as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        findings = [
            _python(),
            *_tools(editor.toolbox),
            _model(editor),
            _door("chat page", "gradio", texts.PAGE_COMMAND),
            _door("tools over MCP", "mcp", texts.MCP_COMMAND),
            _home(editor.home),
        ]
    if as_json:
        print_json({"ready": _complete(findings), "findings": [finding._asdict() for finding in findings]})
    else:
        for finding in findings:
            _tell(finding)
    return Exit.DONE if _complete(findings) else Exit.NEEDS_INSTALL


def _complete(findings: list[Finding]) -> bool:
    return all(finding.ready for finding in findings if finding.needed)


def _tell(finding: Finding) -> None:
    sign = "✓" if finding.ready else "✗" if finding.needed else "–"
    click.echo(f"{sign} {finding.what}{f': {finding.detail}' if finding.detail else ''}")
    if finding.command and not finding.ready:
        click.echo(f"    to add it, run: {finding.command}")


def _python() -> Finding:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return Finding("scenewright", True, f"{version('scenewright')}, Python {platform.python_version()}, {machine}")


def _tools(toolbox: Toolbox) -> list[Finding]:
    """Every port of the toolset in use; each gap with the command that closes it."""
    from ....tools.specs import PORTS

    gaps = {gap.port: gap for gap in reversed(toolbox.missing())}
    rows = []
    for port in PORTS:
        spec = toolbox.spec(port)
        if spec is None:
            rows.append(Finding(port, False, "the toolset has none", needed=False))
        elif port in gaps:
            rows.append(Finding(port, False, f"{spec.name}: {gaps[port].what}", gaps[port].command))
        else:
            rows.append(Finding(port, True, f"{spec.name} ({spec.licence or 'no licence stated'})"))
    return rows


def _model(editor: Editor) -> Finding:
    """What reads the words; a language model is opened, but not asked."""
    from ....agent.errors import SessionError

    if editor.settings.model.name is None:
        return Finding("language model", True, "none is named: the words are read by rules", needed=False)
    try:
        outgoing = editor.outgoing
    except SessionError as error:
        return Finding("language model", False, str(error), needed=False)
    return Finding("language model", True, str(outgoing or f"{editor.settings.model.name}, on this machine"))


def _door(what: str, package: str, command: str) -> Finding:
    """A door that needs a package of its own."""
    there = find_spec(package) is not None
    return Finding(what, there, package if there else "not installed", command, needed=False)


def _home(folder: Path) -> Finding:
    """Whether sessions can be kept; a folder that is not there yet is judged by the one it will be made in."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    writable = os.access(there, os.W_OK)
    return Finding("sessions", writable, f"{folder}{'' if writable else ' cannot be written'}")
