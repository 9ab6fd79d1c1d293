import numpy as np

from scenewright.scene.geometry import Box
from scenewright.tools.ports import Grounder

from .conftest import every

PART = Box(20, 10, 140, 115)
"""Where is looked in a part: what is found there is found once."""


@every("grounder", sense=True)
def test_what_is_there_is_found_and_what_is_not_there_is_not(lease, photo):
    with lease() as grounder:
        cats, submarines = grounder.ground(photo, ["the cat", "submarine"])
        assert cats
        assert submarines == []


@every("grounder")
def test_each_phrase_gets_its_answers_best_first(lease, photo):
    with lease() as grounder:
        assert isinstance(grounder, Grounder)
        cats, _ = grounder.ground(photo, ["the cat", "submarine"])
        assert cats
        assert [one.score for one in cats] == sorted((one.score for one in cats), reverse=True)
        for one in cats:
            assert 0 < one.score <= 1
            assert one.box.area > 0
            assert Box.of_size(160, 120).covers(one.box)
            assert one.mask is None or (one.mask.array.shape == (120, 160) and one.mask.area)


@every("grounder")
def test_an_answer_names_the_phrase_as_it_was_asked(lease, photo):
    with lease() as grounder:
        ((cat, *_),) = grounder.ground(photo, ["the cat"])
        assert cat.phrase in ("the cat", "cat")


@every("grounder")
def test_within_a_part_nothing_outside_is_found(lease, photo):
    with lease() as grounder:
        for answers in grounder.ground(photo, ["cat", "dog"], within=PART):
            assert all(PART.covers(one.box) or PART.intersect(one.box).area for one in answers)
        assert grounder.ground(photo, ["cat"], within=Box(300, 300, 400, 400)) == [[]]


@every("grounder")
def test_the_same_question_gets_the_same_answer(lease, photo):
    with lease() as grounder:
        assert grounder.ground(photo, ["cat"]) == grounder.ground(photo, ["cat"])
        assert grounder.ground(photo, []) == []


@every("grounder")
def test_words_without_a_noun_and_tiny_pictures_are_not_found(lease):
    with lease() as grounder:
        assert grounder.ground(np.zeros((1, 1, 3), np.uint8), ["", "the", "cat"]) == [[], [], []]


@every("grounder")
def test_guesses_come_with_masks_the_likeliest_first_within_the_part_asked_about(lease, photo):
    with lease() as grounder:
        guesses = grounder.guess(photo, "the rug", within=PART)
        assert grounder.guess(photo, "the rug", within=PART) == guesses
        assert grounder.guess(photo, "") == []
        assert grounder.guess(photo, "rug", within=Box(300, 300, 400, 400)) == []
    assert [one.score for one in guesses] == sorted((one.score for one in guesses), reverse=True)
    assert all(one.mask is not None and one.mask.array.shape == (120, 160) for one in guesses)
    assert all(PART.intersect(one.box).area for one in guesses)


@every("grounder")
def test_suspects_have_names_and_masks_the_likeliest_first(lease, photo):
    with lease() as grounder:
        suspects = grounder.suspects(photo)
    assert [one.score for one in suspects] == sorted((one.score for one in suspects), reverse=True)
    assert all(one.phrase and one.mask is not None and one.mask.array.shape == (120, 160) for one in suspects)
