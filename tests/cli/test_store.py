"""What the store keeps: under which key a pipeline may keep it, how large it grows, and what is removed from it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.progress import Lines
from mnist_report.core.store import Store
from mnist_report.results.artifacts import Artifacts
from tests.support.project import ROOT, Project, copy_project, mnist_report

if TYPE_CHECKING:
    from collections.abc import Iterator

# The key


def key(folder: Path) -> str:
    done = mnist_report("key", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"[0-9a-f]{64}\n", done.stdout)
    return done.stdout


def test_a_fresh_checkout_has_the_same_key(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "docs")
    shutil.copytree(ROOT / "mnist_report", checkout / "mnist_report", ignore=ignored, copy_function=shutil.copyfile)
    copy_project(checkout, ["pyproject.toml"])
    there = key(checkout)
    assert there == key(ROOT)
    training = checkout / "mnist_report" / "training" / "steps.py"
    training.write_text(training.read_text().replace('"""Import what', '"""Bring in what'))
    assert key(checkout) == there  # only words
    runs = checkout / "mnist_report" / "training" / "run.py"
    runs.write_text(runs.read_text().replace('np.argmin(run.history["val_loss"])', 'np.argmin(run.history["loss"])'))
    assert key(checkout) == there  # only what is kept of the trainings
    training.write_text(training.read_text().replace("x_train / 255.0", "x_train / 256.0"))
    assert key(checkout) != there


def test_the_key_changes_with_what_is_trained_and_with_nothing_else(project: Project) -> None:
    settings, keys = project.folder / "pyproject.toml", [key(project.folder)]
    project.page("# Other words { #home }\n")
    settings.write_text(settings.read_text().replace("example = 3", 'example = 4\nclass_names = ["A", "B", "C"]'))
    assert key(project.folder) == keys[0]
    for old, new in {"epochs = 2": "epochs = 3", "seeds = 2": "seeds = 3"}.items():
        settings.write_text(settings.read_text().replace(old, new))
        keys.append(key(project.folder))
    data = project.folder / "tiny.npz"
    data.write_bytes(data.read_bytes() + b"\0")
    keys.append(key(project.folder))
    assert len(set(keys)) == 4


def test_a_restored_store_trains_and_draws_nothing(trained_project: Project, tmp_path: Path) -> None:
    trained_project.page('# Home { #home }\n\n<< figure("network") >>\n')
    assert mnist_report("render", tmp_path / "out", folder=trained_project.folder).returncode == 0
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(trained_project.folder, elsewhere, copy_function=shutil.copyfile)  # other times, as a cache restores them
    assert key(elsewhere) == key(trained_project.folder)
    store = elsewhere / ".cache" / "mnist-report"
    before = {entry.folder for entry in Store(store).entries()}
    again = mnist_report("render", tmp_path / "again", folder=elsewhere)
    assert (again.returncode, "epoch" in again.stderr) == (0, False), again.stderr
    assert {entry.folder for entry in Store(store).entries()} == before
    assert files(tmp_path / "out") == files(tmp_path / "again")
    kinds = {entry.name.split("/")[0] for entry in Store(store).entries()}
    assert kinds == {"browser", "code", "figures", "intervals", "runs", "spread"}
    for path in [path for folder in before for path in folder.rglob("*") if path.is_file()]:
        flip(path)
    explained = mnist_report("explain", folder=elsewhere).stdout.splitlines()
    assert {line.partition(": ")[2] for line in explained} == {"to be made again, damaged"}
    told: list[str] = []
    artifacts = replace(Project(elsewhere).artifacts, progress=Lines(told.append))
    artifacts.begin()
    assert artifacts.spread
    trained = sorted(re.findall(r"seed \d, epoch \d of 2", "\n".join(told)))
    assert trained == [f"seed {seed}, epoch {epoch} of 2" for seed in (0, 1) for epoch in (1, 2)]
    mended = mnist_report("render", tmp_path / "mended", folder=elsewhere)
    assert mended.returncode == 0, mended.stderr
    assert {entry.folder for entry in Store(store).entries()} == before
    assert files(tmp_path / "mended") == files(tmp_path / "out")


def flip(file: Path) -> None:
    """Turns over one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The size


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Five entries of a little over 1000 bytes each, the first the oldest."""
    kept = Store(tmp_path / "store")
    for age, number in enumerate(range(5)):
        kept.entry("runs/a", {"number": number}, lambda folder: (folder / "a").write_bytes(bytes(1000)) and None)
        os.utime(kept.folder("runs/a", {"number": number}) / "entry.json", (1_000_000 + age, 1_000_000 + age))
    return kept


def numbers(store: Store) -> list[int]:
    return [number for number in range(5) if store.folder("runs/a", {"number": number}).exists()]


def test_the_oldest_go_first_until_the_limit_holds(store: Store) -> None:
    sizes = [entry.size for entry in store.entries()]
    assert min(sizes) > 1000
    assert list(store.trim(sum(sizes), [])) == []
    removed = list(store.trim(sum(sizes) - 1, []))
    assert [(entry.name, entry.size) for entry in removed] == [("runs/a", sizes[0])]
    assert numbers(store) == [1, 2, 3, 4]
    assert len(list(store.trim(sum(sizes[3:]), []))) == 2
    assert numbers(store) == [3, 4]
    assert sum(entry.size for entry in store.entries()) == sum(sizes[3:])


def test_a_folder_of_somebody_else_stays(store: Store) -> None:
    own = store.root / "photos" / ("a" * 32)
    own.mkdir(parents=True)
    (own / "p.jpg").write_bytes(b"x")
    assert len(list(store.trim(0, []))) == 5
    assert (own / "p.jpg").read_bytes() == b"x"


def test_what_is_needed_stays_however_large(store: Store) -> None:
    needed = [store.folder("runs/a", {"number": number}) for number in (0, 2)]
    assert len(list(store.trim(0, needed))) == 3
    assert numbers(store) == [0, 2]


def test_what_cannot_be_removed_stays_whole_and_the_next_goes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, rename = store.folder("runs/a", {"number": 0}), Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path == stuck:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    removed = list(store.trim(sum(entry.size for entry in store.entries()) - 1, []))
    assert numbers(store) == [0, 2, 3, 4]
    assert stuck not in [entry.folder for entry in removed]
    assert store.has("runs/a", {"number": 0})


def test_what_a_killed_removal_left_is_not_in_the_way(store: Store) -> None:
    folder = store.folder("runs/a", {"number": 0})
    half = folder.with_name(f".{folder.name}.leaving")
    half.mkdir()
    (half / "a").write_bytes(b"half")
    assert len(list(store.trim(0, []))) == 5
    assert not list((store.root / "runs" / "a").iterdir())


TRIMS = "import sys; from pathlib import Path; from mnist_report.core.store import Store; print(*(e.folder.name for e in Store(Path(sys.argv[1])).trim(0, [])))"


def test_two_processes_may_remove_at_once(store: Store) -> None:
    names = {entry.folder.name for entry in store.entries()}
    both = [subprocess.Popen([sys.executable, "-c", TRIMS, str(store.root)], stdout=subprocess.PIPE, text=True) for _ in "ab"]
    said = [process.communicate(timeout=120)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(said[0] + said[1]) == sorted(names)
    assert numbers(store) == []


def test_what_goes_while_it_is_listed_stops_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    going, scandir = store.folder("runs/a", {"number": 1}), os.scandir

    def gone(place: object) -> Iterator[os.DirEntry[str]]:
        if place in {going, str(going)}:
            shutil.rmtree(going, ignore_errors=True)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", gone)
    assert store.changes("runs/a", {"number": 9}) == ["number"]
    assert len(list(store.trim(0, []))) == 4
    assert numbers(store) == []


def unused(artifacts: Artifacts, megabytes: int) -> Path:
    """An entry that the course does not use."""
    content = bytes(megabytes * 1_000_000)
    artifacts.store.entry("runs/seed-0", {"recipe": "old"}, lambda folder: (folder / "a").write_bytes(content) and None)
    return artifacts.store.folder("runs/seed-0", {"recipe": "old"})


def test_clean_keeps_to_the_limit_and_says_what_it_removes(trained_project: Project, tmp_path: Path) -> None:
    mnist_report("render", tmp_path / "out", folder=trained_project.folder)
    old = unused(trained_project.artifacts, megabytes=2)
    under = mnist_report("clean", folder=trained_project.folder)
    assert (under.returncode, under.stdout, under.stderr) == (0, "", "")
    assert old.exists()
    done = mnist_report("clean", "--all", folder=trained_project.folder)
    assert done.returncode == 0
    assert f"removed from the store: runs/seed-0/{old.name}, 2.0 MB\n" in done.stderr
    assert not old.exists()
    assert all(trained_project.artifacts.store.has(*entry) for entry in trained_project.artifacts.keys.entries(figures=()))
    again = mnist_report("render", tmp_path / "again", folder=trained_project.folder)
    assert "epoch" not in again.stderr


def test_a_build_keeps_to_the_limit_too(trained_project: Project, tmp_path: Path) -> None:
    settings = trained_project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 2\nstore_megabytes = 100"))
    old = unused(trained_project.artifacts, megabytes=101)
    done = mnist_report("render", tmp_path / "out", folder=trained_project.folder)
    assert f"removed from the store: runs/seed-0/{old.name}, 101.0 MB\n" in done.stderr
    assert all(trained_project.artifacts.store.has(*entry) for entry in trained_project.artifacts.keys.entries(figures=()))


def test_a_limit_that_is_too_small_is_refused(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 2\nstore_megabytes = 99"))
    done = mnist_report("clean", folder=project.folder)
    assert done.returncode == 3
    assert "store_megabytes is 99, but must be a whole number from 100 to " in done.stderr
