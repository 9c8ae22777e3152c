"""Conversions: what MkDocs makes of each page, its HTML and its entries in the search, kept by all it is made from.

MkDocs converts every page in every build, and the search plugin of the theme then reads the HTML again. Neither sees
more than its key is made of, unless an extension reads something else: with such a one nothing is kept. What reports
anything while it is converted is not kept either, so that each build reports it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from ..core import texts
from ..core.errors import StoreError
from ..core.settings import load_settings
from ..core.store import Store

NAME: Final = "conversions"
"""The name of the entry in the store, which holds what the latest build made of all pages."""
FILE: Final = "conversions.json"
STANDARD: Final = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
})
"""The extensions of Python-Markdown, none of which reads anything but the page."""
READ_FILES: Final = frozenset({"pymdownx.b64", "pymdownx.snippets"})
"""The extensions of pymdown-extensions that read other files."""
CONVERTED: Final = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}
"""What MkDocs 1.6 sets of a page when it converts it."""

Key = str | None
"""The SHA-256 of what a value is made from; None for a value that cannot be kept."""
GetToc = Callable[[list[Any]], Any]
"""MkDocs' function of the tokens of the extension `toc`, which returns a page's table of contents."""


def keep(config: Mapping[str, Any], get_toc: GetToc) -> None:
    """Have MkDocs, in this build, convert only those pages whose conversions the store lacks.

    Call it when the plugins are configured and no page is read yet. Raise ConfigurationError for the settings.
    """
    kept = Kept.read(Store(load_settings(Path(config["config_file_path"]).parent / "pyproject.toml").store))
    events = config["plugins"].events
    events["nav"].append(partial(_keep_pages, kept, get_toc))
    events["post_build"].append(kept.write)
    index: Any = getattr(config["plugins"].get("material/search"), "search_index", None)
    if hasattr(index, "entries") and hasattr(index, "add_entry_from_context") and not _segments_chinese(index):
        index.add_entry_from_context = partial(_add_entries, kept, index, index.add_entry_from_context)


@dataclass
class Kept:
    """Values of JSON, by their keys."""

    store: Store
    """Where they are kept."""
    found: Mapping[str, Any]
    """Those of the latest build."""
    converters: str
    """The versions of all that converts pages."""
    used: dict[str, Any] = field(default_factory=dict)
    """Those of this build."""

    @classmethod
    def read(cls, store: Store) -> Kept:
        """Return those of the latest build; none where the store has none or they are damaged."""
        return cls(store, json.loads(store.newest(NAME).get(FILE, b"{}")), _converters())

    def key(self, *parts: Any) -> Key:
        """Return the key of plain data; None for other data, such as a function."""
        try:
            json.dumps(parts)
        except (TypeError, ValueError, RecursionError):
            return None
        text = repr((self.converters, parts))  # not the JSON, in which 1 and "1" are one name
        return hashlib.sha256(text.encode()).hexdigest()

    def value(self, key: Key, make: Callable[[], Any]) -> Any:
        """Return the value of a key, or what `make` returns, which is kept if it is not None and nothing was logged."""
        if key and key in self.found:
            self.used[key] = self.found[key]
            return self.found[key]
        with _records() as logged:
            value = make()
        if key and value is not None and not logged:
            self.used[key] = value
        return value

    def write(self, config: object) -> None:
        """Keep those of this build, if any of them is new and the store can be written."""
        if self.used.keys() <= self.found.keys():
            return
        content = json.dumps(self.used).encode()
        parts = {"pages": hashlib.sha256(content).hexdigest()}
        with suppress(StoreError):
            self.store.entry(NAME, parts, lambda folder: (folder / FILE).write_bytes(content))
            self.store.prune(NAME, 1)


@dataclass(frozen=True)
class Conversion:
    """How the pages of one build are converted."""

    kept: Kept
    """What need not be converted."""
    get_toc: GetToc
    """MkDocs' own."""
    build: str
    """The key of all that is the same for every page."""

    def pre_page(self, page: Any, config: object, files: object) -> None:
        """Replace the conversion of a page that is about to be read."""
        page.render = partial(self.render, page, page.render)

    def render(self, page: Any, convert: Callable[[object, object], None], config: object, files: Any) -> None:
        """Set of a page what `convert` would, and call that only if it is not kept."""
        level = logging.getLogger(type(page).__module__).getEffectiveLevel()
        key = self.kept.key(self.build, level, page.file.src_uri, page.markdown)
        made = self.kept.value(key, lambda: _converted(page, convert, config, files))
        if made is not None:
            page.content, page.toc, page._title_from_render = made["content"], self.get_toc(made["toc"]), made["title"]
            page.present_anchor_ids = set(made["ids"])
            page.links_to_anchors = {files.get_file_from_path(path): links for path, links in made["links"].items()}


def _keep_pages(kept: Kept, get_toc: GetToc, nav: object, config: Any, files: Any) -> None:
    """Have the pages of a build kept, in MkDocs' event `nav`, when all files are known."""
    extensions, links = config["markdown_extensions"], dict(config["validation"]["links"])
    places = [(file.src_uri, file.url, file.inclusion.name) for file in files]
    build = kept.key(extensions, config["mdx_configs"], links, places)
    if build and all(map(_reads_the_page_alone, extensions)):
        config["plugins"].events["pre_page"].append(Conversion(kept, get_toc, build).pre_page)


def _reads_the_page_alone(extension: str) -> bool:
    name = extension.removeprefix("markdown.extensions.")
    return name in STANDARD or (name.startswith("pymdownx.") and name not in READ_FILES)


def _converted(page: Any, convert: Callable[[object, object], None], config: object, files: object) -> Any:
    """Convert a page and return all that this set of it; None for a version of MkDocs that sets other things."""
    before = dict(vars(page))
    convert(config, files)
    changed = {name for name, value in vars(page).items() if name not in before or value is not before[name]}
    if not changed | {"_title_from_render"} == CONVERTED <= vars(page).keys():  # the title may stay None
        return None
    return {
        "content": page.content,
        "toc": list(map(_token, page.toc)),
        "title": page._title_from_render,
        "ids": list(page.present_anchor_ids),
        "links": {file.src_uri: links for file, links in page.links_to_anchors.items()},
    }


def _token(link: Any) -> dict[str, Any]:
    return {"name": link.title, "id": link.id, "level": link.level, "children": list(map(_token, link.children))}


def _segments_chinese(index: Any) -> bool:
    """Return whether an index of the search reads dictionaries of Chinese."""
    return any(index.config.get(name) for name in ("jieba_dict", "jieba_dict_user"))


def _add_entries(kept: Kept, index: Any, add: Callable[[Any], None], page: Any) -> None:
    """Add the entries of a page to the index of the search, by `add` if they are not kept."""
    front_matter = {name: page.meta.get(name) for name in ("title", "tags", "search")}
    key = kept.key(page.content, list(map(_token, page.toc)), page.title, page.url, front_matter)
    index.entries += kept.value(key, lambda: _added(index.entries, add, page))


def _added(entries: list[Any], add: Callable[[Any], None], page: Any) -> list[Any]:
    """Return what `add` appends to the entries, taken off them."""
    before = len(entries)
    add(page)
    added = entries[before:]
    del entries[before:]
    return added


def _converters() -> str:
    """Return the versions of Python and of every installed distribution, as its folder is named, and this code."""
    installed = {path.name for place in sys.path for path in Path(place).glob("*.*-info")}
    return repr((sys.version, sorted(installed), texts.read(Path(__file__))))


@contextmanager
def _records() -> Iterator[list[object]]:
    """Yield the list of what is logged in the body, by whichever logger."""
    logged: list[object] = []
    make = logging.getLogRecordFactory()

    def noted(*arguments: Any, **named: Any) -> logging.LogRecord:
        logged.append(arguments)
        return make(*arguments, **named)

    logging.setLogRecordFactory(noted)
    try:
        yield logged
    finally:
        logging.setLogRecordFactory(make)
