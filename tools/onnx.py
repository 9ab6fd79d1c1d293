"""onnxruntime without its reports: its packages tell their maker of processes and models unless told not to."""

from __future__ import annotations

import os
from typing import Any

OPT_OUT = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")
"""What it goes by, read once, while it is imported; the second name is that of some releases."""


def runtime() -> Any:
    """The module `onnxruntime`, imported so that it sends nothing and keeps no id of this machine.

    Where something else imported it before, what it would still send is stopped.
    """
    for name in OPT_OUT:
        if os.environ.get(name) != "1":
            os.environ[name] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime
