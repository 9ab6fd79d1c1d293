"""How tiny random models run: held once for several ports, stopped within a step, offloaded with the same pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.generators import Stopped
from scenewright.tools.pool import ModelPool
from scenewright.tools.running import Drawing, Running
from scenewright.tools.specs import BackendSpec
from scenewright.tools.toolbox import Toolbox, Toolset

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

PHOTO = np.random.default_rng(5).integers(0, 256, (64, 64, 3), np.uint8)
HOLE = Mask.from_box(Box(20, 20, 44, 44), 64, 64)
CPU = Running(device="cpu", offline=True)


def tools(*rows: BackendSpec, **more: Any) -> Toolbox:
    toolset = Toolset("mine", {row.port: row.name for row in rows})
    return Toolbox(toolset, ModelPool(), rows=rows, running=CPU, **more)


@pytest.fixture(scope="module")
def sd15(tiny) -> BackendSpec:
    factory = "scenewright.tools.backends.diffusers_inpaint:load"
    model = Checkpoint(str(tiny("stable_diffusion")))
    return BackendSpec("sd", "inpainter", factory, "1", requires=("torch",), model=model)


def owl(port: str, folder: Path) -> BackendSpec:
    factory = f"scenewright.tools.backends.owlv2:load_{port}"
    return BackendSpec("owl", port, factory, "1", requires=("torch",), model=Checkpoint(str(folder)))


def test_one_owl_is_detector_and_grounder(tiny) -> None:
    folder = tiny("grounding", "build_owlv2")
    toolbox = tools(owl("detector", folder), owl("grounder", folder))
    with toolbox.lease("detector") as detector, toolbox.lease("grounder") as grounder, detector._use() as looks:
        assert looks.finder is grounder.looks.finder
    assert len(toolbox.pool.loaded()) == 2


@pytest.fixture
def steps(sd15: BackendSpec):
    """Draws with a tiny model in four steps under a watch; gives how often its UNet was asked."""

    def draw(watch) -> tuple[int, Any]:
        toolbox, asked = tools(sd15, drawing=Drawing(steps=4)), []
        with toolbox.lease("inpainter") as inpainter:
            inpainter._pipe.unet.register_forward_pre_hook(lambda *given: asked.append(1))
            try:
                inpainter.fill(PHOTO, HOLE, prompt="a red hat", watch=watch)
                stopped = False
            except Stopped:
                stopped = True
        return len(asked), stopped

    return draw


def test_a_generator_is_stopped_within_one_step(steps) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 1:
            raise Stopped

    assert steps(stop) == (1, True)
    assert told == [(1, 4)]
    told.clear()
    assert steps(lambda done, total: told.append((done, total))) == (4, False)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_stopped_generator_draws_as_if_it_had_never_begun(sd15: BackendSpec) -> None:
    def stop(done: int, total: int) -> None:
        raise Stopped

    toolbox = tools(sd15, drawing=Drawing(steps=2))
    with toolbox.lease("inpainter") as inpainter:
        before = inpainter.fill(PHOTO, HOLE, prompt="a red hat", seed=3)
        with pytest.raises(Stopped):
            inpainter.fill(PHOTO, HOLE, prompt="a red hat", seed=3, watch=stop)
        assert np.array_equal(inpainter.fill(PHOTO, HOLE, prompt="a red hat", seed=3), before)


def _layer_by_layer(pipe: Any) -> None:
    """What `enable_sequential_cpu_offload` does; that calls the CPU `cpu:0`, over which accelerate stumbles."""
    from accelerate import cpu_offload

    for part in (pipe.text_encoder, pipe.unet, pipe.vae):
        cpu_offload(part, torch.device("cpu"), offload_buffers=len(part._parameters) > 0)


WAYS = {"model": lambda pipe: pipe.enable_model_cpu_offload(device="cpu"), "sequential": _layer_by_layer}


@pytest.mark.parametrize("offload", WAYS)
def test_what_waits_in_main_memory_changes_no_pixel(sd15: BackendSpec, offload: str) -> None:
    """The CPU stands in for the device: the hooks that bring parts there and take them back are the same."""
    drawing, drawn = Drawing(steps=2), []
    for waits in (False, True):
        with tools(sd15, drawing=drawing).lease("inpainter") as inpainter:
            if waits:
                WAYS[offload](inpainter._pipe)
                hooks = [one for one in inpainter._pipe.unet.modules() if hasattr(one, "_hf_hook")]
                assert len(hooks) == 1 if offload == "model" else len(hooks) > 10  # the whole part, or every layer
            for seed in (1, 2):
                drawn.append(inpainter.fill(PHOTO, HOLE, prompt="a red hat", seed=seed))
    assert np.array_equal(drawn[0], drawn[2])
    assert np.array_equal(drawn[1], drawn[3])
    assert not np.array_equal(drawn[0], drawn[1])


def test_where_memory_runs_out_in_the_work_a_smaller_plan_draws_and_says_so(sd15: BackendSpec) -> None:
    """PyTorch's allocator refuses the UNet's work as often as it takes to come down to tiles and half the side."""
    toolbox, asked = tools(sd15, drawing=Drawing(steps=2)), []

    def fill() -> Any:
        with toolbox.lease("inpainter") as inpainter:
            asked.append(inpainter.side)

            def refuse(*given: Any) -> None:
                if inpainter.side == 64:
                    raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried 1 TiB")

            hook = inpainter._pipe.unet.register_forward_pre_hook(refuse)
            try:
                return inpainter.fill(PHOTO, HOLE, prompt="a red hat")
            finally:
                hook.remove()

    drawn = toolbox.within_memory(fill)
    assert asked[-1] == 32
    assert np.array_equal(drawn[~HOLE.array], PHOTO[~HOLE.array])
    assert not np.array_equal(drawn[HOLE.array], PHOTO[HOLE.array])
    (told,) = toolbox.economies([toolbox.spec("inpainter").id])
    assert "drawn at 32 pixels instead of 64" in told
    assert "decoded in tiles" in told


def test_half_precision_draws_nearly_what_single_precision_does(sd15: BackendSpec) -> None:
    """bfloat16 keeps 8 bits: shades differ by little, and the model's files stay as they are."""
    drawn = []
    for precision in ("float32", "bfloat16"):
        running = CPU.model_copy(update={"precision": precision})
        toolbox = Toolbox(Toolset("mine", {"inpainter": "sd"}), rows=[sd15], running=running, drawing=Drawing(steps=2))
        with toolbox.lease("inpainter") as inpainter:
            assert {str(one.dtype) for one in inpainter._pipe.vae.parameters()} == {f"torch.{precision}"}
            drawn.append(inpainter.fill(PHOTO, HOLE, prompt="a red hat")[HOLE.array].astype(int))
    assert 0 < np.abs(drawn[0] - drawn[1]).mean() < 8


def test_settings_that_save_memory_reach_the_model(sd15: BackendSpec) -> None:
    running = CPU.model_copy(update={"tiling": True, "scale": 0.5, "precision": "bfloat16"})
    toolset = Toolset("mine", {"inpainter": "sd"})
    whole, toolbox = tools(sd15), Toolbox(toolset, rows=[sd15], running=running)
    with toolbox.lease("inpainter") as inpainter, whole.lease("inpainter") as usual:
        assert inpainter._pipe.vae.use_tiling
        assert inpainter._pipe.unet.dtype is torch.bfloat16
        assert inpainter.side == usual.side // 2
        drawn = inpainter.fill(PHOTO, HOLE, prompt="a red hat")
    assert np.array_equal(drawn[~HOLE.array], PHOTO[~HOLE.array])
    assert toolbox.spec("inpainter").id != whole.spec("inpainter").id
