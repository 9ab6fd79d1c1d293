"""What this machine could do with a back-end of the foundation toolset: its modules, its model, whether it fits."""

from __future__ import annotations

import importlib.util
from typing import Literal, NamedTuple

from .errors import ToolError
from .fitting import stated, verdict
from .registry import missing_modules
from .running import Running
from .specs import BackendSpec
from .weights.models import found as found_here

Fits = Literal["whole", "offloaded", "layer by layer", "not", "unknown"]
"""How a model lies on the device; `not` where the CPU has too little memory, `unknown` where nobody stated its size."""
GB = 10**9


class Machine(NamedTuple):
    """What models of PyTorch would run on: `room` is the bytes that they may take."""

    kind: str
    name: str
    bytes: int
    room: int

    def __str__(self) -> str:
        of = "main memory" if self.kind == "cpu" else "memory"
        return f"{self.name}, {self.bytes / GB:.1f} GB of {of}, {self.room / GB:.1f} of it for models"


class Suits(NamedTuple):
    """What there is of a back-end, and what is missing."""

    modules: tuple[str, ...]
    """Those that are not installed."""
    here: int | None
    """Bytes of its model on this machine; None where it is not here."""
    needs: int
    """Bytes of its weights as they would lie on the device; 0 where nobody stated them."""
    fits: Fits
    run: bool
    """Whether somebody has run it with its real weights."""

    def __str__(self) -> str:
        here = "its model is not here" if self.here is None else f"its model is here ({self.here / GB:.1f} GB)"
        modules = [f"{', '.join(self.modules)} not installed"] if self.modules else []
        return "; ".join([*modules, here, _FITS[self.fits], *([] if self.run else ["not run with real weights"])])


_FITS: dict[Fits, str] = {
    "whole": "fits the device whole",
    "offloaded": "fits the device with the parts that do not work waiting in main memory",
    "layer by layer": "fits the device only layer by layer, which is slow",
    "not": "does not fit",
    "unknown": "of unread size",
}


def machine(running: Running) -> Machine | None:
    """The device that settings choose; None without PyTorch. Raises ToolError for a device that is not there."""
    if importlib.util.find_spec("torch") is None:
        return None
    from .backends.torch_running import found

    return Machine(*found(running)[:4])


def suits(spec: BackendSpec, running: Running, on: Machine | None) -> Suits:
    """What there is of a row that names a model, on this machine. Raises ToolError for a row that names none."""
    if spec.model is None:
        raise ToolError(f"{spec.name} names no model")
    needs = stated(spec, running, on.kind if on else "cpu")
    here = found_here(spec.model)
    return Suits(missing_modules(spec), here.bytes if here else None, needs, _fits(needs, on), spec.model.run)


def _fits(needs: int, on: Machine | None) -> Fits:
    if not needs or on is None or not on.room:
        return "unknown"
    if on.kind == "cpu":
        return "whole" if needs <= on.room else "not"
    return verdict(needs, on.room)
