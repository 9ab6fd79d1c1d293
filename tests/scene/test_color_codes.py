"""Colours that a file names by numbers: converted where they can be, told where not."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from scenewright.scene.codec import Untouched, open_photo, save_photo
from scenewright.scene.color_codes import ColorCodes
from scenewright.scene.image import Pixels
from scenewright.scene.srgb import srgb_profile

COLORS: Pixels = np.array([[[255, 255, 255], [128, 128, 128], [200, 100, 50], [90, 160, 110]]] * 4, np.uint8)
IN_SRGB = {
    # Linear light of these codes by the published matrices of the two spaces to sRGB, and sRGB's curve.
    12: [[255, 255, 255], [128, 128, 128], [215, 93, 31], [61, 162, 105]],
    9: [[255, 255, 255], [128, 128, 128], [241, 76, 29], [0, 167, 104]],
}
PQ, HLG, LINEAR = 16, 18, 8


def png(*codes: int, mode: str = "RGB", **options: Any) -> bytes:
    out, extra = BytesIO(), PngImagePlugin.PngInfo()
    extra.add(b"cICP", bytes(codes))
    Image.fromarray(COLORS).convert(mode).save(out, "PNG", pnginfo=extra, **options)
    return out.getvalue()


@pytest.mark.parametrize("transfer", [13, 1, 14])
@pytest.mark.parametrize(("primaries", "name"), [(12, "Display P3"), (9, "BT.2020")])
def test_wide_colours_are_worked_on_in_srgb_and_saved_as_they_came(
    primaries: int, name: str, transfer: int, tmp_path: Path
) -> None:
    photo = open_photo(png(primaries, transfer, 0, 1))
    assert np.abs(photo.pixels[0].astype(int) - IN_SRGB[primaries]).max() <= 2
    assert photo.notes == (f"its colours are in {name}: converted to sRGB to work on, and saved in {name} again",)
    assert photo.native is not None
    file = save_photo(
        photo.pixels, tmp_path / "out.png", photo.source, photo=Untouched(photo.pixels, photo.native)
    ).path
    assert np.array_equal(np.asarray(Image.open(file)), COLORS)
    again = ImageCms.ImageCmsProfile(BytesIO(Image.open(file).info["icc_profile"]))
    assert ImageCms.getProfileDescription(again).strip() == name


def test_a_gamma_of_two_point_two_is_its_own_curve() -> None:
    dark = open_photo(png(9, 4, 0, 1)).pixels[0, 1].tolist()
    assert dark == [129] * 3, "grey 128 at gamma 2.2 is a little lighter in sRGB"


def test_the_colorants_are_those_that_are_published() -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(ColorCodes(12, 13).profile or b"")).profile
    assert profile.red_colorant is not None
    assert profile.green_colorant is not None
    assert profile.blue_colorant is not None
    assert np.allclose(profile.red_colorant[0], (0.51512, 0.2412, -0.00105), atol=2e-4)
    assert np.allclose(profile.green_colorant[0], (0.29198, 0.69225, 0.04189), atol=2e-4)
    assert np.allclose(profile.blue_colorant[0], (0.1571, 0.06657, 0.78407), atol=2e-4)


@pytest.mark.parametrize("transfer", [13, 1, 6])
def test_the_code_of_srgb_says_nothing_and_changes_nothing(transfer: int) -> None:
    photo = open_photo(png(1, transfer, 0, 1))
    assert (photo.notes, photo.native) == ((), None)
    assert np.array_equal(photo.pixels, COLORS)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((9, PQ, 0, 1), "9/16/0/1 (PQ, for displays of high dynamic range)"),
        ((9, HLG, 0, 1), "9/18/0/1 (HLG, for displays of high dynamic range)"),
        ((12, LINEAR, 0, 1), "12/8/0/1"),
        ((12, 13, 0, 0), "12/13/0/0"),
        ((9, 13, 9, 1), "9/13/9/1"),
        ((4, 13, 0, 1), "4/13/0/1"),
    ],
)
def test_a_code_that_is_not_heeded_is_told(codes: tuple[int, ...], told: str) -> None:
    photo = open_photo(png(*codes))
    assert photo.notes == (f"the code of its colours, {told}, is not supported and was ignored",)
    assert np.array_equal(photo.pixels, COLORS)


def test_a_code_goes_before_a_profile_and_one_that_is_not_heeded_leaves_it() -> None:
    heeded = open_photo(png(12, 13, 0, 1, icc_profile=srgb_profile()))
    assert np.abs(heeded.pixels[0].astype(int) - IN_SRGB[12]).max() <= 2
    wide = ColorCodes(12, 13).profile
    left = open_photo(png(9, PQ, 0, 1, icc_profile=wide))
    assert np.array_equal(left.pixels, heeded.pixels)
    assert "PQ" in left.notes[0]
    assert "Display P3" in left.notes[1]


def test_grey_has_no_primaries() -> None:
    photo = open_photo(png(12, 13, 0, 1, mode="L"))
    assert photo.notes == ("grey was converted to RGB",)
    assert photo.pixels[0, 1].tolist() == [128] * 3


@pytest.mark.parametrize("codes", [(), (12,), (12, 13, 0, 1, 0)])
def test_a_chunk_that_is_no_code_says_nothing(codes: tuple[int, ...]) -> None:
    assert open_photo(png(*codes)).notes == ()


def test_heic_that_names_its_colours_by_numbers_is_converted_too() -> None:
    """As some phones write it: without a profile."""
    flat = np.full((64, 64, 3), (200, 100, 50), np.uint8)
    out = BytesIO()
    pillow_heif.from_pillow(Image.fromarray(flat)).save(
        out, quality=100, save_nclx_profile=True, color_primaries=12, transfer_characteristics=13
    )
    photo = open_photo(out.getvalue())
    assert np.abs(photo.pixels[32, 32].astype(int) - IN_SRGB[12][2]).max() <= 6
    assert any("Display P3" in note for note in photo.notes)
