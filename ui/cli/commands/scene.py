"""`scenewright scene`: what is in a photo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput
from ..output import note, print_json, tell

if TYPE_CHECKING:
    from ....scene.objects import Scene


@click.command(help=texts.COMMAND_HELP["scene"])
@click.argument("photo", type=options.FILE)
@click.option("--find", multiple=True, metavar="PHRASE", help="Look for this, too.")
@options.out("Write a picture with the objects outlined.")
@options.as_json
@options.agreeing
def scene(photo: Path, find: tuple[str, ...], out: Path | None, as_json: bool) -> int:
    from ...wording import scene_lines

    for phrase in find:
        if not phrase.strip():
            raise WrongInput(texts.FIND_NOTHING.format(phrase=phrase))
    target = desk.check_out(out, photo) if out else None
    with desk.open_editor(quiet=as_json) as editor:
        found = desk.consenting(editor, lambda: editor.scene(photo, find))
        if target is not None:
            _draw(photo, found, target)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        for line in scene_lines(found):
            tell(line)
    return Exit.DONE


def _draw(photo: Path, scene: Scene, target: Path) -> None:
    from ....scene.codec import open_photo, save_photo
    from ...paint import overlay

    save_photo(overlay(open_photo(photo).pixels, scene), target)
    note(texts.SAVED.format(path=target))
