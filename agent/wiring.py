"""The one place where things are put together by name: settings in, ready services out. Nothing is loaded here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ..tools.toolbox import Toolbox
from .interpreter.port import Interpreter
from .services import Services
from .sessions.store import Store
from .settings import Settings
from .tooling import open_toolbox


def open_interpreter(toolbox: Toolbox) -> Interpreter:
    """The interpreter that reads by rules, with the toolset's sentence vectors for words that rules do not know."""
    from .interpreter.lexical import LexicalInterpreter

    encoder = partial(toolbox.lease, "text_encoder") if toolbox.spec("text_encoder") else None
    return LexicalInterpreter(encoder)


def open_services(
    settings: Settings | None = None,
    *,
    toolbox: Toolbox | None = None,
    interpreter: Interpreter | None = None,
    home: Path | None = None,
    cancelled: Callable[[str], bool] | None = None,
) -> Services:
    """What the graph works with: what is given, and for the rest what the settings say."""
    settings = settings or Settings.load()
    stop: dict[str, Any] = {"cancelled": cancelled} if cancelled else {}
    tools = toolbox or open_toolbox(settings)
    return Services(
        store=Store(home or settings.home_folder),
        toolbox=tools,
        interpreter=interpreter or open_interpreter(tools),
        **stop,
    )
