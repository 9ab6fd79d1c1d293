import numpy as np
import pytest

from scenewright.evals.detection import Sample
from scenewright.evals.grounding import Answer, judge, measure, table
from scenewright.scene.geometry import Box
from scenewright.tools.backends.scripted import ScriptedGrounder
from scenewright.tools.ports import Grounding
from scenewright.tools.toolbox import Toolbox

CAT = Sample(np.full((60, 80, 3), 90, np.uint8), "cat", Box(10, 10, 40, 40), 900)


@pytest.mark.parametrize(
    ("phrase", "found", "expected"),
    [
        ("cat", [Grounding("cat", Box(12, 10, 40, 40), 0.9)], Answer(True, 0.9, True)),
        ("cat", [Grounding("cat", Box(50, 10, 70, 40), 0.9)], Answer(True, 0.9, False)),
        ("cat", [], Answer(True, None, False)),
        ("dog", [], Answer(False, None, True)),
        ("dog", [Grounding("dog", Box(10, 10, 40, 40), 0.6)], Answer(False, 0.6, False)),
    ],
)
def test_an_answer_is_judged_by_what_is_there(phrase, found, expected):
    assert judge(CAT, phrase, found) == expected


def test_every_phrase_is_asked_and_the_table_counts():
    toolbox = Toolbox.of(grounder=ScriptedGrounder({"cat": [Box(10, 10, 40, 40)]}))
    answers = measure(toolbox, [CAT])
    assert len(answers) == 9
    assert "| things that are there, found where they are | 1 of 3 | 33% |" in table(answers)
    assert "| things that are not there, rightly not found | 6 of 6 | 100% |" in table(answers)
