"""Names and ids never lead out of the folder they belong to."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.errors import SessionNotFound
from scenewright.scene.image import Pixels
from scenewright.tools.errors import DownloadFailed
from scenewright.tools.weights import Manifest, MirrorFile, WeightCache, WeightFile

Open = Callable[..., Editor]
ESCAPES = [
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\system32",
    "C:\\windows\\win.ini",
    "sessions/../../x",
    "%2e%2e%2f",
    "a\0b",
    "sha256:" + "../" * 20 + "etc/passwd",
    "sha256:" + "a" * 63 + "/",
    "",
]


@pytest.mark.parametrize("id", [*ESCAPES, "half \udcff"])
def test_a_session_id_is_looked_up_and_is_no_path(id: str, open_editor: Open, tmp_path: Path) -> None:
    editor = open_editor()
    with pytest.raises(SessionNotFound):
        editor.session(id)
    with pytest.raises(SessionNotFound), editor._services.store.lock(id):
        pass
    assert {path.name for path in tmp_path.rglob("*")} <= {
        "home",
        "store.sqlite",
        "store.sqlite-shm",
        "store.sqlite-wal",
    }


@pytest.mark.parametrize("id", ESCAPES)
def test_a_stored_picture_is_asked_for_by_its_hash_only(id: str, open_editor: Open, street: Pixels) -> None:
    session = open_editor().new_session(street)
    with pytest.raises(KeyError):
        open_editor()._services.store.blobs.get_pixels(id)
    plan = {"ops": [{"op": "insert", "reference": {"image": id}, "at": {"point": [20, 20]}}]}
    turn = session.apply(plan)
    assert turn.status in ("not done", "cannot")
    assert turn.exit in (1, 2)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "/proc/self/environ", "/dev/zero"])
def test_a_reference_that_is_no_picture_gives_nothing_away(path: str, open_editor: Open, street: Pixels) -> None:
    session = open_editor().new_session(street)
    plan = {"ops": [{"op": "insert", "reference": {"file": path}, "at": {"point": [20, 20]}}]}
    turn = session.apply(plan)
    assert turn.status in ("not done", "cannot")
    assert "root:" not in turn.reply
    assert "PATH=" not in turn.reply


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", "..\\x.png", "CON", ".hidden", "a\0b.png", "x" * 400])
def test_a_sessions_name_is_no_path(name: str, open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    open_editor().new_session(street, name=name)
    assert {path.name for path in tmp_path.iterdir()} == {"home"}
    assert not [path for path in (tmp_path / "home").rglob("*") if "x.png" in path.name or "hidden" in path.name]


def test_an_output_that_is_a_link_is_replaced_and_not_followed(
    open_editor: Open, street: Pixels, tmp_path: Path
) -> None:
    victim = tmp_path / "victim.png"
    victim.write_bytes(b"not yours")
    (tmp_path / "out.png").symlink_to(victim)
    session = open_editor().new_session(street)
    session.save(tmp_path / "out.png")
    assert victim.read_bytes() == b"not yours"
    assert Image.open(tmp_path / "out.png").size == (96, 64)


class _Trap:
    """Pickled, it makes a folder when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.mkdir, (str(self.path),)


ENDINGS = (".safetensors", ".onnx", ".tflite", ".pb", ".pbtxt", ".txt", ".json", ".pt", ".ckpt", ".bin", ".pkl", "")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("zipped", [False, True])
def test_weights_that_are_code_are_refused_under_every_name(ending: str, zipped: bool, tmp_path: Path) -> None:
    trap, mirror = tmp_path / "sprung", tmp_path / "mirror"
    mirror.mkdir()
    code = pickle.dumps(_Trap(trap))
    if zipped:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("archive/data.pkl", code)
        code = out.getvalue()
    name = f"model{ending}"
    (mirror / name).write_bytes(code)
    row = WeightFile(name, None, len(code), "none", (MirrorFile(str(mirror), name),))
    cache = WeightCache(tmp_path / "cache", Manifest((row,)))
    with pytest.raises(DownloadFailed):
        cache.download()
    assert not trap.exists()
    assert not (tmp_path / "cache" / name).exists()
    assert [status.state for status in cache.status()] == ["absent"]
