"""What generators cost beyond the library that runs them: our call over diffusers' own, with random weights.

Speed does not depend on weights. On CUDA the model has its full size (512×512 pixels), on the CPU a quarter of its
widths at 256×256. Both sides take turns in one run; seconds are medians, and so are the ratios of neighbours.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.checkpoints import Checkpoint
from ..tools.running import Drawing, Running
from ..tools.specs import Toolset
from ..tools.toolbox import Toolbox

SIDES = {"full": 512, "reduced": 256}
"""Pixels at which the model draws."""
STEPS = {"full": 30, "reduced": 6}
SMALL, LARGE = (1155, 866), (4000, 3000)
"""One megapixel and twelve, width and height."""
ROUNDS = 5
WORDS, SPECIFIC = "a red hat", ("a red hat", "a green coat", "a blue sky")
RUNNING = Running(offline=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: seconds (or bytes) on both sides, and the ratios of neighbours."""

    what: str
    ours: tuple[float, ...]
    other: tuple[float, ...]
    goal: str
    unit: str = "s"

    @property
    def line(self) -> str:
        ratio = median(one / two for one, two in zip(self.ours, self.other, strict=True))
        ours, other = (f"{median(side):.3g} {self.unit}" for side in (self.ours, self.other))
        return f"| {self.what} | {ours} | {other} | {ratio:.3f} | {self.goal} |"


class Case(NamedTuple):
    """A photo of the model's own size with a hole whose crop is all of it: nothing is cropped or resized."""

    photo: Pixels
    hole: Mask

    @classmethod
    def of(cls, side: int) -> Case:
        hole = Box(side // 4, side // 5, side - side // 4, side - side // 5)
        return cls(_photo((side, side)), Mask.from_box(hole, side, side))


def run(rounds: int = ROUNDS) -> str:
    """The table, in Markdown."""
    device, size = _device()
    with TemporaryDirectory() as kept:
        rows = list(_rows(Path(kept), size, rounds))
    model = f"Stable Diffusion 1.5 with random weights, {size} size, {SIDES[size]} pixels, {STEPS[size]} steps"
    rest = "" if size == "full" else "; not yet measured on CUDA"
    table = ["| what | it | beside | ratio | goal |", "| --- | --- | --- | --- | --- |", *(row.line for row in rows)]
    return "\n".join([f"{device}: {model}{rest}.", "", *table])


def _device() -> tuple[str, str]:
    """Its name, and the size of model that it can measure."""
    import torch

    if torch.cuda.is_available():
        return torch.cuda.get_device_name(), "full"
    return f"CPU ({platform.machine()}, {torch.get_num_threads()} threads)", "reduced"


def _rows(folder: Path, size: Any, rounds: int) -> Iterator[Row]:
    from .random_models import instruct_pix2pix, stable_diffusion

    steps, case = STEPS[size], Case.of(SIDES[size])
    model = stable_diffusion.build(folder / "inpaint", size)
    yield _second_call(model, steps, case, rounds)
    with _leased(model, steps) as inpainter:
        yield _against_bare(inpainter, _bare(_bare_pipe(model), steps), case, rounds)
        yield _against_smaller(inpainter, rounds)
    yield _memory(model, steps, SIDES[size])
    yield _batched(instruct_pix2pix.build(folder / "edit", size), steps, case.photo, rounds)


def _toolbox(model: Path, steps: int) -> Toolbox:
    checkpoint = Checkpoint(str(model))
    toolset = Toolset("measured", {"inpainter": "sd15-inpaint"})
    return Toolbox(toolset, models={"sd15-inpaint": checkpoint}, running=RUNNING, drawing=Drawing(steps=steps))


@contextmanager
def _leased(model: Path, steps: int) -> Iterator[Any]:
    toolbox = _toolbox(model, steps)
    with toolbox.lease("inpainter") as inpainter:
        yield inpainter
    toolbox.close()


def _second_call(model: Path, steps: int, case: Case, rounds: int) -> Row:
    """The first call opens the model; the second one on the same picture finds it open."""
    first, second = zip(*(_twice(_toolbox(model, steps), case) for _ in range(rounds)), strict=True)
    return Row("second call on a picture over the first, which opens the model", second, first, "")


def _twice(toolbox: Toolbox, case: Case) -> tuple[float, float]:
    taken = _seconds(partial(_fill, toolbox, case)), _seconds(partial(_fill, toolbox, case))
    toolbox.close()
    return taken


def _fill(toolbox: Toolbox, case: Case) -> Pixels:
    with toolbox.lease("inpainter") as inpainter:
        return np.asarray(inpainter.fill(case.photo, case.hole, prompt=WORDS))


def _against_bare(inpainter: Any, bare: Callable[[Case], Pixels], case: Case, rounds: int) -> Row:
    ours, other = _paired(partial(inpainter.fill, *case, prompt=WORDS), partial(bare, case), rounds)
    return Row("our call over the bare call", ours, other, "≤ 1.03")


def _against_smaller(inpainter: Any, rounds: int) -> Row:
    """The same hole, in pixels, in a photo of twelve megapixels and in one of one."""
    hole = Box(400, 300, 600, 500)
    large, small = (
        partial(inpainter.fill, _photo(size), Mask.from_box(hole, *size), prompt=WORDS) for size in (LARGE, SMALL)
    )
    ours, other = _paired(large, small, rounds)
    return Row("a photo of 12 megapixels over one of 1, the same hole", ours, other, "≤ 1.2")


def _batched(model: Path, steps: int, photo: Pixels, rounds: int) -> Row:
    """SANE's estimates of a step in one call, and in a call each."""
    from ..tools.backends.instruct_pix2pix import InstructPix2Pix, open_editor

    drawing = Drawing(steps=steps)
    pipe, _ = open_editor(Checkpoint(str(model)), RUNNING, drawing)
    single = RUNNING.model_copy(update={"batch": 1})
    whole, alone = (InstructPix2Pix(pipe, running, drawing) for running in (RUNNING, single))
    asked: dict[str, Any] = {"instruction": WORDS, "specific": SPECIFIC}
    ours, other = _paired(lambda: whole.edit(photo, **asked), lambda: alone.edit(photo, **asked), rounds)
    return Row("SANE's estimates of a step batched over one by one", ours, other, "≤ 0.6 on CUDA")


def _memory(model: Path, steps: int, side: int) -> Row:
    """The most memory that a process took: of the device on CUDA, of the machine on the CPU."""
    ours, other = (_peak(name, model, steps, side) for name in ("ours", "bare"))
    return Row("peak memory over the bare call's", (ours / 2**30,), (other / 2**30,), "", "GiB")


def _peak(name: str, model: Path, steps: int, side: int) -> float:
    program = f"from {__name__} import peak; peak({name!r}, {str(model)!r}, {steps}, {side})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=1800, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def peak(name: str, model: str, steps: int, side: int) -> None:
    """Print the bytes that this process took at the most for one call of `ours` or of the `bare` one; in a process of
    its own."""
    import resource

    import torch

    if name == "ours":
        _fill(_toolbox(Path(model), steps), Case.of(side))
    else:
        _bare(_bare_pipe(Path(model)), steps)(Case.of(side))
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(torch.cuda.max_memory_allocated() if torch.cuda.is_available() else taken))


def _bare_pipe(model: Path) -> Any:
    """As diffusers' own documentation opens it, in the precision that ours has."""
    from ..tools.backends.diffusers_opening import library
    from ..tools.backends.torch_running import device_of, dtype_of

    device = device_of(RUNNING)
    pipe = library().StableDiffusionInpaintPipeline.from_pretrained(str(model), dtype=dtype_of(RUNNING, device))
    pipe.set_progress_bar_config(disable=True)
    return pipe.to(device)


def _bare(pipe: Any, steps: int) -> Callable[[Case], Pixels]:
    import torch
    from PIL import Image

    def call(case: Case) -> Pixels:
        result = pipe(
            prompt=WORDS,
            image=Image.fromarray(case.photo),
            mask_image=Image.fromarray(np.where(case.hole.array, 255, 0).astype(np.uint8)),
            width=case.photo.shape[1],
            height=case.photo.shape[0],
            num_inference_steps=steps,
            generator=torch.Generator("cpu").manual_seed(0),
        )
        return np.asarray(result.images[0])

    return call


Seconds = tuple[float, ...]


def _paired(one: Callable[[], Any], two: Callable[[], Any], rounds: int) -> tuple[Seconds, Seconds]:
    """Seconds of both, taken in turns; each was called once before."""
    one(), two()
    taken = [(_seconds(one), _seconds(two)) for _ in range(rounds)]
    return tuple(first for first, _ in taken), tuple(second for _, second in taken)


def _seconds(call: Callable[[], Any]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def _photo(size: tuple[int, int]) -> Pixels:
    """Smooth noise (H×W×3) of `size` (width, height)."""
    import cv2

    coarse = np.random.default_rng(0).integers(0, 256, (size[1] // 16, size[0] // 16, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)
