"""A LangChain chat model by its name, `provider:model`; imported and made when it is first needed."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .destination import Destination, destination
from .trouble import NotSetUp, scrubbed

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

SCRIPTED = "scripted"
EXTRA = "pip install 'scenewright[llm]'"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_NO_KEY = "none-is-needed"
"""What a server without keys is sent where a client insists on one."""


@dataclass(frozen=True)
class ModelChoice:
    """Which model: `name` is `provider:model`; `key_from` names the environment variable that holds the key for a
    server at `base_url` (never the key itself). `timeout` is seconds, `max_tokens` of an answer."""

    name: str
    base_url: str | None = None
    key_from: str | None = None
    timeout: float = 60.0
    max_tokens: int = 4000


@dataclass(frozen=True)
class OpenModel:
    """A model ready to be asked, and where that goes."""

    chat: BaseChatModel
    name: str
    goes_to: Destination

    @property
    def sees(self) -> bool:
        """Whether it looks at pictures; one whose integration does not know is taken to, at the person's word."""
        profile: Any = getattr(self.chat, "profile", None) or {}
        return bool(profile.get("image_inputs", True))


def open_model(choice: ModelChoice) -> OpenModel:
    """Make it; NotSetUp says which package, key or name is missing."""
    provider, colon, own = choice.name.partition(":")
    if not colon or not own.strip():
        raise NotSetUp(
            f"a model is named provider:model, such as openai:gpt-4o-mini or ollama:llama3.2, but got {choice.name!r}"
        )
    if provider == SCRIPTED:
        from .scripted import scripted_model

        return wrap(scripted_model(own), choice.name)
    return wrap(_made(provider, own, choice), choice.name)


def wrap(chat: BaseChatModel, name: str | None = None) -> OpenModel:
    """An instance that is there already, under the name its class and its own settings give it."""
    named = name or f"{chat._llm_type.removesuffix('-chat')}:{_own_name(chat)}"
    return OpenModel(chat, named, destination(chat, named))


def _own_name(chat: Any) -> str:
    for field in ("model_name", "model", "model_id"):
        value = getattr(chat, field, None)
        if isinstance(value, str) and value:
            return value
    return type(chat).__name__


def _made(provider: str, own: str, choice: ModelChoice) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise NotSetUp(f"language models need the package langchain; to get it, run: {EXTRA}") from None
    options = _options(provider, choice)
    try:
        made: BaseChatModel = init_chat_model(own, model_provider=provider, **options)
    except ImportError as error:
        raise NotSetUp(_missing(provider, error)) from None
    except Exception as error:  # noqa: BLE001 – integrations raise what they like for a missing key
        raise NotSetUp(_unmade(provider, choice, error)) from None
    _check_key(made, choice.name)
    return _steady(made)


def _check_key(made: Any, name: str) -> None:
    """Some integrations notice a missing key only when they ask."""
    for field, variable in made.lc_secrets.items():
        value: Any = getattr(made, field, None)
        if value is not None and hasattr(value, "get_secret_value") and not value.get_secret_value():
            raise NotSetUp(_no_key(name, variable))


def _steady(made: Any) -> BaseChatModel:
    """Without chance, where the model can be told so."""
    if "temperature" in type(made).model_fields and (made.profile or {}).get("temperature", True):
        made.temperature = 0.0
    model: BaseChatModel = made
    return model


def _no_key(name: str, variable: str) -> str:
    return f"{name} needs a key in the environment variable {variable}, and it is not set"


def _options(provider: str, choice: ModelChoice) -> dict[str, Any]:
    options: dict[str, Any] = {"timeout": choice.timeout, "max_retries": 1, "max_tokens": choice.max_tokens}
    if choice.base_url:
        options["base_url"] = choice.base_url
    if provider == "ollama":
        options = {
            "num_predict": options.pop("max_tokens"),
            "client_kwargs": {"timeout": options.pop("timeout")},
            **{name: value for name, value in options.items() if name != "max_retries"},
        }
    return {**options, **_key(provider, choice)}


def _key(provider: str, choice: ModelChoice) -> dict[str, str]:
    """The provider's own variable is left to its integration; a server of one's own never gets that key."""
    if choice.key_from:
        if not _VARIABLE.fullmatch(choice.key_from):
            raise NotSetUp(
                "key_from is the name of an environment variable such as MY_SERVER_KEY, and what it is set to is none"
            )
        value = os.environ.get(choice.key_from)
        if not value:
            raise NotSetUp(f"the key is looked for in {choice.key_from}, but that environment variable is not set")
        return {"api_key": value}
    return {"api_key": _NO_KEY} if choice.base_url and provider != "ollama" else {}


def _missing(provider: str, error: ImportError) -> str:
    command = re.search(r"pip install [\w\[\]'.-]+", str(error))
    get = command.group(0) if command else EXTRA
    return f"{provider} models need a package that is not installed; to get it, run: {get}"


def _unmade(provider: str, choice: ModelChoice, error: Exception) -> str:
    text = str(error)
    variable = re.search(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_)?(?:KEY|TOKEN)\b", text)
    if variable or "api_key" in text or "api key" in text.lower():
        name = variable.group(0) if variable else f"{provider.upper()}_API_KEY"
        return _no_key(choice.name, name)
    if "Unsupported provider" in text:
        return f"there is no provider {provider!r}; LangChain knows {scrubbed(text.rpartition(':')[2])}"
    return f"{choice.name} could not be opened: {type(error).__name__}: {scrubbed(text)}"
