"""A language model that reads for a session: who read is kept, consent is asked once, and going on needs no model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from scenewright.agent.editor import Editor, Event
from scenewright.agent.interpreter.llm.destination import Outgoing
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.interpreter.llm.trouble import NotAgreed, NotSetUp
from scenewright.agent.setup.agreements import NAME, Agreements
from scenewright.agent.setup.settings import ModelSettings, Settings
from scenewright.scene.image import Pixels

Json = dict[str, Any]
Open = Callable[..., Editor]


def ready(*ops: Json, **more: Json) -> Json:
    return {"rationale": "as it was said", "status": "ready", "ops": list(ops), **more}


def remove(id: str) -> Json:
    return {"op": "remove", "targets": [{"object": id}]}


WHICH: Json = {
    "rationale": "both are round",
    "status": "ask",
    "question": {
        "text": "Which one?",
        "options": [{"label": "the ball", "ops": [remove("ball-1")]}, {"label": "the cat", "ops": [remove("cat-1")]}],
    },
}


@pytest.fixture
def open_model(tmp_path: Path, helpers: SimpleNamespace) -> Iterator[Open]:
    """An editor on this test's folder whose words are read by a model."""
    opened: list[Editor] = []

    def open_again(model: Any, **settings: Any) -> Editor:
        editor = Editor.open(
            Settings(model=ModelSettings(**settings)), toolbox=helpers.toolbox(), model=model, home=tmp_path / "home"
        )
        opened.append(editor)
        return editor

    yield open_again
    for editor in opened:
        editor.close()


def test_the_model_reads_and_the_turn_says_who_did(open_model: Open, photo: Pixels) -> None:
    model = ScriptedChatModel(answers=[ready(remove("dog-1"))])
    session = open_model(model).new_session(photo)
    turn = session.say("whatever barks may leave us")
    assert turn.status == "done"
    assert turn.plan.read_by == "llm/1 scripted:ScriptedChatModel"
    assert session.turns[0].plan.read_by == turn.plan.read_by
    assert turn.report.to_dict()["plan"]["read_by"] == turn.plan.read_by


def test_a_turn_that_rules_read_says_so_too(open_editor: Open, photo: Pixels) -> None:
    assert open_editor().new_session(photo).say("remove the dog").plan.read_by == "scripted@1"


def test_where_the_rules_stood_in_the_reply_says_so(open_model: Open, photo: Pixels) -> None:
    session = open_model(ScriptedChatModel(answers=[ready(remove("unicorn-1"))])).new_session(photo)
    turn = session.say("remove the dog")
    assert turn.status == "done"
    assert turn.plan.read_by == "lexical/1"
    first, rest = turn.reply.split("\n", 1)
    assert first.startswith("Note: scripted:ScriptedChatModel gave no plan that can be carried out (there is no object")
    assert first.endswith("the words were read by rules instead.")
    assert rest.startswith("Done: remove dog-1")


def test_what_cannot_be_done_and_questions_are_noted_as_well(open_model: Open, photo: Pixels) -> None:
    session = open_model(ScriptedChatModel(answers=["no"])).new_session(photo)
    for text in ("sing me a song", "make it a different color"):
        assert session.say(text).reply.startswith("Note: ")


def test_readers_that_differ_wait_for_a_yes(open_model: Open, photo: Pixels) -> None:
    session = open_model(ScriptedChatModel(answers=[ready(remove("cat-1"))])).new_session(photo)
    turn = session.say("remove the dog")
    assert turn.status == "approve"
    assert "by rules the words would mean: remove dog-1" in turn.reply
    assert session.approve().status == "done"


def test_things_are_looked_for_and_the_model_is_asked_again(open_model: Open, photo: Pixels) -> None:
    look = {"rationale": "no lamp is listed", "status": "look", "look_for": ["lamp"]}
    model = ScriptedChatModel(answers=[look, ready(remove("lamp-1"))])
    turn = open_model(model).new_session(photo).say("the shining thing has to go")
    assert turn.plan.ops[0].op == "remove"
    assert len(model.asked) == 2
    assert '"lamp-1"' in str(model.asked[1][-1].content)


def test_the_library_of_the_person_is_told_by_names(open_model: Open, photo: Pixels) -> None:
    model = ScriptedChatModel(answers=[ready(remove("dog-1"))])
    editor = open_model(model)
    editor.keep(photo, "rex")
    editor.new_session(photo).say("whatever barks may leave us")
    assert '"library": ["rex"]' in str(model.asked[-1][-1].content)


def test_the_model_sees_the_picture_that_is_shown(open_model: Open, photo: Pixels) -> None:
    model = ScriptedChatModel(answers=[ready(remove("dog-1"))])
    open_model(model, picture=True).new_session(photo).say("whatever barks may leave us")
    kinds = [part["type"] for part in model.asked[-1][-1].content if isinstance(part, dict)]
    assert kinds == ["text", "image", "text"]


def test_answering_in_another_process_asks_no_model(open_model: Open, photo: Pixels, tmp_path: Path) -> None:
    session = open_model(ScriptedChatModel(answers=[WHICH])).new_session(photo)
    assert session.say("the round one has to go").status == "ask"
    for file in (tmp_path / "home").glob("flights.sqlite*"):
        file.unlink()
    silent = ScriptedChatModel(answers=[ready(remove("dog-1"))])
    turn = open_model(silent).session(session.id).answer(2)
    assert turn.status == "done"
    assert turn.plan.ops[0].targets[0].object == "cat-1"  # type: ignore[union-attr,index]
    assert turn.plan.read_by == "llm/1 scripted:ScriptedChatModel"
    assert silent.asked == []


def test_undo_redo_and_drop_need_no_model(open_model: Open, photo: Pixels) -> None:
    session = open_model(ScriptedChatModel(answers=[ready(remove("dog-1"))])).new_session(photo)
    session.say("whatever barks may leave us")
    edited = session.pixels
    silent = ScriptedChatModel(answers=[RuntimeError("asked")])
    again = open_model(silent).session(session.id)
    again.say("undo")
    assert (again.say("redo"), bool((again.pixels == edited).all()))[1]
    again.drop(1)
    assert silent.asked == []


def test_the_model_is_asked_once_for_a_turn(open_model: Open, photo: Pixels) -> None:
    model = ScriptedChatModel(answers=[ready(remove("dog-1"))])
    open_model(model).new_session(photo).say("remove the dog")
    assert len(model.asked) == 1


def test_a_turn_can_be_stopped_while_the_model_thinks(open_model: Open, photo: Pixels) -> None:
    session = open_model(ScriptedChatModel(answers=[20.0])).new_session(photo)

    def stop(event: Event) -> None:
        if event.kind == "perceive":
            Timer(0.3, session.cancel).start()

    turn = session.say("remove the dog", on_event=stop)
    assert (turn.status, turn.exit, turn.reply) == ("cancelled", 130, "stopped")
    assert (session.pixels == photo).all()


# -- consent


def test_a_model_elsewhere_waits_for_consent_and_is_not_asked_again(open_model: Open, photo: Pixels) -> None:
    plan = json.dumps(ready(remove("dog-1")))
    editor = open_model(FakeListChatModel(responses=[plan]))
    assert editor.outgoing is not None
    assert not editor.agreed
    session = editor.new_session(photo)
    with pytest.raises(NotAgreed) as asking:
        session.say("whatever barks may leave us")
    assert asking.value.exit == 3
    assert session.turns == ()
    assert session.say("undo").status == "not done"
    editor.agree()
    assert session.say("whatever barks may leave us").status == "done"
    assert open_model(FakeListChatModel(responses=[plan])).agreed


def test_consent_to_words_is_none_to_the_picture(open_model: Open) -> None:
    editor = open_model(FakeListChatModel(responses=["x"]))
    editor.agree()
    assert not open_model(FakeListChatModel(responses=["x"]), picture=True).agreed
    with_picture = open_model(FakeListChatModel(responses=["x"]), picture=True)
    with_picture.agree()
    assert open_model(FakeListChatModel(responses=["x"])).agreed


def test_settings_can_agree(open_model: Open) -> None:
    assert open_model(FakeListChatModel(responses=["x"]), agreed=True).agreed


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": "x"}', '{"format":"scenewright.agreements/1","agreed":[7]}', "{" * 9]
)
def test_a_file_of_agreements_that_cannot_be_read_holds_none(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    outgoing = Outgoing("m", "example.com", picture=False)
    assert not Agreements(tmp_path).cover(outgoing)
    Agreements(tmp_path).add(outgoing)
    assert Agreements(tmp_path).cover(outgoing)
    assert not Agreements(tmp_path).cover(Outgoing("m", "example.org", picture=False))


def test_without_a_model_nothing_leaves(editor: Editor) -> None:
    assert editor.outgoing is None
    assert editor.agreed
    editor.agree()
    assert not (editor.home / NAME).exists()


# -- by name


def test_a_model_can_be_named(tmp_path: Path, helpers: SimpleNamespace, photo: Pixels) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"barks": ready(remove("dog-1"))}))
    with Editor.open(Settings(), toolbox=helpers.toolbox(), model=f"scripted:{answers}", home=tmp_path) as editor:
        assert editor.interpreter.id == f"llm/1 scripted:{answers}"
        plan = editor.plan("whatever barks may leave us", photo=photo)
    assert plan.read_by == f"llm/1 scripted:{answers}"


def test_a_model_that_is_not_set_up_is_told_when_words_are_read(
    tmp_path: Path, helpers: SimpleNamespace, photo: Pixels
) -> None:
    with Editor.open(Settings(), toolbox=helpers.toolbox(), model="nobody:model", home=tmp_path) as editor:
        session = editor.new_session(photo)
        with pytest.raises(NotSetUp, match="no provider 'nobody'"):
            session.say("remove the dog")


def test_no_key_is_kept(
    tmp_path: Path, helpers: SimpleNamespace, photo: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_SERVER_KEY", "sesame-open-9")
    chosen = ModelSettings(name="openai:m", base_url="http://127.0.0.1:9/v1", key_from="MY_SERVER_KEY", timeout=5)
    with Editor.open(Settings(model=chosen), toolbox=helpers.toolbox(), home=tmp_path / "home") as editor:
        turn = editor.new_session(photo).say("remove the dog")
        assert "nothing answers at 127.0.0.1:9" in turn.reply
    kept = b"".join(file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
    assert kept
    assert b"sesame-open-9" not in kept


def test_settings_take_no_key(tmp_path: Path) -> None:
    from scenewright.agent.errors import BadInput

    file = tmp_path / "scenewright.toml"
    file.write_text('[model]\nname = "openai:m"\napi_key = "sk-abcdefgh"\n')
    with pytest.raises(BadInput, match=r"model\.api_key") as error:
        Settings.load(file, {})
    assert "abcdefgh" not in str(error.value)


def test_the_environment_can_name_the_model(tmp_path: Path) -> None:
    variables = {"SCENEWRIGHT_MODEL__NAME": "ollama:llama3.2", "SCENEWRIGHT_MODEL__COMPACT": "true"}
    settings = Settings.load(tmp_path / "none.toml", variables)
    assert (settings.model.name, settings.model.compact) == ("ollama:llama3.2", True)
