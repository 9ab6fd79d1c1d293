"""Scenes of our own, and helpers that read an instruction against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenewright.agent.interpreter.batch import plan_case

Json = dict[str, Any]


def thing(id: str, box: Sequence[int], **attributes: Any) -> Json:
    return {"id": id, "label": id.rsplit("-", 1)[0], "box": list(box), "attributes": attributes}


BEACH: Json = {
    "image": {"width": 1200, "height": 800},
    "objects": [
        thing("person-1", (100, 300, 200, 700), color="red", gender="woman", wearing="a red dress and a straw hat"),
        thing("person-2", (500, 320, 600, 720), color="green", gender="man"),
        thing("person-3", (980, 500, 1060, 720), color="yellow", gender="boy"),
        thing("surfboard-1", (610, 300, 680, 720), color="white"),
        thing("kite-1", (300, 60, 380, 140), color="orange"),
        thing("boat-1", (700, 240, 860, 300), color="white"),
        thing("boat-2", (900, 250, 980, 290), color="blue"),
        thing("dog-1", (250, 620, 360, 720), color="black"),
        thing("umbrella-1", (380, 380, 560, 560), color="purple"),
    ],
    "relations": [{"subject": "surfboard-1", "predicate": "held by", "object": "person-2"}],
}

OFFICE: Json = {
    "image": {"width": 1000, "height": 700},
    "objects": [
        thing("dining table-1", (100, 400, 900, 680), color="brown"),
        thing("laptop-1", (400, 280, 600, 420), color="silver"),
        thing("cup-1", (200, 340, 250, 410), color="white"),
        thing("cup-2", (640, 340, 690, 410), color="red"),
        thing("cup-3", (760, 335, 820, 410), color="white"),
        thing("clock-1", (450, 40, 550, 140), color="black"),
        thing("chair-1", (20, 350, 180, 690), color="blue"),
        thing("scissors-1", (300, 380, 350, 410), color="orange"),
        thing("wine glass-1", (840, 300, 880, 410)),
    ],
    "relations": [
        {"subject": "laptop-1", "predicate": "on", "object": "dining table-1"},
        {"subject": "cup-2", "predicate": "on", "object": "dining table-1"},
    ],
}
YARD: Json = {
    "image": {"width": 1400, "height": 900},
    "objects": [
        thing("person-1", (100, 300, 220, 760), gender="man", color="blue", wearing="a blue shirt and glasses"),
        thing("person-2", (300, 320, 410, 760), gender="woman", color="red", wearing="a red dress"),
        thing("person-3", (480, 480, 560, 760), gender="girl", color="yellow", wearing="a yellow dress", age="child"),
        thing("person-4", (620, 310, 730, 760), gender="man", color="black", wearing="a black suit and a hat"),
        thing("chair-1", (750, 560, 850, 780), color="green"),
        thing("chair-2", (870, 560, 970, 780), color="white"),
        thing("chair-3", (990, 560, 1090, 780), color="white"),
        thing("dog-1", (240, 650, 300, 760), color="brown"),
        thing("dog-2", (1150, 660, 1230, 770), color="white"),
        thing("umbrella-1", (600, 220, 780, 330), color="purple"),
        thing("watering can-1", (420, 700, 470, 770), color="gray"),
        thing("potted plant-1", (1260, 560, 1340, 770), color="green"),
        thing("bird-1", (900, 80, 940, 110)),
        thing("bird-2", (1000, 90, 1040, 120)),
        thing("hammer-1", (560, 770, 610, 800), color="brown"),
        thing("bicycle-1", (1050, 420, 1250, 600), color="red"),
        thing("ladder-1", (20, 200, 90, 760), color="gray"),
        thing("balloon-1", (330, 100, 380, 170), color="red"),
        thing("balloon-2", (430, 90, 480, 160), color="blue"),
        thing("balloon-3", (530, 95, 580, 165), color="yellow"),
    ],
    "relations": [{"subject": "umbrella-1", "predicate": "held by", "object": "person-4"}],
}

DATA_FREE = Path(".")
"""Cases that hold their scene need no folder."""
SCENES = {"beach": BEACH, "office": OFFICE, "yard": YARD}


def read(scene: str | Json, text: str, **more: Any) -> Json:
    """The plan as public data, without what the words were."""
    given = SCENES[scene] if isinstance(scene, str) else scene
    return _plain(plan_case({"scene": given, "text": text, **more}, Path(".")).to_dict())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if key != "said"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def say(scene: str | Json, *texts: str) -> Json:
    """The plan of the last of several turns."""
    history: list[Json] = []
    for text in texts[:-1]:
        history.append({"text": text, "plan": read(scene, text, history=list(history))})
    return read(scene, texts[-1], history=history)


def on(*ids: str) -> list[Json]:
    return [{"object": id} for id in ids]
