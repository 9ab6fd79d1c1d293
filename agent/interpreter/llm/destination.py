"""Where the words go that a chat model is asked with: to this machine, or away from it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

WORDS = (
    "what you say, a list of what is in the picture (names, places, colours, words that can be read in it), your "
    "marks, the names of references, kept cut-outs and versions, and the turns before"
)
PICTURE = "the picture itself, made smaller"
LOOKS = "the picture and parts of it, made smaller, and questions about them, in which things are named,"


@dataclass(frozen=True)
class Destination:
    """`host` as the person knows it; `local` when nothing leaves this machine."""

    host: str
    local: bool = False


@dataclass(frozen=True)
class Outgoing:
    """What would leave this machine, and where to. Without `words` it is a model that only looks."""

    model: str
    host: str
    picture: bool
    words: bool = True

    def __str__(self) -> str:
        what = f"{WORDS}, and {PICTURE}," if self.picture else f"{WORDS}, but not the picture,"
        return f"{self.model} runs on {self.host}, not on this machine: {what if self.words else LOOKS} are sent there"


@dataclass(frozen=True)
class Leaving:
    """All that would leave this machine: for what reads the words, and for what looks at the picture."""

    to: tuple[Outgoing, ...]

    def __str__(self) -> str:
        return ". ".join(map(str, self.to))


def destination(model: Any, name: str) -> Destination:
    """Where requests of a LangChain chat model go; one that does not tell is taken to be away from this machine."""
    if getattr(model, "in_process", False):
        return Destination("this process", local=True)
    provider, _, own = name.partition(":")
    url = _address(model)
    if url is None:
        return Destination(provider or "an unknown place")
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = parts.netloc.rpartition("@")[2] or provider
    if provider == "ollama" and own.endswith("cloud"):
        return Destination(f"Ollama's cloud, through {host}")
    return Destination(host, _is_loopback(parts.hostname or "") and not _proxied(parts.scheme, parts.hostname or ""))


_PLACES: tuple[Callable[[Any], Any], ...] = (
    lambda model: model.root_client.base_url,
    lambda model: model._client.base_url,
    lambda model: model._client._client.base_url,
    lambda model: model.client._client.base_url,
    lambda model: model.base_url,
    lambda model: model.endpoint,
)
"""Where the integrations keep the address that they really use (environment variables may set it)."""


def _address(model: Any) -> str | None:
    for place in _PLACES:
        try:
            found = place(model)
        except AttributeError:
            continue
        if found:
            return str(found)
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _proxied(scheme: str, host: str) -> bool:
    """Whether requests even to this machine would go through a proxy that is set in the environment."""
    proxies = getproxies()
    return bool(proxies.get(scheme or "http") or proxies.get("all")) and not proxy_bypass(host)
