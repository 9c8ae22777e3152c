"""What authors write in Markdown, each pattern once: fences, headings, admonitions, links, ids, verbs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

FENCE = re.compile(
    r"(?ms)^(?P<margin>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=margin)(?P=fence)[ \t]*$"
)
CODE = re.compile(rf"{FENCE.pattern}|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)")
"""A fence, or code within a line."""
HEADING = re.compile(r"(?m)^(?P<marks>#{1,6}) +(?P<title>.+?)(?: +\{ *#(?P<id>[\w-]+) *\})?[ \t]*$")
ADMONITION = re.compile(
    r'(?m)^(?P<marks>!!!|\?\?\?\+?) +(?P<kind>[\w-]+(?: +[\w-]+)*)(?: +"(?P<title>[^"\n]*)")?[ \t]*\n'
    r"(?P<text>(?:[ \t]*\n| {4}.*(?:\n|\Z))+)"
)
"""A box: open after `!!!` and `???+`, folded after `???`."""
LABEL = r"(?:\\.|[^\[\]\\])*"
LINK = re.compile(rf'(?s)(!?)\[({LABEL}(?:\[{LABEL}\]{LABEL})*)\]\(([^()\s]+)(\s+"[^"]*")?\)')
"""The text of a link holds brackets one deep, such as those of a picture."""
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
"""How a link begins that leads out of the pages' folder."""
PART = re.compile(r'<(?:div|section|dt|dfn|h[1-6])\b[^>]*\bid="([\w-]+)"|\{:? *#([\w-]+)[^{}\n]*\}')
"""An id that a page gives for others to link to, as HTML or as an attribute list."""
VERB = re.compile(r"<<-?\s*(?P<verb>figure|thumbnail|question)\(\s*[\"'](?P<name>[\w-]+)[\"']")
"""A verb whose first argument is a name."""
GALLERY = re.compile(r"<<-?\s*gallery\(")
HIDDEN = "\ufdd2"
"""Stands around the number of a piece of code; no page has it, as blocks.py makes sure."""


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return Markdown with what `change` makes of it, its code left as it is."""
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"{HIDDEN}{len(kept) - 1}{HIDDEN}"

    return re.sub(rf"{HIDDEN}(\d+){HIDDEN}", lambda found: kept[int(found[1])], change(CODE.sub(hide, text)))


def sunk(text: str) -> str:
    """Return Markdown with each heading one level deeper."""
    return outside_code(text, lambda prose: HEADING.sub(r"#\g<0>", prose))


def inside(box: re.Match[str]) -> str:
    """Return the Markdown in an admonition."""
    return re.sub(r"(?m)^ {4}", "", box["text"]).strip()


def target(link: str, path: str) -> str:
    """Where a link written on the page at `path` leads: a path within the pages' folder, with its part."""
    file, mark, part = link.partition("#")
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path}{mark}{part}"


def relinked(text: str, path: str, moved: Callable[[str], str]) -> str:
    """Return Markdown of the page at `path`, each link within the pages' folder leading to what `moved` makes of its
    target; a link of which it makes nothing becomes mere text."""

    def link(found: re.Match[str]) -> str:
        image, label, address, title = found.groups(default="")
        label = LINK.sub(link, label)
        there = address if ELSEWHERE.match(address) else moved(target(address, path))
        return f"{image}[{label}]({there}{title})" if there else label

    return outside_code(text, lambda prose: LINK.sub(link, prose))


def parts(text: str) -> set[str]:
    """Return the ids that Markdown gives for others to link to."""
    return {part for pair in PART.findall(CODE.sub("", text)) for part in pair if part}
