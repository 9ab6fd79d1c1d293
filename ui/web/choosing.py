"""A photo's own settings: its toolset, with what that lacks, and what reads its words, asked first where they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from ...agent.errors import SessionError
from ...agent.setup.choices import chosen_model
from ...agent.setup.tooling import toolset_names
from ..findings import complete, of_tools
from . import texts
from .desk import Desk, sorry, told
from .found import told_of
from .markup import Html, join, tag

if TYPE_CHECKING:
    from ...agent.editor import Editor
    from ...agent.setup.settings import ModelSettings

BY_RULES, BY_MODEL = "rules", "model"
SCRIPTED = "scripted"
"""A toolset for tests: offered where the program began with it alone."""

Shown = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Chooser:
    """The components; `privacy` is the line below the page's title."""

    toolset: gr.Dropdown
    lacking: gr.HTML
    read_by: gr.Radio
    model: gr.Column
    name: gr.Textbox
    address: gr.Textbox
    sees: gr.Checkbox
    small: gr.Checkbox
    use: gr.Button
    told: gr.HTML
    agree: gr.Button
    privacy: gr.HTML

    @property
    def asked(self) -> list[Any]:
        """What says which language model is wanted."""
        return [self.name, self.address, self.sees, self.small]

    @property
    def outputs(self) -> list[Any]:
        """Everything, in the order that API clients get it (a column and a button are not among it)."""
        shown = [self.toolset, self.lacking, self.read_by, *self.asked, self.told, self.privacy]
        return [*shown, self.model, self.agree]


def lay_out_choices(editor: Editor, privacy: gr.HTML, own: bool) -> Chooser:
    """The controls, inside the side's settings. `own`: only this machine's browsers come here."""
    usual = editor.settings.model
    toolset = gr.Dropdown(toolsets(editor), value=editor.toolbox.toolset.name, label=texts.TOOLSET, elem_id="toolset")
    lacking = gr.HTML("", elem_id="lacking")
    readers = [(texts.RULES, BY_RULES), (texts.A_MODEL, BY_MODEL)]
    read_by = gr.Radio(
        readers, value=BY_MODEL if usual.name else BY_RULES, label=texts.READ_BY, interactive=own, elem_id="read-by"
    )
    with gr.Column(visible=bool(usual.name), elem_id="model") as model:
        name = gr.Textbox(
            usual.name or "",
            label=texts.MODEL,
            placeholder=texts.MODEL_LIKE,
            max_lines=1,
            interactive=own,
            elem_id="model-name",
        )
        address = gr.Textbox(
            usual.base_url or "", label=texts.ADDRESS, placeholder=texts.ADDRESS_LIKE, max_lines=1, interactive=own,
            elem_id="model-address",
        )  # fmt: skip
        sees = gr.Checkbox(usual.picture, label=texts.SEES, interactive=own, elem_id="model-sees")
        small = gr.Checkbox(usual.compact, label=texts.SMALL, interactive=own, elem_id="model-small")
        use = gr.Button(texts.USE_MODEL, size="sm", interactive=own, elem_id="use-model")
    said = gr.HTML(tag("p", texts.SET_BY_OWNER, class_="hint") if not own else "", elem_id="model-told")
    agree = gr.Button(texts.AGREE, variant="primary", size="sm", visible=False, elem_id="agree")
    return Chooser(toolset, lacking, read_by, model, name, address, sees, small, use, said, agree, privacy)


class Choosing:
    """Events of these settings. What is chosen holds for one session, is kept with it, and goes on to the next photo
    that is opened from its page."""

    def __init__(self, desk: Desk, parts: Chooser, own: bool) -> None:
        self.desk, self.parts, self._own = desk, parts, own

    def shown(self, id: str) -> Shown:
        """What holds for the session; without one, for those to come."""
        with told():
            editor = self.desk.editor_of(id)
            usual = editor.settings.model
            return {
                self.parts.toolset: editor.toolbox.toolset.name,
                self.parts.lacking: lacking(editor),
                self.parts.read_by: BY_MODEL if usual.name else BY_RULES,
                self.parts.model: gr.update(visible=bool(usual.name)),
                self.parts.name: usual.name or "",
                self.parts.address: usual.base_url or "",
                self.parts.sees: usual.picture,
                self.parts.small: usual.compact,
                self.parts.told: self._reader(editor),
                self.parts.agree: gr.update(visible=False),
                self.parts.privacy: title(privacy(editor)),
            }

    def toolset(self, id: str, name: str) -> Shown:
        """Go on with another toolset; what it lacks is told with the command that brings it."""
        with told():
            self._keep(id, toolset=None if name == self.desk.editor.toolbox.toolset.name else name)
        return self.shown(id)

    def read_by(self, id: str, who: str) -> Shown:
        """Rules at once; of a language model first its name is asked."""
        if who == BY_RULES:
            return self.reader(id)
        return {self.parts.model: gr.update(visible=True)}

    def reader(self, id: str, name: str = "", address: str = "", sees: bool = False, small: bool = False) -> Shown:
        """Have words be read by this language model (none named: by rules). One that they would leave this machine for
        is only used once the person agreed to what is sent, and where to."""
        return self._read_by(id, name, address, sees, small, agreed=False)

    def agree(self, id: str, name: str = "", address: str = "", sees: bool = False, small: bool = False) -> Shown:
        """The same, agreed to."""
        return self._read_by(id, name, address, sees, small, agreed=True)

    def _read_by(self, id: str, name: str, address: str, sees: bool, small: bool, agreed: bool) -> Shown:
        with told():
            if not self._own:
                raise sorry(texts.SET_BY_OWNER)
            self._free(id)
            usual = self.desk.editor.settings.model
            asked = {"name": name.strip(), "base_url": address.strip(), "picture": sees, "compact": small}
            try:
                wanted = chosen_model(usual, **asked)
                editor = self._with(id, wanted)
                outgoing = editor.outgoing
            except SessionError as error:
                return self._asking(tag("p", texts.NOT_USED.format(reason=error), role="alert", class_="trouble"))
            if outgoing is not None and not editor.agreed:
                if not agreed:
                    return self._asking(tag("p", texts.CONSENT.format(outgoing=outgoing), role="alert"), agree=True)
                editor.agree()
            self._keep(id, model=None if wanted == usual else wanted)
        return self.shown(id)

    def _with(self, id: str, model: ModelSettings) -> Editor:
        editors = self.desk.editors
        return editors.with_choice(editors.chosen(id).model_copy(update={"model": model}))

    def _keep(self, id: str, **chosen: Any) -> None:
        self._free(id)
        editors = self.desk.editors
        editors.choose(id, editors.chosen(id).model_copy(update=chosen))

    def _free(self, id: str) -> None:
        """A turn ends with what it began with."""
        self.desk.session(id)
        if self.desk.jobs.of(id) is not None:
            raise sorry(texts.STILL_WORKING)

    def _asking(self, why: Html, agree: bool = False) -> Shown:
        return {self.parts.told: why, self.parts.agree: gr.update(visible=agree)}

    def _reader(self, editor: Editor) -> Html:
        model = editor.settings.model.name
        used = tag("p", texts.USED.format(model=model), class_="hint") if model else None
        return join(used, None if self._own else tag("p", texts.SET_BY_OWNER, class_="hint"))


def toolsets(editor: Editor) -> list[tuple[str, str]]:
    """What there is to choose from, with what it is; and what the program began with, whatever that is."""
    first = editor.toolbox.toolset.name
    names = [name for name in toolset_names() if name not in (SCRIPTED, first)]
    names.insert(0, first)
    return [(texts.TOOLSETS.get(name, name), name) for name in names]


def lacking(editor: Editor) -> Html:
    """What the toolset in use lacks, with the commands; nothing where it is complete."""
    found = [one for one in of_tools(editor.toolbox) if one.needed and not one.ready]
    return told_of(found) if not complete(found) else Html("")


def privacy(editor: Editor) -> Html:
    """What leaves this machine."""
    try:
        outgoing = editor.outgoing
    except SessionError as error:
        return join(texts.NOT_USED.format(reason=error))
    return join(texts.STAYS if outgoing is None else texts.LEAVES.format(outgoing=outgoing))


def title(privacy: Html) -> Html:
    """The page's head."""
    tagline = tag("span", texts.TAGLINE, class_="tagline")
    return join(tag("h1", texts.TITLE), tag("p", tagline, " ", tag("span", privacy)))
