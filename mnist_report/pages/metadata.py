"""Heads: metadata in the head of a page: Open Graph for link previews, JSON-LD for search engines and course lists.

    Outline, Navigation, Evaluation, RenderedFigure ──► Heads.of(page) ──► front matter ──► gen/theme/main.html

The vocabularies are those of https://ogp.me and https://schema.org. Absolute addresses are left out where the address
of the site is not known.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..figures.figure import fitting
from ..results.artifacts import RenderedFigure
from ..results.browser.cards import SHARED
from ..results.evaluation import Evaluation
from .accessibility import SUMMARY, accessibility
from .addresses import suffix
from .blocks import Widget
from .citation import Citation
from .manuscript import PRINT
from .markup import ADDRESS
from .navigation import Navigation
from .page import Module, Outline, Page

Thing = dict[str, Any]
"""A node of JSON-LD; entries that are None or empty are left out."""
LESSON = "LearningResource"
LEVEL = "Beginner"
AUDIENCE = {"@type": "EducationalAudience", "educationalRole": ["student", "teacher"]}
FORMATS = {".ipynb": "application/x-ipynb+json", ".py": "text/x-python", "": "text/html"}
"""Media types of what a reader can take along, by the extension of its address."""


@dataclass(frozen=True)
class Heads:
    """The heads of all pages of one course."""

    navigation: Navigation
    """The name and the address of the site."""
    outline: Outline
    """The modules and their lessons."""
    evaluation: Evaluation
    """The run, with name, authors and licence of its data set."""
    figure: Callable[[str], RenderedFigure]
    """Return a figure by its name, "sample_images"."""
    downloads: Callable[[Page], dict[str, str]]
    """Return the downloads of a page: {label: path within the site or address elsewhere}."""
    citation: Citation | None = None
    """Authors and licences; None for a project without CITATION.cff."""

    def of(self, page: Page) -> str:
        """Return the HTML for the head of a page: a few `<meta>` and one data block."""
        # "<" must not occur in a data block: "</script" would end it, "<!--" would hide its end.
        data = json.dumps(self._json_ld(page), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return f'{"".join(self._open_graph(page))}{self.licence}<script type="application/ld+json">{data}</script>'

    @property
    def licence(self) -> str:
        """The `<link>` to the licence of the text, which every page has; "" for a project without CITATION.cff."""
        address = html.escape(self.citation.text.licence_address) if self.citation else ""
        return address and f'<link rel="license" href="{address}">\n'

    # Open Graph

    def _open_graph(self, page: Page) -> Iterator[str]:
        kind = "article" if page in self.outline.lessons else "website"
        properties = {"type": kind, "site_name": self.navigation.name, "title": page.title,
                      "description": page.description or self.navigation.description, "url": self._url(page.address)}
        for name, value in (properties | self._picture(page)).items():
            if value:
                yield f'<meta property="og:{name}" content="{html.escape(str(value))}">\n'
        if self.navigation.address:
            yield '<meta name="twitter:card" content="summary_large_image">\n'

    def _picture(self, page: Page) -> dict[str, object]:
        """Return the Open Graph image: the page's `picture`, its first figure, that of its module, or the course's."""
        if not self.navigation.address:
            return {}
        module = next((module.lessons for module in self.outline.modules if module.page is page), ())
        name = next(filter(None, [str(page.front.get("picture") or ""), *_figures(page, *module)]), "")
        return self._figure(name) if name else self._shared()

    def _figure(self, name: str) -> dict[str, object]:
        figure = self.figure(name.replace("-", "_"))
        return self._image(_picture_path(figure.name), *figure.pixels, figure.alt)

    def _shared(self) -> dict[str, object]:
        """Return the picture of the course: results/browser/cards.py."""
        height, width = SHARED
        run = self.evaluation.run
        alt = fitting(f"{run.class_names[run.labels[run.example]]}: an image made of small images of the same class.",
                      "An image made of small images of the same class.")
        return self._image("cards/shared.png", width, height, alt)

    def _image(self, path: str, width: int, height: int, alt: str) -> dict[str, object]:
        return {"image": self._url(path), "image:type": "image/png", "image:width": width, "image:height": height,
                "image:alt": alt}

    # JSON-LD

    def _json_ld(self, page: Page) -> Thing:
        lessons = {lesson.path: (module, lesson) for module in self.outline.modules for lesson in module.lessons}
        module = next((module for module in self.outline.modules if module.page is page), None)
        if page.path in lessons:
            thing = self._lesson(*lessons[page.path])
        elif module:
            thing = self._module(module)
        elif not page.address and self.outline.modules:
            thing = self._course()
        else:
            thing = self._other(page)
        free = {"inLanguage": self.navigation.language, "isAccessibleForFree": True}
        return _without_empty({"@context": "https://schema.org"} | thing | free | self._cited())

    def _cited(self) -> Thing:
        """Return what CITATION.cff says of every page."""
        if not self.citation:
            return {}
        text = self.citation.text
        authors = [{"@type": "Organization" if each.is_group else "Person", "name": each.name} for each in text.authors]
        return {"license": text.licence_address, "version": self.citation.version, "author": authors}

    def _course(self) -> Thing:
        pages = [page for module in self.outline.modules for page in (module.page, *module.lessons)]
        duration = _duration(*pages)
        node = self._course_node(self.navigation.name, self.navigation.description, "", *pages)
        return node | self._identity() | {
            "timeRequired": duration,
            "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": duration},
            "teaches": [lesson.description for lesson in self.outline.lessons],
            "hasPart": [self._reference("Course", module.page) for module in self.outline.modules],
        }

    def _module(self, module: Module) -> Thing:
        page = module.page
        return self._course_node(page.title, page.description, page.address, page, *module.lessons) | {
            "encoding": self._encodings(self.downloads(page) | {"print": f"{page.address}{PRINT}/"}),
            "position": self.outline.modules.index(module) + 1,
            "timeRequired": _duration(module.page, *module.lessons),
            "teaches": [lesson.description for lesson in module.lessons],
            "isPartOf": self._course_reference(),
            "hasPart": [
                self._reference(LESSON, page) | {"timeRequired": _duration(page)} for page in module.lessons
            ],
        }

    def _course_node(self, name: str, description: str, address: str, *pages: Page) -> Thing:
        provider = {"@type": "Organization", "name": self.citation.text.credit} if self.citation else None
        return {"@type": "Course", "name": name, "description": description, "url": self._url(address),
                "educationalLevel": LEVEL, "audience": AUDIENCE, "provider": provider, "isBasedOn": self._dataset(),
                "accessibilitySummary": SUMMARY, **accessibility(*pages)}

    def _lesson(self, module: Module, lesson: Page) -> Thing:
        return self._reference(LESSON, lesson) | accessibility(lesson) | {
            "audience": AUDIENCE,
            "encoding": self._encodings(self.downloads(lesson)),
            "learningResourceType": "lesson",
            "teaches": lesson.description,
            "timeRequired": _duration(lesson),
            "educationalLevel": LEVEL,
            "isPartOf": self._reference("Course", module.page),
            "image": list(filter(None, (self._url(_picture_path(name)) for name in lesson.figures))),
        }

    def _other(self, page: Page) -> Thing:
        explores = any(isinstance(block, Widget) for block in page.blocks)
        thing = self._reference(LESSON if explores else "WebPage", page) | {"description": page.description}
        if explores:
            thing |= {"learningResourceType": "simulation", "educationalLevel": LEVEL, "audience": AUDIENCE}
            thing |= accessibility(page)
        return thing | {"timeRequired": _duration(page), "isPartOf": self._course_reference()}

    def _course_reference(self) -> Thing:
        return {"@type": "Course", "name": self.navigation.name, "url": self._url("")}

    def _reference(self, kind: str, page: Page) -> Thing:
        """Return a short node for a page whose own head has the full one."""
        title = page.title if page.number is None else page.title.partition(". ")[2]
        return {"@type": kind, "name": title, "url": self._url(page.address), "position": page.number}

    def _encodings(self, downloads: Mapping[str, str]) -> list[Thing]:
        """Return the nodes of what a reader can take along; none where the address of the site is not known."""
        if not self.navigation.address:
            return []
        here = {label: place for label, place in downloads.items() if ":" not in place and suffix(place) in FORMATS}
        return [{"@type": "MediaObject", "name": label, "encodingFormat": FORMATS[suffix(place)],
                 "contentUrl": self._url(place)} for label, place in here.items()]

    def _identity(self) -> Thing:
        """Return the DOI of the course; nothing where it has none."""
        text = self.citation.text if self.citation else None
        if not text or not text.doi:
            return {}
        doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": text.doi, "url": text.doi_address}
        return {"identifier": doi, "sameAs": text.doi_address}

    def _dataset(self) -> Thing:
        """Return the node of the data set, which has its own authors and licence."""
        evaluation = self.evaluation
        return {"@type": "Dataset", "name": evaluation.dataset_name, "creditText": evaluation.attribution,
                "license": {"@type": "CreativeWork", "name": evaluation.licence}}

    def _url(self, address: str) -> str:
        """Return the absolute address of something on the site; empty where the address of the site is not known."""
        return self.navigation.address and self.navigation.address + address


def _without_empty(thing: Thing) -> Thing:
    """Return a node without its empty entries, at every depth."""
    kept = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in thing.items()}
    lists = {name: [_without_empty(item) if isinstance(item, dict) else item for item in value]
             for name, value in kept.items() if isinstance(value, list)}
    return {name: value for name, value in (kept | lists).items() if value not in (None, "", [], {})}


def _duration(*pages: Page) -> str:
    """Return the time to read some pages, as an ISO 8601 duration."""
    return f"PT{sum(page.minutes for page in pages)}M"


def _figures(*pages: Page) -> list[str]:
    return [name for page in pages for name in page.figures]


def _picture_path(figure: str) -> str:
    """Return the path of the light PNG of a figure."""
    return f"figures/{figure}{ADDRESS['png']}"
