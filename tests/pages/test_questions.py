"""A question as a page has it: its choices, the folded answer, a line for each wrong choice; an impossible one is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.markup import for_mkdocs
from mnist_report.pages.questions import question


def asked(text: str = "Which?", choices: tuple[object, ...] = ("one", "two"), answer: object = "two", slug: str = "a-b", replies: Any = ()) -> str:
    return for_mkdocs(question(slug, text, choices, answer, "Because of `two`.\n", replies), "a.md")


def test_a_question_is_choices_and_a_hidden_answer() -> None:
    html = asked()
    assert html.startswith('<div class="question" id="question-a-b" markdown="1">')
    assert re.findall(r'value="(\w+)"( data-right)?>', html) == [("one", ""), ("two", " data-right")]
    assert "<summary>Show the answer</summary>\n\n**two.** Because of `two`.\n\n</details>" in html


def test_numbers_are_choices_too() -> None:
    assert 'value="3" data-right>' in asked(choices=(2, 3), answer=3)


def test_an_answer_may_be_the_place_of_a_choice() -> None:
    assert re.findall(r'value="(\w+)" data-right>', asked(answer=0)) == ["one"]
    assert re.findall(r'value="(\w+)" data-right>', asked(choices=(1, 0), answer=0)) == ["0"]


def test_each_wrong_choice_has_a_line_and_the_right_one_none() -> None:
    html = asked(choices=("one", "two", "<3>"), replies=("Not *one*.", "is right here", "a < b"))
    assert re.findall("<li>.*</li>", html) == ["<li><em>one</em>: <span>Not *one*.</span></li>", "<li><em>&lt;3&gt;</em>: <span>a &lt; b</span></li>"]
    assert "is right here" not in html
    assert "corrections" not in asked()


def test_plain_texts_are_escaped() -> None:
    html = asked('<b> & "c"', ('a < "b"', "*x*"), "*x*")
    assert "&lt;b&gt; &amp; &quot;c&quot;" in html
    assert 'value="a &lt; &quot;b&quot;"' in html
    assert r"**\*x\*.**" in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answer": "three"}, "question 'a-b' has the answer 'three'; it should be one of ['one', 'two']"),
        ({"answer": 2}, "question 'a-b' has the answer '2'; it should be one of ['one', 'two']"),
        ({"answer": -1}, "question 'a-b' has the answer '-1'; it should be one of ['one', 'two']"),
        ({"choices": ("two",)}, "question 'a-b' has 1 choices; it should have two or more"),
        ({"choices": ()}, "question 'a-b' has 0 choices; it should have two or more"),
        ({"choices": ("one", "two", "one")}, "question 'a-b' offers 'one' twice; its choices should differ"),
        ({"choices": (1, "1"), "answer": 1}, "question 'a-b' offers '1' twice; its choices should differ"),
        ({"replies": ("a",)}, "question 'a-b' has 1 reply to 2 choices; it should have one to each, in their order"),
        ({"replies": ("a", "", "b")}, "question 'a-b' has 3 replies to 2 choices; it should have one to each, in their order"),
        ({"replies": ("", "a")}, "question 'a-b' replies nothing to the wrong 'one'; it should say why"),
        ({"replies": "no"}, "question 'a-b' has the replies 'no'; they should be a list of texts"),
        ({"replies": (1, 2)}, "question 'a-b' has the replies (1, 2); they should be a list of texts"),
        ({"text": 7}, "question 'a-b' asks 7; it should ask a text"),
        ({"slug": "A b"}, "question 'A b': the slug should be lower-case words joined by dashes"),
    ],
)
def test_an_impossible_question_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ContentError) as error:
        asked(**change)
    assert str(error.value) == said
