"""Waiting for an answer or a yes, now or later, here or in another process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from scenewright.agent.errors import BadInput, NothingPending
from scenewright.scene.plan import EditPlan, Option, Question
from scenewright.scene.records import Answered, TurnReport


@dataclass
class Planted:
    """What an attacker would have built."""

    command: str


def remove(id, helpers):
    return helpers.op("remove", targets=[{"object": id}])


@pytest.fixture
def asking(interpreter, helpers):
    """“remove it” may be the dog or the ball; the words of an answer are read with the question before them."""
    interpreter.plans["remove it"] = EditPlan.ask(
        "Which one?",
        Option(label="the dog", ops=[remove("dog-1", helpers)]),
        Option(label="the ball", ops=[remove("ball-1", helpers)]),
    )

    def with_the_question(request):
        assert request.history[-1].text == "remove it"
        assert request.history[-1].plan.status == "ask"
        return helpers.ready(remove("ball-1", helpers))

    interpreter.plans["the red one"] = with_the_question
    return interpreter


def test_a_question_waits_and_its_answer_by_number_is_carried_out(session, asking, photo):
    turn = session.say("remove it")
    assert (turn.status, turn.exit) == ("ask", 3)
    assert [option.label for option in turn.question.options] == ["the dog", "the ball"]
    assert isinstance(session.pending, Question)
    assert np.array_equal(session.pixels, photo)
    answered = session.answer(2)
    assert (answered.status, answered.number) == ("done", turn.number)
    assert not session.scene.has("ball-1")
    assert session.scene.has("dog-1")
    assert session.pending is None
    assert len(session.turns) == 1


@pytest.mark.parametrize("words", ["2", "the ball", "The Ball.", "the red one"])
def test_an_answer_may_be_words(session, asking, words):
    session.say("remove it")
    assert session.answer(words).status == "done"
    assert not session.scene.has("ball-1")


def test_taken_back_is_what_was_done_after_a_question_whatever_was_said_before_it(session, asking):
    """Who is asked may say something else altogether."""
    session.say("remove it")
    session.answer("the red one")
    assert session.say("undo").reply == "Undone: “remove ball-1”."
    assert session.say("redo").reply == "Done again: “remove ball-1”."


@pytest.mark.parametrize(("answer", "kept"), [(2, "the ball"), ("2", "the ball"), ("the red one", "the red one")])
def test_what_was_asked_and_answered_is_kept_with_the_turn(session, asking, open_editor, answer, kept):
    assert session.say("remove it").report.answered == ()
    told = Answered(question="Which one?", options=("the dog", "the ball"), answer=kept)
    assert session.answer(answer).report.answered == (told,)
    with open_editor() as later:
        assert later.session(session.id).turns[0].report.answered == (told,)


def test_all_that_was_asked_in_a_turn_is_kept_in_order(session, asking):
    session.say("remove it")
    again = session.answer("whatever").report
    assert [one.answer for one in again.answered] == ["whatever"]
    assert again.question.text == "“whatever” does not settle it. Which one?"
    done = session.answer(1).report
    assert [(one.question, one.answer) for one in done.answered] == [
        ("Which one?", "whatever"),
        ("“whatever” does not settle it. Which one?", "the dog"),
    ]


def test_turns_from_before_answers_were_kept_can_be_read(session, asking):
    session.say("remove it")
    told = session.answer(1).report.to_dict()
    del told["answered"]
    assert TurnReport.model_validate(told).answered == ()


def test_an_answer_by_number_and_by_words_give_the_same_bytes(editor, photo, asking):
    one, two = editor.new_session(photo), editor.new_session(photo)
    one.say("remove it")
    one.answer(2)
    two.say("remove it")
    two.answer("the red one")
    assert np.array_equal(one.pixels, two.pixels)


def test_an_answer_that_settles_nothing_is_asked_about_again(session, asking):
    session.say("remove it")
    for words in ("the weather", "whatever"):
        turn = session.answer(words)
        assert (turn.status, turn.number) == ("ask", 1)
        assert turn.question.text == f"“{words}” does not settle it. Which one?"
    assert session.answer(2).status == "done"


def test_a_number_that_no_option_has_is_refused_and_the_question_stays(session, asking):
    session.say("remove it")
    for answer in (0, 3, "7"):
        with pytest.raises(BadInput, match="1 to 2"):
            session.answer(answer)
    assert session.pending is not None


def test_saying_something_new_drops_the_question(session, asking):
    session.say("remove it")
    assert session.say("brighter").status == "done"
    assert session.pending is None
    assert [turn.report.status for turn in session.turns] == ["cancelled", "done"]
    with pytest.raises(NothingPending):
        session.answer(1)


def test_an_answer_without_a_question_is_refused(session):
    with pytest.raises(NothingPending):
        session.answer(1)
    with pytest.raises(NothingPending):
        session.approve()


def test_a_pending_question_is_answered_by_another_editor(session, asking, open_editor):
    session.say("remove it")
    again = open_editor(asking.plans).session(session.id)
    assert again.pending.text == "Which one?"
    assert again.answer(1).status == "done"
    assert not session.scene.has("dog-1")


def test_a_pending_question_survives_the_loss_of_its_checkpoint(session, asking, open_editor, editor):
    session.say("remove it")
    editor.close()
    (editor.home / "flights.sqlite").unlink()
    assert open_editor(asking.plans).session(session.id).answer(1).status == "done"


def test_no_checkpoint_is_left_when_a_turn_is_over(session, asking, editor):
    session.say("remove it")
    assert list(editor._flights._saver.list(None))
    session.answer(1)
    assert not list(editor._flights._saver.list(None))
    session.say("remove it")
    session.say("brighter")
    assert not list(editor._flights._saver.list(None))


def test_a_checkpoint_holds_no_pixels(session, asking, editor):
    session.say("remove it")
    (latest, *_) = editor._flights._saver.list(None)
    assert json.dumps(latest.checkpoint["channel_values"], default=lambda _: pytest.fail("not plain data"))


def test_a_checkpoint_that_was_tampered_with_builds_no_object(session, asking, editor):
    session.say("remove it")
    serde = editor._flights._saver.serde
    planted = JsonPlusSerializer(allowed_msgpack_modules=True).dumps_typed(Planted("run me"))
    assert isinstance(JsonPlusSerializer(allowed_msgpack_modules=True).loads_typed(planted), Planted)
    assert not isinstance(serde.loads_typed(planted), Planted)


def test_a_question_waits_in_another_process(session, asking, editor):
    session.say("remove it")
    editor.close()
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import conftest as c
from scenewright.agent.editor import Editor, Settings
reader = c.ScriptedInterpreter({{}})
editor = Editor.open(Settings(), toolbox=c.make_toolbox(), interpreter=reader, home={str(editor.home)!r})
print(editor.session({session.id!r}).answer(2).status)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "done", done.stderr
    assert not session.scene.has("ball-1")


def test_a_second_question_may_follow_an_answer(session, interpreter, helpers):
    interpreter.plans["change it"] = EditPlan.ask("What?")
    interpreter.plans["the colour"] = EditPlan.ask("Which colour?")
    interpreter.plans["blue"] = helpers.ready(helpers.op("recolor", targets=[{"object": "ball-1"}], color="blue"))
    session.say("change it")
    assert session.answer("the colour").question.text == "Which colour?"
    assert session.answer("blue").status == "done"
    asked = [turn.text for turn in interpreter.requests[-1].history]
    assert asked == ["change it", "the colour"]


def test_several_things_that_were_not_all_named_wait_for_a_yes(session, interpreter, helpers, photo):
    named = [{"object": id, "said": "all animals"} for id in ("dog-1", "cat-1")]
    interpreter.plans["remove all animals"] = helpers.ready(helpers.op("remove", targets=named))
    turn = session.say("remove all animals")
    assert (turn.status, turn.exit) == ("approve", 3)
    assert "2 things" in turn.reply
    assert isinstance(session.pending, EditPlan)
    assert np.array_equal(session.pixels, photo)
    assert session.approve().status == "done"
    assert session.scene.ids == ("ball-1",)


def test_a_no_changes_nothing(session, photo):
    assert session.say("brighter", approval="always").status == "approve"
    turn = session.approve(False)
    assert turn.status == "cancelled"
    assert np.array_equal(session.pixels, photo)
    assert session.pending is None


def test_things_named_one_by_one_or_counted_just_run(session, interpreter, helpers):
    both = [{"object": id, "said": "both animals"} for id in ("dog-1", "cat-1")]
    interpreter.plans["hide both animals"] = helpers.ready(helpers.op("obscure", targets=both, method="pixelate"))
    assert session.say("hide both animals").status == "done"


def test_low_confidence_waits_and_never_means_never(open_editor, photo):
    session = open_editor(confidence=0.3).new_session(photo)
    assert session.say("brighter").status == "approve"
    assert session.say("brighter", approval="never").status == "done"


def test_a_plain_yes_or_no_answers_a_plan_that_waits(session, photo):
    assert session.say("brighter", approval="always").status == "approve"
    assert session.say("no, thanks").status == "cancelled"
    assert np.array_equal(session.pixels, photo)
    assert session.say("brighter", approval="always").status == "approve"
    assert session.say("yes, please").status == "done"
    assert not np.array_equal(session.pixels, photo)


def test_a_turn_inside_somebody_elses_graph_is_no_part_of_it(editor, photo, asking):
    """Its question interrupts nobody else, and whoever listens to that graph hears none of its steps."""
    from langchain_core.callbacks import BaseCallbackHandler
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.graph import END, START, StateGraph

    class Listener(BaseCallbackHandler):
        def __init__(self):
            self.heard = set()

        def on_chain_start(self, serialized, inputs, **more):
            self.heard.add(more.get("name"))

    session = editor.new_session(photo)

    def edit(state: dict) -> dict:
        asked = session.say("remove it")
        return {"told": [asked.status, session.answer(1).status]}

    graph = StateGraph(dict)
    graph.add_node("edit", edit)
    graph.add_edge(START, "edit")
    graph.add_edge("edit", END)
    compiled = graph.compile(checkpointer=InMemorySaver())
    listener = Listener()
    config = {"configurable": {"thread_id": "outer"}, "callbacks": [listener]}
    assert compiled.invoke({}, config)["told"] == ["ask", "done"]
    assert compiled.get_state(config).next == ()
    assert "edit" in listener.heard
    assert not listener.heard & {"perceive", "ask", "plan", "act", "verify", "reply"}
