"""instructors/links.json and links.csv: everything that can be linked to, for a program or a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..figures.figure import Table
from ..pages import markup
from ..pages.course import Course, File
from ..pages.links import ELSEWHERE, NAMES, Link
from .credit import Credit
from .link_snippets import snippets


def files(course: Course) -> Iterator[File]:
    """Yield both files, with the same links in the same order; none for a course without lessons."""
    if not course.outline.modules:
        return
    credit = Credit.of(course)
    numbers = {module.name: number for number, module in enumerate(course.outline.modules, start=1)}
    rows = [_row(link, numbers.get(link.module), credit) for link in course.links]
    record = {
        "course": credit.course,
        "site": credit.site or None,
        "stands_for_the_site": None if credit.site else ELSEWHERE,
        "run": credit.run,
        "names": NAMES,
        "links": rows,
    }
    yield "instructors/links.json", (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
    yield "instructors/links.csv", markup.csv(_table(rows)).encode()


def _row(link: Link, number: int | None, credit: Credit) -> dict[str, Any]:
    """Return the record of a link; what it does not have is None."""
    return {
        "kind": link.kind,
        "title": link.title,
        "module": link.module or None,
        "module_number": number,
        "path": link.path,
        "url": credit.address(link.path) if credit.site else None,
        "minutes": link.minutes,
        "objective": link.objective or None,
        "pictures": {kind.replace(".", "_"): path for kind, path in link.pictures.items()} or None,
        "alt": link.figure.alt if link.figure else None,
        "embed": link.framed,
        "licence": credit.licence or None,
        "credit": credit.plain(credit.address(link.path)),
        "snippets": snippets(link, credit),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    """Return the records as a table, with a column for each kind of picture and snippet."""
    pictures = {f"picture_{kind.replace('.', '_')}": kind.replace(".", "_") for kind in markup.ADDRESS}
    kinds = {f"snippet_{kind}": kind for kind in NAMES if any(kind in row["snippets"] for row in rows)}
    plain = [name for name in rows[0] if name not in {"pictures", "snippets"}]
    all_cells = (
        [row[name] for name in plain]
        + [(row["pictures"] or {}).get(kind) for kind in pictures.values()]
        + [row["snippets"].get(kind) for kind in kinds.values()]
        for row in rows
    )
    filled = (tuple("" if cell is None else cell for cell in cells) for cells in all_cells)
    return Table((*plain, *pictures, *kinds), tuple(filled))
