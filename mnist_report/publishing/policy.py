"""Policy: the strictest Content-Security-Policy under which a built site works (CSP Level 3, W3C).

It names no other host. Where it allows more than the files of the site, DIRECTIVES says for what.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from .checks.inline import is_inline
from .checks.page import Element
from .checks.site import Site

HEADER: Final = "Content-Security-Policy"

DIRECTIVES: Final = {
    "default-src": ["'none'"],  # whatever has no line below: fonts, frames, objects, media
    "base-uri": ["'none'"],
    "connect-src": ["'self'"],  # the index of the search; weights and images of the explore pages
    "form-action": ["'self'"],  # the search of the page for addresses that lead nowhere
    "img-src": ["'self'", "blob:", "data:"],  # data: icons in the theme's style sheet; blob: the misread images
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "style-src-attr": ["'unsafe-inline'"],  # alignment in Markdown's tables, shades and lengths of bars in ours
    "worker-src": ["'self'"],  # the search
}
"""What every built site needs. `frame-ancestors` is left out, since figures and explore pages are made to be framed."""


def policy(site: Site) -> str:
    """The value of the header: DIRECTIVES, and the SHA-256 of each script and style sheet that stands inside a page or
    a picture of this build. They follow the version of the theme and the depth of the pages.
    """
    elements = [each for page in (*site.pages, *site.pictures) for each in page.elements]
    found = {
        "script-src": [each for each in elements if is_inline(each)],
        "style-src": [each for each in elements if each.tag == "style"],
    }
    sources = {name: [*given, *_hashes(found.get(name, []))] for name, given in DIRECTIVES.items()}
    return "; ".join(f"{name} {' '.join(given)}" for name, given in sources.items())


def _hashes(elements: Iterable[Element]) -> list[str]:
    digests = {hashlib.sha256(element.text.encode()).digest() for element in elements}
    return sorted(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
