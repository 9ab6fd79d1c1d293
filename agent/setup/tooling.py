"""The tools that settings name, apart from the rest of the agent: they can begin to load while it is imported."""

from __future__ import annotations

from ...tools.checkpoints import Checkpoint
from ...tools.toolbox import Toolbox, Toolset
from ..errors import BadInput
from .settings import Settings


def toolset_names() -> tuple[str, ...]:
    """The toolsets that ship."""
    from ...tools.catalogue import TOOLSETS

    return tuple(toolset.name for toolset in TOOLSETS)


def toolset_named(name: str) -> Toolset:
    """A toolset that ships; BadInput lists the choices."""
    from ...tools.catalogue import TOOLSETS

    known = {toolset.name: toolset for toolset in TOOLSETS}
    if name not in known:
        raise BadInput(f"there is no toolset {name!r}; set toolset to one of: {', '.join(known)}")
    return known[name]


def open_toolbox(settings: Settings, beside: Toolbox | None = None) -> Toolbox:
    """The tools of the settings' toolset; the models of those `beside` it count into the same memory."""
    from ...tools.pool import ModelPool
    from ...tools.weights import WeightCache

    weights = WeightCache(settings.cache.expanduser()) if settings.cache else WeightCache()
    pool = ModelPool(settings.limits.memory) if beside is None else beside.pool
    return Toolbox(
        _chosen(settings),
        pool,
        weights,
        models=_models(settings),
        running=settings.running,
        drawing=settings.drawing,
    )


def _models(settings: Settings) -> dict[str, Checkpoint]:
    """The models that settings put in the place of rows' own; BadInput for a back-end that opens none."""
    if not settings.models:
        return {}
    from ...tools.registry import backends

    known, models = dict.fromkeys(row.name for row in backends() if row.model is not None), settings.checkpoints
    for name in models:
        if name not in known:
            raise BadInput(f"models.{name}: no back-end of that name opens a model; choose one of: {', '.join(known)}")
    return models


def _chosen(settings: Settings) -> Toolset:
    """The toolset with the back-ends that settings put in the place of its own; BadInput for one that there is not."""
    toolset = toolset_named(settings.toolset)
    if not settings.backends:
        return toolset
    from ...tools.errors import UnknownBackend
    from ...tools.registry import backend

    for port, name in settings.backends.items():
        try:
            backend(port, name)
        except UnknownBackend as error:
            raise BadInput(f"backends.{port} is {name!r}: {error}") from None
    return Toolset(toolset.name, {**toolset.backends, **dict(settings.backends.items())})
