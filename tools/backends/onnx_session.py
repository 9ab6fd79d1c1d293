"""An onnxruntime session as all ONNX back-ends open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..cores import usable_cores


def open_session(path: Path, keep_memory: bool = False) -> Any:
    """An `onnxruntime.InferenceSession` on the CPU, with a thread for each core this process may use.

    Threads sleep instead of spinning while they wait, and memory is given back between runs unless it should be kept:
    other models share the machine. Runs are deterministic for one number of threads.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_cores()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = keep_memory
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
