"""The eighty object classes of COCO (Lin et al., ECCV 2014) by the ids that detectors give them."""

from __future__ import annotations

from types import MappingProxyType

_NAMES = """
1 person|bicycle|car|motorcycle|airplane|bus|train|truck|boat|traffic light|fire hydrant
13 stop sign|parking meter|bench|bird|cat|dog|horse|sheep|cow|elephant|bear|zebra|giraffe
27 backpack|umbrella
31 handbag|tie|suitcase|frisbee|skis|snowboard|sports ball|kite|baseball bat|baseball glove|skateboard|surfboard
43 tennis racket|bottle
46 wine glass|cup|fork|knife|spoon|bowl|banana|apple|sandwich|orange|broccoli|carrot|hot dog|pizza|donut|cake|chair
63 couch|potted plant|bed
67 dining table
70 toilet
72 tv|laptop|mouse|remote|keyboard|cell phone|microwave|oven|toaster|sink|refrigerator
84 book|clock|vase|scissors|teddy bear|hair drier|toothbrush
"""


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for line in _NAMES.strip().splitlines():
        first, names = line.split(" ", 1)
        table.update(enumerate(names.split("|"), start=int(first)))
    return table


COCO: MappingProxyType[int, str] = MappingProxyType(_table())
"""Id 1…90 (ten are unused) to name."""
