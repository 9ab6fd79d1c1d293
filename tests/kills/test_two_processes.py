"""Two processes on one session: the second is refused while the first works, and let in once it is dead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenewright.agent.errors import Busy

from .harness import Nursery, whole
from .workers import open_editor, photo


def test_a_second_process_is_refused_until_the_first_is_dead(nursery: Nursery, desk: Path) -> None:
    home = desk / "home"
    with open_editor(home) as editor:
        talk = editor.new_session(photo())
        talk.say("make the ball blue")
        shown = talk.pixels.tobytes()

        def while_held() -> None:
            with pytest.raises(Busy, match="works on it"):
                talk.say("make the dog darker")
            refused = undo(home, talk.id)
            assert refused.returncode == 6, refused.stderr
            assert "busy" in refused.stderr
            assert talk.pixels.tobytes() == shown

        assert nursery.kill_holding("holder", while_held, home=str(home), session=talk.id).killed
        assert whole(editor) == []
        assert len(talk.turns) == 1
        assert undo(home, talk.id).returncode == 0
        assert talk.redo().pixels.tobytes() == shown


def undo(home: Path, session: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scenewright", "session", "undo", session]
    environment = {**os.environ, "SCENEWRIGHT_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
