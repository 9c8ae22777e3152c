"""Citation: how to cite the course in a list of references, and its licences; from CITATION.cff."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..core import texts, yamls
from ..core.errors import ConfigurationError

NAME = "CITATION.cff"
LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
LATEX |= {mark: rf"\{mark}" for mark in "&%$#_{}"}


@dataclass(frozen=True)
class Author:
    """A person, or a group under one name."""

    family: str
    """Family name with its particle, or the whole name of a group."""
    given: str = ""
    """Given names of a person; empty for a group."""


@dataclass(frozen=True)
class Work:
    """A work with authors and a licence: the text of the course, or the code that makes it."""

    authors: tuple[Author, ...]
    """One or more, in the order of the citation."""
    version: str
    """Version number that its authors gave it; may be empty."""
    year: str
    """Year of its release, four digits; empty before the first."""
    licence: str
    """SPDX identifier: "CC-BY-4.0"."""
    licence_address: str
    """Address of the licence on the web."""

    @property
    def licence_name(self) -> str:
        """Usual name of the licence: "CC BY 4.0"."""
        return self.licence.replace("-", " ") if self.licence.startswith("CC-") else self.licence

    @property
    def is_cc_by(self) -> bool:
        """Whether the licence is Creative Commons Attribution 4.0."""
        return self.licence == "CC-BY-4.0"

    @property
    def is_mit(self) -> bool:
        """Whether the licence is that of MIT."""
        return self.licence == "MIT"

    @property
    def credit(self) -> str:
        """All authors as one name: "Ada Lovelace and Charles Babbage"."""
        return " and ".join(f"{author.given} {author.family}".strip() for author in self.authors)


@dataclass(frozen=True)
class Citation:
    """How to cite one edition of the course."""

    text: Work
    """The course: its text and its figures."""
    code: Work
    """The software that makes it."""
    title: str = ""
    """Title of the course."""
    address: str = ""
    """Address of the site; empty where it is not known."""
    run: str = ""
    """Short key of the run that the results come from; may be empty."""

    @classmethod
    def read(cls, file: Path, title: str = "", address: str = "", run: str = "") -> Citation:
        """Read a CITATION.cff; its `preferred-citation`, if there is one, describes the course, else the file itself.

        Raise ConfigurationError, naming the file and the key, when it cannot be read or a needed key is missing.
        """
        try:
            content = yamls.load(texts.read(file))
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            raise ConfigurationError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
        if not isinstance(content, dict):
            raise ConfigurationError(f"{file} must be a mapping, as the Citation File Format has it")
        return cls(_work(file, content.get("preferred-citation") or content), _work(file, content), title, address, run)

    @property
    def bibtex(self) -> str:
        """A BibTeX entry. `@misc` is the only type for websites that every style knows."""
        notes = [f"Version {self.text.version}" if self.text.version else "", f"run {self.run}" if self.run else ""]
        fields = {
            "author": " and ".join(map(_bibtex_name, self.text.authors)),
            "title": f"{{{_latex(self.title)}}}",
            "year": self.text.year,
            "note": _latex(", ".join(filter(None, notes))),
            "url": self.address,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{re.sub('[^a-z0-9]+', '-', self.title.lower()).strip('-')},\n{lines}}}"

    @property
    def apa(self) -> str:
        """A reference in APA style (manual, seventh edition, 10.16, webpages), as Markdown."""
        state = [f"Version {self.text.version}" if self.text.version else "", f"run {self.run}" if self.run else ""]
        version = f" ({'; '.join(filter(None, state))})" if any(state) else ""
        authors = _listed([_apa_name(author) for author in self.text.authors]).removesuffix(".")
        place = f" <{self.address}>" if self.address else ""
        return f"{authors}. ({self.text.year or 'n.d.'}). *{self.title}*{version} [Course].{place}"


def _work(file: Path, entry: object) -> Work:
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f"{file}: preferred-citation must be a mapping, not {entry!r}")
    for key in ("license", "license-url"):
        if not isinstance(entry.get(key), str):
            raise ConfigurationError(f"{file}: {key} must be one text, not {entry.get(key)!r}")
    authors = tuple(_authors(file, entry.get("authors")))
    year = str(entry.get("year") or entry.get("date-released") or "")[:4]
    return Work(authors, str(entry.get("version", "")), year, entry["license"], entry["license-url"])


def _authors(file: Path, entries: object) -> Iterator[Author]:
    if not isinstance(entries, list) or not entries:
        raise ConfigurationError(f"{file}: authors must be a list of one or more, not {entries!r}")
    for author in entries:
        names = author if isinstance(author, Mapping) else {}
        if not (names.get("name") or names.get("family-names")):
            raise ConfigurationError(f"{file}: an author must have a name, or family-names, not {author!r}")
        yield _author(names)


def _author(names: Mapping[str, Any]) -> Author:
    if "name" in names:
        return Author(str(names["name"]))
    family = f"{names.get('name-particle', '')} {names['family-names']}".strip()
    return Author(family, str(names.get("given-names", "")))


def _bibtex_name(author: Author) -> str:
    """Return "Family, Given"; braces keep BibTeX from splitting the name of a group into first and last."""
    family = _latex(author.family)
    return f"{family}, {_latex(author.given)}" if author.given else f"{{{family}}}"


def _apa_name(author: Author) -> str:
    initials = " ".join(f"{name[0]}." for name in author.given.split())
    return f"{author.family}, {initials}" if initials else author.family


def _listed(names: list[str]) -> str:
    """Join up to 20 authors as APA does: with a comma before the "&" too."""
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _latex(text: str) -> str:
    return "".join(LATEX.get(mark, mark) for mark in text)
