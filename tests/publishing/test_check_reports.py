"""`mnist-report check` tells its faults to a person, to programs and to a pipeline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from mnist_report.publishing.checks import FORMATS, Fault

if TYPE_CHECKING:
    from pathlib import Path

PAGE = '<!doctype html>\n<title>A</title>\n<a href="gone`<b>&">x</a>\n<img src="">\n'
LINK = "index.html:3: <a> leads to 'gone`<b>&': there is no file 'gone`<b>&'"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A page with a link that leads nowhere and a picture without a word."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return folder


def check(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mnist_report", "check", str(site), *arguments]
    return subprocess.run(
        command, cwd=site.parent, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_every_format_at_once(site: Path) -> None:
    names = [f"faults{ending}" for ending in FORMATS]
    done = check(site, *(f"--report={name}" for name in names))
    assert done.returncode == 9
    assert LINK in done.stdout.splitlines()
    assert (site.parent / "faults.txt").read_text() == done.stdout
    assert "2 faults in" in done.stderr

    record = json.loads((site.parent / "faults.json").read_text())
    assert [(fault["rule"], fault["line"]) for fault in record["faults"]] == [("broken_links", 3), ("missing_alternatives", 4)]
    assert "duplicate_ids" in record["rules"]

    suite = ElementTree.parse(site.parent / "faults.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == (str(len(record["rules"])), "2")
    failures = {case.get("name"): case.findtext("failure") for case in suite.iter("testcase")}
    assert failures["broken_links"] == f"{LINK}\n"
    assert failures["duplicate_ids"] is None

    lines = (site.parent / "faults.md").read_text().splitlines()
    assert lines[0] == "## Checks of the site: 2 faults"
    assert "| broken links | 1 |" in lines
    assert "- `" + LINK.replace("`", "'") + "`" in lines


def test_the_summary_of_a_job_is_added_to(site: Path) -> None:
    summary = site.parent / "summary.md"
    summary.write_text("# Before\n")
    check(site, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().startswith("# Before\n## Checks of the site: 2 faults\n")


def test_a_site_without_fault(site: Path) -> None:
    (site / "index.html").write_text("<!doctype html>\n<title>A</title>\n", encoding="utf-8")
    done = check(site, "--report=faults.xml")
    assert (done.returncode, done.stdout) == (0, "")
    assert ElementTree.parse(site.parent / "faults.xml").getroot().get("failures") == "0"


def test_a_report_of_no_known_format(site: Path) -> None:
    done = check(site, "--report=faults.pdf")
    assert done.returncode == 2
    assert "faults.pdf should end in .txt, .json, .xml, .md" in done.stderr


def test_a_report_that_cannot_be_written(site: Path) -> None:
    (site.parent / "file").write_text("dear")
    done = check(site, "--report=file/faults.json")
    assert done.returncode == 7
    assert "mnist-report: store: cannot write file: File exists" in done.stderr
    assert (site.parent / "file").read_text() == "dear"


def test_a_report_has_its_folder_made(site: Path) -> None:
    check(site, "--report=new/folder/faults.json")
    assert json.loads((site.parent / "new" / "folder" / "faults.json").read_text())


def test_xml_holds_what_it_cannot_write() -> None:
    found = {"rule": [Fault("a\x00\ufffe😀.html", 1, "m\x1b", "rule")]}
    failure = ElementTree.fromstring(FORMATS[".xml"](found).partition("\n")[2]).find("testcase/failure")
    assert failure is not None
    assert failure.text == "a\ufffd\ufffd😀.html:1: m\ufffd\n"
