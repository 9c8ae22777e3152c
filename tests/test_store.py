"""An entry is made once, is whole or is not there, and survives what may happen to a build."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_report.errors import StoreError, TrainingError
from mnist_report.store import Store, flat, key_of

PARTS = {"recipe": {"epochs": 5, "seed": 0}, "code": "abc"}


def writes(text: str):
    def make(folder: Path) -> None:
        (folder / "a.txt").write_text(text)

    return make


def must_not_run(folder: Path) -> None:
    raise AssertionError(f"made again in {folder}")


def test_made_at_most_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    folder = store.entry("runs/a", PARTS, writes("one"))
    assert (folder / "a.txt").read_text() == "one"
    assert store.entry("runs/a", dict(reversed(PARTS.items())), must_not_run) == folder


def test_other_parts_are_another_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.entry("runs/a", PARTS, writes("one"))
    assert (store.entry("runs/a", PARTS | {"code": "abd"}, writes("two")) / "a.txt").read_text() == "two"
    assert key_of(PARTS) != key_of(PARTS | {"code": "abd"})


@pytest.mark.parametrize("damage", ["changed", "truncated", "missing", "added", "manifest", "not json"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    folder = store.entry("runs/a", PARTS, writes("one"))
    match damage:
        case "changed":
            (folder / "a.txt").write_text("two")
        case "truncated":
            (folder / "a.txt").write_text("")
        case "missing":
            (folder / "a.txt").unlink()
        case "added":
            (folder / "b.txt").write_text("b")
        case "manifest":
            (folder / "entry.json").unlink()
        case "not json":
            (folder / "entry.json").write_text("{")
    assert not store.has("runs/a", PARTS)
    assert (store.entry("runs/a", PARTS, writes("new")) / "a.txt").read_text() == "new"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "entry.json"]


def test_a_failure_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fails(folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise TrainingError("diverged")

    with pytest.raises(TrainingError, match="diverged"):
        store.entry("runs/a", PARTS, fails)
    assert not list((tmp_path / "runs").rglob("half.txt"))
    assert (store.entry("runs/a", PARTS, writes("one")) / "a.txt").read_text() == "one"


SLOW = """
import sys, time
from pathlib import Path
from mnist_report.store import Store

def slow(folder):
    (folder / "a.txt").write_text("half")
    time.sleep(float(sys.argv[2]))
    with (Path(sys.argv[1]) / "made").open("a") as made:
        made.write("x")
    (folder / "a.txt").write_text("whole")

Store(Path(sys.argv[1])).entry("runs/a", {"recipe": {"epochs": 5, "seed": 0}, "code": "abc"}, slow)
"""


def build(root: Path, seconds: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SLOW, str(root), str(seconds)])


def test_two_builds_at_once_make_it_once(tmp_path: Path) -> None:
    builds = [build(tmp_path, 1), build(tmp_path, 1)]
    assert [process.wait(timeout=60) for process in builds] == [0, 0]
    folder = Store(tmp_path).entry("runs/a", PARTS, must_not_run)
    assert (folder / "a.txt").read_text() == "whole"
    assert (tmp_path / "made").read_text() == "x"


def test_a_build_killed_half_way_is_done_again(tmp_path: Path) -> None:
    process = build(tmp_path, 600)
    while not list(tmp_path.rglob("a.txt")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait(timeout=60)
    store = Store(tmp_path)
    assert not store.has("runs/a", PARTS)
    folder = store.entry("runs/a", PARTS, writes("one"))
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "entry.json"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_changes_name_the_parts_that_differ(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.changes("runs/a", PARTS) == []
    store.entry("runs/a", {"recipe": {"epochs": 1, "seed": 1}, "code": "xyz"}, writes("far"))
    store.entry("runs/a", PARTS, writes("near"))
    changed = {"recipe": {"epochs": 6, "seed": 0}, "code": "abc"}
    assert store.changes("runs/a", changed) == ["recipe.epochs"]


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"the store .*file/store cannot be used: Not a directory; free space, make it "
                                         r"writable, or name another folder as `store` in \[tool.mnist-report\]"):
        Store(tmp_path / "file" / "store").entry("runs/a", PARTS, writes("one"))


def test_a_full_disk(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left on device; free space"):
        Store(tmp_path).entry("runs/a", PARTS, full)


def test_flat() -> None:
    assert flat(PARTS) == {"recipe.epochs": 5, "recipe.seed": 0, "code": "abc"}
