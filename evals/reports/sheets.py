"""Contact sheets: of each sample the photo, the words, the truth, and what every editor chose and made of it."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from ...scene.image import Pixels
from ..runs import Row, Run
from .figures import contestants

HEIGHT = 180
"""Pixels of the small pictures that the page holds."""
NARROWEST = 120
"""Pixels that a caption has at least."""
TRUTH, CHOICE = (230, 40, 40), (20, 150, 235)
IOU = "IoU of what was chosen"


def sheets(run: Run, most: int, beside: Path) -> str:
    """HTML of the first `most` samples of each dataset in its own order, so that nobody picked them; links go to the
    full pictures where `beside`, the page's folder, lets them be relative."""
    return "".join(_dataset(run, note.name, most, beside) for note in run.datasets)


def _dataset(run: Run, dataset: str, most: int, beside: Path) -> str:
    names = [note.name for note in contestants(run)]
    groups: dict[str, list[Row]] = {}
    for row in run.rows:
        if row.dataset == dataset and row.seed == run.seeds[0] and row.editor in names:
            groups.setdefault(row.sample, []).append(row)
    shown = list(groups.values())[:most]
    left = len(groups) - len(shown)
    told = f"The first {len(shown)} samples of {dataset}, in its own order" if left else f"All samples of {dataset}"
    more = f"; {left} more are in the run’s folder" if left else ""
    words = (
        f"{told}{more}. Red: where the edit belongs. Blue: what the editor says that it edited. Controls are left out."
    )
    return f"<p>{escape(words)}</p>{''.join(_sample(run.folder, rows, beside) for rows in shown)}"


def _sample(folder: Path, rows: Sequence[Row], beside: Path) -> str:
    given = rows[0]
    category = f"<span class=tag>{escape(given.category)}</span>" if given.category else ""
    noted = f"<p>The dataset notes: {escape(given.notes)}</p>" if given.notes else ""
    head = f"<h3>{escape(given.sample)} {category}</h3><p class=said>{escape(given.instruction) or '–'}</p>{noted}"
    photo = _opened(folder, given.photo)
    if photo is None:
        return f"<section class=sample>{head}<p>{escape(given.said or 'no picture is kept')}</p></section>"
    pictures = [_figure(photo, "photo", _link(folder, given.photo, beside))]
    truth = _opened(folder, given.truth)
    if truth is not None:
        pictures.append(_figure(_tinted(photo, truth, TRUTH), "truth", None))
    target = _opened(folder, given.target)
    if target is not None:
        pictures.append(_figure(target, "as somebody edited it", _link(folder, given.target, beside)))
    given_row = f"<div class=row>{''.join(pictures)}</div>"
    return f"<section class=sample>{head}{given_row}<div class=row>{_results(folder, rows, beside)}</div></section>"


def _results(folder: Path, rows: Sequence[Row], beside: Path) -> str:
    parts = []
    for row in rows:
        pair = []
        before, chosen, made = (_opened(folder, one) for one in (row.photo, row.chosen, row.picture))
        if chosen is not None and chosen.any() and before is not None:
            pair.append(_figure(_tinted(before, chosen, CHOICE), f"{row.editor}: its choice{_iou(row)}", None))
        told = f"{row.editor}: {row.status}" + ("" if row.seconds is None else f", {row.seconds:.1f} s")
        if made is not None:
            pair.append(_figure(made, told, _link(folder, row.picture, beside)))
        else:
            said = f"<p>{escape(row.said or 'nothing said')}</p>"
            pair.append(f"<figure class=none>{said}<figcaption>{escape(told)}</figcaption></figure>")
        parts.append(f"<div class=pair>{''.join(pair)}</div>")
    return "".join(parts)


def _iou(row: Row) -> str:
    value = row.metrics.get(IOU)
    return "" if value is None else f", IoU {value:.2f}"


def _opened(folder: Path, name: str | None) -> Pixels | None:
    """H×W×3; None where the run keeps none."""
    from PIL import Image

    if name is None or not (folder / name).is_file():
        return None
    with Image.open(folder / name) as opened:
        return np.asarray(opened.convert("RGB"), np.uint8)


def _tinted(photo: Pixels, mask: Pixels, color: tuple[int, int, int]) -> Pixels:
    meant = mask[..., 0] > 127
    if meant.shape != photo.shape[:2]:
        return photo
    out = (photo * 0.55).astype(np.uint8)
    out[meant] = np.rint(photo[meant] * 0.6 + np.array(color) * 0.4).astype(np.uint8)
    return out


def _figure(pixels: Pixels, caption: str, link: str | None) -> str:
    high = min(HEIGHT, pixels.shape[0])
    wide = round(pixels.shape[1] * high / pixels.shape[0])
    picture = f'<img width={wide} height={high} alt="{escape(caption)}" src="{thumbnail(pixels, HEIGHT)}">'
    inner = f'<a href="{escape(link)}">{picture}</a>' if link else picture
    return f"<figure style='width:{max(wide, NARROWEST)}px'>{inner}<figcaption>{escape(caption)}</figcaption></figure>"


def thumbnail(pixels: Pixels, height: int) -> str:
    """A JPEG of that many pixels in height at most, as an address that holds it."""
    from PIL import Image

    image: Any = Image.fromarray(pixels)
    image.thumbnail((image.width, height), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def _link(folder: Path, name: str | None, beside: Path) -> str | None:
    if name is None:
        return None
    from urllib.parse import quote

    return quote(Path(os.path.relpath((folder / name).resolve(), beside.resolve())).as_posix())
