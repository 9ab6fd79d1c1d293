"""What the agent holds: one back-end for each port, leased when it is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from .checkpoints import Checkpoint
from .errors import DOWNLOAD_COMMAND, MissingRequirement, NoBackend, OutOfMemory
from .fitting import fitting, split, stated
from .pool import LoadContext, ModelPool
from .registry import backend, backends, check_modules, missing_modules
from .running import Drawing, Running
from .specs import BackendSpec, Toolset
from .stopping import go_on
from .thrift import is_out_of_memory, no_room, thriftier, told, would_fit
from .weights import WeightCache
from .weights.models import found

__all__ = ["Missing", "Toolbox", "Toolset"]

PRECISE = ("precision", "quantization", "tiling", "scale")
"""What of `Running` changes what comes out."""
T = TypeVar("T")

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
        rows: Iterable[BackendSpec] = (),
        ready: Mapping[str, Any] | None = None,
    ) -> None:
        """`models` puts others in the place of those that rows name, by the name of the row; `rows` are back-ends of
        one's own, beside those of the registry, and `ready` such that are made already, by port."""
        self.toolset = toolset
        self._rows = {(row.port, row.name): row for row in rows}
        self._models = dict(models or {})
        self._running, self._drawing = running or Running(), drawing or Drawing()
        self.pool = pool if pool is not None else ModelPool()
        """Where its models are kept; toolboxes may share one."""
        self._given_weights = weights
        self._ready = dict(ready or {})
        self._plans: dict[str, Running] = {}
        """How ports run whose back-ends ran out of memory."""

    @classmethod
    def of(cls, **ports: Any) -> Toolbox:
        """A toolbox of ready-made back-ends by port (`Toolbox.of(detector=…)`), bypassing the registry."""
        return cls(_BY_HAND, ready=ports)

    def provide(self, **ports: Any) -> None:
        """Put ready-made back-ends, by port, in the place of the toolset's own."""
        self._ready.update(ports)

    def lease(self, port: str) -> AbstractContextManager[Any]:
        """The back-end of a port for the length of a `with` block.

        Raises NoBackend where the toolset has none for it, MissingRequirement where modules or weights are missing, and
        OutOfMemory where loading it, or what is done with it, takes more memory than there is.
        """
        go_on()
        spec = self.spec(port)
        if spec is None:
            raise _no_backend(port)
        if port in self._ready:
            return _lent(spec, nullcontext(self._ready[port]))
        check_modules(spec)
        return _lent(spec, self.pool.lease(spec, self._context(spec)))

    def within_memory(self, work: Callable[[], T]) -> T:
        """What `work` gives. Where a back-end runs out of memory meanwhile, all of it is done again: with nothing else
        in memory, then with smaller and smaller plans for that port, which from then on are kept (`economies` tells
        them). Raises OutOfMemory, which says what would fit, where no smaller one is left."""
        alone = False
        while True:
            try:
                return work()
            except OutOfMemory as error:
                short = error.port, error.backend  # the error itself holds on to what filled the memory
            except MemoryError:
                if alone:
                    raise
            if alone:
                self._economise(*short)
            self.pool.put_away()
            alone = True

    def economies(self, ids: Iterable[str]) -> tuple[str, ...]:
        """What is done otherwise, for want of memory, by those of these back-ends for which it ran out."""
        used = set(ids)
        return tuple(self._economy(port) for port in self._plans if (spec := self.spec(port)) and spec.id in used)

    def _economy(self, port: str) -> str:
        with self.lease(port) as model:
            side = getattr(model, "side", None)
        return f"memory ran out for the {port}: {told(self._running, self._plans[port], side)}"

    def _economise(self, port: str, backend_id: str) -> None:
        spec, now = self.spec(port), self._running_of(port)
        if spec is None or spec.model is None:
            raise OutOfMemory(port, backend_id, no_room(port, "", (), "cpu"))
        from .backends import torch_running

        device = torch_running.found(now)
        if now.offload == "auto" and device.kind != "cpu":
            laid = fitting(split(stated(spec, now, device.kind)), device.room)
            now = now.model_copy(update={"offload": laid})
        smaller = thriftier(now, port, device.kind)
        if smaller is None:
            sizes = [(row.name, stated(row, now, device.kind)) for row in backends(port) if row.name != spec.name]
            tried = told(self._running, self._running_of(port))
            fits = would_fit(sizes, device.room)
            raise OutOfMemory(port, backend_id, no_room(port, tried, fits, device.kind))
        self._plans[port] = smaller

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
        return self._chosen(self._rows.get((port, name)) or backend(port, name)) if name is not None else None

    def _running_of(self, port: str) -> Running:
        return self._plans.get(port, self._running)

    def _chosen(self, spec: BackendSpec) -> BackendSpec:
        """The row with what settings changed of it, and want of memory."""
        if spec.model is None:
            return spec
        model = self._models.get(spec.name, spec.model)
        changes = [model.name, model.revision] if model != spec.model else []
        changes += [f"{name}={value}" for name, value in self._drawing.model_dump(exclude_defaults=True).items()]
        changes += [f"{name}={value}" for name, value in _precise(self._running_of(spec.port)).items()]
        variant = hashlib.sha256(repr(changes).encode()).hexdigest()[:8] if changes else ""
        return replace(spec, model=model, variant=variant)

    def _context(self, spec: BackendSpec) -> LoadContext:
        return LoadContext(_WeightPaths(spec, self), self.lease, spec, self._running_of(spec.port), self._drawing)

    def missing(self) -> tuple[Missing, ...]:
        """What this machine lacks for the toolset; nothing is loaded or fetched."""
        return tuple(gap for port in self.toolset.backends for gap in self._missing_of(port))

    @property
    def drawing(self) -> Drawing:
        """How its generators draw."""
        return self._drawing

    @property
    def running(self) -> Running:
        """Where and how large its models run."""
        return self._running

    def close(self) -> None:
        """Drop every model of its pool."""
        self.pool.close()

    def _missing_of(self, port: str) -> Iterator[Missing]:
        spec = self.spec(port)
        if spec is None or port in self._ready:
            return
        for module in missing_modules(spec):
            yield Missing(port, spec.name, f"the Python module {module}", spec.install_command)
        if spec.model is not None and found(spec.model) is None:
            yield Missing(port, spec.name, f"the model {spec.model.name}", f"{DOWNLOAD_COMMAND} {spec.name}")
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


@contextmanager
def _lent(spec: BackendSpec, lease: AbstractContextManager[Any]) -> Iterator[Any]:
    """A lease under which want of memory, in whatever words, is OutOfMemory."""
    try:
        with lease as model:
            yield model
    except OutOfMemory:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise OutOfMemory(spec.port, spec.id, str(error).partition("\n")[0]) from error
        raise


def _precise(running: Running) -> dict[str, Any]:
    changed = running.model_dump(exclude_defaults=True)
    return {name: changed[name] for name in PRECISE if name in changed}


def _spec_by_hand(port: str, instance: Any) -> BackendSpec:
    kind = type(instance)
    factory = f"{kind.__module__}:{kind.__qualname__}"
    able: frozenset[str] = getattr(instance, "capabilities", frozenset())
    variant = str(getattr(instance, "variant", ""))
    return BackendSpec(kind.__qualname__, port, factory, version="by-hand", capabilities=able, variant=variant)


def _no_backend(port: str) -> NoBackend:
    names = [spec.name for spec in backends(port)]
    return NoBackend(port, alternative=f"a toolset that names one of: {', '.join(names)}" if names else "")
