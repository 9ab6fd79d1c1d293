"""What is taken from another picture where no words say it: its main subject, whole."""

import numpy as np

from scenewright.agent.actions import Situation
from scenewright.agent.actions.references import reference_of
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.records import ResolvedReference
from scenewright.scene.target import ImageReference
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedSegmenter
from scenewright.tools.backends.scripted_seeing import ScriptedSubjectFinder
from scenewright.tools.ports import Detection

WIDTH, HEIGHT = 200, 160
SEAT, LEGS, PLANT = Box(110, 40, 170, 100), Box(120, 100, 160, 130), Box(30, 50, 80, 120)
CHAIR = Box(110, 40, 170, 130)
"""Its seat and legs."""


def two_grounds() -> Pixels:
    pixels = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    pixels[80:] = 90
    return pixels


def mask_of(*boxes: Box) -> Mask:
    mask = Mask.empty(WIDTH, HEIGHT)
    for box in boxes:
        mask = mask.union(Mask.from_box(box, WIDTH, HEIGHT))
    return mask


def taken(
    situation: Situation, about: tuple[Box, ...], seen: dict[str, Box], pixels: Pixels | None = None
) -> ResolvedReference:
    """What is taken of a picture in which these boxes stand out and these things are recognised."""
    shown = two_grounds() if pixels is None else pixels
    situation.toolbox.provide(
        subject_finder=ScriptedSubjectFinder(about),
        detector=ScriptedDetector([Detection(label.split()[0], box, 0.9) for label, box in seen.items()]),
        segmenter=ScriptedSegmenter([mask_of(box) for box in seen.values()]),
    )
    image = situation.images.put(shown)
    found, _ = reference_of(ImageReference(image=image.id), situation)
    return found


def mask(found: ResolvedReference) -> Mask:
    assert found.mask is not None
    return Mask.from_ref(found.mask)


def test_what_stands_out_completes_what_was_recognised(situation: Situation) -> None:
    found = taken(situation, (SEAT, LEGS), {"chair": SEAT})
    assert (mask(found), found.label) == (mask_of(SEAT, LEGS), "chair")


def test_what_nobody_recognised_is_taken_whole(situation: Situation) -> None:
    found = taken(situation, (SEAT, LEGS), {})
    assert (mask(found), found.label) == (mask_of(SEAT, LEGS), None)


def test_the_largest_of_several_pieces_is_taken(situation: Situation) -> None:
    found = taken(situation, (CHAIR, PLANT), {"plant": PLANT})
    assert (mask(found), found.label) == (mask_of(CHAIR), None)


def test_a_hand_that_holds_it_is_not_it(situation: Situation) -> None:
    hand = Box(60, 60, 115, 150)
    found = taken(situation, (SEAT,), {"person": hand})
    assert (mask(found), found.label) == (mask_of(SEAT), None)


def test_a_small_thing_in_it_gives_it_no_name(situation: Situation) -> None:
    keys = Box(130, 60, 150, 70)
    found = taken(situation, (SEAT,), {"keyboard": keys})
    assert (mask(found), found.label) == (mask_of(SEAT), None)


def test_of_two_things_in_one_piece_the_main_one_is_taken_without_the_other(situation: Situation) -> None:
    rug = Box(60, 100, 170, 130)
    found = taken(situation, (SEAT, LEGS, PLANT, rug), {"chair": CHAIR, "plant": PLANT})
    assert found.label == "chair"
    assert mask(found).array[CHAIR.slices].all()
    assert not mask(found).array[:, :110].any()


def test_where_nothing_stands_out_what_was_recognised_is_taken(situation: Situation) -> None:
    found = taken(situation, (), {"plant": PLANT})
    assert (mask(found), found.label) == (mask_of(PLANT), "plant")


def test_on_a_plain_ground_all_of_its_things_are_taken(situation: Situation) -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    for box in (CHAIR, PLANT):
        pixels[box.slices] = (60, 20, 20)
    found = taken(situation, (CHAIR,), {}, pixels)
    assert mask(found) == mask_of(CHAIR, PLANT)


def test_a_transparent_picture_is_its_own_cut_out(situation: Situation) -> None:
    alpha = np.where(mask_of(PLANT).array, np.uint8(255), np.uint8(0))
    found = taken(situation, (CHAIR,), {"chair": CHAIR}, np.dstack([two_grounds(), alpha]))
    assert mask(found) == mask_of(PLANT)
