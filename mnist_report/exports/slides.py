"""module-1/slides/: the decks of a module, one a lesson, as HTML without a theme, and the page that lists them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from html import escape

from ..core.filters import plural
from ..core.names import within
from ..pages.addresses import relative
from ..pages.course import Course, File
from ..pages.page import Module, Page
from ..pages.qr_code import qr_code
from .course_package import rights
from .deck import Deck, Slide
from .markdown_html import html, inline

DOCUMENT = """\
<!doctype html>
<html lang="en" dir="ltr" class="framed">
<head>
<meta charset="utf-8">
<title>{title}: slides · {course}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
{licence}<link rel="canonical" href="{canonical}">
<link rel="preload" as="font" type="font/woff2" crossorigin href="{root}assets/fonts/course-serif.woff2">
<link rel="stylesheet" href="{root}assets/colours.css">
<link rel="stylesheet" href="{root}assets/site.css">
<link rel="stylesheet" href="{root}assets/slides/reveal.css" media="screen and (scripting: enabled)">
<link rel="stylesheet" href="{root}assets/slides/slides.css">
<link rel="stylesheet" href="{root}assets/slides/show.css" media="screen and (scripting: enabled)">
<link rel="stylesheet" href="{root}assets/slides/paper.css" media="print">
<link rel="icon" href="{root}assets/logo.svg">
<script defer src="{root}assets/slides/reveal.js"></script>
<script type="module" src="{root}assets/slides/slides.js"></script>
</head>
<body>
<main>
<h1 class="unseen">{title}</h1>
<div class="reveal">
<div class="slides">
{slides}
</div>
</div>
</main>
<footer>
<p><a href="{lesson}">{title}</a> · <cite>{course}</cite> · run {run}</p>
</footer>
</body>
</html>
"""

SLIDE = """\
<section id="{id}" class="{kind}">
{over}<h2>{title}</h2>
<div class="body">{body}</div>
{notes}</section>"""

TITLE_END = """\
<p class="keys"><kbd>→</kbd> or a swipe goes on, <kbd>S</kbd> opens the notes, <kbd>?</kbd> lists all keys.</p>
<p class="rights"><a href="{lesson}">The lesson</a> · {rights}</p>
{code}"""

LIST = """\
# Slides: {title} {{ #slides }}

A deck for each lesson of [the module](../{module}), made from the same run: code, figures, questions with the answer on
the next slide, and a question for discussion at the end.

<ul>
{decks}
</ul>

## Present {{ #present }}

Open a deck in a browser. Nothing has to be installed, and a copy of the course on a disk shows it without a network.

| Key | What it does |
|:--|:--|
| <kbd>→</kbd>, <kbd>Space</kbd>, <kbd>N</kbd> | next slide; on a touch screen, a swipe |
| <kbd>←</kbd>, <kbd>P</kbd> | previous slide |
| <kbd>Home</kbd>, <kbd>End</kbd> | first and last slide |
| <kbd>S</kbd> | notes, in a second window that moves with the first |
| <kbd>F</kbd> | full screen, until <kbd>Esc</kbd> |
| <kbd>O</kbd> | all slides at a glance |
| <kbd>B</kbd> | dark screen, and back |
| <kbd>G</kbd> | go to a slide by its number or name |
| <kbd>?</kbd> | all keys |

The notes hold the prose of the lesson and the answer to each question, and at the end the note for instructors. They
are in the page: whoever opens a deck can read them.

## Link and print {{ #link-and-print }}

Each slide has an address, made from the name of its section, figure or question on the page of the lesson. The browser
shows it in its address bar while you are there.

To print a deck, or to save it as a PDF, use the browser's own command. Each slide takes a sheet. Without JavaScript a
deck is a long page, with the notes under each slide.
"""


def files(course: Course) -> Iterator[File]:
    """Yield for each module a deck for each lesson, and the page that lists them."""
    for module in course.outline.modules:
        decks = [Deck(lesson, f"{module.slides}{lesson.name}/", module.page.title) for lesson in module.lessons]
        page = _list(module, decks)
        yield page.path, course.file(page)
        yield from ((f"{deck.address}index.html", _document(course, deck)) for deck in decks)


def _document(course: Course, deck: Deck) -> bytes:
    navigation, lesson, address = course.navigation, deck.lesson, deck.address
    first, *others = deck.slides
    back, site = escape(relative(address, lesson.address)), navigation.address
    code = qr_code(f"{site}{lesson.address}") if site else ""
    end = TITLE_END.format(lesson=back, rights=escape(rights(course)), code=code)
    return DOCUMENT.format(
        title=escape(lesson.title),
        course=escape(navigation.name),
        licence=course.heads.licence,
        canonical=escape(f"{site}{lesson.address}") if site else back,
        root=relative(address, "./"),
        slides="\n".join([_slide(first, end), *map(_slide, others)]),
        lesson=back,
        run=escape(course.evaluation.key),
    ).encode()


def _slide(slide: Slide, end: str = "") -> str:
    return SLIDE.format(
        id=slide.id,
        kind=slide.kind,
        over=f'<p class="over">{inline(slide.over)}</p>\n' if slide.over else "",
        title=inline(slide.title),
        body=html(slide.body) + end,
        notes=f'<aside class="notes" aria-label="Notes">\n{html(slide.notes)}\n</aside>\n' if slide.notes else "",
    )


def _list(module: Module, decks: Sequence[Deck]) -> Page:
    """Return the page that lists the decks of a module, and says how to present them."""
    title = module.page.title
    front = {"title": f"Slides: {title}", "description": f"A deck of slides for each lesson of the module {title}.",
             "hide": ["navigation", "toc"], "search": {"exclude": True}}
    entries = "\n".join(f'<li><a href="{deck.lesson.name}/">{escape(deck.lesson.title)}</a>, '
                        f"{plural(len(deck.slides), 'slide')}</li>" for deck in decks)
    text = LIST.format(title=within(title), module=posixpath.basename(module.page.path), decks=entries)
    return Page(f"{module.slides}index.md", front, text)
