"""`scenewright session export` and `import`: sessions, layers, cut-outs and layouts, out of the store and into it."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput
from ..output import print_json, tell
from .apply import many, run

FORMAT = "scenewright.export/1"


@click.command("export", help=texts.EXPORT_HELP)
@click.argument("id")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="The file, or the folder of cut-outs."
)
@click.option(
    "--as", "form", metavar="FORM", help="session, layers, cutouts, scene, coco, layout or recipe; else by the ending."
)
@click.option("--thing", "things", multiple=True, metavar="WORDS", help="A thing to cut out, by its id or in words.")
@options.provenance
@options.as_json
def export(id: str, out: Path, form: str | None, things: tuple[str, ...], as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        talk = editor.session(id)
        files = talk.export(out, form, things, provenance=desk.telling(talk))
    if as_json:
        print_json({"format": FORMAT, "session": id, "files": [str(file) for file in files]})
        return Exit.DONE
    for file in files:
        tell(texts.WRITTEN.format(path=file))
    return Exit.DONE


@click.command("import", help=texts.IMPORT_HELP)
@click.argument("file", type=options.FILE)
@click.option(
    "--on", "plate", metavar="PLATE", help="For a layout, a scene or COCO: a colour or a picture to put it on."
)
@click.option("--size", metavar="WxH", help="Of a plate of one colour.")
@options.as_json
def import_(file: Path, plate: str | None, size: str | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        described = file.suffix.lower() == ".json"
        if not described and (plate or size):
            raise WrongInput(texts.PLATE_FOR_LAYOUTS.format(file=file))
        session = (
            editor.new_on_plate(file, plate or "white", size_of(size)) if described else editor.import_session(file)
        )
        info = session.info
    if as_json:
        print_json({"session": info.model_dump(mode="json")})
    else:
        tell(texts.IMPORTED.format(session=info.id, turns=info.turns, name=info.name))
    return Exit.DONE


@click.command(help=f"{texts.REPLAY_HELP}\n\n{texts.MANY_HELP}")
@click.argument("id")
@click.argument("photos", type=options.FILE, nargs=-1)
@click.option(
    "--on", "others", type=options.FILE, multiple=True, metavar="PHOTO", help="A photo; more than one can be."
)
@many
def replay(
    id: str,
    photos: tuple[Path, ...],
    others: tuple[Path, ...],
    out: Path,
    jobs: int | None,
    again: bool,
    seed: int | None,
    as_json: bool,
) -> int:
    if not (others or photos):
        raise WrongInput(texts.REPLAY_ON)
    return run(lambda editor: editor.session(id).recipe, (*others, *photos), out, jobs, again, seed, as_json)


def size_of(words: str | None) -> tuple[int, int] | None:
    """`640x480` as numbers; WrongInput for what is no size."""
    if words is None:
        return None
    numbers = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", words.strip())
    if numbers is None:
        raise WrongInput(texts.BAD_SIZE.format(size=words))
    return int(numbers[1]), int(numbers[2])
