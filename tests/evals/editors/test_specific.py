"""N of SANE as an ablation: a tiny random instruction editor follows as many specific instructions as the row says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scenewright.agent.setup.settings import ModelSettings, Settings
from scenewright.evals.datasets import Sample
from scenewright.evals.editors.ablation import Ablation
from scenewright.evals.editors.editor import Outcome, Task
from scenewright.evals.editors.toolset import ToolsetEditor
from scenewright.evals.random_models.tiny import model
from scenewright.tools.running import Drawing, Running

STEPS = ("cover the roof with snow", "hang icicles from the gutter", "let the panes freeze over")
PLAN = {
    "rationale": "drawn",
    "status": "ready",
    "ops": [{"op": "instruct", "targets": [{"everything": True}], "original": "like midwinter", "instructions": []}],
}
WORKED_OUT = {"before": "a house", "after": "a house in midwinter", "instructions": list(STEPS)}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The same wish as the setting has it (all its instructions), and with N of them."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "answers.json").write_text(json.dumps({"like midwinter": WORKED_OUT, "midwinter": PLAN}))
    settings = Settings(
        toolset="scripted",
        backends={"instruction_editor": "instruct-pix2pix"},
        models={"instruct-pix2pix": model("instruct-pix2pix", folder).name},
        running=Running(offline=True, device="cpu"),
        drawing=Drawing(steps=1),
        model=ModelSettings(name=f"scripted:{folder / 'answers.json'}"),
        approval="auto",
    )
    whole = ToolsetEditor(settings)
    rows = (whole, *(ToolsetEditor(settings, Ablation(specific=count), beside=whole) for count in (0, 1, 2)))
    return {row.name.rpartition(", ")[2]: row.edit(task()) for row in rows}


def task() -> Task:
    pixels = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    return Task(Sample("1", b"", ""), pixels, "as if it were midwinter around here please")


def test_each_row_follows_as_many_instructions_as_it_says(outcomes: dict[str, Outcome]) -> None:
    whole, *counted = outcomes
    followed = {name: sum(step in outcome.said for step in STEPS) for name, outcome in outcomes.items()}
    assert followed == {whole: 3, "specific=0": 0, "specific=1": 1, "specific=2": 2}
    assert all(outcome.status == "done" for outcome in outcomes.values())
    assert len({outcomes[name].picture.tobytes() for name in counted}) == 3  # type: ignore[union-attr]
