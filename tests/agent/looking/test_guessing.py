"""“Is it this?”: what was not found is asked about where something may be it, and never acted on unasked."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor, Settings
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.agent.looking.guessing import instead
from scenewright.scene.geometry import Box
from scenewright.scene.instruction import Instruction
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedGrounder
from scenewright.tools.ports import Grounding

LIKELY, LESS = Box(48, 36, 60, 48), Box(70, 20, 88, 44)


def guess(box: Box, score: float, label: str | None = None) -> Grounding:
    return Grounding("vase", box, score, Mask.from_box(box, 96, 64), label)


def removing(label, helpers):
    """Reads “remove the …” as rules would: what is there, else a look for it, else that it is not found."""

    def read(request):
        known = [thing for thing in request.scene.objects if thing.label == label]
        if known:
            return helpers.ready(helpers.op("remove", targets=[{"object": known[0].id}]))
        if label in request.scene.queries or not request.can_look:
            return EditPlan.cannot(f"“the {label}” was looked for and not found")
        return EditPlan.look(label)

    return read


@pytest.fixture
def grounder():
    return ScriptedGrounder(guesses={"vase": [guess(LIKELY, 0.4, "cup"), guess(LESS, 0.2)]})


@pytest.fixture
def session(open_editor, helpers, grounder, photo):
    plans = {"remove the vase": removing("vase", helpers), "remove the harp": removing("harp", helpers)}
    with open_editor(plans, grounder=grounder) as editor:
        yield editor.new_session(photo)


def test_what_it_may_be_is_offered_the_likeliest_first_and_nothing_is_done(session, photo):
    turn = session.say("remove the vase")
    assert (turn.status, turn.exit) == ("ask", 3)
    assert turn.question.text == "“vase” was not found for certain. Is it one of these?"
    first, second = turn.question.options
    assert first.label == "the red thing at the bottom, which looks like: cup"
    assert (first.boxes, second.boxes) == ([LIKELY.as_list()], [LESS.as_list()])
    assert Mask.from_ref(first.ops[0].targets[0].mask) == Mask.from_box(LIKELY, 96, 64)
    assert np.array_equal(session.pixels, photo)
    assert not [thing for thing in session.scene.objects if thing.label == "vase"]


def test_a_yes_makes_it_a_thing_of_the_scene_and_does_what_was_said(session):
    session.say("remove the vase")
    turn = session.answer(1)
    assert turn.status == "done", turn.reply
    assert turn.plan.ops[0].targets[0].object == "vase-1"
    session.undo()
    known = session.scene.get("vase-1")
    assert (known.box, Mask.from_ref(known.mask)) == (LIKELY, Mask.from_box(LIKELY, 96, 64))
    assert session.say("remove the vase").status == "done", "it is known by that name now"


def test_where_nothing_may_be_it_the_answer_is_not_found(session):
    turn = session.say("remove the harp")
    assert (turn.status, turn.exit) == ("cannot", 1)
    assert "not found" in turn.reply


def test_what_was_described_and_cannot_be_made_out_is_asked_about_all_the_same(helpers, photo):
    known = SceneObject(id="box-1", label="box", box=Box(4, 4, 20, 20), attributes={"color": "red"})
    sky = known.model_copy(update={"id": "sky-1", "label": "sky", "attributes": {"kind": "backdrop"}})
    image = SceneImage(id="sha256:0", width=96, height=64)
    scene = Scene(image=image, objects=(known, sky), queries=("vase",))

    def asked(text):
        words = Instruction.model_validate({"text": text})
        request = ReadRequest(words, scene, can_look=False, picture=lambda: photo)
        reader = Reads(removing("vase", helpers))
        return instead(reader.read(request).plan, request, reader, lambda phrase: [], ["vase"])

    plan = asked("What would hold the flowers that she picked in the garden? Please remove it.")
    assert plan.status == "ask"
    (option,) = plan.question.options
    assert option.label == "the red box at the top left"
    assert option.ops[0].targets[0].object == "box-1"
    assert asked("please remove the vase on the left of the old table").status == "cannot"


def test_what_is_marked_is_offered_where_the_name_beside_it_is_not_found(tmp_path, helpers, photo):
    """Where the words speak of the mark it is not the other thing that they name."""
    reader, tools = LexicalInterpreter(), helpers.toolbox(grounder=ScriptedGrounder())
    around = {"A": {"box": LIKELY.as_list()}}
    with Editor.open(Settings(), toolbox=tools, interpreter=reader, home=tmp_path / "home") as editor:
        session = editor.new_session(photo)
        turn = session.say("take the harp out of the picture", around)
        assert turn.question.text == "“harp” was not found for certain. Is it this?"
        (option,) = turn.question.options
        assert (option.label, option.boxes) == ("what is marked [A]", [LIKELY.as_list()])
        assert np.array_equal(session.pixels, photo)
        assert session.answer(1).status == "done"
        changed = (session.pixels != photo).any(axis=2)
        assert changed[LIKELY.slices].any()
        assert not changed[:, :30].any()
        both = {**around, "B": {"box": LESS.as_list()}}
        offered = session.say("get rid of the harp", both).question.options
        assert [option.label for option in offered] == ["what is marked [A]", "what is marked [B]"]
        for words in ("remove [A] and the harp", "put this beside the harp"):
            assert session.say(words, around).status == "cannot"


class Reads:
    """An interpreter whose plans one function makes."""

    def __init__(self, plan):
        self._plan = plan

    def read(self, request):
        return Reading(self._plan(request), 1.0)


def test_nothing_is_guessed_at_twice(session, grounder):
    for _ in range(2):
        assert session.say("remove the vase").status == "ask"
    assert grounder.calls == ["vase", "guess vase"]


def test_the_search_is_told(session):
    events = []
    session.say("remove the vase", on_event=events.append)
    assert [event.text for event in events if event.kind == "look"] == ["looking for vase", "looking closer for vase"]


def test_one_place_is_offered_once_whatever_it_was_looked_for_as(open_editor, helpers, photo):
    def read(request):
        known = [thing for thing in request.scene.objects if thing.label in ("vase", "jar")]
        if known:
            return helpers.ready(helpers.op("remove", targets=[{"object": known[0].id}]))
        new = [name for name in ("vase", "jar") if name not in request.scene.queries]
        return EditPlan.look(*new) if new and request.can_look else EditPlan.cannot("not found")

    answers = {"vase": [guess(LIKELY, 0.4)], "jar": [guess(LIKELY, 0.3), guess(LESS, 0.2)]}
    with open_editor({"riddle": read}, grounder=ScriptedGrounder(guesses=answers)) as editor:
        question = editor.new_session(photo).say("riddle").question
    assert [option.things[0]["label"] for option in question.options] == ["vase", "jar"]
    assert "“jar” or “vase”" in question.text or "“vase” or “jar”" in question.text


def test_a_plan_of_a_photo_asks_the_same(open_editor, helpers, grounder, photo):
    with open_editor({"remove the vase": removing("vase", helpers)}, grounder=grounder) as editor:
        plan = editor.plan("remove the vase", photo=photo)
    assert plan.status == "ask"
    assert [option.boxes for option in plan.question.options] == [[LIKELY.as_list()], [LESS.as_list()]]


def test_words_that_are_no_edit_are_not_guessed_at(session, grounder):
    session.say("remove the vase")
    assert session.say("good morning").status == "cannot"
    assert grounder.calls == ["vase", "guess vase"]


def test_words_that_mean_several_are_offered_all_that_are_about_as_likely(open_editor, helpers, photo):
    def read(request):
        known = [thing for thing in request.scene.objects if thing.label == "spoon"]
        if known:
            return helpers.ready(helpers.op("remove", targets=[{"object": thing.id} for thing in known]))
        looked = "spoon" in request.scene.queries
        return EditPlan.cannot("not found") if looked else EditPlan.look("spoon")

    answers = {"spoon": [guess(LIKELY, 0.5), guess(LESS, 0.4)]}
    with open_editor({"remove them": read}, grounder=ScriptedGrounder(guesses=answers)) as editor:
        session = editor.new_session(photo)
        question = session.say("remove them").question
        assert [option.label for option in question.options] == [
            "all 2 of these",
            "the red thing at the bottom",
            "the black thing on the right",
        ]
        assert session.answer(1).status in ("done", "approve")
        assert [target.object for target in session.turns[-1].plan.ops[0].targets] == ["spoon-1", "spoon-2"]


def test_settling_for_another_thing_after_a_look_in_vain_is_asked_about(open_editor, helpers, photo):
    def read(request):
        known = [thing for thing in request.scene.objects if thing.label == "vase"]
        if known or "vase" in request.scene.queries:
            id = known[0].id if known else "cat-1"
            return helpers.ready(helpers.op("remove", targets=[{"object": id}]), rationale=f"remove {id}")
        return EditPlan.look("vase")

    answers = {"vase": [guess(LIKELY, 0.4)]}
    with open_editor({"riddle": read}, grounder=ScriptedGrounder(guesses=answers)) as editor:
        turn = editor.new_session(photo).say("riddle")
    assert turn.status == "ask"
    assert [option.label for option in turn.question.options] == ["the red thing at the bottom", "remove cat-1"]


def test_a_riddle_that_nothing_known_answers_is_tried_on_what_may_be_there(open_editor, helpers, photo):
    riddle = "what would one sit down on to rest for a while? please remove it"

    def read(request):
        known = [thing for thing in request.scene.objects if thing.label == "bench"]
        if known:
            return helpers.ready(helpers.op("remove", targets=[{"object": known[0].id}]))
        return EditPlan.ask("What does “it” mean here?")

    bench = Grounding("bench", LIKELY, 0.3, Mask.from_box(LIKELY, 96, 64))
    shrub = Grounding("shrub", Box(0, 0, 10, 10), 0.4, Mask.from_box(Box(0, 0, 10, 10), 96, 64))
    grounder = ScriptedGrounder(suspects=[shrub, bench])
    with open_editor({riddle: read, "remove it": read}, grounder=grounder, detector=ScriptedDetector()) as editor:
        session = editor.new_session(photo)
        (option,) = session.say(riddle).question.options
        assert (option.label, option.things[0]["label"]) == ("the red thing at the bottom", "bench")
        assert session.say("remove it").question.options == (), "few words that name nothing are no riddle"
    assert grounder.calls == ["suspects"]
