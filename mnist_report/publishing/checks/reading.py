"""Reading: the elements of an HTML or XML file, as a browser finds them, each with its line."""

from __future__ import annotations

import re
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from tinyhtml5.parser import HTMLParser

from .element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element as Node

LINE: Final = "\0line"
"""Carries the line of a tag through the parser, under a name that no attribute can have."""
PREFIXES: Final = {"http://www.w3.org/1999/xlink": "xlink:", "http://www.w3.org/XML/1998/namespace": "xml:"}
"""Usual prefixes of the namespaces of attributes."""
PUBLIC: Final = "-//W3C//DTD "
"""The start of a document type that browsers know, so that they do not fetch its file."""
LONG_NUMBER: Final = re.compile(r"(?<=&#)\d{9,}")
PSEUDO_ATTRIBUTE: Final = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

Read = tuple[tuple[Element, ...], tuple[tuple[int, str], ...]]
"""The elements, and the parse errors as (line, message)."""


@lru_cache(maxsize=256)  # a build looks at its pages twice
def html_elements(text: str, first_line: int = 1) -> Read:
    """Return the elements of an HTML document, without those that a browser adds, and its parse errors."""
    parser = _Parser()
    # Python refuses to convert thousands of digits; nine are beyond the last character too.
    root = parser.parse(StringIO(LONG_NUMBER.sub("9" * 9, text)), full_tree=False)
    errors = ((line, f"parse error {code!r}{_about(data)}; it should be valid HTML")
              for (line, _), code, data in parser.errors)
    found: list[Element] = []
    waiting: list[tuple[Node, Element | None]] = [(root, None)]
    while waiting:
        node, parent = waiting.pop()
        if isinstance(node.tag, str) and (line := node.attrib.pop(LINE, None)) is not None:
            attributes = {_name(name): value for name, value in node.attrib.items()}
            parent = Element(_name(node.tag), attributes, first_line - 1 + int(line), parent, _text(node))
            found.append(parent)
        waiting += ((child, parent) for child in reversed(node))
    return tuple(found), tuple(errors)


class _Parser(HTMLParser):  # type: ignore[misc]  # it ships no types
    """An HTML parser that records the line on which each tag begins."""

    def reset(self) -> None:
        super().reset()
        tokenizer, opened = self.tokenizer, self.tokenizer.tag_open_state

        def tag_open_state() -> bool:
            line = tokenizer.stream.position()[0]
            goes_on = bool(opened())
            if tokenizer.state == tokenizer.tag_name_state:
                tokenizer.current_token["data"].append([LINE, str(line)])
            return goes_on

        tokenizer.tag_open_state = tag_open_state


def _about(data: Mapping[str, str]) -> str:
    return f" of <{data['name']}>" if data.get("name") else ""


@lru_cache(maxsize=1000)
def _name(name: str) -> str:
    """Return a name in lower case, with the usual prefix instead of its namespace if PREFIXES has one."""
    namespace, _, local = name.rpartition("}")
    return f"{PREFIXES.get(namespace.removeprefix('{'), '')}{local}".lower()


def _text(node: Node) -> str:
    return "".join([node.text or "", *(child.tail or "" for child in node)]) if isinstance(node.tag, str) else ""


def xml_elements(text: str) -> Read:
    """Return the elements of an XML document, and the error at which its parser stops, if there is one.

    Other parts with an address to fetch count as elements: "?xml-stylesheet", "!doctype", "!entity".
    """
    reader = _XmlReader()
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        message = f"{expat.errors.messages[error.code]}; it should be well-formed XML"
        return tuple(reader.elements), ((error.lineno, message),)
    return tuple(reader.elements), ()


class _XmlReader:
    """A reader that collects elements from the events of Expat."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text, self.parser.buffer_size = True, 1_000_000
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda _: self.open.pop()
        self.parser.CharacterDataHandler = self._data
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity

    def _add(self, tag: str, attributes: Mapping[str, str]) -> Element:
        parent = self.open[-1] if self.open else None
        self.elements.append(Element(tag, attributes, self.parser.CurrentLineNumber, parent))
        return self.elements[-1]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.open.append(self._add(_name(tag), {_name(name): value for name, value in attributes.items()}))

    def _data(self, data: str) -> None:
        self.open[-1].text += data

    def _instruction(self, target: str, data: str) -> None:
        pairs = PSEUDO_ATTRIBUTE.findall(data)
        self._add(f"?{target}", {name: double or single for name, double, single in pairs})

    def _doctype(self, _name: str, system: str | None, public: str | None, _inside: Any) -> None:
        if system and not (public or "").startswith(PUBLIC):
            self._add("!doctype", {"src": system})

    def _entity(self, *declared: Any) -> None:
        if system := declared[4]:
            self._add("!entity", {"src": system})
