"""What becomes of networks that learn from few images for long, by the artists: every seed a line or a point."""

from __future__ import annotations

import pytest

from mnist_report.figures.rendering import drawn
from mnist_report.figures.restraint import accuracy_and_loss, learned_by_heart, loss_beyond_the_turn, losses_held_back
from tests.support.drawing import EXPERIMENTS, draw, lookup, require_room, titles
from tests.support.experiments import a_trial, an_experiment
from tests.support.rates import END, FEW, LONG, TURNING

RESTRAINT = an_experiment(
    "restraint",
    a_trial(0.87, 0.86, 0.88, recipe=FEW, losses=(0.4, 0.41, 0.39)),
    a_trial(0.885, 0.887, recipe=FEW, losses=(0.45, 0.44), epochs=4, history=TURNING),
    a_trial(0.89, 0.886, recipe=FEW, losses=(0.73, 0.67), **LONG, history=END),
    a_trial(0.898, 0.899, recipe=FEW, losses=(0.37, 0.36), **LONG, l2=0.001, history=END | {"val_loss": (0.5, 0.4, 0.3)}),
    a_trial(0.89, 0.895, recipe=FEW, losses=(0.8, 0.78), **LONG, dropout=0.5, history=END),
    a_trial(0.1, 0.12, recipe=FEW, losses=(9.0, 8.0), **LONG, labels="random", history=END | {"val_accuracy": (0.1, 0.1, 0.11)}),
)


def curves(axes):
    """The x and y of the lines of training, and of those of validation."""
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    return [[line.get_xydata().tolist() for line in lines if line.get_linestyle() == style] for style in ("-", "--")]


def test_every_training_is_a_line_of_training_and_one_of_validation_over_its_steps():
    figure = loss_beyond_the_turn(RESTRAINT)
    (axes,) = draw(figure).axes
    training, validation = curves(axes)
    assert len(training) == len(validation) == 3 + 2 + 2
    assert training[3] == [[1, 1.0], [3, 0.5], [5, 0.2], [7, 0.1]]
    assert validation[3] == [[2, 0.9], [4, 0.6], [6, 0.7], [8, 0.8]]
    assert training[-1] == [[15, 0.1], [25, 0.0]], "but no mean over what the others show step by step"
    assert validation[-1] == [[10, 0.7], [20, 0.8], [30, 0.9]]
    assert axes.get_xscale() == "log"
    assert "a line, 3 for 4 steps, 2 for 8 steps, 2 for 30 steps" in figure.caption


def test_the_lowest_validation_loss_is_ringed_in_each_training_that_goes_further():
    figure = loss_beyond_the_turn(RESTRAINT)
    rings = [line.get_xydata().tolist() for line in draw(figure).axes[0].lines if line.get_markerfacecolor() == "none"]
    assert rings == [[[4, 0.6]]] * 2
    assert figure.alt == "Loss by step, learning from 64 images: the validation loss is 0.600 at its lowest and 0.900 after 30 steps."


def test_the_table_has_every_epoch_of_every_training():
    rows = loss_beyond_the_turn(RESTRAINT).table.rows
    assert len(rows) == 3 * 2 + 2 * 4 + 2 * 3
    assert rows[7] == ("4 epochs", 0, 4, 0.5, 0.6)
    assert rows[-1][:3] == ("30 steps", 1, 30)
    assert learned_by_heart(RESTRAINT).table.rows[-1] == ("30 steps, random labels", 1, 30, 1.0, 0.11)


def test_accuracy_lies_over_loss_for_all_that_learned_true_labels():
    figure = accuracy_and_loss(RESTRAINT)
    (axes,) = draw(figure).axes
    assert [(tuple(line.get_xdata()), tuple(line.get_ydata())) for line in axes.lines] == [
        (trial.losses, trial.accuracies) for trial in RESTRAINT.trials[:-1]]
    assert [line.get_marker() for line in axes.lines] == ["D", "s", "o", "^", "v"]
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["baseline", "4 epochs", "30 steps", "30 steps, L2 penalty 0.001", "30 steps, dropout 0.5"]
    assert "random" not in " ".join(lookup(figure.table.rows, 0))
    assert figure.alt == "Test accuracy over test loss: 87.0\xa0% at 0.400 after 4 steps, 88.8\xa0% at 0.700 after 30 steps."
    assert "30 steps, dropout 0.5: accuracy 89.00\xa0% to 89.50\xa0%, loss 0.780 to 0.800." in figure.description


def test_each_restraint_has_a_panel_on_one_scale():
    figure = losses_held_back(RESTRAINT)
    picture = draw(figure)
    assert titles(picture) == ["Not held back", "L2 penalty", "Dropout"]
    assert len({axes.get_ylim() for axes in picture.axes}) == 1
    _, validation = curves(picture.axes[1])
    assert validation == [[[10, 0.5], [20, 0.4], [30, 0.3]]] * 2
    assert figure.alt.endswith("the validation loss ends at 0.900 not held back, 0.300 with a penalty, 0.900 with dropout.")
    assert "an L2 penalty of 0.001 and with dropout of 0.5" in figure.caption


def test_random_labels_stand_beside_true_ones():
    figure = learned_by_heart(RESTRAINT)
    picture = draw(figure)
    assert titles(picture) == ["True labels", "Random labels"]
    training, validation = curves(picture.axes[1])
    assert training[0] == [[5, 0.9], [15, 1.0], [25, 1.0]]
    assert validation[0][-1] == [30, 0.11]
    assert figure.alt == ("Two charts of accuracy by step: with random labels 100.0\xa0% in training and 11.0\xa0% in validation at the "
                          "end.")


@pytest.mark.parametrize("experiment", [RESTRAINT, EXPERIMENTS["restraint"]])
@pytest.mark.parametrize("function", [loss_beyond_the_turn, losses_held_back, learned_by_heart])
def test_labels_at_the_ends_have_room(function, experiment):
    with drawn(function(experiment), "light") as picture:
        for axes in picture.axes[:-1]:
            axes.remove()
        require_room(picture)
