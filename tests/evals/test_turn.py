"""What a turn asks of the tools, and what the benchmark makes of its seconds."""

import ast
from pathlib import Path

import pytest

from scenewright.agent.editor import Editor
from scenewright.evals import plain_edit
from scenewright.evals.metering import Call, MeteredToolbox
from scenewright.evals.photos import photo
from scenewright.evals.turn import BEFORE, THEN, TWO, Round, Taken, table
from scenewright.tools.catalogue import EMBEDDED, SCRIPTED


def asked(tools: MeteredToolbox) -> list[tuple[str, str]]:
    calls = [(call.port, call.method) for call in tools.calls]
    tools.calls.clear()
    return calls


@pytest.mark.models
def test_a_plain_noun_costs_one_detection_one_segmentation_one_fill_and_a_check(tmp_path):
    tools = MeteredToolbox(EMBEDDED)
    with Editor.open(toolbox=tools, home=tmp_path) as editor:
        session = editor.new_session(photo(TWO).open(1000))
        assert session.say(BEFORE).status == "done"
        edit = [("segmenter", "encode"), ("segmenter", "segment"), ("inpainter", "fill"), ("detector", "detect")]
        assert asked(tools) == [("detector", "detect"), *edit]
        assert session.say(THEN).status == "done"
        assert asked(tools) == edit, "the picture is not looked at again, the check apart"
        session.undo()
        session.redo()
        assert asked(tools) == []


def test_the_plain_script_is_plain():
    source = Path(plain_edit.__file__).read_text()
    assert len(source.splitlines()) < 60
    names = [alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names]
    assert sorted(names) == ["cv2", "numpy", "onnxruntime", "sys", "time"]
    assert "scenewright" not in source.split('"""')[2]


def test_calls_inside_calls_count_apart():
    tools = MeteredToolbox(SCRIPTED)
    outer = tools._timed("grounder", "ground", lambda: tools._timed("detector", "detect", lambda: sum(range(200_000))))
    assert outer == sum(range(200_000))
    inner, whole = tools.calls
    assert (inner.port, whole.port) == ("detector", "grounder")
    assert 0 <= whole.seconds < inner.seconds


def test_the_table_gives_medians_of_ratios_and_names_the_goals():
    def taken(seconds: float) -> Taken:
        ports = (("detector", "detect", 0.1), ("segmenter", "segment", 0.5), ("inpainter", "fill", 0.4))
        return Taken(seconds, (*(Call(*port) for port in ports), Call("detector", "detect", 0.1)))

    def measured(first: float) -> Round:
        return Round(1.0, taken(first), taken(1.1), 0.011, taken(1.6), 2.0, 2.2)

    text = table([measured(1.1), measured(1.2), measured(9.9)], (1_500_000_000, 2_000_000_000))
    assert "| a turn | its tools | 1.20 | 1.10 | 1.09 | ≤ 1.1 |" in text
    assert "| a turn | its detection, segmentation and fill | 1.20 | 1.00 | 1.20 | ≤ 1.3 |" in text
    assert "| undo | a turn | 0.011 | 1.20 | 0.009 | ≤ 0.02 |" in text
    assert "1.50 GB at 1 megapixel, 2.00 GB at 12" in text
