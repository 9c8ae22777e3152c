"""The code of the pages, pasted block after block as a reader does who tries everything, the solutions included.

What a page says of its code is true after it has run.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.settings import load_settings
from mnist_report.exports.bound_names import unbound
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, this_navigation, tiny_arrays

if TYPE_CHECKING:
    from pathlib import Path

FENCE = re.compile(r"(?ms)^(?P<indent> *)```python\n(?P<code>.*?)^(?P=indent)```$")
CONTENTS = {"model", "x_train", "y_train", "x_test", "y_test"}
"""What every later step counts on."""


@pytest.fixture(scope="module")
def blocks(site: Path) -> list[tuple[str, str, bool]]:
    """(page, code, whether it is a step's own and no exercise's) of every block, in the order of the course."""
    artifacts = Artifacts(load_settings(ROOT / "pyproject.toml"))
    course = Course(artifacts, ROOT / "docs", this_navigation())
    return [
        (lesson.name, textwrap.dedent(block["code"]), not block["indent"])
        for lesson in course.outline.lessons for block in FENCE.finditer(markup.body(lesson))
    ]


def test_there_are_blocks_of_both_kinds(blocks: list[tuple[str, str, bool]]) -> None:
    own = [page for page, _, is_step in blocks if is_step]
    assert len(set(own)) == 16
    assert len(blocks) - len(own) > 20


def test_every_name_is_bound_before_it_is_used(blocks: list[tuple[str, str, bool]]) -> None:
    assert unbound(code for _, code, _ in blocks) is None


def test_no_exercise_changes_what_later_steps_count_on(blocks: list[tuple[str, str, bool]]) -> None:
    assigned = {
        (page, node.id) for page, code, is_step in blocks if not is_step and "tf.keras.Input" not in code
        for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert not {(page, name) for page, name in assigned if name in CONTENTS}
    for page, code, is_step in blocks:
        assert is_step or not re.search(r"(?<![\w.])model\.(?:fit|compile|set_weights)\(", code), page


CLAIMS = {
    "def moved(images, down, right)": "np.array_equal(moved(x_test, 0, 2)[:, :, 2:], x_test[:, :, :-2]) and not moved(x_test, 0, 2)[:, :, :2].any()",
    "shifting = tf.keras.Sequential([": "shifting.count_params() == model.count_params()",
    "convolutional = Sequential([": "convolutional.count_params() == 4 * 10 + 12 * 37 + 10 * (12 * 49 + 1)",
    "layers.Dense(64": "layers.Dense is Dense",
    "fours = [": "all(y_train[i].argmax() == 4 for i in fours)",
    "powers = np.exp(output)": "(powers / powers.sum()).round(2).tolist() == [0.73, 0.27]",
    "by_hand, by_keras in zip": "np.allclose(probabilities, predicted, atol=2e-6)",
    "flat = Sequential": "flat.count_params() == model.count_params()",
    "model.evaluate(x_train[:1000]": "abs(model.evaluate(x_train[:1000], y_train[:1000])[0] - 2.303) < 0.5",
    "again.fit(": "again.history.epoch == [0] and len(model.history.epoch) > 1",
    "larger.fit(": "larger.history.params['steps'] < model.history.params['steps']",
    "history = longer.fit(": "len(history.history['val_loss']) == 20",
    "direct = Sequential": "direct.count_params() == 785 * 10",
    "accepted = confidence > threshold": "accepted.mean() <= (confidence > 0.5).mean()",
    "temperatures[np.argmin": "(tempered(preds, best).argmax(axis=1) == preds.argmax(axis=1)).all() and "
                   "loss_at(best, held_out, y_train[-size:]) <= loss_at(1, held_out, y_train[-size:])",
    "never = x_train": "abs(weights[never]).max(initial=0) <= start + 1e-6",
    "first = Sequential(model": "responses.shape == (len(x_test), weights.shape[1])",
    "idx = confidence.argmin()": "preds[idx].max() == preds.max(axis=1).min()",
    "errors = errors[np.argsort": "(np.diff(preds[errors].max(axis=1)) <= 0).all()",
    "matrix = tf.math.confusion_matrix": "matrix.sum() - matrix.trace() == len(errors)",
    "networks = [trained(": "len(networks) == 3 and np.allclose(together.sum(axis=1), 1, atol=1e-5) and not np.allclose(answers[0], answers[1]) and "
                            "np.array_equal(trained(1, y_train).predict(x_test), answers[0])",
    "def mixed(one, other)": "np.allclose(mixed(networks[0], networks[0]).predict(x_test), answers[0], atol=1e-6)",
    "student = trained(4": "soft.shape == y_train.shape",
    "plain = {}": "len(networks) + len(plain) == 8",
    "stopping = tf.keras.callbacks": "len(stopped.history.epoch) <= 50",
    "def loss_of_answers": "abs(dropped.evaluate(x_test, y_test)[0] - loss_of_answers(dropped)) < 1e-3 and "
                           "penalised.evaluate(x_test, y_test)[0] - loss_of_answers(penalised) > 1e-3",
}
"""What a page says of a block of code, by a piece of it: true after it has run."""

PASTE = """
import json, sys, warnings
import numpy as np
warnings.filterwarnings("ignore")
import tensorflow as tf
from tensorflow.keras.datasets import mnist
with np.load("few.npz") as arrays:
    few = {name: arrays[name] for name in arrays}
mnist.load_data = lambda: ((few["x_train"], few["y_train"]), (few["x_test"], few["y_test"]))
tf.keras.utils.set_random_seed(0)
names, trained, claimed = {}, None, json.loads(open("claims.json").read())
for page, code, is_step in json.loads(open("blocks.json").read()):
    try:
        exec(compile(code, page, "exec"), names)
    except Exception as error:
        sys.exit(f"{page}: {type(error).__name__}: {error}\\n{code}")
    for claim in [claimed.pop(piece) for piece in list(claimed) if piece in code]:
        if not eval(claim, names):
            sys.exit(f"{page}: not so: {claim}\\n{code}")
    if trained is None and is_step and "model.fit(" in code:
        trained = [array.copy() for array in names["model"].get_weights()]
assert trained
assert not claimed, f"no page has this code: {list(claimed)}"
changed = [not np.array_equal(*pair) for pair in zip(trained, names["model"].get_weights())]
assert not any(changed), "the network is another one than after the step that trains it"
"""


def test_all_of_it_runs_and_leaves_the_trained_network_alone(blocks: list[tuple[str, str, bool]], tmp_path: Path) -> None:
    """On a few images and without the package, as in a script that a reader fills block by block."""
    few = tiny_arrays(classes=10, side=28)
    few = {name: np.resize(array, (len(array) * 5, *array.shape[1:])) for name, array in few.items()}
    few["y_test"][:6] = 9 - few["y_test"][:6]  # mistakes to be drawn
    np.savez(tmp_path / "few.npz", **few)
    (tmp_path / "blocks.json").write_text(json.dumps(blocks), encoding="utf-8")
    (tmp_path / "claims.json").write_text(json.dumps(CLAIMS), encoding="utf-8")
    environment = os.environ | {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    done = subprocess.run([sys.executable, "-c", PASTE], cwd=tmp_path, env=environment, capture_output=True, text=True,
                          encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
