"""What is measured stands in the document that says how."""

from __future__ import annotations

from pathlib import Path

from scenewright.evals.metrics import DIVERSITY, Models, chosen
from scenewright.evals.metrics.judge import JudgeChoice
from scenewright.tools.checkpoints import Checkpoint

DOCUMENT = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text("utf-8")


def test_every_metric_stands_in_it_by_its_name():
    from scenewright.agent.interpreter.llm.opening import ModelChoice

    models = Models(Checkpoint("a/clip"), Checkpoint("a/dino"), JudgeChoice(ModelChoice("scripted:x")), vgg=True)
    names = [*DIVERSITY, *(metric.name for metric in chosen(models).metrics)]
    plain = {name.partition(" [")[0].partition(" @")[0].removesuffix(", as published") for name in names}
    assert len(plain) > 15
    assert {name for name in plain if f"`{name}`" not in DOCUMENT} == set()
