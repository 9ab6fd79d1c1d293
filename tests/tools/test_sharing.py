"""The pool's two memories, and models that several ports hold together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import OutOfMemory, ToolError
from scenewright.tools.fitting import Demand
from scenewright.tools.pool import LoadContext, ModelPool, Shared
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec
from scenewright.tools.toolbox import Toolbox, Toolset

OWL, SAM = Checkpoint("owner/owl"), Checkpoint("owner/sam")


def row(name: str, port: str = "detector", model: Checkpoint | None = None, memory: int = 1) -> BackendSpec:
    return BackendSpec(name, port, "nowhere:load", version="1", memory=memory, model=model)


def lease(port: str) -> Any:
    raise LookupError(port)


class Opened:
    """Counts what is opened; its back-ends are pairs of a row's name and the model they share."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def resolve(self, spec: BackendSpec) -> Callable[[LoadContext], tuple[str, Shared[object] | None]]:
        def load(context: LoadContext) -> tuple[str, Shared[object] | None]:
            return spec.name, None if spec.model is None else context.shared("network", lambda: self._open(spec))

        return load

    def _open(self, spec: BackendSpec) -> object:
        assert spec.model is not None
        self.opened.append(spec.model.name)
        return object()

    def pool(self, budget: int = 10, room: int = 0, **device: int) -> ModelPool:
        """A pool whose device has `room`; `device` names the rows that lie there, and what they take."""

        def demand(spec: BackendSpec, context: LoadContext) -> Demand:
            on = device.get(spec.name)
            return Demand(main=spec.memory) if on is None else Demand(device=on, device_room=room)

        return ModelPool(budget, self.resolve, demand)


def use(pool: ModelPool, *rows: BackendSpec, running: Running | None = None) -> list[Any]:
    models = []
    for one in rows:
        with pool.lease(one, LoadContext({}, lease, one, running or Running())) as model:
            models.append(model)
    return models


def test_one_model_serves_several_ports() -> None:
    opened = Opened()
    (_, first), (_, second) = use(opened.pool(), row("finder", model=OWL), row("grounder", "grounder", OWL))
    assert opened.opened == ["owner/owl"]
    assert first is second


def test_what_runs_otherwise_is_another_model() -> None:
    opened = Opened()
    pool = opened.pool()
    use(pool, row("finder", model=OWL))
    use(pool, row("grounder", "grounder", OWL), running=Running(precision="float16"))
    use(pool, row("other", "grounder", SAM))
    assert opened.opened == ["owner/owl", "owner/owl", "owner/sam"]


def test_a_shared_model_counts_once() -> None:
    opened = Opened()
    pool = opened.pool(budget=5)
    use(pool, row("finder", model=OWL, memory=3), row("grounder", "grounder", OWL, memory=3), row("small", memory=2))
    assert pool.loaded() == ("finder@1", "grounder@1", "small@1")


def test_a_shared_model_goes_with_all_that_hold_it_and_comes_back_once() -> None:
    opened = Opened()
    pool = opened.pool(budget=5)
    finder, grounder = row("finder", model=OWL, memory=3), row("grounder", "grounder", OWL, memory=3)
    use(pool, finder, grounder, row("large", memory=4))
    assert pool.loaded() == ("large@1",)
    use(pool, grounder, finder)
    assert opened.opened == ["owner/owl"] * 2


def test_a_shared_model_stays_while_one_port_works_with_it() -> None:
    opened = Opened()
    pool = opened.pool(budget=3)
    finder, grounder = row("finder", model=OWL, memory=3), row("grounder", "grounder", OWL, memory=3)
    use(pool, finder)
    with pool.lease(grounder, LoadContext({}, lease, grounder)):
        use(pool, row("large", memory=3))
        use(pool, finder)
    assert opened.opened == ["owner/owl"]


def test_threads_that_want_one_model_for_two_ports_open_it_once() -> None:
    opened, gate = Opened(), threading.Barrier(2)
    pool = opened.pool()

    def work(one: BackendSpec) -> Any:
        gate.wait(10)
        return use(pool, one)[0][1]

    with ThreadPoolExecutor(2) as threads:
        shared = set(threads.map(work, [row("finder", model=OWL), row("grounder", "grounder", OWL)]))
    assert len(shared) == 1
    assert opened.opened == ["owner/owl"]


def test_a_model_that_could_not_be_opened_is_tried_again() -> None:
    tries = []

    def load(context: LoadContext) -> Any:
        def open() -> object:
            tries.append(1)
            if len(tries) == 1:
                raise ToolError("cut short")
            return object()

        return context.shared("network", open)

    pool = ModelPool(10, lambda spec: load, lambda spec, context: Demand())
    with pytest.raises(ToolError, match="cut short"):
        use(pool, row("finder", model=OWL))
    use(pool, row("finder", model=OWL))
    assert len(tries) == 2


def test_the_devices_memory_counts_apart() -> None:
    pool = Opened().pool(budget=2, room=8, owl=5, sam=5)
    use(pool, row("small", memory=2), row("owl"))
    assert pool.loaded() == ("small@1", "owl@1"), "each has its own memory"
    use(pool, row("sam"))
    assert pool.loaded() == ("small@1", "sam@1"), "the device was full, and main memory was not"
    use(pool, row("other", memory=1))
    assert pool.loaded() == ("sam@1", "other@1"), "main memory was full, and the device was not"


def test_a_model_larger_than_the_device_loads_alone_there() -> None:
    pool = Opened().pool(budget=2, room=8, owl=5, huge=50)
    use(pool, row("small", memory=2), row("owl"), row("huge"))
    assert pool.loaded() == ("small@1", "huge@1")


def test_what_can_be_put_away_is() -> None:
    pool = Opened().pool()
    kept = row("kept")
    with pool.lease(kept, LoadContext({}, lease, kept)):
        use(pool, row("other"))
        pool.put_away()
        assert pool.loaded() == ("kept@1",)


SIZED = "scenewright.tools.backends.scripted_generators:load_sized_inpainter"


def sized(most: int, **running: Any) -> Toolbox:
    """A toolbox whose inpainter draws at 1024 pixels where memory allows it, and finds it has only for `most`."""
    one = BackendSpec("sized", "inpainter", SIZED, "1", model=Checkpoint(str(most)))
    return Toolbox(Toolset("mine", {"inpainter": "sized"}), rows=[one], running=Running(device="cpu", **running))


def draw(toolbox: Toolbox) -> int:
    """The side at which it was drawn."""
    import numpy as np

    from scenewright.scene.geometry import Box
    from scenewright.scene.mask import Mask

    with toolbox.lease("inpainter") as inpainter:
        inpainter.fill(np.zeros((8, 8, 3), np.uint8), Mask.from_box(Box(2, 2, 4, 4), 8, 8))
        return int(inpainter.side)


def test_with_enough_memory_nothing_is_done_otherwise() -> None:
    toolbox = sized(2048)
    before = toolbox.spec("inpainter").id
    assert toolbox.within_memory(lambda: draw(toolbox)) == 1024
    assert toolbox.economies([before]) == ()
    assert toolbox.spec("inpainter").id == before == "sized@1"


def test_want_of_memory_is_met_with_smaller_plans_that_are_kept_and_told() -> None:
    toolbox, tries = sized(512), []
    assert toolbox.within_memory(lambda: tries.append(1) or draw(toolbox)) == 512
    assert len(tries) == 4, "as it was, alone, in tiles, at half the size"
    id = toolbox.spec("inpainter").id
    assert id.startswith("sized@1+"), "what is drawn otherwise is told apart in hashes and records"
    told = "memory ran out for the inpainter: drawn at 512 pixels instead of 1024, decoded in tiles"
    assert toolbox.economies([id, "another@1"]) == (told,)
    assert toolbox.economies(["another@1"]) == ()
    tries.clear()
    toolbox.within_memory(lambda: tries.append(1) or draw(toolbox))
    assert len(tries) == 1


def test_at_the_end_it_says_what_would_fit() -> None:
    toolbox = sized(100)
    with pytest.raises(
        OutOfMemory, match=r"even drawn smaller, decoded in tiles; what would fit: .*smaller photo"
    ) as end:
        toolbox.within_memory(lambda: draw(toolbox))
    assert (end.value.port, end.value.__cause__) == ("inpainter", None)


def test_without_a_plan_of_its_own_a_back_end_is_tried_once_more_alone() -> None:
    from scenewright.tools.backends.scripted_generators import ShortInpainter

    tries: list[int] = []

    def work(toolbox: Toolbox) -> None:
        tries.append(1)
        import numpy as np

        from scenewright.scene.mask import Mask

        with toolbox.lease("inpainter") as inpainter:
            inpainter.fill(np.zeros((8, 8, 3), np.uint8), Mask.empty(8, 8))

    for times, tried in ((0, 1), (1, 2)):
        tries.clear()
        toolbox = Toolbox.of(inpainter=ShortInpainter(times, RuntimeError("MPS backend out of memory")))
        toolbox.within_memory(lambda toolbox=toolbox: work(toolbox))
        assert len(tries) == tried
    toolbox = Toolbox.of(inpainter=ShortInpainter(9, MemoryError("no more")))
    with pytest.raises(OutOfMemory, match="the inpainter ShortInpainter@by-hand ran out of memory"):
        toolbox.within_memory(lambda: work(toolbox))


def test_other_errors_pass_through_a_lease_as_they_are() -> None:
    toolbox = Toolbox.of(inpainter=object())
    with pytest.raises(RuntimeError, match="wrong shape"), toolbox.lease("inpainter"):
        raise RuntimeError("wrong shape")
