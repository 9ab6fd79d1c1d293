"""Who signs: a certificate and a key that can be read, of one's own or of the machine's, or a refusal in words."""

import io

import pytest
from PIL import Image

from scenewright.agent.errors import BadInput, Unusable
from scenewright.agent.exchange.credentials import Identity, identity_from, sign
from scenewright.scene.provenance import Provenance

PICTURE = io.BytesIO()
Image.new("RGB", (8, 8)).save(PICTURE, "PNG")


def signed(identity):
    made = Provenance("scenewright 0.1.0", (), None, "photo")
    return sign(PICTURE.getvalue(), "image/png", made, PICTURE.getvalue(), identity)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    return identity_from(None, None, "es256", tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize(
    ("name", "why"),
    [("a\0b", "null byte"), ("none.pem", "No such file"), ("", "Is a directory"), ("x" * 300, "too long")],
)
@pytest.mark.parametrize("which", ["certificate", "key"])
def test_what_names_no_file_is_refused_in_words(tmp_path, name, why, which):
    (tmp_path / "good.pem").write_bytes(b"PEM")
    named = {"certificate": tmp_path / "good.pem", "key": tmp_path / "good.pem", which: tmp_path / name}
    with pytest.raises(BadInput, match=f"^a certificate and a key \\(PEM\\) are needed, but .*{why}") as refused:
        identity_from(named["certificate"], named["key"], "es256", tmp_path)
    assert "\0" not in str(refused.value)


@pytest.mark.parametrize("given", [{"certificate": True}, {"key": True}], ids=str)
def test_one_without_the_other_is_refused(tmp_path, given):
    named = [tmp_path / "a.pem" if name in given else None for name in ("certificate", "key")]
    with pytest.raises(BadInput, match="are named both, or neither"):
        identity_from(*named, "es256", tmp_path)


@pytest.mark.parametrize("in_the_way", ["home", "home/credentials", "home/credentials/self-made.pem/x"])
def test_a_folder_that_takes_no_key_is_told(tmp_path, in_the_way):
    (tmp_path / in_the_way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / in_the_way).write_bytes(b"a file")
    with pytest.raises(Unusable, match="a folder to keep sessions in is needed"):
        identity_from(None, None, "es256", tmp_path / "home")


@pytest.mark.parametrize(
    "change",
    [
        {"certificates": b""},
        {"certificates": b"a\0b"},
        {"certificates": b"\xff\xfe"},
        {"certificates": b"x" * 1_000_000},
        {"key": b""},
        {"key": b"\0"},
        {"key": b"\xff"},
        {"algorithm": "es384"},
        {"algorithm": "none"},
    ],
    ids=lambda change: ascii(change)[:40],
)
def test_what_cannot_sign_is_refused_and_no_key_is_told(own, change):
    fields = {"certificates": own.certificates, "key": own.key, "algorithm": own.algorithm}
    with pytest.raises(BadInput, match="the picture cannot be signed") as refused:
        signed(Identity(**{**fields, **change}))
    assert b"PRIVATE KEY" in own.key
    assert not any(line.decode() in str(refused.value) for line in own.key.split(b"\n")[1:-2])


def test_the_key_of_another_certificate_does_not_sign(own, tmp_path):
    other = identity_from(None, None, "es256", tmp_path)
    with pytest.raises(BadInput, match="the picture cannot be signed"):
        signed(Identity(own.certificates, other.key))
    assert len(signed(own)) > len(PICTURE.getvalue())
