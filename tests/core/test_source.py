"""Code shown is code run: the excerpts are the outline's code, and the fingerprint changes only with what executes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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
    "example": 42, "examples": 5, "label": "Digit",
}
SHOWN = {
    0: ["training.steps.import_libraries"],
    1: ["training.steps.load_and_preprocess"],
    2: ["figures.samples.draw_sample_images"],
    3: ["training.steps.build_model"],
    4: ["training.steps.compile_model"],
    5: ["training.steps.fit_model"],
    6: ["training.steps.evaluate_model"],
    8: ["training.steps.predict_example", "figures.confidence.draw_model_confidence", "figures.confidence.draw_test_image"],
    9: ["training.steps.predict_all", "figures.mistakes.find_errors", "figures.mistakes.draw_misclassifications"],
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


def test_imports_on_demand() -> None:
    assert "import" not in source.source("training.steps.predict_example", VALUES)
    assert source.source("training.steps.predict_example", VALUES, imports=True).startswith("import numpy as np\n\n# Select")


def test_a_value_other_than_the_default_is_shown() -> None:
    assert "batch_size" not in source.source("training.steps.fit_model", VALUES)
    assert "batch_size=64" in source.source("training.steps.fit_model", VALUES | {"batch_size": 64})


@pytest.mark.parametrize("name", ["training.nothing", "nowhere.build_model", "build_model", "figures.figure.Figure"])
def test_an_unknown_function(name: str) -> None:
    with pytest.raises(ContentError, match=f"no function '{name}' in mnist_report; write it as module.function"):
        source.source(name, {})
    with pytest.raises(ContentError, match="no function"):
        source.fingerprint(name)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of three modules in place of ours."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "__init__.py").touch()
    (tmp_path / "figures" / "bars.py").write_text(
        '"""Bars."""\nfrom ..metrics import share\nfrom .. import words\nWIDTH = 3\nOTHER = 4\n\n'
        'def bars(run: int) -> str:\n    """Doc."""\n    # why\n    return share(run) * WIDTH + words.noun()\n\n'
        "def lines(run: int) -> str:\n    return OTHER\n\n\ndef no_figure() -> int:\n    return 1\n"
    )
    (tmp_path / "metrics.py").write_text("def share(x):\n    return half(x)\n\ndef half(x):\n    return x / 2\n")
    (tmp_path / "words.py").write_text("def noun():\n    return 'n'\n\ndef verb():\n    return 'v'\n")
    monkeypatch.setattr(source, "PACKAGE", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    for cached in (source._text, source._tree, source._symbols, source.fingerprint):
        cached.cache_clear()


def edit(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    forget()
    return source.fingerprint("figures.bars.bars")


def test_the_fingerprint_ignores_what_does_not_execute(package: Path) -> None:
    before = source.fingerprint("figures.bars.bars")
    bars = package / "figures" / "bars.py"
    assert edit(bars, "# why", "# because") == before
    assert edit(bars, "Doc.", "Documentation.") == before
    assert edit(bars, "run: int", "run: float") == before
    assert edit(bars, "OTHER = 4", "OTHER = 5") == before
    assert edit(package / "words.py", "'v'", "'w'") == before


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
    before = source.fingerprint("figures.bars.bars")
    assert edit(package / file, old, new) != before


def test_the_folder_is_the_registry(package: Path) -> None:
    assert source.functions("figures", returns="str") == {"bars": "figures.bars.bars", "lines": "figures.bars.lines"}


def test_a_function_without_a_statement(package: Path) -> None:
    (package / "words.py").write_text('def empty():\n    """Doc."""\n    return 1\n')
    with pytest.raises(ContentError, match=r"source\('words.empty'\): the function has no statement to show"):
        source.source("words.empty", {})
