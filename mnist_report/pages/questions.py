"""Questions: the reader predicts a result before the page shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..core.errors import ContentError
from ..core.filters import plural
from .blocks import Question

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def question(  # noqa: PLR0913, PLR0917
    slug: str, text: str, choices: Sequence[object], answer: object, explanation: str, replies: Sequence[str] = (),
) -> Question:
    """Return a question; `text`, `choices` and `replies` are plain text, `explanation` is Markdown.

    `answer` is one of the choices, or its place among them, a whole number from 0. `replies` say to each choice why it
    is wrong; that to the right one is not used.

    Raise ContentError for a slug that is not lower-case words joined by dashes, a `text` that is no string, fewer than
    two choices, equal choices, an answer that is none of them, and for replies of which a wrong choice has none.
    """
    texts = tuple(str(choice) for choice in choices)
    is_place = answer in range(len(texts)) and answer not in choices
    right = texts[answer] if isinstance(answer, int) and is_place else str(answer)
    _check(slug, text, texts, right)
    _check_replies(slug, texts, right, replies)
    said = tuple("" if choice == right else reply for choice, reply in zip(texts, replies, strict=False))
    return Question(slug, text, texts, right, explanation.strip(), said)


def _check_replies(slug: str, choices: tuple[str, ...], answer: str, replies: Sequence[object]) -> None:
    if isinstance(replies, str) or not all(isinstance(reply, str) for reply in replies):
        raise ContentError(f"question {slug!r} has the replies {replies!r}; they should be a list of texts")
    if replies and len(replies) != len(choices):
        raise ContentError(f"question {slug!r} has {plural(len(replies), 'reply', 'replies')} to "
                           f"{plural(len(choices), 'choice')}; it should have one to each, in their order")
    if silent := [choice for choice, reply in zip(choices, replies, strict=False) if choice != answer and not reply]:
        raise ContentError(f"question {slug!r} replies nothing to the wrong {silent[0]!r}; it should say why")


def _check(slug: str, text: object, choices: tuple[str, ...], answer: str) -> None:
    if not SLUG.fullmatch(slug):
        raise ContentError(f"question {slug!r}: the slug should be lower-case words joined by dashes")
    if not isinstance(text, str):
        raise ContentError(f"question {slug!r} asks {text!r}; it should ask a text")
    if len(choices) < 2:
        raise ContentError(f"question {slug!r} has {len(choices)} choices; it should have two or more")
    twice = [choice for choice in choices if choices.count(choice) > 1]
    if twice:
        raise ContentError(f"question {slug!r} offers {twice[0]!r} twice; its choices should differ")
    if answer not in choices:
        raise ContentError(f"question {slug!r} has the answer {answer!r}; it should be one of {list(choices)}")
