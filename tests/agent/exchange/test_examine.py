"""What a session file says must hold together: each thing that does not is refused by its own sentence."""

import base64
import io
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.exchange.contents import BadContents, Contents
from scenewright.agent.exchange.examine import Limits, bare, check_blob, check_history, decode
from scenewright.agent.sessions.blobs import bytes_id, gray_id
from scenewright.agent.sessions.transfer import SideLine
from scenewright.agent.sessions.values import Step, TurnEntry
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.ops import Adjust
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import EditRecord, PatchRef, ResolvedOp, TurnReport, WonRef
from scenewright.scene.target import EverythingTarget
from scenewright.scene.view import View

BRIGHTER = Adjust(targets=(EverythingTarget(),), brightness=0.5)
PLAN = EditPlan.ready(BRIGHTER)
PHOTO = np.full((4, 6, 3), 10, np.uint8)
WHITE = np.full((2, 3, 3), 255, np.uint8)
ALPHA = np.full((2, 3), 255, np.uint8)
EDITED = PHOTO.copy()
EDITED[:2, :3] = 255
STORED = {ImageRef.of(PHOTO).id: PHOTO, ImageRef.of(WHITE).id: WHITE, gray_id(ALPHA): ALPHA}
PATCH = PatchRef(box=Box(0, 0, 3, 2), pixels=ImageRef.of(WHITE).id, alpha=gray_id(ALPHA))
MAIN = (SideLine(name="main"),)
SOURCE = {"format": "PNG", "mode": "RGB", "width": 6, "height": 4, "digest": "sha256:0"}


def record(**other) -> EditRecord:
    """The one of turn 1, which whitens a corner."""
    view = View.of(6, 4)
    usual = {"turn": 1, "index": 0, "parent": None, "patches": (PATCH,), "view": view, "scene": "sha256:0"}
    return EditRecord.make(op=BRIGHTER, resolved=ResolvedOp(op=BRIGHTER, view=view), **{**usual, **other})


def turn(number: int, before: str | None = None, after: str | None = None, status: str = "done", **other) -> TurnEntry:
    report = TurnReport(status=status, exit=0, session="", turn=number, plan=PLAN)
    return TurnEntry(number=number, plan=PLAN, report=report, before=before, after=after, **other)


def history(one: EditRecord | None = None, **other) -> Contents:
    """A session of one turn, as it is exported."""
    one = one or record()
    line = SideLine(name="main", done=(Step(1, None, one.id),))
    usual = {"name": "a.png", "base": ImageRef.of(PHOTO), "shown": ImageRef.of(EDITED)}
    return Contents(**{**usual, "turns": (turn(1, after=one.id),), "records": (one,), "branches": (line,), **other})


def examined(contents: Contents, limits: Limits | None = None) -> None:
    check_history(contents, lambda kind, id: STORED[id], limits or Limits())


def refusal(contents: Contents, limits: Limits | None = None) -> str:
    with pytest.raises(BadContents) as refused:
        examined(contents, limits)
    return str(refused.value)


def test_what_holds_together_is_taken():
    examined(history())
    examined(history(source=SOURCE, learned={"": "sha256:0"}, names=("cup-1", "cup-2")))
    examined(history(turns=(turn(1, after=record().id), turn(2, status="ask"))))
    examined(history(turns=(), records=(), branches=MAIN, shown=ImageRef.of(PHOTO)))
    examined(history(records=(record(), record(index=1, parent=record().id, origin=1))), Limits(pixels=24))


class TestRecords:
    def test_one_that_was_changed(self):
        assert "was changed" in refusal(history(records=(record().model_copy(update={"seed": 7}),)))

    def test_one_that_follows_a_missing_one(self):
        assert "follows one that is missing" in refusal(history(record(parent="sha256:1")))

    @pytest.mark.parametrize(
        "view",
        [
            View(matrix=(1, 0, 0, 0, 1, 0, 0, 0, 1), width=10**6, height=10**6, canvas=Box(0, 0, 6, 4)),
            View(matrix=(1, 0, 0, 0, 1, 0, 0, 0, 1), width=6, height=4, canvas=Box(0, 0, 10**6, 10**6)),
        ],
        ids=["shown", "canvas"],
    )
    def test_one_whose_picture_would_fill_the_memory(self, view):
        assert "makes a larger picture than can be opened" in refusal(history(record(view=view)))

    @pytest.mark.parametrize("stretch", [0, 1e-7])
    def test_one_that_shows_nothing(self, stretch):
        view = View(matrix=(stretch, 0, 0, 0, stretch, 0, 0, 0, 1), width=6, height=4, canvas=Box(0, 0, 6, 4))
        assert "shows nothing" in refusal(history(record(view=view)))

    def test_one_that_shows_what_is_beyond_all_numbers(self):
        """JSON has no infinity, but numbers that come to it."""
        view = View(matrix=(1, 0, float("inf"), 0, 1, 0, 0, 0, 1), width=6, height=4, canvas=Box(0, 0, 6, 4))
        assert "makes a larger picture" in refusal(history(record(view=view)))

    @pytest.mark.parametrize(
        "place",
        [
            {"turn": 2},
            {"turn": 0},
            {"turn": 10**30},
            {"index": -1},
            {"index": 2**31},
            {"attempt": -1},
            {"attempt": 2**31},
        ],
        ids=str,
    )
    def test_one_where_no_turn_has_any(self, place):
        """The next turn would clear it away, or no database takes it."""
        assert "where no turn of it can have one" in refusal(history(record(**place)))

    def test_one_of_a_turn_that_still_waits(self):
        one = record(turn=2)
        turns = (turn(1, after=one.id), turn(2, status="ask"))
        assert "where no turn of it can have one" in refusal(history(one, turns=turns))

    @pytest.mark.parametrize("origin", [0, 2, -1, 10**30])
    def test_one_that_carries_out_a_turn_that_is_not_there(self, origin):
        assert "carries out a turn that is not there" in refusal(history(record(origin=origin)))

    def test_two_in_one_place(self):
        assert "two records of it stand in one place" in refusal(history(records=(record(), record(seed=7))))

    def test_a_patch_of_an_undone_turn_that_does_not_fit(self):
        """Redo would fail on it."""
        one = record(patches=(PATCH.model_copy(update={"box": Box(0, 0, 2, 2)}),))
        undone = SideLine(name="main", undone=(Step(1, None, one.id),))
        shown = ImageRef.of(PHOTO)
        assert "does not fit what it stored" in refusal(history(one, branches=(undone,), shown=shown))

    def test_a_map_of_instructions_that_does_not_fit(self):
        won = WonRef(box=Box(0, 0, 2, 2), instructions=("brighter",), winners=gray_id(ALPHA))
        assert "does not fit what it stored" in refusal(history(record(won=(won,))))


class TestTurns:
    @pytest.mark.parametrize("numbers", [(2,), (1, 1), (1, 3), (0, 1), (2, 1)])
    def test_numbers_that_are_not_one_two_three(self, numbers):
        assert "not numbered" in refusal(history(turns=[turn(number) for number in numbers], records=(), branches=MAIN))

    @pytest.mark.parametrize(
        "where",
        [
            {"turns": (turn(1, before="sha256:1"),)},
            {"turns": (turn(1, after="sha256:1"),)},
            {"branches": (SideLine(name="main", done=(Step(1, "sha256:1", None),)),)},
            {"branches": (SideLine(name="main", done=(Step(1, None, "sha256:1"),)),)},
            {"branches": (SideLine(name="main", undone=(Step(1, "sha256:1", None),)),)},
            {"branches": (SideLine(name="main", undone=(Step(1, None, "sha256:1"),)),)},
            {"learned": {"sha256:1": "sha256:0"}},
        ],
    )
    def test_what_leads_to_a_missing_record(self, where):
        assert "leads to a record that is missing" in refusal(history(**where))

    def test_one_before_the_last_that_waits(self):
        turns = (turn(1, status="ask"), turn(2))
        assert "still waits" in refusal(history(turns=turns, records=(), branches=MAIN))

    @pytest.mark.parametrize(
        "request_",
        [
            {"given": {"status": "no status"}},
            {"given": 7},
            {"readings": [1]},
            {"readings": {"a": None}},
            {"readings": {"a": {"confidence": 1}}},
            {"readings": {"a": {"plan": 7, "confidence": 1}}},
            {"readings": {"a": {"plan": None}}},
            {"readings": {"a": {"plan": None, "confidence": 1.5}}},
            {"readings": {"a": {"plan": None, "confidence": -0.5}}},
            {"readings": {"a": {"plan": None, "confidence": "much"}}},
        ],
        ids=json.dumps,
    )
    def test_one_that_waits_for_what_nobody_can_read(self, request_):
        turns = (turn(1, after=record().id), turn(2, status="ask", request=request_))
        assert "waits for an answer cannot be read" in refusal(history(turns=turns))

    def test_one_that_waits_may_have_been_read_in_no_way(self):
        request = {"given": PLAN.to_dict(), "readings": {"a": {"plan": None, "confidence": 0.5}}}
        examined(history(turns=(turn(1, after=record().id), turn(2, status="ask", request=request))))


class TestNames:
    @pytest.mark.parametrize("others", [("main",), ("MAIN",)])
    def test_branches_that_are_called_the_same(self, others):
        branches = (*history().branches, *(SideLine(name=name) for name in others))
        assert "no names that tell them apart" in refusal(history(branches=branches))

    def test_no_branch_that_is_worked_on(self):
        assert "no names that tell them apart" in refusal(history(branch="another"))

    @pytest.mark.parametrize("name", ["two\nlines", "\x1b[2J", "a\u200bb", " spaced ", "7", "a" * 81])
    def test_a_branch_whose_name_is_none(self, name):
        assert "which is no name of one" in refusal(history(branches=(*history().branches, SideLine(name=name))))

    def test_a_thing_twice(self):
        assert "is there twice" in refusal(history(names=("cup-1", "cup-1")))

    @pytest.mark.parametrize(
        "name", ["../a.png", "a/b.png", "..\\a.png", "C:a.png", "a\0.png", "a\nb.png", "..", " ", ""]
    )
    def test_one_that_leads_to_another_folder(self, name):
        assert "leads to another folder" in refusal(history(name=name))
        turns = (turn(1, after=record().id, references={"B": name}),)
        assert "leads to another folder" in refusal(history(turns=turns))
        assert bare(bare(name)) == bare(name) != name


class TestThePhoto:
    def test_another_size(self):
        base = history().base.model_copy(update={"width": 7})
        assert "another size than it says" in refusal(history(base=base))

    def test_a_file_of_another_machine(self):
        assert "names a file of another machine" in refusal(history(source={**SOURCE, "path": "/etc/passwd"}))

    @pytest.mark.parametrize(
        ("odd", "why"),
        [
            ({"format": 7}, "validation error"),
            ({"icc": "no base64"}, "cannot be read"),
            ({"icc": "!!!!"}, "cannot be read"),
            ({"exif": "no base64"}, "its EXIF cannot be read"),
        ],
    )
    def test_what_cannot_be_read_of_its_file(self, odd, why):
        assert why in refusal(history(source={**SOURCE, **odd}))

    def test_a_place_in_its_metadata(self):
        exif = Image.Exif()
        exif.get_ifd(0x8825)[1] = "N"
        place = base64.b64encode(exif.tobytes()).decode()
        assert "holds a place" in refusal(history(source={**SOURCE, "exif": place}))

    def test_a_history_that_shows_something_else(self):
        assert "renders to another picture" in refusal(history(shown=ImageRef.of(PHOTO)))


def png(values: np.ndarray, mode: str | None = None) -> bytes:
    out = io.BytesIO()
    picture = Image.fromarray(values)
    (picture.convert(mode) if mode else picture).save(out, "PNG")
    return out.getvalue()


class TestParts:
    def refusal(self, kind: str, id: str, data: bytes, **limits: int) -> str:
        with pytest.raises(BadContents) as refused:
            check_blob((kind, id), data, Limits(**limits))
        return str(refused.value)

    def test_what_they_are_is_their_name(self):
        assert np.array_equal(decode(("images", ImageRef.of(PHOTO).id), png(PHOTO), Limits()), PHOTO)
        assert "not what its name says" in self.refusal("images", ImageRef.of(EDITED).id, png(PHOTO))
        assert "not what its name says" in self.refusal("grays", gray_id(ALPHA), png(ALPHA // 2))
        assert "not what its name says" in self.refusal("bytes", bytes_id(b"{}"), b"{} ")

    def test_a_scene_that_is_none(self):
        assert "one of its scenes cannot be read" in self.refusal("bytes", bytes_id(b"{}"), b"{}")

    @pytest.mark.parametrize("mode", ["L", "P", "1", "I;16"])
    def test_a_picture_of_a_mode_that_is_never_stored(self, mode):
        assert f"is {mode}, which session files do not hold" in self.refusal("images", "sha256:0", png(ALPHA, mode))

    def test_an_alpha_in_colour(self):
        assert "is RGB, which session files do not hold" in self.refusal("grays", "sha256:0", png(PHOTO))

    def test_a_picture_of_too_many_pixels(self):
        refused = self.refusal("images", "sha256:0", png(PHOTO), pixels=23)
        assert refused == "a picture in it has 6 × 4 pixels, which is too many"
        check_blob(("images", ImageRef.of(PHOTO).id), png(PHOTO), Limits(pixels=24))

    @pytest.mark.parametrize("side", [10_000, 60_000])
    @pytest.mark.filterwarnings("error")
    def test_one_of_more_pixels_than_any_memory_holds_is_refused_by_its_header(self, side):
        """Pillow warns of the smaller and refuses the larger by itself."""
        head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        start = png(PHOTO)[:8] + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
        assert "too many" in (told := self.refusal("images", "sha256:0", start, pixels=24)) or "is no picture" in told

    @pytest.mark.parametrize("cut", [0, 8, 30, 45])
    def test_a_picture_that_is_cut_off(self, cut):
        assert "is no picture" in self.refusal("images", ImageRef.of(PHOTO).id, png(PHOTO)[:cut])

    def test_a_picture_that_is_no_png(self):
        out = io.BytesIO()
        Image.fromarray(PHOTO).save(out, "WEBP", lossless=True)
        assert "is no picture" in self.refusal("images", ImageRef.of(PHOTO).id, out.getvalue())
