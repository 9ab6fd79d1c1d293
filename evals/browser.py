"""A Chromium for the page's tests: found on this machine, or installed. `python -m scenewright.evals.browser`"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""How it is started: nothing of its own goes over the network, and root may start it in a container."""
APT = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium", "fonts-dejavu-core"))
OWN = ((sys.executable, "-m", "playwright", "install", "chromium"),)
WITHOUT = "SCENEWRIGHT_TESTS_WITHOUT_BROWSER"
"""Environment variable: set to 1 where no browser can be had and the page's tests are to be left out."""
ADVICE = (
    "no browser, so the page cannot be tested. Install one, as root `apt-get install chromium` on Debian, or "
    f"`python -m playwright install chromium`, and run make setup again; where none can be had, {WITHOUT}=1 leaves "
    "the page's tests out"
)


def find(playwright: Any = None) -> Path | None:
    """A Chromium of the system, or the one that Playwright keeps; None where there is neither."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path) if playwright is not None else None
    return own if own is not None and own.is_file() else None


def done_without(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the person said that there will be no browser."""
    return environment.get(WITHOUT, "") not in ("", "0")


def how_to_install(root: bool, apt: bool) -> Sequence[Sequence[str]]:
    """The commands that get one: the system's packages where they may be installed, else Playwright's own build."""
    return APT if root and apt else OWN


def ensure(run: Callable[[Sequence[str]], bool] | None = None) -> Path | None:
    """Find one or install it; None, with advice on standard error, where that does not work."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if found := find(playwright):
            return found
        print("installing Chromium for the page's tests (a minute or two)", flush=True)
        commands = how_to_install(os.geteuid() == 0, shutil.which("apt-get") is not None)
        if all(map(run or _run, commands)) and (found := find(playwright)):
            return found
    print(ADVICE, file=sys.stderr)
    return None


def _run(command: Sequence[str]) -> bool:
    return subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False).returncode == 0


def main() -> int:
    """0 with a browser, or where the person does without one."""
    return 0 if done_without() or ensure() else 1


if __name__ == "__main__":
    sys.exit(main())
