"""The gallery's cases are sound, its page says what is stored, and a case runs with the real tools."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenewright.evals.gallery import Outcome, main, outcomes, perform
from scenewright.evals.gallery_cases import ACTIONS, SIDE, Case, cases, flawed
from scenewright.evals.gallery_page import page, ranked
from scenewright.evals.gallery_pictures import WIDTH, changed, side_by_side
from scenewright.evals.photos import photos
from scenewright.scene.geometry import Box
from scenewright.scene.instruction import Instruction
from scenewright.scene.plan import EditPlan
from scenewright.tools.toolbox import Toolbox

ROOT = Path(__file__).parents[2]
NAMES = {row.name for row in photos()}


def case(name: str, grade: int | None) -> Case:
    return Case(name, "remove", "coffee", "remove the spoon", grade=grade, seen="abc", remark="It is gone.")


@pytest.mark.parametrize("each", cases(), ids=lambda each: each.name)
def test_a_case_names_photos_that_exist_and_can_be_read(each: Case) -> None:
    others = [each.first.photo] if each.first else []
    assert {each.photo, *each.references.values(), *others} <= NAMES
    assert each.action in ACTIONS
    assert all(f"[{name}]" in each.say for name in each.references)
    assert Instruction.of(each.say, each.marks).marks.keys() == each.marks.keys()
    if each.plan is not None:
        assert EditPlan.model_validate({"status": "ready", **each.plan}).ops


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_six_cases_on_at_least_five_photos(action: str) -> None:
    of_it = [each for each in cases() if each.action == action]
    assert len(of_it) >= 6
    assert len({each.photo for each in of_it}) >= 5


def test_no_words_are_tried_twice_on_a_photo() -> None:
    said = Counter((each.photo, each.say) for each in cases())
    assert [twice for twice, count in said.items() if count > 1] == []


@pytest.mark.parametrize("each", cases(), ids=lambda each: each.name)
def test_every_case_was_run_and_looked_at(each: Case) -> None:
    assert each.name in outcomes()
    assert each.grade in range(1, 6)
    assert each.remark.endswith(".")


def test_the_page_is_what_the_stored_outcomes_say() -> None:
    assert (ROOT / "docs" / "gallery.md").read_text("utf-8") == page(cases(), outcomes())


def test_no_picture_of_the_gallery_is_kept_in_git() -> None:
    assert "docs/gallery/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_best_come_first_and_none_is_among_the_worst_too() -> None:
    given = [case("a", 2), case("b", 5), case("c", None), case("d", 1), case("e", 5)]
    best, worst = ranked(given, {})
    assert [each.name for each in best] == ["b", "e"]
    assert [each.name for each in worst] == ["d", "a"]


def test_a_bad_result_that_is_called_done_is_worse_than_one_that_is_not() -> None:
    given = [case("good", 5), case("undone", 1), case("called done", 1), case("fair", 3)]
    _, worst = ranked(given, {"called done": Outcome("done", "Done.", {}, 1.0, "abc")})
    assert [each.name for each in worst] == ["called done", "undone"]


def test_a_result_that_changed_since_it_was_looked_at_says_so() -> None:
    shown = [case("one", 5), case("two", 1)]
    same = {each.name: Outcome("done", "Done.", {"outside": True}, 2.0, "abc") for each in shown}
    assert "Not looked at again" not in page(shown, same)
    other = {**same, "two": replace(same["two"], result="abd")}
    assert page(shown, other).count("Not looked at again") == 1


def test_a_failed_check_is_shown_as_such() -> None:
    shown = [case("one", 5), case("two", 1)]
    text = page(shown, {"two": Outcome("not done", "It is still there.", {"gone": False, "outside": True}, 2.0, "abc")})
    assert "Reported: not done, 2 s: *It is still there.* Checks passed: outside. Checks not passed: gone." in text


def test_a_small_change_is_shown_from_near_as_well() -> None:
    before = np.full((400, 600, 3), 90, np.uint8)
    after = before.copy()
    after[100:120, 200:230] = 10
    assert changed(before, after) == Box(200, 100, 230, 120)
    small, large = side_by_side(before, after), side_by_side(before, 255 - before)
    assert small.width == large.width == WIDTH
    assert small.height > large.height + 100


def test_pictures_of_other_sizes_and_with_transparency_are_shown() -> None:
    before = np.zeros((300, 400, 3), np.uint8)
    picture = np.asarray(side_by_side(before, np.zeros((150, 400, 4), np.uint8)))
    right = picture[10:100, WIDTH // 2 + 20 : -20]
    assert right.min() > 150, "what is black but transparent shows the ground"
    assert np.ptp(right) > 20, "which is chequered"


def test_flaws_are_drawn_where_they_are_said_to_be() -> None:
    grey = np.full((100, 100, 3), 120, np.uint8)
    red = flawed(grey, {"red_pupils": [[30, 40, 5]]})
    assert red[40, 30, 0] > red[40, 30, 1] + 80
    for drawn in ({"red_pupils": [[30, 40, 5]]}, {"spot": [30, 40, 5]}, {"wire": [[25, 40], [35, 40]]}):
        assert changed(grey, flawed(grey, drawn)).iou(Box(24, 34, 37, 47)) > 0.15  # type: ignore[union-attr]


def test_a_wrong_name_is_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove-nothing"]) == 2
    assert cases()[0].name in capsys.readouterr().err


@pytest.mark.models
def test_a_case_runs_with_the_real_tools(toolbox: Toolbox) -> None:
    (flip,) = (each for each in cases() if each.name == "transform-butterfly")
    done = perform(flip, toolbox)
    assert done.outcome.status == "done"
    assert max(done.before.shape) <= SIDE
    assert np.array_equal(done.after, done.before[:, ::-1])
