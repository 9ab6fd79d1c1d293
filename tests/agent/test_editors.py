"""Sessions whose tools or reader were chosen go on with them, over one store and one memory for models."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.editors import Editors
from scenewright.agent.errors import BadInput, SessionNotFound
from scenewright.agent.setup.choices import Choice, Choices, chosen_model
from scenewright.agent.setup.settings import ModelSettings, Settings

GRAY = np.full((8, 12, 3), 90, np.uint8)
EMBEDDED = Choice(toolset="embedded")


@pytest.fixture
def editors(tmp_path: Path) -> Iterator[Editors]:
    with Editor.open(Settings(toolset="scripted"), home=tmp_path / "home") as first:
        yield Editors(first)


def test_a_session_goes_on_with_what_was_chosen_for_it_and_the_others_do_not(editors: Editors) -> None:
    one, other = (editors.first.new_session(GRAY).id for _ in range(2))
    chosen = editors.choose(one, EMBEDDED)
    assert editors.of(one) is chosen is editors.with_choice(EMBEDDED)
    assert chosen.toolbox.toolset.name == "embedded"
    assert chosen.toolbox.pool is editors.first.toolbox.pool
    assert editors.of(other) is editors.first
    chosen.session(one).apply({"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}]})
    assert len(editors.first.session(one).records) == 1, "it is the same session, whoever shows it"


def test_a_choice_outlives_the_program_and_goes_with_its_session(editors: Editors) -> None:
    id, home = editors.first.new_session(GRAY).id, editors.first.home
    editors.choose(id, EMBEDDED)
    assert Editors(editors.first).of(id).settings.toolset == "embedded"
    assert Choices(home).of(id) == EMBEDDED
    editors.first.delete(id)
    assert Choices(home).of(id) == Choice()
    assert list((home / "choices").iterdir()) == []


def test_what_is_no_choice_any_more_leaves_the_settings_as_they_are(editors: Editors) -> None:
    id = editors.first.new_session(GRAY).id
    editors.choose(id, Choice(toolset="of long ago"))
    assert editors.of(id) is editors.first
    (editors.first.home / "choices" / f"{id}.json").write_text("{")
    assert editors.of(id) is editors.first
    with pytest.raises(SessionNotFound):
        editors.choose("../escape", EMBEDDED)


def test_words_are_read_by_the_model_that_was_chosen(editors: Editors, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps([{"rationale": "no", "status": "cannot", "ops": []}]))
    id = editors.first.new_session(GRAY).id
    model = chosen_model(editors.first.settings.model, name=f"scripted:{answers}")
    plan = editors.choose(id, Choice(model=model)).session(id).say("fuzzy behind").plan
    assert plan.read_by == f"llm/1 scripted:{answers}"
    assert editors.first.session(id).say("brighter").plan.read_by == "lexical/1"


def test_another_server_gets_neither_the_key_nor_what_was_agreed_for_the_first() -> None:
    usual = ModelSettings(name="openai:own", base_url="http://127.0.0.1:1/v1", key_from="OWN_KEY", agreed=True)
    assert chosen_model(usual, name=usual.name, base_url=usual.base_url) == usual
    seeing = chosen_model(usual, picture=True)
    assert (seeing.key_from, seeing.agreed) == ("OWN_KEY", False), "what is sent is more than was agreed to"
    elsewhere = chosen_model(usual, base_url="http://elsewhere.example/v1")
    assert (elsewhere.key_from, elsewhere.agreed) == (None, False)
    assert chosen_model(usual, name="").name is None
    with pytest.raises(BadInput, match="base_url"):
        chosen_model(usual, base_url="file:///etc/passwd")
