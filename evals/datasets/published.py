"""Readers of datasets as their authors published them, one a layout, with the quirks that each is known for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...scene.instruction import Instruction
from .sample import Broken, BrokenSample, Dataset, Sample, stored

REASON_EDIT = {
    "1-Left-Right": "Left_Right_text.txt",
    "2-Relative-Size": "Size_text.txt",
    "3-Mirror": "Mirror_text.txt",
    "4-Color": "Color_text.txt",
    "5-Multiple-Objects": "MultipleObjects_text.txt",
    "6-Reasoning": "Reason_test.txt",
}
"""Folder → its file of instructions (SmartEdit, CVPR 2024)."""
REASONING_TOO = "Reasoning-231115"
"""What the authors' own scorer calls the sixth folder, and so skips it as it was released."""
_CLIP = re.compile(r"\s*CLIP:\s*", re.IGNORECASE)


def ciebench(folder: Path) -> Dataset:
    """CIEBench (CIELR, arXiv 2510.27335): `benchmark.json`. Files called .png hold JPEG data: masks are not binary."""

    def sample(id: str, row: Mapping[str, Any]) -> Sample:
        notes = tuple(str(row[key]) for key in ("notes", "note") if row.get(key))
        label = next(iter(row.get("CLIP") or ()), None)
        masks = tuple(stored(folder, name) for name in row["mask path"])
        photo = stored(folder, row["image path"])
        return Sample(id, photo, _words(row["instruction"]), masks=masks, label=label, notes=notes)

    return _read("ciebench", _table(folder / "benchmark.json").items(), sample)


def reason_edit(folder: Path) -> Dataset:
    """Reason-Edit: six folders; photos, masks (`*_mask.jpg`) and lines of a text file belong together by their order.

    A line is `instruction  CLIP: label`. Line numbers beyond the photos, and photos beyond the lines, are broken.
    """
    parts = [_reason_part(place, text) for place, text in _reason_folders(folder)]
    if not parts:
        raise BrokenSample(f"{folder} holds none of {', '.join(REASON_EDIT)}")
    samples = tuple(sample for part in parts for sample in part.samples)
    return Dataset("reason-edit", samples, tuple(broken for part in parts for broken in part.broken))


def _reason_folders(folder: Path) -> Iterator[tuple[Path, str]]:
    for name, text in REASON_EDIT.items():
        places = [folder / name, folder / REASONING_TOO, folder / f"6-{REASONING_TOO}"]
        place = next((one for one in places[: 3 if name.startswith("6") else 1] if one.is_dir()), None)
        if place is not None:
            yield place, text


def _reason_part(place: Path, text: str) -> Dataset:
    photos = sorted(path for path in place.glob("*.png") if not path.stem.endswith("_mask"))
    masks = {path.stem.removesuffix("_mask"): path for path in place.glob("*_mask.jpg")}
    lines = stored(place, text).read_text("utf-8").splitlines()
    lines = lines[: max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)]

    def sample(id: str, index: int) -> Sample:
        if index >= len(photos):
            raise BrokenSample(f"line {index + 1} of {text} has no photo")
        if index >= len(lines) or not lines[index].strip():
            raise BrokenSample(f"{photos[index].name} has no line in {text}")
        said, *label = _CLIP.split(lines[index].strip(), maxsplit=1)
        mask = masks.get(photos[index].stem)
        if mask is None:
            raise BrokenSample(f"{photos[index].name} has no mask")
        return Sample(
            id, photos[index], _words(said), place.name, (mask,), label=label[0].strip() or None if label else None
        )

    count = max(len(photos), len(lines))
    return _read("reason-edit", ((f"{place.name}/{n + 1}", n) for n in range(count)), sample)


def magicbrush(folder: Path) -> Dataset:
    """MagicBrush's test set (NeurIPS 2023): `edit_sessions.json`, session → turns of `input`, `mask`, `output` and
    `instruction`, pictures in `images/SESSION/`; captions by file name in `global_descriptions.json` where they are.

    A turn's photo is the target of the turn before: who evaluates turn after turn puts its own result there.
    """
    captions = _table(folder / "global_descriptions.json") if (folder / "global_descriptions.json").is_file() else {}

    def sample(id: str, found: tuple[str, int, Mapping[str, Any]]) -> Sample:
        session, turn, row = found
        place, told = folder / "images" / session, captions.get(session, {})
        both = (told.get(row["input"]), told.get(row["output"]))
        return Sample(
            id,
            stored(place, row["input"]),
            _words(row["instruction"]),
            masks=(stored(place, row["mask"]),) if row.get("mask") else (),
            target=stored(place, row["output"]),
            captions=(both[0], both[1]) if both[0] and both[1] else None,
            session=session,
            turn=turn,
        )

    turns = (
        (f"{session}/{turn}", (session, turn, row))
        for session, rows in _table(folder / "edit_sessions.json").items()
        for turn, row in enumerate(rows, 1)
    )
    return _read("magicbrush", turns, sample)


def emu_edit(folder: Path) -> Dataset:
    """EMU-Edit's test set: parquet tables with `instruction`, `image`, `task`, `idx`, `input_caption` and
    `output_caption`, in `data/` or the folder itself. Needs pyarrow (`scenewright[eval]`)."""
    tables = sorted([*folder.glob("*.parquet"), *folder.glob("data/*.parquet")])

    def sample(id: str, row: Mapping[str, Any]) -> Sample:
        captions = (row.get("input_caption") or "", row.get("output_caption") or "")
        both = captions if all(captions) else None
        return Sample(id, _bytes(row["image"]), _words(row["instruction"]), str(row.get("task") or ""), captions=both)

    rows = (row for table in tables for row in _rows(table))
    return _read("emu-edit", ((str(row.get("idx", n)), row) for n, row in enumerate(rows)), sample)


def sane(folder: Path) -> Dataset:
    """SANE's layout (BMVC 2025): `original_images/xxx.png` with `instructions/xxx.txt` (its first line counts), and
    where they are `captions_gpt`, `captions_updated` and `decomposed_instructions` (one line, `;` between them).

    The authors' caption script calls its files by the photos' numbers (000000.txt): a folder in which no file has a
    photo's name is read by these."""
    photos = [path for path in sorted((folder / "original_images").iterdir()) if path.suffix.lower() in _PHOTOS]

    told = {name: _by_photo(folder / name, photos) for name in _SANE_TEXTS}

    def sample(id: str, photo: Path) -> Sample:
        instruction, before, after, specific = (_line(told[name][id]) for name in _SANE_TEXTS)
        return Sample(
            id,
            photo,
            _words(instruction),
            captions=(before, after) if before and after else None,
            specific=tuple(one.strip() for one in (specific or "").split(";") if one.strip()),
        )

    return _read("sane", ((path.stem, path) for path in photos), sample)


_SANE_TEXTS = ("instructions", "captions_gpt", "captions_updated", "decomposed_instructions")


def _by_photo(folder: Path, photos: Sequence[Path]) -> dict[str, Path]:
    """Each photo's text file: of its name or, where none has a photo's name, of its number in their order."""
    named = {photo.stem: folder / f"{photo.stem}.txt" for photo in photos}
    if any(file.is_file() for file in named.values()):
        return named
    return {photo.stem: folder / f"{number:06d}.txt" for number, photo in enumerate(photos)}


_PHOTOS = {".png", ".jpg", ".jpeg", ".webp"}


def simple(file: Path) -> Dataset:
    """Any JSONL: a line `{"photo", "instruction"}` with, if known, `id`, `mask` (a name or several), `label`, `target`,
    `captions` [before, after], `category`, `session`, `turn`, `marks` (drawn shapes by name); files are named from the
    file's own folder."""
    folder = file.parent

    def sample(id: str, line: str) -> Sample:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise BrokenSample(f"a line is one object, got {type(row).__name__}")
        masks = row.get("mask") or ()
        captions = row.get("captions")
        return Sample(
            str(row.get("id", id)),
            stored(folder, row.get("photo")),
            _words(row.get("instruction")),
            str(row.get("category", "")),
            tuple(stored(folder, name) for name in ([masks] if isinstance(masks, str) else masks)),
            label=row.get("label"),
            target=stored(folder, row["target"]) if row.get("target") else None,
            captions=(str(captions[0]), str(captions[1])) if captions else None,
            session=row.get("session"),
            turn=int(row.get("turn", 1)),
            marks=_marks(row.get("marks") or {}),
        )

    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    return _read(file.stem, ((str(n), line) for n, line in enumerate(lines, 1)), sample)


def _marks(given: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """As they came, if they can be read: a ValidationError else."""
    Instruction.of("", given)
    return given


def _read(name: str, rows: Iterable[tuple[str, Any]], sample: Callable[[str, Any], Sample]) -> Dataset:
    samples, broken = [], []
    for id, row in rows:
        try:
            samples.append(sample(id, row))
        except BrokenSample as error:
            broken.append(Broken(id, str(error)))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            broken.append(Broken(id, f"{type(error).__name__}: {error}"))
    return Dataset(name, tuple(samples), tuple(broken))


def _table(file: Path) -> Mapping[str, Any]:
    try:
        table = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenSample(f"{file.name} should be a JSON object of samples, but {error}") from None
    if not isinstance(table, dict):
        raise BrokenSample(f"{file.name} should be a JSON object of samples, got {type(table).__name__}")
    return table


def _rows(table: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(table).iter_batches(batch_size=64):
        yield from batch.to_pylist()


def _bytes(image: Any) -> bytes:
    data = image.get("bytes") if isinstance(image, dict) else image
    if not isinstance(data, bytes) or not data:
        raise BrokenSample("the row holds no picture")
    return data


def _line(file: Path) -> str | None:
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return lines[0].strip() if lines else None


def _words(said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise BrokenSample(f"expected an instruction, got {said!r}")
    return said.strip()
