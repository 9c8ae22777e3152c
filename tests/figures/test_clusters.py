"""The figure of the clusters, by its artists."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex

from mnist_report.figures.clusters import PANELS, clusters_part
from mnist_report.figures.legibility import contrast
from mnist_report.training.clusters import clusters
from tests.support.drawing import UNUSUAL, draw, make_run, texts, titles


@pytest.fixture
def run():
    return make_run()


def dots(axes):
    """The places of the dots, by their colour, each at the beginning of its dash."""
    dashed = [patch for patch in axes.patches if patch.get_capstyle() == "round"]
    return {to_hex(patch.get_edgecolor()): patch.get_path().vertices[::2].tolist() for patch in dashed}


def rings(axes):
    return [place for collection in axes.collections for place in collection.get_offsets().tolist()]


def test_each_moment_has_a_dot_for_what_is_read_right_and_a_ring_for_what_is_not(run):
    seen = clusters(run)
    picture = draw(clusters_part(run))
    assert titles(picture) == [moment.name for moment in seen.moments]
    for axes, moment in zip(picture.axes, seen.moments, strict=True):
        right = moment.answers == run.labels
        assert rings(axes) == moment.places[~right].tolist()
        by_class = [moment.places[right & (run.labels == label)].tolist() for label in range(3)]
        assert [*dots(axes).values()] == [places for places in by_class if places]


def test_all_moments_have_the_same_axes_with_room_for_all_images_and_units_of_one_length(run):
    picture = draw(clusters_part(run))
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in picture.axes}) == 1
    for axes in picture.axes:
        assert axes.get_aspect() == 1
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        for x, y in [*rings(axes), *(place for places in dots(axes).values() for place in places)]:
            assert left < x < right
            assert bottom < y < top


def test_a_class_is_named_at_its_centre_where_no_other_is_close(run, monkeypatch):
    seen = clusters(run)
    axes = draw(clusters_part(run)).axes[-1]
    middles = [seen.moments[-1].places[run.labels == label].mean(axis=0) for label in range(3)]
    assert {text.get_text(): list(text.get_position()) for text in axes.texts} == {
        name: pytest.approx(middle) for name, middle in zip("012", middles, strict=True)
    }
    monkeypatch.setattr("mnist_report.figures.clusters.APART", 10)
    assert texts(draw(clusters_part(run)).axes[-1]) == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_stands_out_from_the_background(run, theme):
    axes = draw(clusters_part(run), theme).axes[-1]
    background = axes.get_facecolor()
    assert all(contrast(colour, background) >= 3 for colour in dots(axes))
    monkey = clusters_part(UNUSUAL["many classes"])
    assert all(contrast(colour, background) >= 3 for axes in draw(monkey, theme).axes for colour in dots(axes))


def test_a_row_of_the_table_counts_what_is_right_at_a_moment(run):
    seen, figure = clusters(run), clusters_part(run)
    assert figure.table.rows == tuple(
        (moment.name, moment.step, *(int((each == run.labels).sum()) for each in (moment.answers, moment.nearest, moment.nearest_in_plane)),
         moment.between)
        for moment in seen.moments
    )
    assert figure.table.rows[-1][2] == 5
    assert "Before training, " in figure.description
    assert figure.caption.startswith("8 test images, evenly spread over the test set, in one plane of the 4 dimensions of the last hidden layer.")
    assert f"{figure.table.rows[0][3]} of 8 lie nearest" in figure.caption


def test_the_picture_has_some_of_the_images_and_says_so(run, monkeypatch):
    monkeypatch.setattr("mnist_report.figures.clusters.PLOTTED", 4)
    figure = clusters_part(run)
    assert "The picture has 4 of them. A ring is" in figure.caption
    axes = draw(figure).axes[0]
    assert len(rings(axes)) + sum(map(len, dots(axes).values())) == 4


def test_of_many_moments_the_picture_has_those_between_which_images_move_most():
    figure = clusters_part(UNUSUAL["a thousand epochs"])
    shown = titles(draw(figure))
    assert len(figure.table.rows) == 30
    assert 3 <= len(shown) <= PANELS
    assert (shown[0], shown[-1]) == ("before training", "after epoch 1000")


def test_moments_at_which_nothing_moves_are_left_out(run):
    run.moments = 5 * run.moments[:1] + run.moments[1:]
    figure = clusters_part(run)
    assert len(figure.table.rows) == 9
    shown = titles(draw(figure))
    assert len(shown) == len(set(shown)) >= 4
