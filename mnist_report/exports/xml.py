"""XML elements from any plain text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 (section 2.2) cannot contain, not even escaped."""


def element(tag: str, *inside: Element | str, **attributes: str) -> Element:
    """Return an element of text or other elements; `__` in the name of an attribute stands for a colon."""
    named = {name.replace("__", ":"): _writable(value) for name, value in attributes.items()}
    parent = Element(tag, named)
    for child in inside:
        if isinstance(child, str):
            parent.text = f"{parent.text or ''}{_writable(child)}"
        else:
            parent.append(child)
    return parent


def document(root: Element) -> bytes:
    """Return the file of a root element, indented, in UTF-8."""
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
