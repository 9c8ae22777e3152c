"""The recipe as solutions of exercises write it: the same as the lessons' own code where nothing is changed."""

from __future__ import annotations

from tests.support.pets import Recipe, evaluation


def test_fit_is_given_what_the_recipe_has_or_the_exercise_changes() -> None:
    code = evaluation().code
    assert code.fit_arguments() == "epochs=3, validation_split=0.2, batch_size=10"
    assert code.fit_arguments(epochs=1) == "epochs=1, validation_split=0.2, batch_size=10"
    assert code.fit_arguments(batch_size=40) == "epochs=3, validation_split=0.2, batch_size=40"


def test_the_batch_size_of_keras_is_left_out() -> None:
    assert evaluation(recipe=Recipe(batch_size=32)).code.fit_arguments() == "epochs=3, validation_split=0.2"
    assert evaluation().code.fit_arguments(batch_size=32) == "epochs=3, validation_split=0.2"
