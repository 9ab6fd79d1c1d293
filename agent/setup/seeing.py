"""What describes pictures: a chat model that sees, asked only where the person agreed to what then leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from ...tools.describing import ChatCaptioner
from ..interpreter.llm.chat import PICTURE, Chat
from ..interpreter.llm.destination import Outgoing
from ..interpreter.llm.opening import ModelChoice, OpenModel, open_model, wrap
from ..interpreter.llm.trouble import NoAnswer, NotAgreed, NotSetUp
from .agreements import Agreements
from .settings import ModelSettings, Settings

ANSWER = {
    "title": "answer",
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
}
SHORT = 'Answer with one JSON object and nothing else: {"answer": "…"}'


class Describer:
    """Asks the model that `opened` gives, on first use; `agreed` says whether the picture may leave."""

    def __init__(
        self, opened: Callable[[], OpenModel], agreed: Callable[[Outgoing], bool], seconds: float, tracing: bool
    ) -> None:
        self._opened, self._agreed, self._seconds, self._tracing = opened, agreed, seconds, tracing

    @cached_property
    def _chat(self) -> Chat:
        return Chat(self._opened(), self._seconds, self._tracing)

    def ask(self, blocks: list[dict[str, Any]]) -> str:
        """The answer in words. Raises NotAgreed before anything is sent, NotSetUp, NoAnswer."""
        from langchain_core.messages import HumanMessage

        model = self._chat.model
        if not model.sees:
            raise NotSetUp(f"{model.name} does not look at pictures; name one that does in [seeing]")
        outgoing = Outgoing(model.name, model.goes_to.host, picture=True)
        if not model.goes_to.local and not self._agreed(outgoing):
            raise NotAgreed(outgoing)
        words, picture = blocks
        told = {"type": "text", "text": f"{words['text']} {SHORT}"}
        answer = self._chat.ask([HumanMessage([picture, told])], ANSWER).get("answer")
        if PICTURE in self._chat._refused:
            raise NotSetUp(f"{model.name} takes no pictures; name one that does in [seeing]")
        if not isinstance(answer, str):
            raise NoAnswer(f"{model.name} gave no answer in words")
        return answer


def open_captioner(settings: Settings, home: Path, chat_model: Any = None) -> ChatCaptioner | None:
    """What `[seeing]` names, `chat_model` where that is one of LangChain's, or the model that reads the words where
    `[seeing]` says so; None where nothing is named. Nothing is opened before it is asked."""
    chosen = settings.seeing.of(settings.model)
    if chat_model is None and chosen.name is None:
        return None
    agreements = Agreements(home)

    def opened() -> OpenModel:
        return wrap(chat_model) if chat_model is not None else open_model(_choice(chosen))

    def agreed(outgoing: Outgoing) -> bool:
        return chosen.agreed or agreements.cover(outgoing)

    return ChatCaptioner(Describer(opened, agreed, chosen.timeout, chosen.tracing).ask)


def _choice(chosen: ModelSettings) -> ModelChoice:
    return ModelChoice(str(chosen.name), chosen.base_url, chosen.key_from, chosen.timeout)
