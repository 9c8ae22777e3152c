"""The questions for Moodle, against the grammar of their format, and read back as its importer reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from lxml import etree, html

from mnist_report.exports import course_package
from mnist_report.exports.common_cartridge import Package, Quiz
from mnist_report.exports.moodle_questions import question_bank
from mnist_report.pages.course import Course
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, this_navigation
from tests.support.quizzes import ADDRESS, NASTY, small

SCHEMA = ROOT / "tests" / "support" / "schemas" / "moodle.rng"


@dataclass(frozen=True)
class Imported:
    """A question as it is in Moodle's question bank; all texts are plain."""

    category: tuple[str, ...]
    text: str
    choices: dict[str, tuple[float, str]]
    """{choice: (its share of the mark, what is said to it)}"""
    right: str
    wrong: str
    always: str
    tags: tuple[str, ...]
    idnumber: str


def imported(bank: bytes) -> list[Imported]:
    """The questions of a file, in order."""
    root = etree.fromstring(bank)
    schema = etree.RelaxNG(file=str(SCHEMA))
    assert schema.validate(root), schema.error_log
    category: tuple[str, ...] = ()
    questions = []
    for question in root:
        if question.get("type") == "category":
            category = path(question.findtext("category/text"))
        else:
            questions.append(read(question, category))
    return questions


def read(question: etree._Element, category: tuple[str, ...]) -> Imported:
    says = lambda name: words(question.findtext(f"{name}/text"))  # noqa: E731
    choices = {words(answer.findtext("text")): (float(answer.get("fraction")) / 100, words(answer.findtext("feedback/text")))
               for answer in question.iterfind("answer")}
    return Imported(
        category, says("questiontext"), choices, says("correctfeedback"), says("incorrectfeedback"), says("generalfeedback"),
        tuple(tag.text for tag in question.iterfind("tags/tag/text")), question.findtext("idnumber"),
    )


def path(text: str) -> tuple[str, ...]:
    """The categories of a path: a slash alone parts them, two stand for one of a name."""
    return tuple(name.strip().replace("\0", "/") for name in text.replace("//", "\0").split("/"))


def words(text: str | None) -> str:
    """HTML as plain text, of which Moodle drops the white space around it."""
    return html.fromstring(f"<div>{(text or '').strip()}</div>").text_content()


@pytest.fixture(scope="module")
def course(artifacts: Artifacts) -> Course:
    return Course(artifacts, ROOT / "docs", replace(this_navigation(), address=ADDRESS))


@pytest.fixture(scope="module")
def bank(course: Course) -> bytes:
    return dict(course_package.files(course))["downloads/questions-moodle.xml"]


def test_each_question_of_the_lessons_is_there_with_its_answer_and_replies(bank: bytes, course: Course) -> None:
    asked = [question for lesson in course.outline.lessons for question in lesson.questions]
    questions = imported(bank)
    assert len(questions) == len(asked) >= 10
    assert len({question.idnumber for question in questions}) == len(asked)
    for question, want in zip(questions, asked, strict=True):
        assert (question.text, list(question.choices)) == (want.text, list(want.choices))
        assert [choice for choice, (share, _) in question.choices.items() if share == 1] == [want.answer]
        assert {choice: said for choice, (_, said) in question.choices.items() if said} == want.corrections
        assert (question.right, question.wrong) == ("Correct.", f"The answer: {want.answer}")


def test_the_questions_of_a_module_are_a_category_of_the_course(bank: bytes, course: Course) -> None:
    asked = {module.title: sum(len(lesson.questions) for lesson in module.lessons) for module in course.outline.modules}
    expected = [("$course$", "top", course.navigation.name, f"Questions: {title}") for title, count in asked.items() for _ in range(count)]
    assert [question.category for question in imported(bank)] == expected


def test_each_is_tagged_with_the_run_which_the_category_describes(bank: bytes, course: Course) -> None:
    key = course.evaluation.key
    assert {question.tags for question in imported(bank)} == {(f"run {key}",)}
    infos = [info.text for info in etree.fromstring(bank).iterfind("question/info/text")]
    assert infos and all(f"run {key}: seed" in info for info in infos)


def test_the_explanation_leads_to_the_page(bank: bytes, course: Course) -> None:
    questions = [question for question in etree.fromstring(bank) if question.get("type") == "multichoice"]
    lessons = [(lesson, question) for lesson in course.outline.lessons for question in lesson.questions]
    for question, (lesson, asked) in zip(questions, lessons, strict=True):
        explanation = html.fromstring(f"<div>{question.findtext('generalfeedback/text')}</div>")
        assert explanation.xpath("(//a)[last()]/@href") == [f"{ADDRESS}{lesson.address}#{asked.id}"]


def test_any_text_comes_back_as_it_was() -> None:
    (question,) = imported(question_bank(small(NASTY, "no", answer=NASTY, text=NASTY, replies=("", f"No: {NASTY}"))))
    assert question == Imported(
        ("$course$", "top", "Course", "Quiz & more"), NASTY, {NASTY: (1, ""), "no": (0, f"No: {NASTY}")},
        "Correct.", f"The answer: {NASTY}", "So.", ("run 1",), "one",
    )


@pytest.mark.parametrize("title", ["TCP/IP", "/both/", "a // b"])
def test_a_slash_in_a_name_parts_no_category(title: str) -> None:
    (question,) = imported(question_bank(replace(small("yes", "no", answer="no"), title=title)))
    assert question.category == ("$course$", "top", title.strip("/"), "Quiz & more")


def test_a_long_name_of_a_question_keeps_its_end() -> None:
    package = small("yes", "no", answer="no")
    (question,) = imported(question_bank(renamed(package, f"{'long-' * 30}end")))
    assert len(question.idnumber) == 100 and question.idnumber.endswith("-end")


def renamed(package: Package, id: str) -> Package:
    """A small package with another id for its question."""
    (folder,) = package.folders
    link, quiz = folder.entries
    assert isinstance(quiz, Quiz)
    (item,) = quiz.items
    return replace(package, folders=(replace(folder, entries=(link, replace(quiz, items=(replace(item, id=id),)))),))


def test_choices_keep_their_order() -> None:
    package = small("10", "100", "1,000", answer="100")
    (question,) = etree.fromstring(question_bank(package)).xpath("question[@type='multichoice']")
    assert question.findtext("shuffleanswers") == "false"
    assert [answer.findtext("text") for answer in question.iterfind("answer")] == ["10", "100", "1,000"]


def test_a_question_without_replies_says_nothing_to_a_choice() -> None:
    (question,) = imported(question_bank(small("yes", "no", answer="no")))
    assert question.choices == {"yes": (0, ""), "no": (1, "")}
