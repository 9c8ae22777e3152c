"""Every heading has an id of its own, whichever way it is written; a mistake names the line of the page's file."""

from __future__ import annotations

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.course import Course
from tests.support.project import Project, mkdocs, mnist_report

FIRST = "# Home { #home }\n\n"


def rendered(project: Project, text: str) -> str:
    project.page(text)
    return Course(project.artifacts, project.folder / "docs").page("index.md").body


WITHOUT = {
    "a plain one": ("## Data\n", 3, "Data"),
    "right under a paragraph": ("text\n### Data\ntext\n", 4, "Data"),
    "no blank after the sign": ("##Data\n", 3, "Data"),
    "signs at its end": ("## Data ##\n", 3, "Data"),
    "underlined": ("Data\n====\n", 3, "Data"),
    "underlined by dashes": ("Data\n---\n", 3, "Data"),
    "in a list": ("- ## Data\n", 3, "Data"),
    "in a numbered list": ("1. one\n\n    ## Data\n\n2. two\n", 5, "Data"),
    "in a quotation": ("> text\n>\n> ## Data\n", 5, "Data"),
    "in an admonition": ("!!! note\n\n    ## Data\n", 5, "Data"),
    "in a folded part": ('??? success "Solution"\n\n    ## Data\n', 5, "Data"),
    "in a tab": ('=== "One"\n\n    ## Data\n', 5, "Data"),
    "in HTML": ('<div markdown="1">\n\n## Data\n\n</div>\n', 5, "Data"),
    "as HTML": ("<section>\n<h2>Data</h2>\n</section>\n", 4, "Data"),
    "as HTML in capitals": ('<H3 CLASS="big">Data</H3>\n', 3, "Data"),
    "an empty id": ('<h2 id="">Data</h2>\n', 3, "Data"),
    "a class alone": ("## Data { .big }\n", 3, "Data { .big }"),
    "a value in it": ("<% set n = 1 %>\n<# a\ncomment #>\n## Of << run.test_size >>\n", 6, "Of 60"),
    "from a loop": ("text\n\n<% for name in ('A', 'B') %>\n## << name >>\n<% endfor %>\n", 6, "A"),
    "the second of a loop": ("<% for name in ('A { #a }', 'B') %>\n## << name >>\n<% endfor %>\n", 4, "B"),
    "from a macro": ("<% macro part(name) %>\n## << name >>\n<% endmacro %>\n\n<< part('A') >>\n", 7, "A"),
    "after code and a figure": ('```python\n# code\n```\n\n<< source("training.steps.build_model") >>\n\n<< figure("network") >>\n\n## Data\n',
                                11, "Data"),
}


@pytest.mark.parametrize("case", WITHOUT)
def test_a_heading_without_an_id(project: Project, case: str) -> None:
    text, line, title = WITHOUT[case]
    with pytest.raises(ContentError) as caught:
        rendered(project, FIRST + text)
    assert str(caught.value).startswith(f"docs/index.md:{line}: the heading '{title}' has no id, so that no link to it would last; ")


def test_lines_are_counted_from_the_front_matter_on(project: Project) -> None:
    with pytest.raises(ContentError) as caught:
        rendered(project, "---\ntitle: Home\ndescription: Of << run.test_size >>\n---\n# Home\n")
    assert str(caught.value) == ("docs/index.md:5: the heading 'Home' has no id, so that no link to it would last; write one at the end of "
                                 'its line, { #home }, or in HTML id="home"')


TWICE = {
    "two headings": ("## Data { #data }\n\n## Data { #data }\n", 5, "data"),
    "one and the title": ("## Data { #home }\n", 3, "home"),
    "one in HTML": ('text\n\n<p id="home">text</p>\n', 5, "home"),
    "without quotes": ("<p id=home>text</p>\n", 3, "home"),
    "a paragraph": ("text\n{: #home }\n", 4, "home"),
    "a link": ("text\n\n[a](report/index.md){ #home }\n", 5, "home"),
    "a figure shown twice": ('<< figure("network") >>\n\ntext\n\n<< figure("network") >>\n', 7, "fig-network"),
    "a figure's own": ('## One { #fig-network }\n\n<< figure("network") >>\n', 5, "fig-network"),
    "a question's own": ('<< question("q", "Which?", (1, 2), 1, "So.") >>\n\n## Why { #question-q }\n', 5, "question-q"),
    "from a loop": ("<% for name in 'AB' %>\n## << name >> { #part }\n<% endfor %>\n", 4, "part"),
    "by verbs": ('<< instructors.links("a", "A", "lesson") >>\n\n<< instructors.links("a", "B", "figure") >>\n', 5, "a"),
    "in an element that a script fills": ('<% call widget() %>\n<div data-explore="x" id="home">\n</div>\n<% endcall %>\n', 3, "home"),
}


@pytest.mark.parametrize("case", TWICE)
def test_an_id_that_is_twice_on_a_page(project: Project, case: str) -> None:
    text, line, id = TWICE[case]
    with pytest.raises(ContentError) as caught:
        rendered(project, FIRST + text)
    assert str(caught.value).startswith(f"docs/index.md:{line}: the id '{id}' is given a second time; ")


NONE = {
    "code": "```python\n# no heading\n```\n\n~~~\n# none\n~~~\n\n    # none either\n\ntext `# nor this`\n",
    "code in a box": '??? success "Solution"\n    ```python\n    # none\n    ```\n\n- item\n\n    ```sh\n    # none\n    ```\n',
    "what is hidden": "<!-- # none\n<h2>none</h2> -->\n\n<# ## none #>\n",
    "as it is": "<pre>\n# none\n&lt;h2&gt;\n</pre>\n\n\\# none\n",
    "a line and a table": "text\n\n---\n\n| a | b |\n|---|---|\n| # | - |\n",
    "source code": '<< source("training.steps.fit_model") >>\n',
}


@pytest.mark.parametrize("case", NONE)
def test_what_is_no_heading(project: Project, case: str) -> None:
    rendered(project, FIRST + NONE[case])


@pytest.mark.parametrize("id", ["{ #data }", "{#data}", "{: #data }", "{ #data .big }"])
def test_the_ways_to_write_an_id(project: Project, id: str) -> None:
    project.page(f"{FIRST}## Data {id}\n\nMore {{ #more }}\n----\n\n<h2 id=\"raw\">Raw</h2>\n")
    assert {"home", "data", "more", "raw"} <= Course(project.artifacts, project.folder / "docs").page("index.md").ids


@pytest.mark.parametrize("heading", ["## Data { .big #data }", '## Data { id="data" }', "<h2 id=data>Data</h2>", "<h2 id='data'>Data</h2>"])
def test_an_id_that_nothing_would_lock(project: Project, heading: str) -> None:
    with pytest.raises(ContentError, match=r"^docs/index.md:3: the id 'data' of a heading is not found by what locks its address; write it as "
                                           r'{ #data }, in HTML as id="data"$'):
        rendered(project, FIRST + heading + "\n")


def test_render_and_mkdocs_say_so_in_one_line(project: Project) -> None:
    project.page(f"{FIRST}## Data\n")
    said = "mnist-report: content: docs/index.md:3: the heading 'Data' has no id, "
    done = mnist_report("render", "out", folder=project.folder)
    assert (done.returncode, done.stderr.startswith(said), done.stderr.count("\n")) == (6, True, 1), done.stderr
    done = mkdocs("build", "--strict", folder=project.folder)
    assert done.returncode == 6
    assert said in done.stderr
    assert "Traceback" not in done.stderr
