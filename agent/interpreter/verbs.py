"""Which function makes the ops of which verb frame."""

from __future__ import annotations

from collections.abc import Callable

from . import actions, adding, background_actions, comparing, face_actions, healing, picture_actions
from .actions import Ops
from .context import Context
from .grammar import Frame

Builder = Callable[[Frame, Context], Ops]

BUILDERS: dict[str, Builder] = {
    "remove": actions.remove,
    "quality": actions.quality,
    "quality_obj": actions.quality_obj,
    "quality_bare": actions.quality_bare,
    "resize": actions.resize,
    "same_color": comparing.same_color,
    "same_size": comparing.same_size,
    "complaint": actions.complaint,
    "how_about": actions.how_about,
    "move": actions.move,
    "move_open": actions.move_open,
    "swap": actions.swap,
    "swap_pair": actions.swap_pair,
    "duplicate": adding.duplicate,
    "duplicate_another": adding.duplicate_another,
    "double_things": adding.duplicate,
    "replace": actions.replace_thing,
    "replace_by": actions.replace_thing,
    "replace_become": actions.replace_become,
    "background_on": background_actions.background_on,
    "background_cut": background_actions.background_cut,
    "cut_out": background_actions.cut_out,
    "background_keep": background_actions.background_keep,
    "insert": adding.insert,
    "insert_at": adding.insert,
    "insert_reference": adding.insert_reference,
    "insert_kept": adding.insert_kept,
    "give": adding.give,
    "mood": actions.mood,
    "quality_open": actions.open_question,
    "resize_open": actions.open_question,
    "replace_open": actions.open_question,
    "insert_open": actions.open_question,
    "bare_verb": actions.bare_verb,
    "tone": picture_actions.tone,
    "tone_more": picture_actions.tone_more,
    "tone_less": picture_actions.tone_less,
    "too": picture_actions.too,
    "enhance": picture_actions.enhance,
    "flawed": picture_actions.flawed,
    "red_eyes": face_actions.red_eyes,
    "heal": healing.heal,
    "upscale": picture_actions.upscale,
    "hide_face": face_actions.hide_face,
    "anonymize": face_actions.anonymize,
    "given_eyes": face_actions.given_eyes,
    "obscure_blur": picture_actions.blur,
    "obscure_pixelate": picture_actions.pixelate,
    "obscure_fill": picture_actions.fill,
    "text_remove": picture_actions.text_remove,
    "text_change": picture_actions.text_change,
    "text_set": picture_actions.text_set,
    "text_write": picture_actions.text_set,
    "crop_to": picture_actions.crop_to,
    "crop_square": picture_actions.crop_square,
    "crop_aspect": picture_actions.crop_aspect,
    "crop_side": picture_actions.crop_side,
    "crop": picture_actions.crop,
    "extend": picture_actions.extend,
    "zoom_out": picture_actions.zoom_out,
    "rotate": picture_actions.rotate,
    "flip": picture_actions.flip,
    "straighten": picture_actions.straighten,
}
