"""A rendered page as plain Markdown, for programs that know no attribute lists, admonitions or folders of pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from ..core.names import within
from ..pages.addresses import ELSEWHERE, target
from ..pages.page import Page, Question, address_of

CODE = re.compile(r"(?ms)^([ \t]*)(`{3,}|~{3,}).*?^\1\2[ \t]*$|(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\3(?!`)")
QUESTION = re.compile(r'(?ms)^<div class="question" id="question-([\w-]+)".*?^</details>\n</div>$')
FIGURE = re.compile(
    r'(?ms)^<figure [^>]*\bid="(fig-[\w-]+)".*?^<figcaption[^>]*>\n(.*?)(?: <a class="figure-link".*?)?\n</figcaption>'
    r'\n</figure>(?:\n\n<details class="figure-details".*?^</details>)?'
)
OUTPUT_TITLE = re.compile(r'(?m)^<p class="output-title">.*</p>$')
BLOCK = re.compile(r'(?m)^(!!!|\?\?\?\+?) +\w+(?: +"([^"\n]*)")?[ \t]*\n((?:[ \t]*\n| {4}.*(?:\n|\Z))+)')
LONE_TAG = re.compile(r"(?m)^</?(?:div|section|span)\b[^>\n]*>[ \t]*\n?")
ATTRIBUTES = re.compile(r"(?m)^\{:? ?[.#][^}\n]*\}[ \t]*\n?|(?<=\))\{:? ?[^}\n]*\}|[ \t]+\{:? ?[.#][^}\n]*\}[ \t]*$")
LINK = re.compile(r'(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)')
NO_ITEM = re.compile(r"(?<=\S\n1)(?=[.)]\s)")
HEADING = re.compile(r"(?m)^#(?=#* )")
ON_THE_PAGE = "On the page"


def plain(text: str, page: Page, address: str) -> str:
    """The Markdown `text` of a page, its links absolute, or mere text where the `address` of the site is not known.

    Solutions and answers become `<details>`; a figure becomes its caption, with a link to it where that can be.
    """
    asked = {question.slug: question for question in page.questions}
    text = QUESTION.sub(lambda found: _question(asked, found), text)
    text = _outside_code(text, lambda prose: _inline(prose, page.path, address))
    where = f"{address}{page.address}" if address else ""
    text = FIGURE.sub(lambda found: _figure(found, where), text)
    text = OUTPUT_TITLE.sub("In the run behind the course this printed:", text)
    text = LONE_TAG.sub("", BLOCK.sub(_block, text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def linked(text: str, page: Page, address: str) -> str:
    """The Markdown `text` of a page, its links absolute, or mere text where the `address` of the site is not known."""
    return _outside_code(text, lambda prose: LINK.sub(lambda found: _link(found, page.path, address), prose))


def sunk(text: str) -> str:
    """The Markdown `text`, each heading one level deeper."""
    return _outside_code(text, lambda prose: HEADING.sub("##", prose))


def unlinked(text: str, address: str) -> str:
    """The Markdown `text`, less the links into the site at `address`, for readers who see the marks."""
    into = rf"\]\({re.escape(address)}[^()\s]*\)"
    return re.sub(rf"\[([^\[\]]*){into}", r"\1", re.sub(rf" \[{ON_THE_PAGE}{into}", "", text)) if address else text


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], change(CODE.sub(hide, text)))


def _inline(prose: str, path: str, address: str) -> str:
    prose = LINK.sub(lambda found: _link(found, path, address), ATTRIBUTES.sub("", prose))
    # Notebooks take what stands between dollars for a formula, and a 1. within a paragraph for the start of a list.
    return NO_ITEM.sub(r"\\", prose.replace("$", r"\$"))


def _link(found: re.Match[str], path: str, address: str) -> str:
    image, text, link = found.groups()
    if ELSEWHERE.match(link):
        return found[0]
    return f"{image}[{text}]({address}{_published(target(link, path))})" if address else text


def _published(path: str) -> str:
    """The address, relative to the site, of a path within the pages' folder, with its part."""
    file, mark, part = path.partition("#")
    return f"{address_of(file) if file.endswith('.md') else file}{mark}{part}"


def _question(asked: Mapping[str, Question], found: re.Match[str]) -> str:
    question = asked[found[1]]
    choices = "\n".join(f"- {_literal(choice)}" for choice in question.choices)
    answer = f"**{_literal(question.answer)}.** {question.explanation}".replace("\n", "\n    ")
    return f'**{_literal(question.text)}**\n\n{choices}\n\n??? question "Show the answer"\n\n    {answer}\n'


def _literal(text: str) -> str:
    """Plain text as Markdown that shows it, with no more marks than it needs, for notebooks are also edited."""
    text = within(text)
    return re.sub(r"^(?=[-+#>~|])|(?<=^\d)(?=[.)])", r"\\", text)


def _figure(found: re.Match[str], where: str) -> str:
    link = f" [{ON_THE_PAGE}]({where}#{found[1]})" if where else ""
    return f"> **Figure.** {found[2]}{link}"


def _block(found: re.Match[str]) -> str:
    kind, title, body = found.groups()
    inside = re.sub(r"(?m)^ {4}", "", body).strip()
    if kind == "!!!":
        quoted = "\n".join(f"> {line}".rstrip() for line in inside.splitlines())
        return f"> **{title or 'Note'}**\n>\n{quoted}\n\n"
    return f"<details>\n<summary>{escape(title or 'More', quote=False)}</summary>\n\n{inside}\n\n</details>\n\n"
