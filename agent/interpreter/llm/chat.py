"""Asking a chat model for one JSON object: with a schema where it takes one, within limits, traced by nobody."""

from __future__ import annotations

import contextvars
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

from ...privacy import untraced
from .opening import OpenModel
from .trouble import NoAnswer, NotSetUp, Unusable, scrubbed
from .usage import Usage

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

T = TypeVar("T")
Json = dict[str, Any]
LETTERS = 60_000
"""The longest answer that is read."""
SCHEMA, PICTURE = "schema", "picture"
_SCHEMA_SIGNS = ("response_format", "schema", "grammar", "tool", "format")
_PICTURE_SIGNS = ("image", "vision", "multimodal", "mmproj", "content type")
GLANCE = 0.2
"""Seconds between looks at whether the person stopped the turn."""
_DEPTH = 8
"""How many causes of an error are looked through."""


class Chat:
    """One model, asked with messages. `seconds` bounds a call whatever the model or its client does."""

    def __init__(self, model: OpenModel, seconds: float = 60.0, tracing: bool = False) -> None:
        self.model = model
        self.usage = Usage()
        self._seconds = seconds
        self._tracing = tracing
        self._stopped: Callable[[], bool] | None = None
        self._refused: set[str] = set()
        """What the server has shown not to take."""

    @property
    def blind(self) -> bool:
        """Whether the server has shown that it takes no pictures: it was asked again with the words alone."""
        return PICTURE in self._refused

    def until(self, stopped: Callable[[], bool] | None) -> Chat:
        """The same, but no longer waited for once `stopped()` says so."""
        listening = copy(self)
        listening._stopped = stopped
        return listening

    def ask(self, messages: Sequence[BaseMessage], schema: Mapping[str, Any]) -> Json:
        """The object it answers with. Unusable for words that are none, NoAnswer where nothing came, NotSetUp where
        the person has to do something first."""
        for _ in (SCHEMA, PICTURE, None):
            given = without_pictures(messages) if PICTURE in self._refused else messages
            try:
                return self._asked(self.model.chat if SCHEMA in self._refused else self._bound(schema), given)
            except _Refused as refused:
                self._refused.add(refused.what)
        raise NoAnswer(f"{self.model.goes_to.host} takes no request of {self.model.name}")

    def _bound(self, schema: Mapping[str, Any]) -> Any:
        """The model held to a schema, without LangChain's parser after it: on a long answer that is no JSON that one
        works for minutes, since it tries every beginning of it."""
        try:
            held: Any = self.model.chat.with_structured_output(dict(schema), include_raw=True)
        except NotImplementedError:
            raise _Refused(SCHEMA) from None
        return getattr(held, "first", held)

    def _asked(self, model: Any, messages: Sequence[BaseMessage]) -> Json:
        def call() -> Any:
            with untraced(allowed=self._tracing):
                return model.invoke(list(messages))

        try:
            answer = _within(self._seconds, call, self._stopped)
        except NoAnswer:
            raise
        except Exception as error:  # noqa: BLE001 – every integration raises its own
            raise self._told(error, has_pictures(messages)) from None
        self.usage.add(answer)
        return _read(answer)

    def _told(self, error: Exception, pictures: bool) -> Exception:
        """The error as one of ours, in words that say what to do."""
        chain = list(_causes(error))
        name, host = self.model.name, self.model.goes_to.host
        status = next((code for one in chain if (code := _status(one)) is not None), None)
        if any(isinstance(one, TimeoutError) or "Timeout" in type(one).__name__ for one in chain):
            return NoAnswer(f"{name} did not answer within {self._seconds:g} seconds")
        if status is None and any(_is_connection(one) for one in chain):
            return NoAnswer(f"nothing answers at {host} (is the server for {name} running there?)")
        words = scrubbed(str(error))
        if status is not None and pictures and _is_about(words, _PICTURE_SIGNS):
            return _Refused(PICTURE)
        if status is not None and status < 500 and SCHEMA not in self._refused and _is_about(words, _SCHEMA_SIGNS):
            return _Refused(SCHEMA)
        return _of_status(status, error, name, host, words)


class _Refused(Exception):
    """The model or its server does not take something: it is asked again without."""

    def __init__(self, what: str) -> None:
        self.what = what


def _of_status(status: int | None, error: Exception, name: str, host: str, words: str) -> Exception:
    if status in (401, 403):
        return NotSetUp(f"{host} does not accept the key for {name}: check the provider's environment variable")
    if status == 404:
        pull = f"; to get it, run: ollama pull {name.partition(':')[2]}" if name.startswith("ollama:") else ""
        return NotSetUp(f"{host} has no model {name.partition(':')[2]!r}, or no such address{pull}")
    if status == 429:
        return NoAnswer(f"{host} takes no more requests for now (too many, or the credit is used up)")
    if status is not None:
        return NoAnswer(f"{host} answered with an error ({status}): {words}")
    if "api_key" in words or "authentication method" in words:
        variable = f"{name.partition(':')[0].upper()}_API_KEY"
        return NotSetUp(f"{name} needs a key in the environment variable {variable}, and it is not set")
    return NoAnswer(f"{name} failed with {type(error).__name__}: {words}")


def _is_about(words: str, signs: Sequence[str]) -> bool:
    return any(sign in words.lower() for sign in signs)


def has_pictures(messages: Sequence[BaseMessage]) -> bool:
    return any(isinstance(message.content, list) for message in messages)


def without_pictures(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Only the words of the request are left of a message with a picture; they come last in it."""
    return [
        message.model_copy(update={"content": message.content[-1]["text"]})
        if isinstance(message.content, list) and isinstance(message.content[-1], dict)
        else message
        for message in messages
    ]


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_DEPTH):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _status(error: BaseException) -> int | None:
    code = getattr(error, "status_code", None)
    return code if isinstance(code, int) and 400 <= code < 600 else None


def _is_connection(error: BaseException) -> bool:
    return isinstance(error, ConnectionError) or type(error).__name__ in ("ConnectError", "APIConnectionError")


def _within(seconds: float, call: Callable[[], T], stopped: Callable[[], bool] | None) -> T:
    """`call()` in a thread of its own and an empty context (no tracer of the caller's comes along); NoAnswer when it
    takes longer, or the person stops it. The thread is left behind: nothing can end a client that does not give up."""
    box: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            box.put((contextvars.Context().run(call), None))
        except BaseException as error:  # noqa: BLE001 – raised again by who waits
            box.put((None, error))

    threading.Thread(target=work, name="language-model", daemon=True).start()
    end = time.monotonic() + seconds
    while True:
        try:
            value, error = box.get(timeout=max(0.0, min(GLANCE, end - time.monotonic())))
            break
        except queue.Empty:
            if stopped is not None and stopped():
                raise NoAnswer("the model was not waited for any longer") from None
            if time.monotonic() >= end:
                raise NoAnswer(f"the model did not answer within {seconds:g} seconds") from None
    if error is not None:
        raise error
    return value  # type: ignore[return-value]


def _read(answer: Any) -> Json:
    """The object in an answer: of a tool call, or found in the words."""
    raw: AIMessage = answer["raw"] if isinstance(answer, Mapping) else answer
    _refuse(raw)
    text = _words(raw)
    if len(text) + sum(len(str(call)) for call in raw.tool_calls) > LETTERS:
        raise NoAnswer(f"the model's answer has more than {LETTERS} letters, and was not read")
    if raw.tool_calls and isinstance(raw.tool_calls[0].get("args"), dict):
        return dict(raw.tool_calls[0]["args"])
    return object_in(text)


def _refuse(raw: AIMessage) -> None:
    reason = str(raw.response_metadata.get("finish_reason") or raw.response_metadata.get("stop_reason") or "")
    if raw.additional_kwargs.get("refusal") or reason in ("content_filter", "refusal", "safety"):
        raise NoAnswer("the model declined to answer")


def _words(raw: AIMessage) -> str:
    text: Any = raw.text
    return text if isinstance(text, str) else str(text())


def object_in(text: str) -> Json:
    """The first JSON object in words (models like to wrap it in prose or a fence); Unusable where there is none."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    tries = 0
    while start != -1 and tries < 20:
        try:
            found, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start, tries = text.find("{", start + 1), tries + 1
            continue
        return dict(found)
    raise Unusable("the answer was not one JSON object" if text.strip() else "the answer was empty", text)
