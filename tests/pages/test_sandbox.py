"""What a page reaches is plain: an attacker's walk over all of it, and pages that try to get at something else."""

from __future__ import annotations

import re
from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from contextlib import suppress
from dataclasses import FrozenInstanceError, dataclass, is_dataclass, replace
from pathlib import Path
from types import BuiltinMethodType, MappingProxyType, MethodType, NoneType
from typing import Any, NamedTuple

import jinja2
import numpy as np
import pytest
from jinja2.exceptions import SecurityError

from mnist_report.core.digests import digests
from mnist_report.core.errors import ContentError
from mnist_report.core.formats import FormattedFloat, FormattedInt
from mnist_report.core.names import Name
from mnist_report.pages.course import Course
from mnist_report.pages.instructors import Instructors
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.pages.sandbox import Sandbox, is_plain
from mnist_report.pages.template import FAULTS
from tests.support.project import ROOT, Project

PLAIN = {NoneType, bool, int, float, FormattedInt, FormattedFloat, str, Name}
HOLDERS = (tuple, list, dict, MappingProxyType, KeysView, ValuesView, ItemsView)
CALLS = {
    "source": ("training.steps.fit_model",), "output": ("1",), "figure": ("network",), "thumbnail": ("network",),
    "confusion_table": ("../explore/",), "question": ("a", "b", ["c", "d"], "c", "e"), "citation": (), "claim": (True, "a"),
    "prediction": (0,), "one_hot": (1,), "balanced": (2,), "minutes": ([],), "answers": (), "colab": ("a",),
}
"""How what can be called is called; what is not here gets nothing."""
UNDRAWN = {"gallery", "links"}
"""They draw every figure, which other tests do."""


@pytest.fixture
def course(project: Project) -> Course:
    """A course with a module of two lessons, a citation and dates in a front matter."""
    docs = project.folder / "docs"
    (docs / "m").mkdir()
    (docs / "m" / "index.md").write_text("---\ntitle: M\n---\n# M { #m }\n")
    for number, name in enumerate(("one", "two"), 1):
        (docs / "m" / f"{name}.md").write_text(
            f"---\ntitle: {number}. {name}\ndescription: Do.\ndate: 2026-11-26\nmore: !!set {{a, b}}\n---\n# {number}. {name} {{ #{name} }}\n\n"
            "Text.\n\n### Exercise 1: Try { #try }\n\nTask.\n\n??? success \"Solution\"\n\n    Done.\n\n"
            "## For the classroom { #for-the-classroom }\n\n**Discuss:** Why?\n\n"
            f'<< question("q-{name}", "Which?", run.class_names[:2], run.class_names[0], "So.") >>\n')
    (project.folder / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    nav = (Part("M", ("m/index.md", "m/one.md", "m/two.md")), Part("Home", ("index.md",)))
    return Course(project.artifacts, docs, Navigation(name="Tiny", nav=nav))


class Walk:
    """All that a page reaches: every public attribute, entry, and result of a call, as Jinja hands it out."""

    def __init__(self, course: Course) -> None:
        self.jinja = course.templates.jinja
        self.context = self.jinja.from_string("").new_context()
        self.seen: dict[str, object] = {}
        self.refused: dict[str, str] = {}
        self.known: dict[int, object] = {}
        for name, value in course.verbs("index.md").items():
            if name not in UNDRAWN:
                self.verb(name, value) if callable(value) else self.into(name, value)

    def verb(self, name: str, value: Any) -> None:
        with suppress(*FAULTS):
            got = self.jinja.call(self.context, value, *CALLS.get(name.rpartition(".")[2], ()))
            self.into(f"{name}()", got)

    def into(self, path: str, value: Any) -> None:
        self.seen[path] = value
        if id(value) in self.known:
            return
        self.known[id(value)] = value
        for name in () if type(value) in PLAIN else [name for name in dir(value) if not name.startswith("_")]:
            self.step(f"{path}.{name}", name, lambda name=name: self.jinja.getattr(value, name))
        if isinstance(value, HOLDERS):
            for index, each in enumerate(list(value)[:3]):
                self.into(f"{path}[{index}]", each)
        if isinstance(value, Mapping):
            for key in list(value)[:3]:
                self.step(f"{path}.{key}", "", lambda key=key: self.jinja.getitem(value, key))

    def step(self, path: str, name: str, get: Any) -> None:
        try:
            got = get()
        except SecurityError as error:
            self.refused[path] = str(error)
        except FAULTS:
            pass
        else:
            if isinstance(got, jinja2.Undefined):
                self.refused[path] = "unsafe"
            elif isinstance(got, MethodType) and name not in UNDRAWN:
                self.verb(path, got)
            elif not isinstance(got, MethodType | BuiltinMethodType):
                self.into(path, got)


def test_all_that_a_page_reaches_is_plain(course: Course) -> None:
    """The types are listed here once more, so that the sandbox is not judged by itself."""
    walk = Walk(course)
    for path, value in walk.seen.items():
        if path in {"run", "instructors"}:
            continue
        if is_dataclass(value):
            assert value.__dataclass_params__.frozen, path  # type: ignore[attr-defined]
        else:
            assert type(value) in PLAIN or isinstance(value, HOLDERS), (path, type(value))
    for path in ("run.test_accuracy", "run.errors", "run.spread.results", "run.recipe.epochs", "outline.lessons[0].sections[0].text",
                 "outline.lessons[0].front.date", "instructors.site", "history.records", "citation().text.authors[0].family", "instructors.balanced()"):
        assert path in walk.seen, path
    for path, kind in {"run.run": "a Run", "run.open_spread": "a function", "run.open_intervals": "a function", "run.confusion_matrix": "an ndarray",
                       "instructors.all_links": "a function"}.items():
        assert f"a page cannot use `{path.split('.')[1]}`, which is {kind}: " in walk.refused[path]
    assert {path for path in walk.refused if path.startswith(("history.", "citation()."))} >= {"history.read", "citation().read"}


def test_a_page_uses_every_public_finding(course: Course) -> None:
    """A finding that is added is one that pages can use, or it is named here."""
    refused = {path.removeprefix("run.") for path in Walk(course).refused if path.count(".") == 1 and path.startswith("run.")}
    assert refused == {"run", "open_spread", "open_intervals", "open_probes", "open_baselines", "open_robustness", "open_ensembles",
                       "open_experiment", "open_shifts", "confusion_matrix"}


@dataclass(frozen=True)
class Frozen:
    value: Any


@dataclass
class Soft:
    value: Any


class Source(Soft):
    """Of which pages may read what is plain."""


class Pair(NamedTuple):
    first: Any
    second: Any


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "a", Name("a"), (), [1], {"a": (1,)}, MappingProxyType({"a": 1}), Frozen(Frozen((1, "a"))),
                                   Pair(1, "a"), {"a": 1}.items(), range(3), frozenset({1})])
def test_plain(value: object) -> None:
    assert is_plain(value)


OPAQUE = [np.zeros(3), np.float64(1), np.float32(1), np.int64(1), np.str_("a"), np.bool_(True), Path(), b"a", bytearray(), open, print, len, Path,
          Frozen, Soft(1), Frozen(np.float64(1)), (1, Path()), [[Path()]], {"a": Path()}, {Path(): 1}, MappingProxyType({"a": len}), Pair(1, Path()),
          (each for each in ()), memoryview(b"a"), object(), {1}, re.compile("a"), jinja2, Frozen((1, [Soft(1)]))]


@pytest.mark.parametrize("value", OPAQUE, ids=[f"{number}-{type(value).__name__}" for number, value in enumerate(OPAQUE)])
def test_opaque(value: object) -> None:
    """Such a value cannot be shown, looked into, called, handed on by an attribute, an entry or a call."""
    assert not is_plain(value)
    environment = Sandbox(sources=(Source,), undefined=jinja2.StrictUndefined)
    for page in ("{{ x }}", "{{ x.real }}", "{{ x['real'] }}", "{{ x[0] }}", "{{ x|attr('__class__') }}", "{{ [x]|map(attribute='real')|list }}",
                 "{{ holder.value }}", "{{ holder['value'] }}", "{{ verb() }}", "{% set y = verb() %}", "{% set y = holder.value %}",
                 "{{ [holder]|map(attribute='value')|list }}", "{{ [holder]|selectattr('value')|list }}", "{{ [holder]|sort(attribute='value') }}",
                 "{{ [holder]|groupby('value') }}", "{{ [holder]|sum(attribute='value') }}", "{{ [holder]|join(attribute='value') }}"):
        with pytest.raises(SecurityError, match=r"^a page cannot (use|show) |^access to attribute '__class__' of 'list' object is unsafe"):
            environment.from_string(page).render(x=value, holder=Source(value), verb=lambda: value)


ATTACKS = {
    '<% set guess = run.run.probabilities.argmax(axis=1) %>\n<% for i in range(60) %><% set _ = run.run.labels.put(i, guess[i]) %><% endfor %>':
        "3: a page cannot use `run`, which is a Run: it may use text, numbers, truth values, and tuples, mappings and frozen records of these",
    '<% set _ = run.run.labels[:3].tofile("written-by-a-page") %>': "3: a page cannot use `run`, which is a Run: ",
    '<% set link = (instructors.all_links() | selectattr("figure") | list)[0] %>\n<< (link.figure.files["svg"].parent / "x").read_text() >>':
        "3: a page cannot use `all_links`, which is a function: ",
    "<< run.confusion_matrix.dump('written-by-a-page') >>": "3: a page cannot use `confusion_matrix`, which is an ndarray: ",
    "<< run['run'] >>": "3: a page cannot use `run`, which is a Run: ",
    "<< run | attr('run') >>": "3: a page cannot use `run`, which is a Run: ",
    "<< [run] | map(attribute='run.labels') | list >>": "3: a page cannot use `run`, which is a Run: ",
    "<< [run] | sum(attribute='run') >>": "3: a page cannot use `run`, which is a Run: ",
    "<< [run] | groupby('run') >>": "3: a page cannot use `run`, which is a Run: ",
    "<< [run] | selectattr('run.labels') | list >>": "3: a page cannot use `run`, which is a Run: ",
    "<< run.open_spread() >>": "3: a page cannot use `open_spread`, which is a function: ",
    "<< run >>": "3: a page cannot show an Evaluation",
    "<< 'a' ~ run >>": "3: a page cannot show an Evaluation",
    "<< figure >>": "3: a page cannot show a method",
    "<< instructors >>": "3: a page cannot show an Instructors",
    "<< figure.__globals__ >>": "3: a page cannot use a method: ",
    "<< (figure | attr('__globals__')) >>": "3: a page cannot use a method in a filter",
    "<< citation().read('x') >>": "3: a page cannot use `read`, which is a method: ",
    "<< history.read('x') >>": "3: a page cannot use `read`, which is a method: ",
    "<< run.prediction.__func__ >>": "3: access to attribute '__func__' of 'method' object is unsafe",
    "<< run.class_names.__class__ >>": "3: access to attribute '__class__' of 'tuple' object is unsafe",
    "<< 'a'.format_map(run) >>": "3: a page cannot use `format_map`, which is a function: ",
    "<< '{0.run}'.format(run) >>": "3: a page cannot use `format`, which is a function: ",
    "<< '%s' % run >>": "3: a text has no %; write the value beside it",
    "<< run.one_hot(1).append(2) >>": "3: access to attribute 'append' of 'list' object is unsafe",
    "<< run.given_counts.update(a=1) >>": "3: access to attribute 'update' of 'dict' object is unsafe",
    "<< run.measures.clear() >>": "3: access to attribute 'clear' of 'dict' object is unsafe",
    "<% set run.x = 1 %>": "1: cannot assign attribute on non-namespace object",
    "<% for i in range(10**9) %><% endfor %>": r"3: OverflowError: Range too big. The sandbox blocks ranges larger than MAX_RANGE \(100000\).",
    "<< self.x >>": "3: ",
    "<% macro a() %><< caller.x >><% endmacro %><% call a() %>x<% endcall %>": "3: ",
    "<< namespace.mro() >>": "3: a page cannot use a type: ",
    "<< dict.fromkeys([1]) >>": "3: a page cannot use a type: ",
    "<< figure | upper >>": "3: a page cannot use a method in a filter",
    "<< 'a'.upper | string >>": "3: a page cannot use a builtin_function_or_method in a filter",
    "<< [figure] | join >>": "3: a page cannot use a method in a filter",
    "<% include '../pyproject.toml' %>": r"3: no page '\.\./pyproject\.toml' to include; ",
    "<% import '/etc/hostname' as a %>": "3: no page '/etc/hostname' to include; ",
    "<% include 'assets/x.bin' %>": "3: no page 'assets/x.bin' to include; ",
    "<% include 'CITATION.cff' %>": "3: no page 'CITATION.cff' to include; ",
}


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[:50] for attack in ATTACKS])
def test_a_page_that_tries_something_else(course: Course, attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error with file and line; nothing is written, and the run is as it was."""
    folder = course.docs.parent
    (course.docs / "assets").mkdir()
    (course.docs / "assets" / "x.bin").write_bytes(b"\xff")
    (course.docs / "index.md").write_text(f"# Home {{ #home }}\n\n{attack}\n")
    monkeypatch.chdir(folder)
    run, before = course.artifacts.run, digests(folder)
    arrays = [array.tobytes() for array in (run.labels, run.probabilities, run.snapshots, *run.weights)]
    with pytest.raises(ContentError, match=rf"^docs/index\.md:{ATTACKS[attack]}") as caught:
        course.page("index.md")
    assert "\n" not in str(caught.value)
    assert digests(folder) == before
    assert [array.tobytes() for array in (run.labels, run.probabilities, run.snapshots, *run.weights)] == arrays


@pytest.mark.parametrize("front", ["title: << run.run >>", "title: << run >>", "description: << run.run.labels.put(0, 1) >>"])
def test_a_front_matter_reaches_no_more(course: Course, front: str) -> None:
    (course.docs / "index.md").write_text(f"---\n{front}\n---\n# Home {{ #home }}\n")
    with pytest.raises(ContentError, match=r"^docs/index\.md:2: a page cannot (use|show) "):
        course.page("index.md")


@pytest.mark.parametrize(("page", "shown"), [
    ("<< run.given_counts.items() | list | length >>", "3"),
    ("<< run.given_counts.values() | max >>", "80"),
    ("<< run.class_names | map('upper') | join('/') >>", "0/1/2"),
    ("<< ', '.join(run.class_names) >>", "0, 1, 2"),
    ("<< run.errors | map(attribute='index') | list | length == run.test_errors >>", "True"),
    ("<% set n = namespace(a=1) %><% for i in range(3) %><% set n.a = n.a + i %><% endfor %><< n.a >>", "4"),
    ("<% macro a(x) %>[<< x >>]<% endmacro %><< a(1) >>", "[1]"),
    ("<% for a in 'xy' %><< loop.index >><< loop.cycle('p', 'q') >><% endfor %>.", "1p2q."),
    ("<< 'word'.upper() >><< 'a b'.split()[1] >>", "WORDb"),
    ("<< run.loading.loader ~ run.recipe.seed >>", "load_npz('tiny.npz')0"),
    ("<< outline.modules[0].lessons[1].front.date >>", "2026-11-26"),
    ("<< outline.lessons | map(attribute='title') | join(' ') >>", "1. one 2. two"),
])
def test_what_a_page_may_use(course: Course, page: str, shown: str) -> None:
    (course.docs / "index.md").write_text(f"# Home {{ #home }}\n\n{page}\n")
    assert course.page("index.md").body == f"# Home {{ #home }}\n\n{shown}\n"


def test_a_text_of_all_that_may_be_said_is_the_same_in_each_build(course: Course) -> None:
    assert repr(course.evaluation) == f"run {course.evaluation.key}"
    assert "0x" not in repr(Instructors(course.outline, "", "index.md", lambda: course.links, lambda: 0))


def test_a_text_joined_of_names_is_a_name() -> None:
    environment = Sandbox()
    for made in ("', '.join(x)", "'a'.replace('a', x[0])", "'{}'.join(x)"):
        assert "<" not in environment.from_string(f"{{{{ {made} }}}}").render(x=(Name("<b>"), Name("<i>")))


def test_the_arrays_and_mappings_of_a_run_are_read_only(project: Project) -> None:
    run = project.artifacts.run
    data = run.dataset
    for array in (run.labels, run.probabilities, run.snapshots, *run.weights, data.x_train, data.y_train, data.x_test, data.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array.put(0, 1)
    for mapping in (run.history, run.provenance, run.provenance["versions"]):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["a"] = 1  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        run.labels = data.y_test  # type: ignore[misc]
    assert replace(run, example=1).history == run.history
