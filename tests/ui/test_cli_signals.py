"""Commands that a signal ends, as processes of their own: what they say, how soon they end, and what they leave."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from textwrap import dedent

import pytest

from scenewright.scene.files import ENDING, PREFIX
from scenewright.ui import texts
from scenewright.ui.cli import signals
from scenewright.ui.cli.errors import guarded
from scenewright.ui.cli.signals import Ended, Interrupted

STATUS = {"SIGHUP": 129, "SIGINT": 130, "SIGTERM": 143}
SAID = {
    "SIGHUP": b"ended by SIGHUP; what was finished is kept",
    "SIGINT": b"interrupted; what was finished is kept",
    "SIGTERM": b"ended by SIGTERM; what was finished is kept",
}
UNPROTECTED = """
import runpy, signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("scenewright", run_name="__main__")
"""
"""The program as a terminal starts it, where the tests themselves run under `nohup` or in the background, too."""
SOON = 3
"""Seconds in which a process that was told to end has ended on a busy machine; one that waits would take a minute."""
BRIGHTER = {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2}]}


@pytest.fixture
def started(tmp_path, environment):
    """`with started(*words) as process`; `before` is what starts it."""

    @contextmanager
    def start(*words, before=(sys.executable, "-c", UNPROTECTED), stdin=subprocess.PIPE):
        pipes = {"stdin": stdin, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [*before, *map(str, words)]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as process:
            try:
                yield process
            finally:
                process.kill()

    return start


def end(process, name):
    """Send it the signal, at which it ends SOON: the exit status, what it had said, and its complaints."""
    process.send_signal(getattr(signal, name))
    since = time.monotonic()
    out, complaints = process.communicate(timeout=60)
    assert time.monotonic() - since < SOON
    assert b"Traceback" not in complaints
    return process.returncode, out, complaints


def sessions(started):
    with started("session", "list", "--json") as process:
        return json.loads(process.communicate(timeout=60)[0])["sessions"]


class Gate:
    """An answer that is waited for until `open` is set."""

    def __init__(self):
        self.asked, self.open = threading.Event(), threading.Event()

    def __call__(self, asked):
        self.asked.set()
        assert self.open.wait(60)
        return {"rationale": "as it was said", "status": "cannot", "ops": []}


@pytest.fixture
def asking(photo, chat_server):
    """The words for an edit that asks a language model, and the gate in front of its answer."""
    gate = Gate()
    model = ("--model", "openai:m", "--base-url", f"{chat_server(gate).url}/v1")
    yield ("edit", photo, "let there be light", *model), gate
    gate.open.set()


@pytest.mark.parametrize("name", STATUS)
def test_an_edit_that_waits_for_a_model_ends_at_once_and_says_so(started, asking, tmp_path, name):
    words, gate = asking
    with started(*words, "--json") as process:
        assert gate.asked.wait(60)
        status, out, complaints = end(process, name)
    assert status == STATUS[name], complaints
    assert SAID[name] in complaints
    assert json.loads(out)["exit"] == STATUS[name]
    assert not (tmp_path / "park-edited.png").exists()


def test_an_edit_goes_on_where_the_end_of_the_terminal_is_ignored(started, asking):
    """As `nohup` starts it."""
    words, gate = asking
    with started(*words, before=("nohup", sys.executable, "-m", "scenewright")) as process:
        assert gate.asked.wait(60)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        gate.open.set()
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 1, complaints


@pytest.mark.parametrize("name", STATUS)
def test_a_batch_of_plans_ends_between_two_lines(started, name):
    case = {"scene": {"image": {"width": 200, "height": 100}}, "text": "make the picture brighter"}
    with started("plan", "--batch", "-") as process:
        process.stdin.write(json.dumps(case).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["status"] == "ready"
        status, out, complaints = end(process, name)
    assert (status, out) == (STATUS[name], b"")
    assert SAID[name] in complaints


def test_the_turns_of_a_chat_that_is_ended_are_kept(started, photo, tmp_path):
    with started("chat", photo) as process:
        process.stdin.write(b"make the picture brighter\n")
        process.stdin.flush()
        assert b"Done" in process.stdout.readline()
        assert any(b"park-edited.png" in line for line in process.stdout)
        status, _, complaints = end(process, "SIGTERM")
    assert status == 143, complaints
    assert SAID["SIGTERM"] in complaints
    assert [session["turns"] for session in sessions(started)] == [1]
    assert (tmp_path / "park-edited.png").exists()


def test_photos_that_were_done_before_the_end_are_reported_and_no_half_picture_is_left(started, photo, tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps(BRIGHTER))
    photos = [tmp_path / f"{number}.png" for number in range(40)]
    for copy in photos:
        copy.write_bytes(photo.read_bytes())
    out = tmp_path / "out"
    out.mkdir()
    left = out / f"{PREFIX}0123456789ab-cdef0123{ENDING}"
    left.write_bytes(b"of a process that was killed while it wrote")
    with started("apply", "plan.json", *photos, "-o", out, "-j", 2) as process:
        assert b": done" in process.stdout.readline()
        status, _, complaints = end(process, "SIGTERM")
    assert status == 143, complaints
    assert SAID["SIGTERM"] in complaints
    report = json.loads((out / "scenewright-report.json").read_text())
    assert 0 < len(report["files"]) < len(photos)
    assert all((out / row["output"]).exists() for row in report["files"])
    assert not list(out.glob(f"*{ENDING}"))


def test_the_client_of_a_download_ends_with_it(started, environment, tmp_path):
    """And what it had begun is gone."""
    (tmp_path / "bin").mkdir()
    client = tmp_path / "bin" / "npm"
    client.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/client.new\nmv {tmp_path}/client.new {tmp_path}/client\nexec sleep 60\n"
    )
    client.chmod(0o755)
    cache = tmp_path / "cache"
    environment |= {"PATH": f"{tmp_path}/bin:{environment['PATH']}", "SCENEWRIGHT_CACHE": str(cache)}
    environment.pop("SCENEWRIGHT_MIRROR", None)
    with started("weights", "download") as process:
        while not (tmp_path / "client").exists():
            time.sleep(0.02)
            assert process.poll() is None, process.stderr.read()
        status, _, complaints = end(process, "SIGTERM")
    assert status == 143, complaints
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "client").read_text()), 0)
    assert not [path for path in cache.rglob("*") if path.is_dir() and "etching" in path.name]


def speak(server, id, method, **params):
    """A message to a server on standard input, and its answer."""
    server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode() + b"\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())["result"]


def greet(server):
    who = {"name": "hand", "version": "1"}
    speak(server, 1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=who)
    server.stdin.write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')


@pytest.mark.parametrize("name", STATUS)
def test_tools_over_mcp_end_quietly_though_the_client_keeps_its_side_open(started, photo, name):
    with started("mcp") as server:
        greet(server)
        speak(server, 2, "tools/call", name="open", arguments={"photo": "park.png"})
        edit = {"name": "edit_image", "arguments": {"instruction": "make the picture brighter"}}
        assert speak(server, 3, "tools/call", **edit)["structuredContent"]["status"] == "done"
        status, out, complaints = end(server, name)
    assert (status, out) == (0, b""), complaints
    assert [session["turns"] for session in sessions(started)] == [1]


def test_a_turn_over_mcp_is_stopped_by_the_end(started, photo, chat_server):
    gate = Gate()
    with started("mcp", "--model", "openai:m", "--base-url", f"{chat_server(gate).url}/v1") as server:
        greet(server)
        speak(server, 2, "tools/call", name="open", arguments={"photo": "park.png"})
        edit = {"name": "edit_image", "arguments": {"instruction": "let there be light"}}
        message = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": edit}
        server.stdin.write(json.dumps(message).encode() + b"\n")
        server.stdin.flush()
        assert gate.asked.wait(60)
        status, _, complaints = end(server, "SIGTERM")
        gate.open.set()
    assert status == 0, complaints
    assert [session["turns"] for session in sessions(started)] == [1], "that it was stopped is known"


def test_tools_over_mcp_take_what_is_longer_than_a_pipe_holds(started, photo):
    with started("mcp") as server:
        greet(server)
        named = {"name": "open", "arguments": {"photo": "x" * 500_000}}
        assert "xxx" in speak(server, 2, "tools/call", **named)["content"][0]["text"]
        server.stdin.close()
        assert server.wait(60) == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_page_ends_quietly(started, name):
    with started("ui", "--port", "0") as server:
        assert b"http://127.0.0.1" in server.stdout.readline()
        status, _, complaints = end(server, name)
    assert (status, complaints) == (0, b"")


def test_the_help_lists_how_each_signal_ends_a_command():
    told = " ".join(texts.EXIT_STATUS.split())
    assert "130 interrupted; 129 and 143 ended by SIGHUP or SIGTERM; ui and mcp, which serve, end so with 0" in told


STARTING = """
import os, runpy, signal, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.{signal})
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Watch())
runpy.run_module("scenewright", run_name="__main__")
"""


@pytest.mark.parametrize(
    ("module", "name"), [("scenewright.ui.cli.signals", "SIGINT"), *(("click", name) for name in STATUS)]
)
def test_a_signal_while_the_command_line_is_imported_ends_it_without_a_word(started, module, name):
    watched = STARTING.format(name=module, signal=name)
    with started("doctor", before=(sys.executable, "-c", watched)) as process:
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (STATUS[name], b"")


@pytest.mark.parametrize(
    ("command", "module"), [("mcp", "scenewright.ui.toolkit"), ("ui", "scenewright.ui.web.launch")]
)
def test_a_server_that_is_ended_before_it_serves_ends_quietly_too(started, command, module):
    watched = STARTING.format(name=module, signal="SIGTERM")
    with started(command, before=(sys.executable, "-c", watched)) as process:
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, b"")


@pytest.mark.parametrize("module", ["numpy", "pydantic", "scenewright.scene.plan"])
def test_a_signal_while_a_command_imports_what_it_needs_ends_it_with_its_words(started, module):
    watched = STARTING.format(name=module, signal="SIGINT")
    with started("plan", "no.png", "remove it", before=(sys.executable, "-c", watched)) as process:
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130, complaints
    assert complaints.strip() == SAID["SIGINT"]


class TestEnding:
    """What a signal does inside."""

    @pytest.fixture(autouse=True)
    def unprotected(self):
        """As a terminal starts a process."""
        known = {"SIGHUP": signal.SIG_DFL, "SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL}
        before = {name: signal.signal(getattr(signal, name), handler) for name, handler in known.items()}
        yield
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

    @pytest.mark.parametrize(("name", "error"), [("SIGINT", Interrupted), ("SIGHUP", Ended), ("SIGTERM", Ended)])
    def test_it_is_raised_and_what_is_at_work_is_told(self, name, error):
        told = threading.Event()

        def work():
            signals.at_end(told.set)
            signal.raise_signal(getattr(signal, name))

        with pytest.raises(error):
            ended(work)
        assert told.wait(10)

    def test_afterwards_signals_are_what_they_were(self):
        assert ended(lambda: signal.getsignal(signal.SIGTERM)) is not signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_a_second_one_does_not_stop_what_puts_things_in_order(self):
        """`timeout` sends two, and so does a terminal that is closed."""
        ordered = []

        def work():
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                signal.raise_signal(signal.SIGTERM)
                signal.raise_signal(signal.SIGHUP)
                ordered.append("all of it")

        with pytest.raises(Ended) as caught:
            ended(work)
        assert ordered
        assert caught.value.signal == signal.SIGTERM

    def test_in_a_destructor_it_is_not_lost(self, capsys):
        class Last:
            def __del__(self):
                signal.raise_signal(signal.SIGTERM)

        def work():
            Last()
            time.sleep(SOON)
            raise AssertionError("nothing ended it")

        with pytest.raises(Ended):
            ended(work)
        assert capsys.readouterr().err == ""

    def test_it_waits_until_python_holds_no_lock_of_its_imports(self):
        passed = []

        def importing():
            signal.raise_signal(signal.SIGTERM)
            passed.append("the end of what the lock is for")

        importing.__code__ = importing.__code__.replace(co_filename="<frozen importlib._bootstrap>")

        def work():
            importing()
            time.sleep(SOON)
            raise AssertionError("nothing ended it")

        with pytest.raises(Ended):
            ended(work)
        assert passed

    def test_what_ends_by_itself_is_not_interrupted(self):
        over = threading.Event()

        def work():
            with signals.ended_by(over.set):
                signal.raise_signal(signal.SIGTERM)
                return over.wait(SOON)

        assert ended(work)

    def test_errors_that_libraries_make_of_it_are_told_as_what_they_are(self, capsys):
        def work():
            try:
                signal.raise_signal(signal.SIGTERM)
            except Ended:
                raise ValueError("a class could not be built") from None

        assert guarded(work, []) == 143
        assert capsys.readouterr().err.encode().strip() == SAID["SIGTERM"]

    def test_an_interrupted_process_has_its_own_exit_status_wherever_it_was(self):
        """Python remembers a KeyboardInterrupt that passed an `exec`, and dies of the signal in the end."""
        code = """
            import signal, sys
            from scenewright.ui.cli import signals
            with signals.serving(), signals.ending(lambda error: 130):
                exec("signal.raise_signal(signal.SIGINT)")
            sys.exit(130)
        """
        assert ran(code) == (130, b"", b"")

    def test_what_takes_too_long_to_put_in_order_is_left(self):
        code = """
            import signal, time
            from scenewright.ui.cli import signals
            signals.GRACE = 0.2
            with signals.ending(lambda error: print("told") or error.code):
                try:
                    signal.raise_signal(signal.SIGTERM)
                finally:
                    time.sleep(60)
        """
        assert ran(code) == (143, b"told\n", b"")


def ended(work):
    with signals.ending(lambda error: 0):
        return work()


def ran(code):
    """A process of its own: its exit status, and what it said on both streams."""
    done = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr
