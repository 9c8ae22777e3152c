"""An archive depends on what it holds and on nothing else."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from mnist_report.core.errors import StoreError
from mnist_report.core.zips import zipped

FILES = {"b/c.txt": b"text " * 100, "a.png": b"picture " * 100, "é.html": b""}


def test_it_gives_back_what_it_holds() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        packed = {info.filename: info.compress_size < info.file_size for info in archive.infolist()}
    assert packed == {"a.png": False, "b/c.txt": True, "é.html": False}


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", r"a\b", "C:/a", "", "a//b", "a/", "nul.txt", "a\0"])
def test_what_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(StoreError, match=re.escape(f"cannot write {name!r} into an archive: it should be a path inside it")):
        zipped({**FILES, name: b""})


LATER = {"a.png": FILES["a.png"], "b/a.txt": b"before it " * 9, "b/c.txt": FILES["b/c.txt"], "d.txt": b"d" * 99, "é.html": b"not empty now"}


@pytest.mark.parametrize("files", [FILES, LATER, {"d.txt": b"d"}, {}])
def test_an_older_archive_changes_no_byte(files: dict[str, bytes]) -> None:
    made = zipped(files, zipped(FILES))
    assert made == zipped(files)
    assert zipped(LATER, made) == zipped(LATER)


def test_what_an_older_archive_holds_is_not_compressed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    older, expected, written = zipped(FILES), zipped(LATER), []
    write = zipfile.ZipFile.writestr
    monkeypatch.setattr(zipfile.ZipFile, "writestr", lambda self, info, *more: written.append(info.filename) or write(self, info, *more))
    assert zipped(LATER, older) == expected
    assert written == ["a.png", "b/a.txt", "d.txt", "é.html"]  # the first is never compressed


def test_an_older_archive_that_is_damaged_changes_no_byte() -> None:
    older, expected = zipped(FILES), zipped(LATER)
    for place in range(len(older)):
        assert zipped(LATER, older[:place]) == expected
        assert zipped(LATER, older[:place] + bytes([older[place] ^ 0xFF]) + older[place + 1 :]) == expected


def test_neither_order_nor_time_nor_place_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    made = zipped(FILES)
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("sys.platform", "win32")
    assert zipped(dict(reversed(FILES.items()))) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {(info.date_time, info.create_system, info.external_attr >> 16) for info in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3, 0o100644)
        }
