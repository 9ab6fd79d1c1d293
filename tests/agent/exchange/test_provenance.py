"""Saved pictures say how they were made, as far as the person wants; with the extra, signed."""

import io
import json
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.credentials import identity_from
from scenewright.agent.exchange.provenance import GENERATIVE, provenance_of
from scenewright.agent.setup.settings import ProvenanceSettings, Settings
from scenewright.scene.codec import open_photo
from scenewright.scene.provenance import BY_HAND, COMPOSITE, CREATED, ENHANCED, WITH_TRAINED
from scenewright.tools.errors import MissingRequirement
from scenewright.tools.registry import backends


def made(session):
    return provenance_of(session._services, session.id)


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ([], None),
        (["crop it"], BY_HAND),
        (["blue ball", "crop it"], ENHANCED),
        (["hide the cat"], ENHANCED),
        (["remove the dog", "brighter"], WITH_TRAINED),
        (["remove the dog", "undo"], None),
    ],
)
def test_the_term_follows_from_what_ran(session, words, term):
    for text in words:
        session.say(text, approval="never")
    assert made(session).source_type == term


def test_putting_right_what_a_thing_is_called_is_nothing_done_to_the_picture(session):
    right = {"op": "correct", "targets": [{"object": "dog-1"}], "label": "wolf"}
    assert session.apply({"ops": [right]}, approval="never").status == "done"
    assert made(session).source_type is None
    assert made(session).steps == ()
    session.say("blue ball", approval="never")
    assert (made(session).source_type, len(made(session).steps)) == (ENHANCED, 1)


def test_a_picture_put_in_makes_a_composite(session, interpreter, helpers, tmp_path):
    Image.new("RGB", (12, 20), (10, 200, 30)).save(tmp_path / "vase.png")
    put = helpers.op("insert", reference={"file": "B"}, at={"box": [20, 4, 32, 24]})
    interpreter.plans["put [B] there"] = helpers.ready(put)
    turn = session.say("put [B] there", references={"B": tmp_path / "vase.png"}, approval="never")
    assert turn.status == "done", turn.reply
    assert made(session).source_type == COMPOSITE


def test_a_plate_is_no_photo(editor):
    session = editor.new_on_plate({"boxes": [{"name": "dog", "box": [0, 0, 1, 1]}]}, "white", (30, 20))
    assert made(session).source_type == CREATED


def test_a_photo_that_said_it_was_generated_stays_so(editor, photo, tmp_path):
    xmp = b"<x>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</x>"
    Image.fromarray(photo).save(tmp_path / "dream.jpg", xmp=xmp)
    session = editor.new_session(tmp_path / "dream.jpg")
    session.say("brighter", approval="never")
    session.save(tmp_path / "out.png")
    assert open_photo(tmp_path / "out.png").source.declared.endswith("/trainedAlgorithmicMedia")


def test_every_filler_that_learnt_from_pictures_is_marked():
    learnt = {spec.name for spec in backends("inpainter") if GENERATIVE in spec.capabilities}
    assert learnt == {spec.name for spec in backends("inpainter")} - {"patchmatch", "scripted"}


def test_the_file_says_it_and_the_pixels_are_the_same(session, tmp_path):
    session.say("remove the dog", approval="never")
    session.save(tmp_path / "told.png")
    session.save(tmp_path / "again.png")
    session.save(tmp_path / "silent.png", provenance=False)
    told = (tmp_path / "told.png").read_bytes()
    assert told == (tmp_path / "again.png").read_bytes()
    assert WITH_TRAINED.encode() in told
    assert b"remove; " in told
    assert b"remove the dog" not in told
    assert b"dog" not in told
    assert b"xmp" not in (tmp_path / "silent.png").read_bytes()
    for name in ("told.png", "silent.png"):
        assert np.array_equal(np.asarray(Image.open(tmp_path / name)), session.pixels)


def test_cut_outs_say_it_too(session, tmp_path):
    session.say("remove the dog", approval="never")
    (file,) = session.export(tmp_path / "ball.png", things=["ball-1"])
    assert open_photo(file).source.declared == WITH_TRAINED


def test_the_picture_in_a_file_of_layers_says_it_too(session, tmp_path):
    session.say("remove the dog", approval="never")
    for name, choice in (("told.ora", None), ("silent.ora", False)):
        session.export(tmp_path / name, provenance=choice)
        with zipfile.ZipFile(tmp_path / name) as archive:
            (tmp_path / "merged.png").write_bytes(archive.read("mergedimage.png"))
        merged = open_photo(tmp_path / "merged.png")
        assert merged.source.declared == (WITH_TRAINED if choice is None else None)
        assert np.array_equal(merged.pixels[..., :3], session.pixels)


def opened(tools, interpreter, tmp_path, photo, **choice):
    settings = Settings(provenance=ProvenanceSettings(**choice))
    editor = Editor.open(settings, toolbox=tools, interpreter=interpreter, home=tmp_path / "home")
    session = editor.new_session(photo)
    session.say("remove the dog", approval="never")
    return session


def test_a_person_may_switch_it_off(tools, interpreter, photo, tmp_path):
    opened(tools, interpreter, tmp_path, photo, write=False).save(tmp_path / "out.png")
    assert b"digitalsourcetype" not in (tmp_path / "out.png").read_bytes()
    assert Settings.load(tmp_path / "none.toml", {"SCENEWRIGHT_PROVENANCE__WRITE": "false"}).provenance.write is False


def test_words_go_in_where_they_are_asked_for(tools, interpreter, photo, tmp_path):
    opened(tools, interpreter, tmp_path, photo, words=True).save(tmp_path / "out.png")
    assert b"remove the dog" in (tmp_path / "out.png").read_bytes()


class TestC2pa:
    @pytest.fixture(autouse=True)
    def library(self):
        import c2pa

        return c2pa

    def test_without_the_extra_it_says_how_to_get_it(self, monkeypatch, tools, interpreter, photo, tmp_path):
        monkeypatch.setitem(sys.modules, "c2pa", None)
        session = opened(tools, interpreter, tmp_path, photo, c2pa=True)
        with pytest.raises(MissingRequirement, match=r'pip install "scenewright\[c2pa\]"'):
            session.save(tmp_path / "out.png")
        assert not (tmp_path / "out.png").exists()

    @staticmethod
    def read(library, path, **settings):
        mime = f"image/{Image.open(path).format.lower()}"
        context = library.Context(settings=library.Settings.from_json(json.dumps(settings))) if settings else None
        return library.Reader(mime, io.BytesIO(path.read_bytes()), context=context)

    @pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif", "tif"])
    def test_its_own_reader_validates_it(self, library, tools, interpreter, photo, tmp_path, ending):
        session = opened(tools, interpreter, tmp_path, photo, c2pa=True)
        file = tmp_path / f"out.{ending}"
        session.save(file)
        session.save(tmp_path / f"bare.{ending}", provenance=False)
        assert self.read(library, file).get_validation_state() == "Valid"
        pixels, bare = (np.asarray(Image.open(tmp_path / f"{name}.{ending}")) for name in ("out", "bare"))
        assert np.array_equal(pixels, bare)

    def test_it_tells_the_steps_and_shows_nothing_of_the_photo(self, library, tools, interpreter, photo, tmp_path):
        session = opened(tools, interpreter, tmp_path, photo, c2pa=True)
        session.save(tmp_path / "out.jpg")
        manifest = self.read(library, tmp_path / "out.jpg").get_active_manifest()
        (actions,) = [one for one in manifest["assertions"] if one["label"].startswith("c2pa.actions")]
        first, second = actions["data"]["actions"]
        assert first["action"] == "c2pa.opened"
        assert second["digitalSourceType"] == WITH_TRAINED
        assert second["description"] == "remove"
        data = (tmp_path / "out.jpg").read_bytes()
        assert b"thumbnail" not in data
        assert b"the dog" not in data
        assert "thumbnail" not in json.dumps(manifest)

    def test_a_change_is_seen(self, library, tools, interpreter, photo, tmp_path):
        opened(tools, interpreter, tmp_path, photo, c2pa=True).save(tmp_path / "out.jpg")
        data = bytearray((tmp_path / "out.jpg").read_bytes())
        data[-100] ^= 1
        (tmp_path / "out.jpg").write_bytes(data)
        assert self.read(library, tmp_path / "out.jpg").get_validation_state() == "Invalid"

    def test_the_machines_own_certificate_is_kept_private_and_stays(self, library, tmp_path):
        first = identity_from(None, None, "es256", tmp_path)
        assert identity_from(None, None, "es256", tmp_path) == first
        (file,) = (tmp_path / "credentials").iterdir()
        assert file.stat().st_mode & 0o077 == 0
        assert (tmp_path / "credentials").stat().st_mode & 0o077 == 0

    def test_without_the_extra_no_key_is_made(self, monkeypatch, tmp_path):
        monkeypatch.setitem(sys.modules, "c2pa", None)
        with pytest.raises(MissingRequirement):
            identity_from(None, None, "es256", tmp_path / "home")
        assert not (tmp_path / "home").exists()

    @pytest.mark.parametrize("left", [b"", b"words", b"-----BEGIN CERTIFICATE-----"])
    def test_a_key_of_the_machines_own_that_was_damaged_is_told(self, tools, interpreter, photo, tmp_path, left):
        (tmp_path / "home" / "credentials").mkdir(parents=True)
        (tmp_path / "home" / "credentials" / "self-made.pem").write_bytes(left)
        with pytest.raises(BadInput, match="cannot be signed"):
            opened(tools, interpreter, tmp_path, photo, c2pa=True).save(tmp_path / "out.png")
        assert not (tmp_path / "out.png").exists()

    def test_a_certificate_of_ones_own_is_trusted_by_who_trusts_it(self, library, tools, interpreter, photo, tmp_path):
        own = identity_from(None, None, "es256", tmp_path / "office")
        (tmp_path / "c.pem").write_bytes(own.certificates)
        (tmp_path / "k.pem").write_bytes(own.key)
        choice = {"c2pa": True, "certificate": tmp_path / "c.pem", "key": tmp_path / "k.pem"}
        opened(tools, interpreter, tmp_path, photo, **choice).save(tmp_path / "out.png")
        anchors = {"trust": {"trust_anchors": own.certificates.decode()}, "verify": {"verify_trust": True}}
        assert self.read(library, tmp_path / "out.png", **anchors).get_validation_state() == "Trusted"

    def test_what_cannot_sign_is_told_and_nothing_is_written(self, library, tools, interpreter, photo, tmp_path):
        (tmp_path / "c.pem").write_bytes(b"no certificate")
        (tmp_path / "k.pem").write_bytes(b"no key")
        choice = {"c2pa": True, "certificate": tmp_path / "c.pem", "key": tmp_path / "k.pem"}
        with pytest.raises(BadInput, match="signed"):
            opened(tools, interpreter, tmp_path, photo, **choice).save(tmp_path / "out.png")
        assert not (tmp_path / "out.png").exists()
        with pytest.raises(BadInput, match="both"):
            identity_from(tmp_path / "c.pem", None, "es256", tmp_path)
        with pytest.raises(BadInput, match="needed"):
            identity_from(tmp_path / "no.pem", tmp_path / "k.pem", "es256", tmp_path)
