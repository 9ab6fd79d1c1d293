"""Scenes and pictures in the formats of other programs: OpenRaster, COCO, ClickDiffusion's layouts."""

import io
import json
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from scenewright.scene.coco import BadCoco, from_coco, to_coco
from scenewright.scene.geometry import Box
from scenewright.scene.layouts import BadLayout, from_layout, read_layout, to_layout
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Relation, Scene, SceneImage, SceneObject
from scenewright.scene.openraster import Layer, flatten, write_openraster

names = some.text("abc ü-'", min_size=1, max_size=6).filter(str.strip)
words = some.dictionaries(names, some.one_of(names, some.booleans(), some.integers(-9, 9)), max_size=2)
shares = some.none() | some.floats(0, 1)


@some.composite
def scenes(draw, masks: bool = True):
    width, height = draw(some.integers(1, 60)), draw(some.integers(1, 60))
    scene = Scene(image=SceneImage(width=width, height=height), caption=draw(some.none() | names))
    for label in draw(some.lists(names, max_size=4)):
        left, top = draw(some.integers(0, width - 1)), draw(some.integers(0, height - 1))
        box = Box(left, top, draw(some.integers(left + 1, width)), draw(some.integers(top + 1, height)))
        ref = None
        if masks and draw(some.booleans()):
            noise = np.random.default_rng(draw(some.integers(0, 99))).random((height, width)) < 0.5
            ref = Mask(noise & Mask.from_box(box, width, height).array).to_ref()
        more = {
            "attributes": draw(words),
            "score": draw(shares),
            "depth": draw(shares),
            "source": draw(some.none() | names),
        }
        scene = scene.add(
            SceneObject(id=scene.new_id(label), label=label, box=box, mask=ref, **(more if masks else {}))
        )
    if len(scene.ids) > 1 and masks:
        scene = scene.model_copy(
            update={"relations": (Relation(subject=scene.ids[0], predicate="left of", object=scene.ids[1]),)}
        )
    return scene


class TestCoco:
    @given(scenes())
    def test_out_and_in_again_is_the_same_scene(self, scene):
        back = from_coco(json.loads(json.dumps(to_coco(scene, "park.png"))))
        assert back == scene.model_copy(update={"caption": None})

    def test_what_it_says_is_what_coco_means(self):
        mask = Mask.from_box(Box(2, 1, 5, 3), 8, 4)
        thing = SceneObject(id="cup-1", label="cup", box=Box(2, 1, 5, 3), mask=mask.to_ref())
        data = to_coco(Scene(image=SceneImage(width=8, height=4), objects=(thing,)), "tea.jpg")
        (note,) = data["annotations"]
        assert note["bbox"] == [2, 1, 3, 2]
        assert note["area"] == 6
        assert note["segmentation"]["size"] == [4, 8]
        assert data["categories"] == [{"id": note["category_id"], "name": "cup"}]
        assert data["images"][0]["file_name"] == "tea.jpg"

    def test_cocos_own_reader_takes_it(self, tmp_path, capsys):
        from pycocotools.coco import COCO

        mask = Mask.from_box(Box(2, 1, 5, 3), 8, 4)
        thing = SceneObject(id="cup-1", label="cup", box=Box(2, 1, 5, 3), mask=mask.to_ref())
        data = to_coco(Scene(image=SceneImage(width=8, height=4), objects=(thing,)), "tea.jpg")
        (tmp_path / "tea.json").write_text(json.dumps(data))
        api = COCO(str(tmp_path / "tea.json"))
        assert np.array_equal(api.annToMask(api.anns[1]).astype(bool), mask.array)

    @staticmethod
    def foreign(**note):
        return {
            "images": [{"id": 7, "width": 8, "height": 4, "file_name": "a.jpg"}],
            "categories": [{"id": 44, "name": "cup"}],
            "annotations": [{"id": 1, "image_id": 7, "category_id": 44, "bbox": [2.0, 1.0, 3.0, 2.0], **note}],
        }

    def test_polygons_and_plain_runs_of_others_are_read(self):
        box = Mask.from_box(Box(2, 1, 5, 3), 8, 4)
        polygon = from_coco(self.foreign(segmentation=[[2, 1, 5, 1, 5, 3, 2, 3]])).objects[0]
        assert Mask.from_ref(polygon.mask) == box
        runs = [2 * 4 + 1, 2, 2, 2, 2, 2, 1 + 3 * 4]
        plain = from_coco(self.foreign(segmentation={"size": [4, 8], "counts": runs}, iscrowd=1)).objects[0]
        assert Mask.from_ref(plain.mask) == box
        assert plain.id == "cup-1"

    @pytest.mark.parametrize(
        "bad",
        [
            {},
            [],
            None,
            {"images": []},
            foreign(bbox=[1, 2, 3]),
            foreign(bbox=["a", 1, 1, 1]),
            foreign(bbox=[1e300, 0, 1, 1]),
            foreign(bbox=[float("nan"), 0, 1, 1]),
            foreign(category_id=9),
            foreign(segmentation=[[1, 2, 3]]),
            foreign(segmentation=[[1e9] * 6]),
            foreign(segmentation={"size": [9, 9], "counts": "04"}),
            foreign(segmentation={"size": [4, 8], "counts": "0" * 50}),
            foreign(segmentation={"size": [4, 8], "counts": [10**12]}),
            foreign(segmentation={"size": [4, 8], "counts": [-8, 40]}),
        ],
    )
    def test_what_is_none_is_refused_with_a_reason(self, bad):
        with pytest.raises(BadCoco, match=r"needed|no COCO|runs|polygon|size"):
            from_coco(bad)

    def test_one_of_several_pictures_is_named(self):
        data = self.foreign()
        data["images"].append({"id": 8, "width": 8, "height": 4, "file_name": "b.jpg"})
        with pytest.raises(BadCoco, match=r"a\.jpg, b\.jpg"):
            from_coco(data)
        assert len(from_coco(data, "a.jpg").objects) == 1
        assert not from_coco(data, "b.jpg").objects


class TestLayouts:
    @given(scenes(masks=False))
    def test_out_and_in_again_has_the_same_boxes_and_names(self, scene):
        data = json.loads(json.dumps(to_layout(scene).to_dict()))
        back = from_layout(read_layout(data), scene.image.width, scene.image.height)
        assert [(o.id, o.label, o.box) for o in back.objects] == [(o.id, o.label, o.box) for o in scene.objects]
        assert back.caption == scene.caption
        assert to_layout(back) == to_layout(scene)

    def test_it_is_clickdiffusions_form(self):
        thing = SceneObject(id="dog-1", label="dog", box=Box(70, 30, 90, 45))
        scene = Scene(image=SceneImage(width=100, height=50), objects=(thing,), caption="A dog by a tree.")
        assert to_layout(scene).to_dict() == {
            "prompt": "A dog by a tree.",
            "boxes": [{"unique_id": 0, "name": "dog", "box": {"x": 0.7, "y": 0.6, "width": 0.2, "height": 0.3}}],
        }

    def test_the_older_form_and_boxes_over_the_edge_are_read(self):
        layout = read_layout({"prompt": "", "boxes": [{"name": "sky", "box": [-0.1, 0, 1.2, 0.5]}]})
        assert from_layout(layout, 100, 40).objects[0].box == Box(0, 0, 100, 20)

    @pytest.mark.parametrize(
        "bad",
        [
            None,
            [],
            {"boxes": [{"name": "dog"}]},
            {"boxes": [{"name": "", "box": [0, 0, 1, 1]}]},
            {"boxes": [{"name": "dog", "box": [0, 0, 0, 1]}]},
            {"boxes": [{"name": "dog", "box": {"x": 1e9, "y": 0, "width": 1, "height": 1}}]},
            {"boxes": [{"name": "dog", "box": {"x": float("nan"), "y": 0, "width": 1, "height": 1}}]},
            {"boxes": [{"name": "dog", "box": [0, 0, 1, 1]}] * 1001},
        ],
    )
    def test_what_is_none_is_refused(self, bad):
        with pytest.raises(BadLayout, match="no layout"):
            read_layout(bad)

    def test_a_box_outside_the_picture_is_refused(self):
        with pytest.raises(BadLayout, match="no pixel"):
            from_layout(read_layout({"boxes": [{"name": "dog", "box": [2, 2, 3, 3]}]}), 10, 10)


class TestOpenRaster:
    GROUND = np.full((6, 9, 4), (10, 60, 200, 255), np.uint8)
    SPOT = np.full((2, 3, 4), (200, 0, 0, 128), np.uint8)

    def layers(self):
        return [
            Layer("ground", self.GROUND),
            Layer("a <spot> & more", self.SPOT, 4, 1),
            Layer("off", self.SPOT, visible=False),
        ]

    def test_the_file_is_as_the_specification_has_it(self):
        merged = flatten(self.layers(), 9, 6)
        data = write_openraster(self.layers(), merged)
        assert data[30:54] == b"mimetypeimage/openraster"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            first, *rest = archive.infolist()
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"} <= {one.filename for one in rest}
            stack = ElementTree.fromstring(archive.read("stack.xml"))
            assert (stack.get("w"), stack.get("h")) == ("9", "6")
            top, middle, bottom = stack.iter("layer")
            assert [layer.get("name") for layer in (top, middle, bottom)] == ["off", "a <spot> & more", "ground"]
            assert top.get("visibility") == "hidden"
            assert (middle.get("x"), middle.get("y")) == ("4", "1")
            assert np.array_equal(np.asarray(Image.open(archive.open("mergedimage.png"))), merged)
            assert np.array_equal(np.asarray(Image.open(archive.open(middle.get("src")))), self.SPOT)
            assert max(Image.open(archive.open("Thumbnails/thumbnail.png")).size) <= 256

    def test_the_same_layers_give_the_same_bytes(self):
        assert write_openraster(self.layers(), self.GROUND) == write_openraster(self.layers(), self.GROUND)

    def test_layers_lie_over_one_another(self):
        shown = flatten(self.layers(), 9, 6)
        assert shown[1, 4].tolist() == [105, 30, 100, 255]
        assert shown[0, 0].tolist() == [10, 60, 200, 255]
        erased = flatten([*self.layers(), Layer("hole", np.full((6, 9, 4), 255, np.uint8), erases=True)], 9, 6)
        assert not erased[..., 3].any()

    def test_names_from_anywhere_make_no_broken_xml(self):
        odd = Layer("\x00\x1b\ud800]]>", self.GROUND)
        with zipfile.ZipFile(io.BytesIO(write_openraster([odd], self.GROUND))) as archive:
            ElementTree.fromstring(archive.read("stack.xml"))
