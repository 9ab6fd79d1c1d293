"""Models by name: what is missing is said with what to do, keys come from the environment and show up nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from scenewright.agent.interpreter.llm.destination import Outgoing, destination
from scenewright.agent.interpreter.llm.opening import ModelChoice, open_model, wrap
from scenewright.agent.interpreter.llm.trouble import NotSetUp, scrubbed

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
PLACES = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_HOST", "ANTHROPIC_BASE_URL")
HERE = "http://127.0.0.1:1/v1"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is what is tested here."""
    for name in (*KEYS, *PLACES, *PROXIES, *(proxy.upper() for proxy in PROXIES)):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ModelChoice("gpt-4o"), r"named provider:model, such as .*got 'gpt-4o'"),
        (ModelChoice("openai:"), "named provider:model"),
        (ModelChoice("nobody:model"), "no provider 'nobody'; LangChain knows .*openai"),
        (ModelChoice("openai:gpt-4o"), "needs a key in the environment variable OPENAI_API_KEY"),
        (ModelChoice("anthropic:claude-sonnet-4-5"), "needs a key in the environment variable ANTHROPIC_API_KEY"),
        (ModelChoice("groq:llama"), "not installed; to get it, run: pip install langchain-groq"),
        (
            ModelChoice("openai:m", HERE, key_from="MY_KEY"),
            "looked for in MY_KEY, but that .* not set",
        ),
        (
            ModelChoice("openai:m", HERE, key_from="sk-secret-secret"),
            "name of an environment variable",
        ),
        (ModelChoice("scripted:nowhere.json"), "nowhere.json cannot be read"),
    ],
)
def test_what_is_missing_is_said(choice: ModelChoice, told: str) -> None:
    with pytest.raises(NotSetUp, match=told) as error:
        open_model(choice)
    assert error.value.exit == 4
    assert "secret" not in str(error.value)


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain.chat_models", None)
    with pytest.raises(NotSetUp, match=r"pip install 'scenewright\[llm\]'"):
        open_model(ModelChoice("ollama:llama3.2"))


@pytest.mark.parametrize(
    ("name", "url", "variables", "host", "local"),
    [
        ("openai:gpt-4o", None, {"OPENAI_API_KEY": "sk-a-b-c"}, "api.openai.com", False),
        (
            "openai:gpt-4o",
            None,
            {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://in.the.way"},
            "in.the.way",
            False,
        ),
        ("openai:m", "http://127.0.0.1:8080/v1", {}, "127.0.0.1:8080", True),
        ("openai:m", "http://localhost:8080/v1", {}, "localhost:8080", True),
        ("openai:m", "http://[::1]:8080/v1", {}, "[::1]:8080", True),
        ("openai:m", "http://192.168.0.7:8080/v1", {}, "192.168.0.7:8080", False),
        ("openai:m", "http://localhost.example.org/v1", {}, "localhost.example.org", False),
        ("openai:m", "http://127.0.0.1:1/v1", {"HTTP_PROXY": "http://proxy.example.org:3128"}, "127.0.0.1:1", False),
        ("anthropic:claude-sonnet-4-5", None, {"ANTHROPIC_API_KEY": "k"}, "api.anthropic.com", False),
        ("ollama:llama3.2", None, {}, "127.0.0.1:11434", True),
        ("ollama:llama3.2", None, {"OLLAMA_HOST": "http://big.example.org:11434"}, "big.example.org:11434", False),
        ("ollama:gpt-oss:120b-cloud", None, {}, "Ollama's cloud, through 127.0.0.1:11434", False),
    ],
)
def test_where_the_words_go(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str | None, variables: dict[str, str], host: str, local: bool
) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    opened = open_model(ModelChoice(name, url))
    assert (opened.goes_to.host, opened.goes_to.local) == (host, local)


def test_a_model_that_does_not_tell_is_taken_to_be_elsewhere() -> None:
    opened = wrap(FakeListChatModel(responses=["x"]))
    assert not opened.goes_to.local
    assert opened.name == "fake-list-chat-model:FakeListChatModel"


def test_the_providers_key_is_not_given_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine-alone")
    chat: Any = open_model(ModelChoice("openai:m", "http://127.0.0.1:1/v1")).chat
    assert chat.openai_api_key.get_secret_value() == "none-is-needed"
    monkeypatch.setenv("MY_SERVER_KEY", "sesame")
    other: Any = open_model(ModelChoice("openai:m", HERE, key_from="MY_SERVER_KEY")).chat
    assert other.openai_api_key.get_secret_value() == "sesame"


def test_answers_are_without_chance_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine-alone")
    chat: Any = open_model(ModelChoice("openai:gpt-4o", timeout=7)).chat
    assert (chat.temperature, chat.request_timeout, chat.max_retries, chat.max_tokens) == (0, 7, 1, 4000)
    thinking: Any = open_model(ModelChoice("openai:o3-mini")).chat
    assert thinking.temperature is None


def test_which_models_see(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine-alone")
    assert open_model(ModelChoice("openai:gpt-4o")).sees
    assert not open_model(ModelChoice("openai:gpt-3.5-turbo")).sees
    assert open_model(ModelChoice("ollama:some-vision-model")).sees


def test_what_leaves_is_said_in_one_line() -> None:
    told = str(Outgoing("openai:gpt-4o", "api.openai.com", picture=True))
    assert told.startswith("openai:gpt-4o runs on api.openai.com, not on this machine: what you say, a list of what is")
    assert "the picture itself" in told
    assert "\n" not in told
    assert "but not the picture" in str(Outgoing("openai:gpt-4o", "api.openai.com", picture=False))


def test_names_that_cannot_be_addresses_are_elsewhere() -> None:
    class Odd:
        base_url = "::not an address::"

    assert not destination(Odd(), "odd:one").local


def test_nothing_that_looks_like_a_key_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "swordfish-9")
    told = scrubbed("bad key sk-abcdef123456 or swordfish-9\nBearer abc.def " + "x" * 900)
    assert "swordfish" not in told
    assert "abcdef" not in told
    assert "abc.def" not in told
    assert len(told) <= 300
    assert "\n" not in told


def test_a_scripted_model_comes_from_a_file(tmp_path: Path) -> None:
    for content in ([{"status": "cannot", "rationale": "no"}], {"dog": {"status": "cannot", "rationale": "no"}}):
        (tmp_path / "answers.json").write_text(json.dumps(content))
        opened = open_model(ModelChoice(f"scripted:{tmp_path / 'answers.json'}"))
        assert opened.goes_to.local
        assert "cannot" in str(opened.chat.invoke("a dog").content)
    (tmp_path / "answers.json").write_text("7")
    with pytest.raises(NotSetUp, match="list or object"):
        open_model(ModelChoice(f"scripted:{tmp_path / 'answers.json'}"))
