"""A plan made on one photo, run on another: by words, never by another photo's ids."""

import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.recipes import carried, made_for
from scenewright.scene.plan import EditPlan

SHADOW = {"op": {"op": "remove", "targets": [{"mask": {"size": [2, 2], "counts": "04"}}]}, "because": "shadow of cup-1"}


def plan(*targets, **more) -> EditPlan:
    return EditPlan.model_validate({"ops": [{"op": "remove", "targets": list(targets)}], **more})


CUP = {"object": "cup-1", "said": "the red cup"}


def test_on_its_own_photo_a_plan_is_unchanged():
    made = made_for(plan(CUP, consequences=[SHADOW]), "sha256:a")
    assert carried(made, "sha256:a") == made


def test_elsewhere_things_are_looked_for_by_their_words_and_shadows_anew():
    there = carried(made_for(plan(CUP, consequences=[SHADOW]), "sha256:a"), "sha256:b").to_dict()
    assert there["ops"] == [{"op": "remove", "targets": [{"phrase": "the red cup"}]}]
    assert there["consequences"] == []


def test_places_are_carried_too():
    move = {"op": "move", "target": CUP, "to": {"relation": "on", "of": {"object": "table-1", "said": "the table"}}}
    (op,) = carried(made_for(EditPlan.model_validate({"ops": [move]}), "sha256:a"), "sha256:b").to_dict()["ops"]
    assert op["to"] == {"relation": "on", "of": {"phrase": "the table"}}


@pytest.mark.parametrize(
    "targets",
    [
        [{"object": "cup-1"}],
        [{"object": "cup-1", "said": "it"}],
        [{"object": "cup-1", "said": "Both THESE"}],
        [{"object": "cup-1", "said": "[A]"}],
        [{"object": "cup-1", "said": "the cups"}, {"object": "cup-2", "said": "the cups"}],
    ],
)
def test_what_words_cannot_name_elsewhere_is_refused(targets):
    with pytest.raises(BadInput, match="phrase"):
        carried(made_for(plan(*targets), "sha256:a"), "sha256:b")


def test_a_plan_written_by_hand_goes_by_its_words_where_it_has_some():
    assert carried(plan(CUP), "sha256:b").to_dict()["ops"][0]["targets"] == [{"phrase": "the red cup"}]
    assert carried(plan({"object": "cup-1"}), "sha256:b") == plan({"object": "cup-1"})


@pytest.mark.parametrize("said", ["it", "[A]"])
def test_a_plan_written_by_hand_is_refused_for_words_that_name_nothing(said):
    with pytest.raises(BadInput, match="give a phrase instead"):
        carried(plan({"object": "cup-1", "said": said}), "sha256:b")


def test_what_a_plan_written_by_hand_brings_along_stays():
    assert carried(plan(CUP, consequences=[SHADOW]), "sha256:b").to_dict()["consequences"] == [SHADOW]


def test_a_thing_of_several_actions_is_one_thing():
    both = {"ops": [{"op": "remove", "targets": [CUP]}, {"op": "adjust", "targets": [CUP], "brightness": 0.2}]}
    there = carried(made_for(EditPlan.model_validate(both), "sha256:a"), "sha256:b").to_dict()
    assert [op["targets"] for op in there["ops"]] == [[{"phrase": "the red cup"}]] * 2


def test_regions_and_phrases_stay():
    made = made_for(plan({"region": [1, 2, 3, 4]}, {"phrase": "the cat"}), "sha256:a")
    assert carried(made, "sha256:b").to_dict()["ops"] == made.to_dict()["ops"]
