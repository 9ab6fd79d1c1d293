"""Where no browser is: the page's tests fail and say how to get one, unless the person said that there will be none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenewright.evals.browser import WITHOUT

TESTS = Path(__file__).parent / "browser" / "test_scripts.py"


@pytest.fixture
def run(tmp_path):
    """`run(said)`: the tests of the page's scripts, on a machine that has no browser; its exit status and words."""

    def begin(said: str) -> tuple[int, str]:
        nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), WITHOUT: said}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", str(TESTS)]
        done = subprocess.run(command, env={**os.environ, **nowhere}, capture_output=True, text=True, timeout=400)
        return done.returncode, done.stdout

    return begin


def test_without_a_browser_they_fail_and_say_how_to_get_one(run):
    status, told = run("0")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "no browser, so the page cannot be tested. Install one" in told
    assert "passed" not in told
    assert "skipped" not in told


def test_who_does_without_has_them_left_out(run):
    status, told = run("1")
    assert status == pytest.ExitCode.OK
    assert "skipped" in told
    assert "passed" not in told
    assert "error" not in told
