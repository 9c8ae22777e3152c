"""embed/<name>/: a figure or an explore page alone, for a frame on another page. Plain HTML, for no theme is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import urljoin

from ..core.errors import ContentError
from ..pages import markup
from ..pages.addresses import relative, split
from ..pages.course import File, Lessons
from ..pages.links import Link
from ..pages.page import Page, address_of
from ..results.artifacts import Drawing

ROWS_SHOWN = 30
"""Rows of a table that a frame holds; a longer one is a download."""
OWN_TAB = ' target="_blank" rel="noopener"'

DOCUMENT = """\
<!doctype html>
<html lang="en" dir="ltr" class="framed">
<head>
<meta charset="utf-8">
<title>{title} · {course}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<link rel="stylesheet" href="../../assets/site.css">
<link rel="stylesheet" href="../../assets/dark.css" media="(prefers-color-scheme: dark)">
<link rel="icon" href="../../assets/logo.svg">
{head}
<link rel="stylesheet" href="../../assets/embed.css">
<script type="module" src="../../assets/embed.js"></script>
</head>
<body>
<main class="md-typeset">
<h1>{title}</h1>
{body}
</main>
<footer class="md-typeset">
<p>From <a href="{link}"{own_tab}>{page}</a> in <cite>{course}</cite>, run {run}.</p>
</footer>
</body>
</html>
"""

FIGURE = """\
<figure>
<picture>
<source srcset="{dark}" media="screen and (prefers-color-scheme: dark)">
<img src="{light}" alt="{alt}" width="{width}" height="{height}">
</picture>
<figcaption>{caption}</figcaption>
</figure>
<details>
<summary>Description and data</summary>
<p>{description}</p>
{data}
</details>"""

STYLE = re.compile(r'<link rel="stylesheet" href="[^"]+">')
WIDGET = re.compile(r'(?m)^<div [^>]*\bdata-explore="[^"]+"')
TAG = re.compile(r"<(/?)div\b")
CLIMBING = re.compile(r'="(\.\./[^"]*)"')
LEADING = re.compile(r'<a\b(?=[^>]*\shref="\.\./)')
NO_SCRIPTS = (
    '<noscript><p>This needs JavaScript. <a href="{link}"{own_tab}>{title}</a> says what there is to see without.</p>'
    "</noscript>"
)

Markdown = Callable[[str], str]


def files(lessons: Lessons) -> Iterator[File]:
    """One page for each figure and each explore page; none of a course without lessons.

    Raises ContentError for an explore page whose program has no end.
    """
    if not lessons.outline.modules:
        return
    markdown = _markdown()
    pages = {address_of(path): path for path in lessons.pages}
    for link in lessons.links:
        page = lessons.page(pages[split(link.path)[0]])
        if link.kind == "figure" and link.drawing:
            yield f"{link.embed}index.html", _document(lessons, link, page, "", _figure(link, link.drawing, markdown))
        elif link.kind == "explore":
            head, body = widget(link, page)
            yield f"{link.embed}index.html", _document(lessons, link, page, head, body)


def _markdown() -> Markdown:
    """Turns a piece of Markdown into HTML."""
    import markdown

    converter = markdown.Markdown()
    return lambda text: converter.reset().convert(text)


def _document(lessons: Lessons, link: Link, page: Page, head: str, body: str) -> bytes:
    address = lessons.publication.address
    return DOCUMENT.format(
        title=escape(link.title),
        course=escape(lessons.publication.name),
        canonical=escape(f"{address}{link.path}" if address else relative(link.embed, link.path)),
        head=head,
        body=body,
        link=escape(relative(link.embed, link.path)),
        own_tab=OWN_TAB,
        page=escape(page.title),
        run=escape(lessons.findings.key),
    ).encode()


def _figure(link: Link, drawing: Drawing, markdown: Markdown) -> str:
    return FIGURE.format(
        light=relative(link.embed, link.pictures["svg"]),
        dark=relative(link.embed, link.pictures["dark.svg"]),
        alt=escape(drawing.alt),
        width=drawing.width,
        height=drawing.height,
        caption=markdown(drawing.caption),
        description=escape(drawing.description),
        data=_data(link, drawing),
    )


def _data(link: Link, drawing: Drawing) -> str:
    """The plotted numbers: a table if it is short, and the file."""
    if not drawing.table:
        return ""
    table = markup.html_table(drawing.table) if len(drawing.table.rows) <= ROWS_SHOWN else ""
    file = relative(link.embed, link.pictures["svg"]).removesuffix(".svg")
    return f'<div class="scrolling" tabindex="0" role="region" aria-label="Data">{table}</div>\n' * bool(table) + (
        f'<p><a href="{file}.csv" download>All numbers as CSV</a></p>'
    )


def widget(link: Link, page: Page) -> tuple[str, str]:
    """What the page's program needs in the head, and the part of the page that it fills, for another folder."""
    start = WIDGET.search(page.body)
    if not start:
        raise ContentError(f"{page.path} has no element with data-explore, so it cannot be embedded")
    styles = "\n".join(STYLE.findall(page.body))
    head = f'{styles}\n<script type="module" src="../../assets/explore/start.js"></script>'
    body = LEADING.sub(f"<a{OWN_TAB}", page.body[start.start() : _end(page, start.start())])
    without = NO_SCRIPTS.format(link=relative(link.embed, link.path), own_tab=OWN_TAB, title=escape(link.title))
    return _moved(head, page, link), f"{_moved(body, page, link)}\n{without}"


def _end(page: Page, start: int) -> int:
    """Where the element that starts there ends."""
    depth = 0
    for tag in TAG.finditer(page.body, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return page.body.index(">", tag.start()) + 1
    raise ContentError(f"{page.path} has a <div> with data-explore that is never closed")


def _moved(html: str, page: Page, link: Link) -> str:
    """Addresses on the page as addresses of the embedded one."""

    def moved(match: re.Match[str]) -> str:
        return f'="{relative(link.embed, urljoin(f"/{page.address}", match[1]).lstrip("/"))}"'

    return CLIMBING.sub(moved, html)
