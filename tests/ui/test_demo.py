"""The demo with the real models: it can be shown to a guest."""

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.settings import Settings
from scenewright.ui import texts
from scenewright.ui.cli.main import root


@pytest.mark.models
def test_three_turns_on_the_free_photo(toolbox, tmp_path):
    editor = Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "home")
    done = CliRunner().invoke(root, ["demo", "-o", str(tmp_path / "out")], obj=editor)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    for text, _ in texts.DEMO_TURNS:
        assert f"“{text}”" in done.stdout
    photo, without, green, warm = (np.asarray(Image.open(tmp_path / "out" / f"turn-{n}.png"), int) for n in range(4))
    spoon, table = np.s_[240:320, 340:400], np.s_[10:60, 450:590]
    assert np.abs(without - photo)[spoon].mean() > 20, "the spoon is gone"
    assert np.array_equal(without[table], photo[table])
    assert green[table][..., 1].mean() > green[table][..., 0].mean() + 20, "the table is green"
    assert np.abs(warm - photo)[spoon].mean() < 15, "the spoon is back"
    assert Image.open(tmp_path / "out" / "demo.png").width > 900
