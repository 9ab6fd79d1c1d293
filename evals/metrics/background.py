"""How much of what should have stayed has changed.

As published (SmartEdit, CVPR 2024, and CIELR, arXiv 2510.27335): both pictures and the mask are made small (256×256,
CIELR 512×512), both are multiplied by 1 − the mask in its stored greys, and PSNR, SSIM and MSE run over the whole of
that. So a larger mask gives a higher PSNR for the same damage, by 10·log₁₀(1/(1 − its share)), JPEG specks of a mask
count, and damage finer than the small picture is not seen. As corrected: at the photo's own size, over background
pixels alone, the mask cut in two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.mask import Mask
from .metric import Edit, Metric

RADIUS = 5
"""Pixels that the window of SSIM reaches to each side (Gaussian, 11×11; Wang et al., TIP 2004)."""


def small_mask(edit: Edit, mask: Mask, side: int) -> NDArray[np.uint8]:
    """The stored mask (the truth where none is stored) as the published scorers see it: side×side, grey."""
    from PIL import Image

    grey = mask.array.astype(np.uint8) * 255 if edit.stored is None else edit.stored
    return np.asarray(Image.fromarray(grey).resize((side, side), Image.Resampling.NEAREST))


def small_picture(pixels: Pixels, side: int) -> Pixels:
    """side×side×3, by Pillow's bicubic."""
    from PIL import Image

    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))


def _small(edit: Edit, mask: Mask, side: int) -> tuple[Any, Any]:
    """Both pictures as the published scorers see them: 1×3×side×side, 0…1, zero under the mask."""
    import torch

    kept = 1 - small_mask(edit, mask, side)[..., None].astype(np.float32) / 255
    pictures = [kept * small_picture(pixels, side).astype(np.float32) / 255 for pixels in (edit.original, edit.edited)]
    first, second = (torch.from_numpy(np.ascontiguousarray(one.transpose(2, 0, 1)[None])) for one in pictures)
    return first, second


def _published(name: str, side: int, edit: Edit) -> float | None:
    """None where no background is left; so is SSIM where its data range, the pictures' own, is nothing."""
    if _background(edit) is None:
        return None
    assert edit.truth is not None
    measure = _torchmetrics()
    before, after = _small(edit, edit.truth, side)
    measures: dict[str, Callable[[], Any]] = {
        "PSNR": lambda: measure.image.peak_signal_noise_ratio(after, before, data_range=1.0),
        "SSIM": lambda: measure.image.structural_similarity_index_measure(after, before),
        "MSE": lambda: measure.mean_squared_error(after, before),
    }
    value = float(measures[name]())
    return None if name == "SSIM" and not np.isfinite(value) else value


def _torchmetrics() -> Any:
    """torchmetrics' functions; importing them imports torchvision, which may have to be mended first."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    from torchmetrics import functional

    return functional


def _background(edit: Edit) -> NDArray[np.bool_] | None:
    outside = None if edit.truth is None else ~edit.truth.array
    return outside if outside is not None and outside.any() else None


def mse(edit: Edit) -> float | None:
    """Mean squared difference of background pixels, 0…1."""
    outside = _background(edit)
    if outside is None:
        return None
    difference = (edit.original[outside].astype(np.float64) - edit.edited[outside]) / 255
    return float(np.mean(difference**2))


def psnr(edit: Edit) -> float | None:
    """dB over background pixels; infinite where none has changed."""
    error = mse(edit)
    if error is None:
        return None
    return float("inf") if error == 0 else float(-10 * np.log10(error))


def ssim(edit: Edit) -> float | None:
    """The mean of SSIM's map over the pixels whose window lies in the background."""
    import torch

    if edit.truth is None:
        return None
    clear = ~edit.truth.grow(RADIUS).array
    if not clear.any():
        return None
    before, after = (
        torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])).float() / 255
        for pixels in (edit.original, edit.edited)
    )
    similarity = _torchmetrics().image.structural_similarity_index_measure
    _, found = similarity(after, before, data_range=1.0, return_full_image=True)
    return float(found[0].mean(dim=0).numpy()[clear].mean())


def lpips(edit: Edit, net: Literal["alex", "vgg"] = "alex") -> float | None:
    """LPIPS (the authors' weights) of the whole pictures with the original put back under the mask."""
    from ..lpips import SMALLEST
    from ..lpips import lpips as distance

    if _background(edit) is None or min(edit.original.shape[:2]) < SMALLEST:
        return None
    assert edit.truth is not None
    return distance(edit.original, np.where(edit.truth.array[..., None], edit.original, edit.edited), net=net)


def changed(edit: Edit) -> float | None:
    """Share of background pixels that are another colour than before, in per cent."""
    outside = _background(edit)
    if outside is None:
        return None
    return 100 * float((edit.original[outside] != edit.edited[outside]).any(axis=1).mean())


def _as_published(name: str, side: int, whose: str, digits: int) -> Metric:
    return Metric(
        f"background {name} @{side}, as published",
        f"{whose}: {side}×{side}, zero under the mask, over all pixels (torchmetrics)",
        "lower" if name == "MSE" else "higher",
        partial(_published, name, side),
        digits,
        "background, as published",
    )


PUBLISHED = tuple(
    _as_published(name, side, whose, digits)
    for side, whose in ((256, "SmartEdit's Reason-Edit"), (512, "CIELR"))
    for name, digits in (("PSNR", 2), ("SSIM", 4), ("MSE", 5))
)

_GROUP = "background, corrected"
CORRECTED = (
    Metric("background PSNR", "dB over background pixels at full size", "higher", psnr, 2, _GROUP),
    Metric("background SSIM", "SSIM's map (11×11) where its window lies in the background", "higher", ssim, 4, _GROUP),
    Metric("background MSE", "over background pixels at full size, 0…1", "lower", mse, 6, _GROUP),
    Metric("background LPIPS", "AlexNet, v0.1, the original put back under the mask", "lower", lpips, 4, _GROUP),
    Metric("background changed %", "background pixels of another colour than before", "lower", changed, 2, _GROUP),
)

VGG = Metric(
    "background LPIPS (VGG)",
    "VGG-16, v0.1, the original put back under the mask",
    "lower",
    partial(lpips, net="vgg"),
    4,
    _GROUP,
)
"""Apart: some ten times slower than over AlexNet."""
