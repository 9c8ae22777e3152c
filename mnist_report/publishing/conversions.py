"""Conversions: what MkDocs makes of each page, its HTML and its entries in the search, kept by all it is made from.

MkDocs converts every page in every build, and the search plugin of the theme then reads the HTML again. Neither sees
more than its key is made of, unless an extension reads something else: with such a one nothing is kept. What reports
anything while it is converted is not kept either, so that each build reports it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from .kept import Kept
from .sharing import share

STANDARD: Final = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
})
"""The extensions of Python-Markdown, none of which reads anything but the page."""
READ_FILES: Final = frozenset({"pymdownx.b64", "pymdownx.snippets"})
"""The extensions of pymdown-extensions that read other files."""
CONVERTED: Final = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}
"""What MkDocs 1.6 sets of a page when it converts it."""

GetToc = Callable[[list[Any]], Any]
"""MkDocs' function of the tokens of the extension `toc`, which returns a page's table of contents."""


def keep_conversions(kept: Kept, get_toc: GetToc, nav: object, config: Any, files: Any) -> None:
    """Have pages converted only if they are not kept, in MkDocs' event `nav`, when all files are known."""
    extensions, links = config["markdown_extensions"], dict(config["validation"]["links"])
    places = [(file.src_uri, file.url, file.inclusion.name) for file in files]
    build = kept.key(extensions, config["mdx_configs"], links, places)
    if build and all(map(_reads_the_page_alone, extensions)):
        conversion = Conversion(kept, get_toc, build)
        pages = [file.page for file in files.documentation_pages() if file.page]
        wait = share(kept, pages, partial(conversion.convert, config, files))
        config["plugins"].events["pre_page"] += [lambda page, **_: wait(page), conversion.pre_page]


def keep_entries(kept: Kept, config: Any) -> None:
    """Have the theme's search plugin, where it is the one, read pages only if their entries are not kept."""
    index: Any = getattr(config["plugins"].get("material/search"), "search_index", None)
    if hasattr(index, "entries") and hasattr(index, "add_entry_from_context") and not _segments_chinese(index):
        index.add_entry_from_context = partial(_add_entries, kept, index, index.add_entry_from_context)


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

    def convert(self, config: Any, files: Any, page: Any) -> None:
        """Convert a page, and read it for the search, as MkDocs will."""
        page.read_source(config)
        self.render(page, page.render, config, files)
        if search := config["plugins"].get("material/search"):
            search.search_index.add_entry_from_context(page)

    def render(self, page: Any, convert: Callable[[object, object], None], config: object, files: Any) -> None:
        """Set of a page what `convert` would, and call that only if it is not kept."""
        level = logging.getLogger(type(page).__module__).getEffectiveLevel()
        key = self.kept.key(self.build, level, page.file.src_uri, page.markdown)
        made = self.kept.value(key, lambda: _converted(page, convert, config, files))
        if made is not None:
            page.content, page.toc, page._title_from_render = made["content"], self.get_toc(made["toc"]), made["title"]
            page.present_anchor_ids = set(made["ids"])
            page.links_to_anchors = {files.get_file_from_path(path): links for path, links in made["links"].items()}


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
        "toc": list(map(token, page.toc)),
        "title": page._title_from_render,
        "ids": list(page.present_anchor_ids),
        "links": {file.src_uri: links for file, links in page.links_to_anchors.items()},
    }


def token(link: Any) -> dict[str, Any]:
    """Return the token of the extension `toc` that a link in a page's table of contents was made of."""
    return {"name": link.title, "id": link.id, "level": link.level, "children": list(map(token, link.children))}


def _segments_chinese(index: Any) -> bool:
    """Return whether an index of the search reads dictionaries of Chinese."""
    return any(index.config.get(name) for name in ("jieba_dict", "jieba_dict_user"))


def _add_entries(kept: Kept, index: Any, add: Callable[[Any], None], page: Any) -> None:
    """Add the entries of a page to the index of the search, by `add` if they are not kept."""
    front_matter = [page.meta.get(name) for name in ("tags", "search")]
    title = str(page.meta.get("title", page.title))
    key = kept.key(page.content, list(map(token, page.toc)), title, page.url, front_matter)
    index.entries += kept.value(key, lambda: _added(index.entries, add, page))


def _added(entries: list[Any], add: Callable[[Any], None], page: Any) -> list[Any]:
    """Return what `add` appends to the entries, taken off them."""
    before = len(entries)
    add(page)
    added = entries[before:]
    del entries[before:]
    return added
