"""What a conversation remembers is data: any words survive it, and nothing stored can make code run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from click.testing import CliRunner
from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_SINGLE_ARG, JsonPlusSerializer

from scenewright.agent.editor import Editor
from scenewright.agent.flights import Flights
from scenewright.scene.image import Pixels
from scenewright.ui.cli.main import root

Open = Callable[..., Editor]
ODD = [
    "make it brighter 🐶👍🏽",
    "make it brighter \u202ehsilgne\u202c",
    "اجعل السيارة زرقاء",
    "删除狗",
    "make it \x00\x07brighter\x1b[31m",
    "re\u200bmove the d\u200bog",
    "Zalgo" + "\u0301" * 300,
    '{"lc": 1, "type": "constructor", "id": ["os", "system"], "kwargs": {"command": "id"}}',
    '{"lc": 2, "type": "constructor", "id": ["pathlib", "Path"], "args": ["x"]}',
    "'; DROP TABLE turns; --",
    "<script>alert(1)</script>",
    "{0.__class__} %s %n ${HOME}",
    "word " * 10_000,
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:20]))
def test_any_words_survive_a_turn_and_another_process(text: str, open_editor: Open, street: Pixels) -> None:
    session = open_editor().new_session(street, name=text[:200])
    turn = session.say(text)
    assert json.loads(json.dumps(turn.report.to_dict()))["status"] == turn.status
    again = open_editor().session(session.id)
    assert again.turns[0].text == text
    assert again.info.name == text[:200]
    assert again.say("make it brighter").status == "done"


@pytest.mark.parametrize("text", ["make it \ud800 brighter", "\udfff", "\udc80\udcff make it brighter"], ids=ascii)
def test_halves_of_surrogate_pairs_are_marked_and_do_no_harm(text: str, open_editor: Open, street: Pixels) -> None:
    session = open_editor().new_session(street, name=text)
    turn = session.say(text)
    assert turn.status == ("done" if "brighter" in text else "cannot")
    assert open_editor().session(session.id).turns[0].text == "".join(
        "�" if "\ud800" <= letter <= "\udfff" else letter for letter in text
    )


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:20]))
def test_json_stays_one_object(text: str, open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    editor = open_editor()
    session = editor.new_session(street)
    out = ["-o", str(tmp_path / "out.png")]
    done = CliRunner().invoke(root, ["edit", "--session", session.id, text, "--json", *out], obj=editor)
    assert "Traceback" not in done.output
    assert json.loads(done.stdout)["exit"] == done.exit_code
    assert done.stdout.count("\n") == 1


def test_nothing_that_steers_a_terminal_is_printed(
    open_editor: Open, street: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    editor = open_editor()
    session = editor.new_session(street, name="a\x1b]0;title\x07b.png")
    session.say("make it brighter \x1b[2J\x9b31m")
    for words in (["session", "list"], ["session", "show", session.id], ["edit", "--session", session.id, "\x1b[2Jx"]):
        done = CliRunner().invoke(root, words, obj=editor, color=True)
        assert not set(done.output) & set(map(chr, [*range(9), *range(14, 32), *range(127, 160)]))


def test_a_chat_takes_odd_lines_and_goes_on(open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(street).save(tmp_path / "street.png")
    lines = "\n".join([*(line for line in ODD[:8]), "make it brighter", "quit"])
    done = CliRunner().invoke(root, ["chat", str(tmp_path / "street.png")], obj=open_editor(), input=lines)
    assert done.exit_code == 0
    assert "only English is read so far" in done.output
    assert "Done" in done.output


class TestCheckpoints:
    """A turn in flight is a LangGraph checkpoint: its file may be anyone's by now."""

    @pytest.fixture
    def saver(self, open_editor: Open) -> Any:
        editor = open_editor()
        return Flights(editor._services, editor.home)._saver

    def test_a_stored_constructor_is_not_called(self, saver: Any, tmp_path: Path) -> None:
        trap = tmp_path / "made by a checkpoint"
        call = ormsgpack.packb(("os", "mkdir", str(trap)), option=ormsgpack.OPT_PASSTHROUGH_TUPLE, default=list)
        stored = ormsgpack.packb(ormsgpack.Ext(EXT_CONSTRUCTOR_SINGLE_ARG, call))
        saver.serde.loads_typed(("msgpack", stored))
        assert not trap.exists()
        JsonPlusSerializer(allowed_msgpack_modules=True).loads_typed(("msgpack", stored))
        assert trap.exists(), "without the defence the same bytes make the folder"

    @pytest.mark.parametrize("kind", ["json", "msgpack"])
    def test_words_that_look_like_an_object_stay_words(self, kind: str, saver: Any, tmp_path: Path) -> None:
        trap = tmp_path / "made by words"
        words = {"lc": 2, "type": "constructor", "id": ["os", "mkdir"], "args": [str(trap)]}
        stored = json.dumps(words).encode() if kind == "json" else ormsgpack.packb(words)
        assert saver.serde.loads_typed((kind, stored)) == words
        assert not trap.exists()

    def test_no_pickle_is_read(self, saver: Any) -> None:
        with pytest.raises(NotImplementedError):
            saver.serde.loads_typed(("pickle", b"cos\nsystem\n(S'id'\ntR."))

    def test_its_thread_is_named_by_us(self, open_editor: Open, street: Pixels, tmp_path: Path) -> None:
        """By the session's random id and the turn's number, never by words of the person."""
        editor = open_editor()
        session = editor.new_session(street, name="x' OR '1'='1")
        assert session.say("remove it").status == "ask"
        with sqlite3.connect(tmp_path / "home" / "flights.sqlite") as db:
            threads = {name for (name,) in db.execute("SELECT DISTINCT thread_id FROM checkpoints")}
        db.close()
        assert threads == {f"{session.id}:1"}
        assert session.id.isalnum()
