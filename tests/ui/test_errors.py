"""Errors as words and exit statuses."""

import errno
import json

import click
import pytest
from click.testing import CliRunner

from scenewright.agent.errors import Busy, NothingPending, SessionNotFound
from scenewright.scene.codec import BadPhoto, open_photo
from scenewright.tools.errors import DownloadFailed, MissingRequirement, NoBackend, UnknownBackend
from scenewright.ui.cli.errors import Exit, Missing, WrongInput
from scenewright.ui.cli.main import Door, root
from scenewright.ui.cli.output import print_json


def door_that(fail) -> Door:
    door = Door("scenewright")

    @door.command()
    @click.option("--json", "as_json", is_flag=True)
    def act(as_json: bool):
        return fail()

    return door


def raising(error):
    def fail():
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongInput("no"), 2),
        (click.UsageError("no"), 2),
        (Missing("gradio", "pip install it"), 4),
        (SessionNotFound("x", ["abc"]), 2),
        (NothingPending("nothing"), 2),
        (Busy("x", 12), 6),
        (MissingRequirement("weights", "scenewright weights download"), 4),
        (NoBackend("inpainter", "prompt"), 4),
        (DownloadFailed([]), 4),
        (UnknownBackend("detector", "x", ["y"]), 2),
        (BadPhoto("no photo"), 2),
        (FileNotFoundError(2, "No such file", "x.jpg"), 2),
        (PermissionError(13, "Permission denied", "x.png"), 2),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (ValueError("nobody foresaw this"), 5),
        (MemoryError(), 5),
        (KeyError("x"), 5),
        (OSError("something without a file"), 5),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_every_error_has_its_exit_status_and_no_traceback(error, status):
    done = CliRunner().invoke(door_that(raising(error)), ["act"])
    assert done.exit_code == status
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("status", [0, 1, 3])
def test_a_command_ends_with_what_it_returns(status):
    assert CliRunner().invoke(door_that(lambda: status), ["act"]).exit_code == status


def test_an_install_command_is_printed():
    done = CliRunner().invoke(
        door_that(raising(MissingRequirement("the weights", "scenewright weights download"))), ["act"]
    )
    assert "run: scenewright weights download" in done.stderr


def test_debugging_shows_the_traceback():
    fail = door_that(raising(ValueError("here")))
    done = CliRunner(env={"SCENEWRIGHT_DEBUG": "1"}).invoke(fail, ["act"])
    assert done.exit_code == 5
    assert "Traceback" in done.stderr


def test_with_json_an_error_is_the_one_object_on_standard_output():
    done = CliRunner().invoke(door_that(raising(Busy("x", 12))), ["act", "--json"])
    error = json.loads(done.stdout)
    assert error["status"] == "error"
    assert error["exit"] == 6
    assert error["error"] == str(Busy("x", 12))
    assert f"error: {error['error']}\n" in done.stderr


def test_with_json_wrong_use_is_said_without_the_usage():
    done = CliRunner().invoke(door_that(lambda: 0), ["act", "--json", "--colour"])
    assert json.loads(done.stdout)["error"].startswith("No such option")


@pytest.mark.parametrize("arguments", [["act"], ["act", "--json"]])
def test_a_full_output_is_no_internal_error(arguments):
    done = CliRunner().invoke(door_that(raising(OSError(errno.ENOSPC, "No space left on device"))), arguments)
    assert done.exit_code == 1
    assert "nothing more can be written: No space left on device; make room" in done.stderr


def test_an_error_steers_no_terminal():
    done = CliRunner().invoke(door_that(raising(WrongInput("a\x1b[2J\u202etac"))), ["act"])
    assert done.stderr == "error: a�[2J�tac\n"


def test_an_interruption_after_the_result_prints_no_second_object():
    def fail():
        print_json({"status": "done"})
        raise KeyboardInterrupt

    done = CliRunner().invoke(door_that(fail), ["act", "--json"])
    assert done.exit_code == 130
    assert json.loads(done.stdout) == {"status": "done"}
    again = CliRunner().invoke(door_that(raising(KeyboardInterrupt())), ["act", "--json"])
    assert json.loads(again.stdout)["exit"] == 130


def test_the_help_of_edit_shows_both_ways_to_use_it():
    usage = " ".join(CliRunner().invoke(root, ["edit", "--help"]).stdout.split())
    assert 'PHOTO "INSTRUCTION" | --session ID ["INSTRUCTION" | --answer N|TEXT]' in usage


def test_wrong_use_shows_the_usage():
    done = CliRunner().invoke(door_that(lambda: 0), ["act", "--colour"])
    assert done.exit_code == Exit.WRONG_USE
    assert "Usage:" in done.stderr


def test_an_unreadable_photo_is_wrong_use(tmp_path):
    (tmp_path / "x.jpg").write_bytes(b"no photo")
    done = CliRunner().invoke(door_that(lambda: open_photo(tmp_path / "x.jpg")), ["act"])
    assert done.exit_code == 2
    assert "x.jpg" in done.stderr
