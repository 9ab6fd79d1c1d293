"""The README's tables that one benchmark prints by itself, in the order in which they stand there."""

from __future__ import annotations

from .figure import CIEBENCH, Figure, one, same
from .shapes import AsPrinted, Crossed, Picked

MEASURED = (
    one(
        "verification",
        "Checks",
        same("what", "cases"),
        same("what", "cases", "a doubt is told", table=1),
    ),
    one("turn", "Speed", AsPrinted(("this", "over that", "s", "s", "ratio", "goal"))),
    one(
        "page",
        "The page",
        same(
            "toolset",
            "first paint",
            "ready to use",
            "photo open",
            "first step told",
            "first reply",
            "first reply of the process",
        ),
    ),
    one("session", "Long sessions", AsPrinted(("", "after 20 turns", "after 212 turns", "ratio", "goal"))),
    one("understand", "Understanding", AsPrinted(("cases", "", "at first", "now"))),
    Figure(
        "understand-photos",
        "Understanding",
        (("understand", "--photos", CIEBENCH, "--leave-out", "-o", "{out}.md"),),
        (same("what", "all of it", "goal", "no knowledge", "no reasoning", "no looking"),),
    ),
    one(
        "detection",
        "Detector",
        Picked(
            {
                "size (COCO's classes)": "{objects}",
                "pictures": "{number}",
                "whole picture": "{recall, whole picture}",
                "with overlapping tiles": "{recall, with tiles}",
                "wrong boxes, whole / tiles": "{wrong boxes, whole} / {wrong boxes, tiles}",
            }
        ),
    ),
    one("grounding", "Grounder", same("what", "cases", rows="things .*")),
    one(
        "matting",
        "Edges",
        Crossed(
            "mask",
            "{mask given}",
            "{edge}",
            "{mean absolute error}",
            {"hard": "hard", "feathered": "feathered", "guided filter": "guided"},
        ),
    ),
    one(
        "pasting",
        "Pasting",
        same("moved by", "rim error", "shadow left behind", "shadow missing there"),
        AsPrinted(("inserted cut-out, in light that is", "laid as it came (ΔE)", "ours (ΔE)"), table=1),
        AsPrinted(
            ("thing from another light", "as it came (ΔE)", "with its photo (ΔE)", "cut-out alone (ΔE)"), table=2
        ),
    ),
    one(
        "filling",
        "Filling",
        Crossed(
            "surroundings, hole",
            "{surroundings}, {hole}",
            "{method}",
            "{LPIPS ↓}",
            {
                "thing left in": "thing left in",
                "blur": "blur",
                "MI-GAN": "migan",
                "PatchMatch": "patchmatch",
                "ours": "fill",
            },
        ),
    ),
    one(
        "recolor",
        "Recolouring",
        AsPrinted(("rendered things", "middle tones", "order of lightness", "glints", "bare metal", "rim", "outside")),
        Picked(
            {
                "real things": "{real things}",
                "hue off by, degrees": "{hue, degrees}",
                "order of lightness": "{order of lightness}",
                "pixels changed outside": "{pixels changed far outside}",
            },
            table=1,
            rows="ours",
        ),
    ),
    one("faces", "Faces", same("face, pixels high", "faces", "found", "others seen")),
    one(
        "stuff",
        "Sky, walls, grass …",
        Picked(
            {
                "sort": "{sort}",
                "outlined": "{outlined}",
                "found": "{found}",
                "mean IoU (0 if not found)": "{mean IoU}",
                "asked for where there is none": "{not there}",
                "wrongly found": "{wrongly found}",
            },
            rows="report",
        ),
    ),
    one(
        "healing",
        "Healing",
        AsPrinted(
            (
                "drawn on photos",
                "found under the stroke",
                "of it covered",
                "error left",
                "untouched",
                "whole stroke filled",
                "LPIPS",
                "LPIPS, whole stroke",
            )
        ),
    ),
    one("upscaling", "Enlarging twice", same("way", "PSNR, dB", "LPIPS")),
    one(
        "text",
        "Words",
        Picked(
            {
                "height of capitals": "{height of capitals}",
                "signs": "{signs}",
                "read whole": "{read whole}",
                "taken off, read no more": "{taken off}",
                "off from the empty plate (as it was)": "{off from the empty plate (as it was)}",
                "replaced, new words read": "{replaced}",
                "height off": "{height off}",
                "colour off": "{colour off}",
            },
            rows=r"\d+ px",
        ),
    ),
)
