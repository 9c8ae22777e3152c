"""Modules: the JavaScript that the widget of a page loads, found in the imports themselves, for a browser to preload.

Without it a browser learns of each module only from the one that imports it: one request after another, four deep.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from ..core import texts
from ..core.errors import ContentError
from .addresses import relative
from .blocks import Widget
from .page import Page

PROGRAM = re.compile(r'\sdata-explore="([^"]+)"')
"""The name of the program in the element of a widget; docs/assets/explore/start.js begins it."""
IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"(\.{1,2}/[^"]+)";$', re.MULTILINE)


def preloads(docs: Path, page: Page, start: str) -> str:
    """Return the links to preload the widgets of a page, as HTML for the head of the page at the address `start`.

    `docs` is the folder of the pages and their assets. Raise ContentError for a module that is not in it.
    """
    programs = [found for block in page.blocks if isinstance(block, Widget) for found in PROGRAM.findall(block.html)]
    modules: dict[str, str] = {f"assets/explore/{program}/page.js": page.path for program in programs}
    for module in (waiting := list(modules)):
        new = {name: module for name in _imported(docs, module, modules[module]) if name not in modules}
        modules |= new
        waiting += new
    return "".join(f'<link rel="modulepreload" href="{relative(start, module)}">\n' for module in modules)


def _imported(docs: Path, module: str, by: str) -> list[str]:
    """Return the paths of the modules that the one at a path, which `by` names, imports when it is loaded."""
    if not (docs / module).is_file():
        raise ContentError(f"{by} needs the module {module}; there is no such file in {docs.name}/")
    try:
        names = IMPORT.findall(texts.read(docs / module))
    except UnicodeError as error:
        raise ContentError(f"{module}: {error}") from error
    return [posixpath.normpath(posixpath.join(posixpath.dirname(module), name)) for name in names]
