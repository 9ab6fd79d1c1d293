"""Named sets of models: whole, of rows that there are, each model once, and kept apart by licence."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.tools.catalogue import FOUNDATION
from scenewright.tools.catalogue.sets import SETS, WeightSet, allowed, without_twins
from scenewright.tools.registry import backend, specs_of
from scenewright.tools.running import Running


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_a_set_names_rows_that_open_a_model(one: WeightSet) -> None:
    assert one.rows
    for port, name in one.rows:
        assert backend(port, name).model is not None


def test_the_set_of_the_toolset_has_all_its_models() -> None:
    (own,) = [one for one in SETS if one.name == FOUNDATION.name]
    assert {name for _, name in own.rows} == {spec.name for spec in specs_of(FOUNDATION) if spec.model is not None}


def test_names_of_sets_are_no_names_of_back_ends() -> None:
    names = [one.name for one in SETS]
    assert len(names) == len(set(names))
    from scenewright.tools.registry import backends

    assert not set(names) & {row.name for row in backends()}


def test_a_model_under_two_ports_is_fetched_once() -> None:
    rows = [backend("detector", "owlv2-base"), backend("grounder", "owlv2-base"), backend("inpainter", "sd15-inpaint")]
    assert [spec.name for spec in without_twins(rows)] == ["owlv2-base", "sd15-inpaint"]


def test_a_licence_that_nobody_has_read_allows_nothing_commercial() -> None:
    judged = {name: allowed(backend("inpainter", name), "commercial") for name in ("sd15-inpaint", "flux-fill", "fill")}
    assert judged == {"sd15-inpaint": True, "flux-fill": False, "fill": True}
    assert not allowed(backend("instruction_editor", "magicbrush"), "commercial")
    assert allowed(backend("inpainter", "flux-fill"), "any")


def test_the_documents_name_every_set_and_every_setting_of_how_models_run() -> None:
    text = (Path(__file__).parents[2] / "docs" / "foundation.md").read_text("utf-8")
    assert [name for name in (one.name for one in SETS) if f"| `{name}` |" not in text] == []
    assert [name for name in Running.model_fields if f"`{name}`" not in text and f"\n{name} =" not in text] == []
