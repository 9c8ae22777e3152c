"""Two records are compared: what became better or worse, and whether chance alone explains it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.results.comparison import compare, differing_conditions
from tests.support.cards import a_class, a_record, read
from tests.support.project import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


IMAGES, CLASSES = 2000, 4
"""Test images, as many of each class."""


def answered(misread: set[int]) -> dict[str, Any]:
    """The record of a network that misread these images, image i being of class i % 4. Other seeds fared so alike that
    the seed explains next to nothing.
    """
    of_class = [sorted(image for image in misread if image % CLASSES == label) for label in range(CLASSES)]
    accuracy, support = 1 - len(misread) / IMAGES, IMAGES // CLASSES
    made = a_record([accuracy, accuracy + 1e-4, accuracy - 1e-4])
    for result, recall in zip(made["spread"]["results"], (0.94, 0.9401, 0.9399), strict=True):
        result["worst_recall"] = recall
    made["test"]["images"] = IMAGES
    made["classes"] = [a_class(f"<{label}>", 1 - len(images) / support, support) for label, images in enumerate(of_class)]
    made["confusions"] = [{"true": f"<{label}>", "predicted": "<0>", "count": len(images), "images": images} for label, images in enumerate(of_class) if images]
    return made


OLD = a_record([0.97, 0.96, 0.98])
WITHIN, BEYOND = "within what chance explains", "beyond what chance explains"
NOBODY_KNOWS = "and whether chance explains it cannot be said: nothing tells what"


def told(old: dict[str, Any], new: dict[str, Any], name: str) -> str:
    (change,) = [change for change in compare(read(old), read(new)) if change.measure.name == name]
    return str(change).removeprefix(f"{name}: ")


def test_the_same_record() -> None:
    assert all("the same" in str(change) and "chance" not in str(change) for change in compare(read(OLD), read(OLD)))
    assert not any(change.regressed for change in compare(read(OLD), read(OLD)))


@pytest.mark.parametrize(
    ("new", "name", "line"),
    [
        # The deviation over seeds is 0.01, so the standard error of a difference is 0.0141, and twice that 0.0283, as
        # it is from the intervals.
        (a_record([0.99, 0.98, 1.0]), "test accuracy", f"0.9700 -> 0.9900, better, {WITHIN}"),
        (a_record([0.94, 0.93, 0.95]), "test accuracy", f"0.9700 -> 0.9400, worse, {BEYOND}"),
        # The means of three: 0.0141 / sqrt(3) = 0.00816, twice that 0.0163.
        (a_record([0.99, 0.98, 1.0]), "mean test accuracy over seeds", f"0.9700 -> 0.9900, better, {BEYOND}"),
        (a_record([0.955, 0.945, 0.965]), "mean test accuracy over seeds", f"0.9700 -> 0.9550, worse, {WITHIN}"),
        # A deviation of 0.001 over seeds, and of 0.001 from the images: twice the error is 0.0028.
        (a_record([0.97, 0.96, 0.98], loss=0.104), "test loss", f"0.1000 -> 0.1040, worse, {BEYOND}"),
        (a_record([0.97, 0.96, 0.98], loss=0.102), "test loss", f"0.1000 -> 0.1020, worse, {WITHIN}"),
        (a_record([0.97, 0.96, 0.98], loss=0.104, loss_error=0.002), "test loss", f"0.1000 -> 0.1040, worse, {WITHIN}"),
        (a_record([0.97, 0.92, 1.0], loss=0.104), "test loss", f"0.1000 -> 0.1040, worse, {WITHIN}"),
        # Nothing tells of recall and calibration of each seed, but the intervals may be enough.
        (a_record([0.97], recall=0.9), "recall of the worst class", f"0.9500 -> 0.9000, worse, {NOBODY_KNOWS} the seed did"),
        (a_record([0.97], recall=0.93), "recall of the worst class", f"0.9500 -> 0.9300, worse, {WITHIN}"),
        (a_record([0.97], calibration=0.0101), "calibration error", f"0.0100 -> 0.0101, worse, {WITHIN}"),
    ],
)
def test_a_change_is_told_with_its_direction_and_its_size(new: dict[str, Any], name: str, line: str) -> None:
    assert told(OLD, new, name) == line


@pytest.mark.parametrize(("key", "name", "new"), [
    ("worst_recall", "recall of the worst class", a_record([0.97], recall=0.9)),
    ("calibration_error", "calibration error", a_record([0.97], calibration=0.02)),
])
@pytest.mark.parametrize(("deviation", "verdict"), [(0.001, BEYOND), (0.1, WITHIN)])
def test_recall_and_calibration_of_each_seed_are_heard(
    key: str, name: str, new: dict[str, Any], deviation: float, verdict: str
) -> None:
    results = [{"seed": 1 + each, "accuracy": 0.97, "loss": 0.1, key: 0.5 + each * deviation} for each in (-1, 0, 1)]
    spread = {"spread": OLD["spread"] | {"results": results}}
    assert told(OLD | spread, new | spread, name).endswith(verdict)


def test_nothing_is_within_chance_because_nothing_is_known_of_it() -> None:
    """From 97 to 50 % with one seed each: once it was "within", as an error of 0 exceeds nothing."""
    old, new = a_record([0.97]), a_record([0.5])
    assert told(old, new, "test accuracy") == f"0.9700 -> 0.5000, worse, {NOBODY_KNOWS} the seed did"
    for each in (old, new):
        each["test"]["accuracy"]["interval"] = dict.fromkeys(("low", "high"), each["test"]["accuracy"]["value"])
    expected = f"0.9700 -> 0.5000, worse, {NOBODY_KNOWS} the seed and the choice of the test images did"
    assert told(old, new, "test accuracy") == expected
    old, new = read(old), read(new)
    assert next(change for change in compare(old, new) if change.measure.name == "test accuracy").regressed
    assert not any(change.regressed for change in compare(new, old))


def test_two_seeds_are_several() -> None:
    assert told(a_record([0.97, 0.96]), a_record([0.94, 0.95]), "test accuracy") == f"0.9700 -> 0.9400, worse, {BEYOND}"


def test_of_single_seeds_there_is_no_mean() -> None:
    names = [change.measure.name for change in compare(read(a_record([0.97])), read(a_record([0.96])))]
    assert names == ["test accuracy", "test loss", "recall of the worst class", "calibration error"]


def test_the_seeds_of_one_record_tell_of_the_other() -> None:
    """The deviation of 0.01 stands for both: a mean of three and one seed differ by 0.0115, twice that 0.0231."""
    assert told(OLD, a_record([0.949]), "mean test accuracy over seeds") == f"0.9700 -> 0.9490, worse, {WITHIN}"
    assert told(OLD, a_record([0.946]), "mean test accuracy over seeds") == f"0.9700 -> 0.9460, worse, {BEYOND}"
    assert told(OLD, a_record([0.5]), "test accuracy") == f"0.9700 -> 0.5000, worse, {BEYOND}"


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
        new["data"] |= {"sha256": "b" * 64}
    if change == "a list that is not whole":
        new["confusions"] = new["confusions"][1:]
    if change == "no list":
        new["confusions"] = []
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


def test_a_confusion_of_a_class_that_is_none_is_not_heard() -> None:
    new = answered(MORE)
    new["confusions"].append(new["confusions"][0] | {"true": "<9>"})
    assert told(answered(FEW), new, "test accuracy").endswith(WITHIN)


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
    absent = a_record([0.97]) | {"classes": [a_class("x", 0.0, support=0), a_class("y", 0.9)]}
    assert read(absent).worst_class.name == "y"


def test_what_else_differs() -> None:
    other = a_record([0.97, 0.96])
    other["data"]["sha256"], other["recipe"]["epochs"], other["versions"]["scipy"] = "b" * 64, 6, "1.15"
    assert list(differing_conditions(read(OLD), read(other))) == [
        f"data.sha256: {'d' * 64} -> {'b' * 64}", "recipe.epochs: 3 -> 6", "versions.scipy: None -> 1.15",
    ]


def test_the_code_differs_where_the_key_does_and_nothing_else_that_it_is_made_of() -> None:
    other = a_record([0.97])
    other["reproduction"]["run_key"] = "b" * 64
    assert list(differing_conditions(read(OLD), read(OLD))) == []
    assert [line[:5] for line in differing_conditions(read(OLD), read(other))] == ["code:"]
    other["recipe"]["epochs"] = 6
    assert list(differing_conditions(read(OLD), read(other))) == ["recipe.epochs: 3 -> 6"]


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
    (tmp_path / "new.json").write_text(json.dumps(a_record([0.94, 0.93, 0.95])))
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
