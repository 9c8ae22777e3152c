"""Two builds are compared to the byte; the first difference is named with what it means."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from mnist_report.core.digests import MATTERS, differences, digests, manifest
from tests.support.cards import a_record
from tests.support.project import mnist_report

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "index.html": b"<p>one</p>\n<p>two</p>\n",
    "metrics.json": b"{}\n",
    "model/weights.bin": b"\0\1\2\3",
    "figures/network.svg": b"<svg/>",
    "sitemap.xml": b"<urlset/>",
}


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal sites."""
    for name, content in FILES.items():
        file = tmp_path / "a" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    return tmp_path / "a", tmp_path / "b"


def test_equal_folders(sites: tuple[Path, Path]) -> None:
    assert differences(*sites) == []
    done = mnist_report("verify", *sites)
    assert (done.returncode, done.stderr) == (0, "")
    assert "are equal: 5 files, byte for byte" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "place", "meaning"),
    [
        ("index.html", b"<p>one</p>\n<p>2</p>\n", "line 2", "what a reader sees"),
        ("index.html", b"<p>one</p>\n", "line 2", "what a reader sees"),
        ("model/weights.bin", b"\0\1\7\3", "byte 2, counted from 0", "the network itself"),
        ("model/weights.bin", b"\0\1\2\3\4", "byte 4, counted from 0", "the network itself"),
        ("model/manifest.json", b"{}", "only in the second", "what the network is known by: the key of the run"),
        ("figures/network.svg", None, "only in the first", "a picture"),
        ("figures/other.csv", b"1\n", "only in the second", "numbers behind a figure"),
        ("sitemap.xml", b"<urlset></urlset>", "line 1", "SOURCE_DATE_EPOCH"),
    ],
)
def test_a_difference_has_a_place_and_a_meaning(
    sites: tuple[Path, Path], name: str, content: bytes | None, place: str, meaning: str
) -> None:
    if content is None:
        (sites[1] / name).unlink()
    else:
        (sites[1] / name).write_bytes(content)
    (found,) = differences(*sites)
    assert (found.path, found.place) == (name, place)
    assert meaning in found.meaning
    assert str(found).startswith(f"{name}: {place}; ")


def test_causes_come_before_what_follows(sites: tuple[Path, Path]) -> None:
    for name in FILES:
        (sites[1] / name).write_bytes(b"other")
    assert [each.path for each in differences(*sites)] == [
        "model/weights.bin", "metrics.json", "figures/network.svg", "index.html", "sitemap.xml",
    ]
    done = mnist_report("verify", *sites)
    assert done.returncode == 8
    assert done.stdout.startswith("model/weights.bin: byte 0, counted from 0; the network itself")
    assert "are not equal, 4 other files differ too" in done.stderr


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("recipe", {"seed": 1}, "recipe.seed: 0 -> 1"),
        ("versions", {"numpy": "2.4.2"}, "versions.numpy: 2.0.0 -> 2.4.2"),
        ("data", {"sha256": "e" * 64}, f"data.sha256: {'d' * 64} -> {'e' * 64}"),
        ("data", {}, "code: the functions that train are others, as the key of the run is and nothing else it is made of"),
    ],
)
def test_where_only_the_key_of_the_run_differs_its_part_is_named(
    sites: tuple[Path, Path], part: str, change: dict[str, Any], said: str
) -> None:
    records = a_record([0.97]), a_record([0.97])
    records[1]["reproduction"]["run_key"] = "b" * 64
    records[1][part] |= change
    for site, record in zip(sites, records, strict=True):
        (site / "metrics.json").write_text(json.dumps(record))
        (site / "model" / "manifest.json").write_text(json.dumps(record["reproduction"]))
    done = mnist_report("verify", *sites)
    assert done.returncode == 8
    first, *conditions = done.stdout.splitlines()
    assert first.startswith("model/manifest.json: line 1; what the network is known by")
    assert "other weights" not in first
    assert conditions == [f"differs: {said}"]


def test_sites_without_records_are_compared_all_the_same(sites: tuple[Path, Path]) -> None:
    for site in sites:
        (site / "metrics.json").unlink()
    (sites[0] / "index.html").write_text("other")
    done = mnist_report("verify", *sites)
    assert (done.returncode, len(done.stdout.splitlines())) == (8, 1)


def test_sha256sum_reads_the_manifest(sites: tuple[Path, Path]) -> None:
    (sites[0] / "SHA256SUMS").write_text(manifest(digests(sites[0])), encoding="utf-8")
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=sites[0], check=False).returncode == 0
    (sites[0] / "index.html").write_bytes(b"changed")
    assert subprocess.run(command, cwd=sites[0], capture_output=True, check=False).returncode == 1
    assert "SHA256SUMS" not in manifest(digests(sites[0]))


def test_every_file_has_a_meaning() -> None:
    assert list(MATTERS)[-1] == "*"
