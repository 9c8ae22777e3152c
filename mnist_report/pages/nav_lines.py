"""NavLines: `nav` in the text of a mkdocs.yml, edited so that all else in the text stays as it is.

PyYAML says where each value stands, so that comments, quotation marks and the layout of lists are kept. What was
written is read again: if it is not what it should be, the text is left to its author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from ..core import yamls
from ..core.errors import ConfigurationError
from .navigation import NAME


@dataclass(frozen=True)
class Place:
    """An item of a list in `nav`: a page, with or without a title, or a part with its pages."""

    items: yaml.SequenceNode
    """The list."""
    index: int
    """The place of the item in it, from 0."""

    @property
    def item(self) -> Any:
        """The item, a node of PyYAML's."""
        return self.items.value[self.index]

    @property
    def pages(self) -> list[str]:
        """Paths of the pages in the item, in order."""
        return list(_pages(self.item))

    @property
    def title(self) -> str:
        """Title of the item; empty for a page without one."""
        return str(self.item.value[0][0].value) if isinstance(self.item, yaml.MappingNode) else ""


@dataclass(frozen=True)
class NavLines:
    """The text of a mkdocs.yml. Raise ConfigurationError where an edit would change more than it should."""

    text: str
    """The text, each line ended by a line feed alone."""

    @cached_property
    def tree(self) -> Any:
        """The text as PyYAML's nodes; None for an empty one."""
        return yaml.compose(self.text, yamls.Loader)

    @cached_property
    def parts(self) -> tuple[Place, ...]:
        """The items of the outermost list, in order; none where there is no `nav`."""
        entries = self.tree.value if isinstance(self.tree, yaml.MappingNode) else []
        nav = next((value for key, value in entries if key.value == "nav"), None)
        return tuple(_items(nav)) if isinstance(nav, yaml.SequenceNode) else ()

    def page(self, path: str) -> Place | None:
        """Return the place of a page; None where it is not in `nav`."""
        return next((place for part in self.parts for place in _below(part) if _page(place.item) == path), None)

    def part(self, path: str) -> Place | None:
        """Return the place of the part with a page; None where it is not in `nav`."""
        return next((part for part in self.parts if path in part.pages), None)

    def inserted(self, place: Place, page: str, title: str = "") -> str:
        """Return the text with a page behind a place."""
        return self._with_item(place, f"{yamls.inline(title)}: {yamls.inline(page)}" if title else yamls.inline(page))

    def with_part(self, place: Place, title: str, pages: Sequence[str]) -> str:
        """Return the text with a part, which has a list of pages, behind a place that is one."""
        inner = place.item.value[0][1] if isinstance(place.item, yaml.MappingNode) else place.items
        if place.items.flow_style or inner.flow_style:
            return self._with_item(place, f"{yamls.inline(title)}: [{', '.join(map(yamls.inline, pages))}]")
        step = " " * (inner.start_mark.column - place.items.start_mark.column or 2)
        lines = [f"{yamls.inline(title)}:", *(f"{step}- {yamls.inline(page)}" for page in pages)]
        return self._with_item(place, "\n".join(lines))

    def renamed(self, place: Place, page: str) -> str:
        """Return the text with another path for the page at a place."""
        node = place.item if isinstance(place.item, yaml.ScalarNode) else place.item.value[0][1]
        written = f"{node.style}{page}{node.style}" if node.style in {"'", '"'} else yamls.inline(page)
        text = self.text[: node.start_mark.index] + written + self.text[node.end_mark.index :]
        node.value = page
        return self._checked(text)

    def removed(self, place: Place) -> str:
        """Return the text without the page at a place."""
        start, end = place.item.start_mark.index, place.item.end_mark.index
        if not place.items.flow_style:
            start, end = self.text.rfind("\n", 0, start) + 1, self._line_end(place)
        elif place.index:
            start = place.items.value[place.index - 1].end_mark.index
        elif len(place.items.value) > 1:
            end = place.items.value[1].start_mark.index
        del place.items.value[place.index]
        return self._checked(self.text[:start] + self.text[end:])

    def _with_item(self, place: Place, written: str) -> str:
        at, indent = self._line_end(place), " " * place.items.start_mark.column
        added = "".join(f"{indent}{line}\n" for line in f"- {written}".split("\n"))
        if place.items.flow_style:
            on_own_lines = place.item.start_mark.line > place.items.start_mark.line
            at, before = place.item.end_mark.index, "\n" + " " * place.item.start_mark.column if on_own_lines else " "
            added = f",{before}{written}"
        elif not self.text[:at].endswith("\n"):
            added = f"\n{added}"
        node: Any = yaml.compose(f"- {written}" if "\n" in written else f"[{written}]", yamls.Loader)
        place.items.value.insert(place.index + 1, node.value[0])
        return self._checked(self.text[:at] + added + self.text[at:])

    def _line_end(self, place: Place) -> int:
        """Return the place in the text behind the last line of an item."""
        end = self.text.find("\n", _last(place.item).end_mark.index)
        return len(self.text) if end < 0 else end + 1

    def _checked(self, text: str) -> str:
        """Return the text. Raise ConfigurationError unless it says what the tree, which has been edited, says."""
        try:
            same = _values(yaml.compose(text, yamls.Loader)) == _values(self.tree)
        except yaml.YAMLError:
            same = False
        if not same:
            raise ConfigurationError(f"{NAME}: nav is written in a way that cannot be edited for you; write one page a "
                                     "line, without anchors")
        return text


def _items(items: yaml.SequenceNode) -> Iterator[Place]:
    return (Place(items, index) for index in range(len(items.value)))


def _below(place: Place) -> Iterator[Place]:
    """Yield a place and those of all items in it."""
    yield place
    for value in _inner(place.item):
        if isinstance(value, yaml.SequenceNode):
            for inner in _items(value):
                yield from _below(inner)


def _inner(node: Any) -> list[Any]:
    return [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _page(node: Any) -> str:
    """Return the path of the page that an item is; empty for a part."""
    values = [node, *_inner(node)]
    return next((str(value.value) for value in values if isinstance(value, yaml.ScalarNode)), "")


def _pages(node: Any) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value)
    for value in node.value if isinstance(node, yaml.SequenceNode) else _inner(node):
        yield from _pages(value)


def _last(node: Any) -> Any:
    """Return the last value within a node that is no list or mapping on lines of its own."""
    inner = node.value if isinstance(node, yaml.SequenceNode) else _inner(node)
    return node if isinstance(node, yaml.ScalarNode) or node.flow_style or not inner else _last(inner[-1])


def _values(node: Any) -> Any:
    """Return what a node says, as tuples of (tag, value)."""
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value
    inner = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
    return node.tag, tuple(map(_values, inner))
