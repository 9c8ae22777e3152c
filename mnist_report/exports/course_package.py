"""downloads/course.imscc: the course as web links and quizzes, for learning management systems to import.

Beside it, downloads/questions-moodle.xml: the questions of the quizzes, for Moodle.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..pages.addresses import address_of
from ..pages.course import Course, File
from ..pages.formulas import in_html, with_formulas
from ..pages.page import Module, Page
from ..pages.versions import pinned
from . import prints
from .common_cartridge import Folder, Link, Package, Quiz, packed
from .moodle_questions import question_bank
from .plain_markdown import Plain
from .qti import Item

NAMES = ("downloads/course.imscc", "downloads/course-cc11.imscc")
"""Two permanent addresses of the one package; the second is of a time when there was another for Moodle."""
QUESTIONS = "downloads/questions-moodle.xml"
ABOUT = ("index.md", "cite.md")
"""Pages about the whole course."""
FOR_STUDENTS = ("explore/", "figures/")
"""Pages of the package besides the modules."""


def files(course: Course) -> Iterator[File]:
    """Yield the packages; none where the address of the site is not known, as a package needs absolute links."""
    if course.navigation.address and course.outline.modules:
        package = _package(course)
        yield from dict.fromkeys(NAMES, packed(package)).items()
        yield QUESTIONS, question_bank(package)


def _package(course: Course) -> Package:
    navigation = course.navigation
    return Package(
        title=navigation.name,
        description=f"{navigation.description} {_answers(course)}".strip(),
        rights=rights(course),
        address=navigation.address,
        edition=f"run {course.evaluation.key}",
        folders=(Folder("About this course", tuple(_about(course))), *_folders(course)),
    )


def _answers(course: Course) -> str:
    evaluation = course.evaluation
    versions = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
    said = f"The answers to its questions are those of run {evaluation.key}: seed {evaluation.recipe.seed}, {versions}."
    kept = pinned(course)
    return f"{said} The pages of that run stay at {course.navigation.address}{kept}" if kept else said


def _about(course: Course) -> Iterator[Link]:
    """Yield links to what is of the whole course, and each module as a print and a notebook.

    They come first because Moodle puts the first folder above the topics of a course.
    """
    site, pages = course.navigation.address, [module.page for module in course.outline.modules]
    yield from (_link(course, course.page(path)) for path in ABOUT if path in course.pages)
    yield from (Link(f"{page.title}: to print", f"{site}{address_of(prints.path(page))}") for page in pages)
    yield from (Link(f"{page.title}: notebook", f"{site}{course.downloads(page)['notebook']}") for page in pages)


def _folders(course: Course) -> Iterator[Folder]:
    """Yield the parts of the navigation that are for students, in order."""
    modules = {module.page.path: module for module in course.outline.modules}
    for part in course.navigation.nav:
        paths = [path for path in part.pages if path in course.pages]
        if module := modules.get(part.pages[0]):
            yield Folder(module.title, tuple(_entries(course, module)))
        elif pages := [course.page(path) for path in paths if path.startswith(FOR_STUDENTS)]:
            title = part.title if len(pages) == len(paths) else ""
            yield Folder(title or pages[0].title, tuple(_link(course, page) for page in pages))


def _entries(course: Course, module: Module) -> Iterator[Link | Quiz]:
    yield from (_link(course, page) for page in (module.page, *module.lessons))
    items = tuple(item for lesson in module.lessons for item in _items(course, lesson))
    if items:
        address = f"{course.navigation.address}{module.page.address}"
        yield Quiz(f"Questions: {module.title}", _answers(course), address, items)


def _link(course: Course, page: Page) -> Link:
    return Link(page.title, f"{course.navigation.address}{page.address}")


def _items(course: Course, lesson: Page) -> Iterator[Item]:
    from markdown import markdown

    plain = Plain(lesson, course.navigation.address)
    for question in lesson.questions:
        address = f"{course.navigation.address}{pinned(course)}{lesson.address}#{question.id}"
        back = f'<p><a href="{escape(address)}">{escape(lesson.title)}</a></p>'
        explanation = markdown(with_formulas(plain.linked(question.explanation), in_html))
        yield Item(f"{lesson.name}-{question.slug}", lesson.title, question, explanation + back)


def rights(course: Course) -> str:
    """Return the licences of text, code and images; without a CITATION.cff, of the images only."""
    evaluation = course.evaluation
    images = f"Images of {evaluation.dataset_name}: {evaluation.attribution}, {evaluation.licence}."
    if not course.editions.citation_file.is_file():
        return images
    cited = course.cite()
    text, code = cited.text, cited.code
    return f"Text: {text.credit}, {text.licence_name} ({text.licence_address}). Code: {code.licence_name}. {images}"
