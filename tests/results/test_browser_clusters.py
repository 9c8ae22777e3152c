"""What the page of the clusters fetches: what its bytes mean, how many there are, and that they do not depend on chance."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mnist_report.results.browser import clusters as published
from mnist_report.training.clusters import clusters
from tests.support.drawing import UNUSUAL, make_run
from tests.support.exploring import tiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mnist_report.results.artifacts import Artifacts
    from mnist_report.training.clusters import Clusters
    from mnist_report.training.run import Run


@pytest.fixture(scope="module")
def run(artifacts: Artifacts) -> Run:
    return artifacts.run


@pytest.fixture(scope="module")
def files(run: Run) -> dict[str, bytes]:
    return {path.rpartition("/")[2]: content for path, content in published.files(run)}


@pytest.fixture(scope="module")
def record(files: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files["clusters.json"])
    return read


@pytest.fixture(scope="module")
def seen(run: Run) -> Clusters:
    return clusters(run)


@pytest.fixture(scope="module")
def columns(files: dict[str, bytes], seen: Clusters) -> NDArray[np.uint8]:
    """The classes, then four columns a moment."""
    return np.frombuffer(files["clusters.bin"], np.uint8).reshape(1 + 4 * len(seen.moments), len(seen.labels))


def test_a_place_is_its_byte_on_the_scale_of_the_moment(record: dict[str, Any], seen: Clusters, columns: NDArray[np.uint8]) -> None:
    assert np.array_equal(columns[0], seen.labels)
    for number, (moment, written) in enumerate(zip(seen.moments, record["moments"], strict=True)):
        places = columns[4 * number + 1 : 4 * number + 3].T * written["scale"] + written["corner"]
        assert abs(places - moment.places).max() <= written["scale"] * 0.5001
        assert np.array_equal(columns[4 * number + 3], moment.answers)


def test_a_confidence_is_in_whole_percent_and_all_only_if_it_is_all(seen: Clusters, columns: NDArray[np.uint8]) -> None:
    for number, moment in enumerate(seen.moments):
        sure, exact = columns[4 * number + 4], moment.confidences.astype(np.float64)
        assert abs(np.minimum(sure, 100) / 100 - exact).max() <= 0.00501
        assert np.array_equal(sure == 100, exact == 1)


def test_the_counts_are_those_of_the_clusters(record: dict[str, Any], seen: Clusters, run: Run) -> None:
    assert (record["images"], record["test_images"]) == (len(seen.indices), len(run.labels))
    for moment, written in zip(seen.moments, record["moments"], strict=True):
        right = moment.nearest == seen.labels
        assert written["near"] == [int((right & (seen.labels == kind)).sum()) for kind in range(len(run.class_names))]
        assert written["near_in_plane"] == (moment.nearest_in_plane == seen.labels).sum()
        assert (written["name"], written["step"]) == (moment.name, moment.step)


def test_the_images_are_those_of_the_test_set_in_few_shades(files: dict[str, bytes], seen: Clusters, run: Run) -> None:
    shown = tiles(files["clusters.png"], run.image_shape[0])
    assert len(np.unique(shown)) <= published.SHADES
    assert abs(shown.astype(int) - run.dataset.x_test[seen.indices]).max() <= 255 / (published.SHADES - 1) / 2 + 1


def test_a_damaged_file_is_found(files: dict[str, bytes], record: dict[str, Any]) -> None:
    for name, expected in (("clusters.bin", record["points"]), ("clusters.png", record["sprite"])):
        assert expected == {"bytes": len(files[name]), "crc32": f"{zlib.crc32(files[name]):08x}"}


@pytest.mark.edition
def test_they_are_small(files: dict[str, bytes]) -> None:
    assert sum(map(len, files.values())) < 145_000


def test_the_same_run_gives_the_same_bytes(run: Run, files: dict[str, bytes]) -> None:
    assert {path.rpartition("/")[2]: content for path, content in published.files(replace(run))} == files


def test_the_plane_is_better_than_chance_at_the_start_and_shows_clusters_at_the_end(seen: Clusters) -> None:
    """With any network that learns."""
    start, *_, end = ((moment.nearest_in_plane == seen.labels).mean() for moment in seen.moments)
    assert start < end
    assert end > 2 / len(seen.present)


@pytest.mark.parametrize("unusual", UNUSUAL)
def test_every_run_has_files(unusual: str) -> None:
    assert len(dict(published.files(UNUSUAL[unusual]))) == 3


def test_images_that_never_move_have_a_scale() -> None:
    still = make_run()
    still.dataset.x_test = np.zeros_like(still.dataset.x_test)
    record = json.loads(dict(published.files(still))["explore/clusters.json"])
    assert {moment["scale"] for moment in record["moments"]} == {1.0}
