"""`bench drift`: how far pixels that no turn was about have moved from the photo after 20 and after 200 turns.

The controls show what saving the whole picture anew does each turn: they get our picture where turns may change
something, keep their own everywhere else, and pass all of it through a codec. `resampled` is down to a long side of 512
and up again, as around editors that work at that size. What a diffusion model's auto-encoder does is not measured: no
package carries the weights of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from ...scene.geometry import Box
from ...scene.image import Pixels
from ..editors.controls import DoNothing
from ..editors.toolset import usual
from ..reports.content import WARNING
from .answers import Answer, Contestant, answers
from .drift import NAME
from .known import Agreeable
from .sheets import Strip, cropped, write
from .writing import photos_of, rows_of

AFTER = (1, 5, 20, 100, 200)
CAP = 60.0
Codec = Callable[[Pixels], Pixels]


@dataclass(frozen=True, slots=True)
class Moved:
    """Of the untouched pixels, against the photo: mean and largest difference (8-bit levels), PSNR in dB (60 for none
    at all), per cent that differ."""

    mean: float
    largest: int
    psnr: float
    share: float


def line(folder: Path, toolset: str = "embedded") -> tuple[Contestant, ...]:
    """Ours, with everything in the picture known: the words are to be carried out, not to be found."""
    scenes = {row["id"]: {"scene": row["scene"]} for row in rows_of(folder, NAME) if "scene" in row}
    return (Contestant(Agreeable("ours", usual(toolset), scenes)),)


def run(folder: Path, kept: Path, contestants: Sequence[Contestant] | None = None, sheet: Path | None = None) -> str:
    """Markdown: drift by turns, then what became of the turns."""
    found = list(answers(folder, NAME, contestants or line(folder), kept))
    if sheet is not None:
        write(strips(found), photos_of(folder), sheet)
    return f"{table(found)}\n\n{told(found)}"


def jpeg(quality: int) -> Codec:
    """Through a JPEG file of that quality, its colours at half the size (4:2:0)."""

    def codec(pixels: Pixels) -> Pixels:
        buffer = BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling=2)
        return np.asarray(Image.open(BytesIO(buffer.getvalue())).convert("RGB"), np.uint8)

    return codec


def resampled(side: int) -> Codec:
    """Down to a long side of so many pixels, and up again."""

    def codec(pixels: Pixels) -> Pixels:
        image = Image.fromarray(pixels)
        scale = side / max(image.size)
        small = image.resize((round(scale * image.width), round(scale * image.height)), Image.Resampling.LANCZOS)
        return np.asarray(small.resize(image.size, Image.Resampling.LANCZOS), np.uint8)

    return codec


def _kept(pixels: Pixels) -> Pixels:
    """What is not saved anew: outside of what turns may change it stays the photo, as of who does nothing."""
    return pixels


CODECS: Mapping[str, Codec] = {
    "saved as JPEG 95 each turn": jpeg(95),
    "saved as JPEG 75 each turn": jpeg(75),
    "resampled to 512 and back each turn": resampled(512),
}


def pictures(session: Sequence[Answer], codec: Codec | None) -> Iterator[Pixels]:
    """The picture after each turn of an editor that saves it with this codec, ours where turns may change something."""
    reach = session[0].sample.truth()
    own = session[0].sample.pixels()
    for answer in session:
        if codec is None or reach is None:
            yield answer.after
        else:
            own = codec(np.where(reach.array[..., None], answer.after, own))
            yield own


def moved(photo: Pixels, picture: Pixels, reach: np.ndarray) -> Moved:
    """Outside `reach` (H×W bool)."""
    differences = np.abs(photo[~reach].astype(int) - picture[~reach])
    error = float((differences.astype(float) ** 2).mean()) / 255**2
    return Moved(
        float(differences.mean()),
        int(differences.max(initial=0)),
        CAP if error == 0 else min(CAP, -10 * float(np.log10(error))),
        100 * float(differences.any(axis=1).mean()),
    )


def sessions(found: Sequence[Answer]) -> list[list[Answer]]:
    """The turns of each editor and session, in order."""
    groups: dict[tuple[str, str | None], list[Answer]] = {}
    for one in found:
        groups.setdefault((one.editor, one.sample.session), []).append(one)
    return list(groups.values())


def table(found: Sequence[Answer]) -> str:
    """Means over sessions; the largest difference is of all. Nothing can be better than doing nothing here: marked."""
    lines = [
        f"| picture | turns | mean difference (8-bit levels) {WARNING} | largest | PSNR {WARNING} "
        f"| pixels that differ (%) {WARNING} |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, codec in {found[0].editor: None, DoNothing.name: _kept, **CODECS}.items():
        at: dict[int, list[Moved]] = {}
        for session in sessions(found):
            reach, photo = session[0].sample.truth(), session[0].sample.pixels()
            assert reach is not None
            for turn, picture in enumerate(pictures(session, codec), 1):
                if turn in AFTER:
                    at.setdefault(turn, []).append(moved(photo, picture, reach.array))
        lines += [f"| {name} | {turn} | {_means(every)} |" for turn, every in at.items()]
    return "\n".join(lines)


def strips(found: Sequence[Answer]) -> list[Strip]:
    """Of each session the middle of the picture, enlarged: the photo, and each way of saving after the last turn."""
    shown = []
    for session in sessions(found):
        photo = session[0].sample.pixels()
        last = [list(pictures(session, codec))[-1] for codec in (None, *CODECS.values())]
        middle = Box.centered((photo.shape[1] / 2, photo.shape[0] / 2), photo.shape[1] // 4, photo.shape[0] // 4)
        told = ", ".join(("the photo", session[0].editor, *CODECS))
        words = f"{session[0].sample.session}, after {len(session)} turns: {told}"
        shown.append(Strip(words, tuple(cropped(one, middle, 0) for one in (photo, *last))))
    return shown


def _means(every: Sequence[Moved]) -> str:
    mean, psnr, share = (np.mean([getattr(one, name) for one in every]) for name in ("mean", "psnr", "share"))
    shown = f"{psnr:.1f} dB" if psnr < CAP else "unchanged"
    return f"{mean:.2f} | {max(one.largest for one in every)} | {shown} | {share:.1f}"


def told(found: Sequence[Answer]) -> str:
    """What became of the turns, and whether the picture is the photo again wherever everything was taken back."""
    rest = [one for one in found if one.row["rest"]]
    same = sum(np.array_equal(one.after, one.sample.pixels()) for one in rest)
    done = sum(one.done for one in found)
    last = max(one.sample.turn for one in found)
    return (
        f"{len(sessions(found))} sessions of {last} turns: {done} of {len(found)} turns changed the picture; after "
        f"{same} of the {len(rest)} turns that take everything back it is the photo again, byte for byte."
    )
