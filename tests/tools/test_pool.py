"""Models in memory: loaded when first leased, dropped oldest first, never while leased."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.tools.errors import ToolError
from scenewright.tools.pool import LoadContext, ModelPool
from scenewright.tools.specs import BackendSpec


@contextlib.contextmanager
def _nothing(port: str) -> Iterator[Any]:
    raise LookupError(port)
    yield


CONTEXT = LoadContext(weights={}, lease=_nothing)


def spec(name: str, memory: int = 1) -> BackendSpec:
    return BackendSpec(name, "detector", "nowhere:load", version="1", memory=memory)


@dataclass
class Factories:
    """Stands where `resolve` stands: makes a fresh object per load and counts the loads."""

    loads: list[str] = field(default_factory=list)

    def __call__(self, row: BackendSpec) -> Callable[[LoadContext], object]:
        def load(context: LoadContext) -> object:
            self.loads.append(row.name)
            return object()

        return load


def _use(pool: ModelPool, *rows: BackendSpec) -> None:
    for row in rows:
        with pool.lease(row, CONTEXT):
            pass


def test_nothing_is_loaded_before_the_first_lease() -> None:
    factories = Factories()
    pool = ModelPool(10, factories)
    lease = pool.lease(spec("a"), CONTEXT)
    assert factories.loads == []
    with lease:
        assert factories.loads == ["a"]


def test_a_model_is_loaded_once_and_leased_again() -> None:
    factories = Factories()
    pool = ModelPool(10, factories)
    with pool.lease(spec("a"), CONTEXT) as first, pool.lease(spec("a"), CONTEXT) as second:
        assert first is second
    _use(pool, spec("a"))
    assert factories.loads == ["a"]


def test_the_least_recently_used_goes_first() -> None:
    pool = ModelPool(2, Factories())
    _use(pool, spec("a"), spec("b"), spec("a"), spec("c"))
    assert pool.loaded() == ("a@1", "c@1")


def test_a_leased_model_stays_and_goes_when_its_lease_ends() -> None:
    pool = ModelPool(1, Factories())
    with pool.lease(spec("a"), CONTEXT):
        _use(pool, spec("b"))
        with pool.lease(spec("c"), CONTEXT):
            assert pool.loaded() == ("a@1", "c@1")
    assert pool.loaded() == ("c@1",)


def test_a_model_larger_than_the_budget_loads_alone_and_stays_until_another_comes() -> None:
    factories = Factories()
    pool = ModelPool(10, factories)
    _use(pool, spec("small"), spec("huge", 99), spec("huge", 99))
    assert factories.loads == ["small", "huge"]
    assert pool.loaded() == ("huge@1",)
    _use(pool, spec("small"))
    assert pool.loaded() == ("small@1",)


def test_room_is_made_before_the_next_model_is_loaded() -> None:
    held: list[tuple[str, ...]] = []

    def loading(row: BackendSpec) -> Callable[[LoadContext], object]:
        return lambda context: held.append(pool.loaded()) or object()

    pool = ModelPool(1, loading)
    _use(pool, spec("a"), spec("b"))
    assert held == [(), ()]


@given(
    budget=st.integers(0, 6),
    uses=st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 4)), max_size=30),
)
def test_unleased_models_never_hold_more_than_the_budget_but_for_a_single_one(
    budget: int, uses: list[tuple[str, int]]
) -> None:
    sizes = dict(uses)
    pool = ModelPool(budget, Factories())
    for name, _ in uses:
        _use(pool, spec(name, sizes[name]))
        held = [sizes[loaded.removesuffix("@1")] for loaded in pool.loaded()]
        assert sum(held) <= budget or len(held) == 1
        assert pool.loaded()[-1] == f"{name}@1"


def test_threads_that_want_the_same_model_load_it_once() -> None:
    factories, gate = Factories(), threading.Barrier(4)

    def work(index: int) -> object:
        gate.wait(10)
        with pool.lease(spec("a"), CONTEXT) as model:
            return model

    pool = ModelPool(10, factories)
    with ThreadPoolExecutor(4) as threads:
        models = set(threads.map(work, range(4)))
    assert len(models) == 1
    assert factories.loads == ["a"]


def test_a_model_may_load_while_another_is_loading() -> None:
    gate = threading.Barrier(2)

    def loading(row: BackendSpec) -> Callable[[LoadContext], object]:
        return lambda context: gate.wait(10)

    pool = ModelPool(10, loading)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda name: _use(pool, spec(name)), "ab"))
    assert sorted(pool.loaded()) == ["a@1", "b@1"]


def test_a_factory_that_fails_is_tried_again_at_the_next_lease() -> None:
    tries = iter([OSError("disk"), None])

    def loading(row: BackendSpec) -> Callable[[LoadContext], object]:
        def load(context: LoadContext) -> object:
            if fault := next(tries):
                raise fault
            return "model"

        return load

    pool = ModelPool(10, loading)
    with pytest.raises(OSError, match="disk"):
        _use(pool, spec("a"))
    assert pool.loaded() == ()
    with pool.lease(spec("a"), CONTEXT) as model:
        assert model == "model"


def test_a_back_end_that_asks_for_itself_while_loading_is_told_so() -> None:
    def loading(row: BackendSpec) -> Callable[[LoadContext], object]:
        return lambda context: _use(pool, row)

    pool = ModelPool(10, loading)
    with pytest.raises(ToolError, match="loading a@1 asked for a@1 itself"):
        _use(pool, spec("a"))


def test_an_error_in_the_block_ends_the_lease() -> None:
    pool = ModelPool(1, Factories())
    with pytest.raises(ZeroDivisionError), pool.lease(spec("a"), CONTEXT):
        raise ZeroDivisionError
    _use(pool, spec("b"))
    assert pool.loaded() == ("b@1",)


def test_toolboxes_that_share_a_pool_do_not_share_models() -> None:
    @contextlib.contextmanager
    def other(port: str) -> Iterator[Any]:
        yield None

    pool = ModelPool(10, Factories())
    with ExitStack() as stack:
        mine = stack.enter_context(pool.lease(spec("a"), CONTEXT))
        theirs = stack.enter_context(pool.lease(spec("a"), LoadContext({}, other)))
    assert mine is not theirs


def test_a_closed_pool_drops_its_models_and_leases_no_more() -> None:
    pool = ModelPool(10, Factories())
    _use(pool, spec("a"))
    with pool.lease(spec("b"), CONTEXT):
        pool.close()
        assert pool.loaded() == ("b@1",)
    assert pool.loaded() == ()
    with pytest.raises(ToolError, match="closed"):
        _use(pool, spec("a"))
