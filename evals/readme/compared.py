"""The README's tables in which editors, controls and ablations are compared, and those quoted from papers."""

from __future__ import annotations

from .figure import CIEBENCH, Figure, one, same
from .shapes import AsPrinted, Crossed

ABLATIONS = (
    *("rounds=0", "rounds=1", "rounds=2", "reasoning=off", "knowledge=off"),
    *("fill=migan", "fill=patchmatch", "growth=0", "growth=8"),
    *("specific=1", "specific=2", "specific=3"),
)
PLACED = ("editor", "IoU of what was chosen ↑", "IoU of what changed ↑", "change under the mask ↑")
CAME = ("editor", "samples", "done", "nothing", "refused", "asked", "failed", "done, share", "seconds, median")
KEPT = ("--keep", "{out}")
QUOTED = ("PSNR", "SSIM", "LPIPS", "CLIP", "Ins-align")
PLACEMENT = (
    *("editor", "operation", "said by", "the right thing, no other", "IoU (mean)", "away, px: median"),
    *("95th percentile", "not found", "others untouched"),
)
OFFERED = ("editor", "asked", "with a choice shown", "best IoU offered ↑", "IoU ≥ 0.5 offered")

COMPARED = (
    Figure(
        "ciebench",
        "CIEBench",
        (("edit", CIEBENCH, "-o", "{out}"),),
        (
            same(*CAME, under="What came of the samples"),
            same(*PLACED, under="Localisation"),
            same(*OFFERED, under="What questions offer"),
            AsPrinted(
                (
                    "editor",
                    "PSNR @256 ↑",
                    "SSIM @256 ↑",
                    "MSE @256 ↓",
                    "PSNR @512 ↑",
                    "SSIM @512 ↑",
                    "MSE @512 ↓",
                ),
                under="Background, as published",
            ),
            AsPrinted(
                ("editor", "PSNR ↑", "SSIM ↑", "MSE ↓", "LPIPS ↓", "changed % ↓"),
                under="Background, corrected",
            ),
            same("metric", "why", under="Not measured"),
        ),
        "{out}/report/report.md",
    ),
    one(
        "quoted",
        "Quoted",
        AsPrinted(("editor", *(f"{name} {part}" for part in "ur" for name in QUOTED))),
        same("editor", "L1", "CLIP-I", "CLIP-T", "DINO-I", table=1),
    ),
    one(
        "placement",
        "Placement",
        same(*PLACEMENT, table=1),
        AsPrinted(("interpreter", "worked examples", "operations", "1 thing", "5", "10", "20", "50"), table=2),
    ),
    one(
        "drift",
        "Drift",
        Crossed(
            "picture",
            "{picture}",
            "{turns}",
            "{mean difference (8-bit levels)}, {PSNR}",
            {"after 20 turns": "20", "after 200 turns": "200"},
        ),
    ),
    one(
        "ambiguity",
        "Ambiguity",
        same(
            *("editor", "words", "asked, or none there, it said", "done, right", "done, wrong", "nothing came of it"),
            rows="it should( not)? ask",
        ),
        words=("--size", "4", *KEPT),
    ),
    one(
        "removal",
        "Removal",
        AsPrinted(
            (
                "editor",
                "done",
                "the right place changed",
                "LPIPS ↓",
                "PSNR in the hole ↑ (dB)",
                "changed elsewhere ↓ (%)",
            )
        ),
        words=("--size", "12", *KEPT),
    ),
    one(
        "shadow",
        "Shadow",
        same("editor", "thing removed", "shadow gone too (of those)", "shadow left (of those)", "LPIPS ↓ (all)"),
        words=("--size", "6", *KEPT),
    ),
    Figure(
        "ablations",
        "Ablations",
        (
            ("made", "removal", "--half", "develop", "--size", "4", "-o", "{out}-made"),
            (
                *("edit", "{out}-made/removal.jsonl", "-o", "{out}"),
                *(word for ablation in ABLATIONS for word in ("--ablate", ablation)),
            ),
        ),
        (
            same("editor", "done", "nothing", "refused", "asked", "failed", under="What came"),
            same("editor", "IoU of what changed ↑", under="Localisation"),
            same("editor", "L1 to target ↓", under="To what somebody made of it"),
        ),
        "{out}/report/report.md",
    ),
    one("generate", "Generators", same("what", "it", "beside", "ratio", "goal")),
)
