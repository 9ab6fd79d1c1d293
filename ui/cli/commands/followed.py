"""`scenewright session map`: which of several instructions was followed where, as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from ... import texts
from .. import desk, options
from ..errors import Exit
from ..output import print_json, tell


@click.command("map", help=texts.MAP_HELP)
@click.argument("id")
@click.argument("turn", type=click.IntRange(min=1), required=False)
@options.out("The picture to write (default: only say it).")
@options.as_json
def map_(id: str, turn: int | None, out: Path | None, as_json: bool) -> int:
    from ....scene.codec import save_photo
    from ...paint import COLORS, instruction_map

    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        target = desk.check_out(out, desk.photo_of(talk)) if out else None
        record, followed = talk.followed(turn)
        if target is not None:
            save_photo(instruction_map(talk.pixels_of(record), followed), target)
    told = [
        {"text": one.text, "share": round(one.share, 4), "color": COLORS[number % len(COLORS)]}
        for number, one in enumerate(followed)
    ]
    if as_json:
        print_json({"session": id, "record": record, "followed": told, "output": str(target) if target else None})
        return Exit.DONE
    for one in told:
        tell(f"{one['share']:.0%}  {one['color']}  {one['text']}")
    if target is not None:
        tell(texts.SAVED.format(path=target))
    return Exit.DONE
