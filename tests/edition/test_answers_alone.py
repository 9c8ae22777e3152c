"""The answers for instructors stand alone: what points to a place on a lesson's page is a link to it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.support.reading import read
from tests.support.shipped import needs

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "instructors/answers/"
POINTING = re.compile(
    r"""(?ix)
    \b (?:the|this|that|these|those|each|every) \s (?:[\w*'-]+\s){1,3} (?:above|below) \b (?!\s(?:which|\d|half|the|it|a|one|all)\b)
    | \b (?:above|below|beside\sit|underneath) (?:[.,;:?!)]|$)
    | \b (?:the|this|that|these|those|both|last|next|previous) \s (?:[\w'-]+\s)? (?:figure|table|histogram|diagram|section|page)s? \b
    | \b (?:under|above|below|beside|over) \s (?:the|each|these) \s (?:[\w'-]+\s)? (?:picture|figure|curve|chart|code|bar)s? \b
    | \b (?:the|this|these|those|both|last|two) \s (?:[\w'-]+\s){0,2} (?:curve|chart|map)s \b
    """
)
"""Words that point to something on the same page. "Above 0.9" and "below half of it" do not; nor does "your table"."""
LINK = "\x01"
BLOCK = re.compile(r"</?(?:p|li|ul|ol|dl|dt|dd|h[1-6]|div|table|t[dhr]|thead|tbody|details|summary|figure|figcaption)\b[^>]*>")


def pointing(html: str) -> list[str]:
    """The sentences that point to something and have no link."""
    prose = re.sub(r"(?s)<pre\b.*?</pre>|<svg\b.*?</svg>", "", html)
    blocks = BLOCK.split(re.sub(r"<a\b[^>]*>", LINK, prose))
    texts = (" ".join(unescape(re.sub(r"<[^>]*>", "", block)).split()) for block in blocks)
    sentences = (sentence for text in texts for sentence in re.split(r"(?<=[.?!:]) ", text))
    return [sentence for sentence in sentences if POINTING.search(sentence) and LINK not in sentence]


@pytest.mark.parametrize("sentence", [
    "Compare them with the table above.", "Is the accuracy above good enough?", "Both print the line above.", "It is explained below.",
    "The explanation stands under the pictures.", "The table under the histogram gives the prices.", "See the next section.",
    "With the images of the last figure.", "Look at the two loss curves.", "The rest of this page is about that.", "As said above, it is so.",
    "What is written above each picture?",
])
def test_a_sentence_that_points_needs_a_link(sentence: str) -> None:
    assert pointing(f"<p>Before. {sentence} After.</p>") == [sentence]
    linked = sentence.replace("the ", '<a href="../module-1/">the</a> ', 1) if "the " in sentence else f'<a href="x">x</a> {sentence}'
    assert pointing(f"<p>Before. {linked} After.</p>") == []


@pytest.mark.parametrize("sentence", [
    "A confidence above 0.99 is rare.", "Was the first loss above the loss of ignorance, below it, or below half of it?",
    "Choose the confidence below which a person looks.", "Read your table by columns.", "The accuracy is far above one in ten.",
    "A tableau is no table.",
])
def test_a_comparison_points_to_nothing(sentence: str) -> None:
    assert pointing(f"<p>{sentence}</p>") == []


def test_code_points_to_nothing() -> None:
    assert pointing("<pre><code># see the table above\n</code></pre>") == []


@pytest.mark.edition
@needs("instructors/answers.md")
def test_the_answers_point_to_nothing_that_is_not_there(site: Path) -> None:
    html = read(site, PAGE)
    lessons = html[html.index("<h2") : html.index("</article>")]
    assert len(re.findall("Answer:", lessons)) >= 30
    assert pointing(lessons) == []
