"""Deck: the slides of a lesson, from the blocks of its page: what it is about, code, figures, questions, discussion.

    lesson ──► section ──► block ──► slides ──► at most fifteen, with notes ──► exports/slides.py

A slide shows the first sentence of a paragraph; the whole prose of a section is in the notes of its first slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from itertools import groupby, pairwise, zip_longest
from typing import Final, Literal, assert_never

from ..core.names import within
from ..pages import blocks, markup, syntax
from ..pages.addresses import relative
from ..pages.blocks import Block, Code, FigureBlock, LivePart, Output, Prose, Question, Stylesheet, Widget
from ..pages.page import Page, Section
from .markdown_html import inline
from .pieces import Piece, first_sentence, pieces, written
from .prints import FOR_INSTRUCTORS

MOST: Final = 15
"""Slides of a deck; more only where more than these show code, a figure, a remark or a question."""
LINES: Final = 15
"""Lines of code or output that a slide holds."""
ROOM: Final = 9
"""Lines of prose that a slide holds."""
CLASSROOM: Final = "for-the-classroom"
"""The id of the section with the question for discussion, the last of a deck."""
REMARK: Final = re.compile(r"\*\*(?P<name>[^*]+?):?\*\*:? +(?P<text>.+)")
"""A remark with a name, such as a takeaway."""
PRINTED: Final = '<pre tabindex="0" role="region" aria-label="Output" data-prevent-swipe><code>{}</code></pre>'
"""Output on a slide: on a phone it scrolls sideways, and a finger on it turns no slide."""
CLOSING: Final = (")", "]", "}")

Kind = Literal["title", "text", "code", "output", "figure", "question", "answer", "remark", "live", "discussion"]


@dataclass(frozen=True)
class Slide:
    """A slide; its texts are Markdown, with HTML in it."""

    section: Section
    """The section of the lesson that it is from."""
    kind: Kind
    """What it shows."""
    title: str
    """One line."""
    body: str
    """What stands under the title."""
    id: str = ""
    """Permanent name: of the heading, the figure or the question on the page of the lesson; with a dot and a word or a
    number for what follows it on slides of their own.
    """
    over: str = ""
    """What stands over the title, in one line."""
    notes: str = ""
    """What its speaker may say."""
    spare: int = 0
    """How soon it is left out of a deck that is too long; 0 for one that never is."""


@dataclass(frozen=True)
class Deck:
    """The slides of one lesson."""

    lesson: Page
    """The lesson."""
    address: str
    """The address of the deck within the site."""
    over: str
    """What stands over its title, plain text: the module."""

    @cached_property
    def slides(self) -> list[Slide]:
        """The slides in order: title, what the sections show, and last the question for discussion."""
        made = [slide for section in self._sections for slide in _named(self._of_section(section))]
        by_section = groupby(_fitting(made), key=lambda slide: slide.section)
        return [slide for section, slides in by_section for slide in self._with_notes(section, list(slides))]

    @property
    def _sections(self) -> Iterator[Section]:
        """The sections from the title to the question for discussion, but exercises."""
        exercises = [exercise.section for exercise in self.lesson.exercises]
        for section in self.lesson.sections:
            if section not in exercises:
                yield section
            if section.id == CLASSROOM:
                return

    def _with_notes(self, section: Section, slides: Sequence[Slide]) -> Iterator[Slide]:
        """Yield the slides of a section, the first with all that its prose says, or with its note for instructors."""
        first, *others = slides
        own = _own(section)
        said = written(self._pieces("\n\n".join(FOR_INSTRUCTORS.findall(own)) or own), shortly=False)
        yield replace(first, notes=f"{first.notes}\n\n{said}".strip())
        yield from others

    def _pieces(self, prose: str) -> list[Piece]:
        return list(pieces(prose, self.lesson))

    def _of_section(self, section: Section) -> Iterator[Slide]:
        """Yield the slides of a section: of its blocks, and of the prose before the first of them."""
        if section.id == CLASSROOM:
            yield from self._discussion(section)
            return
        if section == self.lesson.sections[0]:
            yield Slide(section, "title", section.title, markup.escape(self.lesson.description), over=within(self.over))
        content = list(blocks.split(_own(section), self.lesson.parts))
        shown = next((block for block in content if not isinstance(block, Prose)), None)
        # The prose around code is about its lines, and the opening of a lesson is for its speaker.
        tells = not isinstance(shown, Code) and section != self.lesson.sections[0]
        lead: list[Piece] = []
        for block, after in pairwise([*content, Prose("")]):
            if isinstance(block, Prose):
                said = self._pieces(block.text)
                lead = said[-1:] if isinstance(after, LivePart) else []
                yield from _told(section, _shown(said[: len(said) - len(lead)], tells))
                yield from (_remark(section, piece) for piece in said if piece.kind == "remark")
            else:
                tells = False
                yield from self._of_block(section, block, lead)

    def _discussion(self, section: Section) -> Iterator[Slide]:
        """Yield the slide with the question for discussion, in full."""
        if asked := self._pieces(FOR_INSTRUCTORS.sub("", section.text)):
            first, *others = asked
            named = REMARK.match(first.text)
            said = [Piece(first.kind, named["text"] if named else first.text), *others]
            over = named["name"] if named else ""
            yield Slide(section, "discussion", section.title, written(said, shortly=False), over=over)

    @cached_property
    def _first_code(self) -> Code | None:
        return next((block for block in self.lesson.blocks if isinstance(block, Code)), None)

    def _of_block(self, section: Section, block: Block, lead: Sequence[Piece]) -> Iterator[Slide]:
        """Yield the slides of a block, to which the prose in `lead` leads."""
        over = section.title
        match block:
            case Code(text):
                spare = 0 if block == self._first_code else 24
                yield from (Slide(section, "code", over, markup.fence(portion, "python"), spare=spare)
                            for portion in portions(text))
            case Output(text):
                yield from (Slide(section, "output", "Output", PRINTED.format(escape(portion)), over=over)
                            for portion in portions(text))
            case FigureBlock(name):
                title = name.replace("-", " ").capitalize()
                above, shown = ("", over) if title == section.title.strip("?") else (over, title)
                yield Slide(section, "figure", shown, self._figure(block), block.id, above)
            case Question():
                yield from self._question(section, block)
            case LivePart():
                yield self._live(section, block, lead)
            case Prose() | Stylesheet() | Widget():
                pass
            case _:
                assert_never(block)

    def _figure(self, figure: FigureBlock) -> str:
        """Return the pictures of a figure and its caption; the light one is always loaded, because paper needs it."""
        about = f'alt="{escape(figure.alt)}" width="{figure.width}" height="{figure.height}"'
        caption = inline(self._short(figure.caption))
        light, dark = (relative(self.address, f"figures/{figure.name}{markup.ADDRESS[kind]}")
                       for kind in ("svg", "dark.svg"))
        return (f'<figure><img class="light" src="{light}" {about}>'
                f'<img class="dark" src="{dark}" {about} loading="lazy"><figcaption>{caption}</figcaption></figure>')

    def _short(self, text: str) -> str:
        return first_sentence(syntax.relinked(text, self.lesson.path, lambda _: ""))

    def _question(self, section: Section, question: Question) -> Iterator[Slide]:
        """Yield a question and, on the next slide, its answer."""
        title, explained = within(question.text), self._pieces(question.explanation)
        yield Slide(section, "question", title, _choices(question, ""), question.id, section.title,
                    f"The answer, on the next slide: **{within(question.answer)}**.")
        yield Slide(section, "answer", title, f"{_choices(question, question.answer)}\n\n{written(explained[:2])}",
                    f"{question.id}.answer", "The answer",
                    f"{written(explained, shortly=False)}\n\n{markup.corrections(question, within)}")

    def _live(self, section: Section, part: LivePart, lead: Sequence[Piece]) -> Slide:
        """Return the slide that leads to a part of the page where something moves."""
        place = relative(self.address, f"{self.lesson.address}#{part.id}")
        link = f'<p><a class="button" href="{place}" target="_blank" rel="noopener">Open it on the page</a></p>'
        return Slide(section, "live", section.title, f"{written(lead)}\n\n{link}", part.id, "Live", spare=10)


def portions(text: str) -> Iterator[str]:
    """Yield text in portions of at most fifteen lines, cut at a blank line or else where it is indented least."""
    lines = text.strip("\n").split("\n")
    while len(lines) > LINES:
        cut = min(range(1, LINES + 1), key=lambda number: (*_cohesion(lines[number]), -number))
        yield "\n".join(lines[:cut]).strip("\n")
        lines = "\n".join(lines[cut:]).strip("\n").split("\n")
    yield "\n".join(lines)


def _cohesion(line: str) -> tuple[bool, bool, int]:
    """Return how closely a line belongs to the one before it."""
    return bool(line.strip()), line.strip().startswith(CLOSING), len(line) - len(line.lstrip())


def _own(section: Section) -> str:
    """Return the text of a section up to the first heading in it."""
    heading = syntax.HEADING.search(syntax.blank(syntax.FENCE, section.text))
    return section.text[: heading.start()] if heading else section.text


def _shown(said: Sequence[Piece], tells: bool) -> list[Piece]:
    """Return the pieces that a slide of prose shows: all, or what is no sentence and the sentence that leads to it."""
    return [piece for piece, after in zip_longest(said, said[1:]) if piece.kind != "remark"
            and (tells or any(each and each.kind in {"table", "formula"} for each in (piece, after)))]


def _told(section: Section, said: Sequence[Piece]) -> Iterator[Slide]:
    """Yield slides of prose, as many as it needs."""
    page: list[Piece] = []
    full: list[list[Piece]] = []
    for piece in said:
        if page and sum(each.lines for each in [*page, piece]) > ROOM:
            full.append(page)
            page = []
        page.append(piece)
    for number, each in enumerate([*full, page] if page else full):
        yield Slide(section, "text", section.title, written(each), spare=20 + section.level + 80 * number)


def _remark(section: Section, piece: Piece) -> Slide:
    """Return the slide of a quotation, such as the takeaway of a lesson."""
    named = REMARK.match(piece.text)
    title, text = (named["name"], named["text"]) if named else (section.title, piece.text)
    return Slide(section, "remark", title, f"> {text}", over=section.title)


def _choices(question: Question, right: str) -> str:
    """Return the choices of a question as a list, that which is `right` marked."""
    items = (f'<li class="right"><strong>{escape(choice)}</strong></li>' if choice == right else
             f"<li>{escape(choice)}</li>" for choice in question.choices)
    return f'<ol class="choices">{"".join(items)}</ol>'


def _named(slides: Iterator[Slide]) -> Iterator[Slide]:
    """Yield the slides of a section, those without a name of their own under its name."""
    number = 0
    for slide in slides:
        number += not slide.id
        yield slide if slide.id else replace(slide, id=slide.section.id + f".{number}" * (number > 1))


def _fitting(slides: Sequence[Slide]) -> list[Slide]:
    """Return slides without those that are spared first, the last of equals, until the deck is not too long."""
    order = sorted(range(len(slides)), key=lambda place: (slides[place].spare, place), reverse=True)
    gone = {place for place in order[: max(0, len(slides) - MOST)] if slides[place].spare}
    return [slide for place, slide in enumerate(slides) if place not in gone]
