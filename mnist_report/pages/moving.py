"""Moving: a page to another path, with all that leads to it: links, `builds_on`, navigation, editions, redirects."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from ..core import yamls
from ..core.errors import ContentError
from ..core.filters import plural
from . import syntax
from .addresses import HOME, address_of, is_page, relative, split
from .addresses import NAME as LOCK
from .links import EXPLORE
from .manuscript import PRINT, Manuscript, nearest
from .markup import CITED, REPORT
from .nav_lines import NavLines
from .navigation import NAME
from .page import SLIDES
from .permalinks import Lock
from .refitting import refit
from .template import PARTS, WIDGETS

DOCS: Final = "docs/"
FRONT: Final = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
STAYING: Final = {"index.md": "it is the home page"} | dict.fromkeys(
    [CITED, REPORT], "the foot of each page leads there; mnist_report/pages/markup.py says so"
)
"""Pages that cannot be moved, and why."""
DEFINITION: Final = re.compile(r"(?m)^( {0,3}\[[^\]\n]+\]: +)(\S+)")
"""The definition of a link that others name: `[digits]: ../glossary.md#digit`."""
RELATIVE: Final = re.compile(r"""(\b(?:href|src)=["']|["'](?=\.{1,2}/))([^"'\s<>]+)(?=["'])""")
"""An address relative to that of the page, in an attribute of HTML or as the argument of a verb."""
WIDGET: Final = re.compile(r"""<<-?\s*widget\(\s*["']([\w-]+)["']""")
"""The call of a widget that stands in a file of its own."""
INCLUDE: Final = re.compile(r"""(<%[-+]?\s*(?:include|import|from|extends)\s+(["']))([^"']+)(?=\2)""")
"""A page that another one takes in, by its path within docs/."""
TEXT: Final = {".cff", ".css", ".html", ".js", ".json", ".md", ".mjs", ".py", ".toml", ".yml"}
"""Extensions of files in which a page can be named by hand."""


@dataclass(frozen=True)
class Move:
    """A move of one page. Paths are relative to the project: "docs/glossary.md"."""

    old: str
    """Where the page was."""
    new: str
    """Where it is now."""
    addresses: Mapping[str, str]
    """Where each address is now, relative to the site, of the page and of what is made from it."""

    def text(self, text: str, path: str) -> str:
        """Return the text of the file that was at `path`, with links from where it is now to where things are now."""
        parts = _Links(self, path)
        front = FRONT.match(text)
        text = (f"---\n{parts.builds_on(front[1])}---\n" if front else "") + text[front.end() if front else 0 :]
        return syntax.outside_code(text, parts.changed) if path.startswith(DOCS) else parts.markdown(text)

    def path(self, path: str) -> str:
        """Return where the file that was at a path is now."""
        return {self.old: self.new, **self._made}.get(path, path)

    @cached_property
    def _made(self) -> Mapping[str, str]:
        """The new path of each file that is made from the page, by its old one."""
        return {DOCS + _made_at(old): DOCS + _made_at(new) for old, new in self.addresses.items()
                if old.endswith(f"/{PRINT}/") or f"/{SLIDES}/" in old or not is_page(old)}


@dataclass(frozen=True)
class _Links:
    """The links of one file, which a move changes."""

    move: Move
    """The move."""
    path: str
    """Where the file was."""

    def changed(self, text: str) -> str:
        """Return Markdown with all kinds of links changed."""
        text = INCLUDE.sub(lambda found: found[1] + self.move.path(DOCS + found[3]).removeprefix(DOCS), text)
        return RELATIVE.sub(lambda found: found[1] + self._from_address(found[2]), self.markdown(text))

    def markdown(self, text: str) -> str:
        """Return Markdown with the links changed that name files."""

        def link(found: re.Match[str]) -> str:
            image, label, address, title = found.groups(default="")
            return f"{image}[{syntax.LINK.sub(link, label)}]({self._from_file(address)}{title})"

        return DEFINITION.sub(lambda found: found[1] + self._from_file(found[2]), syntax.LINK.sub(link, text))

    def builds_on(self, front: str) -> str:
        """Return the text of a front matter with the pages changed that a lesson builds on."""
        tree: Any = yaml.compose(front, yamls.Loader)
        entries = tree.value if isinstance(tree, yaml.MappingNode) else []
        for node in reversed([node for key, value in entries if key.value == "builds_on" for node in value.value]):
            if (link := self._from_file(node.value)) != node.value:
                quote = node.style if node.style in {"'", '"'} else ""
                front = f"{front[: node.start_mark.index]}{quote}{link}{quote}{front[node.end_mark.index :]}"
        return front

    def _from_file(self, link: str) -> str:
        """Return what a link that names a file is now; itself where nothing about it has changed."""
        if syntax.ELSEWHERE.match(link) or link.startswith(("#", "/")) or "<<" in link:
            return link
        target, mark, part = syntax.target(link, self.path).partition("#")
        now = self.move.path(self.path)
        if now == self.path and target == self.move.path(target):
            return link
        return posixpath.relpath(self.move.path(target), posixpath.dirname(now) or ".") + mark + part

    def _from_address(self, link: str) -> str:
        """Return what a link is now that begins at the address of its page, not at its file."""
        if syntax.ELSEWHERE.match(link) or link.startswith(("#", "/")):
            return link
        place, mark, part = link.partition("#")
        folder = "/" * place.endswith(("/", "."))
        target = posixpath.normpath(posixpath.join("/", _address(self.path), place)).strip("/") + folder
        now, moved = self.move.path(self.path), self.move.addresses.get(target.removesuffix("index.html"))
        if now == self.path and not moved:
            return link
        return relative(_address(now), (moved or target.lstrip("/") or HOME) + mark + part)


def move(manuscript: Manuscript, given: str, to: str) -> list[str]:
    """Move a page in a manuscript and return what to tell, a line each.

    Raise ContentError, naming the fault, for a page that is not there, and for a path at which none can be.
    """
    old = _existing(manuscript, given)
    new = manuscript.place(to)
    new = posixpath.join(new, posixpath.basename(old)) if to.endswith("/") or (manuscript.docs / new).is_dir() else new
    manuscript.require_new(new, old)
    addresses, parts = _moved_addresses(manuscript, old, new)
    told, rows = _move_in_nav(manuscript, old, new)
    told += _move_files(manuscript, Move(DOCS + old, DOCS + new, addresses))
    for lessons, first in rows:
        told += manuscript.renumbered(lessons, first)
    refit(manuscript)
    redirects = _redirect(manuscript, addresses, parts)
    return [f"moved {DOCS}{old} to {DOCS}{new}", *told, *redirects, *_mentions(manuscript, old)]


def _existing(manuscript: Manuscript, given: str) -> str:
    """Return the path of a page that can be moved. Raise ContentError for any other."""
    old = manuscript.place(given)
    if (manuscript.docs / old).is_dir():
        raise ContentError(f"{DOCS}{old} is a folder; move its pages, one by one")
    if old not in manuscript.pages:
        raise ContentError(f"{DOCS}{old} is no page{nearest(old, manuscript.pages)}")
    if old in STAYING:
        raise ContentError(f"{DOCS}{old} stays where it is: {STAYING[old]}")
    return old


def _move_files(manuscript: Manuscript, move: Move) -> Iterator[str]:
    """Move the page, in docs/ and in each edition, and change the links of all files; tell how many."""
    count = 0
    for file, path in _files(manuscript):
        text, changed = manuscript.read(file), move.text(manuscript.read(file), path)
        if path == move.old and file.suffix == ".md":
            folder = file.parents[path.count("/") - 1]
            manuscript.move(file, folder / move.new.removeprefix(DOCS), changed)
        elif changed != text:
            manuscript.write(file, changed)
            count += 1
    if count:
        yield f"changed the links in {plural(count, 'file')}"


def _files(manuscript: Manuscript) -> Iterator[tuple[Path, str]]:
    """Yield each file of the project that has links, and the path that they begin at.

    That of an edition is in docs/; that of a widget is the page which shows it; that of a part is a page in docs/.
    """
    yield from ((file, f"{DOCS}{file.name}") for file in sorted((manuscript.project / PARTS).glob("*.html")))
    for page in manuscript.pages:
        for name in WIDGET.findall(manuscript.read(manuscript.docs / page)):
            yield manuscript.project / WIDGETS / f"{name}.html", DOCS + page
    yield from ((file, file.name) for file in sorted(manuscript.project.glob("*.md")))
    for folder in manuscript.folders:
        yield from ((file, f"{DOCS}{file.relative_to(folder).as_posix()}") for file in sorted(folder.rglob("*.md")))


Row = tuple[list[str], int]
"""Lessons of a module in order, and the number of the first."""


def _move_in_nav(manuscript: Manuscript, old: str, new: str) -> tuple[list[str], list[Row]]:
    """Rename a page in `nav`; put a lesson that moves into the folder of another module there.

    Return what to tell, and the lessons to be numbered again. Raise ContentError for the only lesson of a module.
    """
    nav, place, part = manuscript.nav, manuscript.nav.page(old), manuscript.nav.part(old)
    if not place or not part:
        return [f"it is not in nav in {NAME}"], []
    there = manuscript.modules.get(posixpath.dirname(new), part)
    if there == part or manuscript.number(old) is None:
        manuscript.write(manuscript.mkdocs_yml, nav.renamed(place, new))
        return [f"renamed it in nav in {NAME}"], []
    left, joined = [page for page in manuscript.lessons(part) if page != old], manuscript.lessons(there)
    if not left:
        raise ContentError(f"{DOCS}{old} is the only lesson of its module; write another one first")
    rows = [(lessons, first) for lessons, first in ((left, manuscript.first_number(manuscript.lessons(part))),
                                                    ([*joined, new], manuscript.first_number(joined))) if first]
    title = place.title
    shorter = NavLines(nav.removed(place))
    after = shorter.page(joined[-1])
    manuscript.write(manuscript.mkdocs_yml, shorter.inserted(after, new, title) if after else shorter.text)
    return [f"moved it in nav in {NAME}, behind {joined[-1]}"], rows


def _moved_addresses(manuscript: Manuscript, old: str, new: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the new addresses, by the old ones, of a page and of what is made from it, and so the new ids of parts."""
    part = manuscript.nav.part(old)
    module = part if part in manuscript.modules.values() else None
    addresses, parts = {address_of(old): address_of(new)}, {}
    before, after = _name(old), _name(new)
    if module and (manuscript.number(old) is not None or old == module.pages[0]):
        manuscript.require_own_name(new, old)
        kinds = (".ipynb", "-solutions.ipynb", ".py")
        addresses |= {f"downloads/{before}{kind}": f"downloads/{after}{kind}" for kind in kinds}
        there = manuscript.modules.get(posixpath.dirname(new), module)
        parts = {f"{_folder(module.pages[0])}-{before}": f"{_folder(there.pages[0])}-{after}"}
        addresses[f"{_slides(module.pages[0])}{before}/"] = f"{_slides(there.pages[0])}{after}/"
    if module and old == module.pages[0]:
        addresses[f"{posixpath.dirname(old)}/{PRINT}/"] = f"{posixpath.dirname(new)}/{PRINT}/"
        decks = ["", *(f"{_name(lesson)}/" for lesson in manuscript.lessons(module))]
        addresses |= {f"{_slides(old)}{deck}": f"{_slides(new)}{deck}" for deck in decks}
        names = {f"{{}}-{_name(lesson)}" for lesson in manuscript.lessons(module)} | {"links-{}"}
        parts = {name.format(_folder(old)): name.format(_folder(new)) for name in names}
    if old.startswith(EXPLORE):
        addresses[f"embed/{before}/"] = f"embed/{after}/"
    return _changed(addresses), _changed(parts)


def _name(page: str) -> str:
    return posixpath.basename(address_of(page).rstrip("/"))


def _slides(module: str) -> str:
    """Return the address of the slides of the module that a page opens."""
    return f"{posixpath.dirname(module)}/{SLIDES}/"


def _folder(page: str) -> str:
    return address_of(page).split("/")[0]


def _changed(moved: dict[str, str]) -> dict[str, str]:
    return {old: new for old, new in moved.items() if old != new}


def _redirect(manuscript: Manuscript, addresses: dict[str, str], parts: dict[str, str]) -> Iterator[str]:
    """Declare the redirects of what has moved, in each lock that lists it; tell how many."""
    for file in (folder / LOCK for folder in manuscript.folders):
        lock = Lock.read(file)
        ids = {line.address: split(line.address) for line in lock.lines if split(line.address)[1] in parts}
        moved = lock.moving(addresses | {address: f"{place}#{parts[part]}" for address, (place, part) in ids.items()})
        if moved != lock:
            manuscript.write(file, str(moved))
            count = len(moved.redirects.keys() - lock.redirects.keys())
            yield f"{plural(count, 'redirect')} in {file.relative_to(manuscript.project)}"


def _mentions(manuscript: Manuscript, old: str) -> Iterator[str]:
    """Yield the first line of each file that names the page by hand, where no link is."""
    path, address = re.escape(old), re.escape(address_of(old))
    named = re.compile(rf"(?<![\w-])(?:docs/{path}|(?<!\w/)(?:{address}(?!\w)|{path}))")
    folders = (manuscript.project / name for name in ("docs", "gen", "mnist_report", "tests"))
    files = [*manuscript.project.glob("*.*"), *(file for folder in folders for file in folder.rglob("*.*"))]
    for file in sorted(file for file in files if file.suffix in TEXT and file.is_file()):
        for number, line in enumerate(manuscript.read(file).splitlines(), start=1):
            if named.search(line):
                yield f"{file.relative_to(manuscript.project)}:{number} still names it: {line.strip()[:80]}"
                break


def _made_at(address: str) -> str:
    """Return the path of what is made from a page, by its address."""
    if f"/{SLIDES}/" in address:
        return f"{address}index.{'md' if address.endswith(f'/{SLIDES}/') else 'html'}"
    return f"{address.rstrip('/')}.md" if is_page(address) else address


def _address(path: str) -> str:
    """Return the address of a page of docs/, by its path in the project."""
    return address_of(path.removeprefix(DOCS)) or HOME
