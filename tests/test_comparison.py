"""Two records are compared: what became better or worse, and whether chance alone explains it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.comparison import compare, differing_conditions, read_record
from mnist_report.errors import ContentError
from tests.conftest import mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def record(accuracies: list[float], loss: float = 0.1, recall: float = 0.95, calibration: float = 0.01) -> dict[str, Any]:
    """What a metrics.json says, as far as it is compared; the first seed is the one shown."""
    return {
        "data": {"sha256": "a"},
        "recipe": {"epochs": 5},
        "versions": {"numpy": "2"},
        "test": {
            "accuracy": {"value": accuracies[0]},
            "loss": {"value": loss},
            "calibration_error": {"value": calibration, "interval": {"low": calibration - 0.002, "high": calibration + 0.002}},
        },
        "spread": {"results": [{"accuracy": each, "loss": loss} for each in accuracies]},
        "classes": [
            {"recall": recall, "recall_interval": {"low": recall - 0.02, "high": recall + 0.02}},
            {"recall": 0.99, "recall_interval": {"low": 0.98, "high": 1.0}},
        ],
    }


OLD = record([0.97, 0.96, 0.98])


def said(new: dict[str, Any], name: str) -> str:
    (change,) = [change for change in compare(OLD, new) if change.measure.name == name]
    return str(change)


def test_the_same_record() -> None:
    assert all("the same" in str(change) and "chance" not in str(change) for change in compare(OLD, OLD))


@pytest.mark.parametrize(
    ("new", "name", "line"),
    [
        # The deviation over seeds is 0.01, so the standard error of a difference is 0.0141, and twice that 0.0283.
        (record([0.99, 0.98, 1.0]), "test accuracy", "test accuracy: 0.9700 -> 0.9900, better, within what chance explains"),
        (record([0.94, 0.93, 0.95]), "test accuracy", "test accuracy: 0.9700 -> 0.9400, worse, beyond what chance explains"),
        # The mean of three: 0.0141 / sqrt(3) = 0.00816, twice that 0.0163.
        (record([0.99, 0.98, 1.0]), "mean test accuracy over seeds",
         "mean test accuracy over seeds: 0.9700 -> 0.9900, better, beyond what chance explains"),
        # A loss that no seed changes has no spread: nothing says that it is beyond chance.
        (record([0.97, 0.96, 0.98], loss=0.2), "test loss", "test loss: 0.1000 -> 0.2000, worse, within what chance explains"),
        # Intervals of +-0.02 stand for a deviation of 0.01.
        (record([0.97, 0.96, 0.98], recall=0.9), "recall of the worst class",
         "recall of the worst class: 0.9500 -> 0.9000, worse, beyond what chance explains"),
        (record([0.97, 0.96, 0.98], calibration=0.0101), "calibration error",
         "calibration error: 0.0100 -> 0.0101, worse, within what chance explains"),
    ],
)
def test_a_change_is_told_with_its_direction_and_its_size(new: dict[str, Any], name: str, line: str) -> None:
    assert said(new, name) == line


def test_what_else_differs() -> None:
    other = record([0.97, 0.96]) | {"data": {"sha256": "b"}, "recipe": {"epochs": 6, "seed": 1}}
    assert list(differing_conditions(OLD, other)) == ["data.sha256: a -> b", "recipe.epochs: 5 -> 6", "recipe.seed: None -> 1"]


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
    assert "worse beyond what chance explains: test accuracy, mean test accuracy over seeds" in gated.stderr
    assert mnist_report("compare", "new.json", "old.json", "--gate", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "cannot be read as a metrics.json: "), ("[" * 100_000, "cannot be read"), ("[]", "should hold one JSON object"),
     ("\xff", "cannot be read")],
)
def test_a_file_that_is_no_record(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "metrics.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ContentError, match=message):
        read_record(str(file))


def test_a_record_that_lacks_a_measure() -> None:
    with pytest.raises(ContentError, match="the new record says nothing of the test accuracy"):
        compare(OLD, {})
