"""What people read on the page stands in the modules of texts: no sentence and no label is written anywhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenewright.ui.web import texts

WEB = Path(texts.__file__).parent
SHARED = [WEB.parent / f"{name}.py" for name in ("faults", "findings", "masks", "paint", "respond")]
"""What doors share, and the page tells."""
SCRIPTS = sorted((WEB / "static").rglob("*.js"))
SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:.]? (?:[A-Za-z“]|$)|[,;:.] [A-Za-z]{2,}")
"""A word that is followed by another one, or in an f-string by what is put in."""
CODE = re.compile(r"[<>=#]|\*/|^\.|\dpx|\[[a-z]")
"""Markup, selectors and scripts."""
LABELS = {"label", "placeholder", "info", "title", "alt", "aria_label", "text"}
READ = {
    **dict.fromkeys(
        ("sorry", "Info", "Error", "Warning", "Button", "Tab", "Accordion", "Markdown", "button"), slice(1)
    ),
    **dict.fromkeys(("tag", "message"), slice(1, None)),
    **dict.fromkeys(("join", "PlainTextResponse"), slice(None)),
}
"""Calls, and which of their arguments are read."""
UNREAD = {"signed"}
"""Calls whose arguments only programs read."""
LITERAL = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`", re.DOTALL)
NAMES = "aria-label|title|placeholder|alt|textContent|innerText|ariaLabel"
SHOWN = re.compile(rf"(?:\b(?:{NAMES})\"?\s*[:=]|setAttribute\(\"(?:{NAMES})\",)\s*$")


def called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def text_of(node: ast.AST) -> str | None:
    """A literal's text; of an f-string what is written, and nothing for what is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "" for one in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value
    return None


def literals(node: ast.AST, told: bool = False) -> Iterator[tuple[int, str, bool]]:
    """Line and text of each, and whether people read whatever stands there."""
    if called(node) in UNREAD or (isinstance(node, ast.Expr) and text_of(node.value) is not None):
        return
    text = text_of(node)
    if text is not None:
        yield getattr(node, "lineno", 0), text, told
    for one in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(one, ast.Constant)):
            yield from literals(one, is_told(node, one, told))


def is_told(node: ast.AST, child: ast.AST, told: bool) -> bool:
    if isinstance(node, ast.Call):
        return child in node.args[READ.get(called(node), slice(0))]
    if isinstance(node, ast.keyword):
        return node.arg in LABELS
    return told and isinstance(node, ast.IfExp | ast.BoolOp | ast.BinOp)


def in_python(source: str) -> list[str]:
    """Those of a module's literals that people would read."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [one for one in node.keywords if one.arg != "class_"]
    return [f"{line}: {text!r}" for line, text, told in literals(tree) if is_read(text, told)]


def is_read(text: str, told: bool) -> bool:
    return bool(not CODE.search(text) and (SENTENCE.search(text) or (told and re.search(r"[A-Za-z]{2,}", text))))


def in_script(source: str) -> list[str]:
    found = []
    for one in LITERAL.finditer(source):
        text = re.sub(r"\$\{[^}]*\}", "", one.group()[1:-1])
        before = source[: one.start()].rsplit("\n", 1)[-1]
        if not one.group().startswith("/") and is_read(text, bool(SHOWN.search(before))):
            found.append(f"{source[: one.start()].count(chr(10)) + 1}: {text!r}")
    return found


@pytest.mark.parametrize(
    "path", [*sorted(WEB.glob("*.py")), *SHARED], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_module_but_those_of_texts_has_words_of_its_own(path):
    if path.name != "texts.py":
        assert in_python(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_has_words_of_its_own(path):
    assert in_script(path.read_text(encoding="utf-8")) == []


def test_the_style_sheet_writes_nothing():
    assert (
        re.findall(r"content:\s*[\"'][^\"']*[A-Za-z]", (WEB / "static" / "page.css").read_text(encoding="utf-8")) == []
    )


@pytest.mark.parametrize(
    "source",
    [
        'raise sorry("Open a photo first.")',
        'raise sorry("Sorry")',
        'raise ValueError(f"the mask is {width} wide")',
        'name = f"version {number}"',
        'gr.Button("Send")',
        'gr.Textbox(label="Seed")',
        'tag("p", "Nothing")',
        'tag("p", "Nothing" if empty else told)',
        'button("Leave", "skip")',
        'void("img", alt="Photo")',
        'send(b"this page answers")',
        'join(f"{count} of {total}")',
        "tag(\"p\", f\"{total} and {tag('b', 'More')}\")",
    ],
)
def test_words_in_a_module_are_seen(source):
    assert in_python(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Open a photo."""',
        'def open() -> None:\n    """Open a photo."""',
        'tag("p", texts.NOTHING, class_="card plan", id="none")',
        'button("×", "drop", "of")',
        'join(f"{number}. {label}")',
        'seal.signed(f"reference {session} {picture}")',
        'find("#words textarea")',
        'message("user", words)',
    ],
)
def test_what_only_programs_read_is_left_alone(source):
    assert in_python(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('say("Nothing is marked");', True),
        ("say(`${count} are marked`);", True),
        ('button.title = "Send";', True),
        ('make("button", { "aria-label": "Send" });', True),
        ('button.setAttribute("aria-label", "Send");', True),
        ('// "Nothing is marked"\nsay(labels.none);', False),
        ('make("button", { type: "button", role: "radio" });', False),
        ('document.querySelector("#words textarea");', False),
    ],
)
def test_words_in_a_script_are_seen(source, found):
    assert bool(in_script(source)) is found
