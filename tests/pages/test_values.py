"""What `mnist-report values` prints is what a page can use: all of it, each with its docstring, as it is at present."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import is_dataclass
from inspect import getsourcelines
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.pages.template import FAULTS
from mnist_report.pages.values import NOT_TRAINED, Names, Value
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.findings.finding import Finding
from tests.support.project import ROOT, here

if TYPE_CHECKING:
    from tests.support.project import Project

OF_TYPES = {"count", "index"}
"""Methods of Python's own tuples, which named ones have, too; some of our records have such a field, which others list."""


def course_of(project: Project) -> Course:
    docs = project.folder / "docs"
    (docs / "m").mkdir(exist_ok=True)
    (docs / "m" / "index.md").write_text("---\ntitle: M\n---\n# M { #m }\n")
    (docs / "m" / "a.md").write_text("---\ntitle: 1. A\ndescription: Do.\n---\n# 1. A { #a }\n")
    return Course(project.artifacts, docs, Navigation(nav=(Part("M", ("m/index.md", "m/a.md")),)))


@pytest.fixture
def names(project: Project) -> Names:
    """The names of a tiny course whose run is stored."""
    return Names(course_of(project))


def reached(names: Names, value: Any, prefix: str, depth: int) -> dict[str, Any]:
    """Every public attribute that Jinja hands to a page, with those of the records in it."""
    found: dict[str, Any] = {}
    for name in dir(value) if is_dataclass(value) or hasattr(value, "_fields") else ():
        if name.startswith("_") or name in OF_TYPES or (isinstance(value, Finding) and name == "run"):
            continue
        with suppress(*FAULTS):
            got = names.course.templates.jinja.getattr(value, name)
            found[f"{prefix}.{name}"] = got
            first = next(iter(got), None) if isinstance(got, tuple) and not hasattr(got, "_fields") else got
            if depth and not callable(first):
                found |= reached(names, first, f"{prefix}.{name}", depth - 1)
    return found


def test_whatever_a_page_can_reach_is_listed(names: Names) -> None:
    listed: set[str] = set()

    def note(value: Value, depth: int) -> None:
        listed.add(re.sub(r"\[0\]|\(.*?\)", "", value.name))
        for inner in value.inner if depth else ():
            note(inner, depth - 1)

    for value in names.all:
        note(value, 3)
    given = names.course.verbs("index.md")
    assert given.keys() <= listed
    everything = {path for name, value in given.items() if not callable(value) for path in reached(names, value, name, 2)}
    assert {"run.spread.comparison.picked_p", "run.matrix", "contents.modules.lessons"} <= everything
    assert any(path.startswith("run.matrix.") for path in everything)
    assert everything - listed == {"run.experiment"}  # which is for findings


def test_each_has_its_docstring_and_its_place(names: Names) -> None:
    for value in (*names.all, *(inner for each in names.all for inner in each.inner)):
        assert value.summary, value.name
        file, line = value.defined.split(":")
        assert (ROOT / file).is_file(), value.name
        text = (ROOT / file).read_text(encoding="utf-8").splitlines()
        word = {"figure": "show_figure", "citation": "cite"}.get(value.name, value.last.split("(")[0])
        assert any(re.search(rf"\b{word}\b|class ", each) for each in text[int(line) - 1 : int(line) + 1]), value.name


def test_what_a_page_cannot_use_is_not_listed(names: Names) -> None:
    listed = {value.name for value in names.all}
    assert not listed & {"run.run", "run.open_spread", "run.confusion_matrix", "instructors.all_links"}
    with pytest.raises(ContentError, match=r"no value, verb or filter 'run.confusion_matrix'"):
        names.find("run.confusion_matrix")


def test_a_value_is_shown_as_a_page_prints_it(names: Names) -> None:
    course = names.course
    (course.docs / "m" / "a.md").write_text(
        "# A { #a }\n\n<< run.test_accuracy >>|<< run.last_epoch.val_loss >>|<< run.test_size >>|<< contents.extent >>\n")
    printed = course.page("m/a.md").body.strip().splitlines()[-1].split("|")
    shown = [names.shown(names.find(name)) for name in ("run.test_accuracy", "run.last_epoch.val_loss", "run.test_size", "contents.extent")]
    assert shown == printed
    assert names.shown(names.find("run.epochs")) == f"{len(course.evaluation.epochs)} of them"
    assert names.shown(names.find("run.given_counts")) == f"{course.evaluation.classes} of them"
    assert names.shown(names.find("run.log")) == course.evaluation.log.replace("\n", " ")
    assert names.shown(names.find("run.last_epoch")) == names.shown(names.find("run")) == names.shown(names.find("outline.modules")) == ""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("run.test_accuracy", "run.test_accuracy"), ("test_accuracy", "run.test_accuracy"), ("<< run.test_accuracy >>", "run.test_accuracy"),
        ("run.last_epoch.loss", "run.last_epoch.loss"), ("run.epochs.loss", "run.epochs[0].loss"), ("percent", "percent"),
        ("lowest_seed", "run.spread.lowest_seed"), ("claim", "claim"), ("dictsort", "dictsort"), ("run.learning", "run.learning"),
        ("matrix", "run.matrix"), ("probes.noise.sure", "run.probes.noise.sure"),
    ],
)
def test_a_name_is_found_by_its_end(names: Names, given: str, found: str) -> None:
    assert names.find(given).name == found


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("run.test_acuracy", "no value, verb or filter 'run.test_acuracy'; did you mean 'run.test_accuracy'?"),
        ("acuracy", "no value, verb or filter 'acuracy'; did you mean 'run.last_epoch.accuracy'?"),
        ("percnt", "no value, verb or filter 'percnt'; did you mean 'percent'?"),
        ("xyzzy", "no value, verb or filter 'xyzzy'; `mnist-report values` lists all"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(names: Names, given: str, words: str) -> None:
    with pytest.raises(ContentError) as raised:
        names.find(given)
    pattern = re.sub(r"run\\.\w+\\.accuracy", r"run\\.\\S+accuracy", re.escape(words))
    assert re.fullmatch(pattern, str(raised.value)), str(raised.value)


def test_the_command_lists_all_and_says_all_about_one(project: Project) -> None:
    done = here("values", folder=project.folder)
    assert done.returncode == 0, done.stderr
    line = getsourcelines(Evaluation.test_errors.fget)[1]
    accuracy = Course(project.artifacts, project.folder / "docs").evaluation.test_errors
    assert (f"  run.test_errors = {accuracy}: Number of test images predicted wrong. "
            f"(mnist_report/results/evaluation.py:{line})") in done.stdout.splitlines()
    about = here("values", "run.last_epoch", folder=project.folder).stdout
    assert about.startswith("run.last_epoch, a value (mnist_report/results/evaluation.py:")
    assert "\n  run.last_epoch.val_loss = 0." in about
    done = here("values", "run.test_acuracy", folder=project.folder)
    assert (done.returncode, done.stderr) == (6, "mnist-report: content: no value, verb or filter 'run.test_acuracy'; did you mean "
                                                 "'run.test_accuracy'?\n")


def test_nothing_is_trained_for_it(cold_project: Project) -> None:
    (cold_project.folder / "docs" / "m").mkdir()
    (cold_project.folder / "docs" / "m" / "a.md").write_text("---\ntitle: 1. << run.test_size >> images\n---\n# 1. A { #a }\n")
    (cold_project.folder / "mkdocs.yml").write_text("site_name: X\nnav: [M: [m/a.md]]\n")
    done = here("values", folder=cold_project.folder)
    assert done.returncode == 0, done.stderr
    assert f"  run.test_accuracy = {NOT_TRAINED}: " in done.stdout
    assert f"  contents.extent = {NOT_TRAINED}: " in done.stdout
    assert f"  run.probes.noise.sure = {NOT_TRAINED}: " in here("values", "probes.noise", folder=cold_project.folder).stdout
    assert not list((cold_project.folder / ".cache").rglob("runs"))
