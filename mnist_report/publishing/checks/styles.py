"""Styles: the addresses in a style sheet, by the CSS Syntax standard (https://www.w3.org/TR/css-syntax-3/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMING: Final = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"})
"""CSS functions in which a string is an address."""


def style_addresses(text: str) -> Iterator[tuple[str, int]]:
    """Yield each address that a browser fetches for a style sheet or a style attribute, and its line in the text."""
    from tinycss2 import parse_component_value_list

    waiting: list[tuple[Sequence[Any], bool]] = [(parse_component_value_list(text, skip_comments=True), False)]
    while waiting:
        nodes, naming = waiting.pop()
        rule = ""
        for node in nodes:
            if node.type == "at-keyword":
                rule = node.lower_value
            elif node.type == "{} block" or node == ";":
                rule = ""
            if rule != "namespace" and (node.type == "url" or (node.type == "string" and (naming or rule == "import"))):
                yield node.value, node.source_line
            if node.type == "function" and rule != "namespace":
                waiting.append((node.arguments, node.lower_name in NAMING))
            elif node.type.endswith("block"):
                waiting.append((node.content, naming))
