"""A result typed by hand is found wherever a reader would see it, and nothing else is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.publishing.checks import Fault, literals
from mnist_report.publishing.checks.literals import ALLOWED
from tests.support.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NBSP = "\N{NO-BREAK SPACE}"


def found(folder: Path, text: str) -> list[Fault]:
    """The faults of a page with `text` on its fifth line."""
    docs = folder / "docs" / "module"
    docs.mkdir(parents=True)
    docs.joinpath("page.md").write_text(f"---\ntitle: Page\n---\n\n{text}\n", encoding="utf-8")
    return list(literals(folder / "docs"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It reads 97 % of them.", "97 %"),
        ("It reads 97% of them.", "97%"),
        (f"It reads 97.4{NBSP}% of them.", "97.4 %"),
        ("It reads 97&nbsp;% of them.", "97&nbsp;%"),
        (r"It reads 97\% of them.", r"97\%"),
        ("It reads 97.4 percent of them.", "97.4 percent"),
        ("It reads 97 per cent of them.", "97 per cent"),
        ("It gains 3 percentage points.", "3 percentage points"),
        ("The accuracy is 0.97.", "accuracy is 0.97"),
        ("It printed `Test Accuracy: 0.97`.", "Accuracy: 0.97"),
        ("| Accuracy | 0.9742 |", "0.9742"),
        ("An accuracy of 0.9 is little.", "accuracy of 0.9"),
        ("The test accuracy is about 0.9.", "accuracy is about 0.9"),
        ("Accuracy: .9", "Accuracy: .9"),
        ("The loss was only 0.08 then.", "loss was only 0.08"),
        ("A recall of 0.4 is poor.", "recall of 0.4"),
        ("A mean confidence of 0.43 is low.", "confidence of 0.43"),
        ("<< 0.95 | percent(0) >> interval", "<< 0.95 | percent(0) >>"),
        ("It made 258 errors.", "258 errors"),
        ("It made 1,258 mistakes.", "1,258 mistakes"),
        ("258 test images are wrong.", "258 test images are wrong"),
        ("258 images were misclassified.", "258 images were misclassified"),
        ("258 of them wrong", "258 of them wrong"),
        ("Errors: 258", "Errors: 258"),
        ("It got 9,742 digits right.", "9,742 digits right"),
        ("258 of 10,000 images", "258 of 10,000"),
        ("258 out of the 10000 images", "258 out of the 10000"),
        ("258 of << run.test_size | number >> images", "258 of"),
        ("<< 0.974 | percent >> of them", "<< 0.974 | percent >>"),
        ("<< 258 | of(run.test_size) >> of them", "<< 258 | of(run.test_size) >>"),
        ("<< 0.974 >> of them", "<< 0.974 >>"),
        ('<< "97 % of them" if run.errors else "all" >>', "97 %"),
        ('<< claim(run.errors, "It made 258 mistakes.") >>', "258 mistakes"),
        ("<% set words = '97 % of them' %>", "97 %"),
        ("<p>It reads 97 % of them.</p>", "97 %"),
        ("<!-- no --> It reads 97 %<!-- 3 % -->.", "97 %"),
        ("[97 %](x.md)", "97 %"),
        ("??? success \"Solution\"\n\n    It reads 97 % of them.", "97 %"),
        ("95 % of the images", "95 %"),
    ],
)
def test_a_planted_result_is_found(tmp_path: Path, text: str, said: str) -> None:
    faults = found(tmp_path, text)
    assert len(faults) == 1, faults
    assert faults[0].message.startswith(f"{said!r} is ")
    assert (faults[0].path, faults[0].line) == ("docs/module/page.md", 5 + text[: text.find(said[:5])].count("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "It reads << run.test_accuracy | percent(2) >> of them.",
        "<< run.test_errors | of(run.test_size) >> images are wrong.",
        "<< run.test_errors | plural(\"mistake\") >> in << run.test_size | number >>",
        "<# It reads 97 % of them, 258 errors. #>",
        "<!-- It reads 97 % of them. -->",
        "<# << 0.97 | percent >> #>",
        "```python\naccuracy = 0.97  # 97 %\n```",
        "??? success \"Solution\"\n\n    ```text\n    Test Accuracy: 0.97\n    ```",
        "~~~text\n97 %\n~~~",
        '<div style="width: 97%">All</div>',
        "[a paper](https://doi.org/10.1000/0.97%20x) and https://example.org/97%25",
        "<% if run.test_accuracy > 0.97 %>Good.<% endif %>",
        "<% for sure in [0.5, 0.9, 0.99] %>\n| above << sure >> | << run.errors | length >> |\n<% endfor %>",
        "<< (run.test_size * 0.01) | round | int | number >> images",
        "the 95 % interval, a 95 % Wilson interval, 95 %\nbootstrap intervals",
        "It is tempting to read a confidence of 0.9 as right nine times out of ten.",
        "print(f\"Test Accuracy: {accuracy:.2f}\") prints the accuracy: `{accuracy:.2f}`.",
        "Keras' default learning rate is 0.001, and *z* = 1.96.",
        "The weights agree to within 0.0001. About 0.004 is left.",
        "TensorFlow 2.18 was made in 2015, version 0.97.1 is old.",
        "Exercise 3: Mistakes of step 2",
        "Every result is between 0 and 1, ten of them add up to 1.",
        "One in ten answers is wrong; nine of ten are right.",
        "# 7. Evaluate { #evaluate }\n\n10 digits, 28 by 28 pixels, 784 inputs, 10 classes",
    ],
)
def test_what_is_no_result_is_left_alone(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_the_line_is_that_of_the_page(tmp_path: Path) -> None:
    text = "<# a\nb #>\n```\n97 %\n```\n<< run.\nkey >>\n\nIt reads 97 %\nof 258\nmistakes."
    assert [(fault.line, fault.message.split(" is ")[0]) for fault in found(tmp_path, text)] == [
        (13, "'97 %'"),
        (14, "'258 mistakes'"),
    ]


def test_front_matter_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("---\ntitle: Page\ndescription: It reads 97 % of them.\n---\n# Page\n")
    assert [fault.line for fault in literals(tmp_path)] == [3]


def test_every_page_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a/b.md", "c.txt", "a/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("97 %\n", encoding="utf-8")
    assert [fault.path.partition("/")[2] for fault in literals(tmp_path)] == ["a/a.md", "a/b.md", "b.md"]


def test_a_fault_says_what_would_be_right(tmp_path: Path) -> None:
    assert str(found(tmp_path, "97 %")[0]) == (
        "docs/module/page.md:5: '97 %' is a percentage typed by hand; it should be a value of the run, or be explained "
        "in ALLOWED of mnist_report/publishing/checks/literals.py"
    )


def test_the_course_types_no_result_by_hand() -> None:
    assert [str(fault) for fault in literals(ROOT / "docs")] == []


def test_everything_allowed_is_explained_and_needed() -> None:
    settings = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for pattern, reason in ALLOWED.items():
        assert len(reason.split()) > 1, pattern
        assert re.search(pattern, settings), f"{pattern} stands in no page any more"
