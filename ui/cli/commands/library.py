"""`scenewright library`: the cut-outs that are kept under names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ... import texts
from .. import desk, options
from ..errors import Exit, WrongInput
from ..output import note, print_json

if TYPE_CHECKING:
    from ....agent.library import CutOut

FORMAT = "scenewright.library/1"


@click.group(help=texts.COMMAND_HELP["library"])
def library() -> None:
    pass


@library.command("list", help="The cut-outs there are.")
@options.as_json
def list_(as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        entries, faults = editor.library.items(), editor.library.problems()
    if as_json:
        print_json({"format": FORMAT, "cutouts": [_data(entry) for entry in entries], "problems": faults})
    else:
        _tell(entries)
    for fault in faults:
        note(fault)
    return Exit.INTERNAL if faults else Exit.DONE


def _tell(entries: tuple[CutOut, ...]) -> None:
    for entry in entries:
        size = f"{entry.width} × {entry.height}"
        click.echo(f"{entry.name:<24} {entry.label or '':<16} {size:>13}  {entry.created}")
    if not entries:
        note(texts.EMPTY_LIBRARY)


def _data(entry: CutOut) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True)


@library.command(help="What is known of a cut-out; -o writes its picture.")
@click.argument("name")
@options.out("Write its picture, with transparency.")
@options.as_json
def show(name: str, out: Path | None, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        entry = editor.library.get(name)
        written = _write(editor.library.pixels(name), out) if out else None
    if as_json:
        print_json({**_data(entry), "output": str(written) if written else None})
        return Exit.DONE
    _tell((entry,))
    if written:
        click.echo(texts.SAVED.format(path=written))
    return Exit.DONE


@library.command(help="Keep what FILE shows (its transparency, or its main subject) as NAME.")
@click.argument("file", type=options.FILE)
@click.argument("name")
@click.option("--find", metavar="PHRASE", help="Which thing in it.")
@click.option("--replace", is_flag=True, help="Take the place of another cut-out of that name.")
@options.as_json
def add(file: Path, name: str, find: str | None, replace: bool, as_json: bool) -> int:
    with desk.open_editor(quiet=as_json) as editor:
        entry = editor.keep(file, name, find, replace)
    if as_json:
        print_json(_data(entry))
    else:
        _tell((entry,))
    return Exit.DONE


@library.command(help="Forget cut-outs. Pictures that they were put into stay as they are.")
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> int:
    with desk.open_editor() as editor:
        editor.library.remove(*names)
    return Exit.DONE


@library.command(help="Write every cut-out as NAME.png, with transparency, into DIR.")
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where they go.")
def export(out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    with desk.open_editor() as editor:
        for entry in editor.library.items():
            written = _write(editor.library.pixels(entry.name), out / f"{entry.name}.png")
            click.echo(texts.SAVED.format(path=written))
    return Exit.DONE


def _write(pixels: Any, out: Path) -> Path:
    from ....scene.codec import save_photo

    out = desk.check_out(out, None)
    if out.suffix.lower() in (".jpg", ".jpeg"):
        raise WrongInput(f"JPEG holds no transparency, which a cut-out needs: name a PNG instead of {out.name}")
    return save_photo(pixels, out).path
