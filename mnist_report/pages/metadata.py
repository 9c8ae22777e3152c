"""What the head of a page says to programs: Open Graph for those that show a link, JSON-LD for those that list courses.

    Outline, Navigation, Evaluation, Drawing ──► Heads.of(page) ──► front matter ──► gen/theme/main.html

The vocabularies are those of https://ogp.me and https://schema.org. Whatever must be an absolute address is left out
where the address of the site is not known.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..results.artifacts import RenderedFigure
from ..results.evaluation import Evaluation
from .blocks import Widget
from .citation import Citation
from .markup import ADDRESS
from .navigation import Navigation
from .page import Module, Outline, Page

Thing = dict[str, Any]
"""A node of JSON-LD; what is None or empty is not said."""
LESSON = "LearningResource"
LANGUAGE = "en"
LEVEL = "Beginner"


@dataclass(frozen=True)
class Heads:
    """The heads of all pages of one course."""

    navigation: Navigation
    """The name and the address of the site."""
    outline: Outline
    """The modules and their lessons."""
    evaluation: Evaluation
    """The data set that the pictures come from."""
    drawing: Callable[[str], RenderedFigure]
    """Gives a figure by its name, "sample_images"."""
    citation: Citation | None = None
    """Authors and licences; None for a project that does not say."""

    def of(self, page: Page) -> str:
        """The HTML for the head of a page: a few `<meta>` and one data block."""
        # "<" may not stand in a data block: "</script" would end it, "<!--" would hide its end.
        data = json.dumps(self._said_of(page), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return f'{"".join(self._open_graph(page))}<script type="application/ld+json">{data}</script>'

    # Open Graph

    def _open_graph(self, page: Page) -> Iterator[str]:
        kind = "article" if page in self.outline.lessons else "website"
        said = {"type": kind, "site_name": self.navigation.name, "title": page.title,
                "description": page.description or self.navigation.description, "url": self._url(page.address)}
        for name, value in (said | self._picture(page)).items():
            if value:
                yield f'<meta property="og:{name}" content="{html.escape(str(value))}">\n'

    def _picture(self, page: Page) -> dict[str, object]:
        """The first figure of the page, of its module, or of the course."""
        module = next((module.lessons for module in self.outline.modules if module.page is page), ())
        shown = (name for each in (page, *module, *self.outline.lessons) for name in each.figures)
        name = next(shown, None) if self.navigation.address else None
        if name is None:
            return {}
        drawing = self.drawing(name.replace("-", "_"))
        width, height = drawing.pixels
        return {"image": self._url(_file(name)), "image:type": "image/png", "image:width": width,
                "image:height": height, "image:alt": drawing.alt}

    # JSON-LD

    def _said_of(self, page: Page) -> Thing:
        lessons = {lesson.path: (module, lesson) for module in self.outline.modules for lesson in module.lessons}
        module = next((module for module in self.outline.modules if module.page is page), None)
        if page.path in lessons:
            said = self._lesson(*lessons[page.path])
        elif module:
            said = self._module(module)
        elif not page.address and self.outline.modules:
            said = self._course()
        else:
            said = self._other(page)
        licence = self.citation.text.licence_address if self.citation else ""
        free = {"inLanguage": LANGUAGE, "isAccessibleForFree": True, "license": licence}
        return _told({"@context": "https://schema.org"} | said | free)

    def _course(self) -> Thing:
        said = self.navigation
        duration = _duration(*(page for module in self.outline.modules for page in (module.page, *module.lessons)))
        return self._as_course(said.name, said.description, "") | {
            "timeRequired": duration,
            "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": duration},
            "teaches": [lesson.description for lesson in self.outline.lessons],
            "hasPart": [self._named("Course", module.page) for module in self.outline.modules],
        }

    def _module(self, module: Module) -> Thing:
        return self._as_course(module.page.title, module.page.description, module.page.address) | {
            "position": self.outline.modules.index(module) + 1,
            "timeRequired": _duration(module.page, *module.lessons),
            "teaches": [lesson.description for lesson in module.lessons],
            "isPartOf": self._whole(),
            "hasPart": [self._named(LESSON, each) | {"timeRequired": _duration(each)} for each in module.lessons],
        }

    def _as_course(self, name: str, description: str, address: str) -> Thing:
        provider = {"@type": "Organization", "name": self.citation.text.credit} if self.citation else None
        return {"@type": "Course", "name": name, "description": description, "url": self._url(address),
                "educationalLevel": LEVEL, "provider": provider, "isBasedOn": self._data()}

    def _lesson(self, module: Module, lesson: Page) -> Thing:
        return self._named(LESSON, lesson) | {
            "learningResourceType": "lesson",
            "teaches": lesson.description,
            "timeRequired": _duration(lesson),
            "educationalLevel": LEVEL,
            "isPartOf": self._named("Course", module.page),
            "image": list(filter(None, (self._url(_file(name)) for name in lesson.figures))),
        }

    def _other(self, page: Page) -> Thing:
        explores = any(isinstance(block, Widget) for block in page.blocks)
        kind = {"learningResourceType": "simulation", "educationalLevel": LEVEL} if explores else {}
        said = self._named(LESSON if explores else "WebPage", page) | kind
        return said | {"description": page.description, "timeRequired": _duration(page), "isPartOf": self._whole()}

    def _whole(self) -> Thing:
        return {"@type": "Course", "name": self.navigation.name, "url": self._url("")}

    def _named(self, kind: str, page: Page) -> Thing:
        """A node that another page says more of."""
        title = page.title if page.number is None else page.title.partition(". ")[2]
        return {"@type": kind, "name": title, "url": self._url(page.address), "position": page.number}

    def _data(self) -> Thing:
        """The images that everything is drawn from, which have makers and a licence of their own."""
        found = self.evaluation
        return {"@type": "Dataset", "name": found.dataset_name, "creditText": found.attribution,
                "license": {"@type": "CreativeWork", "name": found.licence}}

    def _url(self, address: str) -> str:
        """Of something that the site publishes; empty where the address of the site is not known."""
        return self.navigation.address and self.navigation.address + address


def _told(thing: Thing) -> Thing:
    """Without what is not known, at every depth."""
    kept = {name: _told(value) if isinstance(value, dict) else value for name, value in thing.items()}
    lists = {name: [_told(each) if isinstance(each, dict) else each for each in value]
             for name, value in kept.items() if isinstance(value, list)}
    return {name: value for name, value in (kept | lists).items() if value not in (None, "", [], {})}


def _duration(*pages: Page) -> str:
    """Time to read pages one after another, as ISO 8601 has it."""
    return f"PT{sum(page.minutes for page in pages)}M"


def _file(figure: str) -> str:
    """The light PNG of a figure."""
    return f"figures/{figure}{ADDRESS['png']}"
