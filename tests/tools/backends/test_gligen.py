"""GLIGEN on tiny random models: where things are drawn, whatever they look like."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.generators import Placed, Stopped
from scenewright.tools.running import Drawing, Running
from scenewright.tools.toolbox import Toolbox, Toolset

CPU = Running(device="cpu")
BOX = Box(8, 8, 56, 48)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """As large as the tiny models draw: 64×64."""
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[::8, ::8])


@pytest.fixture(scope="module")
def gligen(tiny: Callable[..., Path]) -> Callable[..., Any]:
    from scenewright.tools.backends.gligen import Gligen, open_gligen

    opened: dict[str, Any] = {}

    def generator(builder: str = "build", **taste: Any) -> Any:
        if builder not in opened:
            opened[builder] = open_gligen(Checkpoint(str(tiny("gligen", builder))), CPU, Drawing())[0]
        return Gligen(opened[builder], Drawing(**{"steps": 2, **taste}))

    return generator


def test_pixels_outside_all_boxes_are_the_backgrounds(gligen, photo):
    wide = np.ascontiguousarray(np.tile(photo, (2, 3, 1)))
    boxes = [Box(0, 40, 60, 128), Box(100, 10, 150, 70)]
    out = gligen().draw(wide, [Placed("a cat", boxes[0]), Placed("a dog", boxes[1])], seed=1)
    outside = np.ones(wide.shape[:2], bool)
    for box in boxes:
        outside[box.slices] = False
        assert np.mean(out[box.slices] != wide[box.slices]) > 0.5
    assert np.array_equal(out[outside], wide[outside])


def test_inside_it_is_what_diffusers_draws(gligen, photo):
    import torch
    from PIL import Image

    generator = gligen()
    pipe, noise = generator._pipe, torch.randn((1, 4, 32, 32), generator=torch.Generator().manual_seed(5))
    with torch.random.fork_rng():
        torch.manual_seed(5)
        drawn = pipe(
            prompt="a cat", gligen_phrases=["a cat"], gligen_boxes=[[8 / 64, 8 / 64, 56 / 64, 48 / 64]],
            gligen_inpaint_image=Image.fromarray(photo), gligen_scheduled_sampling_beta=1.0, latents=noise, height=64,
            width=64, num_inference_steps=2, output_type="np",
        ).images[0]  # fmt: skip
    inner = BOX.pad(-5).slices
    out = generator.draw(photo, [Placed("a cat", BOX)], seed=5)
    assert np.array_equal(out[inner], np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8)[inner])


def test_the_seed_alone_decides_and_nobody_elses_random_numbers_are_touched(gligen, photo):
    import torch

    things = [Placed("a cat", BOX)]
    torch.manual_seed(1)
    one, state = gligen().draw(photo, things, seed=5), torch.get_rng_state()
    torch.manual_seed(1)
    assert torch.equal(state, torch.get_rng_state())
    torch.manual_seed(2)
    assert np.array_equal(one, gligen().draw(photo, things, seed=5))
    assert not np.array_equal(one, gligen().draw(photo, things, seed=6))


def test_an_exemplar_counts_where_the_model_takes_pictures(gligen, photo):
    def differ(builder: str) -> bool:
        generator = gligen(builder)
        one, other = (generator.draw(photo, [Placed("a cat", BOX, look)], seed=5) for look in (None, photo))
        return not np.array_equal(one, other)

    assert differ("build_with_pictures")
    assert not differ("build")


def test_scheduled_sampling_leaves_the_boxes_out_of_later_steps(gligen, photo):
    def drawn(share: float) -> np.ndarray:
        return gligen(grounding=share).draw(photo, [Placed("a cat", BOX)], seed=5)

    assert not np.array_equal(drawn(1.0), drawn(0.5))


def test_phrases_longer_than_the_text_encoder_reads_are_drawn_too(gligen, photo):
    assert gligen().draw(photo, [Placed("a very long phrase " * 20, BOX)]).shape == photo.shape


def test_it_stops_within_a_step(gligen, photo):
    told: list[tuple[int, int]] = []

    def enough(done: int, total: int) -> None:
        told.append((done, total))
        raise Stopped

    with pytest.raises(Stopped):
        gligen().draw(photo, [Placed("a cat", BOX)], watch=enough)
    assert told == [(1, 2)]


def test_thirty_boxes_are_drawn_at_once(gligen, photo):
    boxes = [Box(2 + 10 * (n % 6), 2 + 12 * (n // 6), 10 + 10 * (n % 6), 12 + 12 * (n // 6)) for n in range(30)]
    out = gligen(steps=1).draw(photo, [Placed(f"thing {n}", box) for n, box in enumerate(boxes)])
    inside = np.zeros(photo.shape[:2], bool)
    for box in boxes:
        inside[box.slices] = True
        assert (out[box.slices] != photo[box.slices]).any()
    assert np.array_equal(out[~inside], photo[~inside])


def test_more_things_than_it_can_draw_and_boxes_outside_are_refused(gligen, photo):
    with pytest.raises(ValueError, match="1 to 30 things, but got 31"):
        gligen().draw(photo, [Placed("a cat", BOX)] * 31)
    with pytest.raises(ValueError, match="outside the picture"):
        gligen().draw(photo, [Placed("a cat", Box(0, 0, 80, 80))])


def test_a_model_of_another_kind_is_refused(tiny):
    from scenewright.tools.backends.gligen import open_gligen

    with pytest.raises(ToolError, match="StableDiffusionInpaintPipeline"):
        open_gligen(Checkpoint(str(tiny("stable_diffusion"))), CPU, Drawing())


def test_with_pictures_too_it_is_what_diffusers_draws(gligen, photo):
    import torch
    from PIL import Image

    generator, look = gligen("build_with_pictures"), np.ascontiguousarray(photo[::-1])
    pipe, noise = generator._pipe, torch.randn((1, 4, 32, 32), generator=torch.Generator().manual_seed(5))
    with torch.random.fork_rng():
        torch.manual_seed(5)
        drawn = pipe(
            prompt="a cat", gligen_phrases=["a cat"], gligen_images=[Image.fromarray(look)],
            gligen_boxes=[[8 / 64, 8 / 64, 56 / 64, 48 / 64]], gligen_inpaint_image=Image.fromarray(photo),
            gligen_scheduled_sampling_beta=1.0, latents=noise, height=64, width=64, num_inference_steps=2,
            output_type="np",
        ).images[0]  # fmt: skip
    inner = BOX.pad(-5).slices
    out = generator.draw(photo, [Placed("a cat", BOX, look)], seed=5)
    assert np.array_equal(out[inner], np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8)[inner])


def row(name: str, model: str | Path) -> Any:
    """A toolset whose only tool is a row of the registry, with this model."""
    toolset = Toolset("one", {"layout_generator": name})
    return Toolbox(toolset, models={name: Checkpoint(str(model))}, running=CPU.model_copy(update={"offline": True}))


def test_a_model_that_is_not_here_names_the_command_that_fetches_it():
    with (
        pytest.raises(MissingRequirement, match="hf download nobody/nothing --include"),
        row("gligen-text", "nobody/nothing").lease("layout_generator"),
    ):
        pass


def test_pickles_are_not_loaded(tiny, tmp_path):
    import shutil

    folder = shutil.copytree(tiny("gligen"), tmp_path / "pickled")
    (weights,) = (folder / "unet").glob("*.safetensors")
    weights.rename(weights.with_name("diffusion_pytorch_model.bin"))
    with pytest.raises((ToolError, MissingRequirement)), row("gligen-text", folder).lease("layout_generator"):
        pass


def test_the_row_for_pictures_says_that_it_takes_them(tiny, photo):
    tools = row("gligen-text-image", tiny("gligen", "build_with_pictures"))
    assert "exemplars" in tools.spec("layout_generator").capabilities
    assert "exemplars" not in row("gligen-text", tiny("gligen")).spec("layout_generator").capabilities
