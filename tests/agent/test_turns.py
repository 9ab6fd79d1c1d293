"""What a turn does, from words to bytes, with tools that do what they are told."""

import numpy as np


def test_a_removed_thing_is_gone_from_the_pixels_and_from_the_scene(session, photo):
    turn = session.say("remove the dog")
    assert (turn.status, turn.exit) == ("done", 0), turn.reply
    assert [action.done for action in turn.actions] == [True]
    assert "dog-1" not in session.scene.ids
    assert not np.array_equal(session.pixels, photo)
    assert turn.image.id == session.turns[-1].report.image.id


def test_several_turns_one_after_the_other(session):
    for text in ("remove the dog", "blue ball", "brighter", "hide the cat", "move the cat", "turn it", "brighter"):
        turn = session.say(text)
        assert turn.exit == 0, (text, turn.reply)
    assert session.pixels.shape == (96, 64, 3)
    assert [turn.number for turn in session.turns] == [1, 2, 3, 4, 5, 6, 7]
