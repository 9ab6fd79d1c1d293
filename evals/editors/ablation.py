"""What is left out of our agent, or changed in it, to see what it is worth: each a setting of that name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from ...agent.setup.settings import Settings

YES, NO = ("on", "yes", "true"), ("off", "no", "false")


@dataclass(frozen=True, slots=True)
class Ablation:
    """None leaves a setting as it is."""

    rounds: int | None = None
    """Looks that a turn may take, 0…3."""
    reasoning: bool | None = None
    """Nearness in meaning, and guesses."""
    knowledge: bool | None = None
    """The table of what things are for."""
    fill: str | None = None
    """The back-end that fills holes."""
    growth: int | None = None
    """Pixels around a thing's mask that an action on it may reach."""
    specific: int | None = None
    """Specific instructions that a vague wish becomes at most (N of SANE)."""

    @classmethod
    def parse(cls, text: str) -> Ablation:
        """`rounds=0`, `knowledge=off,growth=4`; raises ValueError with what there is."""
        return cls(**dict(_setting(part) for part in text.split(",")))

    def __str__(self) -> str:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return ", ".join(f"{name}={_word(value)}" for name, value in told.items() if value is not None)

    def over(self, settings: Settings) -> Settings:
        """The settings with this laid over them; raises pydantic's ValidationError for values that no setting has."""
        changes = settings.model_dump()
        for name in ("rounds", "reasoning", "knowledge"):
            _lay(changes["reading"], name, getattr(self, name))
        for name in ("growth", "specific"):
            _lay(changes["drawing"], name, getattr(self, name))
        _lay(changes["backends"], "inpainter", self.fill)
        return Settings.model_validate(changes)


NOTHING_LEFT_OUT = Ablation()


def _lay(section: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        section[name] = value


def _setting(part: str) -> tuple[str, Any]:
    name, _, value = (one.strip() for one in part.partition("="))
    kinds = {one.name: str(one.type) for one in fields(Ablation)}
    if name not in kinds or not value:
        raise ValueError(f"an ablation is NAME=VALUE with one of {', '.join(kinds)}, got {part.strip()!r}")
    if "bool" in kinds[name]:
        if value not in (*YES, *NO):
            raise ValueError(f"{name} is on or off, got {value!r}")
        return name, value in YES
    if "int" in kinds[name]:
        if not value.isdecimal():
            raise ValueError(f"{name} is a whole number, got {value!r}")
        return name, int(value)
    return name, value


def _word(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
