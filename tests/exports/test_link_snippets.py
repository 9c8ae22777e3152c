"""What is copied for a thing of the course: LaTeX that compiles, Markdown and HTML that show it, and whom it is from."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import markdown
import pytest
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexEnvironmentNode, LatexMacroNode, LatexWalker, get_default_latex_context_db
from pylatexenc.macrospec import std_environment, std_macro

from mnist_report.exports import latex, links
from mnist_report.exports.credit import Credit
from mnist_report.exports.link_snippets import snippets
from mnist_report.pages.blocks import FigureBlock
from mnist_report.pages.course import Course
from mnist_report.pages.links import NAMES, Link
from mnist_report.pages.navigation import Navigation, Part
from tests.support.project import ADDRESS, Project

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.results.artifacts import Artifacts

CREDIT = Credit("Bars & 100 %", "3e0133dfb79d", "https://host.example/~ada/a%20b/", "Ada & sons", "CC BY 4.0", "https://licence.example/by#4")
ALT = 'Say "x" & [y] <z>, 5 % of $1_000 {more} \\ less ~ #1 ^ | 2 × 3'
FIGURE = FigureBlock("a-b", "**Left**, *p* − `x_train[0]` × 2: 5\N{NO-BREAK SPACE}% of 1 & 2 [there](../b.md), α ≤ ½.\nRight.", ALT, "d", None, 720, 300)
LINK = Link("figure", "A b", "m/a/#fig-a-b", "m", figure=FIGURE, embed="embed/a-b/")
PLACE = f"{CREDIT.site}{LINK.path}"


class Shown(HTMLParser):
    """What a reader of HTML sees: text, the addresses of links, and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.pictures = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "img":
            self.pictures.append((dict(attrs)["src"], dict(attrs)["alt"]))

    def handle_data(self, data: str) -> None:
        self.text += data


def environment(text: str) -> LatexEnvironmentNode:
    """The one environment of LaTeX, read strictly: a brace too many or a command unknown is an error."""
    known = get_default_latex_context_db()
    macros = [std_macro("href", "{{"), std_macro("includegraphics", "[{"), std_macro("caption", "[{"), std_macro("label", "{")]
    known.add_context_category("snippet", macros=macros, environments=[std_environment("figure", None)], prepend=True)
    nodes, _, _ = LatexWalker(text, latex_context=known, tolerant_parsing=False).get_latex_nodes()
    (figure,) = [node for node in nodes if isinstance(node, LatexEnvironmentNode)]
    assert figure.environmentname == "figure"
    return figure


def macros(figure: LatexEnvironmentNode) -> dict[str, LatexMacroNode]:
    return {node.macroname: node for node in figure.nodelist if isinstance(node, LatexMacroNode)}


def said(text: str) -> str:
    """As it is printed, but for the circumflex, which the reader takes for a modifier."""
    return LatexNodes2Text(strict_latex_spaces=True).latex_to_text(text).replace("ˆ", "^")


def test_the_latex_is_a_figure_with_its_caption_and_whom_it_is_from() -> None:
    text = snippets(LINK, CREDIT)["latex"]
    found = macros(environment(text))
    assert set(found) == {"centering", "includegraphics", "caption", "label"}
    options, file = (node.latex_verbatim() for node in found["includegraphics"].nodeargd.argnlist)
    assert file == "{figures/a-b.pdf}"
    assert options.endswith(" 2 × 3}]")
    assert said(options.partition("alt={")[2].removesuffix("}]")) == ALT
    short, caption = (node.latex_verbatim() for node in found["caption"].nodeargd.argnlist)
    assert short == "[{A b}]"
    assert caption.startswith(r"{\textbf{Left}, \emph{p} \ensuremath{-} \texttt{x\_train[0]} \ensuremath{\times} 2: 5~\% of 1 \& 2 there, "
                              r"\ensuremath{\alpha} \ensuremath{\leq} ½. Right. From \href{")
    assert r"\href{https://host.example/~ada/a\%20b/m/a/\#fig-a-b}{\emph{Bars \& 100 \%}}, run 3e0133dfb79d, " in caption
    assert caption.endswith(r"\href{https://licence.example/by\#4}{CC BY 4.0}.}")


@pytest.mark.parametrize("text", [ALT, "100 % & more", "a_b^c~d\\e{f}g$h#i", "}{", "%", "−1 ≤ µ ≤ 1 · 10³"])
def test_any_text_is_escaped_for_latex(text: str) -> None:
    assert said(latex.escaped(text)).replace(" ", "") == text.replace(" ", "").replace("µ", "μ").replace("−", "-").replace("³", "^3")
    LatexWalker(latex.escaped(text), tolerant_parsing=False).get_latex_nodes()


def test_every_snippet_with_a_picture_shows_it_and_names_its_source() -> None:
    made = snippets(LINK, CREDIT)
    svg, png = (f"{CREDIT.site}figures/a-b.{ending}" for ending in ("svg", "png"))
    for kind, picture in {"markdown": svg, "markdown_png": png, "html": svg}.items():
        shown = Shown(made[kind] if kind == "html" else markdown.markdown(made[kind]))
        assert shown.pictures == [(picture, ALT)], kind
        assert shown.links == [PLACE, PLACE, "https://licence.example/by#4"], kind
        assert shown.text.strip() == "From Bars & 100 %, run 3e0133dfb79d, CC BY 4.0.", kind
    assert made["png"] == png
    assert made["link"] == PLACE


def test_the_credit_line_of_a_course_without_a_licence_names_none() -> None:
    free = Credit("Bars", "3e0133dfb79d")
    assert free.plain() == "From “Bars”, run 3e0133dfb79d."
    assert free.markdown("a") == "From [*Bars*](a), run 3e0133dfb79d."
    assert free.latex("a") == r"From \href{a}{\emph{Bars}}, run 3e0133dfb79d."
    assert Shown(free.html("a")).text == "From Bars, run 3e0133dfb79d."


def test_what_is_pinned_keeps_the_numbers_of_this_edition() -> None:
    section = Link("section", "C", "m/a/#c", "m")
    assert "pinned" not in snippets(section, CREDIT)
    pinned = snippets(section, Credit("Bars", "3e0133dfb79d", ADDRESS, pinned="versions/2026-11-27-3e0133dfb79d/"))
    assert pinned["pinned"] == f"{ADDRESS}versions/2026-11-27-3e0133dfb79d/m/a/#c"
    assert list(pinned) == ["link", "pinned", "markdown", "html", "embed"]
    assert pinned["link"] == f"{ADDRESS}m/a/#c"


def test_a_list_has_the_number_of_the_module_the_licence_and_the_credit(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("seeds = 2", "seeds = 2\nkeep_versions = 2"), encoding="utf-8")
    for name in ("one", "two"):
        folder = project.folder / "docs" / name
        folder.mkdir()
        folder.joinpath("index.md").write_text(f"---\ntitle: {name}\n---\n# {name} {{ #{name} }}\n", encoding="utf-8")
        folder.joinpath("a.md").write_text(f"---\ntitle: 1. A\ndescription: Look.\n---\n# 1. A {{ #{name}-a }}\n\n## See {{ #see }}\n\n"
                                           f"<< figure('{'network' if name == 'two' else 'sample_images'}') >>\n", encoding="utf-8")
    navigation = Navigation("Bars", address=ADDRESS, nav=tuple(Part(name, (f"{name}/index.md", f"{name}/a.md")) for name in ("one", "two")))
    course = Course(project.artifacts, project.folder / "docs", navigation)
    record = json.loads(dict(links.files(course))["instructors/links.json"])
    rows = {(row["kind"], row["module"]): row for row in record["links"]}
    assert {key: row["module_number"] for key, row in rows.items()} == {
        (kind, module): number for kind in ("module", "lesson", "section", "figure") for module, number in {"one": 1, "two": 2}.items()}
    section, run = rows["section", "two"], course.evaluation.key
    assert (section["licence"], section["credit"]) == (None, f"From “Bars” ({ADDRESS}two/a/#see), run {run}.")
    assert section["snippets"]["pinned"] == f"{ADDRESS}versions/2023-11-14-{run}/two/a/#see"
    assert record["names"] == NAMES


def test_every_figure_of_the_course_becomes_latex(artifacts: Artifacts, site: Path) -> None:
    record = json.loads((site / "instructors" / "links.json").read_text(encoding="utf-8"))
    figures = [link for link in record["links"] if link["kind"] == "figure"]
    assert len(figures) == len(artifacts.figure_names)
    for link in figures:
        text = link["snippets"]["latex"]
        assert macros(environment(text)).keys() == {"centering", "includegraphics", "caption", "label"}, link["title"]
        assert text.partition(r"\caption")[2].isascii(), link["title"]
