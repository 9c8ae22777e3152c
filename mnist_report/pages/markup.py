"""The writer for MkDocs: the Markdown and HTML of blocks, front matter, the lines under a title, and the footer."""

from __future__ import annotations

import csv as csv_format
import html
import io
import json
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import assert_never

from ..core import names
from ..figures.figure import Cell, Table
from ..results.evaluation import Evaluation
from .addresses import address_of, relative
from .blocks import Block, Code, FigureBlock, LivePart, Output, Prose, Question, Stylesheet, Widget
from .formulas import in_html, with_formulas
from .page import Page
from .qr_code import qr_code

SPREADSHEET_FORMULA = re.compile(r"(?s)[=+@\t\r-].")
"""A cell that a spreadsheet takes for a formula, known by its first character."""
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of the text around them (Unicode Bidirectional Algorithm, UAX 9)."""
REPORT = "report/index.md"
"""The page of the run, to which the foot of each page leads."""
CITED = "cite.md"
"""The page with the licences."""
ADDRESS = {"svg": ".svg", "dark.svg": "-dark.svg", "png": ".png", "dark.png": "-dark.png"}


def for_mkdocs(block: Block, page: str) -> str:
    """Write a block for the page at the path `page`."""
    match block:
        case Prose(text):
            return text
        case Code(text):
            return fence(text, "python")
        case Output(text):
            title = '<p class="output-title">Output</p>'
            return f'<div class="output" markdown="1">\n\n{title}\n\n{fence(text, "text")}\n\n</div>'
        case FigureBlock():
            return f"{figure(block, page)}\n\n{_details(block, page)}"
        case Question():
            return _question(block)
        case Stylesheet(path):
            return f'<link rel="stylesheet" href="{relative(address_of(page) or "./", path)}">'
        case Widget(html):
            return html
        case LivePart():
            return live_part(block, page)
        case _:
            assert_never(block)


def body(page: Page) -> str:
    """Return the Markdown of a page with every block written, formulas as MathML."""
    return with_formulas(page.written(page.body, lambda block: for_mkdocs(block, page.path)), in_html)


def fence(text: str, language: str) -> str:
    """Return a fenced block that no line of `text` can close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"


def figure(block: FigureBlock, page: str, id: str = "", lazy: bool = True) -> str:
    """Return the pictures of a figure and its caption; `id`, if given, replaces its own."""
    id, title = id or block.id, html.escape(block.name.replace("-", " "))
    return f"""\
<figure class="figure" id="{id}" markdown="span">
{_pictures(block, page, escape(block.alt), lazy)}
<figcaption markdown="span">
{block.caption} <a class="figure-link" href="#{id}" aria-label="Link to the figure: {title}">Link</a>
</figcaption>
</figure>"""


def _details(block: FigureBlock, page: str) -> str:
    """Return the folded description of a figure, with its table and links to its files."""
    table = f"{markdown_table(block.table)}\n\n" if block.table and block.table.rows else ""
    return f"""\
<details class="figure-details" markdown="1">
<summary>Description and data</summary>

{escape(block.description)}

{table}Download: {_downloads(block, page)}

</details>"""


def live_part(part: LivePart, page: str) -> str:
    """Return a part of an explore page on the page at the path `page`; paper has its address, as a QR code too.

    Where the address of the site is not known, paper has the path within it.
    """
    address = f"{part.site}{address_of(page)}#{part.id}"
    code = qr_code(address) if part.site else ""
    on_paper = f'<div class="paper-only">{code}<p>{html.escape(address)}</p></div>'
    begin, end, rest = part.html.rpartition("</")
    return f"{begin}{on_paper}\n\n{end}{rest}"


def gallery_entry(block: FigureBlock, page: str, shown_on: Mapping[str, str]) -> str:
    """Return a figure of the gallery: picture, caption, files, and links to the pages of `shown_on`, {path: title}."""
    links = [f"[{names.within(title)}]({_link(page, path)}#{block.id})" for path, title in shown_on.items()]
    return f"""\
<div class="gallery-entry" markdown="1">

## {block.name.replace("-", " ").capitalize()} {{ #{block.name} }}

{_pictures(block, page, escape(block.alt))}

{block.caption}

{"Shown in " + ", ".join(links) + ". " if links else ""}Download: {_downloads(block, page)}

</div>"""


def _question(question: Question) -> str:
    """Return the choices, hidden until questions.js shows them, and the folded answer, which needs no script."""
    name = question.id
    choices = "\n".join(_choice(name, choice, choice == question.answer) for choice in question.choices)
    return f"""\
<div class="question" id="{name}" markdown="1">
<p id="{name}-text">{html.escape(question.text)}</p>
<fieldset aria-labelledby="{name}-text" hidden>
{choices}
</fieldset>
<details markdown="1">
<summary>Show the answer</summary>

**{escape(question.answer)}.** {question.explanation}

{_corrections(question)}</details>
</div>"""


def _corrections(question: Question) -> str:
    """Return what is said to each wrong choice as a list, from which questions.js takes it; "" where nothing is."""
    said = "".join(f"<li><em>{html.escape(choice)}</em>: <span>{html.escape(reply)}</span></li>\n"
                   for choice, reply in question.corrections.items())
    return said and f'<ul class="corrections">\n{said}</ul>\n\n'


def corrections(question: Question, literal: Callable[[str], str]) -> str:
    """Return what is said to each wrong choice as a list in Markdown, written by `literal`; "" where nothing is."""
    return "\n".join(f"- *{literal(choice)}*: {literal(reply)}" for choice, reply in question.corrections.items())


def _choice(name: str, choice: str, right: bool) -> str:
    text = html.escape(choice)
    return f'<label><input type="radio" name="{name}" value="{text}"{" data-right" * right}> {text}</label>'


def thumbnail(block: FigureBlock, page: str) -> str:
    """Return the pictures of a figure as decoration, with an empty alt."""
    return _pictures(block, page, "").replace("\n", " ")


def _pictures(block: FigureBlock, page: str, alt: str, lazy: bool = True) -> str:
    size = f"{'loading=lazy ' * lazy}width={block.width} height={block.height}"
    light, dark = (_link(page, f"figures/{block.name}{ADDRESS[suffix]}") for suffix in ("svg", "dark.svg"))
    return f"![{alt}]({light}#only-light){{ {size} }}\n![{alt}]({dark}#only-dark){{ {size} }}"


def _downloads(block: FigureBlock, page: str) -> str:
    kinds = {"SVG": ".svg", "PNG": ".png"} | ({"CSV": ".csv"} if block.table else {})
    links = (f"[{kind}]({_link(page, f'figures/{block.name}{ending}')})" for kind, ending in kinds.items())
    return " · ".join(links)


def _link(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def escape(text: str) -> str:
    """Return plain text escaped so that Markdown shows it as it is."""
    # Python-Markdown knows no backslash escape of "~", but other generators take "~" for strikethrough.
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|])", r"\\\1", html.escape(text, quote=False)).replace("~", "&#126;")


def markdown_table(table: Table) -> str:
    """Return a Markdown table, numbers to four significant digits; the style sheet aligns them, to keep pages small."""
    lines = [[escape(column) for column in table.columns], ["---"] * len(table.columns)]
    lines += [[_number(value, escape) for value in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def html_table(table: Table) -> str:
    """Return the table as HTML, numbers to four significant digits."""
    head = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in table.columns)
    rows = ("".join(f"<td>{_number(value, html.escape)}</td>" for value in row) for row in table.rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _number(value: Cell, escaped: Callable[[str], str]) -> str:
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else escaped(value)


def csv(table: Table) -> str:
    """Return the table as CSV (RFC 4180), numbers in full."""
    text = io.StringIO()
    csv_format.writer(text).writerows([_inert(cell) for cell in row] for row in (table.columns, *table.rows))
    return text.getvalue()


def _inert(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and SPREADSHEET_FORMULA.match(cell) else cell


def page(  # noqa: PLR0913, PLR0917
    page: Page, titles: Mapping[str, str], end: str, head: str = "", downloads: Mapping[str, str] | None = None,
    place: tuple[int, int] | None = None,
) -> str:
    """Return the whole page: front matter for the generator, the lesson's line under its title, the body, `end`.

    `head` is HTML that the generator's template puts in the head of the page. `downloads` are the files that a reader
    can take along, {label: path within the site or address elsewhere}. `place` is that of a lesson in its module, from
    1, and how many this has.
    """
    kept = {name: page.front[name] for name in ("title", "description", "hide", "search") if name in page.front}
    # The theme does not escape them; it puts the description between double quotes.
    kept |= {name: _as_html(str(kept[name])) for name in ("title", "description") if name in kept}
    kept |= {"head": head} if head else {}
    heading, _, rest = body(page).lstrip("\n").partition("\n")
    lines = _lesson_lines(page, titles, place) if page.number is not None else []
    lines += [_downloads_line(page.path, downloads)] if downloads else []
    if lines:
        kind = "lesson-meta" if page.number is not None else "take-away"
        rest = "\n" + "\n\n".join([f'<div class="{kind}" markdown="1">', *lines, "</div>\n"]) + f"\n{rest}"
    matter = "".join(f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for name, value in kept.items())
    return f"---\n{matter}---\n\n{heading}\n{rest.rstrip()}\n\n{end}\n"


def _as_html(text: str) -> str:
    return TURNING.sub("", html.escape(text, quote=False).replace('"', "&quot;"))


def _lesson_lines(page: Page, titles: Mapping[str, str], place: tuple[int, int] | None) -> list[str]:
    facts = [_steps(*place)] if place else []
    facts += [f"Reading time: {page.minutes} min"]
    facts += [f"Exercises: about {page.exercise_minutes} min"] if page.exercises else []
    before = [f"[{names.within(titles[path])}]({_link(page.path, path)})" for path in page.builds_on]
    facts += [f"Builds on: {', '.join(before)}"] if before else []
    return [f"{names.within(page.description)}\n{{ .objective }}", " · ".join(facts)]


def _steps(step: int, last: int) -> str:
    row = f'<span class="steps" style="--step: {step}; --last: {last}" aria-hidden="true"></span>'
    return f"{row}Step {step} of {last}"


def _downloads_line(path: str, downloads: Mapping[str, str]) -> str:
    links = (f"[{label}]({place if ':' in place else _link(path, place)})" for label, place in downloads.items())
    return f"Download: {' · '.join(links)}"


def footer(path: str, titles: Mapping[str, str], evaluation: Evaluation) -> str:
    """Return the line at the end of a page: run, seed, versions, and a link to the licences if there is such a page."""
    versions = ", ".join(f"{name} {number}" for name, number in evaluation.versions.items())
    link = f"[run {evaluation.key}]({_link(path, REPORT)})"
    line = f"Made from {link}: seed {evaluation.recipe.seed}, {versions}."
    if CITED in titles:
        line += f" [{names.within(titles[CITED])}]({_link(path, CITED)}): the licences of text, code and data."
    return f'<div class="run" markdown="1">\n\n{line}\n\n</div>'
