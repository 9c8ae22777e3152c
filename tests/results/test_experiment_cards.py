"""The cards of experiments: each shows in its pixels what the experiments of any course measured."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mnist_report.core.recipe import Recipe
from mnist_report.results.browser import cards, experiment_cards
from mnist_report.training.plans import course_plans
from tests.support.experiments import a_trial, an_experiment, frozen, of_plan
from tests.support.spreads import a_spread


def lit(picture: np.ndarray, colour: cards.Colour) -> list[list[int]]:
    """The rows, in each column, of the pixels of a colour."""
    return [np.flatnonzero((picture[:, column] == colour).all(axis=-1)).tolist() for column in range(picture.shape[1])]


@pytest.mark.parametrize(("images", "side", "seeds"), [(60_000, 28, 10), (200, 4, 1), (60_000, 64, 1000)])
def test_every_course_has_every_card(images: int, side: int, seeds: int) -> None:
    plans = {plan.name: of_plan(plan, seeds=seeds) for plan in course_plans(Recipe(), images, side)}
    spread = a_spread(range(seeds), [0.5] * seeds, [1.0] * seeds, plans["width"].labels, classes=10)
    asked = {name: plans[name] for name in ("width", "data", "rate", "restraint")}
    made = {path: Image.open(io.BytesIO(content)) for path, content in experiment_cards.files(spread, **asked)}
    assert [*made] == [f"cards/{name}.png" for name in experiment_cards.NAMES]
    for path, picture in made.items():
        assert picture.size == (cards.SIZE, cards.SIZE), path
        assert picture.convert("L").getextrema()[1] > 0, path


def test_votes_have_a_row_a_network_and_the_disputed_images_sorted() -> None:
    labels = np.zeros(100, np.uint8)
    spread = a_spread((0, 1), (0.5, 0.9), (1.0, 1.0), labels)  # the first network misreads 50 images, the second 10 of them
    picture = experiment_cards.votes(spread, labels)
    wrong = [len(rows) for rows in lit(picture, cards.WRONG)][1:-1]
    assert wrong == [13] * 26 and [len(rows) for rows in lit(picture, cards.RIGHT)][1:-1] == [13] * 26
    agreed = replace(spread, answers=np.array([labels, labels]))
    assert not any(lit(experiment_cards.votes(agreed, labels), cards.WRONG))


def test_a_width_has_its_networks_at_the_height_of_their_accuracy() -> None:
    width = an_experiment("width", a_trial(0.7, 0.6, first_units=2), a_trial(0.97, 0.98))
    picture = experiment_cards.widths(width)
    (highest, lowest), (best, second) = lit(picture, cards.WHITE)[1], lit(picture, cards.ACCENT)[14]
    assert best == 1 < second < highest < lowest == cards.SIDE - 2


def test_the_learning_curve_has_a_dot_for_each_network() -> None:
    data = an_experiment("data", a_trial(0.7, 0.6, train_images=100), a_trial(0.9, 0.95, train_images=1000), a_trial(0.97, 0.98))
    picture = experiment_cards.amounts(data)
    fewer, all_images = lit(picture, cards.WHITE), lit(picture, cards.ACCENT)
    assert [len(rows) for rows in fewer if rows] == [2] * 4 and [len(rows) for rows in all_images if rows] == [2] * 2
    assert fewer[0][1] == cards.SIDE - 2 and all_images[cards.SIDE - 3][0] == 1


def test_the_usual_rate_is_drawn_over_the_others() -> None:
    usual, large = a_trial(0.97), a_trial(0.2, learning_rate=0.1)
    diverged = replace(large, results=(replace(large.results[0], early_history=frozen({"loss": (2.3, float("inf"), float("nan"))})),))
    picture = experiment_cards.rates(an_experiment("rate", a_trial(0.9, learning_rate=1e-4), usual, diverged))
    usual_rows, large_rows = lit(picture, cards.ACCENT), lit(picture, cards.WHITE)
    assert all(usual_rows) and large_rows[-1] == [1] and not any(lit(picture, cards.GREY))
