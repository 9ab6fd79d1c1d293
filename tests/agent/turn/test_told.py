"""What the interpreter is told of the history: what stands in the picture, and not how it came to be."""

import sqlite3

import pytest

from scenewright.agent.errors import Damaged
from scenewright.agent.interpreter.conversation.effects import standing_numbers
from scenewright.scene.plan import EditPlan


def test_turns_are_counted_by_the_interpreter_among_those_in_the_picture(session, interpreter):
    interpreter.plans["undo the second"] = EditPlan.order({"name": "drop", "turns": [2]})
    for text in ("remove the dog", "undo", "blue ball", "brighter"):
        session.say(text)
    session.say("undo the second")
    request = interpreter.requests[-1]
    assert [turn.text for turn in request.history] == ["blue ball", "brighter"]
    assert session.turns[-1].plan.command.turns == (4,)
    assert session.scene.get("ball-1").attributes["color"] == "#0000ff"


def test_the_interpreter_is_told_what_stands_and_not_how_it_came_to_be(session, interpreter, helpers):
    brighter = helpers.op("adjust", targets=[{"everything": True}], brightness=0.3)
    interpreter.plans["brighter, and undo the first one"] = helpers.ready(
        brighter, command={"name": "drop", "turns": [1]}
    )
    for text in ("remove the dog", "blue ball", "brighter, and undo the first one", "and now?"):
        session.say(text)
    told = interpreter.requests[-1].history
    assert [turn.text for turn in told] == ["blue ball", "brighter, and undo the first one"]
    assert standing_numbers(told) == (1, 2)
    assert told[1].plan.ops == helpers.ready(brighter).ops


def test_an_action_that_was_not_done_is_no_part_of_what_the_interpreter_is_told(session, interpreter, helpers):
    interpreter.plans["both"] = helpers.ready(
        helpers.op("remove", targets=[{"object": "horse-1"}]), helpers.op("remove", targets=[{"object": "dog-1"}])
    )
    assert session.say("both").status == "partly"
    session.say("and now?")
    assert [op.targets[0].object for op in interpreter.requests[-1].history[0].plan.ops] == ["dog-1"]


def test_each_version_is_told_with_what_stands_in_it(session, interpreter):
    for text in ("remove the dog", "blue ball"):
        session.say(text)
    session.branch("early", at=1)
    session.say("brighter")
    session.say("and now?")
    told = interpreter.requests[-1].versions
    assert [(one.name, one.current, one.numbers) for one in told] == [("main", False, (1, 2)), ("early", True, (1, 3))]
    assert [turn.text for turn in told[0].history] == ["remove the dog", "blue ball"]
    assert [turn.text for turn in told[1].history] == ["remove the dog", "brighter"]


def test_a_sentence_that_names_no_version_reads_none(session, interpreter):
    session.say("remove the dog")
    session.branch("other")
    with sqlite3.connect(session._store.root / "store.sqlite") as db:
        db.execute("UPDATE branches SET line = 'illegible' WHERE name = 'main'")
    assert session.say("blue ball").status == "done"
    main, other = interpreter.requests[-1].versions
    assert (main.name, other.numbers) == ("main", (1, 2))
    with pytest.raises(Damaged, match="the steps of a version"):
        _ = main.history
