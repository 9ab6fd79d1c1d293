"""Editors of sessions whose tools or reader the person chose: over one home, and one memory for models."""

from __future__ import annotations

from .editor import Editor
from .setup.choices import Choice, Choices

KEPT = 16
"""Editors beside the first; the oldest go first, and finish what they are at."""


class Editors:
    """The editor of each session, after what was chosen for it; `first` is the one of the settings."""

    def __init__(self, first: Editor) -> None:
        self.first = first
        self._choices = Choices(first.home)
        self._open: dict[str, Editor] = {_key(first): first}

    def chosen(self, session: str) -> Choice:
        """What was chosen for a session otherwise than the settings have it."""
        return self._choices.of(session)

    def choose(self, session: str, choice: Choice) -> Editor:
        """Have a session go on with this; SessionNotFound where there is none."""
        self._choices.keep(self.first.session(session).id, choice)
        return self.with_choice(choice)

    def of(self, session: str) -> Editor:
        """Whose tools and reader the session goes on with."""
        return self.with_choice(self.chosen(session))

    def with_choice(self, choice: Choice) -> Editor:
        """The same editor for the same choice. Nothing is loaded, and no model is asked."""
        settings = choice.over(self.first.settings)
        key = settings.model_dump_json()
        if key not in self._open:
            alike = (one.toolbox for one in self._open.values() if one.settings.toolset == settings.toolset)
            self._open[key] = self.first.like(settings, next(alike, None))
            for oldest in list(self._open)[1:-KEPT]:
                del self._open[oldest]
        return self._open[key]


def _key(editor: Editor) -> str:
    return editor.settings.model_dump_json()
