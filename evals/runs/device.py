"""What a process computes on: the processor by its name and, once it has computed on one, the graphics card."""

from __future__ import annotations

import platform
import subprocess
import sys
from functools import cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


def device() -> str:
    """Of this process, as of now: nothing is imported, and no card is woken up for it."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return processor()
    return f"{torch.cuda.get_device_name()} and {processor()}"


@cache
def processor() -> str:
    """The model's name where the system tells it, else the kind of machine."""
    return _told_by_linux() or _told_by_macos() or platform.processor() or platform.machine()


def _told_by_linux() -> str:
    lines = CPUINFO.read_text("utf-8", "replace").splitlines() if CPUINFO.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _told_by_macos() -> str:
    if sys.platform != "darwin":
        return ""
    told = subprocess.run(
        ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()
