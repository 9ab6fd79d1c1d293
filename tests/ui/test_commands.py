"""The commands there are: data until one runs."""

import re
from importlib.metadata import EntryPoint

import click
import pytest
from click.testing import CliRunner

from scenewright.ui.cli.lazy import CommandRow, LazyGroup, plugin_rows
from scenewright.ui.cli.main import COMMANDS, root


@pytest.mark.parametrize("name", COMMANDS)
def test_every_row_leads_to_a_command_that_explains_itself(name):
    done = CliRunner().invoke(root, [name, "--help"])
    assert done.exit_code == 0
    assert COMMANDS[name].help in " ".join(done.stdout.split())


def test_the_help_lists_every_command_and_the_exit_statuses():
    done = CliRunner().invoke(root, ["--help"])
    assert done.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name}\b", done.stdout, re.MULTILINE)
    assert "130 interrupted" in done.stdout


@pytest.mark.parametrize("option", ["out", "session", "answer", "mark", "reference", "seed", "yes", "json"])
def test_edit_has_the_documented_options(option):
    assert f"--{option}" in CliRunner().invoke(root, ["edit", "--help"]).stdout


def test_no_command_at_all_is_wrong_use_and_shows_the_help():
    done = CliRunner().invoke(root, [])
    assert done.exit_code == 2
    assert "Commands:" in done.stderr


def test_an_unknown_command_is_wrong_use():
    assert CliRunner().invoke(root, ["photoshop"]).exit_code == 2


def test_a_lazy_group_loads_only_what_runs():
    group = LazyGroup(
        rows={
            "good": CommandRow("scenewright.ui.cli.commands.weights:weights", "good"),
            "bad": CommandRow("scenewright.nowhere:bad", "not loaded"),
        }
    )
    listed = CliRunner().invoke(group, ["--help"])
    assert listed.exit_code == 0
    assert "not loaded" in listed.stdout
    assert CliRunner().invoke(group, ["good", "--help"]).exit_code == 0


def test_a_row_that_is_no_command_is_refused():
    with pytest.raises(TypeError, match="a command is a"):
        CommandRow("scenewright.ui.texts:TITLE", "").load()


def test_packages_add_commands_by_entry_point():
    rows = plugin_rows([EntryPoint("bench", "scenewright.ui.cli.commands.doctor:doctor", "scenewright.commands")])
    assert isinstance(rows["bench"].load(), click.Command)


def test_an_added_command_never_replaces_one_of_ours():
    group = LazyGroup(rows={"bench": CommandRow("x:y", "ours")}, plugins=True)
    assert "ours" in CliRunner().invoke(group, ["--help"]).stdout
