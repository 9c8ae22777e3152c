"""The quizzes of a package in Moodle's own question format, for its question bank.

Moodle's import of a Common Cartridge hides all feedback, and four right answers are the full mark of any quiz; that of
this format (https://docs.moodle.org/en/Moodle_XML_format) keeps what is said after each choice. Moodle shows what is
said to the choice, to the answer and to the question below one another, so none repeats another.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .common_cartridge import Package, Quiz
from .qti import Item
from .xml import Element, document, element


def question_bank(package: Package) -> bytes:
    """Return the file of all questions of a package, in a category for each quiz; the same package, the same bytes."""
    quizzes = [entry for entry in package.entries if isinstance(entry, Quiz)]
    return document(element("quiz", *(question for quiz in quizzes for question in _questions(quiz, package))))


def _questions(quiz: Quiz, package: Package) -> Iterator[Element]:
    # In Moodle's paths a doubled slash stands for one in a name; "top" is the category around all of a course.
    names = (name.strip("/ ").replace("/", "//") for name in (package.title, quiz.title))
    category = element("category", element("text", "/".join(["$course$", "top", *names])))
    yield element("question", category, _html("info", f"<p>{escape(quiz.description)}</p>"), type="category")
    yield from (_question(item, package.edition) for item in quiz.items)


def _question(item: Item, edition: str) -> Element:
    asked = item.question
    # Two choices, too: Moodle's own type for them says "True" and "False" in their place.
    return element(
        "question",
        element("name", element("text", item.title)),
        _html("questiontext", f"<p>{escape(asked.text)}</p>"),
        _html("generalfeedback", item.explanation),
        element("defaultgrade", "1"),
        element("idnumber", item.id[-100:]),  # as many characters as Moodle keeps
        element("single", "true"),
        element("shuffleanswers", "false"),  # some choices are in the order of their size
        element("answernumbering", "abc"),
        _html("correctfeedback", "<p><strong>Correct.</strong></p>"),
        _html("incorrectfeedback", f"<p><strong>The answer: {escape(asked.answer)}</strong></p>"),
        *(_answer(choice, choice == asked.answer, asked.corrections.get(choice, "")) for choice in asked.choices),
        element("tags", element("tag", element("text", edition))),
        type="multichoice",
    )


def _answer(choice: str, right: bool, correction: str) -> Element:
    fraction = "100" if right else "0"
    feedback = _html("feedback", f"<p>{escape(correction)}</p>" if correction else "")
    return element("answer", element("text", escape(choice)), feedback, fraction=fraction, format="html")


def _html(tag: str, text: str) -> Element:
    return element(tag, element("text", text), format="html")
