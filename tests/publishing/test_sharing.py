"""A second process makes a part of what is kept: the site, and what is reported, is what one process makes."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from mkdocs.structure.pages import Page

from mnist_report.core.settings import STORE
from tests.support.converting import Course, noted_course

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ["a", "b", "c", "d", "e", "f", "index", "three"]
"""The pages that the first process makes where the second makes the largest, which is the last."""
OWN = sorted(f"{what} {page}" for what in ("convert", "index") for page in SMALL)
ONE = sorted([*OWN, "convert two", "index two"])
"""What is made where one process makes all."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pages are shared on Linux only")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = noted_course(tmp_path / "course", monkeypatch)
    course.replace("mkdocs.yml", "nav: [index.md, Two: two.md, three.md]\n", "")
    for page in SMALL:
        course.write(f"docs/{page}.md", f"# Of {page}\n\nÜ.\n")
    course.write("docs/two.md", "# Deep { #deep }\n\n" + "In a paragraph. " * 99 + "\n\n[home](index.md)\n")
    processors_and_threads(monkeypatch, 2, 1)
    return course


def processors_and_threads(monkeypatch: pytest.MonkeyPatch, processors: int, threads: int) -> None:
    """Has the system tell these numbers: in tests, threads of numerical libraries wait for work."""
    listdir = os.listdir
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {*range(processors)})
    monkeypatch.setattr(os, "listdir", lambda path=".": ["1"] * threads if str(path) == "/proc/self/task" else listdir(path))


def of_one_process(course: Course, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The digests of the site that one process makes, with a store of its own."""
    with monkeypatch.context() as patch:
        patch.setenv(STORE, str(course.folder / "another store"))
        processors_and_threads(patch, 1, 1)
        site, made = course.build()
    assert made == ONE
    return site


def test_the_second_process_makes_the_last_pages(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    site = of_one_process(course, monkeypatch)
    assert course.build() == (site, OWN)
    assert course.build() == (site, [])
    course.replace("docs/two.md", "In a paragraph", "In a line")
    assert course.build()[1] == ["convert two", "index two"]


def test_what_a_shared_page_reports_is_reported_once(
    course: Course, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    course.replace("docs/two.md", "(index.md)", "(gone.md)")
    course.write("docs/index.md", "# Home\n\n[x](lost.md)\n")
    site = of_one_process(course, monkeypatch)
    alone = [record.getMessage() for record in caplog.records]
    caplog.clear()
    monkeypatch.setattr(logging.getLogger("mkdocs"), "handlers", [logging.StreamHandler()])
    assert course.build() == (site, sorted([*OWN, "convert two"]))
    assert [record.getMessage() for record in caplog.records] == alone
    assert len([message for message in alone if "gone.md" in message]) == 1
    assert "".join(capfd.readouterr()).count("gone.md") == 1


@pytest.mark.parametrize("fail", [lambda: os._exit(1), lambda: os.kill(os.getpid(), 9), lambda: 1 / 0])
def test_without_the_second_process_the_first_makes_all(course: Course, monkeypatch: pytest.MonkeyPatch, fail: object) -> None:
    site, first, render = of_one_process(course, monkeypatch), os.getpid(), Page.render

    def failing(*arguments: object) -> None:
        if os.getpid() != first:
            fail()  # type: ignore[operator]
        render(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Page, "render", failing)
    assert course.build() == (site, ONE)


def test_where_no_process_can_be_started_the_first_makes_all(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert course.build()[1] == ONE


def test_where_nobody_may_wait_for_a_process(course: Course) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert course.build()[1] == OWN
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_few_pages_are_not_shared(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (course.folder / "docs" / "a.md").unlink()
    monkeypatch.delattr(os, "fork")
    assert set(course.build()[1]) < set(ONE)


@pytest.mark.parametrize(("processors", "threads", "system"), [(1, 1, "linux"), (2, 2, "linux"), (2, 1, "darwin")])
def test_pages_are_shared_with_nobody(
    course: Course, monkeypatch: pytest.MonkeyPatch, processors: int, threads: int, system: str
) -> None:
    processors_and_threads(monkeypatch, processors, threads)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delattr(os, "fork")
    assert course.build()[1] == ONE
