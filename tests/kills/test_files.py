"""`kill -9` while photos come in and pictures go out: a file is whole or as it was, a session whole or absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from scenewright.scene.codec import open_photo

from .harness import Moments, Nursery, content, litter, tally, whole
from .workers import THINGS, open_editor, photo

ENDINGS = ("png", "jpg", "webp")


@pytest.mark.parametrize(("seed", "kills"), [(1, 2), pytest.param(2, 25, marks=pytest.mark.slow)])
def test_imports(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, photos = desk / "home", put_photos(desk, 6)
    pictures = {str(path): content(open_photo(path).pixels) for path in photos}
    before = {path: path.read_bytes() for path in photos}

    def life(**moment: float):
        return nursery.run("imports", home=str(home), photos=list(pictures), **moment)

    known: dict[str, str] = {}
    moments, killed = Moments(seed, life()), 0
    while killed < kills:
        lived = life(**moments.next())
        killed += lived.killed
        known |= {fact["session"]: pictures[fact["photo"]] for fact in lived.facts("session")}
        with open_editor(home) as editor:
            there = {info.id: info.base.id for info in editor.sessions()}
            assert known.items() <= there.items()
            assert set(there.values()) <= set(pictures.values())
            assert whole(editor) == []
            latest = editor.session(next(iter(there)))
            assert latest.say("make it a bit brighter").status == "done"
        assert litter(home) == []
    assert {path: path.read_bytes() for path in photos} == before
    tally("imports", killed, f"{len(known)} acknowledged sessions")


@pytest.mark.parametrize(("seed", "kills"), [(1, 2), pytest.param(2, 25, marks=pytest.mark.slow)])
def test_exports(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    """A picture of that name that was there before is there afterwards, or the new one is: never a part of it."""
    home, out, right = desk / "home", desk / "out", desk / "right"
    out.mkdir()
    right.mkdir()
    with open_editor(home) as editor:
        session = editor.new_session(photo(seed))
        session.say("make it a bit brighter")
        files = [f"{number}.{ending}" for number in range(3) for ending in ENDINGS]
        new = {name: written(session, right / name) for name in files}
        former = {name: written_former(right / name) for name in files[: len(files) // 2]}
    job = {"home": str(home), "session": session.id, "files": [str(out / name) for name in files]}
    moments, killed = Moments(seed, nursery.run("exports", **job)), 0
    while killed < kills:
        for path in out.iterdir():
            if not path.name.startswith("."):
                path.unlink()
        for name, bytes in former.items():
            (out / name).write_bytes(bytes)
        lived = nursery.run("exports", **job, **moments.next())
        killed += lived.killed
        done = {Path(fact["file"]).name for fact in lived.facts("file")}
        assert_whole(out, files, done, former, new)
        assert len(litter(out)) <= len(files)
    assert nursery.run("exports", **job).exit == 0
    assert litter(out, home) == []
    tally("exports as PNG, JPEG and WebP", killed, f"{len(files)} files each time")


def written(session, path: Path) -> bytes:
    session.save(path)
    return path.read_bytes()


def written_former(path: Path) -> bytes:
    """Another picture under the same name."""
    Image.new("RGB", (40, 30), "red").save(path)
    return path.read_bytes()


def assert_whole(out: Path, files: list[str], done: set[str], former: dict[str, bytes], new: dict[str, bytes]) -> None:
    for name in files:
        path = out / name
        found = path.read_bytes() if path.exists() else None
        assert found in ((new[name],) if name in done else (new[name], former.get(name))), f"{name} is damaged"


@pytest.mark.parametrize(("seed", "kills"), [(1, 1), pytest.param(2, 15, marks=pytest.mark.slow)])
def test_edit_with_an_output_file(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    (source,), out, home = put_photos(desk, 1), desk / "out.png", desk / "home"
    words = ["edit", str(source), "make the ball blue", "-o", str(out), "--yes"]
    before, moments = source.read_bytes(), Moments(seed, nursery.run("command", home=str(home), words=words))
    right, killed = out.read_bytes(), 0
    while killed < kills:
        out.unlink(missing_ok=True)
        killed += nursery.run("command", home=str(home), words=words, **moments.next()).killed
        assert not out.exists() or out.read_bytes() == right
        assert source.read_bytes() == before
    with open_editor(home) as editor:
        assert whole(editor) == []
    assert nursery.run("command", home=str(home), words=words).facts("exit") == [{"exit": 0}]
    assert out.read_bytes() == right
    assert litter(desk) == []
    tally("`scenewright edit -o`", killed, "one file each time")


@pytest.mark.parametrize(("seed", "kills"), [(1, 1), pytest.param(2, 15, marks=pytest.mark.slow)])
def test_recipes_on_several_photos(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    photos, home, out = put_photos(desk, 4), desk / "home", desk / "out"
    recipe = desk / "recipe.json"
    color = {"op": "recolor", "targets": [{"region": THINGS["ball"][0].as_list()}], "color": "#0000ff"}
    bright = {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2}
    recipe.write_text(json.dumps({"format": "scenewright.plan/1", "status": "ready", "ops": [color, bright]}))
    words = ["apply", str(recipe), *map(str, photos), "-o", str(out)]
    before = {path: path.read_bytes() for path in photos}
    moments = Moments(seed, nursery.run("command", home=str(home), words=words))
    right, killed = pictures(out), 0
    assert len(right) == len(photos)
    while killed < kills:
        for path in out.iterdir():
            path.unlink()
        killed += nursery.run("command", home=str(home), words=words, **moments.next()).killed
        assert pictures(out).items() <= right.items()
        assert all(json.loads(report.read_text())["files"] for report in out.glob("*.json"))
        assert {path: path.read_bytes() for path in photos} == before
    with open_editor(home) as editor:
        assert whole(editor) == []
    assert nursery.run("command", home=str(home), words=words).facts("exit") == [{"exit": 0}]
    assert pictures(out) == right
    assert litter(home) == []
    tally("`scenewright apply` on four photos", killed, "four files each time")


def pictures(folder: Path) -> dict[str, bytes]:
    """What was written of the photos, without the reports and the journal beside them."""
    beside = (".", "scenewright-report")
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(beside)}


def put_photos(folder: Path, count: int) -> list[Path]:
    """Photos of each kind in a folder."""
    paths = []
    for number in range(count):
        path = folder / f"photo-{number}.{ENDINGS[number % 3]}"
        Image.fromarray(photo(number)).save(path)
        paths.append(path)
    return paths
