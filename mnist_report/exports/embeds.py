"""embed/<name>/: a figure or an explore page alone, for a frame on another page, as HTML without a theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin

from ..core.errors import ContentError
from ..pages import markup
from ..pages.addresses import address_of, relative, split
from ..pages.blocks import FigureBlock, Stylesheet, Widget
from ..pages.course import Course, File
from ..pages.links import Link
from ..pages.modules import preloads
from ..pages.oembed import discovery
from ..pages.page import Page

ROWS_SHOWN = 30
"""Maximum rows of a table in a frame; a longer table is a download only."""
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
<link rel="stylesheet" href="../../assets/colours.css">
<link rel="stylesheet" href="../../assets/site.css">
<link rel="icon" href="../../assets/logo.svg">
{found}{head}
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

ACCESS = "assets/access.js"
START = "assets/explore/start.js"
CLIMBING = re.compile(r'="(\.\./[^"]*)"')
LEADING = re.compile(r'<a\b(?=[^>]*\shref="\.\./)')
NO_SCRIPTS = (
    '<noscript><p>This needs JavaScript. <a href="{link}"{own_tab}>{title}</a> says what there is to see without.</p>'
    "</noscript>"
)


def files(course: Course) -> Iterator[File]:
    """Yield one page for each figure and each explore page; none for a course without lessons.

    Raise ContentError for an explore page without a widget.
    """
    if not course.outline.modules:
        return
    pages = {address_of(path): path for path in course.pages}
    for link in course.links:
        page = course.page(pages[split(link.path)[0]])
        if link.kind == "figure" and link.figure:
            yield f"{link.embed}index.html", _document(course, link, page, "", _figure(link, link.figure))
        elif link.kind == "explore":
            head, body = _widget(link, page)
            head = preloads(course.docs, page, link.embed) + head
            yield f"{link.embed}index.html", _document(course, link, page, head, body)


def _document(course: Course, link: Link, page: Page, head: str, body: str) -> bytes:
    address = course.navigation.address
    return DOCUMENT.format(
        title=escape(link.title),
        course=escape(course.navigation.name),
        canonical=escape(f"{address}{link.path}" if address else relative(link.embed, link.path)),
        found=discovery(link, address),
        head=head,
        body=body,
        link=escape(relative(link.embed, link.path)),
        own_tab=OWN_TAB,
        page=escape(page.title),
        run=escape(course.evaluation.key),
    ).encode()


def _figure(link: Link, figure: FigureBlock) -> str:
    from markdown import markdown

    return FIGURE.format(
        light=relative(link.embed, link.pictures["svg"]),
        dark=relative(link.embed, link.pictures["dark.svg"]),
        alt=escape(figure.alt),
        width=figure.width,
        height=figure.height,
        caption=markdown(figure.caption),
        description=escape(figure.description),
        data=_data(link, figure),
    )


def _data(link: Link, figure: FigureBlock) -> str:
    """Return the plotted numbers as HTML: the table if it is short, and a link to the CSV file."""
    if not figure.table:
        return ""
    table = markup.html_table(figure.table) if 0 < len(figure.table.rows) <= ROWS_SHOWN else ""
    file = relative(link.embed, link.pictures["svg"]).removesuffix(".svg")
    return f'<div class="scrolling" tabindex="0" role="region" aria-label="Data">{table}</div>\n' * bool(table) + (
        f'<p><a href="{file}.csv" download>All numbers as CSV</a></p>'
    )


def _widget(link: Link, page: Page) -> tuple[str, str]:
    """Return the HTML for the head, and the widget with its links changed for the embedded page."""
    widget = next((block for block in page.blocks if isinstance(block, Widget)), None)
    if not widget:
        raise ContentError(f"{page.path} has no widget, so it cannot be embedded; it should have the element that its "
                           "program fills between <% call widget() %> and <% endcall %>")
    sheets = (block.path for block in page.blocks if isinstance(block, Stylesheet))
    styles = (f'<link rel="stylesheet" href="{relative(link.embed, path)}">' for path in sheets)
    scripts = (f'<script type="module" src="{relative(link.embed, path)}"></script>' for path in (ACCESS, START))
    body = _moved(LEADING.sub(f"<a{OWN_TAB}", widget.html), page, link)
    fallback = NO_SCRIPTS.format(link=relative(link.embed, link.path), own_tab=OWN_TAB, title=escape(link.title))
    return "\n".join([*styles, *scripts]), f"{body}\n{fallback}"


def _moved(html: str, page: Page, link: Link) -> str:
    """Return HTML of the page with its relative addresses changed for the embedded page."""

    def moved(match: re.Match[str]) -> str:
        return f'="{relative(link.embed, urljoin(f"/{page.address}", match[1]).lstrip("/"))}"'

    return CLIMBING.sub(moved, html)
