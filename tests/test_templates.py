"""What Jinja compiled is used again, and never in place of what a template says now."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from mnist_report.templates import Compiled
from tests.conftest import Project, mkdocs


class Counting(jinja2.Environment):
    """Counts what it compiles."""

    compilings = 0

    def _generate(self, *arguments: object, **more: object) -> str:
        Counting.compilings += 1
        return super()._generate(*arguments, **more)  # type: ignore[arg-type]


def rendered(store: Path, text: str) -> str:
    """A page, by an environment that has not seen it."""
    loader = jinja2.DictLoader({"page": text})
    return Counting(loader=loader, bytecode_cache=Compiled(store, "test")).get_template("page").render(name="Ada")


def kept(store: Path) -> list[Path]:
    return sorted((store / "templates").iterdir())


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    before = Counting.compilings
    assert [rendered(tmp_path, "I am {{ name }}.") for _ in range(3)] == ["I am Ada."] * 3
    assert Counting.compilings == before + 1
    assert rendered(tmp_path, "{{ name }} it is.") == "Ada it is."
    assert Counting.compilings == before + 2


@pytest.mark.parametrize("damage", [b"", b"j2", b"\0" * 400], ids=["empty", "cut", "zeros"])
def test_a_damaged_one_is_compiled_again(tmp_path: Path, damage: bytes) -> None:
    rendered(tmp_path, "I am {{ name }}.")
    (file,) = kept(tmp_path)
    file.write_bytes(file.read_bytes()[:60] if damage == b"j2" else damage)
    assert rendered(tmp_path, "I am {{ name }}.") == "I am Ada."


def test_without_a_folder_each_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("in the way")
    before = Counting.compilings
    assert [rendered(tmp_path, "I am {{ name }}.") for _ in range(2)] == ["I am Ada."] * 2
    assert Counting.compilings == before + 2


def test_an_edited_theme_is_seen(project: Project, tmp_path: Path) -> None:
    settings = project.folder / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("font: false", "font: false, custom_dir: theme"))
    template = project.folder / "theme" / "main.html"
    template.parent.mkdir()
    for words in ("The first words.", "The second words."):
        template.write_text(f'{{% extends "base.html" %}}{{% block announce %}}{words}{{% endblock %}}')
        built = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=project.folder)
        assert built.returncode == 0, built.stderr
        assert words in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
        assert [path for path in kept(project.report.store.root) if path.name.startswith("theme-")]
