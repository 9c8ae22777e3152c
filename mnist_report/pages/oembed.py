"""oEmbed: by it a page elsewhere that is given an address asks what to show for it (https://oembed.com, version 1.0).

A program learns of the answer from the page at the address. A lesson has many figures, and no program tells
`…/#fig-network` from `…/`: so it is the frame of a figure, `embed/network/`, that answers, and each explore page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from html import escape

from .links import Link
from .page import Outline


def file_of(link: Link) -> str:
    """Return the path, within the site, of the answer for what can be embedded: "oembed/figure-network.json"."""
    return f"oembed/{link.kind}-{posixpath.basename(link.embed.rstrip('/'))}.json"


def discovery(link: Link, site: str) -> str:
    """Return the link to the answer as HTML for the head of a page; "" where the address of the site is not known."""
    address, title = escape(f"{site}{file_of(link)}"), escape(link.title)
    # The blank keeps the theme's scripts away, which ask for a sitemap beside what [rel=alternate] leads to.
    return site and f'<link rel="alternate " type="application/json+oembed" href="{address}" title="{title}">\n'


def discoveries(outline: Outline, site: str, links: Callable[[], Sequence[Link]]) -> Mapping[str, str]:
    """Return what to add to the heads of the course's own pages, by their addresses; a course without lessons has none.

    `links` is called only where the address of the site is known.
    """
    explored = (link for link in links() if link.kind == "explore") if outline.modules and site else ()
    return {link.path: discovery(link, site) for link in explored}
