"""The one place where things are put together by name: settings in, ready services out. Nothing is loaded here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...tools.toolbox import Toolbox
from ..interpreter.port import Interpreter, Reading, ReadRequest
from ..sessions.store import Store
from ..turn.services import Services
from .settings import ModelSettings, Settings
from .tooling import open_toolbox

if TYPE_CHECKING:
    from ..interpreter.llm.opening import ModelChoice
    from .seeing import Describer


class RulesInTime:
    """The interpreter that reads by rules, imported when it first reads: a process looks at its photo before that."""

    id = "lexical/1"

    def __init__(self, encoder: Any, knowledge: bool) -> None:
        self._encoder, self._knowledge = encoder, knowledge

    def read(self, request: ReadRequest) -> Reading:
        """See `Interpreter.read`."""
        return self._rules.read(request)

    @cached_property
    def _rules(self) -> Interpreter:
        from ..interpreter.lexical import LexicalInterpreter

        return LexicalInterpreter(self._encoder, self._knowledge)


def open_interpreter(
    toolbox: Toolbox, settings: Settings | None = None, home: Path | None = None, chat_model: Any = None
) -> Interpreter:
    """The interpreter that reads by rules, with the toolset's sentence vectors for words that rules do not know; where
    the settings name a language model, or `chat_model` is one of LangChain's, the one that asks it."""
    settings = settings or Settings()
    nearness = settings.reading.reasoning and toolbox.spec("text_encoder")
    encoder = partial(toolbox.lease, "text_encoder") if nearness else None
    rules = RulesInTime(encoder, settings.reading.knowledge)
    if chat_model is None and settings.model.name is None:
        return rules
    return _language_model(rules, encoder, settings, home or settings.home_folder, chat_model)


def _language_model(rules: Interpreter, encoder: Any, settings: Settings, home: Path, chat_model: Any) -> Interpreter:
    from ..interpreter.llm.opening import open_model, wrap
    from ..interpreter.llm.reader import LanguageModelInterpreter, Ways
    from .agreements import Agreements

    chosen = settings.model
    ways = Ways(chosen.compact, chosen.picture, chosen.examples, chosen.timeout, chosen.tracing)
    agreements = Agreements(home)
    opened = partial(wrap, chat_model) if chat_model is not None else partial(open_model, _choice(chosen))
    return LanguageModelInterpreter(
        wrap(chat_model).name if chat_model is not None else str(chosen.name),
        opened,
        rules,
        ways=ways,
        encoder=encoder,
        agreed=lambda outgoing: chosen.agreed or agreements.cover(outgoing),
    )


def _choice(chosen: ModelSettings) -> ModelChoice:
    from ..interpreter.llm.opening import ModelChoice

    return ModelChoice(str(chosen.name), chosen.base_url, chosen.key_from, chosen.timeout)


def open_services(
    settings: Settings | None = None,
    *,
    toolbox: Toolbox | None = None,
    interpreter: Interpreter | None = None,
    chat_model: Any = None,
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
        interpreter=interpreter or open_interpreter(tools, settings, home, chat_model),
        describer=open_seeing(tools, settings, home, chat_model),
        **allowed(settings),
        **stop,
    )


def allowed(settings: Settings) -> dict[str, Any]:
    """What a turn may do to find what is meant, by the names that `Services` has for it."""
    return {"rounds": settings.reading.rounds, "guesses": settings.reading.reasoning}


def open_seeing(
    toolbox: Toolbox, settings: Settings, home: Path | None = None, chat_model: Any = None
) -> Describer | None:
    """What describes pictures, put into the toolbox, where the settings name something that does."""
    if settings.seeing.name is None:
        return None
    from .seeing import provide_captioner

    return provide_captioner(settings, home or settings.home_folder, toolbox, chat_model)
