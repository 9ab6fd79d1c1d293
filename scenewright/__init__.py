"""Talk to a photo, and it is edited the way you meant.

    from scenewright import Editor
    session = Editor.open().new_session("street.jpg")
    session.say("remove the man on the left")
    session.save("street-edited.png")

Single actions also work on plain arrays, without a session: `edited = remove(photo, mask)`.

The names below load what they need when they are first used: `import scenewright` alone costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent.editor import Editor, Session, Turn
    from .agent.single import (
        adjust,
        background,
        duplicate,
        insert,
        move,
        obscure,
        recolor,
        remove,
        replace,
        resize,
        restyle,
        swap,
        text,
        transform,
    )
    from .scene.geometry import Box
    from .scene.instruction import Instruction, Mark
    from .scene.mask import Mask
    from .scene.objects import Scene, SceneObject
    from .scene.plan import EditPlan
    from .ui.langchain.toolkit import SceneToolkit

    __version__: str

__all__ = [
    "Box",
    "EditPlan",
    "Editor",
    "Instruction",
    "Mark",
    "Mask",
    "Scene",
    "SceneObject",
    "SceneToolkit",
    "Session",
    "Turn",
    "__version__",
    "adjust",
    "background",
    "duplicate",
    "insert",
    "move",
    "obscure",
    "recolor",
    "remove",
    "replace",
    "resize",
    "restyle",
    "swap",
    "text",
    "transform",
]

_HOMES = {
    "Box": "scene.geometry",
    "EditPlan": "scene.plan",
    "Editor": "agent.editor",
    "Instruction": "scene.instruction",
    "Mark": "scene.instruction",
    "Mask": "scene.mask",
    "Scene": "scene.objects",
    "SceneObject": "scene.objects",
    "SceneToolkit": "ui.langchain",
    "Session": "agent.editor",
    "Turn": "agent.editor",
    "adjust": "agent.single",
    "background": "agent.single",
    "duplicate": "agent.single",
    "insert": "agent.single",
    "move": "agent.single",
    "obscure": "agent.single",
    "recolor": "agent.single",
    "remove": "agent.single",
    "replace": "agent.single",
    "resize": "agent.single",
    "restyle": "agent.single",
    "swap": "agent.single",
    "text": "agent.single",
    "transform": "agent.single",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
