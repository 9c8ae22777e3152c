"""downloads/course.imscc: the course as web links and quizzes, for learning management systems to import."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..pages.citation import NAME as CITATION
from ..pages.course import Course, File
from ..pages.formulas import in_html, with_formulas
from ..pages.page import Module, Page
from .cartridge_version import Version
from .common_cartridge import Folder, Link, Package, Quiz, packed
from .plain_markdown import Plain
from .qti import Item

FILES = {"downloads/course.imscc": Version("1.3.0"), "downloads/course-cc11.imscc": Version("1.1.0")}
"""Each file with its version: Moodle reads Common Cartridge 1.0 and 1.1 only; Canvas and most others read 1.3."""
FOR_STUDENTS = ("explore/", "figures/")
"""Pages of the package besides the modules."""


def files(course: Course) -> Iterator[File]:
    """Yield the packages; none where the address of the site is not known, as a package needs absolute links."""
    if course.navigation.address and course.outline.modules:
        package = _package(course)
        for path, version in FILES.items():
            yield path, packed(package, version)


def _package(course: Course) -> Package:
    navigation, evaluation = course.navigation, course.evaluation
    versions = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
    run = f"run {evaluation.key}"
    answers = f"The answers to its questions are those of {run}: seed {evaluation.recipe.seed}, {versions}."
    return Package(
        title=navigation.name,
        description=f"{navigation.description} {answers}".strip(),
        rights=rights(course),
        address=navigation.address,
        edition=run,
        folders=tuple(_folders(course)),
    )


def _folders(course: Course) -> Iterator[Folder]:
    """Yield the parts of the navigation that are for students, in order."""
    modules = {module.page.path: module for module in course.outline.modules}
    for part in course.navigation.nav:
        if module := modules.get(part.pages[0]):
            yield Folder(module.title, tuple(_entries(course, module)))
        elif pages := [course.page(path) for path in part.pages if path.startswith(FOR_STUDENTS)]:
            title = part.title if len(pages) == len(part.pages) else ""
            yield Folder(title or pages[0].title, tuple(_link(course, page) for page in pages))


def _entries(course: Course, module: Module) -> Iterator[Link | Quiz]:
    yield from (_link(course, page) for page in (module.page, *module.lessons))
    items = tuple(item for lesson in module.lessons for item in _items(course, lesson))
    if items:
        title = f"Questions: {module.title} (run {course.evaluation.key})"
        yield Quiz(title, f"{course.navigation.address}{module.page.address}", items)


def _link(course: Course, page: Page) -> Link:
    return Link(page.title, f"{course.navigation.address}{page.address}")


def _items(course: Course, lesson: Page) -> Iterator[Item]:
    from markdown import markdown

    plain = Plain(lesson, course.navigation.address)
    for question in lesson.questions:
        address = f"{course.navigation.address}{lesson.address}#{question.id}"
        back = f'<p><a href="{escape(address)}">{escape(lesson.title)}</a></p>'
        explanation = markdown(with_formulas(plain.linked(question.explanation), in_html))
        yield Item(f"{lesson.name}-{question.slug}", lesson.title, question, explanation + back)


def rights(course: Course) -> str:
    """Return the licences of text, code and images; without a CITATION.cff, of the images only."""
    evaluation = course.evaluation
    images = f"Images of {evaluation.dataset_name}: {evaluation.attribution}, {evaluation.licence}."
    if not course.docs.parent.joinpath(CITATION).is_file():
        return images
    cited = course.cite()
    text, code = cited.text, cited.code
    return f"Text: {text.credit}, {text.licence_name} ({text.licence_address}). Code: {code.licence_name}. {images}"
