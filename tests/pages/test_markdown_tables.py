"""What a run measured, as tables in Markdown, on the pets."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mnist_report.pages.markdown_tables import Tables
from tests.support.pets import evaluation


def lines(name: str, *arguments: str | bool, **changes: object) -> list[list[str]]:
    """The cells of each line of a table of the pets' run."""
    table = Tables(evaluation(**changes)).by_name()[name](*arguments)  # type: ignore[arg-type]
    rows = [re.fullmatch(r"\| (.*) \|", line) for line in table.replace("\N{NO-BREAK SPACE}%", " %").split("\n")]
    assert all(rows)
    return [row[1].split(" | ") for row in rows if row]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("measures_table", ()), ("epochs_table", ()), ("classes_table", ()), ("confusions_table", ("../explore/index.md",)),
     ("layers_table", ()), ("parameters_table", ()), ("counts_table", ()), ("versions_table", ()), ("scaling_table",
     ()), ("losses_table", ()), ("baselines_table", ()),
      ("confidence_table", ()), ("recipe_table", ())],
)
def test_every_row_has_as_many_cells_as_the_head(name: str, arguments: tuple[str, ...]) -> None:
    head, dashes, *rows = lines(name, *arguments)
    assert dashes == ["---"] * len(head)
    assert {len(row) for row in rows} == {len(head)}


def test_each_measure_has_its_interval_and_method() -> None:
    rows = {row[0]: row[1:] for row in lines("measures_table")}
    assert rows["Accuracy"] == ["70.00 %", "39.68 % to 89.22 %", "Wilson score interval, 95 %"]
    method = "percentile bootstrap, 95 %, 1000 resamples of the test images"
    assert rows["Brier score"] == [f"{evaluation().brier_score:.4f}", "0.2000 to 0.6000", method]
    assert rows["Negative log-likelihood, in nats"][1:] == ["0.3000 to 0.8000", method]
    assert rows["Expected calibration error"][1:] == ["10.00 % to 40.00 %", method]


def test_there_is_a_row_for_each_epoch_and_where_asked_for_early_steps() -> None:
    assert lines("epochs_table", True)[2:4] == [["step 1", "2.5000", "10.00 %", "–", "–"], ["step 1,000", "1.2500", "50.00 %", "–", "–"]]
    assert lines("epochs_table", True)[4:] == lines("epochs_table")[2:] == [
        ["epoch 1", "0.2711", "92.04 %", "0.1421", "95.87 %"],
        ["epoch 2", "0.1301", "96.15 %", "0.1062", "96.75 %"],
        ["epoch 3", "0.0900", "98.00 %", "0.1062", "96.80 %"],
    ]


def test_each_class_has_its_scores() -> None:
    head, _, cat, *_ = lines("classes_table")
    assert head == ["Species", "Test images", "Precision", "Recall", "F1 score"]
    assert cat == ["cat", "3", "66.7 % (20.8 % to 93.9 %)", "66.7 % (20.8 % to 93.9 %)", "0.667 (0.261 to 0.919)"]


def test_the_ten_most_frequent_confusions_lead_to_their_images() -> None:
    assert lines("confusions_table", "../explore/index.md")[2:] == [
        ["cat", "dog", "[1](../explore/index.md#true-0-predicted-1)"],
        ["owl", "cat", "[1](../explore/index.md#true-2-predicted-0)"],
        ["owl", "dog", "[1](../explore/index.md#true-2-predicted-1)"],
    ]
    labels = np.repeat(np.arange(4, dtype=np.uint8), 4)
    found = {"labels": labels, "probabilities": np.eye(4, dtype=np.float32)[np.tile(np.arange(4), 4)],
             "class_names": ("cat", "dog", "owl", "eel")}
    assert len(evaluation(**found).confusions) == 12
    assert len(lines("confusions_table", "", **found)[2:]) == 10


def test_the_parameters_of_the_layers_are_added_up() -> None:
    assert lines("layers_table")[2:] == [
        ["1", "flatten", "25", "25", "none", "0"],
        ["2", "dense", "25", "8", "relu", "208"],
        ["3", "dense", "8", "4", "relu", "36"],
        ["4", "dense", "4", "3", "softmax", "15"],
        ["**All**", "", "", "", "", "**259**"],
    ]


def test_the_parameters_of_each_dense_layer_are_counted() -> None:
    assert lines("parameters_table") == [
        ["Layer", "Inputs × neurons", "Biases", "Parameters"], ["---"] * 4,
        ["Dense 1", "25 × 8 = 200", "8", "208"],
        ["Dense 2", "8 × 4 = 32", "4", "36"],
        ["Dense 3", "4 × 3 = 12", "3", "15"],
    ]


def test_images_of_each_class_are_counted() -> None:
    assert lines("counts_table")[2:] == [["cat", "30", "3"], ["dog", "20", "4"], ["owl", "10", "3"]]


def test_scaling_is_compared_with_that_of_the_training() -> None:
    assert lines("scaling_table")[2:] == [
        ["divided by 255, as in training", "70.00 %", "74.000 %", "0.51"],
        ["not divided", "69.00 %", "99.900 %", "12.50"],
        ["divided by 255 twice", "30.00 %", "40.000 %", "1.10"],
    ]


def test_losses_are_counted_beyond_each_cost() -> None:
    answers = np.float32([[0.95, 0.05], [0.6, 0.4], [0.3, 0.7], [0.005, 0.995]])
    assert lines("losses_table", labels=np.zeros(4, np.uint8), probabilities=answers)[2:] == [
        ["1", "0", ""], ["0.9", "0.105", "3"], ["0.5", "0.693", "2"], ["0.1", "2.303", "1"], ["0.01", "4.605", "1"],
    ]


def test_versions_stand_by_name() -> None:
    assert lines("versions_table")[2:] == [["keras", "3.15.1"], ["numpy", "2.0.0"]]


def test_no_name_of_a_class_breaks_a_table() -> None:
    names = ("a | b", "<b>cat</b>", "*owl*")
    for name in ("classes_table", "counts_table"):
        _, _, *rows = lines(name, class_names=names)
        assert [row[0] for row in rows] == ["a &#124; b", "&#60;b&#62;cat&#60;/b&#62;", "&#42;owl&#42;"]
    (first, *_) = lines("confusions_table", "", class_names=names)[2:]
    assert first[:2] == ["a &#124; b", "&#60;b&#62;cat&#60;/b&#62;"]


def test_each_rule_has_its_share_of_the_test_images_and_its_interval() -> None:
    assert lines("baselines_table")[2:] == [
        ["Guess", "33.3 %", "on average"],
        ["Always name the most frequent species", "40.0 %", "16.8 % to 68.7 %"],
        ["Name the species whose mean training image is nearest", "60.0 %", "31.3 % to 83.2 %"],
        ["A network without hidden layers, trained with Adam", "50.0 %", "23.7 % to 76.3 %"],
        ["Copy the label of the most similar of 60 training images", "70.0 %", "39.7 % to 89.2 %"],
        ["This network", "70.0 %", "39.7 % to 89.2 %"],
    ]
