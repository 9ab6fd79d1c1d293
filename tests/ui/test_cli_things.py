"""`scenewright session things`: what is in a session's picture, and putting it right."""

import json

import pytest


@pytest.fixture
def session(run, photo):
    done = run("edit", photo, "hide the dog", "--json", "--yes")
    return json.loads(done.stdout)["session"]


def labels(run, session):
    scene = json.loads(run("session", "things", session, "--json").stdout)
    return {thing["id"]: thing["label"] for thing in scene["objects"]}


def test_things_are_listed_and_put_right(run, session):
    listed = run("session", "things", session)
    assert listed.exit_code == 0
    assert "ball-1" in listed.stdout
    done = run("session", "things", session, "--name", "ball-1=red lamp")
    assert done.exit_code == 0
    assert "call ball-1 “red lamp”" in done.stdout
    assert labels(run, session) == {"dog-1": "dog", "ball-1": "red lamp"}
    run("session", "things", session, "--none", "ball-1")
    assert labels(run, session) == {"dog-1": "dog"}
    run("session", "undo", session)
    report = json.loads(run("session", "things", session, "--merge", "dog-1,ball-1", "--json").stdout)
    assert report["plan"]["ops"] == [
        {"op": "correct", "targets": [{"object": "dog-1"}, {"object": "ball-1"}], "merge": True}
    ]
    assert labels(run, session) == {"dog-1": "dog"}


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--name", "ball-1"], 2, "THING=NAME"),
        (["--name", "cat-1=dog"], 2, "no object 'cat-1'"),
        (["--merge", "dog-1"], 2, "at least two"),
        (["--none", ""], 2, "at least one target"),
        (["--name", "ball-1=lamp", "--none", "dog-1"], 2, "one correction at a time"),
    ],
)
def test_what_cannot_be_put_right_is_said(run, session, options, status, told):
    done = run("session", "things", session, *options)
    assert told in done.output
    assert done.exit_code == status
