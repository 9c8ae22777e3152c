"""downloads/citation.bib, .ris and .csl.json: how to cite the course, for reference managers to import.

RIS is that of Research Information Systems, whose lines end with CR LF; CSL-JSON that of https://citationstyles.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..pages.citation import Author, Citation
from ..pages.course import Course, File


def files(course: Course) -> Iterator[File]:
    """Yield the three files; none for a project without CITATION.cff. Raise ConfigurationError where that is wrong."""
    if not course.editions.citation_file.is_file():
        return
    cited, language = course.cite(), course.navigation.language
    yield "downloads/citation.bib", f"{cited.bibtex}\n".encode()
    yield "downloads/citation.ris", _ris(cited, language).encode()
    items = json.dumps([_csl(cited, language)], indent=1, ensure_ascii=False)
    yield "downloads/citation.csl.json", f"{items}\n".encode()


def _ris(cited: Citation, language: str) -> str:
    fields = [
        ("TY", "ELEC"),
        *(("AU", _ris_name(author)) for author in cited.text.authors),
        ("TI", cited.title),
        ("PY", cited.text.year),
        ("N1", cited.version_note),
        ("LA", language),
        ("DO", cited.text.doi),
        ("UR", cited.address),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*fields, ("ER", "")] if value or tag == "ER")


def _ris_name(author: Author) -> str:
    """Return "von Family, Given, Suffix"; of a group "Name,", which none takes for given and family name."""
    if author.is_group:
        return f"{author.family.replace(',', '')},"
    return f"{author.surname}, {author.given}, {author.suffix}".rstrip(", ")


def _csl(cited: Citation, language: str) -> dict[str, Any]:
    item = {
        "id": cited.key,
        "type": "webpage",
        "author": [_csl_name(author) for author in cited.text.authors],
        "title": cited.title,
        "issued": cited.text.year and {"date-parts": [[int(cited.text.year)]]},
        "version": cited.text.version,
        "genre": f"Course, run {cited.run}",  # as a version of two numbers it would be printed as "Versions"
        "language": language,
        "DOI": cited.text.doi,
        "URL": cited.address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(author: Author) -> dict[str, str]:
    if author.is_group:
        return {"literal": author.family}
    parts = {"family": author.family, "given": author.given, "non-dropping-particle": author.particle,
             "suffix": author.suffix}
    return {name: value for name, value in parts.items() if value}
