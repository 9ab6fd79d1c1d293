"""The words in the picture: read, matched with those that were said, taken off and written anew.

What a picture says is data. It is compared and shown; it names no tool, no file and no setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.ops import Text
from ...scene.plan import Option, Question
from ...scene.records import Check, ResolvedOp, ResolvedTarget, ResolvedWords
from ...scene.target import RegionTarget
from ...scene.view import View
from ...tools import flat_fill as flat
from ...tools import glyphs
from ...tools.flat_fill import EVEN, flat_fill, unevenness
from ...tools.glyphs import glyph_mask, letters_in
from ...tools.laid_flat import line_mask
from ...tools.ports import LocalTextWriter, TextLine, Undrawable
from ...tools.toolbox import Toolbox
from ...tools.typeface import cased
from ...tools.writing import Span, alike, blocks, reading_order, spans_of
from .margins import SLACK, allowed_of
from .situation import ActionError, AmbiguousTarget, Situation, TargetNotFound
from .work import Work

ON_TARGET = 0.5
"""A line belongs to a thing that covers at least this share of it."""
BESIDE, AROUND = 3.5, 0.5
"""How far, in heights of the line, new words may reach beside the old ones, and above and below them."""
ROOM = (0.75, 1.2)
"""How many times as long as the old words new ones within a line may be and leave the rest of the line where it is."""
RIM = 0.1
"""How far beyond its box a line is hidden, in heights of the line."""
NEAR = 2.0
"""Heights of the line around it that are looked at afterwards."""
SHOWN = 40
"""Characters of the picture's words that are told."""
CLOSER = 6
"""Where a whole picture shows no words on a thing this many times smaller, the thing is read by itself."""


def lines_of(pixels: Pixels, view: View, toolbox: Toolbox, within: Box | None = None) -> list[TextLine]:
    """The writing in the picture as it is shown, in pixels of the canvas array, in reading order. `within` is a box of
    the shown picture."""
    with toolbox.lease("text_reader") as reader:
        read: list[TextLine] = reader.read(np.ascontiguousarray(to_rgb(view.render(pixels))), within)
    return [_on_canvas(line, view) for line in reading_order(read)]


def _on_canvas(line: TextLine, view: View) -> TextLine:
    back = [view.to_original(corner) for corner in line.corners]
    a, b, c, d = ((float(x) - view.canvas.left, float(y) - view.canvas.top) for x, y in back)
    return replace(line, corners=(a, b, c, d))


def told(text: str) -> str:
    """Words of the picture as they are told to the person: short, on one line, in quotes."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f"“{plain}”" if len(plain) <= SHOWN else f"“{plain[: SHOWN - 1]}…”"


def words_meant(
    op: Text, targets: Sequence[ResolvedTarget], situation: Situation
) -> tuple[tuple[ResolvedWords, ...], tuple[str, ...]]:
    """Which characters of which lines an op means, each with what it becomes; and what the person should know.

    Raises TargetNotFound, AmbiguousTarget (with a reading for each line) or ActionError.
    """
    lines = _lines_on(targets, situation)
    if not lines:
        where = "there" if targets else "in this picture"
        raise TargetNotFound(f"no words could be read {where}")
    spans = _spans(op, lines)
    if op.replace_with is not None and op.find is None and not targets and len(apart := blocks(lines)) > 1:
        raise _which(op, apart, situation)
    becomes = _becoming(op, spans, lines)
    words = tuple(_resolved(span, lines, new) for span, new in _laid_out(spans, becomes, lines))
    if all(one.becomes is not None and one.becomes == one.text for one in words):
        raise ActionError(f"it says {told(words[0].text)} already: nothing would change")
    return words, _remarks(op, spans, lines)


def _lines_on(targets: Sequence[ResolvedTarget], situation: Situation) -> list[TextLine]:
    view, toolbox = situation.view, situation.toolbox
    lines = lines_of(situation.pixels, view, toolbox)
    if not targets:
        return lines
    found: list[TextLine] = []
    for target in targets:
        mask = Mask.from_ref(target.mask)
        hull = _hull(mask)
        on = [line for line in lines if _share_on(line, hull) >= ON_TARGET]
        if not on and mask.box.area * CLOSER < situation.frame.area:
            shown = situation.array_to_shown(mask.box.pad(max(mask.box.size) // 5)).intersect(view.frame)
            on = [
                line for line in lines_of(situation.pixels, view, toolbox, shown) if _share_on(line, hull) >= ON_TARGET
            ]
        found += [line for line in on if line not in found]
    return found


def whole_lines(target: ResolvedTarget, situation: Situation) -> ResolvedTarget:
    """The area of the lines whose strokes the target is; of the words where it is but a part of a line."""
    strokes = Mask.from_ref(target.mask)
    area = Mask.empty(situation.width, situation.height)
    for line in lines_of(situation.pixels, situation.view, situation.toolbox):
        part = _part_under(line, strokes)
        if part is not None:
            area = area.union(line_mask(part, situation.width, situation.height, grow=RIM))
    return target.model_copy(update={"mask": (area if area.area else _hull(strokes)).to_ref()})


def _part_under(line: TextLine, strokes: Mask) -> TextLine | None:
    """The piece of a line's box that strokes lie in, from end to end of them; None where none do."""
    under = strokes.intersect(line_mask(line, strokes.width, strokes.height))
    if not under.area:
        return None
    a, b, c, d = (np.asarray(corner, float) for corner in line.corners)
    way = (b - a) @ (b - a)
    y, x = np.nonzero(under.array)
    along = (np.stack([x, y], axis=1) + 0.5 - a) @ (b - a) / max(1e-6, way)
    room = RIM * float(np.linalg.norm(d - a)) / max(1.0, float(np.sqrt(way)))
    first, last = max(0.0, float(along.min()) - room), min(1.0, float(along.max()) + room)
    ends = (a + first * (b - a), a + last * (b - a), d + last * (c - d), d + first * (c - d))
    return replace(line, corners=tuple((float(x), float(y)) for x, y in ends))  # type: ignore[arg-type]


def _hull(mask: Mask) -> Mask:
    """The convex hull: letters are holes in the mask of a sign."""
    import cv2

    points = cv2.findNonZero(mask.array.astype(np.uint8))
    out = np.zeros(mask.array.shape, np.uint8)
    if points is not None:
        cv2.fillConvexPoly(out, cv2.convexHull(points), 1)
    return Mask(out.astype(bool))


def _share_on(line: TextLine, area: Mask) -> float:
    own = line_mask(line, area.width, area.height)
    return own.intersect(area).area / max(1, own.area)


def _spans(op: Text, lines: Sequence[TextLine]) -> list[Span]:
    if op.find is None:
        return [Span(number, 0, len(line.text)) for number, line in enumerate(lines)]
    spans = spans_of(op.find, [line.text for line in lines])
    if not spans:
        said = ", ".join(told(line.text) for line in lines[:6])
        raise TargetNotFound(f"{told(op.find)} was not read in this picture; what was read: {said}")
    return spans


def _which(op: Text, apart: Sequence[Sequence[TextLine]], situation: Situation) -> AmbiguousTarget:
    options = tuple(
        Option(label=told(" ".join(line.text for line in block)), ops=(_on_block(op, block, situation),))
        for block in apart[:8]
    )
    reason = "there is writing in several places, and nothing says which is meant"
    return AmbiguousTarget(reason, Question(text="Which words are meant?", options=options))


def _on_block(op: Text, block: Sequence[TextLine], situation: Situation) -> Text:
    box = block[0].box
    for line in block[1:]:
        box = box.union(line.box)
    region = situation.array_to_shown(box.pad(2).intersect(situation.frame))
    return op.model_copy(update={"targets": (RegionTarget(region=region),)})


def _becoming(op: Text, spans: Sequence[Span], lines: Sequence[TextLine]) -> list[str | None]:
    """What each span becomes. Where one text takes the place of several lines, as many words as lines go one to each;
    else all of them into the tallest line, and the others are taken off."""
    new = op.replace_with
    if new is None or not new.strip():
        return [None] * len(spans)
    together = op.find is None or len({span.line for span in spans}) < len(spans) or not _repeated(spans, lines)
    if len(spans) == 1 or not together:
        return [_cased(new, span, lines) for span in spans]
    words = new.split()
    if len(words) == len(spans):
        return [_cased(word, span, lines) for word, span in zip(words, spans, strict=True)]
    tallest = max(range(len(spans)), key=lambda at: lines[spans[at].line].box.height)
    return [_cased(new, span, lines) if at == tallest else None for at, span in enumerate(spans)]


def _laid_out(
    spans: Sequence[Span], becomes: Sequence[str | None], lines: Sequence[TextLine]
) -> list[tuple[Span, str | None]]:
    """A part of a line whose new words need much more or less room is written with the whole line anew."""
    out: list[tuple[Span, str | None]] = []
    for number in dict.fromkeys(span.line for span in spans):
        text = lines[number].text
        own = [(span, new) for span, new in zip(spans, becomes, strict=True) if span.line == number]
        if all(new is None or _fits(span, new, text) for span, new in own):
            out += own
            continue
        for span, new in reversed(own):
            text = text[: span.first] + (new or "") + text[span.last :]
        out.append((Span(number, 0, len(lines[number].text)), " ".join(text.split())))
    return out


def _fits(span: Span, new: str, text: str) -> bool:
    whole = span.first == 0 and span.last == len(text)
    return whole or ROOM[0] <= len(new) / (span.last - span.first) <= ROOM[1]


def _repeated(spans: Sequence[Span], lines: Sequence[TextLine]) -> bool:
    """Whether the same words stand at every place, each of which changes by itself."""
    texts = [lines[span.line].text[span.first : span.last] for span in spans]
    return all(alike(texts[0], text) for text in texts[1:])


def _cased(new: str, span: Span, lines: Sequence[TextLine]) -> str:
    return cased(new, lines[span.line].text[span.first : span.last])


def _resolved(span: Span, lines: Sequence[TextLine], new: str | None) -> ResolvedWords:
    line = lines[span.line]
    return ResolvedWords(
        text=line.text[span.first : span.last],
        line=line.text,
        corners=line.corners,
        score=line.score,
        centers=line.centers,
        first=span.first,
        last=span.last,
        becomes=new,
        beside=tuple(other.corners for other in lines if other is not line),
    )


def _remarks(op: Text, spans: Sequence[Span], lines: Sequence[TextLine]) -> tuple[str, ...]:
    misread = [lines[span.line].text[span.first : span.last] for span in spans if not span.exact]
    out = [f"read in the picture as {', '.join(told(text) for text in misread)}"] if misread else []
    if op.find is not None and len(spans) > 1 and _repeated(spans, lines):
        out.append(f"{told(op.find)} stands there {len(spans)} times, and all were changed")
    return tuple(out)


def mask_of_words(words: ResolvedWords, pixels: Pixels) -> Mask:
    """The strokes of the words in the canvas array."""
    rgb = np.ascontiguousarray(to_rgb(pixels))
    return glyph_mask(rgb, line_of(words), words.first, words.last, beside(words))


def line_of(words: ResolvedWords) -> TextLine:
    return TextLine(words.line, words.corners, words.score, words.centers)


def beside(words: ResolvedWords) -> list[TextLine]:
    """The lines that stand in the picture besides."""
    return [TextLine("", corners, 1.0) for corners in words.beside]


def change_words(work: Work) -> Work:
    """Take the words off, all of them first, and write what they become."""
    before = np.ascontiguousarray(work.rgb)
    leaving = reduce(Mask.union, work.targets)
    for words, strokes in zip(work.resolved.words, work.targets, strict=True):
        thick = max(1, round(0.02 * line_of(words).box.height))
        work, theirs = _others_strokes(words, before, work)
        hole = strokes.grow(thick + work.extra_growth)
        staying = None if theirs is None else theirs.minus(leaving)
        work = erase(work, hole if staying is None else hole.minus(staying), theirs)
    work = work.leased("text_reader")
    for words in work.resolved.words:
        if words.becomes is not None:
            work = _write(work, words, before)
    return work.remarked()


def recolor_letters(work: Work, strokes: Mask, color: tuple[int, int, int]) -> Work:
    """The letters under the strokes in another colour, right through to their soft edges."""
    rgb = np.ascontiguousarray(work.rgb)
    after, work = rgb, work.looking(work.frame)
    lines = lines_of(work.pixels, work.resolved.view, work.toolbox)
    for line in lines:
        if _share_on(line, strokes):
            after = letters_in(after, line, color, others=lines)
    reach = allowed_of(strokes, work.resolved.growth)
    changed = np.any(after != rgb, axis=2) & reach.array
    return work.allow(reach).leased("text_reader").show(after, np.where(changed, 255, 0).astype(np.uint8))


def _others_strokes(words: ResolvedWords, pixels: Pixels, work: Work) -> tuple[Work, Mask | None]:
    """The strokes of lines that stand right beside: nothing is to be copied from them."""
    height, width = pixels.shape[:2]
    own = line_of(words)
    reach = own.box.pad(round(min(own.box.size) / 2))
    near = [line for line in beside(words) if line.box.intersect(reach).area]
    out = Mask.empty(width, height)
    for line in near:
        out = out.union(glyph_mask(pixels, line, others=[own, *beside(words)]))
    return work.looking(*(glyphs.reads(line, width, height) for line in near)), out if out.area else None


def erase(work: Work, hole: Mask, barred: Mask | None = None) -> Work:
    """Fill thin strokes: smoothly where the ground around them is even, from the surroundings where it is not; `barred`
    pixels are no source."""
    if not hole.area:
        return work
    rgb, work = np.ascontiguousarray(work.rgb), work.looking(flat.reads(hole))
    if unevenness(rgb, hole, barred) <= EVEN:
        after = flat_fill(rgb, hole, barred)
        return work.allow(hole).used("flat-fill@1").show(after, np.where(hole.array, 255, 0).astype(np.uint8))
    whole = work.resolved
    narrow = whole.model_copy(update={"growth": SLACK, "barred": barred.to_ref() if barred else whole.barred})
    filled = replace(work, resolved=narrow).fill(hole)
    return replace(filled, resolved=whole)


def _write(work: Work, words: ResolvedWords, before: Pixels) -> Work:
    ground = np.ascontiguousarray(work.rgb)
    line = line_of(words)
    try:
        with work.toolbox.lease("text_writer") as writer:
            local = isinstance(writer, LocalTextWriter)
            work = work.looking(writer.reads(line, work.width, work.height) if local else work.frame)
            after = writer.write(
                before, line, words.becomes, ground, first=words.first, last=words.last, others=beside(words)
            )
    except Undrawable as error:
        raise ActionError(f"the new words cannot be written: {error}") from None
    reach = band(line, work.width, work.height)
    changed = np.any(after != ground, axis=2)
    work = replace(work, stray=work.stray + int(np.count_nonzero(changed & ~reach.array)))
    inked = changed & reach.array
    return work.allow(Mask(inked)).leased("text_writer").show(after, np.where(inked, 255, 0).astype(np.uint8))


def band(line: TextLine, width: int, height: int) -> Mask:
    """Where words may be written in the place of a line: its box, longer at both ends and a little higher."""
    corners = np.asarray(line.corners, float)
    across = (corners[3] + corners[2] - corners[0] - corners[1]) / 2
    tall = float(np.linalg.norm(across))
    along = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
    along, across = along / max(1e-6, float(np.linalg.norm(along))), across / max(1e-6, tall)
    out = BESIDE * tall * along
    up = AROUND * tall * across
    a, b, c, d = corners + np.array([-out - up, out - up, out + up, -out + up])
    return line_mask(replace(line, corners=tuple((float(x), float(y)) for x, y in (a, b, c, d))), width, height)  # type: ignore[arg-type]


def check_words(resolved: ResolvedOp, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Read again: what was taken off is not read any more, what was written is."""
    return [_check(words, resolved.view, after, toolbox) for words in resolved.words]


def _check(words: ResolvedWords, view: View, after: Pixels, toolbox: Toolbox) -> Check:
    line = line_of(words)
    around = line.box.pad(round(NEAR * min(line.box.size)) + 8).shift(view.canvas.left, view.canvas.top)
    seen = lines_of(after, view, toolbox, view.box_to_view(around).intersect(view.frame))
    place = band(line, view.canvas.width, view.canvas.height)
    here = [one.text for one in seen if _share_on(one, place) >= ON_TARGET]
    if words.becomes is None:
        left = [text for text in here if spans_of(words.text, [text])]
        detail = f"{told(words.text)} is not read there any more" if not left else f"it still reads {told(left[0])}"
        return Check(name="not read", passed=not left, detail=detail)
    wanted = words.line[: words.first] + words.becomes + words.line[words.last :]
    there = any(alike(wanted, text) or spans_of(words.becomes, [text]) for text in (*here, " ".join(here)))
    said = ", ".join(told(text) for text in here) or "nothing"
    detail = f"it reads {told(words.becomes)}" if there else f"it should read {told(words.becomes)}, but reads {said}"
    return Check(name="read", passed=there, detail=detail)
