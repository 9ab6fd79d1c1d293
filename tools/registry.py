"""Which back-ends there are: data, found by port and name, loaded by name only when leased."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from typing import Any

from .catalogue import BACKENDS
from .errors import MissingRequirement, UnknownBackend
from .specs import BackendSpec, Toolset


def backends(port: str | None = None) -> tuple[BackendSpec, ...]:
    """The rows, of one port or all."""
    return tuple(spec for spec in BACKENDS if port is None or spec.port == port)


def backend(port: str, name: str) -> BackendSpec:
    """The row. Raises UnknownBackend, which lists the choices of that port (or the ports, for an unknown port)."""
    rows = {spec.name: spec for spec in backends(port)}
    if not rows:
        raise UnknownBackend(port, None, sorted({spec.port for spec in backends()}))
    if name not in rows:
        raise UnknownBackend(port, name, rows)
    return rows[name]


def specs_of(toolset: Toolset) -> tuple[BackendSpec, ...]:
    """The rows that a toolset names. Raises UnknownBackend."""
    return tuple(backend(port, name) for port, name in toolset.backends.items())


def weights_of(toolset: Toolset) -> tuple[str, ...]:
    """The names of all weights a toolset needs, each once."""
    return tuple(dict.fromkeys(name for spec in specs_of(toolset) for name in spec.weights))


def missing_modules(spec: BackendSpec) -> tuple[str, ...]:
    """Those of the modules a back-end requires that are not installed; nothing is imported."""
    return tuple(name for name in spec.requires if not _installed(name))


def _installed(module: str) -> bool:
    """One that another thread imports at this moment (OpenCV takes its time over that) has no spec to ask for."""
    known = sys.modules.get(module)
    return known is not None or importlib.util.find_spec(module) is not None


def check_modules(spec: BackendSpec) -> None:
    """Raise MissingRequirement, with the install command, unless all required modules are installed."""
    if absent := missing_modules(spec):
        what = f"the {spec.port} {spec.name!r} needs the Python module {', '.join(absent)}"
        raise MissingRequirement(what, spec.install_command)


def resolve(spec: BackendSpec) -> Callable[[Any], Any]:
    """Import a back-end's factory. Raises MissingRequirement where a module it requires is absent."""
    check_modules(spec)
    module, _, attribute = spec.factory.partition(":")
    factory: Callable[[Any], Any] = getattr(importlib.import_module(module), attribute)
    return factory
