"""An onnxruntime session as all ONNX back-ends open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cores import usable_cores
from ..onnx import runtime
from ..weights.prepared import prepared

GIVE_BACK = ("memory.enable_memory_arena_shrinkage", "cpu:0")
ARENA = {"max_mem": 0, "arena_extend_strategy": 0, "initial_chunk_size_bytes": 2**28}
"""No limit; twice as much each time it grows; about what encoding a photo takes at first (untouched, it costs none)."""


class Network:
    """A graph that runs, on the CPU."""

    def __init__(self, session: Any, often: bool) -> None:
        self._session, self._often = session, often

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
        results: list[Any] = self._session.run(outputs, feed, self._options())
        return results

    def _options(self) -> Any:
        options = runtime().RunOptions()
        if not self._often:
            options.add_run_config_entry(*GIVE_BACK)
        return options


def open_session(path: Path, often: bool = False, threads: int | None = None) -> Network:
    """An `onnxruntime.InferenceSession` on the CPU, with so many threads (None: one for each core it may use).

    A prepared graph is opened in the place of the file, where there is one. Threads sleep instead of spinning while
    they wait. What a run took is given back after it, as other models share the machine; those that run `often` take
    it from memory that they share and that is kept, as long as the process lasts. Runs are deterministic for one
    number of threads.
    """
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cores()
    options.log_severity_level = 3
    # What would be planned after a first run comes beside what that run took: twice the memory for 4 % of the time.
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if often:
        _share_memory()
        options.add_session_config_entry("session.use_env_allocators", "1")
        options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")  # weights go with it
    return Network(_session(path, options), often)


@cache
def _share_memory() -> None:
    """One arena for all networks that run often: in one turn what the first is done with serves the next."""
    onnxruntime = runtime()
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(place, onnxruntime.OrtArenaCfg(ARENA))


def _session(path: Path, options: Any) -> Any:
    onnxruntime = runtime()
    if (kept := prepared(path)) is not None:
        # What does not open is no reason to fail, whatever it is: onnxruntime's errors have no class in common.
        with suppress(Exception):
            return onnxruntime.InferenceSession(str(kept), options, providers=["CPUExecutionProvider"])
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
