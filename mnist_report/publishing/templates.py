"""Templates: what the theme makes of a page, kept as long as nothing changes in the site but the text of other pages.

A template sees all of a site: its settings, its navigation, every page. So all of that is in the key of every output.
Only the text of other pages is left out, if the template did not read it; such reading is noted, not assumed. With a
plugin or a hook that this file does not know, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from .conversions import CONVERTED, token
from .kept import Kept, Key, noting_records

PLUGINS: Final = frozenset({"gen-files", "material/search", "search"})
"""The plugins that change nothing in what a template sees but what is in the key."""
UNSEEN: Final = frozenset({
    "config_file_path", "docs_dir", "draft_docs", "exclude_docs", "not_in_nav", "plugins", "site_dir", "theme",
})
"""The settings that are places in this file system, say which files there are, or are looked at by themselves."""
TEXT: Final = CONVERTED | {"markdown", "content_bytes", "content_string", "__dict__"}
"""The attributes of a page, and of its file, that say what only its own output is made from."""


def keep_templates(kept: Kept, env: Any, config: Any, files: Any) -> None:
    """Have a template rendered only if what it has read has changed, in MkDocs' event `env`."""
    pages = [file.page for file in files if file.page]
    if {*config["plugins"]} <= PLUGINS and (shared := _shared_key(kept, config, files, pages)):
        for page in pages:
            if isinstance(title := page.meta.get("title"), str):
                page.meta["title"] = Markup(title)  # as main.html has it of the pages before and after the one it shows
            page.title = page.title  # MkDocs would look at the page's text each time
        site = kept.key(shared, list(map(_text, pages)))
        env.get_template = partial(_get_template, env.get_template, Outputs(kept, shared, site, pages))


def _get_template(get: Callable[..., Any], outputs: Outputs, name: str, *more: Any) -> Any:
    """Return a template, and that which it extends or includes, with `more` about it, as `get` does."""
    if more:
        return get(name, *more)
    exists = outputs.kept.key(outputs.shared, name)
    outputs.kept.value(exists, lambda: bool(get(name)))  # an error in it is one of this moment
    return Template(name, partial(get, name), outputs)


@dataclass(frozen=True)
class Outputs:
    """What the templates make in one build."""

    kept: Kept
    """What need not be rendered."""
    shared: Key
    """The key of all that is the same for every page but the texts."""
    site: Key
    """The key of all that is the same for every page."""
    pages: Sequence[Any]
    """All of the site."""


@dataclass(frozen=True)
class Template:
    """A template that is compiled and rendered only for what is not kept."""

    name: str
    """Its path in the theme."""
    get: Callable[[], Any]
    """Returns Jinja's own."""
    outputs: Outputs
    """Those of all templates."""

    def render(self, context: Any) -> str:
        """Return the output for the page of a context."""
        page, kept = context["page"], self.outputs.kept
        what = (self.name, page.file.src_uri, _text(page)) if page else (self.name, None)
        alone, of_site = (kept.key(base, "output", *what) for base in (self.outputs.shared, self.outputs.site))
        for key in (alone, of_site):
            if key in kept.found:
                return str(kept.value(key, str))
        others = [other for other in self.outputs.pages if other is not page]
        with noting_records() as logged, noting_reads(others) as read:
            output: str = self.get().render(context)
        key = of_site if read else alone
        if key and not logged:
            kept.used[key] = output
        return output


@contextmanager
def noting_reads(pages: Sequence[Any]) -> Iterator[list[str]]:
    """Yield the list of what is read in the body of the text of pages, by the names of the attributes."""
    read: list[str] = []
    classes: dict[type, type] = {}
    watched = [(item, type(item)) for page in pages for item in (page, page.file)]
    for item, kind in watched:
        item.__class__ = classes.get(kind) or classes.setdefault(kind, _noting(kind, read))
    try:
        yield read
    finally:
        for item, kind in watched:
            item.__class__ = kind


def _noting(kind: type, read: list[str]) -> type:
    """Return a class that is `kind`, and appends to `read` which of the attributes of the text are read."""

    def get(item: Any, name: str) -> Any:
        if name in TEXT:
            read.append(name)
        return kind.__getattribute__(item, name)  # type: ignore[call-arg]

    return type(kind)(kind.__name__, (kind,), {"__getattribute__": get})


def _shared_key(kept: Kept, config: Any, files: Any, pages: Sequence[Any]) -> Key:
    """Return the key of all that a template can see but texts; None with a plugin or a value that is unknown here."""
    settings = {name: value for name, value in config.items() if name not in UNSEEN}
    theme = {**config["theme"], "locale": str(config["theme"].get("locale"))}
    plugins = {name: plugin.config for name, plugin in config["plugins"].items() if name != "gen-files"}
    places = [(file.src_uri, file.url, file.inclusion.name) for file in files]
    heads = [(page.meta, page.update_date, page.title) for page in pages]
    try:
        text = json.dumps((settings, theme, plugins, places, heads), default=dict)
    except (TypeError, ValueError, RecursionError):
        return None
    return kept.key(text, list(_sources(config)))


def _text(page: Any) -> str:
    """Return the SHA-256 (hex) of all that distinguishes a page from one of the same place, settings and title."""
    return hashlib.sha256(repr((page.content, page.markdown, list(map(token, page.toc)))).encode()).hexdigest()


def _sources(config: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and the SHA-256 (hex) of the files that are the project's own settings, code and templates."""
    single = [Path(config["config_file_path"]), *map(Path, config["plugins"]["gen-files"].config["scripts"])]
    own = config["theme"].custom_dir
    templates = [path for path in sorted(Path(own).rglob("*")) if path.is_file()] if own else []
    for path in [*single, *templates]:
        name = path.relative_to(own).as_posix() if path in templates else path.name
        yield name, hashlib.sha256(path.read_bytes()).hexdigest()
