"""Whatever stands in a file, its reader gives what it promises or one clean line: no traceback, no code run. (Over 300 lines: one strategy for each reader, and all readers in one list.)

What would take long is refused by its size, before it is parsed.

Inputs are the same in every run. `FUZZ_TIMES=10 pytest tests/site/test_fuzz.py` tries ten times as many, chosen afresh. The
counts are told at the end.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import string
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, configuration, given, settings
from hypothesis import strategies as st

from mnist_report.core.errors import ConfigurationError, ContentError, DataError, PermalinkError, ReportError
from mnist_report.core.recipe import Recipe
from mnist_report.core.settings import Gates, Settings, load_settings
from mnist_report.figures.rendering import render
from mnist_report.figures.trend import accuracy_trend
from mnist_report.pages.citation import Citation
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation
from mnist_report.pages.permalinks import Lock
from mnist_report.publishing import checks
from mnist_report.publishing.gates import judge_run
from mnist_report.results.comparison import compare, differing_conditions
from mnist_report.results.model_card import ModelCard
from mnist_report.training import dataset
from mnist_report.training.arrays import ARRAYS, IDX_FILES
from mnist_report.training.history import History, Record, append
from tests.support.cards import a_record, read
from tests.support.project import PYPROJECT, ROOT, Project, tiny_arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
TRIED: Counter[str] = Counter()
"""Inputs tried, by what read them."""
REFUSED: Counter[str] = Counter()
"""Those of them that were refused."""

configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def tries(count: int) -> Callable[[Any], Any]:
    """How many inputs a test tries."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", autouse=True)
def told(say: Callable[[str], None]) -> Iterator[None]:
    """Tells the counts at the end."""
    yield
    each = ", ".join(f"{name} {count} ({REFUSED[name]} refused)" for name, count in sorted(TRIED.items()))
    say(f"fuzzed: {TRIED.total()} inputs: {each}")


@contextmanager
def clean(reader: str, *errors: type[ReportError]) -> Iterator[None]:
    """Lets through one of these errors, of one printable line that says something, and nothing else."""
    TRIED[reader] += 1
    try:
        yield
    except errors as error:
        REFUSED[reader] += 1
        assert len(str(error)) > 20
        assert "\n" not in str(error)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


# Strategies


@st.composite
def mutated(draw: st.DrawFn, *originals: bytes) -> bytes:
    """One of the originals with a few bytes changed, removed, repeated, put in or cut off."""
    content = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(1, 40))
        match draw(st.sampled_from(["flip", "value", "remove", "repeat", "insert", "cut", "huge"])):
            case "flip" if content:
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "value" if content:
                content[at] = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
            case "remove":
                del content[at : at + length]
            case "repeat":
                content[at:at] = content[at : at + length] * draw(st.integers(1, 5))
            case "insert":
                content[at:at] = draw(st.binary(max_size=20))
            case "cut":
                del content[at:]
            case "huge":
                content[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(content)


def texts(*snippets: str) -> st.SearchStrategy[str]:
    """Text made of the snippets and of anything."""
    anything = st.text(max_size=8)
    return st.lists(st.one_of(st.sampled_from(snippets), anything), max_size=14).map("".join)


HOSTILE = ("", " ", "\n", "\0", "\u202e", "<b>", "&", '"', "'", "\\", "|", "`", "]]>", "-->", "</script>", "../..", "/dev/zero",
           "{{", "<<", "<%", "=1+1", "\ud7ff", "\x85", "é" * 300, "9" * 5000)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(HOSTILE)
    | st.sampled_from([10**400, -(10**30), 2**63]),
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(st.text(max_size=10), inside, max_size=5),
    max_leaves=12,
)


# Data sets


def npz(arrays: dict[str, np.ndarray], packed: bool = False) -> bytes:
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, **arrays)
    return file.getvalue()


SMALL = {name: values[:9] for name, values in tiny_arrays(side=2).items()}
NPZ = (npz(SMALL), npz(SMALL, packed=True))
NAMES = st.sampled_from([*(f"{name}.npy" for name in ARRAYS)] * 4 + ["x_train", "../x_train.npy", "x_train.npy/", "\u202ex", "a\nb"])
DESCRIPTIONS = st.sampled_from(["'|u1'", "'<u1'", "'|O'", "'<f8'", "'>i8'", "'<i2'", "'|V2147483647'", "'|S0'", "'<M8[ns]'", "'|b1'",
                                "('<u1', (3,))", "[('a', '|O')]", "[('a', '<u1', (2, 2))]", "None", "{}", "__import__('os').system('x')",
                                "'<u16'", "1" * 5000, "-" * 3000 + "1", "(" * 3000])
LENGTHS = st.sampled_from([-1, 0, 1, 2, 3, 9, 1024, 1025, 2**31, 2**32, 2**62, 2**64, 10**30, 10**5000])
SHAPES = st.one_of(
    st.lists(LENGTHS, max_size=5).map(lambda lengths: "(" + "".join(f"{length}," for length in lengths) + ")" if 10**5000 not in lengths
                                      else "(" + "9" * 5000 + ",)"),
    st.sampled_from(["(9, 2, 2)", "(9,)", "(True,)", "(1.0,)", "9", "()", "(9, 2, 2", "('9',)"]),
)


@st.composite
def npy(draw: st.DrawFn) -> bytes:
    """A .npy file whose header may say anything."""
    header = f"{{'descr': {draw(DESCRIPTIONS)}, 'fortran_order': {draw(st.sampled_from(['True', 'False', '7']))}, 'shape': {draw(SHAPES)}, }}"
    written = header.encode() + b" " * draw(st.integers(0, 64)) + b"\n"
    version = draw(st.sampled_from([b"\x01\x00"] * 5 + [b"\x02\x00", b"\x03\x00", b"\xff\xff"]))
    length = draw(st.sampled_from([len(written)] * 5 + [0, 65535])) & 0xFFFF
    return b"\x93NUMPY" + version + length.to_bytes(2, "little") + written + draw(st.binary(max_size=40) | st.just(bytes(range(3)) * 12))


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """A zip archive of whatever the names of a data set may stand for."""
    file, whole = io.BytesIO(), {f"{name}.npy": npz_member(values) for name, values in SMALL.items()}
    members = whole | dict(draw(st.lists(st.tuples(NAMES, npy() | st.binary(max_size=80)), min_size=1, max_size=3)))
    with zipfile.ZipFile(file, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]))) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npz_member(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def check_dataset(found: dataset.Dataset) -> None:
    assert found.x_train.dtype == found.y_test.dtype == np.uint8
    assert found.x_train.shape[1:] == found.x_test.shape[1:]
    assert set(found.y_train) == set(found.y_test) == set(range(len(found.class_names)))


def tried_npz(place: Path, content: bytes) -> None:
    path = place / "any.npz"
    path.write_bytes(content)
    with clean("load_npz", DataError):
        check_dataset(dataset.load_npz(path))


@tries(200)
@given(content=st.binary(max_size=200) | st.binary(max_size=60).map(lambda rest: b"PK\x03\x04" + rest))
def test_npz_of_any_bytes(place: Path, content: bytes) -> None:
    tried_npz(place, content)


@tries(400)
@given(content=mutated(*NPZ))
def test_npz_damaged(place: Path, content: bytes) -> None:
    tried_npz(place, content)


@tries(300)
@given(content=archives())
def test_npz_with_any_headers(place: Path, content: bytes) -> None:
    tried_npz(place, content)


def test_npz_that_would_run_code(place: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(place / "run"),)

    for name in ARRAYS:
        tried_npz(place, npz(SMALL | {name: np.array([Evil()] * 9, dtype=object)}))
    assert not (place / "run").exists()


def idx(values: np.ndarray) -> bytes:
    lengths = b"".join(length.to_bytes(4, "big") for length in values.shape)
    return bytes([0, 0, 8, values.ndim]) + lengths + values.tobytes()


@tries(300)
@given(name=st.sampled_from(ARRAYS), packed=st.booleans(), whole=st.data())
def test_idx_damaged(place: Path, name: str, packed: bool, whole: st.DataObject) -> None:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        for each, values in SMALL.items():
            content, suffix = (gzip.compress(idx(values), mtime=0), ".gz") if packed else (idx(values), "")
            if each == name:
                content = whole.draw(st.one_of(mutated(content), mutated(idx(values)).map(gzip.compress) if packed else st.binary(max_size=60)))
            Path(folder, IDX_FILES[each] + suffix).write_bytes(content)
        with clean("load_idx", DataError):
            check_dataset(dataset.load_idx(folder))


LOADING = """
import resource, sys
from pathlib import Path
import numpy
from mnist_report.training import dataset as data
from mnist_report.core.errors import DataError
size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + 200_000_000,) * 2)
path = Path(sys.argv[1])
try:
    (data.load_idx if path.is_dir() else data.load_npz)(path)
except DataError as error:
    print(error)
"""


def refused(path: Path) -> str:
    """What is said of a data set that must be refused in less memory than it unpacks to."""
    TRIED["bombs"] += 1
    done = subprocess.run([sys.executable, "-c", LOADING, path], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1, done.stdout
    REFUSED["bombs"] += 1
    return done.stdout


def header(shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return file.getvalue()


@pytest.mark.parametrize(("announced", "lie"), [((2200, 1024, 1024), False), ((100, 32, 32), False), ((100, 32, 32), True)])
def test_a_small_npz_that_unpacks_to_much(place: Path, announced: tuple[int, ...], lie: bool) -> None:
    begun, path = header(announced), place / "bomb.npz"
    count = 2200 if announced[0] == 2200 else 500  # megabytes: more than a data set, or than the child, may have
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ("y_train", "x_test", "y_test"):
            archive.writestr(f"{name}.npy", npz_member(SMALL[name]))
        with archive.open("x_train.npy", "w", force_zip64=True) as member:
            member.write(begun)
            for _ in range(count):
                member.write(bytes(2**20))
    assert path.stat().st_size < 20_000_000
    if lie:
        content = path.read_bytes()
        real, told = (len(begun) + count * 2**20).to_bytes(8, "little"), (len(begun) + 102400).to_bytes(8, "little")
        assert real in content
        path.write_bytes(content.replace(real, told))
    assert str(path) in refused(path)


def test_a_small_idx_that_unpacks_to_much(place: Path) -> None:
    folder = place / "bomb"
    folder.mkdir()
    for name, values in SMALL.items():
        (folder / f"{IDX_FILES[name]}.gz").write_bytes(gzip.compress(idx(values)))
    packer = zlib.compressobj(1, wbits=31)
    packed = packer.compress(bytes([0, 0, 8, 3]) + b"".join(length.to_bytes(4, "big") for length in (9, 2, 2)))
    packed += b"".join(packer.compress(bytes(2**20)) for _ in range(500)) + packer.flush()
    (folder / f"{IDX_FILES['x_train']}.gz").write_bytes(packed)
    assert "trailing bytes" in refused(folder)


def test_what_is_no_file(place: Path) -> None:
    (place / "circle.npz").symlink_to("circle.npz")
    (place / "gone.npz").symlink_to("nowhere.npz")
    os.mkfifo(place / "pipe.npz")
    (place / "folder.npz").mkdir()
    for name in ("circle.npz", "gone.npz", "pipe.npz", "folder.npz", "a" * 5000, "a\0b", "x/" * 3000):
        for reader in (dataset.load_npz, dataset.load_idx):
            with clean(reader.__name__, DataError):
                reader(place / name)
                raise AssertionError(name)


# The configuration


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "1979-05-27" if value is None else json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf").replace("\x7f", "\\u007F")


def keys_of(kind: type[Any]) -> st.SearchStrategy[str]:
    return st.sampled_from(list(kind.__dataclass_fields__)) | st.text(string.ascii_lowercase + "_- \n\"'", max_size=9)


def tables(kind: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    values = JSON | st.sampled_from([0, 1, 2, 0.5, "tiny.npz", "digit", "circle", "/", "", ["a", "b"], ["a", "a"], "mnist", True, "relu"])
    return st.builds(lambda found, extra: found | extra, st.dictionaries(keys_of(kind), values, max_size=5), st.fixed_dictionaries({}, optional=more))


SETTINGS = tables(Settings, recipe=tables(Recipe) | JSON, gates=tables(Gates) | JSON,
                  dataset=st.just("tiny.npz"), dataset_name=st.just("Bars"), attribution=st.just("Us"), licence=st.just("CC0"), item=st.just("bar"))


def tried_course(place: Path, content: bytes) -> None:
    folder = place / "course"
    folder.mkdir(exist_ok=True)
    if not (folder / "circle").is_symlink():
        (folder / "circle").symlink_to("circle")
    (folder / "pyproject.toml").write_bytes(content)
    with clean("load_settings", ConfigurationError):
        assert isinstance(load_settings(folder / "pyproject.toml"), Settings)


@tries(300)
@given(table=SETTINGS)
def test_configuration_of_any_values(place: Path, table: dict[str, Any]) -> None:
    lines = "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in table.items())
    tried_course(place, f"[tool.mnist-report]\n{lines}".encode(errors="replace"))


@tries(400)
@given(content=st.binary(max_size=80) | mutated((ROOT / "pyproject.toml").read_bytes(), b'[tool.mnist-report]\nstore = "a"\nclass_names = ["a", "b"]\n'))
def test_configuration_of_any_bytes(place: Path, content: bytes) -> None:
    tried_course(place, content)


@pytest.mark.parametrize("text", [
    "a = " + "[" * 90_000, "a = " + "9" * 90_000, "[" + "a." * 50_000 + "a]", "tool = 1", "tool.mnist-report = []",
    '[tool.mnist-report]\nstore = "circle"', '[tool.mnist-report]\nstore = "' + "a" * 5000 + '"', "[tool.mnist-report]\nstore = '/'",
    "[tool.mnist-report]\nseeds = 1e400", "[tool.mnist-report]\nseeds = inf", "[tool.mnist-report.gates]\nmin_test_accuracy = nan",
    "[tool.mnist-report]\nclass_names = [" + '"a",' * 30_000 + "]", "[tool.mnist-report]\n" + "k" * 1_000_000 + " = 1",
])
def test_configuration_that_is_too_much(place: Path, text: str) -> None:
    tried_course(place, text.encode())


def refused_with(reader: str, error: type[ReportError], message: str, read: Callable[[], object]) -> None:
    TRIED[reader] += 1
    with pytest.raises(error, match=message) as caught:
        read()
    assert "\n" not in str(caught.value)
    REFUSED[reader] += 1


@pytest.mark.parametrize(("text", "message"), [
    ("#" * 100_001, "must have at most 100000 characters, not 100001"),
    *((text, "must have no key of more than 100 parts joined by dots") for text in (
        "[" + "a." * 40_000 + "a]", "[[" + "a." * 101 + "a]]", "a." * 101 + "a = 1", "a = {" + "b . " * 101 + "b = 1}",
        '"a"\t.' * 101 + "a = 1", "'a'." * 101 + "a = 1")),
    ("[tool.mnist-report]\nseeds = 0x" + "f" * 10_000, "seeds is a number of thousands of digits, but must be a whole number from 1 to 1000"),
    ("[tool.mnist-report]\nclass_names = ['a', 0x" + "f" * 10_000 + "]", "class_names is a number of thousands of digits, but must be a list of 2"),
])
def test_configuration_is_bounded_before_it_is_parsed(place: Path, text: str, message: str) -> None:
    (place / "pyproject.toml").write_text(text)
    refused_with("load_settings", ConfigurationError, f"pyproject.toml: .*{message}", lambda: load_settings(place / "pyproject.toml"))


@pytest.mark.parametrize("text", ["#" * 99_000, "[tool.other]\n" + "a." * 99 + "a = 1", 'a = "' + "One sentence. " * 900 + '"'])
def test_a_large_configuration_is_read(place: Path, text: str) -> None:
    (place / "pyproject.toml").write_text(text)
    assert load_settings(place / "pyproject.toml").seeds == 10


YAML = ("a: ", "- ", "&a ", "*a", "[", "]", "{", "}", ": ", "? ", "| ", "> ", "\n", "\n  ", "!!python/object/apply:os.system ", "!ENV ",
        "!ENV [A, b]", "!!int ", "!!timestamp 2024-13-45", "!!binary ", "!!set ", "<<: ", "<<: *a", "site_name: ", "site_url: ", "nav: ",
        "extra: ", "repository: ", "commit: ", "title: ", "description: ", "builds_on: ", "hide: ", "authors: ", "- name: ", "family-names: ",
        "license: x\n", "license-url: x\n", "preferred-citation: ", "'", '"', "---\n", "...\n", "%YAML 9\n", "\t", "1_", "0x", "0b", "~", ".inf",
        "2024-13-45", "1:2:3", *HOSTILE)
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
MERGES = "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12))
MUCH = {
    "laughs": f"{BOMB}site_name: *a11\ntitle: *a11\n",
    "laughs in the nav": f"{BOMB}nav: *a11\nauthors: *a11\n",
    "merges": MERGES,
    "a list in itself": "nav: &a [*a]\nauthors: &b [*b]\n",
    "a mapping in itself": "nav: &a {b: *a}\nextra: &b {b: *b}\n",
    "nested": "nav: " + "[" * 3000,
    "nested deep": "nav: " + "[" * 90_000,
    "mappings deep": "{a: " * 20_000,
    "code": 'site_name: !!python/object/apply:os.mkdir ["RUN"]\ntitle: !!python/object/apply:os.mkdir ["RUN"]\n',
    "numbers": "site_name: " + "9" * 90_000,
    "sexagesimal": "site_name: " + "59:" * 30_000 + "59",
}


def tried_yaml(place: Path, text: str) -> None:
    for reader, name in ((Navigation.read, "mkdocs.yml"), (Citation.read, "CITATION.cff")):
        (place / name).write_text(text, encoding="utf-8", errors="replace")
        with clean(name, ConfigurationError):
            reader(place / name)


@tries(300)
@given(text=texts(*YAML))
def test_yaml_of_anything(place: Path, text: str) -> None:
    tried_yaml(place, text)


@tries(60)
@given(content=mutated((ROOT / "mkdocs.yml").read_bytes(), (ROOT / "CITATION.cff").read_bytes()))
def test_yaml_damaged(place: Path, content: bytes) -> None:
    tried_yaml(place, content.decode(errors="replace"))
    (place / "mkdocs.yml").write_bytes(content)
    with clean("mkdocs.yml", ConfigurationError):
        Navigation.read(place / "mkdocs.yml")


@pytest.mark.parametrize("kind", MUCH)
def test_yaml_that_is_too_much(place: Path, kind: str) -> None:
    tried_yaml(place, MUCH[kind].replace("RUN", str(place / "run")))
    assert not (place / "run").exists()


@pytest.mark.parametrize(("read", "name"), [(Navigation.read, "mkdocs.yml"), (Citation.read, "CITATION.cff")])
def test_yaml_is_bounded_before_it_is_parsed(place: Path, read: Callable[[Path], object], name: str) -> None:
    (place / name).write_text("- a\n" * 25_001)
    refused_with(name, ConfigurationError, f"{name} cannot be read: it has more than 100000 characters", lambda: read(place / name))


@pytest.mark.parametrize(("text", "message"), [
    ("a/\n" * 333_334, "permalinks.txt has 1000002 characters; it should have at most 1000000"),
    ("".join(f"a{number}/ -> a{number + 1}/\n" for number in range(102)), "permalinks.txt:1: 'a0/' is led on more than 100 times"),
])
def test_permalinks_are_bounded(place: Path, text: str, message: str) -> None:
    (place / "permalinks.txt").write_text(text)
    refused_with("permalinks.txt", PermalinkError, message, lambda: Lock.read(place / "permalinks.txt").hold({"a102/"}))


@tries(500)
@given(content=st.binary(max_size=80) | texts("# a\n", "\n\n", "module-1/", "#a", " -> ", "\n", "./", "a -> b\n", "b -> a\n", "a#x -> a#y\n", *HOSTILE)
       .map(lambda text: text.encode(errors="replace")))
def test_permalinks_of_anything(place: Path, content: bytes) -> None:
    (place / "permalinks.txt").write_bytes(content)
    with clean("permalinks.txt", PermalinkError):
        lock = Lock.read(place / "permalinks.txt")
        assert Lock.parse(str(lock)).redirects == lock.redirects
        lock.hold({"a", "module-1/"})


# The pages


@pytest.fixture(scope="module")
def course(shared_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Of a tiny course, trained and drawn already."""
    folder = tmp_path_factory.mktemp("pages")
    project = Project(folder)
    (folder / "docs").mkdir()
    np.savez_compressed(folder / "tiny.npz", **tiny_arrays())
    store = f'seeds = 2\nstore = "{shared_store.as_posix()}"'
    (folder / "pyproject.toml").write_text(PYPROJECT.replace("seeds = 2", store), encoding="utf-8")
    project.page("# Home { #home }\n")
    (folder / "docs" / "assets").mkdir()
    (folder / "docs" / "assets" / "a.json").write_text("{}")
    (folder / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    made = Course(project.artifacts, folder / "docs")
    dict(made.generated())
    return made


def tried_page(course: Course, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode(errors="replace")
    (course.docs / "index.md").write_bytes(raw)
    with clean("pages", ContentError):
        try:
            made = Course(course.artifacts, course.docs)
            page = made.page("index.md")
            assert page.minutes > 0
            assert made.file(page)
        except ContentError as error:
            assert str(error).startswith("docs/index.md"), error
            raise


VERBS = ("source", "output", "figure", "thumbnail", "confusion_table", "gallery", "question", "stylesheet", "widget", "citation", "claim", "outline", "instructors", "run")
PIECES = ("<< ", " >>", "<% ", " %>", "<# ", " #>", "{{ ", "{% ", *(f"<< {verb}(" for verb in VERBS), ")", "(", "[", "]", ", ", "'", '"', "|", ".",
          "run.", "run", "test_accuracy", "class_names", "'training.fit_model'", "'network'", "0", "1", "-1", "10**99", "none", "true",
          " | percent", " | number", " | fixed(3)", " | of(3)", " | joined", " | plural('x')", " | article", " | spelled", " | capital",
          "<% for i in range(9) %>", "<% endfor %>", "<% if run %>", "<% endif %>", "<% set a = ", "<% include 'index.md' %>",
          "<% macro a() %>", "<% endmacro %>", "__class__", "~", "+", "*", "%", "// ", "---\n", "title: ", "builds_on: [index.md]\n", "\n", *HOSTILE)
ARGUMENTS = st.one_of(
    st.sampled_from(["none", "true", "run", "run.class_names", "0", "-1", "1e308", "10**99", "'network'", "'../x'", "'training.fit_model'", "'data.load'", "[]",
                     "['a', 'b']", "{'a': 1}", "range(3)", "figure", "'a' * 999", "run.test_accuracy", "1.5", "'sample-images'", "''", "'x\\ny'"]),
    st.text(max_size=6).map(json.dumps),
)
FILTERS = ("percent", "number", "fixed", "of", "joined", "plural", "capital", "article", "spelled", "indent", "tojson", "round", "sum", "max", "e", "int", "list", "sort")


@tries(400)
@given(text=texts(*PIECES))
def test_pages_of_anything(course: Course, text: str) -> None:
    tried_page(course, text)


@tries(200)
@given(verb=st.sampled_from(VERBS), arguments=st.lists(ARGUMENTS, max_size=5), attribute=st.sampled_from(["", ".bibtex", ".modules", ".x", "[0]", "()"]))
def test_verbs_of_anything(course: Course, verb: str, arguments: list[str], attribute: str) -> None:
    tried_page(course, f"# Home {{ #home }}\n\n<< {verb}({', '.join(arguments)}){attribute} >>\n")


@tries(200)
@given(name=st.sampled_from(FILTERS), value=ARGUMENTS, arguments=st.lists(ARGUMENTS, max_size=3))
def test_filters_of_anything(course: Course, name: str, value: str, arguments: list[str]) -> None:
    tried_page(course, f"# Home {{ #home }}\n\n<< {value} | {name}({', '.join(arguments)}) >>\n")


@tries(200)
@given(front=texts(*YAML), body=st.sampled_from(["# Home { #home }\n", ""]))
def test_front_matter_of_anything(course: Course, front: str, body: str) -> None:
    tried_page(course, f"---\n{front}\n---\n{body}")


@tries(150)
@given(content=st.binary(max_size=60) | mutated((ROOT / "docs/module-1/compile-the-model.md").read_bytes()))
def test_pages_of_any_bytes(course: Course, content: bytes) -> None:
    tried_page(course, content)


@pytest.mark.parametrize("kind", MUCH)
def test_front_matter_that_is_too_much(course: Course, kind: str) -> None:
    tried_page(course, f"---\n{MUCH[kind].replace('RUN', str(course.docs / 'run'))}\n---\n# Home {{ #home }}\n")
    assert not (course.docs / "run").exists()


@pytest.mark.parametrize(("text", "message"), [
    ("#" * 1_000_001, "the page has 1000001 characters; it should have at most 1000000"),
    ("---\n" + "- a\n" * 25_001 + "\n---\n# Home { #home }\n", "YAMLError: it has more than 100000 characters"),
])
def test_pages_are_bounded_before_they_are_parsed(course: Course, text: str, message: str) -> None:
    (course.docs / "index.md").write_text(text)
    refused_with("pages", ContentError, f"docs/index.md: {message}", lambda: Course(course.artifacts, course.docs).page("index.md"))


SLIPS = {
    "<% for i in range(10**9) %>x<% endfor %>": "Range too big",
    "<< '%999999999d' % 1 >>": "a text has no %",
    "<< '{:999999999}'.format(1) >>": "format",
    "<< 1.5 | fixed(999999999) >>": "999999999 decimals",
    "<< 0.5 | percent(999999999) >>": "999999999 decimals",
    "<< lipsum(999999) >>": "no value 'lipsum'",
    "<< [1, 2] | random >>": "no filter 'random'",
    "<% include 'index.md' %>": "recursion",
    "<% macro a() %><< a() >><% endmacro %><< a() >>": "recursion",
    "<< " + "(" * 5000 + " >>": "recursion|parenthes|nested",
    "<< " + "-" * 5000 + "1 >>": "recursion|nested|memory",
    "<% if 1 %>" * 200 + "<% endif %>" * 200: "nested|recursion|indent",
    "<% for a in [1] %>" * 30 + "<% endfor %>" * 30: "nested",
    "<< ''.__class__.__mro__ >>": "unsafe",
    "<< run.__init__.__globals__ >>": "unsafe",
    "<< figure.__globals__ >>": "a page cannot use a method",
    "<< run.__dict__ >>": "unsafe",
    "<< (run | attr('__class__')) >>": "unsafe",
    "<< run['__class__'] >>": "unsafe",
    "<% include '../pyproject.toml' %>": "pyproject",
    "<% include 'assets/a.json' %>": "assets/a.json",
    "<% import 'assets/a.json' as a %>": "assets/a.json",
    "<% extends 'assets/a.json' %>": "assets/a.json",
    "<% include '" + "a" * 5000 + "' %>": "aaaa",
    "<< question('a', 'b', ['c', 'd'], 'e', 1) >>": "has the answer 'e'",
    "<< output(7) >>": "int",
}


@pytest.mark.parametrize("slip", SLIPS, ids=[slip[:40] for slip in SLIPS])
def test_slips_of_the_keyboard(course: Course, slip: str) -> None:
    TRIED["pages"] += 1
    (course.docs / "index.md").write_text(f"# Home {{ #home }}\n\n{slip}\n")
    with pytest.raises(ContentError, match=rf"^docs/index\.md.*?: .*({SLIPS[slip]})") as caught:
        Course(course.artifacts, course.docs).page("index.md")
    assert "\n" not in str(caught.value)
    REFUSED["pages"] += 1


# Built sites, and records


TAGS = ("<", ">", "</", "<!", "<![CDATA[", "<![if", "<!--", "-->", "<?", "<a href=", "<img src=", "<script>", "</script>", "<style>", "<svg>", "<base href=",
        '<link rel=canonical href="', "http://[", "//", "//x", "javascript:", "data:", "%ff", "&#xD800;", "&#99999999999;", "id=a ", "id=", '"', "'", "=", " ",
        "srcset=", "url(", "@import '", "fetch(\"//a\"", "<math>", "<template>", "<table>", "<p>", "</p>", "<title>", "<textarea>", "<select>", "<frameset>",
        "<!doctype html>", *HOSTILE)


@tries(300)
@given(text=texts(*TAGS), name=st.sampled_from(["index.html", "a.svg", "a.css", "a.js", "permalinks.txt", "b/index.html", "404.html"]),
       raw=st.none() | st.binary(max_size=60))
def test_sites_of_anything(place: Path, text: str, name: str, raw: bytes | None) -> None:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        Path(folder, "b").mkdir()
        Path(folder, "index.html").write_text("<!doctype html><title>a</title><p>a", encoding="utf-8")
        Path(folder, name).write_bytes(text.encode(errors="replace") if raw is None else raw)
        with clean("check", ContentError):
            found = checks.found(Path(folder))
            for artifacts in checks.FORMATS.values():
                artifacts(found).encode()
            for faults in found.values():
                for fault in faults:
                    assert "\n" not in str(fault), fault


RECORD = a_record([0.9, 0.8])
@st.composite
def records(draw: st.DrawFn) -> Any:
    """A record in which a few values are something else."""
    record: Any = json.loads(json.dumps(RECORD))
    for _ in range(draw(st.integers(0, 3))):
        holder, key = {"": record}, ""
        while isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 3)):
            holder = holder[key]
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if holder is not record and "" in holder:
            return draw(JSON)
        holder[key] = draw(JSON)
    return record


@tries(250)
@given(old=records(), new=records() | st.just(RECORD), raw=st.none() | st.binary(max_size=60))
def test_records_of_anything(place: Path, old: Any, new: Any, raw: bytes | None) -> None:
    (place / "old.json").write_bytes(raw if raw is not None else json.dumps(old).encode())
    (place / "new.json").write_text(json.dumps(new))
    with clean("compare", ContentError):
        before, after = (ModelCard.read(str(place / name)) for name in ("old.json", "new.json"))
        for line in (*compare(before, after), *differing_conditions(before, after)):
            assert "\n" not in f"{line}"


MEASURES = st.floats(0, 1) | st.sampled_from([0, 1, 5e-324])
CARDS = st.builds(a_record, st.lists(MEASURES, min_size=1, max_size=4), MEASURES | st.sampled_from([1e308, 10**300]), MEASURES, MEASURES, MEASURES)
NAMED = {"true": "<a>", "predicted": "<b>", "count": 1}


@tries(100)
@given(old=CARDS, new=CARDS, images=st.lists(st.sets(st.integers(0, 2**53), min_size=1, max_size=9), max_size=2))
def test_any_card_is_compared_and_judged(old: Any, new: Any, images: list[set[int]]) -> None:
    with clean("compare"):
        confusions = [{**NAMED, "images": sorted(each)} for each in images]
        before, after = read(old), read(new | {"confusions": confusions})
        for line in (*compare(before, after), *compare(after, before), *judge_run(Gates(), after)):
            assert "\n" not in f"{line}"


@pytest.mark.parametrize("address", ["http://[", "http://a b/", "http://127.0.0.1:1/", "http://127.0.0.1:99999/", "https://\0", "", "a\0b", "/", "ftp://x",
                                     "a" * 5000, "http://", "http://\u202e/"])
def test_records_at_any_address(address: str) -> None:
    with clean("compare", ContentError):
        ModelCard.read(address)
        raise AssertionError(address)


SHARES = st.floats(0, 1) | st.sampled_from([0, 1, 5e-324])
MEASURED = st.builds(
    Record,
    commit=st.text("0123456789abcdef", min_size=7, max_size=64),
    date=st.sampled_from(["", "2026-11-22T14:26:07Z", "9999-99-99T99:99:99Z"]),
    run=st.text("0123456789abcdef", min_size=64, max_size=64),
    loss=st.floats(0, allow_infinity=False) | st.sampled_from([0, 1.7e308, 10**300]),
    seeds=st.integers(1, 10**30),
    **dict.fromkeys(("accuracy", "mean", "lowest", "highest", "calibration_error", "worst_recall"), SHARES),
)
ADDED = Record("a" * 40, "", "b" * 64, 0.9, 0.1, 1, 0.9, 0.9, 0.9, 0.01, 0.8)
LINES = (f"{ADDED}\n".encode(), f'{{"more": 1, {str(ADDED)[1:]}\r\n{ADDED}'.encode(), b"\n\n", b"<<<<<<< HEAD\n")


@tries(300)
@given(content=mutated(*LINES) | st.lists(st.sampled_from(LINES) | st.binary(max_size=30) | JSON.map(json.dumps).map(str.encode)).map(b"".join))
def test_histories_of_anything(place: Path, content: bytes) -> None:
    file = place / "history.jsonl"
    file.write_bytes(content)
    with clean("history"):
        found = History.read(file)
        assert file.read_bytes() == content
        assert append(file, ADDED) == (ADDED.commit not in {record.commit for record in found.records})
        assert file.read_bytes().startswith(content)
        assert ADDED.commit in {record.commit for record in History.read(file).records}


@tries(12)
@given(records=st.lists(MEASURED, min_size=2, max_size=6))
def test_any_history_is_drawn(place: Path, records: list[Record]) -> None:
    with clean("trend"):
        figure = accuracy_trend(History(tuple(records)))
        assert len(figure.alt) <= 150
        assert render(figure).keys() == {"svg", "png", "pdf", "dark.svg", "dark.png"}
