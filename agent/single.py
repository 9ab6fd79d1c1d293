"""Single actions on plain arrays, without a session: `edited = remove(photo, mask)`. One thin function per action.

Pictures are H×W×3 RGB or H×W×4 RGBA uint8 arrays. What is meant is a mask (H×W bool, or uint8 where anything but 0 is
meant), a `Box`, words to look for (`"the red cup"`), or a target in its public form (`{"background": True}`). The bytes
are those that the same op gives in a session. Raises BadInput for what cannot be read, ActionError (`.reason`) for what
cannot be done or does not pass its checks. `tools` are opened once for the process where none are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from ..scene import ops
from ..scene.geometry import Box
from ..scene.image import MemoryImages, Pixels, check_pixels
from ..scene.mask import Mask
from ..tools.toolbox import Toolbox
from .errors import BadInput
from .turn.alone import perform

What = NDArray[Any] | Mask | Box | str | Mapping[str, Any]
"""What an action is done to."""
Where = Box | tuple[float, float] | Mapping[str, Any]
"""Where a thing goes: a box, the point of its centre `(x, y)`, or a place as in a plan (`{"edge": "left"}`)."""
Thing = Pixels | str | Mapping[str, Any]
"""What is taken: another picture, its file, or a reference as in a plan."""

EVERYTHING = {"everything": True}


def remove(image: Pixels, what: What, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """Without the thing; its place is filled from its surroundings, and a clear shadow goes with it."""
    return _do("remove", image, seed, tools, targets=[_target(what)])


def replace(image: Pixels, what: What, reference: Thing, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """With what `reference` shows in the thing's place."""
    return _do("replace", image, seed, tools, reference, targets=[_target(what)])


def insert(
    image: Pixels,
    reference: Thing,
    at: Where | None = None,
    *,
    count: int = 1,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """With what `reference` shows put in, at the scale that the scene suggests."""
    return _do("insert", image, seed, tools, reference, at=_place(at), count=count)


def move(image: Pixels, what: What, to: Where, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """With the thing elsewhere: `(x, y)` is where its centre goes, `{"offset": [dx, dy]}` a step."""
    return _do("move", image, seed, tools, target=_target(what), to=_place(to))


def resize(image: Pixels, what: What, scale: float, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """With the thing `scale` times as large in each direction."""
    return _do("resize", image, seed, tools, targets=[_target(what)], scale=scale)


def duplicate(
    image: Pixels,
    what: What,
    to: Where | None = None,
    *,
    count: int = 1,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """With copies of the thing, where there is room unless `to` says where."""
    return _do("duplicate", image, seed, tools, target=_target(what), to=_place(to), count=count)


def swap(image: Pixels, what: What, other: What, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """With two things in each other's place."""
    return _do("swap", image, seed, tools, target=_target(what), other=_target(other))


def recolor(image: Pixels, what: What, color: str, *, seed: int = 0, tools: Toolbox | None = None) -> Pixels:
    """With the thing's paint in another colour (`#rrggbb` or a CSS name); shading and texture stay."""
    return _do("recolor", image, seed, tools, targets=[_target(what)], color=color)


def restyle(
    image: Pixels, prompt: str, what: What | None = None, *, seed: int = 0, tools: Toolbox | None = None
) -> Pixels:
    """In another medium (`pencil`, `watercolour`), wholly or only the thing."""
    return _do("restyle", image, seed, tools, targets=[_target(what, EVERYTHING)], prompt=prompt)


def background(
    image: Pixels,
    *,
    color: str | None = None,
    blur: float | None = None,
    reference: Thing | None = None,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """With another background: a colour (or `transparent`), blurred (0…1), or another picture."""
    return _do("background", image, seed, tools, reference, color=color, blur=blur)


def adjust(
    image: Pixels,
    what: What | None = None,
    *,
    brightness: float | None = None,
    contrast: float | None = None,
    saturation: float | None = None,
    temperature: float | None = None,
    sharpness: float | None = None,
    shadows: float | None = None,
    highlights: float | None = None,
    auto: bool | None = None,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """Brighter, warmer and so on, wholly or only the thing; each amount is −1…1. `auto` balances by itself."""
    amounts = {name: value for name, value in locals().items() if name in ops.ADJUSTMENTS}
    return _do("adjust", image, seed, tools, targets=[_target(what, EVERYTHING)], auto=auto, **amounts)


def obscure(
    image: Pixels,
    what: What,
    method: Literal["blur", "pixelate", "fill"] = "pixelate",
    *,
    amount: float | None = None,
    color: str | None = None,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """With the thing hidden, strongly enough for its size unless `amount` (0…1) says how strongly."""
    return _do("obscure", image, seed, tools, targets=[_target(what)], method=method, amount=amount, color=color)


def text(
    image: Pixels,
    find: str | None = None,
    replace_with: str | None = None,
    what: What | None = None,
    *,
    seed: int = 0,
    tools: Toolbox | None = None,
) -> Pixels:
    """With the words `find` (None: all) taken off or replaced, in the whole picture or only on a thing."""
    targets = [] if what is None else [_target(what)]
    return _do("text", image, seed, tools, targets=targets, find=find, replace_with=replace_with)


def transform(
    image: Pixels, what: What | None = None, *, seed: int = 0, tools: Toolbox | None = None, **how: Any
) -> Pixels:
    """Cropped, turned, mirrored, scaled or extended; `how` is exactly one of the fields of the op `transform`."""
    return _do("transform", image, seed, tools, targets=None if what is None else [_target(what)], **how)


def _do(
    verb: str, image: Pixels, seed: int, tools: Toolbox | None, reference: Thing | None = None, /, **fields: Any
) -> Pixels:
    images = MemoryImages()
    if reference is not None:
        fields["reference"] = _reference(reference, images)
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool):
        raise BadInput(f"a seed is a whole number, but got {seed!r}")
    given = {name: value for name, value in fields.items() if value is not None}
    return perform(_op(verb, given), image, tools if tools is not None else _tools(), images, int(seed))


def _op(verb: str, fields: Mapping[str, Any]) -> ops.EditOp:
    from pydantic import TypeAdapter

    try:
        op: ops.EditOp = TypeAdapter(ops.EditOp).validate_python({"op": verb, **fields})
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"] if part != verb)
        raise BadInput(f"{verb} cannot be done like that: {place + ': ' if place else ''}{fault['msg']}") from None
    return op


def _target(what: What | None, otherwise: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`otherwise` is what None means; where it means nothing, a thing that was not found is not the whole picture."""
    if what is None and otherwise is not None:
        return dict(otherwise)
    if isinstance(what, Mapping):
        return dict(what)
    if isinstance(what, str):
        return {"phrase": what}
    if isinstance(what, Box):
        return {"region": what}
    return {"mask": (what if isinstance(what, Mask) else _mask(what)).to_ref()}


def _mask(array: Any) -> Mask:
    good = isinstance(array, np.ndarray) and array.ndim == 2 and array.dtype in (np.bool_, np.uint8)
    if not good or not array.any():
        came = f"{array.dtype} {array.shape}" if isinstance(array, np.ndarray) else type(array).__name__
        empty = ", all of it empty" if good else ""
        raise BadInput(f"what is meant is a mask (H×W bool or uint8), a Box, words or a target, but got {came}{empty}")
    return Mask(array != 0)


def _place(where: Where | None) -> dict[str, Any] | None:
    if where is None or isinstance(where, Mapping):
        return where if where is None else dict(where)
    return {"box": where} if isinstance(where, Box) else {"point": where}


def _reference(given: Thing, images: MemoryImages) -> dict[str, Any]:
    if isinstance(given, Mapping):
        return dict(given)
    if isinstance(given, str):
        return {"file": given}
    try:
        return {"image": images.put(np.ascontiguousarray(check_pixels(given))).id}
    except ValueError as error:
        raise BadInput(f"what to take is another picture, or its file: {error}") from None


@cache
def _tools() -> Toolbox:
    """The settings' tools, opened when first needed: their pool keeps models within a budget of bytes."""
    from .setup.settings import Settings
    from .setup.tooling import open_toolbox

    return open_toolbox(Settings.load())
