"""A name that there is not is answered with the nearest one, a mark without its end with the line where it begins; in one line."""

from __future__ import annotations

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.course import Course
from mnist_report.pages.marks import fault
from tests.support.project import Project, mkdocs, mnist_report

FIRST = "# Home { #home }\n\n"
LISTED = "`mnist-report values` lists all there is"
NO_VALUE = {
    "<< run.test_acuracy >>": "run has no 'test_acuracy'; did you mean 'test_accuracy'?",
    "<< run['test_acuracy'] >>": "run has no 'test_acuracy'; did you mean 'test_accuracy'?",
    "<< run.last_epoch.los >>": "run.last_epoch has no 'los'; did you mean 'loss'?",
    "<< run.epochs[0].los >>": "run.epochs[0] has no 'los'; did you mean 'loss'?",
    "<< run.epochs | map(attribute='los') | join >>": "the Epoch has no 'los'; did you mean 'loss'?",
    "<% for epoch in run.epochs %>\n<< epoch.los >>\n<% endfor %>": "epoch has no 'los'; did you mean 'loss'?",
    "<% if run.is_mnits %>\nyes\n<% endif %>": "run has no 'is_mnits'; ",
    "<< run.epochs[99].loss >>": "run.epochs has no element 99; it has 2, from 0",
    "<< run.test_accuracy.foo >>": "run.test_accuracy has no 'foo'; it is 0.9",
    "<< run.class_names.foo >>": "run.class_names has no 'foo'; it is ('0', '1', '2')",
    "<< run.utterly_else >>": f"run has no 'utterly_else'; {LISTED}",
    "<< rnu.test_accuracy >>": "no value 'rnu'; did you mean 'run'?",
    "<< figuer('network') >>": "no value 'figuer'; did you mean 'figure'?",
    "<% set share = 1 %><< shaer >>": "no value 'shaer'; did you mean 'share'?",
    "<< utterly_else >>": f"no value 'utterly_else'; {LISTED}",
    "<< outline.modles >>": "outline has no 'modles'; did you mean 'modules'?",
    "<< instructors.linsk('a', 'b') >>": "instructors has no 'linsk'; did you mean 'links'?",
    "<< probes().utterly_else >>": f"probes() has no 'utterly_else'; {LISTED}",
    "<< run.test_accuracy | percnt >>": "no filter 'percnt'; did you mean 'percent'?",
    "<< run.test_accuracy is dvisibleby(3) >>": "no test 'dvisibleby'; did you mean 'divisibleby'?",
    "<< figure('sample_image') >>": "no figure 'sample_image'; did you mean 'sample_images'?",
    "<< thumbnail('netwrok') >>": "no figure 'netwrok'; did you mean 'network'?",
    "<< figure('utterly_else') >>": "no figure 'utterly_else'; the figures are accept_or_refer, ",
    "<< source('training.steps.build_modl') >>": "no function 'training.steps.build_modl' in mnist_report; did you mean 'training.steps.build_model'?",
    "<% include 'indxe.md' %>": "no page 'indxe.md' to include; did you mean 'index.md'?",
    "<< figure() >>": "TypeError: show_figure() missing 1 required positional argument: 'name'",
    "<< source('a', import=1) >>": "TypeError: source() got an unexpected keyword argument 'import'",
}


def said(project: Project, text: str) -> str:
    project.page(text)
    with pytest.raises(ContentError) as caught:
        Course(project.artifacts, project.folder / "docs").page("index.md")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("mark", NO_VALUE)
def test_a_name_that_there_is_not(project: Project, mark: str) -> None:
    line = 4 if "for epoch" in mark else 3
    assert said(project, f"{FIRST}{mark}\n\nMore of << run.classes >>.\n").startswith(f"docs/index.md:{line}: {NO_VALUE[mark]}")


@pytest.mark.parametrize(("value", "message"), {
    "Of << run.test_sise >>": "docs/index.md:3: run has no 'test_sise'; did you mean 'test_size'?",
    "Of << rnu.test_size >>": "docs/index.md:3: no value 'rnu'; ",
    "Of << run.test_size": "docs/index.md:3: `<< run.test_size` has no end: >>",
    "Of << 1 / 0 >>": "docs/index.md:3: ZeroDivisionError: division by zero",
}.items())
def test_the_front_matter_names_the_line_of_its_key(project: Project, value: str, message: str) -> None:
    assert said(project, f"---\ntitle: Home\ndescription: {value}\n---\n{FIRST}<< run.classes >>\n").startswith(message)


MARKS = {
    "<< run.classes\n\nMore of << run.test_size >>.\n": "3: `<< run.classes` has no end: >>",
    "<< run.classes\n": "3: `<< run.classes` has no end: >>",
    "<< run.classes >\n\nMore.\n\n<% if run.classes %>\nx\n<% endif %>\n": "3: `<< run.classes >` has no end: >>",
    "<< run.classes %>\n": "3: `<< run.classes %>` has no end: >>",
    "Of << 'a >> b' >> and << run.classes\n": "3: `<< run.classes` has no end: >>",
    "<% if run.classes\nx\n<% endif %>\n": "3: `<% if run.classes` has no end: %>",
    "<# a comment\n\n<< run.classes >>\n": "3: `<# a comment` has no end: #>",
    "a\n<% if run.classes %>\nx\n\nMore.\n": "4: `<% if run.classes %>` has no <% endif %>",
    "<% for a in run.epochs %>\nx\n": "3: `<% for a in run.epochs %>` has no <% endfor %>",
    "<% if run.classes %>\n<% for a in run.epochs %>\n<% endif %>\n": "4: `<% for a in run.epochs %>` has no <% endfor %>",
    "<% call widget() %>\nx\n": "3: `<% call widget() %>` has no <% endcall %>",
    "<% set a %>\nx\n": "3: `<% set a %>` has no <% endset %>",
    "<% raw %>\n<< x\n": "3: `<% raw %>` has no <% endraw %>",
    "x\n<% endif %>\n": "4: `<% endif %>` has no <% if … %> before it",
    "<% if 1 %>\n<% endif %>\n<% endif %>\n": "5: `<% endif %>` has no <% if … %> before it",
    "<% for a in [] %>\n<% endif %>\n<% endfor %>\n": "4: `<% endif %>` has no <% if … %> before it",
    "<% else %>\n": "3: `<% else %>` has no <% if … %> that it could belong to",
    "<% if 1 %>\n<% else %>\n<% elif 2 %>\n<% endif %>\n": "5: `<% elif 2 %>` has no <% if … %> that it could belong to",
    "<% if 1 %>\n<% esle %>\n<% endif %>\n": "4: no statement 'esle'; did you mean 'else'?",
    "<% fi 1 %>\n<% endif %>\n": "3: no statement 'fi'; there is <% if … %>, <% for … %>",
}


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_without_its_end(project: Project, text: str) -> None:
    assert said(project, FIRST + text) == f"docs/index.md:{MARKS[text]}"


@pytest.mark.parametrize("text", [
    "<< a >> and << 'b >> c' >> <# << d #> <% if e %><% elif f %><% else %><% endif %>", "<% set a = 1 %><% set b %>x<% endset %>",
    "<% raw %><< x <% y <% endraw %>", "<% for a in b %>x<% else %>y<% endfor %>", "<%- if a -%>x<%- endif -%> <<- b ->>", "a < b << c | d(\n'e') >>",
])
def test_marks_that_all_have_their_ends(text: str) -> None:
    assert fault(text) is None


@pytest.mark.parametrize("mark", ["<< run.test_acuracy >>", "<% if run.classes %>"])
def test_render_and_mkdocs_say_so_in_one_line(project: Project, mark: str) -> None:
    project.page(f"{FIRST}{mark}\n")
    line = f"mnist-report: content: docs/index.md:3: {({'<% if run.classes %>': '`<% if run.classes %>` has no <% endif %>'} | NO_VALUE)[mark]}"
    done = mnist_report("render", "out", folder=project.folder)
    assert (done.returncode, done.stderr) == (6, f"{line}\n")
    done = mkdocs("build", "--strict", folder=project.folder)
    assert done.returncode == 6
    assert line in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
