"""What a file holds decides, not what it is called."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenewright.tools.errors import BadContent
from scenewright.tools.weights import MANIFEST, WeightCache
from scenewright.tools.weights.sniff import check_content


def _safetensors(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


TENSOR = {"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
GOOD = {
    "model.safetensors": _safetensors({"__metadata__": {"format": "pt"}} | TENSOR, b"\0\0\x80\x3f"),
    "model.onnx": b"\x08\x08" + b"\x3a\x02\x12\x00" + b"\x42\x02\x10\x0d",
    "model.tflite": b"\x1c\0\0\0TFL3" + bytes(8),
    "graph.pb": b"\x0a\x03\x0a\x01x" + b"\x0a\x03\x0a\x01y",
    "graph.pbtxt": b'node {\n  name: "x"\n}\n',
    "labels.txt": "tench\nmünster\n".encode(),
    "tokenizer.json": b'{"version": "1.0"}',
    "photo.png": b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IEND\xae\x42\x60\x82",
    "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(8) + b"\xff\xd9",
}
BINARY = [name for name in GOOD if name.endswith((".safetensors", ".onnx", ".tflite", ".pb", ".png", ".jpg"))]


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_its_name_says_is_let_in(tmp_path: Path, name: str) -> None:
    check_content(_write(tmp_path, name, GOOD[name]))


@pytest.mark.parametrize(("name", "content"), [(n, c) for n in BINARY for m, c in GOOD.items() if m != n])
def test_a_file_of_one_format_under_the_name_of_another_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(BadContent, match="was expected to be"):
        check_content(_write(tmp_path, name, content))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    thing=st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
    protocol=st.integers(0, 5),
    name=st.sampled_from(BINARY),
)
def test_a_pickle_is_refused_under_every_name(tmp_path: Path, thing: object, protocol: int, name: str) -> None:
    with pytest.raises(BadContent, match="was expected to be"):
        check_content(_write(tmp_path, name, pickle.dumps(thing, protocol)))


@pytest.mark.parametrize("name", GOOD)
def test_a_pickled_checkpoint_is_named_as_the_danger_it_is(tmp_path: Path, name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": 1}))
    with pytest.raises(BadContent, match="a pickled checkpoint"):
        check_content(_write(tmp_path, name, buffer.getvalue()))
    for protocol in range(2, 6):
        with pytest.raises(BadContent, match="it is a pickle"):
            check_content(_write(tmp_path, name, pickle.dumps({"weight": 1}, protocol)))


@pytest.mark.parametrize("name", ["model.pt", "model.bin", "model.ckpt", "model.pkl", "model.h5", "model"])
def test_a_format_that_is_never_loaded_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadContent, match=f"{Path(name).suffix or 'no ending'} is not a format that is loaded"):
        check_content(_write(tmp_path, name, b"anything"))


@pytest.mark.parametrize("name", BINARY)
def test_a_file_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    short = {"model.tflite": GOOD[name][:6]}.get(name, GOOD[name][:-1])
    with pytest.raises(BadContent):
        check_content(_write(tmp_path, name, short))


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_file_is_no_model(tmp_path: Path, name: str) -> None:
    path = _write(tmp_path, name, b"")
    if name.endswith(("txt", "pbtxt")):
        check_content(path)
    else:
        with pytest.raises(BadContent):
            check_content(path)


@pytest.mark.parametrize(
    "content",
    [
        (2**63).to_bytes(8, "little") + b"{}",
        (3).to_bytes(8, "little") + b"{}",
        _safetensors([1, 2]),
        _safetensors({"weight": {"data_offsets": [0, 9]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": [4, 0]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": [-1, 4]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": [0]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": [0, 4, 4]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": ["0", "4"]}}, b"1234"),
        _safetensors({"weight": {"data_offsets": {"0": 0, "1": 4}}}, b"1234"),
        _safetensors({"weight": "none"}),
        (6).to_bytes(8, "little") + b"{nope}",
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
    ],
    ids=[
        *(
            "huge header",
            "header past the end",
            "a list",
            "past the end",
            "backwards",
            "before the data",
            "one offset",
            "three offsets",
        ),
        *("offsets in words", "named offsets", "no offsets", "not JSON", "nested deep"),
    ],
)
def test_a_safetensors_header_that_lies_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadContent, match="header"):
        check_content(_write(tmp_path, "model.safetensors", content))


def test_a_header_may_be_all_there_is(tmp_path: Path) -> None:
    check_content(_write(tmp_path, "model.safetensors", _safetensors({"__metadata__": {"format": "pt"}})))


def test_a_header_longer_than_any_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:
        file.write((101 * 2**20).to_bytes(8, "little"))
        file.truncate(102 * 2**20)
    with pytest.raises(BadContent, match="does not fit"):
        check_content(path)


@pytest.mark.parametrize("length", [0x0080, 0x0180, 0x0280, 0x0380, 0x0480, 0x0580, 0x0680])
def test_a_header_whose_length_begins_like_a_pickle_is_let_in(tmp_path: Path, length: int) -> None:
    """A pickle's second byte is its protocol, 2 to 5; no pickle goes on with a zero."""
    text = json.dumps(TENSOR).encode().ljust(length)
    check_content(_write(tmp_path, "model.safetensors", length.to_bytes(8, "little") + text + bytes(4)))


def _font(*tables: bytes, mark: bytes = b"\0\1\0\0", end: int = 0) -> bytes:
    """A TrueType font's table of contents; each table is empty, and begins at `end`."""
    listed = b"".join(name + bytes(4) + end.to_bytes(4, "big") + bytes(4) for name in tables)
    return mark + len(tables).to_bytes(2, "big") + bytes(6) + listed


NEEDED = b"cmap", b"glyf", b"head"


def test_a_font_is_let_in(tmp_path: Path) -> None:
    check_content(_write(tmp_path, "face.ttf", _font(*NEEDED)))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("model.onnx", GOOD["model.onnx"] + b"\x62\x01x", "it has a field 12 that the format does not have"),
        ("model.onnx", b"\x08\x08" + b"\x38\x02", "it holds no graph"),
        ("model.onnx", GOOD["model.onnx"] + b"\x0b", "it is not a protobuf message"),
        ("model.onnx", GOOD["model.onnx"] + b"\x08" + b"\xff" * 12, "it is not a protobuf message"),
        ("model.onnx", GOOD["model.onnx"] + b"\x08", "it is cut short"),
        ("model.onnx", GOOD["model.onnx"] + b"\x09" + bytes(7), "it is cut short"),
        ("model.onnx", GOOD["model.onnx"] + b"\x0d" + bytes(3), "it is cut short"),
        ("photo.png", b"GIF89a\0\0" + GOOD["photo.png"][8:], "it does not begin and end as one"),
        ("photo.png", GOOD["photo.png"] + b"<script>", "it does not begin and end as one"),
        ("photo.png", b"\x89PNG", "it does not begin and end as one"),
        ("photo.jpg", b"GIF89a" + GOOD["photo.jpg"], "it does not begin and end as one"),
        ("photo.jpg", GOOD["photo.jpg"] + b"<" * 1024, "it does not begin and end as one"),
        ("photo.jpg", b"\xff\xd8", "it does not begin and end as one"),
        ("labels.txt", b"tench\0shark\n", "it holds zero bytes"),
        ("labels.txt", b"\xfft\xe9nch", "it is not UTF-8 text"),
        ("tokenizer.json", b'{"version": ', "it is not JSON"),
        ("tokenizer.json", b"[" * 200_000, "it is not JSON"),
        ("face.ttf", _font(*NEEDED, mark=b"OTTO"), "it lacks the mark of TrueType"),
        *[("face.ttf", _font(*(one for one in NEEDED if one != left)), "its tables are not all") for left in NEEDED],
        ("face.ttf", _font(*NEEDED, end=1000), "its tables are not all in it"),
    ],
    ids=[
        *(
            "unknown field",
            "graph as a number",
            "unknown kind of value",
            "endless number",
            "no number",
            "short 64 bits",
        ),
        *(
            "short 32 bits",
            "another start",
            "more after the end",
            "a start alone",
            "another start",
            "no end",
            "a stump",
        ),
        *(
            "zeros",
            "no UTF-8",
            "cut short",
            "nested deep",
            "no mark",
            *("without cmap", "without glyf", "without head"),
            "past the end",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    with pytest.raises(BadContent, match=fault):
        check_content(_write(tmp_path, name, content))


@pytest.mark.parametrize("size", [100, 126, 127, 16_380])
def test_a_length_may_take_several_bytes(tmp_path: Path, onnx: Callable[[int], bytes], size: int) -> None:
    """With 126 the graph has 128 bytes, which are written 80 01."""
    check_content(_write(tmp_path, "model.onnx", onnx(size)))


ONNX = {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26}
"""Fields of ONNX's ModelProto, by its published numbers; those of TensorFlow's GraphDef are 1 to 5."""


@pytest.mark.parametrize("field", range(1, 31))
@pytest.mark.parametrize(("name", "known"), [("model.onnx", ONNX), ("graph.pb", {1, 2, 3, 4, 5})])
def test_the_fields_of_the_format_and_no_others_are_let_in(
    tmp_path: Path, name: str, known: set[int], field: int
) -> None:
    tag = field << 3 | 2
    content = GOOD[name] + (bytes((tag,)) if tag < 128 else bytes((tag & 127 | 128, tag >> 7))) + b"\0"
    path = _write(tmp_path, name, content)
    if field in known:
        check_content(path)
    else:
        with pytest.raises(BadContent, match=f"it has a field {field} that the format does not have"):
            check_content(path)


def test_the_ending_of_the_wanted_name_counts_and_not_that_of_the_part(
    tmp_path: Path, onnx: Callable[[int], bytes]
) -> None:
    part = _write(tmp_path, "model.onnx.part", onnx(300))
    check_content(part, "model.onnx")
    with pytest.raises(BadContent):
        check_content(part, "model.tflite")


@pytest.mark.models
def test_the_real_models_are_what_their_names_say(weights: WeightCache) -> None:
    for file in MANIFEST:
        check_content(weights.path(file.name))
