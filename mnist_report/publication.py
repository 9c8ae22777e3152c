"""Publication: what mkdocs.yml says of the site, for all that must know its name, its address and its order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigurationError

NAME = "mkdocs.yml"


@dataclass(frozen=True)
class Part:
    """A part of the navigation: a module with its pages, or one page alone."""

    title: str
    """As the navigation says it."""
    pages: tuple[str, ...]
    """Paths within the pages' folder, in reading order."""


@dataclass(frozen=True)
class Publication:
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
    """`extra.commit`: a commit of the repository that holds the notebooks; may be empty."""
    nav: tuple[Part, ...] = ()
    """`nav`, without what leads out of the site."""

    @classmethod
    def read(cls, file: Path) -> Publication:
        """What a mkdocs.yml says; `!ENV` is resolved, any other tag passed over.

        Raises ConfigurationError, naming the file, when it cannot be read or is no mapping.
        """
        try:
            settings = yaml.load(file.read_text(encoding="utf-8"), _Loader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ConfigurationError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
        if not isinstance(settings, dict) or not isinstance(settings.get("extra") or {}, dict):
            raise ConfigurationError(f"{file} must be a mapping, as its `extra` must, if it has one")
        return cls._of(settings, settings.get("extra") or {})

    @classmethod
    def _of(cls, settings: dict[str, Any], extra: dict[str, Any]) -> Publication:
        address = _text(settings.get("site_url"))
        return cls(
            name=_text(settings.get("site_name")) or "Course",
            description=_text(settings.get("site_description")),
            address=f"{address.rstrip('/')}/" if address else "",
            repository=_text(extra.get("repository")).rstrip("/"),
            commit=_text(extra.get("commit")),
            nav=tuple(_parts(settings.get("nav"))),
        )


class _Loader(yaml.SafeLoader):
    """Knows `!ENV` as MkDocs does, and takes any other tag for nothing."""


def _environment(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """`!ENV NAME` or `!ENV [NAME, …, default]`: the first variable that is set, or else the default."""
    if isinstance(node, yaml.SequenceNode):
        *names, default = loader.construct_sequence(node)
    else:
        names, default = [node.value], None
    return next((os.environ[name] for name in names if name in os.environ), default)


_Loader.add_constructor("!ENV", _environment)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def _text(value: object) -> str:
    return " ".join(str(value).split()) if value else ""


def _parts(nav: object) -> Iterator[Part]:
    for entry in nav if isinstance(nav, list) else []:
        for title, inside in entry.items() if isinstance(entry, dict) else [("", entry)]:
            if pages := tuple(_pages(inside)):
                yield Part(_text(title), pages)


def _pages(entry: object) -> Iterator[str]:
    if isinstance(entry, str) and entry.endswith(".md"):
        yield entry
    for inside in entry if isinstance(entry, list) else entry.values() if isinstance(entry, dict) else []:
        yield from _pages(inside)
