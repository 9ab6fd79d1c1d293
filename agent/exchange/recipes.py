"""A plan as a recipe: what it names by id on one photo is looked for by its words on another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...scene.plan import EditPlan
from ..errors import BadInput

POINTING = frozenset(
    ("it", "them", "this", "that", "these", "those", "him", "her", "they", "one", "both", "all", "everyone")
)
"""Words that mean something only in the conversation they were said in."""


def made_for(plan: EditPlan, image: str) -> EditPlan:
    """The plan with the id of the picture that its object ids belong to (an extra field of the format)."""
    return plan.model_copy(update={"image": image})


def carried(plan: EditPlan, image: str) -> EditPlan:
    """The plan as it can run on the picture with this id.

    On the picture it was made for it is unchanged. Elsewhere things are looked for by the words they were named with,
    and shadows and the like are found anew. Raises BadInput for a thing that only an id of another photo names.
    """
    origin = (plan.model_extra or {}).get("image")
    if origin == image:
        return plan
    data = plan.to_dict()
    counts = Counter(words for words, _ in set(_named(data["ops"])))
    data["ops"] = _grounded_anew(data["ops"], counts, foreign=origin is not None)
    if origin is not None:
        data["consequences"] = []
    return EditPlan.model_validate(data)


def points(words: str) -> bool:
    """Whether words mean something only where they were said."""
    return set(words.lower().split()) <= POINTING or "[" in words


def _named(value: Any) -> list[tuple[str, str]]:
    """The words that object targets carry, and the ids they mean."""
    if isinstance(value, dict):
        here = [(value["said"], value["object"])] if isinstance(value.get("object"), str) and value.get("said") else []
        return here + [pair for part in value.values() for pair in _named(part)]
    return [pair for part in value for pair in _named(part)] if isinstance(value, list) else []


def _grounded_anew(value: Any, counts: Counter[str], foreign: bool) -> Any:
    if isinstance(value, list):
        return [_grounded_anew(part, counts, foreign) for part in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("object"), str):
        return _by_words(value, counts, foreign)
    return {name: _grounded_anew(part, counts, foreign) for name, part in value.items()}


def _by_words(target: dict[str, Any], counts: Counter[str], foreign: bool) -> dict[str, Any]:
    id, said = target["object"], target.get("said")
    if said and counts[said] == 1 and not points(said):
        return {"phrase": said}
    if foreign or said:
        raise BadInput(
            f"the plan names {id!r} of another photo by its id; give a phrase instead: "
            '{"phrase": "the red cup"}, one for each thing'
        )
    return target
