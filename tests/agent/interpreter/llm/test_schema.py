"""The schema that a model is held to: the plan's own, so that what fits it can be read as a plan."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from scenewright.agent.interpreter.llm.examples import examples
from scenewright.agent.interpreter.llm.schema import NOT_SAID, answer_schema, choice_schema
from scenewright.scene.schema import schema_text

TEXT = json.dumps(answer_schema())


def test_it_is_made_of_the_plans_own_schema() -> None:
    public = json.loads(schema_text("plan"))["$defs"]
    own = answer_schema()["$defs"]
    ops = {name for name in public if "op" in public[name].get("properties", {}) and name != "Consequence"}
    assert ops - set(own) == set(NOT_SAID)
    assert set(own["Adjust"]["properties"]) == set(public["Adjust"]["properties"])
    assert len(TEXT) < 0.5 * len(schema_text("plan"))


def test_masks_files_of_the_store_and_the_library_are_not_in_it() -> None:
    assert not re.search(r"MaskTarget|PhraseTarget|ImageReference|Keep|Forget|Take|consequences", TEXT)


def test_every_reference_leads_somewhere_and_nothing_is_open() -> None:
    names = set(re.findall(r"#/\$defs/(\w+)", TEXT))
    assert names == set(answer_schema()["$defs"])
    objects = [part for part in answer_schema()["$defs"].values() if part.get("type") == "object"]
    assert all(part["additionalProperties"] is False for part in objects)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(answer_schema())
    return Draft202012Validator(answer_schema())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["say"])
def test_the_examples_fit(example: dict[str, object], validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(example["answer"])] == []


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ready"},
        {"rationale": "", "status": "fine"},
        {"rationale": "", "status": "ready", "ops": [{"op": "remove"}]},
        {"rationale": "", "status": "ready", "ops": [{"op": "remove", "targets": [{"phrase": "a cup"}]}]},
        {"rationale": "", "status": "ready", "ops": [{"targets": [{"object": "cup-1"}]}]},
        {"rationale": "", "status": "ready", "ops": [{"op": "remove", "targets": [{"object": "a", "id": 1}]}]},
        {"rationale": "", "status": "command", "command": {"name": "forget", "names": ["rex"]}},
        {"rationale": "", "status": "ready", "follow": False},
    ],
)
def test_what_is_no_plan_does_not_fit(answer: dict[str, object], validator: Draft202012Validator) -> None:
    assert not validator.is_valid(answer)


def test_choices_are_held_to_the_lines_of_a_menu() -> None:
    one, several = Draft202012Validator(choice_schema(3)), Draft202012Validator(choice_schema(3, 2))
    assert [one.is_valid({"choice": number}) for number in (0, 1, 3, 4, "1")] == [False, True, True, False, False]
    assert several.is_valid({"choice": [1, 3]})
    assert not any(several.is_valid({"choice": wrong}) for wrong in ([], [4], [1, 2, 3], 1))
