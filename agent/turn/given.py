"""What people and programs hand in, read and checked: marks, plans, reference pictures, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ...scene.image import ImageStore
from ...scene.instruction import Instruction, Mark
from ...scene.plan import EditPlan
from ..errors import BadInput

Marks = Mapping[str, Any]
M = TypeVar("M", bound=BaseModel)


def read_marks(marks: Marks | None) -> dict[str, Mark]:
    """Marks from their public form; BadInput says what is wrong."""
    try:
        read = Instruction.of("", marks)
    except ValidationError as error:
        raise BadInput(f"these marks cannot be read: {_first(error)}") from None
    return dict(_kept(read, "these marks").marks)


def read_plan(plan: EditPlan | Mapping[str, Any]) -> EditPlan:
    """A plan from its public form; BadInput says what is wrong."""
    try:
        read = plan if isinstance(plan, EditPlan) else EditPlan.model_validate(dict(plan))
    except ValidationError as error:
        raise BadInput(f"this plan cannot be read: {_first(error)}") from None
    if read.status == "look":
        raise BadInput("this plan only says what to look for; say the words with the photo instead")
    return _kept(read, "this plan")


def read_references(given: Mapping[str, str | PathLike[str]] | None, images: ImageStore) -> dict[str, str]:
    """Files of reference pictures by name. Where a file's name is bytes of another encoding, which no record holds, the
    picture is put into `images` now and goes by its id. BadInput for a name that is none; what opening it raises."""
    from ...scene.codec import open_photo

    named = {name: str(path) for name, path in (given or {}).items()}
    if bad := [name for name in named if clean(name) != name]:
        raise BadInput(f"a reference picture goes by a letter or a word, but got {bad[0]!a}")
    return {
        name: path if clean(path) == path else images.put(open_photo(path).pixels).id for name, path in named.items()
    }


def _kept(read: M, what: str) -> M:
    """As it came, where records can hold it; BadInput for halves of letters, which no file holds."""
    if bad := next((text for text in _texts(read.model_dump()) if clean(text) != text), None):
        raise BadInput(f"{what} cannot be kept: no file holds {bad[:80]!a}")
    return read


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _first(error: ValidationError) -> str:
    one = error.errors()[0]
    return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"


def clean(text: str) -> str:
    """With � for lone surrogates, which no file holds."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
