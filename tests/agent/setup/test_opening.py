"""What opening an editor and a photo costs: nothing that only a turn needs."""

import subprocess
import sys
from pathlib import Path

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.setup.wiring import open_interpreter
from scenewright.tools.toolbox import Toolbox

ONLY_A_TURN_NEEDS = ("agent.graph", "agent.actions", "agent.interpreter.lexical", "agent.verify")
OPENED = f"""
import sys
import numpy as np
from scenewright import Editor

with Editor.open(home=sys.argv[1]) as editor:
    session = editor.new_session(np.zeros((8, 8, 3), np.uint8))
    print(*(name for name in {ONLY_A_TURN_NEEDS!r} if f"scenewright.{{name}}" in sys.modules))
    session.undo()
    print(*(name for name in {ONLY_A_TURN_NEEDS!r} if f"scenewright.{{name}}" not in sys.modules))
"""


def test_a_photo_opens_before_what_only_its_turns_need_is_imported(tmp_path: Path) -> None:
    """The photo is looked at meanwhile."""
    done = subprocess.run([sys.executable, "-c", OPENED, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "agent.interpreter.lexical"]


def test_the_rules_go_by_their_own_name_before_they_are_imported() -> None:
    assert open_interpreter(Toolbox.of()).id == LexicalInterpreter.id
