"""TensorFlow and Keras come without what no training uses, and leave it to whoever else imports it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest

from mnist_report.training.libraries import OPTIONAL, without

TRAINED = """
import gc, sys, weakref
from mnist_report.training import steps
from mnist_report.core.recipe import Recipe
from mnist_report.training.dataset import Dataset
from mnist_report.training.libraries import OPTIONAL
from mnist_report.training.steps import train
from tests.support.project import tiny_arrays
dataset = Dataset(**tiny_arrays(), class_names=("a", "b", "c"))
train(Recipe(epochs=1), dataset)
images = weakref.ref(steps.preprocessed(dataset)[0])
steps.forget()
gc.collect()
print("freed" if images() is None else "kept")
print(sorted(OPTIONAL & set(sys.modules)))
import matplotlib.pyplot, scipy
print(sorted(OPTIONAL & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def trained() -> list[str]:
    """What a process prints that trains, forgets, and then imports what its training went without."""
    done = subprocess.run([sys.executable, "-c", TRAINED], capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout.splitlines()


def test_a_process_that_trains_imports_nothing_for_drawing_and_can_still_do_so(trained: list[str]) -> None:
    assert {"matplotlib", "scipy"} <= OPTIONAL
    assert trained[1] == "[]"
    assert "'matplotlib'" in trained[2]
    assert "'scipy'" in trained[2]


def test_the_images_that_it_trained_on_can_be_freed(trained: list[str]) -> None:
    """Once a frame that TensorFlow's import left behind kept them."""
    assert trained[0] == "freed"


def test_only_the_thread_that_asks_goeswithout_and_only_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hidden_one", "hidden_two", "open_one"):
        (tmp_path / f"{name}.py").write_text("value = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    finders = list(sys.meta_path)
    with ThreadPoolExecutor(1) as threads, without(frozenset({"hidden_one", "hidden_two"})):
        with pytest.raises(ModuleNotFoundError, match=r"^No module named 'hidden_one'$"):
            import_module("hidden_one")
        assert import_module("open_one").value == 1
        assert threads.submit(import_module, "hidden_one").result().value == 1
        assert import_module("hidden_one").value == 1  # what is imported already stays
    assert import_module("hidden_two").value == 1
    assert sys.meta_path == finders
