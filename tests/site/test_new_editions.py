"""Editions as `edition new` begins them, with images that nobody had in mind: no file of docs/ changes, no sentence is of MNIST."""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.settings import load_settings
from mnist_report.publishing.checks import check
from tests.support.collections import COLLECTIONS, begin
from tests.support.project import ROOT, here, mkdocs
from tests.support.sentences import RULES, hits, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OF_MNIST = (
    r"\bMNIST\b|handwrit|(?<![\d.,])784(?![\d.,])|28 ?[×x] ?28|28 by 28|\(28, 28\)|0–9|\bink\b|(?<![\d,])60,000|60000|postcode|census|LeCun|Burges"
    r"|\bon black\b|(?<!-)\breads (?:it|digits|a)\b"
)
OF_DIGITS = r"(?<![\w/-])[Dd]igits?(?![\w/-])"
ABOUT_US = ("your-own-edition.md", "for-authors.md")
"""Pages that tell how the first edition becomes another."""
SAID_ALL_THE_SAME = r"(?i)significant digits|last digits?\b|mnist[-_]report|one and for three class meetings|Fashion-MNIST"
"""Decimal places, the program, the pen of who draws, an adjective that a rule takes for a noun, and another data set."""


def rendered(name: str, store: Path, folder: Path) -> None:
    """Begins an edition in a folder and renders its pages."""
    begin(folder, name, store)
    done = here("render", "tree", folder=folder)
    assert done.returncode == 0, done.stderr
    assert not re.search("Traceback|warning", done.stderr)


@pytest.fixture(scope="module", params=COLLECTIONS)
def edition(request: pytest.FixtureRequest, made_once: Callable[[str, Callable[[Path], None]], Path], shared_store: Path) -> tuple[str, Path]:
    """The name and the folder of an edition, with its rendered pages in `tree`; nothing in docs/ has been changed."""

    return request.param, made_once(f"edition-{request.param}", partial(rendered, request.param, shared_store))


@pytest.fixture(scope="module")
def pages(edition: tuple[str, Path]) -> dict[str, list[str]]:
    """The words of each page, in paragraphs."""
    files = {path.relative_to(edition[1] / "tree").as_posix(): path for path in (edition[1] / "tree").rglob("*.md")}
    texts = {name: paragraphs(path.read_text(encoding="utf-8")) for name, path in sorted(files.items()) if name not in ABOUT_US}
    return {name: [re.sub(SAID_ALL_THE_SAME, "this", text) for text in parts] for name, parts in texts.items()}


def test_no_sentence_is_of_mnist(edition: tuple[str, Path], pages: dict[str, list[str]]) -> None:
    pattern = OF_MNIST if edition[0] == "small-digits" else f"{OF_MNIST}|{OF_DIGITS}"
    assert [message for message, _ in hits(pages, pattern)] == []


@pytest.mark.parametrize("rule", RULES)
def test_no_sentence_is_awkward(pages: dict[str, list[str]], rule: str) -> None:
    assert [message for message, _ in hits(pages, RULES[rule])] == []


def test_the_pages_say_whose_images_they_are(edition: tuple[str, Path], pages: dict[str, list[str]]) -> None:
    collection = COLLECTIONS[edition[0]]
    settings = load_settings(edition[1] / "pyproject.toml")
    for name in ("index.md", "module-1/load-and-preprocess-data.md", "report/index.md", "cite.md"):
        assert any(collection.title in text for text in pages[name]), name
    names = settings.class_names or tuple(map(str, range(10)))
    confused = (edition[1] / "tree" / "report" / "index.md").read_text(encoding="utf-8")
    assert all(html.escape(name) in confused for name in names)


def test_only_its_own_folder_and_its_name_are_new(edition: tuple[str, Path]) -> None:
    folder = edition[1]
    for path in (ROOT / "docs").rglob("*"):
        assert path.is_dir() or (folder / path.relative_to(ROOT)).read_bytes() == path.read_bytes()
    assert {path.name for path in (folder / "gen" / "editions" / edition[0]).iterdir()} == {"edition.toml", "CITATION.cff", "permalinks.txt", "assets"}


def test_no_section_is_left_that_was_written_for_another_text(edition: tuple[str, Path]) -> None:
    assert here("edition", "status", "--check", folder=edition[1]).returncode == 0


def test_the_letters_build_strictly_and_pass_all_checks(made_once: Callable[[str, Callable[[Path], None]], Path], shared_store: Path) -> None:
    folder = made_once("edition-letters", partial(rendered, "letters", shared_store))
    assert here("permalinks", folder=folder).returncode == 0
    done = mkdocs("build", "--strict", folder=folder)
    assert done.returncode == 0, done.stderr
    assert [str(fault) for fault in check(folder / "site")] == []
    assert "WARNING" not in done.stderr
