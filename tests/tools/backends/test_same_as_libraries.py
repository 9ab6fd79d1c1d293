"""Models that look give what transformers gives for the same weights and the same picture; a tolerance stands where the
same sums are made in another order (one encoding for many words, crops in one batch)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box
from scenewright.tools.backends import clip_scorer, depth_anything, grounding_dino, owlv2, sam2
from scenewright.tools.backends.tidy import tidy
from scenewright.tools.pool import LoadContext
from scenewright.tools.ports import Prompt
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec

torch = pytest.importorskip("torch")
PHOTO = np.random.default_rng(0).integers(0, 255, (96, 128, 3), np.uint8)
CLOSE = 1e-5
"""Of scores and of shares of a side: far below what one step of a pixel or of a told score is."""


@pytest.fixture
def opened(tiny_models: Path):
    """`opened(row, network, images)`: our context of the row's tiny model, and the library's own network, image
    processor and tokenizer out of the same folder; both are classes of transformers."""

    def open(name: str, network: str, images: str) -> tuple[LoadContext, SimpleNamespace]:
        checkpoint = tiny.model(name, tiny_models)
        row = BackendSpec(name, "grounder", "", "1", model=checkpoint)
        context = LoadContext({}, lambda port: None, row, Running(offline=True, device="cpu"))  # type: ignore[arg-type,return-value]
        import transformers

        folder = checkpoint.folder
        words = None if name.startswith(("sam", "depth", "dpt")) else transformers.AutoTokenizer.from_pretrained(folder)
        return context, SimpleNamespace(
            model=getattr(transformers, network).from_pretrained(folder).eval(),
            images=getattr(transformers, images).from_pretrained(folder),
            words=words,
        )

    return open


@torch.inference_mode()
def test_owlv2(opened):
    context, theirs = opened("owlv2-base", "Owlv2ForObjectDetection", "Owlv2ImageProcessorPil")
    phrases = ["cat", "red dog"]
    said = [f"a photo of a {one}" for one in phrases]
    words = theirs.words(said, padding="max_length", max_length=16, truncation=True, return_tensors="pt")
    answer = theirs.model(**words, **theirs.images(PHOTO, return_tensors="pt"))
    (expected,) = theirs.images.post_process_object_detection(answer, threshold=0.0, target_sizes=[(96, 128)])
    finder, _ = owlv2.open_finder(context)
    scores = finder._scores(finder._encoded(PHOTO), phrases)
    assert np.allclose(scores, answer.logits[0].sigmoid().T, atol=CLOSE)
    found = finder.find(PHOTO, phrases, 0.0)
    for number in range(len(phrases)):
        best = expected["scores"][expected["labels"] == number].max() if (expected["labels"] == number).any() else None
        assert best is None or max(one.score for one in found[number]) >= float(best) - CLOSE
    boxes = expected["boxes"].clamp(torch.zeros(4), torch.tensor([128.0, 96.0, 128.0, 96.0])).round().int().tolist()
    told = {tuple(one.box.as_list()) for seen in found for one in seen}
    shown = {tuple(box) for box in boxes if box[2] > box[0] and box[3] > box[1]}
    assert shown
    assert shown <= told


@torch.inference_mode()
def test_grounding_dino(opened):
    context, theirs = opened("grounding-dino-tiny", "GroundingDinoForObjectDetection", "GroundingDinoImageProcessorPil")
    engine, _ = grounding_dino.open_engine(context)
    scores, boxes = engine.look(PHOTO, "a red dog . cat .")
    answer = theirs.model(
        **theirs.words("a red dog . cat .", return_tensors="pt", return_token_type_ids=True),
        **theirs.images(PHOTO, return_tensors="pt"),
    )
    assert np.array_equal(scores, answer.logits[0].sigmoid())
    assert np.array_equal(boxes, answer.pred_boxes[0])


@torch.inference_mode()
@pytest.mark.parametrize("name", ["sam2.1-tiny", "sam2.1-base-plus"])
@pytest.mark.parametrize(
    "prompt",
    [Prompt(box=Box(10, 10, 110, 90)), Prompt(inside=((64.0, 48.0),), outside=((5.0, 5.0),))],
    ids=["a box", "points"],
)
def test_sam2(opened, name, prompt):
    context, theirs = opened(name, "Sam2Model", "Sam2Processor")
    asked = {
        "input_boxes": [[[float(edge) for edge in prompt.box.as_list()]]] if prompt.box else None,
        "input_points": [[[list(point) for point in (*prompt.inside, *prompt.outside)]]] if prompt.inside else None,
        "input_labels": [[[1, 0]]] if prompt.inside else None,
    }
    fed = theirs.images(images=PHOTO, return_tensors="pt", **{name: one for name, one in asked.items() if one})
    answer = theirs.model(**fed, multimask_output=False)
    mask = theirs.images.post_process_masks(answer.pred_masks, fed["original_sizes"])[0][0, 0].numpy()
    assert 0 < mask.mean() < 1
    segmenter = sam2.load(context)
    engine = segmenter._engine
    drawn = engine.draw(engine.encode(PHOTO), prompt)
    assert np.array_equal(drawn.inside, mask)
    assert drawn.score == pytest.approx(float(answer.iou_scores.max()), abs=CLOSE)
    (region,) = segmenter.segment(segmenter.encode(PHOTO), [prompt])
    assert np.array_equal(region.mask.array, tidy(mask))


@torch.inference_mode()
@pytest.mark.parametrize(
    ("name", "family"),
    [("clip-vit-b32", "CLIP"), ("siglip-base", "Siglip")],
)
def test_pictures_compared_with_words(opened, name, family):
    context, theirs = opened(name, f"{family}Model", f"{family}ImageProcessorPil")
    texts, crops = ["a cat", "dogs"], [PHOTO, PHOTO[:50, :50]]
    words = theirs.words(
        texts, padding="max_length" if family == "Siglip" else True, max_length=16, return_tensors="pt"
    )
    answer = theirs.model(**words, **theirs.images(crops, return_tensors="pt"))
    cosines = torch.nn.functional.normalize(answer.image_embeds) @ torch.nn.functional.normalize(answer.text_embeds).T
    told = clip_scorer.load(context).similarity(crops, texts)
    assert np.ptp(told) > 1e-3
    assert np.allclose(told, cosines, atol=CLOSE)


@torch.inference_mode()
@pytest.mark.parametrize("name", ["depth-anything-v2-small", "dpt-large"])
def test_depth(opened, name):
    context, theirs = opened(name, "AutoModelForDepthEstimation", "DPTImageProcessorPil")
    answer = theirs.model(**theirs.images(PHOTO, return_tensors="pt"))
    (told,) = theirs.images.post_process_depth_estimation(answer, target_sizes=[(96, 128)])
    near = told["predicted_depth"].numpy()
    expected = (near - near.min()) / (near.max() - near.min())
    assert np.ptp(near) > 0
    assert np.allclose(depth_anything.load(context).depth(PHOTO), expected, atol=CLOSE)
