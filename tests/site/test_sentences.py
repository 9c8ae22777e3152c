"""The rules for sentences see what they should, and nothing in sound ones."""

from __future__ import annotations

import re

import pytest

from tests.support.sentences import RULES, paragraphs

AWKWARD = {
    "one of many": ["It made 1 mistakes.", "One epochs."],
    "many of one": ["It has 12 image.", "the two neuron shown", "2 mistake"],
    "are one": ["There are 1 digits.", "1 mistake are left."],
    "the first one of one": ["The first one is not the worst.", "1 of 1", "all 2 neurons"],
    "none": ["It happened 0 times.", "none of them never occurred"],
    "the same twice": ["between 8.25 % and 8.25 %", "from 0.771 to 0.771, and", "between 15 % and 15 %."],
    "article": ["an 3", "a 8", "a image", "an digit"],
    "no value": ["is nan.", "for None and", "<< run.x >>"],
    "an empty list": ["(as )( )", "one of , and", "the largest of."],
    "doubled word": ["of the the mistakes"],
    "small beginning": ["It is right. and so on"],
    "hardly a number": ["about 0.0 megabytes"],
}
SOUND = ("It made 11 mistakes, 1 of them sure, in 1 epoch; the first one it saw is an 8. Of 1,200 images, 21 are a 7 (e.g. no 3). "
         "None of them goes from 0.25 to 0.2501, and the two-column list has an image, a class and 28 by 28 pixels.")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_it_is_for(rule: str) -> None:
    assert [text for text in AWKWARD[rule] if not re.search(RULES[rule], text)] == []
    assert re.search(RULES[rule], SOUND) is None


def test_paragraphs_are_all_that_is_read() -> None:
    text = """\
# Title { #title }

Text with [a link](page.md#part) and `code`,
on two lines.

| a | b |
|---|---|
| 1 images | 2 |

```python
x = 1 images
```

- An item.
- Another with **weight**.

??? success "Solution"

    Within.

![An alternative text](picture.svg)
<figure><img alt="Another &amp; one" src="a.png"><figcaption>A caption.</figcaption></figure>
The end.
"""
    assert list(paragraphs(text)) == [
        "# Title", "Text with a link and `code`, on two lines.", "- An item.", "- Another with **weight**.", "Within.",
        "An alternative text", "Another & one", "A caption.", "The end.",
    ]
