"""What a session file says is read in its own format and older ones; what is none is refused in words."""

import json

import pytest

from scenewright.agent.exchange.contents import NUMBER, BadContents, blobs_of, migrated, read_contents
from scenewright.scene.geometry import Box
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import EditRecord, PatchRef, ResolvedOp, WonRef
from scenewright.scene.view import View

PHOTO = {"id": "sha256:0", "width": 6, "height": 4, "mode": "RGB"}
SMALLEST = {"format": f"scenewright.session/{NUMBER}", "name": "a.png", "base": PHOTO, "shown": PHOTO}


def refusal(data: bytes) -> str:
    with pytest.raises(BadContents) as refused:
        read_contents(data)
    return str(refused.value)


def test_a_session_of_no_turns_is_read():
    assert read_contents(json.dumps(SMALLEST).encode()).line.head is None


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": "\\ud800"}', b'{"format": NaN}', b'{"format": Infinity}'],
)
def test_what_is_no_json(data):
    assert "its history is no JSON" in refusal(data)


@pytest.mark.parametrize(
    "data",
    [
        [],
        None,
        {},
        {"format": None},
        {"format": "scenewright.plan/1"},
        {"format": "scenewright.session"},
        {"format": "scenewright.session/"},
        {"format": "scenewright.session/x"},
        {"format": "scenewright.session/-1"},
        {"format": "scenewright.session/²"},
        {"format": "scenewright.session/٢"},
    ],
    ids=json.dumps,
)
def test_what_is_no_session(data):
    assert f"it should be scenewright.session/{NUMBER} or older" in refusal(json.dumps(data).encode())


def test_history_as_deep_as_json_is_read_is_read_and_deeper_is_no_json():
    """So that nothing which goes over it ever runs out of stack."""

    def nested(depth):
        target = {"everything": True}
        for _ in range(depth):
            target = {"everything": True, "except": [target]}
        plan = {"format": "scenewright.plan/1", "ops": [{"op": "remove", "targets": [target]}]}
        report = {"status": "done", "exit": 0, "session": "a", "turn": 1, "plan": plan}
        turn = {"number": 1, "text": "brighter", "plan": plan, "report": report, "before": None}
        return json.dumps({**SMALLEST, "turns": [turn]}).encode()

    contents = read_contents(nested(95))
    assert read_contents(contents.to_bytes()) == contents
    assert "its history is no JSON (recursion limit" in refusal(nested(96))


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_version_has_a_name_and_no_endless_one(name):
    data = {**SMALLEST, "branches": [{"name": "main"}, {"name": name}]}
    assert "cannot be read (branches.1.name: String should have at" in refusal(json.dumps(data).encode())


@pytest.mark.parametrize("lack", ["name", "base", "shown"])
def test_a_session_that_lacks_what_each_has(lack):
    data = {name: value for name, value in SMALLEST.items() if name != lack}
    assert f"its history cannot be read ({lack}: Field required)" in refusal(json.dumps(data).encode())


def test_a_name_that_is_a_number():
    assert "cannot be read (name: " in refusal(json.dumps({**SMALLEST, "name": 5}).encode())


def test_what_is_said_of_a_long_path_is_short():
    data = {**SMALLEST, "learned": {"x" * 10_000: 7}}
    assert len(refusal(json.dumps(data).encode())) < 400


def test_what_is_said_of_a_plan_of_another_format_is_short():
    plan = {"format": "scenewright.plan/" + "9" * 4_000, "ops": []}
    told = refusal(json.dumps({**SMALLEST, "turns": [{"number": 1, "plan": plan}]}).encode())
    assert "cannot be read (turns.0.plan.format: " in told
    assert len(told) < 400


def test_a_number_that_never_was():
    with pytest.raises(BadContents, match=r"scenewright.session/0 was never released"):
        migrated({"format": "scenewright.session/0"})


def test_a_newer_one_asks_for_an_update():
    with pytest.raises(BadContents, match="update it"):
        migrated({"format": f"scenewright.session/{NUMBER + 1}"})


@pytest.mark.parametrize("format", ["x" * 10_000, "scenewright.session/" + "9" * 10_000], ids=["words", "a number"])
def test_what_it_says_of_itself_is_quoted_shortly(format):
    """Python makes no number of so many digits."""
    told = refusal(json.dumps({"format": format}).encode())
    assert "older, but says" in told
    assert len(told) < 250


def insert(**more):
    reference = {"image": "sha256:taken", "target": {"phrase": "the cup"}}
    op = {"op": "insert", "reference": reference, "at": {"box": [0, 0, 2, 2]}, **more}
    return EditPlan.model_validate({"ops": [op]}).ops[0]


def test_all_that_a_session_refers_to_comes_along_once():
    op, box, view = insert(), Box(0, 0, 2, 2), View.of(6, 4)
    record = EditRecord.make(
        parent=None,
        turn=1,
        index=0,
        op=op,
        resolved=ResolvedOp(op=op, view=view),
        patches=(PatchRef(box=box, pixels="sha256:patch", alpha="sha256:alpha"),),
        won=(WonRef(box=box, instructions=("red",), winners="sha256:winners"),),
        scene="sha256:scene",
        view=view,
    )
    more = {"source": {"native": "sha256:native"}, "learned": {"": "sha256:seen"}}
    data = {**SMALLEST, **more, "records": [record.model_dump(mode="json")]}
    assert read_contents(json.dumps(data).encode()).blobs == (
        ("bytes", "sha256:scene"),
        ("bytes", "sha256:seen"),
        ("grays", "sha256:alpha"),
        ("grays", "sha256:winners"),
        ("images", "sha256:0"),
        ("images", "sha256:native"),
        ("images", "sha256:patch"),
        ("images", "sha256:taken"),
    )


@pytest.mark.parametrize("odd", [7, None, [], {"id": 7}, {"id": None}], ids=json.dumps)
def test_what_is_no_picture_is_referred_to_by_nobody(odd):
    op, view = insert(more={"reference": {"image": odd}}, seen={"reference": "image"}), View.of(6, 4)
    fields = {"parent": None, "turn": 1, "index": 0, "scene": "sha256:scene", "view": view}
    record = EditRecord.make(op=op, resolved=ResolvedOp(op=op, view=view), **fields)
    assert set(blobs_of(record)) == {("bytes", "sha256:scene"), ("images", "sha256:taken")}


def test_steps_are_taken_one_after_the_other():
    ways = {1: lambda data: {**data, "a": 1}, 2: lambda data: {**data, "b": data["a"] + 1}}
    done = migrated({"format": "scenewright.session/1"}, ways, 3)
    assert done == {"format": "scenewright.session/3", "a": 1, "b": 2}
