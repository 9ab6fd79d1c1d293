"""Packages that are reached past: whole for whoever asks them, untouched for whoever does not."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenewright.agent.setup.fronts import REACHED_PAST, fronts_later

NAME = "a_package_with_a_front"


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """`__init__` notes in a file that it ran, and brings `answer` and what its module `inner` says."""
    folder = tmp_path / NAME
    folder.mkdir()
    front = f"open({str(tmp_path / 'ran')!r}, 'a').write('x')\nfrom .inner import said\nanswer = 42\n"
    (folder / "__init__.py").write_text(front)
    (folder / "inner.py").write_text("said = 'inside'\n")
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    for name in (NAME, f"{NAME}.inner"):
        sys.modules.pop(name, None)


def ran(package: Path) -> str:
    note = package / "ran"
    return note.read_text() if note.exists() else ""


def test_a_module_loads_without_what_its_package_brings(package: Path) -> None:
    with fronts_later([NAME]):
        from a_package_with_a_front.inner import said  # type: ignore[import-not-found]

    assert said == "inside"
    assert ran(package) == ""


def test_what_the_package_brings_is_there_when_it_is_asked_for(package: Path) -> None:
    with fronts_later([NAME]):
        import a_package_with_a_front.inner

    from a_package_with_a_front import answer, said

    assert (answer, said) == (42, "inside")
    assert a_package_with_a_front.answer == 42
    assert ran(package) == "x"


def test_a_name_that_it_does_not_bring_is_missing(package: Path) -> None:
    with fronts_later([NAME]):
        import a_package_with_a_front.inner

    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = a_package_with_a_front.nothing_like_it
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = a_package_with_a_front.nothing_like_it
    assert ran(package) == "x"


def test_a_front_that_fails_says_so_each_time(package: Path) -> None:
    (package / NAME / "__init__.py").write_text("raise OSError('no such luck')\n")
    with fronts_later([NAME]):
        import a_package_with_a_front.inner

    for _ in range(2):
        with pytest.raises(OSError, match="no such luck"):
            _ = a_package_with_a_front.answer


def test_threads_that_ask_at_once_get_a_whole_package(package: Path) -> None:
    slow = "import time\nbegun = True\ntime.sleep(0.05)\nanswer = 42\n"
    (package / NAME / "__init__.py").write_text(slow)
    with fronts_later([NAME]):
        import a_package_with_a_front.inner
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(a_package_with_a_front.answer)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [42] * 4


def test_outside_the_block_packages_are_imported_as_ever(package: Path) -> None:
    with fronts_later([NAME]):
        pass
    import a_package_with_a_front.inner  # noqa: F401

    assert ran(package) == "x"


_GRAPH = f"""
import sys
from scenewright.agent.setup.fronts import fronts_later
with fronts_later():
    from langgraph.checkpoint.sqlite import SqliteSaver
    from langgraph.graph import StateGraph
print([name in sys.modules for name in {REACHED_PAST!r}], "langgraph_sdk.client" in sys.modules)
import langgraph_sdk, langsmith.types
print(langgraph_sdk.get_client.__module__, langsmith.types.Run.__module__)
"""


def test_langgraph_reaches_past_its_clients_and_they_are_whole_afterwards() -> None:
    process = subprocess.run([sys.executable, "-c", _GRAPH], capture_output=True, text=True)

    lines = process.stdout.splitlines()
    assert lines == ["[True, True] False", "langgraph_sdk._async.client langsmith.types.run"], process.stderr
