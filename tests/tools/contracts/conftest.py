"""Back-ends by port, each run through the same contract: the scripted ones, the tiny random models of the foundation
toolset, and the real ones marked `models`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box, Point
from scenewright.scene.mask import Mask
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedFaceDetector,
    ScriptedGrounder,
    ScriptedHarmonizer,
    ScriptedInpainter,
    ScriptedSceneParser,
    ScriptedSegmenter,
    ScriptedTagger,
    ScriptedTextEncoder,
    ScriptedTextReader,
    ScriptedTextWriter,
)
from scenewright.tools.backends.scripted_generators import ScriptedInstructionEditor, ScriptedLayoutGenerator
from scenewright.tools.backends.scripted_seeing import (
    ScriptedCaptioner,
    ScriptedDepthEstimator,
    ScriptedImageTextScorer,
    ScriptedSubjectFinder,
)
from scenewright.tools.ports import Detection, Eye, Face, Tag, TextLine
from scenewright.tools.registry import backends
from scenewright.tools.toolbox import Toolbox, Toolset

CAT = Box(3, 0, 145, 119)
FACE = Face(Box(68, 24, 106, 68), 0.9, (Eye(Point(78, 40)), Eye(Point(96, 41))))
SIGN = TextLine("SALE 50%", ((42, 94), (336, 53), (345, 116), (51, 157)), 0.99)
SCRIPTED: dict[str, Callable[[], Any]] = {
    "detector": lambda: ScriptedDetector([Detection("dog", Box(0, 0, 20, 20), 0.6), Detection("cat", CAT, 0.9)]),
    "grounder": lambda: ScriptedGrounder({"cat": [CAT], "eye": [Box(60, 40, 70, 50), Box(90, 40, 100, 50)]}),
    "segmenter": lambda: ScriptedSegmenter([Mask.from_box(CAT, 160, 120), Mask.from_box(Box(0, 0, 9, 9), 160, 120)]),
    "tagger": lambda: ScriptedTagger([Tag("dog", 0.1), Tag("cat", 0.8), Tag("fox", 0.05)]),
    "text_encoder": ScriptedTextEncoder,
    "inpainter": ScriptedInpainter,
    "harmonizer": ScriptedHarmonizer,
    "face_detector": lambda: ScriptedFaceDetector([FACE]),
    "text_reader": lambda: ScriptedTextReader([SIGN]),
    "text_writer": ScriptedTextWriter,
    "instruction_editor": ScriptedInstructionEditor,
    "layout_generator": ScriptedLayoutGenerator,
    "depth_estimator": ScriptedDepthEstimator,
    "subject_finder": lambda: ScriptedSubjectFinder([CAT]),
    "captioner": lambda: ScriptedCaptioner(
        "a cat on a rug", {"Is it a cat?": "yes, it is"}, {"cat": [{"material": "fur"}]}
    ),
    "image_text": lambda: ScriptedImageTextScorer({"a cat": 0.3}),
    "scene_parser": lambda: ScriptedSceneParser({"sky": (0, 0, 1, 0.5), "grass": (0, 0.5, 1, 1)}),
}

Lease = Callable[[], AbstractContextManager[Any]]


def every(port: str, sense: bool = False) -> pytest.MarkDecorator:
    """Run a test with the argument `lease` for each back-end of a port that ships. Where what is seen has to make
    `sense`, random models are left out."""
    rows = [spec for spec in backends(port) if spec.name not in ("scripted", *ON_OTHERS) and spec.extra is None]
    real = [pytest.param((port, spec.name), id=spec.name, marks=pytest.mark.models) for spec in rows]
    known = tiny.BUILDERS if sense else {**tiny.BUILDERS, **tiny.SEEING}
    small = [pytest.param((port, spec.name), id=spec.name) for spec in backends(port) if spec.name in known]
    return pytest.mark.parametrize("lease", [pytest.param((port, None), id="scripted"), *small, *real], indirect=True)


ON_OTHERS = ("grounder-labels",)
"""Rows that only ask another port of their toolset."""


@pytest.fixture(scope="session")
def tiny_toolboxes(tiny_models: Path) -> Callable[[str, str], Lease]:
    """Tiny models by port and name; each is opened once."""
    opened: dict[tuple[str, str], Toolbox] = {}

    def of(port: str, name: str) -> Lease:
        if (port, name) not in opened:
            opened[port, name] = tiny.toolbox({port: name}, tiny_models)
        return lambda: opened[port, name].lease(port)

    return of


@pytest.fixture
def lease(request: pytest.FixtureRequest) -> Lease:
    """`with lease() as model:` for the back-end that the test's parameter names."""
    port, name = request.param
    if name is None:
        return lambda: Toolbox.of(**{port: SCRIPTED[port]()}).lease(port)
    if name in tiny.BUILDERS or name in tiny.SEEING:
        return request.getfixturevalue("tiny_toolboxes")(port, name)
    if name == request.getfixturevalue("toolbox").toolset.backends[port]:
        return lambda: request.getfixturevalue("toolbox").lease(port)
    return lambda: Toolbox(Toolset("one", {port: name}), weights=request.getfixturevalue("weights")).lease(port)


@pytest.fixture(scope="session")
def photo() -> np.ndarray:
    """A cat, 160×120."""
    import cv2
    from skimage import data

    return cv2.resize(data.chelsea(), (160, 120), interpolation=cv2.INTER_AREA)
