"""What other systems write is read like what ours writes: line ends, byte order marks, encodings, names of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_report.core import colours, texts
from mnist_report.core.digests import differences
from mnist_report.core.errors import ConfigurationError, ContentError, PermalinkError, ReportError
from mnist_report.core.settings import load_settings
from mnist_report.core.source import read_module
from mnist_report.core.store import Store
from mnist_report.pages.citation import Citation
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from mnist_report.pages.permalinks import Lock
from mnist_report.publishing import sources
from mnist_report.publishing.checks import Site
from mnist_report.publishing.offline.archive import pack, packed
from mnist_report.results import keys
from mnist_report.training.commit import Commit
from tests.support.project import MKDOCS, QUIET, ROOT, Project, mkdocs, project_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from mnist_report.results.artifacts import Artifacts

BOM = b"\xef\xbb\xbf"
ASCII = QUIET | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A system that writes and reads ASCII only."""
READ_BY_MATPLOTLIB = {".mplstyle"}
"""What may not begin with a byte order mark."""


def in_the_manner_of_windows(file: Path) -> bytes:
    content = file.read_bytes()
    if b"\0" in content:
        return content
    return BOM * (file.suffix not in READ_BY_MATPLOTLIB) + content.replace(b"\n", b"\r\n")


def copied(checkout: Path) -> None:
    """Copies the project as a checkout on another system holds it."""
    for name in project_files():
        for file in [ROOT / name, *(ROOT / name).rglob("*")]:
            if file.is_file() and "__pycache__" not in file.parts:
                there = checkout / file.relative_to(ROOT)
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(in_the_manner_of_windows(file))


def entries(store: Path) -> set[Path]:
    return {file.parent.relative_to(store) for file in store.rglob("entry.json")}


def test_a_checkout_of_another_system_gives_the_same_site_and_the_same_keys(site: Path, artifacts: Artifacts, tmp_path: Path) -> None:
    checkout, store = tmp_path / "checkout", tmp_path / "checkout" / ".cache" / "mnist-report"
    copied(checkout)
    shutil.copytree(artifacts.store.root, store, ignore=shutil.ignore_patterns("offline"))
    before = entries(store)
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=checkout)
    assert built.returncode == 0, built.stderr
    assert list(map(str, differences(site, tmp_path / "site"))) == []
    made = entries(store) - before
    by_bytes = {entry for entry in made if entry.parts[0] in {"rendered", "bodies", "pages"}}
    assert {entry.parts[0] for entry in made - by_bytes} == {"offline"}
    assert made - by_bytes <= entries(artifacts.store.root)


def test_git_writes_the_same_bytes_whatever_it_is_set_to(tmp_path: Path) -> None:
    repository, checkout = tmp_path / "repository", tmp_path / "checkout"
    repository.mkdir()
    files = {".gitattributes": (ROOT / ".gitattributes").read_bytes(), "run": b"#!/bin/sh\n", "a.md": b"one\ntwo\n"}
    files |= {f"b.{suffix}": b"text\r\nand text\n" for suffix in ("npz", "png", "woff2", "zip", "gz", "pdf")}
    for name, content in files.items():
        (repository / name).write_bytes(content)
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=true", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "All"]):
        subprocess.run(["git", *command], cwd=repository, check=True, capture_output=True)
    clone = ["git", "clone", "-q", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", str(repository), str(checkout)]
    subprocess.run(clone, check=True, capture_output=True)
    assert {name: (checkout / name).read_bytes() for name in files} == files


# One reader


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_lines_end_in_one_way(end: bytes, mark: bytes) -> None:
    assert texts.decoded(mark + "ä".encode() + end + b"b" + end) == "ä\nb\n"


WRONG = {
    "UTF-16": ("a\nä\n".encode("utf-16"), "it is in UTF-16, or no text; save it as UTF-8"),
    "UTF-16 without its mark": ("a".encode("utf-16-le"), "it is in UTF-16, or no text; save it as UTF-8"),
    "Latin-1": ("a\nä\n".encode("latin-1"), "byte 0xe4 in line 2 is not UTF-8; save it as UTF-8"),
    "UTF-16 of no ASCII": ("語".encode("utf-16"), "byte 0xff in line 1 is not UTF-8; save it as UTF-8"),
}
READERS: dict[str, tuple[Callable[[Path], object], type[ReportError]]] = {
    "pyproject.toml": (load_settings, ConfigurationError),
    "mkdocs.yml": (Navigation.read, ConfigurationError),
    "CITATION.cff": (Citation.read, ConfigurationError),
    "permalinks.txt": (Lock.read, PermalinkError),
    "weights.py": (read_module, ContentError),
    "base.mplstyle": (keys.style_digest, ContentError),
    "colours.toml": (colours.read, ContentError),
}


@pytest.mark.parametrize("encoding", WRONG)
@pytest.mark.parametrize("name", READERS)
def test_another_encoding_is_named_with_what_to_do(name: str, encoding: str, tmp_path: Path) -> None:
    read, error = READERS[name]
    content, message = WRONG[encoding]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as raised:
        read(tmp_path / name)
    assert str(raised.value).startswith(str(tmp_path / name))
    assert str(raised.value).endswith(message)


@pytest.mark.parametrize("encoding", WRONG)
def test_a_page_in_another_encoding_is_named_with_what_to_do(encoding: str, project: Project) -> None:
    content, message = WRONG[encoding]
    (project.folder / "docs" / "index.md").write_bytes(content)
    with pytest.raises(ContentError) as raised:
        dict(Course(project.artifacts, project.folder / "docs").generated())
    assert str(raised.value) == f"docs/index.md: {message}"


def test_a_style_sheet_with_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "base.mplstyle").write_bytes(BOM + b"font.size: 9\n")
    with pytest.raises(ContentError, match=r"base\.mplstyle: it begins with a byte order mark; save it as UTF-8 without one"):
        keys.style_digest(tmp_path / "base.mplstyle")


@pytest.mark.parametrize("name", ["a.js", "a.html"])
def test_a_script_or_a_page_that_is_not_utf8_cannot_be_packed(name: str) -> None:
    with pytest.raises(ContentError, match=rf"^{name}: byte 0xe4 in line 1 is not UTF-8; save it as UTF-8$"):
        packed({name: b"\xe4"})


def test_static_texts_are_published_with_line_feeds_and_anything_else_as_it_is(project: Project) -> None:
    docs = project.folder / "docs"
    files = {"a.css": BOM + b"a{}\r\n", "b.js": b"b\n", "c.svg": "<?xml encoding='latin-1'?>\r\nä".encode("latin-1"),
             "d.csv": b"d\r\n", "e.png": b"\r\n"}
    for name, content in files.items():
        (docs / name).write_bytes(content)
    course = Course(project.artifacts, docs)
    assert {name: content for name, content in sources.generated(course) if name in files} == {"a.css": b"a{}\n"}
    assert {name: content for name, content in sources.tree(course) if name in files} == files | {"a.css": b"a{}\n"}


# Names


@pytest.mark.parametrize("name", [b"\xff.md", b"\xff.css", b"\xff/index.md"])
def test_a_file_whose_name_is_not_utf8_is_named(name: bytes, project: Project) -> None:
    file = project.folder / "docs" / os.fsdecode(name)
    file.parent.mkdir(exist_ok=True)
    file.write_text("# A { #a }\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"/docs/\\xff[^:]*: its name is not UTF-8; rename it, or set PYTHONUTF8=1 where "):
        dict(sources.generated(Course(project.artifacts, project.folder / "docs")))


@pytest.mark.parametrize("read", [Site.read, lambda site: pack(site, ROOT)], ids=["check", "pack"])
def test_a_site_with_a_file_whose_name_is_not_utf8(read: Callable[[Path], object], tmp_path: Path) -> None:
    for name in (b"index.html", b"\xff.html"):
        (tmp_path / os.fsdecode(name)).write_text("<p>", encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert str(raised.value) == f"{tmp_path}/\\xff.html: its name is not UTF-8; rename it, or set PYTHONUTF8=1 where the system has another encoding"


@pytest.mark.parametrize("environment", [QUIET, ASCII], ids=["UTF-8", "ASCII"])
def test_a_project_in_a_folder_whose_name_is_not_utf8(environment: dict[str, str], project: Project, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    project.folder.rename(folder)
    done = run(environment, "--project", folder, "render", folder / "out")
    assert (done.returncode, done.stderr.count(b"\n")) == (0, 1)
    assert (folder / "out" / "index.md").is_file()


def test_a_name_that_git_knows_and_utf8_does_not(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    (tmp_path / name).write_text("one", encoding="utf-8")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "All"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / name).write_text("two", encoding="utf-8")
    commit = Commit.of(tmp_path)
    assert commit and commit.edited(tmp_path) == [name]


def test_a_variable_that_is_not_utf8_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME", os.fsdecode(b"caf\xe9"))
    (tmp_path / "mkdocs.yml").write_text("site_name: !ENV NAME\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"variable NAME is 'caf\\udce9', which is not UTF-8; correct it, or set PYTHONUTF8=1"):
        Navigation.read(tmp_path / "mkdocs.yml")


def test_a_lock_has_any_name(tmp_path: Path) -> None:
    """As that of the folder of a site."""
    with Store(tmp_path).alone(os.fsdecode(b"site caf\xe9")):
        assert list(tmp_path.rglob("*alone*"))


# A system that knows ASCII only


def run(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mnist_report", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)


def test_the_site_is_built_where_the_system_knows_ascii_only(project: Project, tmp_path: Path) -> None:
    (project.folder / "mkdocs.yml").write_text(MKDOCS.replace("Tiny", "Zürich →"), encoding="utf-8")
    project.page("---\ntitle: é →\n---\n# Ж { #home }\n\n<< run.test_accuracy | percent >> 語\n")
    (project.folder / "pyproject.toml").write_text(
        (project.folder / "pyproject.toml").read_text(encoding="utf-8")
        + "\n[tool.mnist-report.gates]\nmin_test_accuracy = 0\nmin_class_recall = 0\nmax_calibration_error = 1\n",
        encoding="utf-8",
    )
    done = run(ASCII, "--project", project.folder, "build", "--site-dir", tmp_path / "ascii")
    assert done.returncode == 0, done.stderr
    assert mkdocs("build", "--strict", "--site-dir", tmp_path / "utf8", folder=project.folder).returncode == 0
    assert list(map(str, differences(tmp_path / "ascii", tmp_path / "utf8"))) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_what_a_terminal_cannot_write_is_told_all_the_same(encoding: str, tmp_path: Path) -> None:
    folder = tmp_path / "Ж→語"
    folder.mkdir()
    (folder / "a").write_bytes(b"a")
    done = run(QUIET | {"PYTHONIOENCODING": encoding}, "verify", folder, folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"are equal: 1 files, byte for byte" in done.stdout
