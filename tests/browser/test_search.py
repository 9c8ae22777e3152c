"""The search finds code: every page that holds a name, whatever punctuation stands around it there."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import View, served, visit
from tests.support.project import Project, mkdocs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.browser import Visit

DESKTOP = View(1280, 900, "light")
NAMES = (
    "argmax", "to_categorical", "validation_split", "softmax", "model.fit", "Dense", "x_train", "val_loss",
    "Sequential", "relu", "'relu'", "loss", "crossentropy", "reshape", "255", "0.2", "model.compile(",
)  # fmt: skip
BEGIN = """async () => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const base = new URL(config.base, location);
  const { config: settings, docs } = await (await fetch(new URL("search/search_index.json", base))).json();
  const worker = new Worker(new URL(config.search, location));
  window.ask = (message) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data.data);
    worker.postMessage(message);
  });
  await window.ask({ type: 0, data: { config: settings, docs, options: { suggest: true } } });
}"""
"""The theme's own worker, asked without its boxes, which show ten results at a time."""


@pytest.fixture(scope="module")
def entries(site: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    return read


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The address of the site with its search."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def search(browser: Browser, host: str) -> Iterator[Visit]:
    with DESKTOP.context(browser) as context, visit(context, host, "") as visited:
        visited.page.evaluate(BEGIN)
        yield visited


def ask(search: Visit, words: str) -> dict[str, Any]:
    answer: dict[str, Any] = search.page.evaluate("(data) => window.ask({ type: 2, data })", words)
    return answer


def holding(entries: list[dict[str, Any]], words: str) -> set[str]:
    """The pages whose text holds the words, as a reader who looks for them on the page finds them."""
    plain = {entry["location"]: unescape(re.sub("<[^>]+>", "", f"{entry['title']} {entry['text']}")) for entry in entries}
    whole = re.compile(rf"(?<![^\W_])(?<!\d[.,]){re.escape(words)}", re.IGNORECASE)
    return {location.split("#")[0] for location, text in plain.items() if whole.search(text)}


@pytest.mark.parametrize("words", NAMES)
def test_every_page_that_holds_the_words_is_found(search: Visit, entries: list[dict[str, Any]], words: str) -> None:
    expected = holding(entries, words)
    assert expected, "no page holds this any more: choose another name"
    found = {item["location"].split("#")[0] for group in ask(search, f"{words}*")["items"] for item in group}
    assert expected <= found


def test_one_name_finds_no_page_without_it(search: Visit, entries: list[dict[str, Any]]) -> None:
    for word in ("argmax", "softmax", "crossentropy", "reshape"):
        found = {item["location"].split("#")[0] for group in ask(search, f"{word}*")["items"] for item in group}
        assert found == holding(entries, word)


def test_no_completion_ends_in_punctuation(search: Visit, entries: list[dict[str, Any]]) -> None:
    beginnings = {word[:length].lower() for entry in entries for word in re.findall(r"\w{3,}", entry["title"]) for length in (2, 3)}
    completions = {word for beginning in sorted(beginnings) for word in ask(search, f"{beginning}*").get("suggest", [])}
    assert len(completions) > 100
    assert [word for word in completions if not re.fullmatch(r"\w([\w.,']*\w)?", word)] == []


def test_a_reader_finds_argmax(browser: Browser, host: str, entries: list[dict[str, Any]]) -> None:
    with DESKTOP.context(browser) as context, visit(context, host, "") as visited:
        visited.page.locator(".md-search__input").click()
        visited.page.keyboard.type("argmax")
        visited.page.get_by_text(f"{len(holding(entries, 'argmax'))} matching documents").wait_for()
        assert visited.troubles == []


@pytest.mark.parametrize(("language", "words"), [("de", "straße"), ("fr", "straßen")])
def test_the_search_of_another_language_has_all_that_it_loads(browser: Browser, project: Project, tmp_path: Path, language: str, words: str) -> None:
    settings = project.folder / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("font: false}", f"font: false, language: {language}}}").replace("[{gen", "[search, {gen"))
    project.page("# Straßen { #home }\n\nVon den Straßen. 機械学習の本。\n")
    done = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=project.folder)
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    began = re.search(r'md-search-result__meta">\s*(.*?)\s*<', html)  # what is typed while it says so is not looked for
    assert began
    with served(tmp_path / "site") as address, DESKTOP.context(browser) as context, visit(context, address, "") as visited:
        visited.page.locator(".md-search__input").click()
        visited.page.locator(".md-search-result__meta").filter(has_not_text=began[1]).wait_for()
        visited.page.keyboard.type(words)
        visited.page.locator(".md-search-result__link").first.wait_for()
        assert visited.troubles == []
