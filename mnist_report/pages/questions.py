"""Predict, then see: how a page asks a `Question` before it says what the run says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as plain

from ..core.errors import ContentError
from .markup import escape
from .page import Question

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def question(slug: str, text: str, choices: Sequence[object], answer: object, explanation: str) -> Question:
    """The question; `text`, `choices` and `answer` are plain text, `explanation` is Markdown.

    Raises ContentError for a slug that is no id, fewer than two choices, equal choices, or an answer that is none of
    them.
    """
    said, right = tuple(str(choice) for choice in choices), str(answer)
    _check(slug, said, right)
    return Question(slug, text, said, right, explanation.strip())


def question_markup(question: Question) -> str:
    """HTML in Markdown: choices that questions.js uncovers, and the hidden answer for all."""
    name = f"question-{question.slug}"
    return "\n".join([
        f'<div class="question" id="{name}" markdown="1">',
        f'<p id="{name}-text">{plain(question.text)}</p>',
        f'<fieldset aria-labelledby="{name}-text" hidden>',
        *(_choice(name, choice, choice == question.answer) for choice in question.choices),
        "</fieldset>",
        '<details markdown="1">',
        "<summary>Show the answer</summary>",
        "",
        f"**{escape(question.answer)}.** {question.explanation}",
        "",
        "</details>",
        "</div>",
    ])


def _check(slug: str, choices: tuple[str, ...], answer: str) -> None:
    if not SLUG.fullmatch(slug):
        raise ContentError(f"question {slug!r}: the slug should be lower-case words joined by dashes")
    if len(choices) < 2:
        raise ContentError(f"question {slug!r} has {len(choices)} choices; it should have two or more")
    twice = [choice for choice in choices if choices.count(choice) > 1]
    if twice:
        raise ContentError(f"question {slug!r} offers {twice[0]!r} twice; its choices should differ")
    if answer not in choices:
        raise ContentError(f"question {slug!r} has the answer {answer!r}; it should be one of {list(choices)}")


def _choice(name: str, choice: str, right: bool) -> str:
    text = plain(choice)
    return f'<label><input type="radio" name="{name}" value="{text}"{" data-right" * right}> {text}</label>'
