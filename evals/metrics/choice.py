"""Which metrics are measured: those without a model, those whose model somebody names; why the others are not."""

from __future__ import annotations

from dataclasses import dataclass

from ...tools.checkpoints import Checkpoint
from ...tools.running import Running
from .background import CORRECTED, PUBLISHED, VGG
from .diversity import UNMEASURED as UNMEASURED_DIVERSITY
from .judge import JudgeChoice, judged
from .metric import Metric, Unmeasured
from .places import LOCALISATION
from .semantic import by_clip, by_dino
from .whole import TO_TARGET

_NAME = "no package registry carries its weights; name a model (a folder, or owner/name of a hub) with `{option}`"
CLIP_METRICS = "foreground CLIP score, CLIP direction, CLIP-I, CLIP-T"


RUNNING = Running()


@dataclass(frozen=True, slots=True)
class Models:
    """What the person names: models of transformers, a judge, and whether the slow LPIPS over VGG is wanted."""

    clip: Checkpoint | None = None
    """CLIP or SigLIP. Published: openai/clip-vit-large-patch14 (foreground), openai/clip-vit-base-patch32 (CLIP-I)."""
    dino: Checkpoint | None = None
    """Published: facebook/dino-vits16."""
    judge: JudgeChoice | None = None
    vgg: bool = False
    running: Running = RUNNING


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is measured, and what is not."""

    metrics: tuple[Metric, ...]
    unmeasured: tuple[Unmeasured, ...]


def chosen(models: Models | None = None) -> Chosen:
    """Nothing is opened before the first edit is measured."""
    models = models or Models()
    found: list[Metric] = [*PUBLISHED, *CORRECTED, *([VGG] if models.vgg else []), *TO_TARGET, *LOCALISATION]
    missing = [
        Unmeasured("background LPIPS (squeeze), as published", "no registry carries SqueezeNet's ImageNet weights")
    ]
    if not models.vgg:
        missing.append(Unmeasured("background LPIPS (VGG)", "some ten times slower than AlexNet; ask with `--vgg`"))
    if models.clip is None:
        missing.append(Unmeasured(CLIP_METRICS, _NAME.format(option="--clip")))
    else:
        found += by_clip(models.clip, models.running)
    if models.dino is None:
        missing.append(Unmeasured("DINO-I", _NAME.format(option="--dino")))
    else:
        found += by_dino(models.dino, models.running)
    if models.judge is None:
        missing.append(Unmeasured("judged score (IDCS)", "needs a chat model that sees; name one with `--judge`"))
    else:
        found.append(judged(models.judge))
    missing.append(Unmeasured("CLIP-Delta (SANE)", "its definition is not published where it could be read"))
    return Chosen(tuple(found), (*missing, *UNMEASURED_DIVERSITY))


UNMEASURED: tuple[Unmeasured, ...] = chosen().unmeasured
"""What a report says it did not measure, and why, where nobody names a model: nothing stands in under the same name."""
