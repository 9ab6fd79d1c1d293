"""Tiny models with random weights for the tests of back-ends, built once and loaded back as real ones are."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

Tiny = Callable[..., Path]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """`tiny("instruct_pix2pix", "build_xl")`: the folder of what that module of `evals.random_models` builds."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    built: dict[tuple[str, str], Path] = {}

    def folder(module: str, builder: str = "build") -> Path:
        if (module, builder) not in built:
            build = getattr(import_module(f"scenewright.evals.random_models.{module}"), builder)
            built[module, builder] = build(tmp_path_factory.mktemp(f"{module}-{builder}") / "model")
        return built[module, builder]

    return folder


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `evals.random_models.tiny.model` keeps the tiny models of rows: each is built once."""
    pytest.importorskip("torch").set_num_threads(1)
    return tmp_path_factory.mktemp("tiny")
