"""`scenewright mcp` in a process of its own, over tools that do as they are told and an interpreter that prints."""

import os
import sys
from pathlib import Path

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox
from scenewright.ui.cli.main import root

DOG, BALL = Box(12, 24, 32, 48), Box(48, 36, 60, 48)


def hide(id: str) -> dict:
    return {"op": "obscure", "targets": [{"object": id}], "method": "fill", "color": "#ff0000"}


PLANS = {
    "hide the dog": {"ops": [hide("dog-1")]},
    "brighter": {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}]},
    "hide it": {
        "status": "ask",
        "question": {
            "text": "Which one?",
            "options": [{"label": "the dog", "ops": [hide("dog-1")]}, {"label": "the ball", "ops": [hide("ball-1")]}],
        },
    },
}


class Reader:
    """Prints while it reads, as libraries do: through Python, and straight to the descriptor."""

    id = "scripted@1"

    def read(self, request: ReadRequest) -> Reading:
        print("a library that talks")
        sys.__stdout__.flush()
        os.write(1, b"and one written in C\n")
        plan = PLANS.get(request.instruction.text, {"status": "cannot", "rationale": "that is not an edit"})
        return Reading(EditPlan.model_validate(plan), 1.0)


class Talking(scripted.ScriptedDetector):
    """Prints while it looks."""

    def detect(self, *given, **more):
        print("detecting")
        return super().detect(*given, **more)


def main(home: str, *words: str) -> None:
    tools = Toolbox.of(
        detector=Talking([Detection("dog", DOG, 0.9), Detection("ball", BALL, 0.9)]),
        grounder=scripted.ScriptedGrounder({"the lamp": [Box(70, 10, 80, 30)]}),
        segmenter=scripted.ScriptedSegmenter(),
        inpainter=scripted.ScriptedInpainter(),
        harmonizer=scripted.ScriptedHarmonizer(),
    )
    with Editor.open(Settings(), toolbox=tools, interpreter=Reader(), home=Path(home)) as editor:
        root.main(args=["mcp", *words], prog_name="scenewright", obj=editor)


if __name__ == "__main__":
    main(*sys.argv[1:])
