"""Models that look, tiny and random: the same answers as their libraries give, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box
from scenewright.tools.backends import grounding_dino, groundingdino_convert, groundingdino_package
from scenewright.tools.backends.groundings import captions, seen_of
from scenewright.tools.backends.open_vocabulary import on_our_scale, query_of
from scenewright.tools.backends.phrases import read
from scenewright.tools.backends.torchvision_repair import repair, suppress
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.pool import LoadContext
from scenewright.tools.ports import Prompt
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec

PHOTO = np.random.default_rng(0).integers(0, 255, (96, 128, 3), np.uint8)


def context(model: Path | str) -> LoadContext:
    row = BackendSpec("x", "grounder", "", "1", model=Checkpoint(str(model)))
    return LoadContext({}, lambda port: None, row, Running(offline=True, device="cpu"))  # type: ignore[arg-type,return-value]


@pytest.fixture(scope="module")
def models(tiny_models: Path) -> Path:
    return tiny_models


def test_both_packages_see_the_same_with_the_same_weights(models):
    repair()
    from safetensors.torch import load_file, save_file
    from transformers import GroundingDinoConfig, GroundingDinoImageProcessorPil, SwinConfig

    package = Path(tiny.model("groundingdino-swint", models).name)
    own, _ = groundingdino_package.open_engine(context(package))
    swin = SwinConfig(embed_dim=96, depths=[2, 2, 6, 2], num_heads=[3, 6, 12, 24], window_size=7, out_indices=[2, 3, 4])
    bert = own._network.bert.config.to_dict()
    config = GroundingDinoConfig(
        backbone_config=swin, text_config=bert, d_model=256, encoder_layers=1, decoder_layers=2, encoder_ffn_dim=32,
        decoder_ffn_dim=32, encoder_attention_heads=8, decoder_attention_heads=8, num_queries=20,
    )  # fmt: skip
    other = models / "renamed"
    config.save_pretrained(other)
    own._network.tokenizer.save_pretrained(other)
    GroundingDinoImageProcessorPil(size={"shortest_edge": 128, "longest_edge": 192}).save_pretrained(other)
    weights = groundingdino_convert.renamed(load_file(package / "model.safetensors"))
    save_file({name: tensor.clone() for name, tensor in weights.items()}, other / "model.safetensors", {"format": "pt"})
    theirs, _ = grounding_dino.open_engine(context(other))
    for caption in ("cat .", "a red dog . the cat ."):
        (scores, boxes), (scores2, boxes2) = own.look(PHOTO, caption), theirs.look(PHOTO, caption)
        assert np.ptp(boxes) > 0.1
        assert np.allclose(scores, scores2, atol=1e-4)
        assert np.allclose(boxes, boxes2, atol=1e-4)


def test_a_pickle_with_more_than_weights_is_not_read(tmp_path):
    import torch

    bad, good = tmp_path / "bad.pth", tmp_path / "good.pth"
    torch.save({"model": Path("x")}, bad)
    torch.save({"model": {"module.feat_map.bias": torch.ones(2)}}, good)
    with pytest.raises(ToolError, match="more than weights"):
        groundingdino_convert.read_checkpoint(bad)
    assert list(groundingdino_convert.read_checkpoint(good)) == ["feat_map.bias"]


def test_masks_are_those_of_the_predictor(models):
    from scenewright.tools.backends import sam
    from scenewright.tools.backends.tidy import tidy

    segmenter = sam.load(context(tiny.model("sam-vit-b", models).name))
    box = Box(10, 10, 90, 80)
    (region,) = segmenter.segment(segmenter.encode(PHOTO), [Prompt(box=box)])
    predictor = segmenter._engine._predictor
    predictor.set_image(PHOTO)
    masks, _, _ = predictor.predict(box=np.array(box.as_list()), multimask_output=False)
    assert np.array_equal(region.mask.array, tidy(masks[0]))


def test_everything_is_what_the_packages_own_generator_finds(models):
    from segment_anything import SamAutomaticMaskGenerator

    from scenewright.tools.backends import sam
    from scenewright.tools.backends.everything import GRID

    engine = sam.load(context(tiny.model("sam-vit-b", models).name))._engine
    ours = engine.everything(engine.encode(PHOTO), PHOTO, closer=False)
    theirs = SamAutomaticMaskGenerator(engine.network, points_per_side=GRID).generate(PHOTO)
    assert theirs
    assert all(np.array_equal(one.inside, other["segmentation"]) for one, other in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", ["sam-vit-b", "sam2.1-tiny"])
def test_a_picture_is_encoded_once_whoever_asks_and_however_often(name, models):
    """Encodings are kept by content: a copy of the pixels is the same picture."""
    from scenewright.tools.backends import sam, sam2

    segmenter = (sam if name.startswith("sam-") else sam2).load(context(tiny.model(name, models).name))
    engine, encoded = segmenter._engine, []
    eye = engine.network.image_encoder if name == "sam-vit-b" else engine._opened.model.vision_encoder
    eye.register_forward_pre_hook(lambda *given: encoded.append(1))
    for box in (Box(10, 10, 110, 90), Box(0, 0, 128, 60)):
        segmenter.segment(segmenter.encode(PHOTO.copy()), [Prompt(box=box)])
    assert len(encoded) == 1
    segmenter.segment(segmenter.encode(255 - PHOTO), [Prompt(box=Box(10, 10, 110, 90))])
    assert len(encoded) == 2


def test_many_phrases_take_one_encoding_of_the_picture_or_one_call(models):
    from scenewright.tools.backends import owlv2

    phrases, looked = ["cat", "red dog", "hat", "tree", "cup"], []
    owl, _ = owlv2.open_finder(context(tiny.model("owlv2-base", models).name))
    owl._opened.model.owlv2.vision_model.register_forward_pre_hook(lambda *given: looked.append(1))
    owl.find(PHOTO, phrases, 0.0)
    owl.find(PHOTO.copy(), ["something else"], 0.0)
    assert len(looked) == 1
    dino, _ = grounding_dino.open_engine(context(tiny.model("grounding-dino-tiny", models).name))
    asked: list[int] = []
    dino._opened.model.register_forward_pre_hook(lambda *given: asked.append(1))
    grounding_dino.DinoFinder(dino).find(PHOTO, phrases, 0.0)
    assert len(asked) == 1


@pytest.mark.parametrize("load", [grounding_dino.load_grounder, groundingdino_package.load_grounder])
def test_a_model_that_is_not_there_names_the_command(load, tmp_path):
    with pytest.raises(MissingRequirement, match=r"hf download|groundingdino_convert"):
        load(context(tmp_path))
    with pytest.raises((MissingRequirement, ToolError), match=r"hf download"):
        load(context("nobody/nothing-of-the-kind"))


def test_a_model_of_another_kind_and_a_pickle_are_refused(models, tmp_path):
    with pytest.raises(ToolError, match="expected 'grounding-dino'"):
        grounding_dino.load_grounder(context(tiny.model("owlv2-base", models).name))
    (tmp_path / "config.json").write_text('{"model_type": "grounding-dino"}')
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ToolError, match="pickles"):
        grounding_dino.load_grounder(context(tmp_path))


def test_phrases_share_captions_and_get_the_scores_of_their_own_tokens():
    made, left_out = captions(["cat", "red dog", "", "x" * 20], len, most=14)
    assert [caption.text for caption in made] == ["cat . red dog ."]
    assert (made[0].spans, left_out) == (((0, 1, 4), (1, 5, 12)), (2, 3))
    scores = np.zeros((1, 14), np.float32)
    scores[0, 1:4] = 0.9
    told: Any = seen_of(made[0], scores, np.array([[0.5, 0.5, 0.5, 0.5]], np.float32), (100, 40), 0.3)
    assert told[1] == []
    assert told[0][0].box == Box(25, 10, 75, 30)


def test_scores_are_told_with_the_threshold_in_the_middle():
    assert [on_our_scale(score, 0.2) for score in (0, 0.1, 0.2, 0.6, 1)] == [0, 0.25, 0.5, 0.75, 1]
    assert query_of(read("the red car on the left")) == "red car"
    assert query_of(read("the man with the hat")) == "man with the hat"


def test_boxes_that_overlap_a_better_one_are_suppressed():
    import torch

    boxes = torch.tensor([[0, 0, 10, 10], [1, 1, 10, 10], [20, 20, 30, 30.0]])
    assert suppress(boxes, torch.tensor([0.5, 0.9, 0.4]), 0.5).tolist() == [1, 2]
