"""Pictures that leave the site say what they show and whose they are; all of them come in one archive, with credits."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pypdfium2
import pytest

from mnist_report.core.zips import EPOCH
from mnist_report.exports import figure_kit, pictures
from mnist_report.exports.figure_metadata import Metadata, in_pdf, in_svg
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from tests.support.project import ADDRESS, ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Callable

DC = "{http://purl.org/dc/elements/1.1/}"
SVG = "{http://www.w3.org/2000/svg}"
NAVIGATION = Navigation("Bars & <more>", nav=(Part("One", ("one/index.md", "one/a.md")),))
LESSON = "---\ntitle: 1. A\ndescription: Look.\n---\n# 1. A { #a }\n\n## See { #see }\n\n<< figure('network') >>\n\n<< figure('training_curves') >>\n"


@pytest.fixture
def teaching(project: Project) -> Callable[[str], Course]:
    """A course of one lesson with two figures, and its citation, at an address or none."""
    folder = project.folder / "docs" / "one"
    folder.mkdir()
    folder.joinpath("index.md").write_text("---\ntitle: One\n---\n# One { #one }\n", encoding="utf-8")
    folder.joinpath("a.md").write_text(LESSON, encoding="utf-8")
    shutil.copyfile(ROOT / "CITATION.cff", project.folder / "CITATION.cff")
    return lambda address: Course(project.artifacts, project.folder / "docs", replace(NAVIGATION, address=address))


def unpacked(course: Course) -> dict[str, bytes]:
    ((path, content),) = figure_kit.files(course)
    assert path == "downloads/figures.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {EPOCH}
        return {name.removeprefix("figures/"): archive.read(name) for name in archive.namelist()}


def test_the_archive_has_each_figure_as_pdf_and_png_with_a_line_for_each(teaching: Callable[[str], Course]) -> None:
    course = teaching(ADDRESS)
    files = unpacked(course)
    rows = list(csv.DictReader(io.StringIO(files["credits.csv"].decode(), newline=""), strict=True))
    assert {row["file"] for row in rows} == files.keys() - {"credits.csv"} == {
        "network.pdf", "network.png", "training-curves.pdf", "training-curves.png"}
    for row in rows:
        name = row["file"].rpartition(".")[0]
        figure = course.rendered_figure(name.replace("-", "_"))
        place = f"{ADDRESS}one/a/#fig-{name}"
        assert (row["permalink"], row["alternative_text"]) == (place, figure.alt)
        assert row["licence"] == "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
        assert row["credit"] == f"From “Bars & <more>” ({place}), run {course.evaluation.key}, CC BY 4.0."
        assert row["images"] == "Images of Bars, where shown: The makers of the tests, CC0."
        assert files[f"{name}.png"] == figure.pictures["png"]


def test_the_same_course_gives_the_same_archive(teaching: Callable[[str], Course]) -> None:
    assert list(figure_kit.files(teaching(""))) == list(figure_kit.files(teaching("")))


def test_without_an_address_the_credits_are_relative_to_the_site(teaching: Callable[[str], Course]) -> None:
    course = teaching("")
    row = next(csv.DictReader(io.StringIO(unpacked(course)["credits.csv"].decode(), newline="")))
    assert row["permalink"] == "one/a/#fig-network"
    assert row["credit"] == f"From “Bars & <more>”, run {course.evaluation.key}, CC BY 4.0."


def test_a_course_without_lessons_has_no_archive(project: Project) -> None:
    assert list(figure_kit.files(Course(project.artifacts, project.folder / "docs"))) == []


def stream_of_metadata(pdf: bytes) -> bytes:
    """The packet of XMP, by the tables and lengths of the file; most readers guess where these are wrong."""
    start = int(pdf.split()[-2])
    assert pdf[start:].startswith(b"xref\n0 1\n0000000000 65535 f \n")
    table = pdf[start:].partition(b"trailer")[0]
    places = {int(number): int(place) for number, place in re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", table)}
    assert all(pdf[place:].startswith(b"%d 0 obj\n" % number) for number, place in places.items())
    (number,) = re.findall(rb"/Metadata (\d+) 0 R", pdf[places[1]:])
    head, _, rest = pdf[places[int(number)]:].partition(b"stream\n")
    (length,) = re.findall(rb"/Length (\d+)", head)
    assert rest[int(length):].startswith(b"\nendstream\nendobj\n")
    return rest[:int(length)]


def test_a_pdf_says_what_it_shows_and_whose_it_is(teaching: Callable[[str], Course]) -> None:
    course = teaching(ADDRESS)
    pdf, figure = unpacked(course)["network.pdf"], course.rendered_figure("network")
    with pypdfium2.PdfDocument(pdf) as changed, pypdfium2.PdfDocument(figure.pdf) as plain:
        assert changed.get_metadata_dict(skip_empty=True) == {
            "Title": "Network", "Subject": figure.alt, "Author": "The developers of mnist-report",
            "Keywords": f"{ADDRESS}one/a/#fig-network"}
        shown, before = (document[0].render().to_numpy() for document in (changed, plain))
    assert (shown == before).all()
    packet = ElementTree.fromstring(stream_of_metadata(pdf).decode())
    said = {element.tag: "".join(element.itertext()) for element in packet.iter() if element.tag.startswith(DC)}
    assert said[f"{DC}title"] == "Network"
    assert "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" in said[f"{DC}rights"]
    assert said[f"{DC}source"] == f"{ADDRESS}one/a/#fig-network"


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_an_svg_says_what_it_shows_and_whose_it_is(teaching: Callable[[str], Course], address: str) -> None:
    course = teaching(address)
    files, figure = dict(pictures.files(course)), course.rendered_figure("network")
    assert {path for path in files if path.startswith("figures/network")} == {
        "figures/network.svg", "figures/network-dark.svg", "figures/network.png", "figures/network-dark.png", "figures/network.csv"}
    for path in ("figures/network.svg", "figures/network-dark.svg"):
        title, desc, metadata, *drawing = ElementTree.fromstring(files[path])
        assert [part.tag for part in (title, desc, metadata)] == [f"{SVG}{name}" for name in ("title", "desc", "metadata")]
        assert (title.text, desc.text) == ("Network", figure.alt)
        said = {element.tag: element.text for element in metadata.iter() if element.tag.startswith(DC)}
        assert (said[f"{DC}title"], said[f"{DC}creator"]) == ("Network", "The developers of mnist-report")
        assert said[f"{DC}rights"] == (
            "The developers of mnist-report, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). "
            "Images of Bars, where shown: The makers of the tests, CC0.")
        assert said.get(f"{DC}source") == (f"{ADDRESS}one/a/#fig-network" if address else None)
        assert [part.tag for part in drawing] == [f"{SVG}defs", f"{SVG}g", f"{SVG}defs"]
        assert len(files[path]) - len(figure.pictures["svg"]) < 1500


def test_pictures_without_a_citation_have_their_data_credited(project: Project) -> None:
    project.page("---\ntitle: Home\n---\n# Home { #home }\n\n<< figure('network') >>\n")
    root = ElementTree.fromstring(dict(pictures.files(Course(project.artifacts, project.folder / "docs")))["figures/network.svg"])
    assert [element.text for element in root.iter(f"{DC}rights")] == [
        "Images of Bars, where shown: The makers of the tests, CC0."]
    assert not list(root.iter(f"{DC}creator"))


ODD = Metadata("A & <b> \"c\" (d) \\ é 数", "x\x00y ]]> --> &amp;", "O'Neil (and sons", "r", "https://host.example/?a=1&b=(2)#c", "https://l.example/")


def test_any_text_is_kept_as_it_is(project: Project) -> None:
    figure = project.artifacts.figure("network")
    title, desc, *_ = ElementTree.fromstring(in_svg(figure.pictures["svg"], ODD))
    assert (title.text, desc.text) == (ODD.title, ODD.description.replace("\x00", "�"))
    with pypdfium2.PdfDocument(in_pdf(figure.pdf, ODD)) as document:
        assert document.get_metadata_value("Title") == ODD.title
        assert document.get_metadata_value("Author") == ODD.creator


def test_an_svg_without_metadata_of_its_own_gets_them_too() -> None:
    written = in_svg(b'<svg xmlns="http://www.w3.org/2000/svg">\n<g/></svg>', ODD)
    assert [part.tag for part in ElementTree.fromstring(written)] == [f"{SVG}{name}" for name in ("title", "desc", "metadata", "g")]
