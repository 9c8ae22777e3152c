"""The course package, read back by lxml as each importing system reads it: structure, links, questions, and whose answers. (Over 300 lines: the profile, and the readers.)"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from lxml import etree, html

from mnist_report.exports import course_package
from mnist_report.exports.common_cartridge import Package, packed
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, Project, this_navigation
from tests.support.quizzes import ADDRESS, NASTY, small

SCHEMAS = ROOT / "tests" / "support" / "schemas"
NAMES = {
    "cc": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    "lom": "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
    "link": "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1",
    "qti": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
}


@dataclass(frozen=True)
class Cartridge:
    """A package as an importing system sees it: names and XML, nothing of ours."""

    content: bytes

    @cached_property
    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    def find(self, file: str, path: str) -> list:
        return etree.fromstring(self.files[file]).xpath(path, namespaces=NAMES)

    def manifest(self, path: str) -> list:
        return self.find("imsmanifest.xml", path)

    @property
    def resources(self) -> dict[str, tuple[str, str]]:
        """{id: (type, file)}"""
        return {each.get("identifier"): (each.get("type"), each[0].get("href")) for each in self.manifest("//cc:resource")}

    @property
    def links(self) -> dict[str, str]:
        """{file: address}"""
        files = (file for kind, file in self.resources.values() if kind.startswith("imswl"))
        return {file: str(self.find(file, "string(//link:url/@href)")) for file in files}

    @property
    def quizzes(self) -> list[str]:
        return [file for kind, file in self.resources.values() if kind.endswith("/assessment")]

    @property
    def items(self) -> list[etree._Element]:
        return [item for file in self.quizzes for item in self.find(file, "//qti:item")]


def faults(package: Cartridge) -> list[str]:
    """What is against the profile of the Common Cartridge."""
    found = [f"{name}: {error}" for name, content in package.files.items() for error in invalid(package, name, content)]
    files = [file for _, file in package.resources.values()]
    if sorted(["imsmanifest.xml", *files]) != sorted(package.files):
        found.append(f"files in the archive and in the manifest differ: {sorted(set(files) ^ set(package.files))}")
    references = package.manifest("//cc:item/@identifierref")
    found += [f"an item refers to {each}, which is no resource" for each in references if each not in package.resources]
    identifiers = package.manifest("//@identifier")
    found += [f"{each} is twice an identifier" for each in set(identifiers) if identifiers.count(each) > 1]
    for file in package.quizzes:
        found += wrong_questions(package, file)
    return found


def invalid(package: Cartridge, name: str, content: bytes) -> list[str]:
    kind = "manifest" if name == "imsmanifest.xml" else "qti" if name in package.quizzes else "link"
    schema = etree.RelaxNG(file=str(SCHEMAS / f"{kind}.rng"))
    return [] if schema.validate(etree.fromstring(content)) else [str(error) for error in schema.error_log]


def wrong_questions(package: Cartridge, file: str) -> list[str]:
    """Rules of the profile that no grammar says."""
    found = []
    for item in package.find(file, "//qti:item"):
        one = lambda path, item=item: item.xpath(path, namespaces=NAMES)  # noqa: E731
        labels = one(".//qti:response_label/@ident")
        profile = one("string(.//qti:itemmetadata//qti:fieldentry)")
        if (profile == "cc.true_false.v0p1") != (len(labels) == 2):
            found.append(f"{item.get('ident')}: {profile} with {len(labels)} choices")
        if profile == "cc.true_false.v0p1" and labels != ["true", "false"]:
            found.append(f"{item.get('ident')}: Moodle refuses the package for the choices {labels}")
        if len(set(labels)) != len(labels):
            found.append(f"{item.get('ident')}: a choice occurs twice")
        if sorted(one(".//qti:varequal/text()")) != sorted(labels):
            found.append(f"{item.get('ident')}: not every choice is answered once")
        if one(".//qti:setvar/text()") != ["100"]:
            found.append(f"{item.get('ident')}: not exactly one choice is right")
        if not one(".//qti:respcondition[1]/qti:setvar"):
            found.append(f"{item.get('ident')}: the first condition is not that of the right choice")
        if one(".//qti:respcondition[not(qti:setvar) and not(@continue='Yes')]"):
            found.append(f"{item.get('ident')}: Instructure's viewer ticks a wrong choice")
        if set(one(".//qti:displayfeedback/@linkrefid")) != set(one(".//qti:itemfeedback/@ident")):
            found.append(f"{item.get('ident')}: feedback that is shown and feedback that is there differ")
        if set(one(".//qti:varequal/@respident")) != set(one(".//qti:response_lid/@ident")):
            found.append(f"{item.get('ident')}: an answer to another question")
    identifiers = package.find(file, "//qti:item/@ident")
    return found + [f"{each} is twice an item" for each in set(identifiers) if identifiers.count(each) > 1]


@pytest.fixture(scope="module")
def course(artifacts: Artifacts) -> Course:
    return Course(artifacts, ROOT / "docs", replace(this_navigation(), address=ADDRESS))


@pytest.fixture(scope="module")
def package(course: Course) -> Cartridge:
    return Cartridge(dict(course_package.files(course))["downloads/course.imscc"])


def test_the_package_keeps_to_the_profile(package: Cartridge) -> None:
    assert faults(package) == []


def test_both_addresses_have_the_same_package(course: Course) -> None:
    made = dict(course_package.files(course))
    assert made["downloads/course.imscc"] == made["downloads/course-cc11.imscc"]


def test_one_folder_a_module_after_one_about_the_course_and_what_there_is_to_explore(package: Cartridge, course: Course) -> None:
    folders = folders_of(package)
    modules = course.outline.modules
    assert list(folders) == ["About this course", *(module.title for module in modules), "Explore", "All figures"]
    for module in modules:
        lessons = [module.page.title, *(lesson.title for lesson in module.lessons)]
        assert folders[module.title] == [*lessons, f"Questions: {module.title}"]


def test_it_begins_with_the_course_its_licence_prints_and_notebooks(package: Cartridge, course: Course) -> None:
    pages = [module.page for module in course.outline.modules]
    assert folders_of(package)["About this course"] == [
        course.page("index.md").title, course.page("cite.md").title,
        *(f"{page.title}: to print" for page in pages), *(f"{page.title}: notebook" for page in pages),
    ]
    addresses = list(package.links.values())[: 2 + 2 * len(pages)]
    assert addresses[:2] == [ADDRESS, f"{ADDRESS}cite/"]
    assert addresses[2:] == [*(f"{ADDRESS}{page.name}/print/" for page in pages),
                             *(f"{ADDRESS}downloads/{page.name}.ipynb" for page in pages)]


def folders_of(package: Cartridge) -> dict[str, list[str]]:
    """The titles in each folder, by its own."""
    return {str(folder[0].text): [str(item[0].text) for item in folder[1:]]
            for folder in package.manifest("//cc:organization/cc:item/cc:item")}


def test_every_link_leads_to_a_page_of_the_site(package: Cartridge, site: Path) -> None:
    quizzes = [html.fromstring(text) for file in package.quizzes for text in package.find(file, "//qti:mattext/text()")]
    inside = [address for text in quizzes for address in text.xpath("//a/@href") if address.startswith(ADDRESS)]
    addresses = [*package.links.values(), *inside]
    assert f"{ADDRESS}module-1/compile-the-model/" in addresses
    assert f"{ADDRESS}module-1/compile-the-model/#question-first-loss" in addresses
    assert [address for address in addresses if not address.startswith(ADDRESS)] == []
    for address in addresses:
        path, fragment = urldefrag(address.removeprefix(ADDRESS))
        if path.endswith(".ipynb"):
            assert (site / path).is_file()
            continue
        page = html.fromstring((site / path / "index.html").read_bytes())
        assert not fragment or page.xpath("//*[@id=$id]", id=fragment), address


def test_the_questions_are_those_of_the_lessons(package: Cartridge, course: Course) -> None:
    asked = [question for lesson in course.outline.lessons for question in lesson.questions]
    assert len(package.items) == len(asked) >= 10
    for item, question in zip(package.items, asked, strict=True):
        text, choices, answer, said = read(item)
        assert (text, choices, answer) == (question.text, list(question.choices), question.answer)
        for choice in choices:
            begin = "Correct." if choice == answer else f"The answer: {answer}{question.corrections.get(choice, '')}"
            assert said[choice].startswith(begin)


def read(item: etree._Element) -> tuple[str, list[str], str, dict[str, str]]:
    """Question, choices, right answer, and what is said to each choice, as plain text."""

    def one(path: str) -> list:
        return item.xpath(path, namespaces=NAMES)

    def words(path: str) -> list[str]:
        return [html.fromstring(f"<div>{text}</div>").text_content() for text in one(path)]

    names = dict(zip(one(".//qti:response_label/@ident"), words(".//qti:response_label//qti:mattext/text()"), strict=True))
    right = one("string(.//qti:respcondition[qti:setvar]//qti:varequal)")
    feedback = {name: words(f".//qti:itemfeedback[@ident='{name}']//qti:mattext/text()")[0]
                for name in one(".//qti:itemfeedback/@ident")}
    said = {names[condition.xpath("string(.//qti:varequal)", namespaces=NAMES)]:
            feedback[condition.xpath("string(qti:displayfeedback/@linkrefid)", namespaces=NAMES)]
            for condition in one(".//qti:respcondition")}
    (text,) = words("./qti:presentation/qti:material/qti:mattext/text()")
    return text, list(names.values()), names[right], said


def by_open_edx(item: etree._Element) -> list[str]:
    """The choices that Open edX's converter (cc2olx 0.4.0) marks as right: of all conditions up to the first that ends them."""
    marked = []
    for condition in item.iterfind(".//qti:respcondition", NAMES):
        marked += [choice.text for choice in condition.iterfind("qti:conditionvar/qti:varequal", NAMES)]
        if condition.get("continue", "No") == "No":
            break
    return marked


def by_the_viewer(item: etree._Element) -> list[str]:
    """The choices that Instructure's viewer of cartridges ticks: of every condition that ends the processing."""
    path = ".//qti:respcondition[not(@continue) or @continue='No']/qti:conditionvar/qti:varequal/text()"
    return item.xpath(path, namespaces=NAMES)


def by_moodle(item: etree._Element) -> list[str]:
    """The choices to whose condition Moodle finds a score."""
    return item.xpath(".//qti:respcondition[qti:setvar/text()]/qti:conditionvar/qti:varequal/text()", namespaces=NAMES)


READERS = [by_open_edx, by_the_viewer, by_moodle]


@pytest.mark.parametrize("marked", READERS)
def test_each_reader_marks_the_answers_of_the_course(package: Cartridge, course: Course, marked: Callable[[etree._Element], list[str]]) -> None:
    answers = [question.answer for lesson in course.outline.lessons for question in lesson.questions]
    assert [chosen(item, marked(item)) for item in package.items] == [[answer] for answer in answers]


@pytest.mark.parametrize("marked", READERS)
@pytest.mark.parametrize(("choices", "answer"), [(choices, answer) for choices in (("yes", "no"), ("yes", "no", "perhaps")) for answer in choices])
def test_each_reader_marks_the_right_choice_whichever_that_is(
    choices: tuple[str, ...], answer: str, marked: Callable[[etree._Element], list[str]],
) -> None:
    package = opened(small(*choices, answer=answer))
    assert faults(package) == []
    (item,) = package.items
    assert chosen(item, marked(item)) == [read(item)[2]] == [answer]


def chosen(item: etree._Element, names: list[str]) -> list[str]:
    """Choices by their names, as plain text."""
    texts = [item.xpath(f"string(.//qti:response_label[@ident='{name}']//qti:mattext)", namespaces=NAMES) for name in names]
    return [html.fromstring(f"<div>{text}</div>").text_content() for text in texts]


def test_moodle_shows_no_feedback_of_one_choice_after_all_answers(package: Cartridge) -> None:
    """It does so with that of a condition that does not end the processing, if it finds it in a `flow_mat`."""
    always = ("//qti:itemfeedback[@ident = ../qti:resprocessing/qti:respcondition[@continue='Yes']"
              "/qti:displayfeedback/@linkrefid]/qti:flow_mat")
    assert [found for file in package.quizzes for found in package.find(file, always)] == []


def test_it_says_the_run_and_the_rights(package: Cartridge, course: Course) -> None:
    description = package.manifest("string(//lom:general/lom:description)")
    assert f"run {course.evaluation.key}" in description
    assert all(f"{name} {number}" in description for name, number in course.evaluation.versions.items())
    assert package.manifest("string(//lom:identifier/lom:entry)") == f"run {course.evaluation.key}"
    assert "CC BY 4.0" in package.manifest("string(//lom:rights/lom:description)")
    assert course.evaluation.licence in package.manifest("string(//lom:rights/lom:description)")


def test_the_rights_are_those_of_an_edition_that_alone_has_a_citation(project: Project) -> None:
    settings, own = project.folder / "pyproject.toml", project.folder / "gen" / "editions" / "own"
    settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nedition = "own"'))
    own.mkdir(parents=True)
    (own / "edition.toml").write_text("")
    shutil.copy(ROOT / "CITATION.cff", own)
    said = course_package.rights(Course(project.artifacts, project.folder / "docs"))
    assert re.fullmatch(r"Text: .+, CC BY 4\.0 \(https://.*\)\. Code: MIT\. Images of Bars: The makers of the tests, CC0\.", said)


def test_each_quiz_says_the_run_in_its_description_and_not_in_its_title(package: Cartridge, course: Course) -> None:
    for file in package.quizzes:
        assert course.evaluation.key in package.find(file, "string(//qti:presentation_material)")
        assert course.evaluation.key not in package.find(file, "string(//qti:assessment/@title)")
    assert course.evaluation.key not in "".join(package.manifest("//cc:item/cc:title/text()"))


def test_a_quiz_leads_to_the_edition_whose_answers_it_has(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seeds = 2", "seeds = 2\nkeep_versions = 2"), encoding="utf-8")
    folder = project.folder / "docs" / "one"
    folder.mkdir()
    folder.joinpath("index.md").write_text("---\ntitle: One\n---\n# One { #one }\n", encoding="utf-8")
    folder.joinpath("a.md").write_text("---\ntitle: 1. A\ndescription: Look.\n---\n# 1. A { #a }\n\n<% call question('which', 'Which?', ['x', 'y'], 'x') %>\nSo.\n<% endcall %>\n",
                                       encoding="utf-8")
    navigation = Navigation("Bars", address=ADDRESS, nav=(Part("One", ("one/index.md", "one/a.md")),))
    course = Course(project.artifacts, project.folder / "docs", navigation)
    kept = f"{ADDRESS}versions/2023-11-14-{course.evaluation.key}/"
    bank = dict(course_package.files(course))["downloads/questions-moodle.xml"].decode()
    assert f"The pages of that run stay at {kept}&lt;/p&gt;" in bank
    assert f'href="{kept}one/a/#question-which"'.replace('"', "&quot;") in bank.replace('"', "&quot;")


def test_moodle_recognises_the_package(package: Cartridge) -> None:
    """It looks for this in the first 500 bytes, spaces apart."""
    begin = b"".join(package.files["imsmanifest.xml"][:500].split())
    assert b'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"' in begin


def test_the_same_course_gives_the_same_bytes(course: Course) -> None:
    made = dict(course_package.files(course))
    assert dict(course_package.files(replace(course))) == made
    for content in (content for name, content in made.items() if name.endswith(".imscc")):
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
        assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}, "no time of the day it was made"


def test_another_edition_replaces_this_one_on_import() -> None:
    one = small("yes", "no", answer="no")
    (folder,) = one.folders
    other = replace(one, edition="run 2", title="Another", folders=(replace(folder, entries=folder.entries[:1]),))
    first, second = map(opened, (one, other))
    assert set(second.resources) < set(first.resources)
    assert first.manifest("string(/*/@identifier)") == second.manifest("string(/*/@identifier)")


def test_without_an_address_there_is_no_package(course: Course) -> None:
    nowhere = replace(course, navigation=replace(course.navigation, address=""))
    assert dict(course_package.files(nowhere)) == {}


def test_a_course_without_lessons_has_no_package(project: Project) -> None:
    course = Course(project.artifacts, project.folder / "docs", Navigation(address=ADDRESS))
    assert dict(course_package.files(course)) == {}


def test_what_a_course_does_not_have_is_not_in_its_package(project: Project) -> None:
    """Neither a page to cite it nor, without experiments, a page that needs them."""
    docs = project.folder / "docs"
    needs = "needs: experiments\n"
    pages = {"one/index.md": "", "one/two.md": "", "three/index.md": needs, "three/four.md": "",
             "explore/index.md": "", "explore/rates/index.md": needs}
    for path, front in pages.items():
        docs.joinpath(path).parent.mkdir(exist_ok=True)
        title = "1. Lesson" if path in {"one/two.md", "three/four.md"} else path.split("/")[-2].title()
        docs.joinpath(path).write_text(f"---\ntitle: {title}\ndescription: Do it.\n{front}---\n# {title} {{ #title }}\n", encoding="utf-8")
    parts = ("One", "one/index.md", "one/two.md"), ("Three", "three/index.md", "three/four.md"), ("Try it", "explore/index.md", "explore/rates/index.md")
    navigation = Navigation(address=ADDRESS, nav=tuple(Part(title, paths) for title, *paths in parts))
    made = dict(course_package.files(Course(project.artifacts, docs, navigation)))
    package = Cartridge(made["downloads/course.imscc"])
    assert faults(package) == []
    assert folders_of(package) == {"About this course": ["Home", "One: to print", "One: notebook"], "One": ["One", "1. Lesson"], "Try it": ["Explore"]}
    assert made["downloads/questions-moodle.xml"].split() == b"<?xml version='1.0' encoding='utf-8'?> <quiz />".split()


def test_an_explanation_keeps_its_marks_and_its_links(project: Project) -> None:
    folder = project.folder / "docs" / "one"
    folder.mkdir()
    folder.joinpath("index.md").write_text("# One { #one }\n", encoding="utf-8")
    ask = '<< question("why", "Why?", ["a", "b"], "a", "It is *so*: [there](../report/index.md#report).") >>'
    front = "---\ntitle: 1. Two & more\ndescription: Do it.\n---\n"
    folder.joinpath("two.md").write_text(f"{front}# 1. Two & more {{ #two }}\n\n{ask}\n", encoding="utf-8")
    navigation = Navigation(address=ADDRESS, nav=(Part("One", ("one/index.md", "one/two.md")),))
    made = dict(course_package.files(Course(project.artifacts, project.folder / "docs", navigation)))
    package = Cartridge(made["downloads/course.imscc"])
    assert faults(package) == []
    (right,) = package.find(package.quizzes[0], "//qti:itemfeedback[@ident='correct_fb']//qti:mattext/text()")
    text = html.fromstring(f"<div>{right}</div>")
    assert text.xpath("string(//em)") == "so"
    assert text.xpath("//a/@href") == [f"{ADDRESS}report/#report", f"{ADDRESS}one/two/#question-why"]
    assert text.xpath("string((//a)[2])") == text.xpath("string((//p)[last()])") == "1. Two & more"


def opened(package: Package) -> Cartridge:
    return Cartridge(packed(package))


def test_any_text_comes_back_as_it_was() -> None:
    package = opened(small(NASTY, "no", "a\vb\nc", answer=NASTY, text=NASTY, replies=("", f"No: {NASTY}", "")))
    assert faults(package) == []
    text, choices, answer, said = read(*package.items)
    assert text == answer == NASTY
    assert choices == [NASTY, "no", "a\N{REPLACEMENT CHARACTER}b\nc"]
    assert said == {NASTY: "Correct.So.", "no": f"The answer: {NASTY}No: {NASTY}So.", choices[2]: f"The answer: {NASTY}So."}
    assert list(package.links.values()) == [f"{ADDRESS}?a=1&b=2"]
    assert package.find(package.quizzes[0], "string(//qti:assessment/@title)") == "Quiz & more"
    assert package.find(package.quizzes[0], "string(//qti:presentation_material//qti:mattext)") == "<p>About &lt;the&gt; quiz</p>"


def test_two_choices_are_a_question_of_their_own_kind() -> None:
    package = opened(small("yes", "no", answer="no"))
    assert faults(package) == []
    assert package.find(package.quizzes[0], "//qti:fieldentry[.='cc.true_false.v0p1']")


def in_file(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def spoil(files: dict[str, bytes]) -> None:
        path = next(path for path in files if path.startswith(name))
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (in_file("imsmanifest", "1.1.0", "1.3.0"), "schemaversion"),
        (in_file("imsmanifest", "imsccv1p1/imscp_v1p1", "imsccv1p3/imscp_v1p1"), "imsmanifest.xml"),
        (in_file("imsmanifest", 'identifierref="link', 'identifierref="lunk'), "is no resource"),
        (in_file("imsmanifest", 'identifier="folder-1"', 'identifier="root"'), "is twice an identifier"),
        (in_file("imsmanifest", 'href="links/', 'href="lonks/'), "differ"),
        (in_file("imsmanifest", "imswl_xmlv1p1", "imswl_xmlv1p3"), "imsmanifest.xml"),
        (in_file("links", 'href="https:', 'href="ftp:'), "links/"),
        (in_file("quizzes", ">100<", ">50<"), "not exactly one choice is right"),
        (in_file("quizzes", ">choice_1</varequal>", ">choice_9</varequal>"), "not every choice is answered once"),
        (in_file("quizzes", 'linkrefid="correct_fb"', 'linkrefid="lost_fb"'), "feedback that is shown"),
        (in_file("quizzes", "cc.multiple_choice.v0p1", "cc.true_false.v0p1"), "with 3 choices"),
        (in_file("quizzes", "unlimited", "9"), "quizzes/"),
        (in_file("quizzes", "qmd_scoretype<", "qmd_assessmenttype<"), "quizzes/"),
        (in_file("quizzes", 'continue="Yes"', 'continue="No"'), "ticks a wrong choice"),
        (in_file("quizzes", '"Single"', '"Multiple"'), "quizzes/"),
        (lambda files: files.update({"more.xml": b"<a/>"}), "differ"),
    ],
)
def test_a_planted_fault_is_found(spoil: Callable[[dict[str, bytes]], None], said: str) -> None:
    good = opened(small("yes", "no", "perhaps", answer="no"))
    assert faults(good) == []
    files = dict(good.files)
    spoil(files)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    assert any(said in fault for fault in faults(Cartridge(archive.getvalue())))
