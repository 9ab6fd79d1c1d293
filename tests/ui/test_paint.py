"""Pictures that the doors draw."""

import numpy as np
from PIL import Image
from skimage.data import astronaut

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.ui.paint import contact_sheet, overlay
from scenewright.ui.photo import PORTRAIT, free_photo

GREY = np.full((80, 120, 3), 128, np.uint8)


def test_an_overlay_tints_the_mask_and_outlines_the_box():
    mask = Mask.from_box(Box(30, 30, 60, 60), 120, 80).to_ref()
    scene = Scene(
        image=SceneImage(width=120, height=80),
        objects=(SceneObject(id="cup-1", label="cup", box=Box(20, 25, 70, 70), mask=mask),),
    )
    drawn = overlay(GREY, scene)
    assert drawn.shape == GREY.shape
    assert not np.array_equal(drawn[45, 45], GREY[45, 45])
    assert tuple(drawn[69, 40]) == (0xE6, 0x19, 0x4B)
    assert np.array_equal(drawn[75, 110], GREY[75, 110])
    assert (GREY == 128).all()


def test_a_mask_of_another_size_is_not_drawn():
    mask = Mask.full(5, 5).to_ref()
    thing = SceneObject(id="cup-1", label="cup", box=Box(20, 30, 70, 70), mask=mask)
    drawn = overlay(GREY, Scene(image=SceneImage(width=120, height=80), objects=(thing,)))
    assert np.array_equal(drawn[50, 50], GREY[50, 50])


def test_a_sheet_holds_every_picture_and_room_for_its_words():
    red = np.zeros((50, 100, 3), np.uint8)
    red[..., 0] = 255
    sheet = contact_sheet([(GREY, "before"), (red, "after\n" + "many words " * 30), (GREY, "again")], width=100)
    assert sheet.shape[1] == 2 * 100 + 3 * 12
    assert tuple(sheet[40, 12 + 100 + 12 + 50]) == (255, 0, 0)
    assert (sheet == 0).all(axis=2).any(), "the words are black"


def test_the_free_photo_is_the_one_we_mean():
    path = free_photo()
    assert path is not None
    assert path.stat().st_size == PORTRAIT.bytes
    assert np.array_equal(np.asarray(Image.open(path).convert("RGB")), astronaut())
