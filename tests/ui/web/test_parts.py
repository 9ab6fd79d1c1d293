"""The page's own small parts: who may call, turns in flight, signed words, cards that escape."""

import asyncio
import os
import re
import time
from io import BytesIO
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.turn.events import Event as AgentEvent
from scenewright.agent.turn.outlook import Outlook
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.plan import EditPlan, Option, Question
from scenewright.ui.web.cards import plan_card, question_card
from scenewright.ui.web.comparing import SIDE
from scenewright.ui.web.guard import LOOPBACK, SameSite
from scenewright.ui.web.jobs import AlreadyRunning, Jobs
from scenewright.ui.web.launch import Refused, start
from scenewright.ui.web.markup import tag
from scenewright.ui.web.offers import offer, offered
from scenewright.ui.web.outlines import outline
from scenewright.ui.web.pictures import encoded
from scenewright.ui.web.progress import progress_card, steps
from scenewright.ui.web.saving import Shown, clear, file_name
from scenewright.ui.web.seal import Seal


async def never(scope, receive, send):
    raise AssertionError("a refused request went through")


async def welcome(scope, receive, send):
    await send({"type": "welcome"})


def asked(app, headers, hosts=LOOPBACK, kind="http"):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(SameSite(app, hosts)(scope, None, send))
    return sent


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:7860"},
        {"host": "localhost:7860"},
        {"host": "[::1]:7860"},
        {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"},
    ],
)
def test_its_own_address_is_let_in(headers):
    assert asked(welcome, headers) == [{"type": "welcome"}]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "evil.example:7860"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "127.0.0.1:7860", "origin": "http://evil.example"},
        {"host": "127.0.0.1:7860", "origin": "null"},
        {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:8000"},
        {"host": "[::1"},
    ],
)
def test_other_sites_are_refused(headers):
    assert asked(never, headers)[0]["status"] == 403
    assert asked(never, headers, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_behind_a_password_any_name_is_answered_but_other_sites_are_not():
    assert asked(welcome, {"host": "photos.lan"}, hosts=None) == [{"type": "welcome"}]
    refused = asked(never, {"host": "photos.lan", "origin": "http://evil.example"}, hosts=None)
    assert refused[0]["status"] == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_another_address_is_refused_without_a_token(host):
    with pytest.raises(Refused, match="--token"):
        start(None, host=host, port=0)


def test_a_job_gives_its_reports_to_everyone_who_follows_and_is_forgotten():
    jobs, gate = Jobs(), Event()

    def work(report):
        report("one")
        assert gate.wait(10)
        report("two")

    job = jobs.start("s", "words", work)
    first = job.follow()
    assert ("one",) in first
    assert jobs.of("s") is job
    with pytest.raises(AlreadyRunning):
        jobs.start("s", "more", work)
    gate.set()
    told = [*first]
    assert all(("one", "two")[: len(events)] == events for events in told)
    assert list(job.follow()) == [()], "it is over"
    assert jobs.of("s") is None


def test_a_job_raises_what_the_call_raised():
    def work(report):
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        list(Jobs().start("s", "", work).follow())


def test_a_job_that_nobody_follows_runs_to_its_end():
    done = Event()
    Jobs().start("s", "", lambda report: done.set())
    assert done.wait(10)


def test_what_is_signed_is_opened_and_nothing_else(tmp_path):
    home = tmp_path / "new"
    seal = Seal.kept(home)
    ticket = seal.signed("a.b")
    assert seal.opened(ticket) == "a.b"
    assert Seal.kept(home).opened(ticket) == "a.b", "after a restart too"
    assert Seal(b"another").opened(ticket) is None
    for wrong in (None, "", "a.b", "a.b.", ticket + "0", ticket.upper(), "a.c" + ticket[3:], ticket + "é"):
        assert seal.opened(wrong) is None
    assert (home / "page.key").stat().st_mode & 0o777 == 0o600


def test_markup_escapes_what_people_wrote():
    made = tag("p", "<script>", tag("b", "fine"), title='"><img src=x>')
    assert made == '<p title="&quot;&gt;&lt;img src=x&gt;">&lt;script&gt;<b>fine</b></p>'
    question = Question(text="<script>alert(1)</script>", options=(Option(label="<img src=x>"),))
    card = question_card(question, [None], [None])
    assert "<script>" not in card
    assert "<img" not in card
    plan = EditPlan.ready({"op": "restyle", "targets": [{"phrase": "<i>"}], "prompt": "<b>"}, rationale="<u>")
    parts = [Outlook(plan.ops[0], (), (), 1.0, ("<s>",))]
    assert not {"<i>", "<b>", "<u>", "<s>"} & set(re.findall("<.>", plan_card(plan, parts)))


def test_progress_is_told_step_by_step():
    def event(kind, text, **data):
        return AgentEvent(kind, text, data)

    events = [event("read", "the dog"), event("act", "remove dog-1"), event("repair", "trying again: a rest is left")]
    told = steps(events)
    assert [(step.text, step.state) for step in told] == [
        ("the dog", "done"),
        ("remove dog-1: trying again: a rest is left", "running"),
    ]
    assert steps([*events, event("verify", "checked", passed=True)])[-1].state == "done"
    assert steps([*events, event("verify", "still there", passed=False)])[-1].state == "failed"
    assert steps([]) == ()
    assert progress_card(told, str).count("<progress") == 2
    assert progress_card([], str).count("<progress") == 1


def test_the_bar_of_a_generator_moves_with_its_steps():
    events = [AgentEvent("act", "a red hat", {}), AgentEvent("act", "a red hat", {"done": 1, "total": 4}, 0.25)]
    (step,) = steps(events)
    assert (step.text, step.state, step.share) == ("a red hat", "running", 0.25)
    assert 'value="0.25"' in progress_card([step], str)
    assert steps([*events, AgentEvent("verify", "checked", {"passed": True})])[-1].state == "done"


def test_outlines_follow_the_edges_of_masks_and_leave_holes_open():
    array = np.zeros((40, 60), bool)
    array[10:30, 20:50] = True
    array[15:20, 30:40] = False
    boxes = [(*np.min(ring, axis=0), *np.max(ring, axis=0)) for ring in outline(Mask(array))]
    assert np.allclose(sorted(boxes), [(20, 10, 50, 30), (30, 15, 40, 20)], atol=0.8)
    assert outline(Mask(np.zeros((4, 4), bool))) == []


def test_a_question_is_about_the_things_that_it_names_or_learnt():
    thing = SceneObject(id="jug-1", label="jug", box=Box(40, 50, 80, 90))
    scene = Scene(image=SceneImage(width=160, height=120), objects=(thing,))
    named = Option.model_validate({"label": "a", "ops": [{"op": "remove", "targets": [{"object": "jug-1"}]}]})
    learnt = Option.model_validate({"label": "b", "things": [{**thing.model_dump(mode="json"), "id": "x"}]})
    plain = Option(label="c")
    assert [offer(option, scene) for option in (named, learnt, plain)] == [Box(26, 36, 94, 104)] * 2 + [None]
    drawn = offered(Question(text="?", options=(named, learnt, plain)), scene)
    assert [len(part["outlines"]) for part in drawn] == [1, 1, 0]


@pytest.mark.parametrize(("size", "shown"), [((100, 50), (100, 50)), ((2 * SIDE, SIDE), (SIDE, SIDE // 2))])
def test_what_is_compared_is_no_larger_than_the_screen(size, shown):
    width, height = size
    assert Image.open(BytesIO(encoded(np.zeros((height, width, 3), np.uint8), SIDE))).size == shown


def test_a_picture_to_show_is_written_once_and_never_again_under_who_fetches_it(tmp_path):
    shown = Shown(tmp_path)
    file = Path(shown.file(b"a picture"))
    before = file.stat()
    assert shown.file(b"a picture") == str(file)
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert file.read_bytes() == b"a picture"
    assert shown.file(b"another") != str(file)
    assert Shown(tmp_path).file(b"a picture") != str(file), "what it is called cannot be guessed from what it shows"


def test_names_of_files_to_take_away():
    assert file_name("my photo (1).jpg") == "my-photo-1"
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("…") == "photo"


def test_files_that_were_taken_away_go_after_a_while(tmp_path):
    for name, age in (("old", 100), ("new", 10)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "picture.png").touch()
        (tmp_path / f"{name} upload").touch()
        for path in (tmp_path / name, tmp_path / f"{name} upload"):
            os.utime(path, (time.time() - age,) * 2)
    clear(tmp_path, age=50)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "new upload"]
    clear(tmp_path / "nowhere", age=50)
