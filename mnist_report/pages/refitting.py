"""Refitting: sections of editions stay fitted to pages in which a command has changed links and numbers alone.

What a section was written for is told by a digest, which such a change would make another one.
"""

from __future__ import annotations

import re
from functools import reduce
from pathlib import Path

from ..core.edition import NEUTRAL
from .editions import REPLACES, Line, overlaid, replacing, sections
from .manuscript import Manuscript

Lines = tuple[Line, ...]
Digests = dict[tuple[str, str], str]
"""The new digest of a section, by its id and its old one."""


def refit(manuscript: Manuscript) -> None:
    """Write the new digests of changed sections where editions name the old ones. Raise EditionError for a wrong file.
    """
    docs, *editions = manuscript.folders
    ordered = sorted(editions, key=lambda folder: folder.name != NEUTRAL)
    for page in sorted({file.relative_to(docs) for file in manuscript.changes if docs in file.parents}):
        if page.suffix == ".md" and manuscript.changes[docs / page] is not None:
            _refit_page(manuscript, ordered, page)


def _refit_page(manuscript: Manuscript, editions: list[Path], page: Path) -> None:
    old, new = (_lines(manuscript, manuscript.docs / page, before) for before in (True, False))
    known = _digests(old, new)
    for file in (folder / page for folder in editions):
        over = _lines(manuscript, file, before=True)
        manuscript.write(file, _refitted(_lines(manuscript, file, before=False), known)) if over else None
        if over and file.parents[len(page.parts) - 1].name == NEUTRAL:
            known |= _digests(_under(old, over), _under(new, _lines(manuscript, file, before=False)))


def _lines(manuscript: Manuscript, file: Path, before: bool) -> Lines:
    """Return the lines of a file as it will be, or as it was before."""
    text = manuscript.before(file) if before else manuscript.read(file)
    name = file.relative_to(manuscript.project).as_posix()
    return tuple(Line(line, name, number) for number, line in enumerate(text.split("\n"), start=1)) if text else ()


def _digests(old: Lines, new: Lines) -> Digests:
    now = {section.id: section.digest for section in sections(new)}
    return {(section.id, section.digest): now[section.id] for section in sections(old) if section.id in now}


def _under(page: Lines, over: Lines) -> Lines:
    return reduce(overlaid, replacing(over), page)


def _refitted(over: Lines, known: Digests) -> str:
    """Return the text of an edition's file with the new digests."""
    texts = [line.text for line in over]
    for section in replacing(over):
        digest = next((new for (id, old), new in known.items() if id == section.id and section.replaces
                       and old.startswith(section.replaces)), "")[: len(section.replaces)]
        for line in section.lines if digest else ():
            if line is section.lines[0] or (section.level == 0 and REPLACES.fullmatch(line.text)):
                texts[line.number - 1] = re.sub(rf"(?<=replaces)(\W+){section.replaces}", rf"\g<1>{digest}", line.text)
    return "\n".join(texts)
