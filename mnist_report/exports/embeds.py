"""embed/<name>/: a figure, explore page or live part alone, for a frame on another page, as HTML without a theme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import combinations
from urllib.parse import urljoin

from ..core.errors import ContentError
from ..pages import markup
from ..pages.addresses import HOME, address_of, relative, split
from ..pages.blocks import FigureBlock, LivePart, Stylesheet, Widget
from ..pages.course import Course, File
from ..pages.links import Link
from ..pages.modules import preloads
from ..pages.oembed import discovery
from ..pages.page import Page
from ..pages.syntax import relinked
from .markdown_html import html
from .oembed import thumbnail

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
{licence}<link rel="canonical" href="{canonical}">
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

PICTURE = """\
<picture>
<source srcset="{dark}" media="screen and (prefers-color-scheme: dark)">
<img src="{light}" alt="{alt}" width="{width}" height="{height}">
</picture>"""

FIGURE = """\
<figure>
{picture}
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
    """Yield one page for each figure, explore page and live part; none for a course without lessons.

    Raise ContentError for an explore page without a widget, and for two things whose frame would be the same page.
    """
    if not course.outline.modules:
        return
    _require_apart([link for link in course.links if link.embed])
    pages = {address_of(path): path for path in course.pages}
    for link in course.links:
        page = course.page(pages[split(link.path)[0]])
        if link.kind == "figure" and link.figure:
            yield f"{link.embed}index.html", _document(course, link, page, "", _figure(link, link.figure))
        elif link.kind == "explore":
            head, body = _widget(link, page)
            head = preloads(course.docs, page, link.embed) + head
            yield f"{link.embed}index.html", _document(course, link, page, head, body)
        elif link.kind == "part":
            yield f"{link.embed}index.html", _document(course, link, page, _scripts(link), _part(link, page))


def _require_apart(links: Sequence[Link]) -> None:
    for one, other in combinations(links, 2):
        if one.embed == other.embed:
            raise ContentError(f"{one.embed} would be the frame of both {one.path} and {other.path}; give one of them "
                               "another name")


def _document(course: Course, link: Link, page: Page, head: str, body: str) -> bytes:
    address = course.navigation.address
    return DOCUMENT.format(
        title=escape(link.title),
        course=escape(course.navigation.name),
        canonical=escape(f"{address}{link.path}" if address else relative(link.embed, link.path)),
        found=discovery(link, address) + "".join(_preview(course, link)),
        head=head,
        body=body,
        link=escape(relative(link.embed, link.path)),
        own_tab=OWN_TAB,
        page=escape(page.title),
        run=escape(course.evaluation.key),
        licence=course.heads.licence,
    ).encode()


def _preview(course: Course, link: Link) -> Iterator[str]:
    """Yield, where the address of the site is known, what a chat shows of the frame's address: Open Graph, a card of X.
    """
    site = course.navigation
    if not site.address:
        return
    properties: dict[str, object] = {"type": "website", "site_name": site.name, "title": link.title}
    if link.figure:
        address, width, height = thumbnail(course, link.figure)
        properties |= {"image": address, "image:width": width, "image:height": height, "image:alt": link.figure.alt}
    for name, value in properties.items():
        yield f'<meta property="og:{name}" content="{escape(str(value))}">\n'
    yield f'<meta name="twitter:card" content="{"summary_large_image" if link.figure else "summary"}">\n'


def _figure(link: Link, figure: FigureBlock) -> str:
    return FIGURE.format(
        picture=_picture(link, figure),
        caption=html(figure.caption),
        description=escape(figure.description),
        data=_data(link, figure),
    )


def _picture(link: Link, figure: FigureBlock) -> str:
    light, dark = (relative(link.embed, f"figures/{figure.name}{markup.ADDRESS[kind]}") for kind in ("svg", "dark.svg"))
    alt, width, height = escape(figure.alt), figure.width, figure.height
    return PICTURE.format(light=light, dark=dark, alt=alt, width=width, height=height)


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
    body = _moved(LEADING.sub(f"<a{OWN_TAB}", widget.html), page, link)
    fallback = NO_SCRIPTS.format(link=relative(link.embed, link.path), own_tab=OWN_TAB, title=escape(link.title))
    return "\n".join([*styles, _scripts(link)]), f"{body}\n{fallback}"


def _scripts(link: Link) -> str:
    return "\n".join(f'<script type="module" src="{relative(link.embed, path)}"></script>' for path in (ACCESS, START))


def _part(link: Link, page: Page) -> str:
    """Return a live part, what stands for it without scripts, and its links changed for the embedded page."""
    from markdown import markdown

    parts = (block for block in page.parts.values() if isinstance(block, LivePart))
    part = next(part for part in parts if part.id == split(link.path)[1])
    text = page.written(part.html, lambda block: _picture(link, block) if isinstance(block, FigureBlock) else "")
    linked = relinked(text, page.path, lambda path: relative(link.embed, _address(path)))
    return markdown(linked, extensions=["attr_list", "md_in_html", "tables"]).replace("<a ", f"<a{OWN_TAB} ")


def _address(path: str) -> str:
    """Return the address, relative to the site, of a path within the pages' folder, with its part after `#`."""
    file, mark, part = path.partition("#")
    return f"{address_of(file) or HOME if file.endswith('.md') else file}{mark}{part}"


def _moved(text: str, page: Page, link: Link) -> str:
    """Return HTML of the page with its relative addresses changed for the embedded page."""

    def moved(match: re.Match[str]) -> str:
        return f'="{relative(link.embed, urljoin(f"/{page.address}", match[1]).lstrip("/"))}"'

    return CLIMBING.sub(moved, text)
