"""No version is allowed of what we stand on that has a hole we know of."""

import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

FLOORS = {
    "gradio": "6.20",
    "langchain-core": "1.2.5",
    "langgraph": "1.0.10",
    "langgraph-checkpoint": "3.0",
    "langgraph-checkpoint-sqlite": "3.0.1",
    "mcp": "1.23",
    "pillow": "12.3",
    "torch": "2.10",
}


@pytest.fixture(scope="module")
def asked(root) -> dict[str, list[Requirement]]:
    """What is asked for, by name: as a dependency, or in extras."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, list[Requirement]] = {}
    for line in sum(project["optional-dependencies"].values(), project["dependencies"]):
        wanted = Requirement(line)
        found.setdefault(canonicalize_name(wanted.name), []).append(wanted)
    return found


def least(wanted: Requirement) -> Version:
    """The lowest version that a requirement takes."""
    floors = [Version(one.version) for one in wanted.specifier if one.operator in (">=", "==", "~=")]
    assert len(floors) == 1, f"{wanted} has one floor"
    return floors[0]


@pytest.mark.parametrize("name", FLOORS)
def test_wherever_it_is_asked_for_no_version_below_the_floor_will_do(asked, name):
    assert asked.get(name), "it is asked for by name, not only by what asks for it"
    assert [str(one) for one in asked[name] if least(one) < Version(FLOORS[name])] == []


def test_what_is_installed_is_what_is_asked_for(asked):
    """For what is here: an environment need not have every extra."""
    here = {}
    for name in asked:
        try:
            here[name] = version(name)
        except PackageNotFoundError:
            continue
    assert {"gradio", "langgraph", "pillow"} <= set(here)
    wrong = {name: here[name] for name in here for one in asked[name] if not one.specifier.contains(here[name], True)}
    assert wrong == {}
