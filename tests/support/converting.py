"""A course of three pages that MkDocs builds in a moment in this process, and what it made for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jinja2
from material.plugins.search.plugin import SearchIndex
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

from mnist_report.core.digests import digests

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PROJECT = {
    "mkdocs.yml": """\
site_name: Tiny
site_url: https://example.org/
theme: {name: null, custom_dir: theme}
nav: [index.md, Two: two.md, three.md]
plugins:
  - material/search: {lang: en, separator: ' ', pipeline: []}
  - gen-files: {scripts: [keep.py]}
validation: {links: {anchors: warn}}
markdown_extensions:
  - admonition
  - attr_list
  - toc: {permalink: true}
  - pymdownx.superfences
""",
    "keep.py": """\
import mkdocs.structure.toc
import mkdocs_gen_files
from mnist_report.publishing import incremental
incremental.keep(mkdocs_gen_files.config, mkdocs.structure.toc.get_toc)
""",
    "theme/main.html": "{{ page.title }} {% for link in page.toc %}{{ link }}{{ link.active }}{% endfor %}{{ page.content }}\n",
    "theme/sitemap.xml": "{% for file in pages %}{{ file.page.canonical_url }} {% endfor %}\n",
    "docs/index.md": "---\ntags: [a, 1]\n---\n# Home { #home }\n\nTo [two](two.md#deep) and [below](#below).\n\n## Below { #below }\n\n"
                     "??? x\n\n<p id=\"raw\" data-search-exclude=\"yes\">No “word” of this &amp; that is found.</p>\n\n```python\nx = 1\n```\n",
    "docs/two.md": "---\nsearch: {boost: 2}\n---\n\n## Deep { #deep }\n\n!!! note\n    In a note.\n\n![](a.png)\n",
    "docs/three.md": "---\ntitle: Third\nsearch: {exclude: true}\n---\n\nNo heading, ü.\nA second line.\n",
    "docs/a.png": "no picture",
}


@dataclass(frozen=True)
class Course:
    """A course of three pages."""

    folder: Path
    """Holds mkdocs.yml, docs, a theme, and the store where the settings say."""
    made: list[str]
    """What was done with which page in the latest build: "convert two", "index two"."""
    rendered: list[str]
    """Of which pages a template was rendered then, or which template of no page."""

    def write(self, name: str, text: str) -> None:
        """Makes a file with this text."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Changes a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def build(self) -> tuple[dict[str, str], list[str]]:
        """The digests of the site, and which pages were converted or read for the search to make it."""
        self.made.clear()
        self.rendered.clear()
        config = load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.folder / "site"))
        try:
            build(config)
        except Exception:
            config.plugins["gen-files"].on_post_build(config)  # so that it leaves no temporary folder
            raise
        return digests(self.folder / "site"), sorted(self.made)

    @property
    def store(self) -> Path:
        """Where the settings say."""
        return self.folder / ".cache" / "mnist-report"


def noted_course(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Writes the course, and has noted from now on what MkDocs makes."""
    course = Course(folder, [], [])
    for name, text in PROJECT.items():
        course.write(name, text)

    def page_render(page: Page, config: MkDocsConfig, files: Files) -> None:
        course.made.append(f"convert {page.file.name}")
        render(page, config, files)

    def index_page(index: SearchIndex, page: Page) -> None:
        course.made.append(f"index {page.file.name}")
        add(index, page)

    def template_render(template: jinja2.Template, context: dict[str, Any]) -> str:
        course.rendered.append(str((context["page"] and context["page"].file.name) or template.name))
        return output(template, context)

    render, add, output = Page.render, SearchIndex.add_entry_from_context, jinja2.Template.render
    monkeypatch.setattr(Page, "render", page_render)
    monkeypatch.setattr(SearchIndex, "add_entry_from_context", index_page)
    monkeypatch.setattr(jinja2.Template, "render", template_render)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return course
