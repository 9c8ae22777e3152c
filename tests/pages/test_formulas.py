"""A formula is LaTeX in a fence of its own: MathML in pages and packages, between dollars in notebooks, an error with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from markdown import markdown
from tinyhtml5.parser import HTMLParser

from mnist_report.core.errors import ContentError
from mnist_report.exports.plain_markdown import Plain
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.pages.headings import EXTENSIONS
from mnist_report.pages.mathml import mathml
from mnist_report.pages.page import Page
from tests.support.project import Project, here

APPLIED, TIMES = "\N{FUNCTION APPLICATION}", "\N{INVISIBLE TIMES}"
TITLE = "# Home { #home }\n\n"


def symbols(latex: str) -> str:
    """The names, numbers and operators of a formula in order, each as "tag:text"."""
    leaves = (each for each in fromstring(mathml(latex)).iter() if each.tag in {"mi", "mn", "mo", "mtext"})
    return " ".join(f"{each.tag[1]}:{each.text or ''}" for each in leaves)


SPOKEN = {
    "a function is applied": (r"L = -\ln p", f"i:L o:= o:− i:ln o:{APPLIED} i:p"),
    "before a bracket": (r"\max(0, z)", f"i:max o:{APPLIED} o:( n:0 o:, i:z o:)"),
    "before one that grows": (r"\ln\left(\frac{1}{p}\right)", f"i:ln o:{APPLIED} o:( n:1 i:p o:)"),
    "with an index": (r"\max_i z_i", f"i:max i:i o:{APPLIED} i:z i:i"),
    "named by its author": (r"\operatorname{softmax}(z)", f"i:softmax o:{APPLIED} o:( i:z o:)"),
    "named upright": (r"\mathrm{ReLU}(z)", f"i:ReLU o:{APPLIED} o:( i:z o:)"),
    "factors": (r"2xy", f"n:2 o:{TIMES} i:x o:{TIMES} i:y"),
    "a root after a number": (r"\pm 2\sqrt{n}", f"o:± n:2 o:{TIMES} i:n"),
    "a number before a bracket": ("2(x+1)", f"n:2 o:{TIMES} o:( i:x o:+ n:1 o:)"),
    "a number before a function": (r"2\ln x", f"n:2 o:{TIMES} i:ln o:{APPLIED} i:x"),
    "factors with indices": ("w_1x_1", f"i:w n:1 o:{TIMES} i:x n:1"),
    "a written sign is not doubled": (r"w\cdot x", "i:w o:· i:x"),
    "a sum is no factor": (r"\frac{1}{n}\sum_{i=1}^{n} x_i", "n:1 i:n o:∑ i:i o:= n:1 i:n i:x i:i"),
    "nor is a unit": (r"10\%", "n:10 i:%"),
    "nor are words": (r"w_{\text{new}} = w", "i:w t:new o:= i:w"),
    "nor is a derivative": (r"\frac{\partial L}{\partial w}", "o:∂ i:L o:∂ i:w"),
    "typed signs": ("−1 ≤ x × 2", "o:− n:1 o:≤ i:x o:× n:2"),
    "lines": (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "i:a i: o:= i:b i:c i: o:= i:d"),
}


@pytest.mark.parametrize("case", SPOKEN)
def test_a_screen_reader_finds_every_operator(case: str) -> None:
    latex, leaves = SPOKEN[case]
    assert symbols(latex) == leaves


WRONG = {
    r"\frca{1}{2}": r"\frca is a command that it does not know; it should be one such as \frac, \sqrt or \text{…}",
    r"\frac{1}{": "a brace is not closed",
    r"\frac{1}}{2}": "it closes a brace that it has not opened",
    r"\frac{1}": "a command lacks one of its parts in braces",
    r"\sqrt": "it is empty, or ends where a command still needs something in braces",
    "": "it is empty, or ends where a command still needs something in braces",
    "x_1_2": "it has two subscripts in a row; put the first with its letter in braces",
    "x^1^2": "it has two exponents in a row; put the first with its letter in braces",
    "x^": "nothing follows its last ^ or _",
    r"\left( x": r"each \left needs its \right",
    r"\left( x \right": r"\left and \right each need a bracket after them",
    r"\begin{aligned} x": r"each \begin needs its \end",
    "a & b": "'&' has no meaning there; a formula has no dollar signs around it, and & stands in aligned lines",
    "$x$": "'$' has no meaning there; a formula has no dollar signs around it, and & stands in aligned lines",
    r"a \\ b": r"\\ begins a new line only between \begin{aligned} and \end{aligned}",
}


@pytest.mark.parametrize("latex", WRONG)
def test_what_is_no_latex_is_told(latex: str) -> None:
    with pytest.raises(ContentError) as caught:
        mathml(latex)
    assert str(caught.value) == f"the formula “{latex}” is no LaTeX: {WRONG[latex]}"


def test_a_long_formula_is_cut_in_a_message() -> None:
    with pytest.raises(ContentError, match=r"^the formula “x \+ x[x+ ]{0,60} …” is no LaTeX: \\y is"):
        mathml("x + " * 50 + r"\y")


FENCE = "```math\n\\frac{a_1 * b_2}{c} < d * \\text{e_f}\n```\n"
WITHIN = {
    "by itself": FENCE,
    "right under a paragraph": f"text\n{FENCE}text\n",
    "tildes": FENCE.replace("```", "~~~"),
    "in a list": "- one\n\n" + re.sub("(?m)^(?=.)", "    ", FENCE),
    "in an admonition": '??? success "Solution"\n\n' + re.sub("(?m)^(?=.)", "    ", FENCE),
    "in a quotation": re.sub("(?m)^", "> ", FENCE.rstrip()) + "\n",
    "in HTML": f'<div class="note" markdown="1">\n\n{FENCE}\n</div>\n',
    "in a question": f'<% call question("q", "Which?", ["1", "2"], "1") %>\nSo:\n\n{FENCE}<% endcall %>\n',
}


def parsed(page: Page) -> Any:
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(f"<!doctype html><title>x</title>{markdown(markup.body(page), extensions=list(EXTENSIONS))}")
    assert parser.errors == []
    return tree


@pytest.mark.parametrize("case", WITHIN)
def test_a_page_has_a_formula_as_mathml_wherever_it_stands(project: Project, case: str) -> None:
    project.page(TITLE + WITHIN[case])
    tree = parsed(Course(project.artifacts, project.folder / "docs").page("index.md"))
    (formula,) = (each for each in tree.iter() if each.get("class") == "formula")
    assert "".join(formula.itertext()).replace("\xa0", " ") == "a1*b2c<d*e_f"
    assert [each.tag.rpartition("}")[2] for each in formula.iter()][1:4] == ["math", "mrow", "mfrac"]
    assert not [each for each in tree.iter() if each.tag == "pre"]


def test_a_formula_is_between_dollars_in_a_notebook_and_no_other_dollar_is_one(project: Project) -> None:
    project.page(f"{TITLE}It costs $5.\n{FENCE}")
    page = Course(project.artifacts, project.folder / "docs").page("index.md")
    assert Plain(page, "").text(page.blocks).endswith(
        "It costs \\$5.\n\n$$\n\\frac{a_1 * b_2}{c} < d * \\text{e_f}\n$$")


def test_a_value_of_the_run_stands_in_a_formula(project: Project) -> None:
    project.page(f"{TITLE}```math\nn = << run.test_size | plain >>\n```\n")
    body = markup.body(Course(project.artifacts, project.folder / "docs").page("index.md"))
    assert f"<mn>{len(project.artifacts.run.dataset.y_test)}</mn>" in body


def test_code_that_shows_how_a_formula_is_written_stays_code(project: Project) -> None:
    project.page(f"{TITLE}````md\n{FENCE}````\n")
    assert "<math" not in markup.body(Course(project.artifacts, project.folder / "docs").page("index.md"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```math\n\\foo\n```\n", 3),
        ("<% if run.test_size %>\ntext\n\n```math\n\\foo\n```\n<% endif %>\n", 6),
        ("> text\n>\n> ```math\n> \\foo\n> ```\n", 5),
        ('text\n\n<% call question("q", "Which?", ["1", "2"], "1") %>\nSo:\n\n```math\n\\foo\n```\n<% endcall %>\n', 5),
    ],
)
def test_a_mistake_in_a_formula_is_one_line_with_its_place(project: Project, tmp_path: Path, text: str, line: int) -> None:
    project.page(TITLE + text)
    ended = here("render", tmp_path / "out", folder=project.folder)
    assert ended.returncode == ContentError.exit_code
    assert ended.stderr.splitlines()[-1] == (
        f"mnist-report: content: docs/index.md:{line}: the formula “\\foo” is no LaTeX: \\foo is a command that it does not know; "
        "it should be one such as \\frac, \\sqrt or \\text{…}")
