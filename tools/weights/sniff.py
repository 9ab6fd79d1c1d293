"""What a file really holds, whatever it is called: only formats that carry no code are let in.

Nothing here is handed to a model library; each check reads the outline of the format and no more. A pickle, or a zip
with a pickle in it (what `torch.save` writes), runs code when it is loaded, so it is refused under every name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import BadContent

_MAX_HEADER = 100 * 2**20
"""The longest safetensors header its own library accepts."""
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
_ONNX_FIELDS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26})
_ONNX_GRAPH = 7
_GRAPHDEF_FIELDS = frozenset({1, 2, 3, 4, 5})
_GRAPHDEF_NODE = 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def check_content(path: Path, name: str | None = None) -> None:
    """Raise BadContent unless the file at `path` holds what the ending of `name` (or its own) promises."""
    name = name or path.name
    suffix = Path(name).suffix
    check = _CHECKS.get(suffix)
    if check is None:
        raise BadContent(f"{name}: {suffix or 'no ending'} is not a format that is loaded; these are: {_listed()}")
    with path.open("rb") as file:
        danger = _danger(file)
        file.seek(0)
        fault = danger or check(file, path.stat().st_size)
    if fault:
        raise BadContent(f"{name} was expected to be {_NAMES[suffix]}, but {fault}; it was not kept")


def _danger(file: BinaryIO) -> str | None:
    head = file.read(4)
    # The first opcode of a pickle is at least "("; a safetensors header of 640 bytes begins with 80 02 00.
    if head[:2] in _PICKLES and head[2:3] >= b"(":
        return "it is a pickle, which can run any code when it is loaded"
    if head == b"PK\x03\x04":
        return "it is a zip archive, as a pickled checkpoint is, which can run any code when it is loaded"
    return None


def _safetensors(file: BinaryIO, size: int) -> str | None:
    length = int.from_bytes(file.read(8), "little")
    if length > min(size - 8, _MAX_HEADER):
        return "its header does not fit into it"
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError):
        return "its header is not JSON"
    if not isinstance(header, dict):
        return "its header is not a JSON object"
    entries = [value for key, value in header.items() if key != "__metadata__"]
    if not all(_tensor_fits(entry, size - 8 - length) for entry in entries):
        return "its header describes tensors that it does not hold"
    return None


def _tensor_fits(entry: object, room: int) -> bool:
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    if not (isinstance(offsets, list) and len(offsets) == 2 and all(isinstance(end, int) for end in offsets)):
        return False
    return 0 <= offsets[0] <= offsets[1] <= room


def _onnx(file: BinaryIO, size: int) -> str | None:
    return _message_fault(file, size, _ONNX_FIELDS, _ONNX_GRAPH)


def _frozen_graph(file: BinaryIO, size: int) -> str | None:
    return _message_fault(file, size, _GRAPHDEF_FIELDS, _GRAPHDEF_NODE)


def _message_fault(file: BinaryIO, size: int, known: frozenset[int], needed: int) -> str | None:
    seen: set[tuple[int, int]] = set()
    try:
        for field, wire in _fields(file, size):
            if field not in known:
                return f"it has a field {field} that the format does not have"
            seen.add((field, wire))
    except ValueError as error:
        return str(error)
    return None if (needed, _BYTES) in seen else "it holds no graph"


def _fields(file: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """The top-level fields (number, wire type) of a protobuf message, skipping over their values."""
    while file.tell() < size:
        tag = _varint(file)
        field, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            _varint(file)
        elif wire in (_FIXED64, _FIXED32, _BYTES):
            skip = {_FIXED64: 8, _FIXED32: 4}.get(wire) or _varint(file)
            if file.tell() + skip > size:
                raise ValueError("it is cut short or not a protobuf message")
            file.seek(skip, os.SEEK_CUR)
        else:
            raise ValueError("it is not a protobuf message")
        yield field, wire


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise ValueError("it is cut short or not a protobuf message")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("it is not a protobuf message")


def _tflite(file: BinaryIO, size: int) -> str | None:
    return None if file.read(8)[4:] == b"TFL3" else "it lacks the mark TFL3"


def _text(file: BinaryIO, size: int) -> str | None:
    try:
        text = file.read().decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8 text"
    return "it holds zero bytes" if "\0" in text else None


def _json(file: BinaryIO, size: int) -> str | None:
    try:
        json.loads(file.read())
    except (ValueError, RecursionError):
        return "it is not JSON"
    return None


def _truetype(file: BinaryIO, size: int) -> str | None:
    """The outline of a TrueType font: its table of contents lists tables that lie inside the file."""
    head = file.read(12)
    if head[:4] != b"\x00\x01\x00\x00":
        return "it lacks the mark of TrueType"
    tables = [file.read(16) for _ in range(int.from_bytes(head[4:6], "big"))]
    ends = [int.from_bytes(table[8:12], "big") + int.from_bytes(table[12:16], "big") for table in tables]
    if not {b"cmap", b"glyf", b"head"} <= {table[:4] for table in tables} or max(ends) > size:
        return "its tables are not all in it"
    return None


def _png(file: BinaryIO, size: int) -> str | None:
    whole = file.read(8) == b"\x89PNG\r\n\x1a\n" and _tail(file, 8)[:4] == b"IEND"
    return None if whole else "it does not begin and end as one"


def _jpeg(file: BinaryIO, size: int) -> str | None:
    whole = file.read(3) == b"\xff\xd8\xff" and b"\xff\xd9" in _tail(file, min(size, 1024))
    return None if whole else "it does not begin and end as one"


def _tail(file: BinaryIO, count: int) -> bytes:
    file.seek(-count, os.SEEK_END)
    return file.read()


_CHECKS: dict[str, Callable[[BinaryIO, int], str | None]] = {
    ".safetensors": _safetensors,
    ".onnx": _onnx,
    ".tflite": _tflite,
    ".pb": _frozen_graph,
    ".pbtxt": _text,
    ".txt": _text,
    ".json": _json,
    ".png": _png,
    ".jpg": _jpeg,
    ".ttf": _truetype,
}
_NAMES = {
    ".safetensors": "a safetensors file",
    ".onnx": "an ONNX model",
    ".tflite": "a TFLite model",
    ".pb": "a frozen TensorFlow graph",
    ".pbtxt": "a graph in text form",
    ".txt": "plain text",
    ".json": "JSON",
    ".png": "a PNG picture",
    ".jpg": "a JPEG picture",
    ".ttf": "a TrueType font",
}


def _listed() -> str:
    return ", ".join(_CHECKS)
