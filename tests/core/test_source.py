"""Code shown is code run: the excerpts are the outline's code, and the fingerprint changes only with what executes."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_report.core import source
from mnist_report.core.errors import ContentError
from tests.support.project import ROOT

OUTLINE = (ROOT / "tests" / "support" / "outline.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", OUTLINE, flags=re.DOTALL)
VALUES = {
    "image_shape": (28, 28), "side": 28, "first_units": 128, "second_units": 64, "activation": "relu", "classes": 10,
    "optimizer": "adam", "loss": "categorical_crossentropy", "epochs": 5, "validation_split": 0.2, "batch_size": 32,
    "example": 42, "examples": 5, "label": "Digit", "neurons": 10,
}
SHOWN = {
    0: ["training.steps.import_libraries"],
    1: ["training.steps.load_and_preprocess"],
    2: ["figures.samples.draw_sample_images"],
    3: ["training.steps.build_model"],
    4: ["training.steps.compile_model"],
    5: ["training.steps.fit_model"],
    6: ["training.steps.evaluate_model"],
    7: ["figures.weights.draw_learned_weights"],
    8: ["training.steps.predict_example", "figures.confidence.draw_model_confidence", "figures.confidence.draw_test_image"],
    9: ["figures.mistakes.find_errors", "figures.mistakes.draw_misclassifications"],
}


def same(code: str) -> str:
    """Code less its layout, its comments and its kind of quotes."""
    return ast.unparse(ast.parse(code))


@pytest.mark.parametrize("block", SHOWN)
def test_the_code_shown_is_the_outlines(block: int) -> None:
    shown = [source.source(name, VALUES, imports=True) if block == 0 else source.source(name, VALUES)
             for name in SHOWN[block]]
    expected = same(BLOCKS[block].replace("import numpy as np\n", ""))
    assert same("\n".join(shown)) == expected


def test_an_import_of_other_data_is_shown_in_its_place() -> None:
    line = "from tensorflow.keras.datasets import mnist"
    shown = source.source("training.steps.import_libraries", {line: "from mnist_report.training.dataset import load_idx"}, imports=True)
    assert "from mnist_report.training.dataset import load_idx\n" in shown
    assert "mnist\n" not in shown


def test_comments_and_layout_are_shown() -> None:
    assert source.source("training.steps.build_model", VALUES) == BLOCKS[3].strip()
    assert source.source("training.steps.load_and_preprocess", VALUES) == BLOCKS[1].strip()
    assert source.source("figures.weights.draw_learned_weights", VALUES) == BLOCKS[7].strip()


def test_imports_on_demand() -> None:
    assert "import" not in source.source("training.steps.predict_example", VALUES)
    assert source.source("training.steps.predict_example", VALUES, imports=True).startswith("import numpy as np\n\n# Select")


def test_a_value_other_than_the_default_is_shown() -> None:
    assert "batch_size" not in source.source("training.steps.fit_model", VALUES)
    assert "batch_size=64" in source.source("training.steps.fit_model", VALUES | {"batch_size": 64})


AS_USUAL = "write it as module.function, for example training.steps.build_model"
UNKNOWN = {
    "training.nothing": AS_USUAL, "figures.figure.Figure": AS_USUAL, "nothing": AS_USUAL, "training.steps._room_": AS_USUAL,
    "nowhere.build_model": "did you mean 'training.steps.build_model'?", "build_model": "did you mean 'training.steps.build_model'?",
    "training.step.build_model": "did you mean 'training.steps.build_model'?", "training.steps.build_modl": "did you mean 'training.steps.build_model'?",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_function(name: str) -> None:
    with pytest.raises(ContentError) as caught:
        source.source(name, {})
    assert str(caught.value) == f"no function '{name}' in mnist_report; {UNKNOWN[name]}"
    with pytest.raises(ContentError, match="no function"):
        source.fingerprint(name)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of three modules beside the reader of sources."""
    package = tmp_path / "mnist_report"
    (package / "core").mkdir(parents=True)
    (package / "figures").mkdir()
    for name in ("__init__", "errors", "paths", "reasons", "scripts", "source", "suggestions", "texts"):
        shutil.copyfile(ROOT / "mnist_report" / "core" / f"{name}.py", package / "core" / f"{name}.py")
    (package / "__init__.py").touch()
    (package / "figures" / "bars.py").write_text(
        '"""Bars."""\nfrom ..metrics import share\nfrom .. import words\nWIDTH = 3\nOTHER = 4\n\n'
        'def bars(run: int) -> str:\n    """Doc."""\n    # why\n    return share(run) * WIDTH + words.noun()\n\n'
        "def lines(run: int) -> str:\n    return OTHER\n\n\ndef no_figure() -> int:\n    return 1\n"
    )
    (package / "metrics.py").write_text("def share(x):\n    return half(x)\n\ndef half(x):\n    return x / 2\n")
    (package / "words.py").write_text("def noun():\n    return 'n'\n\ndef verb():\n    return 'v'\n")
    return package


def said(package: Path, call: str) -> str:
    """What the reader answers in a process that imports this package, or the last line of its traceback."""
    code = f"from mnist_report.core import source; print(source.{call})"
    done = subprocess.run([sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.splitlines()[-1]


def fingerprint(package: Path) -> str:
    """That of the figure; 64 hexadecimal digits."""
    answer = said(package, "fingerprint('figures.bars.bars')")
    assert re.fullmatch("[0-9a-f]{64}", answer), answer
    return answer


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_fingerprint_ignores_what_does_not_execute(package: Path) -> None:
    before = fingerprint(package)
    bars = package / "figures" / "bars.py"
    for old, new in {"# why": "# because", "Doc.": "Documentation.", "run: int": "run: float", "OTHER = 4": "OTHER = 5"}.items():
        edit(bars, old, new)
        assert fingerprint(package) == before, new
    edit(package / "words.py", "'v'", "'w'")
    assert fingerprint(package) == before


def test_a_fingerprint_is_the_same_from_stored_summaries() -> None:
    stored = {}

    def read(module: str) -> source.Summary:
        stored[module] = json.dumps(source.summary(module))
        return json.loads(stored[module])

    assert source.fingerprint("figures.confusion.confusion_matrix", read) == source.fingerprint("figures.confusion.confusion_matrix")
    assert {"figures.confusion", "figures.figure"} <= stored.keys()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("figures/bars.py", "* WIDTH", "+ WIDTH"),
        ("figures/bars.py", "WIDTH = 3", "WIDTH = 4"),
        ("metrics.py", "half(x)\n\n", "half(x) + 1\n\n"),
        ("metrics.py", "x / 2", "x / 3"),
        ("words.py", "'n'", "'m'"),
    ],
)
def test_the_fingerprint_follows_what_executes(package: Path, file: str, old: str, new: str) -> None:
    before = fingerprint(package)
    edit(package / file, old, new)
    assert fingerprint(package) != before


def test_the_folder_is_the_registry(package: Path) -> None:
    found = said(package, "functions('figures', returns='str')")
    assert ast.literal_eval(found) == {"bars": "figures.bars.bars", "lines": "figures.bars.lines"}


NAMES = ["return", "return None", "return x", "return x, y", "return [x, y]", "return x.history", "return dict(x.history)", "return plt.gcf()",
         "f = lambda: (yield)\n    return f", "def inner():\n        return x + 1\n    return inner"]


@pytest.mark.parametrize("end", NAMES)
def test_a_return_of_names_is_dropped(package: Path, end: str) -> None:
    (package / "words.py").write_text(f"def shown(x, y):\n    z = 1\n    {end}\n")
    before = end.rpartition("return ")[0].replace("\n    ", "\n").strip()
    assert said(package, "source('words.shown', {})") == f"z = 1\n{before}".strip()


REFUSED = {
    "return model.predict(x)": "`return model.predict(x)` in line 3 computes what a script would lose; bind it to a name first: `result = …`, then "
                               "`return result`",
    "return x + y": "`return x + y` in line 3 computes", "return x[0]": "`return x[0]` in line 3 computes",
    "return [a for a in x]": "`return [a for a in x]` in line 3 computes", "return x, len(y)": "`return (x, len(y))` in line 3 computes",
    "return x if y else 1": "`return x if y else 1` in line 3 computes", "return (lambda: x)()": "`return (lambda: x)()` in line 3 computes",
    "return f'{x}'": "`return f'{x}'` in line 3 computes",
    f"return np.stack({'a, ' * 40}b)": f"`return np.stack({'a, ' * 14}…` in line 3 computes",
    "if x:\n        return\n    y = 1": "`return` in line 4 cannot be run by a script; leave the function at its end only, by `return` of a name",
    "for a in x:\n        return a\n    return x": "`return a` in line 4 cannot be run",
    "if x:\n        return x\n    else:\n        return y": "`return x` in line 4 cannot be run",
    "yield x": "`(yield x)` in line 3 cannot be run", "a = yield": "`(yield)` in line 3 cannot be run", "y = await x": "`await x` in line 3 cannot be run",
}


@pytest.mark.parametrize("end", REFUSED)
def test_no_return_is_dropped_that_computes(package: Path, end: str) -> None:
    """A reader's notebook holds the body alone, and would lack what it gave."""
    (package / "words.py").write_text(f"{'async ' * ('await' in end)}def shown(x, y):\n    z = 1\n    {end}\n")
    assert f"ContentError: source('words.shown'): {REFUSED[end]}" in said(package, "source('words.shown', {})")


def test_a_function_without_a_statement(package: Path) -> None:
    (package / "words.py").write_text('def empty():\n    """Doc."""\n    return 1\n')
    answer = said(package, "source('words.empty', {})")
    assert answer.endswith("ContentError: source('words.empty'): the function has no statement to show")
