"""Marks and references as they are written on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..masks import painted
from .errors import WrongInput

if TYPE_CHECKING:
    from ...scene.instruction import Mark

FORMS = "A=box:l,t,r,b | A=point:x,y | A=stroke:x,y;x,y…[@width] | A=mask:FILE"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
MOST_SHOWN = 80
"""Letters of what was typed that an error repeats."""


def parse_marks(given: Iterable[str]) -> dict[str, Mark]:
    """Marks by name from `NAME=kind:value`; raises WrongInput."""
    marks: dict[str, Mark] = {}
    for text in given:
        name, value = split_name(text, "a mark", FORMS)
        if name in marks:
            raise WrongInput(f"every mark needs a name of its own, but {name!r} was given twice")
        marks[name] = parse_mark(value, text)
    return marks


def parse_mark(value: str, shown: str) -> Mark:
    """One mark from `kind:value`; `shown` is what the person typed."""
    from pydantic import ValidationError

    from ...scene.instruction import Mark

    kind, _, body = value.partition(":")
    read = _READERS.get(kind.strip().lower())
    if read is None or not body:
        raise WrongInput(f"a mark is {FORMS}, but got {brief(shown)}")
    try:
        return Mark.model_validate(read(body.strip()))
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise WrongInput(f"the mark {brief(shown)} cannot be used: {reason}") from error
    except ValueError as error:
        raise WrongInput(f"a mark is {FORMS}, but got {brief(shown)}: {error}") from error


def parse_references(given: Iterable[str]) -> dict[str, str]:
    """Files by name from `NAME=FILE`; raises WrongInput when one is not there."""
    files: dict[str, str] = {}
    for text in given:
        name, file = split_name(text, "a reference", "B=FILE")
        if not _is_there(Path(file)):
            raise WrongInput(f"a reference is a picture's file, but there is no file {brief(file)}")
        files[name] = file
    return files


def split_name(text: str, what: str, form: str) -> tuple[str, str]:
    """`NAME=rest` in two."""
    name, equals, rest = text.partition("=")
    if not equals or not rest or not NAME.fullmatch(name.strip()):
        raise WrongInput(f"{what} is written {form}, but got {brief(text)}")
    return name.strip(), rest


def brief(text: str) -> str:
    """What was typed, in quotes, and no more of it than can be read."""
    return repr(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


def _is_there(path: Path) -> bool:
    """Whether it is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _numbers(text: str, count: int) -> list[float]:
    parts = text.split(",")
    if len(parts) != count:
        raise ValueError(f"{count} numbers are needed, but {brief(text)} has {len(parts)}")
    return [_number(part) for part in parts]


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(f"{brief(text.strip())} is no number") from error
    if not abs(number) < 1e9:
        raise ValueError(f"{brief(text.strip())} is no pixel")
    return number


def _box(body: str) -> dict[str, Any]:
    left, top, right, bottom = _numbers(body, 4)
    if right <= left or bottom <= top:
        raise ValueError("a box is left,top,right,bottom with left < right and top < bottom")
    return {"box": [left, top, right, bottom]}


def _point(body: str) -> dict[str, Any]:
    return {"point": _numbers(body, 2)}


def _stroke(body: str) -> dict[str, Any]:
    points, _, width = body.partition("@")
    stroke = [_numbers(point, 2) for point in points.split(";") if point.strip()]
    return {"stroke": stroke, **({"width": _number(width)} if width else {})}


def _mask(file: str) -> dict[str, Any]:
    """A picture whose white (or opaque) pixels are meant, or a JSON file with COCO run lengths."""
    path = Path(file)
    if not _is_there(path):
        raise ValueError(f"there is no file {brief(file)}")
    if path.suffix.lower() == ".json":
        return {"mask": json.loads(path.read_text(encoding="utf-8"))}
    return {"mask": painted(path).to_ref().model_dump()}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {"box": _box, "point": _point, "stroke": _stroke, "mask": _mask}
