"""Progress as text: every step on a terminal, first and last in a log."""

from __future__ import annotations

import io

from scenewright.tools.weights import TextProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _told(stream: io.StringIO) -> str:
    progress = TextProgress(stream)
    for done in (0, 500_000, 1_000_000, 2_000_000):
        progress("a.onnx", done, 2_000_000)
    progress("b.onnx", 0, None)
    return stream.getvalue()


def test_a_log_gets_the_start_and_the_end_of_each_file() -> None:
    assert _told(io.StringIO()).splitlines() == [
        "a.onnx  0.0 MB of 2.0 MB, 0 %",
        "a.onnx  2.0 MB of 2.0 MB, 100 %",
        "b.onnx  0.0 MB",
    ]


def test_a_terminal_gets_one_line_that_is_rewritten() -> None:
    lines = _told(Terminal()).split("\n")
    assert [step.strip() for step in lines[0].split("\r")] == [
        "a.onnx  0.0 MB of 2.0 MB, 0 %",
        "a.onnx  0.5 MB of 2.0 MB, 25 %",
        "a.onnx  1.0 MB of 2.0 MB, 50 %",
        "a.onnx  2.0 MB of 2.0 MB, 100 %",
    ]
    assert lines[1].strip() == "b.onnx  0.0 MB"
