"""Nothing is traced to a service unless the settings say so, whatever the environment says for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def untraced(allowed: bool = False) -> Iterator[None]:
    """LangSmith, which LangGraph and LangChain report to where environment variables ask for it, gets nothing."""
    if allowed:
        yield
        return
    from langsmith.run_helpers import tracing_context

    with tracing_context(enabled=False):
        yield
