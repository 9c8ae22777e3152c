"""Files stay inside their folder, whatever they are called and whatever links there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError, StoreError
from mnist_report.core.files import check_links, remove, replace_all, write_all
from mnist_report.core.paths import is_path
from tests.support.project import Project, mnist_report

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDE = [
    "../x", "a/../../x", "..", ".", "", "/x", "//host/x", "a//x", "a/", "./x", r"..\x", r"a\x", r"\\host\x", "C:x", "C:/x", "x\0", "x\n",
    "x\x7f", "x\u202egpj", "x\ud800", "x.", "x ", "a./x", "con", "NUL.txt", "a/Com1.svg", "lpt9", "x?", "x*", "x<y", 'x"y', "x|y", "x:y",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    with pytest.raises(StoreError) as raised:
        write_all(folder, [("a.txt", b"a"), (name, b"b")])
    assert str(raised.value) == (f"cannot write {name!r} into {folder}: it should be a path inside it, each part of it a name "
                                 "that a file can have on every system")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x", "a/x.svg", ".x", "..x", "a..b/x", "console", "com10", "é/日本 x.txt", "x y", "x%2e", "x'y~z", "\U0001f600"])
def test_a_name_within_is_written(tmp_path: Path, name: str) -> None:
    assert is_path(name)
    assert write_all(tmp_path, [(name, b"a")]) == 1
    assert (tmp_path / name).read_bytes() == b"a"


def test_a_link_leads_nothing_out(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x").write_bytes(b"kept")
    folder.mkdir()
    (folder / "linked").symlink_to(elsewhere)
    (folder / "file").symlink_to(elsewhere / "x")
    (folder / "new").symlink_to(elsewhere / "new")
    (folder / "circle").symlink_to(folder / "circle")
    for name in ("linked/x", "linked/a/x", "file", "new", "circle", "circle/x"):
        with pytest.raises(StoreError, match=re.escape(f"cannot write {folder / name}: a link leads it out of {folder}; remove the link")):
            write_all(folder, [("a", b"a"), (name, b"b")])
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == {"x": b"kept"}
    assert not (folder / "a").exists()


def test_a_folder_that_is_a_link_itself_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "within").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "near").symlink_to("within")
    assert write_all(tmp_path / "out", [("near/x", b"a")]) == 1
    assert (tmp_path / "real" / "within" / "x").read_bytes() == b"a"


LINKS = {
    "a file elsewhere": ("x.md", "../secret.md"),
    "an absolute file": ("a/x.txt", "/etc/hostname"),
    "a folder elsewhere": ("x", ".."),
    "a folder": ("x", "report"),
    "nothing": ("x.png", "gone.png"),
    "itself": ("x", "x"),
    "the folder that holds it": ("a/x", ".."),
}


@pytest.mark.parametrize("what", LINKS)
def test_a_link_in_docs_that_leads_out_is_refused_by_name(project: Project, what: str, tmp_path: Path) -> None:
    name, target = LINKS[what]
    docs = project.folder / "docs"
    (project.folder / "secret.md").write_text("# Secret { #secret }\n")
    (docs / name).parent.mkdir(exist_ok=True)
    (docs / name).symlink_to(target)
    message = f"{docs / name} is a link to {target!r}; it should lead to a file in {docs}"
    with pytest.raises(ContentError, match=re.escape(message)):
        check_links(docs)
    done = mnist_report("render", tmp_path / "rendered", folder=project.folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1)
    assert f"docs/{name} is a link to {target!r}; it should lead to a file in docs" in done.stderr
    assert not (tmp_path / "rendered").exists()


def test_a_link_within_docs_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_text("# X")
    (tmp_path / "y.md").symlink_to("a/x.md")
    check_links(tmp_path)


def test_what_is_removed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "x").write_text("x")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "link").symlink_to("../../kept")
    (tmp_path / "a" / "b" / "x").write_text("x")
    (tmp_path / "link").symlink_to("kept")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "file").write_text("x")
    (tmp_path / "kept").chmod(0o500)
    for path in (tmp_path / "a" / "b", tmp_path / "a"):
        path.chmod(0o500)
    for name in ("a", "link", "nowhere", "file", "gone"):
        remove(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept" / "x").read_text() == "x"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o500


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two files, one of them only readable by its owner, and a link to it."""
    for name in ("a", "b/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"old {name}")
    (tmp_path / "a").chmod(0o600)
    (tmp_path / "link").symlink_to("a")
    return tmp_path


def state(folder: Path) -> dict[str, object]:
    return {str(path.relative_to(folder)): (path.is_symlink(), path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted(folder.rglob("*"))}


def test_files_are_replaced_together(files: Path) -> None:
    replace_all({files / "link": b"new", files / "d/e/f": b"f", files / "b/c": None})
    assert sorted(path.relative_to(files).as_posix() for path in files.rglob("*")) == ["a", "d", "d/e", "d/e/f", "link"]
    assert ((files / "a").read_text(), (files / "a").stat().st_mode & 0o777, (files / "link").is_symlink()) == ("new", 0o600, True)


FAILURES: dict[str, Callable[[Path], object]] = {
    "write_bytes": lambda path: path.name.startswith(".f."),
    "replace": lambda path: path.name.startswith(".f."),
    "unlink": lambda path: path.name == "c",
}


@pytest.mark.parametrize("step", FAILURES)
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupted"])
def test_a_failure_at_any_step_leaves_all_as_it_was(
    files: Path, step: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, done = state(files), getattr(Path, step)

    def failing(path: Path, *arguments: object, **options: object) -> object:
        if FAILURES[step](path):
            raise error
        return done(path, *arguments, **options)

    monkeypatch.setattr(Path, step, failing)
    with pytest.raises((StoreError, KeyboardInterrupt), match=r"^cannot write .*: No space left on device; free space or|^$"):
        replace_all({files / "a": b"new", files / "d/e/f": b"f", files / "b/c": None})
    assert state(files) == before
