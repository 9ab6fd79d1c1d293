import pytest

from scenewright.tools.ports import TextLine
from scenewright.tools.writing import Span, alike, blocks, names_writing, reading_order, spans_of


def line(text: str, left: int, top: int, width: int = 60, height: int = 10) -> TextLine:
    right, bottom = left + width, top + height
    return TextLine(text, ((left, top), (right, top), (right, bottom), (left, bottom)), 0.9)


@pytest.mark.parametrize(
    ("find", "texts", "found"),
    [
        ("sale", ["SALE 50%"], [Span(0, 0, 4)]),
        ("50%", ["SALE 50%!"], [Span(0, 5, 8)]),
        ("sale", ["SALE", "the sale ends", "wholesale"], [Span(0, 0, 4), Span(1, 4, 8)]),
        ("sale", ["SALE SALE"], [Span(0, 0, 4), Span(0, 5, 9)]),
        ("photo by anna", ["© PhotobyAnna"], [Span(0, 2, 13)]),
        ("no entry", ["NO", "ENTRY"], [Span(0, 0, 2), Span(1, 0, 5)]),
        ("platform", ["Platfurm 9"], [Span(0, 0, 8, exact=False)]),
        ("stop", ["ST0P"], [Span(0, 0, 4, exact=False)]),
        ("no", ["on"], []),
        ("exit", ["SALE"], []),
        ("", ["SALE"], []),
        ("…", ["SALE"], []),
    ],
)
def test_words_are_found_whole_without_case_then_run_together_over_lines_and_misread(find, texts, found):
    assert spans_of(find, texts) == found


def test_texts_are_alike_but_for_case_spaces_and_what_readers_mix_up():
    assert alike("OPEN 10", "open IO")
    assert alike("Way out", "Wayout")
    assert not alike("OPEN", "CLOSED")
    assert not alike("SALE", "SOLD")


def test_lines_are_read_top_to_bottom_and_left_to_right():
    lines = [line("d", 0, 40), line("b", 80, 2), line("a", 0, 0), line("c", 0, 20)]
    assert [one.text for one in reading_order(lines)] == ["a", "b", "c", "d"]


def test_lines_that_stand_together_are_one_block():
    lines = [line("NO", 0, 0), line("caption", 300, 200), line("ENTRY", 5, 14)]
    assert [[one.text for one in block] for block in blocks(lines)] == [["caption"], ["NO", "ENTRY"]]


@pytest.mark.parametrize(("phrase", "is_it"), [("the red text", True), ("license plate", True), ("plate", False)])
def test_phrases_that_name_writing(phrase, is_it):
    assert names_writing(phrase) is is_it
