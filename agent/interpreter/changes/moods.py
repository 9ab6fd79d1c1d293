"""Vague wishes → two to five specific instructions (after SANE); what needs no generator carries its ops."""

from __future__ import annotations

import re
from typing import Any

from ....scene.ops import Adjust, Restyle, Step
from ....scene.target import EverythingTarget, Target
from ..words.normalise import data, word_set

GENERATOR = "instruction_editor"
MOST_WORDS = 4

_DECADE = re.compile(
    r"(?:the |early |late |mid |roaring |swinging )*(?:(?:18|19|20)?\d0s|(?:nineteen )?(?:twenties|thirties|forties"
    r"|fifties|sixties|seventies|eighties|nineties))"
)


def mood_of(words: str) -> str | None:
    """The mood, era or taste that words name, None when they name none we know."""
    text = words.removesuffix("-looking").removesuffix(" looking").removesuffix(" like").strip()
    text = re.sub(r"^(?:more|a lot|much|way|really|very|so|super|extra|even|bit|far|less) (?:more )?", "", text)
    named = {text, *_uncompared(text)} | ({"retro"} if _DECADE.fullmatch(text) else set())
    return next((str(mood) for mood, entry in data("moods")["moods"].items() if named & set(entry["names"])), None)


def mood_among(words: str) -> str | None:
    """The mood that one of a few words names (`spooky haunted`), with nothing among them that is no quality."""
    several = words.split()
    if len(several) > MOST_WORDS or word_set("function") & set(several) - {"and", "very", "so"}:
        return None
    return next((mood for word in several if (mood := mood_of(word))), None)


def _uncompared(word: str) -> tuple[str, ...]:
    """`cozier` → `cozy`, `stranger` → `strange`."""
    for ending in ("er", "est"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
            return (stem, f"{stem}e", doubled, f"{stem[:-1]}y" if stem.endswith("i") else stem)
    return ()


def steps_for(wish: str, mood: str | None, targets: tuple[Target, ...]) -> tuple[Step, ...]:
    """Specific instructions for a wish; one we have no recipe for is left to an instruction editor, step by step."""
    entry = data("moods")["moods"].get(mood) if mood else None
    if entry is None:
        return (
            Step(text=f"change colors and light so that it looks {wish}", needs=(GENERATOR,)),
            Step(text=f"change details so that it looks {wish}", needs=(GENERATOR,)),
        )
    return tuple(_step(text, recipe, targets) for text, recipe in entry["steps"])[:5]


def _step(text: str, recipe: dict[str, Any] | None, targets: tuple[Target, ...]) -> Step:
    if recipe is None:
        return Step(text=text, needs=(GENERATOR,))
    goals = targets or (EverythingTarget(),)
    if "style" in recipe:
        return Step(text=text, ops=(Restyle(targets=goals, prompt=recipe["style"]),))
    return Step(text=text, ops=(Adjust.model_validate({"targets": goals, **recipe}),))
