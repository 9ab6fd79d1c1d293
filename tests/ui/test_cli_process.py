"""The command line as a process of its own: exit statuses, standard output, interruption."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import httpx
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.ui.cli.main import root

SCENE = {
    "format": "scenewright.scene/1",
    "image": {"width": 200, "height": 100},
    "objects": [
        {"id": "dog-1", "label": "dog", "box": [10, 10, 40, 60]},
        {"id": "cup-1", "label": "cup", "box": [100, 40, 120, 60]},
    ],
}


@pytest.fixture
def run(tmp_path, environment):
    def invoke(*words, input=None):
        command = [sys.executable, "-m", "scenewright", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, cwd=tmp_path, env=environment, timeout=120, input=input, check=False
        )

    return invoke


@pytest.fixture
def called(tmp_path, environment, monkeypatch):
    """The same in this process, for what no process of its own is needed to show."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words, input=None):
        done = CliRunner().invoke(root, [str(word) for word in words], input=input, env=environment)
        return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout_bytes, stderr=done.stderr_bytes)

    return invoke


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_edit_by_words_and_a_mark(run, photo, tmp_path):
    done = run("edit", photo, "pixelate [A]", "--mark", "A=box:10,10,40,40", "--json")
    assert done.returncode == 0, done.stderr.decode()
    (turn,) = lines(done)
    assert turn["status"] == "done"
    assert turn["plan"]["ops"][0]["targets"][0]["mark"] == "A"
    assert Image.open(tmp_path / "park-edited.png").size == (96, 64)


def test_without_a_terminal_a_question_exits_3_and_another_process_goes_on(run, photo, tmp_path):
    done = run("edit", photo, "remove it", "--json")
    assert done.returncode == 3, done.stderr.decode()
    (turn,) = lines(done)
    assert turn["status"] == "ask"
    assert f"edit --session {turn['session']} --answer".encode() in done.stderr
    assert not (tmp_path / "park-edited.png").exists()
    done = run("edit", "--session", turn["session"], "pixelate [A]", "--mark", "A=box:10,10,40,40", "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "park-edited.png").exists()


def test_results_are_on_standard_output(called, photo, tmp_path):
    """Of commands that tell as they go, too."""
    marked = ("--mark", "A=box:10,10,40,40")
    assert b"Done" in called("edit", photo, "pixelate [A]", *marked).stdout
    assert b"Done" in called("chat", photo, input=b"make the picture brighter\n").stdout
    assert b"planned:" in called("demo", "make the picture brighter", "--photo", photo).stdout
    plan = {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2}]}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    assert b": done" in called("apply", "plan.json", photo, "-o", "out").stdout
    assert b"park.png" in called("session", "list").stdout
    assert b"pixels" in called("scene", photo).stdout


def test_wrong_use_exits_2(run, called):
    assert run("edit").returncode == 2
    assert called("edit", "nowhere.jpg", "brighter").returncode == 2


def test_wrong_settings_exit_2(environment, run, photo):
    environment["SCENEWRIGHT_TOOLSET"] = "magic"
    done = run("edit", photo, "brighter")
    assert done.returncode == 2
    assert b"embedded" in done.stderr, "the choices are listed"


@pytest.mark.parametrize(
    ("redirected", "status"),
    [(">&- 2>&- <&-", 0), ("2>&-", 0), ("2>/dev/full", 0), (">/dev/full", 1), (">/dev/full 2>/dev/full", 1)],
)
def test_closed_and_full_streams_have_their_exit_status(environment, photo, tmp_path, redirected, status):
    command = f'"$0" -m scenewright edit "$1" "brighter" -o out.png {redirected}; echo $? >status'
    given = ["bash", "-c", command, sys.executable, str(photo)]
    subprocess.run(given, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)
    assert (tmp_path / "status").read_text() == f"{status}\n"


def test_what_is_wrong_has_its_exit_status_where_nobody_can_be_told(environment, tmp_path):
    command = '"$0" -m scenewright edit no.jpg brighter --json >/dev/full 2>/dev/full; echo $? >status'
    given = ["bash", "-c", command, sys.executable]
    subprocess.run(given, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)
    assert (tmp_path / "status").read_text() == "2\n"


def test_signs_that_the_encoding_of_the_output_lacks_are_replaced(environment, run, photo):
    environment["PYTHONIOENCODING"] = "latin-1"
    done = run("edit", photo, "удали кота")
    assert done.returncode == 1, done.stderr
    assert b"?remove the cup on the left?" in done.stdout


def test_missing_models_exit_4_with_the_command(environment, run, called, photo, tmp_path):
    environment |= {"SCENEWRIGHT_TOOLSET": "embedded", "SCENEWRIGHT_CACHE": str(tmp_path / "empty")}
    done = run("edit", photo, "remove the dog")
    assert done.returncode == 4, done.stderr.decode()
    assert b"scenewright weights download" in done.stderr
    assert b"Traceback" not in done.stderr
    assert called("doctor").returncode == 4
    assert called("weights", "verify").returncode == 4
    assert b"absent" in called("weights", "list").stdout


class TestBatch:
    """One plan a line, in order, one for every line that is not blank."""

    def test_a_file_of_cases(self, called, tmp_path):
        (tmp_path / "scenes").mkdir()
        (tmp_path / "scenes" / "a.json").write_text(json.dumps(SCENE))
        cases = [
            json.dumps({"scene": "scenes/a.json", "text": "remove the dog"}),
            "",
            json.dumps({"scene": SCENE, "text": "make the cup blue"}),
            "   ",
        ]
        (tmp_path / "cases.jsonl").write_text("\n".join(cases))
        done = called("plan", "--batch", tmp_path / "cases.jsonl")
        assert done.returncode == 0, done.stderr.decode()
        remove, recolor = lines(done)
        assert remove["ops"][0]["targets"][0]["object"] == "dog-1"
        assert recolor["ops"][0]["color"] == "#0000ff"

    def test_a_bad_case_is_one_line_and_the_others_go_on(self, called, tmp_path):
        good = json.dumps({"scene": SCENE, "text": "remove the dog"}).encode()
        bad = [
            b"no JSON",
            b"\xff\xfe",
            b"[]",
            b"{}",
            b'{"text": "remove the dog"}',
            b'{"scene": "nowhere.json", "text": "x"}',
            b'{"scene": {"image": {}}, "text": "x"}',
            b'{"scene": 7, "text": "x"}',
            b"[" * 100_000,
        ]
        (tmp_path / "cases.jsonl").write_bytes(b"\n".join([good, *bad, good]))
        done = called("plan", "--batch", tmp_path / "cases.jsonl")
        assert done.returncode == 0, done.stderr.decode()
        first, *failed, last = lines(done)
        assert first == last
        assert [plan["status"] for plan in failed] == ["cannot"] * len(bad)
        assert all(plan["error"] for plan in failed)

    def test_words_that_no_encoding_holds_do_no_harm(self, called, tmp_path):
        (tmp_path / "cases.jsonl").write_text(json.dumps({"scene": SCENE, "text": "remove the \ud800 dog"}))
        done = called("plan", "--batch", tmp_path / "cases.jsonl")
        assert done.returncode == 0, done.stderr.decode()
        assert len(lines(done)) == 1

    def test_from_standard_input(self, called):
        done = called("plan", "--batch", "-", input=json.dumps({"scene": SCENE, "text": "remove the dog"}).encode())
        assert [plan["status"] for plan in lines(done)] == ["ready"]

    def test_a_file_that_is_not_there_exits_2(self, called):
        assert called("plan", "--batch", "nowhere.jsonl").returncode == 2

    def test_a_history_is_taken_into_account(self, called, tmp_path):
        (tmp_path / "scene.json").write_text(json.dumps(SCENE))
        turns = [{"text": "remove the dog", "plan": {"ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}}]
        (tmp_path / "turns.json").write_text(json.dumps(turns))
        words = ("plan", "--scene", "scene.json", "remove the dog", "--json")
        assert lines(called(*words))[0]["status"] == "ready"
        assert lines(called(*words, "--history", "turns.json"))[0]["status"] != "ready"


def test_the_page_is_served_until_it_is_stopped(environment, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scenewright", "ui", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path, env=environment) as process:
        try:
            assert f"http://127.0.0.1:{port}" in process.stdout.readline().decode()
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
            answer = httpx.post(f"http://127.0.0.1:{port}/gradio_api/upload", files={"files": ("park.png", b"a photo")})
            served = tmp_path / "home" / "served"
            assert Path(answer.json()[0]).is_relative_to(served), "not in a folder that others may read"
            assert served.stat().st_mode & 0o777 == 0o700
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_a_terminal_is_asked(environment, tmp_path, photo):
    """With a terminal on standard input and standard error the question is answered on the spot."""
    import pty

    scene = {"SCENEWRIGHT_APPROVAL": "always"}
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "scenewright", "edit", str(photo), "make the picture brighter"]
    with subprocess.Popen(
        command, stdin=follower, stderr=follower, stdout=subprocess.PIPE, cwd=tmp_path, env={**environment, **scene}
    ) as process:
        os.close(follower)
        os.write(leader, b"yes\n")
        out = process.stdout.read()
        assert process.wait(120) == 0
    os.close(leader)
    assert b"Done" in out
    assert (tmp_path / "park-edited.png").exists()


@pytest.mark.parametrize(("given", "found"), [({}, "4"), ({"OPENBLAS_THREAD_TIMEOUT": "20"}, "20")])
def test_threads_for_matrices_sleep_at_once_in_a_process_of_the_command_line_unless_somebody_wants_otherwise(
    environment, given, found
):
    code = """
        import os, runpy, sys
        seen = []
        class Watch:
            def find_spec(self, name, path=None, target=None):
                if name == "numpy":
                    seen.append(os.environ.get("OPENBLAS_THREAD_TIMEOUT"))
        sys.meta_path.insert(0, Watch())
        sys.argv = ["scenewright", "plan", "--scene", "-", "remove the dog"]
        try:
            runpy.run_module("scenewright", run_name="__main__")
        finally:
            print("seen", *seen)
    """
    clean = {name: value for name, value in environment.items() if name != "OPENBLAS_THREAD_TIMEOUT"} | given
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        input=json.dumps(SCENE),
        env=clean,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert f"seen {found}" in done.stdout, done.stderr


FAULTS = """
import resource, sys
from scenewright.__main__ import in_one_chunk

def leaf(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, l=0, m=0, n=0, o=0, p=0, q=0, r=0, s=0, t=0):
    return a

def dearest(depth):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        leaf()
    here = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    return max(here, dearest(depth - 1)) if depth else here

def main():
    print(dearest(300))

if sys.argv[1] == "roomy":
    in_one_chunk(main)
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts page faults as Linux does")
def test_calls_of_the_command_line_never_cross_the_edge_of_a_chunk_of_frames(environment):
    def pages(kind: str) -> int:
        command = [sys.executable, "-c", FAULTS, kind]
        return int(subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60).stdout)

    assert pages("plain") >= 1000, "at some depth, each call takes memory and gives it back"
    assert pages("roomy") < 200
