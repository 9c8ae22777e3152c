"""XML: elements from plain text, whatever the text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 (section 2.2) cannot hold, not even escaped."""


def element(tag: str, *inside: Element | str, **attributes: str) -> Element:
    """An element of text or of other elements; `__` in the name of an attribute stands for a colon."""
    named = {name.replace("__", ":"): _writable(value) for name, value in attributes.items()}
    made = Element(tag, named)
    for each in inside:
        if isinstance(each, str):
            made.text = f"{made.text or ''}{_writable(each)}"
        else:
            made.append(each)
    return made


def document(root: Element) -> bytes:
    """The file of a root element, UTF-8 and indented."""
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
