"""Navigation: name, address and order of the site, and its repository, from mkdocs.yml."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag

from ..core import texts, yamls
from ..core.edition import Site
from ..core.errors import ConfigurationError
from ..core.paths import UNSAFE as UNSAFE_IN_PATHS
from ..core.paths import is_path

NAME = "mkdocs.yml"
GITHUB = re.compile(r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?", re.IGNORECASE)
COLAB = "https://colab.research.google.com/github"
UNSAFE = re.compile(r'[<>"\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]')
"""Characters that would be markup, or change the direction of text, where the theme does not escape a name."""
COMMIT = re.compile(r"[0-9a-f]{40}|")
HOST = r"[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\]"
FOLDER = rf"(?!(?:\.|%2e){{1,2}}(?:/|$))(?:[^\s{UNSAFE_IN_PATHS}#%]|:|%[0-9a-f]{{2}})+"
ADDRESS = re.compile(rf"https?://(?:{HOST})(?::\d+)?(?:/{FOLDER})*/*", re.IGNORECASE)
"""An address that others can be appended to: no user, no blank, nothing after `?` or `#`."""


@dataclass(frozen=True)
class Part:
    """A part of the navigation: a module with its pages, or one page alone."""

    title: str
    """Its title in the navigation; may be empty for one page alone."""
    pages: tuple[str, ...]
    """Paths within the pages' folder, in reading order."""


@dataclass(frozen=True)
class Navigation:
    """The site as it is published."""

    name: str = "Course"
    """`site_name`."""
    description: str = ""
    """`site_description`, on one line; may be empty."""
    address: str = ""
    """`site_url`, absolute, with a slash at the end; empty where it is not known."""
    repository: str = ""
    """`extra.repository`: address of the repository on the web, without a slash at the end; may be empty."""
    commit: str = ""
    """`extra.commit`: a commit of the repository that contains the notebooks; may be empty."""
    language: str = "en"
    """`theme.language`: code of the language of the pages."""
    nav: tuple[Part, ...] = ()
    """`nav`, without links to other sites."""

    def named(self, site: Site) -> Navigation:
        """Return it with the names that an edition gives the site."""
        titles = dict(site.titles)
        nav = tuple(replace(part, title=titles.get(part.title, part.title)) for part in self.nav)
        return replace(self, name=site.name or self.name, description=site.description or self.description,
                       language=site.language or self.language, nav=nav)

    @classmethod
    def read(cls, file: Path) -> Navigation:
        """Read a mkdocs.yml; `!ENV` is resolved, any other tag is read as null.

        Raise ConfigurationError, naming the file, when it cannot be read or is no mapping, for a name that the theme
        would take for markup, for an address that no other can be appended to, for a page outside of the pages'
        folder, and for a commit that is not 40 hexadecimal digits.
        """
        try:
            settings = yamls.load(texts.read(file), _Loader)
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            raise ConfigurationError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
        if not isinstance(settings, dict) or not isinstance(settings.get("extra") or {}, dict):
            raise ConfigurationError(f"{file} must be a mapping, as its `extra` must, if it has one")
        navigation = cls._from_settings(settings, settings.get("extra") or {})
        if fault := next(_faults(settings, navigation), ""):
            raise ConfigurationError(f"{file}: {fault}")
        return navigation

    def colab(self, path: str) -> str:
        """Return the address at which Google Colab opens a notebook of the commit; empty where that is not known."""
        place = GITHUB.fullmatch(self.repository)
        return f"{COLAB}/{place[1]}/blob/{self.commit}/{path}" if place and self.commit else ""

    @classmethod
    def _from_settings(cls, settings: dict[str, Any], extra: dict[str, Any]) -> Navigation:
        address, theme = _text(settings.get("site_url")), settings.get("theme")
        return cls(
            name=_text(settings.get("site_name")) or "Course",
            description=_text(settings.get("site_description")),
            address=f"{address.rstrip('/')}/" if address else "",
            repository=_text(extra.get("repository")).rstrip("/"),
            commit=_text(extra.get("commit")).lower(),
            language=(_text(theme.get("language")) if isinstance(theme, dict) else "") or "en",
            nav=tuple(_parts(settings.get("nav"))),
        )


class _Loader(yamls.Loader):
    """A YAML loader that resolves `!ENV` as MkDocs does, and reads any other tag as null."""


def _environment(loader: Any, node: yaml.Node) -> Any:
    """Return what MkDocs reads for `!ENV NAME` or `!ENV [NAME, …, default]`. Raise YAMLError for text not in UTF-8."""
    value = construct_env_tag(loader, node)
    try:
        str(value).encode()
    except UnicodeEncodeError as error:
        name = next(name for name in os.environ if os.environ[name] == value)
        advice = "correct it, or set PYTHONUTF8=1 where the system has another encoding"
        raise yaml.YAMLError(f"the environment variable {name} is {value!r}, which is not UTF-8; {advice}") from error
    return value


def variables(file: Path) -> set[str]:
    """Return the names of all environment variables that a mkdocs.yml may read; none where it cannot be read."""
    found: set[str] = set()

    class Names(yamls.Loader):
        """Notes the names in each `!ENV`."""

    def note(loader: Any, node: yaml.Node) -> None:
        scalars = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found.update(str(scalar.value) for scalar in scalars)

    Names.add_constructor("!ENV", note)
    Names.add_multi_constructor("", lambda loader, suffix, node: None)
    with suppress(OSError, UnicodeError, yaml.YAMLError):
        yamls.load(texts.read(file), Names)
    return found


_Loader.add_constructor("!ENV", _environment)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def _text(value: object) -> str:
    return " ".join(str(value).split()) if value and not isinstance(value, list | dict) else ""


def _faults(settings: dict[str, Any], navigation: Navigation) -> Iterator[str]:
    """Yield what cannot be published, and what would be right."""
    for name, text in _unescaped(settings):
        if UNSAFE.search(text):
            yield f'{name} is {text!r}, but must be one printable line without < > ", which the theme takes for HTML'
    extra = settings.get("extra") or {}
    addresses = {"site_url": settings.get("site_url"), "extra.repository": extra.get("repository")}
    for name, address in addresses.items():
        if _text(address) and not ADDRESS.fullmatch(_text(address)):
            yield (f"{name} is {_text(address)!r}; it should be an address such as 'https://example.org/course/', "
                   "without a user, a blank, '?' or '#'")
    for page in (page for part in navigation.nav for page in part.pages):
        if not is_path(page):
            yield f"nav has {page!r}; it should be a path within the pages' folder"
    if not COMMIT.fullmatch(navigation.commit):
        yield f"extra.commit is {navigation.commit!r}; it should be the 40 hexadecimal digits of a commit"


def _unescaped(settings: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name of the setting, text) of all that the theme writes into each page without escaping it."""
    yield from ((name, _text(settings.get(name))) for name in ("site_name", "site_description", "site_author"))
    yield from (("a title in nav", _text(title)) for title in _titles(settings.get("nav")))


def _titles(entry: object) -> Iterator[object]:
    if isinstance(entry, dict):
        yield from entry
    for inside in _entries_of(entry):
        yield from _titles(inside)


def _parts(nav: object) -> Iterator[Part]:
    for entry in nav if isinstance(nav, list) else []:
        for title, inside in entry.items() if isinstance(entry, dict) else [("", entry)]:
            if pages := tuple(_pages(inside)):
                yield Part(_text(title), pages)


def _pages(entry: object) -> Iterator[str]:
    if isinstance(entry, str) and entry.endswith(".md"):
        yield entry
    for inside in _entries_of(entry):
        yield from _pages(inside)


def _entries_of(entry: object) -> Iterable[object]:
    """Return the entries of a part of the navigation; none of a page."""
    return entry if isinstance(entry, list) else entry.values() if isinstance(entry, dict) else ()
