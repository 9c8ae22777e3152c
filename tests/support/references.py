"""References read back by others: BibTeX, RIS and CSL-JSON by a strict parser each, and all three by pandoc."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import bibtexparser
import pypandoc
import rispy
from bibtexparser import middlewares
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

BIBTEX, RIS, CSL = (f"downloads/citation.{ending}" for ending in ("bib", "ris", "csl.json"))
FORMATS = {BIBTEX: "bibtex", RIS: "ris", CSL: "csljson"}
"""What pandoc calls the format of each file."""


def bibtex(text: str) -> dict[str, Any]:
    """The one entry of a BibTeX text, in which BibTeX itself, which counts braces after a backslash too, sees no more."""
    depths = list(accumulate((mark == "{") - (mark == "}") for mark in text[text.index("{"):].strip()))
    assert depths.index(0) == len(depths) - 1, "a brace is alone"
    stack = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts(), middlewares.LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=stack)
    assert not library.failed_blocks
    (found,) = library.entries
    return {"kind": found.entry_type, "key": found.key} | {field.key: field.value for field in found.fields}


def ris(text: str) -> dict[str, Any]:
    """The one reference of a RIS text, each line of which is ended as the format has it."""
    assert text.endswith("\r\nER  - \r\n") and "\n" not in text.replace("\r\n", "")
    (found,) = rispy.loads(text)
    assert "unknown_tag" not in found
    return found


def printed(items: list[dict[str, Any]]) -> str:
    """The one item of CSL-JSON in a list of references, in the Harvard style."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    listed = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    listed.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = listed.bibliography()
    return str(line)


def listed_by_pandoc(text: str) -> str:
    """The one item of CSL-JSON in a list of references, in the style of Chicago."""
    front = f"---\nnocite: '@*'\nreferences: {text}\n---\n"
    return str(pypandoc.convert_text(front, "plain", format="markdown", extra_args=["--citeproc", "--wrap=none"])).strip()


def by_pandoc(text: str, kind: str) -> dict[str, Any]:
    """What pandoc makes of a reference, as CSL-JSON."""
    (found,) = json.loads(pypandoc.convert_text(text, "csljson", format=kind))
    return found
