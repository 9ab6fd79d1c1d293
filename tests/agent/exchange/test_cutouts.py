"""What cut-outs are called, and what is not in the way of the others."""

from scenewright.agent.actions import ActionError
from scenewright.agent.exchange import cutouts
from scenewright.agent.exchange.cutouts import LONGEST


def test_any_name_becomes_a_files_and_no_two_are_the_same():
    """Where upper and lower case are one, too."""
    taken = set()
    names = [
        "dog",
        "dog",
        "DOG",
        "../../evil",
        "C:\\evil",
        "\0",
        "",
        "..",
        "_x_",
        "a" * 200,
        "a" * 201,
        "фото\n1",
        "\udcff",
    ]
    assert [cutouts._free(name, taken) for name in names] == [
        "dog",
        "dog-2",
        "DOG-3",
        "evil",
        "C-evil",
        "thing",
        "thing-2",
        "thing-3",
        "x",
        "a" * LONGEST,
        "a" * LONGEST + "-2",
        "фото-1",
        "thing-4",
    ]


def test_a_thing_that_cannot_be_outlined_is_told_without_its_outline(session, monkeypatch):
    def give_up(*given):
        raise ActionError("it cannot be told apart")

    monkeypatch.setattr(cutouts, "object_mask", give_up)
    session.say("blue ball", approval="never")
    there = cutouts.outlined_scene(session._services, session.id)
    assert {thing.id: thing.mask is not None for thing in there.objects} == {
        "ball-1": True,
        "cat-1": False,
        "dog-1": False,
    }


def test_things_that_cannot_be_cut_out_keep_none_of_the_others_in(session, tmp_path, monkeypatch):
    cut = cutouts.cut

    def hidden(target, where):
        if target.object == "cat-1":
            raise ActionError("it cannot be seen")
        return cut(target, where)

    monkeypatch.setattr(cutouts, "cut", hidden)
    session.say("blue ball", approval="never")
    files = session.export(tmp_path / "things", "cutouts")
    assert sorted(file.name for file in files) == ["ball-1.png", "dog-1.png"]
