"""A page in a process of its own: `python serving.py HOME PORT`, over the editor of these tests. More words: what waits
for ever, “wait, then …” (gated) or filling a hole (unfilled)."""

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from conftest import open_editor

from scenewright.ui.web.launch import start


def main() -> None:
    home, port, *waiting = sys.argv[1:]
    with open_editor(Path(home)) as editor:
        for one in waiting:
            {"gated": editor.interpreter.gate, "unfilled": editor.interpreter.filling}[one].clear()
        page = start(editor, port=int(port))
        print(page.local_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
