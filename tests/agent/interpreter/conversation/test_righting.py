"""What was seen wrongly, put right in words; the photo as it came brought back in words."""

import pytest

from ..scenes import Json, on, read, say, thing

KENNEL: Json = {
    "image": {"width": 1000, "height": 600},
    "objects": [
        thing("person-1", (40, 100, 160, 580), gender="woman"),
        thing("person-2", (300, 100, 400, 580), gender="man"),
        thing("person-3", (390, 120, 470, 580), gender="man"),
        thing("dog-1", (500, 380, 640, 560), color="red"),
        thing("chair-1", (700, 250, 820, 560), color="white"),
        thing("chair-2", (850, 250, 970, 560), color="brown"),
        thing("vase-1", (720, 150, 760, 250)),
    ],
    "relations": [],
}
ON_DOG: Json = {"A": {"box": [500, 380, 640, 560]}}
NOWHERE: Json = {"A": {"box": [180, 20, 260, 80]}}


def named(label: str, *ids: str) -> Json:
    return {"op": "correct", "targets": on(*ids), "label": label}


def none(*ids: str) -> Json:
    return {"op": "correct", "targets": on(*ids), "absent": True}


def one(*ids: str) -> Json:
    return {"op": "correct", "targets": on(*ids), "merge": True}


def back(*ids: str) -> Json:
    return {"op": "restore", "targets": on(*ids)}


MARKED: list[Json] = [{"mark": "A"}]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("that's not a dog, it's a fox", named("fox", "dog-1")),
        ("no, that isn't a dog but a fox", named("fox", "dog-1")),
        ("that is a fox, not a dog", named("fox", "dog-1")),
        ("the dog is actually a fox", named("fox", "dog-1")),
        ("those aren't chairs, they're stools", named("stool", "chair-1", "chair-2")),
        ("the white chair is really a sofa", named("sofa", "chair-1")),
        ("rename the dog to fox", named("fox", "dog-1")),
        ("call the vase the blue vase", named("blue vase", "vase-1")),
        ("name the dog Rex", named("rex", "dog-1")),
        ('call the dog "Mr. Bones"', named("Mr. Bones", "dog-1")),
        ("person 2's name is Tom", named("tom", "person-2")),
        ("call the woman kinkajou", named("kinkajou", "person-1")),
    ],
)
def test_what_a_thing_is(text: str, op: Json) -> None:
    assert read(KENNEL, text)["ops"] == [op]


@pytest.mark.parametrize("marks", [ON_DOG, NOWHERE])
@pytest.mark.parametrize(
    "text",
    ["[A] is a fox", "this is a fox [A]", "[A] that's really a fox", "call it fox [A]", "call [A] a fox"],
)
def test_what_a_marked_thing_is(text: str, marks: Json) -> None:
    assert read(KENNEL, text, marks=marks)["ops"] == [{"op": "correct", "targets": MARKED, "label": "fox"}]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("person 2 and person 3 are the same one", one("person-2", "person-3")),
        ("persons 2 and 3 are one person", one("person-2", "person-3")),
        ("the two chairs are one and the same", one("chair-1", "chair-2")),
        ("merge person 2 and person 3", one("person-2", "person-3")),
        ("both chairs are really one chair", one("chair-1", "chair-2")),
    ],
)
def test_which_things_are_one(text: str, op: Json) -> None:
    assert read(KENNEL, text)["ops"] == [op]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("there is no vase there", none("vase-1")),
        ("there are no chairs there", none("chair-1", "chair-2")),
        ("there is no white chair here", none("chair-1")),
        ("there's no such thing as a vase", none("vase-1")),
        ("the vase isn't there", none("vase-1")),
        ("person 3 does not exist", none("person-3")),
    ],
)
def test_what_is_not_there(text: str, op: Json) -> None:
    assert read(KENNEL, text)["ops"] == [op]


def test_what_is_not_there_at_a_mark() -> None:
    for text in ("there is no dog there [A]", "there's no dog at [A]"):
        assert read(KENNEL, text, marks=ON_DOG)["ops"] == [{"op": "correct", "targets": MARKED, "absent": True}]
    doubtful = read(KENNEL, "there is no vase there [A]", marks=ON_DOG)
    assert doubtful["status"] == "ask", "the mark shows a dog"


def test_which_of_several_is_asked() -> None:
    plan = read(KENNEL, "there is no chair there")
    assert [option["ops"] for option in plan["question"]["options"]] == [[none("chair-1")], [none("chair-2")]]


def test_a_bare_there_is_none_may_be_a_wish() -> None:
    plan = read(KENNEL, "there is no vase")
    wish, wrongly = plan["question"]["options"]
    assert wish["ops"] == [{"op": "remove", "targets": on("vase-1")}]
    assert wrongly["ops"] == [none("vase-1")]
    assert read(KENNEL, "pretend there is no vase")["ops"] == wish["ops"]


def test_what_nobody_saw_is_not_put_right() -> None:
    plan = read(KENNEL, "there is no giraffe there")
    assert plan["status"] == "cannot"
    assert "giraffe" in plan["rationale"]


def test_no_dog_asks_what_it_is_then() -> None:
    plan = read(KENNEL, "that's not a dog")
    assert [option["ops"] for option in plan["question"]["options"]] == [[none("dog-1")]]
    assert say(KENNEL, "that's not a dog", "it's a fox")["ops"] == [named("fox", "dog-1")]
    assert say(KENNEL, "that's not a dog", "1")["ops"] == [none("dog-1")]


def test_later_words_go_by_it() -> None:
    blue = {"op": "recolor", "targets": on("dog-1"), "color": "#0000ff"}
    assert read(KENNEL, "that's not a dog, it's a fox. make the fox blue")["ops"] == [named("fox", "dog-1"), blue]
    assert read(KENNEL, "call the dog a fox and make it blue")["ops"] == [named("fox", "dog-1"), blue]
    assert say(KENNEL, "the dog is really a fox", "make the fox blue")["ops"] == [blue]
    assert say(KENNEL, "call the vase the blue vase", "remove the blue vase")["ops"][0]["targets"] == on("vase-1")


def test_it_without_anything_spoken_of_is_asked() -> None:
    plan = read(KENNEL, "call it the blue vase")
    assert plan["status"] == "ask"
    assert say(KENNEL, "make the vase larger", "call it the tall one")["ops"] == [named("tall one", "vase-1")]


@pytest.mark.parametrize(
    "text",
    [
        "remove the chair that is not white",
        "the chairs are the same color",
        "call it a day",
        "make the dog 2 times larger",
        "it is not too dark but too bright",
    ],
)
def test_other_words_put_nothing_right(text: str) -> None:
    plan = read(KENNEL, text)
    assert all(op["op"] != "correct" for op in plan["ops"])


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("restore person 1 to its original look", back("person-1")),
        ("restore the dog", back("dog-1")),
        ("paint the original back over the dog", back("dog-1")),
        ("make the dog look like it did originally", back("dog-1")),
        ("the dog should look as it was before", back("dog-1")),
        ("give the dog its original color back", back("dog-1")),
        ("put the vase back to how it was", back("vase-1")),
        ("remove the edits on the vase", back("vase-1")),
    ],
)
def test_the_photo_as_it_came_at_a_thing(text: str, op: Json) -> None:
    assert read(KENNEL, text)["ops"] == [op]


@pytest.mark.parametrize(
    "text",
    [
        "paint the original back here [A]",
        "paint the original back at [A]",
        "bring the original back at [A]",
        "restore this area [A]",
        "restore [A]",
        "undo the edits at [A]",
        "show me the original again in [A]",
    ],
)
def test_the_photo_as_it_came_at_a_mark(text: str) -> None:
    assert read(KENNEL, text, marks=NOWHERE)["ops"] == [{"op": "restore", "targets": MARKED}]


def test_a_turn_about_it_is_taken_back_instead() -> None:
    assert say(KENNEL, "remove the vase", "bring the vase back")["command"] == {"name": "drop", "turns": [1]}
    assert say(KENNEL, "make the dog blue", "make it brighter overall", "restore the dog")["command"] is not None
    assert say(KENNEL, "make everything brighter", "restore the dog")["ops"] == [back("dog-1")]


@pytest.mark.parametrize(
    ("text", "id"),
    [("blur person 2", "person-2"), ("remove chair number 2", "chair-2"), ("make the person 3 darker", "person-3")],
)
def test_things_go_by_the_numbers_that_the_page_shows(text: str, id: str) -> None:
    assert read(KENNEL, text)["ops"][0]["targets"] == on(id)
    assert read(KENNEL, "remove person 7")["status"] != "ready"


def test_with_several_edits_about_it_the_photo_comes_back_there() -> None:
    asked = ("make the dog blue", "make the dog larger")
    assert say(KENNEL, *asked, "restore the dog")["ops"] == [back("dog-1")]
    assert say(KENNEL, *asked[:1], "restore the dog to its original look")["ops"] == [back("dog-1")]
    plan = say(KENNEL, *asked, "undo the dog")
    assert [option["command"]["turns"] for option in plan["question"]["options"]] == [[1], [2]]
