"""An edition's own settings: they come before those of the project, and what is wrong in them names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_report.core.edition import Site
from mnist_report.core.errors import ConfigurationError
from mnist_report.core.settings import load_settings

PYPROJECT = '[tool.mnist-report]\nedition = "clothes"\nseeds = 3\nexample = 7\n[tool.mnist-report.recipe]\nepochs = 4\nseed = 9\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that names an edition, without its file."""
    (tmp_path / "gen" / "editions" / "clothes").mkdir(parents=True)
    (tmp_path / "gen" / "editions" / "neutral").mkdir()
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    return tmp_path


def own(folder: Path, text: str) -> None:
    (folder / "gen" / "editions" / "clothes" / "edition.toml").write_text(text, encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(folder / "pyproject.toml")
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_an_edition_without_a_file_changes_nothing(folder: Path) -> None:
    settings = load_settings(folder / "pyproject.toml")
    assert (settings.edition, settings.site, settings.seeds, settings.recipe.epochs) == ("clothes", Site(), 3, 4)


def test_its_settings_come_before_those_of_the_project(folder: Path) -> None:
    own(folder, """
        [site]
        name = "Kleider"
        description = "Was ein Netz von Kleidern weiß"
        language = "de"
        [site.titles]
        Home = "Anfang"
        [settings]
        dataset = "data/clothes"
        dataset_name = "Clothes"
        attribution = "A"
        licence = "B"
        item = "garment"
        seeds = 1
        [settings.recipe]
        epochs = 6
        [settings.gates]
        min_test_accuracy = 0.5
    """)
    settings = load_settings(folder / "pyproject.toml")
    assert settings.site == Site("Kleider", "Was ein Netz von Kleidern weiß", "de", (("Home", "Anfang"),))
    assert (settings.dataset, settings.items, settings.kind) == (folder / "data" / "clothes", "garments", "class")
    assert (settings.seeds, settings.example) == (1, 7)
    assert (settings.recipe.epochs, settings.recipe.seed, settings.gates.min_test_accuracy) == (6, 9, 0.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sites]\n", "'sites' is not a table of an edition; they are [site], [settings], [settings.recipe] and [settings.gates]"),
        ("[site]\ntitle = 'A'\n", "[site] 'title' is not a key; the keys are name, description, language, titles"),
        ('[site]\nname = "A\\nB"\n', r"name is 'A\nB', but must be one printable line"),
        ('[site]\nlanguage = "deutsch"\n', "language is 'deutsch', but must be the code of a language, such as 'en', 'de' or 'pt-BR'"),
        ("[site.titles]\nHome = 3\n", "titles is [('Home', 3)], but must be a table of titles: those in mkdocs.yml and those of the edition"),
        ("[site]\nname = \n", "must be valid TOML in UTF-8, but: Invalid value (at line 2, column 8)"),
        ("settings = 3\n", "settings is 3, but must be a table"),
    ],
)
def test_a_mistake_in_it_names_the_file(folder: Path, text: str, message: str) -> None:
    own(folder, text)
    assert refusal(folder) == f"gen/editions/clothes/edition.toml: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[settings]\nattribution = ""\n', "[tool.mnist-report] attribution is '', but must be a name of one printable line"),
        ("[settings]\nsed = 3\n", "[tool.mnist-report] 'sed' is not a key; did you mean 'seeds'?"),
        ("[settings]\nepochs = 3\n", "[tool.mnist-report] 'epochs' is not a key; it belongs in [tool.mnist-report.recipe]"),
        ('[settings]\ndataset = "data"\n', "[tool.mnist-report] dataset is 'data', but dataset_name, attribution, licence, item are not set"),
    ],
)
def test_a_wrong_setting_names_both_files(folder: Path, text: str, message: str) -> None:
    own(folder, text)
    assert refusal(folder).startswith(f"pyproject.toml with gen/editions/clothes/edition.toml: {message}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("clothe", "edition is 'clothe', but gen/editions has no such folder; did you mean 'clothes'?"),
        ("pets", "edition is 'pets', but gen/editions has no such folder; `mnist-report edition new pets` makes it"),
    ],
)
def test_an_edition_that_is_not_there(folder: Path, name: str, message: str) -> None:
    (folder / "pyproject.toml").write_text(PYPROJECT.replace("clothes", name), encoding="utf-8")
    assert refusal(folder).endswith(message)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ('"neutral"', "edition is 'neutral', which lies under every other one by itself; name your own"),
        ("3", "[tool.mnist-report] edition is 3, but must be the name of a folder in gen/editions, other than 'neutral'"),
        ("true", "[tool.mnist-report] edition is true, but must be the name of a folder in gen/editions, other than 'neutral'"),
    ],
)
def test_what_no_edition_is_called(folder: Path, name: str, message: str) -> None:
    (folder / "pyproject.toml").write_text(PYPROJECT.replace('"clothes"', name), encoding="utf-8")
    assert refusal(folder) == f"pyproject.toml: {message}"
