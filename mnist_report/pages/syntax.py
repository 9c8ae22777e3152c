"""Patterns of what authors write in Markdown, each once: fences, headings, admonitions, links, ids, verbs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

FENCE = re.compile(
    r"(?ms)^(?P<margin>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=margin)(?P=fence)[ \t]*$"
)
CODE = re.compile(rf"{FENCE.pattern}|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)")
"""A fence, or code within a line."""
HEADING = re.compile(r"(?m)^(?P<marks>#{1,6}) +(?P<title>.+?)(?: +\{ *#(?P<id>[\w-]+) *\})?[ \t]*$")
ADMONITION = re.compile(
    r'(?m)^(?P<marks>!!!|\?\?\?\+?) +(?P<kind>[\w-]+(?: +[\w-]+)*)(?: +"(?P<title>[^"\n]*)")?[ \t]*\n'
    r"(?P<text>(?:[ \t]*\n| {4}.*(?:\n|\Z))+)"
)
"""An admonition: open after `!!!` and `???+`, folded after `???`."""
LABEL = r"(?:\\.|[^\[\]\\])*"
LINK = re.compile(rf'(?s)(!?)\[({LABEL}(?:\[{LABEL}\]{LABEL})*)\]\(([^()\s]+)(\s+"[^"]*")?\)')
"""A link or picture; its text may contain brackets one level deep, such as those of a picture."""
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
"""The start of a link that leads out of the pages' folder."""
PART = re.compile(r'<(?:div|section|dt|dfn|h[1-6])\b[^>]*\bid="([\w-]+)"|\{:? *#([\w-]+)[^{}\n]*\}')
"""An id that a page gives for others to link to, as HTML or as an attribute list."""
VERB = re.compile(r"<<-?\s*(?P<verb>figure|thumbnail|question|explore)\(\s*[\"'](?P<name>[\w-]+)[\"']")
"""A call of a verb whose first argument is the name of a figure, a question or a part."""
UNCALLED = re.compile(r"(?s)<#.*?#>|<%[-+]?\s*raw\s*[-+]?%>.*?<%[-+]?\s*endraw\s*[-+]?%>")
"""What is no call: a comment, and what stands on the page as it is written."""
GALLERY = re.compile(r"<<-?\s*gallery\(")
HIDDEN = "\ufdd2"
"""Stands around the number of a piece of code; no page contains it, as blocks.py checks."""


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with blanks in place of what a pattern finds, its lines as long as before."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return Markdown changed by `change`, its code left as it is."""
    if "`" not in text and "~~~" not in text:
        return change(text)
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
    """Return the target of a link on the page at `path`: a path within the pages' folder, with its part after `#`."""
    file, mark, part = link.partition("#")
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path}{mark}{part}"


def relinked(text: str, path: str, moved: Callable[[str], str]) -> str:
    """Return Markdown of the page at `path` with each link within the pages' folder changed to `moved(target)`; where
    that is empty, the link becomes its text.
    """

    def link(found: re.Match[str]) -> str:
        image, label, address, title = found.groups(default="")
        label = LINK.sub(link, label)
        new = address if ELSEWHERE.match(address) else moved(target(address, path))
        return f"{image}[{label}]({new}{title})" if new else label

    return outside_code(text, lambda prose: LINK.sub(link, prose))


def calls(text: str) -> list[tuple[str, str]]:
    """Return the verb and the name in each call whose first argument names a figure, a question or a part."""
    return VERB.findall(UNCALLED.sub("", text))


def parts(text: str) -> set[str]:
    """Return the ids that Markdown gives for others to link to."""
    return {part for pair in PART.findall(CODE.sub("", text)) for part in pair if part}
