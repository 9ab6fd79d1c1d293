"""What a session is written as for other programs, and sessions that begin with what other programs wrote."""

import errno
import io
import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from scenewright.agent.actions import ActionError
from scenewright.agent.errors import BadInput, Unusable
from scenewright.agent.exchange.forms import FORMS, form_of
from scenewright.agent.exchange.layers import step
from scenewright.scene.codec import CannotSave
from scenewright.scene.image import to_rgba
from scenewright.scene.openraster import Layer, flatten


def read_ora(path):
    """The layers of a file from the bottom up, and its merged picture, read as any other program would."""
    with zipfile.ZipFile(path) as archive:
        stack = ElementTree.fromstring(archive.read("stack.xml"))
        layers = [
            Layer(
                one.get("name"),
                np.asarray(Image.open(io.BytesIO(archive.read(one.get("src"))))),
                int(one.get("x")),
                int(one.get("y")),
                one.get("visibility") == "visible",
                one.get("composite-op") == "svg:dst-out",
            )
            for one in stack.iter("layer")
        ]
        return layers[::-1], np.asarray(Image.open(io.BytesIO(archive.read("mergedimage.png"))))


def seen(pixels):
    """Without colours that nobody sees."""
    rgba = to_rgba(pixels).copy()
    rgba[rgba[..., 3] == 0] = 0
    return rgba


class TestLayers:
    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["remove the dog", "blue ball", "brighter"],
            ["move the cat", "crop it", "turn it"],
            ["remove the dog", "straighten", "hide the cat"],
            ["half", "remove the dog"],
            ["clear", "brighter", "remove the dog"],
            ["remove the dog", "wider", "clear"],
            ["clear", "half"],
        ],
    )
    def test_the_visible_layers_show_exactly_the_picture(self, session, interpreter, helpers, tmp_path, words):
        interpreter.plans |= {
            "straighten": helpers.ready(helpers.op("transform", rotate=7)),
            "half": helpers.ready(helpers.op("transform", scale=0.5)),
            "wider": helpers.ready(helpers.op("transform", extend={"left": 6, "bottom": 3})),
            "clear": helpers.ready(helpers.op("background", color="transparent")),
        }
        for text in words:
            turn = session.say(text, approval="never")
            assert turn.status == "done", turn.reply
        session.export(tmp_path / "park.ora")
        layers, merged = read_ora(tmp_path / "park.ora")
        height, width = session.pixels.shape[:2]
        assert np.array_equal(seen(merged), seen(session.pixels))
        assert np.array_equal(seen(flatten(layers, width, height)), seen(session.pixels))
        assert layers[0].name == "photo"

    @pytest.mark.parametrize("words", [["remove the dog", "blue ball"], ["move the cat", "turn it", "brighter"]])
    def test_the_arithmetic_of_other_programs_shows_the_same(self, session, tmp_path, words):
        """Pillow's, which rounds in its own way."""
        for text in words:
            assert session.say(text, approval="never").status == "done"
        session.export(tmp_path / "park.ora")
        layers, _ = read_ora(tmp_path / "park.ora")
        height, width = session.pixels.shape[:2]
        shown = Image.new("RGBA", (width, height))
        for layer in layers:
            if layer.visible:
                shown.alpha_composite(Image.fromarray(layer.rgba), (layer.left, layer.top))
        assert np.abs(np.asarray(shown.convert("RGB")).astype(int) - session.pixels).max() <= 1

    def test_layers_are_named_and_the_things_are_there_cut_out(self, session, tmp_path):
        session.say("remove the dog", approval="never")
        session.say("blue ball", approval="never")
        session.export(tmp_path / "park.ora")
        layers, _ = read_ora(tmp_path / "park.ora")
        assert [layer.name for layer in layers] == ["photo", "1. remove dog", "2. recolor ball", "ball-1", "cat-1"]
        assert [layer.visible for layer in layers] == [True, True, True, False, False]

    def test_a_soft_edge_stays_soft(self, session, tmp_path):
        session.say("remove the dog", approval="never")
        session.export(tmp_path / "park.ora")
        layers, _ = read_ora(tmp_path / "park.ora")
        record = session._store.chain(session.id, session.info.head)[0]
        alpha = session._store.blobs.get_gray(record.patches[0].alpha)
        assert ((alpha > 0) & (alpha < 255)).any()
        assert ((layers[1].rgba[..., 3] > 0) & (layers[1].rgba[..., 3] < 255)).any()

    def test_the_same_session_gives_the_same_file(self, session, tmp_path):
        session.say("blue ball", approval="never")
        for name in ("a.ora", "b.ora"):
            session.export(tmp_path / name)
        assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()

    @settings(deadline=None)
    @given(some.integers(0, 2**32 - 1), some.booleans(), some.booleans())
    def test_any_picture_is_reached_from_any_other(self, seed, opaque, soft):
        chance = np.random.default_rng(seed)
        before, after = chance.choice([0, 1, 128, 255], (2, 5, 7, 4)).astype(np.uint8)
        if opaque:
            before[..., 3] = after[..., 3] = 255
        patch = chance.integers(0, 256, (5, 7, 4)).astype(np.uint8) if soft else None
        layers = [Layer("below", before), *step("x", before, after, patch)]
        assert np.array_equal(seen(flatten(layers, 7, 5)), seen(after))


class TestCutOuts:
    def test_every_thing_gets_a_file_with_a_soft_edge(self, session, tmp_path):
        files = session.export(tmp_path / "things", "cutouts")
        assert sorted(file.name for file in files) == ["ball-1.png", "cat-1.png", "dog-1.png"]
        for file in files:
            alpha = np.asarray(Image.open(file))[..., 3]
            assert (alpha == 255).any()
            assert Image.open(file).mode == "RGBA"

    def test_one_thing_by_its_words_goes_into_one_file(self, session, photo, tmp_path):
        session.export(tmp_path / "lamp.png", things=["lamp"])
        lamp = np.asarray(Image.open(tmp_path / "lamp.png"))
        assert abs(lamp.shape[0] - 10) <= 4
        assert abs(lamp.shape[1] - 6) <= 4

    def test_two_things_do_not_fit_into_one_file(self, session, tmp_path):
        with pytest.raises(BadInput, match="folder"):
            session.export(tmp_path / "x.png", things=["lamp", "dog-1"])

    def test_the_photo_is_never_written_over(self, editor, photo, tmp_path):
        Image.fromarray(photo).save(tmp_path / "dog-1.png")
        before = (tmp_path / "dog-1.png").read_bytes()
        session = editor.new_session(tmp_path / "dog-1.png")
        with pytest.raises(CannotSave):
            session.export(tmp_path, "cutouts", ["dog-1"])
        assert (tmp_path / "dog-1.png").read_bytes() == before

    def test_names_from_a_layout_stay_in_the_folder(self, editor, tmp_path):
        names = ("../../evil", "/etc/passwd", "C:\\evil", "..", "\x00", "a" * 200, "dog", "DOG")
        boxes = [{"name": name, "box": {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}} for name in names]
        session = editor.new_on_plate({"prompt": "", "boxes": boxes}, "white", (64, 64))
        files = session.export(tmp_path / "out", "cutouts")
        assert len({file.name.casefold() for file in files}) == len(names)
        assert sorted(tmp_path.rglob("*.png")) == sorted(files)
        assert {file.resolve().parent for file in files} == {(tmp_path / "out").resolve()}


class TestScenes:
    def test_the_scene_as_it_is_shown_in_three_formats(self, session, tmp_path):
        session.say("crop it", approval="never")
        for name in ("a.scene.json", "a.coco.json", "a.layout.json"):
            session.export(tmp_path / name)
        scene, coco, layout = (
            json.loads((tmp_path / name).read_text()) for name in ("a.scene.json", "a.coco.json", "a.layout.json")
        )
        (dog,) = [thing for thing in session.scene.objects if thing.label == "dog"]
        assert scene["format"] == "scenewright.scene/1"
        assert coco["annotations"][0]["object"] == layout["boxes"][0]["name"] + "-1"
        named = {box["name"]: box["box"] for box in layout["boxes"]}
        assert round(named["dog"]["x"] * session.scene.image.width) == dog.box.left

    @pytest.mark.parametrize(
        ("name", "form"), [("x.tar", None), ("x.json", None), ("x", None), ("x.ora", "psd"), ("", None)]
    )
    def test_what_is_no_form_lists_those_there_are(self, tmp_path, name, form):
        with pytest.raises(BadInput, match="layers"):
            form_of(tmp_path / name, form)


def all_files(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


class TestPlaces:
    """Where no file can be put nothing is written, and the photo stays what it is."""

    @pytest.fixture
    def on_disk(self, editor, photo, tmp_path):
        Image.fromarray(photo).save(tmp_path / "park.png")
        session = editor.new_session(tmp_path / "park.png")
        session.say("remove the dog", approval="never")
        return session

    @pytest.mark.parametrize("form", [form for form in FORMS if form != "cutouts"])
    def test_no_form_replaces_the_photo(self, on_disk, tmp_path, form):
        before = (tmp_path / "park.png").read_bytes()
        for _ in ("where it is", "after it was renamed"):
            with pytest.raises(BadInput, match="the photo itself"):
                on_disk.export(next(tmp_path.glob("*.png")), form)
            (tmp_path / "park.png").exists() and (tmp_path / "park.png").rename(tmp_path / "renamed.png")
        assert (tmp_path / "renamed.png").read_bytes() == before

    @pytest.mark.parametrize(
        ("name", "form", "reason"),
        [
            ("folder.ora", None, "is a folder"),
            ("folder.scenewright", None, "is a folder"),
            ("..", "session", "is a folder"),
            ("file", "cutouts", "is a file"),
            ("pipe.ora", None, "a device or a pipe"),
            ("pipe.png", "layers", "a device or a pipe"),
            ("file/x.ora", None, "is none"),
            ("no/where/x.coco.json", None, "is none"),
            ("no/where", "cutouts", "is none"),
            ("a" * 300 + ".ora", None, "can be called"),
            ("nul\0.scenewright", None, "can be called"),
            ("nul\0", "cutouts", "can be called"),
        ],
    )
    def test_what_is_no_place_for_it_is_told(self, on_disk, tmp_path, name, form, reason):
        for folder in ("folder.ora", "folder.scenewright"):
            (tmp_path / folder).mkdir()
        (tmp_path / "file").write_bytes(b"mine")
        for pipe in ("pipe.ora", "pipe.png"):
            os.mkfifo(tmp_path / pipe)
        before = all_files(tmp_path)
        with pytest.raises(BadInput, match=reason):
            on_disk.export(f"{tmp_path}/{name}", form)
        assert all_files(tmp_path) == before

    @pytest.mark.parametrize("name", ["two\nlines.ora", "фото 🐶.coco.json", "half \udcff.scenewright", ".ora"])
    def test_any_name_that_a_file_can_have_is_one(self, on_disk, tmp_path, name):
        (file,) = on_disk.export(tmp_path / name)
        assert file.stat().st_size

    def test_a_link_is_replaced_and_what_it_leads_to_stays(self, on_disk, tmp_path):
        (tmp_path / "mine").write_bytes(b"mine")
        (tmp_path / "x.ora").symlink_to(tmp_path / "mine")
        on_disk.export(tmp_path / "x.ora")
        assert (tmp_path / "mine").read_bytes() == b"mine"
        assert not (tmp_path / "x.ora").is_symlink()

    @pytest.mark.parametrize("thing", ["", "  ", "zebra \udcff"])
    def test_a_thing_is_named_or_it_is_told(self, on_disk, tmp_path, thing):
        with pytest.raises((BadInput, ActionError)):
            on_disk.export(tmp_path / "x.png", things=[thing])
        assert not (tmp_path / "x.png").exists()

    def test_things_are_cut_out_only_where_they_can_be(self, on_disk, tmp_path):
        with pytest.raises(BadInput, match="leave them out"):
            on_disk.export(tmp_path / "x.coco.json", things=["dog-1"])

    def test_exports_at_the_same_time_are_each_whole(self, on_disk, tmp_path):
        """Into one file: whichever is last stands, and is a whole one."""
        on_disk.export(tmp_path / "once.ora")
        with ThreadPoolExecutor(4) as work:
            list(work.map(lambda number: on_disk.export(tmp_path / "all.ora"), range(4)))
        assert (tmp_path / "all.ora").read_bytes() == (tmp_path / "once.ora").read_bytes()
        assert not list(tmp_path.glob(".scenewright-*"))


LAYOUT = {
    "prompt": "A dog by a tree.",
    "boxes": [
        {"unique_id": 0, "name": "dog", "box": {"x": 0.7, "y": 0.6, "width": 0.2, "height": 0.3}},
        {"unique_id": 1, "name": "tree", "box": {"x": 0.1, "y": 0.1, "width": 0.3, "height": 0.8}},
    ],
}


SCENE = {"format": "scenewright.scene/1", "image": {"width": 20, "height": 10}}


class TestWithoutAPhoto:
    def test_a_layout_on_a_colour(self, editor, tools):
        session = editor.new_on_plate(LAYOUT, "#88aaff", (200, 100))
        assert session.pixels.shape == (100, 200, 3)
        assert (session.pixels == (0x88, 0xAA, 0xFF)).all()
        assert {thing.id: thing.box.as_list() for thing in session.scene.objects} == {
            "dog-1": [140, 60, 180, 90],
            "tree-1": [20, 10, 80, 90],
        }
        assert session.scene.caption == "A dog by a tree."
        assert tools.leases == 0, "nobody looks for what is known"

    def test_edits_work_on_it_and_it_goes_out_as_a_layout_again(self, editor, interpreter, helpers, tmp_path):
        interpreter.plans["blue dog"] = helpers.ready(
            helpers.op("obscure", targets=[{"object": "dog-1"}], method="fill", color="#0000ff")
        )
        interpreter.plans["left"] = helpers.ready(
            helpers.op("move", target={"object": "dog-1"}, to={"offset": [-50, 0]})
        )
        session = editor.new_on_plate(LAYOUT, "white", (200, 100))
        session.export(tmp_path / "before.layout.json")
        assert json.loads((tmp_path / "before.layout.json").read_text()) == LAYOUT
        for words in ("blue dog", "left"):
            assert (turn := session.say(words, approval="never")).status == "done", turn.reply
        assert (session.pixels[65:85, 95:125] == (0, 0, 255)).all()
        session.export(tmp_path / "after.layout.json")
        dog = json.loads((tmp_path / "after.layout.json").read_text())["boxes"][0]
        assert dog["box"]["x"] == pytest.approx(0.45, abs=0.01)

    def test_a_picture_as_the_plate(self, editor, photo, tmp_path):
        Image.fromarray(photo).save(tmp_path / "plate.png")
        (tmp_path / "dogs.json").write_text(json.dumps(LAYOUT))
        session = editor.new_on_plate(tmp_path / "dogs.json", tmp_path / "plate.png")
        assert np.array_equal(session.pixels, photo)
        assert session.info.name == "dogs.json"
        assert session.scene.ids == ("dog-1", "tree-1")

    def test_coco_and_scenes_go_out_and_come_in(self, editor, session, photo, tmp_path):
        session.say("remove the dog", approval="never")
        for name in ("x.coco.json", "x.scene.json"):
            session.export(tmp_path / name)
            there = editor.new_on_plate(tmp_path / name, photo)
            same = [(thing.id, thing.label, thing.box, thing.attributes) for thing in there.scene.objects]
            assert same == [(thing.id, thing.label, thing.box, thing.attributes) for thing in session.scene.objects]
            known = {thing.id: thing.mask for thing in session.scene.objects if thing.mask or "scene" in name}
            assert known.items() <= {thing.id: thing.mask for thing in there.scene.objects}.items()

    def test_every_thing_has_a_mask_that_cocos_own_reader_decodes(self, session, tmp_path, capsys):
        """Also what nobody needed a mask of before; it is the one that the thing is cut out by."""
        from pycocotools.coco import COCO

        session.say("blue ball", approval="never")
        session.say("turn it", approval="never")
        assert any(thing.mask is None for thing in session.scene.objects), "the test needs a thing without a mask"
        session.export(tmp_path / "x.coco.json")
        coco = COCO(str(tmp_path / "x.coco.json"))
        assert len(coco.anns) == len(session.scene.objects) == 3
        for note in coco.anns.values():
            mask = coco.annToMask(note)
            left, top, width, height = note["bbox"]
            assert mask.shape == session.pixels.shape[:2]
            assert note["area"] == mask.sum() > 0.5 * width * height
            assert mask[top : top + height, left : left + width].sum() == mask.sum()
            (file,) = session.export(tmp_path / "one.png", things=[note["object"]])
            alpha = np.asarray(Image.open(file))[..., 3]
            assert abs(int((alpha > 127).sum()) - int(mask.sum())) <= 2 * (width + height)

    @pytest.mark.parametrize(
        ("described", "plate", "size"),
        [
            ({"boxes": [{"name": "dog", "box": [2, 2, 3, 3]}]}, "white", (10, 10)),
            ({"boxes": 7}, "white", None),
            ([], "white", None),
            (LAYOUT, "white", (0, 10)),
            (LAYOUT, "white", (10**6, 10**6)),
            ({"format": "scenewright.scene/1"}, "white", None),
            ({"format": "scenewright.scene/1", "image": {"width": 10**6, "height": 10**6}}, "white", None),
            ({"format": "scenewright.scene/1", "image": {"width": 9, "height": 9}}, "white", (8, 8)),
            ({"annotations": 3}, "white", None),
            ({}, "white", None),
            ({"prompt": "a dog"}, "white", None),
            ({"format": "scenewright.recipe/1", "steps": [], "boxes": []}, "white", None),
            ({"ops": [], "boxes": []}, "white", None),
            ({"boxes": [{"name": "dog", "box": [None, 0, 1, 1]}]}, "white", None),
            ({**SCENE, "objects": [{"id": "a", "label": "a", "box": [20, 0, 30, 9]}]}, "white", None),
            ({**SCENE, "objects": [{"id": "a", "label": "\ud800", "box": [0, 0, 9, 9]}]}, "white", None),
        ],
    )
    def test_what_does_not_fit_is_refused(self, editor, described, plate, size):
        with pytest.raises(BadInput):
            editor.new_on_plate(described, plate, size)
        assert editor.sessions() == []

    def test_boxes_end_at_the_edge_of_the_plate(self, editor, tmp_path):
        thing = {"id": "a", "label": "a", "box": [-3, 2, 10**30, 5]}
        session = editor.new_on_plate({**SCENE, "objects": [thing]}, "white")
        assert session.scene.get("a").box.as_list() == [0, 2, 20, 5]
        session.export(tmp_path / "x.layout.json")

    def test_a_pipe_is_no_layout_and_is_not_waited_for(self, editor, tmp_path):
        os.mkfifo(tmp_path / "x.json")
        with pytest.raises(BadInput, match="a pipe"):
            editor.new_on_plate(tmp_path / "x.json")

    def test_it_is_exported_like_any_other(self, editor, tmp_path):
        session = editor.new_on_plate(LAYOUT, "white", (60, 40))
        session.export(tmp_path / "l.scenewright")
        assert editor.import_session(tmp_path / "l.scenewright").scene == session.scene


class TestWhatCannotBeWritten:
    @pytest.mark.parametrize("name", ["x.scenewright", "x.ora", "x.png", "x.coco.json", "x.recipe.json"])
    def test_a_folder_that_takes_no_files(self, session, name):
        session.say("brighter")
        with pytest.raises(
            (BadInput, CannotSave), match=f"/proc/{name} cannot be written.*choose another place"
        ) as told:
            session.export(f"/proc/{name}", things=["dog-1"] if name == "x.png" else ())
        assert ".part" not in str(told.value)

    def test_a_full_disk_is_said_of_the_place_and_not_of_the_store(self, session, tmp_path, monkeypatch):
        def full(handle):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(BadInput, match=r"x\.scenewright cannot be written: No space left"):
            session.export(tmp_path / "x.scenewright")
        assert not list(tmp_path.glob("*scenewright*"))

    def test_a_store_that_cannot_be_read_is_said_to_be_so(self, session, open_editor, tmp_path):
        photo = next(path for path in (session._store.root / "blobs" / "images").rglob("*") if path.is_file())
        photo.unlink()
        photo.mkdir()
        with pytest.raises(Unusable, match="a folder to keep sessions in is needed"):
            open_editor().session(session.id).export(tmp_path / "x.scenewright")
        assert not list(tmp_path.glob("*.scenewright"))
