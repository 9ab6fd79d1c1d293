"""What every event needs: the editors, the screen, turns in flight, whose photo is whose; and errors as words."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import gradio as gr

from ..faults import foreseen
from . import texts
from .jobs import AlreadyRunning, Jobs
from .unfinished import Unfinished

if TYPE_CHECKING:
    from ...agent.editor import Editor, Event, Session, Turn
    from ...agent.editors import Editors
    from .drawn import References
    from .screen import Screen
    from .visitors import Visitors

UNFINISHED = "unfinished"
"""The folder, beside the sessions, of what is being worked on."""


@dataclass(frozen=True)
class Desk:
    """Shared by all events of one page; of a visitor it holds nothing but a turn in flight."""

    editors: Editors
    screen: Screen
    visitors: Visitors
    references: References
    jobs: Jobs[Event, Turn] = field(default_factory=Jobs)

    def session(self, id: str) -> Session:
        """The visitor's session, by the id that the page holds for them, with the tools that were chosen for it."""
        if not id:
            raise sorry(texts.NO_PHOTO)
        return self.editors.of(id).session(id)

    @property
    def editor(self) -> Editor:
        """The one of the program's settings."""
        return self.editors.first

    @cached_property
    def unfinished(self) -> Unfinished:
        """Turns that another start of the program did not end."""
        kept = Unfinished(self.editor.home / UNFINISHED)
        kept.clear({*(one.id for one in self.editor.sessions()), *self.editor.damaged_sessions()})
        return kept

    def inherit(self, id: str, before: str) -> None:
        """A new session goes on with what was chosen for the one before it."""
        if before:
            self.editors.choose(id, self.editors.chosen(before))

    def editor_of(self, id: str) -> Editor:
        """The session's; without one, that of the settings."""
        return self.editors.of(id) if id else self.editor


def sorry(message: str) -> gr.Error:
    """A message for the person."""
    return gr.Error(message, print_exception=False)


@contextmanager
def told() -> Iterator[None]:
    """Errors as messages on the page; one that nobody foresaw is told to the terminal that serves it."""
    try:
        yield
    except gr.Error:
        raise
    except AlreadyRunning as error:
        raise sorry(texts.STILL_WORKING) from error
    except Exception as error:
        if foreseen(error) is not None:
            raise sorry(str(error)) from error
        traceback.print_exception(error, file=sys.stderr)
        raise sorry(texts.INTERNAL.format(kind=type(error).__name__)) from error
