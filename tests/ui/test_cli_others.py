"""The other commands over the scripted editor."""

import json
import os

import numpy as np
import pytest
from PIL import Image


def data(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def pixels(path):
    return np.asarray(Image.open(path))


SCENE = {
    "image": {"width": 96, "height": 64},
    "objects": [{"id": "dog-1", "label": "dog", "box": [12, 24, 32, 48]}],
}


RECIPE = {
    "format": "scenewright.plan/1",
    "ops": [{"op": "obscure", "targets": [{"phrase": "the lamp"}], "method": "fill", "color": "#ff0000"}],
}


class TestPlan:
    def test_a_plan_for_a_photo_touches_nothing(self, run, photo, editor):
        plan = data(run("plan", photo, "hide the dog", "--json"))
        assert plan["format"] == "scenewright.plan/1"
        assert plan["status"] == "ready"
        assert plan["ops"][0]["targets"] == [{"object": "dog-1"}]
        assert editor.sessions() == []
        assert not photo.with_name("park-edited.png").exists()

    def test_a_plan_for_a_scene_needs_no_photo(self, run, tmp_path):
        (tmp_path / "scene.json").write_text(json.dumps(SCENE))
        done = run("plan", "--scene", tmp_path / "scene.json", "hide the dog")
        assert done.exit_code == 0
        assert "understood: the only dog" in done.stdout

    def test_a_question_exits_3_and_what_cannot_be_1(self, run, photo):
        asks, cannot = run("plan", photo, "hide it", "--json"), run("plan", photo, "sing", "--json")
        assert (asks.exit_code, json.loads(asks.stdout)["status"]) == (3, "ask")
        assert (cannot.exit_code, json.loads(cannot.stdout)["status"]) == (1, "cannot")

    @pytest.mark.parametrize("content", ["", "[]", "{", '{"image": {"width": 0, "height": 1}}', '{"objects": []}'])
    def test_a_broken_scene_is_named(self, run, tmp_path, content):
        (tmp_path / "scene.json").write_text(content)
        done = run("plan", "--scene", tmp_path / "scene.json", "hide the dog")
        assert done.exit_code == 2
        assert "scene.json" in done.stderr

    @pytest.mark.parametrize("content", ["{}", '["hide it"]', "nothing"])
    def test_a_broken_history_is_named(self, run, photo, tmp_path, content):
        (tmp_path / "turns.json").write_text(content)
        done = run("plan", photo, "hide the dog", "--history", tmp_path / "turns.json")
        assert done.exit_code == 2
        assert "turns.json" in done.stderr

    def test_a_file_that_is_not_there_is_said_in_words(self, run, photo):
        for words in (["--scene", "none.json", "hide it"], [photo, "hide it", "--history", "none.json"]):
            done = run("plan", *words)
            assert (done.exit_code, "none.json cannot be read" in done.stderr) == (2, True)
        batch = run("plan", "--batch", "none.jsonl")
        assert (batch.exit_code, "none.jsonl cannot be read" in batch.stderr) == (2, True)

    @pytest.mark.parametrize("words", [[], ["hide it"], ["a", "b", "c"], ["--batch", "x.jsonl", "hide it"]])
    def test_wrong_use(self, run, words):
        assert run("plan", *words).exit_code == 2


class TestScene:
    def test_what_is_found_is_listed_and_drawn(self, run, photo, tmp_path):
        done = run("scene", photo, "--find", "the lamp", "-o", tmp_path / "overlay.png")
        assert done.exit_code == 0, done.stderr
        assert "dog-1" in done.stdout
        assert "[70, 10, 80, 30]" in done.stdout
        assert not np.array_equal(pixels(tmp_path / "overlay.png"), pixels(photo))

    def test_what_was_looked_for_in_vain_is_said(self, run, photo):
        lines = run("scene", photo, "--find", "the lamp", "--find", "a kite", "--find", "dog").stdout.splitlines()
        assert [line for line in lines if line.startswith("not found")] == ["not found: a kite"]

    def test_looking_for_nothing_is_refused(self, run, photo):
        assert run("scene", photo, "--find", " ").exit_code == 2

    def test_json_is_the_public_format(self, run, photo):
        scene = data(run("scene", photo, "--json"))
        assert scene["format"] == "scenewright.scene/1"
        assert {thing["label"] for thing in scene["objects"]} == {"dog", "ball"}

    def test_the_photo_is_never_drawn_over(self, run, photo):
        assert run("scene", photo, "-o", photo).exit_code == 2


class TestApply:
    @pytest.fixture
    def recipe(self, tmp_path):
        (tmp_path / "recipe.json").write_text(json.dumps(RECIPE))
        return tmp_path / "recipe.json"

    def test_every_photo_gets_a_file_and_a_line(self, run, photo, recipe, tmp_path):
        (tmp_path / "more").mkdir()
        twin = tmp_path / "more" / "park.png"
        twin.write_bytes(photo.read_bytes())
        done = run("apply", recipe, photo, twin, "-o", tmp_path / "out")
        assert done.exit_code == 0, done.stdout + done.stderr
        assert done.stdout.count(": done") == 2
        for name in ("park-edited.png", "park-edited-2.png"):
            changed = (pixels(tmp_path / "out" / name) != pixels(photo)).any(axis=2)
            assert changed[12:28, 72:78].all()
            assert not changed[:, :60].any()

    def test_no_photo_is_written_over_by_the_picture_of_another(self, run, photo, recipe, tmp_path):
        earlier = tmp_path / "park-edited.png"
        earlier.write_bytes(photo.read_bytes())
        done = run("apply", recipe, photo, earlier, "-o", tmp_path, "--json")
        assert done.exit_code == 2
        assert [row["status"] for row in json.loads(done.stdout)["files"]] == ["error", "done"]
        assert earlier.read_bytes() == photo.read_bytes()

    def test_a_bad_photo_does_not_stop_the_others(self, run, photo, recipe, tmp_path):
        (tmp_path / "bad.png").write_bytes(b"no photo")
        done = run("apply", recipe, tmp_path / "bad.png", photo, "-o", tmp_path / "out", "--json")
        assert done.exit_code == 2
        rows = json.loads(done.stdout)["files"]
        assert [row["status"] for row in rows] == ["error", "done"]
        assert (tmp_path / "out" / "park-edited.png").exists()

    @pytest.mark.parametrize("plan", ["{}", '{"ops": [{"op": "paint"}]}', '{"status": "cannot"}', "no JSON"])
    def test_what_is_no_ready_plan_is_refused(self, run, photo, tmp_path, plan):
        (tmp_path / "plan.json").write_text(plan)
        assert run("apply", tmp_path / "plan.json", photo, "-o", tmp_path / "out").exit_code == 2


class TestSession:
    @pytest.fixture
    def session(self, run, photo):
        id = data(run("edit", photo, "hide the dog", "--json"))["session"]
        data(run("edit", "--session", id, "brighter", "--json"))
        return id

    def test_list_and_show(self, run, session):
        assert session in run("session", "list").stdout
        assert [info["id"] for info in data(run("session", "list", "--json"))["sessions"]] == [session]
        shown = run("session", "show", session)
        assert "1. hide the dog – done" in shown.stdout
        assert len(data(run("session", "show", session, "--json"))["turns"]) == 2

    def test_what_was_asked_and_answered_is_shown(self, run, photo):
        id = json.loads(run("edit", photo, "hide it", "--json").stdout)["session"]
        data(run("edit", "--session", id, "--answer", "2", "--json"))
        shown = run("session", "show", id).stdout
        assert "1. the dog 2. the ball – answered: the ball" in shown
        (turn,) = data(run("session", "show", id, "--json"))["turns"]
        assert turn["report"]["answered"][0]["answer"] == "the ball"

    def test_undo_and_redo_give_the_same_bytes(self, run, session, tmp_path):
        for step, name in (("show", "a"), ("undo", "b"), ("redo", "c")):
            assert run("session", step, session, "-o", tmp_path / f"{name}.png").exit_code == 0
        assert not np.array_equal(pixels(tmp_path / "a.png"), pixels(tmp_path / "b.png"))
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "c.png").read_bytes()

    def test_drop_takes_one_turn_out(self, run, session, photo, tmp_path):
        done = run("session", "drop", session, "1", "-o", tmp_path / "out.png")
        assert done.exit_code == 0, done.stdout + done.stderr
        assert tuple(pixels(tmp_path / "out.png")[30, 20]) != (255, 0, 0)
        assert pixels(tmp_path / "out.png").mean() > pixels(photo).mean()

    def test_more_undo_than_there_is_says_so(self, run, session):
        done = run("session", "undo", session, "9")
        assert done.exit_code in (1, 2)
        assert "2" in done.stdout + done.stderr

    def test_an_unknown_session_lists_those_there_are(self, run, session):
        done = run("session", "show", "nobody")
        assert done.exit_code == 2
        assert session in done.stderr


class TestChat:
    def test_a_conversation_until_the_input_ends(self, run, photo, tmp_path):
        lines = ["hide it", "2", "crash", "brighter", "undo", f"save {tmp_path}/copy.png"]
        done = run("chat", photo, input="\n".join(lines))
        assert done.exit_code == 0, done.stderr
        assert "Which one?" in done.stdout
        assert "ZeroDivisionError" in done.stderr
        assert tuple(pixels(tmp_path / "copy.png")[42, 54]) == (255, 0, 0)
        assert np.array_equal(pixels(tmp_path / "copy.png"), pixels(photo.with_name("park-edited.png")))

    def test_an_approval_is_a_line_like_any_other(self, run, photo):
        done = run("chat", photo, input="hide things\nno\nquit\nbrighter\n")
        assert done.exit_code == 0
        assert "2. Leave it" in done.stdout
        assert "Nothing was changed" in done.stdout
        assert "brightness" not in done.stdout, "nothing is heard after quit"

    def test_a_session_goes_on(self, run, photo):
        id = data(run("edit", photo, "hide the dog", "--json"))["session"]
        assert run("chat", "--session", id, input="undo\n").exit_code == 0
        assert np.array_equal(pixels(photo.with_name("park-edited.png")), pixels(photo))

    def test_a_copy_never_replaces_the_photo(self, run, photo):
        before = photo.read_bytes()
        assert "never overwritten" in run("chat", photo, input=f"save {photo}\n").stderr
        assert photo.read_bytes() == before

    def test_a_photo_or_a_session_is_needed(self, run, photo):
        assert run("chat").exit_code == 2
        assert run("chat", photo, "--session", "x").exit_code == 2


class TestDemo:
    def test_every_turn_is_told_and_kept(self, run, photo, tmp_path):
        done = run("demo", "hide it", "hide things", "sing", "--photo", photo, "-o", tmp_path / "out")
        assert done.exit_code in (1, 4), done.stderr
        for word in ("understood:", "planned:", "done:", "checked:", "reply:"):
            assert word in done.stdout
        names = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert names == ["demo.png", "turn-0.png", "turn-1.png", "turn-2.png", "turn-3.png"]
        assert np.array_equal(pixels(tmp_path / "out" / "turn-0.png"), pixels(photo))


class TestDoctor:
    def test_what_is_ready_and_what_is_not(self, run):
        done = run("doctor")
        assert done.exit_code == 0, done.stdout
        assert "✓ detector" in done.stdout
        assert "– tagger" in done.stdout

    def test_json(self, run):
        found = data(run("doctor", "--json"))
        assert found["ready"] is True
        assert {"chat page", "tools over MCP"} <= {finding["what"] for finding in found["findings"]}

    def test_every_model_of_the_foundation_toolset_is_judged_by_this_machine(self, run):
        found = {one["what"]: one for one in data(run("doctor", "--models", "--json"))["findings"]}
        assert "for models" in found["device"]["detail"]
        small = found["inpainter sd15-inpaint"]
        assert "fits" in small["detail"]
        assert small["detail"].endswith("not run with real weights")
        assert small["command"] == "scenewright weights download sd15-inpaint"
        assert not small["needed"]


class TestWeightSets:
    def test_sets_are_listed_with_their_models(self, run):
        sets = {one["name"]: one for one in data(run("weights", "list", "--sets", "--json"))["sets"]}
        (model,) = [one for one in sets["foundation-small"]["models"] if one["port"] == "inpainter"]
        assert model["model"] == "stable-diffusion-v1-5/stable-diffusion-inpainting"
        assert (model["run"], model["commercial"]) == (False, True)
        assert "not run with real weights" in run("weights", "list", "--sets").stdout

    def test_what_may_not_be_used_commercially_is_hidden_and_refused(self, run):
        for one in data(run("weights", "list", "--sets", "--license", "commercial", "--json"))["sets"]:
            assert all(model["commercial"] for model in one["models"])
        done = run("weights", "download", "flux-fill", "--license", "commercial")
        assert done.exit_code == 2
        assert "flux-fill (FLUX.1-dev-Non-Commercial)" in done.stderr

    def test_a_set_is_fetched_model_by_model_each_from_where_settings_say(self, run, tmp_path, monkeypatch):
        names = ("gligen-text", "gligen-text-image")
        for name in names:
            (tmp_path / name).mkdir()
            (tmp_path / name / "model.safetensors").write_bytes(b"12345678")
            monkeypatch.setenv(f"SCENEWRIGHT_MODELS__{name.upper()}", str(tmp_path / name))
        done = run("weights", "download", "layout")
        assert done.exit_code == 0, done.stderr
        for name in names:
            assert f"{name}: {tmp_path / name}, size not read (licence not read)" in done.stderr
            assert f"0.00 GB of weights in {tmp_path / name}" in done.stderr
        refused = run("weights", "download", "layout", "--license", "commercial")
        assert refused.exit_code == 2
        assert "none may be used commercially of gligen-text (?), gligen-text-image (?)" in refused.stderr

    def test_an_unknown_name_lists_the_choices(self, run):
        done = run("weights", "download", "everything")
        assert done.exit_code == 2
        for choice in ("foundation-small", "sd15-inpaint", "scenewright weights list"):
            assert choice in done.stderr

    def test_a_model_that_settings_name_is_the_one_that_counts(self, run, tmp_path, monkeypatch):
        (tmp_path / "model.safetensors").write_bytes(b"12345678")
        monkeypatch.setenv("SCENEWRIGHT_MODELS__SD15-INPAINT", str(tmp_path))
        sets = {one["name"]: one for one in data(run("weights", "list", "--sets", "--json"))["sets"]}
        (model,) = [one for one in sets["foundation-small"]["models"] if one["port"] == "inpainter"]
        assert (model["model"], model["state"], model["bytes"]) == (str(tmp_path), "present", 8)
        done = run("weights", "download", "sd15-inpaint")
        assert done.exit_code == 0, done.stderr


class TestPage:
    def test_another_address_needs_a_token(self, run):
        before = dict(os.environ)
        done = run("ui", "--host", "0.0.0.0")
        assert done.exit_code == 2
        assert "--token" in done.stderr
        assert os.environ == before, "what is refused changes nothing"
