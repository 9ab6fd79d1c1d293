"""Things of a layout: a layout generator draws them where words put them, on the plate, and nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenewright.agent.errors import BadInput
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends.scripted import ScriptedInpainter
from scenewright.tools.backends.scripted_generators import ScriptedLayoutGenerator, tint
from scenewright.tools.generators import Placed

DOG, CAT = Box(8, 20, 40, 52), Box(56, 24, 80, 48)
PLATE = np.full((64, 96, 3), 200, np.uint8) + np.arange(96, dtype=np.uint8)[None, :, None] % 8


def share(name: str, box: Box) -> dict[str, Any]:
    sides = {"x": box.left / 96, "y": box.top / 64, "width": box.width / 96, "height": box.height / 64}
    return {"name": name, "box": sides}


LAYOUT = {"prompt": "A dog and a cat.", "boxes": [share("dog", DOG), share("cat", CAT)]}


class Painter(ScriptedLayoutGenerator):
    """Keeps what it was asked to draw; takes exemplars where it is told to."""

    def __init__(self, exemplars: bool = False) -> None:
        super().__init__()
        self.capabilities = frozenset({"exemplars"} if exemplars else ())
        self.asked: list[tuple[list[Placed], str]] = []

    def draw(self, background: Pixels, things: Any, *, prompt: str = "", **more: Any) -> Pixels:
        self.asked.append((list(things), prompt))
        return super().draw(background, things, prompt=prompt, **more)


class Refiner(ScriptedInpainter):
    """Draws after words, in the words' colour; what it draws anew gets a little darker."""

    capabilities = frozenset({"prompt"})

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[str] = []
        self.strengths: list[float | None] = []

    def fill(self, pixels: Pixels, hole: Mask, *, prompt: str | None = None, **more: Any) -> Pixels:
        if prompt is None:
            return super().fill(pixels, hole, **more)
        self.drawn.append(prompt)
        out = pixels.copy()
        out[hole.array] = tint(prompt)
        return out

    def redraw(self, pixels: Pixels, place: Mask, *, prompt: str, strength: float | None = None, **more: Any) -> Pixels:
        self.strengths.append(strength)
        out = pixels.copy()
        out[place.array] //= 2
        return out


@pytest.fixture
def laid(open_editor: Any) -> Any:
    """`laid()`: a session on a plate whose layout was drawn, and its generator."""

    def begin(painter: Painter | None = None, **parts: Any) -> tuple[Any, Painter]:
        painter = painter or Painter()
        session = open_editor(layout_generator=painter, **parts).new_on_plate(LAYOUT, PLATE)
        turn = session.draw()
        assert turn.status == "done", turn.reply
        return session, painter

    return begin


def apply(session: Any, **op: Any) -> Any:
    turn = session.apply({"ops": [op]}, approval="never")
    assert turn.status == "done", turn.reply
    return turn


def expected(**things: tuple[Box, str]) -> Pixels:
    out = PLATE.copy()
    for box, name in things.values():
        out[box.slices] = tint(name)
    return out


def test_a_layout_is_drawn_in_one_call_as_a_turn_that_can_be_undone(laid):
    session, painter = laid()
    assert [[thing.phrase for thing in things] for things, _ in painter.asked] == [["dog", "cat"]]
    assert painter.asked[0][1] == "A dog and a cat."
    assert np.array_equal(session.pixels, expected(dog=(DOG, "dog"), cat=(CAT, "cat")))
    session.undo()
    assert np.array_equal(session.pixels, PLATE)
    session.redo()
    with pytest.raises(BadInput, match="waits to be drawn"):
        session.draw()


def test_another_seed_draws_it_anew(laid):
    session, painter = laid()
    session.rerun(1, seed=3)
    assert (session.pixels[DOG.slices] == tint("dog", 3)).all()
    assert len(painter.asked) == 2


def test_what_is_moved_is_drawn_where_it_goes_and_the_plate_shows_where_it_was(laid):
    session, painter = laid()
    apply(session, op="move", target={"object": "dog-1"}, to={"offset": [4, -18]})
    there = DOG.shift(4, -18)
    (things, _) = painter.asked[-1]
    assert [(one.phrase, one.box) for one in things] == [("dog", there)]
    assert (np.asarray(things[0].exemplar) == tint("dog")).all()  # it is to look as it did
    outside = np.ones((64, 96), bool)
    outside[DOG.slices] = outside[there.slices] = False
    before = expected(dog=(DOG, "dog"), cat=(CAT, "cat"))
    assert np.array_equal(session.pixels[outside], before[outside])
    cleared = Mask.from_box(DOG, 96, 64).minus(Mask.from_box(there, 96, 64)).array
    assert np.array_equal(session.pixels[cleared], PLATE[cleared])
    assert session.scene.get("dog-1").box == there


def test_where_the_drawing_is_taken_out_what_came_after_it_changes_the_layout_alone(laid):
    """Nothing of the plate is moved, filled or painted for things that are not drawn, and the person is told."""
    session, painter = laid()
    apply(session, op="move", target={"object": "dog-1"}, to={"offset": [4, -18]})
    apply(session, op="recolor", targets=[{"object": "dog-1"}], color="red")
    apply(session, op="replace", targets=[{"object": "cat-1"}], prompt="a fox")
    before, asked = session.pixels, len(painter.asked)
    dropped = session.drop(1)
    assert dropped.status == "partly"
    assert "move dog-1 4 pixels to the right and 18 up (only the layout changed: dog-1 is not drawn)" in dropped.reply
    assert "recolor dog-1 to red: dog-1 is not drawn: the turn that draws it was taken out" in dropped.reply
    assert np.array_equal(session.pixels, PLATE)
    assert len(painter.asked) == asked
    assert {one.label: one.box for one in session.scene.objects} == {"dog": DOG.shift(4, -18), "a fox": CAT}
    assert session.draw().status == "done"
    assert np.array_equal(session.pixels, expected(dog=(DOG.shift(4, -18), "dog"), fox=(CAT, "a fox")))
    assert painter.asked[-1][1] == "", "the layout's words tell of a cat"
    session.undo(2)
    assert np.array_equal(session.pixels, before)


def test_what_is_drawn_only_after_it_was_moved_is_drawn_where_it_went(laid):
    session, painter = laid()
    apply(session, op="move", target={"object": "dog-1"}, to={"offset": [4, -18]})
    apply(session, op="swap", target={"object": "dog-1"}, other={"object": "cat-1"})
    there = {one.label: one.box for one in session.scene.objects}
    turn = session.reorder(2, 1)
    assert turn.status == "done", turn.reply
    assert [one.box for one in painter.asked[-1][0]] == [DOG.shift(4, -18), CAT]  # drawn where they are by then
    assert {one.label: one.box for one in session.scene.objects} == there
    assert session.reorder(1, 2).status == "done"  # and drawn anew where it goes, once more
    assert not session.undrawn
    assert np.array_equal(session.pixels, session.pixels_at(3))


def test_what_lay_under_it_is_drawn_along_where_it_was_hidden_only(laid):
    session, painter = laid()
    apply(session, op="move", target={"object": "dog-1"}, to={"box": [40, 20, 72, 52]})
    assert [one.phrase for one in painter.asked[-1][0]] == ["dog", "cat"]
    apply(session, op="move", target={"object": "dog-1"}, to={"box": DOG.as_list()})
    assert (session.pixels[CAT.slices][:, 16:] == tint("cat")).all()  # never touched
    assert (session.pixels[CAT.slices][:, :16] != PLATE[CAT.slices][:, :16]).any(axis=2).all()  # drawn anew


def test_what_is_put_in_and_taken_out(laid):
    session, painter = laid()
    hat = Box(10, 2, 30, 16)
    apply(session, op="insert", prompt="a red hat", at={"box": hat.as_list()})
    assert [one.phrase for one in painter.asked[-1][0]] == ["a red hat"]
    assert np.array_equal(
        session.pixels, expected(dog=(DOG, "dog"), cat=(CAT, "cat"), hat=(session.scene.objects[-1].box, "a red hat"))
    )
    asked = len(painter.asked)
    apply(session, op="remove", targets=[{"object": "cat-1"}])
    assert len(painter.asked) == asked  # the plate is known
    assert np.array_equal(session.pixels[CAT.slices], PLATE[CAT.slices])
    apply(session, op="replace", targets=[{"object": "dog-1"}], prompt="a fox")
    assert (session.pixels[DOG.slices] == tint("a fox")).all()


def test_where_the_plate_was_changed_the_hole_is_filled_like_its_surroundings(laid):
    session, _ = laid()
    apply(session, op="adjust", targets=[{"everything": True}], brightness=-0.5)
    apply(session, op="remove", targets=[{"object": "cat-1"}])
    assert session.pixels[CAT.pad(-2).slices].max() < PLATE.min()


def test_the_layout_comes_out_as_it_is_drawn_and_goes_in_again(laid, tmp_path):
    import json

    session, _ = laid()
    apply(session, op="move", target={"object": "cat-1"}, to={"offset": [10, 4]})
    (file,) = session.export(tmp_path / "out.layout.json")
    data = json.loads(file.read_text())
    boxes = {one["name"]: one["box"] for one in data["boxes"]}
    moved = CAT.shift(10, 4)
    assert round(boxes["cat"]["x"] * 96) == moved.left
    again = session.editor.new_on_plate(file, PLATE)
    again.draw()
    assert np.array_equal(again.pixels, expected(dog=(DOG, "dog"), cat=(moved, "cat")))


def test_more_things_than_a_generator_draws_are_refused_in_words(open_editor):
    session = open_editor(layout_generator=Painter()).new_on_plate({"boxes": [share("dog", DOG)] * 31}, PLATE)
    turn = session.draw()
    assert (turn.status, turn.exit) == ("not done", 1)
    assert "1 to 30 things, but got 31" in turn.reply
    assert np.array_equal(session.pixels, PLATE)


def test_without_a_generator_of_layouts_it_says_how_to_get_one(open_editor):
    turn = open_editor().new_on_plate(LAYOUT, PLATE).draw()
    assert turn.exit == 4
    assert "gligen-text" in turn.reply


def test_an_exemplar_is_drawn_once_for_each_name_on_a_plate_and_kept(laid, tmp_path):
    refiner = Refiner()
    session, painter = laid(Painter(exemplars=True), inpainter=refiner)
    words = "A photo-realistic image of a {}. Full body."
    assert refiner.drawn == [words.format("dog"), words.format("cat")]
    assert all((np.asarray(one.exemplar) == tint(words.format(one.phrase))).all() for one in painter.asked[0][0])
    session.rerun(1, seed=5)
    another = session.editor.new_on_plate(LAYOUT, PLATE)
    another.draw(seed=6)
    assert len(refiner.drawn) == 2
    session.editor.new_on_plate(LAYOUT, PLATE[:, ::-1].copy()).draw()
    assert len(refiner.drawn) == 4


def test_what_was_drawn_is_refined_a_little_inside_the_boxes_only(laid):
    refiner = Refiner()
    session, _ = laid(inpainter=refiner)
    assert refiner.strengths == [0.2]
    inner = DOG.pad(-6).slices
    assert (session.pixels[inner] == np.asarray(tint("dog")) // 2).all()
    outside = np.ones((64, 96), bool)
    outside[DOG.slices] = outside[CAT.slices] = False
    assert np.array_equal(session.pixels[outside], PLATE[outside])


def test_into_a_photo_a_thing_is_drawn_where_no_inpainter_follows_words(open_editor, photo):
    session = open_editor(layout_generator=Painter()).new_session(photo)
    apply(session, op="insert", prompt="a kite", at={"box": [64, 2, 84, 18]})
    (kite,) = [thing for thing in session.scene.objects if thing.label == "a kite"]
    apply(session, op="move", target={"object": kite.id}, to={"offset": [-30, 0]})
    moved = kite.box.shift(-30, 0)
    after = photo.copy()
    after[moved.slices] = tint("a kite")
    assert np.array_equal(session.pixels, after)


def test_the_saved_picture_says_that_it_was_drawn(laid):
    from scenewright.agent.exchange.provenance import provenance_of
    from scenewright.tools.registry import backends

    session, _ = laid()
    (step,) = provenance_of(session._services, session.id).steps
    assert (step.verb, step.trained) == ("draw", True)
    drawing = [spec for port in ("layout_generator", "instruction_editor") for spec in backends(port)]
    assert all("generative" in spec.capabilities for spec in drawing if spec.name != "scripted")


def test_a_tiny_gligen_draws_a_layout_and_what_is_moved_in_it_through_the_same_path(tmp_path, photo):
    """With exemplars by a tiny inpainter, which refines too; outside the boxes the plate stays, byte for byte."""
    from scenewright.agent.editor import Editor
    from scenewright.agent.setup.settings import Settings
    from scenewright.evals.random_models import tiny

    seeing = dict.fromkeys(("detector", "grounder", "segmenter"), "scripted")
    drawing = {"layout_generator": "gligen-text-image", "inpainter": "sd15-inpaint"}
    from contextlib import closing

    with closing(tiny.toolbox(seeing | drawing, tmp_path)) as tools:
        session = Editor.open(Settings(), toolbox=tools, home=tmp_path / "home").new_on_plate(LAYOUT, photo)
        first = session.draw()
        assert first.status == "done", first.reply
        moved = DOG.shift(2, 8)
        apply(session, op="move", target={"object": "dog-1"}, to={"offset": [2, 8]})
    outside = np.ones((64, 96), bool)
    outside[CAT.slices] = outside[moved.slices] = False
    assert np.array_equal(session.pixels[outside], photo[outside])
    untouched = Mask.from_box(CAT, 96, 64).minus(Mask.from_box(moved, 96, 64)).array
    assert np.array_equal(session.pixels[untouched], first.pixels[untouched])
    assert (session.pixels[moved.pad(-4).slices] != photo[moved.pad(-4).slices]).any(axis=2).mean() > 0.9
