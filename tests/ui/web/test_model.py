"""The page says what leaves this machine, where something does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from scenewright.agent.editor import Editor
from scenewright.agent.editors import Editors
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.setup.settings import ModelSettings, Settings
from scenewright.tools.catalogue import SCRIPTED
from scenewright.tools.toolbox import Toolbox
from scenewright.ui.web.page import build


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., str]:
    """`shown(model)`: all that the page over an editor with this model holds, as text."""

    def page(model: Any, **settings: Any) -> str:
        chosen = Settings(model=ModelSettings(**settings))
        with Editor.open(chosen, toolbox=Toolbox(SCRIPTED), model=model, home=tmp_path) as editor:
            return json.dumps(build(Editors(editor)).get_config_file(), default=str)

    return page


@pytest.mark.parametrize("model", [None, ScriptedChatModel(answers=["x"])], ids=["rules", "a model here"])
def test_where_nothing_leaves_it_says_so(shown: Any, model: Any) -> None:
    assert "Everything stays on this machine." in shown(model)


def test_where_something_leaves_it_says_what_and_where_to(shown: Any) -> None:
    text = shown(FakeListChatModel(responses=["x"]), agreed=True, picture=True)
    assert "Everything stays on this machine." not in text
    assert "not on this machine: what you say, a list of what is in the picture" in text
    assert "the picture itself, made smaller, are sent there" in text
