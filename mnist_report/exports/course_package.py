"""downloads/course.imscc: the course as web links and quizzes, for learning management systems to import."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..pages.citation import NAME as CITATION
from ..pages.course import File, Lessons
from ..pages.page import Module, Page
from .cartridge_version import Version
from .common_cartridge import Folder, Link, Package, Quiz, packed
from .plain_markdown import Plain
from .qti import Item

FILES = {"downloads/course.imscc": Version("1.3.0"), "downloads/course-cc11.imscc": Version("1.1.0")}
"""Moodle reads Common Cartridge 1.0 and 1.1 alone; Canvas and most others read 1.3."""
FOR_STUDENTS = ("explore/", "figures/")
"""What belongs to the package besides the modules."""


def files(lessons: Lessons) -> Iterator[File]:
    """The packages; none where the address of the site is not known, for a package needs absolute links."""
    if lessons.publication.address and lessons.outline.modules:
        package = _package(lessons)
        for path, version in FILES.items():
            yield path, packed(package, version)


def _package(lessons: Lessons) -> Package:
    publication, findings = lessons.publication, lessons.findings
    versions = ", ".join(f"{name} {number}" for name, number in findings.versions.items())
    answers = f"The answers to its questions are those of run {findings.key}: seed {findings.recipe.seed}, {versions}."
    return Package(
        title=publication.name,
        description=f"{publication.description} {answers}".strip(),
        rights=rights(lessons),
        address=publication.address,
        edition=f"run {findings.key}",
        folders=tuple(_folders(lessons)),
    )


def _folders(lessons: Lessons) -> Iterator[Folder]:
    """The parts of the navigation, in its order."""
    modules = {module.page.path: module for module in lessons.outline.modules}
    for part in lessons.publication.nav:
        if module := modules.get(part.pages[0]):
            yield Folder(module.title, tuple(_entries(lessons, module)))
        elif pages := [lessons.page(path) for path in part.pages if path.startswith(FOR_STUDENTS)]:
            yield Folder(part.title or pages[0].title, tuple(_link(lessons, page) for page in pages))


def _entries(lessons: Lessons, module: Module) -> Iterator[Link | Quiz]:
    yield from (_link(lessons, page) for page in (module.page, *module.lessons))
    items = tuple(item for lesson in module.lessons for item in _items(lessons, lesson))
    if items:
        title = f"Questions: {module.title} (run {lessons.findings.key})"
        yield Quiz(title, f"{lessons.publication.address}{module.page.address}", items)


def _link(lessons: Lessons, page: Page) -> Link:
    return Link(page.title, f"{lessons.publication.address}{page.address}")


def _items(lessons: Lessons, lesson: Page) -> Iterator[Item]:
    from markdown import markdown

    plain = Plain(lesson, lessons.publication.address)
    for question in lesson.questions:
        address = f"{lessons.publication.address}{lesson.address}#{question.id}"
        back = f'<p><a href="{escape(address)}">{escape(lesson.title)}</a></p>'
        explanation = markdown(plain.linked(question.explanation))
        yield Item(f"{lesson.name}-{question.slug}", lesson.title, question, explanation + back)


def rights(lessons: Lessons) -> str:
    """Who may do what with it, as far as the project says."""
    findings = lessons.findings
    images = f"Images of {findings.dataset_name}: {findings.attribution}, {findings.licence}."
    if not lessons.docs.parent.joinpath(CITATION).is_file():
        return images
    text, code = lessons.citation.text, lessons.citation.code
    return f"Text: {text.credit}, {text.licence_name} ({text.licence_address}). Code: {code.licence_name}. {images}"
