"""An entry is made once, is whole or is not there, and survives what may happen to a build."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.errors import StoreError, TrainingError
from mnist_report.core.files import read
from mnist_report.core.store import MANIFEST, Store, flat, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = {"recipe": {"epochs": 5, "seed": 0}, "code": "abc"}


def writes(text: str):
    def make(folder: Path) -> None:
        (folder / "a.txt").write_text(text)

    return make


def must_not_run(folder: Path) -> None:
    raise AssertionError(f"made again in {folder}")


def test_made_at_most_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert store.entry("runs/a", PARTS, writes("one")) == {"a.txt": b"one"}
    assert store.entry("runs/a", dict(reversed(PARTS.items())), must_not_run) == {"a.txt": b"one"}


def test_other_parts_are_another_entry(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.entry("runs/a", PARTS, writes("one"))
    assert store.entry("runs/a", PARTS | {"code": "abd"}, writes("two")) == {"a.txt": b"two"}
    assert key_of(PARTS) != key_of(PARTS | {"code": "abd"})


def test_the_newest_that_is_complete(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.newest("x") == {}
    for number in range(3):
        store.entry("x", {"n": number}, writes(str(number)))
        os.utime(store.folder("x", {"n": number}) / MANIFEST, (number, number))
    store.entry("x/y", {"n": 3}, writes("of another name"))
    assert store.newest("x") == {"a.txt": b"2"}
    assert store.newest("x", {"n": 1}) == {"a.txt": b"1"}
    assert store.newest("x", {"n": 1, "m": 1}) == {}
    (store.folder("x", {"n": 2}) / "a.txt").write_text("damaged")
    assert store.newest("x") == {"a.txt": b"1"}
    store.folder("x", {"n": 1}).replace(store.folder("x", {"n": 4}))
    assert store.newest("x") == {"a.txt": b"0"}


def manifest_says(folder: Path, **said: object) -> None:
    """Changes what the manifest of an entry says."""
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | said))


def link_to(folder: Path, target: Path) -> None:
    """Puts a link in the place of a folder or a file, which its target now holds."""
    folder.replace(target)
    folder.symlink_to(target)


def grow(file: Path, size: int) -> None:
    """Makes a file larger than can be read, though it takes no room."""
    os.truncate(file, size)


def copied(folder: Path, tmp_path: Path, name: str, parts: dict[str, Any]) -> None:
    """Puts another entry, whole in itself, into the place of this one."""
    other = Store(tmp_path / "other")
    other.entry(name, parts, writes("planted"))
    shutil.rmtree(folder)
    shutil.copytree(other.folder(name, parts), folder)


SEALED = {"size": 3, "sha256": hashlib.sha256(b"one").hexdigest()}
DAMAGES: dict[str, Callable[[Path, Path], object]] = {
    "a file of another content": lambda folder, _: (folder / "a.txt").write_text("two"),
    "a file cut short": lambda folder, _: (folder / "a.txt").write_text(""),
    "a file gone": lambda folder, _: (folder / "a.txt").unlink(),
    "a file too many": lambda folder, _: (folder / "b.txt").write_text("b"),
    "a file too many, deep": lambda folder, _: ((folder / "b").mkdir(), (folder / "b" / MANIFEST).write_text("{}")),
    "a file of another name": lambda folder, _: (folder / "a.txt").rename(folder / "b.txt"),
    "a file for ever": lambda folder, _: grow(folder / "a.txt", 1 << 40),
    "a link to the same content": lambda folder, outside: link_to(folder / "a.txt", outside / "a.txt"),
    "a link to a device": lambda folder, _: ((folder / "a.txt").unlink(), (folder / "a.txt").symlink_to("/dev/zero")),
    "a link to itself": lambda folder, _: ((folder / "a.txt").unlink(), (folder / "a.txt").symlink_to("a.txt")),
    "a link too many": lambda folder, _: (folder / "b").symlink_to("/"),
    "a pipe": lambda folder, _: ((folder / "a.txt").unlink(), os.mkfifo(folder / "a.txt")),
    "a folder for a file": lambda folder, _: ((folder / "a.txt").unlink(), (folder / "a.txt").mkdir()),
    "the entry elsewhere": lambda folder, outside: link_to(folder, outside / "entry"),
    "the entry's folder elsewhere": lambda folder, outside: link_to(folder.parent, outside / "entries"),
    "a file for the entry": lambda folder, _: (shutil.rmtree(folder), folder.write_text("")),
    "a file for the entry's folder": lambda folder, _: (shutil.rmtree(folder.parent), folder.parent.write_text("")),
    "a pipe for the entry's folder": lambda folder, _: (shutil.rmtree(folder.parent), os.mkfifo(folder.parent)),
    "a link into nothing for the entry": lambda folder, _: (shutil.rmtree(folder), folder.symlink_to("nothing")),
    "a link in circles for the entry": lambda folder, _: (shutil.rmtree(folder), folder.symlink_to(folder.name)),
    "no manifest": lambda folder, _: (folder / MANIFEST).unlink(),
    "a manifest that is a folder": lambda folder, _: ((folder / MANIFEST).unlink(), (folder / MANIFEST).mkdir()),
    "a manifest that is a pipe": lambda folder, _: ((folder / MANIFEST).unlink(), os.mkfifo(folder / MANIFEST)),
    "a manifest elsewhere": lambda folder, outside: link_to(folder / MANIFEST, outside / MANIFEST),
    "a manifest of a gigabyte": lambda folder, _: grow(folder / MANIFEST, 1 << 30),
    "a manifest that is deep": lambda folder, _: (folder / MANIFEST).write_text("[" * 1_000_000),
    "a manifest that is no JSON": lambda folder, _: (folder / MANIFEST).write_text("{"),
    "a manifest that is no UTF-8": lambda folder, _: (folder / MANIFEST).write_bytes(b"\xff"),
    "a manifest that is a list": lambda folder, _: (folder / MANIFEST).write_text("[]"),
    "no name": lambda folder, _: manifest_says(folder, name=None),
    "another name": lambda folder, _: manifest_says(folder, name="runs/b"),
    "other parts": lambda folder, _: manifest_says(folder, parts=PARTS | {"code": "abd"}),
    "parts that are no text": lambda folder, _: manifest_says(folder, parts={"code": "\ud800"}),
    "no files": lambda folder, _: manifest_says(folder, files=None),
    "a list of files": lambda folder, _: manifest_says(folder, files=["a.txt"]),
    "another digest": lambda folder, _: manifest_says(folder, files={"a.txt": SEALED | {"sha256": 64 * "0"}}),
    "another size": lambda folder, _: manifest_says(folder, files={"a.txt": SEALED | {"size": 2}}),
    "a size below zero": lambda folder, _: manifest_says(folder, files={"a.txt": SEALED | {"size": -1}}),
    "no end of size": lambda folder, _: (manifest_says(folder, files={"a.txt": SEALED | {"size": 1 << 60}}), grow(folder / "a.txt", 1 << 40)),
    "a size that is a text": lambda folder, _: manifest_says(folder, files={"a.txt": SEALED | {"size": "3"}}),
    "a file outside": lambda folder, outside: ((outside / "o").write_text("one"), manifest_says(folder, files={"a.txt": SEALED, "../o": SEALED})),
    "another entry of the name": lambda folder, outside: copied(folder, outside, "runs/a", PARTS | {"code": "abd"}),
    "the entry of another name": lambda folder, outside: copied(folder, outside, "runs/b", PARTS),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    store, outside = Store(tmp_path / "store"), tmp_path / "outside"
    store.entry("runs/a", PARTS, writes("one"))
    folder = store.folder("runs/a", PARTS)
    outside.mkdir()
    DAMAGES[damage](folder, outside)
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    assert not store.has("runs/a", PARTS)
    assert store.changes("runs/a", PARTS) in ([], ["code"], ["code", "recipe.epochs", "recipe.seed"])
    assert store.entry("runs/a", PARTS, writes("new")) == {"a.txt": b"new"}
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", MANIFEST]
    assert store.entry("runs/a", PARTS, must_not_run) == {"a.txt": b"new"}
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def test_what_is_handed_out_is_what_was_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is read once: nothing can change between the look at its digest and its use."""
    store = Store(tmp_path)
    store.entry("runs/a", PARTS, writes("one"))
    opened: list[str] = []
    how = os.open
    monkeypatch.setattr(os, "open", lambda file, *flags: (opened.append(Path(file).name), how(file, *flags))[1])
    assert store.entry("runs/a", PARTS, must_not_run) == {"a.txt": b"one"}
    assert opened == [MANIFEST, "a.txt"]


def test_only_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path / "file", 5) == b"12345"
    for name, most in (("file", 4), ("pipe", 5)):
        with pytest.raises(ValueError, match=f"{name} should be a file of {most} bytes at most"):
            read(tmp_path / name, most)


def test_a_failure_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fails(folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise TrainingError("diverged")

    with pytest.raises(TrainingError, match="diverged"):
        store.entry("runs/a", PARTS, fails)
    assert not list((tmp_path / "runs").rglob("half.txt"))
    assert store.entry("runs/a", PARTS, writes("one")) == {"a.txt": b"one"}


SLOW = """
import sys, time
from pathlib import Path
from mnist_report.core.store import Store

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
    assert Store(tmp_path).entry("runs/a", PARTS, must_not_run) == {"a.txt": b"whole"}
    assert (tmp_path / "made").read_text() == "x"


def test_another_build_is_faster_to_make_the_folder_of_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, lstat = tmp_path / "runs", Path.lstat
    place.write_text("a file where the store has only folders")

    def lstat_then_the_other(path: Path) -> os.stat_result:
        status = lstat(path)
        if path == place and place.is_file():
            place.unlink()
            place.mkdir()
        return status

    monkeypatch.setattr(Path, "lstat", lstat_then_the_other)
    assert Store(tmp_path).entry("runs/a", PARTS, writes("one")) == {"a.txt": b"one"}


def test_a_build_killed_half_way_is_done_again(tmp_path: Path) -> None:
    process = build(tmp_path, 600)
    while not list(tmp_path.rglob("a.txt")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait(timeout=60)
    store = Store(tmp_path)
    assert not store.has("runs/a", PARTS)
    store.entry("runs/a", PARTS, writes("one"))
    folder = store.folder("runs/a", PARTS)
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", MANIFEST]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_a_build_killed_elsewhere_left_goes_in_the_end(tmp_path: Path) -> None:
    """On a machine of another name: nobody asks for its folder again."""
    store = Store(tmp_path)
    store.entry("runs/a", PARTS, writes("one"))
    old, young = (store.folder("runs/a", PARTS).with_name(f".{digit * 32}.elsewhere") for digit in "01")
    for folder in (old, young):
        folder.mkdir()
        (folder / "half").write_text("half")
    os.utime(old, (0, 0))
    assert [entry.name for entry in store.entries()] == ["runs/a"]
    assert list(store.trim(1000, [])) == []
    assert (old.exists(), young.exists()) == (False, True)


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
                                         r"writable, or name another folder with --store or as `store` in \[tool.mnist-report\]"):
        Store(tmp_path / "file" / "store").entry("runs/a", PARTS, writes("one"))


def test_a_full_disk(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left on device; free space"):
        Store(tmp_path).entry("runs/a", PARTS, full)


def test_flat() -> None:
    assert flat(PARTS) == {"recipe.epochs": 5, "recipe.seed": 0, "code": "abc"}
