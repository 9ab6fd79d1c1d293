"""Toolset and language model of a photo are chosen on its page; what would leave the machine is asked for first."""

import json

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from scenewright.agent.editor import Editor
from scenewright.agent.setup.agreements import NAME
from scenewright.agent.setup.settings import Settings
from scenewright.ui.web.launch import start

TOOLSET, LACKING, READ_BY, MODEL, ADDRESS, _, _, TOLD, HEAD = range(9)
REMOTE = ("openai:any", "http://models.example/v1")


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with Editor.open(Settings(toolset="scripted", cache=home / "weights"), home=home) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(editor):
    page = start(editor, port=0)
    yield page
    page.close(verbose=False)


@pytest.fixture
def visit(page, photo):
    """`visit()`: a new visitor with the photo open."""

    def come() -> Client:
        client = Client(page.local_url, verbose=False)
        client.predict(handle_file(photo), api_name="/open")
        return client

    return come


def value(part):
    return part["value"] if isinstance(part, dict) else part


def newest(editor):
    return editor.sessions()[0].id


def test_a_toolset_is_chosen_for_one_photo_with_what_it_lacks(visit, photo):
    visitor, other = visit(), visit()
    shown = visitor.predict("embedded", api_name="/choose_toolset")
    assert value(shown[TOOLSET]) == "embedded"
    assert "<code>scenewright weights download</code>" in value(shown[LACKING])
    assert "mobilesam" in visitor.predict(api_name="/tools")
    assert "mobilesam" not in other.predict(api_name="/tools")
    visitor.predict(handle_file(photo), api_name="/open")
    assert value(visitor.predict(api_name="/chosen")[TOOLSET]) == "embedded", "the next photo goes on with it"
    back = visitor.predict("scripted", api_name="/choose_toolset")
    assert (value(back[TOOLSET]), value(back[LACKING])) == ("scripted", "")
    with pytest.raises(AppError, match=r"magic is not in the list of choices: .*foundation"):
        visitor.predict("magic", api_name="/choose_toolset")


def test_nothing_is_sent_before_the_person_agreed_to_what_and_where_to(visit, editor):
    visitor = visit()
    asked = visitor.predict(*REMOTE, api_name="/choose_model")
    assert "openai:any runs on models.example, not on this machine: what you say" in value(asked[TOLD])
    assert "Until you agree, nothing is sent" in value(asked[TOLD])
    still = visitor.predict(api_name="/chosen")
    assert value(still[READ_BY]) == "rules"
    assert "Everything stays on this machine." in value(still[HEAD])
    assert not (editor.home / NAME).exists()

    agreed = visitor.predict(*REMOTE, api_name="/agree")
    assert (value(agreed[READ_BY]), value(agreed[MODEL]), value(agreed[ADDRESS])) == ("model", *REMOTE)
    assert "openai:any runs on models.example" in value(agreed[HEAD])
    assert json.loads((editor.home / NAME).read_text())["agreed"] == [{"host": "models.example", "picture": False}]
    other = visit()
    assert "Everything stays on this machine." in value(other.predict(api_name="/chosen")[HEAD])
    asked = visitor.predict(*REMOTE, True, api_name="/choose_model")
    assert "the picture itself, made smaller, are sent there" in value(asked[TOLD]), "more is sent: asked again"

    rules = visitor.predict("rules", api_name="/read_by")
    assert value(rules[READ_BY]) == "rules"
    assert "Everything stays on this machine." in value(rules[HEAD])


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (("gpt",), "a model is named provider:model"),
        (("nobody:x",), "there is no provider"),
        (("openai:x", "file:///etc/passwd"), "base_url"),
    ],
    ids=["no provider named", "unknown provider", "no address"],
)
def test_a_model_that_cannot_be_used_is_told_and_nothing_changes(visit, wanted, why):
    visitor = visit()
    told = visitor.predict(*wanted, api_name="/choose_model")
    assert why in value(told[TOLD])
    assert value(told[TOLD]).startswith('<p role="alert"')
    assert value(visitor.predict(api_name="/chosen")[READ_BY]) == "rules"


def test_a_model_on_this_machine_reads_at_once(visit, editor, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps([{"rationale": "no", "status": "cannot", "ops": []}]))
    visitor = visit()
    chosen = visitor.predict(f"scripted:{answers}", api_name="/choose_model")
    assert value(chosen[READ_BY]) == "model"
    assert "Everything stays on this machine." in value(chosen[HEAD])
    visitor.predict("fuzzy behind", api_name="/say")
    assert editor.session(newest(editor)).turns[-1].plan.read_by == f"llm/1 scripted:{answers}"


def test_before_a_photo_is_open_there_is_nothing_to_choose_for(page):
    with pytest.raises(AppError, match="Open a photo first"):
        Client(page.local_url, verbose=False).predict("embedded", api_name="/choose_toolset")


def test_a_page_for_others_leaves_the_reader_to_whoever_started_it(editor, photo):
    page = start(editor, host="127.0.0.2", port=0, token="secret")
    try:
        visitor = Client(page.local_url, auth=("x", "secret"), verbose=False)
        visitor.predict(handle_file(photo), api_name="/open")
        with pytest.raises(AppError, match="is set where this page is started"):
            visitor.predict(*REMOTE, api_name="/agree")
        assert "is set where this page is started" in value(visitor.predict(api_name="/chosen")[TOLD])
    finally:
        page.close(verbose=False)


def test_no_photo_is_described_elsewhere_before_a_yes(photo, tmp_path):
    """`scenewright ui` asks before it starts; a page started without says what it is about."""
    seeing = {"name": "openai:sees", "base_url": "http://looks.example/v1"}
    settings = Settings(toolset="scripted", cache=tmp_path / "weights", seeing=seeing)
    with Editor.open(settings, home=tmp_path / "home") as editor:
        page = start(editor, port=0)
        try:
            visitor = Client(page.local_url, verbose=False)
            visitor.predict(handle_file(photo), api_name="/open")
            with pytest.raises(AppError, match=r"runs on looks\.example, not on this machine: the picture and parts"):
                visitor.predict(api_name="/look")
            assert "openai:sees runs on looks.example" in value(visitor.predict(api_name="/chosen")[HEAD])
        finally:
            page.close(verbose=False)
