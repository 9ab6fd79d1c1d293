"""An onnxruntime session as all ONNX back-ends open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cores import usable_cores
from ..onnx import runtime
from ..weights.prepared import prepared

GIVE_BACK = ("memory.enable_memory_arena_shrinkage", "cpu:0")


class Network:
    """A graph that runs, on the CPU."""

    def __init__(self, session: Any, keep_after: int | None) -> None:
        self._session, self._keep_after, self._runs = session, keep_after, 0

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what it takes."""
        return tuple(entry.name for entry in self._session.get_inputs())

    @property
    def notes(self) -> Mapping[str, str]:
        """What its file says of it."""
        notes: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        return notes

    def run(self, outputs: Sequence[str] | None, feed: Mapping[str, NDArray[np.generic]]) -> list[Any]:
        """The outputs named (None: all of them, in the graph's order)."""
        self._runs += 1
        results: list[Any] = self._session.run(outputs, feed, self._options())
        return results

    def _options(self) -> Any:
        options = runtime().RunOptions()
        if self._keep_after is None or self._runs <= self._keep_after:
            options.add_run_config_entry(*GIVE_BACK)
        return options


def open_session(path: Path, keep_after: int | None = None, threads: int | None = None) -> Network:
    """An `onnxruntime.InferenceSession` on the CPU, with so many threads (None: one for each core it may use).

    A prepared graph is opened in the place of the file, where there is one. Threads sleep instead of spinning while
    they wait. What a run took is given back after it, as other models share the machine; after so many runs
    (`keep_after`) it is kept for the next one. Runs are deterministic for one number of threads.
    """
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cores()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return Network(_session(path, options), keep_after)


def _session(path: Path, options: Any) -> Any:
    onnxruntime = runtime()
    if (kept := prepared(path)) is not None:
        # What does not open is no reason to fail, whatever it is: onnxruntime's errors have no class in common.
        with suppress(Exception):
            return onnxruntime.InferenceSession(str(kept), options, providers=["CPUExecutionProvider"])
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
