"""What programs are told is what pages are told, in the form that the schema beside it promises. (Over 300 lines: each constraint of the schema.)"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import fields
from math import inf, nan
from typing import TYPE_CHECKING, Any

import jsonschema
import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import EXPERIMENTAL
from mnist_report.results import model_card, summary
from mnist_report.results.model_card import ModelCard
from tests.support import schema
from tests.support.cards import read
from tests.support.pets import INTERVALS, LABELS, evaluation
from tests.support.spreads import a_spread

if TYPE_CHECKING:
    from pathlib import Path

    from mnist_report.results.evaluation import Evaluation

SCHEMA = json.loads(model_card.SCHEMA.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PERFECT = np.eye(3, dtype=np.float32)[LABELS]


def record(run: Evaluation) -> dict[str, Any]:
    """The JSON that is published of a run."""
    return json.loads(summary.model_card(run).json())  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def contents() -> dict[str, Any]:
    return record(evaluation())


def faults(contents: Any) -> list[str]:
    """Where the contents are not as the schema says."""
    return [error.json_path for error in VALIDATOR.iter_errors(contents)]


# The form


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "run",
    [
        evaluation(),
        evaluation(probabilities=PERFECT),
        evaluation(probabilities=np.roll(PERFECT, 1, axis=1)),
        evaluation(probabilities=np.full((10, 3), 1 / 3, dtype=np.float32)),
        evaluation(a_spread((0,), (0.7,), (0.5,), LABELS)),
    ],
    ids=["some right", "all right", "all wrong", "constant", "one seed"],
)
def test_the_card_is_as_the_schema_says(run: Evaluation) -> None:
    assert faults(record(run)) == []


def test_the_schema_is_that_of_the_dataclasses() -> None:
    assert schema.schema() == model_card.SCHEMA.read_text(encoding="utf-8"), "run `python -m tests.support.schema`"


def test_what_is_written_is_read(contents: dict[str, Any]) -> None:
    written = summary.model_card(evaluation()).json()
    assert ModelCard.parse(written).json() == written
    assert read(contents) == read(record(evaluation()))


def test_the_card_names_its_schema_and_its_version(contents: dict[str, Any]) -> None:
    assert contents["$schema"] == SCHEMA["$id"] == model_card.SCHEMA.name == "metrics.schema.json"
    assert contents["schema_version"] == SCHEMA["properties"]["schema_version"]["const"] == model_card.SCHEMA_VERSION


def test_the_schema_knows_every_setting_of_a_recipe() -> None:
    told = [field.name for field in fields(Recipe) if field.name not in EXPERIMENTAL]  # which only experiments change
    assert list(SCHEMA["$defs"]["Recipe"]["properties"]) == told


def objects(schema: Any) -> list[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    own = [schema] if isinstance(schema, dict) and "properties" in schema and isinstance(schema["properties"], dict) else []
    return own + [each for part in inner for each in objects(part)]


def test_the_schema_lets_nothing_go_and_nothing_in() -> None:
    assert len(objects(SCHEMA)) > 10
    for each in objects(SCHEMA):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])


PLANTED: list[tuple[str, Any]] = [
    ("$.schema_version", 2),
    ("$.run", "0123"),
    ("$.limits", []),
    ("$.reproduction.run_key", "0123456789ab"),
    ("$.recipe.epochs", 0),
    ("$.recipe.seed", -1),
    ("$.data.class_names", ["cat", "cat"]),
    ("$.data.given_images_per_class.cat", 1.5),
    ("$.versions.numpy", 2),
    ("$.layers[0].name", "conv"),
    ("$.history[0].accuracy", 92.04),
    ("$.history[0].loss", "0.27"),
    ("$.test.errors", -1),
    ("$.test.accuracy.value", 1.01),
    ("$.test.accuracy.interval", None),
    ("$.test.accuracy.interval_method", "bootstrap"),
    ("$.test.brier_score.value", 2.1),
    ("$.test.calibration_error.bins", []),
    ("$.test.calibration_error.bins[0].count", 0),
    ("$.test.mean_confidence_wrong", "none"),
    ("$.spread.rank", 0),
    ("$.spread.results", []),
    ("$.spread.deviation", -0.1),
    ("$.spread.comparison", {}),
    ("$.classes[1].recall", None),
    ("$.confusion_matrix[0][0]", 0.5),
    ("$.confusions[0].images", []),
    ("$.confident_mistakes[0].confidence", 80),
]


def parent_of(contents: Any, path: str) -> tuple[Any, Any]:
    """The innermost list or object on a JSON path, and the index or key in it."""
    *outer, last = [int(step) if step.isdigit() else step for step in path[2:].replace("[", ".").replace("]", "").split(".")]
    for step in outer:
        contents = contents[step]
    return contents, last


@pytest.mark.parametrize(("path", "value"), PLANTED, ids=[path for path, _ in PLANTED])
def test_a_planted_fault_is_found(contents: dict[str, Any], path: str, value: Any) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    assert place[last] != value
    place[last] = value
    assert path in faults(broken)


@pytest.mark.parametrize("path", ["$.new", "$.data.new", "$.test.accuracy.new", "$.spread.results[0].new", "$.classes[0].new"])
def test_a_key_that_the_schema_does_not_know_is_found(contents: dict[str, Any], path: str) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    place[last] = 1
    assert faults(broken) == [path.rpartition(".")[0]]


@pytest.mark.parametrize("path", ["$.spread", "$.data.licence", "$.test.log_loss.interval", "$.confusions[0].images"])
def test_a_key_that_is_missing_is_found(contents: dict[str, Any], path: str) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    del place[last]
    assert faults(broken) == [path.rpartition(".")[0]]


# The values


def test_where_the_run_comes_from(contents: dict[str, Any]) -> None:
    assert (contents["run"], contents["parameters"]) == ("0123456789ab", 259)
    assert contents["reproduction"] == {"command": "mkdocs build --strict", "run_key": "0123456789abcdef" * 4}
    assert contents["recipe"]["activation"] == "relu"
    assert contents["versions"] == {"numpy": "2.0.0", "keras": "3.15.1"}
    assert contents["data"] == {
        "name": "Pets",
        "sha256": "d" * 64,
        "attribution": "A. Nonymous",
        "licence": "CC0",
        "image_side": 5,
        "class_names": ["cat", "dog", "owl"],
        "given_images": 60,
        "training_images": 48,
        "validation_images": 12,
        "test_images": 10,
        "given_images_per_class": {"cat": 30, "dog": 20, "owl": 10},
        "test_images_per_class": {"cat": 3, "dog": 4, "owl": 3},
    }


def test_what_it_is_for(contents: dict[str, Any]) -> None:
    run = evaluation()
    assert (contents["intended_use"], contents["limits"]) == (run.intended_use, list(run.limits))


def test_how_the_training_went(contents: dict[str, Any]) -> None:
    second = {"number": 2, "loss": 0.1301, "accuracy": 0.9615, "val_loss": 0.1062, "val_accuracy": 0.9675}
    assert contents["history"][1] == second
    assert contents["layers"][1] == {"name": "dense", "inputs": 25, "units": 8, "activation": "relu", "parameters": 208}


def test_results_of_the_test(contents: dict[str, Any]) -> None:
    test, run = contents["test"], evaluation()
    assert (test["images"], test["errors"]) == (10, 3)
    assert test["accuracy"]["value"] == 0.7
    assert test["accuracy"]["interval"] == {"low": 0.396778147, "high": 0.892208733}  # as scipy.stats.binomtest(7, 10)
    assert test["accuracy"]["interval_method"] == "Wilson score interval, 95 %"
    assert test["loss"]["value"] == 0.512345679  # nine significant digits
    for name, interval in INTERVALS.items():
        assert test[name]["value"] == pytest.approx(getattr(run, name), rel=1e-8)
        assert test[name]["interval"] == {"low": interval.low, "high": interval.high}
        assert test[name]["interval_method"] == "percentile bootstrap, 95 %, 1000 resamples of the test images"
    assert test["mean_confidence_right"] == pytest.approx(run.mean_confidence_right, rel=1e-8)
    assert test["mean_confidence_wrong"] == pytest.approx(run.mean_confidence_wrong, rel=1e-8)


def test_bins_are_reliability_diagram_and_histogram_in_one(contents: dict[str, Any]) -> None:
    bins = contents["test"]["calibration_error"]["bins"]
    assert sum(each["count"] for each in bins) == 10
    assert sum(each["wrong"] for each in bins) == 3
    assert all(each["count"] == each["right"] + each["wrong"] > 0 for each in bins)
    under = next(each for each in bins if each["lower"] <= 0.8 < each["upper"])
    assert (under["right"], under["wrong"], under["accuracy"]) == (0, 2, 0)
    assert under["accuracy_interval"] == {"low": 0, "high": 0.657619772}


def test_what_need_not_exist_is_null() -> None:
    perfect, wrong = (record(evaluation(probabilities=each))["test"] for each in (PERFECT, np.roll(PERFECT, 1, axis=1)))
    assert (perfect["mean_confidence_right"], perfect["mean_confidence_wrong"]) == (1, None)
    assert (wrong["mean_confidence_right"], wrong["mean_confidence_wrong"]) == (None, 1)
    assert record(evaluation(a_spread((0,), (0.7,), (0.5,), LABELS)))["spread"]["deviation"] is None


def test_spread_over_seeds(contents: dict[str, Any]) -> None:
    spread = contents["spread"]
    assert (spread["count"], spread["shown"], spread["rank"]) == (4, 7, 2)
    assert (spread["lowest"], spread["lowest_seed"], spread["highest"], spread["highest_seed"]) == (0.6, 4, 0.8, 2)
    assert (spread["mean"], spread["deviation"]) == pytest.approx((0.675, np.std([0.8, 0.6, 0.7, 0.6], ddof=1)))
    assert spread["results"][0] == {
        "seed": 2, "accuracy": 0.8, "loss": 0.4, "worst_recall": pytest.approx(1 / 3), "calibration_error": pytest.approx(1 / 6),
    }


def test_networks_that_answered_the_same_images_are_compared(contents: dict[str, Any]) -> None:
    comparison = contents["spread"]["comparison"]
    assert comparison == {
        "chance_deviation": pytest.approx((7 / 12) ** 0.5 / 10),
        "best": 2, "worst": 9, "only_best": 2, "only_worst": 0,
        "cochran_q": {"statistic": pytest.approx(33 / 7), "degrees": 3, "p": pytest.approx(0.194, abs=1e-3)},
        "mcnemar_p": 0.5, "mcnemar_p_corrected": 1,
    }
    assert record(evaluation(a_spread((0,), (0.7,), (0.5,), LABELS)))["spread"]["comparison"] is None


def test_a_class(contents: dict[str, Any]) -> None:
    assert contents["classes"][2] == {
        "name": "owl",
        "support": 3,
        "predicted": 1,
        "correct": 1,
        "precision": 1.0,
        "precision_interval": pytest.approx({"low": 0.206549314, "high": 1.0}),
        "recall": 0.333333333,
        "recall_interval": pytest.approx({"low": 0.0614919, "high": 0.7923404}, abs=1e-6),
        "f1": 0.5,
        "f1_interval": pytest.approx({"low": 0.1158594, "high": 0.8841406}, abs=1e-6),
    }
    methods = contents["class_interval_methods"]
    assert methods["precision"] == methods["recall"] == "Wilson score interval, 95 %"
    assert methods["f1"] == "Wilson score interval of the Jaccard index, carried over to F1, 95 %"


def test_confusions_with_their_images(contents: dict[str, Any]) -> None:
    assert contents["confusion_matrix"] == [[2, 1, 0], [0, 4, 0], [1, 1, 1]]
    assert contents["confusions"][0] == {"true": "cat", "predicted": "dog", "count": 1, "images": [1]}
    assert sum(each["count"] for each in contents["confusions"]) == 3


def test_the_ten_most_confident_mistakes() -> None:
    probabilities = np.roll(np.eye(3), 1, axis=1)[np.repeat(LABELS, 2)] * np.linspace(0.5, 0.9, 20)[:, None]
    rest = (1 - probabilities.sum(axis=1, keepdims=True)) * np.eye(3)[np.repeat(LABELS, 2)]
    run = evaluation(probabilities=(probabilities + rest).astype(np.float32), labels=np.repeat(LABELS, 2).astype(np.uint8))
    mistakes = record(run)["confident_mistakes"]
    assert [mistake["index"] for mistake in mistakes] == list(range(19, 9, -1))
    assert mistakes[0] == {
        "index": 19,
        "true": "owl",
        "predicted": "cat",
        "confidence": pytest.approx(0.9),
        "runner_up": "owl",
        "runner_up_confidence": pytest.approx(0.1),
    }


@pytest.mark.parametrize("loss", [nan, inf])
def test_no_card_holds_what_json_has_no_word_for(loss: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        summary.model_card(evaluation(test_loss=loss)).json()


# The reader


@pytest.mark.parametrize(("path", "value"), [each for each in PLANTED if each[0] != "$.spread.comparison"], ids=lambda value: str(value)[:40])
def test_what_the_schema_refuses_is_refused_by_name(contents: dict[str, Any], path: str, value: Any) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    place[last] = value
    with pytest.raises(ValueError, match=rf"^{re.escape(path[2:])}(\.low)? is .*; it should be \S") as raised:
        read(broken)
    assert repr(value)[:20] in str(raised.value)
    assert "\n" not in str(raised.value)


FITS = "it should be a number from 0 to 1"
SAID = {
    "$.schema_version": [(2, "schema_version is 2; it should be 1"), (True, "schema_version is True; it should be 1"),
                         ([], "schema_version is []; it should be 1")],
    "$.run": [("0123", "run is '0123'; it should be 12 hexadecimal digits"), (5, "run is 5; it should be 12 hexadecimal digits")],
    "$.test.accuracy.value": [
        (nan, f"test.accuracy.value is nan; {FITS}"), (inf, f"test.accuracy.value is inf; {FITS}"), (-inf, f"test.accuracy.value is -inf; {FITS}"),
        (True, f"test.accuracy.value is True; {FITS}"), ("0.97", f"test.accuracy.value is '0.97'; {FITS}"), (97.3, f"test.accuracy.value is 97.3; {FITS}"),
        (None, f"test.accuracy.value is None; {FITS}"), ([0.97], f"test.accuracy.value is [0.97]; {FITS}"),
        (10**400, f"test.accuracy.value is {'1' + '0' * 17}...{'0' * 19}; {FITS}"),
    ],
    "$.test.loss.value": [(-0.1, "test.loss.value is -0.1; it should be a finite number of 0 or more")],
    "$.test.log_loss.interval": [
        ({"low": 0.99, "high": 0.9}, "test.log_loss.interval: low is 0.99 and high is 0.9; high should be at least low"),
        ({"low": 0.9}, "test.log_loss.interval.high is missing; it should be there"), (0.02, "test.log_loss.interval is 0.02; it should be an object"),
    ],
    "$.spread.results[1].accuracy": [(nan, f"spread.results[1].accuracy is nan; {FITS}")],
    "$.spread.comparison": [({}, "spread.comparison.chance_deviation is missing; it should be there")],
    "$.classes[0].recall": [(1.5, f"classes[0].recall is 1.5; {FITS}")],
    "$.classes[0].support": [(10**300, f"classes[0].support is {'1' + '0' * 17}...{'0' * 19}; it should be a whole number from 0")],
    "$.classes": [({}, "classes is {}; it should be a list of at least two"), ([{}], "classes[0].support is missing; it should be there")],
    "$.data.class_names": [(["a", "a"], "data.class_names is ['a', 'a']; it should be a list of at least two and each of it once")],
    "$.data.licence": [("a\nb", "data.licence is 'a\\nb'; it should be text of one printable line")],
    "$.versions": [({}, "versions is {}; it should be an object with at least one package"), ({"a\nb": "1"}, "versions is 'a\\nb'; it should be text of one printable line")],
    "$.layers[0].name": [("conv", "layers[0].name is 'conv'; it should be 'flatten' or 'dense'")],
}


@pytest.mark.parametrize(("path", "value", "said"), [(path, value, said) for path, each in SAID.items() for value, said in each], ids=lambda value: str(value)[:50])
def test_the_reader_says_what_does_not_fit(contents: dict[str, Any], path: str, value: Any, said: str) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    place[last] = value
    with pytest.raises(ValueError, match=rf"^{re.escape(said)}$"):
        read(broken)


@pytest.mark.parametrize("path", ["$.schema_version", "$.spread", "$.data.licence", "$.test.log_loss.interval", "$.confusions[0].images"])
def test_the_reader_says_what_is_missing(contents: dict[str, Any], path: str) -> None:
    broken = deepcopy(contents)
    place, last = parent_of(broken, path)
    del place[last]
    with pytest.raises(ValueError, match=rf"^{re.escape(path[2:])} is missing; it should be there$"):
        read(broken)


def test_classes_without_test_images_say_nothing(contents: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^no class has test images; one should, or nothing was measured$"):
        read(contents | {"classes": [each | {"support": 0} for each in contents["classes"]]})


@pytest.mark.parametrize("path", ["$.new", "$.data.new", "$.test.accuracy.new", "$.spread.results[0].new", "$.classes[0].new"])
def test_a_later_card_may_say_more(contents: dict[str, Any], path: str) -> None:
    longer = deepcopy(contents)
    place, last = parent_of(longer, path)
    place[last] = [None]
    assert read(longer) == read(contents)


@pytest.mark.parametrize("absent", [True, False], ids=["absent", "null"])
def test_an_older_card_of_the_version_is_read(contents: dict[str, Any], absent: bool) -> None:
    """The first sites did not compare their seeds; between the two, a few said null."""
    older = deepcopy(contents)
    for place, name in [(older["spread"], "comparison"), *((each, name) for each in older["spread"]["results"] for name in ("worst_recall", "calibration_error"))]:
        if absent:
            del place[name]
        else:
            place[name] = None
    spread = read(older).spread
    assert (spread.comparison, spread.results[0].worst_recall, spread.results[0].calibration_error) == (None, None, None)
    assert spread.mean == read(contents).spread.mean


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "cannot be read as a metrics.json: "), ("[" * 100_000, "cannot be read"), ("[]", "all of it is []; it should be an object"),
     ("\xff", "cannot be read"), ("{}", "cannot be read as a metrics.json: schema_version is missing; it should be there"), ("9" * 5000, "cannot be read")],
    ids=lambda text: text[:9],
)
def test_a_file_that_is_no_card(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "metrics.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ContentError, match=re.escape(message)) as raised:
        ModelCard.read(str(file))
    assert str(raised.value).startswith(f"{file} cannot be read")
    assert "\n" not in str(raised.value)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_bytes(summary.model_card(evaluation()).json().ljust(10_000_001))
    with pytest.raises(ContentError, match=r"cannot be read as a metrics\.json: it should have 10000000 bytes at most$"):
        ModelCard.read(str(tmp_path / "metrics.json"))
    (tmp_path / "metrics.json").write_bytes(summary.model_card(evaluation()).json().ljust(10_000_000))
    assert ModelCard.read(str(tmp_path / "metrics.json")).test.images == 10

