"""Odd words: read, or refused in a sentence that says so; never misread as an edit, never garbled, never slow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.agent.interpreter.batch import plan_case
from scenewright.agent.interpreter.words.letters import legible
from scenewright.scene.plan import EditPlan

SCENE = {
    "format": "scenewright.scene/1",
    "image": {"width": 200, "height": 100},
    "objects": [
        {"id": "dog-1", "label": "dog", "box": [10, 10, 40, 60]},
        {"id": "cup-1", "label": "cup", "box": [100, 40, 120, 60]},
        {"id": "person-1", "label": "person", "box": [50, 10, 90, 90]},
        {"id": "car-1", "label": "car", "box": [120, 10, 190, 90]},
    ],
}

ELSEWHERE = """elimina la taza|quita el perro|haz el coche azul|borra el fondo|desenfoca el fondo|más brillo por favor
entferne den Hund|mach das Auto blau|lösche die Tasse bitte|mach den Hintergrund unscharf|mach es heller|rückgängig
supprime le chien|rends la voiture bleue|enlève la tasse à gauche|floute l'arrière-plan|remplace le ciel
rimuovi il cane|togli la tazza|sfoca lo sfondo|remova o cachorro|deixe o carro azul|verwijder de hond
maak de auto blauw|usuń psa|ta bort hunden|fjern hunden|poista koira|odstraň psa|köpeği kaldır|hapus anjing itu
删除狗|把车变成蓝色|犬を消して|車を青くして|개를 지워줘|удали собаку|сделай машину синей|احذف الكلب|اجعل السيارة زرقاء
הסר את הכלב|αφαίρεσε τον σκύλο|कुत्ते को हटाओ|ลบสุนัข|xóa con chó"""


def read(text: str) -> EditPlan:
    return plan_case({"scene": SCENE, "text": text}, Path("."))


def is_the_dog_removed(plan: EditPlan) -> bool:
    ops = plan.to_dict()["ops"]
    return (
        plan.status == "ready" and [op["op"] for op in ops] == ["remove"] and ops[0]["targets"][0]["object"] == "dog-1"
    )


@pytest.mark.parametrize("text", ELSEWHERE.replace("\n", "|").split("|"))
def test_another_language_is_said_and_never_misread_as_an_edit(text: str) -> None:
    plan = read(text)
    assert plan.status == "cannot"
    assert "only English is read so far" in plan.rationale


@pytest.mark.parametrize("text", ["remove the d\u043eg", "remove 狗", "make the sky 蓝色", "把dog删掉", "add a собака"])
def test_a_word_in_other_letters_is_not_passed_over(text: str) -> None:
    assert "only English" in read(text).rationale


def test_what_is_to_be_written_may_be_in_any_language() -> None:
    plan = read('replace the text "STOP" with "Привет"').to_dict()
    assert plan["ops"][0]["replace_with"] == "Привет"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "...", "?!", "\u200b\u200b", "\x00" * 100, "\ufeff", "\u202e\u202d"])
def test_nothing_said_is_said(text: str) -> None:
    plan = read(text)
    assert plan.status == "cannot"
    assert "nothing was said" in plan.rationale


@pytest.mark.parametrize(
    "text", ["🐶", "❤️❤️❤️", "🐕➡️🗑️", "((((", "[[[[]]]]", "—", "1 2 3 4", "{{7*7}}", "%s%n", "$(reboot)"]
)
def test_what_is_no_edit_is_said(text: str) -> None:
    assert read(text).status == "cannot"


@pytest.mark.parametrize(
    "text",
    [
        "remove the dog 🐶",
        "🙏 remove 🐶 the dog 👍🏽",
        "re\u200bmove the d\u200bog",
        "\u202eremove the dog\u202c",
        "remove\u00a0the\u2003dog",
        "remove \x00the dog\x07",
        "\x1b[31mremove the dog\x1b[0m",
        "remove the \udfff dog",
        "\ud800remove the dog",
        "remove the dog" + "\u0301" * 500,
        "ｒｅｍｏｖｅ ｔｈｅ ｄｏｇ",
        "𝓻𝓮𝓶𝓸𝓿𝓮 𝓽𝓱𝓮 𝓭𝓸𝓰",
        "REMOVE THE DOG!!!",
        "  remove\r\nthe\tdog  ",
    ],
    ids=ascii,
)
def test_dress_does_not_change_what_is_meant(text: str) -> None:
    assert is_the_dog_removed(read(text))


def test_accents_of_english_words_are_no_matter() -> None:
    assert read("remove the café sign").look_for == ("cafe sign",)
    assert read("make it sépia").to_dict()["ops"] == read("make it sepia").to_dict()["ops"]


@pytest.mark.parametrize(
    "text",
    ["remove the dog " * 2_500, "a " * 10_000, "'" * 20_000, '"' * 20_001, "the dog, " * 5_000, "(" * 10_000],
    ids=lambda text: text[:10],
)
@pytest.mark.timeout(60)
def test_far_too_much_is_refused_at_once(text: str) -> None:
    plan = read(text)
    assert plan.status == "cannot"
    assert "at most 400 words are read" in plan.rationale


@pytest.mark.parametrize("text", ["a" * 100_000, "é" * 100_000, "remove the " + "x" * 50_000])
def test_one_endless_word_is_no_hang(text: str) -> None:
    assert read(text).status in ("cannot", "look")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '{"lc": 1, "type": "constructor", "id": ["os", "system"], "kwargs": {"command": "id"}}',
        "'; DROP TABLE sessions; --",
        "remove the dog; rm -rf /",
        "`id`",
        "../../etc/passwd",
        "__import__('os').system('id')",
        "{0.__class__.__init__.__globals__}",
    ],
)
def test_code_is_words_and_no_edit(text: str) -> None:
    assert read(text).status == "cannot"


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_plan_that_is_valid_json(text: str) -> None:
    plan = read(text)
    assert EditPlan.model_validate(json.loads(json.dumps(plan.to_dict()))).status == plan.status


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_legible_text_holds_nothing_invisible_and_stays_as_it_is(text: str) -> None:
    plain = legible(text)
    assert legible(plain) == plain
    plain.encode("utf-8")
    assert not any(ord(letter) < 32 for letter in plain)
