"""What people and programs hand in, read and checked: marks, plans, words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ...scene.instruction import Instruction, Mark
from ...scene.plan import EditPlan
from ..errors import BadInput

Marks = Mapping[str, Any]


def read_marks(marks: Marks | None) -> dict[str, Mark]:
    """Marks from their public form; BadInput says what is wrong."""
    try:
        return dict(Instruction.of("", marks).marks)
    except ValidationError as error:
        raise BadInput(f"these marks cannot be read: {_first(error)}") from None


def read_plan(plan: EditPlan | Mapping[str, Any]) -> EditPlan:
    """A plan from its public form; BadInput says what is wrong."""
    try:
        read = plan if isinstance(plan, EditPlan) else EditPlan.model_validate(dict(plan))
    except ValidationError as error:
        raise BadInput(f"this plan cannot be read: {_first(error)}") from None
    if read.status == "look":
        raise BadInput("this plan only says what to look for; say the words with the photo instead")
    return read


def _first(error: ValidationError) -> str:
    one = error.errors()[0]
    return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"


def clean(text: str) -> str:
    """With � for lone surrogates, which no file holds."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
