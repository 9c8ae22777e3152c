"""Citation: how to cite the course in a list of references, and its licences; from CITATION.cff.

The DOI of the course is that of `preferred-citation`, else of the whole file: what archives the repository archives the
course. `doi` is asked first, then the first of `identifiers` whose type is doi.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from ..core import texts, yamls
from ..core.errors import ConfigurationError
from ..core.names import Name, within

NAME = "CITATION.cff"
DOI = re.compile(r"(?P<resolver>(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(?P<doi>10\.\d{4,9}(?:\.\d+)*/[\w:/;.()\[\]-]+)",
                 re.ASCII | re.IGNORECASE)
"""A DOI as the Citation File Format has it, less the backslash, which no address holds; and what it forbids before."""
WEB = re.compile(r"https?://[^\s<>\"]+")
YEAR = re.compile(r"\d{4}")
LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
LATEX |= {mark: rf"\{mark}" for mark in "&%$#_{}"}
LATEX_UNBALANCED = LATEX | {"{": r"$\lbrace$", "}": r"$\rbrace$"}
"""For text with a brace alone: BibTeX counts those after a backslash too, and would end its entry there."""


@dataclass(frozen=True)
class Author:
    """A person, or a group under one name."""

    family: str
    """Family name of a person, without its particle, or the whole name of a group."""
    given: str = ""
    """Given names of a person; may be empty."""
    particle: str = ""
    """What stands before the family name of a person: "von"; may be empty."""
    suffix: str = ""
    """What stands after it: "Jr."; may be empty."""
    is_group: bool = False
    """Whether it is a group."""

    @property
    def surname(self) -> str:
        """Family name with its particle, or the whole name of a group."""
        return f"{self.particle} {self.family}".strip()

    @property
    def name(self) -> str:
        """The whole name: "John von Neumann"."""
        return " ".join(filter(None, [self.given, self.surname, self.suffix]))


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
    doi: str = ""
    """Its DOI, without the address of a resolver: "10.5281/zenodo.1003150"; may be empty."""

    @property
    def licence_name(self) -> str:
        """Usual name of the licence: "CC BY 4.0"."""
        return Name(self.licence.replace("-", " ") if self.licence.startswith("CC-") else self.licence)

    @property
    def doi_address(self) -> str:
        """The address at which its DOI is resolved; empty where it has none."""
        return self.doi and f"https://doi.org/{self.doi}"

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
        return Name(" and ".join(author.name for author in self.authors))


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
    """Address of the site, where versions are kept of this very one; empty where it is not known."""
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
        text, code = _work(file, content.get("preferred-citation") or content), _work(file, content)
        return cls(replace(text, doi=text.doi or code.doi), code, Name(title), address, run)

    @property
    def key(self) -> str:
        """A name for the course in a list of references: "a-neural-network-reads-digits"."""
        return re.sub("[^a-z0-9]+", "-", self.title.lower()).strip("-") or "course"

    @property
    def version(self) -> str:
        """What is known of the version of the text and of the run of its results: "0.1.0, run a1b2c3d4e5f6"."""
        return ", ".join(filter(None, [self.text.version, self.run and f"run {self.run}"]))

    @property
    def version_note(self) -> str:
        """The same, to be read by itself: "Version 0.1.0, run a1b2c3d4e5f6"."""
        return f"Version {self.version}" if self.text.version else self.version

    @property
    def bibtex(self) -> str:
        """A BibTeX entry. `@misc` is the only type for websites that every style knows."""
        fields = {
            "author": " and ".join(map(_bibtex_name, self.text.authors)),
            "title": f"{{{_latex(self.title)}}}",
            "year": self.text.year,
            "note": _latex(self.version_note),
            "doi": self.text.doi,
            "url": self.address,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{lines}}}"

    @property
    def apa(self) -> str:
        """A reference in APA style (manual, seventh edition, 10.16, webpages), as Markdown with a link."""
        version = f" ({within(self.version_note)})" if self.version else ""
        authors = _listed([within(_apa_name(author)) for author in self.text.authors]).removesuffix(".")
        place = self.text.doi_address or self.address
        link = f" <{place}>" if place else ""
        return f"{authors}. ({self.text.year or 'n.d.'}). *{within(self.title)}*{version} [Course].{link}"


def _work(file: Path, entry: object) -> Work:
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f"{file}: preferred-citation must be a mapping, not {entry!r}")
    for key in ("license", "license-url"):
        if not isinstance(entry.get(key), str):
            raise ConfigurationError(f"{file}: {key} must be one text, not {entry.get(key)!r}")
    address = entry["license-url"]
    if not WEB.fullmatch(address):
        raise ConfigurationError(f"{file}: license-url is {address!r}; it should be an address such as "
                                 "'https://creativecommons.org/licenses/by/4.0/'")
    authors = tuple(_authors(file, entry.get("authors")))
    return Work(authors, _text(entry.get("version")), _year(file, entry), entry["license"], address, _doi(file, entry))


def _year(file: Path, entry: Mapping[str, Any]) -> str:
    keys = ("year", "date-released", "date-published")
    for key, value in ((key, _text(entry[key])) for key in keys if entry.get(key)):
        if found := YEAR.match(value):
            return found[0]
        raise ConfigurationError(f"{file}: {key} is {value!r}; it should begin with the four digits of a year")
    return ""


def _doi(file: Path, entry: Mapping[str, Any]) -> str:
    """Return the first DOI of an entry, "" where it has none. Raise ConfigurationError for one that is none."""
    identifiers = entry.get("identifiers") or []
    if not isinstance(identifiers, list):
        raise ConfigurationError(f"{file}: identifiers must be a list, not {identifiers!r}")
    listed = [each.get("value") for each in identifiers if isinstance(each, Mapping) and each.get("type") == "doi"]
    dois: list[Any] = [entry["doi"], *listed] if "doi" in entry else listed
    for doi in dois:
        found = DOI.fullmatch(doi) if isinstance(doi, str) else None
        if not found or found["resolver"]:
            right = repr(found["doi"]) if found else "a DOI such as '10.5281/zenodo.1003150'"
            raise ConfigurationError(f"{file}: doi is {doi!r}; it should be {right}")
    return dois[0] if dois else ""


def _authors(file: Path, entries: object) -> Iterator[Author]:
    if not isinstance(entries, list) or not entries:
        raise ConfigurationError(f"{file}: authors must be a list of one or more, not {entries!r}")
    for author in entries:
        names = {key: _text(name) for key, name in author.items()} if isinstance(author, Mapping) else {}
        if not (names.get("name") or names.get("family-names")):
            raise ConfigurationError(f"{file}: an author must have a name, or family-names, not {author!r}")
        yield _author(names)


def _author(names: Mapping[str, str]) -> Author:
    if names.get("name"):
        return Author(names["name"], is_group=True)
    given, particle, suffix = (names.get(key, "") for key in ("given-names", "name-particle", "name-suffix"))
    return Author(names["family-names"], given, particle, suffix)


def _text(value: object) -> str:
    """Return a value of YAML as one line; "" for none."""
    return "" if value is None else " ".join(str(value).split())


def _bibtex_name(author: Author) -> str:
    """Return "von Family, Suffix, Given"; braces keep BibTeX from splitting a name that is a whole."""
    if not author.given:
        return f"{{{_latex(author.name)}}}"
    parts = [_latex(part) for part in (author.surname, author.suffix, author.given) if part]
    return ", ".join(f"{{{part}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else part for part in parts)


def _apa_name(author: Author) -> str:
    initials = " ".join(f"{name[0]}." for name in author.given.split())
    return ", ".join(filter(None, [author.surname, initials, author.suffix]))


def _listed(names: list[str]) -> str:
    """Join up to 20 authors as APA does: with a comma before the "&" too."""
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _latex(text: str) -> str:
    """Return plain text as LaTeX."""
    depths = list(accumulate((mark == "{") - (mark == "}") for mark in f" {text}"))
    marks = LATEX if min(depths) == depths[-1] == 0 else LATEX_UNBALANCED
    return "".join(marks.get(mark, mark) for mark in text)
