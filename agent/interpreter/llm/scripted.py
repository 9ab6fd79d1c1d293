"""A chat model that answers what it was told to: for tests and demonstrations, never as a stand-in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import sleep
from typing import Any, ClassVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from .trouble import NotSetUp


class ScriptedChatModel(BaseChatModel):
    """Gives `answers` in order, the last one again and again; keeps what it was `asked`. Usage is told
    in words.

    An answer is text, plain data (given as JSON), an exception to raise, or a number of seconds to say nothing for.
    A mapping in `by_words` is looked up first, by what stands in the last message.
    """

    answers: list[Any] = Field(default_factory=list)
    by_words: dict[str, Any] = Field(default_factory=dict)
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    in_process: ClassVar[bool] = True

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(messages)
        answer = self._answer(messages)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, float):
            sleep(answer)
            answer = ""
        message = answer if isinstance(answer, AIMessage) else _message(_text(answer), messages)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _answer(self, messages: Sequence[BaseMessage]) -> Any:
        said = str(messages[-1].content)
        found = [answer for words, answer in self.by_words.items() if words in said]
        if found:
            return found[0]
        if not self.answers:
            return ""
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def _message(text: str, asked: Sequence[BaseMessage]) -> AIMessage:
    """It tells what it took, a word being a token."""
    read, written = sum(len(str(one.content).split()) for one in asked), len(text.split())
    return AIMessage(
        text, usage_metadata={"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    )


def _text(answer: Any) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def scripted_model(file: str) -> ScriptedChatModel:
    """From a JSON file: a list of answers, or a mapping from words of the request to answers."""
    try:
        given = json.loads(Path(file).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotSetUp(f"a scripted model is a JSON file of answers, but {file} cannot be read: {error}") from None
    if isinstance(given, Mapping):
        return ScriptedChatModel(by_words=dict(given))
    if isinstance(given, list):
        return ScriptedChatModel(answers=given)
    raise NotSetUp(f"a scripted model is a JSON list or object of answers, but {file} holds {type(given).__name__}")
