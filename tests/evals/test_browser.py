"""A browser for the page's tests: the system's own, or an installation step that says what to do where it fails."""

import sys
from pathlib import Path
from types import SimpleNamespace

from scenewright.evals.browser import ADVICE, ensure, find, how_to_install


def kept(path: Path) -> SimpleNamespace:
    """Playwright, as far as `find` asks it."""
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(path)))


def test_the_systems_browser_comes_first(tmp_path, monkeypatch):
    (tmp_path / "google-chrome").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find(kept(Path(sys.executable))) == tmp_path / "google-chrome"
    (tmp_path / "chromium").touch(mode=0o755)
    assert find() == tmp_path / "chromium"


def test_then_the_one_that_playwright_keeps(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find(kept(Path(sys.executable))) == Path(sys.executable)
    assert find(kept(tmp_path / "chrome")) is None
    assert find() is None


def test_how_one_is_installed():
    assert how_to_install(root=True, apt=True)[-1][:2] == ("apt-get", "install")
    assert how_to_install(root=False, apt=True)[0][1:] == ("-m", "playwright", "install", "chromium")
    assert how_to_install(root=True, apt=False)[0][1:] == ("-m", "playwright", "install", "chromium")


def test_where_none_can_be_had_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    asked = []
    assert ensure(lambda command: bool(asked.append(command))) is None
    assert len(asked) == 1, "what failed is not followed by more"
    assert ADVICE in capsys.readouterr().err
