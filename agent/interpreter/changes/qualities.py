"""What a thing is to become (`dark green`, `twice as big`, `like an oil painting`) → a change with its op."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from ....scene.color import is_named
from ....scene.ops import Adjust, Background, EditOp, Instruct, Obscure, Recolor, Remove, Resize, Restyle, Transform
from ....scene.target import BackgroundTarget, EverythingTarget, Target
from ..outcomes import Refused
from ..words.amounts import Degree, scale_of, strength_of, take_degree, take_factor
from ..words.colors import color_like, color_of
from ..words.normalise import data, word_set
from ..words.patterns import Rule
from .moods import mood_among, mood_of, steps_for


class Change(Protocol):
    """Something to do to targets."""

    def op(self, targets: tuple[Target, ...]) -> EditOp: ...


def is_picture(targets: tuple[Target, ...]) -> bool:
    """Whether the targets are the whole picture and nothing is excepted."""
    return len(targets) == 1 and isinstance(targets[0], EverythingTarget) and not targets[0].except_


@dataclass(frozen=True)
class ColorChange:
    """`exact`: it was said in numbers that a name has as well (`#ff0000`), and the paint of that name is not meant."""

    color: str
    exact: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """Of an op that gives this colour."""
        return {"color": self.color, **({"exact": True} if self.exact else {})}

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Recolor.model_validate({"targets": targets, **self.fields})


@dataclass(frozen=True)
class ScaleChange:
    factor: float

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Transform(scale=self.factor) if is_picture(targets) else Resize(targets=targets, scale=self.factor)


@dataclass(frozen=True)
class ToneChange:
    amounts: dict[str, float] = field(default_factory=dict)
    auto: bool | None = None

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Adjust.model_validate({"targets": targets, **self.amounts, "auto": self.auto})


@dataclass(frozen=True)
class StyleChange:
    prompt: str

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Restyle(targets=targets, prompt=self.prompt)


@dataclass(frozen=True)
class MoodChange:
    wish: str
    mood: str | None = None

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Instruct(targets=targets, original=self.wish, instructions=steps_for(self.wish, self.mood, targets))


@dataclass(frozen=True)
class GoneChange:
    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Remove(targets=targets)


@dataclass(frozen=True)
class ClearChange:
    """See-through, which only a background can become."""

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        if len(targets) == 1 and isinstance(targets[0], BackgroundTarget):
            return Background(color="transparent")
        raise Refused("only the background can be made transparent; a thing can be removed, or kept on its own")


@dataclass(frozen=True)
class ObscureChange:
    method: str
    amount: float | None = None

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Obscure.model_validate({"targets": targets, "method": self.method, "amount": self.amount})


@dataclass(frozen=True)
class FlipChange:
    flip: str = "horizontal"

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Transform.model_validate({"targets": None if is_picture(targets) else targets, "flip": self.flip})


@dataclass(frozen=True)
class RotateChange:
    degrees: float

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Transform(targets=None if is_picture(targets) else targets, rotate=self.degrees)


@dataclass(frozen=True)
class AspectChange:
    aspect: float

    def op(self, targets: tuple[Target, ...]) -> EditOp:
        return Transform(targets=None if is_picture(targets) else targets, aspect=self.aspect)


_GONE = Rule(
    r"(?:be )?(?:gone|invisible|vanish|disappear|vanished|go|go away|go missing|leave|not there|removed"
    r"|deleted|erased|out|get lost|disappeared|be gone|taken out|cut out)"
)
_BLURRED = Rule(r"(?:be )?(?:blurry|blurred|blurred out|out of focus|unreadable|illegible|fuzzy|hazy)")
_PIXELS = Rule(r"(?:be )?(?:pixelated|pixelized|censored|pixelly)")
_FLIPS = Rule(
    r"(?:face |facing |look |looking )(?:in )?(?:the )?(?:other|opposite) (?:way|direction)"
    r"|(?:be )?(?:mirrored|flipped)(?: horizontally)?|mirror image"
)
_UPSIDE = Rule(r"(?:be |stand |hang )?(?:upside down|on its head|on their heads?)")
_LOOK = Rule(
    r"^(?:to )?(?:be |look |feel |appear |seem |become |feel |get |turn |into |in |to )*(?:like )?(?:(?:it"
    r"|they) (?:is|was|were|are) )?"
)
ASPECTS = {"square": 1.0, "a square": 1.0, "squared": 1.0, "widescreen": 16 / 9, "quadratic": 1.0}


def parse_quality(text: str) -> Change | None:
    """The change that words after `make it …` ask for, None when they are none we know. Strict: no leftover words."""
    bare = re.sub(r"^(?:to )?(?:be |look |feel |appear |become |turn |get )+", "", text.strip()) or text
    return _looks(bare) or _size(bare) or _color(bare) or tone_of(bare) or style_of(text) or _mood(text)


def _looks(text: str) -> Change | None:
    text, degree = take_degree(text)
    if _GONE.fullmatch(text):
        return GoneChange()
    if _BLURRED.fullmatch(text):
        return ObscureChange("blur", None if degree == Degree() else degree.strength)
    if _PIXELS.fullmatch(text):
        return ObscureChange("pixelate")
    if _UPSIDE.fullmatch(text):
        return RotateChange(180)
    if text in ("transparent", "see-through", "see through"):
        return ClearChange()
    if text in ASPECTS:
        return AspectChange(ASPECTS[text])
    return FlipChange() if _FLIPS.fullmatch(text) else None


def _size(text: str) -> Change | None:
    factor = scale_of(text)
    return ScaleChange(factor) if factor else None


def _color(text: str) -> Change | None:
    if text in ("black and white", "colorless", "uncolored"):
        return ToneChange({"saturation": -1.0})
    if change := color_change(text):
        return change
    like = color_like(text)
    return ColorChange(like) if like and style_of(text) is None else None


def color_change(text: str) -> ColorChange | None:
    """The colour that words say, None where they say none."""
    color = color_of(text)
    return ColorChange(color, "#" in text and is_named(color)) if color else None


_TONE_TEXT = Rule(r"(?:more |less |not so |not as |even |be |look |lot )*(?P<word>[a-z ]+?)(?: than .*)?")


def tone_of(text: str) -> ToneChange | None:
    """`a bit brighter and warmer`, `less saturated` → amounts; None when a part of it is no tone."""
    amounts: dict[str, float] = {}
    for part in re.split(r" and | , |,", text):
        found = _one_tone(part.strip())
        if not found:
            return None
        amounts.update(found)
    return ToneChange(amounts)


def _one_tone(text: str) -> dict[str, float] | None:
    if (scaled := _scaled_tone(text)) is not None:
        return scaled
    rest, degree = take_degree(text)
    less = bool(re.search(r"\b(?:less|not (?:so|as|too|that))\b", rest))
    match = _TONE_TEXT.fullmatch(rest)
    words = data("tones")["adjectives"].get(_compared(match.group("word"), rest)) if match else None
    if words is None and match and match.group("word") in data("tones")["nouns"] and re.match(r"(?:more|less)\b", rest):
        words = {data("tones")["nouns"][match.group("word")]: 1}
    return signed(words, -degree.strength if less else degree.strength) if words else None


def _scaled_tone(text: str) -> dict[str, float] | None:
    """`1.2 times brighter`, `half as saturated`; so many times darker is that part of the light."""
    rest, factor = take_factor(text)
    match = _TONE_TEXT.fullmatch(rest) if factor else None
    if factor is None or match is None or re.search(r"\b(?:less|not)\b", rest):
        return None
    words = data("tones")["adjectives"].get(match.group("word")) or _noun_tone(match.group("word"))
    if not words:
        return None
    falls = factor > 1 and all(sign < 0 for sign in words.values())
    return signed(words, -strength_of(1 / factor) if falls else strength_of(factor))


def _noun_tone(word: str) -> dict[str, float]:
    name = data("tones")["nouns"].get(word)
    return {name: 1} if name else {}


def _compared(word: str, text: str) -> str:
    """`more blue`, `less blue` are about `bluer`; a colour by itself is no tone."""
    return str(data("tones")["compared"].get(word, word)) if re.match(r"(?:more|less|not (?:so|as))\b", text) else word


def tone_nouns(text: str) -> tuple[str, ...]:
    """The tones that nouns name (`contrast and the saturation`), () when one of them names none."""
    parts = re.split(r"(?: ?, ?| )and (?:the |its )?| ?, ?(?:the |its )?", text)
    names = tuple(data("tones")["nouns"].get(part, "") for part in parts)
    return tuple(dict.fromkeys(names)) if all(names) else ()


def signed(words: dict[str, float], strength: float) -> dict[str, float]:
    """Each tone's direction times how much."""
    return {name: round(max(-1.0, min(1.0, sign * strength)), 3) for name, sign in words.items()}


_STYLE_TEXT = Rule(
    r"(?:look |be |appear |turn |become |in |into |to |like |as |made |out of |from |of |drawn |painted |done "
    r"|rendered |the style of |style of |with |using |a |an |the )*(?P<style>[a-z0-9\- ]+?)(?: style| look"
    r"| effect| filter| version| drawing style| rendition| rendering| render| aesthetic| treatment| artwork| picture"
    r"| window| image)?(?: of it(?:self)?)?"
)


def style_of(text: str) -> StyleChange | None:
    """`like a watercolour painting`, `out of marble` → restyle."""
    match = _STYLE_TEXT.fullmatch(text)
    if match is None:
        return None
    word = match.group("style")
    for names in (data("styles")["styles"], data("styles")["materials"]):
        for style, spellings in names.items():
            if word in spellings or word == style:
                return StyleChange(style)
    if (style := _of_painter(text)) is not None:
        return StyleChange(style)
    return _after_the_manner_of(text)


_PAINTED = Rule(
    r"(?:(?:look |be |appear |turn |become |into |done |made |painted |drawn )*(?:in the (?:style|manner|vein"
    r"|spirit) of|like|as if|as though|as|after"
    r"|the way|by|in|into|to) )?(?:it (?:was|were|is|had been) |(?:painted|drawn|made|done|created) |something "
    r"|(?:an? )?(?:work|painting|print|drawing|picture|canvas) (?:by|of|from) |by )*"
    r"(?:an? |the |one of )?(?P<who>[^\W\d_][\w' -]{2,40}?)(?: 's)?"
    r"(?: (?:had |has |would have |would |might have |could have )?(?:painted|drawn|made|done|created|paint|draw"
    r"|do)(?: (?:it|this|that))?)?"
    r"(?:[ -](?:style|look|painting|paintings|print|canvas|artwork|picture|effect|filter|manner|like|ish|vibe|feel))*"
)


def _of_painter(text: str) -> str | None:
    """The look that a painter stands for (`as monet would have painted it`), first names said or not."""
    match = _PAINTED.fullmatch(text)
    words = match["who"].split() if match else []
    for n in range(min(3, len(words)), 0, -1):
        last = " ".join(words[-n:])
        found = next((style for style, names in data("styles")["painters"].items() if last in names), None)
        if found is not None and (len(words) - n > 3 or set(words[:-n]) & word_set("function")):
            return None
        if found is not None:
            return found if last in found else f"{found} after {' '.join(words)}"
    return None


_MANNER = Rule(
    r"(?:(?:done |made |drawn |painted |rendered |it is |it was )*in the (?:style|manner|vein) of (?:an? "
    r"|the )?(?P<manner>[\w' -]{3,40})"
    r"|(?:made|built|carved|sculpted|fashioned|cast|woven|knitted|knit|crafted|forged|moulded|molded"
    r"|constructed) (?:entirely )?"
    r"(?:out of|of|from|in) (?:solid |pure )?(?P<matter>[a-z-]{3,20})"
    r"|out of (?:solid |pure )?(?!(?:focus|place|sight|view|frame|here|there|it|the|this|shape|proportion|reach|hand"
    r"|control|style|date"
    r"|line|tune|order)\b)(?P<stuff>[a-z-]{3,20}))"
)


def _after_the_manner_of(text: str) -> StyleChange | None:
    """A manner or a material that no list knows, where words say that it is one (`out of gingerbread`)."""
    match = _MANNER.fullmatch(
        re.sub(
            r"^(?:look |be |appear |as if |as though |like )*(?:it (?:was|were"
            r"|is) )?",
            "",
            text,
        )
    )
    return StyleChange(next(said for said in match.groups() if said)) if match else None


_SEEMS = Rule(r"(?:look|feel|seem|appear) ")


def _mood(text: str) -> Change | None:
    rest, _ = take_degree(_LOOK.sub("", text))
    rest = re.sub(r"^(?:the|from the|out of the|it is the|straight out of the) (?=\d{2,4}s)", "", rest)
    rest = re.sub(r"^(?:more|even|all|so|a|an|the)\s+", "", rest)
    mood = mood_of(rest) or (mood_among(rest) if _SEEMS.match(text) else None)
    if mood is None and not re.match(r"(?:look |appear )?like (?:a|an|it|they|the)\b", text):
        return None
    return MoodChange(text, mood)
