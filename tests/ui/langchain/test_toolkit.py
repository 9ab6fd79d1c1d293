"""The tools as LangChain's own, and an agent of `create_agent` that uses them."""

import asyncio

import numpy as np
import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import Field

from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.ui.folders import Folders
from scenewright.ui.langchain import SceneToolkit
from scenewright.ui.toolkit import TOOLS, Toolkit


class Caller(ScriptedChatModel):
    """Calls tools as it was told to; keeps what it was offered."""

    offered: list = Field(default_factory=list)

    def bind_tools(self, tools, **more):
        self.offered = list(tools)
        return self


def calling(*calls, id="1"):
    """A message that calls tools: (name, arguments) each."""
    return AIMessage("", tool_calls=[{"name": n, "args": a, "id": f"{id}-{k}"} for k, (n, a) in enumerate(calls)])


@pytest.fixture
def session(editor, photo):
    return editor.new_session(photo)


@pytest.fixture
def tools(session, photo):
    return {tool.name: tool for tool in SceneToolkit(session, folders=[photo.parent]).get_tools()}


def test_what_is_bound_to_a_chat_model_says_each_type_plainly(tools):
    """As LangChain hands it to OpenAI's and other servers."""
    for tool in tools.values():
        told = convert_to_openai_tool(tool)["function"]
        assert told["description"] == tool.description
        for name, one in told["parameters"]["properties"].items():
            assert one.get("type"), (tool.name, name)
            assert one["type"] != "array" or one["items"]["type"]
        assert "$ref" not in str(told)
        assert "prefixItems" not in str(told)
        assert "anyOf" not in str(told)


def called(tool, **given) -> ToolMessage:
    return tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": given})


def messages_of(agent, words, **more):
    return agent.invoke({"messages": [{"role": "user", "content": words}]}, **more)["messages"]


def test_every_tool_is_there_with_its_words_and_its_arguments(tools):
    assert list(tools) == [tool.name for tool in TOOLS]
    for tool in TOOLS:
        assert tools[tool.name].description == tool.description
        assert set(tools[tool.name].args) == set(tool.schema.get("properties", {}))


def test_text_goes_to_the_model_and_plain_data_to_the_artifact(tools, session):
    message = called(tools["edit_image"], instruction="hide the dog")
    assert "bscure" in message.content or "Done" in message.content
    assert message.artifact["picture"]["uri"] == f"scenewright://{session.id}/1"
    assert message.artifact["report"]["format"] == "scenewright.turn/1"
    assert message.status == "success"


def test_the_picture_of_an_artifact_can_be_had(session, photo):
    kit = SceneToolkit(session, folders=[photo.parent])
    tools = {tool.name: tool for tool in kit.get_tools()}
    seen = called(tools["view_region"], region=[10, 10, 30, 40])
    assert isinstance(seen.content, str)
    assert kit.pixels(seen.artifact["picture"]).shape == (30, 20, 3)
    assert np.array_equal(kit.pixels(called(tools["undo"], count=1).artifact["picture"]), session.pixels)


def test_a_model_that_sees_gets_the_pixels_on_demand(session, photo):
    tools = {tool.name: tool for tool in SceneToolkit(session, folders=[photo.parent], show=True).get_tools()}
    text, image = called(tools["view_region"]).content
    assert (text["type"], image["type"], image["mime_type"]) == ("text", "image", "image/png")
    assert isinstance(called(tools["describe"]).content, str)


def test_what_goes_wrong_is_told_to_the_model(tools):
    wrong = called(tools["edit_image"], text="brighter")
    assert wrong.status == "error"
    assert "edit_image takes instruction, marks, references, plan, but text" in wrong.content
    unasked = called(tools["answer"], choice="1")
    assert (unasked.status, "no question is pending" in unasked.content) == ("error", True)


def test_over_an_editor_a_photo_has_to_be_opened_first(editor, photo):
    kit = SceneToolkit(editor, folders=[photo.parent])
    tools = {tool.name: tool for tool in kit.get_tools()}
    assert "call open" in called(tools["describe"]).content
    assert "park.png is open" in called(tools["open"], photo="park.png").content
    assert kit.session.info.name == "park.png"


def test_a_tool_can_be_awaited(tools):
    done = asyncio.run(tools["edit_image"].ainvoke({"instruction": "brighter"}))
    assert "1" in done or "Done" in done


def test_an_agent_edits_and_gives_the_bytes_of_the_same_words_in_a_session(editor, session, photo):
    model = Caller(
        answers=[
            calling(("describe", {})),
            calling(("edit_image", {"instruction": "hide the dog"}), id="2"),
            "The dog is hidden.",
        ]
    )
    agent = create_agent(model, SceneToolkit(session, folders=[photo.parent]).get_tools())
    messages = messages_of(agent, "hide that dog, please")
    assert messages[-1].content == "The dog is hidden."
    assert "dog-1" in next(one.content for one in messages if isinstance(one, ToolMessage))
    assert [tool.name for tool in model.offered] == [tool.name for tool in TOOLS]
    other = editor.new_session(photo)
    other.say("hide the dog")
    assert np.array_equal(session.pixels, other.pixels)
    assert not np.array_equal(session.pixels, session.base)


def test_a_question_does_not_stop_the_agent_but_comes_back_as_data(session, photo):
    """Inside somebody else's graph, with a checkpointer of its own: the turn's interrupt stays the turn's."""
    model = Caller(
        answers=[
            calling(("edit_image", {"instruction": "hide it"})),
            calling(("answer", {"choice": "2"}), id="2"),
            calling(("undo", {}), id="3"),
            calling(("edit_image", {"instruction": "hide things"}), id="4"),
            calling(("approve", {"yes": True}), id="5"),
            "Done.",
        ]
    )
    tools = SceneToolkit(session, folders=[photo.parent]).get_tools()
    agent = create_agent(model, tools, checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "a"}}
    told = [one for one in messages_of(agent, "hide it", config=config) if isinstance(one, ToolMessage)]
    assert [one.artifact["status"] for one in told] == ["ask", "done", "command", "approve", "done"]
    assert told[0].artifact["question"]["options"][1] == {"number": 2, "label": "the ball"}
    assert agent.get_state(config).next == ()
    assert session.pending is None


def test_two_calls_at_once_are_done_one_after_the_other(session, photo):
    twice = calling(("edit_image", {"instruction": "brighter"}), ("edit_image", {"instruction": "hide the dog"}))
    agent = create_agent(Caller(answers=[twice, "Done."]), SceneToolkit(session, folders=[photo.parent]).get_tools())
    told = [one for one in messages_of(agent, "both") if isinstance(one, ToolMessage)]
    assert {one.artifact["status"] for one in told} == {"done"}
    assert session.info.turns == 2


def test_a_session_put_together_by_hand_is_refused(session):
    session.editor = None
    with pytest.raises(TypeError, match="an editor opened"):
        SceneToolkit(session)


def test_where_no_folders_are_named_the_settings_are(editor, session, photo, monkeypatch):
    monkeypatch.chdir(photo.parent)
    assert Toolkit(editor).folders == Folders.of([photo.parent])


@pytest.mark.models
def test_a_conversation_of_an_agent_with_real_models(toolbox, tmp_path):
    from PIL import Image
    from skimage import data

    from scenewright.agent.editor import Editor
    from scenewright.agent.setup.settings import Settings

    Image.fromarray(data.chelsea()).resize((300, 200)).save(tmp_path / "cat.png")
    editor = Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "home")
    model = Caller(
        answers=[
            calling(("open", {"photo": "cat.png"})),
            calling(("describe", {}), id="2"),
            calling(("edit_image", {"instruction": "make the cat black and white"}), id="3"),
            calling(("view_region", {"object": "cat-1"}), id="4"),
            calling(("export", {"path": "grey-cat.png"}), id="5"),
            "The cat is grey now.",
        ]
    )
    agent = create_agent(model, SceneToolkit(editor, folders=[tmp_path]).get_tools())
    told = [one for one in messages_of(agent, "make my cat black and white") if isinstance(one, ToolMessage)]
    assert [one.status for one in told] == ["success"] * 5, told
    assert told[1].artifact["objects"][0]["label"] == "cat"
    assert told[2].artifact["status"] == "done"
    other = editor.new_session(tmp_path / "cat.png")
    other.say("make the cat black and white")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "grey-cat.png")), other.pixels)
