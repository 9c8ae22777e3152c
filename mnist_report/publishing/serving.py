"""Serving: while a build fails, `mkdocs serve` shows the last good site, and in it what is wrong.

A mistake in the file of a page is shown on that page, any other on every page. MkDocs by itself answers no request
until a build succeeds.
"""

from __future__ import annotations

import html
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any, Final

import click

from ..pages.addresses import address_of

PAGE: Final = re.compile(r"\b(?:docs|gen/editions/[\w-]+)/(\S+\.md)\b")
OURS: Final = re.compile(r"mnist-report: \w+: ")
BODY: Final = re.compile(rb"<body\b[^>]*>")
LOOK: Final = ("position: sticky; top: 0; z-index: 99; margin: 0; padding: 1rem; background: #8b0000; color: #fff; "
               "font: 16px monospace; white-space: pre-wrap")


def keep_serving(server: Any, config: Mapping[str, Any], builder: Callable[[], None]) -> Any:
    """Have MkDocs' server show the last good site while a build fails, in MkDocs' event `serve`."""
    last_good = LastGoodSite(Path(config["site_dir"]))

    def build() -> None:
        last_good.keep()
        try:
            builder()
        except (Exception, SystemExit) as error:
            click.echo(f"{error}", err=True)
            last_good.restore(_message(error))
        else:
            last_good.is_served = True

    server.builder = build
    return server


class LastGoodSite:
    """The site that the latest successful build made, to be shown again when one fails."""

    def __init__(self, site: Path) -> None:
        """Take the folder that is served, in which a build has succeeded."""
        self.site = site
        self.is_served = True
        self._folder = tempfile.TemporaryDirectory(prefix="mkdocs_good_")

    @property
    def _kept(self) -> Path:
        return Path(self._folder.name) / "site"

    def keep(self) -> None:
        """Keep what is served, if it is good; the next build empties its folder."""
        if self.is_served:
            shutil.rmtree(self._kept, ignore_errors=True)
            shutil.copytree(self.site, self._kept)

    def restore(self, message: str) -> None:
        """Serve the last good site, with a message on the page that it names, or else on every page."""
        self.is_served = False
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.copytree(self._kept, self.site)
        named = PAGE.search(message)
        alert = f'<pre role="alert" style="{LOOK}">{html.escape(message)}</pre>'.encode()
        page = self.site / address_of(named[1]) / "index.html" if named else None
        for file in [page] if page and page.is_file() else self.site.rglob("*.html"):
            file.write_bytes(BODY.sub(lambda body: body[0] + alert, file.read_bytes(), count=1))


def _message(error: BaseException) -> str:
    """Return what is wrong, in one line: what the process said that renders, or else the error itself."""
    if isinstance(cause := error.__cause__, CalledProcessError) and cause.stderr:
        return OURS.sub("", cause.stderr)
    return " ".join(f"{error}".split())
