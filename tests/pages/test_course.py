"""A page says what the run says, or the build stops and names file and line."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from mnist_report.core.errors import ContentError
from mnist_report.exports import pictures
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.training.engine import Threads
from mnist_report.training.run import Training
from tests.support import trainer
from tests.support.project import Project


def rendered(project: Project, text: str) -> str:
    project.page(text)
    return dict(Course(project.artifacts, project.folder / "docs").generated())["index.md"].decode()


def test_values_source_output_and_figure(project: Project) -> None:
    page = rendered(project, "---\ntitle: Home\n---\n# Home { #home }\n\nOf << run.test_size | number >> {{ not ours }}.\n\n"
                             '<< source("training.steps.fit_model") >>\n\n<< output(run.test_line) >>\n\n<< figure("confusion_matrix") >>\n')
    assert "Of 60 {{ not ours }}." in page
    assert "```python\nmodel.fit(x_train, y_train, epochs=2, validation_split=0.2)\n```" in page
    assert re.search(r"```text\nTest Accuracy: [01]\.\d\d\n```", page)
    assert 'id="fig-confusion-matrix"' in page
    assert "](figures/confusion-matrix.svg#only-light)" in page
    assert "](figures/confusion-matrix-dark.svg#only-dark)" in page
    assert page.count("](figures/confusion-matrix.csv)") == 1


def test_what_a_course_shows_is_known_before_anything_is_trained(cold_project: Project) -> None:
    """So that others can begin to draw."""
    cold_project.page('---\ntitle: Home, << run.test_size >>\n---\n# Home { #home }\n\n<< figure("network") >>\n')
    assert Course(cold_project.artifacts, cold_project.folder / "docs").figures == ["network"]
    assert not list(cold_project.artifacts.store.root.glob("runs/*/*"))


def test_a_figure_within_a_part_is_shown_by_the_page_that_shows_the_part(project: Project) -> None:
    part = project.folder / "gen" / "parts" / "shape.html"
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text('<div class="part" id="explore-shape" data-explore-part="shape" markdown="1">\n<div class="part-still" markdown="1">\n\n'
                    '<< figure("network") >>\n\n</div>\n</div>\n', encoding="utf-8")
    project.page('---\ntitle: Home\n---\n# Home { #home }\n\n<< explore("shape") >>\n')
    course = Course(project.artifacts, project.folder / "docs")
    assert course.figures == ["network"]
    assert course.templates.showing["network"] == ["index.md"]
    written = dict(course.generated()) | dict(pictures.files(course))
    assert 'id="fig-network"' in written["index.md"].decode()
    assert "figures/network.svg" in written


def compiled_while_training(project: Project, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose pages were compiled during its training, and that compiles no page as it stood then anew."""
    course = Course(project.artifacts, project.folder / "docs")
    course.templates.compile()
    compiled, compile_text = set(), course.templates.jinja.compile

    def once(source: str, *arguments: Any, **options: Any) -> Any:
        assert source not in compiled
        compiled.add(source)
        return compile_text(source, *arguments, **options)

    compiled.update(course.templates.text(path) for path in course.pages)
    monkeypatch.setattr(course.templates.jinja, "compile", once)
    return course


def test_a_page_that_was_compiled_while_the_network_trained_is_not_compiled_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.page("# Home { #home }\n\nOf << run.test_size >>.\n")
    course = compiled_while_training(project, monkeypatch)
    assert "Of 60." in course.page("index.md").body


def test_a_page_that_was_edited_while_the_network_trained_is_that_which_its_file_says(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.page("# Home { #home }\n\nOf << run.test_size >>.\n")
    course = compiled_while_training(project, monkeypatch)
    project.page("# Home { #home }\n\nAll << run.test_size >>.\n")
    assert "All 60." in course.page("index.md").body


def test_pages_are_compiled_while_the_network_trains_and_a_mistake_in_one_is_told_as_ever(
    cold_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold_project.page("# Home { #home }\n\n<< run.test_size >\n")
    is_compiled = threading.Event()

    def train(*arguments: Any) -> Training:
        training = trainer.train(*arguments)
        assert is_compiled.wait(60)
        return training

    course = Course(replace(cold_project.artifacts, engine=Threads(train)), cold_project.folder / "docs")
    compile_text = course.templates.jinja.compile
    monkeypatch.setattr(course.templates.jinja, "compile", lambda *given: (is_compiled.set(), compile_text(*given))[1])
    with pytest.raises(ContentError, match=r"^docs/index\.md:3: "):
        dict(course.generated())


def test_a_page_in_a_folder_links_upwards(project: Project) -> None:
    (project.folder / "docs" / "module").mkdir()
    (project.folder / "docs" / "module" / "a.md").write_text('# A { #a }\n\n<< figure("network") >>\n')
    page = dict(Course(project.artifacts, project.folder / "docs").generated())["module/a.md"].decode()
    assert "](../figures/network.svg#only-light)" in page
    assert "](../report/index.md)" in page


def test_a_lesson_says_its_objective_its_length_and_what_it_builds_on(project: Project) -> None:
    (project.folder / "docs" / "second.md").write_text(
        "---\ntitle: 2. Second\ndescription: Do the second thing.\nbuilds_on: [index.md]\n---\n# 2. Second { #second }\n\n"
        + "word " * 401 + "\n"
    )
    page = dict(Course(project.artifacts, project.folder / "docs").generated())["second.md"].decode()
    assert "Do the second thing." in page.split("# 2. Second")[1]
    assert "Reading time: 3 min" in page
    assert "Builds on: [Home](index.md)" in page


def test_the_footer_names_the_run(project: Project) -> None:
    page = rendered(project, "# Home { #home }\n")
    key = project.artifacts.run.provenance["key"][:12]
    assert f"[run {key}](report/index.md): seed 0, tensorflow" in page


def test_metrics_json_is_what_the_pages_say(project: Project) -> None:
    files = dict(Course(project.artifacts, project.folder / "docs").generated())
    metrics = json.loads(files["metrics.json"])
    assert metrics["run"] == project.artifacts.run.provenance["key"][:12]
    assert sum(map(sum, metrics["confusion_matrix"])) == 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# A\n<< 1 / 0 >>\n", r"docs/index.md:2: ZeroDivisionError: division by zero"),
        ('# A\n<< output("") >>\n', r"docs/index.md:2: ValueError: output of nothing"),
        ('# A\n<< claim(run.test_accuracy > 1, "It is sure.") >>\n',
         r"docs/index.md:2: this run makes a sentence false: 'It is sure.'; rewrite it, or let it follow the run$"),
        ("# A\n<< widget('draw') >>\n", r"docs/index.md:2: no widget 'draw'; those in gen/widgets are draw-a-digit, error-explorer, inside-the-network, ten-clusters, train-it-here, training-time-machine$"),
        ("# A\n<< widget() >>\n", r"docs/index.md:2: a widget should be called by its name in gen/widgets, widget\(\"draw-a-digit\"\), or as <% call widget\(\) %> … <% endcall %>, around its element$"),
        ("---\ntitle: [\n---\n# A\n", r"docs/index.md: "),
        ("---\ntitle: 1. A\ndescription: d\nbuilds_on: [b.md]\n---\n# 1. A\n", r"docs/index.md: .*builds_on names 'b.md'"),
        ("---\ntitle: 1. A\n---\n# 1. A { #a }\n", r"docs/index.md: .*description"),
    ],
)
def test_a_page_that_names_what_is_not_there(project: Project, text: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        rendered(project, text)


def test_no_page_at_all(project: Project) -> None:
    with pytest.raises(ContentError, match=r"no page in .*empty; it should hold the Markdown files of the course"):
        list(Course(project.artifacts, project.folder / "empty").generated())


@pytest.mark.parametrize(("link", "target"), [("a.md", "../secret.md"), ("assets", "../../private"), ("a.md", "/etc/hostname"), ("b.svg", "../x.svg")])
def test_a_link_out_of_the_pages(project: Project, link: str, target: str) -> None:
    (project.folder / "docs" / link).symlink_to(target)
    with pytest.raises(ContentError, match=rf"docs/{link} is a link to '.*'; it should lead to a file in .*docs$"):
        list(Course(project.artifacts, project.folder / "docs").generated())


def test_a_link_within_the_pages(project: Project) -> None:
    (project.folder / "docs" / "a.md").symlink_to("index.md")
    assert "a.md" in dict(Course(project.artifacts, project.folder / "docs").generated())


def test_a_page_that_is_not_utf8(project: Project) -> None:
    (project.folder / "docs" / "index.md").write_bytes(b"# A \xff\n")
    with pytest.raises(ContentError, match=r"^docs/index.md: byte 0xff in line 1 is not UTF-8; save it as UTF-8$"):
        list(Course(project.artifacts, project.folder / "docs").generated())


def test_the_front_matter_follows_the_run_whatever_its_words_hold(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace('"Bars"', '"Bars: the \\"thin\\" ones # 2"'))
    project.page("---\ntitle: The << run.items >> of << run.dataset_name >>\ndescription: << run.classes >> of them\n---\n# A { #a }\n")
    page = dict(Course(project.artifacts, project.folder / "docs").generated())["index.md"].decode()
    # As HTML, because themes write a title out as it is.
    assert 'title: "The bars of Bars: the &quot;thin&quot; ones # 2"\ndescription: "3 of them"\n' in page


def test_titles_follow_the_run_where_other_pages_name_them(project: Project) -> None:
    project.page("---\ntitle: Draw << run.item | article >>\n---\n# A { #a }\n\n<< figure(\"network\") >>\n")
    (project.folder / "docs" / "all.md").write_text("# All { #all }\n\n<< gallery() >>\n")
    page = dict(Course(project.artifacts, project.folder / "docs").generated())["all.md"].decode()
    assert "Shown in [Draw a bar](index.md#fig-network)" in page


@pytest.mark.parametrize("front", ["title: << run.nothing >>", "title: << 1 / 0 >>", "title: [", "title: << run.item | percent >>"])
def test_a_title_that_cannot_be_made_names_its_page(project: Project, front: str) -> None:
    project.page(f"---\n{front}\n---\n# A {{ #a }}\n")
    with pytest.raises(ContentError, match=r"^docs/index\.md:?2?: "):
        dict(Course(project.artifacts, project.folder / "docs").generated())


def test_the_code_shown_loads_the_images_of_the_project(project: Project) -> None:
    page = rendered(project, '# A { #a }\n\n<< source("training.steps.import_libraries", imports=True) >>\n\n'
                             '<< source("training.steps.load_and_preprocess") >>\n\n<< source("figures.confidence.draw_model_confidence") >>\n')
    assert "\nfrom mnist_report.training.dataset import load_npz\n" in page
    assert "\n(x_train, y_train), (x_test, y_test) = load_npz('tiny.npz').load_data()\n" in page
    assert '\nplt.xlabel("Class")\n' in page


def test_the_code_shown_loads_them_with_keras_where_the_project_says_so(project: Project) -> None:
    settings = project.folder / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seeds = 2", 'seeds = 2\nkeras_dataset = "fashion_mnist"'))
    page = rendered(project, '# A { #a }\n\n<< source("training.steps.import_libraries", imports=True) >>\n\n'
                             '<< source("training.steps.load_and_preprocess") >>\n')
    assert "\nfrom tensorflow.keras.datasets import fashion_mnist\n" in page
    assert " = fashion_mnist.load_data()\n" in page


def test_what_stands_in_a_comment_or_is_written_as_it_is_is_not_shown(project: Project) -> None:
    """Neither drawn, nor the picture of its lesson, nor said to be shown there."""
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    (docs / "m" / "index.md").write_text("---\ntitle: M\n---\n# M { #m }\n")
    (docs / "m" / "a.md").write_text('---\ntitle: 1. A\ndescription: Do.\n---\n# 1. A { #a }\n\n<#\n<< figure("nothing") >>\n#>\n')
    written = '<# << figure("network") >> #>\n\n<% raw %>`<< figure("network") >>`<% endraw %>\n\n<< module_cards() >>\n'
    project.page(f'# Home {{ #home }}\n\n{written}')
    course = Course(project.artifacts, docs, Navigation(nav=(Part("M", ("m/index.md", "m/a.md")),)))
    assert course.figures == []
    assert course.contents.modules[0].lessons[0].picture == ""
    assert "[1. A](m/a.md)" in course.page("index.md").body


def test_a_lesson_names_its_card_and_without_one_has_its_figure(project: Project) -> None:
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    (docs / "m" / "index.md").write_text("---\ntitle: M\n---\n# M { #m }\n")
    for number, front in enumerate(("card: layers\n", "picture: network\n", ""), start=1):
        (docs / "m" / f"{number}.md").write_text(f"---\ntitle: {number}. A\ndescription: Do.\n{front}---\n# {number}. A {{ #a }}\n")
    project.page("# Home { #home }\n\n<< module_cards() >>\n")
    nav = Navigation(nav=(Part("M", ("m/index.md", "m/1.md", "m/2.md", "m/3.md")),))
    text = Course(project.artifacts, docs, nav).page("index.md").body
    first, second, third = text.split("-   ")[1:]
    assert first.startswith("![](cards/layers.png){ .card loading=lazy width=224 height=224 }")
    assert "](figures/network.svg#only-light)" in second
    assert third.startswith("[3. A](m/3.md)")


def test_a_card_that_there_is_not_is_named_with_its_page(project: Project) -> None:
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    (docs / "m" / "index.md").write_text("---\ntitle: M\n---\n# M { #m }\n")
    (docs / "m" / "a.md").write_text("---\ntitle: 1. A\ndescription: Do.\ncard: layer\n---\n# 1. A { #a }\n")
    with pytest.raises(ContentError, match=r"^docs/m/a.md: no card 'layer'; did you mean 'layers'\?$"):
        _ = Course(project.artifacts, docs, Navigation(nav=(Part("M", ("m/index.md", "m/a.md")),))).contents
