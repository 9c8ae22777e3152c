"""What mkdocs.yml says of the site reaches whatever must know its name, its address and its order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mnist_report.errors import ConfigurationError
from mnist_report.publication import Part, Publication
from tests.conftest import ROOT


def read(folder: Path, text: str) -> Publication:
    file = folder / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    return Publication.read(file)


def test_name_address_repository_and_order(tmp_path: Path) -> None:
    said = read(tmp_path, """
site_name: A course
site_description: >-
  Over
  two lines.
site_url: https://example.org/course
extra: {repository: https://example.org/code/, commit: 0123456789abcdef0123456789abcdef01234567}
nav:
  - index.md
  - One: [one/index.md, First: one/first.md, {Deep: [one/deep.md]}]
  - Elsewhere: https://example.org/
""")
    assert said == Publication(
        name="A course",
        description="Over two lines.",
        address="https://example.org/course/",
        repository="https://example.org/code",
        commit="0123456789abcdef0123456789abcdef01234567",
        nav=(Part("", ("index.md",)), Part("One", ("one/index.md", "one/first.md", "one/deep.md"))),
    )


def test_what_is_not_said_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "theme: material\n") == Publication()


def test_variables_and_unknown_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "site_url: !ENV [FIRST, SECOND, 'https://default.org/']\nsite_name: !ENV NAME\nx: !!python/name:os.system\n"
    assert read(tmp_path, text).address == "https://default.org/"
    monkeypatch.setenv("SECOND", "https://second.org")
    monkeypatch.setenv("NAME", "Named")
    assert read(tmp_path, text).address == "https://second.org/"
    assert read(tmp_path, text).name == "Named"


@pytest.mark.parametrize(("text", "message"), [("a: [", "cannot be read: "), ("- a\n", "must be a mapping"), ("extra: 3\n", "as its `extra` must"), ("extra: {commit: main}\n", "extra.commit is 'main'; it should be the 40 hexadecimal digits of a commit")])
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(f"{tmp_path / 'mkdocs.yml'}") + ".*" + message):
        read(tmp_path, text)


def test_the_modules_of_this_course() -> None:
    parts = [part for part in Publication.read(ROOT / "mkdocs.yml").nav if part.title.startswith("Module")]
    assert [len(part.pages) for part in parts] == [8, 4]
