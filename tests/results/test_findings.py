"""Every fact that is defined is asked for: by a page, by the neutral edition, by a widget, or by another fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnist_report.results.findings.finding import Finding
from mnist_report.results.findings.findings import Findings
from tests.support.project import ROOT

FACTS = [(kind.__name__, name) for kind in Finding.__subclasses__() for name in vars(kind) if not name.startswith("_")]
FOLDERS = [ROOT / "docs", ROOT / "gen" / "editions", ROOT / "gen" / "parts", ROOT / "gen" / "widgets"]
ASKING = "\n".join(path.read_text(encoding="utf-8") for folder in FOLDERS for path in folder.rglob("*") if path.suffix in {".md", ".html"})
PACKAGE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "mnist_report").rglob("*.py"))


@pytest.mark.parametrize(("subject", "fact"), FACTS)
def test_a_fact_is_asked_for(subject: str, fact: str) -> None:
    assert re.search(rf"\brun\.{subject.lower()}\.{fact}\b", ASKING) or re.search(rf"\.{fact}\b", PACKAGE)


def test_each_subject_has_its_file_and_its_name() -> None:
    files = {path.stem for path in (Path(ROOT) / "mnist_report" / "results" / "findings").glob("*.py")} - {"__init__", "finding", "findings", "tried"}
    assert {kind.__name__.lower() for kind in Finding.__subclasses__()} == files == {name for name in vars(Findings) if not name.startswith("_")}
