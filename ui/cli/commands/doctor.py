"""`scenewright doctor`: what this machine can run."""

from __future__ import annotations

import click

from ... import texts
from ...findings import Finding, complete, findings, of_device
from .. import desk, options
from ..errors import Exit
from ..output import print_json


@click.command(help=f"{texts.COMMAND_HELP['doctor']}\n\nExit status: 4 when the toolset in use is not complete.")
@click.option("--models", is_flag=True, help=texts.DOCTOR_MODELS_HELP)
@options.as_json
def doctor(models: bool, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        found = findings(editor) + (of_device(editor.toolbox, every=True) if models else [])
    if as_json:
        print_json({"ready": complete(found), "findings": [finding._asdict() for finding in found]})
    else:
        for finding in found:
            _tell(finding)
    return Exit.DONE if complete(found) else Exit.NEEDS_INSTALL


def _tell(finding: Finding) -> None:
    sign = "✓" if finding.ready else "✗" if finding.needed else "–"
    click.echo(f"{sign} {finding.what}{f': {finding.detail}' if finding.detail else ''}")
    if finding.command and not finding.ready:
        click.echo(f"    to add it, run: {finding.command}")
