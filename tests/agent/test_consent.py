"""A model elsewhere that describes pictures: at every call of Python nothing leaves before the person agreed; over the
wire, with the real client, through a proxy of this test that stands for the world."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.llm.trouble import NotAgreed
from scenewright.agent.setup.settings import ModelSettings, SeeingSettings, Settings
from scenewright.scene.image import Pixels

FAR = SeeingSettings(name="openai:sees", base_url="http://far.example/v1", timeout=20.0)
CAPTION = "a dog, a ball and a cat"
Json = dict[str, Any]


def seen(asked: Json) -> Json:
    """The same of every picture, and no to every question."""
    return {"answer": "no" if "Question:" in json.dumps(asked) else CAPTION}


def questions(world: Any) -> list[str]:
    """What was asked about a picture, in words."""
    parts = [part for _, asked in world.got for part in asked["messages"][-1]["content"]]
    return [part["text"] for part in parts if part["type"] == "text"]


@pytest.fixture(scope="module")
def one_world(chat_server: Callable[..., Any]) -> Any:
    """One for all tests: LangChain keeps its connections by the address that they were made for."""
    return chat_server(seen)


@pytest.fixture
def world(one_world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, one_world.url)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    one_world.got.clear()
    return one_world


@pytest.fixture
def open_seeing(tmp_path: Path, helpers: Any, interpreter: Any) -> Iterator[Callable[..., Editor]]:
    opened: list[Editor] = []

    def open_again(seeing: SeeingSettings = FAR, **more: Any) -> Editor:
        settings = Settings(seeing=seeing, **more)
        reader = None if "model" in more else interpreter
        editor = Editor.open(settings, toolbox=helpers.toolbox(), interpreter=reader, home=tmp_path / "home")
        opened.append(editor)
        return editor

    yield open_again
    for editor in opened:
        editor.close()


WAYS: dict[str, Callable[[Editor, Pixels], Any]] = {
    "said": lambda editor, photo: editor.new_session(photo).say("remove the dog"),
    "as JSON": lambda editor, photo: editor.new_session(photo).apply(
        {"ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    ),
    "planned": lambda editor, photo: editor.plan("remove the dog", photo=photo),
    "looked at": lambda editor, photo: editor.scene(photo),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaves_before_a_yes(way: str, open_seeing: Any, world: Any, photo: Pixels) -> None:
    editor = open_seeing()
    with pytest.raises(NotAgreed, match=r"far\.example, not on this machine: the picture and parts of it") as asking:
        WAYS[way](editor, photo)
    assert asking.value.exit == 3
    assert world.got == []
    assert not editor.agreed
    assert "far.example" in str(editor.outgoing)
    editor.agree()
    WAYS[way](editor, photo)
    assert world.got, "agreed to, it is asked"
    assert {path for path, _ in world.got} == {"http://far.example/v1/chat/completions"}


def test_the_caption_goes_into_the_scene_and_the_result_is_asked_about(
    open_seeing: Any, world: Any, photo: Pixels
) -> None:
    editor = open_seeing()
    editor.agree()
    session = editor.new_session(photo)
    turn = session.say("remove the dog")
    assert turn.status == "done", turn.reply
    assert session.scene.caption == CAPTION
    assert turn.actions[0].checks["not seen"]["passed"]
    captioned, asked = questions(world)
    assert "what this picture shows" in captioned
    assert "Question: Is there a dog in this picture?" in asked


def test_another_process_asks_no_more_and_settings_can_agree(open_seeing: Any, world: Any, photo: Pixels) -> None:
    open_seeing().agree()
    assert open_seeing().agreed
    assert not open_seeing(FAR.model_copy(update={"base_url": "http://other.example/v1"})).agreed
    assert open_seeing(FAR.model_copy(update={"base_url": "http://other.example/v1", "agreed": True})).agreed
    assert world.got == []


def test_what_leaves_for_the_words_and_for_the_picture_is_told_and_agreed_to_together(
    open_seeing: Any, world: Any
) -> None:
    reads = ModelSettings(name="openai:reads", base_url="http://words.example/v1")
    editor = open_seeing(model=reads)
    assert [one.host for one in editor.outgoing.to] == ["words.example", "far.example"]
    told = str(editor.outgoing)
    assert "openai:reads runs on words.example" in told
    assert "openai:sees runs on far.example" in told
    editor.agree()
    assert editor.agreed


def test_what_is_chosen_for_one_photo_keeps_what_describes_it(open_seeing: Any, world: Any) -> None:
    editor = open_seeing()
    other = editor.like(editor.settings.model_copy(update={"toolset": "scripted"}))
    assert not other.agreed
    assert "far.example" in str(other.outgoing)


def test_a_model_on_this_machine_needs_no_consent(open_seeing: Any, world: Any, monkeypatch: Any, photo: Any) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    here = FAR.model_copy(update={"base_url": f"{world.url}/v1"})
    editor = open_seeing(here)
    assert editor.outgoing is None
    assert editor.scene(photo).caption == CAPTION
