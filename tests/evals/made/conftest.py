"""Small made datasets, each built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.evals.made import ambiguity, drift, placement, removal, shadow


@pytest.fixture(scope="package")
def made(tmp_path_factory) -> Path:
    """A folder with a folder for each dataset, of the half that things are chosen on."""
    root = tmp_path_factory.mktemp("made")
    removal.build(root / "removal", 0, 2, "develop")
    shadow.build(root / "shadow", 0, 1, "develop")
    ambiguity.build(root / "ambiguity", 0, 1, "develop")
    placement.build(root / "placement", 0, 1, "develop", counts=(5,))
    drift.build(root / "drift", 0, 1, "develop", turns=4)
    return root
