"""What the agent holds: one back-end for each port, leased when it is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .checkpoints import Checkpoint
from .errors import MissingRequirement, NoBackend
from .pool import LoadContext, ModelPool
from .registry import backend, backends, check_modules, missing_modules
from .running import Drawing, Running
from .specs import BackendSpec, Toolset
from .weights import WeightCache

__all__ = ["Missing", "Toolbox", "Toolset"]

PRECISE = ("precision", "quantization")
"""What of `Running` changes what comes out, unless it is one of `PLAIN`."""
PLAIN = ("auto", "none")

_BY_HAND = Toolset("by-hand", MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that this machine lacks for a back-end, and the command that gets it."""

    port: str
    backend: str
    what: str
    command: str


class Toolbox:
    """Leases the back-ends of a toolset. Nothing is loaded, looked up or fetched before the first lease."""

    def __init__(
        self,
        toolset: Toolset,
        pool: ModelPool | None = None,
        weights: WeightCache | None = None,
        *,
        models: Mapping[str, Checkpoint] | None = None,
        running: Running | None = None,
        drawing: Drawing | None = None,
    ) -> None:
        """`models` puts others in the place of those that rows name, by the name of the row."""
        self.toolset = toolset
        self._models = dict(models or {})
        self._running, self._drawing = running or Running(), drawing or Drawing()
        self.pool = pool if pool is not None else ModelPool()
        """Where its models are kept; toolboxes may share one."""
        self._given_weights = weights
        self._ready: dict[str, Any] = {}

    @classmethod
    def of(cls, **ports: Any) -> Toolbox:
        """A toolbox of ready-made back-ends by port (`Toolbox.of(detector=…)`), bypassing the registry."""
        toolbox = cls(_BY_HAND)
        toolbox._ready = dict(ports)
        return toolbox

    def lease(self, port: str) -> AbstractContextManager[Any]:
        """The back-end of a port for the length of a `with` block.

        Raises NoBackend where the toolset has none for it, MissingRequirement where modules or weights are missing.
        """
        if port in self._ready:
            return nullcontext(self._ready[port])
        spec = self.spec(port)
        if spec is None:
            raise _no_backend(port)
        check_modules(spec)
        return self.pool.lease(spec, self._context(spec))

    def warm(self, *ports: str) -> None:
        """Load what will likely be leased soon. Nothing is raised: the lease that needs it tells what is missing."""
        for port in ports:
            with suppress(Exception), self.lease(port):
                pass

    def spec(self, port: str) -> BackendSpec | None:
        """The row behind a port, None where there is none. Raises UnknownBackend for a toolset that names no row."""
        if port in self._ready:
            return _spec_by_hand(port, self._ready[port])
        name = self.toolset.backends.get(port)
        return self._chosen(backend(port, name)) if name is not None else None

    def _chosen(self, spec: BackendSpec) -> BackendSpec:
        """The row with what settings changed of it."""
        if spec.model is None:
            return spec
        model = self._models.get(spec.name, spec.model)
        changes = [model.name, model.revision] if model != spec.model else []
        changes += [f"{name}={value}" for name, value in self._drawing.model_dump(exclude_defaults=True).items()]
        changes += [
            f"{name}={getattr(self._running, name)}" for name in PRECISE if name in self._running.model_fields_set
        ]
        variant = hashlib.sha256(repr(changes).encode()).hexdigest()[:8] if changes else ""
        return replace(spec, model=model, variant=variant)

    def _context(self, spec: BackendSpec) -> LoadContext:
        return LoadContext(_WeightPaths(spec, self), self.lease, spec, self._running, self._drawing)

    def missing(self) -> tuple[Missing, ...]:
        """What this machine lacks for the toolset; nothing is loaded or fetched."""
        return tuple(gap for port in self.toolset.backends for gap in self._missing_of(port))

    def close(self) -> None:
        """Drop every model of its pool."""
        self.pool.close()

    def _missing_of(self, port: str) -> Iterator[Missing]:
        spec = self.spec(port)
        if spec is None or port in self._ready:
            return
        for module in missing_modules(spec):
            yield Missing(port, spec.name, f"the Python module {module}", spec.install_command)
        for name in spec.weights:
            try:
                self.weights.path(name)
            except MissingRequirement as gap:
                yield Missing(port, spec.name, gap.what, gap.command)

    @cached_property
    def weights(self) -> WeightCache:
        """The weights it loads from."""
        return self._given_weights if self._given_weights is not None else WeightCache()


class _WeightPaths(Mapping[str, Path]):
    """The files of one row, looked up when a factory asks."""

    def __init__(self, spec: BackendSpec, toolbox: Toolbox) -> None:
        self._names, self._toolbox = spec.weights, toolbox

    def __getitem__(self, name: str) -> Path:
        if name not in self._names:
            raise KeyError(name)
        return self._toolbox.weights.path(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _spec_by_hand(port: str, instance: Any) -> BackendSpec:
    kind = type(instance)
    return BackendSpec(kind.__qualname__, port, f"{kind.__module__}:{kind.__qualname__}", version="by-hand")


def _no_backend(port: str) -> NoBackend:
    names = [spec.name for spec in backends(port)]
    return NoBackend(port, alternative=f"a toolset that names one of: {', '.join(names)}" if names else "")
