"""Settings: a file, the environment over it, and clear words where they are wrong."""

from pathlib import Path

import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.setup.settings import Settings


def test_without_a_file_the_defaults_hold(tmp_path):
    settings = Settings.load(tmp_path / "none.toml", {})
    assert (settings.toolset, settings.approval, settings.seed) == ("embedded", "auto", 0)
    assert settings.home_folder.name == "scenewright"


def test_the_environment_goes_over_the_file(tmp_path):
    file = tmp_path / "scenewright.toml"
    file.write_text('toolset = "scripted"\nseed = 3\n[limits]\npixels = 1000\nmemory = 5000\n')
    environment = {"SCENEWRIGHT_LIMITS__PIXELS": "77", "SCENEWRIGHT_HOME": str(tmp_path), "SCENEWRIGHT_MIRROR": "x"}
    settings = Settings.load(file, environment)
    assert (settings.toolset, settings.seed) == ("scripted", 3)
    assert (settings.limits.pixels, settings.limits.memory) == (77, 5000)
    assert settings.home_folder == tmp_path


@pytest.mark.parametrize(
    ("text", "words"),
    [("toolset = ", "TOML"), ("colour = 1", "colour"), ('approval = "maybe"', "approval"), ("seed = 'x'", "seed")],
)
def test_wrong_settings_are_named(tmp_path, text, words):
    file = tmp_path / "scenewright.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=words):
        Settings.load(file, {})


def test_a_setting_below_a_value_is_named_too(tmp_path):
    with pytest.raises(BadInput, match="seed"):
        Settings.load(tmp_path / "none.toml", {"SCENEWRIGHT_SEED": "1", "SCENEWRIGHT_SEED__X": "2"})


def test_an_unknown_toolset_lists_the_choices(tmp_path):
    with pytest.raises(BadInput, match=r"embedded.*scripted"):
        Editor.open(Settings(toolset="imaginary", home=Path(tmp_path)))
