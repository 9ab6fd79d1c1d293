"""What a picture's file says of how it was made: XMP with IPTC's DigitalSourceType and the steps, each with its tools.

The terms are IPTC's (https://cv.iptc.org/newscodes/digitalsourcetype/). No words of the person, no place, no time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

TERMS: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED: Final = f"{TERMS}trainedAlgorithmicMedia"
WITH_TRAINED: Final = f"{TERMS}compositeWithTrainedAlgorithmicMedia"
COMPOSITE: Final = f"{TERMS}composite"
ENHANCED: Final = f"{TERMS}algorithmicallyEnhanced"
BY_HAND: Final = f"{TERMS}humanEdits"
CREATED: Final = f"{TERMS}digitalCreation"

_NAMESPACES: Final = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_DECLARED = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})\b")
_LONGEST = 2**20
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL = b'\n<?xpacket end="w"?>'


@dataclass(frozen=True, slots=True)
class Step:
    """One action: its verb and the tools that ran, as `name@version`."""

    verb: str
    tools: tuple[str, ...] = ()
    trained: bool = False
    """Whether a tool drew what was not there, out of what it had learnt from other pictures."""
    foreign: bool = False
    """Whether pixels of another picture came in."""
    framing: bool = False
    """Whether it only chose what is shown and which way up."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a picture came to be, from the photo on."""

    program: str
    steps: tuple[Step, ...] = ()
    declared: str | None = None
    """What the photo's own file said it was."""
    photo: bool = True
    """Whether it began with a photo, not with an empty plate."""
    words: tuple[str, ...] = ()
    """What the person said, only where that was asked for."""

    @property
    def source_type(self) -> str | None:
        """IPTC's term; None where nothing was done and the photo did not say."""
        if self.declared in (TRAINED, WITH_TRAINED):
            return self.declared
        if any(step.trained for step in self.steps):
            return WITH_TRAINED
        if not self.photo:
            return CREATED
        if any(step.foreign for step in self.steps):
            return COMPOSITE
        if any(not step.framing for step in self.steps):
            return ENHANCED
        return BY_HAND if self.steps else self.declared

    @property
    def trained_tools(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tool for step in self.steps if step.trained for tool in step.tools))

    def to_xmp(self) -> bytes:
        """An XMP packet; the same provenance gives the same bytes."""
        for prefix, uri in _NAMESPACES.items():
            ElementTree.register_namespace(prefix, uri)
        meta = ElementTree.Element(_tag("x:xmpmeta"))
        about = ElementTree.SubElement(
            ElementTree.SubElement(meta, _tag("rdf:RDF")), _tag("rdf:Description"), {_tag("rdf:about"): ""}
        )
        _add(about, "xmp:CreatorTool", self.program)
        if self.source_type is not None:
            _add(about, "Iptc4xmpExt:DigitalSourceType", self.source_type)
        if self.trained_tools:
            _add(about, "Iptc4xmpExt:AISystemUsed", f"{self.program}: {', '.join(self.trained_tools)}")
        if self.words:
            _add(about, "Iptc4xmpExt:AIPromptInformation", " / ".join(self.words))
        if self.steps:
            _history(about, self.program, self.steps)
        ElementTree.indent(meta)
        return _HEAD + ElementTree.tostring(meta, encoding="UTF-8") + _TAIL


def declared_type(xmp: bytes | str | None) -> str | None:
    """The DigitalSourceType that a file's XMP states; None where it states none (or several)."""
    raw = xmp.encode("utf-8", "replace") if isinstance(xmp, str) else xmp or b""
    found = {match.decode() for match in _DECLARED.findall(raw[:_LONGEST])}
    return TERMS + found.pop() if len(found) == 1 else None


def _history(about: ElementTree.Element, program: str, steps: Sequence[Step]) -> None:
    events = ElementTree.SubElement(ElementTree.SubElement(about, _tag("xmpMM:History")), _tag("rdf:Seq"))
    for step in steps:
        event = ElementTree.SubElement(events, _tag("rdf:li"), {_tag("rdf:parseType"): "Resource"})
        _add(event, "stEvt:action", "edited")
        _add(event, "stEvt:softwareAgent", program)
        _add(event, "stEvt:parameters", "; ".join((step.verb, *step.tools)))


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    """Without what XML cannot hold."""
    plain = "".join(letter if letter.isprintable() or letter in "\n\t" else "�" for letter in text)
    ElementTree.SubElement(parent, _tag(name)).text = plain.encode("utf-8", "replace").decode()


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"
