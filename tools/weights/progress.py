"""Progress as plain text."""

from __future__ import annotations

from typing import TextIO


class TextProgress:
    """Writes a line per file to `stream`: rewritten in place on a terminal, else only at the start and the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown: tuple[str, int] | None = None

    def __call__(self, name: str, done: int, total: int | None) -> None:
        percent = 100 * done // total if total else 0
        if self._shown == (name, percent) or (self._shown and not self._wants(name, percent)):
            return
        started = self._shown is not None and self._shown[0] == name
        self._shown = (name, percent)
        self._write(f"{name}  {_size(done)}{f' of {_size(total)}, {percent} %' if total else ''}", started, percent)

    def _wants(self, name: str, percent: int) -> bool:
        return self._stream.isatty() or percent >= 100 or self._shown is None or self._shown[0] != name

    def _write(self, line: str, started: bool, percent: int) -> None:
        if self._stream.isatty():
            lead = "\r" if started else ""
            self._stream.write(f"{lead}{line:<78}{chr(10) if percent >= 100 else ''}")
        else:
            self._stream.write(line + "\n")
        self._stream.flush()


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
