"""Which names a notebook uses before anything binds them, found without running it; and what runs is never refused."""

from __future__ import annotations

import pytest

from mnist_report.exports.bound_names import unbound

RUN = {
    "imports": "import numpy as np\nimport os.path\nfrom math import sin as s, cos\nnp, os, s, cos",
    "assignments": "a = b = 1\n(c, *d), e = (1, 2), 3\na, b, c, d, e\na += 1\nx: int = 2\nx",
    "builtins": "print(len([1]), __name__, ValueError)",
    "a loop": "for i, (j, k) in [(1, (2, 3))]:\n    m = i\nelse:\n    n = j\ni, j, k, m, n",
    "a while loop": "while True:\n    a = 1\n    break\nelse:\n    b = 2\na",
    "branches": "import sys\nif sys:\n    a = 1\nelse:\n    a = 2\na",
    "handlers": "try:\n    import a\nexcept ImportError as error:\n    a = error\nelse:\n    b = 1\nfinally:\n    c = 2\na, b, c",
    "a name before its handler": "e = 1\ntry:\n    pass\nexcept ValueError as e:\n    print(e)\ne",
    "with": "with open('x') as (f, g), open('y'):\n    f, g\nf",
    "comprehensions": "xs = [1]\n[y for x in xs if x for y in [x]], {k: v for k, v in []}, {x for x in xs}, list(x for x in xs)",
    "nested ones": "m = [[1]]\n[[x + z for x in row] for row in m for z in row]",
    "one in a function": "def f(xs):\n    return [x for x in xs if x in xs]\nf([])",
    "a walrus": "if (n := 1):\n    n\n[last := x for x in [1]]\nlast",
    "a match": "p = {}\nmatch p:\n    case {'a': a, **rest}:\n        a, rest\n    case [b, *c] | (b, c):\n        b, c\n    case int() as d:\n        d\n"
               "    case e:\n        e",
    "functions": "def f(a, *b, c=1, **d):\n    e = a\n    def g():\n        nonlocal e\n        e = c\n        return e\n    return g, b, d\nf(1)",
    "a name that a function needs later": "def f():\n    return later\nlater = 1\nf()",
    "one function in another": "def f():\n    return g()\ndef g():\n    return f, x\nx = 1\nf()",
    "recursion": "def f(n):\n    return n and f(n - 1)\nf(3)",
    "global": "def f():\n    global a\n    a = 1\nf()\na",
    "lambdas": "k = 2\nf = lambda x, y=k: x + later\nlater = 1\nf(1)\nsorted([1], key=lambda i: i + k)",
    "a class": "class A(object):\n    x = 1\n    y = x\n    z = [i for i in [1]]\n    def m(self):\n        return later, A, __class__, super().m()\nlater = 1\nA().m()",
    "a class in a function": "def f():\n    class A:\n        x = 1\n        y = x\n    return A\nf()",
    "decorators": "import functools\n@functools.cache\ndef f():\n    pass\nf",
    "f-strings": "a = 1\nf'{a!r:>{a}} {a=}'",
    "a deletion": "a = 1\ndel a\na = 2\na",
    "a deletion in a branch": "a = 1\nif not a:\n    del a\na",
    "a star": "from numpy import *\narray",
    "attributes and keywords": "import os\nos.nothing.at.all\nprint(end='')",
    "what a lesson has": "import tensorflow as tf\nmodel = tf.keras.Sequential()\nmodel.fit(x=1, y=2)\nfor layer in model.layers:\n    print(f'{layer.name}')",
}


@pytest.mark.parametrize("case", RUN)
def test_what_binds_its_names(case: str) -> None:
    assert unbound([RUN[case]]) is None


FAIL = {
    "a name": ("a = 1\nprint(b)", 2, "b"),
    "before": ("print(a)\na = 1", 1, "a"),
    "in its own assignment": ("a = a + 1", 1, "a"),
    "an addition": ("a = 1\nb += a", 2, "b"),
    "an attribute of it": ("a = 1\n\nb.c = a", 3, "b"),
    "an item of it": ("b[0] = 1", 1, "b"),
    "an import's path": ("import os.path\npath", 2, "path"),
    "an import as": ("import numpy as np\nnumpy", 2, "numpy"),
    "an annotation": ("x: int\nx", 2, "x"),
    "an annotation of nothing": ("x: nothing = 1", 1, "nothing"),
    "a deleted one": ("a = 1\ndel a\na", 3, "a"),
    "the deletion of none": ("del a", 1, "a"),
    "after its handler": ("try:\n    pass\nexcept ValueError as e:\n    print(e)\nprint(e)", 5, "e"),
    "in a handler": ("try:\n    pass\nexcept Nothing:\n    pass", 3, "Nothing"),
    "after its comprehension": ("[x for x in [1]]\nx", 2, "x"),
    "in a comprehension": ("[x + y for x in [1]]", 1, "y"),
    "what one runs over": ("[x for x in xs]", 1, "xs"),
    "in a function": ("def f():\n    return (1 +\n        b)", 3, "b"),
    "in a function that is used too early": ("def f():\n    return b\nf()\nb = 1", 2, "b"),
    "in one that another uses": ("def f():\n    return b\ndef g():\n    return f()\ng()\nb = 1", 2, "b"),
    "a local name": ("def f():\n    a = 1\nf()\na", 4, "a"),
    "a default": ("def f(a=b):\n    pass", 1, "b"),
    "a default of a lambda": ("f = lambda a=b: a", 1, "b"),
    "in a lambda": ("f = lambda a: a + b", 1, "b"),
    "in a lambda that is used at once": ("sorted([1],\n       key=lambda i: k)\nk = 1", 2, "k"),
    "a decorator": ("@cache\ndef f():\n    pass", 1, "cache"),
    "a base": ("class A(B):\n    pass", 1, "B"),
    "in a class": ("class A:\n    x = y", 2, "y"),
    "a name of a class": ("class A:\n    x = 1\nx", 3, "x"),
    "in a method": ("class A:\n    x = 1\n    def m(self):\n        return x", 4, "x"),
    "an f-string": ("f'{1:>{width}}'", 1, "width"),
    "a subject": ("match a:\n    case 1:\n        pass", 1, "a"),
    "a guard": ("match 1:\n    case 1 if b:\n        pass", 2, "b"),
    "a class of a pattern": ("match 1:\n    case Point(x=0):\n        pass", 2, "Point"),
    "what a notebook alone has": ("a = 1\ndisplay(a)", 2, "display"),
    "the last result": ("1 + 1\n_", 2, "_"),
    "a context": ("with a as b:\n    pass", 1, "a"),
    "a condition": ("a = 1 if b else 2", 1, "b"),
}


@pytest.mark.parametrize("case", FAIL)
def test_what_does_not(case: str) -> None:
    text, line, name = FAIL[case]
    use = unbound([text])
    assert use is not None
    assert (use.cell, use.line, use.name) == (0, line, name)


def test_cells_run_one_after_another() -> None:
    assert unbound(["a = 1", "b = a", "print(a, b)"]) is None
    use = unbound(["a = 1\n", "print(a)\nprint(b)", "b = 2\nc"])
    assert use is not None
    assert (use.cell, use.line, use.name, use.bound) == (1, 2, "b", {"a"})


@pytest.mark.parametrize("text", ["return 1", "%matplotlib inline", "!pip install x", "await x", ">>> a = 1", "x = = 1", "yield 1"])
def test_what_no_script_can_run(text: str) -> None:
    with pytest.raises(SyntaxError):
        unbound([text])
