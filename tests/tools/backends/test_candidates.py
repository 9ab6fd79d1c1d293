"""The grounder over scripted tools: what it asks of whom, and what it makes of the answers."""

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.candidates import FOUND, Candidates
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedFaceDetector,
    ScriptedSegmenter,
    ScriptedTagger,
    ScriptedTextEncoder,
)
from scenewright.tools.ports import Detection, Face, Tag
from scenewright.tools.toolbox import Toolbox

LEFT, RIGHT = Box(10, 40, 40, 80), Box(100, 30, 150, 90)
LAMP = Mask.from_box(RIGHT, 200, 120)


class Tools:
    """A grounder and the scripted tools it asks."""

    def __init__(self, detections=(), masks=(), tags=()):
        self.detector = ScriptedDetector(detections)
        self.segmenter = ScriptedSegmenter(masks)
        self.tagger = ScriptedTagger(tags)
        toolbox = Toolbox.of(
            detector=self.detector, segmenter=self.segmenter, tagger=self.tagger, text_encoder=ScriptedTextEncoder()
        )
        self.grounder = Candidates(toolbox.lease)

    def boxes(self, phrase: str, pixels: np.ndarray | None = None, within: Box | None = None) -> list[Box]:
        (found,) = self.grounder.ground(picture() if pixels is None else pixels, [phrase], within)
        return [one.box for one in found]


def picture() -> np.ndarray:
    """A red box on the left, a blue one on the right, on gray."""
    pixels = np.full((120, 200, 3), 128, np.uint8)
    pixels[LEFT.slices] = (200, 20, 20)
    pixels[RIGHT.slices] = (20, 40, 200)
    return pixels


TWO_CARS = (Detection("car", LEFT, 0.9), Detection("car", RIGHT, 0.8))


def test_a_plain_noun_never_waits_for_segment_everything():
    tools = Tools(TWO_CARS, [LAMP])
    assert tools.boxes("the automobile") == [LEFT, RIGHT]
    assert tools.detector.calls == ["detect"]
    assert tools.segmenter.calls == []
    assert tools.tagger.calls == []


def test_tiles_come_before_the_dense_search_and_only_for_nouns_the_detector_knows():
    tools = Tools(TWO_CARS, [LAMP], [Tag("table lamp", 0.9)])
    assert tools.boxes("lamp") == [RIGHT]
    assert tools.detector.calls == ["detect"]
    assert tools.boxes("dog") == []
    assert tools.detector.calls == ["detect", "detect thorough", "hints"], "hints cost nothing after tiles"


def test_the_dense_search_runs_once_for_a_picture_whatever_is_asked():
    tools = Tools(masks=[LAMP], tags=[Tag("table lamp", 0.9)])
    for phrase in ("lamp", "lamps", "statue"):
        tools.boxes(phrase)
    assert tools.segmenter.calls == ["encode", "everything"]


def test_a_region_comes_with_its_mask_and_what_it_was_taken_for():
    ((lamp,),) = Tools(masks=[LAMP], tags=[Tag("table lamp", 0.9)]).grounder.ground(picture(), ["lamp"])
    assert lamp.mask == LAMP
    assert lamp.label == "table lamp"
    assert lamp.score >= 0.9


@pytest.mark.parametrize(("share", "found"), [(0.9, True), (0.45, True), (0.3, False), (0.1, False)])
def test_an_uncertain_tag_is_not_found(share, found):
    tools = Tools(masks=[LAMP], tags=[Tag("table lamp", share), Tag("wardrobe", 0.1)])
    assert bool(tools.boxes("lamp")) is found


class Nearsighted(ScriptedDetector):
    """Sees things only in a part of the picture that they fill well."""

    def detect(self, pixels, within=None, thorough=False):
        near = within is not None and within.area < 0.6 * pixels.shape[0] * pixels.shape[1]
        return super().detect(pixels, within, thorough) if near else []


@pytest.mark.parametrize(
    ("seen", "tags", "found"),
    [
        (Detection("chair", RIGHT, 0.8), [Tag("rocking chair, rocker", 0.1)], [RIGHT]),
        (Detection("chair", RIGHT, 0.8), [Tag("wardrobe", 0.9)], []),
        (Detection("dog", RIGHT, 0.8), [Tag("rocking chair, rocker", 0.1)], []),
        (Detection("chair", Box(100, 30, 120, 60), 0.8), [Tag("rocking chair, rocker", 0.1)], []),
    ],
    ids=["both say so", "the tags do not", "the detector does not", "another outline"],
)
def test_what_tags_faintly_say_is_believed_if_the_detector_sees_it_from_near(seen, tags, found):
    tools = Tools(masks=[LAMP], tags=tags)
    tools.detector = Nearsighted([seen])
    toolbox = Toolbox.of(
        detector=tools.detector, segmenter=tools.segmenter, tagger=tools.tagger, text_encoder=ScriptedTextEncoder()
    )
    ((*chairs,),) = Candidates(toolbox.lease).ground(picture(), ["chair"])
    assert [one.box for one in chairs] == found
    assert all(one.mask == LAMP and one.score == seen.score for one in chairs)


def test_what_only_the_surroundings_look_like_is_not_found():
    def said(crop: np.ndarray) -> list[Tag]:
        on_gray = (crop[0, 0] == 127).all()
        return [Tag("wardrobe" if on_gray else "table lamp", 0.95)]

    assert Tools(masks=[LAMP], tags=said).boxes("lamp") == []


def test_tags_that_mean_the_same_add_up():
    tools = Tools(masks=[LAMP], tags=[Tag("table lamp", 0.3), Tag("lampshade, lamp shade", 0.3)])
    assert tools.boxes("lamp") == [RIGHT]


@pytest.mark.parametrize(
    ("phrase", "boxes"),
    [
        ("the red car", [LEFT]),
        ("the blue car", [RIGHT]),
        ("the green car", []),
        ("the right car", [RIGHT]),
        ("the left car", [LEFT]),
        ("the big car", [RIGHT]),
        ("car", [LEFT, RIGHT]),
    ],
)
def test_colour_filters_and_place_and_size_single_out(phrase, boxes):
    (found,) = Tools(TWO_CARS).grounder.ground(picture(), [phrase])
    assert [one.box for one in found][: len(boxes)] == boxes
    assert all(one.score >= FOUND for one in found)
    if not boxes:
        assert found == []


def test_the_only_one_found_is_not_the_one_on_the_other_side():
    tools = Tools([Detection("car", RIGHT, 0.8)])
    assert tools.boxes("the left car") == []
    assert tools.boxes("the right car") == [RIGHT]
    assert tools.boxes("the lower car") == [RIGHT], "in the middle it may be either"


def test_within_a_part_boxes_and_masks_are_those_of_the_picture():
    part = Box(90, 20, 170, 100)
    tools = Tools(masks=[LAMP.crop(part)], tags=[Tag("table lamp", 0.9)])
    ((lamp,),) = tools.grounder.ground(picture(), ["lamp"], within=part)
    assert lamp.box == RIGHT
    assert lamp.mask == LAMP


def test_a_piece_of_a_thing_is_not_another_thing():
    base = Mask.from_box(Box(115, 70, 135, 90), 200, 120)
    assert Tools(masks=[LAMP, base], tags=[Tag("table lamp", 0.9)]).boxes("lamp") == [RIGHT]


def test_another_word_for_a_detectors_label_is_told():
    ((sofa,),) = Tools([Detection("couch", LEFT, 0.7)]).grounder.ground(picture(), ["sofa"])
    assert (sofa.phrase, sofa.label, sofa.score) == ("sofa", "couch", 0.7)


@pytest.mark.models
@pytest.mark.parametrize(
    ("photo", "phrase", "box"),
    [
        ("chelsea", "kitten", Box(9, 0, 408, 297)),
        ("coffee", "the mug", Box(173, 12, 412, 240)),
        ("astronaut", "woman", Box(11, 11, 371, 510)),
        ("astronaut", "helmet", Box(279, 344, 492, 512)),
    ],
)
def test_the_real_tools_find_what_is_there(toolbox, photo, phrase, box):
    with toolbox.lease("grounder") as grounder:
        (found,) = grounder.ground(getattr(data, photo)(), [phrase])
    assert found[0].box.iou(box) > 0.8


@pytest.mark.models
@pytest.mark.parametrize("photo", ["astronaut", pytest.param("chelsea", marks=pytest.mark.slow)])
def test_the_real_tools_find_nothing_that_is_not_there(toolbox, photo):
    phrases = ["dog", "car", "lamp", "bicycle", "sailing boat", "guitar", "pizza", "traffic light"]
    with toolbox.lease("grounder") as grounder:
        assert grounder.ground(getattr(data, photo)(), phrases) == [[]] * len(phrases)


def test_what_two_networks_faintly_take_it_for_is_found_and_what_one_does_is_not():
    chair = [Detection("chair", RIGHT, 0.35)]
    tags = [Tag("rocking chair, rocker", 0.3)]
    for hints, said, boxes in ((chair, tags, [RIGHT]), (chair, [Tag("wardrobe", 0.3)], []), ([], tags, [])):
        tools = Tools(masks=[LAMP], tags=said)
        tools.detector._hints = hints
        assert tools.boxes("chair") == boxes


def guesses(phrase: str, tools: Tools) -> list[tuple[Box, float]]:
    return [(one.box, round(one.score, 2)) for one in tools.grounder.guess(picture(), phrase)]


def test_what_only_looks_like_it_is_a_guess_and_no_find():
    tools = Tools(masks=[Mask.from_box(LEFT, 200, 120)], tags=[Tag("envelope", 0.5)])
    assert tools.boxes("whiteboard") == []
    assert guesses("whiteboard", tools) == [(LEFT, 0.25)]


def test_people_mostly_speak_of_what_a_picture_is_of():
    tools = Tools(masks=[LAMP, Mask.from_box(LEFT, 200, 120)], tags=[Tag("envelope", 0.5)])
    assert guesses("whiteboard", tools) == [(RIGHT, 0.55), (LEFT, 0.25)]


def test_what_the_detector_knows_as_something_else_is_hardly_a_guess():
    tools = Tools(masks=[LAMP], tags=[Tag("envelope", 0.5)])
    tools.detector._hints = [Detection("dog", RIGHT, 0.99)]
    assert guesses("whiteboard", tools) == []


def test_nothing_is_searched_for_that_no_network_has_a_word_for():
    tools = Tools(masks=[LAMP], tags=[Tag("envelope", 0.5)])
    assert guesses("unicorn", tools) == []
    assert tools.segmenter.calls == ["encode", "everything"]


def test_the_closer_search_runs_only_where_the_quick_one_sees_nothing_likely():
    likely = Tools(masks=[LAMP], tags=[Tag("envelope", 0.9)])
    guesses("whiteboard", likely)
    assert "everything else" not in likely.segmenter.calls
    unlikely = Tools(masks=[LAMP], tags=[Tag("envelope", 0.3)])
    for phrase in ("whiteboard", "map"):
        guesses(phrase, unlikely)
    assert unlikely.segmenter.calls.count("everything else") == 1


def test_the_thing_that_a_picture_is_of_is_the_last_guess():
    middle = Mask.from_box(Box(70, 35, 130, 85), 200, 120)
    tools = Tools(masks=[middle], tags=[Tag("wardrobe", 0.9)])
    assert guesses("flower", tools) == [(middle.box, 0.1)]


PERSON, FACE = Box(80, 20, 140, 116), Box(96, 26, 120, 52)
HEAD = Mask.from_box(Box(92, 20, 124, 56), 200, 120)


def somebody(*faces: Face) -> Toolbox:
    """A person, whose head the tagger takes for a suit, as its neighbourhood looks like one."""
    return Toolbox.of(
        detector=ScriptedDetector([Detection("person", PERSON, 0.9)]),
        segmenter=ScriptedSegmenter([HEAD, Mask.from_box(PERSON, 200, 120)]),
        tagger=ScriptedTagger([Tag("suit, suit of clothes", 0.2)]),
        text_encoder=ScriptedTextEncoder(),
        face_detector=ScriptedFaceDetector(faces),
    )


@pytest.mark.parametrize("words", ["suit", "outfit", "clothes"])
def test_an_outfit_is_what_is_left_of_a_person_without_the_head(words):
    pixels = np.random.default_rng(3).integers(0, 255, (120, 200, 3), np.uint8)
    (guess,) = Candidates(somebody(Face(FACE, 0.9)).lease).guess(pixels, words)
    assert guess.label == "what a person wears"
    worn = guess.mask.array
    assert not worn[FACE.slices].any()
    assert not worn[20:54, 92:124].any(), "the hair is no part of it either"
    assert worn[70:116, 80:140].all()


def test_of_a_portrait_nothing_is_left_to_be_an_outfit():
    pixels = np.random.default_rng(3).integers(0, 255, (120, 200, 3), np.uint8)
    large = Face(Box(82, 22, 138, 110), 0.9)
    assert [one.label for one in Candidates(somebody(large).lease).guess(pixels, "suit")] != ["what a person wears"]


def test_touching_pieces_of_one_name_are_the_thing_that_holds_them():
    back, seat = Mask.from_box(Box(100, 30, 150, 59), 200, 120), Mask.from_box(Box(100, 60, 150, 90), 200, 120)
    whole = Mask.from_box(Box(100, 30, 150, 90), 200, 120)

    class Seen(ScriptedSegmenter):
        def everything(self, embedding, known=None, boxes=()):
            return [one for one in super().everything(embedding, known, boxes) if one.mask != whole]

    tools = Tools(tags=[Tag("studio couch, day bed", 0.9)])
    tools.segmenter = Seen([back, seat, whole])
    toolbox = Toolbox.of(
        detector=tools.detector,
        segmenter=tools.segmenter,
        tagger=tools.tagger,
        text_encoder=ScriptedTextEncoder(),
    )
    ((sofa,),) = Candidates(toolbox.lease).ground(picture(), ["sofa"])
    assert sofa.mask == whole
