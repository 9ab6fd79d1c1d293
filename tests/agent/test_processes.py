"""Several processes on one session: the same bytes in each, what a killed one leaves, and who has to wait."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from scenewright.agent.errors import Busy

SCRIPT = """
import sys, hashlib
sys.path.insert(0, {tests!r})
import conftest as c
from scenewright.agent.editor import Editor, Settings
editor = Editor.open(Settings(), toolbox=c.make_toolbox(), interpreter=c.ScriptedInterpreter(c.PLANS), home={home!r})
session = editor.new_session(c.make_photo())
"""


def script(home, rest):
    text = SCRIPT.format(tests=str(Path(__file__).parent), home=str(home)) + rest
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_make_the_same_bytes_and_the_same_records(tmp_path):
    rest = """
for text in ("remove the dog", "blue ball", "brighter", "turn it"):
    session.say(text, seed=7)
print(hashlib.sha256(session.pixels.tobytes()).hexdigest(), session.info.head)
"""
    outs = [script(tmp_path / name, rest).communicate(timeout=100) for name in "ab"]
    assert outs[0][0] == outs[1][0] != "", outs[0][1]


def test_a_killed_turn_leaves_the_last_good_state_and_can_be_said_again(tmp_path, open_editor):
    rest = """
import os, signal
session.say("blue ball")
print(session.id, hashlib.sha256(session.pixels.tobytes()).hexdigest(), flush=True)
session.apply(c.ready(*[c.op("adjust", targets=[{"everything": True}], brightness=0.1)] * 3),
    on_event=lambda event: event.kind == "verify" and event.fraction > 0.3 and os.kill(os.getpid(), signal.SIGKILL))
"""
    process = script(tmp_path / "home", rest)
    out, errors = process.communicate(timeout=100)
    assert process.returncode == -9, errors
    id, digest = out.split()
    session = open_editor().session(id)
    assert hashlib.sha256(session.pixels.tobytes()).hexdigest() == digest
    assert [turn.text for turn in session.turns] == ["blue ball"]
    assert session.say("brighter").status == "done"
    assert [turn.number for turn in session.turns] == [1, 2]
    assert session._store.verify(id) == []


def test_a_session_that_is_worked_on_is_busy(session, editor, open_editor):
    other = open_editor().session(session.id)
    caught = []

    def interfere(event):
        if event.kind == "act":
            with pytest.raises(Busy) as busy:
                other.say("blue ball")
            caught.append(busy.value.exit)

    session.say("brighter", on_event=interfere)
    assert caught == [6]
    assert other.say("blue ball").status == "done"
