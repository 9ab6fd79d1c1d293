"""Words about the library: save, show, forget, and kept things as what is put in."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import PastTurn, ReadRequest
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene
from scenewright.scene.plan import EditPlan

ROOM = {
    "vase-1": [50, 100, 100, 200],
    "dog-1": [200, 200, 300, 380],
    "dining table-1": [0, 200, 600, 400],
    "lamp-1": [450, 50, 500, 200],
}
HALL = {
    "dog-1": [20, 200, 120, 380],
    "dog-2": [400, 200, 500, 380],
    "dining table-1": [100, 250, 500, 400],
    "lamp-1": [450, 50, 500, 200],
    "couch-1": [100, 200, 300, 390],
}
KEPT = ("vase", "rex", "desk lamp")


def scene(things: dict[str, list[int]]) -> Scene:
    objects = [{"id": id, "label": id.rpartition("-")[0], "box": box} for id, box in things.items()]
    return Scene.model_validate({"image": {"width": 600, "height": 400}, "objects": objects})


def read(text: str, things: dict[str, list[int]] = HALL, library: tuple[str, ...] = KEPT, **more) -> EditPlan:
    instruction = Instruction.model_validate({"text": text, "library": library, "marks": more.get("marks", {})})
    return LexicalInterpreter().read(ReadRequest(instruction, scene(things), more.get("history", ()))).plan


@pytest.mark.parametrize(
    ("text", "object", "name"),
    [
        ("save the vase as my vase", "vase-1", "vase"),
        ("Keep this dog as Rex.", "dog-1", "rex"),
        ("please save the vase for me as my blue vase", "vase-1", "blue vase"),
        ("remember the lamp as desk lamp", "lamp-1", "desk lamp"),
        ("store the lamp in my library", "lamp-1", "lamp"),
        ("add the vase to my library", "vase-1", "vase"),
        ("put the lamp into the library as bulb", "lamp-1", "bulb"),
        ("save a cut-out of the dog as rex", "dog-1", "rex"),
        ("cut out the vase and save it as my vase", "vase-1", "vase"),
        ('save the dog as "Ünal\'s Hund"', "dog-1", "Ünal's Hund"),
    ],
)
def test_keeping(text: str, object: str, name: str) -> None:
    plan = read(text, ROOM, ())
    assert (plan.status, plan.ops) == ("command", ())
    order = plan.to_dict()["command"]
    assert (order["name"], order["target"]["object"], order["as"]) == ("keep", object, name)


def test_keeping_goes_before_what_is_said_next() -> None:
    plan = read("save the vase as my vase and remove it", ROOM, ())
    assert plan.to_dict()["command"]["as"] == "vase"
    assert [op.op for op in plan.ops] == ["remove"]
    assert plan.ops[0].targets[0].object == "vase-1"


def test_which_one_to_keep_is_asked() -> None:
    plan = read("keep the dog as rex", HALL, ())
    options = plan.to_dict()["question"]["options"]
    assert [option["command"]["target"]["object"] for option in options] == ["dog-1", "dog-2"]
    past = (PastTurn("keep the dog as rex", plan, {}),)
    answer = read("the right one", HALL, (), history=past)
    assert answer.to_dict()["command"]["target"]["object"] == "dog-2"


def test_a_mark_can_be_kept() -> None:
    plan = read("save [A] as logo", HALL, (), marks={"A": {"box": [10, 10, 50, 50]}})
    assert plan.to_dict()["command"]["target"]["mark"] == "A"


@pytest.mark.parametrize(
    "text", ["keep the dog as it is", "save the vase", "keep the lamp as blue", "leave it as it was"]
)
def test_what_only_asks_to_leave_something_alone_keeps_nothing(text: str) -> None:
    plan = read(text, ROOM, ())
    assert (plan.status, plan.command) == ("cannot", None)


@pytest.mark.parametrize(
    "text", ["save the vase as vase.png", "save the dog as ../../etc/passwd", "keep the dog as a/b"]
)
def test_no_file_is_written_on_request(text: str) -> None:
    plan = read(text, ROOM, ())
    assert plan.status == "cannot"
    assert "write no files" in plan.rationale


@pytest.mark.parametrize(
    ("text", "name", "place", "count"),
    [
        ("put my vase on the table", "vase", {"relation": "on"}, 1),
        ("add my vase to the left", "vase", {"edge": "left"}, 1),
        ("put rex on the couch", "rex", {"relation": "on"}, 1),
        ("add rex", "rex", None, 1),
        ("add two of my vase", "vase", None, 2),
        ("put a copy of rex next to the lamp", "rex", {"relation": "next to"}, 1),
        ("add the vase from my library", "vase", None, 1),
        ("insert my desk lamp behind the couch", "desk lamp", {"relation": "behind"}, 1),
        ("put my vase between the dogs", "vase", {"relation": "between"}, 1),
    ],
)
def test_putting_in(text: str, name: str, place: dict[str, str] | None, count: int) -> None:
    plan = read(text)
    assert plan.status == "ready", plan.rationale
    (op,) = plan.to_dict()["ops"]
    assert (op["op"], op["reference"], op["count"]) == ("insert", {"library": name}, count)
    assert place is None or place.items() <= op["at"].items()
    assert (place is None) == ("at" not in op)


@pytest.mark.parametrize(
    "text", ["replace the lamp with my vase", "use my vase instead of the lamp", "swap the lamp for my vase"]
)
def test_replacing(text: str) -> None:
    (op,) = read(text).to_dict()["ops"]
    assert (op["op"], op["targets"][0]["object"], op["reference"]) == ("replace", "lamp-1", {"library": "vase"})


def test_several_at_once() -> None:
    assert [op["reference"]["library"] for op in read("add my vase and rex").to_dict()["ops"]] == ["vase", "rex"]


def test_the_one_in_the_picture_or_the_kept_one_is_asked() -> None:
    plan = read("put my vase on the table", ROOM)
    assert plan.status == "ask"
    assert [option.ops[0].op for option in plan.question.options] == ["move", "insert"]
    plan = read("replace the lamp with my vase", ROOM)
    references = [option.ops[0].reference.model_dump() for option in plan.question.options]
    assert references == [{"object": "vase-1"}, {"library": "vase"}]


@pytest.mark.parametrize(
    ("text", "op"), [("add my vase", "insert"), ("move my vase left", "move"), ("remove my vase", "remove")]
)
def test_it_does_not_ask_when_the_verb_tells(text: str, op: str) -> None:
    plan = read(text, ROOM)
    assert (plan.status, [one.op for one in plan.ops]) == ("ready", [op])


def test_without_a_library_nothing_is_taken_from_it() -> None:
    plan = read("put my vase on the table", ROOM, ())
    assert (plan.status, plan.ops[0].op) == ("ready", "move")


@pytest.mark.parametrize(
    "text", ["show my library", "list my library", "what is in my library?", "what have i saved", "show my cut-outs"]
)
def test_showing(text: str) -> None:
    assert read(text).to_dict()["command"] == {"name": "show", "what": "library"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("forget my vase", "vase"), ("forget rex", "rex"), ("remove rex from my library", "rex"),
     ("delete the vase from the library", "vase")],
)  # fmt: skip
def test_forgetting(text: str, name: str) -> None:
    assert read(text).to_dict()["command"] == {"name": "forget", "names": [name]}


def test_forgetting_what_is_not_there_lists_what_is() -> None:
    plan = read("forget my hat")
    assert plan.status == "cannot"
    assert "it holds “vase”, “rex”, “desk lamp”" in plan.rationale


def test_all_is_forgotten_only_on_a_word() -> None:
    plan = read("empty my library")
    assert plan.status == "ask"
    answer = read("yes", history=(PastTurn("empty my library", plan, {}),))
    assert answer.to_dict()["command"] == {"name": "forget", "names": list(KEPT)}


def test_an_edit_is_taken_back_as_before() -> None:
    done = EditPlan.ready({"op": "recolor", "targets": [{"object": "lamp-1"}], "color": "#ff0000"})
    plan = read("forget the lamp", history=(PastTurn("make the lamp red", done, {}),))
    assert plan.command.name == "drop"


def test_it_is_what_was_put_in_from_the_library():
    plan = read("put my vase in the top left corner and make it bigger")
    assert [op.op for op in plan.ops] == ["insert", "resize"]
    assert plan.ops[1].targets[0].object == "vase-1"


def test_a_corner_is_not_cut_in_two():
    plan = read("put my vase in the top left corner", ROOM)
    assert plan.status == "ask"
    assert {option.ops[0].op for option in plan.question.options} == {"move", "insert"}


def test_a_question_without_answers_is_not_asked():
    assert read("put my vase on the dining table, glimmeringly done", ROOM).status != "ask"
    plan = read("put my vase on the dining table, half as big", ROOM)
    assert [[op.op for op in option.ops] for option in plan.question.options] == [
        ["move", "resize"],
        ["insert", "resize"],
    ]
