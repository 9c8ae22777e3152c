"""Two records are compared: what became better or worse, and whether chance alone explains it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.results.comparison import compare, differing_conditions, read_record, worst_class
from tests.conftest import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


IMAGES, CLASSES = 2000, 4
"""Test images, as many of each class."""


def record(
    accuracies: list[float], loss: float = 0.1, recall: float = 0.95, calibration: float = 0.01, loss_error: float = 0.001
) -> dict[str, Any]:
    """What a metrics.json says, as far as it is compared; the first seed is the one shown. Half an interval is 0.02
    for accuracy and recall, 0.002 for the calibration error, twice `loss_error` for the loss.
    """
    return {
        "data": {"sha256": "a"},
        "recipe": {"epochs": 5},
        "versions": {"numpy": "2"},
        "test": {
            "accuracy": {"value": accuracies[0], "interval": around(accuracies[0], 0.02)},
            "loss": {"value": loss},
            "log_loss": {"value": loss, "interval": around(loss, 2 * loss_error)},
            "calibration_error": {"value": calibration, "interval": around(calibration, 0.002)},
        },
        "spread": {"results": [{"accuracy": each, "loss": loss + each / 10} for each in accuracies]},
        "classes": [
            {"recall": recall, "recall_interval": around(recall, 0.02)},
            {"recall": 0.99, "recall_interval": around(0.99, 0.02)},
        ],
    }


def around(value: float, half: float) -> dict[str, float]:
    return {"low": max(0.0, value - half), "high": value + half}


def answered(misread: set[int]) -> dict[str, Any]:
    """The record of a network that misread these images, image i being of class i % 4. Other seeds fared so alike that
    the seed explains next to nothing.
    """
    of_class = [sorted(image for image in misread if image % CLASSES == label) for label in range(CLASSES)]
    accuracy, support = 1 - len(misread) / IMAGES, IMAGES // CLASSES
    made = record([accuracy, accuracy + 1e-4, accuracy - 1e-4])
    for result, recall in zip(made["spread"]["results"], (0.94, 0.9401, 0.9399), strict=True):
        result["worst_recall"] = recall
    made["test"]["images"] = IMAGES
    made["classes"] = [
        {"name": f"<{label}>", "support": support, "recall": 1 - len(images) / support,
         "recall_interval": around(1 - len(images) / support, 0.02)} for label, images in enumerate(of_class)
    ]
    made["confusions"] = [{"true": f"<{label}>", "images": images} for label, images in enumerate(of_class) if images]
    return made


OLD = record([0.97, 0.96, 0.98])
WITHIN, BEYOND = "within what chance explains", "beyond what chance explains"
NOBODY_KNOWS = "and whether chance explains it cannot be said: nothing tells what"


def told(old: dict[str, Any], new: dict[str, Any], name: str) -> str:
    (change,) = [change for change in compare(old, new) if change.measure.name == name]
    return str(change).removeprefix(f"{name}: ")


def test_the_same_record() -> None:
    assert all("the same" in str(change) and "chance" not in str(change) for change in compare(OLD, OLD))
    assert not any(change.regressed for change in compare(OLD, OLD))


@pytest.mark.parametrize(
    ("new", "name", "line"),
    [
        # The deviation over seeds is 0.01, so the standard error of a difference is 0.0141, and twice that 0.0283, as
        # it is from the intervals.
        (record([0.99, 0.98, 1.0]), "test accuracy", f"0.9700 -> 0.9900, better, {WITHIN}"),
        (record([0.94, 0.93, 0.95]), "test accuracy", f"0.9700 -> 0.9400, worse, {BEYOND}"),
        # The means of three: 0.0141 / sqrt(3) = 0.00816, twice that 0.0163.
        (record([0.99, 0.98, 1.0]), "mean test accuracy over seeds", f"0.9700 -> 0.9900, better, {BEYOND}"),
        (record([0.955, 0.945, 0.965]), "mean test accuracy over seeds", f"0.9700 -> 0.9550, worse, {WITHIN}"),
        # A deviation of 0.001 over seeds, and of 0.001 from the images: twice the error is 0.0028.
        (record([0.97, 0.96, 0.98], loss=0.104), "test loss", f"0.1000 -> 0.1040, worse, {BEYOND}"),
        (record([0.97, 0.96, 0.98], loss=0.102), "test loss", f"0.1000 -> 0.1020, worse, {WITHIN}"),
        (record([0.97, 0.96, 0.98], loss=0.104, loss_error=0.002), "test loss", f"0.1000 -> 0.1040, worse, {WITHIN}"),
        (record([0.97, 0.92, 1.0], loss=0.104), "test loss", f"0.1000 -> 0.1040, worse, {WITHIN}"),
        # Nothing tells of recall and calibration of each seed, but the intervals may be enough.
        (record([0.97], recall=0.9), "recall of the worst class", f"0.9500 -> 0.9000, worse, {NOBODY_KNOWS} the seed did"),
        (record([0.97], recall=0.93), "recall of the worst class", f"0.9500 -> 0.9300, worse, {WITHIN}"),
        (record([0.97], calibration=0.0101), "calibration error", f"0.0100 -> 0.0101, worse, {WITHIN}"),
    ],
)
def test_a_change_is_told_with_its_direction_and_its_size(new: dict[str, Any], name: str, line: str) -> None:
    assert told(OLD, new, name) == line


@pytest.mark.parametrize(("key", "name", "new"), [
    ("worst_recall", "recall of the worst class", record([0.97], recall=0.9)),
    ("calibration_error", "calibration error", record([0.97], calibration=0.02)),
])
@pytest.mark.parametrize(("deviation", "verdict"), [(0.001, BEYOND), (0.1, WITHIN)])
def test_recall_and_calibration_of_each_seed_are_heard(
    key: str, name: str, new: dict[str, Any], deviation: float, verdict: str
) -> None:
    spread = {"results": [{"accuracy": 0.97, "loss": 0.1, key: 0.5 + each * deviation} for each in (-1, 0, 1)]}
    assert told(OLD | {"spread": spread}, new | {"spread": spread}, name).endswith(verdict)


def test_nothing_is_within_chance_because_nothing_is_known_of_it() -> None:
    """From 97 to 50 % with one seed each: once it was "within", as an error of 0 exceeds nothing."""
    old, new = record([0.97]), record([0.5])
    assert told(old, new, "test accuracy") == f"0.9700 -> 0.5000, worse, {NOBODY_KNOWS} the seed did"
    for each in (old, new):
        del each["test"]["accuracy"]["interval"]
    expected = f"0.9700 -> 0.5000, worse, {NOBODY_KNOWS} the seed and the choice of the test images did"
    assert told(old, new, "test accuracy") == expected
    assert next(change for change in compare(old, new) if change.measure.name == "test accuracy").regressed
    assert not any(change.regressed for change in compare(new, old))


def test_two_seeds_are_several() -> None:
    assert told(record([0.97, 0.96]), record([0.94, 0.95]), "test accuracy") == f"0.9700 -> 0.9400, worse, {BEYOND}"


def test_of_single_seeds_there_is_no_mean() -> None:
    names = [change.measure.name for change in compare(record([0.97]), record([0.96]))]
    assert names == ["test accuracy", "test loss", "recall of the worst class", "calibration error"]


def test_the_seeds_of_one_record_tell_of_the_other() -> None:
    """The deviation of 0.01 stands for both: a mean of three and one seed differ by 0.0115, twice that 0.0231."""
    assert told(OLD, record([0.949]), "mean test accuracy over seeds") == f"0.9700 -> 0.9490, worse, {WITHIN}"
    assert told(OLD, record([0.946]), "mean test accuracy over seeds") == f"0.9700 -> 0.9460, worse, {BEYOND}"
    assert told(OLD, record([0.5]), "test accuracy") == f"0.9700 -> 0.5000, worse, {BEYOND}"


FEW = set(range(0, 120, 2))
"""Images that the older network misread, of the classes 0 and 2."""
MORE = FEW | set(range(1, 21, 2))
"""What a newer one misread besides: 10 images, which McNemar's test notices (p = 0.002) and intervals do not."""


def test_answers_to_the_same_images_are_paired() -> None:
    assert told(answered(FEW), answered(MORE), "test accuracy") == f"0.9700 -> 0.9650, worse, {BEYOND}"
    assert told(answered(MORE), answered(FEW), "test accuracy") == f"0.9650 -> 0.9700, better, {BEYOND}"


def test_a_pair_of_images_that_changed_hands_is_chance() -> None:
    """As many as before, but others: 36 of the one alone, 46 of the other; p = 0.32."""
    exchanged = set(sorted(MORE)[36:]) | set(range(1001, 1073, 2))
    assert len(exchanged) == len(MORE)
    assert told(answered(FEW), answered(exchanged), "test accuracy").endswith(WITHIN)


@pytest.mark.parametrize("change", ["other images", "a list that is not whole", "no list", "a value that no list tells of"])
def test_answers_are_paired_only_where_they_are_known_to_be_a_pair(change: str) -> None:
    old, new = answered(FEW), answered(MORE)
    if change == "other images":
        new["data"] = {"sha256": "b"}
    if change == "a list that is not whole":
        new["confusions"] = new["confusions"][1:]
    if change == "no list":
        del new["confusions"]
    if change == "a value that no list tells of":
        new["test"]["accuracy"]["value"] = 0.9645
    assert told(old, new, "test accuracy").endswith(WITHIN)


def test_an_accuracy_that_its_answers_do_not_bear_out_is_not_excused_by_them() -> None:
    new = answered(FEW)
    new["test"]["accuracy"]["value"] = 0.5
    assert told(answered(FEW), new, "test accuracy") == f"0.9700 -> 0.5000, worse, {BEYOND}"


def test_a_list_that_the_recalls_do_not_bear_out_is_not_heard() -> None:
    """As many misread in all, but of another class than its recall tells."""
    new = answered(FEW | set(range(1000, 1028, 4)))
    new["confusions"][0]["true"] = "<3>"
    assert told(answered(FEW), new, "recall of the worst class") == f"0.9400 -> 0.9260, worse, {WITHIN}"


def test_classes_are_compared_by_whatever_name() -> None:
    renamed = json.loads(json.dumps(answered(MORE)).replace("<", "class <"))
    assert told(answered(FEW), renamed, "test accuracy").endswith(BEYOND)
    assert told(answered(FEW), renamed, "recall of the worst class") == "0.9400 -> 0.9400, the same"
    worse = json.loads(json.dumps(answered(FEW | set(range(1, 241, 4)))).replace("<", "class <"))
    assert told(answered(FEW), worse, "recall of the worst class") == f"0.9400 -> 0.8800, worse, {BEYOND}"


def test_records_that_do_not_name_their_images_are_no_pair() -> None:
    old, new = answered(FEW), answered(MORE)
    assert told(old | {"data": {}}, new | {"data": {}}, "test accuracy").endswith(WITHIN)


@pytest.mark.parametrize(("more", "verdict"), [(7, WITHIN), (8, BEYOND)])
def test_the_worst_of_several_classes_is_allowed_more_chance(more: int, verdict: str) -> None:
    """Of 4 classes, 7 more mistakes have p = 4 * 0.016 = 0.0625, 8 have 0.031; of one class 6 would be enough."""
    worse = FEW | set(range(1000, 1000 + 4 * more, 4))
    old, new = answered(FEW), answered(worse)
    assert told(old, new, "recall of the worst class").endswith(verdict)
    assert told(new, old, "recall of the worst class").endswith(verdict)


def test_of_two_worst_classes_that_of_the_lower_recall_is_compared() -> None:
    """The class 0, the worst before, is read as it was; the class 1 is the worst now, and far worse than it was."""
    old, new = answered(FEW), answered(FEW | set(range(1, 241, 4)))
    assert told(old, new, "recall of the worst class") == f"0.9400 -> 0.8800, worse, {BEYOND}"
    assert told(new, old, "recall of the worst class") == f"0.8800 -> 0.9400, better, {BEYOND}"


def test_a_class_without_test_images_is_not_the_worst() -> None:
    absent = record([0.97]) | {"classes": [{"name": "x", "recall": 0.0, "support": 0}, {"name": "y", "recall": 0.9, "support": 5}]}
    assert worst_class(absent)["name"] == "y"


NO_NUMBERS = [float("nan"), float("inf"), -float("inf"), 1.5, -0.1, True, "0.97", None, [0.97], 10**400]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: repr(value)[:9])
@pytest.mark.parametrize("name", [
    "test accuracy", "test loss", "mean test accuracy over seeds", "recall of the worst class", "calibration error",
])
def test_what_is_no_number_of_its_kind_is_refused(name: str, value: Any) -> None:
    new = record([0.97, 0.96])
    place, key = {
        "test accuracy": (new["test"]["accuracy"], "value"),
        "test loss": (new["test"]["loss"], "value"),
        "mean test accuracy over seeds": (new["spread"]["results"][1], "accuracy"),
        "recall of the worst class": (new["classes"][0], "recall"),
        "calibration error": (new["test"]["calibration_error"], "value"),
    }[name]
    place[key] = value
    if name == "test loss" and value == 1.5 and value is not True:
        assert told(OLD, new, name).startswith("0.1000 -> 1.5000")
        return
    with pytest.raises(ContentError, match=r"^the new record does not say the .* should be a finite number") as raised:
        compare(OLD, new)
    assert "\n" not in str(raised.value)
    with pytest.raises(ContentError, match=r"^the old record does not say the "):
        compare(new, OLD)


@pytest.mark.parametrize("interval", [{"low": 0.99, "high": 0.9}, {"low": float("nan"), "high": 1}, {"low": 0.9}, 0.02])
def test_an_interval_that_is_none_is_refused(interval: Any) -> None:
    new = record([0.97, 0.96])
    new["test"]["calibration_error"]["interval"] = interval
    with pytest.raises(ContentError, match="the new record does not say the calibration error"):
        compare(OLD, new)


def test_what_else_differs() -> None:
    other = record([0.97, 0.96]) | {"data": {"sha256": "b"}, "recipe": {"epochs": 6, "seed": 1}}
    assert list(differing_conditions(OLD, other)) == ["data.sha256: a -> b", "recipe.epochs: 5 -> 6", "recipe.seed: None -> 1"]


def test_the_code_differs_where_the_key_does_and_nothing_else_that_it_is_made_of() -> None:
    one, other = OLD | {"reproduction": {"run_key": "a"}}, OLD | {"reproduction": {"run_key": "b"}}
    assert list(differing_conditions(one, one)) == []
    assert [line[:5] for line in differing_conditions(one, other)] == ["code:"]
    assert list(differing_conditions(one, other | {"recipe": {"epochs": 6}})) == ["recipe.epochs: 5 -> 6"]


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_command_reads_files_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    (tmp_path / "new.json").write_text(json.dumps(record([0.94, 0.93, 0.95])))
    with hosted(tmp_path) as host:
        done = mnist_report("compare", f"{host}/old.json", "new.json", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "test accuracy: 0.9700 -> 0.9400, worse, beyond what chance explains" in done.stdout.splitlines()
        gone = mnist_report("compare", f"{host}/none.json", "new.json", folder=tmp_path)
        assert gone.returncode == 6
        assert f"{host}/none.json cannot be read as a metrics.json: HTTP Error 404" in gone.stderr
    gated = mnist_report("compare", "old.json", "new.json", "--gate", folder=tmp_path)
    assert gated.returncode == 8
    assert "worse, and chance is not known to explain it: test accuracy, mean test accuracy over seeds" in gated.stderr
    assert mnist_report("compare", "new.json", "old.json", "--gate", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "cannot be read as a metrics.json: "), ("[" * 100_000, "cannot be read"), ("[]", "should hold one JSON object"),
     ("\xff", "cannot be read"), ('{"test": NaN}', "NaN is no number that JSON knows"),
     ('{"test": -Infinity}', "-Infinity is no number that JSON knows"),
     ('{"test": 1e999}', "1e999 is larger than any number that a program holds")],
)
def test_a_file_that_is_no_record(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "metrics.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ContentError, match=message):
        read_record(str(file))


def test_a_record_that_lacks_a_measure() -> None:
    with pytest.raises(ContentError, match=r"the new record does not say the test accuracy \(KeyError: 'test'\); it should be a metrics\.json"):
        compare(OLD, {})
