"""Settings: a file, the environment over it, and clear words where they are wrong."""

from pathlib import Path

import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.setup.settings import Settings
from scenewright.agent.setup.tooling import open_toolbox
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.registry import backends
from scenewright.tools.running import Drawing, Running


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('home = "a\\u0000b"', "home"),
        ('cache = "a\\u0000b"', "cache"),
        ('folders = ["ok", "a\\u0000b"]', "folders.1"),
        ('[provenance]\ncertificate = "a\\u0000b"', "provenance.certificate"),
        ('[provenance]\nkey = "a\\u0000b"', "provenance.key"),
    ],
)
def test_a_path_with_a_zero_byte_is_named(tmp_path, text, name):
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(BadInput, match=f"are wrong: {name}: .*a path has no zero byte, but got 'a.x00b'"):
        Settings.load(tmp_path / "s.toml", {})


def test_a_setting_below_a_value_is_named_too(tmp_path):
    with pytest.raises(BadInput, match="seed"):
        Settings.load(tmp_path / "none.toml", {"SCENEWRIGHT_SEED": "1", "SCENEWRIGHT_SEED__X": "2"})


def test_an_unknown_toolset_lists_the_choices(tmp_path):
    with pytest.raises(BadInput, match=r"embedded.*scripted"):
        Editor.open(Settings(toolset="imaginary", home=Path(tmp_path)))


FOUNDATION = {
    "SCENEWRIGHT_BACKENDS__INPAINTER": "sdxl-inpaint",
    "SCENEWRIGHT_MODELS__SDXL_INPAINT": "owner/name@1a2b3c",
    "SCENEWRIGHT_RUNNING__DEVICE": "cpu",
    "SCENEWRIGHT_RUNNING__MEMORY": "6000000000",
    "SCENEWRIGHT_RUNNING__OFFLINE": "true",
    "SCENEWRIGHT_DRAWING__STEPS": "4",
}


def test_back_ends_and_how_they_run_can_be_set_in_the_environment(tmp_path):
    settings = Settings.load(tmp_path / "none.toml", FOUNDATION)
    assert settings.backends == {"inpainter": "sdxl-inpaint"}
    assert settings.checkpoints == {"sdxl-inpaint": Checkpoint("owner/name", "1a2b3c")}
    assert settings.running == Running(device="cpu", memory=6_000_000_000, offline=True)
    assert settings.drawing == Drawing(steps=4)
    toolbox = open_toolbox(settings)
    spec = toolbox.spec("inpainter")
    assert (spec.name, spec.model.name, spec.model.revision) == ("sdxl-inpaint", "owner/name", "1a2b3c")
    assert toolbox.spec("detector").name == "ssd-mobilenet-v2"


def test_names_of_back_ends_can_be_said_in_a_shell():
    """Variables have no hyphens; back-ends with models have no underscores."""
    assert [row.name for row in backends() if row.model is not None and "_" in row.name] == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SCENEWRIGHT_BACKENDS__INPAINTER": "sd9"}, r"backends\.inpainter is 'sd9'.*sd15-inpaint"),
        ({"SCENEWRIGHT_BACKENDS__PAINTER": "sd15-inpaint"}, r"backends\.painter"),
        ({"SCENEWRIGHT_MODELS__SD9": "owner/name"}, r"models\.sd9: .*sd15-inpaint"),
        ({"SCENEWRIGHT_RUNNING__DEVICE": "toaster"}, r"running\.device"),
        ({"SCENEWRIGHT_RUNNING__SCALE": "2"}, r"running\.scale"),
        ({"SCENEWRIGHT_DRAWING__STEPS": "0"}, r"drawing\.steps"),
    ],
)
def test_wrong_names_of_back_ends_models_and_values_are_told_with_the_choices(tmp_path, environment, words):
    with pytest.raises(BadInput, match=words):
        open_toolbox(Settings.load(tmp_path / "none.toml", environment))
