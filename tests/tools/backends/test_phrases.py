import pytest

from scenewright.tools.backends.coco import COCO
from scenewright.tools.backends.phrases import nouns, read, singular


@pytest.mark.parametrize(
    ("text", "noun", "color", "place", "size"),
    [
        ("the red car", "car", "red", None, 0),
        ("A wine bottle", "wine bottle", None, None, 0),
        ("the left lamp", "lamp", None, (-1, 0), 0),
        ("lamp on the right", "lamp", None, (1, 0), 0),
        ("the biggest dog", "dog", None, None, 1),
        ("small dark blue mug", "mug", "blue", None, -1),
        ("an orange", "orange", None, None, 0),
        ("the orange orange", "orange", "orange", None, 0),
        ("man with a red hat", "man", None, None, 0),
        ("cup of coffee", "cup", None, None, 0),
        ("a piece of cake", "cake", None, None, 0),
        ("the", "", None, None, 0),
    ],
)
def test_a_phrase_is_read(text, noun, color, place, size):
    phrase = read(text)
    assert (phrase.noun, phrase.color, phrase.place, phrase.size) == (noun, color, place, size)
    assert phrase.text == text


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("sofa", ("couch",)),
        ("people", ("person",)),
        ("a mug", ("cup",)),
        ("bikes", ("bicycle",)),
        ("the old baseball player", ("person",)),
        ("hot dog", ("hot dog",)),
        ("an animal", ("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe")),
        ("dog house", ()),
        ("chair leg", ()),
        ("lamp", ()),
        ("a glass", ("wine glass", "cup")),
        ("glasses", ()),
    ],
)
def test_everyday_nouns_stand_for_labels_of_the_detector(text, labels):
    assert nouns().labels(read(text)) == labels


def test_every_label_is_a_noun_and_every_noun_has_labels_that_exist():
    table = nouns().detector
    assert {label for labels in table.values() for label in labels} == set(COCO.values())
    assert all(label in table[label] for label in COCO.values() if label in table)


@pytest.mark.parametrize(
    ("text", "label", "covered"),
    [
        ("cat", "tabby, tabby cat", True),
        ("dog", "golden retriever", True),
        ("lamp", "table lamp", True),
        ("lamps", "lampshade, lamp shade", True),
        ("car", "car wheel", False),
        ("wheel", "car wheel", True),
        ("dog", "tabby, tabby cat", False),
        ("red lamp", "table lamp", True),
    ],
)
def test_kinds_of_a_thing_are_known(text, label, covered):
    assert nouns().covers(read(text), label) is covered


@pytest.mark.parametrize(
    ("noun", "one"),
    [
        *(("boxes", "box"), ("cherries", "cherry"), ("lamps", "lamp"), ("glass", "glass"), ("bus", "bus")),
        *(("benches", "bench"), ("shoes", "shoe"), ("tennis", "tennis"), ("tie", "tie")),
    ],
)
def test_plurals_are_taken_back(noun, one):
    assert singular(noun) == one
