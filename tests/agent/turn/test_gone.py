"""What the last turn took out can still be spoken of: an interpreter gets the scene before it, where it asks for it."""


def before(interpreter):
    return interpreter.requests[-1].before()


def test_the_scene_before_the_last_turn_holds_what_that_took_out(session, interpreter):
    session.say("remove the dog")
    session.say("blue ball")
    assert before(interpreter).has("dog-1")
    assert not interpreter.requests[-1].scene.has("dog-1")
    session.say("hide the cat")
    assert not before(interpreter).has("dog-1")


def test_before_all_turns_there_is_the_photo(session, interpreter):
    session.say("blue ball")
    assert before(interpreter).ids == interpreter.requests[-1].scene.ids


def test_what_was_undone_took_nothing_out(session, interpreter):
    session.say("remove the dog")
    session.say("undo")
    session.say("blue ball")
    assert interpreter.requests[-1].scene.has("dog-1")
    assert before(interpreter).has("dog-1")
