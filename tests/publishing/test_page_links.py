"""A link to a page that there is not is an error with its line, and the nearest page, as it is rendered."""

from __future__ import annotations

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.course import Course
from mnist_report.publishing import sources
from tests.support.project import Project, mkdocs

FIRST = "# Home { #home }\n\n"
LOST = {
    "[a](reprt/index.md)": "docs/index.md:3: the link 'reprt/index.md' leads to no page; did you mean 'report/index.md'?",
    "text\n[a](reprt/index.md#x \"Title\")": "docs/index.md:4: the link 'reprt/index.md' leads to no page; did you mean 'report/index.md'?",
    "<% for n in range(2) %>\n<< n >>\n<% endfor %>\n- [`a` *b*](../index.md)": "docs/index.md:6: the link '../index.md' leads to no page; did you mean ",
    "[a](report.md)": "docs/index.md:3: the link 'report.md' leads to no page; ",
    "[a](utterly.md)": "docs/index.md:3: the link 'utterly.md' leads to no page; name its file as it lies beside this one",
}


def generated(project: Project, text: str) -> None:
    project.page(FIRST + text + "\n")
    assert dict(sources.generated(Course(project.artifacts, project.folder / "docs")))


@pytest.mark.parametrize("text", LOST)
def test_a_link_to_no_page(project: Project, text: str) -> None:
    with pytest.raises(ContentError) as caught:
        generated(project, text)
    assert str(caught.value).startswith(LOST[text])


@pytest.mark.parametrize("text", [
    "[a](report/index.md) [b](report/index.md#report) [c](index.md)", "[a](https://example.org/nowhere.md) [b](//example.org/a.md)",
    "`[a](nowhere.md)`\n\n```text\n[a](nowhere.md)\n```", "[a](nowhere.txt)", "[a](r%65port/index.md)",
])
def test_a_link_to_a_page_or_elsewhere(project: Project, text: str) -> None:
    generated(project, text)


def test_mkdocs_says_so(project: Project) -> None:
    project.page(f"{FIRST}[a](reprt/index.md)\n")
    done = mkdocs("build", "--strict", folder=project.folder)
    assert done.returncode == 6
    assert f"mnist-report: content: {LOST['[a](reprt/index.md)']}" in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
