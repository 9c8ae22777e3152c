"""Leftovers: what still names the first edition although the images are not MNIST, a line each for whoever left it.

    mkdocs.yml:3: site_name is that of the first edition, 'A neural network reads digits'; write your own
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import yaml

from ..core import edition, texts, yamls
from ..pages import navigation
from ..pages.editions import Editions
from ..pages.status import OF_MNIST

if TYPE_CHECKING:
    from ..core.settings import Settings
    from ..core.yamls import Entries

NAME: Final = "A neural network reads digits"
"""What the first edition calls itself."""
LOGO: Final = "bbb1897dc04aab477b3e1868c166b007f20cc60738ec13af66080842f756c8af"
"""SHA-256 (hex) of its logo, with line feeds alone."""


def warn(docs: Path, settings: Settings) -> None:
    """Print a line on standard error for each leftover of a project, whose pages are in the folder `docs`."""
    for leftover in Leftovers(docs, settings).lines() if settings.dataset else ():
        click.echo(f"mnist-report: warning: {leftover}", err=True)


@dataclass(frozen=True)
class Leftovers:
    """What is left of the first edition in a project with another data set."""

    docs: Path
    """The folder of the pages."""
    settings: Settings
    """The settings; `site` in them goes before mkdocs.yml."""

    def lines(self) -> Iterator[str]:
        """Yield file, line and advice of each; nothing of a file that cannot be read, which rendering refuses."""
        site, mkdocs = self.settings.site, self._entries(self.docs.parent / navigation.NAME)
        titles = dict(site.titles)
        named = {"site_name": site.name, "site_description": site.description}
        for path, entry in mkdocs.items():
            key = path[-1]
            if len(path) == 1 and key in named:
                yield from self._judged(str(key), named[str(key)], f"{navigation.NAME}:{entry.line}", entry.value)
            elif path[0] == "nav" and isinstance(key, str):
                yield from self._judged("a title", titles.get(key, ""), f"{navigation.NAME}:{entry.line}", key)
        yield from self._of_citation()
        yield from self._of_logo(mkdocs)

    def _judged(self, what: str, own: str, place: str, text: str) -> Iterator[str]:
        """Yield what is wrong with a text in mkdocs.yml, or with the edition's `own` in its place."""
        yield from self._fault(what, self._place_in_edition(own) if own else place, own or text)

    def _fault(self, what: str, place: str, text: str) -> Iterator[str]:
        if text == NAME:
            yield f"{place}: {what} is that of the first edition, {text!r}; write your own"
        elif found := OF_MNIST.search(self._own_words.sub("", text)):
            data = self.settings.dataset_name
            yield f"{place}: {what} speaks of {found[0]!r}, but the images are those of {data}; write your own"

    def _of_citation(self) -> Iterator[str]:
        file = self._editions.citation_file
        entries = self._entries(file)
        for path in (("preferred-citation", "title"), ("title",)):
            if entry := entries.get(path):
                place = f"{file.relative_to(self.docs.parent).as_posix()}:{entry.line}"
                yield from self._fault("title", place, entry.value)
                return

    def _of_logo(self, mkdocs: Entries) -> Iterator[str]:
        logo = mkdocs[path].value if (path := ("theme", "logo")) in mkdocs else ""
        own = self._editions.own
        if logo and not (own and (own / logo).is_file()):
            with suppress(OSError):
                content = (self.docs / logo).read_bytes().replace(b"\r\n", b"\n")
                if hashlib.sha256(content).hexdigest() == LOGO:
                    yield f"{self.docs.name}/{logo} is the logo of the first edition; draw your own"

    @property
    def _editions(self) -> Editions:
        return Editions(self.docs, self.settings)

    @cached_property
    def _own_words(self) -> re.Pattern[str]:
        settings = self.settings
        words = (settings.dataset_name, settings.items, settings.item, settings.kinds, settings.kind)
        return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)

    def _place_in_edition(self, text: str) -> str:
        """Return file and line of a text in edition.toml; the file alone where the text is written in escapes."""
        file = edition.FOLDER / self.settings.edition / edition.FILE
        written = texts.read(self.docs.parent / file).split("\n")
        line = next((f":{number}" for number, line in enumerate(written, start=1) if text in line), "")
        return f"{file.as_posix()}{line}"

    def _entries(self, file: Path) -> Entries:
        with suppress(OSError, UnicodeError, yaml.YAMLError):
            return yamls.entries(texts.read(file))
        return {}
