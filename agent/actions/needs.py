"""What an op needs that this toolset lacks, said before anything is touched."""

from __future__ import annotations

from ...scene.ops import Background, Draw, EditOp, Insert, Instruct, Replace, Restyle, Text, Transform
from ...scene.view import View
from ...tools.filters.looks import LOOKS, find_look
from ...tools.toolbox import Toolbox

NARROW = 0.25
"""`extend` by up to this share of a side is filled from the picture; more needs a generator."""
ADD_GENERATOR = "pip install 'scenewright[foundation]' and set toolset = \"foundation\" in scenewright.toml"

ADD_EDITOR = (
    "pip install 'scenewright[foundation]' and set backends.instruction_editor = \"instruct-pix2pix\" "
    "in scenewright.toml"
)

BY_REFERENCE = "--reference B=FILE"
"""How a reference picture is given on the command line; other doors say it in their own way."""


ADD_LAYOUTS = (
    "pip install 'scenewright[foundation]' and set backends.layout_generator = \"gligen-text\" in scenewright.toml"
)


def needs(op: EditOp, toolbox: Toolbox, view: View | None = None, boxes: bool = True) -> tuple[str, ...]:
    """One sentence for each capability that is missing; empty when the op runs here. `boxes`: whether it may be
    carried out by a generator of layouts."""
    if isinstance(op, Draw):
        return _of_layouts(toolbox)
    if isinstance(op, Insert | Replace) and op.reference is None:
        if boxes and has_layouts(toolbox):
            return ()
        return _generator(f"drawing {op.prompt!r}", toolbox, f"a reference picture would do: {BY_REFERENCE}")
    if isinstance(op, Background) and op.prompt:
        return _generator(
            f"drawing the background {op.prompt!r}", toolbox, "a picture as reference, a colour or a blur would do"
        )
    if isinstance(op, Restyle) and find_look(op.prompt) is None and not has_editor(toolbox):
        looks = f"these looks run here: {', '.join(LOOKS)}"
        return _generator(f"the style {op.prompt!r}", toolbox, looks)
    if isinstance(op, Transform) and op.extend and op.prompt:
        return _generator(f"drawing {op.prompt!r} beside the picture", toolbox, "say only how far to extend it")
    if isinstance(op, Transform) and op.extend and view is not None and _wide(op, view):
        share = round(100 * NARROW)
        return _generator("extending the picture that far", toolbox, f"up to {share} % of a side is filled here")
    if isinstance(op, Text):
        return _of_words(op, toolbox)
    if isinstance(op, Instruct):
        return _of_steps(followed(op, toolbox), toolbox)
    return ()


def _generator(what: str, toolbox: Toolbox, instead: str) -> tuple[str, ...]:
    if draws(toolbox):
        return ()
    return (f"{what} needs a generator, and the {toolbox.toolset.name} toolset has none ({ADD_GENERATOR}); {instead}",)


def _of_layouts(toolbox: Toolbox) -> tuple[str, ...]:
    if has_layouts(toolbox):
        return ()
    name = toolbox.toolset.name
    return (f"drawing a layout needs a generator of layouts, and the {name} toolset has none ({ADD_LAYOUTS})",)


def has_layouts(toolbox: Toolbox) -> bool:
    """Whether the toolset draws things into boxes."""
    return toolbox.spec("layout_generator") is not None


def draws(toolbox: Toolbox) -> bool:
    """Whether the toolset's inpainter follows words."""
    inpainter = toolbox.spec("inpainter")
    return inpainter is not None and "prompt" in inpainter.capabilities


def _of_words(op: Text, toolbox: Toolbox) -> tuple[str, ...]:
    ports = ("text_reader",) if op.replace_with is None else ("text_reader", "text_writer")
    if all(toolbox.spec(port) is not None for port in ports):
        return ()
    return (f"changing words in pictures needs a text tool, and the {toolbox.toolset.name} toolset has none: draw a "
            "box and say 'remove [A]' or 'blur [A]' instead",)  # fmt: skip


def _wide(op: Transform, view: View) -> bool:
    margins = op.extend
    if margins is None:
        return False
    return max(margins.left, margins.right) > NARROW * view.width or max(margins.top, margins.bottom) > NARROW * (
        view.height
    )


def _of_steps(op: Instruct, toolbox: Toolbox) -> tuple[str, ...]:
    """A wish runs as far as its steps can; it needs something only when none of them can."""
    if has_editor(toolbox) or any(runnable(step.ops, toolbox) for step in op.instructions):
        return ()
    missing = [need for step in op.instructions for part in step.ops or () for need in needs(part, toolbox)]
    if missing:
        return tuple(dict.fromkeys(missing))
    return (
        f"the wish {op.original!r} needs an editor that follows instructions, and the {toolbox.toolset.name} toolset "
        f"has none ({ADD_EDITOR}); say it in specific steps (brighter, warmer, remove …)",
    )


def followed(op: Instruct, toolbox: Toolbox) -> Instruct:
    """The wish with as many of its instructions as the settings let it have."""
    most = toolbox.drawing.specific
    return op if most is None else op.model_copy(update={"instructions": op.instructions[:most]})


def has_editor(toolbox: Toolbox) -> bool:
    """Whether the toolset follows instructions that no action stands for."""
    return toolbox.spec("instruction_editor") is not None


def runnable(ops: tuple[EditOp, ...] | None, toolbox: Toolbox) -> bool:
    """Whether a step of a wish has ops, and all of them run here."""
    return bool(ops) and not any(needs(op, toolbox) for op in ops or ())
