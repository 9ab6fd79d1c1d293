"""What describes pictures: a chat model that sees, asked only where the person agreed to what then leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ...tools.describing import ChatCaptioner
from ...tools.toolbox import Toolbox
from ..interpreter.llm.chat import Chat
from ..interpreter.llm.destination import Outgoing
from ..interpreter.llm.opening import ModelChoice, OpenModel, open_model, wrap
from ..interpreter.llm.trouble import NoAnswer, NotAgreed, NotSetUp
from ..interpreter.llm.usage import Usage
from .agreements import Agreements
from .settings import ModelSettings, Settings


class Describer:
    """Asks the model that `opened` gives, on first use; `agreed` says whether the picture may leave."""

    def __init__(
        self, opened: Callable[[], OpenModel], agreed: Callable[[Outgoing], bool], seconds: float, tracing: bool
    ) -> None:
        self._opened, self._agreed, self._seconds, self._tracing = opened, agreed, seconds, tracing

    @property
    def usage(self) -> Usage:
        """Tokens read and written so far."""
        return self._chat.usage if "_chat" in self.__dict__ else Usage()

    @property
    def outgoing(self) -> Outgoing | None:
        """What leaves this machine, and where to; None where nothing does. Opens the model; raises NotSetUp."""
        model = self._chat.model
        return None if model.goes_to.local else Outgoing(model.name, model.goes_to.host, picture=True, words=False)

    @property
    def agreed(self) -> bool:
        """Whether the person agreed to that; True where nothing leaves."""
        outgoing = self.outgoing
        return outgoing is None or self._agreed(outgoing)

    @cached_property
    def _chat(self) -> Chat:
        return Chat(self._opened(), self._seconds, self._tracing)

    def ask(self, blocks: list[dict[str, Any]], schema: Mapping[str, Any]) -> dict[str, Any]:
        """An object of the schema. Raises NotAgreed before anything is sent, NotSetUp, NoAnswer."""
        from langchain_core.messages import HumanMessage

        model, outgoing = self._chat.model, self.outgoing
        if not model.sees:
            raise NotSetUp(f"{model.name} does not look at pictures; name one that does in [seeing]")
        if outgoing is not None and not self._agreed(outgoing):
            raise NotAgreed(outgoing)
        words, picture = blocks
        told = {"type": "text", "text": f"{words['text']} {_form(schema)}"}
        answer = self._chat.ask([HumanMessage([picture, told])], schema)
        if self._chat.blind:
            raise NotSetUp(f"{model.name} takes no pictures; name one that does in [seeing]")
        if not all(isinstance(answer.get(name), str) for name in schema["required"]):
            raise NoAnswer(f"{model.name} gave no answer in words")
        return answer


def _form(schema: Mapping[str, Any]) -> str:
    fields = ", ".join(f'"{name}": "…"' for name in schema["properties"])
    return f"Answer with one JSON object and nothing else: {{{fields}}}"


def open_describer(settings: Settings, home: Path, chat_model: Any = None) -> Describer | None:
    """What `[seeing]` names: a model, or that which reads the words (`chat_model` where that is one of LangChain's);
    None where nothing is named. Nothing is opened before it is asked."""
    chosen = settings.seeing.of(settings.model)
    given = chat_model if settings.seeing.name == "model" else None
    if given is None and chosen.name is None:
        return None
    agreements = Agreements(home)

    def opened() -> OpenModel:
        return wrap(given) if given is not None else open_model(_choice(chosen))

    def agreed(outgoing: Outgoing) -> bool:
        return chosen.agreed or agreements.cover(outgoing)

    return Describer(opened, agreed, chosen.timeout, chosen.tracing)


def provide_captioner(settings: Settings, home: Path, toolbox: Toolbox, chat_model: Any = None) -> Describer | None:
    """Put what `[seeing]` names in the place of the toolset's captioner; None where nothing is named."""
    describer = open_describer(settings, home, chat_model)
    if describer is not None:
        chosen = settings.seeing.of(settings.model)
        name = chosen.name or wrap(chat_model).name
        toolbox.provide(captioner=ChatCaptioner(describer.ask, f"{name} {chosen.base_url or ''}".strip()))
    return describer


def _choice(chosen: ModelSettings) -> ModelChoice:
    return ModelChoice(str(chosen.name), chosen.base_url, chosen.key_from, chosen.timeout)
