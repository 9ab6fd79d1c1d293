"""What is too large to be uploaded is refused by the server itself, whatever a client says, and nothing of it stays."""

from pathlib import Path

import httpx
import pytest

from scenewright.ui.web.launch import start


@pytest.fixture(scope="module")
def editor(tmp_path_factory, scripted_editor):
    with scripted_editor(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(editor, tmp_path_factory):
    """With a folder of its own for what is uploaded, for other tests upload at the same time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("uploads")))
        page = start(editor, port=0)
        yield page
        page.close(verbose=False)


def sparse(path: Path, size: int) -> Path:
    """A file of so many bytes that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_file_above_the_limit_is_refused_and_none_of_it_is_kept(page, editor, tmp_path):
    limit = httpx.get(f"{page.local_url}config").json()["max_file_size"]
    assert limit == 100 * 2**20
    kept = Path(page.app.uploaded_file_dir)
    before = sorted(kept.rglob("*"))
    with sparse(tmp_path / "large.png", limit + 1).open("rb") as file:
        answer = httpx.post(f"{page.local_url}gradio_api/upload", files={"files": file}, timeout=120)
    assert answer.status_code == 413
    assert f"maximum allowed size of {limit} bytes" in answer.text
    assert sorted(kept.rglob("*")) == before
    assert editor.sessions() == []


def test_one_at_the_limit_is_taken(page, tmp_path, monkeypatch):
    """It is the size that is refused."""
    limit = 4096
    monkeypatch.setattr(page, "max_file_size", limit)
    with sparse(tmp_path / "small.png", limit).open("rb") as file:
        answer = httpx.post(f"{page.local_url}gradio_api/upload", files={"files": file}, timeout=60)
    assert answer.status_code == 200
    kept = Path(answer.json()[0])
    assert kept.is_relative_to(page.app.uploaded_file_dir)
    kept.unlink()
