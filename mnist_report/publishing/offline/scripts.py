"""Scripts that work from a disk: a page may load modules, data and the search index only as plain scripts there.

A module becomes a function that disk.js calls with its imports; data that a module fetches, a string of base64.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path

from ...core import texts
from ...core.errors import ContentError
from .pages import file_of

LOADER = "assets/disk.js"
SEARCH = "search/search_index.json"
SEARCH_FROM_DISK = "search/search_index.js"
"""File that Material for MkDocs loads for the index on a page from a disk; it reads the variable `__index`."""
FETCHED = ("model/*.json", "model/*.float16.bin", "explore/*.json", "explore/*.bin", "explore/*.png",
           "instructors/links.json")
"""Files that pages fetch: explore pages (mnist_report/results/browser/), and those with snippets to copy."""

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.{1,2}/[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) ([\w$]+))", re.MULTILINE)
DYNAMIC = re.compile(r"\bimport\((?=[`\"'])")
UNKNOWN = re.compile(r"^\s*(?:import|export)\b.*|^.*\bimport\.meta\b.*", re.MULTILINE)
"""Module syntax that is left after `plain` has replaced all that it knows."""

PLAIN = """\
disk.define({needs}, (given, load, here) => {{
"use strict";
{given}
{body}
return {{ {exports} }};
}});
"""


def loader() -> bytes:
    """Return the script that replaces modules, `fetch` and workers."""
    return texts.read(Path(__file__).parent / "disk.js").encode()


def text(path: str, content: bytes) -> str:
    """Return the text of the file at `path`. Raise ContentError when it is not in UTF-8."""
    try:
        return texts.decoded(content)
    except UnicodeError as error:
        raise ContentError(f"{path}: {error}") from error


def is_fetched(path: str) -> bool:
    """Return whether a module may fetch the file."""
    return any(fnmatchcase(path, pattern) for pattern in FETCHED)


def is_module(path: str, content: bytes) -> bool:
    """Return whether the file is a module: a script with an import or export."""
    return path.endswith(".js") and bool(UNKNOWN.search(text(path, content)))


def plain(path: str, module: str) -> str:
    """Return the module at `path` as a plain script.

    Supported are `import {…} from "./…"`, `import "./…"`, `import(…)`, `import.meta.url`, and `export` before a
    function, class or const. Raise ContentError, naming the line, for any other import or export.
    """
    imports = IMPORT.findall(module)
    given = (f"const {{{_renamed(names)}}} = given[{index}];" for index, (names, _) in enumerate(imports))
    body = DYNAMIC.sub("load(", EXPORT.sub("", IMPORT.sub("", module))).replace("import.meta.url", "here")
    if unknown := UNKNOWN.search(body):
        raise ContentError(f"{path}: {unknown[0].strip()!r} cannot work from a disk; imports and exports should be "
                           "of the forms that mnist_report/publishing/offline/scripts.py names")
    return PLAIN.format(
        needs=json.dumps([name for _, name in imports]),
        given=" ".join(given),
        body=body,
        exports=", ".join(EXPORT.findall(module)),
    )


def data(content: bytes) -> str:
    """Return a script that gives the content of a file to disk.js."""
    return f'disk.keep("{b64encode(content).decode()}");\n'


def search(index: bytes, files: Collection[str]) -> str:
    """Return the search index as a script, with the file name added to each address."""
    entries = json.loads(index)
    for entry in entries["docs"]:
        entry["location"] = file_of("index.html", f"./{entry['location']}", files)
    return f"var __index = {json.dumps(entries, ensure_ascii=False, separators=(',', ':'))}\n"


def _renamed(names: str) -> str:
    """Return the names of an import as a destructuring pattern: `a as b` becomes `a: b`."""
    return re.sub(r"\s+as\s+", ": ", " ".join(names.split()))
