"""Records whose ids depend on the work alone, and the schemas of the public formats."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from scenewright.scene import schema
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Recolor
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ActionReport, EditRecord, PatchRef, ResolvedOp, ResolvedTarget, TurnReport, digest
from scenewright.scene.target import ObjectTarget
from scenewright.scene.view import View

OP = Recolor(targets=(ObjectTarget(object="cat-1"),), color="#ff0000")
RESOLVED = ResolvedOp(
    op=OP,
    view=View.of(8, 6),
    targets=(ResolvedTarget(mask=Mask.from_box(Box(1, 1, 4, 4), 8, 6).to_ref(), object="cat-1", label="cat"),),
    seed=3,
)


def record(**changes: Any) -> EditRecord:
    fields: dict[str, Any] = {
        "parent": None,
        "turn": 1,
        "index": 0,
        "op": OP,
        "resolved": RESOLVED,
        "patches": (PatchRef(box=Box(0, 0, 5, 5), pixels="sha256:1", alpha="sha256:2"),),
        "scene": "sha256:3",
        "view": View.of(8, 6),
    }
    return EditRecord.make(**{**fields, **changes})


def test_equal_work_has_equal_ids_and_other_work_another() -> None:
    assert record().id == record().id
    different = [record(turn=2), record(seed=1), record(parent="sha256:9"), record(attempt=1)]
    assert len({record().id, *(other.id for other in different)}) == 5


def test_a_record_survives_json_with_its_id() -> None:
    again = EditRecord.model_validate_json(record().model_dump_json())
    assert again == record()
    assert EditRecord.make(**{n: getattr(again, n) for n in EditRecord.model_fields if n != "id"}).id == record().id


def test_a_resolved_op_has_a_digest_of_its_values() -> None:
    again = ResolvedOp.model_validate_json(RESOLVED.model_dump_json())
    assert again.digest() == RESOLVED.digest()
    assert RESOLVED.model_copy(update={"seed": 4}).digest() != RESOLVED.digest()


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [2, "ü"]}) == digest({"b": [2, "ü"], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_a_turn_report_is_public() -> None:
    report = TurnReport(
        status="done",
        exit=0,
        session="s",
        turn=1,
        plan=EditPlan.ready(OP),
        actions=(ActionReport(op={"op": "recolor"}, done=True, box=Box(1, 1, 4, 4)),),
        image=ImageRef(id="sha256:0", width=8, height=6),
    )
    data = report.to_dict()
    assert data["format"] == "scenewright.turn/1"
    assert data["plan"]["ops"] == [{"op": "recolor", "targets": [{"object": "cat-1"}], "color": "#ff0000"}]
    assert TurnReport.model_validate(json.loads(json.dumps(data))) == report
    with pytest.raises(ValidationError, match="newer scenewright"):
        TurnReport.model_validate({**data, "format": "scenewright.turn/2"})


@pytest.mark.parametrize("name", schema.FORMATS)
def test_the_schema_files_are_current(name: str) -> None:
    """When this fails: python -m scenewright.scene.schema"""
    file = schema.FOLDER / f"{name}-1.schema.json"
    assert file.read_text(encoding="utf-8") == schema.schema_text(name)


def test_the_schemas_describe_boxes_and_every_op() -> None:
    plan = json.loads(schema.schema_text("plan"))
    verbs = {
        part["properties"]["op"]["const"]
        for part in plan["$defs"].values()
        if "op" in part.get("properties", {}) and "const" in part["properties"]["op"]
    }
    assert verbs == {
        "remove", "replace", "insert", "move", "resize", "duplicate", "swap", "recolor", "restyle", "background",
        "adjust", "obscure", "text", "transform", "instruct", "restore", "correct", "draw",
    }  # fmt: skip
    scene = json.loads(schema.schema_text("scene"))
    assert scene["$defs"]["SceneObject"]["properties"]["box"]["items"] == {"type": "integer"}
    assert scene["required"] == ["image"]
