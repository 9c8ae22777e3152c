"""Parts of explore pages in a lesson: what the verb `explore` places, what stands for a part, and what it refuses."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_report.core.errors import ContentError
from mnist_report.exports.plain_markdown import Plain
from mnist_report.exports.prints import Sheet
from mnist_report.pages import markup
from mnist_report.pages.course import Course
from mnist_report.pages.stills import Stills
from mnist_report.results.evaluation import Evaluation
from mnist_report.results.passes import passed
from mnist_report.results.states import STATES
from mnist_report.training.forward import forward, softmax
from mnist_report.training.hill import as_json, hill
from tests.support.project import ROOT, tiny_arrays

if TYPE_CHECKING:
    from mnist_report.pages.page import Page
    from mnist_report.training.run import Run
    from tests.support.project import Project

FILES = sorted((ROOT / "gen" / "parts").glob("*.html"))
PARTS = sorted(file.stem for file in FILES)
PAGE = "m/page.md"


def page(project: Project, *parts: str) -> Page:
    folder = project.folder / "docs" / "m"
    folder.mkdir(exist_ok=True)
    folder.joinpath("page.md").write_text("# A { #a }\n\n" + "\n\n".join(f"<< explore({part}) >>" for part in parts) + "\n")
    return Course(project.artifacts, project.folder / "docs").page(PAGE)


def table(text: str) -> list[list[str]]:
    """The cells of the tables in Markdown, without escapes."""
    return [[cell.strip().replace("\\", "") for cell in line.strip("| ").split(" | ")] for line in text.splitlines() if line.startswith("| ")]


def run_of(project: Project) -> Run:
    return project.artifacts.run


# What it places


def test_every_part_has_its_states_its_program_its_style_sheet_and_its_id() -> None:
    assert set(PARTS) == set(STATES)
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        program = re.search(r'data-explore-part="([\w-]+)"', text)
        assert program and text.startswith(f'<div class="part" id="explore-{file.stem}" ')
        for ending in ("js", "css"):
            assert (ROOT / "docs" / "assets" / "explore" / "parts" / f"{program[1]}.{ending}").is_file()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_stands_on_the_page_on_paper_and_in_the_notebook(project: Project, part: str) -> None:
    made = page(project, f'"{part}"')
    site, paper = markup.body(made), Sheet(made, {PAGE: {f"explore-{part}": "other"}}, "m").lesson()
    notebook = Plain(made, "https://example.org/").text(made.blocks)
    assert made.ids == {"a", f"explore-{part}"} | {f"fig-{name}" for name in made.figures}
    assert f'id="explore-{part}"' in site and f'id="explore-{part}"' not in paper and 'id="other"' in paper
    assert "<<" not in site and "\ufdd0" not in site + paper + notebook
    assert "<div" not in notebook and "](https://example.org/" in notebook
    assert made.figures or table(notebook) == table(site) != []


def test_a_link_of_a_part_leads_on_from_a_page_at_any_depth(project: Project) -> None:
    assert "](../explore/training-time-machine/index.md)" in markup.body(page(project, '"neuron"'))
    project.page('# A { #a }\n\n<< explore("neuron") >>\n')
    home = Course(project.artifacts, project.folder / "docs").page("index.md")
    assert "](explore/training-time-machine/index.md)" in markup.body(home)


def test_several_parts_stand_on_one_page(project: Project) -> None:
    made = page(project, *(f'"{part}"' for part in PARTS))
    assert {f"explore-{part}" for part in PARTS} < made.ids
    assert len(re.findall(r'\bdata-explore-part="', markup.body(made))) == len(PARTS)


# What it refuses


@pytest.mark.parametrize(("part", "message"), [
    ('"insid"', "no part 'insid'; did you mean 'inside'?"),
    ('"xyz"', f"no part 'xyz'; those in gen/parts are {', '.join(PARTS)}"),
    ('"xyz", "image-3"', f"no part 'xyz'; those in gen/parts are {', '.join(PARTS)}"),
    ('"inside", "image-60"', "the part 'inside' has no state 'image-60'; did you mean "),
    ('"inside", "7"', "the part 'inside' has no state '7'; it has 'image-0' to 'image-59'"),
    ('"draw", "x"', "the part 'draw' has no state 'x'; it has none"),
    ('"neuron", "neuron-10"', "the part 'neuron' has no state 'neuron-10'; did you mean 'neuron-0' or 'neuron-1'?"),
    ('"time-machine", "epoch-3"', "the part 'time-machine' has no state 'epoch-3'; did you mean "),
    ('"errors", "most"', "the part 'errors' has no state 'most'; it has 'sure'"),
])
def test_an_unknown_part_or_state_is_named_with_the_nearest(project: Project, part: str, message: str) -> None:
    with pytest.raises(ContentError) as raised:
        page(project, part)
    assert str(raised.value).startswith(f"docs/m/page.md:3: {message}")


def test_a_part_stands_on_a_page_once(project: Project) -> None:
    with pytest.raises(ContentError, match=r"docs/m/page\.md:5: the id 'explore-neuron' is given a second time"):
        page(project, '"neuron"', '"neuron", "neuron-1"')


# What its tables and its data say


def test_the_pass_of_an_image_is_the_forward_pass(project: Project) -> None:
    run = run_of(project)
    for index in (0, 3, 59):
        one = passed(run, index)
        image = run.dataset.x_test[index]
        assert base64.b64decode(one.pixels) == image.tobytes()
        kernel, bias = run.weights[:2]
        assert one.layers[0] == pytest.approx(np.maximum(image.reshape(-1) / 255 @ kernel + bias, 0), abs=1e-4)
        assert [len(layer) for layer in one.layers] == [12, 6]
        expected = forward(image.reshape(1, -1) / 255, run.weights, run.recipe.activation)[0]
        assert softmax(np.array([one.logits]))[0] == pytest.approx(expected, abs=1e-3)
        assert one.probabilities == pytest.approx(expected, abs=1e-3)
        assert (one.true, one.predicted) == (run.labels[index], expected.argmax())


def test_the_data_of_the_part_inside_are_those_of_its_state(project: Project) -> None:
    for state, index in (("", 3), (', "image-7"', 7)):
        found = re.search(r'data-pass="([^"]*)"', markup.body(page(project, f'"inside"{state}')))
        assert found
        assert json.loads(unescape(found[1])) == json.loads(Stills(Evaluation(run_of(project), lambda: None), lambda: project.artifacts.hill).pass_of(f"image-{index}"))  # type: ignore[arg-type, return-value]


def test_the_data_of_the_part_hill_are_what_was_measured(project: Project) -> None:
    found = re.search(r'data-hill="([^"]*)"', markup.body(page(project, '"hill"')))
    assert found
    assert unescape(found[1]) == as_json(hill(run_of(project)))


def test_the_table_of_a_neuron_has_a_row_for_the_start_and_each_epoch(project: Project) -> None:
    head, _, *rows = table(markup.body(page(project, '"neuron", "neuron-4"')))
    assert head[0] == "Neuron 4 after epoch"
    kernels = [run_of(project).weights_after(epoch)[0][:, 4] for epoch in range(3)]
    assert [row[0] for row in rows] == ["0", "1", "2"]
    for row, now in zip(rows, kernels, strict=True):
        assert [float(cell) for cell in row[1:]] == pytest.approx([now.min(), now.max(), abs(now - kernels[0]).mean()], abs=6e-4)


def test_the_table_of_errors_has_the_surest_of_those_that_the_state_keeps(mislabelled: Project) -> None:
    run = run_of(mislabelled)
    wrong = np.flatnonzero(run.probabilities.argmax(axis=1) != run.labels)
    assert len(wrong) > 5
    sure = sorted(wrong, key=lambda index: -run.probabilities[index].max())
    true, answer = run.labels[sure[-1]], run.probabilities[sure[-1]].argmax()
    kept = [index for index in sure if (run.labels[index], run.probabilities[index].argmax()) == (true, answer)]
    for state, expected in (("", sure), (', "sure"', sure), (f', "{true}-{answer}"', kept)):
        rows = table(markup.body(page(mislabelled, f'"errors"{state}')))[2:]
        assert [int(row[0]) for row in rows] == [int(index) for index in expected[:5]]


@pytest.fixture
def mislabelled(project: Project) -> Project:
    """Test images of which every second has another label than it should."""
    arrays = tiny_arrays()
    arrays["y_test"][::2] = (arrays["y_test"][::2] + 1) % 3
    np.savez_compressed(project.folder / "tiny.npz", **arrays)
    return project
