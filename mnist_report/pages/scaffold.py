"""Scaffold: the page of a new lesson or a new module, with the parts that it has and a line on what to write there."""

from __future__ import annotations

import posixpath
import re
from itertools import takewhile
from typing import Final

from ..core import yamls
from ..core.errors import ConfigurationError, ContentError
from ..core.filters import capital
from ..core.rules import is_name
from .manuscript import Manuscript, nearest, require_slug
from .nav_lines import Place
from .navigation import NAME
from .page import LESSON
from .refitting import refit

TO_WRITE: Final = "To write:"
"""What stands before each text that is left to write."""
LEFT: Final = re.compile(rf"{TO_WRITE} ([^\"'{{]*[^\"'{{ .])")
"""The same with the text."""
NUMBERED: Final = re.compile(r"(\D*)(\d+)(\W+)")
"""The start of a module's title in the navigation: "Module 2. "."""
LESSON_PAGE: Final = """\
---
{front}---

# {title} {{ #{name} }}

To write: what this lesson asks, and why its reader wants to know.

## What the code does {{ #what-the-code-does }}

To write: each call of the code below, and what it is for.

<< question("{name}", "To write: what the reader should predict before the page shows it?",
    ["The right answer", "Another answer"], "The right answer", "Why it is right.") >>

## The code {{ #the-code }}

To write: the code and the figure, by the names of their functions.
<# << source("figures.averages.draw_{function}") >> shows the body of a function as code,
   << figure("{function}") >> the figure that a function `-> Figure` of that name in mnist_report/figures/ returns. #>

## What this run shows {{ #what-this-run-shows }}

To write: what came out, each number as a value (`mnist-report values` lists them).

## Try it yourself {{ #try-it-yourself }}

### Exercise 1: To write: its title, and an id that says what it is about, since it stays {{ #exercise-1 }}

To write: what to try, and what to predict first.

??? success "Solution"

    To write: what comes out, and why.

## For the classroom {{ #for-the-classroom }}

**Discuss:** To write: a question on which a class can disagree.

*For the instructor:* To write: what an answer should mention.
"""
MODULE_PAGE: Final = """\
---
{front}---

# {title} {{ #{name} }}

To write: what the module asks, and how it goes on from the one before.

## What you need {{ #what-you-need }}

To write: what its reader must have done and know.

## The lessons {{ #the-lessons }}

<< lesson_list("{name}") >>

To read on paper, or to hand out, [print this module](print.md): all of it on one page, with the solutions on sheets of
their own at the end.
"""


def new_lesson(manuscript: Manuscript, given: str, title: str = "", after: str = "") -> list[str]:
    """Write a lesson into a manuscript, with its line in `nav`, and return what to tell, a line each.

    `after` names the page of the module that it follows, by default its last lesson; the lessons behind it are numbered
    again. Raise ContentError, naming the fault, for a path at which no lesson can be.
    """
    path = manuscript.place(given)
    folder = _folder(manuscript, path)
    manuscript.require_new(path)
    manuscript.require_own_name(path)
    title = _title(title or _words(path))
    module = manuscript.modules.get(folder)
    lessons = manuscript.lessons(module) if module else _lessons_in(manuscript, folder)
    before = _before(manuscript, module, lessons, after) if module else lessons
    first = manuscript.first_number(lessons)
    number = first + len(before) if first else max(filter(None, map(manuscript.number, lessons))) + 1
    _write_lesson(manuscript, path, f"{number}. {title}", _previous(manuscript, folder, before))
    behind = ["", *(module.pages[:1] if module else ()), *before][-1]
    told = [f"wrote docs/{path}", *_nav_line(manuscript, path, f"{number}. {title}", behind)]
    told += manuscript.renumbered([*before, path, *lessons[len(before) :]], first) if first else []
    refit(manuscript)
    return told + _to_write(manuscript, path)


def new_module(manuscript: Manuscript, name: str, title: str, lesson: str) -> list[str]:
    """Write a module of one lesson into a manuscript, as the last part of `nav` with lessons; return what to tell.

    Raise ContentError, naming the fault, for the name of a folder in which no module can be.
    """
    name = manuscript.place(name)
    require_slug(name)
    manuscript.require_new(f"{name}.md")
    if "/" in name or (manuscript.docs / name).exists() or manuscript.lock.below(f"{name}/"):
        raise ContentError(f"{name!r} has files or addresses already; choose another folder, such as "
                           f"{f'module-{len(manuscript.modules) + 1}'!r}")
    index, first = f"{name}/index.md", f"{name}/{lesson}.md"
    manuscript.require_new(first)
    manuscript.require_own_name(index)
    manuscript.require_own_name(first)
    title = _title(title)
    last = list(manuscript.modules.values())[-1] if manuscript.modules else None
    _write_lesson(manuscript, first, f"1. {_words(first)}", _previous(manuscript, name, []))
    front = _front(title=title, description=f"{TO_WRITE} what the module is about, in a sentence.",
                   summary=f"{TO_WRITE} what the home page says of it, in a sentence.")
    manuscript.write(manuscript.docs / index, MODULE_PAGE.format(front=front, title=title, name=name))
    told = [f"wrote docs/{index} and docs/{first}, since a module has at least one lesson"]
    told += _nav_part(manuscript, last, title, [index, first])
    return told + _to_write(manuscript, index) + _to_write(manuscript, first)


def _folder(manuscript: Manuscript, path: str) -> str:
    """Return the folder of a lesson. Raise ContentError unless it is that of a module."""
    folder = posixpath.dirname(path)
    known = list(manuscript.modules) or [posixpath.dirname(page) for page in manuscript.pages if "/index.md" in page]
    if folder not in known:
        raise ContentError(f"{path!r} is in no module{nearest(folder, known)}")
    return folder


def _title(title: str) -> str:
    """Return a title without the number of a lesson. Raise ContentError unless it is one printable line."""
    if not is_name(LESSON.sub("", title)):
        raise ContentError(f"the title is {title!r}; it should be one printable line")
    return LESSON.sub("", title).strip()


def _words(path: str) -> str:
    """Return the name of a page as words: "Average digits"."""
    return capital(posixpath.basename(path).removesuffix(".md").replace("-", " "))


def _lessons_in(manuscript: Manuscript, folder: str) -> list[str]:
    """Return the lessons in a folder by their numbers, where there is no navigation to say which there are."""
    pages = [page for page in manuscript.pages if posixpath.dirname(page) == folder]
    return sorted((page for page in pages if manuscript.number(page)), key=lambda page: manuscript.number(page) or 0)


def _before(manuscript: Manuscript, module: Place, lessons: list[str], after: str) -> list[str]:
    """Return the lessons of a module up to the page `after`. Raise ContentError when that is none of its pages."""
    if not after:
        return lessons
    page = manuscript.place(after)
    named = [known for known in module.pages if page in {known, known.removesuffix(".md"), posixpath.basename(known),
                                                         posixpath.basename(known).removesuffix(".md")}]
    if not named:
        raise ContentError(f"--after names {after!r}, which is no page of the module{nearest(page, module.pages)}")
    return [known for known in module.pages[: module.pages.index(named[0]) + 1] if known in lessons]


def _previous(manuscript: Manuscript, folder: str, before: list[str]) -> str:
    """Return the lesson before the one to be written behind others of its module; "" where there is none."""
    earlier = takewhile(lambda name: name != folder, manuscript.modules)
    lessons = [page for name in earlier for page in manuscript.lessons(manuscript.modules[name])]
    return [*lessons, *before][-1] if lessons or before else ""


def _write_lesson(manuscript: Manuscript, path: str, title: str, previous: str) -> None:
    description = f"{TO_WRITE} what its reader will be able to do."
    builds_on = {"builds_on": [posixpath.relpath(previous, posixpath.dirname(path))]} if previous else {}
    name = posixpath.basename(path).removesuffix(".md")
    summary = f"{TO_WRITE} what it is about, in a few words."
    front = _front(title=title, description=description, summary=summary, **builds_on)
    manuscript.write(manuscript.docs / path, LESSON_PAGE.format(
        front=front, title=title, name=name, function=name.replace("-", "_")))


def _front(**values: object) -> str:
    """Return a front matter, a line a value."""
    return "".join(f"{name}: {yamls.inline(value)}\n" for name, value in values.items())


def _nav_line(manuscript: Manuscript, path: str, title: str, after: str) -> list[str]:
    """Put a lesson into `nav` behind another page, with its title if that has one; return what to tell."""
    place = manuscript.nav.page(after) if after else None
    if not place:
        return [f"{NAME} has no nav: write one, a part with a title and a list of pages for each module, with {path}"]
    named = title if LESSON.match(place.title) else LESSON.sub("", title)
    try:
        manuscript.write(manuscript.mkdocs_yml, manuscript.nav.inserted(place, path, place.title and named))
    except ConfigurationError as error:
        return [f"{error}: add `- {path}` behind {after}"]
    return [f"put it into nav in {NAME}, behind {after}"]


def _nav_part(manuscript: Manuscript, last: Place | None, title: str, pages: list[str]) -> list[str]:
    """Put a part into `nav` behind the last module; return what to tell."""
    named = NUMBERED.match(last.title if last else "")
    title = f"{named[1]}{int(named[2]) + 1}{named[3]}{title}" if named else title
    by_hand = f"`- {title}:`, with a list of {' and '.join(pages)}"
    if not last:
        return [f"{NAME} has no nav with lessons: add {by_hand}"]
    try:
        manuscript.write(manuscript.mkdocs_yml, manuscript.nav.with_part(last, title, pages))
    except ConfigurationError as error:
        return [f"{error}: add {by_hand}"]
    return [f"put {title!r} into nav in {NAME}, behind {last.title!r}"]


def _to_write(manuscript: Manuscript, path: str) -> list[str]:
    """Return each place of a page that is left to write, with its line."""
    lines = enumerate(manuscript.read(manuscript.docs / path).splitlines(), start=1)
    return [f"docs/{path}:{number}: to write: {found[1]}" for number, line in lines if (found := LEFT.search(line))]
