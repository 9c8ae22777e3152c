"""What the theme brings and nobody asks for is not published, and what a search in any language asks for is."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mnist_report.core.digests import digests

MKDOCS = """\
site_name: Tiny
theme: {name: THEME, font: false, language: LANGUAGE, custom_dir: theme}
plugins:
  - SEARCH
  - gen-files: {scripts: [leave_out.py]}
"""
SCRIPT = """\
import mkdocs_gen_files
from mnist_report.publishing import theme
mkdocs_gen_files.config.plugins.events["files"].append(theme.leave_out)
"""
LUNR = "assets/javascripts/lunr/"
OWN = {"own.js": "1;\n//# sourceMappingURL=own.js.map\n", "own.js.map": "{}", f"{LUNR}min/lunr.xx.min.js": "1;\n"}


def built(folder: Path, theme: str = "material", language: str = "en", search: str = "search", script: str = SCRIPT) -> dict[str, str]:
    """The digests of a site of one page, whose author brings some files to docs/ and to the theme."""
    for name, text in {f"{place}/{name}": text for place in ("docs", "theme/of_theme") for name, text in OWN.items()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    settings = MKDOCS.replace("THEME", theme).replace("LANGUAGE", language).replace("SEARCH", search)
    if theme != "material":
        settings = settings.replace(", font: false, language: en", "")
    for name, text in {"mkdocs.yml": settings, "leave_out.py": script, "docs/index.md": "# Strasse\n\nDie Straßen sind lang.\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    build(load_config(str(folder / "mkdocs.yml")))
    return digests(folder / "site")


def languages(site: dict[str, str]) -> set[str]:
    return {name.removeprefix(LUNR) for name in site if name.startswith(LUNR)} - {"min/lunr.xx.min.js"}


HELPERS = {"tinyseg.js", "wordcut.js", "min/lunr.multi.min.js", "min/lunr.stemmer.support.min.js"}


@pytest.mark.parametrize(("language", "search", "expected"), [
    ("en", "search", set()),
    ("en", "search: {lang: [en]}", set()),
    ("de", "search", {"min/lunr.de.min.js", *HELPERS}),
    ("en", "search: {lang: [en, ja, th]}", {"min/lunr.ja.min.js", "min/lunr.th.min.js", *HELPERS}),
    ("pt-BR", "search", {"min/lunr.pt.min.js", *HELPERS}),
])
def test_the_languages_of_the_search_stay(tmp_path: Path, language: str, search: str, expected: set[str]) -> None:
    assert languages(built(tmp_path, language=language, search=search)) == expected


@pytest.mark.parametrize("search", ["/search", "search: {enabled: false}"])
def test_they_all_stay_where_nobody_knows_which_are_asked_for(tmp_path: Path, search: str) -> None:
    assert len(languages(built(tmp_path, search=search))) > 30


def test_nothing_else_changes_but_source_maps_and_their_mention(tmp_path: Path) -> None:
    everything = built(tmp_path, script="")
    site = built(tmp_path)
    changed = {name for name in site.keys() & everything.keys() if site[name] != everything[name]} - {"sitemap.xml.gz"}
    assert {f"{name}.map" for name in changed} < everything.keys() - site.keys()
    assert all(name.endswith((".js", ".css")) for name in changed)
    assert {name for name in everything.keys() - site.keys() if not name.endswith((".js.map", ".css.map"))} == {
        f"{LUNR}{name}" for name in languages(everything)
    }
    for name in (name for name in site if name.endswith((".js", ".css")) and "own.js" not in name):
        assert "sourceMappingURL" not in (tmp_path / "site" / name).read_text(encoding="utf-8")


def test_what_an_author_brings_stays(tmp_path: Path) -> None:
    built(tmp_path)
    for place in ("", "of_theme/"):
        assert {name: (tmp_path / "site" / f"{place}{name}").read_text() for name in OWN} == OWN


def test_another_theme_works_as_ever(tmp_path: Path) -> None:
    site = built(tmp_path, theme="mkdocs")
    assert "search/search_index.json" in site
    assert not [name for name in site if name.endswith(".map") and "own" not in name]


@pytest.mark.parametrize("which", ["site", "published"])
def test_the_course_has_none_of_it(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    assert not list(site.rglob("*.map"))
    assert not (site / LUNR).exists()
    for script in [*site.rglob("*.js"), *site.rglob("*.css")]:
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8"), script
