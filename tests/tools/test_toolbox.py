"""A toolbox leases the back-ends of its toolset, and says what a machine lacks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenewright.tools.catalogue import EMBEDDED, SCRIPTED
from scenewright.tools.errors import MissingRequirement, NoBackend, UnknownBackend
from scenewright.tools.pool import LoadContext, ModelPool
from scenewright.tools.registry import weights_of
from scenewright.tools.specs import PORTS
from scenewright.tools.toolbox import Toolbox, Toolset
from scenewright.tools.weights import WeightCache


class Nose:
    """A back-end made by hand."""


@pytest.fixture
def empty(tmp_path: Path) -> WeightCache:
    return WeightCache(tmp_path / "cache")


def test_a_back_end_made_by_hand_needs_no_registry() -> None:
    nose = Nose()
    toolbox = Toolbox.of(detector=nose)
    with toolbox.lease("detector") as leased:
        assert leased is nose
    assert toolbox.spec("detector").id == "Nose@by-hand"
    assert toolbox.missing() == ()
    with pytest.raises(NoBackend):
        toolbox.lease("segmenter")


def test_a_port_that_the_toolset_leaves_out_is_told_with_what_could_be_chosen() -> None:
    toolbox = Toolbox(Toolset("bare", {}))
    assert toolbox.spec("inpainter") is None
    with pytest.raises(NoBackend, match=r"this toolset has no inpainter.*fill") as missing:
        toolbox.lease("inpainter")
    assert missing.value.port == "inpainter"


def test_a_toolset_that_names_no_row_lists_the_choices() -> None:
    with pytest.raises(UnknownBackend, match="choose one of: mobilesam"):
        Toolbox(Toolset("wrong", {"segmenter": "sam9"})).lease("segmenter")


def test_absent_weights_are_told_with_the_command_and_not_fetched(empty: WeightCache) -> None:
    lease = Toolbox(EMBEDDED, weights=empty).lease("detector")
    with pytest.raises(MissingRequirement, match=r"run: scenewright weights download"), lease:
        pytest.fail("a back-end without weights was leased")
    assert not empty.root.exists()


def test_what_is_missing_is_listed_without_loading(empty: WeightCache) -> None:
    pool = ModelPool()
    missing = Toolbox(EMBEDDED, pool, empty).missing()
    assert [gap.port for gap in missing] == [
        port for port in EMBEDDED.backends for _ in weights_of(Toolset("one", {port: EMBEDDED.backends[port]}))
    ]
    assert {gap.command for gap in missing} == {"scenewright weights download"}
    assert pool.loaded() == ()


def test_a_factory_is_given_the_files_of_its_row_and_the_other_ports(empty: WeightCache) -> None:
    given: list[LoadContext] = []
    pool = ModelPool(load=lambda spec: lambda context: given.append(context) or Nose())
    toolbox = Toolbox(EMBEDDED, pool, empty)
    with toolbox.lease("segmenter"):
        (context,) = given
    assert list(context.weights) == ["mobilesam-encoder.onnx", "mobilesam-decoder.onnx"]
    with pytest.raises(MissingRequirement):
        context.weights["mobilesam-encoder.onnx"]
    with pytest.raises(KeyError):
        context.weights["migan-512-places2.onnx"]
    with context.lease("tagger") as tagger:
        assert isinstance(tagger, Nose)


def test_the_scripted_toolset_needs_nothing(empty: WeightCache) -> None:
    toolbox = Toolbox(SCRIPTED, weights=empty)
    assert toolbox.missing() == ()
    for port in PORTS:
        with toolbox.lease(port) as scripted:
            assert scripted is not None
        assert toolbox.spec(port).name == "scripted"


def test_a_toolbox_is_made_without_importing_an_engine() -> None:
    script = (
        "import sys; from scenewright.tools.toolbox import Toolbox; from scenewright.tools.catalogue import EMBEDDED;"
        "Toolbox(EMBEDDED).missing();"
        "print(*{'cv2', 'onnxruntime', 'ai_edge_litert', 'tokenizers', 'patchmatch', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.models
def test_every_embedded_back_end_loads(toolbox: Toolbox) -> None:
    assert toolbox.missing() == ()
    for port in EMBEDDED.backends:
        with toolbox.lease(port) as backend:
            assert backend is not None


def test_warming_loads_what_is_there_and_leaves_what_is_missing_to_be_told_by_the_lease(empty: WeightCache) -> None:
    pool = ModelPool()
    Toolbox(SCRIPTED, pool).warm("detector", "no such port")
    assert len(pool.loaded()) == 1
    bare = Toolbox(EMBEDDED, weights=empty)
    bare.warm("detector")
    with pytest.raises(MissingRequirement), bare.lease("detector"):
        pytest.fail("a back-end without weights was leased")
