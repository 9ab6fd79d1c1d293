"""Verb frames about tone, hiding, text and the whole picture → ops."""

from __future__ import annotations

import re

from ....scene.geometry import Box
from ....scene.ops import Adjust, Background, EditOp, Margins, Obscure, Text, Transform
from ....scene.target import EverythingTarget, MarkTarget, ObjectTarget, RegionTarget, Target
from ..changes.qualities import is_picture, signed, tone_nouns, tone_of
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Missing, Open, OtherFrame, Settled
from ..things.reference import resolve
from ..words.amounts import NORMAL, Degree, scale_of, strength_of, take_degree, take_factor
from ..words.colors import color_of
from ..words.normalise import data
from .common import Ops, is_background, or_picture


def _degree(frame: Frame, falls: bool = False) -> tuple[str | None, Degree]:
    """The object's words without a degree, and the degree from wherever it was said. By a factor a tone that `falls`
    is divided: `darken it 2 times` leaves half of the light."""
    text, degree = frame.get("obj"), Degree()
    if text:
        text, degree = take_degree(text)
    factor = take_factor(amount := frame.get("amount") or "")[1]
    if factor is not None:
        return text, Degree(abs(strength_of(1 / factor if falls and factor > 1 else factor)))
    return text, take_degree(amount)[1] if amount else degree


_ENDS = re.compile(
    r"(?:the |those |these |all the )?(?:harsh |hard |strong |deep |dark |heavy |bright |hot )*(?P<end>shadows"
    r"|highlights)"
)


def tone(frame: Frame, context: Context) -> Ops:
    """`brighten the cat a bit`."""
    words = data("tones")["verbs"][frame.words[0]]
    text, degree = _degree(frame, falls=all(sign < 0 for sign in words.values()))
    if text and (end := _ENDS.fullmatch(text)):
        softer = 1 if end["end"] == "shadows" else -1
        sign = words.get("brightness") or (softer if words == data("tones")["verbs"]["soften"] else 0)
        if not sign:
            raise OtherFrame
        return (Adjust.model_validate({"targets": whole(), end["end"]: sign * degree.strength}),)
    return (Adjust.model_validate({"targets": or_picture(text or None, context), **signed(words, degree.strength)}),)


def tone_more(frame: Frame, context: Context) -> Ops:
    return _tone_noun(frame, context, 1)


def tone_less(frame: Frame, context: Context) -> Ops:
    return _tone_noun(frame, context, -1)


def _tone_noun(frame: Frame, context: Context, sign: int) -> Ops:
    text, degree = _degree(frame, falls=sign < 0)
    adds_dark = bool(frame.words) and frame.words[0] in ("more", "add")
    amounts = {
        name: round(degree.strength * (-sign if name == "shadows" and adds_dark else sign), 3)
        for name in tone_nouns(frame.slots["tone"])
    }
    return (Adjust.model_validate({"targets": or_picture(text, context), **amounts}),)


_SCALED = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "halve": 0.5}


def tone_scaled(frame: Frame, context: Context) -> Ops:
    """`double the contrast`."""
    strength = strength_of(_SCALED[frame.words[0]])
    amounts = dict.fromkeys(tone_nouns(frame.slots["tone"]), strength)
    return (Adjust.model_validate({"targets": or_picture(frame.get("obj"), context), **amounts}),)


def too(frame: Frame, context: Context) -> Ops:
    """`it is too dark` asks for the opposite."""
    words = frame.slots["excess"]
    change, cast = tone_of(words), data("tones")["casts"].get(words)
    if change is None and cast is None:
        raise OtherFrame
    amounts = change.amounts if change else signed(cast, NORMAL)
    opposite = {name: -value for name, value in amounts.items()}
    return (Adjust.model_validate({"targets": or_picture(frame.get("obj"), context), **opposite}),)


def flawed(frame: Frame, context: Context) -> Ops:
    """`the lighting is bad`, `it looks washed out`: what is wrong is measured, not guessed."""
    text = frame.slots["obj"].removeprefix("the ")
    light = text in data("tones")["auto"]
    targets = whole() if light else or_picture(frame.slots["obj"], context)
    if not (light or is_picture(targets)) and frame.words[-1] in ("bad", "off", "wrong", "ugly"):
        raise OtherFrame
    return (Adjust(targets=targets, auto=True),)


def enhance(frame: Frame, context: Context) -> Ops:
    return (Adjust(targets=or_picture(frame.get("obj"), context), auto=True),)


def blur(frame: Frame, context: Context) -> Ops:
    text, degree = _degree(frame)
    targets = resolve(text or "", context).targets
    given = None if degree == Degree() else degree.strength
    if is_background(targets):
        return (Background(blur=given or 0.5),)
    return (Obscure(targets=targets, method="blur", amount=given),)


def pixelate(frame: Frame, context: Context) -> Ops:
    return (Obscure(targets=resolve(frame.slots["obj"], context).targets, method="pixelate"),)


def fill(frame: Frame, context: Context) -> Ops:
    color = color_of(frame.slots["color"]) if frame.get("color") else None
    if frame.get("color") is None and frame.words[0] in ("cover", "paint"):
        raise OtherFrame
    return (Obscure(targets=resolve(frame.slots["obj"], context).targets, method="fill", color=color or "#000000"),)


def text_remove(frame: Frame, context: Context) -> Ops:
    find = context.said.quoted(frame.slots["quote"]) if frame.get("quote") else None
    if frame.get("obj") is None and not find and re.search(r"\bword\b", " ".join(frame.words)):
        raise OtherFrame
    return (Text(targets=_on(frame, context), find=find, replace_with=None),)


def text_change(frame: Frame, context: Context) -> Ops:
    find, new = context.said.quoted(frame.slots["quote"]), context.said.quoted(frame.slots["quote2"])
    return (Text(targets=_on(frame, context), find=find, replace_with=new),)


def text_set(frame: Frame, context: Context) -> Ops:
    return (Text(targets=_on(frame, context), find=None, replace_with=context.said.quoted(frame.slots["quote"])),)


_CARRIER = re.compile(
    r"(?:(?:the |this |that |my )?(?:sign|board|signboard|billboard|banner|poster|label|placard|notice|sticker|screen"
    r"|display|plaque|nameplate|headline|title|caption|text|words?|writing|lettering|inscription|number|it|(?:number"
    r"|licen[sc]e) plate|plate|street sign|shop sign|road sign|neon sign|watermark|subtitle))"
)


def _on(frame: Frame, context: Context) -> tuple[Target, ...]:
    """What the words stand on. A sign that nobody has seen yet is wherever words are read."""
    text = frame.get("obj")
    if not text:
        return ()
    if _CARRIER.fullmatch(text) and text == "it" and not context.focus.targets and not context.marks:
        return ()
    try:
        return resolve(text, context).targets
    except Missing:
        if _CARRIER.fullmatch(text):
            return ()
        raise


def crop_to(frame: Frame, context: Context) -> Ops:
    """To the things' box with a little room around it."""
    targets = resolve(frame.slots["obj"], context).targets
    if is_picture(targets):
        raise OtherFrame
    box = _bounds(targets, context)
    room = round(0.08 * max(box.size)) if not isinstance(targets[0], MarkTarget) else 0
    return (Transform(crop=box.pad(room).clamp(*context.scene.frame.size)),)


def _bounds(targets: tuple[Target, ...], context: Context) -> Box:
    boxes: list[Box] = []
    for target in targets:
        if isinstance(target, ObjectTarget):
            boxes.append(context.scene.get(target.object).box)
        elif isinstance(target, MarkTarget):
            boxes.append(context.marks[target.mark].bounds)
        elif isinstance(target, RegionTarget):
            boxes.append(target.region)
    if not boxes:
        raise Open("Crop to what? Name a thing, or draw a box.")
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


def crop_square(frame: Frame, context: Context) -> Ops:
    return (Transform(aspect=1.0),)


_NAMED = {"landscape": 3 / 2, "portrait": 2 / 3, "widescreen": 16 / 9, "panorama": 2.0}


def crop_aspect(frame: Frame, context: Context) -> Ops:
    words = frame.slots["ratio"].replace(" by ", ":").replace(" ", "")
    return (Transform.model_validate({"aspect": _NAMED.get(words, words)}),)


def crop_side(frame: Frame, context: Context) -> Ops:
    """`crop off the left third`: the rest stays."""
    share = (
        1 / 3
        if "third" in frame.words
        else 0.25
        if "quarter" in frame.words
        else 0.5
        if "half" in frame.words
        else None
    )
    amount = re.search(r"(\d+(?:\.\d+)?)(%| pixels)", frame.get("amount") or "")
    frame_box, side = context.scene.frame, frame.slots["side"]
    length = frame_box.width if side in ("left", "right") else frame_box.height
    cut = (
        round(length * share)
        if share
        else round(float(amount.group(1)) * (length / 100 if amount.group(2) == "%" else 1))
        if amount
        else round(0.1 * length)
    )
    sides = {"left": (cut, 0, 0, 0), "top": (0, cut, 0, 0), "right": (0, 0, cut, 0), "bottom": (0, 0, 0, cut)}
    if side not in sides:
        raise OtherFrame
    left, top, right, bottom = sides[side]
    return (Transform(crop=Box(left, top, frame_box.right - right, frame_box.bottom - bottom)),)


def crop(frame: Frame, context: Context) -> Ops:
    if frame.get("obj") and not is_picture(or_picture(frame.get("obj"), context)):
        return crop_to(frame, context)
    if context.marks:
        return (Transform(crop=_bounds(tuple(MarkTarget(mark=name) for name in list(context.marks)[:1]), context)),)
    raise Open("Crop to what? Name a thing, draw a box, or give a shape such as 16:9.")


def extend(frame: Frame, context: Context) -> Ops:
    size = context.scene.image
    amount = re.search(r"(\d+(?:\.\d+)?)(%| pixels)?", frame.get("amount") or "")
    sides = {
        "up": "top",
        "upwards": "top",
        "sky": "top",
        "above": "top",
        "down": "bottom",
        "downwards": "bottom",
        "below": "bottom",
    }
    side = sides.get(frame.slots["sides"], frame.slots["sides"])
    chosen = (
        [side]
        if side in ("left", "right", "top", "bottom")
        else ["left", "right"]
        if side in ("left and right", "both sides", "sides")
        else ["left", "right", "top", "bottom"]
    )

    def margin(name: str) -> int:
        length = size.width if name in ("left", "right") else size.height
        if amount is None:
            return round(0.2 * length)
        return round(float(amount.group(1)) * (length / 100 if amount.group(2) == "%" else 1))

    return (Transform(extend=Margins(**{name: margin(name) for name in chosen})),)


def zoom_out(frame: Frame, context: Context) -> Ops:
    size = context.scene.image
    return (
        Transform(
            extend=Margins(left=size.width // 8, right=size.width // 8, top=size.height // 8, bottom=size.height // 8)
        ),
    )


def rotate(frame: Frame, context: Context) -> Ops:
    words = " ".join(frame.words)
    angle = frame.get("angle") or ""
    digits = re.search(r"-?\d+(?:\.\d+)?", angle)
    if "upside down" in words + angle or "on its head" in words or "half" in words + angle:
        degrees = 180.0
    elif (
        digits
        or "quarter" in angle
        or "ninety" in angle
        or frame.words[-1] in ("clockwise", "right", "counterclockwise", "left")
    ):
        degrees = float(digits.group(0)) if digits else 90.0
    else:
        raise OtherFrame
    if amount := frame.get("amount"):
        degrees = 5.0 if take_degree(amount)[1].strength < NORMAL else 15.0
    back = re.search(r"\b(?:counterclockwise|left)\b", words) is not None
    return (_transform(frame, context, rotate=-degrees if back else degrees),)


def _transform(frame: Frame, context: Context, **change: object) -> EditOp:
    targets = or_picture(frame.get("obj"), context)
    return Transform.model_validate({"targets": None if is_picture(targets) else targets, **change})


def flip(frame: Frame, context: Context) -> Ops:
    upright = re.search(r"vertical|upside down|top to bottom", " ".join(frame.words)) is not None
    return (_transform(frame, context, flip="vertical" if upright else "horizontal"),)


_FACTORS = {"triple": 3.0, "quadruple": 4.0}


def upscale(frame: Frame, context: Context) -> Ops:
    """`upscale it`, `double the resolution`: the picture with more pixels, twice as many each way unless said."""
    text = frame.get("obj")
    spoken_of = bool(context.focus.targets or context.marks)
    if text is None and spoken_of and not {"resolution", "picture", "photo", "image"} & set(frame.words):
        raise OtherFrame
    about_picture = text is None or (text in ("it", "this", "that") and not spoken_of)
    if not about_picture and not is_picture(resolve(text or "", context).targets):
        raise OtherFrame
    factor = scale_of(frame.slots["size"], shrinks=False) if frame.get("size") else _FACTORS.get(frame.words[0], 2.0)
    if factor is None:
        raise OtherFrame
    return (Transform(scale=round(factor, 4)),)


def straighten(frame: Frame, context: Context) -> Ops:
    text = frame.get("obj")
    whole = text is None or re.fullmatch(
        r"(?:the |this |my )?(?:horizon|picture|photo|image|it|perspective|shot|scene)", text
    )
    targets = () if whole else resolve(text or "", context).targets
    return (Transform(targets=targets or None, straighten=_angle(frame) if frame.get("angle") else True),)


def _angle(frame: Frame) -> float:
    """Degrees clockwise."""
    digits = re.search(r"-?\d+(?:\.\d+)?", frame.slots["angle"])
    if digits is None:
        raise OtherFrame
    back = {"counterclockwise", "left"} & set(frame.words)
    return -float(digits.group(0)) if back else float(digits.group(0))


_COUNT = re.compile(r"(?P<n>\d+(?:\.\d+)?)")


def resample(frame: Frame, context: Context) -> Ops:
    """`resize it to 1.5 megapixels`, `to 1200 pixels wide`: the picture, scaled to so many pixels."""
    text = frame.get("obj")
    if not is_picture(or_picture(text, context)):
        raise OtherFrame
    found, size = _COUNT.search(frame.slots["pixels"]), context.scene.image
    if found is None or not (wanted := float(found["n"])):
        raise OtherFrame
    if "pixel" in frame.slots["pixels"].split("mega")[0]:
        high = re.search(r"\b(?:high|tall|height)\b", frame.slots["pixels"])
        factor = wanted / (size.height if high else size.width)
    else:
        factor = (wanted * 1e6 / (size.width * size.height)) ** 0.5
    if not 0.01 <= factor <= 20:
        raise Settled(
            f"the picture has {size.width} × {size.height} pixels; ask for a hundredth to 20 times as many each way"
        )
    return (Transform(scale=round(factor, 4)),)


def whole() -> tuple[Target, ...]:
    return (EverythingTarget(),)
