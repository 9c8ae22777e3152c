"""Which function draws a figure, and what it is handed: by the names of its parameters."""

from __future__ import annotations

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.results.figure_calls import FigureCall, figure_calls

KNOWN = ("run", "spread")


def test_a_figure_is_handed_what_its_parameters_name() -> None:
    calls = figure_calls({"network": ["run"], "curve": ["width", "run"]}, KNOWN, ["width"], ())
    assert calls == {"network": FigureCall("network", {"run": "run"}), "curve": FigureCall("curve", {"width": "width", "run": "run"})}


def test_a_function_of_any_experiment_draws_a_figure_of_each() -> None:
    calls = figure_calls({"accuracies": ["experiment", "run"]}, KNOWN, ["width", "rate"], ())
    assert calls == {
        f"{name}_accuracies": FigureCall("accuracies", {"experiment": name, "run": "run"}) for name in ("width", "rate")
    }


def test_figures_of_what_is_absent_are_left_out() -> None:
    assert figure_calls({"accuracies": ["experiment"], "curve": ["width"], "network": ["run"]}, KNOWN, [], ["experiment", "width"]).keys() == {"network"}


def test_a_parameter_that_is_nothing_of_the_course() -> None:
    with pytest.raises(ContentError, match=r"^figure curve has the parameter 'widht'; a figure is made of run, spread, width$"):
        figure_calls({"curve": ["widht"]}, KNOWN, ["width"], ["rate"])
