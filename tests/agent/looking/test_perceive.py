"""The scene: what is seen at first, what is looked for when words need it, and nothing twice."""

import numpy as np
import pytest

from scenewright.agent.looking.attributes import color_name
from scenewright.agent.looking.perceive import base_scene, detect_scene, look
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.mask import Mask
from scenewright.scene.plan import EditPlan
from scenewright.scene.target import ObjectTarget
from scenewright.scene.view import View
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection, Grounding
from scenewright.tools.toolbox import Toolbox

VIEW = View.of(96, 64)


def test_things_are_numbered_from_left_to_right_with_their_colour(photo):
    things = [
        Detection("ball", Box(48, 36, 60, 48), 0.7),
        Detection("ball", Box(12, 24, 32, 48), 0.6),
        Detection("cat", Box(70, 20, 88, 44), 0.9),
    ]
    toolbox = Toolbox.of(detector=scripted.ScriptedDetector(things))
    scene = detect_scene(photo, ImageRef.of(photo), toolbox)
    assert [(thing.id, thing.attributes["color"], thing.score) for thing in scene.objects] == [
        ("ball-1", "brown", 0.6),
        ("ball-2", "red", 0.7),
        ("cat-1", "black", 0.9),
    ]


def test_the_base_scene_is_looked_at_once_per_picture_and_detector(session, photo, helpers):
    tools = helpers.toolbox()
    store = session._store
    first = base_scene(photo, ImageRef.of(photo), tools, store)
    assert base_scene(photo, ImageRef.of(photo), tools, store) == first
    assert tools._ready["detector"].calls == ["detect"]


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((250, 20, 20), "red"),
        ((10, 10, 12), "black"),
        ((245, 245, 245), "white"),
        ((128, 128, 128), "gray"),
        ((30, 60, 160), "blue"),
        ((40, 120, 50), "green"),
        ((245, 220, 60), "yellow"),
        ((240, 140, 30), "orange"),
        ((120, 60, 160), "purple"),
        ((245, 160, 190), "pink"),
        ((100, 65, 40), "brown"),
        ((215, 195, 165), "beige"),
    ],
)
def test_plain_colours_have_their_names(rgb, name):
    picture = np.full((20, 30, 3), rgb, np.uint8)
    assert color_name(picture, Box(5, 5, 25, 15)) == name


def test_the_colour_is_that_of_the_middle_and_of_most_pixels():
    picture = np.full((40, 40, 3), 255, np.uint8)
    picture[10:30, 10:30] = (200, 30, 30)
    picture[18:22, 18:22] = 0
    assert color_name(picture, Box(6, 6, 34, 34)) == "red"
    assert color_name(picture, Box(50, 50, 60, 60)) is None


def test_what_is_found_joins_the_scene_and_the_phrase_is_noted(photo, helpers):
    tools = helpers.toolbox()
    scene = detect_scene(photo, ImageRef.of(photo), tools)
    found = look(scene, photo, VIEW, ["lamp", "unicorn"], tools)
    assert found.get("lamp-1").box == Box(2, 2, 8, 12)
    assert found.queries == ("lamp", "unicorn")
    assert not [id for id in found.ids if "unicorn" in id]


def test_ids_that_were_taken_before_are_not_given_again(photo, helpers):
    tools = helpers.toolbox()
    scene = detect_scene(photo, ImageRef.of(photo), tools)
    found = look(scene, photo, VIEW, ["lamp"], tools, taken=["lamp-1", "lamp-2"])
    assert found.has("lamp-3")


def test_a_part_is_looked_for_inside_its_whole(photo, helpers):
    tools = helpers.toolbox()
    scene = detect_scene(photo, ImageRef.of(photo), tools)
    on_dog = look(scene, photo, VIEW, ["collar"], tools, inside={"collar": ObjectTarget(object="dog-1")})
    assert on_dog.get("collar-1").part_of == "dog-1"
    assert on_dog.queries == ("collar in dog-1",)
    on_cat = look(scene, photo, VIEW, ["collar"], tools, inside={"collar": ObjectTarget(object="cat-1")})
    assert not on_cat.has("collar-1")


def test_a_part_found_anywhere_belongs_to_the_smallest_thing_of_its_kind_that_holds_it(photo, helpers):
    mask = Mask.from_box(Box(16, 26, 30, 44), VIEW.width, VIEW.height)
    snout = Grounding("snout", mask.box, 0.9, mask, exact=True, whole="dog")
    stray = Grounding("snout", Box(1, 1, 5, 5), 0.8, whole="dog")
    tools = helpers.toolbox(grounder=scripted.ScriptedGrounder({"snout": [snout, stray]}))
    scene = look(detect_scene(photo, ImageRef.of(photo), tools), photo, VIEW, ["snout"], tools)
    assert [(thing.part_of, thing.box) for thing in scene.objects if thing.label == "snout"] == [
        (None, stray.box),
        ("dog-1", snout.box),
    ]
    (kept,) = [thing.mask for thing in scene.objects if thing.part_of == "dog-1"]
    assert kept is not None
    assert Mask.from_ref(kept) == mask, "an exact mask is not drawn again"


def test_a_coarse_box_that_cuts_a_thing_off_becomes_larger(photo, helpers):
    """Later its mask is made from the box that is kept."""
    whole, coarse = (Mask.from_box(Box(40, top, 60, 60), VIEW.width, VIEW.height) for top in (10, 20))
    rocket = Grounding("rocket", coarse.box, 0.9, coarse)
    tools = helpers.toolbox(
        grounder=scripted.ScriptedGrounder({"rocket": [rocket]}), segmenter=scripted.ScriptedSegmenter([whole])
    )
    found = look(detect_scene(photo, ImageRef.of(photo), tools), photo, VIEW, ["rocket"], tools).get("rocket-1")
    assert found.box == whole.box
    assert found.mask is None


def test_a_thing_known_already_keeps_its_id_and_learns_the_new_word(photo, helpers):
    tools = helpers.toolbox(grounder=scripted.ScriptedGrounder({"puppy": [Box(13, 24, 32, 47)]}))
    scene = detect_scene(photo, ImageRef.of(photo), tools)
    found = look(scene, photo, VIEW, ["puppy"], tools)
    assert found.ids == scene.ids
    assert found.get("dog-1").attributes["also"] == ["puppy"]


def test_boxes_found_in_a_turned_picture_are_stored_in_original_coordinates(photo, helpers):
    tools = helpers.toolbox(grounder=scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12)]}))
    scene = detect_scene(photo, ImageRef.of(photo), tools)
    turned = VIEW.rotate(90)
    found = look(scene, turned.render(photo), turned, ["lamp"], tools)
    assert turned.box_to_view(found.get("lamp-1").box) == Box(2, 2, 8, 12)
    assert found.get("lamp-1").box != Box(2, 2, 8, 12)


def looking_for(name, helpers):
    """Reads “remove the …” as the thing where it is known, else asks to look, else gives up."""

    def read(request):
        known = [thing.id for thing in request.scene.objects if thing.label == name]
        if known:
            return helpers.ready(helpers.op("remove", targets=[{"object": known[0]}]))
        return EditPlan.look(name) if request.can_look else EditPlan.cannot(f"no {name} here")

    return read


def test_a_turn_looks_for_what_it_needs_and_goes_on(session, interpreter, helpers, tools):
    interpreter.plans["remove the lamp"] = looking_for("lamp", helpers)
    events = []
    turn = session.say("remove the lamp", on_event=events.append)
    assert turn.status == "done", turn.reply
    assert [event.kind for event in events][:4] == ["perceive", "read", "look", "read"]
    assert turn.plan.ops[0].targets[0].object == "lamp-1"
    session.undo()
    assert session.scene.has("lamp-1")
    session.say("remove the lamp")
    assert tools._ready["grounder"].calls == ["lamp"]


def test_what_was_looked_for_and_is_not_there_is_said_and_never_looked_for_again(session, interpreter, helpers, tools):
    interpreter.plans["remove the unicorn"] = looking_for("unicorn", helpers)
    for _ in range(2):
        turn = session.say("remove the unicorn")
        assert (turn.status, turn.exit) == ("cannot", 1)
        assert "unicorn" in turn.reply
    assert tools._ready["grounder"].calls == ["unicorn", "guess unicorn"], "neither found nor guessed at twice"


def test_a_turn_looks_at_most_three_times(session, interpreter, tools):
    interpreter.plans["find it"] = lambda request: (
        EditPlan.look(f"thing {len(request.scene.queries)}") if request.can_look else EditPlan.cannot("no idea")
    )
    assert session.say("find it").reply == "no idea"
    assert len(tools._ready["grounder"].calls) == 3


def test_what_was_learnt_between_turns_survives_a_drop(session, interpreter, helpers):
    interpreter.plans["remove the lamp"] = looking_for("lamp", helpers)
    session.say("brighter")
    assert session.say("remove the lamp").status == "done"
    turn = session.drop(1)
    assert turn.exit == 0, turn.reply
    assert not session.scene.has("lamp-1")
    assert not np.array_equal(session.pixels, session.base)


def test_a_part_that_one_thing_lacks_may_be_looked_for_in_another(session, interpreter, helpers, tools):
    def collar_of(id):
        def read(request):
            known = [thing.id for thing in request.scene.objects if thing.part_of == id]
            if known:
                return helpers.ready(helpers.op("recolor", targets=[{"object": known[0]}], color="blue"))
            return EditPlan.look("collar", look_in={"collar": ObjectTarget(object=id)})

        return read

    interpreter.plans |= {"blue cat collar": collar_of("cat-1"), "blue dog collar": collar_of("dog-1")}
    for _ in range(2):
        turn = session.say("blue cat collar")
        assert (turn.status, turn.exit) == ("cannot", 1)
        assert "collar" in turn.reply
    assert session.say("blue dog collar").status == "done"
    assert tools._ready["grounder"].calls == ["collar", "collar"]


def test_the_editor_plans_without_touching_a_pixel(editor, photo, interpreter, helpers):
    interpreter.plans["remove the lamp"] = looking_for("lamp", helpers)
    plan = editor.plan("remove the lamp", photo=photo)
    assert plan.ops[0].targets[0].object == "lamp-1"
    assert editor.plan("remove the lamp", scene=editor.scene(photo)).status == "look"
    assert editor.scene(photo, ["lamp"]).has("lamp-1")
    assert editor.sessions() == []
