"""The registry is data whose invariants hold, and errors list the choices."""

from __future__ import annotations

import dataclasses
import importlib

import pytest

from scenewright.tools.catalogue import EMBEDDED, SCRIPTED, TOOLSETS
from scenewright.tools.errors import MissingRequirement, UnknownBackend
from scenewright.tools.registry import (
    backend,
    backends,
    missing_modules,
    resolve,
    specs_of,
    weights_of,
)
from scenewright.tools.specs import PORTS, BackendSpec, Toolset
from scenewright.tools.weights import MANIFEST


def _id(spec: BackendSpec) -> str:
    return f"{spec.port}-{spec.name}"


@pytest.mark.parametrize("spec", backends(), ids=_id)
def test_a_row_is_complete(spec: BackendSpec) -> None:
    assert spec.port in PORTS
    assert spec.licence or (spec.model is not None and spec.model.commercial is None), "unread is not free"
    assert spec.version
    assert spec.memory >= 0
    assert [name for name in spec.weights if name not in MANIFEST] == []


@pytest.mark.parametrize("spec", backends(), ids=_id)
def test_a_row_leads_to_a_factory(spec: BackendSpec) -> None:
    if missing_modules(spec):
        with pytest.raises(MissingRequirement, match="pip install"):
            resolve(spec)
        module, _, attribute = spec.factory.partition(":")
        assert callable(getattr(importlib.import_module(module), attribute)), "it needs nothing before it is called"
    else:
        assert callable(resolve(spec))


def test_a_name_stands_for_one_row_of_its_port() -> None:
    keys = [(spec.port, spec.name) for spec in backends()]
    assert len(keys) == len(set(keys))


GENERATED = {"depth_estimator", "captioner", "image_text", "layout_generator", "instruction_editor"}
"""What no small model does that a package carries."""


@pytest.mark.parametrize("toolset", TOOLSETS, ids=lambda toolset: toolset.name)
def test_a_toolset_that_ships_has_a_back_end_for_every_port_that_small_models_serve(toolset: Toolset) -> None:
    assert set(toolset.backends) >= set(PORTS) - GENERATED
    assert [spec.port for spec in specs_of(toolset)] == list(toolset.backends)


def test_the_embedded_toolset_has_nothing_in_the_place_of_what_needs_a_large_model() -> None:
    assert set(EMBEDDED.backends) == set(PORTS) - GENERATED
    assert set(SCRIPTED.backends) == set(PORTS)


def test_the_embedded_toolset_uses_every_file_of_the_manifest_and_the_scripted_one_none() -> None:
    assert sorted(weights_of(EMBEDDED)) == sorted(MANIFEST.names)
    assert weights_of(SCRIPTED) == ()


def test_no_toolset_mixes_scripted_and_real_back_ends() -> None:
    assert "scripted" not in EMBEDDED.backends.values()
    assert set(SCRIPTED.backends.values()) == {"scripted"}


def test_a_back_end_is_found_by_port_and_name() -> None:
    assert backend("segmenter", "mobilesam").id == "mobilesam@2"
    assert {spec.name for spec in backends("inpainter")} >= {"fill", "migan", "patchmatch", "scripted"}


def test_an_unknown_name_lists_the_choices_of_its_port() -> None:
    with pytest.raises(UnknownBackend, match="no segmenter back-end named 'sam9'; choose one of: mobilesam, sam-vit-b"):
        backend("segmenter", "sam9")


def test_an_unknown_port_lists_the_ports() -> None:
    with pytest.raises(
        UnknownBackend, match="no port named 'smeller'; choose one of: captioner, depth_estimator, detector"
    ):
        backend("smeller", "nose")


def test_a_module_that_is_not_installed_is_named_with_the_command_that_installs_it() -> None:
    spec = dataclasses.replace(backend("segmenter", "mobilesam"), requires=("no_such_module",), extra="foundation")
    with pytest.raises(MissingRequirement, match="'mobilesam' needs the Python module no_such_module") as missing:
        resolve(spec)
    assert missing.value.command == 'pip install "scenewright[foundation]"'
    plain = dataclasses.replace(spec, extra=None)
    assert plain.install_command == "pip install scenewright"
