"""The settings: their defaults, what a file may say, and the whole message of everything it may not. (Over 300 lines: each refusal with its whole message.)"""

from __future__ import annotations

import ast
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from mnist_report.core import settings
from mnist_report.core.errors import ConfigurationError
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Settings, load_settings

COURSE_KEYS = ", ".join(field.name for field in dataclasses.fields(Settings))


@pytest.fixture
def pyproject(tmp_path: Path) -> Path:
    return tmp_path / "pyproject.toml"


def message(pyproject: Path, text: str) -> str:
    """What load_settings says of a file with this text, after the name of the file."""
    pyproject.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(pyproject)
    prefix, _, rest = str(caught.value).partition(f"{pyproject}: ")
    assert prefix == ""
    assert "\n" not in rest
    return rest


def test_default_recipe_is_that_of_the_course() -> None:
    expected = {
        "seed": 0,
        "epochs": 5,
        "batch_size": 32,
        "validation_split": 0.2,
        "first_units": 128,
        "second_units": 64,
        "activation": "relu",
        "optimizer": "adam",
        "loss": "categorical_crossentropy",
        "learning_rate": None,
        "train_images": None,
        "labels": "true",
        "steps_per_epoch": None,
        "l2": 0.0,
        "dropout": 0.0,
        "shift": 0,
        "network": "dense",
    }
    assert json.loads(json.dumps(dataclasses.asdict(Recipe()))) == expected


def test_default_course() -> None:
    settings = Settings()
    assert (settings.dataset, settings.class_names, settings.dataset_name) == (None, None, "MNIST")
    assert (settings.example, settings.seeds, settings.recipe) == (42, 10, Recipe())
    assert settings.store == Path(".cache/mnist-report")
    # Both of these are conditions of the licence of MNIST.
    assert settings.attribution == "Yann LeCun, Corinna Cortes and Christopher J. C. Burges"
    assert settings.licence == "Creative Commons Attribution-ShareAlike 3.0"


@pytest.mark.parametrize("value", [Recipe(), Settings()])
def test_settings_are_frozen_values(value: Recipe | Settings) -> None:
    assert value == type(value)()
    assert hash(value) == hash(type(value)())
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, dataclasses.fields(value)[0].name, 1)


@pytest.mark.parametrize(
    "text", [None, "", "[tool.other]\nkey = 1", "[tool.mnist-report]", "[tool.mnist-report.recipe]"]
)
def test_without_settings_the_course_is_the_default_one(pyproject: Path, text: str | None) -> None:
    if text is not None:
        pyproject.write_text(text, encoding="utf-8")
    places = {"store": pyproject.parent / ".cache/mnist-report", "history": pyproject.parent / "history.jsonl"}
    assert load_settings(pyproject) == Settings(**places)


def test_every_key(pyproject: Path) -> None:
    pyproject.write_text(
        """
        [tool.mnist-report]
        dataset = "data/letters.npz"
        class_names = ["A", "B", "Ç"]
        example = 0
        seeds = 3
        store = "../store"
        history = "log/history.jsonl"
        dataset_name = "Letters"
        attribution = "Ada"
        licence = "CC0"
        item = "letter"
        items = "letters of the alphabet"
        kind = "letter"
        kinds = "signs"
        keras_dataset = "fashion_mnist"
        examples = 10
        [tool.mnist-report.recipe]
        seed = 4294967295
        epochs = 1000
        batch_size = 1
        validation_split = 0.5
        first_units = 65536
        second_units = 2
        activation = "gelu"
        optimizer = "adamw"
        loss = "categorical_crossentropy"
        """,
        encoding="utf-8",
    )
    assert load_settings(pyproject) == Settings(
        dataset=pyproject.parent / "data/letters.npz",
        class_names=("A", "B", "Ç"),
        example=0,
        seeds=3,
        store=pyproject.parent / "../store",
        history=pyproject.parent / "log/history.jsonl",
        dataset_name="Letters",
        attribution="Ada",
        licence="CC0",
        item="letter",
        items="letters of the alphabet",
        kind="letter",
        kinds="signs",
        keras_dataset="fashion_mnist",
        examples=10,
        recipe=Recipe(2**32 - 1, 1000, 1, 0.5, 65536, 2, "gelu", "adamw"),
    )


CREDITS = 'dataset_name = "L"\nattribution = "Ada"\nlicence = "CC0"\nitem = "letter"\n'


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", ("letter", "letters", "class", "classes")),
        ('items = "types"\nkind = "sort"', ("letter", "types", "sort", "sorts")),
        ('kind = "class"\nkinds = "kinds"', ("letter", "letters", "class", "kinds")),
    ],
)
def test_the_words_for_images_of_ones_own(pyproject: Path, more: str, words: tuple[str, ...]) -> None:
    pyproject.write_text(f'[tool.mnist-report]\ndataset = "letters"\n{CREDITS}{more}', encoding="utf-8")
    settings = load_settings(pyproject)
    assert (settings.item, settings.items, settings.kind, settings.kinds) == words
    assert settings.keras_dataset is None


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (("licence",), "licence is not set"),
        (("dataset_name", "attribution", "licence", "item"), "dataset_name, attribution, licence, item are not set"),
    ],
)
def test_a_data_set_of_ones_own_is_credited_to_nobody_by_default(
    pyproject: Path, left_out: tuple[str, ...], said: str
) -> None:
    credits = "".join(line for line in CREDITS.splitlines(keepends=True) if not line.startswith(left_out))
    pyproject.write_text(f'[tool.mnist-report]\ndataset = "letters"\n{credits}', encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(pyproject)
    assert str(caught.value) == (
        f"{pyproject}: [tool.mnist-report] dataset is 'letters', but {said}; the defaults are those of MNIST, so say "
        "whose images these are and what one of them shows (item = 'garment')"
    )


def test_paths_are_absolute_and_absolute_ones_stay(
    pyproject: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    pyproject.write_text(f"[tool.mnist-report]\n{CREDITS}dataset = {json.dumps(str(elsewhere))}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = load_settings(Path("pyproject.toml"))
    assert settings.dataset == elsewhere
    assert settings.store == tmp_path / ".cache/mnist-report"


CHOICES = {
    "activation": ("relu", "tanh", "sigmoid", "gelu", "elu", "linear"),
    "optimizer": ("adam", "sgd", "rmsprop", "adamw", "nadam"),
    "loss": ("categorical_crossentropy",),
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in CHOICES.items() for name in names])
def test_choices(key: str, name: str) -> None:
    choice: dict[str, Any] = {key: name}
    assert getattr(Recipe(**choice), key) == name


UNITS = "must be a whole number from 2 to 65536"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("seed", "-1", "is -1, but must be a whole number from 0 to 4294967295"),
        ("seed", "4294967296", "is 4294967296, but must be a whole number from 0 to 4294967295"),
        ("epochs", "0", "is 0, but must be a whole number from 1 to 1000"),
        ("epochs", "1001", "is 1001, but must be a whole number from 1 to 1000"),
        ("epochs", "5.0", "is 5.0, but must be a whole number from 1 to 1000"),
        ("epochs", "true", "is true, but must be a whole number from 1 to 1000"),
        ("epochs", '"5"', "is '5', but must be a whole number from 1 to 1000"),
        ("batch_size", "0", "is 0, but must be a whole number from 1 to 2147483647"),
        ("validation_split", "0.0", "is 0.0, but must be a number above 0 and below 1"),
        ("validation_split", "1.0", "is 1.0, but must be a number above 0 and below 1"),
        ("validation_split", "nan", "is nan, but must be a number above 0 and below 1"),
        ("validation_split", "1", "is 1, but must be a number above 0 and below 1"),
        ("validation_split", "true", "is true, but must be a number above 0 and below 1"),
        ("first_units", "1", f"is 1, but {UNITS}"),
        ("second_units", "1", f"is 1, but {UNITS}"),
        ("first_units", "65537", f"is 65537, but {UNITS}"),
        ("second_units", "0", f"is 0, but {UNITS}"),
        ("second_units", "65537", f"is 65537, but {UNITS}"),
        ("activation", '"rellu"', "is 'rellu', but must be 'relu' or 'tanh' or 'sigmoid' or 'gelu' or 'elu' or 'linear'"),
        ("activation", "[]", "is [], but must be 'relu' or 'tanh' or 'sigmoid' or 'gelu' or 'elu' or 'linear'"),
        ("optimizer", '"Adam"', "is 'Adam', but must be 'adam' or 'sgd' or 'rmsprop' or 'adamw' or 'nadam'"),
        ("loss", '"mse"', "is 'mse', but must be 'categorical_crossentropy'"),
    ],
)
def test_impossible_recipe(pyproject: Path, key: str, value: str, problem: str) -> None:
    text = f"[tool.mnist-report.recipe]\n{key} = {value}"
    assert message(pyproject, text) == f"[tool.mnist-report.recipe] {key} {problem}"


NAMES = "must be a list of 2 to 64 names of one printable line that look different"
WORD = "must be a word or a few on one printable line"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("dataset", "3", "is 3, but must be the path of a .npz file or of a folder"),
        ("dataset", '""', "is '', but must be the path of a .npz file or of a folder"),
        ("dataset", r'"a\u0000"', r"is 'a\x00', but must be the path of a .npz file or of a folder"),
        ("class_names", '"01"', f"is '01', but {NAMES}"),
        ("class_names", '["a"]', f"is ['a'], but {NAMES}"),
        ("class_names", '["a", "a"]', f"is ['a', 'a'], but {NAMES}"),
        ("class_names", r'["\u00e9", "e\u0301"]', f"is ['é', 'e\u0301'], but {NAMES}"),
        ("class_names", '["a b", "a  b"]', f"is ['a b', 'a  b'], but {NAMES}"),
        ("class_names", '["a", "a "]', f"is ['a', 'a '], but {NAMES}"),
        ("class_names", '["a", 1]', f"is ['a', 1], but {NAMES}"),
        ("class_names", '["a", [1]]', f"is ['a', [1]], but {NAMES}"),
        ("class_names", '["a", " "]', f"is ['a', ' '], but {NAMES}"),
        ("class_names", r'["a", "b\n"]', rf"is ['a', 'b\n'], but {NAMES}"),
        (
            "class_names",
            str([str(i) for i in range(65)]),
            f"is ['0', '1', '2', '3', '4', '5', ...], but {NAMES}",
        ),
        ("example", "-1", "is -1, but must be a whole number from 0 to 2147483647"),
        ("example", "false", "is false, but must be a whole number from 0 to 2147483647"),
        ("seeds", "0", "is 0, but must be a whole number from 1 to 1000"),
        ("seeds", "1001", "is 1001, but must be a whole number from 1 to 1000"),
        ("store", "1979-05-27", "is datetime.date(1979, 5, 27), but must be a path"),
        ("store", '""', "is '', but must be a path"),
        ("dataset_name", '""', f"is '', but {WORD}"),
        ("item", r'"a\u202eb"', rf"is 'a\u202eb', but {WORD}"),
        ("kinds", "[]", f"is [], but {WORD}"),
        ("keras_dataset", '"cifar10"', "is 'cifar10', but must be 'mnist' or 'fashion_mnist'"),
        ("examples", "2", "is 2, but must be a whole number from 3 to 10"),
        ("examples", "11", "is 11, but must be a whole number from 3 to 10"),
        ("attribution", r'"a\nb"', r"is 'a\nb', but must be a name of one printable line"),
        ("licence", '" "', "is ' ', but must be a name of one printable line"),
        ("dataset_name", "1", f"is 1, but {WORD}"),
    ],
)
def test_impossible_course(pyproject: Path, key: str, value: str, problem: str) -> None:
    assert message(pyproject, f"[tool.mnist-report]\n{key} = {value}") == f"[tool.mnist-report] {key} {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool.mnist-report]\nexmaple = 1", "[tool.mnist-report] 'exmaple' is not a key; did you mean 'example'?"),
        (
            "[tool.mnist-report]\nclass-names = []",
            "[tool.mnist-report] 'class-names' is not a key; did you mean 'class_names'?",
        ),
        ("[tool.mnist-report]\nwhatever = 1", f"[tool.mnist-report] 'whatever' is not a key; the keys are {COURSE_KEYS}"),
        (
            '[tool.mnist-report]\n"a\\nb" = 1',
            f"[tool.mnist-report] 'a\\nb' is not a key; the keys are {COURSE_KEYS}",
        ),
        (
            "[tool.mnist-report]\nepochs = 1",
            "[tool.mnist-report] 'epochs' is not a key; it belongs in [tool.mnist-report.recipe]",
        ),
        (
            "[tool.mnist-report.recipe]\nseeds = 1",
            "[tool.mnist-report.recipe] 'seeds' is not a key; it belongs in [tool.mnist-report]",
        ),
        (
            "[tool.mnist-report.recipe]\nbatch-size = 1",
            "[tool.mnist-report.recipe] 'batch-size' is not a key; did you mean 'batch_size'?",
        ),
    ],
)
def test_unknown_key(pyproject: Path, text: str, problem: str) -> None:
    assert message(pyproject, text) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tool = 3", "tool is 3, but must be a table"),
        ("[tool]\nmnist-report = true", "mnist-report is true, but must be a table"),
        ("[[tool.mnist-report]]", "mnist-report is [{}], but must be a table"),
        ("[tool.mnist-report]\nrecipe = 'x'", "recipe is 'x', but must be a table"),
        ("[tool", "must be valid TOML in UTF-8, but: "),
        ("x = " + "9" * 5000, "must be valid TOML in UTF-8, but: "),
        ("x = " + "[" * 90_000, "must be valid TOML in UTF-8, but: "),
    ],
)
def test_no_table(pyproject: Path, text: str, problem: str) -> None:
    assert message(pyproject, text).startswith(problem)


def test_not_utf8(pyproject: Path) -> None:
    pyproject.write_bytes(b"x = '\xff'")
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml: must be valid TOML in UTF-8, but: byte 0xff in line 1 is not UTF-8; save it as UTF-8"):
        load_settings(pyproject)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r": cannot be read \("):
        load_settings(tmp_path)


@pytest.mark.parametrize("store", [".", "..", "a/.."])
def test_the_store_must_not_hold_the_project(pyproject: Path, store: str) -> None:
    place = f"[tool.mnist-report] store is '{pyproject.parent / store}'"
    expected = f"{place}, but must be a folder without the project in it"
    assert message(pyproject, f'[tool.mnist-report]\nstore = "{store}"') == expected


@pytest.mark.parametrize(
    ("kind", "key", "value", "expected"),
    [
        (Recipe, "epochs", 0, "epochs is 0, but must be a whole number from 1 to 1000"),
        (Settings, "recipe", {}, "recipe is {}, but must be a Recipe"),
        (Settings, "keep_versions", True, "keep_versions is true, but must be a whole number from 0 to 100"),
        (Settings, "store", "store", "store is 'store', but must be a path"),
    ],
)
def test_settings_made_in_code_are_checked_too(kind: Any, key: str, value: object, expected: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(**{key: value})
    assert str(caught.value) == expected


def test_a_difference_from_a_recipe_is_checked() -> None:
    assert dataclasses.replace(Recipe(), epochs=10).epochs == 10
    with pytest.raises(ConfigurationError, match="epochs is -1"):
        dataclasses.replace(Recipe(), epochs=-1)


def test_imports_nothing_but_editions_errors_rules_suggestions_and_the_standard_library() -> None:
    tree = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    imported = {"." * node.level + (node.module or node.names[0].name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {".edition", ".errors", ".plan", ".recipe", ".rules", ".suggestions"}
    assert {name.split(".")[0] for name in imported - ours} <= sys.stdlib_module_names
