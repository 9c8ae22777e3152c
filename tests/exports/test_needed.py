"""The first cell of a notebook has the statements of earlier lessons that it needs, and no others."""

from __future__ import annotations

import pytest

from mnist_report.exports.needed import needed

CASES = {
    "of nothing": ("", "b", ""),
    "by nothing": ("a = 1", "print()[0]", ""),
    "nothing": ("a = 1\nprint(a)", "b = 2\nb + 1", ""),
    "what is bound": ("a = 1\nb = 2", "print(a)", "a = 1"),
    "and what that needs": ("import numpy as np\nc = 0\na = np.ones(3)", "print(a)", "import numpy as np\na = np.ones(3)"),
    "the last of two": ("a = 1\na = 2", "a", "a = 2"),
    "both, when it grows": ("a = 1\na += 1", "a", "a = 1\na += 1"),
    "both, when the second may not come": ("a = 1\nif ready:\n    a = 2", "a", "a = 1\nif ready:\n    a = 2"),
    "what changes it": ("model = M()\nmodel.compile()\nother.compile()", "model.predict(x)", "model = M()\nmodel.compile()"),
    "what trains it, though the result is kept": ("history = model.fit(x)\nold = model.predict(x)", "model", "history = model.fit(x)"),
    "what only tells of it": ("model.evaluate(x)\nmodel.summary()\nprint(model)", "model", ""),
    "what it is handed to": ("shuffle(images)\nprint(images)", "images", "shuffle(images)"),
    "what is assigned into it": ("a = {}\na[0] = 1\na.name = 'x'\ndel a[0]", "a", "a = {}\na[0] = 1\na.name = 'x'\ndel a[0]"),
    "what a function does counts where it is called": ("def f():\n    a.append(1)\n\na = []", "a", "a = []"),
    "and then it is there": ("a = []\n\ndef f():\n    a.append(1)\n", "f()", "a = []\n\ndef f():\n    a.append(1)"),
    "a name that is bound anew is another": ("a = 1", "a = 2\na", ""),
    "no name is left half-made": ("a, b = 1, 2\nb = str(b)\nc = 3", "a", "a, b = 1, 2\nb = str(b)"),
    "a comment goes with its statement": ("# One\na = 1\n\n# Two\nb = 2", "b", "# Two\nb = 2"),
    "two statements of one line": ("a = 1; b = (\n2)\nc = 3", "b", "a = 1; b = (\n2)"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_needed(case: str) -> None:
    code, later, expected = CASES[case]
    assert needed(code, [later]) == expected


def test_code_that_is_no_python_is_an_error() -> None:
    with pytest.raises(SyntaxError):
        needed("%matplotlib inline", ["a"])
