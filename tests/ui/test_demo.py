"""The demo with the real models: it can be shown to a guest."""

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.ui import texts
from scenewright.ui.cli.main import root


@pytest.mark.models
def test_three_turns_on_the_free_photo(toolbox, tmp_path):
    editor = Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "home")
    done = CliRunner().invoke(root, ["demo", "-o", str(tmp_path / "out")], obj=editor)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    for text in texts.DEMO_TURNS:
        assert f"“{text}”" in done.stdout
    photo, without, blurred, warm = (np.asarray(Image.open(tmp_path / "out" / f"turn-{n}.png"), int) for n in range(4))
    helmet, face, wall = np.s_[360:500, 300:460], np.s_[80:170, 190:250], np.s_[60:140, 300:360]
    assert np.abs(without - photo)[helmet].mean() > 20, "the helmet is gone"
    assert np.array_equal(without[face], photo[face])
    assert np.array_equal(blurred[face], photo[face]), "the person stays sharp"
    assert not np.array_equal(blurred[wall], photo[wall])
    assert np.abs(warm - without).mean() < 15, "the blur is undone, the helmet stays away"
    redder = (warm[..., 0] - warm[..., 2]).mean() - (without[..., 0] - without[..., 2]).mean()
    assert redder > 1, "it is warmer"
    assert Image.open(tmp_path / "out" / "demo.png").width > 900
