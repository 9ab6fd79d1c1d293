"""What a file says of how its picture was made: the right term, in every format, without touching a pixel."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from scenewright.scene.codec import open_photo, save_photo
from scenewright.scene.provenance import (
    BY_HAND,
    COMPOSITE,
    CREATED,
    ENHANCED,
    TRAINED,
    WITH_TRAINED,
    Provenance,
    Step,
    declared_type,
)

FILL = Step("remove", ("fill@2",), trained=True)
LIGHT = Step("adjust")
PASTE = Step("insert", ("tone@1",), foreign=True)
CROP = Step("transform", framing=True)
PIXELS = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("made", "term"),
    [
        ({}, None),
        ({"steps": (CROP,)}, BY_HAND),
        ({"steps": (CROP, LIGHT)}, ENHANCED),
        ({"steps": (LIGHT, PASTE)}, COMPOSITE),
        ({"steps": (LIGHT, PASTE, FILL, CROP)}, WITH_TRAINED),
        ({"photo": False}, CREATED),
        ({"photo": False, "steps": (FILL,)}, WITH_TRAINED),
        ({"declared": TRAINED}, TRAINED),
        ({"declared": TRAINED, "steps": (LIGHT,)}, TRAINED),
        ({"declared": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "steps": (LIGHT,)}, ENHANCED),
    ],
)
def test_the_term_is_what_ran(made, term):
    assert Provenance("scenewright 1", **made).source_type == term


def test_the_packet_is_plain_xmp_in_a_fixed_order():
    made = Provenance("scenewright 1", (FILL, LIGHT))
    packet = made.to_xmp()
    assert packet == made.to_xmp()
    text = ElementTree.fromstring(packet.decode().partition("?>")[2].rpartition("<?")[0])
    said = {element.tag.rpartition("}")[2]: element.text for element in text.iter()}
    assert said["DigitalSourceType"] == WITH_TRAINED
    assert said["AISystemUsed"] == "scenewright 1: fill@2"
    assert [e.text for e in text.iter() if e.tag.endswith("parameters")] == ["remove; fill@2", "adjust"]
    assert "AIPromptInformation" not in said


def test_words_go_in_only_where_they_are_given_and_break_nothing():
    packet = Provenance("p", (LIGHT,), words=("make <it> & \x00\x1b\ud800 ]]>",)).to_xmp()
    ElementTree.fromstring(packet.decode().partition("?>")[2].rpartition("<?")[0])
    assert b"make &lt;it&gt;" in packet


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif", "tif"])
def test_every_format_carries_it_and_decodes_to_the_same_pixels(tmp_path, ending):
    made = Provenance("scenewright 1", (FILL,))
    save_photo(PIXELS, tmp_path / f"plain.{ending}")
    save_photo(PIXELS, tmp_path / f"told.{ending}", provenance=made)
    plain, told = (np.asarray(Image.open(tmp_path / f"{name}.{ending}")) for name in ("plain", "told"))
    assert np.array_equal(plain, told)
    assert WITH_TRAINED.encode() in (tmp_path / f"told.{ending}").read_bytes()
    assert b"digitalsourcetype" not in (tmp_path / f"plain.{ending}").read_bytes()
    assert open_photo(tmp_path / f"told.{ending}").source.declared == WITH_TRAINED


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif", "tif"])
def test_it_stands_beside_the_photos_own_metadata(tmp_path, ending):
    exif = Image.Exif()
    exif[271] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.fromarray(PIXELS)
    picture.save(tmp_path / "photo.jpg", exif=exif)
    photo = open_photo(tmp_path / "photo.jpg")
    save_photo(photo.pixels, tmp_path / f"out.{ending}", photo.source, provenance=Provenance("p", (LIGHT,)))
    kept = Image.open(tmp_path / f"out.{ending}").getexif()
    assert kept[271] == "a camera"
    assert not kept.get_ifd(0x8825)
    assert ENHANCED.encode() in (tmp_path / f"out.{ending}").read_bytes()


@pytest.mark.parametrize(
    ("xmp", "term"),
    [
        (None, None),
        (b"", None),
        (b"<x>digitalsourcetype/trainedAlgorithmicMedia</x>", TRAINED),
        ("<x>digitalsourcetype/trainedAlgorithmicMedia</x>", TRAINED),
        (b"digitalsourcetype/one1 digitalsourcetype/two digitalsourcetype/three", None),
        (b"\x00" * 2**21 + b"digitalsourcetype/trainedAlgorithmicMedia", None),
        (b"digitalsourcetype/" + b"a" * 10**6, None),
        (b"digitalsourcetype/<script>", None),
    ],
)
def test_what_a_file_states_is_read_with_care(xmp, term):
    assert declared_type(xmp) == term


def test_a_seal_gets_the_file_and_gives_it(tmp_path):
    seen = []

    def seal(data, mime):
        seen.append((Image.open(io.BytesIO(data)).format, mime))
        return data + b" "

    save_photo(PIXELS, tmp_path / "a.jpg", seal=seal)
    assert seen == [("JPEG", "image/jpeg")]
    assert (tmp_path / "a.jpg").read_bytes().endswith(b" ")
