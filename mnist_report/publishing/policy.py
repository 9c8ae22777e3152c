"""Policy: the strictest Content-Security-Policy under which a built site works (CSP Level 3, W3C).

It names no other host. DIRECTIVES says what needs anything beyond the files of the site.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from .checks.element import Element
from .checks.inline import is_inline
from .checks.site import Site

HEADER: Final = "Content-Security-Policy"

DIRECTIVES: Final = {
    "default-src": ["'none'"],  # everything without a line below: frames, objects, media
    "base-uri": ["'none'"],
    "connect-src": ["'self'"],  # the index of the search; weights and images of the explore pages
    "font-src": ["'self'"],
    "form-action": ["'self'"],  # the search form of 404.html
    "img-src": ["'self'", "blob:", "data:"],  # data: icons in the theme's style sheet; blob: the misread images
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "style-src-attr": ["'unsafe-inline'"],  # alignment in Markdown's tables, shades and lengths of bars in ours
    "worker-src": ["'self'"],  # the search
}
"""What every built site needs. Without `frame-ancestors`, because other sites may frame figures and explore pages."""


def policy(site: Site) -> str:
    """Return the value of the header: DIRECTIVES, and the SHA-256 of each inline script and style sheet of this build.

    These depend on the version of the theme and the depth of the pages.
    """
    elements = [element for page in (*site.pages, *site.pictures, *site.kept) for element in page.elements]
    inline = {
        "script-src": [element for element in elements if is_inline(element)],
        "style-src": [element for element in elements if element.tag == "style"],
    }
    sources = {name: [*allowed, *_hashes(inline.get(name, []))] for name, allowed in DIRECTIVES.items()}
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in sources.items())


def _hashes(elements: Iterable[Element]) -> list[str]:
    digests = {hashlib.sha256(element.text.encode()).digest() for element in elements}
    return sorted(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
