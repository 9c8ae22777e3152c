"""Trainings on a Dask cluster of this machine: the same bits as here, whatever becomes of its processes."""

from __future__ import annotations

import asyncio
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("distributed", reason="the extra `cluster`, which pipelines install, is not installed")

from distributed import Client

from mnist_report.core.errors import ClusterError, ReportError, TrainingError
from mnist_report.core.recipe import Recipe
from mnist_report.training import steps
from mnist_report.training.cluster import IN_FLIGHT, Cluster, Patience
from mnist_report.training.dataset import Dataset, load_npz, shipped
from mnist_report.training.start import Start
from tests.support import light_worker
from tests.support.dask_cluster import LIGHT, DaskCluster, until
from tests.support.project import ROOT, tiny_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mnist_report.training.run import Training
    from tests.support.project import Project

RECIPE = Recipe(epochs=2, first_units=12, second_units=6)
IMAGES = Dataset(**tiny_arrays(), class_names=("a", "b", "c"))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    """A scheduler without a worker."""
    with DaskCluster(tmp_path / "dask") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler with a light worker, for tests that end none of them."""
    with DaskCluster(tmp_path_factory.mktemp("standing") / "dask") as cluster:
        cluster.worker(*LIGHT)
        yield cluster


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process needs no TensorFlow either: it tries out what light workers do, and draws nothing."""
    monkeypatch.setattr("mnist_report.training.steps.train", light_worker.train)
    monkeypatch.setattr("mnist_report.training.steps.start", lambda recipe, dataset: Start((np.zeros(1, np.float32),), recipe.seed))


def trained(engine: Cluster, *seeds: int) -> list[Training]:
    """The trainings from some seeds, all under way at once."""
    with ThreadPoolExecutor(len(seeds)) as threads:
        return list(threads.map(lambda seed: engine.train(replace(RECIPE, seed=seed), IMAGES), seeds))


def fields(training: Training) -> dict[str, object]:
    """What a training consists of, each array as its type, shape and bytes."""
    def plain(value: object) -> object:
        if isinstance(value, np.ndarray):
            return value.dtype, value.shape, value.tobytes()
        return [*map(plain, value)] if isinstance(value, tuple) else value

    return {name: plain(value) for name, value in vars(training).items()}


def test_a_cluster_trains_to_the_same_bits(cluster: DaskCluster) -> None:
    """On two workers with TensorFlow, for networks and seeds of which each has some."""
    with ThreadPoolExecutor(2) as starting:
        tuple(starting.map(lambda _: cluster.worker(), range(2)))
    engine, told = Cluster(cluster.address), []
    recipes = [replace(RECIPE, seed=seed) for seed in range(4)] + [replace(RECIPE, batch_size=16)]
    with ThreadPoolExecutor(engine.parallel) as threads:
        there = list(threads.map(lambda recipe: engine.train(recipe, IMAGES, lambda *epoch: told.append(epoch)), recipes))
    engine.close()
    here = [steps.train(recipe, IMAGES) for recipe in recipes]
    steps.forget()
    assert [fields(training) for training in there] == [fields(training) for training in here]
    values = [(epoch + 1, {name: values[epoch] for name, values in training.history.items()}) for training in here for epoch in (0, 1)]
    assert sorted(told, key=str) == sorted(values, key=str)


def test_a_worker_that_rounds_otherwise_is_named(cluster: DaskCluster, light: None) -> None:
    cluster.worker(*LIGHT)
    other = cluster.worker(*LIGHT, LIGHT_ROUNDING="1e-7")
    with pytest.raises(ClusterError) as raised:
        Cluster(cluster.address).train(RECIPE, IMAGES)
    assert str(raised.value) == (
        f"worker {other} has a processor that rounds otherwise: a hundred steps end with other weights; leave it out")
    assert cluster.begun == []


def other_version(folder: Path) -> None:
    """What says, first on the path, that another Keras is installed."""
    (folder / "keras-0.1.dist-info").mkdir(parents=True)
    (folder / "keras-0.1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: keras\nVersion: 0.1\n")


def other_sources(folder: Path) -> None:
    """The package, one comment of which is another."""
    shutil.copytree(ROOT / "mnist_report", folder / "mnist_report", ignore=shutil.ignore_patterns("__pycache__", "*.npz"))
    with (folder / "mnist_report" / "training" / "votes.py").open("a") as file:
        file.write("# another\n")


def no_package(folder: Path) -> None:
    """A package of the same name with nothing in it."""
    (folder / "mnist_report").mkdir(parents=True)
    (folder / "mnist_report" / "__init__.py").write_text("")


DIFFERENT = {
    other_version: rf"has keras 0\.1 instead of {version('keras')}; install there what is here, and start it again",
    other_sources: r"has mnist-report of the digest \w{12} instead of \w{12}; install there what is here, and start it again",
    no_package: r"cannot be examined: .*No module named 'mnist_report\.training'.*; install there what is here, and start it again",
}


@pytest.mark.parametrize("difference", DIFFERENT, ids=lambda difference: difference.__name__)
def test_a_worker_with_other_packages_is_named(cluster: DaskCluster, light: None, tmp_path: Path, difference) -> None:
    difference(tmp_path / "first")
    other = cluster.worker(PYTHONPATH=str(tmp_path / "first"))
    with pytest.raises(ClusterError, match=f"^worker {other} {DIFFERENT[difference]}$"):
        Cluster(cluster.address).train(RECIPE, IMAGES)


def test_a_killed_worker_is_no_loss_and_nothing_is_trained_twice_but_what_it_had_begun(cluster: DaskCluster, light: None) -> None:
    cluster.worker(*LIGHT)
    cluster.worker(*LIGHT)
    cluster.say("wait")
    engine = Cluster(cluster.address)
    with ThreadPoolExecutor(1) as aside:
        training = aside.submit(trained, engine, *range(6))
        cluster.wait_for(2, training)
        lost = dict(map(reversed, cluster.begun))[cluster.processes[1].pid]
        cluster.processes[1].kill()
        cluster.wait_for(2, training)
        cluster.unsay("wait")
        assert [each.recipe.seed for each in training.result()] == list(range(6))
    assert sorted(seed for seed, _ in cluster.begun) == sorted([*range(6), lost])

    cluster.worker(*LIGHT)  # comes late, and finds none of the results that the next one takes with it
    cluster.processes[2].kill()
    assert [each.recipe.seed for each in trained(engine, 6)] == [6]
    engine.close()
    assert [seed for seed, _ in cluster.begun[7:]] == [6]


def test_a_worker_that_comes_while_others_train_is_examined_too(cluster: DaskCluster, light: None) -> None:
    cluster.worker(*LIGHT)
    cluster.say("wait")
    engine = Cluster(cluster.address)
    with ThreadPoolExecutor(1) as aside:
        training = aside.submit(trained, engine, *range(6))
        cluster.wait_for(1, training)
        late = cluster.worker(*LIGHT, LIGHT_ROUNDING="1e-7")
        error = training.exception()
    assert isinstance(error, ClusterError)
    assert str(error).startswith(f"worker {late} has a processor that rounds otherwise")
    with pytest.raises(ClusterError, match="rounds otherwise"):  # at once, though the first is well
        engine.train(RECIPE, IMAGES)
    assert len(cluster.begun) == 1


def test_a_scheduler_that_is_gone(cluster: DaskCluster, light: None) -> None:
    cluster.worker(*LIGHT)
    engine = Cluster(cluster.address)
    assert trained(engine, 0)[0].recipe.seed == 0
    cluster.say("wait")
    with ThreadPoolExecutor(1) as aside:
        training = aside.submit(trained, engine, *range(1, 5))
        cluster.wait_for(2, training)
        cluster.processes[0].kill()
        error = training.exception()
    assert isinstance(error, ClusterError)
    assert str(error) == (f"the scheduler at {cluster.address} is gone; the store keeps the trainings that were finished: start it and its "
                          "workers again, then run the command again")


NOWHERE = {
    "127.0.0.1": "missing port number in address '127.0.0.1'",
    "htp://127.0.0.1:1": "unknown address scheme 'htp' ",
    "tcp://127.0.0.1:1": "",
    "tls://127.0.0.1:1": "TypeError: TLS expects a `ssl_context` argument",
}


@pytest.mark.parametrize("address", NOWHERE)
def test_an_address_at_which_there_is_no_scheduler(address: str) -> None:
    with pytest.raises(ClusterError) as raised:
        Cluster(address, Patience(scheduler=0.2)).train(RECIPE, IMAGES)
    assert str(raised.value).startswith(f"no scheduler of Dask answers at {address!r}: {NOWHERE[address]}")
    assert str(raised.value).endswith("; name one such as tcp://127.0.0.1:8786, which `dask scheduler` starts")


def test_who_runs_an_event_loop_is_connected_too(standing: DaskCluster, light: None) -> None:
    """As a notebook does, and Playwright beside the tests."""
    async def parallel() -> int:
        return Cluster(standing.address).parallel

    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(asyncio.run, parallel()).result() == IN_FLIGHT


def test_the_address_of_another_server(standing: DaskCluster) -> None:
    worker = standing.workers[0]
    with pytest.raises(ClusterError, match=f"^no scheduler of Dask answers at '{worker}': it is the address of a worker; name one "):
        _ = Cluster(worker).parallel


def test_no_worker_is_waited_for_without_an_end(cluster: DaskCluster) -> None:
    with pytest.raises(ClusterError) as raised:
        _ = Cluster(cluster.address, Patience(worker=0.1)).parallel
    assert str(raised.value) == (
        f"the scheduler at {cluster.address} has had no worker for 0 s; start some: `dask worker {cluster.address} --nthreads 1`")


def test_all_workers_gone_while_they_train(cluster: DaskCluster, light: None) -> None:
    cluster.worker(*LIGHT)
    cluster.say("wait")
    engine = Cluster(cluster.address, Patience(worker=0.5))
    with ThreadPoolExecutor(1) as aside:
        training = aside.submit(trained, engine, 0, 1)
        cluster.wait_for(1, training)
        cluster.processes[1].kill()
        assert str(training.exception()).startswith(f"the scheduler at {cluster.address} has had no worker for ")


def test_workers_that_die_of_a_training(tmp_path: Path, light: None) -> None:
    with DaskCluster(tmp_path / "dask", {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}) as cluster:
        worker = cluster.worker(*LIGHT)
        cluster.say("die")
        with pytest.raises(ClusterError) as raised:
            Cluster(cluster.address).train(RECIPE, IMAGES)
    assert str(raised.value) == (f"1 worker died of the same training, at last {worker}; the usual cause is memory: give each 2 GB or more")


@pytest.mark.parametrize(("word", "kind", "words"), [
    ("fail", ClusterError, "worker {worker}: KeyError: 'no such thing'"), ("diverge", TrainingError, "it diverged")])
def test_what_fails_on_a_worker_is_one_line(standing: DaskCluster, light: None, word: str, kind: type[ReportError], words: str) -> None:
    standing.say(word)
    with pytest.raises(kind) as raised:
        Cluster(standing.address).train(RECIPE, IMAGES)
    standing.unsay(word)
    assert str(raised.value) == words.format(worker=standing.workers[0])


@pytest.mark.parametrize(("images", "sent"), [(load_npz(shipped()), 0), (IMAGES, 1)], ids=["package", "own"])
def test_the_images_of_the_package_are_not_sent(standing: DaskCluster, light: None, images: Dataset, sent: int) -> None:
    standing.say("wait")
    engine, before = Cluster(standing.address), len(standing.begun)
    with ThreadPoolExecutor(1) as aside, Client(standing.address) as client:
        training = aside.submit(engine.train, RECIPE, images)
        standing.wait_for(before + 1, training)
        keys = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
        standing.unsay("wait")
        assert training.result().image_shape == images.x_train.shape[1:]
    engine.close()
    assert len([key for key in keys if key.startswith("images-")]) == sent


def test_nothing_is_left_when_it_is_closed(standing: DaskCluster, light: None) -> None:
    engine = Cluster(standing.address)
    before = threading.active_count()
    engine.train(RECIPE, IMAGES)
    engine.close()
    assert threading.active_count() <= before + 1  # Dask keeps one that packs what is sent
    with Client(standing.address) as client:
        until(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks))
    assert engine.train(RECIPE, IMAGES).recipe == RECIPE  # connects again
    engine.close()


def test_the_same_training_asked_for_by_two_is_made_once(standing: DaskCluster, light: None, cold_project: Project) -> None:
    engine, before = Cluster(standing.address), len(standing.begun)
    courses = [replace(cold_project.artifacts, engine=engine) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        tuple(threads.map(lambda course: course.train(), courses))
    engine.close()
    assert sorted(seed for seed, _ in standing.begun[before:]) == [0, 1]
    assert {entry.name for entry in courses[0].store.entries() if not entry.name.startswith("code")} == {"runs/seed-0", "runs/seed-1"}
    assert courses[0].run.test_accuracy == cold_project.artifacts.run.test_accuracy
