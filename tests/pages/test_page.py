"""The outline tells of a page what its Markdown says: sections, exercises, figures, time to read."""

from __future__ import annotations

import pytest

from mnist_report.pages.addresses import address_of
from mnist_report.pages.blocks import Code, FigureBlock, LivePart, mark
from mnist_report.pages.page import Page

BODY = '''# 2. Do { #do }

Words here.

## The code { #the-code }

```python
# no heading { #not-this }
```

\ufdd00\ufdd1

### Exercise 1: Try { #exercise-try }

Do it.

??? success "Solution"

    Like *this*.

    ```python
    x = 1
    ```

### Exercise 2: No solution { #exercise-open }

Think.

## For the classroom { #for-the-classroom }

Discuss.
'''


@pytest.fixture
def page() -> Page:
    figure = FigureBlock("one-two", "A caption.", "One, two.", "More.", None, 720, 300)
    return Page("module/do.md", {"title": "2. Do", "description": "Do."}, BODY, parts={0: figure})


@pytest.mark.parametrize(
    ("path", "address"),
    [("index.md", ""), ("report.md", "report/"), ("module/index.md", "module/"), ("module/do.md", "module/do/")],
)
def test_the_address_of_a_page(path: str, address: str) -> None:
    assert address_of(path) == address


def test_what_a_page_says_of_itself(page: Page) -> None:
    assert (page.title, page.description, page.number, page.name) == ("2. Do", "Do.", 2, "do")
    assert page.figures == ("one-two",)
    assert page.discussion == "Discuss."
    assert Page("index.md", {}, "# A { #a }").number is None


def test_sections_end_where_the_next_of_their_level_begins(page: Page) -> None:
    assert [(each.id, each.level) for each in page.sections] == [
        ("do", 1), ("the-code", 2), ("exercise-try", 3), ("exercise-open", 3), ("for-the-classroom", 2),
    ]
    code = page.sections[1].text
    assert code.startswith("```python\n# no heading { #not-this }")
    assert code.endswith("Think.")


def test_an_exercise_has_a_task_and_a_solution(page: Page) -> None:
    (exercise,) = page.exercises
    assert exercise.section.id == "exercise-try"
    assert exercise.task == "Do it."
    assert exercise.solution == "Like *this*.\n\n```python\nx = 1\n```"


def test_time_to_read_counts_prose_only(page: Page) -> None:
    assert page.minutes == 1
    long = "word " * 201
    assert Page("a.md", {}, long).minutes == 2
    assert Page("a.md", {}, f"```\n{long}\n```\n").minutes == 1
    assert Page("a.md", {}, f'??? success "Solution"\n\n    {long}\n').minutes == 1


def test_the_data_of_a_live_part_are_no_prose() -> None:
    part = LivePart("hill", f'<div data-hill="{"1 " * 900}"></div>')
    assert Page("a.md", {}, f"word {mark(0)}", parts={0: part}).minutes == 1


def test_exercises_take_seven_minutes_each(page: Page) -> None:
    assert page.exercise_minutes == 7
    assert Page("a.md", {}, "# A { #a }\n").exercise_minutes == 0


def test_epochs_are_those_of_all_calls_that_train() -> None:
    solution = '??? success "Solution"\n\n    ```python\n    other.fit(x[:len(x)], y, epochs=20, batch_size=8)\n    ```\n'
    code = Code("model.fit(x_train, y_train, epochs=5)\nmodel.evaluate(x, epochs=3)")
    assert Page("a.md", {}, f"{mark(0)}\n\n{solution}", parts={0: code}).epochs == 25
    assert Page("a.md", {}, "`fit(epochs=3)`").epochs == 0
