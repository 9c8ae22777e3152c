"""`experiments = false` leaves out the pages that need experiments, and what links to them; everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.pages.course import Course
from mnist_report.pages.editions import Line
from mnist_report.pages.excluded import Excluded
from mnist_report.pages.navigation import Navigation
from mnist_report.publishing import sources
from tests.support.project import here

if TYPE_CHECKING:
    from tests.support.project import Project

def course_of(project: Project) -> Course:
    return Course(project.artifacts, project.folder / "docs", Navigation.read(project.folder / "mkdocs.yml"))


EXCLUDED = Excluded(frozenset({"module-3/index.md", "module-3/how-wide.md"}), ("module-3/",))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One.\n\nA [link](../module-3/how-wide.md#next)\nand more.\n\nTwo.", "One.\n\n\nTwo."),
        ("- a\n- [b](../module-3/index.md)\n  more\n- c", "- a\n- c"),
        ("| a |\n|:--|\n| [b](../module-3/index.md) |\n| c |", "| a |\n|:--|\n| c |"),
        ("## A { #a }\n\n[b](../module-3/index.md)\n\n## C { #c }\n\nd", "\n\n## C { #c }\n\nd"),
        ("## A { #a }\n\n### B { #b }\n\n[b](../module-3/index.md)", "\n"),
        ("<% if a %>\n[b](../module-3/index.md)\n<% endif %>\nc", "<% if a %>\n<% endif %>\nc"),
        ("??? success\n\n    [b](../module-3/index.md)\n\n    c", "??? success\n\n\n    c"),
        ("[a](module-3.md) [b](https://example.org/module-3/index.md) `[c](../module-3/index.md)`", None),
        ("```md\n[a](../module-3/index.md)\n```", None),
    ],
)
def test_what_links_to_a_page_that_is_left_out_goes_with_it(text: str, left: str | None) -> None:
    lines = tuple(Line(line, "docs/module-2/a.md", number) for number, line in enumerate(text.split("\n"), start=1))
    kept = EXCLUDED.without_links("module-2/a.md", lines)
    assert "\n".join(line.text for line in kept) == (text if left is None else left)
    assert Excluded().without_links("module-2/a.md", lines) == lines


def test_the_navigation_loses_the_pages_and_an_empty_part() -> None:
    nav = [{"Home": "index.md"}, {"Three": ["module-3/index.md", "module-3/how-wide.md"]}, {"Four": ["module-4/index.md"]}]
    assert EXCLUDED.pruned(nav) == [{"Home": "index.md"}, {"Four": ["module-4/index.md"]}]
    assert EXCLUDED.pruned(None) is None


def test_addresses_of_what_is_left_out_are_not_promised() -> None:
    gone = ["./#module-3", "module-3/how-wide/#next", "module-3/print/", "module-3/slides/", "module-3/slides/how-wide/", "downloads/how-wide.py", "downloads/module-3.ipynb",
            "downloads/how-wide-solutions.ipynb",
            "instructors/#links-module-3", "instructors/answers/#module-3-how-wide", "figures/width-accuracies-dark.svg",
            "figures/#width-accuracies", "embed/width-accuracies/", "cards/widths.png"]
    kept = ["./", "module-30/", "module-2/#how-wide-it-is", "figures/width-accuracies-and-more.svg", "downloads/how-wide-2.py"]
    names = ["width_accuracies", "cards/widths"]
    assert EXCLUDED.addresses([*gone, *kept], names) == {*gone}
    assert Excluded().addresses([*gone, *kept], []) == set()


def test_the_list_of_versions_is_there_where_versions_are_kept(project: Project) -> None:
    (project.folder / "docs" / "versions.md").write_text("---\ntitle: Versions\nneeds: versions\n---\n# Versions { #versions }\n")
    project.page("# Home { #home }\n\nText.\n\nThere are [versions](versions.md#versions), too.\n")
    (project.folder / "docs" / "report" / "index.md").write_text("# Report { #report }\n\n## Versions { #versions }\n")
    (project.folder / "docs" / "permalinks.txt").write_text("./\nreport/#versions\nversions/\nversions/#versions\n")
    without = dict(sources.generated(course_of(project)))
    assert "versions.md" not in without and b"too." not in without["index.md"]
    assert without["permalinks.txt"].decode().split() == ["./", "report/#versions"]
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", "seeds = 2\nkeep_versions = 1"))
    kept = dict(sources.generated(course_of(project)))
    assert "versions.md" in kept and b"too." in kept["index.md"]
    assert "versions/#versions" in kept["permalinks.txt"].decode().split()


def test_a_course_without_experiments_has_nothing_of_their_module(project: Project) -> None:
    docs = project.folder / "docs"
    (docs / "module-3").mkdir()
    (docs / "module-3" / "index.md").write_text("---\ntitle: Three\nneeds: experiments\n---\n# Three { #three }\n")
    (docs / "module-3" / "how-wide.md").write_text("---\ntitle: 1. Wide\n---\n# 1. Wide { #wide }\n\n<< run.nothing >>\n")
    (docs / "module-3" / "data.csv").write_text("a\n")
    (docs / "permalinks.txt").write_text("./\n./#home\n./#on\nmodule-3/\nmodule-3/data.csv\nmodule-3/how-wide/#wide\n"
                                         "downloads/how-wide.ipynb\nfigures/width-accuracies.svg\n")
    project.page("# Home { #home }\n\nText.\n\n## On { #on }\n\n[Three](module-3/index.md) goes on.\n")
    files = dict(sources.generated(course_of(project)))
    assert not [name for name in files if "module-3" in name or "wide" in name]
    assert b"goes on" not in files["index.md"] and b"#on" not in files["index.md"] and b"Text." in files["index.md"]
    assert files["permalinks.txt"].decode().split() == ["./", "./#home"]
    listed = (docs / "permalinks.txt").read_text().split()
    done = here("permalinks", folder=project.folder)
    assert done.returncode == 0, done.stderr
    assert set(listed) < set((docs / "permalinks.txt").read_text().split())


def test_a_page_can_need_experiments_alone(project: Project) -> None:
    project.page("---\ntitle: Home\nneeds: experiment\n---\n# Home { #home }\n")
    with pytest.raises(ContentError, match=r"^docs/index\.md: needs is 'experiment'; it should be 'experiments' or 'versions', or be left out$"):
        dict(sources.generated(course_of(project)))
