"""Metrics of CLIP and DINO on tiny random models: the numbers that torchmetrics and transformers themselves give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from scenewright.evals.metrics import UNMEASURED, Edit, Metric, Models, chosen
from scenewright.evals.metrics.semantic import crop, published_crop
from scenewright.evals.random_models.clip import build_clip
from scenewright.evals.random_models.dino import build_dino
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.running import Running

CAT: Pixels = np.ascontiguousarray(data.chelsea()[:180, :240])
COFFEE: Pixels = np.ascontiguousarray(data.coffee()[100:280, 100:340])
TRUTH = Mask.from_box(Box(60, 40, 140, 120), 240, 180)
EDIT = Edit(
    CAT, COFFEE, TRUTH, target=np.flipud(CAT).copy(), label="a cup", captions=("a cat looks up", "a cup of coffee")
)


@pytest.fixture(scope="module")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_clip(tmp_path_factory.mktemp("clip") / "tiny-clip")


@pytest.fixture(scope="module")
def dino_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_dino(tmp_path_factory.mktemp("dino") / "tiny-dino")


@pytest.fixture(scope="module")
def measured(clip_folder: Path, dino_folder: Path) -> dict[str, Metric]:
    models = Models(
        Checkpoint(str(clip_folder)), Checkpoint(str(dino_folder)), running=Running(device="cpu", offline=True)
    )
    return {metric.name: metric for metric in chosen(models).metrics}


@pytest.fixture(scope="module")
def network(clip_folder: Path) -> tuple[Any, Any]:
    """Model and processor as transformers opens them, the features as the plain tensors that torchmetrics takes."""
    from transformers import AutoTokenizer, CLIPImageProcessorPil, CLIPModel, CLIPProcessor

    class Plain(CLIPModel):
        def get_image_features(self, *given: Any) -> Any:
            return super().get_image_features(*given).pooler_output

        def get_text_features(self, *given: Any) -> Any:
            return super().get_text_features(*given).pooler_output

    processor = CLIPProcessor(
        CLIPImageProcessorPil.from_pretrained(clip_folder), AutoTokenizer.from_pretrained(clip_folder)
    )
    return Plain.from_pretrained(clip_folder).eval(), processor


def features(network: tuple[Any, Any], shown: Pixels) -> np.ndarray:
    import torch

    model, processor = network
    with torch.inference_mode():
        fed = processor.image_processor([shown], return_tensors="pt")["pixel_values"]
        return model.get_image_features(fed)[0].numpy()


def words(network: tuple[Any, Any], text: str) -> np.ndarray:
    import torch

    model, processor = network
    with torch.inference_mode():
        fed = processor.tokenizer([text], return_tensors="pt", truncation=True, max_length=16)
        return model.get_text_features(fed["input_ids"], fed["attention_mask"])[0].numpy()


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def squeezed(pixels: Pixels) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((32, 32), Image.Resampling.BICUBIC))


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("foreground CLIP score @256, as published", lambda: published_crop(256, EDIT)),
        ("foreground CLIP score @512, as published", lambda: published_crop(512, EDIT)),
        ("foreground CLIP score", lambda: crop(EDIT)),
    ],
)
def test_the_clip_score_is_that_of_torchmetrics(measured, network, name, cut):
    import torch
    from torchmetrics.functional.multimodal import clip_score

    shown = torch.from_numpy(np.array(cut().transpose(2, 0, 1)))
    theirs = float(clip_score(shown, "a cup", lambda: network).detach())
    ours = measured[f"{name} [tiny-clip]"].measure(EDIT)
    assert ours == pytest.approx(max(theirs, 0), abs=1e-3)
    assert abs(theirs) > 0.1


def test_direction_and_likeness_are_those_of_transformers_own_features(measured, network):
    one, other = (unit(features(network, squeezed(pixels))) for pixels in (CAT, COFFEE))
    said, wanted = (unit(words(network, text)) for text in EDIT.captions or ())
    direction = unit(other - one) @ unit(wanted - said)
    assert measured["CLIP direction [tiny-clip]"].measure(EDIT) == pytest.approx(direction, abs=1e-4)
    assert measured["CLIP-I to photo [tiny-clip]"].measure(EDIT) == pytest.approx(one @ other, abs=1e-5)


def test_as_published_the_central_square_is_compared_and_corrected_the_whole(measured, network):
    target = EDIT.target
    assert target is not None
    for name, seen in (("CLIP-I, as published", lambda one: one), ("CLIP-I", squeezed)):
        alike = unit(features(network, seen(target))) @ unit(features(network, seen(COFFEE)))
        assert measured[f"{name} [tiny-clip]"].measure(EDIT) == pytest.approx(alike, abs=1e-5)
    beside = COFFEE.copy()
    beside[:, :20] = 0
    changed = Edit(CAT, beside, target=target)
    published, corrected = (measured[f"{name} [tiny-clip]"] for name in ("CLIP-I, as published", "CLIP-I"))
    assert published.measure(changed) == pytest.approx(published.measure(EDIT), abs=1e-6)
    assert corrected.measure(changed) != pytest.approx(corrected.measure(EDIT), abs=1e-6)


def test_clip_t_is_the_cosine_with_the_caption_of_the_result(measured, network):
    for name, seen in (("CLIP-T, as published", COFFEE), ("CLIP-T", squeezed(COFFEE))):
        alike = unit(features(network, seen)) @ unit(words(network, "a cup of coffee"))
        assert measured[f"{name} [tiny-clip]"].measure(EDIT) == pytest.approx(alike, abs=1e-5)


def test_dino_i_is_the_cosine_of_class_tokens_after_dinos_own_preparation(measured, dino_folder):
    import torch
    from torchvision import transforms
    from transformers import ViTModel

    prepare = transforms.Compose(
        [
            transforms.Resize(37, interpolation=transforms.InterpolationMode.BICUBIC),
            transforms.CenterCrop(32),
            transforms.PILToTensor(),
            transforms.ConvertImageDtype(torch.float),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
    model = ViTModel.from_pretrained(dino_folder, add_pooling_layer=False).eval()
    with torch.inference_mode():
        fed = torch.stack([prepare(Image.fromarray(one)) for one in (EDIT.target, COFFEE)])
        one, other = model(fed).last_hidden_state[:, 0]
    theirs = float(torch.nn.functional.cosine_similarity(one, other, dim=0))
    assert measured["DINO-I, as published [tiny-dino]"].measure(EDIT) == pytest.approx(theirs, abs=1e-5)
    assert measured["DINO-I [tiny-dino]"].measure(EDIT) != pytest.approx(theirs, abs=1e-5)


def test_what_is_left_alone_is_most_alike_and_goes_nowhere(measured):
    alone = Edit(CAT, CAT, TRUTH, label="a cup", captions=EDIT.captions)
    assert measured["CLIP-I to photo [tiny-clip]"].measure(alone) == pytest.approx(1, abs=1e-5)
    assert measured["CLIP direction [tiny-clip]"].measure(alone) == 0


def test_where_nothing_is_known_nothing_is_measured(measured):
    bare = Edit(CAT, COFFEE)
    learned = [metric for name, metric in measured.items() if "[" in name]
    assert len(learned) == 11
    applies = {metric.name for metric in learned if metric.measure(bare) is not None}
    assert applies == {"CLIP-I to photo [tiny-clip]"}


def test_a_speck_of_the_stored_mask_widens_the_published_crop_alone():
    stored = TRUTH.array.astype(np.uint8) * 255
    stored[170, 230] = 9
    speckled = Edit(CAT, COFFEE, TRUTH, stored=stored)
    clean, wide = published_crop(256, EDIT), published_crop(256, speckled)
    assert clean is not None
    assert wide is not None
    assert wide.size > 2 * clean.size
    assert crop(speckled).shape == (80, 80, 3)  # type: ignore[union-attr]


def test_without_a_model_it_is_said_that_nothing_is_measured_and_how_it_would_be():
    told = {one.name: one.why for one in UNMEASURED}
    assert "--clip" in told["foreground CLIP score, CLIP direction, CLIP-I, CLIP-T"]
    assert "--dino" in told["DINO-I"]
    assert {"DreamSim diversity", "judged score (IDCS)", "background LPIPS (squeeze), as published"} <= set(told)
    assert not any("CLIP" in metric.name or "DINO" in metric.name for metric in chosen().metrics)


def test_a_model_that_is_measured_is_not_in_the_list_of_what_is_not(clip_folder):
    told = {one.name for one in chosen(Models(clip=Checkpoint(str(clip_folder)), vgg=True)).unmeasured}
    assert not any("CLIP-I" in name or "VGG" in name for name in told)
    assert "DINO-I" in told
