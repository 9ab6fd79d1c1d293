"""Which version of a public format a file is in. There is one of each so far: older ones will be migrated here."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BeforeValidator

_NUMBER = re.compile("[0-9]{1,9}")


def reads(current: str) -> BeforeValidator:
    """Accept exactly `current` (`name/number`); a higher number asks for an update instead of being half understood."""

    def check(value: Any) -> Any:
        name, number = current.split("/")
        came, _, version = str(value).partition("/")
        if came == name and _NUMBER.fullmatch(version) and int(version) > int(number):
            raise ValueError(f"{value!r} comes from a newer scenewright, this one reads {current!r}: update it")
        if value != current:
            raise ValueError(f"the format {current!r} is needed, but got {value!r}")
        return value

    return BeforeValidator(check)
